/*
 * Prints where the days of time zones begin, for tests/calendar/zones to compare.
 *
 *   zones_table FROM UNTIL ENDS ZONE...      ENDS: minutes after midnight at which reporting days end
 *
 * A line "zone NAME"; then for each day of [FROM, UNTIL) that does not begin 24 hours after the one before "civil DAY SECONDS" or
 * "reporting DAY SECONDS"; after each of these, for each half hour of the day and a half before and after its beginning,
 * "at SECONDS CIVIL-DAY REPORTING-DAY".
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/time_zone.h"

#define US_PER_S INT64_C(1000000)
#define DAY_S    INT64_C(86400)

typedef struct truce_instant start_of(const struct truce_calendar *, struct truce_day);

static void print_half_hours(const struct truce_calendar *calendar, int64_t middle_s)
{
    for (int64_t s = middle_s - DAY_S * 3 / 2; s <= middle_s + DAY_S * 3 / 2; s += 1800) {
        struct truce_instant at = {s * US_PER_S};
        char civil[TRUCE_DAY_TEXT], reporting[TRUCE_DAY_TEXT];
        truce_day_format(truce_calendar_day(calendar, at), civil);
        truce_day_format(truce_calendar_reporting_day(calendar, at), reporting);
        printf("at %lld %s %s\n", (long long)s, civil, reporting);
    }
}

static void print_days(const struct truce_calendar *calendar, struct truce_day from, struct truce_day until,
                       start_of *start, const char *what)
{
    int64_t before = INT64_MIN;

    for (struct truce_day day = from; day.n < until.n; day.n++) {
        int64_t at = start(calendar, day).us;
        if (before == INT64_MIN || at - before != DAY_S * US_PER_S) {
            char text[TRUCE_DAY_TEXT];
            truce_day_format(day, text);
            printf("%s %s %lld\n", what, text, (long long)(at / US_PER_S));
            print_half_hours(calendar, at / US_PER_S);
        }
        before = at;
    }
}

int main(int argc, char **argv)
{
    struct truce_day from, until;

    if (argc < 5 || !truce_day_parse(truce_text_view(argv[1]), &from) ||
        !truce_day_parse(truce_text_view(argv[2]), &until)) {
        fprintf(stderr, "usage: zones_table FROM UNTIL ENDS ZONE...\n");
        return 64;
    }
    for (int i = 4; i < argc; i++) {
        struct truce_time_zone *zone;
        struct truce_calendar calendar;
        struct truce_err err;

        if (truce_time_zone_open(argv[i], &zone, &err) != TRUCE_OK) {
            fprintf(stderr, "%s\n", err.text);
            return 65;
        }
        truce_calendar_init(&calendar);
        calendar.zone = zone;
        calendar.reporting_day_ends_s = (int32_t)strtol(argv[3], NULL, 10) * 60;
        printf("zone %s\n", argv[i]);
        print_days(&calendar, from, until, truce_calendar_day_start, "civil");
        print_days(&calendar, from, until, truce_calendar_reporting_start, "reporting");
        truce_time_zone_close(zone);
    }
    return 0;
}
