/*
 * truce status: what is the case in a mission.
 */
#include "cli/commands.h"
#include "cli/mission.h"
#include "report/mission.h"

enum { FORMAT_TEXT, FORMAT_JSON };

struct status_values {
    const char *mission;
    const char *as_of;
    const char *at;
    int format;
    bool all;
};

static enum truce_status report(const void *data, const struct truce_mission_answer *answer,
                                const struct truce_report_mission_options *how, struct truce_buf *text,
                                struct truce_err *err)
{
    const struct status_values *values = data;
    return values->format == FORMAT_JSON ? truce_report_mission_json(answer, text, err)
                                         : truce_report_mission_text(answer, how, text, err);
}

static int run(struct truce_out *out, const void *data)
{
    const struct status_values *values = data;
    const struct truce_mission_when when = {values->as_of, values->at};
    return truce_mission_print(out, values->mission, &when, values->all, report, values);
}

static const char *const formats[] = {"text", "json", NULL};

static const struct truce_option options[] = {
    {.name = "as-of",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "WHEN",
     .help = "only what was in the log then: a number of records, a day or an instant",
     .offset = offsetof(struct status_values, as_of)},
    {.name = "at",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "WHEN",
     .help = "judged at that day's beginning or instant; the time of the last record unless given",
     .offset = offsetof(struct status_values, at)},
    {.name = "all",
     .letter = 'a',
     .kind = TRUCE_OPTION_FLAG,
     .help = "every violation, not only the latest",
     .offset = offsetof(struct status_values, all)},
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_CHOICE,
     .choices = formats,
     .fallback = "text",
     .help = "what to print",
     .offset = offsetof(struct status_values, format)},
};

static const struct truce_positional positionals[] = {
    {.name = "MISSION",
     .min = 1,
     .max = 1,
     .help = "the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct status_values, mission)},
};

static const char *const paragraphs[] = {
    "Says what is the case by the log of a mission: where clocks stand, which gates are open, what became of "
    "every norm, what was violated, what is due. Twice where "
    "it matters: strict takes what is contested as having happened, lenient does not; and with the chance.",
    "The same log up to the same record gives the same bytes, whenever it is asked.",
    NULL,
};

static const char *const examples[] = {
    "truce status mission.gpkg",
    "truce status mission.gpkg --as-of 2026-02-12 --at 2026-02-10T12:00+02:00",
    "truce status mission.gpkg --format json",
    NULL,
};

const struct truce_command truce_cmd_status = {
    .name = "status",
    .summary = "say what is the case in a mission",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct status_values),
    .run = TRUCE_RUN(run),
};
