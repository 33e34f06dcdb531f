/*
 * VIINA 2.0: reports of news media, sorted by a program.  event_info says when, where and who wrote; event_labels what about, as chances; event_1pd has both, one event
 * a day and place.
 *
 * The labels are chances of statements that may be true together, and classes of a record exclude each other: where the chances of classes come to more
 * than 1 they are divided by their sum.  The time of a report is that of its publication; 00:00 stands for an unknown one.
 *
 * Layout: the readme of zhukovyuri/VIINA.
 */
#include <math.h>
#include <string.h>

#include "sources/import_parts.h"

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Labels, in the order of the files. */
/* clang-format off */
#define LABELS(X) \
    X("t_mil") X("a_rus") X("a_ukr") X("a_rus_init") X("a_ukr_init") \
    X("a_civ") X("a_other") X("t_aad") X("t_airstrike") X("t_airalert") \
    X("t_uav") X("t_armor") X("t_arrest") X("t_artillery") X("t_control") \
    X("t_firefight") X("t_ied") X("t_raid") X("t_occupy") X("t_property") \
    X("t_cyber") X("t_hospital") X("t_milcas") X("t_civcas") X("t_retreat")
/* clang-format on */
#define NAME(name)   name,
#define PLAIN(name)  "?" name,
#define BINARY(name) "?" name "_b",

static const char *const labels[] = {LABELS(NAME)};
#define N_LABELS (sizeof labels / sizeof *labels)

enum {
    V_ID,
    V_DATE,
    V_TIME,
    V_PLACE_ID,
    V_PLACE,
    V_LONGITUDE,
    V_LATITUDE,
    V_PRECISION,
    V_SOURCE,
    V_URL,
    V_TEXT,
    V_REPORTS,
    V_LABELS, /* the first of them */
};

/* Day and, where it is known, the minute. */
static bool read_when(struct truce_import_job *job)
{
    struct truce_text time = truce_import_field(job, V_TIME);
    struct truce_day day;
    int32_t seconds = 0;

    if (!truce_import_read_day(job, "date", truce_import_field(job, V_DATE), &day))
        return false;
    if (truce_form_time(time, &seconds) && seconds == 0)
        time.len = 0;
    return truce_import_read_time(job, "time", time, day);
}

static bool read_where(struct truce_import_job *job)
{
    if (!truce_import_read_position(job, truce_import_field(job, V_LONGITUDE),
                                    truce_import_field(job, V_LATITUDE)))
        return false;
    truce_import_widen_place(job, truce_import_field(job, V_PRECISION));
    job->event.place_name = truce_import_field(job, V_PLACE);
    return true;
}

/* The chance of a label, or 0 where it is not known. */
static bool read_label(struct truce_import_job *job, size_t i, double *out)
{
    struct truce_text text = truce_import_field(job, V_LABELS + (int)i);

    *out = 0;
    if (text.len == 0 || truce_text_is(text, "NA"))
        return true;
    if (!truce_text_to_double(text, out) || !(*out >= 0 && *out <= 1))
        return truce_import_wrong(job, labels[i], text, "this is no chance from 0 to 1");
    return true;
}

static void add_class(struct truce_event *event, const char *name, double p)
{
    for (size_t i = 0; i < event->n_classes; i++)
        if (truce_text_is(event->classes[i].name, name)) {
            event->classes[i].p = fmax(event->classes[i].p, p);
            return;
        }
    if (event->n_classes < TRUCE_EVENT_CLASSES_MAX)
        event->classes[event->n_classes++] = (struct truce_event_share){truce_text_view(name), p};
}

/* Shares that come to more than 1 are divided by their sum; rounded down, so that what is written does not exceed it. */
static void normalise(struct truce_event_share *shares, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += shares[i].p;
    for (size_t i = 0; i < n; i++)
        shares[i].p = floor(shares[i].p / fmax(sum, 1) * 1e6) / 1e6;
}

static bool read_labels(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;

    for (size_t i = 0; i < N_LABELS; i++) {
        struct truce_text label = truce_text_view(labels[i]);
        const char *found = truce_import_word(&job->table->classes, label);
        double p = 0;
        if (!read_label(job, i, &p))
            return false;
        if (p < 0.005)
            continue;
        if (found != NULL)
            add_class(event, found, p);
        truce_import_add_actor(job, label, p);
    }
    normalise(event->classes, event->n_classes);
    normalise(event->actors, event->n_actors);
    if (event->n_classes == 0)
        truce_import_classify(job, NULL, 0, (struct truce_text){"", 0});
    return true;
}

static bool read_id(struct truce_import_job *job)
{
    job->event.id = truce_import_field(job, V_ID);
    return job->event.id.len > 0 || truce_import_wrong(job, "event_id", job->event.id, "the event has no id");
}

static void add_texts(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;

    truce_event_add_sources(event, truce_import_field(job, V_SOURCE), ';');
    truce_event_add_sources(event, truce_import_field(job, V_URL), '\n');
    truce_event_add_note(event, NULL, truce_import_field(job, V_TEXT));
    truce_event_add_note(event, "geonameid", truce_import_field(job, V_PLACE_ID));
    truce_event_add_note(event, "reports", truce_import_field(job, V_REPORTS));
}

static bool read_info(struct truce_import_job *job)
{
    if (!read_id(job) || !read_when(job) || !read_where(job))
        return false;
    truce_import_classify(job, NULL, 0, truce_import_field(job, V_TEXT));
    add_texts(job);
    return true;
}

/* A report of its own, derived from that of event_info: the two are no independent witnesses. */
static bool read_labels_row(struct truce_import_job *job)
{
    if (!read_id(job) || !read_when(job) || !read_labels(job))
        return false;
    struct truce_text id = job->event.id;
    if (id.len < sizeof job->text - 8) {
        memcpy(job->text, "viina:", 6);
        memcpy(job->text + 6, id.at, id.len);
        job->event.sources[job->event.n_sources++] = (struct truce_text){job->text, id.len + 6};
    }
    add_texts(job);
    return true;
}

static bool read_1pd(struct truce_import_job *job)
{
    if (!read_id(job) || !read_when(job) || !read_where(job) || !read_labels(job))
        return false;
    add_texts(job);
    return true;
}

#define COMMON                                                                                               \
    "?geonameid", "?asciiname|address|location", "?longitude", "?latitude", "?GEO_PRECISION",                \
        "?source|sources", "?url", "?text", "?n_reports"

const struct truce_import_layout truce_import_viina = {
    .prefix = "viina",
    .by = "VIINA",
    .columns = NAMES("event_id|tempid", "date", "?time", COMMON),
    .signs = NAMES("event_id", "date", "GEO_PRECISION", "report_id"),
    .read = read_info,
};

const struct truce_import_layout truce_import_viina_labels = {
    .prefix = "viina_labels",
    .by = "VIINA",
    .columns = (const char *const[]){"event_id", "date", "?time", COMMON, LABELS(PLAIN) NULL},
    .signs = NAMES("event_id", "date", "t_mil", "t_mil_b"),
    .read = read_labels_row,
};

const struct truce_import_layout truce_import_viina_1pd = {
    .prefix = "viina_1pd",
    .by = "VIINA",
    .columns = (const char *const[]){"event_id_1pd", "date", "?time", COMMON, LABELS(BINARY) NULL},
    .signs = NAMES("event_id_1pd", "date", "n_reports", "t_mil_b"),
    .read = read_1pd,
};
