/*
 * Key files.
 */
#ifndef TRUCE_CLI_KEYS_H
#define TRUCE_CLI_KEYS_H

#include "log/note.h"

/* The private key of a file.  Fails: as reading files; TRUCE_ERR_SYNTAX no key; TRUCE_ERR_USAGE a public one. */
enum truce_status truce_keys_signer(const char *path, struct truce_log_signer *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* The public key of a file, or of a private one. */
enum truce_status truce_keys_public(const char *path, struct truce_log_key *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
