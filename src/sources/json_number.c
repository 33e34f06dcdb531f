/*
 * Numbers and positions of JSON, fast and exactly rounded.
 *
 * One idea: a control map is nearly all coordinates of two or three digits, a point and up to eight decimals.
 * Such a number is read with one 8-byte load, its digits are summed in parallel, and one division by a power
 * of ten gives the nearest double, because digits up to 2^53 and powers of ten up to 10^22 are exact (Clinger
 * 1990, doi:10.1145/93548.93557).  Longer numbers, up to 19 digits, are divided as 128-bit integers, which is
 * exact as well; whatever is left goes to truce_text_to_double.
 *
 * Invariant: the fast path accepts only what the grammar accepts; when in doubt it gives up without moving
 * the reader, and the slow path reads the position again and words the error.
 */
#include "sources/json_number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_MANTISSA (UINT64_C(1) << 53)
#define FAST_BYTES     64  /* more than a position of the fast form can take, its one-blank gaps included */
#define NUMBER_MAX     512 /* characters; the limit of truce_text_to_double */

static const double ten_to[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static const uint64_t whole_ten_to[] = {1,
                                        10,
                                        100,
                                        1000,
                                        10000,
                                        100000,
                                        1000000,
                                        10000000,
                                        100000000,
                                        1000000000,
                                        10000000000,
                                        100000000000,
                                        1000000000000,
                                        10000000000000,
                                        100000000000000,
                                        1000000000000000,
                                        10000000000000000,
                                        100000000000000000,
                                        1000000000000000000,
                                        10000000000000000000U};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* digits / 10^places, exactly rounded, for digits > 0 and places <= 19.  Both are shifted to fill 64 bits, so
 * that the quotient has at least 63 bits, of which the lowest only tells that something was left over. */
static double divide_exactly(uint64_t digits, unsigned places)
{
    uint64_t divisor = whole_ten_to[places];
    int up = __builtin_clzll(digits), divisor_up = __builtin_clzll(divisor);
    __extension__ unsigned __int128 dividend = (unsigned __int128)(digits << up) << 63;

    divisor <<= divisor_up;
    uint64_t quotient = (uint64_t)(dividend / divisor);
    quotient |= dividend % divisor != 0;
    return ldexp((double)quotient, divisor_up - up - 63);
}

/* Past one digit or more; NULL when there is none, and *stop is then where it was missed. */
static const char *skip_digits(const char *p, const char *end, const char **stop)
{
    *stop = p;
    if (p >= end || !is_digit(*p))
        return NULL;
    while (p < end && is_digit(*p))
        p++;
    return p;
}

/* Past a number of the grammar; NULL when it is none. */
static const char *number_end(const char *p, const char *end, const char **stop)
{
    if (p < end && *p == '-')
        p++;
    const char *whole = p;
    if ((p = skip_digits(p, end, stop)) == NULL)
        return NULL;
    if (*whole == '0' && p - whole > 1) {
        *stop = whole + 1;
        return NULL;
    }
    if (p < end && *p == '.' && (p = skip_digits(p + 1, end, stop)) == NULL)
        return NULL;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        p = skip_digits(p, end, stop);
    }
    return p;
}

enum truce_status truce_json_scan_number(struct truce_json_reader *r, struct truce_text *out,
                                         struct truce_err *err)
{
    const char *stop = r->at;
    const char *p = number_end(r->at, r->end, &stop);

    if (p == NULL)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, stop, "not JSON: a number with %s here",
                               stop < r->end && is_digit(*stop) ? "a digit behind its leading zero"
                                                                : "a digit missing");
    *out = (struct truce_text){r->at, (size_t)(p - r->at)};
    r->at = p;
    return TRUCE_OK;
}

/* A scanned number without exponent and with up to 19 digits. */
static bool plain_decimal(struct truce_text text, double *out)
{
    bool negative = text.at[0] == '-';
    uint64_t digits = 0;
    unsigned n = 0, places = 0;
    bool point = false;

    for (size_t i = negative; i < text.len; i++) {
        char c = text.at[i];
        if (c == '.') {
            point = true;
        } else if (is_digit(c) && n < 19) {
            digits = digits * 10 + (uint64_t)(c - '0');
            n += digits > 0; /* leading zeros cost nothing */
            places += point;
        } else {
            return false;
        }
    }
    double value;
    if (digits <= EXACT_MANTISSA && places <= 22)
        value = (double)digits / ten_to[places];
    else if (places <= 19)
        value = divide_exactly(digits, places);
    else
        return false;
    *out = negative ? -value : value;
    return true;
}

enum truce_status truce_json_read_number(struct truce_json_reader *r, double *out, struct truce_err *err)
{
    enum truce_json_type type;
    struct truce_text text;
    const char *start;

    enum truce_status status = truce_json_peek(r, &type, err);
    if (status != TRUCE_OK)
        return status;
    start = r->at;
    if (type != TRUCE_JSON_NUMBER)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, start, "expected a number, found '%c'", *start);
    if ((status = truce_json_scan_number(r, &text, err)) != TRUCE_OK)
        return status;
    if (text.len > NUMBER_MAX)
        return truce_json_fail(err, TRUCE_ERR_LIMIT, r, start, "a number of %zu characters; the limit is %d",
                               text.len, NUMBER_MAX);
    if (!plain_decimal(text, out) && !truce_text_to_double(text, out))
        return truce_json_fail(err, TRUCE_ERR_RANGE, r, start, "the number %.*s is too large",
                               TRUCE_TEXT(text));
    return TRUCE_OK;
}

static bool on_earth(struct truce_lonlat p)
{
    return fabs(p.lon_deg) <= 180.0 && fabs(p.lat_deg) <= 90.0;
}

static enum truce_status out_of_range(struct truce_json_reader *r, const char *at, struct truce_lonlat p,
                                      struct truce_err *err)
{
    struct truce_lonlat swapped = {p.lat_deg, p.lon_deg};
    const char *hint = "";
    if (on_earth(swapped))
        hint = "; are lon and lat swapped?";
    else if (fabs(p.lon_deg) > 1000.0 || fabs(p.lat_deg) > 1000.0)
        hint = "; are these metres of a projection?";
    return truce_json_fail(err, TRUCE_ERR_RANGE, r, at,
                           "position %.10g, %.10g is outside of longitude -180..180, latitude -90..90%s",
                           p.lon_deg, p.lat_deg, hint);
}

enum truce_status truce_json_read_position(struct truce_json_reader *r, struct truce_lonlat *out,
                                           struct truce_err *err)
{
    double value[2] = {0, 0};
    const char *start;
    size_t n = 0;
    bool more;

    enum truce_status status = truce_json_enter_array(r, err);
    if (status != TRUCE_OK)
        return status;
    start = r->at - 1;
    while ((status = truce_json_next_item(r, &more, err)) == TRUCE_OK && more) {
        double height; /* and what else there may be: checked, not kept */
        status = truce_json_read_number(r, n < 2 ? &value[n] : &height, err);
        if (status != TRUCE_OK)
            return status;
        n++;
    }
    if (status != TRUCE_OK)
        return status;
    if (n < 2)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, start,
                               "a position of %zu numbers; two are the least", n);
    struct truce_lonlat p = {value[0], value[1]};
    if (!on_earth(p))
        return out_of_range(r, start, p, err);
    *out = p;
    return TRUCE_OK;
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* Eight characters; *digits = how many of them, from the first on, are digits, *value = those digits as a
 * number.
 * Source: D. Lemire, "Number parsing at a gigabyte per second", Softw. Pract. Exp. 51 (2021),
 *         doi:10.1002/spe.2984, section 5. */
static inline void eight(const char *p, unsigned *digits, uint64_t *value)
{
    uint64_t t;
    memcpy(&t, p, sizeof t);
    t ^= UINT64_C(0x3030303030303030);
    uint64_t other = ((t + UINT64_C(0x7676767676767676)) | t) & UINT64_C(0x8080808080808080);
    unsigned n = other != 0 ? (unsigned)__builtin_ctzll(other) >> 3 : 8;

    *digits = n;
    if (n == 0)
        return;
    t <<= 64 - 8 * n; /* the first digit moves to its place from the right; zeros come before it */
    t = t * 10 + (t >> 8);
    *value = ((t & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064) +
              ((t >> 16) & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001)) >>
             32;
}

/* "-ddd.dddddddd": up to three digits, a point, up to 16 decimals.  The character behind it, or NULL. */
static inline const char *fast_number(const char *p, double *out)
{
    bool negative = *p == '-';
    uint64_t digits, decimals = 0;
    unsigned places;

    p += negative;
    if (!is_digit(*p))
        return NULL;
    digits = (uint64_t)(*p - '0');
    if (is_digit(p[1])) {
        if (*p == '0')
            return NULL;
        digits = digits * 10 + (uint64_t)(*++p - '0');
        if (is_digit(p[1]))
            digits = digits * 10 + (uint64_t)(*++p - '0');
    }
    if (*++p != '.')
        return NULL;
    eight(++p, &places, &decimals);
    if (places == 0)
        return NULL;
    digits = digits * whole_ten_to[places] + decimals;
    p += places;
    if (places == 8) {
        unsigned rest;
        eight(p, &rest, &decimals);
        if (rest > 0) {
            digits = digits * whole_ten_to[rest] + decimals;
            places += rest;
            p += rest;
        }
    }
    double value =
        digits <= EXACT_MANTISSA ? (double)digits / ten_to[places] : divide_exactly(digits, places);
    *out = negative ? -value : value;
    return p;
}

/* "[lon,lat]" with at most one blank at each gap.  The character behind it, or NULL: the slow path must look.
 * At least FAST_BYTES bytes can be read at p. */
static inline const char *fast_position(const char *p, struct truce_lonlat *out)
{
    if (*p++ != '[')
        return NULL;
    p += *p == ' ';
    if ((p = fast_number(p, &out->lon_deg)) == NULL || *p++ != ',')
        return NULL;
    p += *p == ' ';
    if ((p = fast_number(p, &out->lat_deg)) == NULL)
        return NULL;
    p += *p == ' ';
    if (*p++ != ']' || !on_earth(*out))
        return NULL;
    return p;
}

#else

static const char *fast_position(const char *p, struct truce_lonlat *out)
{
    (void)p, (void)out;
    return NULL;
}

#endif

static enum truce_status add_position(struct truce_positions *out, struct truce_lonlat p,
                                      struct truce_err *err)
{
    if (out->n == out->size) {
        void *at = out->at;
        enum truce_status status = truce_grow(&at, &out->size, out->n + 1, sizeof *out->at, err);
        out->at = at;
        if (status != TRUCE_OK)
            return status;
    }
    out->at[out->n++] = p;
    return TRUCE_OK;
}

/* As many positions of the fast form as follow each other; the reader is left behind the last one. */
static enum truce_status read_fast(struct truce_json_reader *r, struct truce_positions *out,
                                   struct truce_err *err)
{
    const char *p = r->at, *q;
    struct truce_lonlat position;
    enum truce_status status = TRUCE_OK;

    while (r->end - p >= FAST_BYTES && (q = fast_position(p, &position)) != NULL) {
        if ((status = add_position(out, position, err)) != TRUCE_OK)
            break;
        r->at = q;
        if (*q == '\n')
            q++;
        if (*q != ',')
            break;
        /* the comma is taken only together with the position behind it */
        p = q + 1;
        p += *p == ' ' || *p == '\n';
    }
    return status;
}

enum truce_status truce_json_read_positions(struct truce_json_reader *r, struct truce_positions *out,
                                            struct truce_err *err)
{
    bool more;
    enum truce_status status = truce_json_enter_array(r, err);

    out->n = 0;
    while (status == TRUCE_OK && (status = truce_json_next_item(r, &more, err)) == TRUCE_OK && more) {
        size_t before = out->n;
        struct truce_lonlat p;
        status = read_fast(r, out, err);
        if (status != TRUCE_OK || out->n > before)
            continue;
        status = truce_json_read_position(r, &p, err);
        if (status == TRUCE_OK)
            status = add_position(out, p, err);
    }
    return status;
}
