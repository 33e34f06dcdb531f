/*
 * Regions: features to administrative areas, each one shape, and all of them to the country.
 *
 * One idea: features are first read as a flat list of (name, shape); ordering that list by name puts what
 * belongs together side by side, so 100,000 features cost a sort and not a search each.  A folder gives one
 * such entry a file, whose name is that of the parent that its features share (exports of OpenStreetMap carry
 * it as @relations), else taken from the file.
 *
 * Format and order of the name properties: docs/formats/regions.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "geo/area.h"
#include "geo/overlay.h"
#include "sources/folder.h"
#include "sources/geojson.h"
#include "sources/sources.h"

#define OTHERS_MAX  12  /* other names kept for a region */
#define OVERLAP_KM2 1.0 /* less is the width of borders that do not quite match */
#define PARENTS_MAX 64  /* different parents counted in one file */

static const char *const name_keys[] = {"region", "name:en", "NAME_1", "shapeName", "ADM1_EN",
                                        "admin1", "name",    "NAME",   "Name"};
static const char *const code_keys[] = {"ISO3166-2", "iso_3166_2", "shapeISO", "ADM1_PCODE"};
#define NAME_KEYS (sizeof name_keys / sizeof *name_keys)
#define CODE_KEYS (sizeof code_keys / sizeof *code_keys)

struct names {
    const char *name;
    const char *others[OTHERS_MAX];
    size_t n_others;
};

struct entry {
    struct names names;
    struct truce_multipolygon shape; /* every feature of it repaired and oriented */
    size_t n_features;
    size_t order; /* as read */
    const char *file;
};

/* A parent area named by features of a file. */
struct parent {
    struct names names;
    size_t count;
};

struct reading {
    struct truce_regions *out; /* its arena holds all names */
    struct truce_geojson geojson;
    struct truce_buf text;
    struct truce_notes *notes;
    struct entry *entries;
    size_t n, size;
    const char *path;    /* of the file being read */
    const char *stem;    /* of its name, underscores as blanks */
    bool file_is_region; /* folder: all features of a file belong to one entry */
    struct parent parents[PARENTS_MAX];
    size_t n_parents;
};

static enum truce_status add_other(struct truce_arena *arena, struct names *names, struct truce_text text,
                                   struct truce_err *err)
{
    text = truce_text_trim(text);
    if (text.len == 0 || names->n_others == OTHERS_MAX || truce_text_is(text, names->name))
        return TRUCE_OK;
    for (size_t i = 0; i < names->n_others; i++)
        if (truce_text_is(text, names->others[i]))
            return TRUCE_OK;
    enum truce_status status = truce_arena_copy(arena, text, &names->others[names->n_others], err);
    names->n_others += status == TRUCE_OK;
    return status;
}

/* ---- names ---- */

/* The feature's own names: the first of the name properties that it has, the rest and its codes as others. */
static enum truce_status own_names(struct reading *r, const struct truce_geojson_feature *feature,
                                   struct names *out, struct truce_err *err)
{
    struct truce_arena *arena = &r->out->arena;
    enum truce_status status = TRUCE_OK;

    *out = (struct names){.name = NULL};
    for (size_t i = 0; i < NAME_KEYS + CODE_KEYS && status == TRUCE_OK; i++) {
        const char *key = i < NAME_KEYS ? name_keys[i] : code_keys[i - NAME_KEYS];
        struct truce_text text;
        bool found;
        status = truce_geojson_text(feature, key, &r->text, &text, &found, err);
        if (status != TRUCE_OK || !found || truce_text_trim(text).len == 0)
            continue;
        if (out->name != NULL)
            status = add_other(arena, out, text, err);
        else if (i < NAME_KEYS)
            status = truce_arena_copy(arena, truce_text_trim(text), &out->name, err);
    }
    return status;
}

/* Names from the tags of a relation; *is_region is false unless it is an area one level below the country. */
static enum truce_status read_tags(struct reading *r, struct truce_json_reader *json, struct names *out,
                                   bool *is_region, struct truce_err *err)
{
    static const char *const wanted[] = {"name:en", "name", "ISO3166-2"};
    const char *found[3] = {NULL, NULL, NULL};
    struct truce_text key, text;
    enum truce_json_type type;
    bool more;

    *is_region = false;
    enum truce_status status = truce_json_enter_object(json, err);
    while (status == TRUCE_OK && (status = truce_json_next_key(json, &key, &more, err)) == TRUCE_OK && more) {
        int which = 0;
        bool is_level = truce_text_is(key, "admin_level");
        while (which < 3 && !truce_text_is(key, wanted[which]))
            which++;
        status = truce_json_peek(json, &type, err);
        if (status != TRUCE_OK || type != TRUCE_JSON_STRING || (which == 3 && !is_level)) {
            if (status == TRUCE_OK)
                status = truce_json_skip(json, NULL, err);
            continue;
        }
        status = truce_json_read_text(json, &r->text, &text, err);
        if (status == TRUCE_OK && is_level)
            *is_region = truce_text_is(text, "4");
        else if (status == TRUCE_OK && truce_text_trim(text).len > 0)
            status = truce_arena_copy(&r->out->arena, truce_text_trim(text), &found[which], err);
    }
    *out = (struct names){.name = found[0] != NULL ? found[0] : found[1]};
    for (int i = 1; i < 3 && status == TRUCE_OK && out->name != NULL; i++)
        if (found[i] != NULL)
            status = add_other(&r->out->arena, out, truce_text_view(found[i]), err);
    *is_region = *is_region && out->name != NULL;
    return status;
}

/* One relation: {"role": ..., "rel": ..., "reltags": {...}} */
static enum truce_status read_relation(struct reading *r, struct truce_json_reader *json, struct names *out,
                                       bool *is_region, struct truce_err *err)
{
    struct truce_text key;
    enum truce_json_type type;
    bool more;

    *is_region = false;
    enum truce_status status = truce_json_peek(json, &type, err);
    if (status != TRUCE_OK || type != TRUCE_JSON_OBJECT)
        return status == TRUCE_OK ? truce_json_skip(json, NULL, err) : status;
    status = truce_json_enter_object(json, err);
    while (status == TRUCE_OK && (status = truce_json_next_key(json, &key, &more, err)) == TRUCE_OK && more) {
        status = truce_json_peek(json, &type, err);
        if (status == TRUCE_OK && type == TRUCE_JSON_OBJECT && truce_text_is(key, "reltags"))
            status = read_tags(r, json, out, is_region, err);
        else if (status == TRUCE_OK)
            status = truce_json_skip(json, NULL, err);
    }
    return status;
}

static void count_parent(struct reading *r, const struct names *names)
{
    for (size_t i = 0; i < r->n_parents; i++)
        if (strcmp(r->parents[i].names.name, names->name) == 0) {
            r->parents[i].count++;
            return;
        }
    if (r->n_parents < PARENTS_MAX)
        r->parents[r->n_parents++] = (struct parent){*names, 1};
}

/* Counts the parents that a feature names. */
static enum truce_status read_parents(struct reading *r, const struct truce_geojson_feature *feature,
                                      struct truce_err *err)
{
    struct truce_json_reader json;
    struct truce_text raw;
    struct names names;
    bool found, more, is_region;

    enum truce_status status = truce_geojson_raw(feature, "@relations", &raw, &found, err);
    if (status != TRUCE_OK || !found || raw.at[0] != '[')
        return status;
    truce_json_reader_init_within(&json, feature->reader, raw);
    status = truce_json_enter_array(&json, err);
    while (status == TRUCE_OK && (status = truce_json_next_item(&json, &more, err)) == TRUCE_OK && more) {
        status = read_relation(r, &json, &names, &is_region, err);
        if (status == TRUCE_OK && is_region)
            count_parent(r, &names);
    }
    truce_json_reader_fini(&json);
    return status;
}

/* The parent that most features name; of several, the one that comes first bytewise. */
static const struct parent *commonest_parent(const struct reading *r)
{
    const struct parent *best = NULL;
    for (size_t i = 0; i < r->n_parents; i++) {
        const struct parent *p = &r->parents[i];
        if (best == NULL || p->count > best->count ||
            (p->count == best->count && strcmp(p->names.name, best->names.name) < 0))
            best = p;
    }
    return best;
}

/* ---- features ---- */

static enum truce_status add_entry(struct reading *r, const struct names *names, struct truce_err *err)
{
    void *entries = r->entries;
    enum truce_status status = truce_grow(&entries, &r->size, r->n + 1, sizeof *r->entries, err);
    r->entries = entries;
    if (status != TRUCE_OK)
        return status;
    struct entry *entry = &r->entries[r->n];
    *entry = (struct entry){.names = *names, .order = r->n, .file = r->path};
    truce_multipolygon_init(&entry->shape);
    r->n++;
    return TRUCE_OK;
}

static enum truce_status take_feature(void *context, const struct truce_geojson_feature *feature,
                                      struct truce_err *err)
{
    struct reading *r = context;
    struct names names = {.name = NULL};
    bool begins = !r->file_is_region || r->n == 0 || r->entries[r->n - 1].file != r->path;

    enum truce_status status = TRUCE_OK;
    truce_multipolygon_orient(feature->shape);
    if (begins)
        status = own_names(r, feature, &names, err);
    if (status == TRUCE_OK && r->file_is_region)
        status = read_parents(r, feature, err);
    if (status == TRUCE_OK && names.name == NULL && begins) {
        names.name = r->stem;
        if (!r->file_is_region)
            truce_notes_add(r->notes, "%s: features without a name; taken for a region \"%s\"", r->path,
                            r->stem);
    }
    if (status == TRUCE_OK && begins)
        status = add_entry(r, &names, err);
    if (status != TRUCE_OK)
        return status;
    struct entry *entry = &r->entries[r->n - 1];
    entry->n_features++;
    return truce_multipolygon_append(&entry->shape, feature->shape, err);
}

/* Settles the name of a file that is a region: its features' parent, else its only feature's name, else the
 * file's. */
static enum truce_status name_file(struct reading *r, struct entry *entry, struct truce_err *err)
{
    const struct parent *parent = commonest_parent(r);

    if (parent != NULL)
        entry->names = parent->names;
    else if (entry->n_features > 1)
        entry->names = (struct names){.name = r->stem};
    return add_other(&r->out->arena, &entry->names, truce_text_view(r->stem), err);
}

static enum truce_status set_path(struct reading *r, const char *path, struct truce_err *err)
{
    const char *name = truce_file_name(path), *dot = strrchr(name, '.');
    struct truce_text stem = {name, dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name)};

    enum truce_status status = truce_arena_copy(&r->out->arena, truce_text_view(path), &r->path, err);
    truce_buf_clear(&r->text);
    for (size_t i = 0; i < stem.len; i++)
        truce_buf_putc(&r->text, stem.at[i] == '_' ? ' ' : stem.at[i]);
    if (status == TRUCE_OK)
        status = truce_buf_check(&r->text, err);
    if (status == TRUCE_OK)
        status = truce_arena_copy(&r->out->arena, truce_buf_view(&r->text), &r->stem, err);
    return status;
}

static enum truce_status read_file(struct reading *r, const char *path, struct truce_err *err)
{
    struct truce_geojson_sink sink = {.feature = take_feature, .context = r};
    size_t before = r->n;

    enum truce_status status = set_path(r, path, err);
    r->n_parents = 0;
    if (status == TRUCE_OK)
        status = truce_features_read(&r->geojson, r->path, &sink, r->notes, err);
    if (status != TRUCE_OK) {
        truce_err_set_file(err, path);
        return status;
    }
    if (r->n == before)
        truce_notes_add(r->notes, "%s: no area in this file", path);
    else if (r->file_is_region)
        status = name_file(r, &r->entries[r->n - 1], err);
    return status;
}

static enum truce_status read_all(struct reading *r, const char *path, struct truce_err *err)
{
    struct truce_folder folder;
    enum truce_status status;

    if (!truce_file_is_folder(path))
        return read_file(r, path, err);
    r->file_is_region = true;
    truce_folder_init(&folder);
    status = truce_folder_list(path, &folder, err);
    for (size_t i = 0; status == TRUCE_OK && i < folder.n; i++) {
        if (!truce_file_is_map(folder.names[i]))
            continue;
        char *full = truce_file_join(path, folder.names[i]);
        status = full != NULL ? read_file(r, full, err)
                              : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
        free(full);
    }
    truce_folder_fini(&folder);
    return status;
}

/* ---- entries to regions ---- */

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->names.name, y->names.name);
    if (order != 0)
        return order;
    return x->order < y->order ? -1 : x->order > y->order;
}

static enum truce_status keep_others(struct truce_arena *arena, const struct names *names,
                                     struct truce_region *region, struct truce_err *err)
{
    void *list;
    enum truce_status status = truce_arena_alloc(arena, (names->n_others + 1) * sizeof(char *), &list, err);
    if (status != TRUCE_OK)
        return status;
    memcpy(list, names->others, names->n_others * sizeof(char *));
    region->others = list;
    return TRUCE_OK;
}

static enum truce_status dissolve(struct reading *r, const char *file, struct truce_region *region,
                                  struct truce_err *err)
{
    char why[200] = "";
    bool mended = false;
    enum truce_status status = truce_overlay_dissolve(&region->area, &mended, why, sizeof why, err);

    if (status == TRUCE_OK && mended)
        truce_notes_add(r->notes, "%s: region \"%s\": %s; repaired", file, region->name, why);
    return status;
}

/* Unites the entries [first, last) of one name.  Other names of a feature are those of the region only when
 * it is all of it. */
static enum truce_status unite(struct reading *r, size_t first, size_t last, struct truce_region *region,
                               struct truce_err *err)
{
    struct entry *entry = &r->entries[first];
    size_t n_features = entry->n_features;
    enum truce_status status = TRUCE_OK;

    region->name = entry->names.name;
    truce_multipolygon_take(&region->area, &entry->shape);
    for (size_t i = first + 1; i < last && status == TRUCE_OK; i++) {
        n_features += r->entries[i].n_features;
        if (r->file_is_region)
            truce_notes_add(r->notes, "%s and %s are both \"%s\"; united", entry->file, r->entries[i].file,
                            region->name);
        status = truce_multipolygon_append(&region->area, &r->entries[i].shape, err);
        truce_multipolygon_fini(&r->entries[i].shape);
    }
    if (!r->file_is_region && n_features > 1)
        entry->names.n_others = 0;
    if (status == TRUCE_OK)
        status = keep_others(&r->out->arena, &entry->names, region, err);
    if (status == TRUCE_OK) /* of one feature as well: a ring that crosses itself is found and mended here */
        status = dissolve(r, entry->file, region, err);
    if (status != TRUCE_OK)
        truce_err_set_file(err, entry->file);
    return status;
}

/* Ground that two regions claim is counted in both: the reader of a table by region must know. */
static void note_overlap(const struct reading *r, const char *path)
{
    double sum_km2 = 0, country_km2 = truce_area_m2(&r->out->country) / 1e6;

    for (size_t i = 0; i < r->out->n; i++)
        sum_km2 += truce_area_m2(&r->out->items[i].area) / 1e6;
    if (sum_km2 > country_km2 + OVERLAP_KM2)
        truce_notes_add(r->notes, "%s: regions overlap: %.1f km2 together, %.1f km2 when united", path,
                        sum_km2, country_km2);
}

static enum truce_status build(struct reading *r, const char *path, struct truce_err *err)
{
    struct truce_regions *out = r->out;
    bool mended = false; /* borders of neighbours that do not match by a hair are usual, and no news */
    void *items;

    qsort(r->entries, r->n, sizeof *r->entries, by_name);
    enum truce_status status = truce_arena_alloc(&out->arena, r->n * sizeof *out->items, &items, err);
    if (status != TRUCE_OK)
        return status;
    out->items = items;
    for (size_t first = 0, last; first < r->n && status == TRUCE_OK; first = last) {
        for (last = first + 1; last < r->n; last++)
            if (strcmp(r->entries[last].names.name, r->entries[first].names.name) != 0)
                break;
        struct truce_region *region = &out->items[out->n++];
        truce_multipolygon_init(&region->area);
        status = unite(r, first, last, region, err);
        if (status == TRUCE_OK)
            status = truce_multipolygon_append(&out->country, &region->area, err);
    }
    if (status == TRUCE_OK && out->n > 1)
        status = truce_overlay_dissolve(&out->country, &mended, NULL, 0, err);
    if (status == TRUCE_OK)
        note_overlap(r, path);
    return status;
}

enum truce_status truce_regions_read(const char *path, struct truce_regions *out, struct truce_notes *notes,
                                     struct truce_err *err)
{
    struct truce_regions regions;
    struct reading *r = calloc(1, sizeof *r);

    if (r == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for regions");
    truce_regions_init(&regions);
    r->out = &regions;
    r->notes = notes;
    truce_geojson_init(&r->geojson);
    truce_buf_init(&r->text);

    enum truce_status status = read_all(r, path, err);
    if (status == TRUCE_OK && r->n == 0)
        status = truce_fail_at(err, TRUCE_ERR_MISSING, path, 0, 0,
                               "no region: neither polygons nor files with polygons are there");
    if (status == TRUCE_OK)
        status = build(r, path, err);
    if (status == TRUCE_OK)
        *out = regions;
    else
        truce_regions_fini(&regions);
    for (size_t i = 0; i < r->n; i++)
        truce_multipolygon_fini(&r->entries[i].shape);
    free(r->entries);
    truce_buf_fini(&r->text);
    truce_geojson_fini(&r->geojson);
    free(r);
    return status;
}
