/*
 * Places from CSV, by column names in any order; other formats are handed on.
 *
 * One idea: the header says which column is what, under any of several usual names; after that a row is a
 * handful of views and one pass.  Column names and what is done with bad rows: docs/formats/places.md.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "sources/csv.h"
#include "sources/gdal_door.h"
#include "sources/places_build.h"
#include "sources/sources.h"

#define OTHER_COLUMNS_MAX 64

struct columns {
    int name, kind, region, lat, lon;
    int others[OTHER_COLUMNS_MAX];
    const char *separators[OTHER_COLUMNS_MAX];
    size_t n_others;
};

/* Lists of GeoNames have commas between names; in OpenStreetMap a comma may belong to a name and a
 * semicolon stands between. */
static const char *separators_of(struct truce_text column)
{
    bool is_list = column.len > 6 &&
                   truce_text_equal_nocase((struct truce_text){column.at, 6}, truce_text_view("altern"));
    return is_list ? ",;" : ";";
}

/* The first of the names that is there and not `taken`. */
static int find_column(const struct truce_csv *csv, const char *const *names, int taken)
{
    for (; *names != NULL; names++) {
        int column = truce_csv_column(csv, *names);
        if (column >= 0 && column != taken)
            return column;
    }
    return -1;
}

static enum truce_status fail_column(const struct truce_csv *csv, const char *what, const char *usual,
                                     struct truce_err *err)
{
    char have[200] = "";
    size_t used = 0;

    for (size_t i = 0; i < csv->n_columns && used < sizeof have; i++) {
        int n = snprintf(have + used, sizeof have - used, "%s%.*s", i > 0 ? ", " : "",
                         TRUCE_TEXT(csv->names[i].text));
        used += n > 0 ? (size_t)n : 0;
    }
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, csv->names[0].line, 1,
                         "no column for the %s (%s); there are: %s", what, usual, have);
}

static enum truce_status find_columns(const struct truce_csv *csv, struct columns *c, struct truce_err *err)
{
    static const char *const lat[] = {"lat", "latitude", "lat_deg", "y", NULL};
    static const char *const lon[] = {"lon", "lng", "long", "longitude", "lon_deg", "x", NULL};

    c->name = find_column(csv, truce_places_name_keys, -1);
    c->kind = find_column(csv, truce_places_kind_keys, c->name);
    c->region = find_column(csv, truce_places_region_keys, c->name);
    c->lat = find_column(csv, lat, -1);
    c->lon = find_column(csv, lon, -1);
    c->n_others = 0;
    for (size_t i = 0; i < csv->n_columns && c->n_others < OTHER_COLUMNS_MAX; i++) {
        if ((int)i == c->name || !truce_places_is_other_key(csv->names[i].text))
            continue;
        c->separators[c->n_others] = separators_of(csv->names[i].text);
        c->others[c->n_others++] = (int)i;
    }
    if (c->name < 0)
        return fail_column(csv, "name", "name, settlement, toponym ...", err);
    if (c->lat < 0)
        return fail_column(csv, "latitude", "lat, latitude or y", err);
    if (c->lon < 0)
        return fail_column(csv, "longitude", "lon, lng, long, longitude or x", err);
    return TRUCE_OK;
}

static enum truce_status read_degrees(const struct truce_csv *csv, int column, double limit, double *out,
                                      struct truce_err *err)
{
    struct truce_text text = truce_csv_field(csv, column);
    struct truce_text name = csv->names[column].text;

    if (!truce_text_to_double(text, out))
        return truce_csv_fail(csv, column, TRUCE_ERR_RANGE, err, "%.*s \"%.*s\" is not a number of degrees",
                              TRUCE_TEXT(name), text.len > 40 ? 40 : (int)text.len, text.at);
    if (*out < -limit || *out > limit)
        return truce_csv_fail(csv, column, TRUCE_ERR_RANGE, err, "%.*s %.10g is outside of -%g to %g",
                              TRUCE_TEXT(name), *out, limit, limit);
    return TRUCE_OK;
}

static enum truce_status read_row(struct truce_places_build *build, const struct truce_csv *csv,
                                  const struct columns *c, struct truce_err *err)
{
    struct truce_text others[OTHER_COLUMNS_MAX];
    struct truce_place_draft draft = {.name = truce_csv_field(csv, c->name),
                                      .kind = truce_csv_field(csv, c->kind),
                                      .region = truce_csv_field(csv, c->region),
                                      .others = others,
                                      .separators = c->separators,
                                      .n_others = c->n_others,
                                      .line = csv->row_line};
    struct truce_err why;
    bool named = true;

    build->n_rows++;
    for (size_t i = 0; i < c->n_others; i++)
        others[i] = truce_csv_field(csv, c->others[i]);
    enum truce_status status = read_degrees(csv, c->lat, 90.0, &draft.at.lat_deg, &why);
    if (status == TRUCE_OK)
        status = read_degrees(csv, c->lon, 180.0, &draft.at.lon_deg, &why);
    if (status != TRUCE_OK) {
        truce_places_build_refuse(build, &why);
        return TRUCE_OK;
    }
    status = truce_places_build_add(build, &draft, &named, err);
    if (status == TRUCE_OK && !named) {
        (void)truce_csv_fail(csv, c->name, TRUCE_ERR_SYNTAX, &why, "a place without a name");
        truce_places_build_refuse(build, &why);
    }
    return status;
}

static enum truce_status read_csv(const char *file, struct truce_text bytes, struct truce_places *out,
                                  struct truce_notes *notes, struct truce_err *err)
{
    struct truce_places_build build;
    struct truce_csv csv;
    struct columns columns;
    bool more = true;

    enum truce_status status = truce_csv_open(&csv, bytes, file, err);
    if (status != TRUCE_OK)
        return status;
    truce_places_build_init(&build);
    status = find_columns(&csv, &columns, err);
    while (status == TRUCE_OK && more) {
        status = truce_csv_next(&csv, &more, err);
        if (status == TRUCE_OK && more)
            status = read_row(&build, &csv, &columns, err);
    }
    if (status == TRUCE_OK)
        status = truce_places_build_finish(&build, file, out, notes, err);
    truce_places_build_fini(&build);
    truce_csv_close(&csv);
    return status;
}

/* JSON begins with a brace or a bracket; no header of places does. */
static bool looks_like_json(struct truce_text bytes)
{
    if (bytes.len >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0) {
        bytes.at += 3;
        bytes.len -= 3;
    }
    bytes = truce_text_trim(bytes);
    return bytes.len > 0 && (bytes.at[0] == '{' || bytes.at[0] == '[');
}

enum truce_status truce_places_read(const char *path, struct truce_places *out, struct truce_notes *notes,
                                    struct truce_err *err)
{
    const char *file = strcmp(path, "-") == 0 ? "standard input" : path;
    struct truce_buf buf;

    if (truce_gdal_is_for(path))
        return truce_places_from_features(path, (struct truce_text){NULL, 0}, out, notes, err);
    truce_buf_init(&buf);
    enum truce_status status = truce_file_read(path, TRUCE_FILE_MAX, &buf, err);
    if (status == TRUCE_OK) {
        struct truce_text bytes = truce_buf_view(&buf);
        status = looks_like_json(bytes) ? truce_places_from_features(file, bytes, out, notes, err)
                                        : read_csv(file, bytes, out, notes, err);
    }
    truce_buf_fini(&buf);
    return status;
}
