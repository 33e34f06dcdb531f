/*
 * Folders and dated names.  Nothing depends on the order in which the system lists files.
 */
#include "sources/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/file.h"
#include "sources/gdal_door.h"

void truce_folder_init(struct truce_folder *folder)
{
    *folder = (struct truce_folder){NULL, 0, 0};
}

void truce_folder_fini(struct truce_folder *folder)
{
    for (size_t i = 0; i < folder->n; i++)
        free(folder->names[i]);
    free(folder->names);
    truce_folder_init(folder);
}

static enum truce_status add_name(struct truce_folder *folder, const char *name, struct truce_err *err)
{
    void *names = folder->names;
    enum truce_status status = truce_grow(&names, &folder->size, folder->n + 1, sizeof *folder->names, err);
    folder->names = names;
    if (status != TRUCE_OK)
        return status;
    char *copy = strdup(name);
    if (copy == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a file name");
    folder->names[folder->n++] = copy;
    return TRUCE_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds the name unless it is that of a folder. */
static enum truce_status add_file(struct truce_folder *folder, const char *path, const char *name,
                                  struct truce_err *err)
{
    char *full = truce_file_join(path, name);
    if (full == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    bool is_folder = truce_file_is_folder(full);
    free(full);
    return is_folder ? TRUCE_OK : add_name(folder, name, err);
}

enum truce_status truce_folder_list(const char *path, struct truce_folder *out, struct truce_err *err)
{
    struct truce_folder found;
    const struct dirent *entry;
    enum truce_status status = TRUCE_OK;

    truce_folder_init(&found);
    DIR *dir = opendir(path);
    if (dir == NULL)
        return truce_fail_at(err, errno == ENOENT || errno == ENOTDIR ? TRUCE_ERR_MISSING : TRUCE_ERR_IO,
                             path, 0, 0, "cannot open the folder: %s", strerror(errno));
    while (status == TRUCE_OK && (errno = 0, entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            status = add_file(&found, path, entry->d_name, err);
    if (status == TRUCE_OK && errno != 0)
        status = truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "cannot read the folder: %s", strerror(errno));
    closedir(dir);
    if (status != TRUCE_OK) {
        truce_folder_fini(&found);
        return status;
    }
    if (found.n > 1)
        qsort(found.names, found.n, sizeof *found.names, by_bytes);
    truce_folder_fini(out);
    *out = found;
    return TRUCE_OK;
}

const char *truce_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

bool truce_file_is_map(const char *name)
{
    const char *dot = strrchr(name, '.');
    return truce_gdal_is_for(name) ||
           (dot != NULL && (strcasecmp(dot, ".geojson") == 0 || strcasecmp(dot, ".json") == 0));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* the number of n digits at p, or -1 */
static int number(const char *p, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (!is_digit(p[i]))
            return -1;
        value = value * 10 + (p[i] - '0');
    }
    return value;
}

/* A field of digits at p: its length and the day it shows, year first or year last.  0 when it is none. */
static size_t date_field(const char *p, bool *valid, struct truce_day *day)
{
    size_t digits = strspn(p, "0123456789");

    if (digits == 8) {
        *valid = truce_day_from_civil(number(p, 4), number(p + 4, 2), number(p + 6, 2), day) ||
                 truce_day_from_civil(number(p + 4, 4), number(p + 2, 2), number(p, 2), day);
        return 8;
    }
    if ((digits != 4 && digits != 2) || p[digits] == '\0' || strchr("-_.", p[digits]) == NULL)
        return 0;
    const char *second = p + digits + 1, *third = second + 3;
    size_t last = digits == 4 ? 2 : 4;
    if (strspn(second, "0123456789") != 2 || second[2] != p[digits] || strspn(third, "0123456789") != last)
        return 0;
    int a = number(p, (int)digits), b = number(second, 2), c = number(third, (int)last);
    *valid = digits == 4 ? truce_day_from_civil(a, b, c, day) : truce_day_from_civil(c, b, a, day);
    return 10;
}

enum truce_name_day truce_name_find_day(const char *name, struct truce_day *out)
{
    enum truce_name_day found = TRUCE_NAME_DAY_NONE;
    struct truce_day first = {TRUCE_DAY_NONE}, day = {TRUCE_DAY_NONE};

    for (const char *p = name; *p != '\0';) {
        bool valid = false;
        if (!is_digit(*p)) {
            p++;
            continue;
        }
        size_t length = date_field(p, &valid, &day);
        if (length > 0 && valid) {
            if (found == TRUCE_NAME_DAY_FOUND && first.n != day.n)
                return TRUCE_NAME_DAY_SEVERAL;
            found = TRUCE_NAME_DAY_FOUND;
            first = day;
        } else if (length > 0 && found == TRUCE_NAME_DAY_NONE) {
            found = TRUCE_NAME_DAY_IMPOSSIBLE;
        }
        p += length > 0 ? length : strspn(p, "0123456789");
    }
    if (found == TRUCE_NAME_DAY_FOUND)
        *out = first;
    return found;
}
