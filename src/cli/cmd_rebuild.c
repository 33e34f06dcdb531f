/*
 * truce rebuild: makes the layers of a mission file again from its log.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/layers.h"
#include "store/store.h"

struct rebuild_values {
    const char *mission;
};

static enum truce_status rebuild(struct truce_out *out, struct truce_store *store, struct truce_err *err)
{
    struct truce_hash before, after;
    uint64_t size = TRUCE_STORE_NONE, was = TRUCE_STORE_NONE;
    char text[300], hash[TRUCE_HASH_TEXT];

    enum truce_status status = truce_store_layers_size(store, &was, err);
    if (status == TRUCE_OK && was != TRUCE_STORE_NONE)
        status = truce_store_layers_digest(store, &before, err);
    if (status == TRUCE_OK)
        status = truce_layers_refresh(store, out, err);
    if (status == TRUCE_OK)
        status = truce_store_layers_digest(store, &after, err);
    if (status == TRUCE_OK)
        status = truce_store_layers_size(store, &size, err);
    if (status != TRUCE_OK)
        return status;
    truce_hash_format(&after, hash);
    snprintf(text, sizeof text, "Layers of the first %" PRIu64 " records, digest %s: %s.\n", size, hash,
             was == TRUCE_STORE_NONE             ? "made"
             : truce_hash_equal(&before, &after) ? "as they were"
             : was == size                       ? "they had been changed, and are right again"
                                                 : "brought up to date");
    return truce_out_write(out, truce_text_view(text), err);
}

static int run(struct truce_out *out, const void *data)
{
    const struct rebuild_values *values = data;
    struct truce_store *store = NULL;
    struct truce_err err;

    enum truce_status status = truce_store_open(values->mission, TRUCE_STORE_WRITE, NULL, &store, &err);
    if (status == TRUCE_OK) {
        status = rebuild(out, store, &err);
        enum truce_status closed = truce_store_close(store, status == TRUCE_OK ? &err : NULL);
        status = status == TRUCE_OK ? closed : status;
    }
    return status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
}

static const struct truce_positional positionals[] = {
    {.name = "MISSION",
     .min = 1,
     .max = 1,
     .help = "the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct rebuild_values, mission)},
};

static const char *const paragraphs[] = {
    "Makes the layers for the map again from the log: incidents, where they may have been, zones, "
    "violations. The same log gives the same layers, so that one sees "
    "whether somebody changed them.",
    NULL,
};

static const char *const examples[] = {"truce rebuild mission.gpkg", NULL};

const struct truce_command truce_cmd_rebuild = {
    .name = "rebuild",
    .summary = "make the layers of a mission file again from its log",
    .paragraphs = paragraphs,
    .examples = examples,
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct rebuild_values),
    .run = TRUCE_RUN(run),
};
