/*
 * Words that the text and the JSON of a mission share.  Private to report.
 */
#ifndef TRUCE_REPORT_MISSION_WORDS_H
#define TRUCE_REPORT_MISSION_WORDS_H

#include "report/mission.h"

/* "q6 (record 255)"; of an index into the records. */
void truce_mission_words_record(const struct truce_mission_answer *answer, int record, struct truce_buf *out);

/* "3", "at least 3" */
void truce_mission_words_count(double count, bool is_lower_bound, struct truce_buf *out);

/* An instant by the agreement's calendar; "-" where there is none. */
void truce_mission_words_instant(const struct truce_mission_answer *answer, struct truce_instant at,
                                 struct truce_buf *out);

/* The state of a verdict as one reads it: "suspected", "missed". */
const char *truce_mission_words_state(enum truce_verdict_state state);

#endif
