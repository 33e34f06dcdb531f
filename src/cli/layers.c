/*
 * The layers of a mission file.
 */
#include "cli/layers.h"

#include "cli/mission.h"
#include "report/mission_layers.h"

enum truce_status truce_layers_refresh(struct truce_store *store, struct truce_out *out,
                                       struct truce_err *err)
{
    const struct truce_mission_when when = {NULL, NULL};
    struct truce_mission_layers layers;
    struct truce_mission mission;

    truce_mission_init(&mission);
    truce_mission_layers_init(&layers);
    enum truce_status status = truce_mission_load(&mission, out, store, &when, err);
    if (status == TRUCE_OK)
        status = truce_report_mission_layers(&mission.verdicts, &layers, err);
    if (status == TRUCE_OK)
        status = truce_store_layers_replace(store, layers.layers, TRUCE_MISSION_LAYERS, mission.size, err);
    truce_mission_layers_fini(&layers);
    mission.store = NULL; /* the caller's */
    truce_mission_fini(&mission);
    return status;
}
