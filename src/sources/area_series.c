/*
 * Areas without geometry: rows of day, layer and square kilometres become days with an area a status.
 *
 * One idea: both forms, JSON and CSV, are read into the same rows (day, rule, area, place); everything after
 * that, sorting, doubles, sums, gaps, is done once.  Rows carry a place in the file and no text: a line is
 * counted only for a message.
 *
 * Invariants: days ascend, each once; a day given out has an area for `held`, and for `advance` when the
 * source says that the two belong together; several layers of one status on a day are added.
 */
#include "sources/area_series.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "sources/csv.h"
#include "sources/folder.h"
#include "sources/json_reader.h"
#include "sources/rules.h"

#define EARTH_KM2   510065621.8 /* surface of the WGS 84 ellipsoid; no area is larger */
#define TOLD_SINGLY 20          /* oddities of one kind that get a note each; more are counted */

struct row {
    struct truce_day day; /* shown */
    const struct truce_status_rule *rule;
    double area_km2;
    const char *at; /* JSON: the row's first byte */
    uint32_t line;  /* CSV */
};

struct day_areas {
    struct truce_day day;
    double area_km2[TRUCE_CONTROL_STATUSES];
};

struct series {
    struct truce_control_context head;
    const struct truce_description *description;
    char *file;
    struct day_areas *areas;
    struct truce_day *days;
    const char **names;
    size_t n;
};

/* What is needed only while reading. */
struct rows {
    struct row *items;
    size_t n, size;
    const struct truce_description *description;
    const char *file;
    const struct truce_json_reader *json; /* NULL for CSV */
    struct truce_notes *notes;
    size_t bad_dates, without_area, twins;
    struct truce_buf text[2];
};

static void place_of(const struct rows *rows, const struct row *row, uint32_t *line, uint32_t *column)
{
    *line = row->line;
    *column = row->line > 0 ? 1 : 0;
    if (rows->json != NULL)
        truce_json_place(rows->json, row->at, line, column);
}

static enum truce_status fail_row(struct truce_err *err, enum truce_status status, const struct rows *rows,
                                  const struct row *row, const char *format, ...) TRUCE_PRINTF(5, 6);

static enum truce_status fail_row(struct truce_err *err, enum truce_status status, const struct rows *rows,
                                  const struct row *row, const char *format, ...)
{
    char text[400];
    uint32_t line, column;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    truce_text_mend(text, sizeof text);
    place_of(rows, row, &line, &column);
    return truce_fail_at(err, status, rows->file, line, column, "%s", text);
}

static void note_row(struct rows *rows, const struct row *row, size_t *count, const char *what,
                     struct truce_text value)
{
    uint32_t line, column;

    if ((*count)++ >= TOLD_SINGLY)
        return;
    place_of(rows, row, &line, &column);
    truce_notes_add(rows->notes, "%s:%u:%u: %s%.*s; left out", rows->file, line, column, what,
                    (int)(value.len < 60 ? value.len : 60), value.len > 0 ? value.at : "");
}

/* "YYYY-MM-DD", which a time may follow */
static bool day_of(struct truce_text text, struct truce_day *day)
{
    text = truce_text_trim(text);
    if (text.len > 10 && (text.at[10] == 'T' || text.at[10] == ' '))
        text.len = 10;
    return truce_day_parse(text, day);
}

/* Adds a row, or notes why not.  `layer` is NULL where the rule is known already. */
static enum truce_status add_row(struct rows *rows, struct row row, struct truce_text date,
                                 const struct truce_text *layer, struct truce_err *err)
{
    if (layer != NULL) {
        row.rule = truce_rules_find(rows->description, truce_text_trim(*layer));
        int n = (int)(layer->len < 60 ? layer->len : 60);
        if (row.rule == NULL && rows->description->refuse_unknown)
            return fail_row(err, TRUCE_ERR_UNKNOWN, rows, &row, "the layer \"%.*s\" has no rule in %s", n,
                            layer->at, rows->description->file);
        if (row.rule == NULL)
            truce_notes_add(rows->notes, "%s: the layer \"%.*s\" has no rule; left out", rows->file, n,
                            layer->at);
    }
    if (row.rule == NULL || row.rule->ignore)
        return TRUCE_OK;
    if (!day_of(date, &row.day)) {
        note_row(rows, &row, &rows->bad_dates,
                 "no day of the calendar from 1800 to 2199, written YYYY-MM-DD: ", date);
        return TRUCE_OK;
    }
    if (isnan(row.area_km2)) {
        note_row(rows, &row, &rows->without_area, "no area is given for the day ", date);
        return TRUCE_OK;
    }
    if (!(row.area_km2 >= 0 && row.area_km2 <= EARTH_KM2))
        return fail_row(err, TRUCE_ERR_RANGE, rows, &row, "an area of %.10g km2; it must be from 0 to %.0f",
                        row.area_km2, EARTH_KM2);
    row.day.n += rows->description->source.shows_day_offset;
    void *items = rows->items;
    enum truce_status status = truce_grow(&items, &rows->size, rows->n + 1, sizeof *rows->items, err);
    rows->items = items;
    if (status == TRUCE_OK)
        rows->items[rows->n++] = row;
    return status;
}

/* ---- JSON: [{"date": "2025-01-31", "layerType": "...", "areaKm2": 1.5}, ...] ---- */

static enum truce_status read_object(struct rows *rows, struct truce_json_reader *r, struct truce_err *err)
{
    const struct truce_description *d = rows->description;
    const char *const keys[3] = {d->date_key, d->layer_key, d->area_key};
    struct truce_text key, text[2] = {{"", 0}, {"", 0}};
    struct row row = {.area_km2 = NAN, .at = r->at};
    bool more, seen[3] = {false, false, false};
    enum truce_json_type type;

    enum truce_status status = truce_json_enter_object(r, err);
    while (status == TRUCE_OK && (status = truce_json_next_key(r, &key, &more, err)) == TRUCE_OK && more) {
        int which = 0;
        while (which < 3 && !truce_text_is(key, keys[which]))
            which++;
        if (which < 3 && seen[which])
            return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, r->at, "\"%s\" is given twice in one object",
                                   keys[which]);
        if (which < 3)
            seen[which] = true;
        if (which < 2)
            status = truce_json_read_text(r, &rows->text[which], &text[which], err);
        else if ((status = truce_json_peek(r, &type, err)) == TRUCE_OK && which == 2 &&
                 type != TRUCE_JSON_NULL)
            status = truce_json_read_number(r, &row.area_km2, err);
        else if (status == TRUCE_OK)
            status = truce_json_skip(r, NULL, err);
    }
    for (int i = 0; status == TRUCE_OK && i < 3; i++)
        if (!seen[i])
            status = truce_json_fail(err, TRUCE_ERR_SYNTAX, r, row.at, "a row without \"%s\"", keys[i]);
    return status == TRUCE_OK ? add_row(rows, row, text[0], &text[1], err) : status;
}

static enum truce_status read_json(struct rows *rows, struct truce_json_reader *r, struct truce_err *err)
{
    bool more;
    enum truce_status status = truce_json_enter_array(r, err);

    while (status == TRUCE_OK && (status = truce_json_next_item(r, &more, err)) == TRUCE_OK && more)
        status = read_object(rows, r, err);
    return status == TRUCE_OK ? truce_json_finish(r, err) : status;
}

/* ---- CSV: a row a day and layer, or a row a day with a column a layer ---- */

static enum truce_status need_column(const struct truce_csv *csv, const char *name, int *column,
                                     struct truce_err *err)
{
    *column = truce_csv_column(csv, name);
    if (*column >= 0)
        return TRUCE_OK;
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, 1, 1, "no column \"%s\" in the header", name);
}

/* The area in a cell; NaN for an empty one. */
static enum truce_status read_cell(const struct truce_csv *csv, int column, double *area,
                                   struct truce_err *err)
{
    struct truce_text text = truce_csv_field(csv, column);

    *area = NAN;
    if (text.len == 0 || truce_text_to_double(text, area))
        return TRUCE_OK;
    return truce_csv_fail(csv, column, TRUCE_ERR_SYNTAX, err, "\"%.*s\" is not an area",
                          (int)(text.len < 60 ? text.len : 60), text.at);
}

static enum truce_status read_long_csv(struct rows *rows, struct truce_csv *csv, struct truce_err *err)
{
    int date, layer, area;
    bool more;

    enum truce_status status = need_column(csv, rows->description->date_key, &date, err);
    if (status == TRUCE_OK)
        status = need_column(csv, rows->description->layer_key, &layer, err);
    if (status == TRUCE_OK)
        status = need_column(csv, rows->description->area_key, &area, err);
    while (status == TRUCE_OK && (status = truce_csv_next(csv, &more, err)) == TRUCE_OK && more) {
        struct row row = {.line = csv->row_line};
        struct truce_text name = truce_csv_field(csv, layer);
        status = read_cell(csv, area, &row.area_km2, err);
        if (status == TRUCE_OK)
            status = add_row(rows, row, truce_csv_field(csv, date), &name, err);
    }
    return status;
}

static enum truce_status read_wide_row(struct rows *rows, const struct truce_csv *csv, int date,
                                       struct truce_err *err)
{
    const struct truce_description *d = rows->description;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; status == TRUCE_OK && i < d->n_rules; i++) {
        struct row row = {.line = csv->row_line, .rule = &d->rules[i]};
        int column = truce_csv_column(csv, d->rules[i].value);
        if (column < 0)
            continue;
        status = read_cell(csv, column, &row.area_km2, err);
        if (status == TRUCE_OK && !isnan(row.area_km2))
            status = add_row(rows, row, truce_csv_field(csv, date), NULL, err);
    }
    return status;
}

static enum truce_status read_wide_csv(struct rows *rows, struct truce_csv *csv, struct truce_err *err)
{
    const struct truce_description *d = rows->description;
    bool more;
    int date;

    enum truce_status status = need_column(csv, d->date_key, &date, err);
    for (size_t i = 0; status == TRUCE_OK && i < d->n_rules; i++)
        if (!d->rules[i].ignore) {
            int column;
            status = need_column(csv, d->rules[i].value, &column, err);
        }
    while (status == TRUCE_OK && (status = truce_csv_next(csv, &more, err)) == TRUCE_OK && more)
        status = read_wide_row(rows, csv, date, err);
    return status;
}

/* ---- rows to days ---- */

static int by_day(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->day.n != y->day.n)
        return x->day.n < y->day.n ? -1 : 1;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The same day and layer once more: the same figure is noted, another one is an error. */
static enum truce_status check_twin(struct rows *rows, const struct row *first, const struct row *second,
                                    struct truce_err *err)
{
    char day[TRUCE_DAY_TEXT];
    uint32_t line, column;

    truce_day_format(second->day, day);
    if (first->area_km2 != second->area_km2) {
        place_of(rows, first, &line, &column);
        return fail_row(err, TRUCE_ERR_SYNTAX, rows, second,
                        "%s and layer \"%s\" again, with %.10g km2; line %u column %u has %.10g km2", day,
                        second->rule->value, second->area_km2, line, column, first->area_km2);
    }
    note_row(rows, second, &rows->twins, "the same day, layer and area once more: ", truce_text_view(day));
    return TRUCE_OK;
}

static bool is_whole(struct rows *rows, const struct day_areas *areas)
{
    bool both = rows->description->source.advance_is_held;
    bool held = !isnan(areas->area_km2[TRUCE_CONTROL_HELD]);
    char day[TRUCE_DAY_TEXT];

    if (held && (!both || !isnan(areas->area_km2[TRUCE_CONTROL_ADVANCE])))
        return true;
    truce_day_format(areas->day, day);
    truce_notes_add(rows->notes, "%s: %s has no area for %s; day left out", rows->file, day,
                    held ? "advance" : "held");
    return false;
}

/* Sums the sorted rows of each day. */
static enum truce_status sum_days(struct rows *rows, struct series *s, struct truce_err *err)
{
    struct day_areas *now = NULL;
    enum truce_status status = TRUCE_OK;

    s->areas = calloc(rows->n > 0 ? rows->n : 1, sizeof *s->areas);
    if (s->areas == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu rows", rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = &rows->items[i], *before = i > 0 ? row - 1 : NULL;
        if (before != NULL && before->day.n == row->day.n && before->rule == row->rule) {
            if ((status = check_twin(rows, before, row, err)) != TRUCE_OK)
                return status;
            continue;
        }
        if (now == NULL || now->day.n != row->day.n) {
            if (now == NULL || is_whole(rows, now))
                now = &s->areas[s->n++];
            now->day = row->day;
            for (int k = 0; k < TRUCE_CONTROL_STATUSES; k++)
                now->area_km2[k] = NAN;
        }
        double *sum = &now->area_km2[row->rule->status];
        *sum = isnan(*sum) ? row->area_km2 : *sum + row->area_km2;
    }
    if (now != NULL && !is_whole(rows, now))
        s->n--;
    return TRUCE_OK;
}

static void note_counts(struct rows *rows)
{
    const size_t counts[3] = {rows->bad_dates, rows->without_area, rows->twins};
    static const char *const what[3] = {"more rows with an impossible date", "more rows without an area",
                                        "more rows that repeat another"};
    for (int i = 0; i < 3; i++)
        if (counts[i] > TOLD_SINGLY)
            truce_notes_add(rows->notes, "%s: %zu %s; left out", rows->file, counts[i] - TOLD_SINGLY,
                            what[i]);
}

/* ---- the cursor ---- */

static void series_close(void *context)
{
    struct series *s = context;
    free(s->areas);
    free(s->days);
    free(s->names);
    free(s->file);
    free(s);
}

static enum truce_status series_load(void *context, size_t i, struct truce_control_map *map,
                                     struct truce_notes *notes, struct truce_err *err)
{
    const struct series *s = context;
    (void)notes, (void)err;
    map->day = s->areas[i].day;
    for (int k = 0; k < TRUCE_CONTROL_STATUSES; k++) {
        truce_multipolygon_clear(&map->layer[k]);
        map->area_km2[k] = s->areas[i].area_km2[k];
    }
    return TRUCE_OK;
}

static enum truce_status give_out(struct series *s, struct truce_control_days *out, struct truce_err *err)
{
    if (s->n == 0)
        return truce_fail_at(err, TRUCE_ERR_MISSING, s->file, 0, 0, "no day with an area");
    s->days = calloc(s->n, sizeof *s->days);
    s->names = calloc(s->n, sizeof *s->names);
    if (s->days == NULL || s->names == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days", s->n);
    for (size_t i = 0; i < s->n; i++) {
        s->days[i] = s->areas[i].day;
        s->names[i] = s->file;
    }
    *out = (struct truce_control_days){&s->description->source, s->days, s->names, s->n, s, series_load};
    return TRUCE_OK;
}

static enum truce_status read_rows(struct truce_text bytes, struct rows *rows, struct truce_json_reader *json,
                                   struct truce_err *err)
{
    struct truce_csv csv;
    enum truce_status status;

    if (rows->description->format == TRUCE_FORMAT_AREAS_JSON) {
        rows->json = json;
        return read_json(rows, json, err);
    }
    status = truce_csv_open(&csv, bytes, rows->file, err);
    if (status != TRUCE_OK)
        return status;
    status = rows->description->layer_key[0] != '\0' ? read_long_csv(rows, &csv, err)
                                                     : read_wide_csv(rows, &csv, err);
    truce_csv_close(&csv);
    return status;
}

enum truce_status truce_area_series_parse(struct truce_text bytes, const char *file,
                                          const struct truce_description *description,
                                          struct truce_control_days *out, struct truce_notes *notes,
                                          struct truce_err *err)
{
    struct rows rows = {.description = description, .file = file, .notes = notes};
    struct truce_json_reader json;
    enum truce_status status = TRUCE_OK;

    truce_json_reader_init(&json, bytes, file);
    struct series *s = calloc(1, sizeof *s);
    char *copy = strdup(file);
    if (s == NULL || copy == NULL) {
        free(s);
        free(copy);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a source");
    }
    s->head.close = series_close;
    s->description = description;
    s->file = copy;
    status = read_rows(bytes, &rows, &json, err);
    if (status == TRUCE_OK && rows.n > 1)
        qsort(rows.items, rows.n, sizeof *rows.items, by_day);
    if (status == TRUCE_OK)
        status = sum_days(&rows, s, err);
    if (status == TRUCE_OK) {
        note_counts(&rows);
        status = give_out(s, out, err);
    }
    if (status != TRUCE_OK)
        series_close(s);
    truce_err_set_file(status != TRUCE_OK ? err : NULL, file);
    free(rows.items);
    truce_buf_fini(&rows.text[0]);
    truce_buf_fini(&rows.text[1]);
    truce_json_reader_fini(&json);
    return status;
}

/* The one file of a folder that can be meant: that of the description, else the only one with the right
 * ending. */
static enum truce_status find_file(const char *path, const struct truce_description *d, char **out,
                                   struct truce_err *err)
{
    const char *end = d->format == TRUCE_FORMAT_AREAS_JSON ? ".json" : ".csv";
    const char *found = strchr(d->files, '{') == NULL && d->files[0] != '\0' ? d->files : NULL;
    struct truce_folder folder;

    truce_folder_init(&folder);
    enum truce_status status = found == NULL ? truce_folder_list(path, &folder, err) : TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < folder.n; i++) {
        const char *dot = strrchr(folder.names[i], '.');
        if (dot == NULL || strcasecmp(dot, end) != 0)
            continue;
        if (found != NULL)
            status = truce_fail_at(err, TRUCE_ERR_SYNTAX, path, 0, 0,
                                   "both %s and %s could be the series of areas; name one of them", found,
                                   folder.names[i]);
        found = folder.names[i];
    }
    if (status == TRUCE_OK && found == NULL)
        status = truce_fail_at(err, TRUCE_ERR_MISSING, path, 0, 0, "no file ending in %s", end);
    if (status == TRUCE_OK && (*out = truce_file_join(path, found)) == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    truce_folder_fini(&folder);
    return status;
}

enum truce_status truce_area_series_open(const char *path, const struct truce_description *description,
                                         struct truce_control_days *out, struct truce_notes *notes,
                                         struct truce_err *err)
{
    struct truce_buf bytes;
    char *file = NULL;
    enum truce_status status = TRUCE_OK;

    truce_buf_init(&bytes);
    if (truce_file_is_folder(path))
        status = find_file(path, description, &file, err);
    else if ((file = strdup(path)) == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    if (status == TRUCE_OK)
        status = truce_file_read(file, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_area_series_parse(truce_buf_view(&bytes), file, description, out, notes, err);
    truce_buf_fini(&bytes);
    free(file);
    return status;
}
