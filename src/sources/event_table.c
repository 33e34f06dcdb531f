/*
 * Events as columns.
 *
 * One pass over the bytes: a field is found by its stop byte and given to the reader of its column's role at once; other columns are stepped over.  A
 * number of up to 15 digits is an integer below 2^53 over an exact power of ten, so that one division rounds it correctly (W. D. Clinger, "How to read
 * floating point numbers accurately", 1990); others go the exact way of base/text.h.  A line whose quotes are broken is refused by itself: reading goes on
 * with the line after the one on which the row began, so that an open quote cannot swallow the rest of a file.
 */
#include "sources/event_table.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4 * TRUCE_EVENT_CLASSES_MAX, DIGITS = 15, DAY_S = 86400 };
enum role { SKIP, TIME, LON, LAT, CLASS, N_ROLES };
enum outcome { ROW, EMPTY, SHORT, REFUSED };

static const char *const names[N_ROLES][6] = {
    [TIME] = {"time", "date", "instant", "datetime", "event_date", NULL},
    [LON] = {"lon", "longitude", "lng", "long", "x", NULL},
    [LAT] = {"lat", "latitude", "y", NULL},
    [CLASS] = {"class", "type", "event_type", "kind", NULL},
};

struct field {
    const char *at;
    size_t n;
    const char *end; /* the stop byte, or the end of the bytes */
    bool doubled;    /* holds doubled quotes */
};

struct row {
    struct truce_lonlat point;
    struct truce_instant time;
    uint32_t class;
    const char *reason;
    uint32_t column;
};

/* ---- numbers and times ---- */

static bool read_number(const char *at, size_t n, double *out)
{
    static const double tens[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    size_t i = n > 0 && at[0] == '-', first = i, point = n;
    uint64_t digits = 0;

    if (n - first > DIGITS + 1)
        return truce_text_to_double((struct truce_text){at, n}, out);
    for (; i < n; i++) {
        unsigned digit = (unsigned)(unsigned char)at[i] - '0';
        if (digit <= 9)
            digits = digits * 10 + digit;
        else if (at[i] == '.' && point == n)
            point = i;
        else
            return truce_text_to_double((struct truce_text){at, n}, out);
    }
    size_t behind = point < n ? n - point - 1 : 0, all = n - first - (point < n);
    if (all == 0 || all > DIGITS || behind == 0 || point == first)
        return truce_text_to_double((struct truce_text){at, n}, out);
    double value = (double)digits / tens[behind];
    *out = first > 0 ? -value : value;
    return true;
}

static bool two(const char *at, int *out)
{
    unsigned a = (unsigned)(unsigned char)at[0] - '0', b = (unsigned)(unsigned char)at[1] - '0';
    *out = (int)(a * 10 + b);
    return a <= 9 && b <= 9;
}

/* "2026-02-20T14:05Z" and "2026-02-20T14:05:09Z"; false: another form */
static bool read_utc(const char *at, size_t n, struct truce_instant *out)
{
    int century, year, month, day, hour, minute, second = 0;
    struct truce_day date;

    if ((n != 17 && n != 20) || at[4] != '-' || at[7] != '-' || at[10] != 'T' || at[13] != ':' ||
        at[n - 1] != 'Z' || !two(at, &century) || !two(at + 2, &year) || !two(at + 5, &month) ||
        !two(at + 8, &day) || !two(at + 11, &hour) || !two(at + 14, &minute) ||
        (n == 20 && (at[16] != ':' || !two(at + 17, &second))))
        return false;
    if (hour > 23 || minute > 59 || second > 59 ||
        !truce_day_from_civil(century * 100 + year, month, day, &date))
        return false;
    out->us = ((int64_t)date.n * DAY_S + hour * 3600 + minute * 60 + second) * 1000000;
    return true;
}

static bool read_time(const struct truce_event_table *table, const char *at, size_t n,
                      struct truce_instant *out)
{
    struct truce_day day;

    if (read_utc(at, n, out))
        return true;
    if (truce_day_parse((struct truce_text){at, n}, &day)) {
        *out = truce_calendar_day_start(table->calendar, day);
        return true;
    }
    return truce_instant_parse((struct truce_text){at, n}, out);
}

/* ---- classes ---- */

static const char *intern(struct truce_event_table *table, const char *at, size_t n, uint32_t *out)
{
    uint32_t hash = 2166136261u;

    if (n > TRUCE_EVENT_CLASS_BYTES)
        return "a class of more than 200 bytes";
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)at[i]) * 16777619u;
    for (uint32_t slot = hash % SLOTS;; slot = (slot + 1) % SLOTS) {
        uint32_t known = table->slots[slot];
        if (known == 0) {
            if (truce_text_valid_utf8((struct truce_text){at, n}) != n || memchr(at, 0, n) != NULL)
                return "a class that is not UTF-8";
            if (table->n_classes == TRUCE_EVENT_CLASSES_MAX)
                return "one class more than 1,024 different ones";
            char *name = malloc(n + 1);
            if (name == NULL)
                return "no memory for another class";
            memcpy(name, at, n);
            name[n] = '\0';
            table->class_names[table->n_classes++] = name;
            known = table->slots[slot] = (uint32_t)table->n_classes;
        }
        const char *name = table->class_names[known - 1];
        if (strnlen(name, n + 1) == n && memcmp(name, at, n) == 0) {
            *out = known - 1;
            return NULL;
        }
    }
}

static const char *read_class(struct truce_event_table *table, const struct field *field, uint32_t *out)
{
    char copy[2 * TRUCE_EVENT_CLASS_BYTES + 2];
    size_t n = 0;

    if (!field->doubled)
        return intern(table, field->at, field->n, out);
    if (field->n > sizeof copy)
        return "a class of more than 200 bytes";
    for (size_t i = 0; i < field->n; i++) {
        copy[n++] = field->at[i];
        if (field->at[i] == '"')
            i++;
    }
    return intern(table, copy, n, out);
}

/* ---- fields ---- */

/* NULL: found; else why not.  "": the bytes end inside. */
static const char *find_field(char delimiter, const char *at, const char *end, struct field *out)
{
    *out = (struct field){.at = at};
    if (at < end && *at == '"') {
        const char *p = at + 1;
        while ((p = memchr(p, '"', (size_t)(end - p))) != NULL && p + 1 < end && p[1] == '"') {
            out->doubled = true;
            p += 2;
        }
        if (p == NULL)
            return "";
        out->at = at + 1;
        out->n = (size_t)(p - at - 1);
        out->end = p + 1;
        if (out->end + 1 < end && out->end[0] == '\r' && out->end[1] == '\n')
            out->end++;
        return out->end == end || *out->end == delimiter || *out->end == '\n'
                   ? NULL
                   : "a closing quote that is followed by something";
    }
    while (at < end && *at != delimiter && *at != '\n')
        at++;
    out->end = at;
    out->n = (size_t)(at - out->at);
    if (out->n > 0 && at[-1] == '\r' && (at == end || *at == '\n'))
        out->n--;
    while (out->n > 0 && (*out->at == ' ' || *out->at == '\t'))
        out->at++, out->n--;
    while (out->n > 0 && (out->at[out->n - 1] == ' ' || out->at[out->n - 1] == '\t'))
        out->n--;
    return NULL;
}

static const char *take_field(struct truce_event_table *table, unsigned role, const struct field *field,
                              struct row *row)
{
    switch (role) {
    case TIME:
        return read_time(table, field->at, field->n, &row->time)
                   ? NULL
                   : "no date such as 2026-02-20, and no instant with its offset such as 2026-02-20T14:05Z";
    case LON:
        if (!read_number(field->at, field->n, &row->point.lon_deg))
            return "a longitude that is no number";
        return row->point.lon_deg >= -180 && row->point.lon_deg <= 180 ? NULL
                                                                       : "a longitude beyond -180 to 180";
    case LAT:
        if (!read_number(field->at, field->n, &row->point.lat_deg))
            return "a latitude that is no number";
        return row->point.lat_deg >= -90 && row->point.lat_deg <= 90 ? NULL : "a latitude beyond -90 to 90";
    case CLASS:
        return read_class(table, field, &row->class);
    default:
        return NULL;
    }
}

static void refuse(struct row *row, const char *reason, size_t column)
{
    if (row->reason == NULL) {
        row->reason = reason;
        row->column = (uint32_t)column;
    }
}

/* more bytes may end the field */
static bool is_short(const struct field *field, const char *why, const char *begin, const char *end)
{
    return (why != NULL ? *why == '\0' : field->end == end) && (size_t)(end - begin) < TRUCE_EVENT_ROW_MAX;
}

/* a row whose fields cannot be told: reading goes on with the line after its first */
static enum outcome give_up(const char *why, size_t column, const char *begin, const char *end,
                            struct row *row, const char **next)
{
    if (why == NULL)
        why = "a row of more than 1 MiB";
    refuse(row, *why == '\0' ? "a quote that is not closed" : why, column + 1);
    const char *line_end = memchr(begin, '\n', (size_t)(end - begin));
    *next = line_end != NULL ? line_end + 1 : end;
    return REFUSED;
}

/* One row from `at`; *next gets where the one after it begins.  The first thing wrong is the row's reason. */
static enum outcome read_row(struct truce_event_table *table, const char *at, const char *end, bool at_end,
                             struct row *row, const char **next)
{
    const char *begin = at;
    struct field field;
    size_t column = 0;

    *row = (struct row){.class = 0};
    for (bool last = false; !last; at = field.end + 1) {
        const char *why = find_field(table->delimiter, at, end, &field);
        if (!at_end && is_short(&field, why, begin, end))
            return SHORT;
        if (why != NULL || (size_t)(field.end - begin) > TRUCE_EVENT_ROW_MAX)
            return give_up(why, column, begin, end, row, next);
        last = field.end == end || *field.end == '\n';
        if (column < table->n_columns)
            why = take_field(table, table->roles[column], &field, row);
        column++;
        if (why != NULL)
            refuse(row, why, column);
    }
    *next = field.end < end ? field.end + 1 : end;
    if (column == 1 && field.n == 0 && field.end - begin <= 1 && *begin != '"')
        return EMPTY;
    if (column != table->n_columns)
        refuse(row,
               column < table->n_columns ? "fewer fields than the first line has"
                                         : "more fields than the first line has",
               0);
    return row->reason != NULL ? REFUSED : ROW;
}

/* ---- the first line ---- */

static unsigned role_of(struct truce_text name)
{
    for (unsigned role = TIME; role < N_ROLES; role++)
        for (size_t i = 0; names[role][i] != NULL; i++)
            if (truce_text_equal_nocase(name, truce_text_view(names[role][i])))
                return role;
    return SKIP;
}

static enum truce_status read_header(struct truce_event_table *table, const char *at, const char *end,
                                     struct truce_err *err)
{
    static const char *const words[] = {"", "time", "lon", "lat", "class"};
    size_t counts[3] = {0};
    bool had[N_ROLES] = {false};
    struct field field;

    for (const char *p = at; p < end; p++)
        for (size_t i = 0; i < 3; i++)
            counts[i] += *p == ",;\t"[i];
    table->delimiter = counts[1] > counts[0] ? ';' : ',';
    if (counts[2] > counts[0] && counts[2] > counts[1])
        table->delimiter = '\t';
    for (bool last = false; !last; at = field.end + 1) {
        if (find_field(table->delimiter, at, end, &field) != NULL)
            return truce_fail_at(err, TRUCE_ERR_SYNTAX, NULL, 1, 0, "the first line has a broken quote");
        if (table->n_columns == TRUCE_EVENT_COLUMNS_MAX)
            return truce_fail_at(err, TRUCE_ERR_LIMIT, NULL, 1, 0, "more than %d columns",
                                 TRUCE_EVENT_COLUMNS_MAX);
        unsigned role = role_of((struct truce_text){field.at, field.n});
        if (role != SKIP && had[role])
            return truce_fail_at(err, TRUCE_ERR_SYNTAX, NULL, 1, 0,
                                 "two columns that could be %s; '%.*s' is the second", words[role],
                                 (int)(field.n < 60 ? field.n : 60), field.at);
        had[role] = true;
        table->roles[table->n_columns++] = (unsigned char)role;
        last = field.end == end;
    }
    for (unsigned role = TIME; role <= LAT; role++)
        if (!had[role])
            return truce_fail_at(err, TRUCE_ERR_SYNTAX, NULL, 1, 0,
                                 "no column '%s'; events need time, lon and lat", words[role]);
    table->has_header = true;
    return TRUCE_OK;
}

/* ---- the door ---- */

enum truce_status truce_event_table_open(struct truce_event_table *table,
                                         const struct truce_calendar *calendar, struct truce_err *err)
{
    struct truce_event_table made = {.calendar = calendar, .line = 1};

    made.points = calloc(TRUCE_EVENT_ROWS, sizeof *made.points);
    made.times = calloc(TRUCE_EVENT_ROWS, sizeof *made.times);
    made.classes = calloc(TRUCE_EVENT_ROWS, sizeof *made.classes);
    made.lines = calloc(TRUCE_EVENT_ROWS, sizeof *made.lines);
    made.refused = calloc(TRUCE_EVENT_REFUSED_MAX, sizeof *made.refused);
    made.class_names = calloc(TRUCE_EVENT_CLASSES_MAX, sizeof *made.class_names);
    made.roles = calloc(TRUCE_EVENT_COLUMNS_MAX, 1);
    made.slots = calloc(SLOTS, sizeof *made.slots);
    uint32_t none;
    if (made.points == NULL || made.times == NULL || made.classes == NULL || made.lines == NULL ||
        made.refused == NULL || made.class_names == NULL || made.roles == NULL || made.slots == NULL ||
        intern(&made, "", 0, &none) != NULL) {
        truce_event_table_close(&made);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a table of events");
    }
    *table = made;
    return TRUCE_OK;
}

void truce_event_table_close(struct truce_event_table *table)
{
    for (size_t i = 0; i < table->n_classes; i++)
        free(table->class_names[i]);
    free(table->points);
    free(table->times);
    free(table->classes);
    free(table->lines);
    free(table->refused);
    free(table->class_names);
    free(table->roles);
    free(table->slots);
    *table = (struct truce_event_table){.n = 0};
}

static void keep(struct truce_event_table *table, enum outcome outcome, const struct row *row)
{
    table->rows++;
    if (outcome == REFUSED) {
        table->refused[table->n_refused++] =
            (struct truce_event_refused){table->line, row->column, row->reason};
        return;
    }
    table->points[table->n] = row->point;
    table->times[table->n] = row->time;
    table->classes[table->n] = row->class;
    table->lines[table->n++] = table->line;
    table->taken++;
}

static uint64_t count_lines(const char *at, const char *end)
{
    uint64_t n = 0;
    for (; at < end; at++)
        n += *at == '\n';
    return n;
}

enum truce_status truce_event_table_read(struct truce_event_table *table, struct truce_text bytes,
                                         bool at_end, size_t *used, struct truce_err *err)
{
    const char *at = bytes.at, *end = at + bytes.len, *next = at;
    struct row row;

    table->n = table->n_refused = 0;
    if (!table->has_header) {
        const char *stop = bytes.len > 0 ? memchr(at, '\n', bytes.len) : NULL;
        if (stop == NULL && !at_end && bytes.len < TRUCE_EVENT_ROW_MAX) {
            *used = 0;
            return TRUCE_OK;
        }
        const char *last = stop != NULL ? stop : end;
        if (bytes.len >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
            at += 3;
        const char *shown = last > at && last[-1] == '\r' ? last - 1 : last;
        enum truce_status status = read_header(table, at, shown, err);
        if (status != TRUCE_OK)
            return status;
        at = stop != NULL ? stop + 1 : end;
        table->line++;
    }
    while (at < end && table->n < TRUCE_EVENT_ROWS && table->n_refused < TRUCE_EVENT_REFUSED_MAX) {
        enum outcome outcome = read_row(table, at, end, at_end, &row, &next);
        if (outcome == SHORT)
            break;
        if (outcome != EMPTY)
            keep(table, outcome, &row);
        table->line += count_lines(at, next);
        at = next;
    }
    *used = (size_t)(at - bytes.at);
    return TRUCE_OK;
}
