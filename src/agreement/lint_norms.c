/*
 * Norms against norms: contradictions, limits and permits without effect.
 *
 * Prohibitions are compared with the duties and permits of classes on one line of the tree with theirs; most pairs part at actors, boxes
 * or times (lint_meet.c).
 */
#include <string.h>

#include "agreement/lint_work.h"

#define CONTRADICTIONS_MAX 200 /* then the search ends: the file needs more than a list */

/* norms of two kinds, by class: those of a class stand together */
struct by_class {
    const int *norms;
    const int *start; /* one a class, and their number */
};

static bool demands_or_allows(const struct truce_norm *norm)
{
    return norm->kind == TRUCE_NORM_MUST || norm->kind == TRUCE_NORM_MAY;
}

static enum truce_status sort_by_class(struct truce_lint *lint, struct by_class *out, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    void *start = NULL, *norms = NULL;
    enum truce_status status =
        truce_arena_alloc(&lint->arena, (agreement->n_classes + 2) * sizeof(int), &start, err);
    if (status == TRUCE_OK)
        status = truce_arena_alloc(&lint->arena, (agreement->n_norms + 1) * sizeof(int), &norms, err);
    if (status != TRUCE_OK)
        return status;
    int *at = start, *list = norms;
    for (size_t i = 0; i < agreement->n_norms; i++)
        if (demands_or_allows(&agreement->norms[i]))
            at[agreement->norms[i].class_ + 2]++;
    for (size_t c = 2; c < agreement->n_classes + 2; c++)
        at[c] += at[c - 1];
    for (size_t i = 0; i < agreement->n_norms; i++)
        if (demands_or_allows(&agreement->norms[i]))
            list[at[agreement->norms[i].class_ + 1]++] = (int)i;
    *out = (struct by_class){list, at};
    return TRUCE_OK;
}

/* the later of the two in the file is where it is said, the earlier is named with it */
static void add_at(struct truce_lint *lint, const char *code, const struct truce_norm *a,
                   const struct truce_norm *b, const char *text)
{
    const struct truce_spot x = a->head.at, y = b->head.at;
    bool a_first = x.line != y.line ? x.line < y.line : x.column < y.column;
    truce_diagnostics_add(lint->found, code, a_first ? y : x, "%s", text);
    truce_diagnostics_also_at(lint->found, a_first ? x : y);
}

/* `forbids` against `demands` */
static void add_duty(struct truce_lint *lint, const struct truce_norm *forbids,
                     const struct truce_norm *demands, bool whole, const struct truce_lint_meeting *meeting)
{
    struct truce_lint_text a, b;
    struct truce_buf text;

    truce_buf_init(&text);
    truce_buf_printf(&text, "%s forbids what %s demands%s",
                     truce_lint_name(lint->agreement, &forbids->head, &a),
                     truce_lint_name(lint->agreement, &demands->head, &b),
                     whole ? ": whoever keeps one breaks the other"
                           : ", where and when both hold; part their places, times or classes");
    add_at(lint, "W10", forbids, demands, truce_lint_said(lint, &text));
    truce_lint_example(lint, forbids, demands, meeting);
    truce_buf_fini(&text);
}

/*
 * `forbids` against `allows`, which does not override it.  A permit that overrides something is an exception from that and from nothing else;
 * what else is forbidden there contradicts it only where nothing is left of it.
 */
static void add_permit(struct truce_lint *lint, const struct truce_norm *forbids,
                       const struct truce_norm *allows, bool whole, const struct truce_lint_meeting *meeting)
{
    struct truce_lint_text a, b;
    struct truce_buf text;
    const char *forbidding = truce_lint_name(lint->agreement, &forbids->head, &a),
               *allowing = truce_lint_name(lint->agreement, &allows->head, &b);
    bool part = allows->overrides.n > 0 && !whole;

    truce_buf_init(&text);
    if (allows->overrides.n == 0)
        truce_buf_printf(&text, "%s allows what %s forbids, and overrides nothing; write overrides: [%s]",
                         allowing, forbidding, forbids->head.id);
    else if (whole)
        truce_buf_printf(
            &text,
            "%s allows what %s forbids wherever and whenever it could be used; add %s to its overrides",
            allowing, forbidding, forbids->head.id);
    else
        truce_buf_printf(&text, "%s does not lift %s, which forbids the same in a part of its place or time",
                         allowing, forbidding);
    add_at(lint, part ? "N10" : "W10", forbids, allows, truce_lint_said(lint, &text));
    truce_lint_example(lint, forbids, allows, meeting);
    truce_buf_fini(&text);
}

static enum truce_status compare(struct truce_lint *lint, const struct truce_norm *forbids,
                                 const struct truce_norm *other, struct truce_err *err)
{
    struct truce_lint_meeting meeting;
    bool whole = false;

    if (other->kind == TRUCE_NORM_MAY &&
        truce_indexes_hold(other->overrides, (int)(forbids - lint->agreement->norms)))
        return TRUCE_OK;
    enum truce_status status = truce_lint_meet(lint, forbids, other, &meeting, err);
    if (status != TRUCE_OK || meeting.meets != TRUCE_BELONGS_YES)
        return status;
    status = truce_lint_covers(lint, forbids, other, &whole, err);
    if (status != TRUCE_OK)
        return status;
    if (other->kind == TRUCE_NORM_MUST)
        add_duty(lint, forbids, other, whole, &meeting);
    else
        add_permit(lint, forbids, other, whole, &meeting);
    return TRUCE_OK;
}

enum truce_status truce_lint_contradictions(struct truce_lint *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    const size_t before = lint->found->warnings + lint->found->notes;
    struct by_class others;
    enum truce_status status = sort_by_class(lint, &others, err);

    for (size_t i = 0; status == TRUCE_OK && i < agreement->n_norms; i++) {
        const struct truce_norm *forbids = &agreement->norms[i];
        if (forbids->kind != TRUCE_NORM_MUST_NOT)
            continue;
        for (size_t c = 0; status == TRUCE_OK && c < agreement->n_classes; c++) {
            if (others.start[c] == others.start[c + 1] ||
                truce_lint_common_class(agreement, (int)c, forbids->class_) == TRUCE_NONE)
                continue;
            for (int k = others.start[c]; status == TRUCE_OK && k < others.start[c + 1]; k++)
                status = compare(lint, forbids, &agreement->norms[others.norms[k]], err);
        }
        if (lint->found->warnings + lint->found->notes - before > CONTRADICTIONS_MAX) {
            truce_diagnostics_add(lint->found, "N10", forbids->head.at,
                                  "more than %d contradictions; what follows was not compared",
                                  CONTRADICTIONS_MAX);
            break;
        }
    }
    return status;
}

/* ---- W11 ---- */

/* does a permit take something of what `limit` is about out of the prohibition? */
static enum truce_status is_excepted(struct truce_lint *lint, const struct truce_norm *forbids,
                                     const struct truce_norm *limit, bool *out, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct truce_lint_meeting meeting;

    *out = false;
    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *permit = &agreement->norms[i];
        if (permit->kind != TRUCE_NORM_MAY ||
            !truce_indexes_hold(permit->overrides, (int)(forbids - agreement->norms)))
            continue;
        enum truce_status status = truce_lint_meet(lint, limit, permit, &meeting, err);
        if (status != TRUCE_OK)
            return status;
        if (meeting.meets != TRUCE_BELONGS_NO) {
            *out = true;
            return TRUCE_OK;
        }
    }
    return TRUCE_OK;
}

static void add_pointless(struct truce_lint *lint, const struct truce_norm *norm, const struct truce_norm *by,
                          const char *why)
{
    struct truce_lint_text a, b;
    truce_diagnostics_add(lint->found, "W11", norm->head.at,
                          "%s has no effect: %s %s of the same parties, in the same place and time",
                          truce_lint_name(lint->agreement, &norm->head, &a),
                          truce_lint_name(lint->agreement, &by->head, &b), why);
    truce_diagnostics_also_at(lint->found, by->head.at);
}

/* does `by` leave nothing for `norm` to say? */
static enum truce_status check_pointless(struct truce_lint *lint, const struct truce_norm *norm,
                                         const struct truce_norm *by, bool *found, struct truce_err *err)
{
    bool limit = norm->kind == TRUCE_NORM_LIMIT, by_limit = by->kind == TRUCE_NORM_LIMIT, covers = false,
         excepted = false;

    if (norm == by || (!limit && !by_limit) ||
        (limit && by_limit && (by->at_most > norm->at_most || by->counted_by != norm->counted_by)) ||
        (!limit && by->at_most >= 1))
        return TRUCE_OK;
    enum truce_status status = truce_lint_covers(lint, by, norm, &covers, err);
    if (status == TRUCE_OK && covers && limit && by_limit && norm < by && by->at_most == norm->at_most) {
        /* of two that say the same, the later one has no effect */
        bool back = false;
        status = truce_lint_covers(lint, norm, by, &back, err);
        covers = !back;
    }
    if (status == TRUCE_OK && covers && !by_limit)
        status = is_excepted(lint, by, norm, &excepted, err);
    if (status != TRUCE_OK || !covers || excepted)
        return status;
    add_pointless(lint, norm, by, !by_limit ? "forbids any" : !limit ? "allows none" : "allows no more");
    *found = true;
    return TRUCE_OK;
}

static bool is_prohibition_of_things(const struct truce_norm *norm)
{
    return norm->kind == TRUCE_NORM_MUST_NOT && norm->place;
}

/* ---- W12 ---- */

static enum truce_status check_permit(struct truce_lint *lint, const struct truce_norm *permit,
                                      struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct truce_lint_meeting meeting;
    struct truce_lint_text name;

    for (size_t i = 0; i < permit->overrides.n; i++) {
        enum truce_status status =
            truce_lint_meet(lint, &agreement->norms[permit->overrides.at[i]], permit, &meeting, err);
        if (status != TRUCE_OK || meeting.meets != TRUCE_BELONGS_NO)
            return status;
    }
    if (permit->overrides.n == 0)
        return TRUCE_OK;
    truce_diagnostics_add(lint->found, "W12", permit->head.at,
                          "%s overrides nothing that it could reach: what it allows is not forbidden there",
                          truce_lint_name(agreement, &permit->head, &name));
    for (size_t i = 0; i < permit->overrides.n; i++) {
        const struct truce_norm *norm = &agreement->norms[permit->overrides.at[i]];
        enum truce_status status = truce_lint_meet(lint, norm, permit, &meeting, err);
        if (status != TRUCE_OK)
            return status;
        truce_diagnostics_detail(lint->found, "%s: the %s have nothing in common",
                                 truce_lint_name(agreement, &norm->head, &name), meeting.apart);
    }
    return TRUCE_OK;
}

enum truce_status truce_lint_pointless(struct truce_lint *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    enum truce_status status = TRUCE_OK;
    void *memory = NULL;
    size_t n = 0;

    status = truce_arena_alloc(&lint->arena, (agreement->n_norms + 1) * sizeof(int), &memory, err);
    if (status != TRUCE_OK)
        return status;
    int *list = memory; /* limits, and prohibitions of things: few, where norms are many */
    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *norm = &agreement->norms[i];
        if (norm->kind == TRUCE_NORM_LIMIT || is_prohibition_of_things(norm))
            list[n++] = (int)i;
    }
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        bool found = false;
        for (size_t k = 0; status == TRUCE_OK && !found && k < n; k++)
            status =
                check_pointless(lint, &agreement->norms[list[i]], &agreement->norms[list[k]], &found, err);
    }
    for (size_t i = 0; status == TRUCE_OK && i < agreement->n_norms; i++)
        if (agreement->norms[i].kind == TRUCE_NORM_MAY)
            status = check_permit(lint, &agreement->norms[i], err);
    return status;
}
