/*
 * What the commands on agreements open: the agreement, its records, its state as of an instant.
 */
#ifndef TRUCE_CLI_AGREEMENTS_H
#define TRUCE_CLI_AGREEMENTS_H

#include "agreement/agreement.h"
#include "base/buf.h"
#include "base/hash.h"
#include "cli/inputs.h"
#include "cli/out.h"
#include "judge/state.h"
#include "record/fact.h"

struct truce_agreements {
    struct truce_agreement agreement;
    struct truce_records records;
    struct truce_state state;
    struct truce_hash hash; /* of the agreement's bytes */
    char *records_path;     /* heap; borrowed by the records for messages */
    bool has_agreement, has_records, has_state;
};

void truce_agreements_init(struct truce_agreements *inputs);
void truce_agreements_fini(struct truce_agreements *inputs);

/* Reads an agreement; every error of the file goes to standard error, a line each.
 * Fails: as truce_agreement_read; err->text is "" when all was said already (truce_out_error then says nothing more). */
enum truce_status truce_agreements_read(struct truce_agreements *inputs, struct truce_out *out,
                                        const char *path, struct truce_err *err) TRUCE_MUST_USE;

/*
 * The same with records and state.
 *
 * records  a file, or NULL: the agreement's `log` beside it, if it names one.
 * maps     sources and regions from which zones of kind `front` take their line (cli/zones.h); may hold none.  Zones with a `file` get theirs in any case.
 * as_of    "2026-02-20" (the beginning of that civil day), an instant with its offset, or NULL: the day of the file's estimates.
 * Fails:   also TRUCE_ERR_USAGE as_of is neither, or is missing and the file has no estimates.
 */
enum truce_status truce_agreements_open(struct truce_agreements *inputs, struct truce_out *out,
                                        const char *path, const char *records, const char *as_of,
                                        struct truce_inputs *maps, struct truce_err *err) TRUCE_MUST_USE;

/* Every diagnostic as "file:line:column: error E03: text" to standard error. */
void truce_agreements_say(struct truce_out *out, const struct truce_diagnostics *found);

#endif
