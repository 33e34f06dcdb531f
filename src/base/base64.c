/*
 * Base64, strictly.  Source: RFC 4648 section 4, and 3.5 for the bits that padding leaves over, which must be zero.
 */
#include "base/base64.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void truce_base64_write(struct truce_buf *out, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < n; i += 3) {
        uint32_t group = (uint32_t)at[i] << 16;

        if (i + 1 < n)
            group |= (uint32_t)at[i + 1] << 8;
        if (i + 2 < n)
            group |= at[i + 2];
        truce_buf_putc(out, alphabet[group >> 18]);
        truce_buf_putc(out, alphabet[(group >> 12) & 63]);
        truce_buf_putc(out, i + 1 < n ? alphabet[(group >> 6) & 63] : '=');
        truce_buf_putc(out, i + 2 < n ? alphabet[group & 63] : '=');
    }
}

static int digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Four characters, of which the last `padding` are '='; false when they are not the one text of their bytes. */
static bool read_group(const char *at, size_t padding, uint32_t *group)
{
    uint32_t value = 0;

    for (size_t i = 0; i < 4; i++) {
        int d = i < 4 - padding ? digit(at[i]) : 0;
        if (d < 0)
            return false;
        value = value << 6 | (uint32_t)d;
    }
    *group = value;
    return (value & ((1U << 8 * padding) - 1)) == 0;
}

static size_t padding_of(struct truce_text text)
{
    size_t padding = 0;

    while (padding < 2 && padding < text.len && text.at[text.len - 1 - padding] == '=')
        padding++;
    return padding;
}

bool truce_base64_is(struct truce_text text, size_t *n)
{
    size_t padding = padding_of(text);
    uint32_t group = 0;

    if (text.len % 4 != 0)
        return false;
    for (size_t i = 0; i < text.len; i += 4)
        if (!read_group(text.at + i, i + 4 == text.len ? padding : 0, &group))
            return false;
    *n = text.len / 4 * 3 - padding;
    return true;
}

bool truce_base64_read(struct truce_text text, unsigned char *out, size_t size, size_t *n)
{
    size_t padding = padding_of(text);
    size_t filled = 0;

    if (text.len % 4 != 0 || text.len / 4 * 3 - padding > size)
        return false;
    for (size_t i = 0; i < text.len; i += 4) {
        size_t pad = i + 4 == text.len ? padding : 0;
        uint32_t group = 0;

        if (!read_group(text.at + i, pad, &group))
            return false;
        for (size_t k = 0; k < 3 - pad; k++)
            out[filled++] = (unsigned char)(group >> (16 - 8 * k));
    }
    *n = filled;
    return true;
}
