/*
 * Point location: the bands do the work; this is their public face.
 */
#include "geo/locate.h"

#include <stdlib.h>

#include "geo/bands.h"

struct truce_locator {
    struct truce_bands bands;
    struct truce_box box;
};

enum truce_status truce_locator_open(const struct truce_multipolygon *shape, struct truce_locator **out,
                                     struct truce_err *err)
{
    enum truce_status status;
    struct truce_locator *locator = calloc(1, sizeof *locator);
    struct truce_edge *edges = malloc((shape->n_points + 1) * sizeof *edges);

    if (locator == NULL || edges == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory to index %zu points", shape->n_points);
        goto done;
    }
    status = truce_bands_open(edges, truce_shape_edges(shape, edges), &locator->bands, err);
    if (status != TRUCE_OK)
        goto done;
    locator->box = truce_multipolygon_box(shape);
    *out = locator;
    locator = NULL;
done:
    free(edges);
    free(locator);
    return status;
}

void truce_locator_close(struct truce_locator *locator)
{
    if (locator == NULL)
        return;
    truce_bands_close(&locator->bands);
    free(locator);
}

enum truce_side truce_locator_side(const struct truce_locator *locator, struct truce_lonlat p)
{
    if (!truce_box_contains(locator->box, p))
        return TRUCE_SIDE_OUTSIDE;
    return truce_bands_side(&locator->bands, p);
}
