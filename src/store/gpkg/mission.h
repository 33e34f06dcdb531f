/*
 * A mission file as its backend sees it: the database and the statements that are kept.  docs/formats/mission.md describes the tables.
 */
#ifndef TRUCE_STORE_GPKG_MISSION_H
#define TRUCE_STORE_GPKG_MISSION_H

#include "store/backend.h"
#include "store/gpkg/lock.h"
#include "store/gpkg/sql.h"

enum truce_gpkg_statement {
    TRUCE_GPKG_STATE,
    TRUCE_GPKG_SCAN,
    TRUCE_GPKG_TILE,
    TRUCE_GPKG_ID_OF,
    TRUCE_GPKG_BLOCK,
    TRUCE_GPKG_PUT_RECORD, /* from here on a writer's */
    TRUCE_GPKG_PUT_TILE,
    TRUCE_GPKG_PUT_BLOCK,
    TRUCE_GPKG_PUT_STATE,
    TRUCE_GPKG_STATEMENTS,
};

struct truce_gpkg_mission {
    struct truce_gpkg g;
    char *path;
    enum truce_store_mode mode;
    struct truce_gpkg_lock lock;
    sqlite3_stmt *statement[TRUCE_GPKG_STATEMENTS];
};

/* --- log.c --- */

enum truce_status truce_gpkg_state(void *self, struct truce_store_state *out, struct truce_err *err);
enum truce_status truce_gpkg_append(void *self, const struct truce_store_batch *batch, struct truce_err *err);
enum truce_status truce_gpkg_scan(void *self, uint64_t from, uint64_t to,
                                  bool (*visit)(void *context, const struct truce_store_record *record),
                                  void *context, struct truce_err *err);
enum truce_status truce_gpkg_tile(void *self, unsigned level, uint64_t index, struct truce_hash *out,
                                  size_t *width, struct truce_err *err);
enum truce_status truce_gpkg_count(void *self, uint64_t *records, uint64_t *tiles, struct truce_err *err);

/* --- ids.c --- */

enum truce_status truce_gpkg_find(void *self, const struct truce_text *ids, size_t n, uint64_t *out,
                                  struct truce_err *err);

/* Adds the ids of a batch to the index, within its transaction.  Fails: TRUCE_ERR_RANGE, err->at: an id that is there already. */
enum truce_status truce_gpkg_ids_add(struct truce_gpkg_mission *m, const struct truce_store_batch *batch,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* --- beside.c --- */

enum truce_status truce_gpkg_attach(void *self, const struct truce_hash *hash, struct truce_text bytes,
                                    struct truce_err *err);
enum truce_status truce_gpkg_attachment(void *self, const struct truce_hash *hash, struct truce_buf *out,
                                        bool *found, struct truce_err *err);
enum truce_status truce_gpkg_note_add(void *self, const struct truce_store_note *note, struct truce_err *err);
enum truce_status
truce_gpkg_notes(void *self, enum truce_status (*visit)(void *context, const struct truce_store_note *note),
                 void *context, struct truce_err *err);
enum truce_status truce_gpkg_meta_set(void *self, const char *key, struct truce_text value,
                                      struct truce_err *err);
enum truce_status truce_gpkg_meta_get(void *self, const char *key, struct truce_buf *out, bool *found,
                                      struct truce_err *err);

/* --- mission_layers.c --- */

enum truce_status truce_gpkg_layers_replace(void *self, const struct truce_layer *layers, size_t n,
                                            uint64_t log_size, struct truce_instant last_change,
                                            struct truce_err *err);
enum truce_status truce_gpkg_layers_digest(void *self, struct truce_hash *out, struct truce_err *err);

/* "2031-12-29T00:00:00.000Z", to the millisecond below, into out of TRUCE_GPKG_TIME_TEXT bytes. */
void truce_gpkg_time(struct truce_instant at, char *out);

#endif
