/*
 * Zones that nobody owns, that nothing uses, that overlap; distances to lines without sides.
 */
#include <string.h>

#include "agreement/lint_work.h"
#include "agreement/buffer.h"

static bool has_ground(const struct truce_zone *zone)
{
    return zone->kind == TRUCE_ZONE_POLYGON || zone->kind == TRUCE_ZONE_BUFFER;
}

/* ---- used by anything? ---- */

static void use_where(const struct truce_where *where, bool *used)
{
    for (size_t i = 0; i < where->zones.n; i++)
        used[where->zones.at[i]] = true;
    if (where->kind == TRUCE_WHERE_NEARER_THAN && where->line != TRUCE_NONE)
        used[where->line] = true;
}

/* norms, clocks, contributions and vetoes; and lines of buffers */
static void find_used(const struct truce_agreement *agreement, bool *used)
{
    for (size_t i = 0; i < agreement->n_norms; i++)
        use_where(&agreement->norms[i].where, used);
    for (size_t i = 0; i < agreement->n_clocks; i++)
        use_where(&agreement->clocks[i].where, used);
    for (size_t i = 0; i < agreement->n_contributions; i++)
        if (agreement->contributions[i].zone != TRUCE_NONE)
            used[agreement->contributions[i].zone] = true;
    for (size_t i = 0; i < agreement->n_vetoes; i++)
        for (size_t k = 0; k < agreement->vetoes[i].bars_zones.n; k++)
            used[agreement->vetoes[i].bars_zones.at[k]] = true;
    for (size_t z = 0; z < agreement->n_zones; z++)
        if (agreement->zones[z].of != TRUCE_NONE)
            used[agreement->zones[z].of] = true;
}

static enum truce_status check_use(struct truce_lint *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(&lint->arena, agreement->n_zones + 1, &memory, err);

    if (status != TRUCE_OK)
        return status;
    bool *used = memory;
    find_used(agreement, used);
    for (size_t z = 0; z < agreement->n_zones; z++) {
        const struct truce_zone *zone = &agreement->zones[z];
        if (has_ground(zone) && zone->owner == TRUCE_NONE && zone->administered_by == TRUCE_NONE)
            truce_diagnostics_add(
                lint->found, "W20", zone->at,
                "nobody owns or administers %s: who answers for what happens there?  Write owner or "
                "administered_by",
                zone->id);
        if (!used[z])
            truce_diagnostics_add(
                lint->found, "W20", zone->at,
                "nothing in the agreement uses %s: no norm, clock, contribution, veto or buffer", zone->id);
    }
    return TRUCE_OK;
}

/* ---- overlaps ---- */

/* "owner", "administered_by" where the two differ; NULL */
static const char *differing(const struct truce_zone *a, const struct truce_zone *b, int *p, int *q)
{
    const char *what = NULL;
    if (a->owner != TRUCE_NONE && b->owner != TRUCE_NONE) {
        what = a->owner != b->owner ? "belongs to" : NULL;
        *p = a->owner;
        *q = b->owner;
    } else if (a->administered_by != TRUCE_NONE && b->administered_by != TRUCE_NONE) {
        what = a->administered_by != b->administered_by ? "is administered by" : NULL;
        *p = a->administered_by;
        *q = b->administered_by;
    }
    return what;
}

static enum truce_status check_pair(struct truce_lint *lint, int a, int b, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_zone *x = &agreement->zones[a], *y = &agreement->zones[b];
    int p = TRUCE_NONE, q = TRUCE_NONE;
    const char *what = differing(x, y, &p, &q);
    size_t n = 0;
    const struct truce_day *days = truce_geography_days(lint->geography, &n);

    if (what == NULL)
        return TRUCE_OK;
    for (size_t d = 0; d < n; d++) {
        struct truce_common_ground ground;
        enum truce_status status = truce_zones_meet(lint->geography, a, b, days[d], &ground, err);
        if (status != TRUCE_OK)
            return status;
        if (ground.meets != TRUCE_BELONGS_YES)
            continue;
        truce_diagnostics_add(lint->found, "W20", y->at, "%s %s %s and overlaps %s, which %s %s", y->id, what,
                              agreement->parties[q].head.id, x->id, what, agreement->parties[p].head.id);
        truce_diagnostics_also_at(lint->found, x->at);
        truce_diagnostics_detail(lint->found, "where: lon %.5f, lat %.5f, in both (%.0f km2 in common)",
                                 ground.example.lon_deg, ground.example.lat_deg, ground.area_m2 / 1e6);
        return TRUCE_OK;
    }
    return TRUCE_OK;
}

static enum truce_status check_overlaps(struct truce_lint *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    void *memory = NULL;
    enum truce_status status =
        truce_arena_alloc(&lint->arena, (agreement->n_zones + 1) * sizeof(struct truce_box), &memory, err);

    if (status != TRUCE_OK)
        return status;
    struct truce_box *boxes = memory;
    for (size_t z = 0; z < agreement->n_zones; z++) {
        boxes[z] = truce_box_empty();
        if (has_ground(&agreement->zones[z]))
            truce_lint_zone_box(agreement, &agreement->zones[z], &boxes[z]);
    }
    for (size_t a = 0; status == TRUCE_OK && a < agreement->n_zones; a++)
        for (size_t b = a + 1; status == TRUCE_OK && b < agreement->n_zones; b++)
            if (truce_box_meets(boxes[a], boxes[b]))
                status = check_pair(lint, (int)a, (int)b, err);
    return status;
}

/* ---- sides ---- */

static bool needs_side(const struct truce_where *where)
{
    return where->kind == TRUCE_WHERE_NEARER_THAN && where->given && where->line != TRUCE_NONE &&
           where->side != TRUCE_SIDE_OF_BOTH;
}

static void check_sides(struct truce_lint *lint, const struct truce_named *head,
                        const struct truce_where *where, struct truce_indexes who)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct truce_lint_text name;

    if (!needs_side(where))
        return;
    const struct truce_zone *line = &agreement->zones[where->line];
    const char *sides = line->kind == TRUCE_ZONE_FRONT ? "inside and outside" : "left and right";
    int left = truce_zone_left(line), right = truce_zone_right(line);
    if (left == TRUCE_NONE || right == TRUCE_NONE) {
        truce_diagnostics_add(
            lint->found, "W21", where->at,
            "%s asks for a side of %s, and that line does not say whose its sides are; write %s there, or "
            "side: both here",
            truce_lint_name(agreement, head, &name), line->id, sides);
        truce_diagnostics_also_at(lint->found, line->at);
        return;
    }
    for (size_t i = 0; i < who.n; i++)
        if (who.at[i] != left && who.at[i] != right) {
            truce_diagnostics_add(lint->found, "W21", where->at,
                                  "%s asks for a side of %s, and %s stands on none: its sides are %s and %s; "
                                  "it binds %s nowhere",
                                  truce_lint_name(agreement, head, &name), line->id,
                                  agreement->parties[who.at[i]].head.id, agreement->parties[left].head.id,
                                  agreement->parties[right].head.id, agreement->parties[who.at[i]].head.id);
            truce_diagnostics_also_at(lint->found, line->at);
        }
}

enum truce_status truce_lint_zones(struct truce_lint *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    enum truce_status status = check_use(lint, err);

    if (status == TRUCE_OK)
        status = check_overlaps(lint, err);
    for (size_t i = 0; i < agreement->n_norms; i++)
        check_sides(lint, &agreement->norms[i].head, &agreement->norms[i].where,
                    agreement->norms[i].who.parties);
    for (size_t i = 0; i < agreement->n_clocks; i++)
        check_sides(lint, &agreement->clocks[i].head, &agreement->clocks[i].where, agreement->clocks[i].by);
    return status;
}
