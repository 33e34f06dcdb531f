/*
 * What the steps of a verification share.  Private to verify.
 *
 *   ground     the regions made ready, once a run
 *   evidence   a source read through, once a source; its states are the maps at the ends of periods
 *   job        one claim by one source
 */
#ifndef TRUCE_VERIFY_WORK_H
#define TRUCE_VERIFY_WORK_H

#include "verify/chain.h"
#include "verify/verify.h"

#define TRUCE_M2_PER_KM2  1e6
#define TRUCE_INTERVAL_Z  1.959963984540054 /* 95 % of a normal distribution lie within so many sigma */
#define TRUCE_CLOSE_SIGMA 2.0 /* a place nearer to the line than so many sigma is too close to call */

struct truce_ground {
    const struct truce_regions *regions; /* NULL when none were given */
    struct truce_border *border;         /* NULL then, too */
    const struct truce_clip **clips;     /* one a region, then the country's, which is the border's */
    struct truce_clip **own;             /* those of the regions, to be closed */
};

enum truce_status truce_ground_open(const struct truce_regions *regions, double margin_m,
                                    struct truce_ground *out, struct truce_err *err) TRUCE_MUST_USE;
void truce_ground_close(struct truce_ground *ground);

/* The index of the region a position lies in, or -1. */
int truce_ground_region(const struct truce_ground *ground, struct truce_lonlat p);

/* Where a claim looks: everywhere, in the country, or in some regions. */
struct truce_scope {
    const struct truce_ground *ground;
    bool everywhere;
    bool country;
    int *regions; /* owned */
    size_t n_regions;
};

/* Fails: TRUCE_ERR_UNKNOWN a region that is not there, at the claim's line and column. */
enum truce_status truce_scope_open(const struct truce_ground *ground, const struct truce_claims *claims,
                                   const struct truce_claim *claim, struct truce_scope *out,
                                   struct truce_err *err) TRUCE_MUST_USE;
void truce_scope_close(struct truce_scope *scope);
bool truce_scope_contains(const struct truce_scope *scope, struct truce_lonlat p);

/* The part of a boundary in the scope; out is initialised. */
enum truce_status truce_scope_clip(const struct truce_scope *scope, const struct truce_boundary *part,
                                   struct truce_boundary *out, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_scope_area_km2(const struct truce_scope *scope, const struct truce_boundary *part,
                                       double *out, struct truce_err *err) TRUCE_MUST_USE;

/* The value of a series row within the scope. */
double truce_scope_sum(const struct truce_scope *scope, const struct truce_series_row *row, double whole,
                       size_t field_offset);

/* The strip along a line of contact at a distance, within the country. */
struct truce_strip {
    double d_m;
    struct truce_boundary edges;
    struct truce_clip *clip; /* the same, ready to be met */
};

void truce_strip_close(struct truce_strip *strip);

/* One map of a source, made ready. */
struct truce_state {
    enum truce_reading reading;
    size_t index; /* into the source's days */
    struct truce_multipolygon shape;
    struct truce_boundary edges;
    struct truce_clip *clip;
    bool has_front;
    struct truce_front front;
    struct truce_front_index *front_index;
    double scale_error;
    struct truce_strip *strips;
    size_t n_strips, size_strips;
    bool *place_inside; /* one a place of the input; on the line counts as inside; NULL until asked for */
    double *
        place_distance_m; /* one a place: to the line of contact; INFINITY beyond the limit; NULL until asked for */
    struct truce_state *next;
};

struct truce_evidence {
    const struct truce_control_days *days;
    const struct truce_ground *ground;
    struct truce_chain assessed;
    struct truce_chain claimed; /* with advance and claimed counted; only when has_claimed */
    struct truce_series series; /* of `assessed`, by region */
    struct truce_series series_claimed;
    bool has_claimed;
    struct truce_state *states; /* a list */
};

enum truce_status truce_evidence_open(const struct truce_control_days *days,
                                      const struct truce_ground *ground,
                                      const struct truce_verify_options *options, struct truce_evidence *out,
                                      struct truce_notes *notes, struct truce_err *err) TRUCE_MUST_USE;
void truce_evidence_close(struct truce_evidence *evidence);

/* The map at an index in a reading, which truce_evidence_prepare made ready; owned by the evidence. */
struct truce_state *truce_evidence_find(const struct truce_evidence *evidence, enum truce_reading reading,
                                        size_t index);

/* The state's line of contact and its index, made on first use. */
enum truce_status truce_state_front(struct truce_state *state, const struct truce_ground *ground,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* Fills place_inside, and place_distance_m when `distances` is asked for. */
enum truce_status truce_state_places(struct truce_state *state, const struct truce_places *places,
                                     const struct truce_ground *ground, double limit_m, bool distances,
                                     struct truce_err *err) TRUCE_MUST_USE;

struct truce_job;

/*
 * Makes ready what the jobs of this source will ask for, shared out among threads: the maps at the ends of their periods, and for those at
 * the end of a period their line of contact, the side and distance of every place, and the strips of the table of displacements.
 */
enum truce_status truce_evidence_prepare(struct truce_evidence *evidence, const struct truce_job *jobs,
                                         size_t n_jobs, struct truce_err *err) TRUCE_MUST_USE;

/* The displacements of the table, metres; 0 among them. */
extern const double truce_shift_table_m[];
extern const size_t truce_shift_table_n;

/* Makes the strip of a state, whose front is there, at a distance; out is zeroed. */
enum truce_status truce_state_strip(const struct truce_state *state, const struct truce_ground *ground,
                                    double d_m, struct truce_strip *out, double *scale_error,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* The snapshot for an end.  Ties go to the wider period: a gap never makes a claim look worse. */
struct truce_end truce_evidence_end(const struct truce_evidence *evidence, struct truce_day wanted,
                                    bool earlier, int gap_days, bool use_suspect);

struct truce_job {
    const struct truce_verify_input *input;
    const struct truce_verify_options *options;
    const struct truce_claim *claim;
    const struct truce_scope *scope;
    const struct truce_ground *ground;
    const struct truce_evidence *evidence;
    const struct truce_state *a,
        *b; /* a is NULL where the start is not needed, both for areas-only sources */
    struct truce_boundary gained, lost; /* between a and b, within the scope */
    const struct truce_source_answer
        *twin; /* an earlier answer for the same ground, days and sense, or NULL */
    struct truce_source_answer *out;
    bool decidable;                  /* there is a snapshot for every end */
    struct truce_shift measured[64]; /* displacements of the end's line measured so far */
    size_t n_measured;
};

/* Days and accuracy: what must be known before maps are made ready. */
void truce_job_begin(struct truce_job *job, struct truce_notes *notes);

/* All steps that follow. */
enum truce_status truce_job_run(struct truce_job *job, struct truce_err *err) TRUCE_MUST_USE;

/* Do both ask for the same ground, days and sense of one source, so that one can take the other's areas? */
bool truce_jobs_are_twins(const struct truce_job *job, const struct truce_job *other);

/* The first map of a source that is used, or 0. */
size_t truce_chain_first_good(const struct truce_chain *chain, bool use_suspect);

/* The steps, in the order in which they run. */
enum truce_status truce_job_areas(struct truce_job *job, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_job_places(struct truce_job *job, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_job_named_place(struct truce_job *job, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_job_track(struct truce_job *job, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_job_accuracy(struct truce_job *job, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_job_judge(struct truce_job *job, struct truce_err *err) TRUCE_MUST_USE;

/* Is the claim about the whole change, or only about the end? */
bool truce_claim_needs_start(const struct truce_claim *claim);

/* The claim's number from an area change. */
double truce_claim_figure(const struct truce_claim *claim, const struct truce_area_change *area);

/* Half a unit of the last digit that is not zero: "6460" was rounded to tens.  0.5 for "334". */
double truce_rounding_of(const char *value_text);

/* Does the place's kind count for the claim? */
bool truce_claim_counts_kind(const struct truce_claim *claim, const char *kind);

/* The area that the line of contact moved by d_m would give, km2 in the claim's sense. */
enum truce_status truce_shift_area(struct truce_job *job, double d_m, double *out_km2,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* Places that the line moved would give; needs truce_job_places to have run. */
struct truce_shift_places {
    double
        *outside_m; /* ascending distances to the line of places that do not count, those within the limit */
    size_t n_outside;
    double *inside_m; /* the same of places that count; beyond the limit they stand at infinity */
    size_t n_inside;
    bool reversed; /* what counts is lost: moving the line outwards makes places stop to count */
    double offset; /* added to every count: for a net, less the places held at the start */
};
enum truce_status truce_shift_places_open(struct truce_job *job, struct truce_shift_places *out,
                                          struct truce_err *err) TRUCE_MUST_USE;
void truce_shift_places_close(struct truce_shift_places *places);
double truce_shift_places_at(const struct truce_shift_places *places, double d_m);

#endif
