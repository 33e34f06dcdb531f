/*
 * Event data of researchers: ACLED and UCDP GED.
 *
 * Layouts: ACLED codebook (2024) and the older export of until March 2023; UCDP GED codebook 25.1, and older names of the estimates.
 */
#include <math.h>

#include "sources/import_parts.h"

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- ACLED ---- */

enum {
    A_ID,
    A_DATE,
    A_TIME_PRECISION,
    A_TYPE,
    A_SUB_TYPE,
    A_ACTOR1,
    A_ACTOR2,
    A_LATITUDE,
    A_LONGITUDE,
    A_GEO_PRECISION,
    A_SOURCE,
    A_NOTES,
    A_FATALITIES,
    A_TIMESTAMP,
    A_LOCATION,
};

/* When the event was last worked on: seconds since 1970. */
static bool read_timestamp(struct truce_import_job *job, struct truce_text text)
{
    double seconds;

    if (text.len == 0)
        return true;
    if (!truce_text_to_double(text, &seconds) || !(seconds >= 0 && seconds < 7e9) ||
        seconds != floor(seconds))
        return truce_import_wrong(job, "timestamp", text, "this is no number of seconds since 1970");
    job->event.made.us = (int64_t)seconds * 1000000;
    job->event.has_made = true;
    return true;
}

static bool read_acled(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text sub_type = truce_import_field(job, A_SUB_TYPE), type = truce_import_field(job, A_TYPE);
    struct truce_text native[] = {sub_type, type};
    struct truce_day day;

    event->id = truce_import_field(job, A_ID);
    if (event->id.len == 0)
        return truce_import_wrong(job, "event_id_cnty", event->id, "the event has no id");
    if (!truce_import_read_day(job, "event_date", truce_import_field(job, A_DATE), &day) ||
        !truce_import_read_position(job, truce_import_field(job, A_LONGITUDE),
                                    truce_import_field(job, A_LATITUDE)) ||
        !truce_import_read_number(job, "fatalities", truce_import_field(job, A_FATALITIES), &event->killed) ||
        !read_timestamp(job, truce_import_field(job, A_TIMESTAMP)))
        return false;
    truce_import_widen_time(job, truce_import_field(job, A_TIME_PRECISION), day, day);
    truce_import_widen_place(job, truce_import_field(job, A_GEO_PRECISION));
    truce_import_classify(job, native, 2, (struct truce_text){"", 0});
    truce_import_add_actor(job, truce_import_field(job, A_ACTOR1), 1);
    event->place_name = truce_import_field(job, A_LOCATION);
    truce_event_add_sources(event, truce_import_field(job, A_SOURCE), ';');
    truce_event_add_note(event, NULL, truce_import_field(job, A_NOTES));
    truce_event_add_note(event, "type", sub_type);
    truce_event_add_note(event, "actor 1", truce_import_field(job, A_ACTOR1));
    truce_event_add_note(event, "actor 2", truce_import_field(job, A_ACTOR2));
    return true;
}

const struct truce_import_layout truce_import_acled = {
    .prefix = "acled",
    .by = "ACLED",
    .columns = NAMES("event_id_cnty", "event_date", "?time_precision", "event_type", "sub_event_type",
                     "?actor1", "?actor2", "latitude", "longitude", "?geo_precision", "?source", "?notes",
                     "?fatalities", "?timestamp", "?location"),
    .signs = NAMES("event_id_cnty", "event_date", "sub_event_type"),
    .read = read_acled,
};

/* ---- UCDP ---- */

enum {
    U_ID,
    U_VIOLENCE,
    U_WHERE_PREC,
    U_LATITUDE,
    U_LONGITUDE,
    U_DATE_PREC,
    U_START,
    U_END,
    U_BEST,
    U_LOW,
    U_HIGH,
    U_SIDE_A,
    U_SIDE_B,
    U_ARTICLE,
    U_WHERE,
    U_HEADLINE,
    U_CIVILIANS,
};

static bool read_ucdp(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text violence = truce_import_field(job, U_VIOLENCE);
    struct truce_day start, end;
    double low = NAN, high = NAN;

    event->id = truce_import_field(job, U_ID);
    if (event->id.len == 0)
        return truce_import_wrong(job, "id", event->id, "the event has no id");
    if (!truce_import_read_day(job, "date_start", truce_import_field(job, U_START), &start) ||
        !truce_import_read_day(job, "date_end", truce_import_field(job, U_END), &end) ||
        !truce_import_read_position(job, truce_import_field(job, U_LONGITUDE),
                                    truce_import_field(job, U_LATITUDE)) ||
        !truce_import_read_number(job, "best", truce_import_field(job, U_BEST), &event->killed) ||
        !truce_import_read_number(job, "low", truce_import_field(job, U_LOW), &low) ||
        !truce_import_read_number(job, "high", truce_import_field(job, U_HIGH), &high))
        return false;
    if (end.n < start.n)
        return truce_import_wrong(job, "date_end", truce_import_field(job, U_END),
                                  "it lies before date_start");
    truce_import_widen_time(job, truce_import_field(job, U_DATE_PREC), start, end);
    truce_import_widen_place(job, truce_import_field(job, U_WHERE_PREC));
    truce_import_classify(job, &violence, 1, (struct truce_text){"", 0});
    truce_import_add_actor(job, truce_import_field(job, U_SIDE_A), 1);
    event->place_name = truce_import_field(job, U_WHERE);
    truce_event_add_sources(event, truce_import_field(job, U_ARTICLE), ';');
    truce_event_add_note(event, NULL, truce_import_field(job, U_HEADLINE));
    truce_event_add_note(event, "side a", truce_import_field(job, U_SIDE_A));
    truce_event_add_note(event, "side b", truce_import_field(job, U_SIDE_B));
    truce_event_add_note(event, "killed, low", truce_import_field(job, U_LOW));
    truce_event_add_note(event, "killed, high", truce_import_field(job, U_HIGH));
    truce_event_add_note(event, "killed, civilians", truce_import_field(job, U_CIVILIANS));
    return true;
}

const struct truce_import_layout truce_import_ucdp = {
    .prefix = "ucdp",
    .by = "UCDP",
    .columns = NAMES("id", "type_of_violence", "?where_prec", "latitude", "longitude", "?date_prec",
                     "date_start", "date_end", "best|best_est", "?low|low_est", "?high|high_est", "?side_a",
                     "?side_b", "?source_article", "?where_coordinates|where_description", "?source_headline",
                     "?deaths_civilians"),
    .signs = NAMES("id", "type_of_violence", "date_start", "date_end"),
    .read = read_ucdp,
};
