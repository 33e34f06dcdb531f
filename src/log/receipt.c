/*
 * Receipts for verdicts.  One idea: the text has one form, so that reading is checked by writing again.
 */
#include "log/receipt.h"

#include <string.h>

#include "base/base64.h"
#include "log/lines.h"

static bool is_word(struct truce_text text)
{
    if (text.len == 0 || truce_text_valid_utf8(text) != text.len)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] <= ' ' || text.at[i] == 0x7f)
            return false;
    return true;
}

static void add_hash(struct truce_buf *out, const struct truce_hash *hash)
{
    char text[TRUCE_HASH_TEXT];

    truce_hash_format(hash, text);
    truce_buf_printf(out, "sha256:%s", text);
}

static enum truce_status write_verdict(const struct truce_log_verdict *verdict, struct truce_buf *out,
                                       struct truce_err *err)
{
    if (!is_word(verdict->norm) || !is_word(verdict->state))
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a norm and its verdict are one word each in a receipt");
    truce_buf_printf(out, "norm %.*s %.*s grounds ", TRUCE_TEXT(verdict->norm), TRUCE_TEXT(verdict->state));
    if (verdict->n_grounds == 0)
        truce_buf_putc(out, '-');
    for (size_t i = 0; i < verdict->n_grounds; i++) {
        if (i > 0 && verdict->grounds[i] <= verdict->grounds[i - 1])
            return truce_fail(err, TRUCE_ERR_SYNTAX, "the grounds of '%.*s' are not in rising order",
                              TRUCE_TEXT(verdict->norm));
        truce_buf_printf(out, i > 0 ? ",%llu" : "%llu", (unsigned long long)verdict->grounds[i]);
    }
    truce_buf_putc(out, '\n');
    return TRUCE_OK;
}

enum truce_status truce_log_receipt_write(const struct truce_log_receipt *receipt, struct truce_buf *out,
                                          struct truce_err *err)
{
    if (!is_word(receipt->version) || !is_word(receipt->origin) || !is_word(receipt->at) ||
        !is_word(receipt->engine) || !is_word(receipt->release))
        return truce_fail(err, TRUCE_ERR_SYNTAX,
                          "version, log, instant, program and release of a receipt are one word each");
    if (receipt->n == 0)
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a receipt has at least one verdict");
    truce_buf_puts(out, "truce-verdict v1\nagreement ");
    add_hash(out, &receipt->agreement);
    truce_buf_printf(out, " %.*s\nlog %.*s %llu ", TRUCE_TEXT(receipt->version), TRUCE_TEXT(receipt->origin),
                     (unsigned long long)receipt->size);
    truce_base64_write(out, receipt->root.byte, sizeof receipt->root.byte);
    truce_buf_printf(out, "\nat %.*s\nengine %.*s %.*s params ", TRUCE_TEXT(receipt->at),
                     TRUCE_TEXT(receipt->engine), TRUCE_TEXT(receipt->release));
    add_hash(out, &receipt->params);
    truce_buf_putc(out, '\n');
    for (size_t i = 0; i < receipt->n; i++) {
        enum truce_status status = write_verdict(&receipt->verdicts[i], out, err);
        if (status != TRUCE_OK)
            return status;
    }
    return truce_buf_check(out, err);
}

/* "sha256:" and 64 digits */
static bool read_hex(struct truce_text word, struct truce_hash *hash)
{
    return truce_log_take_prefix(&word, "sha256:") && truce_hash_parse(word, hash);
}

static bool read_head(struct truce_text *text, struct truce_log_receipt *receipt)
{
    struct truce_text line;

    if (!truce_log_take_line(text, &line) || !truce_text_is(line, "truce-verdict v1") ||
        !truce_log_take_line(text, &line) || !truce_log_take_prefix(&line, "agreement ") ||
        !read_hex(truce_log_take_word(&line), &receipt->agreement))
        return false;
    receipt->version = line;
    if (!truce_log_take_line(text, &line) || !truce_log_take_prefix(&line, "log "))
        return false;
    receipt->origin = truce_log_take_word(&line);
    if (!truce_log_read_number(truce_log_take_word(&line), &receipt->size) ||
        !truce_log_read_hash(line, &receipt->root))
        return false;
    if (!truce_log_take_line(text, &line) || !truce_log_take_prefix(&line, "at "))
        return false;
    receipt->at = line;
    if (!truce_log_take_line(text, &line) || !truce_log_take_prefix(&line, "engine "))
        return false;
    receipt->engine = truce_log_take_word(&line);
    receipt->release = truce_log_take_word(&line);
    return truce_log_take_prefix(&line, "params ") && read_hex(line, &receipt->params);
}

static enum truce_status read_grounds(struct truce_text list, struct truce_arena *arena,
                                      struct truce_log_verdict *verdict, struct truce_err *err)
{
    size_t n = 1;
    void *room = NULL;
    enum truce_status status;

    if (truce_text_is(list, "-"))
        return TRUCE_OK;
    for (size_t i = 0; i < list.len; i++)
        n += list.at[i] == ',';
    status = truce_arena_alloc(arena, n * sizeof(uint64_t), &room, err);
    if (status != TRUCE_OK)
        return status;
    verdict->grounds = room;
    for (size_t i = 0; i < n; i++) {
        const char *comma = list.len > 0 ? memchr(list.at, ',', list.len) : NULL;
        size_t len = comma != NULL ? (size_t)(comma - list.at) : list.len;

        if (!truce_log_read_number((struct truce_text){list.at, len}, (uint64_t *)room + i))
            return truce_fail(err, TRUCE_ERR_SYNTAX, "the grounds of '%.*s' are not numbers",
                              TRUCE_TEXT(verdict->norm));
        if (comma != NULL)
            list = (struct truce_text){comma + 1, list.len - len - 1};
    }
    verdict->n_grounds = n;
    return TRUCE_OK;
}

static enum truce_status read_verdicts(struct truce_text text, struct truce_arena *arena,
                                       struct truce_log_receipt *receipt, struct truce_err *err)
{
    struct truce_log_verdict *verdicts;
    void *room = NULL;
    size_t n = 0;
    enum truce_status status;

    for (size_t i = 0; i < text.len; i++)
        n += text.at[i] == '\n';
    status = truce_arena_alloc(arena, (n + 1) * sizeof *verdicts, &room, err);
    if (status != TRUCE_OK)
        return status;
    verdicts = room;
    for (size_t i = 0; i < n; i++) {
        struct truce_text line = {NULL, 0};

        if (!truce_log_take_line(&text, &line) || !truce_log_take_prefix(&line, "norm "))
            return truce_fail(err, TRUCE_ERR_SYNTAX, "line %zu of the receipt does not begin with 'norm'",
                              i + 6);
        verdicts[i].norm = truce_log_take_word(&line);
        verdicts[i].state = truce_log_take_word(&line);
        if (!truce_log_take_prefix(&line, "grounds "))
            return truce_fail(err, TRUCE_ERR_SYNTAX, "line %zu of the receipt names no grounds", i + 6);
        status = read_grounds(line, arena, &verdicts[i], err);
        if (status != TRUCE_OK)
            return status;
    }
    receipt->verdicts = verdicts;
    receipt->n = n;
    return TRUCE_OK;
}

enum truce_status truce_log_receipt_read(struct truce_text text, struct truce_arena *arena,
                                         struct truce_log_receipt *receipt, struct truce_err *err)
{
    struct truce_log_receipt read = {0};
    struct truce_text rest = text;
    struct truce_buf again;
    enum truce_status status;

    if (!read_head(&rest, &read))
        return truce_fail(err, TRUCE_ERR_SYNTAX,
                          "this is no receipt 'truce-verdict v1', or one of its first lines is broken");
    status = read_verdicts(rest, arena, &read, err);
    if (status != TRUCE_OK)
        return status;
    truce_buf_init(&again);
    status = truce_log_receipt_write(&read, &again, err);
    if (status == TRUCE_OK && !truce_text_equal(truce_buf_view(&again), text))
        status = truce_fail(err, TRUCE_ERR_SYNTAX, "the receipt is not written as receipts are");
    truce_buf_fini(&again);
    if (status == TRUCE_OK)
        *receipt = read;
    return status;
}

enum truce_status truce_log_receipt_open(struct truce_text bytes, const struct truce_log_key *keys, size_t n,
                                         struct truce_arena *arena, struct truce_log_receipt *receipt,
                                         struct truce_err *err)
{
    struct truce_log_note note;
    enum truce_status status = truce_log_note_read(bytes, &note, err);

    if (status == TRUCE_OK)
        status = truce_log_note_verify(&note, keys, n, err);
    return status == TRUCE_OK ? truce_log_receipt_read(note.text, arena, receipt, err) : status;
}
