/*
 * truce log: the log itself - show, verify, sign, prove.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/mission.h"
#include "log/checkpoint.h"
#include "log/proof.h"
#include "log/receipt.h"

struct log_values {
    const char *action;
    const char *mission;
    const char *record;
    const char *key;
    const char *log;
    const char *note;
    const char *as_of;
    const char *at;
    const char *clock;
};

struct logging {
    struct truce_out *out;
    const struct log_values *values;
    struct truce_store *store;
    struct truce_buf text;
};

static enum truce_status wants(const struct logging *l, const char *value, const char *option,
                               struct truce_err *err)
{
    return value != NULL
               ? TRUCE_OK
               : truce_fail(err, TRUCE_ERR_USAGE, "truce log %s needs %s", l->values->action, option);
}

/* ---- show ---- */

/* the leaf that a number or an id names */
static enum truce_status find_leaf(struct logging *l, uint64_t *leaf, struct truce_err *err)
{
    const char *name = l->values->record;
    struct truce_text id = truce_text_view(name != NULL ? name : "");
    uint64_t size = 0;

    if (name == NULL)
        return truce_fail(err, TRUCE_ERR_USAGE, "truce log %s needs a record: its number or its id",
                          l->values->action);
    enum truce_status status = truce_store_find(l->store, &id, 1, leaf, err);
    if (status != TRUCE_OK || *leaf != TRUCE_STORE_NONE)
        return status;
    status = truce_store_size(l->store, &size, err);
    if (status == TRUCE_OK && strspn(name, "0123456789") == id.len && id.len < 19)
        *leaf = strtoull(name, NULL, 10);
    return status != TRUCE_OK ? status
           : *leaf < size
               ? TRUCE_OK
               : truce_fail(err, TRUCE_ERR_UNKNOWN,
                            "the log, of %" PRIu64 " records, has no record \"%.100s\"", size, name);
}

static enum truce_status show(struct logging *l, struct truce_err *err)
{
    struct truce_store_record record;
    uint64_t leaf = 0;
    enum truce_status status = find_leaf(l, &leaf, err);
    if (status == TRUCE_OK)
        status = truce_store_record(l->store, leaf, &record, err);
    if (status != TRUCE_OK)
        return status;
    truce_buf_add(&l->text, record.bytes.at, record.bytes.len);
    truce_buf_putc(&l->text, '\n');
    return TRUCE_OK;
}

/* all records, as they came */
static enum truce_status list(struct logging *l, struct truce_err *err)
{
    struct truce_store_cursor *cursor = NULL;
    const struct truce_store_record *record = NULL;
    uint64_t size = 0;
    enum truce_status status = truce_store_size(l->store, &size, err);
    if (status == TRUCE_OK)
        status = truce_store_cursor_open(l->store, 0, size, &cursor, err);
    while (status == TRUCE_OK && (status = truce_store_cursor_next(cursor, &record, err)) == TRUCE_OK &&
           record != NULL) {
        truce_buf_add(&l->text, record->bytes.at, record->bytes.len);
        truce_buf_putc(&l->text, '\n');
        if (l->text.len < ((size_t)1 << 20))
            continue;
        status = truce_out_write(l->out, truce_buf_view(&l->text), err);
        truce_buf_clear(&l->text);
    }
    truce_store_cursor_close(cursor);
    return status;
}

/* ---- checkpoints ---- */

static enum truce_status sign_checkpoint(struct logging *l, struct truce_err *err)
{
    struct truce_log_checkpoint checkpoint = {.origin = truce_text_view(truce_store_origin(l->store))};
    struct truce_log_signer signer;
    struct truce_buf text;

    enum truce_status status = wants(l, l->values->key, "--key, the log's private key", err);
    if (status == TRUCE_OK)
        status = truce_keys_signer(l->values->key, &signer, err);
    if (status == TRUCE_OK &&
        (signer.key.kind != TRUCE_LOG_ED25519 || strcmp(signer.key.name, truce_store_origin(l->store)) != 0))
        status =
            truce_fail(err, TRUCE_ERR_USAGE,
                       "the key signs as \"%s\"; this log's checkpoints are signed by a key called \"%s\"",
                       signer.key.name, truce_store_origin(l->store));
    if (status == TRUCE_OK)
        status = truce_store_size(l->store, &checkpoint.size, err);
    if (status == TRUCE_OK)
        status = truce_store_root(l->store, checkpoint.size, &checkpoint.root, err);
    truce_buf_init(&text);
    if (status == TRUCE_OK)
        status = truce_log_checkpoint_write(&checkpoint, &text, err);
    if (status == TRUCE_OK)
        status = truce_log_note_sign(truce_buf_view(&text), &signer, &l->text, err);
    const struct truce_store_note note = {TRUCE_STORE_NOTE_CHECKPOINT, checkpoint.size,
                                          truce_buf_view(&l->text)};
    if (status == TRUCE_OK)
        status = truce_store_note_add(l->store, &note, err);
    truce_buf_fini(&text);
    return status;
}

struct latest {
    struct truce_buf bytes;
    uint64_t least; /* records that it must cover */
    bool found;
};

static enum truce_status keep_latest(void *context, const struct truce_store_note *note)
{
    struct latest *latest = context;
    if (note->size < latest->least)
        return TRUCE_OK;
    truce_buf_clear(&latest->bytes);
    truce_buf_add(&latest->bytes, note->bytes.at, note->bytes.len);
    latest->found = true;
    return TRUCE_OK;
}

/* The checkpoint to use: that of --note, else the latest that is kept and covers `least` records. */
static enum truce_status find_checkpoint(struct logging *l, uint64_t least, struct truce_buf *out,
                                         struct truce_err *err)
{
    struct latest latest = {.least = least};
    if (l->values->note != NULL)
        return truce_file_read(l->values->note, TRUCE_STORE_RECORD_MAX, out, err);
    truce_buf_init(&latest.bytes);
    enum truce_status status = truce_store_notes(l->store, keep_latest, &latest, err);
    if (status == TRUCE_OK && !latest.found)
        status = truce_fail(err, TRUCE_ERR_MISSING,
                            "no checkpoint of at least %" PRIu64
                            " records is kept; make one with `truce log checkpoint`",
                            least);
    if (status == TRUCE_OK)
        *out = latest.bytes;
    else
        truce_buf_fini(&latest.bytes);
    return status;
}

/* Does the log still have what a checkpoint says? */
static enum truce_status check_root(struct logging *l, const struct truce_log_checkpoint *checkpoint,
                                    struct truce_err *err)
{
    struct truce_hash root;
    uint64_t size = 0;
    enum truce_status status = truce_store_size(l->store, &size, err);
    if (status == TRUCE_OK && checkpoint->size > size)
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "the checkpoint is of %" PRIu64 " records, the log has only %" PRIu64
                          ": records are gone",
                          checkpoint->size, size);
    if (status == TRUCE_OK)
        status = truce_store_root(l->store, checkpoint->size, &root, err);
    if (status == TRUCE_OK && !truce_hash_equal(&root, &checkpoint->root))
        status =
            truce_fail(err, TRUCE_ERR_RANGE,
                       "the first %" PRIu64 " records are not those of the checkpoint: history was rewritten",
                       checkpoint->size);
    return status;
}

/* ---- cosigning ---- */

/* The last checkpoint that this witness cosigned, of those that are kept. */
struct seen {
    const struct truce_log_key *witness;
    struct truce_log_seen seen;
};

static enum truce_status see(void *context, const struct truce_store_note *stored)
{
    struct seen *seen = context;
    struct truce_log_note note;
    struct truce_log_checkpoint checkpoint;
    if (stored->kind == TRUCE_STORE_NOTE_COSIGNED &&
        truce_log_note_read(stored->bytes, &note, NULL) == TRUCE_OK &&
        truce_log_note_mark(&note, seen->witness, NULL) == TRUCE_LOG_HOLDS &&
        truce_log_checkpoint_read(note.text, &checkpoint, NULL) == TRUCE_OK &&
        checkpoint.size >= seen->seen.size)
        seen->seen = (struct truce_log_seen){checkpoint.size, checkpoint.root};
    return TRUCE_OK;
}

static enum truce_status cosign(struct logging *l, struct truce_err *err)
{
    struct truce_log_signer witness;
    struct truce_log_key log;
    struct truce_log_note note;
    struct truce_log_checkpoint checkpoint;
    struct truce_log_path proof = {.n = 0};
    struct truce_instant clock;
    struct truce_buf bytes;
    struct seen seen = {&witness.key, {0}};

    truce_buf_init(&bytes);
    enum truce_status status = wants(l, l->values->key, "--key, the witness's private key", err);
    if (status == TRUCE_OK)
        status = wants(l, l->values->log, "--log, the log's public key", err);
    if (status == TRUCE_OK)
        status = truce_keys_signer(l->values->key, &witness, err);
    if (status == TRUCE_OK)
        status = truce_keys_public(l->values->log, &log, err);
    if (status == TRUCE_OK)
        status = truce_mission_clock(l->values->clock, &clock, err);
    if (status == TRUCE_OK)
        status = find_checkpoint(l, 0, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_log_checkpoint_open(truce_buf_view(&bytes), &log, &note, &checkpoint, err);
    if (status == TRUCE_OK)
        status = check_root(l, &checkpoint, err);
    if (status == TRUCE_OK)
        status = truce_store_notes(l->store, see, &seen, err);
    if (status == TRUCE_OK && seen.seen.size > 0 && seen.seen.size < checkpoint.size)
        status = truce_log_prove_consistency(seen.seen.size, checkpoint.size, truce_store_log_node, l->store,
                                             &proof, err);
    if (status == TRUCE_OK)
        truce_buf_add(&l->text, bytes.at, bytes.len);
    if (status == TRUCE_OK)
        status = truce_log_cosign(truce_buf_view(&bytes), &log, &proof, &witness,
                                  (uint64_t)(clock.us / 1000000), &seen.seen, &l->text, err);
    const struct truce_store_note kept = {TRUCE_STORE_NOTE_COSIGNED, status == TRUCE_OK ? checkpoint.size : 0,
                                          truce_buf_view(&l->text)};
    if (status == TRUCE_OK)
        status = truce_store_note_add(l->store, &kept, err);
    truce_buf_fini(&bytes);
    return status;
}

/* ---- proofs ---- */

static enum truce_status prove(struct logging *l, struct truce_err *err)
{
    struct truce_log_proof proof = {.extra = {"", 0}};
    struct truce_log_note note;
    struct truce_log_checkpoint checkpoint;
    struct truce_buf bytes;
    uint64_t leaf = 0;

    truce_buf_init(&bytes);
    enum truce_status status = find_leaf(l, &leaf, err);
    if (status == TRUCE_OK)
        status = find_checkpoint(l, leaf + 1, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_log_note_read(truce_buf_view(&bytes), &note, err);
    if (status == TRUCE_OK)
        status = truce_log_checkpoint_read(note.text, &checkpoint, err);
    if (status == TRUCE_OK)
        status = check_root(l, &checkpoint, err);
    if (status == TRUCE_OK)
        status = truce_log_prove_inclusion(leaf, checkpoint.size, truce_store_log_node, l->store, &proof.path,
                                           err);
    proof.index = leaf;
    proof.checkpoint = truce_buf_view(&bytes);
    if (status == TRUCE_OK)
        status = truce_log_proof_write(&proof, &l->text, err);
    truce_buf_fini(&bytes);
    return status;
}

/* ---- verification ---- */

struct faults {
    struct truce_out *out;
    uint64_t shown;
};

static void report_fault(void *context, const struct truce_store_fault *fault)
{
    struct faults *faults = context;
    if (faults->shown++ < 50)
        truce_out_say(faults->out, "%s", fault->text);
}

struct checking {
    struct logging *l;
    const struct truce_log_key *log;
    uint64_t good, bad;
};

static enum truce_status check_note(void *context, const struct truce_store_note *stored)
{
    struct checking *c = context;
    struct truce_log_note note;
    struct truce_log_checkpoint checkpoint;
    struct truce_err err;
    enum truce_status status = truce_log_checkpoint_open(stored->bytes, c->log, &note, &checkpoint, &err);
    c->good += status == TRUCE_OK;
    c->bad += status != TRUCE_OK;
    if (status != TRUCE_OK)
        truce_out_say(c->l->out, "checkpoint of %" PRIu64 " records: %s", stored->size, err.text);
    return TRUCE_OK;
}

/* the checkpoints that are kept, or that of --note: signed, and still true? */
static enum truce_status verify_checkpoints(struct logging *l, uint64_t *bad, struct truce_err *err)
{
    struct truce_log_key log;
    struct truce_log_note note;
    struct truce_log_checkpoint checkpoint;
    struct truce_buf bytes;
    struct checking c = {l, &log, 0, 0};

    if (l->values->log == NULL)
        return TRUCE_OK;
    truce_buf_init(&bytes);
    enum truce_status status = truce_keys_public(l->values->log, &log, err);
    if (status == TRUCE_OK)
        status = truce_store_notes(l->store, check_note, &c, err);
    if (status == TRUCE_OK && (c.good > 0 || l->values->note != NULL)) {
        status = find_checkpoint(l, 0, &bytes, err);
        if (status == TRUCE_OK)
            status = truce_log_checkpoint_open(truce_buf_view(&bytes), &log, &note, &checkpoint, err);
        if (status == TRUCE_OK)
            status = check_root(l, &checkpoint, err);
        if (status == TRUCE_ERR_RANGE || status == TRUCE_ERR_UNKNOWN) {
            truce_out_say(l->out, "%s", err->text);
            c.bad++;
            status = TRUCE_OK;
        } else if (status == TRUCE_OK) {
            truce_buf_printf(&l->text,
                             "The checkpoint of %" PRIu64
                             " records is signed by %s, and the log still has them.\n",
                             checkpoint.size, log.name);
        }
    }
    *bad += c.bad;
    truce_buf_fini(&bytes);
    return status;
}

static enum truce_status verify(struct logging *l, int *code, struct truce_err *err)
{
    struct faults faults = {l->out, 0};
    struct truce_hash root;
    uint64_t n = 0, size = 0, bad = 0;
    char hash[TRUCE_HASH_TEXT];

    enum truce_status status = truce_store_verify(l->store, report_fault, &faults, &n, err);
    if (status == TRUCE_OK)
        status = truce_store_size(l->store, &size, err);
    if (status == TRUCE_OK)
        status = truce_store_root(l->store, size, &root, err);
    if (status != TRUCE_OK)
        return status;
    truce_hash_format(&root, hash);
    truce_buf_printf(&l->text, "%" PRIu64 " records, root %s: ", size, hash);
    if (n == 0)
        truce_buf_puts(&l->text, "every record is as it was logged.\n");
    else
        truce_buf_printf(&l->text, "%" PRIu64 " fault%s.\n", n, n == 1 ? "" : "s");
    status = verify_checkpoints(l, &bad, err);
    *code = n + bad > 0 ? TRUCE_EXIT_NOT_SUPPORTED : TRUCE_EXIT_HELD;
    return status;
}

/* ---- receipts ---- */

static void set_grounds(struct truce_log_verdict *to, const struct truce_verdict *from, uint64_t *room)
{
    for (size_t i = 0; i < from->n_grounds; i++)
        room[i] = (uint64_t)from->grounds[i];
    to->grounds = room;
    to->n_grounds = from->n_grounds;
}

/* a signed list of all verdicts */
static enum truce_status write_receipt(struct logging *l, const struct truce_mission *m,
                                       const struct truce_log_signer *signer, struct truce_err *err)
{
    size_t n = m->verdicts.n, grounds = 0;
    for (size_t i = 0; i < n; i++)
        grounds += m->verdicts.items[i].n_grounds;
    struct truce_log_verdict *verdicts = calloc(n + 1, sizeof *verdicts);
    uint64_t *room = calloc(grounds + 1, sizeof *room);
    char(*names)[300] = calloc(n + 1, sizeof *names), at[TRUCE_INSTANT_TEXT], version[200];
    struct truce_buf text;
    enum truce_status status = TRUCE_OK;

    truce_buf_init(&text);
    if (verdicts == NULL || room == NULL || names == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a receipt of %zu verdicts", n);
        goto done;
    }
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const struct truce_verdict *verdict = &m->verdicts.items[i];
        truce_verdict_name(&m->verdicts, i, names[i], sizeof names[i]);
        verdicts[i].norm = truce_text_view(names[i]);
        verdicts[i].state = truce_text_view(truce_verdict_state_name(verdict->state[TRUCE_STRICT]));
        set_grounds(&verdicts[i], verdict, room + used);
        used += verdict->n_grounds;
    }
    truce_instant_format(&m->agreement.calendar, m->at, at);
    snprintf(version, sizeof version, "%s", m->agreement.version);
    for (char *p = version; *p != '\0'; p++)
        *p = *p == ' ' ? '_' : *p;
    const struct truce_log_receipt receipt = {
        .agreement = m->agreement_hash,
        .version = truce_text_view(version),
        .origin = truce_text_view(truce_store_origin(m->store)),
        .size = m->size,
        .root = m->root,
        .at = truce_text_view(at),
        .engine = truce_text_view("truce"),
        .release = truce_text_view(TRUCE_VERSION),
        .params = truce_hash_of(truce_text_view("strict")), /* the reading; there are no other parameters */
        .verdicts = verdicts,
        .n = n,
    };
    status = truce_log_receipt_write(&receipt, &text, err);
    if (status == TRUCE_OK)
        status = truce_log_note_sign(truce_buf_view(&text), signer, &l->text, err);
done:
    truce_buf_fini(&text);
    free(names);
    free(room);
    free(verdicts);
    return status;
}

static enum truce_status receipt(struct logging *l, struct truce_err *err)
{
    const struct truce_mission_when when = {l->values->as_of, l->values->at};
    struct truce_log_signer signer;
    struct truce_mission mission;

    enum truce_status status = wants(l, l->values->key, "--key, a private key to sign with", err);
    if (status == TRUCE_OK)
        status = truce_keys_signer(l->values->key, &signer, err);
    if (status != TRUCE_OK)
        return status;
    truce_mission_init(&mission);
    status = truce_mission_load(&mission, l->out, l->store, &when, err);
    if (status == TRUCE_OK)
        status = write_receipt(l, &mission, &signer, err);
    mission.store = NULL; /* the caller's */
    truce_mission_fini(&mission);
    return status;
}

/* ---- the whole ---- */

static enum truce_status act(struct logging *l, int *code, struct truce_err *err)
{
    const char *action = l->values->action;
    if (strcmp(action, "list") == 0)
        return list(l, err);
    if (strcmp(action, "show") == 0)
        return show(l, err);
    if (strcmp(action, "verify") == 0)
        return verify(l, code, err);
    if (strcmp(action, "checkpoint") == 0)
        return sign_checkpoint(l, err);
    if (strcmp(action, "cosign") == 0)
        return cosign(l, err);
    if (strcmp(action, "prove") == 0)
        return prove(l, err);
    return receipt(l, err);
}

static int run(struct truce_out *out, const void *data)
{
    static const char *const actions[] = {"list",   "show",  "verify", "checkpoint",
                                          "cosign", "prove", "receipt"};
    struct logging l = {.out = out, .values = data};
    struct truce_err err;
    int code = TRUCE_EXIT_HELD;
    bool known = false;

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        known = known || strcmp(actions[i], l.values->action) == 0;
    if (!known) {
        const char *near = truce_text_nearest(truce_text_view(l.values->action), actions,
                                              sizeof actions / sizeof actions[0]);
        (void)truce_fail(&err, TRUCE_ERR_USAGE, "%.60s is no action of truce log%s%s%s", l.values->action,
                         near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                         near != NULL ? "?" : "");
        return truce_out_error(out, &err);
    }
    bool writes = strcmp(l.values->action, "checkpoint") == 0 || strcmp(l.values->action, "cosign") == 0;
    enum truce_status status = truce_store_open(
        l.values->mission, writes ? TRUCE_STORE_WRITE : TRUCE_STORE_READ, NULL, &l.store, &err);
    if (status != TRUCE_OK)
        return truce_out_error(out, &err);
    truce_buf_init(&l.text);
    status = act(&l, &code, &err);
    if (status == TRUCE_OK)
        status = truce_buf_check(&l.text, &err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&l.text), &err);
    truce_buf_fini(&l.text);
    enum truce_status closed = truce_store_close(l.store, status == TRUCE_OK ? &err : NULL);
    status = status == TRUCE_OK ? closed : status;
    return status == TRUCE_OK ? code : truce_out_error(out, &err);
}

static const struct truce_option options[] = {
    {.name = "key",
     .letter = 'k',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "a private key (truce key): the log's for checkpoint and receipt, the witness's for cosign",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct log_values, key)},
    {.name = "log",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "the log's public key, by which checkpoints are verified",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct log_values, log)},
    {.name = "note",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "a signed checkpoint instead of the latest that the mission file keeps",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct log_values, note)},
    {.name = "as-of",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "WHEN",
     .help = "of a receipt: only what was in the log then: a number of records, a day or an instant",
     .offset = offsetof(struct log_values, as_of)},
    {.name = "at",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "WHEN",
     .help = "of a receipt: judged at that day's beginning or instant",
     .offset = offsetof(struct log_values, at)},
    {.name = "clock",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "INSTANT",
     .help = "the time to write into a cosignature instead of the machine's",
     .offset = offsetof(struct log_values, clock)},
};

static const struct truce_positional positionals[] = {
    {.name = "ACTION",
     .min = 1,
     .max = 1,
     .help = "list, show, verify, checkpoint, cosign, prove or receipt",
     .offset = offsetof(struct log_values, action)},
    {.name = "MISSION",
     .min = 1,
     .max = 1,
     .help = "the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct log_values, mission)},
    {.name = "RECORD",
     .min = 0,
     .max = 1,
     .help = "for show and prove: a record's number or id",
     .offset = offsetof(struct log_values, record)},
};

static const char *const paragraphs[] = {
    "The log of a mission: nothing in it is ever rewritten, and anybody can check that. list prints all "
    "records, show one of them, as they came. verify reads every record again and "
    "says which is not as it was logged; with --log also whether the checkpoints are signed and still true.",
    "checkpoint signs the log's size and root; hand it out. cosign is a witness's: it signs a checkpoint if "
    "the log only grew since the last one that it cosigned. prove writes a proof that a "
    "record is in the log, and receipt a signed list of verdicts with the records on which they rest; both "
    "are text files that can be checked without this program "
    "(docs/formats/log.md).",
    "Exit status: 0; 1 verify found a fault.",
    NULL,
};

static const char *const examples[] = {
    "truce log verify mission.gpkg --log log.key.pub",
    "truce log checkpoint mission.gpkg --key log.key > checkpoint.txt",
    "truce log cosign mission.gpkg --key witness.key --log log.key.pub",
    "truce log prove mission.gpkg r77 > r77.proof",
    "truce log receipt mission.gpkg --key log.key > verdicts.txt",
    NULL,
};

const struct truce_command truce_cmd_log = {
    .name = "log",
    .summary = "show, verify, sign and prove the log of a mission",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct log_values),
    .run = TRUCE_RUN(run),
};
