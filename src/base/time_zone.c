/*
 * Time zones: GLib reads the tz database, we ask it for offsets.
 *
 * A zone is a row of intervals, each with one offset, numbered in the order of time; between two instants with the same number no
 * clock was changed, and where the numbers differ the change is found by bisection.  Only full names of the tz database are let
 * through, because GLib itself takes "+02:00", "EST5EDT" (a rule of its own making) and paths below its folder as well, and because
 * "Etc/GMT-2" lies east of Greenwich, which nobody who writes it in an agreement should have to know.
 *
 * The database has tables until 2037 and a rule for the years after it.  GLib 2.74 misreads a rule whose other time is Greenwich's
 * (Europe/Dublin, "IST-1GMT0,..."): it puts an hour on what is written.  Such a zone is known by an offset that its table does not end
 * with; a year after the table is then taken to be like the last one of the table that has the same calendar.
 *
 * A GTimeZone does not change after it was opened, so one may be read by many threads; GLib locks its own cache of them.
 */
#include "base/time_zone.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define US_PER_S   INT64_C(1000000)
#define S_PER_DAY  INT64_C(86400)
#define NAME_MAX_B 64 /* bytes; the longest of the database has 32 */

#define TABLE_LAST                                                                                           \
    2037 /* the last year of the tables; with the 27 before it all fourteen calendars of a year */

struct truce_time_zone {
    GTimeZone *glib;
    gint64 table_end_s; /* where years after the table begin, if its rule is misread; else never */
};

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Parts of letters, '_' and '-', each beginning with a capital, with '/' between them; or "UTC".  This keeps out paths, offsets,
 * rules, and the copies below posix/ and right/ (the latter count leap seconds). */
static bool looks_like_a_zone(const char *name)
{
    size_t slashes = 0;
    bool begins = true;

    if (strcmp(name, "UTC") == 0)
        return true;
    if (strnlen(name, NAME_MAX_B) == NAME_MAX_B)
        return false;
    for (const char *c = name; *c != '\0'; c++) {
        if (begins ? !(*c >= 'A' && *c <= 'Z') : !(is_letter(*c) || *c == '_' || *c == '-' || *c == '/'))
            return false;
        begins = *c == '/';
        slashes += begins;
    }
    return slashes > 0 && !begins;
}

/* ---- years after the table ---- */

static gint64 year_start_s(int year)
{
    gint64 y = year - 1; /* whole years since the year 1, whose first day is 719,162 days before 1970 */
    return (y * 365 + y / 4 - y / 100 + y / 400 - 719162) * S_PER_DAY;
}

/* The last year of the table whose days have the same weekdays. */
static int like_year(int year)
{
    gint64 length = year_start_s(year + 1) - year_start_s(year);
    for (int model = TABLE_LAST;; model--)
        if (year_start_s(model + 1) - year_start_s(model) == length &&
            (year_start_s(year) - year_start_s(model)) % (7 * S_PER_DAY) == 0)
            return model;
}

static gint32 offset_in(GTimeZone *glib, int year, int day)
{
    gint64 s = year_start_s(year) + day * S_PER_DAY;
    return g_time_zone_get_offset(glib, g_time_zone_find_interval(glib, G_TIME_TYPE_UNIVERSAL, s));
}

/* A rule goes on with what the table ends with; no table reaches 2150. */
static bool rule_is_misread(GTimeZone *glib)
{
    gint32 winter = offset_in(glib, TABLE_LAST, 15), summer = offset_in(glib, TABLE_LAST, 196);
    for (int day = 15; day <= 196; day += 196 - 15) {
        gint32 later = offset_in(glib, 2150, day);
        if (later != winter && later != summer)
            return true;
    }
    return false;
}

/* ---- the zone ---- */

enum truce_status truce_time_zone_open(const char *name, struct truce_time_zone **out, struct truce_err *err)
{
    if (!looks_like_a_zone(name))
        return truce_fail(err, TRUCE_ERR_UNKNOWN,
                          "\"%.60s\" is no name of a time zone; one is written like Europe/Kyiv, or UTC",
                          name);
    struct truce_time_zone *zone = malloc(sizeof *zone);
    if (zone == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a time zone");
    zone->glib = g_time_zone_new_identifier(name);
    if (zone->glib == NULL) {
        free(zone);
        return truce_fail(err, TRUCE_ERR_UNKNOWN,
                          "there is no time zone \"%.60s\" in this system's tz database (package tzdata)",
                          name);
    }
    zone->table_end_s = rule_is_misread(zone->glib) ? year_start_s(TABLE_LAST + 1) : INT64_MAX;
    *out = zone;
    return TRUCE_OK;
}

void truce_time_zone_close(struct truce_time_zone *zone)
{
    if (zone == NULL)
        return;
    g_time_zone_unref(zone->glib);
    free(zone);
}

/* towards the past, before 1970 as well */
static gint64 whole_seconds(struct truce_instant at)
{
    return at.us / US_PER_S - (at.us % US_PER_S < 0);
}

/* The number of the interval at an instant: the same as long as no clock is changed, or year replaced.  *offset_s may be NULL. */
static gint64 interval_at(const struct truce_time_zone *zone, gint64 s, gint32 *offset_s)
{
    gint64 replaced = 0;

    if (s >= zone->table_end_s) {
        int year, month, day;
        truce_day_to_civil((struct truce_day){(int32_t)(s / S_PER_DAY)}, &year, &month, &day);
        int model = like_year(year);
        s += year_start_s(model) - year_start_s(year);
        replaced = year - model;
    }
    gint interval = g_time_zone_find_interval(zone->glib, G_TIME_TYPE_UNIVERSAL, s);
    if (offset_s != NULL)
        *offset_s = g_time_zone_get_offset(zone->glib, interval);
    return replaced << 32 | interval;
}

int32_t truce_time_zone_offset_s(const struct truce_time_zone *zone, struct truce_instant at)
{
    gint32 offset_s;

    interval_at(zone, whole_seconds(at), &offset_s);
    return offset_s;
}

bool truce_time_zone_next_change(const struct truce_time_zone *zone, struct truce_instant from,
                                 struct truce_instant until, struct truce_instant *out)
{
    gint64 before = whole_seconds(from), after = whole_seconds(until);
    gint64 interval = interval_at(zone, before, NULL);

    if (after <= before || interval_at(zone, after, NULL) == interval)
        return false;
    while (after - before > 1) { /* changes are at whole seconds */
        gint64 middle = before + (after - before) / 2;
        if (interval_at(zone, middle, NULL) == interval)
            before = middle;
        else
            after = middle;
    }
    out->us = after * US_PER_S;
    return true;
}
