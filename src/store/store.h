/*
 * The mission file: an append-only log of records, and what was derived from it.
 *
 * The log is the truth: exact bytes, in the order in which they came (leaf 0, 1, 2, ...), never rewritten, under the Merkle tree of RFC 6962.
 * Transaction time is the tree size: "as of n" means records 0 .. n-1.  Layers are derived from the log and are replaced as a whole.
 *
 * One idea: nothing here knows where the bytes are.  Two backends stand behind this header and pass the same tests: a GeoPackage
 * (docs/formats/mission.md) and memory (store/memory/memory.h).  The store does not look into records: what an id or a record means is for
 * the caller.
 *
 * One writer, many readers, in any processes.  A reader sees whole batches only; what it has read below a size never changes.
 * A handle belongs to one thread at a time; several threads open several handles.  No clock: the caller gives every instant.
 */
#ifndef TRUCE_STORE_STORE_H
#define TRUCE_STORE_STORE_H

#include "base/buf.h"
#include "base/day.h"
#include "base/hash.h"
#include "record/layer.h"

#define TRUCE_STORE_FORMAT         1     /* version of the tables; a file with a higher one is refused */
#define TRUCE_STORE_RECORD_MAX     65535 /* bytes of a record: its length goes into 16 bits of an entry bundle */
#define TRUCE_STORE_ID_MAX         200                 /* bytes of an id */
#define TRUCE_STORE_ATTACHMENT_MAX ((size_t)512 << 20) /* bytes */
#define TRUCE_STORE_NONE           UINT64_MAX          /* no leaf, no size */

struct truce_store;

/* --- opening and closing --- */

enum truce_store_mode {
    TRUCE_STORE_READ,
    TRUCE_STORE_WRITE,
};

struct truce_store_new {
    const char *
        origin; /* names the log in its checkpoints: one line, 1 to 200 bytes without blanks or '+', such as "example.org/line-log" */
    struct truce_instant created;
    const char *who; /* as below */
};

/*
 * Makes a new, empty mission file and opens it for writing.  It appears at `path` complete or not at all.
 *
 * Fails: TRUCE_ERR_USAGE something is already at `path` (it is left alone), `path` is "-", or an origin that is none; TRUCE_ERR_IO; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_store_create(const char *path, const struct truce_store_new *options,
                                     struct truce_store **out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Opens a mission file.  A writer holds the file until it closes; it does not hinder readers.
 *
 * who  whoever meets the writer is told this, "process 4711 (truce import) on mission-1"; NULL: process and host.
 *
 * Fails: TRUCE_ERR_MISSING there is no such file; TRUCE_ERR_SYNTAX it is no GeoPackage, no mission file, or damaged;
 *        TRUCE_ERR_UNSUPPORTED it was written by a newer version; TRUCE_ERR_IO it cannot be read, it is read-only (WRITE),
 *        or another writer is at work; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_store_open(const char *path, enum truce_store_mode mode, const char *who,
                                   struct truce_store **out, struct truce_err *err) TRUCE_MUST_USE;

/* Closes and frees, also when it fails; NULL is allowed.  After a writer's close the file stands alone (nothing of it is in side files)
 * unless a reader is in the middle of reading.  Nothing that was acknowledged depends on this call. */
enum truce_status truce_store_close(struct truce_store *store, struct truce_err *err);

/* Borrowed until close. */
const char *truce_store_origin(const struct truce_store *store);
const char *
truce_store_path(const struct truce_store *store); /* for messages; "memory" for the one in memory */

/* --- the log --- */

/*
 * A record as it goes in and comes out.
 */
struct truce_store_record {
    uint64_t n;           /* its leaf; ignored by append */
    struct truce_text id; /* 1 to TRUCE_STORE_ID_MAX bytes, unique in the log */
    struct truce_text
        bytes; /* exactly as received, 1 to TRUCE_STORE_RECORD_MAX; usually a line of JSON without its end */
    struct truce_instant
        logged; /* when it came into the log; ignored by append, which has one for the whole batch */
};

/*
 * Appends a batch in one transaction.  When it returns TRUCE_OK all of it is on the disk and survives a crash at any instant; when it fails
 * nothing of it is in the log, and the store can still be used.
 *
 * records  n of them; `id` and `bytes` are borrowed during the call.
 * logged   not before that of the last record in the log.
 * first    the leaf of records[0]; the size before.  May be NULL.
 *
 * Fails: TRUCE_ERR_RANGE an id that is in the log or twice in the batch, or an empty or too long one, or `logged` is too early;
 *        TRUCE_ERR_LIMIT a record that is too long; TRUCE_ERR_USAGE the store is open for reading; TRUCE_ERR_IO the disk is full and the like;
 *        TRUCE_ERR_MEMORY.  err->at: index of the offending record.
 * Cost:  O(n log size); batches of 1,000 to 50,000 are fast, single records cost a sync of the disk each.
 */
enum truce_status truce_store_append(struct truce_store *store, const struct truce_store_record *records,
                                     size_t n, struct truce_instant logged, uint64_t *first,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* The number of records in the log at this moment. */
enum truce_status truce_store_size(struct truce_store *store, uint64_t *out,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* `logged` of the last record; of the file's making while the log is empty.  append takes nothing earlier. */
enum truce_status truce_store_last_logged(struct truce_store *store, struct truce_instant *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* The log as of an instant: the number of records with logged <= at.  O(log size). */
enum truce_status truce_store_size_at(struct truce_store *store, struct truce_instant at, uint64_t *out,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* One record.  Its texts are borrowed until the next call with this store.
 * Fails: TRUCE_ERR_UNKNOWN no such leaf; TRUCE_ERR_SYNTAX the file is damaged; TRUCE_ERR_IO; TRUCE_ERR_MEMORY. */
enum truce_status truce_store_record(struct truce_store *store, uint64_t n, struct truce_store_record *out,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* The leaf of each of n ids; TRUCE_STORE_NONE for those that are not in the log. */
enum truce_status truce_store_find(struct truce_store *store, const struct truce_text *ids, size_t n,
                                   uint64_t *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Records in the order of the log.  Memory is bounded by a few MiB whatever the number; other calls may come between.
 *
 *     truce_store_cursor_open(store, 0, size, &cursor, err);
 *     while ((status = truce_store_cursor_next(cursor, &record, err)) == TRUCE_OK && record != NULL) ...
 *     truce_store_cursor_close(cursor);
 */
struct truce_store_cursor;

/* Over [from, to), to <= size.  Fails: TRUCE_ERR_RANGE; TRUCE_ERR_MEMORY. */
enum truce_status truce_store_cursor_open(struct truce_store *store, uint64_t from, uint64_t to,
                                          struct truce_store_cursor **out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* The next record, or NULL at the end; borrowed until the next call with this cursor.  A record that is missing from the file is TRUCE_ERR_SYNTAX. */
enum truce_status truce_store_cursor_next(struct truce_store_cursor *cursor,
                                          const struct truce_store_record **out,
                                          struct truce_err *err) TRUCE_MUST_USE;
void truce_store_cursor_close(struct truce_store_cursor *cursor); /* NULL is allowed; before the store's */

/* --- the tree over the log: RFC 6962, section 2.1 --- */

/* The root over records 0 .. size-1; of size 0: SHA-256 of nothing.  Fails: TRUCE_ERR_RANGE size is above the log's. */
enum truce_status truce_store_root(struct truce_store *store, uint64_t size, struct truce_hash *out,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* The root of the complete subtree over leaves [index << level, (index + 1) << level), for proofs; level 0: a leaf's hash.
 * Fails: TRUCE_ERR_RANGE the log does not have all of these leaves. */
enum truce_status truce_store_node(struct truce_store *store, unsigned level, uint64_t index,
                                   struct truce_hash *out, struct truce_err *err) TRUCE_MUST_USE;

/* The same as a truce_log_node_fn (log/merkle.h), whose `user` is the store: for truce_log_prove_inclusion and its kin. */
enum truce_status truce_store_log_node(void *store, unsigned level, uint64_t index, struct truce_hash *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

enum truce_store_fault_kind {
    TRUCE_STORE_FAULT_LEAF,    /* the record's bytes are not those that were logged */
    TRUCE_STORE_FAULT_MISSING, /* the record is not there */
    TRUCE_STORE_FAULT_NODE,    /* a stored node is not what the nodes below it give */
    TRUCE_STORE_FAULT_ORDER,   /* logged before the record ahead of it */
    TRUCE_STORE_FAULT_ID,      /* the record is not found by its id */
    TRUCE_STORE_FAULT_EXTRA,   /* records or nodes beyond the size */
};

struct truce_store_fault {
    enum truce_store_fault_kind kind;
    unsigned level; /* of a node; 0 otherwise */
    uint64_t n;     /* the leaf, or the node's index in its level */
    char text[200]; /* one sentence for people */
};

/*
 * Reads every record again, hashes it, and compares with the stored tree, level by level.  What was edited together with the tree is only seen
 * against a signed checkpoint: compare truce_store_root with it.
 *
 * report  called for each fault: leaves in their order, then the tree above them; may be NULL; must not use the store.
 * faults  how many; 0: the file holds what was logged.  Beyond 10,000 it goes no further.
 */
enum truce_status truce_store_verify(struct truce_store *store,
                                     void (*report)(void *context, const struct truce_store_fault *fault),
                                     void *context, uint64_t *faults, struct truce_err *err) TRUCE_MUST_USE;

/* --- beside the log --- */

/* Keeps bytes under their SHA-256: versions of agreements, control maps.  Durable when it returns; the same bytes are kept once. */
enum truce_status truce_store_attach(struct truce_store *store, struct truce_text bytes,
                                     struct truce_hash *out, struct truce_err *err) TRUCE_MUST_USE;

/* Into out, which is initialised; its content is replaced.  The bytes are checked against the hash.
 * Fails: TRUCE_ERR_UNKNOWN not kept here; TRUCE_ERR_SYNTAX the bytes were edited. */
enum truce_status truce_store_attachment(struct truce_store *store, const struct truce_hash *hash,
                                         struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

enum truce_status truce_store_has_attachment(struct truce_store *store, const struct truce_hash *hash,
                                             bool *out, struct truce_err *err) TRUCE_MUST_USE;

enum truce_store_note_kind {
    TRUCE_STORE_NOTE_CHECKPOINT, /* signed by the log alone */
    TRUCE_STORE_NOTE_COSIGNED,   /* with witnesses' lines */
    TRUCE_STORE_NOTE_KINDS,
};

struct truce_store_note {
    enum truce_store_note_kind kind;
    uint64_t size;           /* of the log, as the note says */
    struct truce_text bytes; /* the signed note, at most TRUCE_STORE_RECORD_MAX */
};

/* Keeps a signed note.  The same note twice is kept once.  Fails: TRUCE_ERR_RANGE its size is above the log's; TRUCE_ERR_LIMIT too long. */
enum truce_status truce_store_note_add(struct truce_store *store, const struct truce_store_note *note,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* All notes by size, then in the order of adding.  visit: borrowed during the call; another status than TRUCE_OK ends and is returned; it must not use the store. */
enum truce_status truce_store_notes(struct truce_store *store,
                                    enum truce_status (*visit)(void *context,
                                                               const struct truce_store_note *note),
                                    void *context, struct truce_err *err) TRUCE_MUST_USE;

/* Small values of the program's own.  key: [a-z][a-z0-9_.]*, at most 48 bytes; "format", "origin" and "created" are the store's: read only.
 * Fails: TRUCE_ERR_USAGE a key that is none; TRUCE_ERR_UNKNOWN (get) not set; TRUCE_ERR_LIMIT a value above TRUCE_STORE_RECORD_MAX. */
enum truce_status truce_store_meta_set(struct truce_store *store, const char *key, struct truce_text value,
                                       struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_store_meta_get(struct truce_store *store, const char *key, struct truce_buf *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* --- layers --- */

/*
 * Replaces all derived layers in one transaction.  The same layers give the same tables, byte for byte (with the same SQLite).
 *
 * layers    as for truce_store_layers_write (store/layers.h); no name begins with "truce", "gpkg", "rtree" or "sqlite".
 * log_size  what they were derived from; <= size.
 */
enum truce_status truce_store_layers_replace(struct truce_store *store, const struct truce_layer *layers,
                                             size_t n, uint64_t log_size,
                                             struct truce_err *err) TRUCE_MUST_USE;

/* The log size that the layers were derived from; TRUCE_STORE_NONE while there are none. */
enum truce_status truce_store_layers_size(struct truce_store *store, uint64_t *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* SHA-256 over names, columns, values and geometries of all layers as they are kept, the same for every backend (docs/formats/mission.md).
 * Anything that another program changed in a layer changes it. */
enum truce_status truce_store_layers_digest(struct truce_store *store, struct truce_hash *out,
                                            struct truce_err *err) TRUCE_MUST_USE;

#endif
