/*
 * Loads truce_commands.so: first from the program's own folder (a build tree), then from where `make install` put it.
 *
 * The module stays loaded until the process ends: libraries behind it keep threads and exit handlers of their own.
 */
#include "cli/load.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/beside.h"

#define MODULE "truce_commands.so"

struct module {
    void *handle;
    int (*run)(struct truce_out *out, const char *name, const void *values);
    void (*libraries)(struct truce_buf *out);
};

/* POSIX wants dlsym's object pointer turned into a function pointer; ISO C has no cast for it. */
static bool find_symbol(void *handle, const char *name, void *function, size_t size)
{
    void *symbol = dlsym(handle, name);

    if (symbol == NULL || size != sizeof symbol)
        return false;
    memcpy(function, &symbol, size);
    return true;
}

static enum truce_status load(struct module *out, struct truce_err *err)
{
    char path[PATH_MAX];
    const char *(*version)(void) = NULL;
    struct module module = {NULL, NULL, NULL};

    if (!truce_beside(MODULE, path, sizeof path))
        snprintf(path, sizeof path, "%s/%s", TRUCE_MODULE_DIR, MODULE);
    module.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (module.handle == NULL)
        return truce_fail(err, TRUCE_ERR_INTERNAL,
                          "cannot load the commands: %s; is truce installed completely?", dlerror());
    if (!find_symbol(module.handle, TRUCE_COMMANDS_VERSION, &version, sizeof version) ||
        !find_symbol(module.handle, TRUCE_COMMANDS_RUN, &module.run, sizeof module.run) ||
        !find_symbol(module.handle, TRUCE_COMMANDS_LIBRARIES, &module.libraries, sizeof module.libraries))
        return truce_fail(err, TRUCE_ERR_INTERNAL, "%s is not the commands' module", path);
    if (strcmp(version(), TRUCE_VERSION) != 0)
        return truce_fail(err, TRUCE_ERR_INTERNAL, "%s is of version %s, this program of %s", path, version(),
                          TRUCE_VERSION);
    *out = module;
    return TRUCE_OK;
}

int truce_load_and_run(struct truce_out *out, const char *name, const void *values)
{
    struct module module;
    struct truce_err err;

    if (load(&module, &err) != TRUCE_OK)
        return truce_out_error(out, &err);
    return module.run(out, name, values);
}

enum truce_status truce_load_libraries(struct truce_buf *text, struct truce_err *err)
{
    struct module module;
    enum truce_status status = load(&module, err);

    if (status == TRUCE_OK)
        module.libraries(text);
    return status;
}
