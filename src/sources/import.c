/*
 * The importers' common course: what a file is, where its columns are, a row after the other, the account.
 *
 * One idea: a format is a list of columns and a function that makes an event of a row (import_conflict.c, import_sensor.c, import_news.c, import_own.c); all
 * else is here, once.  Neither rows nor ids are kept: whether an id was seen before is the sink's to know.
 */
#include "sources/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sources/import_parts.h"
#include "sources/sources.h"

#define LINE_MAX       65535
#define SHOWN_MAX      100 /* bytes of a value in a refusal */
#define RECORD_CEILING ((size_t)32 << 20)

struct format {
    const char *name;
    const struct truce_import_layout *layout; /* NULL: it is not CSV */
};

static const struct format formats[TRUCE_IMPORT_FORMATS] = {
    [TRUCE_IMPORT_UNKNOWN] = {"unknown", NULL},
    [TRUCE_IMPORT_ACLED] = {"acled", &truce_import_acled},
    [TRUCE_IMPORT_UCDP] = {"ucdp", &truce_import_ucdp},
    [TRUCE_IMPORT_FIRMS] = {"firms", &truce_import_firms},
    [TRUCE_IMPORT_VIINA] = {"viina", &truce_import_viina},
    [TRUCE_IMPORT_VIINA_LABELS] = {"viina_labels", &truce_import_viina_labels},
    [TRUCE_IMPORT_VIINA_1PD] = {"viina_1pd", &truce_import_viina_1pd},
    [TRUCE_IMPORT_CEASEFIRE] = {"ceasefire", &truce_import_ceasefire},
    [TRUCE_IMPORT_CIR] = {"cir", &truce_import_cir},
    [TRUCE_IMPORT_CIVILIAN_HARM] = {"civilian_harm", NULL},
    [TRUCE_IMPORT_TEMPLATE] = {"template", &truce_import_template_layout},
    [TRUCE_IMPORT_RECORDS] = {"records", NULL},
};

const char *truce_import_format_name(enum truce_import_format format)
{
    return formats[format < TRUCE_IMPORT_FORMATS ? format : TRUCE_IMPORT_UNKNOWN].name;
}

enum truce_import_format truce_import_format_named(struct truce_text name)
{
    for (int i = 1; i < TRUCE_IMPORT_FORMATS; i++)
        if (truce_text_is(name, formats[i].name))
            return (enum truce_import_format)i;
    return TRUCE_IMPORT_UNKNOWN;
}

/* ---- input ---- */

static enum truce_status read_text(void *context, char *into, size_t n, size_t *got, struct truce_err *err)
{
    struct truce_text *rest = context;

    (void)err;
    *got = n < rest->len ? n : rest->len;
    if (*got > 0)
        memcpy(into, rest->at, *got);
    rest->at += *got;
    rest->len -= *got;
    return TRUCE_OK;
}

struct truce_import_input truce_import_input_of(struct truce_text *bytes)
{
    return (struct truce_import_input){read_text, bytes};
}

static enum truce_status read_file(void *context, char *into, size_t n, size_t *got, struct truce_err *err)
{
    const int *fd = context;
    ssize_t done;

    do
        done = read(*fd, into, n);
    while (done < 0 && errno == EINTR);
    if (done < 0)
        return truce_fail(err, TRUCE_ERR_IO, "cannot read: %s", strerror(errno));
    *got = (size_t)done;
    return TRUCE_OK;
}

struct truce_import_input truce_import_input_of_file(int *fd)
{
    return (struct truce_import_input){read_file, fd};
}

/* ---- what a file is ---- */

static bool has_signs(const struct truce_rows *rows, const struct truce_import_layout *layout)
{
    bool all = true;
    for (size_t i = 0; all && layout->signs[i] != NULL; i++)
        all = truce_rows_column(rows, layout->signs[i]) >= 0;
    return all;
}

/* By the header, which is read already. */
static enum truce_import_format format_of_columns(const struct truce_rows *rows)
{
    for (int i = 1; i < TRUCE_IMPORT_FORMATS; i++)
        if (formats[i].layout != NULL && has_signs(rows, formats[i].layout))
            return (enum truce_import_format)i;
    return TRUCE_IMPORT_UNKNOWN;
}

/* By the first byte that is no blank; UNKNOWN where it may be CSV. */
static enum truce_import_format format_of_json(struct truce_text head)
{
    head = truce_text_trim(head);
    if (head.len > 0 && head.at[0] == '{')
        return TRUCE_IMPORT_RECORDS;
    if (head.len > 0 && head.at[0] == '[')
        return TRUCE_IMPORT_CIVILIAN_HARM;
    return TRUCE_IMPORT_UNKNOWN;
}

enum truce_import_format truce_import_detect(struct truce_text head)
{
    enum truce_import_format format = TRUCE_IMPORT_UNKNOWN;
    struct truce_import_input input = truce_import_input_of(&head);
    struct truce_text begin = {NULL, 0};
    struct truce_rows rows;

    if (truce_rows_init(&rows, &input, NULL) == TRUCE_OK &&
        truce_rows_head(&rows, &begin, NULL) == TRUCE_OK) {
        format = format_of_json(begin);
        if (format == TRUCE_IMPORT_UNKNOWN && truce_rows_header(&rows, NULL, NULL) == TRUCE_OK)
            format = format_of_columns(&rows);
    }
    truce_rows_fini(&rows);
    return format;
}

/* ---- columns ---- */

/* The column of one spec, "a|b" being either; -1: not there. */
static int find_column(const struct truce_rows *rows, const char *spec)
{
    while (*spec != '\0') {
        char name[64];
        size_t n = strcspn(spec, "|");
        if (n >= sizeof name)
            return -1;
        memcpy(name, spec, n);
        name[n] = '\0';
        int column = truce_rows_column(rows, name);
        if (column >= 0)
            return column;
        spec += n + (spec[n] == '|');
    }
    return -1;
}

static enum truce_status find_columns(struct truce_import_job *job, const struct truce_import_layout *layout,
                                      struct truce_err *err)
{
    for (size_t i = 0; layout->columns[i] != NULL; i++) {
        const char *spec = layout->columns[i];
        bool may_miss = *spec == '?';
        job->column[i] = find_column(&job->rows, spec + may_miss);
        if (job->column[i] < 0 && !may_miss)
            return truce_fail_at(err, TRUCE_ERR_SYNTAX, job->options->file, job->rows.row_line, 1,
                                 "a file of this format has a column \"%s\", and this one has not", spec);
    }
    return TRUCE_OK;
}

/* ---- rows ---- */

struct work {
    struct truce_import_job job;
    const struct truce_import_sink *sink;
    struct truce_import_account *account;
    struct truce_buf line;
    const char *author; /* of the options or of the table */
};

/* The beginning of a value, fit to be shown. */
static void mend(char out[SHOWN_MAX + 1], struct truce_text value)
{
    size_t n = value.len < SHOWN_MAX ? value.len : SHOWN_MAX;
    for (size_t i = 0; i < n; i++)
        out[i] = value.at[i] == '\0' ? '?' : value.at[i];
    out[n] = '\0';
    truce_text_mend(out, n + 1);
}

static void refuse(struct work *w, const char *column, struct truce_text value, const char *reason)
{
    char shown[SHOWN_MAX + 1];

    w->account->refused++;
    if (w->sink->refused == NULL)
        return;
    mend(shown, value);
    struct truce_import_refusal refusal = {w->job.rows.row_line, column, truce_text_view(shown), reason};
    w->sink->refused(w->sink->context, &refusal);
}

static enum truce_status hand_over(struct work *w, const struct truce_import_line *line,
                                   struct truce_err *err)
{
    enum truce_import_outcome outcome = TRUCE_IMPORT_TAKEN;
    enum truce_status status = w->sink->record(w->sink->context, line, &outcome, err);

    if (status != TRUCE_OK) {
        w->account->read--; /* nothing became of it */
        return status;
    }
    w->account->taken += outcome == TRUCE_IMPORT_TAKEN;
    w->account->duplicates += outcome == TRUCE_IMPORT_DUPLICATE;
    w->account->corrected += outcome == TRUCE_IMPORT_CORRECTED;
    w->account->refused += outcome == TRUCE_IMPORT_REFUSED;
    if (outcome != TRUCE_IMPORT_REFUSED) {
        w->account->unclassified += line->unclassified;
        w->account->suspect += line->suspect != NULL;
    }
    return TRUCE_OK;
}

/* The event of a row, which was read well or not. */
static enum truce_status finish(struct work *w, bool good, struct truce_err *err)
{
    struct truce_import_job *job = &w->job;
    struct truce_text id = {NULL, 0};
    const char *column = "", *reason = "";

    if (!good) {
        refuse(w, job->wrong, job->value, job->reason);
        return TRUCE_OK;
    }
    if (job->event.suspect != NULL)
        truce_event_add_note(&job->event, "doubtful", truce_text_view(job->event.suspect));
    bool written = truce_event_write(&job->event, job->by, &w->line, &id, &column, &reason);
    enum truce_status status = truce_buf_check(&w->line, err);
    if (status == TRUCE_OK)
        status = truce_buf_check(&job->event.note, err);
    if (status != TRUCE_OK) {
        w->account->read--; /* nothing became of it */
        return status;
    }
    if (!written) {
        refuse(w, column, (struct truce_text){"", 0}, reason);
        return TRUCE_OK;
    }
    struct truce_import_line line = {truce_buf_view(&w->line), id,  job->rows.row_line, job->unclassified,
                                     job->event.suspect,       NULL};
    return hand_over(w, &line, err);
}

static void start_row(struct work *w, const char *prefix)
{
    truce_event_clear(&w->job.event);
    w->job.event.prefix = prefix;
    w->job.by = truce_text_view(w->author);
    w->job.unclassified = false;
    w->account->read++;
}

static enum truce_status run_rows(struct work *w, const struct truce_import_layout *layout,
                                  struct truce_err *err)
{
    enum truce_rows_step step = TRUCE_ROWS_END;
    enum truce_status status;

    for (;;) {
        status = truce_rows_next(&w->job.rows, &step, err);
        if (status != TRUCE_OK || step == TRUCE_ROWS_END)
            return status;
        start_row(w, layout->prefix);
        if (step == TRUCE_ROWS_BAD)
            refuse(w, "", w->job.rows.bad, w->job.rows.reason);
        else
            status = finish(w, layout->read(&w->job), err);
        if (status != TRUCE_OK)
            return status;
    }
}

/* ---- JSON ---- */

static enum truce_status run_objects(struct work *w, struct truce_err *err)
{
    struct truce_buf scratch[TRUCE_IMPORT_SCRATCH];
    enum truce_rows_step step = TRUCE_ROWS_END;
    enum truce_status status = TRUCE_OK;
    struct truce_text object = {NULL, 0};

    for (size_t i = 0; i < TRUCE_IMPORT_SCRATCH; i++)
        truce_buf_init(&scratch[i]);
    while (status == TRUCE_OK) {
        status = truce_rows_next_object(&w->job.rows, w->job.options->file, &object, &step, err);
        if (status != TRUCE_OK || step == TRUCE_ROWS_END)
            break;
        start_row(w, "bellingcat");
        bool good = truce_import_read_harm(&w->job, object, scratch);
        for (size_t i = 0; status == TRUCE_OK && i < TRUCE_IMPORT_SCRATCH; i++)
            status = truce_buf_check(&scratch[i], err);
        if (status == TRUCE_OK)
            status = finish(w, good, err);
    }
    for (size_t i = 0; i < TRUCE_IMPORT_SCRATCH; i++)
        truce_buf_fini(&scratch[i]);
    return status;
}

/* One line of our own: it goes on as it is, when it is a record. */
static enum truce_status pass_line(struct work *w, struct truce_text text, struct truce_err *err)
{
    struct truce_diagnostics found;
    struct truce_arena arena;
    struct truce_record record;
    struct truce_err local = {.status = TRUCE_OK};
    uint32_t number = w->job.rows.row_line;

    if (text.len > LINE_MAX) {
        refuse(w, "", text, "the line has more than 65,535 bytes");
        return TRUCE_OK;
    }
    truce_diagnostics_init(&found, w->job.options->file);
    truce_arena_init(&arena, RECORD_CEILING);
    enum truce_status status =
        truce_record_parse_line(text, number, w->job.options->file, &arena, &record, &found, &local);
    if (status == TRUCE_ERR_MEMORY) {
        status = truce_fail(err, status, "%s", local.text);
    } else if (status != TRUCE_OK) {
        refuse(w, "", text, found.n > 0 ? found.items[0].text : local.text);
        status = TRUCE_OK;
    } else {
        struct truce_import_line line = {text, truce_text_view(record.id), number, false, NULL, &record};
        status = hand_over(w, &line, err);
    }
    truce_arena_fini(&arena);
    truce_diagnostics_fini(&found);
    return status;
}

static enum truce_status run_lines(struct work *w, struct truce_err *err)
{
    enum truce_rows_step step = TRUCE_ROWS_END;
    struct truce_text text = {NULL, 0};

    for (;;) {
        enum truce_status status = truce_rows_next_line(&w->job.rows, &text, &step, err);
        if (status != TRUCE_OK || step == TRUCE_ROWS_END)
            return status;
        w->account->read++;
        if (step == TRUCE_ROWS_BAD)
            refuse(w, "", w->job.rows.bad, w->job.rows.reason);
        else
            status = pass_line(w, text, err);
        if (status != TRUCE_OK)
            return status;
    }
}

/* ---- all of it ---- */

static enum truce_status check_author(const char *by, struct truce_err *err)
{
    size_t n = strlen(by);
    bool good = n > 0 && n <= 200 && truce_text_valid_utf8(truce_text_view(by)) == n;
    for (size_t i = 0; good && i < n; i++)
        good = (unsigned char)by[i] >= 0x20 && by[i] != 0x7F;
    if (!good)
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "the author of the records is a name of 1 to 200 bytes without control characters");
    return TRUCE_OK;
}

/* The header is read, or the first bytes of a JSON file are looked at. */
static enum truce_status begin(struct work *w, enum truce_import_format *format, struct truce_err *err)
{
    struct truce_text head = {NULL, 0};
    enum truce_status status = truce_rows_head(&w->job.rows, &head, err);

    if (status == TRUCE_OK && *format == TRUCE_IMPORT_UNKNOWN)
        *format = format_of_json(head);
    if (status != TRUCE_OK || *format == TRUCE_IMPORT_RECORDS || *format == TRUCE_IMPORT_CIVILIAN_HARM)
        return status;
    status = truce_rows_header(&w->job.rows, w->job.options->file, err);
    if (status == TRUCE_OK && *format == TRUCE_IMPORT_UNKNOWN)
        *format = format_of_columns(&w->job.rows);
    if (status == TRUCE_OK && *format == TRUCE_IMPORT_UNKNOWN)
        return truce_fail_at(
            err, TRUCE_ERR_UNKNOWN, w->job.options->file, w->job.rows.row_line, 1,
            "these columns are of no format that can be imported; `truce template` prints one that is");
    return status == TRUCE_OK ? find_columns(&w->job, formats[*format].layout, err) : status;
}

static const char *find_author(const struct truce_import_options *options,
                               const struct truce_import_table *table, enum truce_import_format format)
{
    if (options->by != NULL)
        return options->by;
    if (table->by != NULL)
        return table->by;
    return formats[format].layout != NULL ? formats[format].layout->by : "Bellingcat";
}

enum truce_status truce_import_run(const struct truce_import_options *options,
                                   const struct truce_import_input *input,
                                   const struct truce_import_sink *sink, struct truce_import_account *account,
                                   enum truce_import_format *format, struct truce_err *err)
{
    static const struct truce_import_table none; /* knows no words */
    enum truce_import_format found = options->format;
    struct work *w = calloc(1, sizeof *w);

    memset(account, 0, sizeof *account);
    if (w == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu bytes", sizeof *w);
    w->sink = sink;
    w->account = account;
    w->job.options = options;
    w->job.table = options->table != NULL ? options->table : &none;
    truce_buf_init(&w->line);
    truce_event_init(&w->job.event);
    enum truce_status status = truce_rows_init(&w->job.rows, input, err);
    if (status == TRUCE_OK)
        status = begin(w, &found, err);
    if (status == TRUCE_OK) {
        w->author = find_author(options, w->job.table, found);
        status = check_author(w->author, err);
    }
    if (status == TRUCE_OK && format != NULL)
        *format = found;
    if (status == TRUCE_OK && found == TRUCE_IMPORT_RECORDS)
        status = run_lines(w, err);
    else if (status == TRUCE_OK && found == TRUCE_IMPORT_CIVILIAN_HARM)
        status = run_objects(w, err);
    else if (status == TRUCE_OK)
        status = run_rows(w, formats[found].layout, err);
    truce_rows_fini(&w->job.rows);
    truce_event_fini(&w->job.event);
    truce_buf_fini(&w->line);
    free(w);
    return status;
}
