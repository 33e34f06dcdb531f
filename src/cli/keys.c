/*
 * Key files: one line.
 */
#include "cli/keys.h"

#include <string.h>

#include "base/file.h"

enum { KEY_FILE_MAX = 4096 };

static enum truce_status read_line(const char *path, struct truce_buf *bytes, struct truce_text *out,
                                   struct truce_err *err)
{
    enum truce_status status = truce_file_read(path, KEY_FILE_MAX, bytes, err);
    if (status == TRUCE_OK)
        *out = truce_text_trim(truce_buf_view(bytes));
    return status;
}

static bool is_private(struct truce_text text)
{
    static const char start[] = "PRIVATE+KEY+";
    return text.len > sizeof start && memcmp(text.at, start, sizeof start - 1) == 0;
}

enum truce_status truce_keys_signer(const char *path, struct truce_log_signer *out, struct truce_err *err)
{
    struct truce_text text = {NULL, 0};
    struct truce_buf bytes;

    truce_buf_init(&bytes);
    enum truce_status status = read_line(path, &bytes, &text, err);
    if (status == TRUCE_OK && !is_private(text))
        status = truce_fail(err, TRUCE_ERR_USAGE, "it is no private key; that is the file without .pub");
    if (status == TRUCE_OK)
        status = truce_log_signer_read(text, out, err);
    if (status != TRUCE_OK)
        truce_err_set_file(err, path);
    if (bytes.at != NULL)
        memset(bytes.at, 0, bytes.len);
    truce_buf_fini(&bytes);
    return status;
}

enum truce_status truce_keys_public(const char *path, struct truce_log_key *out, struct truce_err *err)
{
    struct truce_text text = {NULL, 0};
    struct truce_log_signer signer;
    struct truce_buf bytes;

    truce_buf_init(&bytes);
    enum truce_status status = read_line(path, &bytes, &text, err);
    if (status == TRUCE_OK && is_private(text)) {
        status = truce_log_signer_read(text, &signer, err);
        if (status == TRUCE_OK)
            *out = signer.key;
    } else if (status == TRUCE_OK) {
        status = truce_log_key_read(text, out, err);
    }
    if (status != TRUCE_OK)
        truce_err_set_file(err, path);
    truce_buf_fini(&bytes);
    return status;
}
