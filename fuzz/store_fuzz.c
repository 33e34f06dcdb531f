/*
 * Any bytes as a mission file: opening, reading everything and verifying end without a fault, whatever is in it.  What opens and verifies without a fault keeps its
 * promises: every record is found by its id, and the cursor gives what single reads give.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition)
        abort();
}

static enum truce_status one_note(void *context, const struct truce_store_note *note)
{
    *(size_t *)context += note->bytes.len;
    return TRUCE_OK;
}

/* Reads all and gives how many records there were, up to a fault. */
static uint64_t read_all(struct truce_store *store, uint64_t size, bool sound)
{
    struct truce_store_cursor *cursor;
    const struct truce_store_record *record;
    uint64_t n = 0;

    if (truce_store_cursor_open(store, 0, size, &cursor, NULL) != TRUCE_OK)
        return 0;
    while (truce_store_cursor_next(cursor, &record, NULL) == TRUCE_OK && record != NULL) {
        struct truce_store_record again;
        uint64_t found;
        require(record->n == n);
        if (sound) {
            require(truce_store_record(store, n, &again, NULL) == TRUCE_OK);
            require(truce_text_equal(again.bytes, record->bytes));
            require(truce_store_find(store, &record->id, 1, &found, NULL) == TRUCE_OK && found == n);
        }
        n++;
    }
    truce_store_cursor_close(cursor);
    return n;
}

static void use(struct truce_store *store)
{
    struct truce_hash hash;
    struct truce_buf buf;
    uint64_t size, faults = 1, n;
    size_t notes = 0;
    bool sound;

    truce_buf_init(&buf);
    if (truce_store_size(store, &size, NULL) == TRUCE_OK) {
        sound = truce_store_verify(store, NULL, NULL, &faults, NULL) == TRUCE_OK && faults == 0;
        n = read_all(store, size, sound);
        require(!sound || n == size);
        require(truce_store_root(store, size, &hash, NULL) == TRUCE_OK || !sound);
    }
    (void)!truce_store_size_at(store, (struct truce_instant){1767225600000000}, &n, NULL);
    (void)!truce_store_layers_size(store, &n, NULL);
    (void)!truce_store_layers_digest(store, &hash, NULL);
    (void)!truce_store_notes(store, one_note, &notes, NULL);
    (void)!truce_store_meta_get(store, "created", &buf, NULL);
    hash = truce_hash_of((struct truce_text){"agreement\n", 10});
    (void)!truce_store_attachment(store, &hash, &buf, NULL);
    truce_buf_fini(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    struct truce_store *store;
    int fd;

    if (path[0] == '\0')
        snprintf(path, sizeof path, "/dev/shm/truce_store_fuzz_%ld", (long)getpid());
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    require(fd >= 0 && write(fd, data, size) == (ssize_t)size && close(fd) == 0);
    if (truce_store_open(path, TRUCE_STORE_READ, NULL, &store, NULL) == TRUCE_OK) {
        use(store);
        (void)truce_store_close(store, NULL);
    }
    unlink(path);
    return 0;
}
