/*
 * Control maps: dated files become days, features become layers.
 *
 * One idea: opening lists the days from names alone; a file is read when its map is asked for.
 * A map is put together apart and swapped in when it is whole, so that a failure leaves the caller's map
 * alone; nothing of the cursor changes, so that several may be read at once.
 *
 * Invariants: days ascend, each once; layers given out are repaired and oriented.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "geo/overlay.h"
#include "sources/area_series.h"
#include "sources/folder.h"
#include "sources/gdal_door.h"
#include "sources/geojson.h"
#include "sources/rules.h"
#include "sources/sources.h"

struct dated_file {
    struct truce_day day; /* shown */
    char *path;
};

struct control {
    struct truce_control_context head;
    const struct truce_description *description;
    struct dated_file *files;
    size_t n, size;
    struct truce_day *days; /* of the files, for the cursor */
    const char **names;
};

/* ---- days ---- */

static void control_close(void *context)
{
    struct control *c = context;
    for (size_t i = 0; i < c->n; i++)
        free(c->files[i].path);
    free(c->files);
    free(c->days);
    free(c->names);
    free(c);
}

/* Takes path over. */
static enum truce_status add_dated(struct control *c, char *path, struct truce_day day, struct truce_err *err)
{
    void *files = c->files;
    enum truce_status status = truce_grow(&files, &c->size, c->n + 1, sizeof *c->files, err);
    c->files = files;
    if (status != TRUCE_OK) {
        free(path);
        return status;
    }
    day.n += c->description->source.shows_day_offset;
    c->files[c->n++] = (struct dated_file){day, path};
    return TRUCE_OK;
}

/* Reads the day off a name.  A name without a usable day is noted, and *found is false. */
static enum truce_status day_of_name(const struct control *c, const char *path, bool *found,
                                     struct truce_day *day, struct truce_notes *notes, struct truce_err *err)
{
    const char *name = truce_file_name(path), *template_text = c->description->files;
    bool bad_date = false;

    *found = false;
    if (template_text[0] != '\0') {
        *found = truce_template_match(template_text, name, day, &bad_date);
        if (!*found && bad_date)
            truce_notes_add(
                notes,
                "%s: the date in the name is no day of the calendar from 1800 to 2199, or there are "
                "two that differ; left out",
                path);
        else if (!*found)
            truce_notes_add(notes, "%s: the name does not follow the pattern %s; left out", path,
                            template_text);
        return TRUCE_OK;
    }
    switch (truce_name_find_day(name, day)) {
    case TRUCE_NAME_DAY_FOUND:
        *found = true;
        return TRUCE_OK;
    case TRUCE_NAME_DAY_SEVERAL:
        return truce_fail_at(
            err, TRUCE_ERR_SYNTAX, path, 0, 0,
            "two different dates in the file name; say which one counts with `files` in a source "
            "description, such as map_{YYYYMMDD}_v2.geojson");
    case TRUCE_NAME_DAY_IMPOSSIBLE:
        truce_notes_add(
            notes, "%s: the date in the name is no day of the calendar from 1800 to 2199; left out", path);
        return TRUCE_OK;
    default:
        truce_notes_add(notes, "%s: no date in the file name; left out", path);
        return TRUCE_OK;
    }
}

/* Takes path over. */
static enum truce_status consider(struct control *c, char *path, struct truce_notes *notes,
                                  struct truce_err *err)
{
    struct truce_day day = {TRUCE_DAY_NONE};
    bool found = false;
    enum truce_status status = day_of_name(c, path, &found, &day, notes, err);
    if (status == TRUCE_OK && found)
        return add_dated(c, path, day, err);
    free(path);
    return status;
}

static enum truce_status list_files(struct control *c, const char *path, struct truce_notes *notes,
                                    struct truce_err *err)
{
    struct truce_folder folder;
    enum truce_status status = TRUCE_OK;

    truce_folder_init(&folder);
    if (!truce_file_is_folder(path)) {
        if (!truce_file_exists(path))
            return truce_fail_at(err, TRUCE_ERR_MISSING, path, 0, 0, "no such file or folder");
        char *copy = strdup(path);
        return copy != NULL ? consider(c, copy, notes, err)
                            : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    }
    status = truce_folder_list(path, &folder, err);
    for (size_t i = 0; status == TRUCE_OK && i < folder.n; i++) {
        if (!truce_file_is_map(folder.names[i]))
            continue;
        char *full = truce_file_join(path, folder.names[i]);
        status = full != NULL ? consider(c, full, notes, err)
                              : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    }
    truce_folder_fini(&folder);
    return status;
}

static int by_day(const void *a, const void *b)
{
    const struct dated_file *x = a, *y = b;
    if (x->day.n != y->day.n)
        return x->day.n < y->day.n ? -1 : 1;
    return strcmp(x->path, y->path);
}

/* Leaves one file a day: a second one must have the same bytes. */
static enum truce_status drop_twins(struct control *c, struct truce_notes *notes, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    struct truce_buf bytes, other;
    size_t kept = 0;
    char day[TRUCE_DAY_TEXT];

    truce_buf_init(&bytes);
    truce_buf_init(&other);
    for (size_t i = 0; i < c->n; i++) {
        struct dated_file *file = &c->files[i], *last = kept > 0 ? &c->files[kept - 1] : NULL;
        if (last == NULL || status != TRUCE_OK || last->day.n != file->day.n) {
            c->files[kept++] = *file;
            continue;
        }
        truce_day_format(file->day, day);
        status = truce_file_read(last->path, TRUCE_FILE_MAX, &bytes, err);
        if (status == TRUCE_OK)
            status = truce_file_read(file->path, TRUCE_FILE_MAX, &other, err);
        if (status == TRUCE_OK && !truce_text_equal(truce_buf_view(&bytes), truce_buf_view(&other)))
            status =
                truce_fail_at(err, TRUCE_ERR_SYNTAX, file->path, 0, 0,
                              "a second map of %s that differs from %s; keep one of them", day, last->path);
        if (status != TRUCE_OK) {
            c->files[kept++] = *file; /* still to be freed */
            continue;
        }
        truce_notes_add(notes, "%s: the same bytes as %s for %s; left out", file->path, last->path, day);
        free(file->path);
    }
    c->n = kept;
    truce_buf_fini(&bytes);
    truce_buf_fini(&other);
    return status;
}

/* ---- maps ---- */

/* one map on its way; the cursor itself does not change, so that several can be under way */
struct loading {
    const struct truce_description *description;
    const char *path;
    struct truce_notes *notes;
    struct truce_buf bytes, text;
    struct truce_geojson geojson;
    struct truce_control_map staging;
};

/* The part of a property's value that the rules are about. */
static struct truce_text part(struct truce_text value, const char *split, bool last)
{
    size_t n = strlen(split);
    struct truce_text found = value;

    for (size_t i = 0; n > 0 && i + n <= value.len;) {
        if (memcmp(value.at + i, split, n) != 0) {
            i++;
            continue;
        }
        if (!last) {
            found.len = i;
            break;
        }
        i += n;
        found = (struct truce_text){value.at + i, value.len - i};
    }
    return truce_text_trim(found);
}

static enum truce_status unknown_value(const struct loading *l, const struct truce_geojson_feature *feature,
                                       bool has_value, struct truce_text value, struct truce_err *err)
{
    const struct truce_description *d = l->description;
    int n = (int)(value.len < 80 ? value.len : 80);

    if (d->refuse_unknown && has_value)
        return truce_json_fail(err, TRUCE_ERR_UNKNOWN, feature->reader, feature->start,
                               "the value \"%.*s\" of \"%s\" has no rule in %s", n, value.at, d->property,
                               d->file);
    if (d->refuse_unknown)
        return truce_json_fail(err, TRUCE_ERR_UNKNOWN, feature->reader, feature->start,
                               "a feature without the property \"%s\"", d->property);
    if (has_value)
        truce_notes_add(l->notes,
                        "%s: features whose \"%s\" is \"%.*s\", for which there is no rule; left out",
                        l->path, d->property, n, value.at);
    else
        truce_notes_add(l->notes, "%s: features without the property \"%s\"; left out", l->path, d->property);
    return TRUCE_OK;
}

/* Which layer a feature belongs to; *counts is false when to none. */
static enum truce_status status_of(struct loading *l, const struct truce_geojson_feature *feature,
                                   bool *counts, enum truce_control_status *layer, struct truce_err *err)
{
    const struct truce_description *d = l->description;
    struct truce_text value = {"", 0};
    bool found = false;

    *counts = true;
    *layer = TRUCE_CONTROL_HELD;
    if (d->property[0] == '\0')
        return TRUCE_OK;
    enum truce_status status = truce_geojson_text(feature, d->property, &l->text, &value, &found, err);
    if (status != TRUCE_OK)
        return status;
    value = part(value, d->split, d->take_last);
    const struct truce_status_rule *rule = found ? truce_rules_find(d, value) : NULL;
    *counts = rule != NULL && !rule->ignore;
    if (rule == NULL)
        return unknown_value(l, feature, found, value, err);
    *layer = rule->status;
    return TRUCE_OK;
}

static enum truce_status take_feature(void *context, const struct truce_geojson_feature *feature,
                                      struct truce_err *err)
{
    struct loading *l = context;
    enum truce_control_status layer;
    bool counts;

    enum truce_status status = status_of(l, feature, &counts, &layer, err);
    if (status != TRUCE_OK || !counts)
        return status;
    struct truce_multipolygon *into = &l->staging.layer[layer];
    if (into->n_polygons > 0)
        return truce_multipolygon_append(into, feature->shape, err);
    struct truce_multipolygon swap = *into;
    *into = *feature->shape;
    *feature->shape = swap;
    return TRUCE_OK;
}

/* Repairs and orients the layers. */
static enum truce_status finish_layers(struct loading *l, struct truce_err *err)
{
    bool any = false;

    for (int i = 0; i < TRUCE_CONTROL_STATUSES; i++) {
        struct truce_multipolygon *shape = &l->staging.layer[i];
        char why[200] = "";
        bool repaired = false;
        if (shape->n_polygons == 0)
            continue;
        any = true;
        truce_multipolygon_orient(shape);
        enum truce_status status = truce_shape_repair(shape, &repaired, why, sizeof why, err);
        if (status != TRUCE_OK)
            return status;
        if (repaired)
            truce_notes_add(l->notes, "%s: %s: %s; repaired", l->path,
                            truce_control_status_name((enum truce_control_status)i), why);
    }
    if (!any)
        truce_notes_add(l->notes, "%s: no area in this map", l->path);
    return TRUCE_OK;
}

static void clear_map(struct truce_control_map *map, struct truce_day day)
{
    map->day = day;
    for (int i = 0; i < TRUCE_CONTROL_STATUSES; i++) {
        truce_multipolygon_clear(&map->layer[i]);
        map->area_km2[i] = NAN;
    }
}

static enum truce_status load_staging(struct loading *l, struct truce_err *err)
{
    struct truce_geojson_sink sink = {.feature = take_feature, .context = l};
    enum truce_status status;

    if (truce_gdal_is_for(l->path)) {
        status = truce_gdal_read(&l->geojson, l->path, &sink, l->notes, err);
    } else {
        status = truce_file_read(l->path, TRUCE_FILE_MAX, &l->bytes, err);
        if (status == TRUCE_OK)
            status =
                truce_geojson_read(&l->geojson, truce_buf_view(&l->bytes), l->path, -1, &sink, l->notes, err);
    }
    return status == TRUCE_OK ? finish_layers(l, err) : status;
}

static enum truce_status control_load(void *context, size_t i, struct truce_control_map *map,
                                      struct truce_notes *notes, struct truce_err *err)
{
    const struct control *c = context;
    struct loading l = {.description = c->description, .path = c->files[i].path, .notes = notes};

    truce_buf_init(&l.bytes);
    truce_buf_init(&l.text);
    truce_geojson_init(&l.geojson);
    truce_control_map_init(&l.staging);
    clear_map(&l.staging, c->files[i].day);
    enum truce_status status = load_staging(&l, err);
    if (status == TRUCE_OK) {
        struct truce_control_map swap = *map;
        *map = l.staging;
        l.staging = swap;
    } else {
        truce_err_set_file(err, l.path);
    }
    truce_buf_fini(&l.bytes);
    truce_buf_fini(&l.text);
    truce_geojson_fini(&l.geojson);
    truce_control_map_fini(&l.staging);
    return status;
}

/* ---- the door ---- */

static enum truce_status give_out(struct control *c, struct truce_control_days *out, struct truce_err *err)
{
    c->days = calloc(c->n + 1, sizeof *c->days);
    c->names = calloc(c->n + 1, sizeof *c->names);
    if (c->days == NULL || c->names == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days", c->n);
    for (size_t i = 0; i < c->n; i++) {
        c->days[i] = c->files[i].day;
        c->names[i] = c->files[i].path;
    }
    *out = (struct truce_control_days){&c->description->source, c->days, c->names, c->n, c, control_load};
    return TRUCE_OK;
}

enum truce_status truce_control_open(const char *path, const struct truce_description *description,
                                     struct truce_control_days *out, struct truce_notes *notes,
                                     struct truce_err *err)
{
    if (description->format == TRUCE_FORMAT_AREAS_JSON || description->format == TRUCE_FORMAT_AREAS_CSV)
        return truce_area_series_open(path, description, out, notes, err);

    struct control *c = calloc(1, sizeof *c);
    if (c == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a source");
    c->head.close = control_close;
    c->description = description;

    enum truce_status status = list_files(c, path, notes, err);
    if (status == TRUCE_OK && c->n == 0)
        status = truce_fail_at(err, TRUCE_ERR_MISSING, path, 0, 0,
                               "no control map whose name has a date, such as map_2025-01-31.geojson%s%s",
                               description->files[0] != '\0' ? "; the description's pattern is " : "",
                               description->files);
    if (status == TRUCE_OK) {
        qsort(c->files, c->n, sizeof *c->files, by_day);
        status = drop_twins(c, notes, err);
    }
    if (status == TRUCE_OK)
        status = give_out(c, out, err);
    if (status != TRUCE_OK)
        control_close(c);
    return status;
}

void truce_control_close(struct truce_control_days *days)
{
    if (days->context != NULL) {
        struct truce_control_context *context = days->context;
        context->close(context);
    }
    memset(days, 0, sizeof *days);
}
