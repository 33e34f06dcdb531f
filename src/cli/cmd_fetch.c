/*
 * truce fetch: a source's daily files into a folder.
 *
 * What is fetched comes from a source description or from two templates on the command line; how, from the options.  Here are
 * only the words: the licence before, the gaps and failures after.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/heavy.h"
#include "sources/description.h"
#include "sources/fetch.h"

struct fetch_values {
    const char *source;
    const char *url, *name;
    const char *from, *to;
    const char *into;
    bool refresh;
    int64_t max_mib;
    int64_t tries;
    int64_t timeout_s;
};

/* What a run is made of; the texts are borrowed from the values, the description, or owned here. */
struct plan {
    struct truce_description description;
    char *made_name; /* a file name made from the URL, owned; else NULL */
    struct truce_fetch_options options;
};

static void sleep_ms(void *context, uint64_t ms)
{
    struct timespec left = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    (void)context;
    while (nanosleep(&left, &left) != 0)
        continue;
}

static void show_progress(void *context, const struct truce_fetch_progress *progress)
{
    char day[TRUCE_DAY_TEXT];
    truce_day_format(progress->day, day);
    truce_out_progress(context, day, progress->done, progress->total);
}

static enum truce_status read_day(const char *option, const char *text, struct truce_day *out,
                                  struct truce_err *err)
{
    if (text != NULL && !truce_day_parse(truce_text_view(text), out))
        return truce_fail(err, TRUCE_ERR_USAGE, "--%s '%s' is no day; write it as 2025-12-29", option, text);
    return TRUCE_OK;
}

/* The last part of a URL without query, with a date before it when it has none itself; on the heap, NULL without memory. */
static char *name_from_url(const char *url)
{
    const char *end = url + strcspn(url, "?#");
    const char *start = end;
    struct truce_buf name;

    while (start > url && start[-1] != '/')
        start--;
    struct truce_text last = {start, (size_t)(end - start)};
    truce_buf_init(&name);
    if (last.len == 0 || memchr(last.at, '{', last.len) == NULL)
        truce_buf_puts(&name, last.len == 0 ? "{YYYYMMDD}" : "{YYYYMMDD}_");
    truce_buf_add(&name, last.at, last.len);
    if (!name.failed)
        return name.at;
    truce_buf_fini(&name);
    return NULL;
}

static enum truce_status plan_url(const struct fetch_values *values, struct plan *plan, struct truce_err *err)
{
    plan->options.url = values->url;
    plan->options.name = values->name;
    if (values->name != NULL)
        return TRUCE_OK;
    plan->made_name = name_from_url(values->url);
    plan->options.name = plan->made_name;
    return plan->made_name != NULL ? TRUCE_OK
                                   : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a file name");
}

static enum truce_status plan_source(const struct truce_out *out, const struct fetch_values *values,
                                     struct plan *plan, struct truce_err *err)
{
    char *folder = truce_file_join(out->data_folder, "sources");
    if (folder == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    const char *folders[] = {folder};
    struct truce_description *description = &plan->description;
    enum truce_status status = truce_description_find(values->source, folders, 1, description, err);

    free(folder);
    if (status != TRUCE_OK)
        return status;
    if (description->fetch_url[0] == '\0')
        return truce_fail_at(err, TRUCE_ERR_USAGE, description->file, 0, 0,
                             "the source %s cannot be fetched: its description names no address",
                             description->source.id);
    plan->options.url = description->fetch_url;
    plan->options.name = description->fetch_name[0] != '\0' ? description->fetch_name : description->files;
    if (values->name != NULL)
        plan->options.name = values->name;
    return TRUCE_OK;
}

/* The days asked for, and those that the source can have. */
static enum truce_status plan_days(struct truce_out *out, const struct fetch_values *values,
                                   struct plan *plan, struct truce_err *err)
{
    const struct truce_day first = plan->description.fetch_first;
    struct truce_fetch_options *options = &plan->options;
    char text[TRUCE_DAY_TEXT];
    enum truce_status status = read_day("from", values->from, &options->from, err);

    if (status == TRUCE_OK)
        status = read_day("to", values->to, &options->to, err);
    if (status != TRUCE_OK)
        return status;
    if (options->from.n == TRUCE_DAY_NONE && first.n == TRUCE_DAY_NONE)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "--from DAY is needed: the first day of this source is not known");
    truce_day_format(first, text);
    if (first.n != TRUCE_DAY_NONE && options->to.n < first.n)
        return truce_fail(err, TRUCE_ERR_USAGE, "--to %s is before the first day of the source, %s",
                          values->to, text);
    if (options->from.n == TRUCE_DAY_NONE)
        options->from = first;
    if (first.n != TRUCE_DAY_NONE && options->from.n < first.n && options->from.n <= options->to.n) {
        truce_out_say(out, "note: the source begins on %s; days before it are not asked for", text);
        options->from = first;
    }
    return TRUCE_OK;
}

static enum truce_status make_plan(struct truce_out *out, const struct fetch_values *values,
                                   struct plan *plan, struct truce_err *err)
{
    struct truce_fetch_options *options = &plan->options;
    enum truce_status status;

    if ((values->source == NULL) == (values->url == NULL))
        return truce_fail(err, TRUCE_ERR_USAGE, "%s",
                          values->source == NULL ? "name a source, or give an address with --url"
                                                 : "name a source or give --url, not both");
    status = values->url != NULL ? plan_url(values, plan, err) : plan_source(out, values, plan, err);
    if (status == TRUCE_OK)
        status = plan_days(out, values, plan, err);
    options->folder = values->into;
    options->refresh = values->refresh;
    options->bytes_max = (size_t)values->max_mib << 20;
    options->tries = (unsigned)values->tries;
    options->total_timeout_ms = (long)values->timeout_s * 1000;
    if (options->connect_timeout_ms > options->total_timeout_ms)
        options->connect_timeout_ms = options->total_timeout_ms;
    options->sleep = sleep_ms;
    options->progress = show_progress;
    options->context = out;
    return status;
}

static void say_licence(struct truce_out *out, const struct plan *plan)
{
    const struct truce_source *source = &plan->description.source;
    if (source->licence != NULL && source->licence[0] != '\0')
        truce_out_say(out, "licence of %s: %s", source->id, source->licence);
    else
        truce_out_say(out, "no licence is stated for this source; find out before you pass its files on");
}

static bool same_reason(const struct truce_fetch_day *a, const struct truce_fetch_day *b)
{
    return a->outcome == b->outcome &&
           strcmp(a->why != NULL ? a->why : "", b->why != NULL ? b->why : "") == 0;
}

/* "2025-03-31" or "2025-03-31 to 2025-04-01": the run of days from i on with one outcome and reason; returns where the next begins. */
static size_t write_run(const struct truce_fetch_report *report, size_t i, struct truce_buf *text)
{
    char first[TRUCE_DAY_TEXT], last[TRUCE_DAY_TEXT];
    size_t end = i + 1;

    while (end < report->n && same_reason(&report->days[i], &report->days[end]))
        end++;
    truce_day_format(report->days[i].day, first);
    truce_day_format(report->days[end - 1].day, last);
    truce_buf_puts(text, first);
    if (end - i > 1)
        truce_buf_printf(text, " to %s", last);
    return end;
}

static void say_failures(struct truce_out *out, const struct truce_fetch_report *report)
{
    for (size_t i = 0; i < report->n;) {
        struct truce_buf days;
        const struct truce_fetch_day *day = &report->days[i];
        truce_buf_init(&days);
        i = write_run(report, i, &days);
        if (day->outcome == TRUCE_FETCH_FAILED && !days.failed)
            truce_out_say(out, "%s failed: %s", days.at, day->why != NULL ? day->why : "");
        truce_buf_fini(&days);
    }
}

/* The gaps and the sums, to standard output. */
static enum truce_status write_summary(struct truce_out *out, const struct plan *plan,
                                       const struct truce_fetch_report *report, struct truce_err *err)
{
    struct truce_buf text;
    const char *before = "absent upstream: ";

    truce_buf_init(&text);
    for (size_t i = 0; i < report->n;) {
        if (report->days[i].outcome != TRUCE_FETCH_ABSENT) {
            i++;
            continue;
        }
        truce_buf_puts(&text, before);
        i = write_run(report, i, &text);
        before = ", ";
    }
    if (report->count[TRUCE_FETCH_ABSENT] > 0)
        truce_buf_putc(&text, '\n');
    for (int outcome = 0; outcome < TRUCE_FETCH_OUTCOMES; outcome++)
        truce_buf_printf(&text, "%s%s %zu", outcome == 0 ? "" : ", ",
                         truce_fetch_outcome_name((enum truce_fetch_outcome)outcome), report->count[outcome]);
    truce_buf_printf(&text, "; %.1f MiB written to %s\n", (double)report->bytes / (1 << 20),
                     plan->options.folder);
    enum truce_status status = truce_buf_check(&text, err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), err);
    truce_buf_fini(&text);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct fetch_values *values = data;
    struct plan plan = {.made_name = NULL};
    struct truce_fetch_report report;
    struct truce_notes notes;
    struct truce_err err, write_err;
    const struct truce_heavy *heavy;
    int code = TRUCE_EXIT_HELD;

    truce_description_init(&plan.description);
    truce_fetch_options_init(&plan.options);
    truce_fetch_report_init(&report);
    truce_notes_init(&notes);
    enum truce_status status = make_plan(out, values, &plan, &err);
    if (status != TRUCE_OK) {
        code = truce_out_error(out, &err);
        goto done;
    }
    say_licence(out, &plan);
    if ((status = truce_heavy_load(&heavy, &err)) == TRUCE_OK)
        status = heavy->fetch(&plan.options, &report, &notes, &err);
    truce_out_notes(out, &notes, 20);
    say_failures(out, &report);
    if (report.n > 0 && write_summary(out, &plan, &report, &write_err) != TRUCE_OK)
        code = truce_out_error(out, &write_err);
    if (status != TRUCE_OK)
        code = truce_out_error(out, &err);
    else if (report.count[TRUCE_FETCH_FAILED] > 0)
        code = TRUCE_EXIT_UNAVAILABLE;
    else if (report.count[TRUCE_FETCH_ABSENT] == report.n)
        truce_out_say(out, "note: the server has none of these days; is the address right?");
done:
    truce_notes_fini(&notes);
    truce_fetch_report_fini(&report);
    free(plan.made_name);
    truce_description_fini(&plan.description);
    return code;
}

static const struct truce_option options[] = {
    {.name = "from",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "DAY",
     .help = "first day, as 2024-12-31; without it the first day that the source has",
     .offset = offsetof(struct fetch_values, from)},
    {.name = "to",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "DAY",
     .required = true,
     .help = "last day; at most 20,000 days can be asked for at once",
     .offset = offsetof(struct fetch_values, to)},
    {.name = "into",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FOLDER",
     .required = true,
     .completes = TRUCE_COMPLETES_FOLDER,
     .help = "folder for the files; it is made when it is not there",
     .offset = offsetof(struct fetch_values, into)},
    {.name = "url",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "TEMPLATE",
     .help = "instead of a source: an http or https address with {YYYYMMDD}, {YYYY-MM-DD}, {YYYY_MM_DD} or "
             "{DDMMYYYY} where the day stands",
     .offset = offsetof(struct fetch_values, url)},
    {.name = "name",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "TEMPLATE",
     .help = "name of the local files, with the day in one of the same forms; without it the source's own, "
             "or the "
             "last part of the address",
     .offset = offsetof(struct fetch_values, name)},
    {.name = "refresh",
     .kind = TRUCE_OPTION_FLAG,
     .help = "ask again for files that are there, and replace those that the server has changed",
     .offset = offsetof(struct fetch_values, refresh)},
    {.name = "max-mib",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "MIB",
     .min = 1,
     .max = 512,
     .fallback = "64",
     .help = "refuse files larger than this many MiB",
     .offset = offsetof(struct fetch_values, max_mib)},
    {.name = "tries",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "N",
     .min = 1,
     .max = 10,
     .fallback = "4",
     .help = "how often a day is tried when the server fails, with pauses of 1, 2, 4... seconds between",
     .offset = offsetof(struct fetch_values, tries)},
    {.name = "timeout",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "SECONDS",
     .min = 1,
     .max = 86400,
     .fallback = "600",
     .help = "longest time for one request; a transfer that stalls for 30 seconds ends sooner",
     .offset = offsetof(struct fetch_values, timeout_s)},
};

static const struct truce_positional positionals[] = {
    {.name = "SOURCE",
     .min = 0,
     .max = 1,
     .completes = TRUCE_COMPLETES_FILE,
     .help = "name of a source that comes with truce, or a file that describes one",
     .offset = offsetof(struct fetch_values, source)},
};

static const char *const paragraphs[] = {
    "Brings a source that publishes one file a day into a folder, a day at a time.",
    "A file takes its name only when it is complete, is what its name says (names in .geojson and .json are "
    "read), and is "
    "safe on the disk; a file that is there is never replaced by a bad one, and is not asked for again "
    "without --refresh. "
    "What was cut off goes on where it stopped, at the next try or the next run, if the server marks its "
    "files so that "
    "this is safe. A day that the server does not have (status 404 or 410) is a gap of the source, not a "
    "failure.",
    "What the server said of each file is kept in FOLDER/.truce-fetch; without that file all works, but "
    "slower. Proxies "
    "are taken from the environment (https_proxy, no_proxy). Certificates are always checked, and nothing "
    "but the "
    "requests for these files leaves the machine.",
    "The exit code is 69 when a day failed; the days are listed, and the same command tries them again.",
    NULL,
};

static const char *const examples[] = {
    "truce fetch deepstate-days --from 2024-12-31 --to 2026-01-02 --into maps",
    "truce fetch --url 'https://host/{YYYYMMDD}.geojson' --from 2025-01-01 --to 2025-01-31 --into maps",
    NULL,
};

const struct truce_command truce_cmd_fetch = {
    .name = "fetch",
    .summary = "bring a source's daily maps into a folder",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof *positionals,
    .values_size = sizeof(struct fetch_values),
    .run = TRUCE_RUN(run),
};
