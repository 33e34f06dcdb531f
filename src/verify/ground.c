/*
 * Regions made ready, and where a claim looks.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "verify/work.h"

enum truce_status truce_ground_open(const struct truce_regions *regions, double margin_m,
                                    struct truce_ground *out, struct truce_err *err)
{
    struct truce_ground ground = {regions, NULL, NULL, NULL};
    enum truce_status status = TRUCE_OK;

    if (regions != NULL) {
        ground.clips = calloc(regions->n + 1, sizeof(struct truce_clip *));
        ground.own = calloc(regions->n + 1, sizeof(struct truce_clip *));
        if (ground.clips == NULL || ground.own == NULL)
            status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu regions", regions->n);
        for (size_t r = 0; status == TRUCE_OK && r < regions->n; r++) {
            status = truce_clip_open(&regions->items[r].area, &ground.own[r], err);
            ground.clips[r] = ground.own[r];
        }
        if (status == TRUCE_OK)
            status = truce_border_open(&regions->country, margin_m, &ground.border, err);
        if (status == TRUCE_OK)
            ground.clips[regions->n] = truce_border_clip(ground.border);
    }
    if (status == TRUCE_OK)
        *out = ground;
    else
        truce_ground_close(&ground);
    return status;
}

void truce_ground_close(struct truce_ground *ground)
{
    for (size_t r = 0; ground->own != NULL && r < ground->regions->n; r++)
        truce_clip_close(ground->own[r]);
    free(ground->own);
    free(ground->clips);
    truce_border_close(ground->border);
    memset(ground, 0, sizeof *ground);
}

int truce_ground_region(const struct truce_ground *ground, struct truce_lonlat p)
{
    for (size_t r = 0; ground->regions != NULL && r < ground->regions->n; r++)
        if (truce_clip_side(ground->clips[r], p) != TRUCE_SIDE_OUTSIDE)
            return (int)r;
    return -1;
}

static enum truce_status find_regions(const struct truce_ground *ground, const struct truce_claims *claims,
                                      const struct truce_claim *claim, struct truce_scope *scope,
                                      struct truce_err *err)
{
    scope->regions = calloc(claim->n_regions, sizeof *scope->regions);
    if (scope->regions == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu regions", claim->n_regions);
    for (size_t i = 0; i < claim->n_regions; i++) {
        int r = truce_regions_find(ground->regions, claim->regions[i]);
        if (r < 0) {
            const char **names = calloc(ground->regions->n + 1, sizeof *names);
            for (size_t k = 0; names != NULL && k < ground->regions->n; k++)
                names[k] = ground->regions->items[k].name;
            const char *near = names == NULL ? NULL
                                             : truce_text_nearest(truce_text_view(claim->regions[i]), names,
                                                                  ground->regions->n);
            truce_fail_at(err, TRUCE_ERR_UNKNOWN, claims->file, claim->line, claim->column,
                          "claim %s: no region is called \"%s\"%s%s%s", claim->id, claim->regions[i],
                          near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                          near != NULL ? "\"?" : "");
            free(names);
            return TRUCE_ERR_UNKNOWN;
        }
        scope->regions[scope->n_regions++] = r;
    }
    return TRUCE_OK;
}

enum truce_status truce_scope_open(const struct truce_ground *ground, const struct truce_claims *claims,
                                   const struct truce_claim *claim, struct truce_scope *out,
                                   struct truce_err *err)
{
    struct truce_scope scope = {ground, false, false, NULL, 0};
    enum truce_status status = TRUCE_OK;

    if (claim->n_regions > 0 && ground->regions == NULL)
        return truce_fail_at(err, TRUCE_ERR_UNKNOWN, claims->file, claim->line, claim->column,
                             "claim %s names regions, and no regions were given", claim->id);
    if (claim->n_regions > 0)
        status = find_regions(ground, claims, claim, &scope, err);
    else if (claim->country[0] != '\0' && ground->regions != NULL)
        scope.country = true;
    else
        scope.everywhere = true;
    if (status == TRUCE_OK)
        *out = scope;
    else
        truce_scope_close(&scope);
    return status;
}

void truce_scope_close(struct truce_scope *scope)
{
    free(scope->regions);
    scope->regions = NULL;
}

bool truce_scope_contains(const struct truce_scope *scope, struct truce_lonlat p)
{
    if (scope->everywhere)
        return true;
    if (scope->country)
        return truce_clip_side(truce_border_clip(scope->ground->border), p) != TRUCE_SIDE_OUTSIDE;
    for (size_t i = 0; i < scope->n_regions; i++)
        if (truce_clip_side(scope->ground->clips[scope->regions[i]], p) != TRUCE_SIDE_OUTSIDE)
            return true;
    return false;
}

static enum truce_status append(struct truce_boundary *to, const struct truce_boundary *from,
                                struct truce_err *err)
{
    void *edges = to->edges;
    enum truce_status status = truce_grow(&edges, &to->size, to->n + from->n, sizeof *to->edges, err);
    to->edges = edges;
    if (status == TRUCE_OK && from->n > 0) {
        memcpy(to->edges + to->n, from->edges, from->n * sizeof *from->edges);
        to->n += from->n;
    }
    return status;
}

enum truce_status truce_scope_clip(const struct truce_scope *scope, const struct truce_boundary *part,
                                   struct truce_boundary *out, struct truce_err *err)
{
    struct truce_boundary piece;
    enum truce_status status = TRUCE_OK;

    if (scope->country)
        return truce_clip_part(truce_border_clip(scope->ground->border), part, out, err);
    out->n = 0;
    if (scope->everywhere)
        return append(out, part, err);
    truce_boundary_init(&piece);
    for (size_t i = 0; status == TRUCE_OK && i < scope->n_regions; i++) {
        status = truce_clip_part(scope->ground->clips[scope->regions[i]], part, &piece, err);
        if (status == TRUCE_OK)
            status = append(out, &piece, err);
    }
    truce_boundary_fini(&piece);
    return status;
}

enum truce_status truce_scope_area_km2(const struct truce_scope *scope, const struct truce_boundary *part,
                                       double *out, struct truce_err *err)
{
    struct truce_boundary inside;
    truce_boundary_init(&inside);
    enum truce_status status = truce_scope_clip(scope, part, &inside, err);
    if (status == TRUCE_OK)
        *out = truce_boundary_area_m2(&inside) / TRUCE_M2_PER_KM2;
    truce_boundary_fini(&inside);
    return status;
}

double truce_scope_sum(const struct truce_scope *scope, const struct truce_series_row *row, double whole,
                       size_t field_offset)
{
    double sum = 0;
    if (scope->everywhere || row->regions == NULL)
        return whole;
#define FIELD(r) (*(const double *)((const char *)&row->regions[r] + field_offset))
    if (scope->country)
        return whole - FIELD(scope->ground->regions->n);
    for (size_t i = 0; i < scope->n_regions; i++)
        sum += FIELD(scope->regions[i]);
#undef FIELD
    return sum;
}
