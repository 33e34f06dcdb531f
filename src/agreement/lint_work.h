/*
 * A lint on its way.  Private to agreement; files lint*.c, one a family of checks.
 */
#ifndef TRUCE_AGREEMENT_LINT_WORK_H
#define TRUCE_AGREEMENT_LINT_WORK_H

#include "agreement/lint.h"
#include "agreement/where.h"
#include "agreement/window.h"
#include "base/buf.h"

/* What pairs of norms are compared by. */
struct truce_lint_norm {
    const struct truce_norm *norm;
    struct truce_window window;
    struct truce_box box; /* all ground where it may hold; empty and not `anywhere`: nowhere */
    bool anywhere;
    const uint64_t *who; /* a bit a party */
};

struct truce_lint {
    const struct truce_agreement *agreement;
    struct truce_diagnostics *found;
    struct truce_geography *geography;
    struct truce_windows *windows;
    struct truce_arena arena;
    struct truce_lint_norm *norms; /* one a norm */
    size_t n_words;                /* of a set of parties */
    bool no_memory;                /* for a text of some finding */
};

/* How two norms meet: by whom, with what, where and when both hold.  The counter-example of a contradiction. */
struct truce_lint_meeting {
    enum truce_belongs meets; /* UNKNOWN: but for places that are not known */
    int actor, class_;
    struct truce_common_ground ground;
    struct truce_day from, until; /* of the zones' versions; TRUCE_DAY_NONE */
    const char *apart; /* NO: what keeps them apart: "actors", "things", "times", "places"; static */
};

/* ---- lint_meet.c ---- */

enum truce_status truce_lint_prepare(struct truce_lint *lint, struct truce_err *err) TRUCE_MUST_USE;

/* Extends a box by all ground of a zone, in all its versions, a little generously.  False: not known. */
bool truce_lint_zone_box(const struct truce_agreement *agreement, const struct truce_zone *zone,
                         struct truce_box *box);

/* The deeper of two classes on one line of the tree; TRUCE_NONE where they are not. */
int truce_lint_common_class(const struct truce_agreement *agreement, int a, int b);

/* Does what `b` demands, allows or limits meet what `a` forbids? */
enum truce_status truce_lint_meet(struct truce_lint *lint, const struct truce_norm *a,
                                  const struct truce_norm *b, struct truce_lint_meeting *out,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* Is everything that `inner` is about something that `outer` is about: whose, what, where and when? */
enum truce_status truce_lint_covers(struct truce_lint *lint, const struct truce_norm *outer,
                                    const struct truce_norm *inner, bool *covers,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* ---- the checks ---- */

enum truce_status truce_lint_contradictions(struct truce_lint *lint,
                                            struct truce_err *err) TRUCE_MUST_USE; /* W10, N10 */
enum truce_status truce_lint_pointless(struct truce_lint *lint,
                                       struct truce_err *err) TRUCE_MUST_USE; /* W11, W12 */
enum truce_status truce_lint_zones(struct truce_lint *lint,
                                   struct truce_err *err) TRUCE_MUST_USE; /* W20, W21, N06 */
enum truce_status truce_lint_gates(struct truce_lint *lint,
                                   struct truce_err *err) TRUCE_MUST_USE; /* W31, W32, N62 */
void truce_lint_clocks(struct truce_lint *lint);                          /* W40, W41 */
void truce_lint_periods(struct truce_lint *lint);                         /* W51 */
enum truce_status truce_lint_roles(struct truce_lint *lint,
                                   struct truce_err *err) TRUCE_MUST_USE; /* W60, W61 */
enum truce_status truce_lint_points(struct truce_lint *lint,
                                    struct truce_err *err) TRUCE_MUST_USE; /* N80, W81 */

/* ---- lint_words.c ---- */

/* The text that was put together; "" without memory, which is remembered. */
const char *truce_lint_said(struct truce_lint *lint, const struct truce_buf *text);

/* Room for a text that is put together for one line; longer ones are cut. */
struct truce_lint_text {
    char at[512];
};

/* "strip_clear (point 8)"; "b_first" for what stands outside of the points. */
const char *truce_lint_name(const struct truce_agreement *agreement, const struct truce_named *named,
                            struct truce_lint_text *out);
/* "A, B and C"; "A, B, C and 4 more". */
const char *truce_lint_parties(const struct truce_agreement *agreement, struct truce_indexes parties,
                               struct truce_lint_text *out);
/* "anywhere", "in strip and border_zone", "nearer than 25 km to contact_line, on the own side". */
const char *truce_lint_where(const struct truce_agreement *agreement, const struct truce_where *where,
                             int of_class, struct truce_lint_text *out);
/* Lines of detail for a meeting: who, what, where, when. */
void truce_lint_example(struct truce_lint *lint, const struct truce_norm *a, const struct truce_norm *b,
                        const struct truce_lint_meeting *meeting);

#endif
