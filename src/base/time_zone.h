/*
 * Time zones by their IANA names, from the system's tz database.  The one door to GLib's GTimeZone.
 */
#ifndef TRUCE_BASE_TIME_ZONE_H
#define TRUCE_BASE_TIME_ZONE_H

#include "base/day.h"
#include "base/status.h"

struct truce_time_zone;

/*
 * name: an area and a place ("Europe/Kyiv", "America/Argentina/Ushuaia") or "UTC".  Fixed offsets in any dress ("+02:00",
 * "Etc/GMT-2", "EST5EDT") and anything that could be a path are refused: an offset is written as one.
 *
 * Fails: TRUCE_ERR_UNKNOWN no such zone here, or no such name; TRUCE_ERR_MEMORY.  Owns: caller calls _close.
 * Cost:  reads a file of the tz database; thread-safe.
 */
enum truce_status truce_time_zone_open(const char *name, struct truce_time_zone **out,
                                       struct truce_err *err) TRUCE_MUST_USE;
void truce_time_zone_close(struct truce_time_zone *zone); /* NULL: nothing */

/* Seconds east of Greenwich at an instant.  Thread-safe. */
int32_t truce_time_zone_offset_s(const struct truce_time_zone *zone, struct truce_instant at);

/* The first instant in (from, until] at which another offset, or the same for another reason (a new name, a new law), comes into force.  False where
 * there is none; *out is then untouched.  Thread-safe. */
bool truce_time_zone_next_change(const struct truce_time_zone *zone, struct truce_instant from,
                                 struct truce_instant until, struct truce_instant *out);

#endif
