/*
 * A SQLite VFS over the usual one that breaks at a chosen write: the disk is full, fails, the process is killed, or the power goes.
 *
 * One idea: it counts what changes files (writes, truncations, syncs, deletions).  Of every file it remembers what was last synced; when the power goes, each sector
 * of 512 bytes holds what was synced or what was written since, as a seeded coin falls, and so does the length.
 * Included by one test program; file-scope state, for SQLite's calls carry none of ours.
 */
#ifndef TRUCE_STORE_GPKG_FAULTY_VFS_TEST_H
#define TRUCE_STORE_GPKG_FAULTY_VFS_TEST_H

#include <assert.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum faulty_mode {
    FAULTY_NOT,
    FAULTY_FULL, /* from then on nothing can be written, until faulty_set(FAULTY_NOT) */
    FAULTY_ONCE, /* that one operation fails */
    FAULTY_KILL, /* SIGKILL to ourselves */
    FAULTY_POWER, /* from then on nothing happens any more; faulty_power_cut() makes the files as they are after it */
};

enum { FAULTY_FILES = 8, FAULTY_SECTOR = 512 };

struct faulty_image {
    char path[1024];
    unsigned char *bytes; /* as last synced */
    size_t n;
};

static struct {
    enum faulty_mode mode;
    long at, count; /* the operation that breaks; those so far */
    bool broken;
    struct faulty_image images[FAULTY_FILES];
    size_t n_images;
    sqlite3_vfs vfs, *real;
} faulty;

struct faulty_file {
    sqlite3_file base;
    struct faulty_image *image; /* NULL: not followed */
    sqlite3_file *real;         /* stands behind this struct */
};

static void faulty_set(enum faulty_mode mode, long at)
{
    faulty.mode = mode;
    faulty.at = at;
    faulty.count = 0;
    faulty.broken = false;
}

/* SQLITE_OK, or how the operation fails. */
static int faulty_operation(int failure)
{
    bool now = ++faulty.count == faulty.at;

    if (faulty.mode == FAULTY_NOT)
        return SQLITE_OK;
    if (now && faulty.mode == FAULTY_KILL)
        raise(SIGKILL);
    if (now && faulty.mode != FAULTY_ONCE)
        faulty.broken = true;
    if (faulty.broken || (now && faulty.mode == FAULTY_ONCE))
        return faulty.mode == FAULTY_FULL ? SQLITE_FULL : failure;
    return SQLITE_OK;
}

static unsigned char *faulty_read(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes;
    long size;

    *n = 0;
    if (file == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    bytes = malloc((size_t)size + 1);
    assert(bytes != NULL);
    *n = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    return bytes;
}

/* Not by another descriptor of the file: closing that would drop SQLite's locks. */
static void faulty_remember(struct faulty_file *f)
{
    sqlite3_int64 size = 0;

    if (f->image == NULL || f->real->pMethods->xFileSize(f->real, &size) != SQLITE_OK)
        return;
    f->image->bytes = realloc(f->image->bytes, (size_t)size + 1);
    assert(f->image->bytes != NULL);
    f->image->n = (size_t)size;
    if (size > 0 && f->real->pMethods->xRead(f->real, f->image->bytes, (int)size, 0) != SQLITE_OK)
        f->image->n = 0;
}

static struct faulty_image *faulty_follow(const char *path)
{
    struct faulty_image *image;

    for (size_t i = 0; i < faulty.n_images; i++)
        if (strcmp(faulty.images[i].path, path) == 0)
            return &faulty.images[i];
    assert(faulty.n_images < FAULTY_FILES);
    image = &faulty.images[faulty.n_images++];
    snprintf(image->path, sizeof image->path, "%s", path);
    return image;
}

static void faulty_forget(void)
{
    for (size_t i = 0; i < faulty.n_images; i++)
        free(faulty.images[i].bytes);
    memset(faulty.images, 0, sizeof faulty.images);
    faulty.n_images = 0;
}

/* xorshift64 */
static bool faulty_coin(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (*seed >> 33 & 1) != 0;
}

/* What the disk holds after the power went, once all files are closed. */
static void faulty_power_cut(uint64_t seed)
{
    for (size_t i = 0; i < faulty.n_images; i++) {
        struct faulty_image *image = &faulty.images[i];
        size_t now, n;
        unsigned char *bytes = faulty_read(image->path, &now);
        FILE *file;
        if (bytes == NULL)
            continue;
        n = faulty_coin(&seed) ? now : image->n;
        bytes = realloc(bytes, (now > image->n ? now : image->n) + 1);
        assert(bytes != NULL);
        for (size_t at = 0; at < n; at += FAULTY_SECTOR) {
            size_t end = at + FAULTY_SECTOR < n ? at + FAULTY_SECTOR : n;
            if (at >= now || faulty_coin(&seed))
                for (size_t k = at; k < end; k++)
                    bytes[k] = k < image->n ? image->bytes[k] : k < now ? bytes[k] : 0;
        }
        file = fopen(image->path, "wb");
        assert(file != NULL);
        fwrite(bytes, 1, n, file);
        fclose(file);
        free(bytes);
    }
    faulty_forget();
}

/* --- the methods of a file --- */

static sqlite3_file *faulty_real(sqlite3_file *file)
{
    return ((struct faulty_file *)file)->real;
}

static int faulty_close(sqlite3_file *file)
{
    sqlite3_file *real = faulty_real(file);

    return real->pMethods != NULL ? real->pMethods->xClose(real) : SQLITE_OK;
}

static int faulty_x_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    return faulty_real(file)->pMethods->xRead(faulty_real(file), out, n, at);
}

static int faulty_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    int failure = faulty_operation(SQLITE_IOERR_WRITE);

    return failure != SQLITE_OK ? failure
                                : faulty_real(file)->pMethods->xWrite(faulty_real(file), bytes, n, at);
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int failure = faulty_operation(SQLITE_IOERR_TRUNCATE);

    return failure != SQLITE_OK ? failure : faulty_real(file)->pMethods->xTruncate(faulty_real(file), size);
}

/* Nothing is really synced: only a process dies here, and the test is faster. */
static int faulty_sync(sqlite3_file *file, int flags)
{
    int failure = faulty_operation(SQLITE_IOERR_FSYNC);

    (void)flags;
    if (failure != SQLITE_OK)
        return failure;
    faulty_remember((struct faulty_file *)file);
    return SQLITE_OK;
}

static int faulty_file_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return faulty_real(file)->pMethods->xFileSize(faulty_real(file), out);
}

static int faulty_lock(sqlite3_file *file, int level)
{
    return faulty_real(file)->pMethods->xLock(faulty_real(file), level);
}

static int faulty_unlock(sqlite3_file *file, int level)
{
    return faulty_real(file)->pMethods->xUnlock(faulty_real(file), level);
}

static int faulty_check_lock(sqlite3_file *file, int *out)
{
    return faulty_real(file)->pMethods->xCheckReservedLock(faulty_real(file), out);
}

static int faulty_control(sqlite3_file *file, int operation, void *argument)
{
    return faulty_real(file)->pMethods->xFileControl(faulty_real(file), operation, argument);
}

static int faulty_sector_size(sqlite3_file *file)
{
    (void)file;
    return FAULTY_SECTOR;
}

static int faulty_characteristics(sqlite3_file *file)
{
    return faulty_real(file)->pMethods->xDeviceCharacteristics(faulty_real(file));
}

static int faulty_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
    return faulty_real(file)->pMethods->xShmMap(faulty_real(file), region, size, extend, out);
}

static int faulty_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return faulty_real(file)->pMethods->xShmLock(faulty_real(file), offset, n, flags);
}

static void faulty_shm_barrier(sqlite3_file *file)
{
    faulty_real(file)->pMethods->xShmBarrier(faulty_real(file));
}

static int faulty_shm_unmap(sqlite3_file *file, int remove_it)
{
    return faulty_real(file)->pMethods->xShmUnmap(faulty_real(file), remove_it);
}

static const sqlite3_io_methods faulty_methods = {
    2,
    faulty_close,
    faulty_x_read,
    faulty_write,
    faulty_truncate,
    faulty_sync,
    faulty_file_size,
    faulty_lock,
    faulty_unlock,
    faulty_check_lock,
    faulty_control,
    faulty_sector_size,
    faulty_characteristics,
    faulty_shm_map,
    faulty_shm_lock,
    faulty_shm_barrier,
    faulty_shm_unmap,
    NULL,
    NULL,
};

/* --- the methods of the VFS --- */

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    struct faulty_file *f = (struct faulty_file *)file;
    int result;

    (void)vfs;
    f->base.pMethods = NULL;
    f->image = NULL;
    f->real = (sqlite3_file *)(f + 1);
    result = faulty.real->xOpen(faulty.real, name, f->real, flags, out_flags);
    if (result != SQLITE_OK)
        return result;
    f->base.pMethods = &faulty_methods;
    if (name != NULL && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0) {
        f->image = faulty_follow(name);
        if (f->image->bytes == NULL)
            faulty_remember(f);
    }
    return SQLITE_OK;
}

static int faulty_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    int failure = faulty_operation(SQLITE_IOERR_DELETE);

    (void)vfs;
    if (failure != SQLITE_OK)
        return failure;
    for (size_t i = 0; i < faulty.n_images; i++)
        if (strcmp(faulty.images[i].path, name) == 0)
            faulty.images[i].n = 0;
    return faulty.real->xDelete(faulty.real, name, sync_folder);
}

/* Becomes the default of this process.  Other methods are those of the real one, which do not look at their first argument's name. */
static void faulty_install(void)
{
    faulty.real = sqlite3_vfs_find(NULL);
    assert(faulty.real != NULL);
    faulty.vfs = *faulty.real;
    faulty.vfs.zName = "faulty";
    faulty.vfs.szOsFile = (int)sizeof(struct faulty_file) + faulty.real->szOsFile;
    faulty.vfs.xOpen = faulty_open;
    faulty.vfs.xDelete = faulty_delete;
    if (sqlite3_vfs_register(&faulty.vfs, 1) != SQLITE_OK)
        abort();
}

#endif
