/*
 * Last dates: gates that open before a day or not at all.
 *
 * Two things of a text say so: `closes` that holds from a date on, and a clause `not` of a date among those that must all hold.  Dates know of them;
 * reachable, loops and ways out do not, for they know nothing of days.  What ends by something else than a date is taken to last, and a
 * note says where that matters.
 */
#include "plan/build.h"

static void no_later(struct truce_day_limit *limit, int32_t day, int option)
{
    if (!limit->given || day < limit->day)
        *limit = (struct truce_day_limit){true, day, option};
}

static void say(struct truce_builder *b, const struct truce_condition *condition, const char *what)
{
    char path[512];
    if (b->notes == NULL || b->which != TRUCE_EARLIEST)
        return;
    truce_agreement_clause_path(b->agreement, condition, path, sizeof path);
    truce_diagnostics_add(b->notes, "N96", condition->at, "%s: %s", path, what);
}

/* The first day from which a condition holds by dates alone, or TRUCE_DAY_NEVER. */
static int32_t holds_from(const struct truce_condition *condition)
{
    int32_t first = TRUCE_DAY_NEVER;
    if (condition->kind == TRUCE_IF_DATE)
        return condition->day.n;
    bool one_is_enough = condition->kind == TRUCE_IF_ANY || condition->n == 1 ||
                         (condition->kind == TRUCE_IF_AT_LEAST && condition->k == 1);
    if (condition->kind == TRUCE_IF_NOT || !one_is_enough)
        return first;
    for (size_t i = 0; i < condition->n; i++) {
        int32_t day = holds_from(&condition->children[i]);
        if (day < first)
            first = day;
    }
    return first;
}

static int option_of(const struct truce_builder *b, const struct truce_condition *clause)
{
    for (size_t i = 0; i < b->n_grants; i++)
        if (b->out->grants[i].clause == clause)
            return (int)i;
    return TRUCE_NO_OPTION;
}

/* `not` of a date, where everything must hold */
static void limit_by_clauses(struct truce_builder *b, const struct truce_condition *condition,
                             bool all_needed, struct truce_day_limit *limit)
{
    all_needed = all_needed && (condition->kind == TRUCE_IF_ALL || condition->n <= 1);
    for (size_t i = 0; i < condition->n; i++) {
        const struct truce_condition *child = &condition->children[i];
        if (child->kind != TRUCE_IF_NOT) {
            limit_by_clauses(b, child, all_needed, limit);
            continue;
        }
        if (b->now->conditions[child->index].waived || child->children[0].kind != TRUCE_IF_DATE)
            continue;
        if (!all_needed)
            say(b, child, "one of several ways in which the gate can open; dates take it that it lasts");
        else
            no_later(limit, child->children[0].day.n, option_of(b, child));
    }
}

void truce_build_limits(struct truce_builder *b, int gate, int node)
{
    const struct truce_gate *text = &b->agreement->gates[gate];
    struct truce_node *into = &b->nodes[node];

    limit_by_clauses(b, text->opens, true, text->latched ? &into->met_before : &into->open_before);
    if (text->closes == NULL)
        return;
    int32_t from = holds_from(text->closes);
    if (from != TRUCE_DAY_NEVER)
        no_later(&into->open_before, from, TRUCE_NO_OPTION);
    if (from > b->out->start.n && b->now->conditions[text->closes->index].holds)
        say(b, text->closes, "it is closed by this now; dates take it that this ends at once");
}
