/*
 * A demo as files.
 *
 * The marker lists every file that is about to be made and is written before them, so that a run that was cut
 * short can be replaced as well. Nothing is removed but what a marker lists, and of that only names such as
 * we give.
 */
#include "demo/internal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "demo/mission.h"

#define MARKER_FIRST "truce demo 1 seed " /* the first line begins so; the rest of it is the seed */
#define MARKER_MAX   ((size_t)4 << 20)

struct writer {
    const struct truce_demo *demo;
    const char *folder;
    void (*progress)(void *context, const char *what, size_t done, size_t total);
    void *progress_context;
    size_t total;
    struct truce_demo_written made;
};

static enum truce_status put_file(struct writer *w, const char *name, const struct truce_buf *bytes,
                                  struct truce_err *err)
{
    enum truce_status status = truce_buf_check(bytes, err);
    if (status != TRUCE_OK)
        return status;
    char *path = truce_file_join(w->folder, name);
    if (path == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    status = truce_file_write_unsynced(path, truce_buf_view(bytes), err); /* can be made again */
    free(path);
    if (status != TRUCE_OK)
        return status;
    w->made.files++;
    w->made.bytes += bytes->len;
    if (w->progress != NULL)
        w->progress(w->progress_context, "writing files", w->made.files < w->total ? w->made.files : w->total,
                    w->total);
    return TRUCE_OK;
}

/* ---- the folder ---- */

/* Does a folder hold anything?  A folder that is not there holds nothing. */
static enum truce_status look_into(const char *folder, bool *empty, struct truce_err *err)
{
    *empty = true;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return errno == ENOENT ? TRUCE_OK
                               : truce_fail_at(err, TRUCE_ERR_IO, folder, 0, 0,
                                               "cannot be opened as a folder: %s", strerror(errno));
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            *empty = false;
    closedir(dir);
    return TRUCE_OK;
}

/* A name that we could have given: no way out of the folder, only our characters. */
static bool is_our_name(struct truce_text name)
{
    if (name.len == 0 || name.len > 200 || name.at[0] == '/' || name.at[0] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool known =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
        if (!known || (c == '.' && i + 1 < name.len && name.at[i + 1] == '.'))
            return false;
    }
    return true;
}

static void remove_named(const char *folder, struct truce_text name)
{
    char line[256];
    snprintf(line, sizeof line, "%.*s", TRUCE_TEXT(name));
    char *path = truce_file_join(folder, line);
    if (path != NULL)
        unlink(path);
    free(path);
}

/* removes what an earlier demo left; *replaced tells whether there was one */
static enum truce_status clear_folder(const char *folder, bool *replaced, struct truce_err *err)
{
    bool empty;
    struct truce_buf marker;
    enum truce_status status = look_into(folder, &empty, err);

    *replaced = false;
    if (status != TRUCE_OK || empty)
        return status;
    char *path = truce_file_join(folder, TRUCE_DEMO_MARKER);
    truce_buf_init(&marker);
    if (path == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
        goto done;
    }
    if (truce_file_read(path, MARKER_MAX, &marker, NULL) != TRUCE_OK ||
        strncmp(marker.at, MARKER_FIRST, strlen(MARKER_FIRST)) != 0) {
        status = truce_fail_at(err, TRUCE_ERR_USAGE, folder, 0, 0,
                               "holds files that `truce demo` did not make; name a new or an empty folder");
        goto done;
    }
    for (char *line = strchr(marker.at, '\n'); line != NULL && line[1] != '\0';) {
        char *end = strchr(line + 1, '\n');
        struct truce_text name = {line + 1, end != NULL ? (size_t)(end - line - 1) : strlen(line + 1)};
        if (is_our_name(name))
            remove_named(folder, name);
        line = end;
    }
    *replaced = true;
done:
    truce_buf_fini(&marker);
    free(path);
    return status;
}

/* ---- the files ---- */

static void map_name(const struct truce_demo *demo, int source, const char *file, char *out, size_t n)
{
    snprintf(out, n, "maps/%s/%s", demo->sources[source].id, file);
}

static void impossible_name(const struct truce_demo *demo, int source, char *out, size_t n)
{
    snprintf(out, n, "maps/%s/%s_%s.geojson", demo->sources[source].id, demo->sources[source].id,
             demo->shown[source].impossible);
}

static enum truce_status put_marker(struct writer *w, struct truce_err *err)
{
    const struct truce_demo *demo = w->demo;
    char name[160];
    struct truce_buf out;

    truce_buf_init(&out);
    truce_buf_printf(&out, MARKER_FIRST "%llu\n", (unsigned long long)demo->seed);
    truce_buf_puts(&out, "places.csv\nregions.geojson\nland.geojson\nclaims.yaml\ntruth.json\n"
                         "mission/agreement.yaml\nmission/records.jsonl\nmission/truth.json\n");
    w->total = 9;
    for (int source = 0; source < TRUCE_DEMO_SOURCES; source++) {
        map_name(demo, source, "source.yaml", name, sizeof name);
        truce_buf_printf(&out, "%s\n", name);
        w->total += 1 + demo->shown[source].n;
        for (size_t i = 0; i < demo->shown[source].n; i++) {
            map_name(demo, source, demo->shown[source].names[i], name, sizeof name);
            truce_buf_printf(&out, "%s\n", name);
        }
        if (demo->shown[source].impossible != NULL) {
            impossible_name(demo, source, name, sizeof name);
            truce_buf_printf(&out, "%s\n", name);
            w->total++;
        }
    }
    enum truce_status status = put_file(w, TRUCE_DEMO_MARKER, &out, err);
    truce_buf_fini(&out);
    return status;
}

static enum truce_status put_single_files(struct writer *w, struct truce_err *err)
{
    static const struct {
        const char *name;
        void (*put)(const struct truce_demo *demo, struct truce_buf *out);
    } files[] = {{"places.csv", truce_demo_put_places},
                 {"regions.geojson", truce_demo_put_regions},
                 {"land.geojson", truce_demo_put_land},
                 {"claims.yaml", truce_demo_put_claims},
                 {"mission/agreement.yaml", truce_demo_put_agreement},
                 {"mission/records.jsonl", truce_demo_put_records},
                 {"mission/truth.json", truce_demo_put_mission_truth}};
    struct truce_buf out;
    char *folder = truce_file_join(w->folder, "mission");
    enum truce_status status = folder != NULL ? truce_file_make_folder(folder, err)
                                              : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");

    free(folder);
    truce_buf_init(&out);
    for (size_t i = 0; i < sizeof files / sizeof files[0] && status == TRUCE_OK; i++) {
        truce_buf_clear(&out);
        files[i].put(w->demo, &out);
        status = put_file(w, files[i].name, &out, err);
    }
    truce_buf_clear(&out);
    if (status == TRUCE_OK)
        status = truce_demo_put_truth(w->demo, &out, err);
    if (status == TRUCE_OK)
        status = put_file(w, "truth.json", &out, err);
    truce_buf_fini(&out);
    return status;
}

static enum truce_status put_source(struct writer *w, int source, struct truce_err *err)
{
    const struct truce_demo_shown *shown = &w->demo->shown[source];
    struct truce_control_map map;
    struct truce_buf out;
    char name[160];
    enum truce_status status;

    truce_control_map_init(&map);
    truce_buf_init(&out);
    snprintf(name, sizeof name, "maps/%s", w->demo->sources[source].id);
    char *folder = truce_file_join(w->folder, name);
    status = folder != NULL ? truce_file_make_folder(folder, err)
                            : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    free(folder);
    if (status != TRUCE_OK)
        goto done;
    truce_demo_put_description(w->demo, source, &out);
    map_name(w->demo, source, "source.yaml", name, sizeof name);
    status = put_file(w, name, &out, err);
    for (size_t i = 0; i < shown->n && status == TRUCE_OK; i++) {
        if ((status = truce_demo_map(w->demo, source, i, &map, err)) != TRUCE_OK)
            break;
        truce_buf_clear(&out);
        truce_demo_put_map(w->demo, source, &map, &out);
        map_name(w->demo, source, shown->names[i], name, sizeof name);
        status = put_file(w, name, &out, err);
    }
    if (status == TRUCE_OK && shown->impossible != NULL) {
        /* the last map once more, under a date that somebody mistyped */
        impossible_name(w->demo, source, name, sizeof name);
        status = put_file(w, name, &out, err);
    }
done:
    truce_control_map_fini(&map);
    truce_buf_fini(&out);
    return status;
}

enum truce_status
truce_demo_write(const struct truce_demo *demo, const char *folder,
                 void (*progress)(void *context, const char *what, size_t done, size_t total),
                 void *progress_context, struct truce_demo_written *out, struct truce_err *err)
{
    struct writer w = {
        .demo = demo, .folder = folder, .progress = progress, .progress_context = progress_context};
    enum truce_status status = clear_folder(folder, &w.made.replaced, err);

    if (status == TRUCE_OK)
        status = truce_file_make_folder(folder, err);
    if (status == TRUCE_OK)
        status = put_marker(&w, err);
    for (int source = 0; source < TRUCE_DEMO_SOURCES && status == TRUCE_OK; source++)
        status = put_source(&w, source, err);
    if (status == TRUCE_OK)
        status = put_single_files(&w, err);
    if (status == TRUCE_OK && out != NULL)
        *out = w.made;
    return status;
}
