/*
 * Reading an agreement: the order of the work.
 *
 * One idea: everything that is wrong is found in one run.  The YAML tree is made first; then the names of all constructs are collected; then
 * each topic's file decodes its part, noting what is wrong and going on.  What can only be asked of a sound agreement (do thresholds
 * exceed what is listed, can every `not` be told) comes last, when nothing else was wrong.
 *
 * The tree and the agreement share an arena: names and texts of the agreement are those of the tree.
 */
#include "agreement/read.h"

#include <string.h>

#include "base/time_zone.h"

/* The largest file there may be, 8 MiB of YAML in 200,000 nodes, needs about 100 MiB. */
#define ARENA_MAX  ((size_t)512 << 20)
#define POINT_MAX  9999               /* number of a point */
#define EFFORT_MAX ((size_t)20 << 20) /* letters against letters for "did you mean"; about a second */

static void read_version(struct truce_reading *r)
{
    const struct truce_yaml_node *node = truce_yaml_get(r->doc.root, "truce");
    if (node != NULL && truce_read_kind(r, node, TRUCE_YAML_SCALAR, "truce") &&
        !truce_text_is(node->text, "1"))
        truce_read_error(r, "E04", node, "format version \"%.40s\"; this program reads version 1",
                         node->text.at);
}

/* ---- points ---- */

static const char *const point_keys[] = {"n",       "title",         "says",   "tags",  "obligations",
                                         "permits", "limits",        "clocks", "gates", "guarantees",
                                         "needs",   "contributions", "vetoes", NULL};

static void read_point(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_point *out)
{
    int32_t n;

    *out = (struct truce_point){.title = "", .says = "", .at = {node->line, node->column}};
    if (!truce_read_keys(r, node, point_keys, "a point"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "n", "the point");
    if (value != NULL && truce_read_whole(r, value, "n", 0, POINT_MAX, &n))
        out->n = n;
    truce_read_text_of(r, node, "title", &out->title);
    truce_read_text_of(r, node, "says", &out->says);
    value = truce_yaml_get(node, "tags");
    if (value != NULL)
        out->tags = truce_read_texts(r, value, "tags");
    for (size_t i = 4; point_keys[i] != NULL; i++) {
        value = truce_yaml_get(node, point_keys[i]);
        if (value != NULL)
            (void)truce_read_kind(r, value, TRUCE_YAML_MAPPING, point_keys[i]);
    }
}

/* Numbers of points are few and small; the first that has one is kept. */
static void check_numbers(struct truce_reading *r, const struct truce_yaml_node *list,
                          const struct truce_point *points, size_t n)
{
    int32_t *first =
        truce_read_alloc(r, POINT_MAX + 1, sizeof *first); /* index + 1 of the point of a number */
    const struct truce_yaml_node *node = list->first;

    for (size_t i = 0; i < n && first != NULL; i++, node = node->next) {
        const struct truce_yaml_node *value = truce_yaml_get(node, "n");
        int32_t *slot = &first[points[i].n];
        if (value == NULL || value->kind != TRUCE_YAML_SCALAR)
            continue;
        if (*slot == 0) {
            *slot = (int32_t)i + 1;
            continue;
        }
        struct truce_spot at = points[*slot - 1].at;
        truce_read_error(r, "E03", value, "point %d is there already, at %u:%u", points[i].n, at.line,
                         at.column);
        truce_diagnostics_also_at(r->found, at);
    }
}

void truce_read_points(struct truce_reading *r)
{
    const struct truce_yaml_node *list = truce_yaml_get(r->doc.root, "points");
    size_t n = 0;

    if (list == NULL || !truce_read_kind(r, list, TRUCE_YAML_SEQUENCE, "points"))
        return;
    struct truce_point *points = truce_read_alloc(r, list->n, sizeof *points);
    for (const struct truce_yaml_node *item = list->first; item != NULL && points != NULL; item = item->next)
        read_point(r, item, &points[n++]);
    check_numbers(r, list, points, n);
    r->agreement->points = points;
    r->agreement->n_points = n;
}

/* ---- all of it ---- */

static void read_all(struct truce_reading *r)
{
    static const char *const keys[] = {"truce",  "agreement", "parties",   "groups", "classes", "zones",
                                       "points", "positions", "estimates", "want",   NULL};
    static const char *const mappings[] = {"parties", "groups", "classes", "zones", "positions"};

    if (!truce_read_keys(r, r->doc.root, keys, "the file"))
        return;
    read_version(r);
    for (size_t i = 0; i < sizeof mappings / sizeof mappings[0]; i++) {
        const struct truce_yaml_node *node = truce_yaml_get(r->doc.root, mappings[i]);
        if (node != NULL)
            (void)truce_read_kind(r, node, TRUCE_YAML_MAPPING, mappings[i]);
    }
    truce_read_names(r);
    if (r->status != TRUCE_OK)
        return;
    r->agreement->names = r->names;
    truce_read_head(r);
    truce_read_parties(r);
    truce_read_classes(r);
    truce_read_points(r);
    truce_read_zones(r);
    truce_read_gates(r);
    truce_read_clocks(r);
    truce_read_norms(r);
    truce_read_ledger(r);
    truce_read_estimates(r);
}

enum truce_status truce_agreement_read(struct truce_text bytes, const char *file, struct truce_agreement *out,
                                       struct truce_diagnostics *found, struct truce_err *err)
{
    struct truce_agreement agreement;
    struct truce_reading r = {.agreement = &agreement, .found = found, .effort = EFFORT_MAX};
    size_t errors = found->errors;

    memset(&agreement, 0, sizeof agreement);
    agreement.file = file;
    found->file = file;
    truce_arena_init(&agreement.arena, ARENA_MAX);
    enum truce_status status = truce_yaml_parse_all(bytes, file, &agreement.arena, &r.doc, found, &r.err);
    if (status == TRUCE_OK) {
        read_all(&r);
        if (r.status == TRUCE_OK && found->errors == errors)
            truce_read_needs_sums(&r);
        if (r.status == TRUCE_OK && found->errors == errors)
            truce_read_strata(&r);
        status = r.status;
    } else if (status != TRUCE_ERR_MEMORY) {
        status = TRUCE_OK; /* said in the list */
    }
    truce_diagnostics_sort(found);
    if (status != TRUCE_OK && err != NULL)
        *err = r.err;
    else if (status == TRUCE_OK && found->errors > errors)
        status = truce_diagnostics_check(found, err);
    if (status != TRUCE_OK)
        truce_agreement_fini(&agreement);
    else
        *out = agreement;
    return status;
}

void truce_agreement_fini(struct truce_agreement *agreement)
{
    /* the agreement owns it, though a calendar only borrows */
    truce_time_zone_close((struct truce_time_zone *)agreement->calendar.zone);
    truce_arena_fini(&agreement->arena);
    memset(agreement, 0, sizeof *agreement);
}
