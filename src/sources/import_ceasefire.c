/*
 * A table of ceasefire violations in the form in which the OSCE mission in Ukraine printed its own: where the observer stood, how far off and in which direction, how
 * many, what was seen or heard.
 *
 * The layout of columns is ours: docs/formats/import.md.  The place is the band in which the observer places it: the distance as an interval, the direction as exact as
 * its name: a sector of 22.5 degrees for one of 16 points, every bearing in it alike.
 */
#include <math.h>

#include "sources/import_parts.h"

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

enum {
    C_ID,
    C_DATE,
    C_TIME,
    C_POSITION,
    C_LONGITUDE,
    C_LATITUDE,
    C_PLACE,
    C_DISTANCE,
    C_DIRECTION,
    C_NUMBER,
    C_OBSERVATION,
    C_DESCRIPTION,
    C_WEAPON,
    C_MEANS,
    C_NOTE,
};

/* "N/K" and its like: the observer said that it is not known. */
static struct truce_text known(struct truce_text text)
{
    static const char *const words[] = {"N/K", "NK", "N/A", "unknown", "undetermined", "-"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (truce_text_equal_nocase(text, truce_text_view(words[i])))
            return (struct truce_text){"", 0};
    return text;
}

/* A sector of 360 / points degrees; a bearing in degrees was read to about one. */
static double spread_deg(int points)
{
    return points > 0 ? 360.0 / points / sqrt(12) : 1.0;
}

static bool read_band(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text distance = known(truce_import_field(job, C_DISTANCE));
    struct truce_text direction = known(truce_import_field(job, C_DIRECTION));
    double min_m = 0, max_m = 0, bearing = 0;
    int points = 0;

    if (distance.len > 0 && !truce_form_distance(distance, &min_m, &max_m))
        return truce_import_wrong(job, "distance", distance,
                                  "this is no distance; 4-6 km, 3 km and 500 m are");
    if (direction.len > 0 && !truce_form_direction(direction, &bearing, &points))
        return truce_import_wrong(job, "direction", direction,
                                  "this is no direction; SSE, south-south-east and 157.5 are");
    event->direction = direction;
    if (event->place == TRUCE_EVENT_NOWHERE || distance.len == 0 || direction.len == 0) {
        event->place = TRUCE_EVENT_NOWHERE; /* an observer's own position is not where it happened */
        return true;
    }
    if (!(max_m > min_m)) { /* one number: to a tenth, and to 50 m at least */
        double margin_m = fmax(min_m * 0.1, 50);
        max_m = min_m + margin_m;
        min_m = fmax(min_m - margin_m, 0);
    }
    event->place = TRUCE_EVENT_BAND;
    event->a = bearing;
    event->b = spread_deg(points);
    event->c = min_m;
    event->d = max_m;
    return true;
}

static bool read_ceasefire(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text number = known(truce_import_field(job, C_NUMBER));
    struct truce_text native[] = {known(truce_import_field(job, C_WEAPON)),
                                  truce_import_field(job, C_OBSERVATION)};
    struct truce_text place = known(truce_import_field(job, C_PLACE));
    struct truce_day day;

    event->id = truce_import_field(job, C_ID);
    if (!truce_import_read_day(job, "date", truce_import_field(job, C_DATE), &day) ||
        !truce_import_read_time(job, "time", known(truce_import_field(job, C_TIME)), day) ||
        !truce_import_read_position(job, truce_import_field(job, C_LONGITUDE),
                                    truce_import_field(job, C_LATITUDE)) ||
        !read_band(job))
        return false;
    if (number.len > 0 && !truce_form_count(number, &event->count, &event->count_is_lower_bound))
        return truce_import_wrong(job, "number", number, "this is no number; 5, at least 5 and >= 5 are");
    if (number.len == 0) { /* it was observed, so there was one */
        event->count = 1;
        event->count_is_lower_bound = true;
    }
    for (int i = 0; i < TRUCE_EVENT_DIGEST && C_DATE + i <= C_WEAPON; i++)
        event->digest[i] = truce_import_field(job, C_DATE + i);
    event->digest[3] = truce_import_field(
        job, C_DESCRIPTION); /* instead of the position's coordinates, which go with its name */
    event->digest[4] = truce_import_field(job, C_WEAPON);
    truce_import_classify(job, native, 2, truce_import_field(job, C_DESCRIPTION));
    event->place_name = place.len > 0 ? place : truce_import_field(job, C_POSITION);
    truce_event_add_note(event, NULL, truce_import_field(job, C_NOTE));
    truce_event_add_note(event, "observation", truce_import_field(job, C_OBSERVATION));
    truce_event_add_note(event, "description", truce_import_field(job, C_DESCRIPTION));
    truce_event_add_note(event, "weapon", truce_import_field(job, C_WEAPON));
    truce_event_add_note(event, "position", truce_import_field(job, C_POSITION));
    truce_event_add_note(event, "distance", truce_import_field(job, C_DISTANCE));
    truce_event_add_note(event, "means", truce_import_field(job, C_MEANS));
    return true;
}

const struct truce_import_layout truce_import_ceasefire = {
    .prefix = "ceasefire",
    .by = "OSCE",
    .columns =
        NAMES("?id", "date", "?time", "?position", "?position_longitude", "?position_latitude", "?place",
              "distance", "direction", "number", "observation", "?description", "?weapon", "?means", "?note"),
    .signs = NAMES("date", "distance", "direction", "number", "observation"),
    .read = read_ceasefire,
};
