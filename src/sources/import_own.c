/*
 * Our own table, for people who keep records in a spreadsheet: docs/formats/import.md.
 */
#include <math.h>
#include <string.h>

#include "sources/import_parts.h"

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

enum {
    T_ID,
    T_BY,
    T_DATE,
    T_TIME,
    T_UNTIL_DATE,
    T_UNTIL_TIME,
    T_CLASS,
    T_COUNT,
    T_LONGITUDE,
    T_LATITUDE,
    T_RADIUS,
    T_CONFIDENCE,
    T_DIRECTION,
    T_DIRECTION_SD,
    T_RANGE_MIN,
    T_RANGE_MAX,
    T_PLACE_NAME,
    T_ACTOR,
    T_EXISTS,
    T_KILLED,
    T_INJURED,
    T_CONFIRMED,
    T_SOURCE,
    T_NOTE,
};

#define COLUMNS                                                                                              \
    "id,by,date,time,until_date,until_time,class,count,longitude,latitude,radius_m,confidence,direction,"    \
    "direction_sd_deg,range_min_m,range_max_m,place_name,actor,exists,killed,injured,confirmed,source,"      \
    "note\n"

const char *truce_import_template(void)
{
    return COLUMNS "P-0001,MONITORS,2026-02-10,04:10,,,indirect_fire,at least "
                   "3,37.75,48.02,500,0.9,,,,,Yasynuvata,,,,,,\"patrol 7; camera 2\",three explosions seen\n"
                   "P-0002,MONITORS,2026-02-10,21:05,,,indirect_fire,5,37.81,48.11,,,SSE,,4000,6000,,,0.9,,,,"
                   "patrol 7,\"heard; "
                   "longitude and latitude are the observer's\"\n";
}

static bool read_decimal(struct truce_import_job *job, const char *column, int i, double min, double max,
                         double *out)
{
    struct truce_text text = truce_import_field(job, i);
    double value;

    if (text.len == 0)
        return true;
    if (!truce_text_to_double(text, &value) || !(value >= min && value <= max))
        return truce_import_wrong(job, column, text,
                                  "this is no number, or one beyond the limits of its column");
    *out = value;
    return true;
}

/* A column of dates holds days or whole instants with an offset. */
static bool read_bound(struct truce_import_job *job, const char *column, int date, int time,
                       struct truce_instant *from, struct truce_instant *until)
{
    struct truce_text text = truce_import_field(job, date);
    struct truce_day day;

    if (truce_instant_parse(text, from)) {
        *until = *from;
        return true;
    }
    if (!truce_import_read_day(job, column, text, &day) ||
        !truce_import_read_time(job, column, truce_import_field(job, time), day))
        return false;
    *from = job->event.from;
    *until = job->event.until;
    return true;
}

static bool read_when(struct truce_import_job *job)
{
    struct truce_instant from, until, end_from, end_until;

    if (!read_bound(job, "date", T_DATE, T_TIME, &from, &until))
        return false;
    if (truce_import_field(job, T_UNTIL_DATE).len > 0) {
        if (!read_bound(job, "until_date", T_UNTIL_DATE, T_UNTIL_TIME, &end_from, &end_until))
            return false;
        /* a day ends with its last instant, a stated time is itself the end */
        until = truce_import_field(job, T_UNTIL_TIME).len > 0 ? end_from : end_until;
        if (until.us <= from.us)
            return truce_import_wrong(job, "until_date", truce_import_field(job, T_UNTIL_DATE),
                                      "the end does not lie after the beginning");
    }
    job->event.from = from;
    job->event.until = until;
    return true;
}

static bool read_circle(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    double radius_m = NAN, confidence = 0.9;

    if (!read_decimal(job, "radius_m", T_RADIUS, 0.01, 1e6, &radius_m) ||
        !read_decimal(job, "confidence", T_CONFIDENCE, 0.001, 0.999, &confidence))
        return false;
    if (isnan(radius_m))
        return true;
    event->place = TRUCE_EVENT_CIRCLE;
    event->a = radius_m;
    event->b = confidence;
    return true;
}

static bool read_where(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text direction = truce_import_field(job, T_DIRECTION);
    double min_m = NAN, max_m = NAN, bearing = 0, sd = NAN;
    int points = 0;

    if (!truce_import_read_position(job, truce_import_field(job, T_LONGITUDE),
                                    truce_import_field(job, T_LATITUDE)) ||
        !read_decimal(job, "range_min_m", T_RANGE_MIN, 0, 1e6, &min_m) ||
        !read_decimal(job, "range_max_m", T_RANGE_MAX, 0, 1e6, &max_m) ||
        !read_decimal(job, "direction_sd_deg", T_DIRECTION_SD, 0.01, 90, &sd))
        return false;
    if (isnan(max_m) || event->place == TRUCE_EVENT_NOWHERE) {
        event->direction = direction;
        return event->place == TRUCE_EVENT_NOWHERE || read_circle(job);
    }
    if (!truce_form_direction(direction, &bearing, &points))
        return truce_import_wrong(
            job, "direction", direction,
            "a range needs the direction in which it lies: SSE, south-south-east or 157.5");
    if (isnan(min_m))
        min_m = 0;
    if (!(max_m - min_m >= 0.01))
        return truce_import_wrong(job, "range_max_m", truce_import_field(job, T_RANGE_MAX),
                                  "it is to be more than range_min_m");
    event->direction = direction;
    event->place = TRUCE_EVENT_BAND;
    event->a = bearing;
    event->b = !isnan(sd) ? sd : points > 0 ? 360.0 / points / sqrt(12) : 1;
    event->c = min_m;
    event->d = max_m;
    return true;
}

/* "A", or chances: "A: 0.4; B: 0.5". */
static bool read_actors(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text rest = truce_import_field(job, T_ACTOR), all = rest;
    double sum = 0;

    while (rest.len > 0) {
        const char *end = memchr(rest.at, ';', rest.len);
        size_t n = end != NULL ? (size_t)(end - rest.at) : rest.len;
        struct truce_text one = {rest.at, n};
        const char *colon = n > 0 ? memchr(rest.at, ':', n) : NULL;
        double p = 1;
        n += end != NULL;
        rest = (struct truce_text){rest.at + n, rest.len - n};
        if (colon != NULL) {
            struct truce_text chance = {colon + 1, (size_t)(one.at + one.len - colon - 1)};
            one.len = (size_t)(colon - one.at);
            if (!truce_text_to_double(truce_text_trim(chance), &p) || !(p >= 0 && p <= 1))
                return truce_import_wrong(job, "actor", all, "a chance is a number from 0 to 1");
        }
        one = truce_text_trim(one);
        const char *ours = truce_import_word(&job->table->actors, one);
        if (ours != NULL)
            one = truce_text_view(ours);
        bool again = false;
        for (size_t i = 0; i < event->n_actors; i++)
            again |= truce_text_equal(event->actors[i].name, one);
        sum += p;
        if (one.len == 0 || one.len > 200 || again || sum > 1 + 1e-9 ||
            event->n_actors == sizeof event->actors / sizeof *event->actors)
            return truce_import_wrong(job, "actor", all,
                                      "up to four parties, each once, whose chances are together at most 1");
        event->actors[event->n_actors++] = (struct truce_event_share){one, p};
    }
    return true;
}

static bool read_numbers(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text count = truce_import_field(job, T_COUNT),
                      confirmed = truce_import_field(job, T_CONFIRMED);

    if (count.len > 0 && !truce_form_count(count, &event->count, &event->count_is_lower_bound))
        return truce_import_wrong(job, "count", count, "this is no number; 5, at least 5 and >= 5 are");
    event->confirmed = truce_text_equal_nocase(confirmed, truce_text_view("yes"));
    if (confirmed.len > 0 && !event->confirmed && !truce_text_equal_nocase(confirmed, truce_text_view("no")))
        return truce_import_wrong(job, "confirmed", confirmed, "this is neither yes nor no");
    return read_decimal(job, "exists", T_EXISTS, 0, 1, &event->exists) &&
           truce_import_read_number(job, "killed", truce_import_field(job, T_KILLED), &event->killed) &&
           truce_import_read_number(job, "injured", truce_import_field(job, T_INJURED), &event->injured);
}

static bool has_control(struct truce_text text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7F)
            return true;
    return false;
}

static bool read_template(struct truce_import_job *job)
{
    struct truce_event *event = &job->event;
    struct truce_text class = truce_import_field(job, T_CLASS), by = truce_import_field(job, T_BY);

    event->id = truce_import_field(job, T_ID);
    if (by.len > 200 || has_control(by))
        return truce_import_wrong(job, "by", by, "a name has at most 200 bytes and no line ends");
    if (by.len > 0)
        job->by = by;
    if (class.len > 200 || has_control(class))
        return truce_import_wrong(job, "class", class, "a name has at most 200 bytes and no line ends");
    if (has_control(truce_import_field(job, T_ACTOR)))
        return truce_import_wrong(job, "actor", truce_import_field(job, T_ACTOR), "names have no line ends");
    if (!read_when(job) || !read_where(job) || !read_actors(job) || !read_numbers(job))
        return false;
    truce_import_classify(job, &class, 1, (struct truce_text){"", 0});
    if (job->unclassified && class.len > 0) { /* our own names need no table */
        event->class_ = class;
        job->unclassified = false;
    }
    for (int i = 0; i < TRUCE_EVENT_DIGEST; i++)
        event->digest[i] = truce_import_field(job, T_BY + i);
    event->place_name = truce_import_field(job, T_PLACE_NAME);
    truce_event_add_sources(event, truce_import_field(job, T_SOURCE), ';');
    truce_event_add_note(event, NULL, truce_import_field(job, T_NOTE));
    return true;
}

const struct truce_import_layout truce_import_template_layout = {
    .prefix = "own",
    .by = "own",
    .columns = NAMES("?id", "?by", "date", "?time", "?until_date", "?until_time", "class", "?count",
                     "?longitude", "?latitude", "?radius_m", "?confidence", "?direction", "?direction_sd_deg",
                     "?range_min_m", "?range_max_m", "?place_name", "?actor", "?exists", "?killed",
                     "?injured", "?confirmed", "?source", "?note"),
    .signs = NAMES("date", "class"),
    .read = read_template,
};
