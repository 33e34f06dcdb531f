/*
 * Words of a mission's answers.
 */
#include "report/mission_words.h"

#include <string.h>

#include "report/plain.h"

void truce_mission_words_record(const struct truce_mission_answer *answer, int record, struct truce_buf *out)
{
    const struct truce_records *records = answer->verdicts->state->records;
    if (record == TRUCE_NONE || records == NULL || (size_t)record >= records->n) {
        truce_buf_putc(out, '-');
        return;
    }
    truce_plain_puts(out, records->items[record].id);
    truce_buf_printf(out, " (record %d)", record);
}

void truce_mission_words_count(double count, bool is_lower_bound, struct truce_buf *out)
{
    truce_buf_printf(out, "%s%.15g", is_lower_bound ? "at least " : "", count);
}

void truce_mission_words_instant(const struct truce_mission_answer *answer, struct truce_instant at,
                                 struct truce_buf *out)
{
    char text[TRUCE_INSTANT_TEXT];
    if (at.us == TRUCE_NEVER || at.us == INT64_MIN) {
        truce_buf_putc(out, '-');
        return;
    }
    truce_instant_format(&answer->verdicts->agreement->calendar, at, text);
    truce_buf_puts(out, text);
}

const char *truce_mission_words_state(enum truce_verdict_state state)
{
    switch (state) {
    case TRUCE_VERDICT_NOT_IN_FORCE:
        return "not in force";
    case TRUCE_VERDICT_DONE_CONTESTED:
        return "done, contested";
    case TRUCE_VERDICT_ABOVE_CLAIMED:
        return "above, as claimed";
    case TRUCE_VERDICT_ABOVE_SEEN:
        return "above, as seen";
    default:
        return truce_verdict_state_name(state);
    }
}
