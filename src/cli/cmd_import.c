/*
 * truce import: records into a mission file, with an account of every line.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_writer.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/intake.h"
#include "cli/mission.h"
#include "cli/layers.h"

struct import_values {
    const char *mission;
    struct truce_option_texts files;
    const char *by;
    const char *format;
    const char *table;
    const char *clock;
    bool no_layers;
};

struct import {
    struct truce_out *out;
    const struct import_values *values;
    struct truce_store *store;
    struct truce_instant clock;
    struct truce_buf text; /* the account */
    uint64_t refused;
};

/* ---- tables of records ---- */

/* what words of a source mean: as it came with the program, then as the user has it */
static enum truce_status read_table(struct import *im, enum truce_import_format format,
                                    struct truce_import_table *table, struct truce_err *err)
{
    char path[4400];
    enum truce_status status = TRUCE_OK;

    snprintf(path, sizeof path, "%s/import/%s.yaml", im->out->data_folder, truce_import_format_name(format));
    if (truce_file_exists(path))
        status = truce_import_table_read(path, table, err);
    if (status == TRUCE_OK && im->values->table != NULL)
        status = truce_import_table_read(im->values->table, table, err);
    return status;
}

/* The beginning of the file, after which it is read from there again. */
static enum truce_status peek(int fd, enum truce_import_format *out, struct truce_err *err)
{
    enum { PEEK = 65536 };
    const struct truce_import_input input = truce_import_input_of_file(&fd);
    char *head = malloc(PEEK);
    enum truce_status status =
        head != NULL ? TRUCE_OK : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the beginning of a file");
    size_t n = 0;

    for (size_t got = 1; status == TRUCE_OK && got > 0 && n < PEEK; n += got)
        status = input.read(input.context, head + n, PEEK - n, &got, err);
    if (status == TRUCE_OK && lseek(fd, 0, SEEK_SET) != 0)
        status = truce_fail(err, TRUCE_ERR_IO, "cannot be read from its beginning again; is it a pipe?");
    if (status == TRUCE_OK)
        *out = truce_import_detect((struct truce_text){head, n});
    free(head);
    return status;
}

static enum truce_status find_format(struct import *im, int fd, const char *path,
                                     enum truce_import_format *out, struct truce_err *err)
{
    if (im->values->format != NULL) {
        *out = truce_import_format_named(truce_text_view(im->values->format));
        return *out != TRUCE_IMPORT_UNKNOWN
                   ? TRUCE_OK
                   : truce_fail(err, TRUCE_ERR_USAGE,
                                "--format %.60s: no such format; `truce import --help` lists them",
                                im->values->format);
    }
    enum truce_status status = peek(fd, out, err);
    if (status != TRUCE_OK)
        return status;
    return *out != TRUCE_IMPORT_UNKNOWN ? TRUCE_OK
                                        : truce_fail_at(err, TRUCE_ERR_UNKNOWN, path, 0, 0,
                                                        "is of no format that can be told by its columns; "
                                                        "say --format, or see `truce template`");
}

static void put_account(struct import *im, const char *path, enum truce_import_format format,
                        const struct truce_import_account *read, const struct truce_intake_account *in)
{
    uint64_t refused = read->refused + in->conflicts; /* the importer knows of all but conflicts */
    truce_buf_printf(&im->text,
                     "%s (%s): %" PRIu64 " read, %" PRIu64 " added, %" PRIu64 " there already, %" PRIu64
                     " corrected, %" PRIu64 " refused",
                     path, truce_import_format_name(format), read->read, in->added, in->duplicates,
                     in->corrected, refused);
    if (read->unclassified > 0)
        truce_buf_printf(&im->text, "; %" PRIu64 " of a class that is not known", read->unclassified);
    if (read->suspect > 0)
        truce_buf_printf(&im->text, "; %" PRIu64 " doubtful", read->suspect);
    truce_buf_putc(&im->text, '\n');
    truce_out_notes(im->out, &in->notes, 50);
    im->refused += refused;
}

static enum truce_status import_table(struct import *im, const char *path, struct truce_err *err)
{
    struct truce_import_table table;
    struct truce_import_account account = {0};
    struct truce_intake *intake = NULL;
    enum truce_import_format format = TRUCE_IMPORT_UNKNOWN;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return truce_fail_at(err, TRUCE_ERR_MISSING, path, 0, 0, "cannot be opened");
    truce_import_table_init(&table);
    enum truce_status status = find_format(im, fd, path, &format, err);
    if (status == TRUCE_OK)
        status = read_table(im, format, &table, err);
    if (status == TRUCE_OK)
        status = truce_intake_open(im->store, path, im->clock, &intake, err);
    if (status == TRUCE_OK) {
        const struct truce_import_options options = {
            .format = format, .by = im->values->by, .file = path, .table = &table};
        const struct truce_import_input input = truce_import_input_of_file(&fd);
        const struct truce_import_sink sink = truce_intake_sink(intake);
        status = truce_import_run(&options, &input, &sink, &account, &format, err);
        /* what was read before a failure is good: it goes in, and the account says how far */
        enum truce_status finished = truce_intake_finish(intake, status == TRUCE_OK ? err : NULL);
        put_account(im, path, format, &account, truce_intake_account(intake));
        status = status == TRUCE_OK ? finished : status;
    }
    truce_intake_close(intake);
    truce_import_table_fini(&table);
    close(fd);
    return status;
}

/* ---- control maps ---- */

/* one line */
static void put_control(struct truce_buf *line, const char *id, const char *by, const char *from,
                        const char *until, const char *source, const char *digest, const char *name)
{
    char text[64];
    struct truce_json_writer w;
    const char *pairs[][2] = {{"id", id},         {"kind", "control"}, {"by", by},
                              {"source", source}, {"sha256", digest},  {"note", name}};

    truce_json_writer_init(&w, line);
    truce_json_inline(&w);
    truce_json_open_object(&w);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        truce_json_key(&w, pairs[i][0]);
        truce_json_string(&w, pairs[i][1]);
    }
    truce_json_key(&w, "valid");
    truce_json_open_object(&w);
    snprintf(text, sizeof text, "%sT00:00Z", from);
    truce_json_key(&w, "from");
    truce_json_string(&w, text);
    snprintf(text, sizeof text, "%sT00:00Z", until);
    truce_json_key(&w, "until");
    truce_json_string(&w, text);
    truce_json_close_object(&w);
    truce_json_close_object(&w);
}

static enum truce_status add_map(struct import *im, struct truce_intake *intake,
                                 const struct truce_control_days *source, size_t i, struct truce_err *err)
{
    const char *slash = strrchr(source->names[i], '/'), *path = source->names[i];
    char from[TRUCE_DAY_TEXT], until[TRUCE_DAY_TEXT], hex[TRUCE_HASH_TEXT];
    const struct truce_import_sink sink = truce_intake_sink(intake);
    enum truce_import_outcome outcome = TRUCE_IMPORT_TAKEN;
    struct truce_buf bytes, line, id;
    struct truce_hash hash;

    truce_buf_init(&bytes);
    truce_buf_init(&line);
    truce_buf_init(&id);
    enum truce_status status = truce_file_read(path, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_store_attach(im->store, truce_buf_view(&bytes), &hash, err);
    if (status == TRUCE_OK) {
        truce_hash_format(&hash, hex);
        truce_day_format(source->days[i], from);
        truce_day_format((struct truce_day){source->days[i].n + 1}, until);
        truce_buf_printf(&id, "control:%s:%s", source->source->id, from);
        put_control(&line, id.at, im->values->by != NULL ? im->values->by : source->source->id, from, until,
                    source->source->id, hex, slash != NULL ? slash + 1 : path);
        status = truce_buf_check(&line, err);
        const struct truce_import_line taken = {
            .text = truce_buf_view(&line), .id = truce_buf_view(&id), .number = (uint32_t)i + 1};
        if (status == TRUCE_OK)
            status = sink.record(sink.context, &taken, &outcome, err);
    }
    truce_buf_fini(&id);
    truce_buf_fini(&line);
    truce_buf_fini(&bytes);
    return status;
}

static enum truce_status import_maps(struct import *im, const char *folder, struct truce_err *err)
{
    const char *paths[] = {folder};
    const struct truce_option_texts maps = {paths, 1, 1};
    struct truce_inputs inputs;
    struct truce_intake *intake = NULL;

    truce_inputs_init(&inputs);
    enum truce_status status = truce_inputs_sources(&inputs, im->out, &maps, NULL, err);
    if (status == TRUCE_OK)
        status = truce_intake_open(im->store, folder, im->clock, &intake, err);
    for (size_t i = 0; status == TRUCE_OK && i < inputs.sources[0].n; i++) {
        truce_out_progress(im->out, "maps", i, inputs.sources[0].n);
        status = add_map(im, intake, &inputs.sources[0], i, err);
    }
    truce_out_progress_end(im->out);
    if (status == TRUCE_OK)
        status = truce_intake_finish(intake, err);
    if (status == TRUCE_OK) {
        const struct truce_intake_account *in = truce_intake_account(intake);
        truce_buf_printf(&im->text,
                         "%s (control maps of %s): %zu days, %" PRIu64 " added, %" PRIu64
                         " there already, %" PRIu64 " corrected\n",
                         folder, inputs.sources[0].source->id, inputs.sources[0].n, in->added, in->duplicates,
                         in->corrected);
        truce_out_notes(im->out, &inputs.notes, 20);
        truce_out_notes(im->out, &in->notes, 20);
        im->refused += in->refused + in->conflicts;
    }
    truce_intake_close(intake);
    truce_inputs_fini(&inputs);
    return status;
}

/* ---- the whole ---- */

static int run(struct truce_out *out, const void *data)
{
    const struct import_values *values = data;
    struct import im = {.out = out, .values = values};
    struct truce_err err;
    int code = TRUCE_EXIT_HELD;

    truce_buf_init(&im.text);
    enum truce_status status = truce_mission_clock(values->clock, &im.clock, &err);
    if (status == TRUCE_OK)
        status = truce_store_open(values->mission, TRUCE_STORE_WRITE, NULL, &im.store, &err);
    if (status != TRUCE_OK) {
        truce_buf_fini(&im.text);
        return truce_out_error(out, &err);
    }
    /* one file that cannot be read keeps no other from going in */
    for (size_t i = 0; i < values->files.n; i++) {
        const char *path = values->files.items[i];
        status = truce_file_is_folder(path) ? import_maps(&im, path, &err) : import_table(&im, path, &err);
        if (status != TRUCE_OK) {
            int fault = truce_out_error(out, &err);
            code = code == TRUCE_EXIT_HELD ? fault : code;
        }
    }
    if (!values->no_layers && truce_layers_refresh(im.store, out, &err) != TRUCE_OK)
        code = truce_out_error(out, &err);
    if (truce_store_close(im.store, &err) != TRUCE_OK)
        code = truce_out_error(out, &err);
    if (truce_out_write(out, truce_buf_view(&im.text), &err) != TRUCE_OK)
        code = truce_out_error(out, &err);
    truce_buf_fini(&im.text);
    return code == TRUCE_EXIT_HELD && im.refused > 0 ? TRUCE_EXIT_DATA : code;
}

static const struct truce_option options[] = {
    {.name = "by",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "PARTY",
     .help = "author of the records of tables; only a party that the agreement calls a monitor is heard as "
             "an observer",
     .offset = offsetof(struct import_values, by)},
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "NAME",
     .help = "acled, ucdp, firms, viina, viina_labels, viina_1pd, ceasefire, cir, civilian_harm, template or "
             "records; told by the columns unless given",
     .offset = offsetof(struct import_values, format)},
    {.name = "table",
     .letter = 't',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "what words and codes of the source mean here, on top of what comes with the program "
             "(docs/formats/import.md)",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct import_values, table)},
    {.name = "no-layers",
     .kind = TRUCE_OPTION_FLAG,
     .help = "leave the layers for the map as they are; `truce rebuild` makes them",
     .offset = offsetof(struct import_values, no_layers)},
    {.name = "clock",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "INSTANT",
     .help = "the time to write into the log instead of the machine's, for exercises and tests",
     .offset = offsetof(struct import_values, clock)},
};

static const struct truce_positional positionals[] = {
    {.name = "MISSION",
     .min = 1,
     .max = 1,
     .help = "the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct import_values, mission)},
    {.name = "FILE",
     .min = 1,
     .max = SIZE_MAX,
     .help = "tables of incidents, record files (JSON Lines), folders of control maps",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct import_values, files)},
};

static const char *const paragraphs[] = {
    "Adds records to the log of a mission file. Every line is accounted for: added, there already, "
    "corrected, refused and why. The same file twice adds nothing; a "
    "newer version of a file becomes corrections.",
    "Exit status: 0 everything went in or was there; 65 something was refused, and the rest went in.",
    NULL,
};

static const char *const examples[] = {
    "truce import mission.gpkg patrol.jsonl",
    "truce import mission.gpkg --by JMM firms.csv incidents.csv maps/deepstate",
    NULL,
};

const struct truce_command truce_cmd_import = {
    .name = "import",
    .summary = "add records to a mission file",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct import_values),
    .run = TRUCE_RUN(run),
};
