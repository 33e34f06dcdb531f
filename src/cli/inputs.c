/*
 * Opening what the command line names.
 */
#include "cli/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

void truce_inputs_init(struct truce_inputs *inputs)
{
    memset(inputs, 0, sizeof *inputs);
    truce_places_init(&inputs->places);
    truce_regions_init(&inputs->regions);
    truce_notes_init(&inputs->notes);
}

void truce_inputs_fini(struct truce_inputs *inputs)
{
    for (size_t i = 0; i < inputs->n_sources; i++) {
        truce_control_close(&inputs->sources[i]);
        truce_description_fini(&inputs->descriptions[i]);
    }
    free(inputs->sources);
    free(inputs->descriptions);
    truce_places_fini(&inputs->places);
    truce_regions_fini(&inputs->regions);
    truce_notes_fini(&inputs->notes);
    truce_inputs_init(inputs);
}

struct folders {
    const char *items[2];
    size_t n;
    char *own; /* heap */
};

/* may the n bytes before a '=' be the NAME of a description: a word, or the path of a YAML file */
static bool is_name(const char *text, size_t n)
{
    static const char ending[] = ".yaml";
    size_t m = sizeof ending - 1;
    return memchr(text, '/', n) == NULL || (n > m && memcmp(text + n - m, ending, m) == 0);
}

/* NAME=PATH; a path may hold '=' as well */
static const char *path_after_name(const char *argument, char *name, size_t n)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals != NULL ? (size_t)(equals - argument) : 0;
    if (length == 0 || length >= n || !is_name(argument, length) || truce_file_exists(argument))
        return argument;
    memcpy(name, argument, length);
    name[length] = '\0';
    return equals + 1;
}

static enum truce_status open_source(struct truce_inputs *inputs, const struct folders *folders,
                                     const char *argument, struct truce_err *err)
{
    struct truce_description *description = &inputs->descriptions[inputs->n_sources];
    char name[256] = "";
    const char *path = path_after_name(argument, name, sizeof name);

    truce_description_init(description);
    enum truce_status status =
        name[0] != '\0'
            ? truce_description_find(name, folders->items, folders->n, description, err)
            : truce_description_recognise(path, folders->items, folders->n, description, &inputs->notes, err);
    if (status == TRUCE_OK)
        status =
            truce_control_open(path, description, &inputs->sources[inputs->n_sources], &inputs->notes, err);
    if (status != TRUCE_OK) {
        truce_description_fini(description);
        return status;
    }
    inputs->n_sources++;
    const char *id = description->source.id;
    for (size_t i = 0; i + 1 < inputs->n_sources; i++)
        if (strcmp(inputs->descriptions[i].source.id, id) == 0)
            return truce_fail(
                err, TRUCE_ERR_USAGE,
                "%s: a second source called \"%s\"; give it a description of its own: --maps NAME=PATH", path,
                id);
    return TRUCE_OK;
}

enum truce_status truce_inputs_sources(struct truce_inputs *inputs, const struct truce_out *out,
                                       const struct truce_option_texts *maps, const char *beside,
                                       struct truce_err *err)
{
    struct folders folders = {{NULL, NULL}, 0, truce_file_join(out->data_folder, "sources")};
    enum truce_status status = TRUCE_OK;

    inputs->descriptions = calloc(maps->n + 1, sizeof *inputs->descriptions);
    inputs->sources = calloc(maps->n + 1, sizeof *inputs->sources);
    if (folders.own == NULL || inputs->descriptions == NULL || inputs->sources == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu sources", maps->n);
        goto done;
    }
    if (beside != NULL)
        folders.items[folders.n++] = beside;
    folders.items[folders.n++] = folders.own;
    for (size_t i = 0; status == TRUCE_OK && i < maps->n; i++)
        status = open_source(inputs, &folders, maps->items[i], err);
done:
    free(folders.own);
    return status;
}

enum truce_status truce_inputs_ground(struct truce_inputs *inputs, const char *places, const char *regions,
                                      struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    if (places != NULL) {
        status = truce_places_read(places, &inputs->places, &inputs->notes, err);
        inputs->has_places = status == TRUCE_OK;
    }
    if (status == TRUCE_OK && regions != NULL) {
        status = truce_regions_read(regions, &inputs->regions, &inputs->notes, err);
        inputs->has_regions = status == TRUCE_OK;
    }
    return status;
}
