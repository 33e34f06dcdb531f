/*
 * Records on their way into a mission file: what is there already, what is new, what has changed.
 *
 * Lines come in the order of a file and go into the log in batches.  A line whose id the log has is compared with what the log holds of it from imports, their
 * corrections included: the same adds nothing, another becomes a correction.  So the same file twice adds nothing.
 */
#ifndef TRUCE_CLI_INTAKE_H
#define TRUCE_CLI_INTAKE_H

#include "base/notes.h"
#include "sources/import.h"
#include "store/store.h"

struct truce_intake_account {
    uint64_t added;      /* new records */
    uint64_t corrected;  /* corrections that were added */
    uint64_t duplicates; /* lines that say what the log has */
    uint64_t
        refused; /* lines that are no record, of the future, or without their bytes; noted, and told to the importer at once */
    uint64_t conflicts; /* lines that meet somebody else's record, found out when a batch is written; noted */
    struct truce_notes notes;
};

struct truce_intake;

/*
 * store   open for writing; borrowed.
 * file    name for notes and for the reason of corrections; borrowed.
 * clock   the time at which the records come into the log; what is of a later time than a day after it is refused.
 * Owns:   caller closes.
 */
enum truce_status truce_intake_open(struct truce_store *store, const char *file, struct truce_instant clock,
                                    struct truce_intake **out, struct truce_err *err) TRUCE_MUST_USE;

/* The sink for truce_import_run and the like. */
struct truce_import_sink truce_intake_sink(struct truce_intake *intake);

/* Writes what is still held back.  Then the account is complete. */
enum truce_status truce_intake_finish(struct truce_intake *intake, struct truce_err *err) TRUCE_MUST_USE;
const struct truce_intake_account *truce_intake_account(const struct truce_intake *intake);
void truce_intake_close(struct truce_intake *intake); /* NULL is fine */

#endif
