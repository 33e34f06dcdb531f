/*
 * Numbers, days and the sentences that text and picture share.
 *
 * Every function writes terminated UTF-8 into `out` of n bytes (cut on a character's edge when it does not fit) and depends on no
 * locale.  Thousands are set apart with a comma, decimals with a point.
 */
#ifndef TRUCE_REPORT_WORDS_H
#define TRUCE_REPORT_WORDS_H

#include "verify/verify.h"

#define TRUCE_WORDS_NUMBER 48 /* bytes that every number below fits into */

/* "4,342.6"; "not known" for NaN. */
void truce_words_number(double value, int decimals, char *out, size_t n);

/*
 * A figure for a sentence: no decimals from 100 on, one below.  Where rounding would make it look equal to `against`, from which it
 * differs, decimals are added (at most 6) until it does not: "6,459.7" beside a claim of 6,460.
 * against may be NaN: nothing to be told from.
 */
void truce_words_figure(double value, double against, char *out, size_t n);

/* A number as it was written, with thousands set apart when it is a plain decimal number: "6460" -> "6,460". */
void truce_words_as_written(const char *text, char *out, size_t n);

/* "850 m", "1.4 km", "1,680 km". */
void truce_words_distance(double metres, char *out, size_t n);

/* "6,460 km2 gained", "334 places gained", "Siversk held on 2025-12-11": the claim in its own numbers. */
void truce_words_claim(const struct truce_claim *claim, char *out, size_t n);

/* "2025-01-01 to 2025-12-29", "on 2025-12-11", "up to ...". */
void truce_words_period(const struct truce_claim *claim, char *out, size_t n);

/* "km2" or "places" (also for one); "" for a named place. */
const char *truce_words_unit(const struct truce_claim *claim);

/*
 * The answer to a claim in one sentence, which says what the sources show and nothing of what anybody knew or meant:
 * "6,460 km2 gained: supported by none of 2 sources; they show 4,334 to 4,831 km2."
 */
void truce_words_answer(const struct truce_claim_answer *answer, char *out, size_t n);

/* The same without the claim before it: "Supported by none of 2 sources; they show 4,334 to 4,831 km2." */
void truce_words_verdict(const struct truce_claim_answer *answer, char *out, size_t n);

/* How far the line would have to lie elsewhere for this version of the number to hold; "" where that was not asked.
 * limit_m is the farthest displacement that was tried. */
void truce_words_shift(const struct truce_claim *claim, const struct truce_source_answer *source,
                       const struct truce_judged *judged, double limit_m, char *out, size_t n);

#endif
