/*
 * Any bytes as a signed note ('n'), a checkpoint ('c'), a proof ('p') or a receipt ('r'), by the first byte: what was read is
 * valid, and what has one form is written again as it was.
 */
#include <stdint.h>
#include <stdlib.h>

#include "log/proof.h"
#include "log/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void as_note(struct truce_text bytes)
{
    struct truce_log_note note;
    struct truce_log_key key = {.name = "a", .kind = TRUCE_LOG_COSIGNATURE};

    if (truce_log_note_read(bytes, &note, NULL) != TRUCE_OK)
        return;
    if (note.n == 0 || note.text.len == 0 || note.text.at[note.text.len - 1] != '\n')
        abort();
    (void)truce_log_note_mark(&note, &key, NULL);
}

static void as_checkpoint(struct truce_text bytes)
{
    struct truce_log_checkpoint checkpoint;
    struct truce_buf again;

    if (truce_log_checkpoint_read(bytes, &checkpoint, NULL) != TRUCE_OK)
        return;
    truce_buf_init(&again);
    if (truce_log_checkpoint_write(&checkpoint, &again, NULL) != TRUCE_OK ||
        !truce_text_equal(truce_buf_view(&again), bytes))
        abort();
    truce_buf_fini(&again);
}

static void as_proof(struct truce_text bytes)
{
    struct truce_log_proof proof;
    struct truce_buf again;

    if (truce_log_proof_read(bytes, &proof, NULL) != TRUCE_OK)
        return;
    truce_buf_init(&again);
    if (truce_log_proof_write(&proof, &again, NULL) != TRUCE_OK ||
        !truce_text_equal(truce_buf_view(&again), bytes))
        abort();
    truce_buf_fini(&again);
    as_note(proof.checkpoint);
}

static void as_receipt(struct truce_text bytes)
{
    struct truce_log_receipt receipt;
    struct truce_arena arena;

    truce_arena_init(&arena, (size_t)1 << 22);
    if (truce_log_receipt_read(bytes, &arena, &receipt, NULL) == TRUCE_OK && receipt.n == 0)
        abort();
    truce_arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_text bytes = {(const char *)data + 1, size - 1};

    if (size == 0)
        return 0;
    if (data[0] == 'n')
        as_note(bytes);
    else if (data[0] == 'c')
        as_checkpoint(bytes);
    else if (data[0] == 'p')
        as_proof(bytes);
    else if (data[0] == 'r')
        as_receipt(bytes);
    return 0;
}
