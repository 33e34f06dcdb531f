/*
 * Who can do what is asked: duties without means, rules that nobody watches, points that say nothing, exceptions without bounds.
 */
#include <string.h>

#include "agreement/buffer.h"
#include "agreement/lint_work.h"

static bool has_role(const struct truce_agreement *agreement, enum truce_role role)
{
    for (size_t p = 0; p < agreement->n_parties; p++)
        if (agreement->parties[p].role == role)
            return true;
    return false;
}

static bool is_about(const struct truce_subject *subject, int party)
{
    return truce_indexes_hold(subject->parties, party);
}

/*
 * Does a norm let a monitor in?  Others must not do something against it, it may do something itself, or others have a standing duty to it; to
 * notify it of something is none.
 */
static bool gives_access(const struct truce_norm *norm, int monitor)
{
    if (norm->kind == TRUCE_NORM_MAY)
        return is_about(&norm->who, monitor);
    if (norm->kind == TRUCE_NORM_MUST_NOT)
        return is_about(&norm->against, monitor) || is_about(&norm->to, monitor);
    return norm->kind == TRUCE_NORM_MUST && norm->when.kind == TRUCE_WHEN_WINDOW &&
           is_about(&norm->to, monitor);
}

/* ---- W60 ---- */

static bool has_duty(const struct truce_agreement *agreement, int party)
{
    for (size_t i = 0; i < agreement->n_norms; i++)
        if (agreement->norms[i].kind == TRUCE_NORM_MUST && is_about(&agreement->norms[i].who, party))
            return true;
    return false;
}

static bool has_access(const struct truce_agreement *agreement, int monitor)
{
    for (size_t i = 0; i < agreement->n_norms; i++)
        if (gives_access(&agreement->norms[i], monitor))
            return true;
    return false;
}

/* what in the agreement rests on somebody's finding that there was a violation, and where; NULL: nothing */
static const char *needs_ruling(const struct truce_agreement *agreement, struct truce_spot *at)
{
    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *norm = &agreement->norms[i];
        if (norm->on_violation != TRUCE_NONE || norm->when.trigger == TRUCE_TRIGGER_VIOLATION_OF) {
            *at = norm->head.at;
            return norm->head.id;
        }
    }
    for (size_t i = 0; i < agreement->n_guarantees; i++) {
        const struct truce_guarantee *guarantee = &agreement->guarantees[i];
        if (guarantee->trigger.norm != TRUCE_NONE || guarantee->void_if.norm != TRUCE_NONE) {
            *at = guarantee->head.at;
            return guarantee->head.id;
        }
    }
    for (size_t i = 0; i < agreement->n_clocks; i++)
        if (agreement->clocks[i].attribution_needed) {
            *at = agreement->clocks[i].head.at;
            return agreement->clocks[i].head.id;
        }
    return NULL;
}

static void check_means(struct truce_lint *lint)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct truce_lint_text name;
    struct truce_spot at = {0, 0};

    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *norm = &agreement->norms[i];
        if (norm->who.parties.n == 0)
            truce_diagnostics_add(lint->found, "W60", norm->who_at.line != 0 ? norm->who_at : norm->head.at,
                                  "%s binds nobody: the group in `who` has no members",
                                  truce_lint_name(agreement, &norm->head, &name));
    }
    for (size_t p = 0; p < agreement->n_parties; p++) {
        const struct truce_party *party = &agreement->parties[p];
        if (party->role == TRUCE_ROLE_MONITOR && has_duty(agreement, (int)p) &&
            !has_access(agreement, (int)p))
            truce_diagnostics_add(
                lint->found, "W60", party->head.at,
                "%s has duties as a monitor and no right of access: nobody is forbidden to hinder it, and "
                "nothing lets it in",
                party->head.id);
    }
    const char *why = has_role(agreement, TRUCE_ROLE_ADJUDICATOR) ? NULL : needs_ruling(agreement, &at);
    if (why != NULL)
        truce_diagnostics_add(
            lint->found, "W60", at,
            "%s depends on whether something was a violation, and no party has the role adjudicator: "
            "nobody can rule on it",
            why);
}

/* ---- W61 ---- */

/* somebody must see whether it is kept */
static bool must_be_seen(const struct truce_norm *norm)
{
    return norm->kind == TRUCE_NORM_MUST_NOT ||
           (norm->kind == TRUCE_NORM_LIMIT && norm->counted_by != TRUCE_COUNTED_BY_DECLARATION);
}

/* Does the place of a norm meet one to which a monitor has access?  *known: some access is given at all. */
static enum truce_status is_watched(struct truce_lint *lint, const struct truce_norm *norm, bool *known,
                                    bool *watched, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    size_t n = 0;
    const struct truce_day *days = truce_geography_days(lint->geography, &n);

    *known = *watched = false;
    for (size_t p = 0; p < agreement->n_parties; p++) {
        if (agreement->parties[p].role != TRUCE_ROLE_MONITOR)
            continue;
        for (size_t i = 0; i < agreement->n_norms; i++) {
            const struct truce_norm *access = &agreement->norms[i];
            if (!gives_access(access, (int)p))
                continue;
            *known = true;
            for (size_t w = 0; w < norm->who.parties.n; w++)
                for (size_t d = 0; d < n; d++) {
                    const struct truce_place_of a = {&norm->where, norm->who.parties.at[w], norm->class_},
                                                b = {&access->where, norm->who.parties.at[w], norm->class_};
                    struct truce_common_ground ground;
                    enum truce_status status =
                        truce_where_meet(lint->geography, &a, &b, days[d], &ground, err);
                    if (status != TRUCE_OK)
                        return status;
                    if (ground.meets != TRUCE_BELONGS_NO) {
                        *watched = true;
                        return TRUCE_OK;
                    }
                }
        }
    }
    return TRUCE_OK;
}

/* W21 has said that it is nowhere */
static bool has_no_side(const struct truce_agreement *agreement, const struct truce_where *where)
{
    return where->kind == TRUCE_WHERE_NEARER_THAN && where->side != TRUCE_SIDE_OF_BOTH &&
           (truce_zone_left(&agreement->zones[where->line]) == TRUCE_NONE ||
            truce_zone_right(&agreement->zones[where->line]) == TRUCE_NONE);
}

static enum truce_status check_watching(struct truce_lint *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    bool monitored = has_role(agreement, TRUCE_ROLE_MONITOR);
    struct truce_lint_text name, where;

    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *norm = &agreement->norms[i];
        bool known = false, watched = false;
        if (!must_be_seen(norm))
            continue;
        if (!monitored) {
            truce_diagnostics_add(
                lint->found, "W61", norm->head.at,
                "nobody watches whether %s is kept, nor any other norm: no party has the role monitor",
                truce_lint_name(agreement, &norm->head, &name));
            return TRUCE_OK;
        }
        if (!norm->where.given || norm->where.kind == TRUCE_WHERE_ANYWHERE || norm->where.everywhere ||
            norm->where.n_by_class > 0 || has_no_side(agreement, &norm->where))
            continue;
        enum truce_status status = is_watched(lint, norm, &known, &watched, err);
        if (status != TRUCE_OK)
            return status;
        if (known && !watched)
            truce_diagnostics_add(
                lint->found, "W61", norm->head.at,
                "nobody can see whether %s is kept: it holds %s, where no monitor has access",
                truce_lint_name(agreement, &norm->head, &name),
                truce_lint_where(agreement, &norm->where, norm->class_, &where));
    }
    return TRUCE_OK;
}

enum truce_status truce_lint_roles(struct truce_lint *lint, struct truce_err *err)
{
    check_means(lint);
    return check_watching(lint, err);
}

/* ---- N80 ---- */

static void mark_point(const struct truce_named *head, bool *said)
{
    if (head->point != TRUCE_NONE)
        said[head->point] = true;
}

#define MARK(list)                                                                                           \
    for (size_t i = 0; i < agreement->n_##list; i++)                                                         \
    mark_point(&agreement->list[i].head, said)

static void check_points(struct truce_lint *lint, bool *said)
{
    const struct truce_agreement *agreement = lint->agreement;

    MARK(norms);
    MARK(clocks);
    MARK(gates);
    MARK(guarantees);
    MARK(needs);
    MARK(contributions);
    MARK(vetoes);
    size_t n = 0, first = 0;
    struct truce_buf list;
    truce_buf_init(&list);
    for (size_t i = 0; i < agreement->n_points; i++) {
        if (said[i])
            continue;
        first = n == 0 ? i : first;
        truce_buf_printf(&list, "%s%d", n++ == 0 ? "" : ", ", agreement->points[i].n);
    }
    if (n > 0)
        truce_diagnostics_add(
            lint->found, "N80", agreement->points[first].at,
            "point%s %s %s declaratory: no norm, gate, clock, guarantee or contribution stands there",
            n == 1 ? "" : "s", truce_lint_said(lint, &list), n == 1 ? "is" : "are");
    truce_buf_fini(&list);
}

/* ---- W81 ---- */

/* Is there anything that says what the exception is about, or when: a class that is not the root of a tree, a gate, a clock, a day, a norm? */
/* NOLINTNEXTLINE(misc-no-recursion) */
static bool is_bounded(const struct truce_agreement *agreement, const struct truce_condition *condition)
{
    switch (condition->kind) {
    case TRUCE_IF_EVENT:
        if (agreement->classes[condition->class_].is != TRUCE_NONE)
            return true;
        for (size_t c = 0; c < agreement->n_classes; c++)
            if (agreement->classes[c].is == condition->class_)
                return false; /* a whole tree of classes is as good as none */
        return true;
    case TRUCE_IF_GATE:
    case TRUCE_IF_CLOCK:
    case TRUCE_IF_DATE:
    case TRUCE_IF_STATUS:
        return true;
    default:
        break;
    }
    for (size_t i = 0; i < condition->n; i++)
        if (is_bounded(agreement, &condition->children[i]))
            return true;
    return false;
}

static void check_exceptions(struct truce_lint *lint)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct truce_lint_text name;

    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *norm = &agreement->norms[i];
        if (norm->unless != NULL && !is_bounded(agreement, norm->unless))
            truce_diagnostics_add(lint->found, "W81",
                                  norm->unless->at.line != 0 ? norm->unless->at : norm->head.at,
                                  "the exception from %s is vague: it names no class of acts, gate, clock or "
                                  "day that bounds it",
                                  truce_lint_name(agreement, &norm->head, &name));
    }
}

enum truce_status truce_lint_points(struct truce_lint *lint, struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status =
        truce_arena_alloc(&lint->arena, (lint->agreement->n_points + 1) * sizeof(bool), &memory, err);
    if (status != TRUCE_OK)
        return status;
    check_points(lint, memory);
    check_exceptions(lint);
    return TRUCE_OK;
}
