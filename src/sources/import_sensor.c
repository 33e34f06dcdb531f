/*
 * NASA FIRMS: thermal anomalies seen from space (VIIRS, MODIS, Landsat; near real time, standard, 24-hour files and answers of the API).
 *
 * An anomaly is where something was hot, not that something happened: its class says no more.  The place is a pixel: `scan` km across the flight and
 * `track` km along it, every point alike, so the standard deviation along an edge of length a is a / sqrt(12).  The flight goes nearly north or
 * south, and so the edge across it is taken to point east.
 *
 * There is no id: it is made of satellite, date, time and position, which name a pixel of an overpass.
 */
#include <math.h>
#include <string.h>

#include "sources/import_parts.h"

#define LANDSAT_PIXEL_M 30.0 /* whose columns scan and track are no lengths but numbers of pixels */
#define NAMES(...)      ((const char *const[]){__VA_ARGS__, NULL})

enum {
    F_LATITUDE,
    F_LONGITUDE,
    F_DATE,
    F_TIME,
    F_CONFIDENCE,
    F_SCAN,
    F_TRACK,
    F_SATELLITE,
    F_TYPE,
    F_FRP,
    F_VERSION,
    F_DAY_NIGHT,
    F_INSTRUMENT,
    F_PATH, /* Landsat's alone */
};

static bool read_pixel(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text scan = truce_import_field(job, F_SCAN), track = truce_import_field(job, F_TRACK);
    double across_m = LANDSAT_PIXEL_M, along_m = LANDSAT_PIXEL_M;

    if (event->place == TRUCE_EVENT_NOWHERE || (job->column[F_PATH] < 0 && scan.len == 0 && track.len == 0))
        return true;
    if (job->column[F_PATH] < 0) {
        if (!truce_text_to_double(scan, &across_m) || !(across_m >= 0.01 && across_m <= 100))
            return truce_import_wrong(job, "scan", scan, "this is no width of a pixel in kilometres");
        if (!truce_text_to_double(track, &along_m) || !(along_m >= 0.01 && along_m <= 100))
            return truce_import_wrong(job, "track", track, "this is no length of a pixel in kilometres");
        across_m *= 1000;
        along_m *= 1000;
    }
    event->place = TRUCE_EVENT_ELLIPSE;
    event->a = fmax(across_m, along_m) / sqrt(12);
    event->b = fmin(across_m, along_m) / sqrt(12);
    event->c = across_m >= along_m ? 90 : 0;
    return true;
}

/* l, n, h, low, nominal, high, or 0 to 100. */
static bool read_confidence(struct truce_import_job *job)
{
    struct truce_text text = truce_import_field(job, F_CONFIDENCE);
    const struct truce_import_code *code = truce_import_code(&job->table->exists, text);
    double percent;

    if (code != NULL) {
        job->event.exists = code->a;
        return true;
    }
    if (text.len == 0)
        return true;
    if (truce_text_to_double(text, &percent) && percent >= 0 && percent <= 100) {
        job->event.exists = percent / 100;
        return true;
    }
    static const char *const words[] = {"l", "n", "m", "h", "low", "nominal", "medium", "high"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (truce_text_equal_nocase(text, truce_text_view(words[i])))
            return true; /* a table without them: not known */
    return truce_import_wrong(job, "confidence", text,
                              "this is none of l, n, h, low, nominal, high, nor 0 to 100");
}

/* The satellite by its short name, whatever file it is in: an id must not depend on it. */
static struct truce_text short_satellite(struct truce_text name)
{
    static const char *const names[][2] = {{"Suomi NPP", "N"}, {"Suomi-NPP", "N"}, {"SNPP", "N"},
                                           {"NPP", "N"},       {"NOAA-20", "N20"}, {"NOAA20", "N20"},
                                           {"1", "N20"},       {"NOAA-21", "N21"}, {"NOAA21", "N21"},
                                           {"Terra", "T"},     {"Aqua", "A"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (truce_text_equal_nocase(name, truce_text_view(names[i][0])))
            return truce_text_view(names[i][1]);
    return name;
}

/* "46.27379" of "46.273790": zeros at the end say nothing. */
static struct truce_text short_number(struct truce_text text)
{
    if (text.len == 0 || memchr(text.at, '.', text.len) == NULL)
        return text;
    while (text.len > 1 && text.at[text.len - 1] == '0')
        text.len--;
    text.len -= text.at[text.len - 1] == '.';
    return text;
}

static bool read_firms(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text type = truce_import_field(job, F_TYPE), time = truce_import_field(job, F_TIME);
    struct truce_day day;
    int32_t seconds = 0;

    if (!truce_import_read_day(job, "acq_date", truce_import_field(job, F_DATE), &day) ||
        !truce_import_read_position(job, truce_import_field(job, F_LONGITUDE),
                                    truce_import_field(job, F_LATITUDE)))
        return false;
    if (!truce_form_time(time, &seconds))
        return truce_import_wrong(job, "acq_time", time,
                                  "this is no time of day; 0620, 113 and 10:43:00 are");
    if (event->place == TRUCE_EVENT_NOWHERE)
        return truce_import_wrong(job, "latitude", (struct truce_text){"", 0}, "the anomaly has no position");
    if (!read_pixel(job) || !read_confidence(job))
        return false;
    seconds -= seconds % 60;
    event->from.us = (day.n * INT64_C(86400) + seconds) * 1000000; /* of UTC, whatever the calendar */
    event->until.us = event->from.us + 60 * INT64_C(1000000);
    char *minute = job->text;
    minute[0] = (char)('0' + seconds / 36000);
    minute[1] = (char)('0' + seconds / 3600 % 10);
    minute[2] = (char)('0' + seconds / 600 % 6);
    minute[3] = (char)('0' + seconds / 60 % 10);
    truce_day_format(day, job->text + 4);
    event->digest[0] = short_satellite(truce_import_field(job, F_SATELLITE));
    event->digest[1] = (struct truce_text){job->text, 4 + TRUCE_DAY_TEXT - 1};
    event->digest[2] = short_number(truce_import_field(job, F_LATITUDE));
    event->digest[3] = short_number(truce_import_field(job, F_LONGITUDE));
    truce_import_classify(job, &type, 1, (struct truce_text){"", 0});
    if (type.len == 0 && job->unclassified) { /* files without the column: see docs/formats/import.md */
        struct truce_text none = truce_text_view("none");
        truce_import_classify(job, &none, 1, (struct truce_text){"", 0});
    }
    truce_event_add_note(event, "satellite", truce_import_field(job, F_SATELLITE));
    truce_event_add_note(event, "instrument", truce_import_field(job, F_INSTRUMENT));
    truce_event_add_note(event, "radiative power, MW", truce_import_field(job, F_FRP));
    truce_event_add_note(event, "version", truce_import_field(job, F_VERSION));
    truce_event_add_note(event, "day or night", truce_import_field(job, F_DAY_NIGHT));
    return true;
}

const struct truce_import_layout truce_import_firms = {
    .prefix = "firms",
    .by = "FIRMS",
    .columns = NAMES("latitude", "longitude", "acq_date", "acq_time", "?confidence", "?scan", "?track",
                     "?satellite", "?type", "?frp", "?version", "?daynight", "?instrument", "?path"),
    .signs = NAMES("latitude", "longitude", "acq_date", "acq_time"),
    .read = read_firms,
};
