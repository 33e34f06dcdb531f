/*
 * truce series: held area day by day.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/heavy.h"
#include "cli/inputs.h"
#include "report/picture.h"
#include "report/series_text.h"
#include "verify/series.h"

enum { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON };

struct series_values {
    struct truce_option_texts maps;
    const char *regions;
    int format;
    const char *picture;
    bool all_days;
};

#define GAP_DAYS 3 /* where more days than this lie between two snapshots, the picture's line breaks */

static enum truce_status write_series(struct truce_out *out, const struct series_values *values,
                                      const struct truce_series *series, size_t n, struct truce_err *err)
{
    struct truce_report_series_options how;
    struct truce_buf text;
    const struct truce_heavy *heavy;
    enum truce_status status = TRUCE_OK;

    truce_buf_init(&text);
    truce_report_series_options_init(&how);
    how.by_region = values->regions != NULL;
    how.all_days = values->all_days;
    if (values->format == FORMAT_CSV)
        status = truce_report_series_csv(series, n, &how, &text, err);
    else if (values->format == FORMAT_JSON)
        status = truce_report_series_json(series, n, &how, &text, err);
    else
        status = truce_report_series_text(series, n, &how, &text, err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), err);
    if (status == TRUCE_OK && values->picture != NULL && (status = truce_heavy_load(&heavy, err)) == TRUCE_OK)
        status = heavy->series(values->picture, series, n, GAP_DAYS, err);
    truce_buf_fini(&text);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct series_values *values = data;
    const struct truce_series_options how = {truce_out_threads(), truce_out_progress, out};
    struct truce_inputs inputs;
    struct truce_err err;
    size_t done = 0;

    truce_inputs_init(&inputs);
    struct truce_series *series = calloc(values->maps.n + 1, sizeof *series);
    enum truce_status status =
        series != NULL ? truce_inputs_sources(&inputs, out, &values->maps, NULL, &err)
                       : truce_fail(&err, TRUCE_ERR_MEMORY, "no memory for %zu sources", values->maps.n);
    if (status == TRUCE_OK)
        status = truce_inputs_ground(&inputs, NULL, values->regions, &err);
    for (; status == TRUCE_OK && done < inputs.n_sources; done++) {
        status = truce_series_run(&inputs.sources[done], inputs.has_regions ? &inputs.regions : NULL, &how,
                                  &series[done], &inputs.notes, &err);
        if (status != TRUCE_OK)
            break;
    }
    truce_out_progress_end(out);
    if (status == TRUCE_OK)
        status = write_series(out, values, series, done, &err);
    if (status == TRUCE_OK)
        truce_out_notes(out, &inputs.notes, 20);
    int code = status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
    for (size_t i = 0; i < done; i++)
        truce_series_fini(&series[i]);
    free(series);
    truce_inputs_fini(&inputs);
    return code;
}

static const char *const formats[] = {"text", "csv", "json", NULL};

static const struct truce_option options[] = {
    {.name = "regions",
     .letter = 'r',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "PATH",
     .help = "share every number out among these regions: GeoJSON, or a folder of files",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct series_values, regions)},
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_CHOICE,
     .choices = formats,
     .fallback = "text",
     .help = "what to print",
     .offset = offsetof(struct series_values, format)},
    {.name = "picture",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "write a chart: .png, .svg or .pdf",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct series_values, picture)},
    {.name = "all-days",
     .letter = 'a',
     .kind = TRUCE_OPTION_FLAG,
     .help = "in text, print every day of a long series",
     .offset = offsetof(struct series_values, all_days)},
};

static const struct truce_positional positionals[] = {
    {.name = "MAPS",
     .min = 1,
     .max = 64,
     .help = "[NAME=]PATH: control maps of one source, a file or a folder whose file names carry dates; NAME "
             "is its description "
             "when the files do not tell",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct series_values, maps)},
};

static const char *const paragraphs[] = {
    "Prints the held area of every day, with what was gained and lost against the snapshot before, square "
    "kilometres on the "
    "ellipsoid; for each source, and by region when regions are given.",
    "A day whose area jumps against both of its neighbours is marked suspect; the day after it is compared "
    "with the last one that "
    "is not.",
    NULL,
};

static const char *const examples[] = {
    "truce series maps/",
    "truce series maps/ --format csv > series.csv",
    "truce series maps/ --regions regions/ --picture series.png",
    NULL,
};

const struct truce_command truce_cmd_series = {
    .name = "series",
    .summary = "print held area day by day, with what was gained and lost",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct series_values),
    .run = TRUCE_RUN(run),
};
