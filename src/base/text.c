/*
 * Borrowed text.  UTF-8 validity follows RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#include "base/text.h"

#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX   512 /* bytes of a decimal number that we are ready to read */
#define DISTANCE_MAX 64  /* bytes of a word for which an edit distance is worth its cost */

struct truce_text truce_text_view(const char *terminated)
{
    return (struct truce_text){terminated, terminated != NULL ? strlen(terminated) : 0};
}

bool truce_text_equal(struct truce_text a, struct truce_text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool truce_text_is(struct truce_text a, const char *terminated)
{
    return truce_text_equal(a, truce_text_view(terminated));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool truce_text_equal_nocase(struct truce_text a, struct truce_text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

struct truce_text truce_text_trim(struct truce_text a)
{
    while (a.len > 0 && is_space(a.at[0])) {
        a.at++;
        a.len--;
    }
    while (a.len > 0 && is_space(a.at[a.len - 1]))
        a.len--;
    return a;
}

static size_t digits(struct truce_text a, size_t i)
{
    size_t start = i;
    while (i < a.len && a.at[i] >= '0' && a.at[i] <= '9')
        i++;
    return i - start;
}

/* sign? digits (. digits)? ([eE] sign? digits)?  with at least one digit before or after the point */
static bool looks_decimal(struct truce_text a)
{
    size_t i = 0;
    if (i < a.len && (a.at[i] == '-' || a.at[i] == '+'))
        i++;
    size_t whole = digits(a, i);
    i += whole;
    size_t fraction = 0;
    if (i < a.len && a.at[i] == '.') {
        fraction = digits(a, i + 1);
        i += 1 + fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (i < a.len && (a.at[i] == 'e' || a.at[i] == 'E')) {
        i++;
        if (i < a.len && (a.at[i] == '-' || a.at[i] == '+'))
            i++;
        size_t exponent = digits(a, i);
        if (exponent == 0)
            return false;
        i += exponent;
    }
    return i == a.len;
}

/* Up to 15 digits and a power of ten up to 22 are exact in binary64, so one division is correctly rounded
 * (Clinger 1990, doi:10.1145/93548.93557).  This is nearly every coordinate on earth. */
static bool short_decimal(struct truce_text a, double *out)
{
    static const double ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    size_t i = a.at[0] == '-' || a.at[0] == '+';
    uint64_t mantissa = 0;
    int places = -1;

    if (a.len - i > 16)
        return false;
    for (; i < a.len; i++) {
        if (a.at[i] == '.')
            places = 0;
        else if (a.at[i] >= '0' && a.at[i] <= '9') {
            mantissa = mantissa * 10 + (uint64_t)(a.at[i] - '0');
            places += places >= 0;
        } else
            return false;
    }
    if (mantissa > (UINT64_C(1) << 53))
        return false;
    double value = (double)mantissa / ten[places > 0 ? places : 0];
    *out = a.at[0] == '-' ? -value : value;
    return true;
}

bool truce_text_to_double(struct truce_text a, double *out)
{
    if (a.len == 0 || a.len > NUMBER_MAX || !looks_decimal(a))
        return false;
    if (short_decimal(a, out))
        return true;

    /* strtod wants the locale's point, which may have several bytes; a program that set one must not change what we read */
    char copy[NUMBER_MAX + MB_LEN_MAX + 1];
    const char *point = localeconv()->decimal_point;
    size_t point_length = strnlen(point, MB_LEN_MAX), n = 0;
    for (size_t i = 0; i < a.len; i++) {
        if (a.at[i] == '.') {
            memcpy(copy + n, point, point_length);
            n += point_length;
        } else {
            copy[n++] = a.at[i];
        }
    }
    copy[n] = '\0';
    char *end;
    double value = strtod(copy, &end);
    if (*end != '\0' || !isfinite(value))
        return false;
    *out = value;
    return true;
}

/* what may follow the first byte of a sequence: RFC 3629, section 4 */
struct follower {
    unsigned char first, last; /* of the first byte */
    unsigned char least, most; /* of the second byte; further ones are 80..BF */
    unsigned char length;
};

static bool continues(const unsigned char *s, const struct follower *f)
{
    bool good = s[1] >= f->least && s[1] <= f->most;
    for (unsigned i = 2; good && i < f->length; i++)
        good = (s[i] & 0xC0) == 0x80;
    return good;
}

/* length of the valid sequence at s, or 0 */
static size_t sequence(const unsigned char *s, size_t n)
{
    static const struct follower followers[] = {
        {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
        {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
        {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    if (s[0] < 0x80)
        return 1;
    for (size_t i = 0; i < sizeof followers / sizeof followers[0]; i++)
        if (s[0] >= followers[i].first && s[0] <= followers[i].last)
            return n >= followers[i].length && continues(s, &followers[i]) ? followers[i].length : 0;
    return 0;
}

size_t truce_text_valid_utf8(struct truce_text a)
{
    const unsigned char *s = (const unsigned char *)a.at;
    size_t i = 0;
    while (i < a.len) {
        size_t step = sequence(s + i, a.len - i);
        if (step == 0)
            break;
        i += step;
    }
    return i;
}

/* Whether s, which is no valid sequence, is the beginning of one that the end of the text cut off. */
static bool is_cut(const unsigned char *s, size_t n)
{
    size_t need = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;

    if (s[0] < 0xC2 || s[0] > 0xF4 || n >= need)
        return false;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xC0) != 0x80)
            return false;
    return true;
}

void truce_text_mend(char *buffer, size_t n)
{
    unsigned char *s = (unsigned char *)buffer;
    size_t length = strnlen(buffer, n);
    size_t i = 0;
    while (i < length) {
        size_t step = sequence(s + i, length - i);
        if (step == 0) {
            if (is_cut(s + i, length - i)) {
                s[i] = '\0';
                return;
            }
            s[i] = '?';
            step = 1;
        } else if (step == 1 && (s[i] < 0x20 || s[i] == 0x7F)) {
            s[i] = '?';
        } else if (step == 2 && s[i] == 0xC2 && s[i + 1] < 0xA0) {
            /* C1 controls: some terminals obey U+009B as they do ESC [ */
            s[i] = s[i + 1] = '?';
        }
        i += step;
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t truce_text_distance(struct truce_text a, struct truce_text b)
{
    size_t rows[3][DISTANCE_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];

    if (a.len > DISTANCE_MAX || b.len > DISTANCE_MAX)
        return a.len > b.len ? a.len : b.len;
    for (size_t j = 0; j <= b.len; j++)
        last[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t cost = lower(a.at[i - 1]) != lower(b.at[j - 1]);
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && lower(a.at[i - 1]) == lower(b.at[j - 2]) &&
                lower(a.at[i - 2]) == lower(b.at[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.len];
}

const char *truce_text_nearest(struct truce_text word, const char *const *names, size_t n)
{
    const char *best = NULL;
    size_t best_distance = 2 + word.len / 4;

    for (size_t i = 0; i < n; i++) {
        size_t d = truce_text_distance(word, truce_text_view(names[i]));
        if (d < best_distance || (d == best_distance && best == NULL)) {
            best = names[i];
            best_distance = d;
        }
    }
    return best;
}
