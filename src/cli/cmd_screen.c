/*
 * truce screen: events of a CSV against the zones of an agreement, before anything is imported.
 *
 * The file is read in pieces, so that memory does not grow with it.  A zone is as many shapes as it has versions; an event counts in the one that is valid
 * at its time.  On the boundary counts as in, and is said.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/agreements.h"
#include "cli/commands.h"
#include "cli/zones.h"
#include "geo/zone_index.h"
#include "sources/event_table.h"

enum { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON };
#define PIECE ((size_t)4 << 20)

struct screen_values {
    const char *events, *agreement;
    struct truce_option_texts maps;
    int format;
};

struct count {
    uint64_t inside, boundary;
};

struct screen {
    struct truce_out *out;
    const struct truce_agreement *agreement;
    const char *file;
    int format;
    struct truce_multipolygon *grounds; /* n_shapes, as are shapes and zones */
    struct truce_zone_shape *shapes;
    int *zones; /* whose */
    size_t n_shapes, size;
    struct truce_zone_index *index;
    struct truce_event_table table;
    struct count *counts; /* by shape and class */
    uint64_t nowhere, refused;
    uint32_t ids[TRUCE_EVENT_ROWS];
    struct truce_zone_hit *hits;
    struct truce_buf text;
};

/* ---- zones ---- */

static struct truce_instant start_of(const struct screen *s, struct truce_day day, int64_t none)
{
    return day.n == TRUCE_DAY_NONE ? (struct truce_instant){none}
                                   : truce_calendar_day_start(&s->agreement->calendar, day);
}

static enum truce_status add_span(struct screen *s, int zone, struct truce_day from, struct truce_day until,
                                  struct truce_err *err)
{
    struct truce_multipolygon *ground = &s->grounds[s->n_shapes];
    struct truce_day day = from;
    bool known = false;

    if (day.n == TRUCE_DAY_NONE)
        day.n = until.n == TRUCE_DAY_NONE ? 0 : until.n - 1;
    truce_multipolygon_init(ground);
    enum truce_status status = truce_zone_ground(s->agreement, zone, day, ground, &known, err);
    if (status != TRUCE_OK || !known) {
        truce_multipolygon_fini(ground);
        return status;
    }
    s->shapes[s->n_shapes] =
        (struct truce_zone_shape){ground, start_of(s, from, INT64_MIN), start_of(s, until, INT64_MAX)};
    s->zones[s->n_shapes++] = zone;
    return TRUCE_OK;
}

/* the versions of a zone; those of a buffer are cut where its line changes */
static enum truce_status add_zone(struct screen *s, int zone, struct truce_err *err)
{
    const struct truce_zone *z = &s->agreement->zones[zone];
    const struct truce_zone *line = z->kind == TRUCE_ZONE_BUFFER ? &s->agreement->zones[z->of] : NULL;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; status == TRUCE_OK && i < z->n_versions; i++) {
        struct truce_day from = z->versions[i].from, until = z->versions[i].until;
        for (size_t j = 0; status == TRUCE_OK && line != NULL && j < line->n_versions; j++)
            for (int end = 0; status == TRUCE_OK && end < 2; end++) {
                struct truce_day cut = end ? line->versions[j].until : line->versions[j].from;
                if (cut.n == TRUCE_DAY_NONE || (from.n != TRUCE_DAY_NONE && cut.n <= from.n) ||
                    (until.n != TRUCE_DAY_NONE && cut.n >= until.n))
                    continue;
                status = add_span(s, zone, from, cut, err);
                from = cut;
            }
        if (status == TRUCE_OK)
            status = add_span(s, zone, from, until, err);
    }
    return status;
}

static enum truce_status open_zones(struct screen *s, struct truce_err *err)
{
    const struct truce_agreement *a = s->agreement;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < a->n_zones; i++) {
        const struct truce_zone *z = &a->zones[i];
        s->size += z->n_versions;
        if (z->kind == TRUCE_ZONE_BUFFER)
            s->size += z->n_versions * 2 * a->zones[z->of].n_versions;
    }
    s->grounds = calloc(s->size + 1, sizeof *s->grounds);
    s->shapes = calloc(s->size + 1, sizeof *s->shapes);
    s->zones = calloc(s->size + 1, sizeof *s->zones);
    s->hits = calloc(s->size + 1, sizeof *s->hits);
    s->counts = calloc((s->size + 1) * TRUCE_EVENT_CLASSES_MAX, sizeof *s->counts);
    if (s->grounds == NULL || s->shapes == NULL || s->zones == NULL || s->hits == NULL || s->counts == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu zones", s->size);
    for (size_t i = 0; status == TRUCE_OK && i < a->n_zones; i++)
        if (a->zones[i].kind == TRUCE_ZONE_POLYGON || a->zones[i].kind == TRUCE_ZONE_BUFFER) {
            size_t before = s->n_shapes;
            status = add_zone(s, (int)i, err);
            if (status == TRUCE_OK && s->n_shapes == before)
                truce_out_say(s->out, "note: the ground of zone %s is not known; nothing counts in it",
                              a->zones[i].id);
        }
    return status == TRUCE_OK ? truce_zone_index_open(s->shapes, s->n_shapes, 0, &s->index, err) : status;
}

/* ---- events ---- */

static void count_row(struct screen *s, size_t row)
{
    const struct truce_event_table *t = &s->table;
    bool first = true;

    if (s->format == FORMAT_CSV)
        truce_buf_printf(&s->text, "%" PRIu64 ",", t->lines[row]);
    size_t n = 0;
    if (s->ids[row] == TRUCE_ZONE_SET_ASK) {
        n = truce_zone_index_at(s->index, t->points[row], &t->times[row], s->hits, s->size);
    } else if (s->ids[row] != 0) {
        size_t all;
        const uint32_t *set = truce_zone_index_set(s->index, s->ids[row], &all);
        for (size_t i = 0; i < all; i++)
            if (truce_zone_index_valid(s->index, set[i], t->times[row]))
                s->hits[n++] = (struct truce_zone_hit){set[i], TRUCE_SIDE_INSIDE};
    }
    for (size_t i = 0; i < n; i++) {
        bool inside = s->hits[i].side == TRUCE_SIDE_INSIDE;
        struct count *c =
            &s->counts[(size_t)s->zones[s->hits[i].zone] * TRUCE_EVENT_CLASSES_MAX + t->classes[row]];
        c->inside += inside;
        c->boundary += !inside;
        if (s->format == FORMAT_CSV)
            truce_buf_printf(&s->text, "%s%s%s", first ? "" : " ",
                             s->agreement->zones[s->zones[s->hits[i].zone]].id, inside ? "" : "(boundary)");
        first = false;
    }
    s->nowhere += n == 0;
    if (s->format == FORMAT_CSV)
        truce_buf_putc(&s->text, '\n');
}

static enum truce_status take_piece(struct screen *s, struct truce_text bytes, bool at_end, size_t *taken,
                                    struct truce_err *err)
{
    size_t used;

    for (*taken = 0;; *taken += used) {
        const struct truce_text rest = {bytes.at + *taken, bytes.len - *taken};
        enum truce_status status = truce_event_table_read(&s->table, rest, at_end, &used, err);
        if (status != TRUCE_OK || used == 0)
            return status;
        truce_zone_index_sets(s->index, s->table.points, s->table.n, s->ids);
        for (size_t i = 0; i < s->table.n; i++)
            count_row(s, i);
        for (size_t i = 0; i < s->table.n_refused; i++, s->refused++)
            if (s->refused < TRUCE_EVENT_REFUSED_MAX)
                truce_out_say(s->out, "%s:%" PRIu64 ": refused: %s (field %" PRIu32 ")", s->file,
                              s->table.refused[i].line, s->table.refused[i].reason,
                              s->table.refused[i].column);
        if ((status = truce_buf_check(&s->text, err)) == TRUCE_OK && s->text.len > 0)
            status = truce_out_write(s->out, truce_buf_view(&s->text), err);
        truce_buf_clear(&s->text);
        if (status != TRUCE_OK)
            return status;
    }
}

static enum truce_status read_events(struct screen *s, struct truce_err *err)
{
    FILE *file = strcmp(s->file, "-") == 0 ? stdin : fopen(s->file, "rb");
    char *bytes = malloc(PIECE);
    size_t have = 0, taken = 0;
    bool at_end = false;
    enum truce_status status = TRUCE_OK;

    if (file == NULL)
        status = truce_fail(err, errno == ENOENT ? TRUCE_ERR_MISSING : TRUCE_ERR_IO, "%s", strerror(errno));
    else if (bytes == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory to read %s", s->file);
    while (status == TRUCE_OK && !at_end) {
        size_t got = fread(bytes + have, 1, PIECE - have, file);
        at_end = got < PIECE - have;
        if (at_end && ferror(file)) {
            status = truce_fail(err, TRUCE_ERR_IO, "%s could not be read", s->file);
            break;
        }
        have += got;
        status = take_piece(s, (struct truce_text){bytes, have}, at_end, &taken, err);
        have -= taken;
        memmove(bytes, bytes + taken, have);
    }
    truce_err_set_file(status == TRUCE_OK ? NULL : err, s->file);
    free(bytes);
    if (file != NULL && file != stdin)
        fclose(file);
    return status;
}

/* ---- answers ---- */

static void write_json(struct truce_buf *text, const char *id, const char *name, const struct count *c)
{
    truce_buf_printf(text, "\n{\"zone\":\"%s\",\"class\":\"", id);
    for (const char *p = name; *p != '\0'; p++)
        if (*p == '"' || *p == '\\' || (unsigned char)*p < 0x20)
            truce_buf_printf(text, "\\u%04x", (unsigned)(unsigned char)*p);
        else
            truce_buf_putc(text, *p);
    truce_buf_printf(text, "\",\"events\":%" PRIu64 ",\"on_boundary\":%" PRIu64 "}", c->inside + c->boundary,
                     c->boundary);
}

static void write_text(struct truce_buf *text, const char *id, const char *name, const struct count *c)
{
    char shown[TRUCE_EVENT_CLASS_BYTES + 1];

    snprintf(shown, sizeof shown, "%s", *name != '\0' ? name : "(no class)");
    truce_text_mend(shown, sizeof shown);
    truce_buf_printf(text, "  %-24s %-24s %12" PRIu64, id, shown, c->inside + c->boundary);
    if (c->boundary > 0)
        truce_buf_printf(text, ", %" PRIu64 " of them on the boundary", c->boundary);
    truce_buf_putc(text, '\n');
}

static void write_counts(struct screen *s)
{
    const struct truce_event_table *t = &s->table;
    bool json = s->format == FORMAT_JSON, first = true;

    truce_buf_printf(&s->text,
                     json ? "{\"rows\":%" PRIu64 ",\"taken\":%" PRIu64 ",\"refused\":%" PRIu64
                            ",\"in_no_zone\":%" PRIu64 ",\"counts\":["
                          : "%" PRIu64 " rows: %" PRIu64 " taken, %" PRIu64 " refused; %" PRIu64
                            " in no zone\n",
                     t->rows, t->taken, s->refused, s->nowhere);
    for (size_t i = 0; i < s->agreement->n_zones * t->n_classes; i++) {
        size_t zone = i / t->n_classes, class = i % t->n_classes;
        const struct count *c = &s->counts[zone * TRUCE_EVENT_CLASSES_MAX + class];
        if (c->inside + c->boundary == 0)
            continue;
        if (json && !first)
            truce_buf_putc(&s->text, ',');
        (json ? write_json : write_text)(&s->text, s->agreement->zones[zone].id, t->class_names[class], c);
        first = false;
    }
    truce_buf_puts(&s->text, json ? "]}\n" : "");
}

static enum truce_status answer(struct screen *s, struct truce_err *err)
{
    if (s->refused > TRUCE_EVENT_REFUSED_MAX)
        truce_out_say(s->out, "%" PRIu64 " more rows were refused", s->refused - TRUCE_EVENT_REFUSED_MAX);
    if (s->format == FORMAT_CSV)
        return TRUCE_OK;
    write_counts(s);
    enum truce_status status = truce_buf_check(&s->text, err);
    return status == TRUCE_OK ? truce_out_write(s->out, truce_buf_view(&s->text), err) : status;
}

static void release(struct screen *s)
{
    truce_event_table_close(&s->table);
    truce_zone_index_close(s->index);
    for (size_t i = 0; s->grounds != NULL && i < s->n_shapes; i++)
        truce_multipolygon_fini(&s->grounds[i]);
    free(s->grounds);
    free(s->shapes);
    free(s->zones);
    free(s->hits);
    free(s->counts);
    truce_buf_fini(&s->text);
    free(s);
}

static int screen(struct truce_out *out, const struct screen_values *values,
                  struct truce_agreement *agreement)
{
    struct screen *s = calloc(1, sizeof *s);
    struct truce_err err;
    int code = TRUCE_EXIT_HELD;

    if (s == NULL)
        return TRUCE_EXIT_INTERNAL;
    s->out = out;
    s->agreement = agreement;
    s->file = values->events;
    s->format = values->format;
    truce_buf_init(&s->text);
    if (s->format == FORMAT_CSV)
        truce_buf_puts(&s->text, "line,zones\n");
    enum truce_status status = truce_event_table_open(&s->table, &agreement->calendar, &err);
    if (status == TRUCE_OK)
        status = open_zones(s, &err);
    if (status == TRUCE_OK)
        status = read_events(s, &err);
    if (status == TRUCE_OK)
        status = answer(s, &err);
    if (status != TRUCE_OK)
        code = truce_out_error(out, &err);
    else if (s->refused > 0)
        code = TRUCE_EXIT_DATA;
    release(s);
    return code;
}

static int run(struct truce_out *out, const void *data)
{
    const struct screen_values *values = data;
    struct truce_agreements read;
    struct truce_inputs inputs;
    struct truce_diagnostics found;
    struct truce_err err;
    int code;

    truce_agreements_init(&read);
    truce_inputs_init(&inputs);
    truce_diagnostics_init(&found, values->agreement);
    enum truce_status status = truce_inputs_sources(&inputs, out, &values->maps, NULL, &err);
    if (status == TRUCE_OK)
        status = truce_agreements_read(&read, out, values->agreement, &err);
    if (status == TRUCE_OK)
        status = truce_zones_attach(&read.agreement, &inputs, &found, &err);
    truce_agreements_say(out, &found);
    if (status != TRUCE_OK)
        code = truce_out_error(out, &err);
    else
        code = found.errors > 0 ? TRUCE_EXIT_DATA : screen(out, values, &read.agreement);
    truce_diagnostics_fini(&found);
    truce_agreements_fini(&read);
    truce_inputs_fini(&inputs);
    return code;
}

static const char *const formats[] = {"text", "csv", "json", NULL};

static const struct truce_option options[] = {
    {.name = "agreement",
     .letter = 'a',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .required = true,
     .help = "the agreement whose zones are asked, as YAML",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct screen_values, agreement)},
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_CHOICE,
     .choices = formats,
     .fallback = "text",
     .help = "what to print: counts by zone and class as text or JSON, or CSV with a line an event",
     .offset = offsetof(struct screen_values, format)},
    {.name = "maps",
     .letter = 'm',
     .kind = TRUCE_OPTION_TEXTS,
     .argument = "[NAME=]PATH",
     .help = "control maps for zones of kind front: a file, or a folder whose file names carry dates",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct screen_values, maps)},
};

static const struct truce_positional positionals[] = {
    {.name = "EVENTS",
     .min = 1,
     .max = 1,
     .help = "events as CSV, with columns time, lon, lat and class; - is standard input",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct screen_values, events)},
};

static const char *const paragraphs[] = {
    "Says how many events of a CSV, of which class, fall into which zone of an agreement, without importing "
    "them.",
    "A zone is as it was at the time of the event. On the boundary counts as in, and is said. The file may "
    "be "
    "of any size. A row that cannot be used is refused with its line and the reason; the rest goes on.",
    "Exit status: 0 all rows were taken; 65 some were refused.",
    NULL,
};

static const char *const examples[] = {
    "truce screen feed.csv --agreement plan.yaml",
    "truce screen feed.csv --agreement plan.yaml --format csv > zones.csv",
    NULL,
};

const struct truce_command truce_cmd_screen = {
    .name = "screen",
    .summary = "count events of a CSV by zone and class",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct screen_values),
    .run = TRUCE_RUN(run),
};
