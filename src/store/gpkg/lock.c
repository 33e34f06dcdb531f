/*
 * The writer's lock.
 *
 * One idea: flock on a file of its own beside the mission file.  Not on the mission file itself: closing any descriptor of it would drop the locks that
 * SQLite holds there.  The kernel lets go when the process ends, however it ends; the file that stays behind then is taken over by the next.
 */
#include "store/gpkg/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { WHO_MAX = 200, TRIES = 100 };

void truce_gpkg_lock_init(struct truce_gpkg_lock *lock)
{
    lock->fd = -1;
    lock->name = NULL;
}

static enum truce_status somebody_else(int fd, const char *path, struct truce_err *err)
{
    char who[WHO_MAX + 1];
    ssize_t n = pread(fd, who, WHO_MAX, 0);

    who[n > 0 ? n : 0] = '\0';
    truce_text_mend(who, sizeof who);
    return truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0,
                         "the file is being written by %s; only one can write at a time, reading is possible",
                         who[0] != '\0' ? who : "another process");
}

/* Is the file that fd is still the one of that name?  Its last holder may have removed it before we had the lock. */
static bool is_current(int fd, const char *name)
{
    struct stat mine, theirs;

    return fstat(fd, &mine) == 0 && stat(name, &theirs) == 0 && mine.st_ino == theirs.st_ino &&
           mine.st_dev == theirs.st_dev;
}

static void write_who(int fd, const char *who)
{
    char text[WHO_MAX + 1], host[64] = "";

    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    if (who != NULL)
        snprintf(text, sizeof text, "%s", who);
    else
        snprintf(text, sizeof text, "process %ld on %s", (long)getpid(),
                 host[0] != '\0' ? host : "this host");
    if (ftruncate(fd, 0) == 0 && pwrite(fd, text, strlen(text), 0) < 0)
        return; /* only the message of the other is poorer */
}

enum truce_status truce_gpkg_lock_take(struct truce_gpkg_lock *lock, const char *path, const char *who,
                                       struct truce_err *err)
{
    size_t n = strlen(path) + sizeof "-writer";
    char *name = malloc(n);
    enum truce_status status;

    if (name == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a file name");
    snprintf(name, n, "%s-writer", path);
    for (int i = 0; i < TRIES; i++) {
        int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (fd < 0)
            break;
        if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
            status = somebody_else(fd, path, err);
            close(fd);
            free(name);
            return status;
        }
        if (is_current(fd, name)) {
            write_who(fd, who);
            lock->fd = fd;
            lock->name = name;
            return TRUCE_OK;
        }
        close(fd);
    }
    status = truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0,
                           "the file cannot be opened for writing: beside it, %s cannot be made: %s", name,
                           strerror(errno));
    free(name);
    return status;
}

void truce_gpkg_lock_release(struct truce_gpkg_lock *lock)
{
    if (lock->fd >= 0) {
        unlink(lock->name); /* before letting go: whoever opens the name now makes a new one */
        close(lock->fd);
    }
    free(lock->name);
    truce_gpkg_lock_init(lock);
}
