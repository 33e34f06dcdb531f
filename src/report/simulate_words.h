/*
 * Sentences and numbers that text, JSON and picture of a simulation share; private to this folder.
 */
#ifndef TRUCE_REPORT_SIMULATE_WORDS_H
#define TRUCE_REPORT_SIMULATE_WORDS_H

#include "report/simulate.h"

/* On every output. */
extern const char *const truce_simulate_condition;

/* "60.4 %", "0.006 %", "99.97 %", "6.7e-40" for what is too small for a share of a hundred; "-" for NaN. */
void truce_words_chance(double p, char *out, size_t n);

/* "0.05", "33", "100,000": four digits that count, no exponent but for very small ones; "none" for NaN. */
void truce_words_value(double value, char *out, size_t n);

/* The day d days after the start; "" for d < 0. */
void truce_words_simulate_day(const struct truce_simulate_answer *answer, int32_t d,
                              char out[TRUCE_DAY_TEXT]);

/* "60 quiet days reached by 2026-12-28 in 60.4 % of 100,000 runs (exact: 60.4 %), if clock-breaking days come as assumed." */
void truce_words_simulate_answer(const struct truce_simulate_answer *answer, char *out, size_t n);

/* What the model assumes, a sentence without its full stop. */
void truce_words_simulate_model(const struct truce_simulate_answer *answer, char *out, size_t n);

/* What the rule says: when a day is quiet, what breaks, what is not observed. */
void truce_words_simulate_rule(const struct truce_simulate_answer *answer, char *out, size_t n);

/* "tolerance a day" for "per_day": an input of the tornado. */
const char *truce_words_simulate_input(const char *input);

/* "For even odds ..." */
void truce_words_simulate_needed(const struct truce_simulate_answer *answer,
                                 const struct truce_needed *needed, char *out, size_t n);

/* The rules of thumb in one sentence. */
void truce_words_simulate_thumbs(const struct truce_simulate_answer *answer, char *out, size_t n);

#endif
