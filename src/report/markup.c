/*
 * Text for SVG and HTML.
 */
#include "report/markup.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "report/plain.h"

/* U+FFFE and U+FFFF are valid UTF-8 and no XML characters. */
static bool is_refused(const char *at)
{
    return memcmp(at, "\xEF\xBF\xBE", 3) == 0 || memcmp(at, "\xEF\xBF\xBF", 3) == 0;
}

void truce_markup_puts(struct truce_buf *out, const char *text)
{
    struct truce_buf safe;

    truce_buf_init(&safe);
    truce_plain_puts(&safe, text);
    for (size_t i = 0; i < safe.len; i++) {
        switch (safe.at[i]) {
        case '<':
            truce_buf_puts(out, "&lt;");
            break;
        case '>':
            truce_buf_puts(out, "&gt;");
            break;
        case '&':
            truce_buf_puts(out, "&amp;");
            break;
        case '"':
            truce_buf_puts(out, "&quot;");
            break;
        case '\'':
            truce_buf_puts(out, "&#39;");
            break;
        default:
            if (safe.len - i >= 3 && is_refused(safe.at + i)) {
                truce_buf_puts(out, "\xEF\xBF\xBD");
                i += 2;
            } else {
                truce_buf_putc(out, safe.at[i]);
            }
        }
    }
    out->failed = out->failed || safe.failed;
    truce_buf_fini(&safe);
}

void truce_markup_number(struct truce_buf *out, double value, int decimals)
{
    int64_t scale = 1;

    for (int i = 0; i < decimals; i++)
        scale *= 10;
    int64_t whole = llround(fabs(value) * (double)scale), rest = whole % scale;
    truce_buf_printf(out, "%s%lld", value < 0 && whole > 0 ? "-" : "", (long long)(whole / scale));
    for (char sign = '.'; rest > 0; sign = '\0', rest %= scale) {
        scale /= 10;
        if (sign != '\0')
            truce_buf_putc(out, sign);
        truce_buf_putc(out, (char)('0' + rest / scale));
    }
}
