/*
 * Names of layers and columns.
 *
 * One idea: what passes here can stand in SQL between double quotes and collides with no table of a format.
 */
#include "store/layer_check.h"

#include <string.h>

enum { NAME_MAX_BYTES = 48 };

static bool is_name(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return n > 0 && n <= NAME_MAX_BYTES && name[n] == '\0' && name[0] >= 'a' && name[0] <= 'z';
}

static bool is_reserved(const char *name)
{
    static const char *const prefixes[] = {"truce", "gpkg", "rtree", "sqlite"};

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

static enum truce_status check_columns(const struct truce_layer *layer, struct truce_err *err)
{
    for (size_t c = 0; c < layer->n_columns; c++) {
        const char *name = layer->columns[c].name;
        if (!is_name(name) || strcmp(name, "fid") == 0 || strcmp(name, "geom") == 0)
            return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)c,
                                    "layer '%s' has a column called '%.60s', which cannot be", layer->name,
                                    name);
        for (size_t k = 0; k < c; k++)
            if (strcmp(layer->columns[k].name, name) == 0)
                return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)c,
                                        "layer '%s' has two columns called '%s'", layer->name, name);
    }
    return TRUCE_OK;
}

enum truce_status truce_store_layer_check(const struct truce_layer *layers, size_t l, bool in_mission,
                                          struct truce_err *err)
{
    const struct truce_layer *layer = &layers[l];

    if (!is_name(layer->name))
        return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)l,
                                "layer name '%.60s' is not snake_case ASCII", layer->name);
    if (in_mission && is_reserved(layer->name))
        return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)l,
                                "layer name '%.60s' begins like a table of the file itself", layer->name);
    for (size_t k = 0; k < l; k++)
        if (strcmp(layers[k].name, layer->name) == 0)
            return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)l, "two layers are called '%s'",
                                    layer->name);
    return check_columns(layer, err);
}
