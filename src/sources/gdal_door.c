/*
 * Finding and calling the GDAL module.
 *
 * The module is looked for beside the program (build tree), in ../lib/truce from there (an installation that
 * was moved), and in the folder set at build time.  A handle is opened for one file and closed after it, so
 * no state is kept here; the library itself stays in memory (RTLD_NODELETE), because GDAL and what it brings
 * along do not survive being unloaded.
 */
#include "sources/gdal_door.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/file.h"

#ifndef TRUCE_MODULE_DIR
#define TRUCE_MODULE_DIR "/usr/local/lib/truce"
#endif

#define MODULE_FILE "truce_gdal.so"

bool truce_gdal_is_for(const char *path)
{
    static const char *const ends[] = {".gpkg", ".shp", ".kml", ".fgb"};
    size_t n = strlen(path);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t m = strlen(ends[i]);
        if (n > m && strcasecmp(path + n - m, ends[i]) == 0)
            return true;
    }
    return false;
}

/* The folder of the running program, with its final slash; "" when the system does not say. */
static void program_folder(char *out, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", out, size - 1);
    out[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(out, '/');
    if (slash != NULL)
        slash[1] = '\0';
    else
        out[0] = '\0';
}

static const struct truce_gdal_module *load_from(const char *folder, const char *below, void **handle,
                                                 char *why, size_t why_size)
{
    char path[4400];

    if (folder[0] == '\0' ||
        snprintf(path, sizeof path, "%s%s" MODULE_FILE, folder, below) >= (int)sizeof path ||
        !truce_file_exists(path))
        return NULL;
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == NULL) {
        const char *text = dlerror();
        snprintf(why, why_size, "%s", text != NULL ? text : "cannot be loaded");
        return NULL;
    }
    const struct truce_gdal_module *module = dlsym(library, TRUCE_GDAL_SYMBOL);
    if (module == NULL || module->abi != TRUCE_GDAL_ABI) {
        snprintf(why, why_size, "the one in %.200s is of another version of this program", folder);
        dlclose(library);
        return NULL;
    }
    *handle = library;
    return module;
}

static const struct truce_gdal_module *load(void **handle, char *why, size_t why_size)
{
    char program[4096];
    const struct truce_gdal_module *module;

    program_folder(program, sizeof program);
    why[0] = '\0';
    if ((module = load_from(program, "", handle, why, why_size)) == NULL &&
        (module = load_from(program, "../lib/truce/", handle, why, why_size)) == NULL)
        module = load_from(TRUCE_MODULE_DIR, "/", handle, why, why_size);
    return module;
}

struct passing {
    struct truce_geojson *g;
    const char *path;
    const struct truce_geojson_sink *sink;
    struct truce_notes *notes;
    struct truce_err *err;
    enum truce_status status;
    int64_t n;
};

static int take_feature(void *context, const char *bytes, size_t n)
{
    struct passing *p = context;
    p->status =
        truce_geojson_read(p->g, (struct truce_text){bytes, n}, p->path, p->n++, p->sink, p->notes, p->err);
    return p->status != TRUCE_OK;
}

enum truce_status truce_gdal_read(struct truce_geojson *g, const char *path,
                                  const struct truce_geojson_sink *sink, struct truce_notes *notes,
                                  struct truce_err *err)
{
    struct passing p = {g, path, sink, notes, err, TRUCE_OK, 0};
    void *handle = NULL;
    char message[400];

    if (!truce_file_exists(path))
        return truce_fail_at(err, TRUCE_ERR_MISSING, path, 0, 0, "no such file");
    const struct truce_gdal_module *module = load(&handle, message, sizeof message);
    if (module == NULL)
        return truce_fail_at(
            err, TRUCE_ERR_UNSUPPORTED, path, 0, 0,
            "this format is read through GDAL (Debian package libgdal32), and the module " MODULE_FILE
            " %s%s; GeoJSON is read without it",
            message[0] != '\0' ? "cannot be used: " : "is not installed", message);
    message[0] = '\0';
    bool failed = module->read(path, take_feature, &p, message, sizeof message) != 0;
    dlclose(handle);
    if (p.status != TRUCE_OK)
        return p.status;
    if (failed) {
        truce_text_mend(message, sizeof message);
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, path, 0, 0, "GDAL cannot read it: %s", message);
    }
    return TRUCE_OK;
}

bool truce_gdal_version(char *out, size_t size)
{
    void *handle = NULL;
    char why[400];

    const struct truce_gdal_module *module = load(&handle, why, sizeof why);
    if (module == NULL)
        return false;
    snprintf(out, size, "%s", module->version());
    dlclose(handle);
    return true;
}
