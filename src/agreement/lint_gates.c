/*
 * Gates: those that open by themselves, those whose ground can fall away under others, parties that can hold up and owe nothing.
 */
#include <stdio.h>
#include <string.h>

#include "agreement/lint_work.h"

/* Which gates wait for which, and what is known of each. */
struct gates {
    const struct truce_agreement *agreement;
    bool *by_itself;    /* opens though nothing has happened */
    signed char *falls; /* its ground can fall away: 1 yes, 0 no, -1 not known yet, -2 being looked at */
    int *waited_for_by; /* a gate that waits for it; TRUCE_NONE */
};

/* ---- W31 ---- */

/* NOLINTBEGIN(misc-no-recursion): conditions are nested as deep as the file */
static bool holds_by_itself(const struct gates *gates, const struct truce_condition *condition,
                            bool negations)
{
    size_t n = 0;

    switch (condition->kind) {
    case TRUCE_IF_ALL:
    case TRUCE_IF_ANY:
    case TRUCE_IF_AT_LEAST:
        for (size_t i = 0; i < condition->n; i++)
            n += holds_by_itself(gates, &condition->children[i], negations);
        return condition->kind == TRUCE_IF_ALL   ? n == condition->n
               : condition->kind == TRUCE_IF_ANY ? n > 0
                                                 : n >= condition->k;
    case TRUCE_IF_NOT:
        return negations && !holds_by_itself(gates, condition->children, negations);
    case TRUCE_IF_GATE:
        return gates->by_itself[condition->target];
    case TRUCE_IF_NEED:
        return gates->agreement->needs[condition->target].at_least <= 0;
    default:
        return false;
    }
}

/* a part of the condition that nothing can keep from holding; to name it */
static const char *reason(const struct truce_condition *condition)
{
    for (size_t i = 0; i < condition->n; i++)
        if (condition->children[i].kind == TRUCE_IF_NOT)
            return "its `not` holds as long as nothing has happened";
    return condition->n == 0 ? "its condition is empty" : "its condition asks for nothing";
}

static void check_openings(struct truce_lint *lint, struct gates *gates)
{
    const struct truce_agreement *agreement = lint->agreement;
    bool changed = true;

    /* first without negations, so that `not` is asked of what is settled; then with them */
    for (int negations = 0; negations < 2; negations++)
        for (changed = true; changed;) {
            changed = false;
            for (size_t g = 0; g < agreement->n_gates; g++) {
                if (gates->by_itself[g] || !holds_by_itself(gates, agreement->gates[g].opens, negations == 1))
                    continue;
                gates->by_itself[g] = changed = true;
                struct truce_lint_text name;
                bool waits = false;
                for (size_t i = 0; i < agreement->gates[g].opens->n; i++)
                    waits = waits || agreement->gates[g].opens->children[i].kind == TRUCE_IF_GATE;
                if (!waits) /* one that follows another is told with that */
                    truce_diagnostics_add(lint->found, "W31", agreement->gates[g].head.at,
                                          "%s opens by itself: %s; say what must happen first",
                                          truce_lint_name(agreement, &agreement->gates[g].head, &name),
                                          reason(agreement->gates[g].opens));
            }
        }
}

/* ---- W32 ---- */

static bool falls(struct gates *gates, const struct truce_condition *condition);

static bool gate_falls(struct gates *gates, int g)
{
    const struct truce_gate *gate = &gates->agreement->gates[g];
    if (gate->latched)
        return false;
    if (gate->closes != NULL)
        return true;
    if (gates->falls[g] == -1) {
        gates->falls[g] = -2;
        gates->falls[g] = (signed char)falls(gates, gate->opens);
    }
    return gates->falls[g] == 1;
}

/*
 * Can it hold, and later not hold any more, without anybody taking something back?  A clock that is broken, a `not` whose fact comes.  A
 * declaration stands; a need falls when those who met it leave, and that is what a need is for.
 */
static bool falls(struct gates *gates, const struct truce_condition *condition)
{
    size_t firm = 0, needed;

    switch (condition->kind) {
    case TRUCE_IF_ALL:
    case TRUCE_IF_ANY:
    case TRUCE_IF_AT_LEAST:
        needed = condition->kind == TRUCE_IF_ALL   ? condition->n
                 : condition->kind == TRUCE_IF_ANY ? 1
                                                   : condition->k;
        for (size_t i = 0; i < condition->n; i++)
            firm += !falls(gates, &condition->children[i]);
        return firm < needed;
    case TRUCE_IF_CLOCK:
    case TRUCE_IF_NOT:
        return true;
    case TRUCE_IF_GATE:
        return gate_falls(gates, condition->target);
    default:
        return false;
    }
}

static void find_waiting(struct gates *gates, const struct truce_condition *condition, int g)
{
    if (condition->kind == TRUCE_IF_GATE && condition->target != g && condition->position == TRUCE_NONE &&
        gates->waited_for_by[condition->target] == TRUCE_NONE &&
        !truce_indexes_hold(gates->agreement->gates[g].together, condition->target))
        gates->waited_for_by[condition->target] = g;
    for (size_t i = 0; i < condition->n; i++)
        find_waiting(gates, &condition->children[i], g);
}

/* the first thing in a condition that can fall away, in words */
static void say_what_falls(struct gates *gates, const struct truce_condition *condition,
                           struct truce_lint_text *out)
{
    const struct truce_agreement *agreement = gates->agreement;
    if (out->at[0] != '\0' || !falls(gates, condition))
        return;
    if (condition->kind == TRUCE_IF_CLOCK)
        snprintf(out->at, sizeof out->at, "when a day breaks %.100s",
                 agreement->clocks[condition->target].head.id);
    else if (condition->kind == TRUCE_IF_GATE)
        snprintf(out->at, sizeof out->at, "when %.100s closes", agreement->gates[condition->target].head.id);
    else if (condition->kind == TRUCE_IF_NOT)
        snprintf(out->at, sizeof out->at, "when what its `not` speaks of happens");
    for (size_t i = 0; i < condition->n; i++)
        say_what_falls(gates, &condition->children[i], out);
}
/* NOLINTEND(misc-no-recursion) */

static void check_grounds(struct truce_lint *lint, struct gates *gates)
{
    const struct truce_agreement *agreement = lint->agreement;

    for (size_t g = 0; g < agreement->n_gates; g++)
        find_waiting(gates, agreement->gates[g].opens, (int)g);
    for (size_t g = 0; g < agreement->n_gates; g++) {
        const struct truce_gate *gate = &agreement->gates[g];
        struct truce_lint_text name, other, when;
        if (gate->latched || gate->closes != NULL || gates->waited_for_by[g] == TRUCE_NONE ||
            !gate_falls(gates, (int)g))
            continue;
        when.at[0] = '\0';
        say_what_falls(gates, gate->opens, &when);
        truce_diagnostics_add(
            lint->found, "W32", gate->head.at,
            "%s is not latched, and %s waits for it: %s, it closes again; write latched: yes, or closes if "
            "it shall",
            truce_lint_name(agreement, &gate->head, &name),
            truce_lint_name(agreement, &agreement->gates[gates->waited_for_by[g]].head, &other), when.at);
        truce_diagnostics_also_at(lint->found, agreement->gates[gates->waited_for_by[g]].head.at);
    }
}

/* ---- N62 ---- */

/* NOLINTNEXTLINE(misc-no-recursion) */
static void mark_holders(const struct truce_agreement *agreement, const struct truce_condition *condition,
                         bool *has_say)
{
    for (size_t i = 0; i < condition->by.n; i++)
        has_say[condition->by.at[i]] = true;
    for (size_t i = 0; condition->kind == TRUCE_IF_NEED && i < agreement->n_contributions; i++) {
        const struct truce_contribution *c = &agreement->contributions[i];
        if (truce_lint_common_class(agreement, c->class_, agreement->needs[condition->target].class_) ==
            c->class_)
            has_say[c->by] = true;
    }
    for (size_t i = 0; i < condition->n; i++)
        mark_holders(agreement, &condition->children[i], has_say);
}

static void mark(struct truce_indexes parties, bool *set)
{
    for (size_t i = 0; i < parties.n; i++)
        set[parties.at[i]] = true;
}

static void check_asymmetry(struct truce_lint *lint, bool *owes, bool *has_say)
{
    const struct truce_agreement *agreement = lint->agreement;

    for (size_t i = 0; i < agreement->n_norms; i++)
        if (agreement->norms[i].kind != TRUCE_NORM_MAY)
            mark(agreement->norms[i].who.parties, owes);
    for (size_t i = 0; i < agreement->n_guarantees; i++)
        mark(agreement->guarantees[i].by.parties, owes);
    for (size_t g = 0; g < agreement->n_gates; g++) {
        mark_holders(agreement, agreement->gates[g].opens, has_say);
        if (agreement->gates[g].closes != NULL)
            mark_holders(agreement, agreement->gates[g].closes, has_say);
    }
    for (size_t p = 0; p < agreement->n_parties; p++) {
        const struct truce_party *party = &agreement->parties[p];
        if (agreement->n_gates == 0 || owes[p] == has_say[p] ||
            (party->role != TRUCE_ROLE_BELLIGERENT && party->role != TRUCE_ROLE_GUARANTOR))
            continue;
        if (owes[p])
            truce_diagnostics_add(lint->found, "N62", party->head.at,
                                  "%s has duties, and no gate waits for anything that is its to give",
                                  party->head.id);
        else
            truce_diagnostics_add(lint->found, "N62", party->head.at,
                                  "gates wait for %s, and the agreement lays no duty on it", party->head.id);
    }
}

enum truce_status truce_lint_gates(struct truce_lint *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    size_t n = agreement->n_gates + 1, parties = agreement->n_parties + 1;
    void *memory = NULL, *waited = NULL;
    enum truce_status status = truce_arena_alloc(&lint->arena, 2 * n + 2 * parties, &memory, err);

    if (status == TRUCE_OK)
        status = truce_arena_alloc(&lint->arena, n * sizeof(int), &waited, err);
    if (status != TRUCE_OK)
        return status;
    bool *flags = memory;
    struct gates gates = {agreement, flags, (signed char *)flags + n, waited};
    for (size_t g = 0; g < n; g++) {
        gates.falls[g] = -1;
        gates.waited_for_by[g] = TRUCE_NONE;
    }
    check_openings(lint, &gates);
    check_grounds(lint, &gates);
    check_asymmetry(lint, flags + 2 * n, flags + 2 * n + parties);
    return TRUCE_OK;
}
