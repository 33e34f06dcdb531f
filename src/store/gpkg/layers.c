/*
 * Layers -> a GeoPackage 1.3 by plain SQLite.
 *
 * One idea: the file is made whole under a temporary name, in one transaction, without journal, then synced and renamed: there is
 * never half a GeoPackage, and the same layers give the same bytes.
 */
#include "store/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/gpkg/tables.h"
#include "store/layer_check.h"

struct writer {
    struct truce_gpkg g;
    char *temporary;
    const char *path;
    struct truce_err *err;
};

static enum truce_status open_temporary(struct writer *w)
{
    size_t n = strlen(w->path) + sizeof ".part";
    int fd;

    w->temporary = malloc(n);
    if (w->temporary == NULL)
        return truce_fail(w->err, TRUCE_ERR_MEMORY, "no memory for a file name");
    snprintf(w->temporary, n, "%s.part", w->path);
    fd = open(w->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        enum truce_status status =
            truce_fail_at(w->err, TRUCE_ERR_IO, w->path, 0, 0, "cannot create: %s", strerror(errno));
        free(w->temporary);
        w->temporary = NULL;
        return status;
    }
    close(fd);
    if (sqlite3_open_v2(w->temporary, &w->g.db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return truce_gpkg_fail(&w->g, w->err);
    return truce_gpkg_add_functions(&w->g, w->err);
}

static enum truce_status sync_and_rename(const struct writer *w)
{
    int fd = open(w->temporary, O_RDWR);
    bool good = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0 && close(fd) != 0)
        good = false;
    if (!good || rename(w->temporary, w->path) != 0)
        return truce_fail_at(w->err, TRUCE_ERR_IO, w->path, 0, 0, "cannot write: %s", strerror(errno));
    return TRUCE_OK;
}

enum truce_status truce_store_layers_write(const char *path, const struct truce_layer *layers, size_t n,
                                           const struct truce_store_layers_options *options,
                                           struct truce_err *err)
{
    struct writer w = {{NULL, path}, NULL, path, err};
    struct truce_day day = {
        options != NULL && options->last_change.n != TRUCE_DAY_NONE ? options->last_change.n : 0};
    char text[TRUCE_DAY_TEXT], last_change[32];
    enum truce_status status = TRUCE_OK;

    if (strcmp(path, "-") == 0)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "a GeoPackage cannot be written to standard output; name a file");
    for (size_t l = 0; l < n && status == TRUCE_OK; l++)
        status = truce_store_layer_check(layers, l, false, err);
    if (status != TRUCE_OK)
        return status;
    truce_day_format(day, text);
    snprintf(last_change, sizeof last_change, "%sT00:00:00.000Z", text);
    status = open_temporary(&w);
    if (status == TRUCE_OK)
        status = truce_gpkg_run(&w.g, err,
                                "PRAGMA page_size=4096;PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;"
                                "PRAGMA application_id=%d;PRAGMA user_version=%d;BEGIN;",
                                TRUCE_GPKG_APPLICATION, TRUCE_GPKG_VERSION);
    if (status == TRUCE_OK)
        status = truce_gpkg_make_tables(&w.g, err);
    for (size_t l = 0; l < n && status == TRUCE_OK; l++)
        status = truce_gpkg_write_layer(&w.g, &layers[l], last_change, err);
    if (status == TRUCE_OK)
        status = truce_gpkg_run(&w.g, err, "COMMIT;");
    sqlite3_close(w.g.db);
    if (status == TRUCE_OK)
        status = sync_and_rename(&w);
    if (status != TRUCE_OK && w.temporary != NULL)
        unlink(w.temporary);
    free(w.temporary);
    return status;
}
