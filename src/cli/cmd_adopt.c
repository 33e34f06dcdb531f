/*
 * truce adopt: a new version of the agreement.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/layers.h"
#include "cli/mission.h"

struct adopt_values {
    const char *mission;
    const char *agreement;
    const char *by;
    const char *from;
    const char *clock;
};

static enum truce_status adopt(struct truce_out *out, const struct adopt_values *values,
                               struct truce_store *store, struct truce_err *err)
{
    struct truce_adopting how = {.path = values->agreement, .by = values->by != NULL ? values->by : ""};
    uint64_t leaf = 0;
    char text[400];

    enum truce_status status = truce_mission_clock(values->clock, &how.logged, err);
    if (status == TRUCE_OK && !truce_instant_parse(truce_text_view(values->from), &how.from))
        status = truce_fail(err, TRUCE_ERR_USAGE, "--from %.60s: no instant such as 2026-02-20T00:00+02:00",
                            values->from);
    if (status == TRUCE_OK)
        status = truce_mission_adopt(store, out, &how, &leaf, err);
    if (status == TRUCE_OK)
        status = truce_layers_refresh(store, out, err);
    if (status != TRUCE_OK)
        return status;
    snprintf(text, sizeof text, "Record %" PRIu64 " adopts %s, in force from %s on.\n", leaf,
             values->agreement, values->from);
    return truce_out_write(out, truce_text_view(text), err);
}

static int run(struct truce_out *out, const void *data)
{
    const struct adopt_values *values = data;
    struct truce_store *store = NULL;
    struct truce_err err;

    enum truce_status status = truce_store_open(values->mission, TRUCE_STORE_WRITE, NULL, &store, &err);
    if (status == TRUCE_OK) {
        status = adopt(out, values, store, &err);
        enum truce_status closed = truce_store_close(store, status == TRUCE_OK ? &err : NULL);
        status = status == TRUCE_OK ? closed : status;
    }
    return status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
}

static const struct truce_option options[] = {
    {.name = "agreement",
     .letter = 'a',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .required = true,
     .help = "the new version, as YAML; its bytes are kept in the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct adopt_values, agreement)},
    {.name = "from",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "INSTANT",
     .required = true,
     .help = "when it is in force from",
     .offset = offsetof(struct adopt_values, from)},
    {.name = "by",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "PARTY",
     .help = "who adopts it; the belligerents unless given",
     .offset = offsetof(struct adopt_values, by)},
    {.name = "clock",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "INSTANT",
     .help = "the time to write into the log instead of the machine's, for exercises and tests",
     .offset = offsetof(struct adopt_values, clock)},
};

static const struct truce_positional positionals[] = {
    {.name = "MISSION",
     .min = 1,
     .max = 1,
     .help = "the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct adopt_values, mission)},
};

static const char *const paragraphs[] = {
    "Adds a record that a new version of the agreement is in force from some instant on. What happens is "
    "judged by the version that is in force then; `truce status --at` "
    "an earlier instant shows the earlier version.",
    NULL,
};

static const char *const examples[] = {
    "truce adopt mission.gpkg --agreement plan-2.yaml --from 2026-03-01T00:00+02:00", NULL};

const struct truce_command truce_cmd_adopt = {
    .name = "adopt",
    .summary = "put a new version of the agreement in force",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct adopt_values),
    .run = TRUCE_RUN(run),
};
