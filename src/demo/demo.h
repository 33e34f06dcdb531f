/*
 * A fictional, seeded conflict of which the truth is known.
 *
 * Two invented states on land that does not exist, in an empty part of the South Atlantic; a line of contact
 * that moves for some hundred days; two sources that draw it with known errors; places, regions and claims.
 * Because the generator knows the true line, tests can ask whether stated intervals hold the truth as often
 * as they say.  docs/demo.md describes the world, the files and the error model.
 *
 * Every random number is Philox keyed by (seed, stream, item), so the same seed gives the same bytes in any
 * order.  Truth is computed here with this module's own geometry, not with the geometry that the engines use,
 * so that it can serve as an oracle.
 */
#ifndef TRUCE_DEMO_DEMO_H
#define TRUCE_DEMO_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "record/claim.h"
#include "record/control.h"
#include "record/place.h"

#define TRUCE_DEMO_SEED    UINT64_C(1) /* when none is given */
#define TRUCE_DEMO_SOURCES 2
/* The file that says that a folder is ours, and lists what we put there. */
#define TRUCE_DEMO_MARKER     ".truce-demo"
#define TRUCE_DEMO_DAYS_MIN   10
#define TRUCE_DEMO_DAYS_MAX   2000
#define TRUCE_DEMO_PLACES_MAX 4000

/* How the errors of a source hang together.  Either way, one point of the line is off by a normal error of
 * the stated sigma. */
enum truce_demo_error_model {
    TRUCE_DEMO_ERROR_LOCAL, /* alike over correlation_km of the line; drawn anew only where it moves */
    TRUCE_DEMO_ERROR_WHOLE, /* one offset for the whole line, drawn anew every redraw_days: the worst case */
};

struct truce_demo_source_options {
    double sigma_m;       /* stated and true, metres, along the normal of the line; [0, 2000] */
    int every_days;       /* one map every so many days; >= 1 */
    int shows_day_offset; /* day shown = day in the file's name + this; 0 or -1 */
    int stride;           /* draws every so many knots of the line; >= 1 */
    bool coded;           /* with claimed and contested areas beside the held one */
};

struct truce_demo_options {
    int days;      /* of truth, [TRUCE_DEMO_DAYS_MIN, TRUCE_DEMO_DAYS_MAX]; default 400 */
    size_t places; /* at most TRUCE_DEMO_PLACES_MAX; default 2,000 */
    double
        knot_m; /* spacing of the line's knots, [500, 5000]; default 1,000; coast and borders: half of it */
    enum truce_demo_error_model error_model; /* default LOCAL */
    double correlation_km;                   /* for LOCAL, (0, 500]; default 20 */
    int redraw_days;                         /* errors are drawn anew after so many days; >= 1; default 120 */
    bool blemishes; /* missing days, a half-empty day, a file with an impossible date; default yes */
    struct truce_demo_source_options sources[TRUCE_DEMO_SOURCES];
};

void truce_demo_options_init(struct truce_demo_options *options);

struct truce_demo;

/*
 * Makes the world, its true line for every day, places, regions and claims.
 *
 * options  NULL for the defaults; copied.
 * Owns:    caller frees with truce_demo_free.
 * Fails:   TRUCE_ERR_RANGE an option outside of its limits; TRUCE_ERR_MEMORY.
 * Cost:    about 100 ms for the defaults.  Afterwards all functions that take a const struct truce_demo
 *          are thread-safe.
 */
enum truce_status truce_demo_new(uint64_t seed, const struct truce_demo_options *options,
                                 struct truce_demo **out, struct truce_err *err) TRUCE_MUST_USE;
void truce_demo_free(struct truce_demo *demo); /* NULL is fine */

/* What there is; borrowed, valid until truce_demo_free. */
const struct truce_regions *truce_demo_regions(const struct truce_demo *demo);
const struct truce_places *truce_demo_places(const struct truce_demo *demo);
const struct truce_claims *truce_demo_claims(const struct truce_demo *demo);
const char *
truce_demo_party(const struct truce_demo *demo); /* the state whose forces hold ground in the other */
const char *truce_demo_country(const struct truce_demo *demo); /* the state on whose ground the line runs */
const struct truce_source *truce_demo_source(const struct truce_demo *demo, int source);

/* The first day of truth, and how many days there are. */
struct truce_day truce_demo_first_day(const struct truce_demo *demo);
int truce_demo_days(const struct truce_demo *demo);

/* The days that a source shows, as the engines read them; borrows the demo. */
void truce_demo_cursor(const struct truce_demo *demo, int source, struct truce_control_days *out);

/* Map i of a source: what that source draws, errors and all.  map is initialised; its content is replaced;
 * shapes are valid and oriented.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_demo_map(const struct truce_demo *demo, int source, size_t i,
                                 struct truce_control_map *map, struct truce_err *err) TRUCE_MUST_USE;

/* The true held ground on a day.  Fails: TRUCE_ERR_RANGE a day without truth; TRUCE_ERR_MEMORY. */
enum truce_status truce_demo_truth_map(const struct truce_demo *demo, struct truce_day day,
                                       struct truce_multipolygon *held, struct truce_err *err) TRUCE_MUST_USE;

struct truce_demo_truth {
    double held_start_km2, held_end_km2;
    double gained_km2, lost_km2; /* gained - lost = held_end - held_start */
};

/*
 * True areas between the ends of two days, in one region or (region = -1) in the whole country.
 *
 * Edges are straight in longitude and latitude, as RFC 7946 has it, on the WGS 84 ellipsoid.
 * Fails: TRUCE_ERR_RANGE a day without truth, or no such region; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_demo_truth_areas(const struct truce_demo *demo, struct truce_day start,
                                         struct truce_day end, int region, struct truce_demo_truth *out,
                                         struct truce_err *err) TRUCE_MUST_USE;

/*
 * The true answer to a claim: km2 or places, in the claim's sense, over the days of the claim (from the end
 * of the day before `from` to the end of `to`); for a named place 1 or 0.
 *
 * places  NULL, or room for truce_demo_places()->n indexes: the places that make up the answer.
 * n       NULL when places is NULL; how many there are.
 * Fails:  TRUCE_ERR_UNKNOWN a region or place of the claim is not there; TRUCE_ERR_RANGE days without truth;
 *         TRUCE_ERR_MEMORY.
 */
enum truce_status truce_demo_truth_claim(const struct truce_demo *demo, const struct truce_claim *claim,
                                         double *out, size_t *places, size_t *n,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* Is claim i of truce_demo_claims meant to be true?  The generator puts true and false ones. */
bool truce_demo_claim_is_true(const struct truce_demo *demo, size_t i);

struct truce_demo_written {
    size_t files;
    uint64_t bytes;
    bool replaced; /* an earlier demo stood there */
};

/*
 * Writes everything to a folder: maps/<source>/, places.csv, regions.geojson, land.geojson, claims.yaml,
 * truth.json and the marker.  The folder must be new, empty, or carry our marker; then the files that the
 * marker lists are removed first.
 *
 * progress may be NULL.
 * Fails:  TRUCE_ERR_USAGE the folder holds other files; TRUCE_ERR_IO; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_demo_write(const struct truce_demo *demo, const char *folder,
                                   void (*progress)(void *context, const char *what, size_t done,
                                                    size_t total),
                                   void *progress_context, struct truce_demo_written *out,
                                   struct truce_err *err) TRUCE_MUST_USE;

#endif
