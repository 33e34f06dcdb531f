/*
 * What truce_commands.so exports: the commands, and the libraries they rest on.
 */
#include "base/library.h"
#include "cli/commands.h"
#include "cli/heavy.h"
#include "cli/load.h"
#include "geo/front.h"
#include "geo/overlay.h"
#include "sources/gdal_door.h"
#include "store/gpkg/library.h"

#define EXPORTED __attribute__((visibility("default")))

EXPORTED const char *truce_commands_version(void)
{
    return TRUCE_VERSION;
}

EXPORTED int truce_commands_run(struct truce_out *out, const char *name, const void *values)
{
    const struct truce_command *command = truce_command_find(name);

    if (command == NULL) {
        truce_out_say(out, "the module has no command '%s'", name);
        return TRUCE_EXIT_INTERNAL;
    }
    return command->run(out, values);
}

EXPORTED void truce_commands_libraries(struct truce_buf *out)
{
    char gdal[64], glib[32];
    const struct truce_heavy *heavy;
    struct truce_err err;

    truce_glib_version(glib, sizeof glib);
    truce_buf_printf(out, "  GEOS     %s\n", truce_geos_version());
    truce_buf_printf(out, "  PROJ     %s\n", truce_proj_version());
    truce_buf_printf(out, "  libyaml  %s\n", truce_yaml_version());
    truce_buf_printf(out, "  sodium   %s\n", truce_sodium_version());
    truce_buf_printf(out, "  GLib     %s\n", glib);
    if (truce_heavy_load(&heavy, &err) == TRUCE_OK)
        heavy->libraries(out);
    else
        truce_buf_printf(out, "  (%s)\n", err.text);
    truce_buf_printf(out, "  SQLite   %s\n", truce_sqlite_version());
    truce_buf_printf(out, "  GDAL     %s\n",
                     truce_gdal_version(gdal, sizeof gdal) ? gdal : "no module: GeoJSON and CSV only");
}
