/*
 * truce why: why something in a mission is as it is.
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/mission.h"
#include "report/mission.h"

struct why_values {
    const char *mission;
    struct truce_option_texts subject;
    const char *as_of;
    const char *at;
    bool all;
};

/* the words of the subject as one text */
static enum truce_status report(const void *data, const struct truce_mission_answer *answer,
                                const struct truce_report_mission_options *how, struct truce_buf *text,
                                struct truce_err *err)
{
    const struct why_values *values = data;
    struct truce_buf subject;

    truce_buf_init(&subject);
    for (size_t i = 0; i < values->subject.n; i++)
        truce_buf_printf(&subject, "%s%s", i > 0 ? " " : "", values->subject.items[i]);
    enum truce_status status = truce_buf_check(&subject, err);
    if (status == TRUCE_OK)
        status = truce_report_mission_why(answer, subject.at, how, text, err);
    truce_buf_fini(&subject);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct why_values *values = data;
    const struct truce_mission_when when = {values->as_of, values->at};
    return truce_mission_print(out, values->mission, &when, values->all, report, values);
}

static const struct truce_option options[] = {
    {.name = "as-of",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "WHEN",
     .help = "only what was in the log then: a number of records, a day or an instant",
     .offset = offsetof(struct why_values, as_of)},
    {.name = "at",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "WHEN",
     .help = "judged at that day's beginning or instant; the time of the last record unless given",
     .offset = offsetof(struct why_values, at)},
    {.name = "all",
     .letter = 'a',
     .kind = TRUCE_OPTION_FLAG,
     .help = "every match and instance, not only the first",
     .offset = offsetof(struct why_values, all)},
};

static const struct truce_positional positionals[] = {
    {.name = "MISSION",
     .min = 1,
     .max = 1,
     .help = "the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct why_values, mission)},
    {.name = "SUBJECT",
     .min = 1,
     .max = 2,
     .help = "a norm (no_force, no_force[B]), a gate, a clock, a need, a position, a veto, a contribution, "
             "or `incident ID`",
     .offset = offsetof(struct why_values, subject)},
};

static const char *const paragraphs[] = {
    "Says why something is as it is: the clauses, the records on which it rests, and those that would change "
    "it if they were decided otherwise. Of an incident: statement by "
    "statement the chance that it concerns each norm, in both readings.",
    NULL,
};

static const char *const examples[] = {
    "truce why mission.gpkg quiet60",
    "truce why mission.gpkg incident 77",
    "truce why mission.gpkg \"no_force[B]\"",
    NULL,
};

const struct truce_command truce_cmd_why = {
    .name = "why",
    .summary = "say why something in a mission is as it is",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct why_values),
    .run = TRUCE_RUN(run),
};
