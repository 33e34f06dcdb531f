/*
 * Zones: what they are made of, who owns them, and their versions in time.
 *
 * The kinds of all are read first, since a buffer must know what it is made of.  Positions and rings: read_geometry.c.
 */
#include "agreement/read.h"

#include <stdlib.h>
#include <string.h>

#define LINE_KEYS    "path", "paths"
#define POLYGON_KEYS "ring"
#define BUFFER_KEYS  "each_side", "total_width", "sides"

/* What a kind of zone may have: its geometry's keys, and all keys of the zone and of its versions. */
struct kind {
    const char *name;
    const char *const *geometry;
    const char *const *zone;
    const char *const *version; /* NULL: it has none */
};

static const struct kind kinds[] = {
    [TRUCE_ZONE_LINE] = {"a zone of kind line", TRUCE_WORDS(LINE_KEYS, "file"),
                         TRUCE_WORDS("kind", "owner", "administered_by", "left", "right", LINE_KEYS, "file",
                                     "feature", "versions"),
                         TRUCE_WORDS("from", "until", LINE_KEYS)},
    [TRUCE_ZONE_POLYGON] = {"a zone of kind polygon", TRUCE_WORDS(POLYGON_KEYS, "file"),
                            TRUCE_WORDS("kind", "owner", "administered_by", POLYGON_KEYS, "file", "feature",
                                        "versions"),
                            TRUCE_WORDS("from", "until", POLYGON_KEYS)},
    [TRUCE_ZONE_BUFFER] = {"a zone of kind buffer", TRUCE_WORDS(BUFFER_KEYS),
                           TRUCE_WORDS("kind", "owner", "administered_by", "of", BUFFER_KEYS, "versions"),
                           TRUCE_WORDS("from", "until", BUFFER_KEYS)},
    [TRUCE_ZONE_FRONT] = {"a zone of kind front", TRUCE_WORDS("source"),
                          TRUCE_WORDS("kind", "owner", "administered_by", "source", "on", "inside",
                                      "outside"),
                          NULL},
};

/* ---- geometry of one version ---- */

static void read_paths(struct truce_reading *r, const struct truce_yaml_node *node,
                       struct truce_zone_version *out)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_MAPPING, "paths"))
        return;
    if (node->n == 0)
        truce_read_error(r, "E06", node, "`paths` is empty; write a path for each party");
    struct truce_path *paths = truce_read_alloc(r, node->n, sizeof *paths);
    size_t n = 0;
    for (const struct truce_yaml_node *value = node->first; value != NULL && paths != NULL;
         value = value->next) {
        bool known = truce_read_reference(r, value->key, TRUCE_NAME_PARTY, "paths", &paths[n].party);
        n += truce_read_path(r, value, &paths[n]) && known;
    }
    out->paths = paths;
    out->n_paths = n;
}

static void read_sides(struct truce_reading *r, const struct truce_yaml_node *node,
                       const struct truce_zone *line, struct truce_buffer_width *out)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_MAPPING, "sides") || line == NULL)
        return;
    int left = line->kind == TRUCE_ZONE_FRONT ? line->inside : line->left;
    int right = line->kind == TRUCE_ZONE_FRONT ? line->outside : line->right;
    for (const struct truce_yaml_node *value = node->first; value != NULL; value = value->next) {
        int party;
        double width_m = 0;
        bool known = truce_read_reference(r, value->key, TRUCE_NAME_PARTY, "sides", &party);
        if (!truce_read_distance(r, value, value->key->text.at, &width_m) || !known)
            continue;
        if (party == left)
            out->left_m = width_m;
        else if (party == right)
            out->right_m = width_m;
        else
            truce_read_error(r, "E04", value->key, "\"%.60s\" is on no side of \"%.60s\"; that line needs %s",
                             value->key->text.at, line->id,
                             line->kind == TRUCE_ZONE_FRONT ? "inside and outside" : "left and right");
    }
}

static void read_width(struct truce_reading *r, const struct truce_yaml_node *node, const char *key,
                       const struct truce_zone *line, struct truce_buffer_width *out)
{
    if (strcmp(key, "sides") == 0) {
        read_sides(r, node, line, out);
    } else {
        double m;
        if (!truce_read_distance(r, node, key, &m))
            return;
        *out = strcmp(key, "each_side") == 0 ? (struct truce_buffer_width){m, m}
                                             : (struct truce_buffer_width){m / 2, m / 2};
        if (m == 0)
            truce_read_error(r, "E06", node, "a buffer of no width");
    }
}

/* *key: which of the keys of its kind's geometry the node has */
static void read_geometry(struct truce_reading *r, const struct truce_yaml_node *node, const char *key,
                          const struct truce_zone *zone, struct truce_zone_version *out)
{
    const struct truce_yaml_node *value = truce_yaml_get(node, key);
    const struct truce_zone *line = zone->of != TRUCE_NONE ? &r->agreement->zones[zone->of] : NULL;

    if (strcmp(key, "path") == 0) {
        struct truce_path *path = truce_read_alloc(r, 1, sizeof *path);
        if (path == NULL || !truce_read_path(r, value, path))
            return;
        path->party = TRUCE_NONE;
        out->paths = path;
        out->n_paths = 1;
    } else if (strcmp(key, "paths") == 0) {
        read_paths(r, value, out);
    } else if (strcmp(key, "ring") == 0) {
        (void)truce_read_ring(r, value, &out->area);
    } else {
        read_width(r, value, key, line, &out->width);
    }
}

/* ---- versions ---- */

static int by_time(const void *pa, const void *pb)
{
    const struct truce_zone_version *a = pa, *b = pb;
    int order = (a->from.n > b->from.n) - (a->from.n < b->from.n); /* TRUCE_DAY_NONE is the least */
    if (order == 0)
        order = (a->at.line > b->at.line) - (a->at.line < b->at.line);
    return order != 0 ? order : (a->at.column > b->at.column) - (a->at.column < b->at.column);
}

static bool is_empty(const struct truce_zone_version *version)
{
    return version->until.n != TRUCE_DAY_NONE && version->until.n <= version->from.n;
}

/* Each against the one before it that ends last. */
static void check_overlaps(struct truce_reading *r, const struct truce_zone_version *versions, size_t n)
{
    const struct truce_zone_version *last = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct truce_zone_version *v = &versions[i];
        if (is_empty(v))
            continue;
        if (last != NULL && (last->until.n == TRUCE_DAY_NONE || last->until.n > v->from.n)) {
            truce_diagnostics_add(r->found, "E04", v->at,
                                  "this version and the one at %u:%u hold on the same days", last->at.line,
                                  last->at.column);
            truce_diagnostics_also_at(r->found, last->at);
        }
        if (last == NULL ||
            (last->until.n != TRUCE_DAY_NONE && (v->until.n == TRUCE_DAY_NONE || v->until.n > last->until.n)))
            last = v;
    }
}

static void read_version(struct truce_reading *r, const struct truce_yaml_node *node,
                         const struct truce_zone *zone, struct truce_zone_version *out)
{
    const struct kind *kind = &kinds[zone->kind];
    const char *key;

    out->from.n = out->until.n = TRUCE_DAY_NONE;
    out->at = truce_read_spot(node);
    if (!truce_read_keys(r, node, kind->version, "a version of a zone"))
        return;
    truce_read_day_of(r, node, "from", &out->from);
    truce_read_day_of(r, node, "until", &out->until);
    if (is_empty(out))
        truce_read_error(r, "E04", truce_yaml_get(node, "until"),
                         "the version ends before it begins; `until` is the first day after it");
    const char *const *geometry = kind->version + 2; /* behind from and until */
    if (truce_read_which(node, geometry, &key) != 1) {
        char list[120];
        truce_read_join(geometry, list, sizeof list);
        truce_read_error(r, "E04", node, "a version of this zone needs %s%s",
                         geometry[1] != NULL ? "exactly one of " : "", list);
    } else {
        read_geometry(r, node, key, zone, out);
    }
}

static void read_versions(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_zone *out)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_SEQUENCE, "versions"))
        return;
    if (node->n == 0)
        truce_read_error(r, "E04", node, "`versions` is an empty list");
    struct truce_zone_version *versions = truce_read_alloc(r, node->n, sizeof *versions);
    size_t n = 0;
    for (const struct truce_yaml_node *item = node->first; item != NULL && versions != NULL;
         item = item->next)
        read_version(r, item, out, &versions[n++]);
    if (n > 1) {
        qsort(versions, n, sizeof *versions, by_time);
        check_overlaps(r, versions, n);
    }
    out->versions = versions;
    out->n_versions = n;
}

/* ---- one zone ---- */

static void read_front(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_zone *out)
{
    const struct truce_yaml_node *value = truce_read_need(r, node, "source", "the zone");
    if (value != NULL)
        (void)truce_read_word(r, value, "source", &out->source);
    value = truce_read_need(r, node, "inside", "the zone");
    if (value != NULL)
        (void)truce_read_reference(r, value, TRUCE_NAME_PARTY, "inside", &out->inside);
    truce_read_reference_of(r, node, "outside", TRUCE_NAME_PARTY, &out->outside);
    value = truce_read_need(r, node, "on", "the zone");
    if (value == NULL)
        return;
    if (value->kind != TRUCE_YAML_MAPPING) {
        (void)truce_read_day(r, value, "on", &out->on_day);
        return;
    }
    if (truce_read_keys(r, value, TRUCE_WORDS("gate"), "on") && truce_yaml_get(value, "gate") == NULL)
        truce_read_error(r, "E04", value->key, "`on` needs a day, or {gate: name}");
    truce_read_reference_of(r, value, "gate", TRUCE_NAME_GATE, &out->on_gate);
}

static void read_of(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_zone *out)
{
    const struct truce_yaml_node *value = truce_read_need(r, node, "of", "the buffer");
    if (value == NULL || !truce_read_reference(r, value, TRUCE_NAME_ZONE, "of", &out->of))
        return;
    enum truce_zone_kind kind = r->agreement->zones[out->of].kind;
    if (kind == TRUCE_ZONE_LINE || kind == TRUCE_ZONE_FRONT)
        return;
    truce_read_error(r, "E04", value, "zone \"%.60s\" is a %s; a buffer is made of a line or a front",
                     value->text.at, truce_zone_kind_name(kind));
    out->of = TRUCE_NONE;
}

/* The geometry of a zone that has no versions: it holds for ever, or comes from elsewhere. */
static void read_plain(struct truce_reading *r, const struct truce_yaml_node *node, const char *key,
                       struct truce_zone *out)
{
    struct truce_zone_version *version = truce_read_alloc(r, 1, sizeof *version);
    if (version == NULL)
        return;
    version->from.n = version->until.n = TRUCE_DAY_NONE;
    version->at = out->at;
    out->versions = version;
    out->n_versions = 1;
    out->has_geometry = strcmp(key, "file") != 0 && out->kind != TRUCE_ZONE_FRONT;
    if (out->has_geometry)
        read_geometry(r, node, key, out, version);
}

static void read_zone(struct truce_reading *r, const struct truce_entry *entry, struct truce_zone *out)
{
    const struct truce_yaml_node *node = entry->node;
    const struct kind *kind = &kinds[out->kind];
    const char *key = NULL;

    if (!truce_read_keys(r, node, kind->zone, kind->name))
        return;
    truce_read_reference_of(r, node, "owner", TRUCE_NAME_PARTY, &out->owner);
    truce_read_reference_of(r, node, "administered_by", TRUCE_NAME_PARTY, &out->administered_by);
    if (out->kind == TRUCE_ZONE_FRONT)
        read_front(r, node, out);
    if (out->kind == TRUCE_ZONE_BUFFER)
        read_of(r, node, out);
    const struct truce_yaml_node *versions = kind->version != NULL ? truce_yaml_get(node, "versions") : NULL;
    size_t n = truce_read_which(node, kind->geometry, &key);
    if (n + (versions != NULL) != 1 && out->kind != TRUCE_ZONE_FRONT) {
        char list[120];
        truce_read_join(kind->geometry, list, sizeof list);
        truce_read_error(r, "E04", node->key, "%s needs exactly one of %s, versions", kind->name, list);
        return;
    }
    if (versions != NULL) {
        out->has_geometry = true;
        read_versions(r, versions, out);
    } else if (key != NULL) {
        read_plain(r, node, key, out);
    }
    truce_read_text_of(r, node, "file", &out->file);
    truce_read_text_of(r, node, "feature", &out->feature);
    if (truce_yaml_get(node, "feature") != NULL && truce_yaml_get(node, "file") == NULL)
        truce_read_error(r, "E04", truce_yaml_get(node, "feature")->key,
                         "`feature` names a part of a `file`, and there is none");
}

/* The kind, and the sides of a line; true when it is known what kind it is. */
static bool read_start(struct truce_reading *r, const struct truce_entry *entry, struct truce_zone *out)
{
    size_t choice;

    *out = (struct truce_zone){.id = entry->head.id,
                               .at = entry->head.at,
                               .of = TRUCE_NONE,
                               .left = TRUCE_NONE,
                               .right = TRUCE_NONE,
                               .inside = TRUCE_NONE,
                               .outside = TRUCE_NONE,
                               .owner = TRUCE_NONE,
                               .administered_by = TRUCE_NONE,
                               .file = "",
                               .feature = "",
                               .source = "",
                               .on_day = {TRUCE_DAY_NONE},
                               .on_gate = TRUCE_NONE};
    if (!truce_read_kind(r, entry->node, TRUCE_YAML_MAPPING, "a zone"))
        return false;
    const struct truce_yaml_node *value = truce_read_need(r, entry->node, "kind", "the zone");
    if (value == NULL || !truce_read_choice(r, value, TRUCE_WORDS("line", "polygon", "buffer", "front"),
                                            "kind of zone", &choice))
        return false;
    out->kind = (enum truce_zone_kind)choice;
    if (out->kind == TRUCE_ZONE_LINE) {
        truce_read_reference_of(r, entry->node, "left", TRUCE_NAME_PARTY, &out->left);
        truce_read_reference_of(r, entry->node, "right", TRUCE_NAME_PARTY, &out->right);
    }
    return true;
}

void truce_read_zones(struct truce_reading *r)
{
    const struct truce_entries *entries = &r->entries[TRUCE_NAME_ZONE];
    size_t n = entries->n;
    struct truce_zone *zones = truce_read_alloc(r, n, sizeof *zones);
    bool *known = truce_read_alloc(r, n, sizeof *known);

    if (zones == NULL || known == NULL)
        return;
    for (size_t i = 0; i < n; i++)
        known[i] = read_start(r, &entries->items[i], &zones[i]);
    r->agreement->zones = zones;
    r->agreement->n_zones = n;
    /* lines and fronts first: a buffer by sides asks who is on which */
    for (int buffers = 0; buffers < 2; buffers++)
        for (size_t i = 0; i < n; i++)
            if (known[i] && (zones[i].kind == TRUCE_ZONE_BUFFER) == (buffers == 1))
                read_zone(r, &entries->items[i], &zones[i]);
}
