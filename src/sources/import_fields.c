/*
 * What fields of outside rows mean, whatever the format.
 *
 * An empty field is unknown and stays so; one that is there and cannot be read refuses its row.
 */
#include <math.h>
#include <string.h>

#include "base/time_zone.h"
#include "sources/import_parts.h"
#include "sources/record_decode.h"

#define SECOND_US INT64_C(1000000)
#define DAY_US    (86400 * SECOND_US)

struct truce_text truce_import_field(const struct truce_import_job *job, int i)
{
    int column = job->column[i];
    return column >= 0 ? job->rows.fields[column] : (struct truce_text){"", 0};
}

bool truce_import_wrong(struct truce_import_job *job, const char *column, struct truce_text value,
                        const char *reason)
{
    job->wrong = column;
    job->value = value;
    job->reason = reason;
    return false;
}

struct truce_instant truce_import_day_start(const struct truce_import_job *job, struct truce_day day)
{
    if (job->options->calendar == NULL)
        return (struct truce_instant){day.n * DAY_US};
    return truce_calendar_day_start(job->options->calendar, day);
}

struct truce_instant truce_import_instant(const struct truce_import_job *job, struct truce_day day,
                                          int32_t seconds)
{
    const struct truce_calendar *calendar = job->options->calendar;
    struct truce_instant shown = {day.n * DAY_US + seconds * SECOND_US};

    if (calendar == NULL)
        return shown;
    if (calendar->zone == NULL)
        return (struct truce_instant){shown.us - calendar->offset_s * SECOND_US};
    /* the offset at the instant that the offset of the day's beginning would give: wrong only within the hour that clocks skip or repeat */
    int32_t offset = truce_time_zone_offset_s(calendar->zone, truce_calendar_day_start(calendar, day));
    offset = truce_time_zone_offset_s(calendar->zone, (struct truce_instant){shown.us - offset * SECOND_US});
    return (struct truce_instant){shown.us - offset * SECOND_US};
}

bool truce_import_read_day(struct truce_import_job *job, const char *column, struct truce_text text,
                           struct truce_day *out)
{
    if (text.len == 0)
        return truce_import_wrong(job, column, text, "there is no date");
    if (!truce_form_day(text, out))
        return truce_import_wrong(job, column, text,
                                  "this is no date; 2025-05-16, 16 May 2025, 16-05-2025 and 20250516 are, in "
                                  "the years 1800 to 2199");
    return true;
}

bool truce_import_read_time(struct truce_import_job *job, const char *column, struct truce_text time,
                            struct truce_day day)
{
    struct truce_event *event = &job->event;
    int32_t seconds = 0;

    if (time.len == 0) {
        event->from = truce_import_day_start(job, day);
        event->until = truce_import_day_start(job, (struct truce_day){day.n + 1});
        return true;
    }
    if (!truce_form_time(time, &seconds))
        return truce_import_wrong(job, column, time,
                                  "this is no time of day; 09:05, 9:05, 0905 and 09:05:30 are");
    event->from = truce_import_instant(job, day, seconds - seconds % 60);
    event->until.us = event->from.us + 60 * SECOND_US;
    return true;
}

bool truce_import_read_position(struct truce_import_job *job, struct truce_text lon, struct truce_text lat)
{
    struct truce_lonlat at;

    if (lon.len == 0 && lat.len == 0)
        return true;
    if (!truce_text_to_double(lon, &at.lon_deg) || !(fabs(at.lon_deg) <= 180))
        return truce_import_wrong(job, "longitude", lon, "this is no longitude from -180 to 180 degrees");
    if (!truce_text_to_double(lat, &at.lat_deg) || !(fabs(at.lat_deg) <= 90))
        return truce_import_wrong(job, "latitude", lat, "this is no latitude from -90 to 90 degrees");
    job->event.at = at;
    job->event.place = TRUCE_EVENT_POINT;
    return true;
}

bool truce_import_read_number(struct truce_import_job *job, const char *column, struct truce_text text,
                              double *out)
{
    bool lower_bound = false;

    if (text.len == 0)
        return true;
    if (!truce_form_count(text, out, &lower_bound) || lower_bound)
        return truce_import_wrong(job, column, text, "this is no whole number from 0 to 999,999,999");
    return true;
}
