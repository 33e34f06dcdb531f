/*
 * Which description goes with a name, a file or a folder.
 *
 * One idea: the names of the files decide first, since a pattern such as
 * "deepstatemap_data_{YYYYMMDD}.geojson" is as good as a signature; where no name fits, the first bytes of
 * one file are searched for the words that a description says are in it. A description that cannot be read is
 * noted and passed over: one bad file of a user must not stop all the others.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "sources/description.h"
#include "sources/gdal_door.h"

#define NAMES_MAX   ((size_t)200000)    /* files of one folder that we are ready to look at */
#define PEEK_BYTES  ((size_t)256 << 10) /* of a file's beginning, for its words */
#define OWN_FILE    "source.yaml"       /* a description that lies beside the maps */
#define FOLDERS_MAX 16

/* ---- names in a folder ---- */

struct names {
    char **items; /* sorted bytewise, so that what is chosen does not depend on the file system */
    size_t n, size;
};

static void names_fini(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->items[i]);
    free(names->items);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum truce_status add_name(struct names *names, const char *name, struct truce_err *err)
{
    void *items = names->items;
    if (names->n >= NAMES_MAX)
        return truce_fail(err, TRUCE_ERR_LIMIT, "more than %zu files in one folder", NAMES_MAX);
    enum truce_status status = truce_grow(&items, &names->size, names->n + 1, sizeof *names->items, err);
    if (status != TRUCE_OK)
        return status;
    names->items = items;
    names->items[names->n] = strdup(name);
    if (names->items[names->n] == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a file name");
    names->n++;
    return TRUCE_OK;
}

/* Names in a folder that do not begin with a point; an unreadable folder is an error. */
static enum truce_status list_folder(const char *folder, struct names *names, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    struct dirent *entry;
    DIR *dir = opendir(folder);

    if (dir == NULL)
        return truce_fail_at(err, errno == ENOENT ? TRUCE_ERR_MISSING : TRUCE_ERR_IO, folder, 0, 0,
                             "folder cannot be read: %s", strerror(errno));
    while (status == TRUCE_OK && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            status = add_name(names, entry->d_name, err);
    closedir(dir);
    if (names->n > 1)
        qsort(names->items, names->n, sizeof *names->items, by_bytes);
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* the part of a path behind its last slash; slashes at the end do not count */
static struct truce_text last_part(const char *path)
{
    struct truce_text part = truce_text_view(path);
    while (part.len > 1 && part.at[part.len - 1] == '/')
        part.len--;
    for (size_t i = part.len; i > 0; i--) {
        if (part.at[i - 1] == '/') {
            part.at += i;
            part.len -= i;
            break;
        }
    }
    return part;
}

/* ---- by name ---- */

/* The names of all descriptions in the folders, ", " between, for a message. */
static void list_known(const char *const *folders, size_t n_folders, struct truce_buf *out)
{
    for (size_t f = 0; f < n_folders; f++) {
        struct names names = {NULL, 0, 0};
        if (list_folder(folders[f], &names, NULL) == TRUCE_OK) {
            for (size_t i = 0; i < names.n; i++) {
                if (!ends_with(names.items[i], ".yaml"))
                    continue;
                int length = (int)(strlen(names.items[i]) - strlen(".yaml"));
                truce_buf_printf(out, "%s%.*s", out->len > 0 ? ", " : "", length, names.items[i]);
            }
        }
        names_fini(&names);
    }
}

enum truce_status truce_description_find(const char *name, const char *const *folders, size_t n_folders,
                                         struct truce_description *out, struct truce_err *err)
{
    enum truce_status status;

    if (strchr(name, '/') != NULL || ends_with(name, ".yaml"))
        return truce_description_read(name, out, err);
    for (size_t f = 0; f < n_folders; f++) {
        char file[256];
        if ((size_t)snprintf(file, sizeof file, "%s.yaml", name) >= sizeof file)
            break;
        char *path = truce_file_join(folders[f], file);
        if (path == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
        bool found = truce_file_exists(path);
        status = found ? truce_description_read(path, out, err) : TRUCE_OK;
        free(path);
        if (found)
            return status;
    }
    struct truce_buf known;
    truce_buf_init(&known);
    list_known(folders, n_folders, &known);
    status = truce_fail(err, TRUCE_ERR_MISSING, "no source is called \"%.60s\"; there are: %.300s", name,
                        known.len > 0 ? known.at : "none");
    truce_buf_fini(&known);
    return status;
}

/* ---- by what lies there ---- */

/* What is to be recognised: one file, or the files of a folder. */
struct find {
    const char *path;
    bool is_folder;
    struct names names; /* of its files; of a file, its own name */
    struct truce_buf peek;
    char *peeked; /* path of the file whose beginning is in peek */
};

/* The beginning of a file; nothing when it cannot be read, which its reader will say better. */
static void peek_at(const char *path, struct truce_buf *out)
{
    struct stat info;
    char block[16384];

    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return;
    size_t n;
    while (out->len < PEEK_BYTES && (n = fread(block, 1, sizeof block, file)) > 0)
        truce_buf_add(out, block, n);
    fclose(file);
}

static bool is_map_name(const char *name)
{
    return ends_with(name, ".geojson") || ends_with(name, ".json") || ends_with(name, ".csv");
}

static enum truce_status find_init(struct find *find, const char *path, struct truce_err *err)
{
    enum truce_status status;

    *find = (struct find){.path = path, .is_folder = truce_file_is_folder(path)};
    truce_buf_init(&find->peek);
    if (find->is_folder) {
        status = list_folder(path, &find->names, err);
        for (size_t i = 0; i < find->names.n && find->peeked == NULL; i++)
            if (is_map_name(find->names.items[i]))
                find->peeked = truce_file_join(path, find->names.items[i]);
    } else {
        struct truce_text part = last_part(path);
        char name[512];
        snprintf(name, sizeof name, "%.*s", TRUCE_TEXT(part));
        status = add_name(&find->names, name, err);
        find->peeked = strdup(path);
        if (status == TRUCE_OK && find->peeked == NULL)
            status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    }
    if (find->peeked != NULL)
        peek_at(find->peeked, &find->peek);
    return status == TRUCE_OK ? truce_buf_check(&find->peek, err) : status;
}

static void find_fini(struct find *find)
{
    names_fini(&find->names);
    truce_buf_fini(&find->peek);
    free(find->peeked);
}

static size_t count_names(const struct find *find, const char *files)
{
    struct truce_day day;
    bool bad;
    size_t n = 0;

    for (size_t i = 0; files[0] != '\0' && i < find->names.n; i++)
        n += truce_template_match(files, find->names.items[i], &day, &bad) || bad;
    return n;
}

/* "word" in quotes, or the bare word in CSV, somewhere in the bytes that were looked at */
static bool has_word(const struct truce_buf *peek, const char *word, size_t length)
{
    if (peek->len < length || length == 0)
        return false;
    for (size_t i = 0; i + length <= peek->len; i++)
        if (peek->at[i] == word[0] && memcmp(peek->at + i, word, length) == 0)
            return true;
    return false;
}

static bool has_quoted(const struct truce_buf *peek, const char *word)
{
    char quoted[128];
    int n = snprintf(quoted, sizeof quoted, "\"%s\"", word);
    return n > 0 && (size_t)n < sizeof quoted && has_word(peek, quoted, (size_t)n);
}

/* Is one of the values that mean something in the file? */
static bool has_value(const struct find *find, const struct truce_description *d)
{
    for (size_t i = 0; i < d->n_rules; i++) {
        size_t length = strcspn(d->rules[i].value, "*");
        if (!d->rules[i].ignore && has_word(&find->peek, d->rules[i].value, length))
            return true;
    }
    return false;
}

/* Does the file say inside what the description says it does? */
static bool fits_inside(const struct find *find, const struct truce_description *d)
{
    if (find->peeked == NULL || find->peek.len == 0 || !has_value(find, d))
        return false;
    switch (d->format) {
    case TRUCE_FORMAT_GEOJSON:
        return d->property[0] != '\0' && has_quoted(&find->peek, d->property);
    case TRUCE_FORMAT_AREAS_JSON:
        return has_quoted(&find->peek, d->layer_key) && has_quoted(&find->peek, d->area_key) &&
               has_quoted(&find->peek, d->date_key);
    case TRUCE_FORMAT_AREAS_CSV:
        return ends_with(find->peeked, ".csv") && has_word(&find->peek, d->date_key, strlen(d->date_key));
    default:
        return false;
    }
}

/* How well a description fits, to be compared: names before content. */
static size_t fit(const struct find *find, const struct truce_description *d)
{
    size_t by_name = count_names(find, d->files);
    return by_name > 0 ? by_name + 1 : fits_inside(find, d) ? 1 : 0;
}

static void take(struct truce_description *best, struct truce_description *found)
{
    truce_description_fini(best);
    *best = *found;
}

/* Tries all descriptions of a folder; *score is that of `best` and is raised. */
static enum truce_status try_folder(const struct find *find, const char *folder,
                                    struct truce_description *best, size_t *score, struct truce_notes *notes)
{
    struct names names = {NULL, 0, 0};
    enum truce_status status = list_folder(folder, &names, NULL);

    if (status == TRUCE_ERR_MISSING || status == TRUCE_ERR_IO)
        status = TRUCE_OK; /* a folder for descriptions that is not there is none of our business */
    for (size_t i = 0; i < names.n && status == TRUCE_OK; i++) {
        struct truce_description d;
        struct truce_err why;
        if (!ends_with(names.items[i], ".yaml"))
            continue;
        char *path = truce_file_join(folder, names.items[i]);
        if (path == NULL) {
            status = TRUCE_ERR_MEMORY;
            break;
        }
        enum truce_status read = truce_description_read(path, &d, &why);
        if (read == TRUCE_ERR_MEMORY) {
            status = read;
        } else if (read != TRUCE_OK) {
            char text[1100];
            truce_err_format(&why, text, sizeof text);
            truce_notes_add(notes, "%s; this description is not used", text);
        } else if (fit(find, &d) > *score) {
            *score = fit(find, &d);
            take(best, &d);
        } else {
            truce_description_fini(&d);
        }
        free(path);
    }
    names_fini(&names);
    return status;
}

/* A description that lies beside the maps: in the folder, or beside the file when it is about a file
 * of that name. */
static enum truce_status try_own(const struct find *find, struct truce_description *best, bool *found,
                                 struct truce_err *err)
{
    struct truce_description d;
    char *folder = strdup(find->path);
    char *path = NULL;
    enum truce_status status = TRUCE_OK;

    *found = false;
    if (folder != NULL && !find->is_folder) {
        char *slash = strrchr(folder, '/');
        if (slash == NULL)
            memcpy(folder, ".", find->path[0] != '\0' ? 2 : 1);
        else
            slash[slash == folder] = '\0';
    }
    path = folder != NULL ? truce_file_join(folder, OWN_FILE) : NULL;
    if (path == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
        goto done;
    }
    if (!truce_file_exists(path))
        goto done;
    status = truce_description_read(path, &d, err);
    if (status != TRUCE_OK)
        goto done;
    *found = find->is_folder || fit(find, &d) > 0;
    if (*found)
        take(best, &d);
    else
        truce_description_fini(&d);
done:
    free(path);
    free(folder);
    return status;
}

/* The defaults, with an id from the path: what a person would call the folder. */
static enum truce_status use_defaults(const struct find *find, struct truce_description *best,
                                      struct truce_notes *notes, struct truce_err *err)
{
    struct truce_text id = last_part(find->path);
    static const char *const ends[] = {".geojson", ".json", ".csv", ".gpkg", ".shp", ".kml", ".fgb"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends && !find->is_folder; i++) {
        size_t n = strlen(ends[i]);
        if (id.len > n && memcmp(id.at + id.len - n, ends[i], n) == 0)
            id.len -= n;
    }
    if (id.len == 0)
        id = truce_text_view("maps");
    for (size_t i = 0; i < find->names.n && best->format != TRUCE_FORMAT_GDAL; i++)
        if (truce_gdal_is_for(find->names.items[i]))
            best->format = TRUCE_FORMAT_GDAL;
    enum truce_status status = truce_arena_copy(&best->arena, id, &best->source.id, err);
    if (status == TRUCE_OK)
        truce_notes_add(notes,
                        "%s: no source description fits; every polygon is taken for held ground, and a file "
                        "shows the day "
                        "in its name",
                        find->path);
    return status;
}

enum truce_status truce_description_recognise(const char *path, const char *const *folders, size_t n_folders,
                                              struct truce_description *out, struct truce_notes *notes,
                                              struct truce_err *err)
{
    struct truce_description best;
    struct find find;
    size_t score = 0;
    bool found = false;

    if (!truce_file_exists(path))
        return truce_fail_at(err, TRUCE_ERR_MISSING, path, 0, 0, "no such file or folder");
    truce_description_init(&best);
    enum truce_status status = find_init(&find, path, err);
    if (status == TRUCE_OK)
        status = try_own(&find, &best, &found, err);
    for (size_t f = 0; f < n_folders && f < FOLDERS_MAX && status == TRUCE_OK && !found; f++) {
        status = try_folder(&find, folders[f], &best, &score, notes);
        if (status != TRUCE_OK)
            status = truce_fail(err, status, "the descriptions in %s cannot be read: %s", folders[f],
                                status == TRUCE_ERR_MEMORY ? "no memory" : "too many files");
    }
    if (status == TRUCE_OK && !found && score == 0)
        status = use_defaults(&find, &best, notes, err);
    find_fini(&find);
    if (status == TRUCE_OK)
        *out = best;
    else
        truce_description_fini(&best);
    return status;
}
