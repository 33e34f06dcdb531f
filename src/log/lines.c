/*
 * Lines and decimals of the text formats, strictly.
 */
#include "log/lines.h"

#include <string.h>

#include "base/base64.h"

bool truce_log_take_line(struct truce_text *rest, struct truce_text *line)
{
    const char *end = rest->len > 0 ? memchr(rest->at, '\n', rest->len) : NULL;

    if (end == NULL)
        return false;
    *line = (struct truce_text){rest->at, (size_t)(end - rest->at)};
    *rest = (struct truce_text){end + 1, rest->len - line->len - 1};
    return true;
}

struct truce_text truce_log_take_word(struct truce_text *rest)
{
    struct truce_text word = *rest;
    const char *end = rest->len > 0 ? memchr(rest->at, ' ', rest->len) : NULL;

    if (end == NULL) {
        rest->at += rest->len > 0 ? rest->len : 0;
        rest->len = 0;
        return word;
    }
    word.len = (size_t)(end - rest->at);
    *rest = (struct truce_text){end + 1, rest->len - word.len - 1};
    return word;
}

bool truce_log_take_prefix(struct truce_text *rest, const char *prefix)
{
    size_t n = strlen(prefix);

    if (rest->len < n || memcmp(rest->at, prefix, n) != 0)
        return false;
    *rest = (struct truce_text){rest->at + n, rest->len - n};
    return true;
}

bool truce_log_read_number(struct truce_text text, uint64_t *number)
{
    uint64_t value = 0;

    if (text.len == 0 || text.len > 19 || (text.at[0] == '0' && text.len > 1))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.at[i] - '0'); /* 19 digits fit into 64 bits */
    }
    if (value > (uint64_t)INT64_MAX)
        return false;
    *number = value;
    return true;
}

bool truce_log_read_hash(struct truce_text text, struct truce_hash *hash)
{
    struct truce_hash read;
    size_t n = 0;

    if (!truce_base64_read(text, read.byte, sizeof read.byte, &n) || n != TRUCE_HASH_BYTES)
        return false;
    *hash = read;
    return true;
}
