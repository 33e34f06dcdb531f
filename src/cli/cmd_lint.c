/*
 * truce lint: what is wrong in an agreement before it is signed.
 */
#include <stdlib.h>
#include <string.h>

#include "agreement/lint.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/zones.h"
#include "plan/lint.h"
#include "report/lint.h"

enum { FORMAT_TEXT, FORMAT_JSON };

struct lint_values {
    struct truce_option_texts agreements;
    struct truce_option_texts maps;
    const char *regions;
    int format;
};

/* Checks one agreement.  Errors of the file are findings, not failures. */
static enum truce_status lint_agreement(const char *path, struct truce_text bytes,
                                        struct truce_inputs *inputs, struct truce_diagnostics *found,
                                        struct truce_err *err)
{
    struct truce_agreement agreement;
    enum truce_status status = truce_agreement_read(bytes, path, &agreement, found, err);

    if (status == TRUCE_ERR_SYNTAX && found->errors > 0)
        return TRUCE_OK;
    if (status != TRUCE_OK)
        return status;
    status = truce_zones_attach(&agreement, inputs, found, err);
    if (status == TRUCE_OK)
        status = truce_agreement_lint(&agreement, found, err);
    if (status == TRUCE_OK)
        status = truce_plan_lint(&agreement, found, err);
    truce_agreement_fini(&agreement);
    return status;
}

static enum truce_status lint_file(const char *path, struct truce_inputs *inputs,
                                   struct truce_diagnostics *found, struct truce_err *err)
{
    struct truce_buf bytes;

    truce_buf_init(&bytes);
    enum truce_status status = truce_file_read(path, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = lint_agreement(path, truce_buf_view(&bytes), inputs, found, err);
    truce_buf_fini(&bytes);
    truce_diagnostics_sort(found);
    return status;
}

static enum truce_status print(struct truce_out *out, const struct lint_values *values,
                               const struct truce_diagnostics *found, struct truce_err *err)
{
    const struct truce_report_lint_options how = {out->colour};
    struct truce_buf text;

    truce_buf_init(&text);
    enum truce_status status = values->format == FORMAT_JSON
                                   ? truce_report_lint_json(found, values->agreements.n, &text, err)
                                   : truce_report_lint_text(found, values->agreements.n, &how, &text, err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), err);
    truce_buf_fini(&text);
    return status;
}

static int verdict(const struct truce_diagnostics *found, size_t n)
{
    size_t errors = 0, warnings = 0;
    for (size_t i = 0; i < n; i++) {
        errors += found[i].errors;
        warnings += found[i].warnings;
    }
    return errors > 0 ? TRUCE_EXIT_DATA : warnings > 0 ? TRUCE_EXIT_NOT_SUPPORTED : TRUCE_EXIT_HELD;
}

static int run(struct truce_out *out, const void *data)
{
    const struct lint_values *values = data;
    size_t n = values->agreements.n;
    struct truce_diagnostics *found = calloc(n + 1, sizeof *found);
    struct truce_inputs inputs;
    struct truce_err err;
    int code = TRUCE_EXIT_HELD;

    truce_inputs_init(&inputs);
    enum truce_status status = found != NULL
                                   ? truce_inputs_sources(&inputs, out, &values->maps, NULL, &err)
                                   : truce_fail(&err, TRUCE_ERR_MEMORY, "no memory for %zu files", n);
    if (status == TRUCE_OK)
        status = truce_inputs_ground(&inputs, NULL, values->regions, &err);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        truce_diagnostics_init(&found[i], values->agreements.items[i]);
        /* one file that cannot be read does not hide what is wrong in the others */
        if (lint_file(values->agreements.items[i], &inputs, &found[i], &err) != TRUCE_OK)
            code = truce_out_error(out, &err);
    }
    if (status == TRUCE_OK)
        status = print(out, values, found, &err);
    if (status != TRUCE_OK)
        code = truce_out_error(out, &err);
    else if (code == TRUCE_EXIT_HELD)
        code = verdict(found, n);
    for (size_t i = 0; found != NULL && i < n; i++)
        truce_diagnostics_fini(&found[i]);
    free(found);
    truce_inputs_fini(&inputs);
    return code;
}

static const char *const formats[] = {"text", "json", NULL};

static const struct truce_option options[] = {
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_CHOICE,
     .choices = formats,
     .fallback = "text",
     .help = "what to print: a line a finding with its detail below, or JSON",
     .offset = offsetof(struct lint_values, format)},
    {.name = "maps",
     .letter = 'm',
     .kind = TRUCE_OPTION_TEXTS,
     .argument = "[NAME=]PATH",
     .help = "control maps for zones of kind front: a file, or a folder whose file names carry dates",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct lint_values, maps)},
    {.name = "regions",
     .letter = 'r',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "PATH",
     .help = "administrative regions, which tell coast and state border from the line of contact",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct lint_values, regions)},
};

static const struct truce_positional positionals[] = {
    {.name = "AGREEMENT",
     .min = 1,
     .max = SIZE_MAX,
     .help = "agreements as YAML; - is standard input",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct lint_values, agreements)},
};

static const char *const paragraphs[] = {
    "Says what is wrong in an agreement before it is signed: clauses that contradict each other, with who, "
    "what, "
    "where and when; time limits nobody can keep; gates that never open; zones nobody owns; clocks that one "
    "shot "
    "breaks; duties without means.",
    "Errors (E) stop what would follow, warnings (W) do not, notes (N) inform. Every code has a stable "
    "meaning.",
    "Exit status: 0 nothing but notes; 1 warnings; 65 errors.",
    NULL,
};

static const char *const examples[] = {
    "truce lint plan.yaml",
    "truce lint plan.yaml --maps maps/deepstate --regions regions/",
    "truce lint drafts/*.yaml --format json",
    NULL,
};

const struct truce_command truce_cmd_lint = {
    .name = "lint",
    .summary = "find what is wrong in an agreement",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct lint_values),
    .run = TRUCE_RUN(run),
};
