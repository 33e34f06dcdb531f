/*
 * Records on their way into a mission file.
 *
 * One idea: a batch is held until it is large enough or a line meets one of its own ids; then the store is asked once for all ids, what is new goes in with
 * one transaction, and what it has is compared.  Corrections of a record are found by reading the log through once, when the first line meets a
 * record that is there already.
 */
#include "cli/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "record/fact.h"
#include "sources/sources.h"

enum { BATCH = 20000, SLOTS = 65536 }; /* SLOTS: a power of two, over twice the batch */
#define BATCH_BYTES ((size_t)32 << 20)
#define SCRATCH     ((size_t)64 << 20)
#define FUTURE_US   (INT64_C(86400) * 1000000)

struct held {
    size_t at, n;    /* of the line, in the buffer */
    size_t id, n_id; /* of its id, in the buffer */
    uint32_t line;
};

/* A correction that the log has: of which record, and where. */
struct correction {
    const char *about; /* the arena's */
    uint64_t leaf;
};

struct truce_intake {
    struct truce_store *store;
    const char *file;
    struct truce_instant clock;
    struct truce_intake_account account;
    struct truce_buf bytes;
    struct held *held;
    size_t n;
    uint32_t *slots; /* index + 1 into held, by hash of the id; 0: free */
    struct truce_arena arena, scratch;
    struct correction *corrections; /* sorted by about, then leaf; those that come later are added */
    size_t n_corrections, size_corrections;
    bool has_corrections;
    uint64_t seen; /* the log up to here was read for corrections */
};

static struct truce_text text_at(const struct truce_intake *in, size_t at, size_t n)
{
    return (struct truce_text){in->bytes.at + at, n};
}

static size_t slot_of(const struct truce_intake *in, struct truce_text id)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < id.len; i++)
        hash = (hash ^ (unsigned char)id.at[i]) * UINT64_C(1099511628211);
    size_t slot = (size_t)(hash ^ hash >> 32) & (SLOTS - 1);
    while (in->slots[slot] != 0) {
        const struct held *h = &in->held[in->slots[slot] - 1];
        if (h->n_id == id.len && memcmp(in->bytes.at + h->id, id.at, id.len) == 0)
            break;
        slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
}

static void clear(struct truce_intake *in)
{
    in->n = 0;
    truce_buf_clear(&in->bytes);
    memset(in->slots, 0, SLOTS * sizeof *in->slots);
}

static void note(struct truce_intake *in, uint32_t line, const char *id, const char *text)
{
    truce_notes_add(&in->account.notes, "%s:%u: record %s: %s", in->file, line, id, text);
}

/* ---- corrections that the log has ---- */

static int by_about(const void *a, const void *b)
{
    const struct correction *x = a, *y = b;
    int order = strcmp(x->about, y->about);
    return order != 0 ? order : (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

/* Only what imports made: "<id>/v..." of the importer.  What people corrected by hand is no business of the source, and a file that says again what it
 * said before does not undo it. */
static bool is_of_import(const struct truce_record *correction)
{
    size_t n = strlen(correction->about.at[0]);
    return strncmp(correction->id, correction->about.at[0], n) == 0 &&
           strncmp(correction->id + n, "/v", 2) == 0;
}

static enum truce_status keep_correction(struct truce_intake *in, const struct truce_record *record,
                                         uint64_t leaf, struct truce_err *err)
{
    void *items = in->corrections;
    const char *about = NULL;
    enum truce_status status =
        truce_grow(&items, &in->size_corrections, in->n_corrections + 1, sizeof *in->corrections, err);
    if (status == TRUCE_OK) {
        in->corrections = items;
        status = truce_arena_copy(&in->arena, truce_text_view(record->about.at[0]), &about, err);
    }
    if (status == TRUCE_OK)
        in->corrections[in->n_corrections++] = (struct correction){about, leaf};
    return status;
}

static enum truce_status parse(struct truce_intake *in, struct truce_text bytes, uint32_t line,
                               struct truce_record *out, char *why, size_t why_size, struct truce_err *err)
{
    struct truce_diagnostics found;
    truce_arena_fini(&in->scratch);
    truce_arena_init(&in->scratch, SCRATCH);
    truce_diagnostics_init(&found, in->file);
    enum truce_status status = truce_record_parse_line(bytes, line, in->file, &in->scratch, out, &found, err);
    why[0] = '\0';
    if (status == TRUCE_ERR_SYNTAX && found.n > 0)
        snprintf(why, why_size, "%s", found.items[0].text);
    truce_diagnostics_fini(&found);
    return status;
}

static bool mentions(struct truce_text bytes, const char *word)
{
    size_t n = strlen(word);
    const char *at = bytes.at, *end = bytes.at + bytes.len;
    while ((size_t)(end - at) >= n && (at = memchr(at, word[0], (size_t)(end - at) - n + 1)) != NULL) {
        if (memcmp(at, word, n) == 0)
            return true;
        at++;
    }
    return false;
}

/* Reads the part of the log that was not read yet. */
static enum truce_status find_corrections(struct truce_intake *in, struct truce_err *err)
{
    struct truce_store_cursor *cursor = NULL;
    const struct truce_store_record *record = NULL;
    struct truce_record read;
    uint64_t size = 0;
    char why[200];

    enum truce_status status = truce_store_size(in->store, &size, err);
    if (status == TRUCE_OK)
        status = truce_store_cursor_open(in->store, in->seen, size, &cursor, err);
    while (status == TRUCE_OK && (status = truce_store_cursor_next(cursor, &record, err)) == TRUCE_OK &&
           record != NULL) {
        if (!mentions(record->bytes, "correction"))
            continue; /* most records are spared the parsing */
        status = parse(in, record->bytes, 1, &read, why, sizeof why, err);
        if (status == TRUCE_OK && read.kind == TRUCE_RECORD_CORRECTION && read.about.n == 1 &&
            is_of_import(&read))
            status = keep_correction(in, &read, record->n, err);
    }
    truce_store_cursor_close(cursor);
    if (status == TRUCE_OK && in->n_corrections > 0)
        qsort(in->corrections, in->n_corrections, sizeof *in->corrections, by_about);
    in->seen = size;
    return status;
}

/* The record and its corrections, as the log has them: heap, each a copy. */
static enum truce_status said_of(struct truce_intake *in, const char *id, uint64_t leaf,
                                 struct truce_text **out, size_t *n, struct truce_err *err)
{
    size_t low = 0, high = in->n_corrections, last;
    struct truce_store_record record;
    enum truce_status status = TRUCE_OK;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(in->corrections[middle].about, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (last = low; last < in->n_corrections && strcmp(in->corrections[last].about, id) == 0;)
        last++;
    struct truce_text *lines = calloc(last - low + 2, sizeof *lines);
    if (lines == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the versions of a record");
    for (size_t i = 0; status == TRUCE_OK && i <= last - low; i++) {
        const char *copy = NULL;
        status =
            truce_store_record(in->store, i == 0 ? leaf : in->corrections[low + i - 1].leaf, &record, err);
        if (status == TRUCE_OK)
            status = truce_arena_copy(&in->scratch, record.bytes, &copy, err);
        if (status == TRUCE_OK)
            lines[(*n)++] = (struct truce_text){copy, record.bytes.len};
    }
    *out = lines;
    return status;
}

/* A correction whose id somebody took is refused, and the file goes on. */
static enum truce_status append_correction(struct truce_intake *in, const char *id, uint32_t at,
                                           struct truce_text line, struct truce_err *err)
{
    struct truce_record read;
    uint64_t taken = TRUCE_STORE_NONE;
    char why[200];
    enum truce_status status = parse(in, line, 1, &read, why, sizeof why, err);
    const struct truce_store_record record = {.id = truce_text_view(status == TRUCE_OK ? read.id : ""),
                                              .bytes = line};
    if (status == TRUCE_OK)
        status = truce_store_find(in->store, &record.id, 1, &taken, err);
    if (status == TRUCE_OK && taken != TRUCE_STORE_NONE) {
        note(in, at, id, "its correction would have an id that another record of the log has");
        in->account.conflicts++;
        return TRUCE_OK;
    }
    if (status == TRUCE_OK)
        status = truce_store_append(in->store, &record, 1, in->clock, NULL, err);
    in->account.corrected += status == TRUCE_OK;
    return status;
}

/* A line whose id the log has. */
static enum truce_status meet(struct truce_intake *in, const struct held *h, uint64_t leaf,
                              struct truce_err *err)
{
    struct truce_text *earlier = NULL, id = text_at(in, h->id, h->n_id), line = text_at(in, h->at, h->n);
    enum truce_import_change change = TRUCE_IMPORT_SAME;
    struct truce_buf correction;
    char name[TRUCE_STORE_ID_MAX + 1];
    size_t n = 0;

    snprintf(name, sizeof name, "%.*s", TRUCE_TEXT(id));
    truce_buf_init(&correction);
    enum truce_status status = find_corrections(in, err);
    truce_arena_fini(&in->scratch);
    truce_arena_init(&in->scratch, SCRATCH);
    if (status == TRUCE_OK)
        status = said_of(in, name, leaf, &earlier, &n, err);
    if (status == TRUCE_OK)
        status = truce_import_compare(earlier, n, line, in->clock, &change, &correction, err);
    if (status == TRUCE_OK && change == TRUCE_IMPORT_CONFLICT) {
        note(in, h->line, name,
             "the log has a record of this id by another author or of another kind; nobody corrects somebody "
             "else's record");
        in->account.conflicts++;
    } else if (status == TRUCE_OK && change == TRUCE_IMPORT_CHANGED) {
        status = append_correction(in, name, h->line, truce_buf_view(&correction), err);
    } else if (status == TRUCE_OK) {
        in->account.duplicates++;
    }
    truce_buf_fini(&correction);
    free(earlier);
    return status;
}

/* ---- batches ---- */

static enum truce_status write_batch(struct truce_intake *in, struct truce_err *err)
{
    struct truce_store_record *records = calloc(in->n + 1, sizeof *records);
    struct truce_text *ids = calloc(in->n + 1, sizeof *ids);
    uint64_t *leaves = calloc(in->n + 1, sizeof *leaves);
    enum truce_status status = TRUCE_OK;
    size_t fresh = 0;

    if (records == NULL || ids == NULL || leaves == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a batch of %zu records", in->n);
        goto done;
    }
    for (size_t i = 0; i < in->n; i++)
        ids[i] = text_at(in, in->held[i].id, in->held[i].n_id);
    status = truce_store_find(in->store, ids, in->n, leaves, err);
    for (size_t i = 0; status == TRUCE_OK && i < in->n; i++)
        if (leaves[i] == TRUCE_STORE_NONE)
            records[fresh++] = (struct truce_store_record){
                .id = ids[i], .bytes = text_at(in, in->held[i].at, in->held[i].n)};
    if (status == TRUCE_OK && fresh > 0)
        status = truce_store_append(in->store, records, fresh, in->clock, NULL, err);
    if (status == TRUCE_OK)
        in->account.added += fresh;
    for (size_t i = 0; status == TRUCE_OK && i < in->n; i++)
        if (leaves[i] != TRUCE_STORE_NONE)
            status = meet(in, &in->held[i], leaves[i], err);
done:
    free(leaves);
    free(ids);
    free(records);
    if (status == TRUCE_OK)
        clear(in);
    return status;
}

/* Is it of a time that has not come? */
static bool is_future(const struct truce_intake *in, const struct truce_record *record)
{
    int64_t limit = in->clock.us + FUTURE_US;
    bool planned = record->kind == TRUCE_RECORD_ADOPTION; /* may say from when on */
    return record->made.us > limit || (record->logged_given && record->logged.us > limit) ||
           (!planned && record->from.us > limit);
}

/* An adoption or a control map speaks of bytes that the mission file must hold: a line that comes without them would leave the mission without an
 * agreement.  One that the log has already is only compared. */
static enum truce_status lacks_bytes(struct truce_intake *in, const struct truce_record *record, bool *lacks,
                                     struct truce_err *err)
{
    struct truce_text id = truce_text_view(record->id);
    struct truce_hash hash;
    uint64_t leaf = TRUCE_STORE_NONE;
    bool kept = false;

    *lacks = false;
    if (record->kind != TRUCE_RECORD_ADOPTION && record->kind != TRUCE_RECORD_CONTROL)
        return TRUCE_OK;
    enum truce_status status = truce_store_find(in->store, &id, 1, &leaf, err);
    if (status != TRUCE_OK || leaf != TRUCE_STORE_NONE)
        return status;
    if (record->kind == TRUCE_RECORD_CONTROL && truce_hash_parse(truce_text_view(record->digest), &hash))
        status = truce_store_has_attachment(in->store, &hash, &kept, err);
    *lacks = !kept; /* an agreement is put in force by its own command alone */
    return status;
}

static enum truce_status take(void *self, const struct truce_import_line *line,
                              enum truce_import_outcome *outcome, struct truce_err *err)
{
    struct truce_intake *in = self;
    struct truce_record record;
    char why[300] = "", name[TRUCE_STORE_ID_MAX + 1];
    enum truce_status status = TRUCE_OK;
    if (line->record != NULL)
        record = *line->record; /* read and checked already */
    else
        status = parse(in, line->text, line->number, &record, why, sizeof why, err);

    if (status == TRUCE_ERR_SYNTAX || (status == TRUCE_OK && is_future(in, &record))) {
        snprintf(name, sizeof name, "%.*s", TRUCE_TEXT(line->id));
        note(in, line->number, name,
             status == TRUCE_OK
                 ? "it is of a time more than a day after the clock; is the author's clock right?"
                 : why);
        *outcome = TRUCE_IMPORT_REFUSED;
        in->account.refused++;
        return TRUCE_OK;
    }
    bool lacks = false;
    if (status == TRUCE_OK)
        status = lacks_bytes(in, &record, &lacks, err);
    if (status != TRUCE_OK)
        return status;
    if (lacks) {
        note(in, line->number, record.id,
             record.kind == TRUCE_RECORD_ADOPTION
                 ? "an agreement is put in force by `truce adopt`, which keeps its text"
                 : "the map that it speaks of is not in the mission file");
        *outcome = TRUCE_IMPORT_REFUSED;
        in->account.refused++;
        return TRUCE_OK;
    }
    snprintf(name, sizeof name, "%s", record.id); /* a batch that is written clears the scratch */
    struct truce_text id = truce_text_view(name);
    if (in->n == BATCH || in->bytes.len > BATCH_BYTES || (in->n > 0 && in->slots[slot_of(in, id)] != 0))
        if ((status = write_batch(in, err)) != TRUCE_OK)
            return status;
    struct held *h = &in->held[in->n];
    *h = (struct held){in->bytes.len, line->text.len, in->bytes.len + line->text.len, id.len, line->number};
    truce_buf_add(&in->bytes, line->text.at, line->text.len);
    truce_buf_add(&in->bytes, id.at, id.len);
    if ((status = truce_buf_check(&in->bytes, err)) == TRUCE_OK) {
        size_t slot = slot_of(in, text_at(in, h->id, h->n_id));
        in->slots[slot] = (uint32_t)++in->n;
    }
    return status;
}

enum truce_status truce_intake_open(struct truce_store *store, const char *file, struct truce_instant clock,
                                    struct truce_intake **out, struct truce_err *err)
{
    struct truce_intake *in = calloc(1, sizeof *in);
    if (in != NULL) {
        in->held = calloc(BATCH, sizeof *in->held);
        in->slots = calloc(SLOTS, sizeof *in->slots);
    }
    if (in == NULL || in->held == NULL || in->slots == NULL) {
        if (in != NULL) {
            free(in->held);
            free(in->slots);
        }
        free(in);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for an import");
    }
    in->store = store;
    in->file = file;
    in->clock = clock;
    truce_buf_init(&in->bytes);
    truce_notes_init(&in->account.notes);
    truce_arena_init(&in->arena, (size_t)1 << 30);
    truce_arena_init(&in->scratch, SCRATCH);
    *out = in;
    return TRUCE_OK;
}

static void refuse(void *self, const struct truce_import_refusal *refusal)
{
    struct truce_intake *in = self;
    bool has_column = refusal->column[0] != '\0';
    truce_notes_add(&in->account.notes, "%s:%u: %s%s\"%.*s\": %s", in->file, refusal->number, refusal->column,
                    has_column ? " " : "", TRUCE_TEXT(refusal->value), refusal->reason);
}

struct truce_import_sink truce_intake_sink(struct truce_intake *intake)
{
    return (struct truce_import_sink){.context = intake, .record = take, .refused = refuse};
}

enum truce_status truce_intake_finish(struct truce_intake *intake, struct truce_err *err)
{
    return intake->n > 0 ? write_batch(intake, err) : TRUCE_OK;
}

const struct truce_intake_account *truce_intake_account(const struct truce_intake *intake)
{
    return &intake->account;
}

void truce_intake_close(struct truce_intake *intake)
{
    if (intake == NULL)
        return;
    truce_notes_fini(&intake->account.notes);
    truce_buf_fini(&intake->bytes);
    truce_arena_fini(&intake->arena);
    truce_arena_fini(&intake->scratch);
    free(intake->corrections);
    free(intake->held);
    free(intake->slots);
    free(intake);
}
