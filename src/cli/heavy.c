/*
 * Loads truce_heavy.so from beside the program (a build tree), else from where `make install` put it.
 */
#include "cli/heavy.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/beside.h"

#define MODULE "truce_heavy.so"

enum truce_status truce_heavy_load(const struct truce_heavy **out, struct truce_err *err)
{
    char path[PATH_MAX];

    if (!truce_beside(MODULE, path, sizeof path))
        snprintf(path, sizeof path, "%s/%s", TRUCE_MODULE_DIR, MODULE);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL); /* never closed: cairo and curl keep exit handlers */
    if (handle == NULL)
        return truce_fail(err, TRUCE_ERR_INTERNAL,
                          "cannot load what pictures and HTTP need: %s; is truce installed completely?",
                          dlerror());
    const struct truce_heavy *heavy = dlsym(handle, TRUCE_HEAVY_SYMBOL);
    if (heavy == NULL || strcmp(heavy->version, TRUCE_VERSION) != 0)
        return truce_fail(err, TRUCE_ERR_INTERNAL,
                          "%s is of another version than this program, " TRUCE_VERSION, path);
    *out = heavy;
    return TRUCE_OK;
}
