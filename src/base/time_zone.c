/*
 * Time zones: GLib reads the tz database, we ask it for offsets.
 *
 * A zone is a row of intervals, each with one offset, numbered in the order of time; between two instants with the same number no
 * clock was changed, and where the numbers differ the change is found by bisection.  Only full names of the tz database are let
 * through, because GLib itself takes "+02:00", "EST5EDT" (a rule of its own making) and paths below its folder as well, and because
 * "Etc/GMT-2" lies east of Greenwich, which nobody who writes it in an agreement should have to know.
 *
 * A GTimeZone does not change after it was opened, so one may be read by many threads; GLib locks its own cache of them.
 */
#include "base/time_zone.h"

#include <glib.h>
#include <string.h>

#define US_PER_S   INT64_C(1000000)
#define NAME_MAX_B 64 /* bytes; the longest of the database has 32 */

/* struct truce_time_zone is only ever a GTimeZone behind another name: there is nothing to keep beside it. */
static GTimeZone *glib_zone(const struct truce_time_zone *zone)
{
    return (GTimeZone *)(uintptr_t)zone; /* GLib's functions want it writable and do not write */
}

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

enum truce_status truce_time_zone_open(const char *name, struct truce_time_zone **out, struct truce_err *err)
{
    if (!looks_like_a_zone(name))
        return truce_fail(err, TRUCE_ERR_UNKNOWN,
                          "\"%.60s\" is no name of a time zone; one is written like Europe/Kyiv, or UTC",
                          name);
    GTimeZone *zone = g_time_zone_new_identifier(name);
    if (zone == NULL)
        return truce_fail(err, TRUCE_ERR_UNKNOWN,
                          "there is no time zone \"%.60s\" in this system's tz database (package tzdata)",
                          name);
    *out = (struct truce_time_zone *)zone;
    return TRUCE_OK;
}

void truce_time_zone_close(struct truce_time_zone *zone)
{
    if (zone != NULL)
        g_time_zone_unref(glib_zone(zone));
}

/* towards the past, before 1970 as well */
static gint64 whole_seconds(struct truce_instant at)
{
    return at.us / US_PER_S - (at.us % US_PER_S < 0);
}

static gint interval_at(const struct truce_time_zone *zone, gint64 s)
{
    return g_time_zone_find_interval(glib_zone(zone), G_TIME_TYPE_UNIVERSAL, s);
}

int32_t truce_time_zone_offset_s(const struct truce_time_zone *zone, struct truce_instant at)
{
    return g_time_zone_get_offset(glib_zone(zone), interval_at(zone, whole_seconds(at)));
}

bool truce_time_zone_next_change(const struct truce_time_zone *zone, struct truce_instant from,
                                 struct truce_instant until, struct truce_instant *out)
{
    gint64 before = whole_seconds(from), after = whole_seconds(until);
    gint interval = interval_at(zone, before);

    if (after <= before || interval_at(zone, after) == interval)
        return false;
    while (after - before > 1) { /* changes are at whole seconds */
        gint64 middle = before + (after - before) / 2;
        if (interval_at(zone, middle) == interval)
            before = middle;
        else
            after = middle;
    }
    out->us = after * US_PER_S;
    return true;
}
