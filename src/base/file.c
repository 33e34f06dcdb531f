/*
 * POSIX files.  Writing goes through "<path>.part" and rename(2), which is atomic within a file system.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum truce_status read_all(int fd, size_t expect, size_t max, struct truce_buf *out,
                                  struct truce_err *err)
{
    void *at = out->at;
    size_t size = out->size, n = 0;

    for (;;) {
        size_t want = n + (n < expect ? expect - n : 65536) + 2;
        enum truce_status status = truce_grow(&at, &size, want, 1, err);
        out->at = at;
        out->size = size;
        if (status != TRUCE_OK)
            return status;
        ssize_t got = read(fd, out->at + n, size - n - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return truce_fail(err, TRUCE_ERR_IO, "cannot read: %s", strerror(errno));
        n += (size_t)got;
        if (n > max)
            return truce_fail(err, TRUCE_ERR_LIMIT, "larger than the limit of %zu MiB", max >> 20);
        if (got == 0)
            break;
    }
    out->len = n;
    out->at[n] = '\0';
    return TRUCE_OK;
}

enum truce_status truce_file_read(const char *path, size_t max, struct truce_buf *out, struct truce_err *err)
{
    struct stat about;
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    enum truce_status status = TRUCE_OK;

    truce_buf_clear(out);
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        enum truce_status why = errno == ENOENT || errno == ENOTDIR ? TRUCE_ERR_MISSING : TRUCE_ERR_IO;
        return truce_fail_at(err, why, name, 0, 0, "cannot open: %s", strerror(errno));
    }
    if (fstat(fd, &about) != 0) {
        status = truce_fail(err, TRUCE_ERR_IO, "cannot read: %s", strerror(errno));
        goto done;
    }
    if (S_ISDIR(about.st_mode)) {
        status = truce_fail(err, TRUCE_ERR_IO, "is a folder, not a file");
        goto done;
    }
    if (S_ISREG(about.st_mode) && (uintmax_t)about.st_size > max) {
        status = truce_fail(err, TRUCE_ERR_LIMIT, "%jd MiB, larger than the limit of %zu MiB",
                            (intmax_t)(about.st_size >> 20), max >> 20);
        goto done;
    }
    status = read_all(fd, S_ISREG(about.st_mode) ? (size_t)about.st_size : 0, max, out, err);
done:
    if (!standard)
        close(fd);
    if (status != TRUCE_OK) {
        truce_buf_clear(out);
        truce_err_set_file(err, name);
    }
    return status;
}

static bool write_all(int fd, struct truce_text bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.at, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes.at += put;
        bytes.len -= (size_t)put;
    }
    return true;
}

static enum truce_status write_file(const char *path, struct truce_text bytes, bool sync,
                                    struct truce_err *err)
{
    struct truce_buf part;
    enum truce_status status = TRUCE_OK;

    if (strcmp(path, "-") == 0)
        return write_all(STDOUT_FILENO, bytes) ? TRUCE_OK
                                               : truce_fail_at(err, TRUCE_ERR_IO, "standard output", 0, 0,
                                                               "cannot write: %s", strerror(errno));

    truce_buf_init(&part);
    truce_buf_printf(&part, "%s.part", path);
    if ((status = truce_buf_check(&part, err)) != TRUCE_OK)
        goto done;
    int fd = open(part.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        status = truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "cannot create: %s", strerror(errno));
        goto done;
    }
    struct stat earlier; /* whoever could read it, still can */
    bool ok = (stat(path, &earlier) != 0 || !S_ISREG(earlier.st_mode) ||
               fchmod(fd, earlier.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) == 0) &&
              write_all(fd, bytes) && (!sync || fsync(fd) == 0);
    int why = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (!ok || rename(part.at, path) != 0) {
        if (ok)
            why = errno;
        unlink(part.at);
        status = truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "cannot write: %s", strerror(why));
    }
done:
    truce_buf_fini(&part);
    return status;
}

enum truce_status truce_file_write(const char *path, struct truce_text bytes, struct truce_err *err)
{
    return write_file(path, bytes, true, err);
}

enum truce_status truce_file_write_unsynced(const char *path, struct truce_text bytes, struct truce_err *err)
{
    return write_file(path, bytes, false, err);
}

enum truce_status truce_file_make_folder(const char *path, struct truce_err *err)
{
    char *copy = strdup(path);
    if (copy == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    enum truce_status status = TRUCE_OK;
    for (char *p = copy + 1; status == TRUCE_OK && copy[0] != '\0'; p++) {
        char c = *p;
        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        int why = mkdir(copy, 0777) != 0 ? errno : 0;
        /* a read-only or foreign parent that is there may answer EROFS or EACCES instead of EEXIST */
        if (why != 0 && why != EEXIST && !truce_file_is_folder(copy))
            status =
                truce_fail_at(err, TRUCE_ERR_IO, copy, 0, 0, "cannot make the folder: %s", strerror(why));
        *p = c;
        if (c == '\0')
            break;
    }
    free(copy);
    if (status == TRUCE_OK && !truce_file_is_folder(path))
        status = truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "is not a folder");
    return status;
}

bool truce_file_is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

bool truce_file_exists(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

char *truce_file_join(const char *folder, const char *name)
{
    size_t n = strlen(folder);
    bool slash = n > 0 && folder[n - 1] == '/';
    size_t size = n + strlen(name) + 2;
    char *path = malloc(size);
    if (path != NULL)
        snprintf(path, size, "%s%s%s", folder, slash ? "" : "/", name);
    return path;
}
