/*
 * The agreement as data: what a file says, typed.  Format and precise readings: docs/formats/agreement.md.
 *
 * Everything is owned by the agreement's arena and does not change once it was read, but for the geometry that a zone takes from
 * elsewhere (agreement/zone.h).  Lists are arrays in the order of the file; a reference is an index into one of them, TRUCE_NONE where
 * there is none.  Texts are there, "" where not given.  Every construct knows its place in the file.
 */
#ifndef TRUCE_AGREEMENT_AGREEMENT_H
#define TRUCE_AGREEMENT_AGREEMENT_H

#include "agreement/ledger.h"
#include "agreement/zone.h"
#include "base/arena.h"

struct truce_name_index; /* agreement/read.h */

struct truce_point {
    int n; /* its number in the text */
    const char *title, *says;
    struct truce_texts tags; /* "pam:ceasefire", "pa-x:Ceas" */
    struct truce_spot at;
};

enum truce_agreement_status {
    TRUCE_AGREEMENT_DRAFT,
    TRUCE_AGREEMENT_SIGNED,
    TRUCE_AGREEMENT_IN_FORCE,
    TRUCE_AGREEMENT_SUSPENDED,
    TRUCE_AGREEMENT_TERMINATED,
};

struct truce_agreement {
    const char *file; /* borrowed, for messages */
    const char *id, *title, *version;
    enum truce_agreement_status status;
    struct truce_calendar calendar; /* its zone is owned by the agreement */
    const char *zone_name;          /* "Europe/Kyiv", or "" for a fixed offset */
    bool day_counting_given, month_end_given;
    struct truce_proof proof; /* never NaN */
    struct truce_duration finality;
    const char *log; /* path of the record file, as written; "" */
    struct truce_spot agreement_at;

    const struct truce_party *parties;
    size_t n_parties;
    const struct truce_group *groups;
    size_t n_groups;
    const struct truce_class *classes;
    size_t n_classes;
    struct truce_zone *zones;
    size_t n_zones;
    const struct truce_point *points;
    size_t n_points;
    const struct truce_norm *norms;
    size_t n_norms;
    const struct truce_clock *clocks;
    size_t n_clocks;
    const struct truce_gate *gates;
    size_t n_gates;
    const struct truce_guarantee *guarantees;
    size_t n_guarantees;
    const struct truce_need *needs;
    size_t n_needs;
    const struct truce_contribution *contributions;
    size_t n_contributions;
    const struct truce_veto *vetoes;
    size_t n_vetoes;
    const struct truce_position *positions;
    size_t n_positions;
    struct truce_estimates estimates;
    struct truce_indexes want; /* gates */
    size_t n_conditions;
    const struct truce_name_index *names; /* for the lookups below; NULL: they search one by one */
    struct truce_arena arena;
};

/*
 * Reads an agreement.
 *
 * bytes, file  borrowed; file must outlive *out.
 * found        gets every error that decoding finds (E01..E08 but what needs a zone from elsewhere), in one run; its `file` is set.
 * out          filled only when there is no error; caller releases with truce_agreement_fini.
 * Fails:       TRUCE_ERR_SYNTAX when `found` has errors; TRUCE_ERR_LIMIT; TRUCE_ERR_MEMORY.
 * Cost:        O(n log n) in the bytes.
 */
enum truce_status truce_agreement_read(struct truce_text bytes, const char *file, struct truce_agreement *out,
                                       struct truce_diagnostics *found, struct truce_err *err) TRUCE_MUST_USE;
void truce_agreement_fini(struct truce_agreement *agreement);

/* Indexes by name, TRUCE_NONE when there is none. */
int truce_agreement_party(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_class(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_zone(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_gate(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_clock(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_norm(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_guarantee(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_need(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_contribution(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_veto(const struct truce_agreement *agreement, struct truce_text id);
int truce_agreement_position(const struct truce_agreement *agreement, struct truce_text id);

/* The clause "gate.clause" (or "gate.clause.sub" in a nested condition), a position's clause among them ("gate.position"), or NULL. */
const struct truce_condition *truce_agreement_clause(const struct truce_agreement *agreement,
                                                     struct truce_text path);

/* "gate.clause" of a condition into out; "gate" for a gate's root. */
void truce_agreement_clause_path(const struct truce_agreement *agreement,
                                 const struct truce_condition *condition, char *out, size_t n);

/* Is a the class b, or below it? */
bool truce_class_is(const struct truce_agreement *agreement, int a, int b);

/* Is the index in the list? */
bool truce_indexes_hold(struct truce_indexes list, int index);

/* Static words: "belligerent", "must_not", "quiet", as the format has them. */
const char *truce_role_name(enum truce_role role);
const char *truce_contribution_state_name(enum truce_contribution_state state);
const char *truce_count_rule_name(enum truce_count_rule rule);
const char *truce_condition_kind_name(enum truce_condition_kind kind);

#endif
