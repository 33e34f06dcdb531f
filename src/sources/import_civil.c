/*
 * Two collections of open sources about the war in Ukraine: the map of the Centre for Information Resilience (CSV), and incidents of harm to civilians that
 * Bellingcat collected (JSON).
 *
 * Neither has a class for what happened but for rough groups, so words of the title or the description decide (docs/formats/import.md).  Both give positions
 * without saying how exact they are.
 */
#include <math.h>
#include <string.h>

#include "sources/import_parts.h"
#include "sources/json_reader.h"

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- Centre for Information Resilience ---- */

enum {
    R_ENTRY,
    R_DATE,
    R_GROUP,
    R_TITLE,
    R_DESCRIPTION,
    R_LATITUDE,
    R_LONGITUDE,
    R_TOWN,
    R_DISTRICT,
    R_ARMS,
    R_LEVEL,
    R_LINK,
    R_GEOLOCATION,
};

/* Addresses stand with blanks between; other texts are one. */
static void add_links(struct truce_event *event, struct truce_text links)
{
    bool addresses = links.len > 4 && memcmp(links.at, "http", 4) == 0;
    truce_event_add_sources(event, links, addresses ? ' ' : '\n');
}

/* Titles begin with the day: "17/02/2022 Shelling audible". */
static bool day_of_title(struct truce_text title, struct truce_day *out)
{
    const char *blank = title.len > 0 ? memchr(title.at, ' ', title.len) : NULL;
    return blank != NULL && truce_form_day((struct truce_text){title.at, (size_t)(blank - title.at)}, out);
}

static bool read_cir_day(struct truce_import_job *job)
{
    struct truce_text date = truce_import_field(job, R_DATE);
    struct truce_day day, titled = {0};
    bool has_title = day_of_title(truce_import_field(job, R_TITLE), &titled);

    if (date.len == 0 && has_title) {
        day = titled;
        job->event.suspect = "the date is that of the title; the column is empty";
    } else if (!truce_import_read_day(job, "date", date, &day)) {
        return false;
    } else if (has_title && titled.n != day.n) {
        job->event.suspect = "the title has another date than the column, which was taken";
    }
    return truce_import_read_time(job, "date", (struct truce_text){"", 0}, day);
}

static bool read_cir(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text title = truce_import_field(job, R_TITLE), group = truce_import_field(job, R_GROUP);

    event->id = truce_import_field(job, R_ENTRY);
    if (!read_cir_day(job) || !truce_import_read_position(job, truce_import_field(job, R_LONGITUDE),
                                                          truce_import_field(job, R_LATITUDE)))
        return false;
    /* the file gives one entry number to several events now and then; the link tells them apart, and stays when the rest is mended */
    event->id_is_shared = true;
    event->digest[0] = truce_import_field(job, R_LINK);
    if (event->id.len == 0 || event->digest[0].len == 0) {
        event->digest[1] = title;
        event->digest[2] = truce_import_field(job, R_LATITUDE);
        event->digest[3] = truce_import_field(job, R_LONGITUDE);
    }
    truce_import_widen_place(job, (struct truce_text){"", 0});
    truce_import_classify(job, &group, 1, title);
    event->place_name = truce_import_field(job, R_TOWN);
    if (event->place_name.len == 0)
        event->place_name = truce_import_field(job, R_DISTRICT);
    add_links(event, truce_import_field(job, R_LINK));
    truce_event_add_note(event, NULL, title);
    truce_event_add_note(event, "group", group);
    truce_event_add_note(event, "arms", truce_import_field(job, R_ARMS));
    truce_event_add_note(event, "violence level", truce_import_field(job, R_LEVEL));
    truce_event_add_note(event, "geolocation", truce_import_field(job, R_GEOLOCATION));
    return true;
}

const struct truce_import_layout truce_import_cir = {
    .prefix = "cir",
    .by = "CIR",
    .columns = NAMES("entry", "date", "event_group", "title", "?brief description", "lat", "lon",
                     "?town/city", "?district", "?arms/munition", "?violence level", "?link", "?geolocation"),
    .signs = NAMES("entry", "date", "event_group", "lat", "lon"),
    .read = read_cir,
};

/* ---- Bellingcat ---- */

enum { H_DATE, H_LOCATION, H_DESCRIPTION, H_SOURCES, H_SOURCE }; /* scratch; H_SOURCE is for one of them */

struct harm {
    struct truce_text date, location, description, lon, lat;
};

/* A text or null into scratch: what the reader gives may go when the next is read. */
static enum truce_status read_text(struct truce_json_reader *r, struct truce_buf *scratch,
                                   struct truce_text *out, struct truce_err *err)
{
    enum truce_json_type type = TRUCE_JSON_NULL;
    enum truce_status status = truce_json_peek(r, &type, err);

    if (status == TRUCE_OK && type == TRUCE_JSON_NULL)
        return truce_json_skip(r, NULL, err);
    return status == TRUCE_OK ? truce_json_read_text(r, scratch, out, err) : status;
}

/* A number as it is written, or null. */
static enum truce_status read_number(struct truce_json_reader *r, struct truce_text *out,
                                     struct truce_err *err)
{
    enum truce_status status = truce_json_skip(r, out, err);
    if (status == TRUCE_OK && truce_text_is(*out, "null"))
        *out = (struct truce_text){"", 0};
    return status;
}

/* All of a list of texts, a line each. */
static enum truce_status read_sources(struct truce_json_reader *r,
                                      struct truce_buf scratch[TRUCE_IMPORT_SCRATCH], struct truce_err *err)
{
    bool more = false;
    enum truce_status status = truce_json_enter_array(r, err);

    while (status == TRUCE_OK && (status = truce_json_next_item(r, &more, err)) == TRUCE_OK && more) {
        struct truce_text one = {"", 0};
        status = read_text(r, &scratch[H_SOURCE], &one, err);
        if (status == TRUCE_OK) {
            truce_buf_add(&scratch[H_SOURCES], one.at, one.len);
            truce_buf_putc(&scratch[H_SOURCES], '\n');
        }
    }
    return status;
}

static enum truce_status read_object(struct truce_json_reader *r,
                                     struct truce_buf scratch[TRUCE_IMPORT_SCRATCH], struct harm *out,
                                     struct truce_err *err)
{
    struct truce_text key;
    bool more = false;
    enum truce_status status = truce_json_enter_object(r, err);

    while (status == TRUCE_OK && (status = truce_json_next_key(r, &key, &more, err)) == TRUCE_OK && more) {
        if (truce_text_is(key, "date"))
            status = read_text(r, &scratch[H_DATE], &out->date, err);
        else if (truce_text_is(key, "location"))
            status = read_text(r, &scratch[H_LOCATION], &out->location, err);
        else if (truce_text_is(key, "description"))
            status = read_text(r, &scratch[H_DESCRIPTION], &out->description, err);
        else if (truce_text_is(key, "latitude"))
            status = read_number(r, &out->lat, err);
        else if (truce_text_is(key, "longitude"))
            status = read_number(r, &out->lon, err);
        else if (truce_text_is(key, "sources"))
            status = read_sources(r, scratch, err);
        else
            status = truce_json_skip(r, NULL, err);
    }
    return status == TRUCE_OK ? truce_json_finish(r, err) : status;
}

bool truce_import_read_harm(struct truce_import_job *job, struct truce_text object,
                            struct truce_buf scratch[TRUCE_IMPORT_SCRATCH])
{
    struct truce_event *event = &job->event;
    struct harm harm = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
    struct truce_json_reader r;
    struct truce_day day;

    for (size_t i = 0; i < TRUCE_IMPORT_SCRATCH; i++)
        truce_buf_clear(&scratch[i]);
    truce_json_reader_init(&r, object, NULL);
    enum truce_status status = read_object(&r, scratch, &harm, NULL);
    truce_json_reader_fini(&r);
    if (status != TRUCE_OK)
        return truce_import_wrong(
            job, "", object,
            "this is no object of the texts date, location and description, a list sources, "
            "and the numbers latitude and longitude");
    if (!truce_import_read_day(job, "date", harm.date, &day) ||
        !truce_import_read_time(job, "date", (struct truce_text){"", 0}, day) ||
        !truce_import_read_position(job, harm.lon, harm.lat))
        return false;
    struct truce_text sources = truce_buf_view(&scratch[H_SOURCES]);
    event->digest[0] = harm.date;
    event->digest[1] = harm.description;
    event->digest[2] = harm.lon;
    event->digest[3] = harm.lat;
    truce_import_widen_place(job, (struct truce_text){"", 0});
    truce_import_classify(job, NULL, 0, harm.description);
    event->place_name = harm.location;
    truce_event_add_sources(event, sources, '\n');
    truce_event_add_note(event, NULL, truce_text_trim(harm.description));
    return true;
}
