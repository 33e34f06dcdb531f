/*
 * The run over days: what to ask, when to ask again, and when a file is good enough to be kept.
 *
 * One idea: one attempt has one of five ends (kept, unchanged, absent, again, failed), and only this file decides which; moving bytes
 * is fetch_http.c's, judging them fetch_check.c's, remembering what the server said fetch_state.c's.
 *
 * Invariants: a name in the folder stands for a complete and checked file, at any moment; an unfinished one is "<name>.part".
 * A part is continued only under a strong ETag that came with its first byte; without one it is dropped.
 *
 * Source: RFC 9110 sections 13 to 15.
 */
#include "sources/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "sources/fetch_check.h"
#include "sources/fetch_http.h"
#include "sources/fetch_state.h"
#include "sources/template.h"

struct run {
    const struct truce_fetch_options *options;
    struct truce_fetch_report *report;
    struct truce_notes *notes;
    struct truce_http *http;
    struct truce_fetch_state state;
    unsigned silent_days; /* in a row, without any answer */
    struct truce_err *err;
};

/* One day's file, on its way. */
struct target {
    struct run *run;
    struct truce_day day;
    char *url, *name;
    char *path, *part;        /* in the folder */
    int fd;                   /* of the part while it is written; -1 */
    enum truce_status broken; /* why writing failed; the run's err is then filled */
};

enum attempt {
    ATTEMPT_KEPT,
    ATTEMPT_SAME,
    ATTEMPT_ABSENT,
    ATTEMPT_AGAIN,  /* failed in a way that may pass */
    ATTEMPT_FAILED, /* failed in a way that will not */
    ATTEMPT_BROKEN, /* this machine failed, not the server: the run ends */
};

static enum truce_status report_day(struct run *run, struct truce_day day, enum truce_fetch_outcome outcome,
                                    const char *why)
{
    struct truce_fetch_report *report = run->report;
    void *days = report->days;
    enum truce_status status =
        truce_grow(&days, &report->size, report->n + 1, sizeof *report->days, run->err);

    if (status != TRUCE_OK)
        return status;
    report->days = days;
    char *copy = why != NULL ? strdup(why) : NULL;
    if (why != NULL && copy == NULL)
        return truce_fail(run->err, TRUCE_ERR_MEMORY, "no memory for the report");
    report->days[report->n++] = (struct truce_fetch_day){day, outcome, copy};
    report->count[outcome]++;
    return TRUCE_OK;
}

/* Templates */

/* Checks the fields of a template and fills it; *filled is on the heap. */
static enum truce_status check_template(const char *what, const char *template_text, struct truce_day day,
                                        char **filled, struct truce_err *err)
{
    const char *unknown = NULL;
    size_t fields = truce_template_fields(template_text, &unknown);

    if (unknown != NULL)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "the %s \"%s\" has a brace that belongs to none of the fields %s", what,
                          template_text, TRUCE_TEMPLATE_FIELDS);
    if (fields == 0) /* it would fetch one file over and over */
        return truce_fail(err, TRUCE_ERR_USAGE, "the %s \"%s\" has no date field; there are %s", what,
                          template_text, TRUCE_TEMPLATE_FIELDS);
    *filled = truce_template_fill(template_text, day);
    if (*filled != NULL)
        return TRUCE_OK;
    truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a %s", what);
    return TRUCE_ERR_MEMORY;
}

static enum truce_status check_days(struct truce_day from, struct truce_day to, struct truce_err *err)
{
    char a[TRUCE_DAY_TEXT], b[TRUCE_DAY_TEXT];

    if (from.n == TRUCE_DAY_NONE || to.n == TRUCE_DAY_NONE)
        return truce_fail(err, TRUCE_ERR_USAGE, "the first and the last day must be given");
    truce_day_format(from, a);
    truce_day_format(to, b);
    if (from.n > to.n)
        return truce_fail(err, TRUCE_ERR_USAGE, "the last day %s is before the first day %s", b, a);
    int64_t n = (int64_t)to.n - from.n + 1;
    if (n > TRUCE_FETCH_DAYS_MAX)
        return truce_fail(err, TRUCE_ERR_USAGE, "%s to %s are %lld days, more than the limit of %d", a, b,
                          (long long)n, TRUCE_FETCH_DAYS_MAX);
    return TRUCE_OK;
}

static enum truce_status check_options(const struct truce_fetch_options *options, struct truce_err *err)
{
    char *url = NULL, *name = NULL;
    enum truce_status status = check_days(options->from, options->to, err);

    if (status != TRUCE_OK)
        return status;
    if (options->tries == 0 || options->bytes_max == 0 || options->bytes_max > TRUCE_FILE_MAX)
        return truce_fail(err, TRUCE_ERR_USAGE, "at least one try, and a size limit of 1 to %zu bytes",
                          TRUCE_FILE_MAX);
    if ((status = check_template("URL", options->url, options->from, &url, err)) != TRUCE_OK ||
        (status = truce_http_check_url(url, err)) != TRUCE_OK ||
        (status = check_template("file name", options->name, options->from, &name, err)) != TRUCE_OK)
        goto done;
    if (strlen(url) >= TRUCE_FETCH_STATE_LINE_MAX / 2)
        status = truce_fail(err, TRUCE_ERR_USAGE, "a URL of %zu bytes; the limit is %d", strlen(url),
                            TRUCE_FETCH_STATE_LINE_MAX / 2);
    else if (!truce_fetch_name_ok(name))
        status = truce_fail(err, TRUCE_ERR_USAGE,
                            "\"%s\" cannot name a file: no folder, no leading dot, at most %d bytes",
                            options->name, TRUCE_FETCH_NAME_MAX);
done:
    free(url);
    free(name);
    return status;
}

/* One file */

static void target_fini(struct target *t)
{
    if (t->fd >= 0)
        close(t->fd);
    free(t->url);
    free(t->name);
    free(t->path);
    free(t->part);
}

static enum truce_status target_init(struct target *t, struct run *run, struct truce_day day)
{
    const struct truce_fetch_options *o = run->options;
    struct truce_buf part;

    *t = (struct target){.run = run, .day = day, .fd = -1};
    t->url = truce_template_fill(o->url, day);
    t->name = truce_template_fill(o->name, day);
    t->path = t->name != NULL ? truce_file_join(o->folder, t->name) : NULL;
    truce_buf_init(&part);
    if (t->path != NULL)
        truce_buf_printf(&part, "%s.part", t->path);
    if (t->url == NULL || t->path == NULL || part.at == NULL || part.failed) {
        truce_buf_fini(&part);
        target_fini(t);
        truce_fail(run->err, TRUCE_ERR_MEMORY, "no memory for a day's names");
        return TRUCE_ERR_MEMORY;
    }
    t->part = part.at;
    return TRUCE_OK;
}

static enum attempt broken(struct target *t, const char *path, const char *what)
{
    t->broken = truce_fail_at(t->run->err, TRUCE_ERR_IO, path, 0, 0, "%s: %s", what, strerror(errno));
    return ATTEMPT_BROKEN;
}

/* Length of a plain file, links followed; -1 when there is none. */
static int64_t length_of(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode) ? (int64_t)about.st_size : -1;
}

static void drop_part(struct target *t)
{
    if (t->fd >= 0)
        close(t->fd);
    t->fd = -1;
    unlink(t->part);
}

static bool on_begin(void *context, const struct truce_http_answer *answer, bool from_start)
{
    struct target *t = context;
    struct truce_fetch_entry entry = {.kind = TRUCE_FETCH_STATE_PART, .name = t->name, .url = t->url};

    t->fd = open(t->part, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (t->fd < 0) {
        broken(t, t->part, "cannot create");
        return false;
    }
    if (!from_start)
        return true;
    if (ftruncate(t->fd, 0) != 0) {
        broken(t, t->part, "cannot empty");
        return false;
    }
    memcpy(entry.etag, answer->etag, sizeof entry.etag);
    memcpy(entry.modified, answer->modified, sizeof entry.modified);
    t->broken = truce_fetch_state_put(&t->run->state, &entry, t->run->err);
    return t->broken == TRUCE_OK;
}

static bool on_bytes(void *context, const char *bytes, size_t n)
{
    struct target *t = context;
    while (n > 0) {
        ssize_t put = write(t->fd, bytes, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            broken(t, t->part, "cannot write");
            return false;
        }
        bytes += put;
        n -= (size_t)put;
    }
    return true;
}

/* What we know of the server's file, if it still fits what lies in the folder; NULL otherwise. */
static const struct truce_fetch_entry *known(const struct target *t, enum truce_fetch_state_kind kind)
{
    const struct truce_fetch_entry *entry = truce_fetch_state_get(&t->run->state, t->name);
    if (entry == NULL || entry->kind != kind || strcmp(entry->url, t->url) != 0)
        return NULL;
    if (kind == TRUCE_FETCH_STATE_DONE)
        return entry->bytes == length_of(t->path) ? entry : NULL;
    return truce_http_is_strong_etag(entry->etag) && length_of(t->part) > 0 ? entry : NULL;
}

/* Puts the part in its place: synced, renamed, the folder synced. */
static enum attempt keep_file(struct target *t, const struct truce_http_answer *answer, int64_t bytes)
{
    struct truce_fetch_entry entry = {
        .kind = TRUCE_FETCH_STATE_DONE, .name = t->name, .url = t->url, .bytes = bytes};
    int fd = t->fd;

    if (fsync(fd) != 0)
        return broken(t, t->part, "cannot sync");
    t->fd = -1;
    if (close(fd) != 0)
        return broken(t, t->part, "cannot close");
    if (rename(t->part, t->path) != 0)
        return broken(t, t->path, "cannot rename the part");
    int folder = open(t->run->options->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        close(folder);
    if (!synced)
        return broken(t, t->run->options->folder, "cannot sync");
    memcpy(entry.etag, answer->etag, sizeof entry.etag);
    memcpy(entry.modified, answer->modified, sizeof entry.modified);
    t->broken = truce_fetch_state_put(&t->run->state, &entry, t->run->err);
    t->run->report->bytes += (uint64_t)bytes;
    return t->broken == TRUCE_OK ? ATTEMPT_KEPT : ATTEMPT_BROKEN;
}

/* All bytes came: are they the file? */
static enum attempt judge(struct target *t, const struct truce_http_answer *answer, char *why,
                          size_t why_size)
{
    enum truce_fetch_looks looks = TRUCE_FETCH_LOOKS_BAD;
    struct truce_buf bytes;
    struct truce_err err;

    truce_buf_init(&bytes);
    if (t->fd < 0) {
        snprintf(why, why_size, "the file is empty");
        goto refused;
    }
    t->broken = truce_file_read(t->part, t->run->options->bytes_max, &bytes, t->run->err);
    if (t->broken == TRUCE_OK && answer->whole_bytes >= 0 && (int64_t)bytes.len != answer->whole_bytes) {
        snprintf(why, why_size, "%zu bytes came of %lld", bytes.len, (long long)answer->whole_bytes);
        goto refused;
    }
    if (t->broken == TRUCE_OK)
        t->broken = truce_fetch_check(t->name, truce_buf_view(&bytes), &looks, &err);
    int64_t n = (int64_t)bytes.len;
    truce_buf_fini(&bytes);
    if (t->broken != TRUCE_OK)
        return ATTEMPT_BROKEN;
    if (looks == TRUCE_FETCH_LOOKS_GOOD)
        return keep_file(t, answer, n);
    truce_err_format(&err, why, why_size);
    drop_part(t);
    return looks == TRUCE_FETCH_LOOKS_CUT ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
refused:
    truce_buf_fini(&bytes);
    drop_part(t);
    return ATTEMPT_AGAIN;
}

static bool is_passing(long status)
{
    return status >= 500 || status == 408 || status == 425 || status == 429;
}

/* The end of an attempt that got a complete answer. */
static enum attempt judge_status(struct target *t, const struct truce_http_answer *answer, bool conditional,
                                 char *why, size_t why_size)
{
    switch (answer->status) {
    case 200:
    case 206:
        return judge(t, answer, why, why_size);
    case 304:
        if (conditional)
            return ATTEMPT_SAME;
        break;
    case 404:
    case 410:
        drop_part(t); /* of a file that was taken back */
        return ATTEMPT_ABSENT;
    case 416: /* what we have is longer than the file: begin anew */
        drop_part(t);
        snprintf(why, why_size, "the server has no such part of the file (status 416)");
        return ATTEMPT_AGAIN;
    default:
        break;
    }
    snprintf(why, why_size, "the server answered with status %ld", answer->status);
    return is_passing(answer->status) ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
}

static enum attempt judge_answer(struct target *t, const struct truce_http_answer *answer, bool conditional,
                                 char *why, size_t why_size)
{
    if (t->broken != TRUCE_OK)
        return ATTEMPT_BROKEN;
    snprintf(why, why_size, "%s", answer->text);
    switch (answer->result) {
    case TRUCE_HTTP_ANSWERED:
        return judge_status(t, answer, conditional, why, why_size);
    case TRUCE_HTTP_NO_ANSWER:
        return ATTEMPT_AGAIN;
    case TRUCE_HTTP_CUT:
        if (known(t, TRUCE_FETCH_STATE_PART) == NULL) /* nothing to continue under */
            drop_part(t);
        return ATTEMPT_AGAIN;
    case TRUCE_HTTP_BAD_RANGE:
        drop_part(t);
        return ATTEMPT_AGAIN;
    case TRUCE_HTTP_TOO_LARGE:
    case TRUCE_HTTP_REFUSED:
        drop_part(t);
        return ATTEMPT_FAILED;
    case TRUCE_HTTP_SINK:
    case TRUCE_HTTP_MEMORY:
        break;
    }
    t->broken = truce_fail(t->run->err, TRUCE_ERR_MEMORY, "no memory for a transfer");
    return ATTEMPT_BROKEN;
}

static enum attempt attempt(struct target *t, struct truce_http_answer *answer, char *why, size_t why_size)
{
    const struct truce_fetch_options *o = t->run->options;
    const struct truce_fetch_entry *part = known(t, TRUCE_FETCH_STATE_PART);
    const struct truce_fetch_entry *done = part == NULL ? known(t, TRUCE_FETCH_STATE_DONE) : NULL;
    char tag[TRUCE_HTTP_TAG_BYTES] = ""; /* a copy: the entry moves when the state grows */
    char date[TRUCE_HTTP_DATE_BYTES] = "";
    struct truce_http_request request = {
        .url = t->url,
        .bytes_max = (int64_t)o->bytes_max,
        .connect_timeout_ms = o->connect_timeout_ms,
        .total_timeout_ms = o->total_timeout_ms,
        .slow_bytes_s = o->slow_bytes_s,
        .slow_s = o->slow_s,
        .begin = on_begin,
        .bytes = on_bytes,
        .context = t,
    };

    if (part != NULL) {
        memcpy(tag, part->etag, sizeof tag);
        request.if_range = tag;
        request.offset = length_of(t->part);
    } else if (done != NULL) {
        memcpy(tag, done->etag, sizeof tag);
        memcpy(date, done->modified, sizeof date);
        request.if_none_match = tag;
        request.if_modified_since =
            tag[0] == '\0' ? date : ""; /* a tag is the better of the two: RFC 9110 13.1.3 */
    }
    truce_http_get(t->run->http, &request, answer);
    enum attempt end = judge_answer(t, answer, tag[0] != '\0' || date[0] != '\0', why, why_size);
    if (t->fd >= 0)
        close(t->fd);
    t->fd = -1;
    return end;
}

/* Milliseconds to wait before the next try. */
static uint64_t pause_ms(const struct truce_fetch_options *o, unsigned tried, int64_t retry_after_s)
{
    uint64_t pause = o->backoff_ms;
    for (unsigned i = 1; i < tried && pause < o->backoff_max_ms; i++)
        pause *= 2;
    if (pause > o->backoff_max_ms)
        pause = o->backoff_max_ms;
    uint64_t asked = (uint64_t)retry_after_s * 1000;
    return asked > pause ? asked : pause;
}

/* Tries until there is an end, or no try is left. */
static enum attempt try_again(struct target *t, struct truce_http_answer *answer, char *why, size_t why_size)
{
    const struct truce_fetch_options *o = t->run->options;

    for (unsigned tried = 1;; tried++) {
        enum attempt end = attempt(t, answer, why, why_size);
        if (end != ATTEMPT_AGAIN || tried >= o->tries)
            return end;
        if (answer->retry_after_s > (int64_t)(o->retry_after_max_ms / 1000)) {
            size_t n = strlen(why);
            snprintf(why + n, why_size - n, "; it asks to be left alone for %lld s, longer than we wait",
                     (long long)answer->retry_after_s);
            return ATTEMPT_FAILED;
        }
        if (o->sleep != NULL)
            o->sleep(o->context, pause_ms(o, tried, answer->retry_after_s));
    }
}

static enum truce_status fetch_target(struct target *t)
{
    struct run *run = t->run;
    const struct truce_fetch_options *o = run->options;
    struct truce_http_answer answer;
    char why[640] = "";

    if (length_of(t->path) > 0 && !o->refresh)
        return report_day(run, t->day, TRUCE_FETCH_THERE, NULL);
    if (length_of(t->path) < 0 && truce_file_exists(t->path))
        return report_day(run, t->day, TRUCE_FETCH_FAILED,
                          "something that is not a file stands in its place");
    if (o->gave_up_after > 0 && run->silent_days >= o->gave_up_after) {
        snprintf(why, sizeof why, "not tried: the server gave no answer for %u days in a row",
                 run->silent_days);
        return report_day(run, t->day, TRUCE_FETCH_FAILED, why);
    }
    enum attempt end = try_again(t, &answer, why, sizeof why);
    bool silent = end == ATTEMPT_AGAIN && answer.result == TRUCE_HTTP_NO_ANSWER;
    run->silent_days = silent ? run->silent_days + 1 : 0;
    switch (end) {
    case ATTEMPT_KEPT:
        return report_day(run, t->day, TRUCE_FETCH_FETCHED, NULL);
    case ATTEMPT_SAME:
        return report_day(run, t->day, TRUCE_FETCH_NOT_MODIFIED, NULL);
    case ATTEMPT_ABSENT:
        return report_day(run, t->day, TRUCE_FETCH_ABSENT, NULL);
    case ATTEMPT_AGAIN:
    case ATTEMPT_FAILED:
        return report_day(run, t->day, TRUCE_FETCH_FAILED, why);
    case ATTEMPT_BROKEN:
        break;
    }
    return t->broken;
}

static void show_progress(const struct run *run, struct truce_day day, size_t done, size_t total)
{
    struct truce_fetch_progress progress = {day, done, total, run->report->bytes};
    if (run->options->progress != NULL)
        run->options->progress(run->options->context, &progress);
}

static enum truce_status fetch_days(struct run *run)
{
    const struct truce_fetch_options *o = run->options;
    size_t total = (size_t)(o->to.n - o->from.n) + 1;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < total && status == TRUCE_OK; i++) {
        struct truce_day day = {o->from.n + (int32_t)i};
        struct target target;
        show_progress(run, day, i, total);
        status = target_init(&target, run, day);
        if (status != TRUCE_OK)
            break;
        status = fetch_target(&target);
        target_fini(&target);
    }
    show_progress(run, o->to, total, total);
    return status;
}

enum truce_status truce_fetch_run(const struct truce_fetch_options *options,
                                  struct truce_fetch_report *report, struct truce_notes *notes,
                                  struct truce_err *err)
{
    struct run run = {.options = options, .report = report, .notes = notes, .err = err};
    char *state_path = NULL;
    enum truce_status status = check_options(options, err);

    truce_fetch_state_init(&run.state);
    if (status != TRUCE_OK)
        return status;
    if ((status = truce_file_make_folder(options->folder, err)) != TRUCE_OK)
        return status;
    state_path = truce_file_join(options->folder, TRUCE_FETCH_STATE_NAME);
    if (state_path == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
        goto done;
    }
    if ((status = truce_fetch_state_open(&run.state, state_path, notes, err)) != TRUCE_OK ||
        (status = truce_http_open(&run.http, err)) != TRUCE_OK)
        goto done;
    status = fetch_days(&run);
    struct truce_err tidy_err;
    if (truce_fetch_state_tidy(&run.state, &tidy_err) !=
        TRUCE_OK) /* files are in place; the next run can do without */
        truce_notes_add(notes, "%s: %s", state_path, tidy_err.text);
done:
    truce_http_close(run.http);
    truce_fetch_state_fini(&run.state);
    free(state_path);
    return status;
}
