/*
 * truce simulate: the chance that a clock of quiet days runs out in time, under rates that the user gives.
 */
#include <math.h>

#include "cli/agreements.h"
#include "cli/commands.h"
#include "cli/heavy.h"
#include "cli/simulate_inputs.h"

enum { FORMAT_TEXT, FORMAT_JSON };

/* Everything after the clock itself: what moves the chance, what would be needed, rules of thumb. */
static enum truce_status look_around(struct truce_simulate_answer *answer, struct truce_err *err)
{
    static const double levels[TRUCE_SIMULATE_NEEDED] = {0.5, 0.9};
    enum truce_status status =
        truce_simulate_tornado(&answer->model, &answer->rule, &answer->options, answer->moved_by,
                               &answer->simulation.arena, &answer->bars, &answer->n_bars, err);

    for (int i = 0; status == TRUCE_OK && i < TRUCE_SIMULATE_NEEDED; i++)
        status = truce_simulate_needed(&answer->model, &answer->rule, &answer->options, levels[i],
                                       &answer->needed[i], err);
    truce_quiet_rules_of_thumb(answer->rule.target_days, answer->thumbs);
    return status;
}

static enum truce_status print(struct truce_out *out, const struct truce_simulate_values *values,
                               const struct truce_simulate_answer *answer, struct truce_err *err)
{
    struct truce_report_simulate_options how;
    const struct truce_heavy *heavy;
    struct truce_buf text;
    enum truce_status status;

    truce_report_simulate_options_init(&how);
    how.colour = out->colour;
    how.columns = out->columns >= 60 ? (size_t)out->columns : 60;
    truce_buf_init(&text);
    status = values->format == FORMAT_JSON ? truce_report_simulate_json(answer, &text, err)
                                           : truce_report_simulate_text(answer, &how, &text, err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), err);
    if (status == TRUCE_OK && values->picture != NULL && (status = truce_heavy_load(&heavy, err)) == TRUCE_OK)
        status = heavy->simulate(values->picture, answer, err);
    truce_buf_fini(&text);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct truce_simulate_values *values = data;
    struct truce_simulate_answer answer = {0};
    struct truce_day_counts counts = {0};
    struct truce_agreements inputs;
    struct truce_err err;

    truce_agreements_init(&inputs);
    truce_notes_init(&answer.notes);
    enum truce_status status = truce_agreements_read(&inputs, out, values->agreement, &err);
    if (status == TRUCE_OK) {
        answer.agreement = &inputs.agreement;
        status = truce_simulate_inputs(values, &answer, &counts, &err);
    }
    answer.options.threads = truce_out_threads();
    if (status == TRUCE_OK)
        status = truce_simulate_clock(&answer.model, &answer.rule, &answer.options, &answer.simulation, &err);
    if (status == TRUCE_OK)
        status = look_around(&answer, &err);
    if (status == TRUCE_OK)
        status = print(out, values, &answer, &err);
    int code = status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
    truce_simulation_fini(&answer.simulation);
    truce_notes_fini(&answer.notes);
    truce_day_counts_fini(&counts);
    truce_agreements_fini(&inputs);
    return code;
}

static const char *const formats[] = {"text", "json", NULL};
static const char *const models[] = {"poisson", "nb",        "chain",
                                     "hawkes",  "bootstrap", NULL}; /* as their enumerators */

#define REAL(option_name, argument_name, least, most, words, field)                                          \
    {                                                                                                        \
        .name = (option_name), .kind = TRUCE_OPTION_REAL, .argument = (argument_name), .min = (least),       \
        .max = (most), .help = (words), .offset = offsetof(struct truce_simulate_values, field)              \
    }

static const struct truce_option options[] = {
    {.name = "clock",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "NAME",
     .help = "which clock of the agreement; needed where it has several",
     .offset = offsetof(struct truce_simulate_values, clock)},
    {.name = "model",
     .kind = TRUCE_OPTION_CHOICE,
     .choices = models,
     .fallback = "poisson",
     .help = "how clock-breaking incidents come: independently; in bursts (negative binomial); calm and "
             "tense by turns; each "
             "bringing others; as in a series",
     .offset = offsetof(struct truce_simulate_values, model)},
    REAL("mean", "N", 0, 100000, "incidents a day that count, on average; of calm days in a chain", mean),
    REAL("size", "K", 0.001, INFINITY,
         "size of the negative binomial: variance = mean + mean^2 / size; small is bursty", size),
    REAL("tense-mean", "N", 0, 100000, "chain: incidents on a tense day, on average", tense_mean),
    REAL("tense-size", "K", 0.001, INFINITY, "chain: size on tense days; Poisson unless given", tense_size),
    REAL("calm-to-tense", "CHANCE", 0, 1, "chain: chance that a tense day follows a calm one", calm_to_tense),
    REAL("tense-to-calm", "CHANCE", 0, 1, "chain: chance that a calm day follows a tense one", tense_to_calm),
    {.name = "starts-tense",
     .kind = TRUCE_OPTION_FLAG,
     .help = "chain: the first day is tense",
     .offset = offsetof(struct truce_simulate_values, starts_tense)},
    REAL("excitation", "N", 0, 0.999, "hawkes: further incidents that one brings, on average", excitation),
    REAL("decay-days", "DAYS", 1, TRUCE_SIMULATE_HORIZON_MAX, "hawkes: after how many days, on average",
         decay_days),
    {.name = "series",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help =
         "CSV with the columns day and count: days to draw from, or where mean and size come from by moments",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct truce_simulate_values, series)},
    {.name = "block-days",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "DAYS",
     .min = 1,
     .max = TRUCE_SIMULATE_HORIZON_MAX,
     .fallback = "7",
     .help = "bootstrap: draw so many days at once, in their order; 1: single days",
     .offset = offsetof(struct truce_simulate_values, block_days)},
    {.name = "retaliation",
     .kind = TRUCE_OPTION_REAL,
     .argument = "SHARE",
     .min = 0,
     .max = 1000,
     .fallback = "0",
     .help = "after a broken day the rate is higher by this share",
     .offset = offsetof(struct truce_simulate_values, retaliation)},
    {.name = "retaliation-days",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "DAYS",
     .min = 1,
     .max = TRUCE_SIMULATE_HORIZON_MAX,
     .fallback = "7",
     .help = "for so many days",
     .offset = offsetof(struct truce_simulate_values, retaliation_days)},
    {.name = "observed",
     .kind = TRUCE_OPTION_REAL,
     .argument = "SHARE",
     .min = 0,
     .max = 1,
     .fallback = "1",
     .help = "share of days that are watched enough for the clock's rule",
     .offset = offsetof(struct truce_simulate_values, observed)},
    {.name = "already",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "DAYS",
     .min = 0,
     .max = TRUCE_SIMULATE_HORIZON_MAX,
     .fallback = "0",
     .help = "quiet days that the clock has run before the first day",
     .offset = offsetof(struct truce_simulate_values, already)},
    {.name = "start",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "DAY",
     .help = "the first day on which the clock runs; the day of the file's estimates unless given",
     .offset = offsetof(struct truce_simulate_values, start)},
    {.name = "by",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "DAY",
     .help = "by the beginning of which day it shall be reached; instead of --horizon",
     .offset = offsetof(struct truce_simulate_values, by)},
    {.name = "horizon",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "DAYS",
     .min = 1,
     .max = TRUCE_SIMULATE_HORIZON_MAX,
     .fallback = "365",
     .help = "within how many days",
     .offset = offsetof(struct truce_simulate_values, horizon)},
    {.name = "seed",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "N",
     .min = 0,
     .max = 9007199254740992.0,
     .fallback = "1",
     .help = "of the random numbers: same seed, same runs",
     .offset = offsetof(struct truce_simulate_values, seed)},
    {.name = "replications",
     .letter = 'n',
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "N",
     .min = 1,
     .max = TRUCE_SIMULATE_REPLICATIONS_MAX,
     .fallback = "100000",
     .help = "how many runs",
     .offset = offsetof(struct truce_simulate_values, replications)},
    {.name = "vary",
     .kind = TRUCE_OPTION_REAL,
     .argument = "SHARE",
     .min = 0.001,
     .max = 0.999,
     .fallback = "0.2",
     .help = "move each input down and up by this share to see what it does",
     .offset = offsetof(struct truce_simulate_values, vary)},
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_CHOICE,
     .choices = formats,
     .fallback = "text",
     .help = "what to print",
     .offset = offsetof(struct truce_simulate_values, format)},
    {.name = "picture",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "write the chance by day as a curve: .png, .svg or .pdf",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct truce_simulate_values, picture)},
};

static const struct truce_positional positionals[] = {
    {.name = "AGREEMENT",
     .min = 1,
     .max = 1,
     .help = "the agreement, as YAML (docs/formats/agreement.md); the clock's rule comes from it",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct truce_simulate_values, agreement)},
};

static const char *const paragraphs[] = {
    "Runs a clock of quiet days many times under rates that you give, and says in how many runs it reaches "
    "its target in time; "
    "for most models the chance is computed exactly, too.  It says what moves that chance and what would be "
    "needed for even odds.",
    "Rates are yours to assume: none are built in.  The result holds if they hold; it predicts nothing.",
    NULL,
};

static const char *const examples[] = {
    "truce simulate plan.yaml --mean 0.05",
    "truce simulate plan.yaml --model nb --mean 33 --size 0.35 --by 2026-12-31",
    "truce simulate plan.yaml --model bootstrap --series days.csv --picture chance.png",
    NULL,
};

const struct truce_command truce_cmd_simulate = {
    .name = "simulate",
    .summary = "find the chance that a clock of quiet days runs out in time",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct truce_simulate_values),
    .run = TRUCE_RUN(run),
};
