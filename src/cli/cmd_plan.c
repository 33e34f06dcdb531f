/*
 * truce plan: gates, dates, deadlock, ways out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/agreements.h"
#include "cli/commands.h"
#include "cli/heavy.h"
#include "cli/inputs.h"
#include "report/brief.h"
#include "report/gate_graph.h"
#include "report/plan_text.h"

enum { FORMAT_TEXT, FORMAT_JSON };

struct plan_values {
    const char *agreement;
    struct truce_option_texts maps;
    const char *regions;
    const char *records;
    const char *as_of;
    struct truce_option_texts why;
    struct truce_option_texts what_if;
    int64_t max_size;
    bool all_ways;
    const char *graph;
    const char *brief;
    int format;
};

/* the gates named by --why */
static enum truce_status find_targets(const struct truce_agreement *agreement,
                                      const struct truce_option_texts *why, int *out, struct truce_err *err)
{
    for (size_t i = 0; i < why->n; i++) {
        out[i] = truce_agreement_gate(agreement, truce_text_view(why->items[i]));
        if (out[i] != TRUCE_NONE)
            continue;
        struct truce_buf names;
        truce_buf_init(&names);
        for (size_t g = 0; g < agreement->n_gates && g < 40; g++)
            truce_buf_printf(&names, "%s%s", g > 0 ? ", " : "", agreement->gates[g].head.id);
        truce_fail(err, TRUCE_ERR_USAGE, "--why %.100s: %s has no gate of that name; its gates: %.300s%s",
                   why->items[i], agreement->file, names.at != NULL ? names.at : "none",
                   names.len > 300 ? "..." : "");
        truce_buf_fini(&names);
        return TRUCE_ERR_USAGE;
    }
    return TRUCE_OK;
}

static int verdict(const struct truce_plan *plan)
{
    for (size_t i = 0; i < plan->n_targets; i++)
        if (plan->targets[i].day[TRUCE_EARLIEST] == TRUCE_DAY_NEVER)
            return TRUCE_EXIT_NOT_SUPPORTED;
    return TRUCE_EXIT_HELD;
}

static enum truce_status print(struct truce_out *out, const struct plan_values *values,
                               const struct truce_plan *plan, const struct truce_plan *before,
                               struct truce_err *err)
{
    struct truce_report_plan_options how;
    struct truce_buf text;
    enum truce_status status;

    truce_report_plan_options_init(&how);
    how.colour = out->colour;
    how.columns = out->columns >= 60 ? (size_t)out->columns : 60;
    how.why = values->why.n > 0;
    if (values->all_ways)
        how.ways_shown = 0;
    truce_buf_init(&text);
    if (values->format == FORMAT_JSON) {
        status = truce_report_plan_json(plan, before, &text, err);
    } else {
        status = truce_report_plan_text(plan, &how, &text, err);
        if (status == TRUCE_OK && before != NULL)
            status = truce_report_plan_changes(before, plan, &how, &text, err);
    }
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), err);
    truce_buf_fini(&text);
    return status;
}

/* wrong names are told before anything is read */
static enum truce_status check_names(const struct plan_values *values, struct truce_err *err)
{
    const struct truce_heavy *heavy;
    enum truce_status status = TRUCE_OK;

    if (values->graph == NULL && values->brief == NULL)
        return TRUCE_OK;
    if ((status = truce_heavy_load(&heavy, err)) != TRUCE_OK)
        return status;
    if (values->graph != NULL && !heavy->can_write_graph(values->graph))
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "--graph %.200s: the name must end in .svg, .png, .pdf or .dot", values->graph);
    if (values->brief != NULL && !heavy->can_write_brief(values->brief))
        return truce_fail(err, TRUCE_ERR_USAGE, "--brief %.200s: the name must end in .pdf or .html",
                          values->brief);
    return TRUCE_OK;
}

static enum truce_status write_files(struct truce_out *out, const struct plan_values *values,
                                     const struct truce_agreements *inputs, const struct truce_plan *plan,
                                     struct truce_err *err)
{
    struct truce_texts what_if = {values->what_if.items, values->what_if.n};
    struct truce_brief_source source = {.file = values->agreement,
                                        .hash = &inputs->hash,
                                        .records = inputs->has_records ? inputs->records_path : NULL,
                                        .what_if = what_if};
    const struct truce_heavy *heavy = NULL;
    enum truce_status status = TRUCE_OK;

    if (values->graph != NULL || values->brief != NULL)
        status = truce_heavy_load(&heavy, err);
    if (status == TRUCE_OK && values->graph != NULL &&
        (status = heavy->gate_graph(values->graph, plan, what_if, err)) == TRUCE_OK)
        truce_out_say(out, "graph: %s", values->graph);
    if (status == TRUCE_OK && values->brief != NULL &&
        (status = heavy->brief(values->brief, plan, &source, err)) == TRUCE_OK)
        truce_out_say(out, "brief: %s", values->brief);
    return status;
}

static enum truce_status plan_and_print(struct truce_out *out, const struct plan_values *values,
                                        const struct truce_agreements *inputs, int *code,
                                        struct truce_err *err)
{
    struct truce_plan before, plan;
    struct truce_plan_options how, without;
    bool has_before = false, has_plan = false;
    int *targets = calloc(values->why.n + 1, sizeof *targets);
    enum truce_status status =
        targets != NULL ? find_targets(&inputs->agreement, &values->why, targets, err)
                        : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu targets", values->why.n);
    if (status != TRUCE_OK)
        goto done;
    truce_plan_options_init(&how);
    how.ways_max_size = (size_t)values->max_size;
    if (values->why.n > 0) {
        how.targets = targets;
        how.n_targets = values->why.n;
    }
    without = how;
    without.dates_only = true;
    how.what_if = values->what_if.items;
    how.n_what_if = values->what_if.n;
    if (how.n_what_if > 0) {
        if ((status = truce_plan_run(&inputs->agreement, &inputs->state, &without, &before, err)) != TRUCE_OK)
            goto done;
        has_before = true;
    }
    if ((status = truce_plan_run(&inputs->agreement, &inputs->state, &how, &plan, err)) != TRUCE_OK)
        goto done;
    has_plan = true;
    *code = verdict(&plan);
    status = print(out, values, &plan, has_before ? &before : NULL, err);
    if (status == TRUCE_OK)
        status = write_files(out, values, inputs, &plan, err);
done:
    if (has_plan)
        truce_plan_fini(&plan);
    if (has_before)
        truce_plan_fini(&before);
    free(targets);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct plan_values *values = data;
    struct truce_agreements inputs;
    struct truce_inputs maps;
    struct truce_err err;
    int code = TRUCE_EXIT_INTERNAL;

    truce_agreements_init(&inputs);
    truce_inputs_init(&maps);
    enum truce_status status = check_names(values, &err);
    if (status == TRUCE_OK)
        status = truce_inputs_sources(&maps, out, &values->maps, NULL, &err);
    if (status == TRUCE_OK)
        status = truce_inputs_ground(&maps, NULL, values->regions, &err);
    if (status == TRUCE_OK)
        status = truce_agreements_open(&inputs, out, values->agreement, values->records, values->as_of, &maps,
                                       &err);
    if (status == TRUCE_OK)
        status = plan_and_print(out, values, &inputs, &code, &err);
    if (status != TRUCE_OK)
        code = truce_out_error(out, &err);
    truce_agreements_fini(&inputs);
    truce_inputs_fini(&maps);
    return code;
}

static const char *const formats[] = {"text", "json", NULL};

static const struct truce_option options[] = {
    {.name = "records",
     .letter = 'r',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "what has happened: one JSON object a line; without it, and without `log` in the agreement, "
             "nothing has",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct plan_values, records)},
    {.name = "as-of",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "DAY",
     .help =
         "status at the beginning of that civil day, or at an instant with its offset; the day of the file's "
         "estimates unless given",
     .offset = offsetof(struct plan_values, as_of)},
    {.name = "maps",
     .letter = 'm',
     .kind = TRUCE_OPTION_TEXTS,
     .argument = "[NAME=]PATH",
     .help = "control maps for zones of kind front: a file, or a folder whose file names carry dates",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct plan_values, maps)},
    {.name = "regions",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "PATH",
     .help = "administrative regions, which tell coast and state border from the line of contact",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct plan_values, regions)},
    {.name = "why",
     .letter = 'w',
     .kind = TRUCE_OPTION_TEXTS,
     .argument = "GATE",
     .help = "only this gate: what blocks it and what would free it; may be given again",
     .offset = offsetof(struct plan_values, why)},
    {.name = "what-if",
     .kind = TRUCE_OPTION_TEXTS,
     .argument = "TEXT",
     .help = "grant this and say what changes: \"waive GATE.CLAUSE\", \"withdraw POSITION\", \"lift VETO\", "
             "\"raise "
             "CONTRIBUTION AMOUNT\"; may be given again",
     .offset = offsetof(struct plan_values, what_if)},
    {.name = "max-size",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "N",
     .min = 1,
     .max = 8,
     .fallback = "4",
     .help = "look for ways out of up to this many conditions",
     .offset = offsetof(struct plan_values, max_size)},
    {.name = "all-ways",
     .letter = 'a',
     .kind = TRUCE_OPTION_FLAG,
     .help = "print every way out that was found, not only the first ones",
     .offset = offsetof(struct plan_values, all_ways)},
    {.name = "graph",
     .letter = 'g',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "draw what waits for what: .svg, .png, .pdf, or .dot for Graphviz",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct plan_values, graph)},
    {.name = "brief",
     .letter = 'b',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "write one page for people at a table: .pdf (A4) or .html",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct plan_values, brief)},
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_CHOICE,
     .choices = formats,
     .fallback = "text",
     .help = "what to print",
     .offset = offsetof(struct plan_values, format)},
};

static const struct truce_positional positionals[] = {
    {.name = "AGREEMENT",
     .min = 1,
     .max = 1,
     .help = "the agreement, as YAML (docs/formats/agreement.md)",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct plan_values, agreement)},
};

static const char *const paragraphs[] = {
    "Says which gates of an agreement are open, what each closed one waits for, when it can open at the "
    "earliest, what "
    "blocks it for ever, and the smallest changes that would free it.",
    "Dates rest on the estimates of the file, which are assumptions; nothing is forecast.",
    "Exit status: 0 every gate asked for is open or can open; 1 one of them never opens as things stand.",
    NULL,
};

static const char *const examples[] = {
    "truce plan plan.yaml",
    "truce plan plan.yaml --why referendum",
    "truce plan plan.yaml --what-if \"withdraw b_full_settlement_first\"",
    "truce plan plan.yaml --graph gates.svg --brief brief.pdf",
    "truce plan plan.yaml --records log.jsonl --as-of 2026-02-20 --format json",
    NULL,
};

const struct truce_command truce_cmd_plan = {
    .name = "plan",
    .summary = "find dates, deadlocks and ways out of an agreement",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct plan_values),
    .run = TRUCE_RUN(run),
};
