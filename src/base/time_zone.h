/*
 * Time zones by their IANA names, from the system's tz database.  The one door to GLib's GTimeZone.
 */
#ifndef TRUCE_BASE_TIME_ZONE_H
#define TRUCE_BASE_TIME_ZONE_H

#include "base/day.h"
#include "base/status.h"

struct truce_time_zone;

/* name: "Europe/Kyiv".  Fails: TRUCE_ERR_UNKNOWN no such zone here.  Owns: caller calls _close. */
enum truce_status truce_time_zone_open(const char *name, struct truce_time_zone **out,
                                       struct truce_err *err) TRUCE_MUST_USE;
void truce_time_zone_close(struct truce_time_zone *zone); /* NULL: nothing */

/* Seconds east of Greenwich at an instant.  Thread-safe. */
int32_t truce_time_zone_offset_s(const struct truce_time_zone *zone, struct truce_instant at);

#endif
