/*
 * Names of an agreement as people read them.
 */
#include "report/plan_names.h"

#include <string.h>

#include "report/plan_words.h"

void truce_plan_names_id(const char *id, struct truce_buf *out)
{
    for (; *id != '\0'; id++)
        truce_buf_putc(out, (char)(*id == '_' ? ' ' : *id));
}

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

void truce_plan_names_readable(const char *sentence, struct truce_buf *out)
{
    while (*sentence != '\0') {
        size_t n = 0, kept;
        while (in_word(sentence[n]))
            n++;
        if (n == 0) {
            truce_buf_putc(out, *sentence++);
            continue;
        }
        kept = n;
        while (kept > 0 && sentence[kept - 1] == '.') /* the end of the sentence */
            kept--;
        bool path = memchr(sentence, '.', kept) != NULL;
        for (size_t i = 0; i < n; i++)
            truce_buf_putc(out, (char)(sentence[i] == '_' && !path ? ' ' : sentence[i]));
        sentence += n;
    }
}

void truce_plan_names_gate(const struct truce_agreement *agreement, int gate, struct truce_buf *out)
{
    const struct truce_gate *text = &agreement->gates[gate];
    truce_plan_names_id(text->head.id, out);
    for (size_t i = 0; i < text->together.n; i++) {
        truce_buf_puts(out, " + ");
        truce_plan_names_id(agreement->gates[text->together.at[i]].head.id, out);
    }
}

void truce_plan_names_point(const struct truce_agreement *agreement, int point, struct truce_buf *out)
{
    if (point == TRUCE_NONE)
        return;
    truce_buf_printf(out, "point %d", agreement->points[point].n);
    if (agreement->points[point].title[0] != '\0')
        truce_buf_printf(out, ", %s", agreement->points[point].title);
}

bool truce_plan_names_is_fact(const struct truce_condition *condition)
{
    switch (condition->kind) {
    case TRUCE_IF_GATE:
    case TRUCE_IF_CLOCK:
    case TRUCE_IF_NEED:
        return false;
    case TRUCE_IF_ALL:
    case TRUCE_IF_ANY:
    case TRUCE_IF_AT_LEAST:
        for (size_t i = 0; i < condition->n; i++)
            if (!truce_plan_names_is_fact(&condition->children[i]))
                return false;
        return true;
    default:
        return true;
    }
}

/* "A", "A and B", "A, B or C" */
static void put_parties(const struct truce_agreement *agreement, struct truce_indexes parties,
                        const char *joint, struct truce_buf *out)
{
    for (size_t i = 0; i < parties.n; i++)
        truce_buf_printf(out, "%s%s",
                         i == 0               ? ""
                         : i + 1 == parties.n ? joint
                                              : ", ",
                         agreement->parties[parties.at[i]].head.id);
}

static const char *verb_of(enum truce_condition_kind kind, bool many)
{
    switch (kind) {
    case TRUCE_IF_SIGNED:
        return many ? "sign" : "signs";
    case TRUCE_IF_AGREED:
        return many ? "agree on" : "agrees on";
    default:
        return many ? "ratify" : "ratifies";
    }
}

/* what is signed, where it has a name of its own: a clause that signs itself is called by its path */
static void put_instrument(const struct truce_condition *condition, struct truce_buf *out)
{
    if (condition->instrument == NULL || condition->instrument[0] == '\0' ||
        strchr(condition->instrument, '.') != NULL) {
        if (condition->kind == TRUCE_IF_AGREED)
            truce_buf_puts(out, " the text");
        return;
    }
    truce_buf_putc(out, ' ');
    truce_plan_names_id(condition->instrument, out);
}

static bool is_assent(enum truce_condition_kind kind)
{
    return kind == TRUCE_IF_SIGNED || kind == TRUCE_IF_AGREED || kind == TRUCE_IF_RATIFIED;
}

/* children that differ by nothing but their one party: "2 of K1, K2 and K3 ratify core" */
static bool is_roll_call(const struct truce_condition *condition)
{
    const struct truce_condition *first = condition->children;
    if (condition->n < 2 || !is_assent(first->kind) || first->instrument == NULL)
        return false;
    for (size_t i = 0; i < condition->n; i++) {
        const struct truce_condition *child = &condition->children[i];
        if (child->kind != first->kind || child->by.n != 1 || child->instrument == NULL ||
            strcmp(child->instrument, first->instrument) != 0)
            return false;
    }
    return true;
}

static void put_compound(const struct truce_agreement *agreement, const struct truce_condition *condition,
                         struct truce_buf *out)
{
    bool all = condition->kind == TRUCE_IF_ALL, any = condition->kind == TRUCE_IF_ANY;
    if (is_roll_call(condition)) {
        if (any)
            truce_buf_puts(out, "one of ");
        else if (!all)
            truce_buf_printf(out, "%zu of ", condition->k);
        for (size_t i = 0; i < condition->n; i++)
            truce_buf_printf(out, "%s%s",
                             i == 0                  ? ""
                             : i + 1 == condition->n ? " and "
                                                     : ", ",
                             agreement->parties[condition->children[i].by.at[0]].head.id);
        bool many = all || (!any && condition->k > 1);
        truce_buf_printf(out, " %s", verb_of(condition->children[0].kind, many));
        put_instrument(&condition->children[0], out);
        return;
    }
    if (any)
        truce_buf_puts(out, "one of: ");
    else if (!all)
        truce_buf_printf(out, "%zu of %zu: ", condition->k, condition->n);
    for (size_t i = 0; i < condition->n; i++) {
        truce_buf_puts(out, i == 0 ? "" : "; ");
        truce_plan_names_fact(agreement, &condition->children[i], out);
    }
}

void truce_plan_names_fact(const struct truce_agreement *agreement, const struct truce_condition *condition,
                           struct truce_buf *out)
{
    char day[TRUCE_DAY_TEXT];

    switch (condition->kind) {
    case TRUCE_IF_SIGNED:
    case TRUCE_IF_AGREED:
    case TRUCE_IF_RATIFIED:
        put_parties(agreement, condition->by, " and ", out);
        truce_buf_printf(out, " %s", verb_of(condition->kind, condition->by.n > 1));
        put_instrument(condition, out);
        break;
    case TRUCE_IF_EVENT:
        truce_plan_names_id(agreement->classes[condition->class_].head.id, out);
        if (condition->by.n > 0)
            truce_buf_puts(out, " by ");
        put_parties(agreement, condition->by, condition->by_any ? " or " : " and ", out);
        break;
    case TRUCE_IF_VOTE:
        truce_plan_names_id(condition->vote_kind, out);
        truce_buf_puts(out, " carried in ");
        put_parties(agreement, condition->by, " and ", out);
        break;
    case TRUCE_IF_DATE:
        truce_day_format(condition->day, day);
        truce_buf_printf(out, "from %s on", day);
        break;
    case TRUCE_IF_STATUS:
        truce_plan_names_id(agreement->norms[condition->target].head.id, out);
        truce_buf_puts(out, " is done");
        break;
    case TRUCE_IF_NOT:
        truce_buf_puts(out, "not: ");
        truce_plan_names_fact(agreement, &condition->children[0], out);
        break;
    case TRUCE_IF_GATE:
        truce_plan_names_id(agreement->gates[condition->target].head.id, out);
        break;
    case TRUCE_IF_CLOCK:
        truce_plan_names_id(agreement->clocks[condition->target].head.id, out);
        break;
    case TRUCE_IF_NEED:
        truce_plan_names_id(agreement->needs[condition->target].head.id, out);
        break;
    case TRUCE_IF_ALL:
    case TRUCE_IF_ANY:
    case TRUCE_IF_AT_LEAST:
        put_compound(agreement, condition, out);
        break;
    }
}

void truce_plan_names_grant(const struct truce_plan *plan, int option, struct truce_buf *out)
{
    const struct truce_agreement *agreement = plan->agreement;
    const struct truce_grant *grant = &plan->graph[0].grants[option];
    struct truce_buf text;

    if (grant->kind == TRUCE_GRANT_LIFT) {
        const struct truce_veto *veto = &agreement->vetoes[grant->target];
        put_parties(agreement, veto->by, " and ", out);
        truce_buf_printf(out, veto->by.n > 1 ? " lift their veto on " : " lifts its veto on ");
        put_parties(agreement, veto->bars_by, " and ", out);
        if (veto->bars_class != TRUCE_NONE) {
            truce_buf_puts(out, " (");
            truce_plan_names_id(agreement->classes[veto->bars_class].head.id, out);
            truce_buf_putc(out, ')');
        }
        return;
    }
    if (grant->kind == TRUCE_GRANT_ONLY_AFTER) {
        const struct truce_contribution *c = &agreement->contributions[grant->target];
        truce_buf_printf(out, "%s's ", agreement->parties[c->by].head.id);
        truce_plan_words_amount(plan->state->reading[TRUCE_STRICT].contributions[grant->target].amount, out);
        truce_buf_putc(out, ' ');
        truce_plan_names_id(agreement->classes[c->class_].head.id, out);
        truce_buf_puts(out, " need not wait for ");
        truce_plan_names_id(agreement->gates[c->only_after].head.id, out);
        return;
    }
    truce_buf_init(&text);
    truce_plan_words_grant(plan, option, &text);
    truce_plan_names_readable(text.at != NULL ? text.at : "", out);
    out->failed = out->failed || text.failed;
    truce_buf_fini(&text);
}
