/*
 * truce verify: claims against control maps.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/heavy.h"
#include "cli/inputs.h"
#include "report/geojson.h"
#include "report/json.h"
#include "report/layers.h"
#include "report/picture.h"
#include "report/text.h"
#include "store/layers.h"
#include "verify/verify.h"

enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_GEOJSON };

struct verify_values {
    const char *claims;
    struct truce_option_texts maps;
    const char *places;
    const char *regions;
    struct truce_option_texts only;
    int format;
    const char *picture;
    const char *layers;
    bool list_places;
    bool use_suspect;
    int64_t gap_days;
    double sigma_m;
    double border_margin_m;
};

/* keeps the claims named by --claim, in the order of the file */
static enum truce_status select_claims(struct truce_claims *claims, const struct truce_option_texts *only,
                                       struct truce_err *err)
{
    size_t kept = 0;
    for (size_t k = 0; k < only->n; k++) {
        size_t i = 0;
        while (i < claims->n && strcmp(claims->items[i].id, only->items[k]) != 0)
            i++;
        if (i < claims->n)
            continue;
        const char **ids = calloc(claims->n + 1, sizeof *ids);
        for (i = 0; ids != NULL && i < claims->n; i++)
            ids[i] = claims->items[i].id;
        const char *near =
            ids == NULL ? NULL : truce_text_nearest(truce_text_view(only->items[k]), ids, claims->n);
        truce_fail(err, TRUCE_ERR_USAGE, "--claim %s: %s has no claim of that id%s%s%s", only->items[k],
                   claims->file, near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                   near != NULL ? "\"?" : "");
        free(ids);
        return TRUCE_ERR_USAGE;
    }
    for (size_t i = 0; i < claims->n; i++) {
        bool wanted = only->n == 0;
        for (size_t k = 0; k < only->n; k++)
            wanted = wanted || strcmp(claims->items[i].id, only->items[k]) == 0;
        if (wanted)
            claims->items[kept++] = claims->items[i];
    }
    claims->n = kept;
    return TRUCE_OK;
}

/* "out.png" for one claim, "out-<id>.png" for several; heap, NULL without memory */
static char *picture_path(const char *path, const char *id, size_t n_claims)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash != NULL ? slash : path, '.');
    size_t stem = dot != NULL ? (size_t)(dot - path) : strlen(path), size = strlen(path) + strlen(id) + 2;
    char *out = malloc(size);
    if (out == NULL)
        return NULL;
    if (n_claims == 1)
        snprintf(out, size, "%s", path);
    else
        snprintf(out, size, "%.*s-%s%s", (int)stem, path, id, path + stem);
    for (char *p = out + stem; n_claims > 1 && p < out + stem + 1 + strlen(id); p++)
        if (*p == '/')
            *p = '_'; /* an id is no way into another folder */
    return out;
}

static enum truce_status write_pictures(struct truce_out *out, const struct verify_values *values,
                                        const struct truce_verify_answer *answer, struct truce_err *err)
{
    const struct truce_heavy *heavy = NULL;
    enum truce_status status = values->picture != NULL ? truce_heavy_load(&heavy, err) : TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && values->picture != NULL && i < answer->n; i++) {
        char *path = picture_path(values->picture, answer->claims[i].claim->id, answer->n);
        truce_out_progress(out, "pictures", i, answer->n);
        status = path != NULL ? heavy->picture(path, answer, i, err)
                              : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
        if (status == TRUCE_OK) {
            truce_out_progress_end(out);
            truce_out_say(out, "picture of %s: %s", answer->claims[i].claim->id, path);
        }
        free(path);
    }
    return status;
}

static bool ends_with(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n >= m && strcmp(path + n - m, ending) == 0;
}

/* the last day that any of the claims is about */
static struct truce_day last_day(const struct truce_verify_answer *answer)
{
    struct truce_day last = {TRUCE_DAY_NONE};
    for (size_t i = 0; i < answer->n; i++)
        if (answer->claims[i].claim->to.n > last.n)
            last = answer->claims[i].claim->to;
    return last;
}

/* layers to a file by its ending, or as GeoJSON text */
static enum truce_status write_layers(const struct verify_values *values,
                                      const struct truce_verify_answer *answer, struct truce_buf *text,
                                      struct truce_err *err)
{
    struct truce_report_layers layers;
    struct truce_buf bytes;

    if (values->layers == NULL && values->format != FORMAT_GEOJSON)
        return TRUCE_OK;
    enum truce_status status = truce_report_layers(answer, &layers, err);
    if (status != TRUCE_OK)
        return status;
    truce_buf_init(&bytes);
    if (values->format == FORMAT_GEOJSON)
        status = truce_report_geojson(layers.items, TRUCE_REPORT_LAYERS, text, err);
    if (status == TRUCE_OK && values->layers != NULL && ends_with(values->layers, ".gpkg")) {
        const struct truce_store_layers_options how = {last_day(answer)};
        status = truce_store_layers_write(values->layers, layers.items, TRUCE_REPORT_LAYERS, &how, err);
    } else if (status == TRUCE_OK && values->layers != NULL) {
        status = truce_report_geojson(layers.items, TRUCE_REPORT_LAYERS, &bytes, err);
        if (status == TRUCE_OK)
            status = truce_file_write(values->layers, truce_buf_view(&bytes), err);
    }
    truce_buf_fini(&bytes);
    truce_report_layers_fini(&layers);
    return status;
}

static enum truce_status write_answer(struct truce_out *out, const struct verify_values *values,
                                      const struct truce_verify_answer *answer, struct truce_err *err)
{
    struct truce_buf text;
    struct truce_report_text_options how;
    enum truce_status status = TRUCE_OK;

    truce_buf_init(&text);
    truce_report_text_options_init(&how);
    how.list_places = values->list_places;
    how.colour = out->colour;
    if (out->columns >= 60 && out->columns < (int)how.columns)
        how.columns = (size_t)out->columns;
    if (values->format == FORMAT_JSON)
        status = truce_report_json(answer, &text, err);
    else if (values->format == FORMAT_TEXT)
        status = truce_report_text(answer, &how, &text, err);
    if (status == TRUCE_OK)
        status = write_layers(values, answer, &text, err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), err);
    if (status == TRUCE_OK)
        status = write_pictures(out, values, answer, err);
    truce_buf_fini(&text);
    return status;
}

/* Above the net change of a source that gives only areas, a gain may still be: such a source cannot tell. */
static bool can_tell(const struct truce_source_answer *source)
{
    return source->judged.finding != TRUCE_FINDING_NO_EVIDENCE &&
           !(source->judged.finding == TRUCE_FINDING_EXCEEDS && source->figure_is_lower_bound);
}

/* every claim supported by all that can tell: 0; one refuted by all that can tell: 1; else 2 */
static int verdict(const struct truce_verify_answer *answer)
{
    bool undecided = false;
    for (size_t i = 0; i < answer->n; i++) {
        const struct truce_claim_answer *claim = &answer->claims[i];
        size_t telling = 0, supporting = 0, refuting = 0;
        for (size_t s = 0; s < claim->n_sources; s++) {
            enum truce_finding f = claim->sources[s].judged.finding;
            if (!can_tell(&claim->sources[s]))
                continue;
            telling++;
            supporting += f == TRUCE_FINDING_SUPPORTED;
            refuting +=
                f == TRUCE_FINDING_EXCEEDS || f == TRUCE_FINDING_FALLS_SHORT || f == TRUCE_FINDING_NOT_SHOWN;
        }
        if (telling > 0 && refuting == telling)
            return TRUCE_EXIT_NOT_SUPPORTED;
        undecided = undecided || telling == 0 || supporting < telling;
    }
    return undecided ? TRUCE_EXIT_UNDECIDED : TRUCE_EXIT_HELD;
}

/* the folder "sources" beside the claims file, where descriptions may lie; heap, or NULL */
static char *sources_beside(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash != NULL ? (size_t)(slash - path) + 1 : 0, size = n + sizeof "sources";
    char *folder = malloc(size);
    if (folder != NULL)
        snprintf(folder, size, "%.*ssources", (int)n, path);
    if (folder != NULL && !truce_file_is_folder(folder)) {
        free(folder);
        return NULL;
    }
    return folder;
}

static void add_notes(struct truce_notes *to, const struct truce_notes *from)
{
    for (size_t i = 0; i < from->n; i++)
        truce_notes_add(to, "%s", from->items[i].text);
    to->dropped += from->dropped;
}

static enum truce_status check_endings(const struct verify_values *values, struct truce_err *err)
{
    if (values->layers != NULL && !ends_with(values->layers, ".gpkg") &&
        !ends_with(values->layers, ".geojson"))
        return truce_fail(err, TRUCE_ERR_USAGE, "--layers %s: the name must end in .gpkg or .geojson",
                          values->layers);
    if (values->picture != NULL && !ends_with(values->picture, ".png") &&
        !ends_with(values->picture, ".svg") && !ends_with(values->picture, ".pdf"))
        return truce_fail(err, TRUCE_ERR_USAGE, "--picture %s: the name must end in .png, .svg or .pdf",
                          values->picture);
    return TRUCE_OK;
}

static int run(struct truce_out *out, const void *data)
{
    const struct verify_values *values = data;
    struct truce_inputs inputs;
    struct truce_claims claims;
    struct truce_verify_answer answer;
    struct truce_verify_options how;
    struct truce_err err;
    char *beside = sources_beside(values->claims);
    int code = TRUCE_EXIT_INTERNAL;

    truce_inputs_init(&inputs);
    truce_claims_init(&claims);
    memset(&answer, 0, sizeof answer);
    enum truce_status status = check_endings(values, &err);
    if (status == TRUCE_OK)
        status = truce_claims_read(values->claims, &claims, &err);
    if (status == TRUCE_OK)
        status = select_claims(&claims, &values->only, &err);
    if (status == TRUCE_OK)
        status = truce_inputs_sources(&inputs, out, &values->maps, beside, &err);
    if (status == TRUCE_OK)
        status = truce_inputs_ground(&inputs, values->places, values->regions, &err);
    if (status != TRUCE_OK)
        goto done;
    truce_verify_options_init(&how);
    how.gap_days = (int)values->gap_days;
    how.use_suspect = values->use_suspect;
    how.assumed_sigma_m = values->sigma_m;
    how.border_margin_m = values->border_margin_m;
    how.threads = truce_out_threads();
    how.progress = truce_out_progress;
    how.progress_context = out;
    const struct truce_verify_input input = {&claims, inputs.sources, inputs.n_sources,
                                             inputs.has_places ? &inputs.places : NULL,
                                             inputs.has_regions ? &inputs.regions : NULL};
    status = truce_verify_run(&input, &how, &answer, &err);
    truce_out_progress_end(out);
    if (status != TRUCE_OK)
        goto done;
    add_notes(&answer.notes, &inputs.notes);
    code = verdict(&answer);
    status = write_answer(out, values, &answer, &err);
done:
    if (status != TRUCE_OK)
        code = truce_out_error(out, &err);
    truce_verify_answer_fini(&answer);
    truce_claims_fini(&claims);
    truce_inputs_fini(&inputs);
    free(beside);
    return code;
}

static const char *const formats[] = {"text", "json", "geojson", NULL};

static const struct truce_option options[] = {
    {.name = "maps",
     .letter = 'm',
     .kind = TRUCE_OPTION_TEXTS,
     .argument = "[NAME=]PATH",
     .required = true,
     .help = "control maps of one source: a file, or a folder whose file names carry dates; NAME is its "
             "description when the files do "
             "not tell; give it again for every further source",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct verify_values, maps)},
    {.name = "places",
     .letter = 'p',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "places with name, latitude and longitude: CSV, GeoJSON or what GDAL reads",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct verify_values, places)},
    {.name = "regions",
     .letter = 'r',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "PATH",
     .help =
         "administrative regions: GeoJSON, or a folder of files; together they give coast and state border",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct verify_values, regions)},
    {.name = "claim",
     .letter = 'c',
     .kind = TRUCE_OPTION_TEXTS,
     .argument = "ID",
     .help = "judge only this claim; may be given again",
     .offset = offsetof(struct verify_values, only)},
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_CHOICE,
     .choices = formats,
     .fallback = "text",
     .help = "what to print: the report, every number, or the areas and places as GeoJSON",
     .offset = offsetof(struct verify_values, format)},
    {.name = "picture",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "write a picture: .png, .svg or .pdf; with several claims one each, the claim's id added to the "
             "name",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct verify_values, picture)},
    {.name = "layers",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "write gained and lost areas and places for a GIS: .gpkg or .geojson",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct verify_values, layers)},
    {.name = "list-places",
     .letter = 'l',
     .kind = TRUCE_OPTION_FLAG,
     .help = "print every place, not only the first and last few",
     .offset = offsetof(struct verify_values, list_places)},
    {.name = "gap-days",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "DAYS",
     .min = 0,
     .max = 366,
     .fallback = "3",
     .help = "a snapshot may be this many days off the wanted one",
     .offset = offsetof(struct verify_values, gap_days)},
    {.name = "use-suspect",
     .kind = TRUCE_OPTION_FLAG,
     .help = "use snapshots whose area jumps against their neighbours",
     .offset = offsetof(struct verify_values, use_suspect)},
    {.name = "assume-sigma-m",
     .kind = TRUCE_OPTION_REAL,
     .argument = "METRES",
     .min = 1,
     .max = 25000,
     .help = "positional accuracy (1 sigma) to assume of sources that state none; the report says that it "
             "was assumed",
     .offset = offsetof(struct verify_values, sigma_m)},
    {.name = "border-margin-m",
     .kind = TRUCE_OPTION_REAL,
     .argument = "METRES",
     .min = 1,
     .max = 50000,
     .fallback = "1000",
     .help = "an edge that runs within this of the regions' outline is coast or border, not line of contact",
     .offset = offsetof(struct verify_values, border_margin_m)},
};

static const struct truce_positional positionals[] = {
    {.name = "CLAIMS",
     .min = 1,
     .max = 1,
     .help = "what was said, as YAML (docs/formats/claims.md)",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct verify_values, claims)},
};

static const char *const paragraphs[] = {
    "Compares claims about ground with control maps: area and places gained, lost and held, for every "
    "source, with what is uncertain, "
    "and how far the line of contact would have to lie elsewhere for a claim to hold.",
    "Exit status: 0 every claim is supported by every source that can tell; 1 all that can tell show "
    "otherwise for "
    "some claim; 2 neither.",
    NULL,
};

static const char *const examples[] = {
    "truce verify claims.yaml --maps maps/ --places places.csv --regions regions/",
    "truce verify claims.yaml --maps deepstate-days=maps/ --maps isw-areas=isw.json --picture claim.png",
    "truce verify claims.yaml --maps maps/ --claim ru-gs-2025-12-29 --format json",
    NULL,
};

const struct truce_command truce_cmd_verify = {
    .name = "verify",
    .summary = "compare claims about ground with control maps",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct verify_values),
    .run = TRUCE_RUN(run),
};
