/*
 * What the files of this module share; nobody else includes it.
 *
 * The world is drawn in a frame of its own: s runs along the line of contact, u across it, both in
 * kilometres.  A line of contact is one u for every s, so it can never cross itself, whatever is added to it.
 */
#ifndef TRUCE_DEMO_INTERNAL_H
#define TRUCE_DEMO_INTERNAL_H

#include "base/buf.h"
#include "demo/demo.h"

/* Streams of random numbers; one a purpose, so that a change to one leaves the others alone. */
enum truce_demo_stream {
    TRUCE_DEMO_STREAM_FRAME = 1,
    TRUCE_DEMO_STREAM_OUTLINE,
    TRUCE_DEMO_STREAM_FAR_COAST,
    TRUCE_DEMO_STREAM_NODES,
    TRUCE_DEMO_STREAM_CHAINS, /* and the next 32 */
    TRUCE_DEMO_STREAM_NAMES = 64,
    TRUCE_DEMO_STREAM_PLACES,
    TRUCE_DEMO_STREAM_LINE,
    TRUCE_DEMO_STREAM_DRIVES,
    TRUCE_DEMO_STREAM_PUSHES,
    TRUCE_DEMO_STREAM_BLEMISHES,
    TRUCE_DEMO_STREAM_ERRORS,       /* and the next TRUCE_DEMO_SOURCES */
    TRUCE_DEMO_STREAM_STRIKES = 96, /* reported before the ceasefire; see mission.h */
};

struct truce_demo_su {
    double s_km, u_km;
};

#define TRUCE_DEMO_LENGTH_KM 300.0 /* of the country along s */
#define TRUCE_DEMO_HALF_KM   85.0  /* half of its width, along u */
#define TRUCE_DEMO_WAVES     4
#define TRUCE_DEMO_REGIONS   10
#define TRUCE_DEMO_RIM       8 /* borders of regions meet the outline so many times */

/* The bend and the waves that make the frame a landscape; see world.c. */
struct truce_demo_frame {
    struct truce_demo_wave {
        double amplitude_km, per_km; /* 2 pi / wavelength */
        double dx, dy;               /* direction in which the wave runs; it displaces across that */
        double phase;
    } waves[TRUCE_DEMO_WAVES];
};

struct truce_demo {
    uint64_t seed;
    struct truce_demo_options options;
    struct truce_demo_frame frame;

    struct truce_lonlat *outline; /* of the country, counter-clockwise from the middle of its far coast */
    size_t n_outline;
    size_t left, right;             /* indexes: about where the line of contact ends */
    size_t border_from, border_to;  /* the state border runs over these points, both included */
    size_t rim[TRUCE_DEMO_RIM];     /* where borders of regions meet it */
    struct truce_lonlat *neighbour; /* outline of the other state; shares the border exactly */
    size_t n_neighbour;

    size_t n_knots;
    double *s_km;   /* of each knot */
    double *u_km;   /* [day * n_knots + knot]: the true line */
    int16_t *moved; /* [day * n_knots + knot]: last day up to this one on which the knot moved; 0 for never */

    struct truce_source sources[TRUCE_DEMO_SOURCES];
    struct truce_demo_shown { /* what a source has: days shown, names, the half-empty one */
        struct truce_day *days;
        const char **names;
        size_t n;
        size_t half_empty;      /* index; SIZE_MAX for none */
        const char *impossible; /* name of a file with a date of no calendar; NULL for none */
        const struct truce_demo *demo;
        int source;
    } shown[TRUCE_DEMO_SOURCES];

    const char *party, *party_other, *country;
    struct truce_regions regions;
    struct truce_places places;
    struct truce_claims claims;
    bool *claim_is_true;
    const char **claim_why; /* one line a claim: how it was made */
    struct truce_arena arena;
};

/* noise.c: smooth random functions of one variable, |value| <= about 1 */
struct truce_demo_noise {
    uint64_t seed;
    uint32_t stream;
    double cell; /* width of a cell of the coarsest octave */
    int octaves;
    double gain;     /* amplitude of an octave against the one before */
    uint32_t period; /* cells after which it repeats; 0: never */
};
double truce_demo_noise_at(const struct truce_demo_noise *noise, double x);
double truce_demo_between(const struct truce_demo *demo, uint32_t stream, uint64_t item, double low,
                          double high);

/* world.c */
enum truce_status truce_demo_make_world(struct truce_demo *demo, struct truce_err *err) TRUCE_MUST_USE;
struct truce_lonlat truce_demo_at(const struct truce_demo_frame *frame,
                                  struct truce_demo_su su); /* rounded to 1e-7 deg */
void truce_demo_metres_per_deg(double lat_deg, double *lon_m, double *lat_m);

/* regions.c; outline: the country's, in the frame, as many points as demo->outline */
enum truce_status truce_demo_make_regions(struct truce_demo *demo, const struct truce_demo_su *outline,
                                          struct truce_err *err) TRUCE_MUST_USE;
void truce_demo_find_rim(struct truce_demo *demo,
                         const struct truce_demo_su *base); /* before it is made rugged */
size_t truce_demo_nearest(const struct truce_demo_su *line, size_t n, struct truce_demo_su at);

/* names.c */
enum truce_demo_name_kind {
    TRUCE_DEMO_NAME_STATE,
    TRUCE_DEMO_NAME_REGION,
    TRUCE_DEMO_NAME_PLACE,
};
#define TRUCE_DEMO_NAME_ROOM 48
void truce_demo_name(uint64_t seed, enum truce_demo_name_kind kind, uint32_t item, uint32_t attempt,
                     char out[TRUCE_DEMO_NAME_ROOM]);
void truce_demo_other_name(const char *name,
                           char out[TRUCE_DEMO_NAME_ROOM]); /* in the other state's spelling */

/* places.c */
enum truce_status truce_demo_make_places(struct truce_demo *demo, struct truce_err *err) TRUCE_MUST_USE;

/* front.c: the true line */
enum truce_status truce_demo_make_front(struct truce_demo *demo, struct truce_err *err) TRUCE_MUST_USE;

/* line.c: a line, given as one u a knot, closed along coast and border to a held area */
struct truce_demo_line {
    const double *u_km; /* one a knot */
    int stride;         /* every so many knots are drawn */
    bool half;          /* only the part up to the middle, as a file that was cut short */
};
enum truce_status truce_demo_close_line(const struct truce_demo *demo, const struct truce_demo_line *line,
                                        struct truce_multipolygon *out, struct truce_err *err) TRUCE_MUST_USE;

/* Where a -> b crosses c -> d, as a share of the way; negative when it does not. */
double truce_demo_crossing(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c,
                           struct truce_lonlat d);

/* survey.c: what sources see */
enum truce_status truce_demo_make_sources(struct truce_demo *demo, struct truce_err *err) TRUCE_MUST_USE;

/* truth.c */
double truce_demo_ring_m2(const struct truce_lonlat *points, size_t n); /* signed */
bool truce_demo_inside(const struct truce_lonlat *points, size_t n, struct truce_lonlat at);

/* claims.c */
enum truce_demo_period {
    TRUCE_DEMO_YEAR_START,
    TRUCE_DEMO_YEAR_END,
    TRUCE_DEMO_EARLY_START,
    TRUCE_DEMO_EARLY_END,
    TRUCE_DEMO_LATE_START,
    TRUCE_DEMO_LATE_END,
};
int truce_demo_period(const struct truce_demo *demo, enum truce_demo_period which); /* index of a day */
enum truce_status truce_demo_make_claims(struct truce_demo *demo, struct truce_err *err) TRUCE_MUST_USE;

/* text.c: the files' bytes */
void truce_demo_put_map(const struct truce_demo *demo, int source, const struct truce_control_map *map,
                        struct truce_buf *out);
void truce_demo_put_description(const struct truce_demo *demo, int source, struct truce_buf *out);
void truce_demo_put_places(const struct truce_demo *demo, struct truce_buf *out);
void truce_demo_put_regions(const struct truce_demo *demo, struct truce_buf *out);
void truce_demo_put_land(const struct truce_demo *demo, struct truce_buf *out);
void truce_demo_put_claims(const struct truce_demo *demo, struct truce_buf *out);
enum truce_status truce_demo_put_truth(const struct truce_demo *demo, struct truce_buf *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

#endif
