/*
 * truce init: makes a mission file.
 */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/mission.h"

struct init_values {
    const char *mission;
    const char *agreement;
    const char *origin;
    const char *by;
    const char *from;
    const char *clock;
};

/* "line-mission" of "data/line-mission.gpkg" */
static void name_of(const char *path, char *out, size_t n)
{
    const char *slash = strrchr(path, '/');
    snprintf(out, n, "%s", slash != NULL ? slash + 1 : path);
    char *dot = strrchr(out, '.');
    if (dot != NULL && dot != out)
        *dot = '\0';
    for (char *p = out; *p != '\0'; p++)
        if (*p == ' ' || *p == '+')
            *p = '-';
}

static enum truce_status make(struct truce_out *out, const struct init_values *values, struct truce_err *err)
{
    struct truce_adopting how = {.path = values->agreement, .by = values->by != NULL ? values->by : ""};
    struct truce_store *store = NULL;
    char name[200], text[512];

    enum truce_status status = truce_mission_clock(values->clock, &how.logged, err);
    how.from = how.logged;
    if (status == TRUCE_OK && values->from != NULL &&
        !truce_instant_parse(truce_text_view(values->from), &how.from))
        status = truce_fail(err, TRUCE_ERR_USAGE, "--from %.60s: no instant such as 2026-02-20T00:00+02:00",
                            values->from);
    if (status != TRUCE_OK)
        return status;
    name_of(values->mission, name, sizeof name);
    const struct truce_store_new made = {values->origin != NULL ? values->origin : name, how.logged, NULL};
    if ((status = truce_store_create(values->mission, &made, &store, err)) != TRUCE_OK)
        return status;
    status = truce_mission_adopt(store, out, &how, NULL, err);
    if (status == TRUCE_OK) {
        snprintf(text, sizeof text, "Made %s: log %s, agreement %s adopted as its first record.\n",
                 values->mission, made.origin, values->agreement);
        status = truce_out_write(out, truce_text_view(text), err);
    }
    enum truce_status closed = truce_store_close(store, status == TRUCE_OK ? err : NULL);
    if (status != TRUCE_OK)
        remove(values->mission); /* a file without an agreement is of no use to anybody */
    return status == TRUCE_OK ? closed : status;
}

static int run(struct truce_out *out, const void *data)
{
    struct truce_err err;
    return make(out, data, &err) == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
}

static const struct truce_option options[] = {
    {.name = "agreement",
     .letter = 'a',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .required = true,
     .help = "the agreement, as YAML; its bytes are kept in the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct init_values, agreement)},
    {.name = "origin",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "NAME",
     .help = "the log's name in checkpoints and proofs, such as example.org/line-log; the file's name unless "
             "given",
     .offset = offsetof(struct init_values, origin)},
    {.name = "by",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "PARTY",
     .help = "who adopts the agreement; the belligerents unless given",
     .offset = offsetof(struct init_values, by)},
    {.name = "from",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "INSTANT",
     .help = "when the agreement is in force from; now unless given",
     .offset = offsetof(struct init_values, from)},
    {.name = "clock",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "INSTANT",
     .help = "the time to write into the log instead of the machine's, for exercises and tests",
     .offset = offsetof(struct init_values, clock)},
};

static const struct truce_positional positionals[] = {
    {.name = "MISSION",
     .min = 1,
     .max = 1,
     .help = "the mission file to make, such as mission.gpkg; nothing may be there",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct init_values, mission)},
};

static const char *const paragraphs[] = {
    "Makes a mission file: one GeoPackage that holds the log of all records, the agreement, and layers for a "
    "map. The first record of the log "
    "adopts the agreement.",
    NULL,
};

static const char *const examples[] = {
    "truce init mission.gpkg --agreement plan.yaml",
    "truce init mission.gpkg --agreement plan.yaml --origin example.org/line-log",
    NULL,
};

const struct truce_command truce_cmd_init = {
    .name = "init",
    .summary = "make a mission file from an agreement",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct init_values),
    .run = TRUCE_RUN(run),
};
