/*
 * Claims against control maps: the engine.
 *
 * Pure: it reads maps through the cursor of record/control.h, opens nothing, prints nothing, knows no clock.  The same
 * input gives the same answer.  Semantics: docs/claims.md.
 */
#ifndef TRUCE_VERIFY_VERIFY_H
#define TRUCE_VERIFY_VERIFY_H

#include "base/notes.h"
#include "geo/front.h"
#include "record/claim.h"
#include "record/control.h"
#include "record/place.h"
#include "verify/series.h"

struct truce_verify_options {
    int gap_days;     /* a snapshot may be this many days off the wanted one; default 3 */
    bool use_suspect; /* use snapshots that were flagged as suspect; default no */
    double
        assumed_sigma_m;  /* positional accuracy for sources that state none; NaN: assume nothing (default) */
    double shift_limit_m; /* farthest displacement of the line tried; default 25,000 */
    unsigned threads;     /* for work that can be shared out; the answer does not depend on it; default 1 */
    double
        border_margin_m; /* what runs along coast or border within this is coast or border; default 1,000 */
    void (*progress)(void *context, const char *what, size_t done, size_t total); /* may be NULL */
    void *progress_context;
};

void truce_verify_options_init(struct truce_verify_options *options);

/* What the sources show of a claim; never what somebody knew or meant.  Words: truce_finding_words(). */
enum truce_finding {
    TRUCE_FINDING_SUPPORTED, /* the claim lies within the interval (or equals our figure as it was rounded) */
    TRUCE_FINDING_EXCEEDS,   /* the claim is above the interval */
    TRUCE_FINDING_FALLS_SHORT,  /* the claim is below the interval: the map shows more than was claimed */
    TRUCE_FINDING_WITHIN_REACH, /* above what is assessed, but not above it with claimed areas counted */
    TRUCE_FINDING_TOO_CLOSE,    /* a named place within two sigma of the line of contact */
    TRUCE_FINDING_NOT_SHOWN,    /* a named place that the map does not show as the claim says */
    TRUCE_FINDING_NO_EVIDENCE,  /* no usable snapshot, or the source cannot answer (areas only, no places) */
};

const char *truce_finding_name(enum truce_finding finding); /* "supported", "exceeds", ... for JSON */

/* Day choice for one end of the period. */
struct truce_end {
    struct truce_day wanted; /* TRUCE_DAY_NONE: this end is not needed (sense held) */
    struct truce_day shown;  /* the day of the snapshot used; TRUCE_DAY_NONE when there is none */
    int gap_days;            /* shown - wanted */
    size_t index;            /* into the source's days; only when shown */
    const char *file;        /* borrowed from the source; NULL when there is none */
    const char *why_none;    /* static text, or NULL: "no snapshot within 3 days" */
};

/* Square kilometres; NaN where the source cannot tell (areas only: gained and lost). */
struct truce_area_change {
    double held_start_km2, held_end_km2;
    double gained_km2, lost_km2;
};

struct truce_region_change {
    int region; /* index into the regions; -1: outside of all regions */
    struct truce_area_change area;
    size_t places_gained, places_lost;
};

struct truce_place_change {
    size_t place; /* index into the places */
    int region;   /* index into the regions, by position; -1: in none of them, or no regions */
    struct truce_day
        first_day; /* gained: first day inside and inside ever since; lost: first day outside ever since */
    double distance_m; /* to the line of contact at the end, on the ellipsoid; INFINITY beyond the limit */
};

struct truce_place_changes {
    struct truce_place_change *items; /* by first_day, then in the order of the places */
    size_t n;
};

/* The line of contact at the end moved everywhere by d_m: what the claim's figure would then be. */
struct truce_shift {
    double d_m; /* outwards positive */
    double area_km2;
    double places;
};

enum truce_shift_state {
    TRUCE_SHIFT_NOT_ASKED, /* no geometry, or a claim for which it means nothing */
    TRUCE_SHIFT_FOUND,     /* moving the line by d_m makes the claim hold */
    TRUCE_SHIFT_BEYOND,    /* no displacement up to the limit does */
};

/* Day by day since the start of the period. */
struct truce_track_row {
    struct truce_day day;
    double figure;      /* in the claim's sense and quantity (km2); NaN where the source cannot tell */
    double figure_high; /* with claimed areas counted; NaN where the source has no such layer */
    double held_km2;
    bool suspect; /* flagged; not used unless told */
};

/* One version of the number and what the source shows of it. */
struct truce_judged {
    double value;            /* as claimed */
    const char *value_text;  /* as written */
    const char *reported_by; /* "" for the claim itself */
    enum truce_finding finding;
    double excess; /* (value - figure) / figure, on the figure the finding names; NaN when the figure is 0 */
    struct truce_day
        reached; /* first day on which the series stood at or above the value; for places: on which so many had
         * changed hands for good; TRUCE_DAY_NONE: never */
    enum truce_shift_state shift_state;
    double shift_m; /* displacement of the line at which our figure would be the value; outwards positive */
};

struct truce_place_state {
    size_t place;         /* index into the places; only when n_matches == 1 */
    size_t n_matches;     /* places of that name; 0: unknown place; more than 1: ambiguous */
    double share_held;    /* of its polygon, [0, 1]; of a point 0 or 1 */
    double share_claimed; /* the same for claimed areas; NaN where the source has none */
    double distance_m;    /* point to the line of contact; INFINITY beyond the limit */
    struct truce_day first_inside, last_inside; /* over all snapshots of the source; TRUCE_DAY_NONE: never */
};

/* One claim by one source. */
struct truce_source_answer {
    const struct truce_source *source;
    struct truce_end start, end;
    struct truce_area_change drawn; /* all that the source draws, wherever it lies */
    struct truce_area_change
        scoped; /* within the claim's `where`; equals `drawn` when there are no regions to tell */
    struct truce_area_change high; /* scoped, with claimed layers counted as held; NaN where there are none */
    struct truce_area_change
        with_contested; /* scoped, with contested and unknown areas counted as well; NaN where there are none */
    struct truce_region_change
        *regions; /* only those that changed or held ground; the last may be region -1 */
    size_t n_regions;
    struct truce_place_changes gained, lost; /* within the claim's `where` and kinds */
    struct truce_place_changes
        close; /* within two sigma of the line at the end; also in gained or lost when they are */
    struct truce_place_state place; /* for a named place */
    double figure;                  /* ours, in the claim's quantity and sense: km2 or places */
    bool figure_is_lower_bound;     /* gained of an areas-only source is at least its net */
    double figure_low, figure_high; /* interval from the accuracy (95 %); NaN when no accuracy is known */
    double figure_with_claimed;     /* with claimed layers counted; NaN when there are none */
    double sigma_m;                 /* used for the interval; NaN when none */
    bool sigma_assumed;             /* it came from the options, not from the source */
    bool front_knows_borders;       /* false: no regions, so coast and border count as line of contact */
    double front_length_m;
    double front_scale_error;   /* of the plane in which the line was moved */
    struct truce_shift *shifts; /* a fixed table of displacements, ascending; empty without geometry */
    size_t n_shifts;
    struct truce_judged judged;    /* the claim itself */
    struct truce_judged *variants; /* one for each variant of the claim */
    struct truce_track_row *track;
    size_t n_track;
    struct truce_multipolygon gained_shape, lost_shape; /* within `where`; empty without geometry */
    struct truce_multipolygon held_end_shape;           /* for pictures */
};

struct truce_claim_answer {
    const struct truce_claim *claim;
    struct truce_source_answer *sources; /* one a source, in the order given */
    size_t n_sources;
    size_t n_evidence, n_supported; /* sources that could tell; of them, those that support */
    double figure_min, figure_max;  /* over the sources that could tell; NaN when none */
    size_t *published;              /* indexes into claims->published whose period matches this claim's */
    size_t n_published;
};

struct truce_verify_input {
    const struct truce_claims *claims;
    const struct truce_control_days *sources;
    size_t n_sources;
    const struct truce_places *places;   /* NULL when none were given */
    const struct truce_regions *regions; /* NULL when none were given */
};

struct truce_verify_answer {
    struct truce_verify_input input; /* borrowed */
    struct truce_verify_options options;
    struct truce_claim_answer *claims; /* one a claim, in the order of the file */
    size_t n;
    struct truce_series *series; /* one a source */
    struct truce_notes notes;    /* gaps, suspects, repairs, what could not be told apart */
};

/*
 * Judges every claim by every source.
 *
 * out     filled; caller releases with truce_verify_answer_fini.
 * Fails:  TRUCE_ERR_UNKNOWN a claim names a region or place that is not there (position in the claims file);
 *         TRUCE_ERR_RANGE options out of range; whatever a cursor's load returns; TRUCE_ERR_MEMORY.
 * Cost:   every snapshot is read once a source; about 0.5 s for a year of daily maps of 3,000 points.
 */
enum truce_status truce_verify_run(const struct truce_verify_input *input,
                                   const struct truce_verify_options *options,
                                   struct truce_verify_answer *out, struct truce_err *err) TRUCE_MUST_USE;
void truce_verify_answer_fini(struct truce_verify_answer *answer);

/* The finding as a clause, with word, number and rule: "exceeds the map by 48.8 % (4,342.6 km2 gained; claimed 6,460)".
 * Into out, of n bytes. */
void truce_finding_words(const struct truce_claim *claim, const struct truce_source_answer *source,
                         const struct truce_judged *judged, char *out, size_t n);

#endif
