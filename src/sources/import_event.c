/*
 * An event of an outside row becomes the line of a report.
 *
 * One idea: whatever stands in a row, what is written is a record that our own reader takes, or nothing.  Texts are mended here (control characters, lengths),
 * limits are looked at here, and keys have one order, so that a new version of a row differs only where it differs.
 *
 * Source of the format: docs/formats/records.md.
 */
#include "sources/import_event.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "sources/record_decode.h"

#define LINE_MAX    65535
#define HASH_DIGITS 16 /* 64 bits: among a billion rows a chance of 3 % that any two meet */
#define SECOND_US   INT64_C(1000000)

void truce_event_init(struct truce_event *event)
{
    memset(event, 0, sizeof *event);
    truce_buf_init(&event->note);
    truce_event_clear(event);
}

void truce_event_fini(struct truce_event *event)
{
    truce_buf_fini(&event->note);
}

void truce_event_clear(struct truce_event *event)
{
    struct truce_buf note = event->note;

    truce_buf_clear(&note);
    memset(event->digest, 0, sizeof event->digest);
    event->id = event->class_ = event->place_name = event->direction = (struct truce_text){"", 0};
    event->has_made = event->confirmed = event->count_is_lower_bound = false;
    event->n_classes = event->n_actors = event->n_sources = 0;
    event->exists = event->count = event->killed = event->injured = NAN;
    event->place = TRUCE_EVENT_NOWHERE;
    event->suspect = NULL;
    event->note = note;
}

void truce_event_add_note(struct truce_event *event, const char *key, struct truce_text value)
{
    struct truce_buf *note = &event->note;

    if (value.len == 0 || note->len >= TRUCE_RECORD_TEXT_MAX)
        return;
    if (note->len > 0)
        truce_buf_add(note, "; ", 2);
    if (key != NULL) {
        truce_buf_puts(note, key);
        truce_buf_add(note, ": ", 2);
    }
    truce_buf_add(note, value.at, value.len < TRUCE_RECORD_TEXT_MAX ? value.len : TRUCE_RECORD_TEXT_MAX);
}

void truce_event_add_sources(struct truce_event *event, struct truce_text list, char separator)
{
    while (list.len > 0 && event->n_sources < TRUCE_EVENT_SOURCES_MAX) {
        const char *end = memchr(list.at, separator, list.len);
        size_t n = end != NULL ? (size_t)(end - list.at) : list.len;
        struct truce_text one = truce_text_trim((struct truce_text){list.at, n});
        if (one.len > 0)
            event->sources[event->n_sources++] = one;
        n += end != NULL;
        list.at += n;
        list.len -= n;
    }
}

/* ---- JSON ---- */

static void put(struct truce_buf *out, const char *terminated)
{
    truce_buf_add(out, terminated, strlen(terminated));
}

/* At most max bytes of a text, ending on a character; valid UTF-8 was checked when the row was read. */
static struct truce_text cut(struct truce_text text, size_t max)
{
    if (text.len <= max)
        return text;
    while (max > 0 && ((unsigned char)text.at[max] & 0xC0) == 0x80)
        max--;
    return (struct truce_text){text.at, max};
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

/* Control characters become blanks. */
static void put_escaped(struct truce_buf *out, struct truce_text text)
{
    size_t done = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!is_control(c) && c != '"' && c != '\\')
            continue;
        truce_buf_add(out, text.at + done, i - done);
        done = i + 1;
        if (c == '"' || c == '\\') {
            truce_buf_putc(out, '\\');
            truce_buf_putc(out, c);
        } else {
            truce_buf_putc(out, ' ');
        }
    }
    truce_buf_add(out, text.at + done, text.len - done);
}

static void put_text(struct truce_buf *out, struct truce_text text)
{
    truce_buf_putc(out, '"');
    put_escaped(out, text);
    truce_buf_putc(out, '"');
}

/* With up to `decimals` (at most 7) digits, without zeros at the end; |value| < 1e9. */
static void put_number(struct truce_buf *out, double value, int decimals)
{
    static const int64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
    char digits[32];
    size_t n = sizeof digits;
    int64_t scaled = llround(value * (double)tens[decimals]);
    bool minus = scaled < 0, any = false;

    if (minus)
        scaled = -scaled;
    for (int i = 0; i < decimals; i++, scaled /= 10) {
        any |= scaled % 10 != 0;
        if (any)
            digits[--n] = (char)('0' + scaled % 10);
    }
    if (any)
        digits[--n] = '.';
    do {
        digits[--n] = (char)('0' + scaled % 10);
        scaled /= 10;
    } while (scaled > 0);
    if (minus)
        digits[--n] = '-';
    truce_buf_add(out, digits + n, sizeof digits - n);
}

static void put_two(char *to, int value)
{
    to[0] = (char)('0' + value / 10);
    to[1] = (char)('0' + value % 10);
}

/* In UTC; seconds only where there are any. */
static void put_instant(struct truce_buf *out, struct truce_instant at)
{
    int64_t seconds = at.us / SECOND_US - (at.us % SECOND_US < 0);
    int64_t day = seconds / 86400 - (seconds % 86400 < 0);
    int rest = (int)(seconds - day * 86400), year, month, day_of_month;
    char text[] = "\"0000-00-00T00:00:00Z\"";

    truce_day_to_civil((struct truce_day){(int32_t)day}, &year, &month, &day_of_month);
    put_two(text + 1, year / 100);
    put_two(text + 3, year % 100);
    put_two(text + 6, month);
    put_two(text + 9, day_of_month);
    put_two(text + 12, rest / 3600);
    put_two(text + 15, rest / 60 % 60);
    put_two(text + 18, rest % 60);
    if (rest % 60 == 0) {
        truce_buf_add(out, text, 17);
        put(out, "Z\"");
    } else {
        put(out, text);
    }
}

static void put_position(struct truce_buf *out, struct truce_lonlat at)
{
    truce_buf_putc(out, '[');
    put_number(out, at.lon_deg, 7);
    truce_buf_putc(out, ',');
    put_number(out, at.lat_deg, 7);
    truce_buf_putc(out, ']');
}

/* ---- parts of the line ---- */

/* An id has no blanks and at most 200 bytes: a native one that does not fit gives way to its hash. */
static bool fits_id(struct truce_text id, size_t max)
{
    if (id.len == 0 || id.len > max)
        return false;
    for (size_t i = 0; i < id.len; i++)
        if (is_control(id.at[i]) || strchr(" \"\\", id.at[i]) != NULL)
            return false;
    return true;
}

static void put_hash(struct truce_buf *out, const struct truce_text *parts, size_t n)
{
    static const struct truce_text mark = {"\x1F", 1}; /* so that "a", "bc" is not "ab", "c" */
    struct truce_text all[2 * TRUCE_EVENT_DIGEST];
    char text[TRUCE_HASH_TEXT];
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        all[count++] = parts[i];
        all[count++] = mark;
    }
    struct truce_hash hash = truce_hash_of_parts(all, count);
    truce_hash_format(&hash, text);
    truce_buf_add(out, text, HASH_DIGITS);
}

static void put_id(struct truce_buf *out, const struct truce_event *event, struct truce_text *id)
{
    size_t prefix = strlen(event->prefix);

    put(out, "{\"id\":\"");
    size_t begin = out->len;
    put(out, event->prefix);
    truce_buf_putc(out, ':');
    if (fits_id(event->id, TRUCE_RECORD_ID_MAX - prefix - 2 - HASH_DIGITS)) {
        truce_buf_add(out, event->id.at, event->id.len);
        if (event->id_is_shared) {
            truce_buf_putc(out, '-');
            put_hash(out, event->digest, TRUCE_EVENT_DIGEST);
        }
    } else if (event->id.len > 0) {
        put_hash(out, &event->id, 1);
    } else {
        put_hash(out, event->digest, TRUCE_EVENT_DIGEST);
    }
    *id = (struct truce_text){NULL, out->len - begin};
    truce_buf_putc(out, '"');
}

static void put_valid(struct truce_buf *out, const struct truce_event *event)
{
    put(out, ",\"valid\":");
    if (event->until.us > event->from.us) {
        put(out, "{\"from\":");
        put_instant(out, event->from);
        put(out, ",\"until\":");
        put_instant(out, event->until);
        truce_buf_putc(out, '}');
    } else {
        put_instant(out, event->from);
    }
    if (event->has_made) {
        put(out, ",\"made\":");
        put_instant(out, event->made);
    }
}

static void put_shares(struct truce_buf *out, const char *key, const struct truce_event_share *shares,
                       size_t n)
{
    put(out, key);
    for (size_t i = 0; i < n; i++) {
        truce_buf_putc(out, i == 0 ? '{' : ',');
        put_text(out, shares[i].name);
        truce_buf_putc(out, ':');
        put_number(out, shares[i].p, 6);
    }
    truce_buf_putc(out, '}');
}

static void put_count(struct truce_buf *out, const char *key, double value, bool lower_bound)
{
    put(out, key);
    if (lower_bound)
        put(out, "{\"at_least\":");
    put_number(out, value, 0);
    if (lower_bound)
        truce_buf_putc(out, '}');
}

static void put_pair(struct truce_buf *out, const char *key, double a, double b)
{
    put(out, key);
    truce_buf_putc(out, '[');
    put_number(out, a, 2);
    truce_buf_putc(out, ',');
    put_number(out, b, 2);
    put(out, "]");
}

static void put_place(struct truce_buf *out, const struct truce_event *event)
{
    switch (event->place) {
    case TRUCE_EVENT_NOWHERE:
        return;
    case TRUCE_EVENT_POINT:
        put(out, ",\"place\":");
        put_position(out, event->at);
        return;
    case TRUCE_EVENT_CIRCLE:
        put(out, ",\"place\":{\"at\":");
        put_position(out, event->at);
        put(out, ",\"radius_m\":");
        put_number(out, event->a, 2);
        put(out, ",\"confidence\":");
        put_number(out, event->b, 6);
        break;
    case TRUCE_EVENT_ELLIPSE:
        put(out, ",\"place\":{\"at\":");
        put_position(out, event->at);
        put_pair(out, ",\"sigma_m\":", event->a, event->b);
        put(out, ",\"azimuth_deg\":");
        put_number(out, event->c, 2);
        break;
    case TRUCE_EVENT_BAND:
        put(out, ",\"place\":{\"observer\":");
        put_position(out, event->at);
        put(out, ",\"bearing_deg\":");
        put_number(out, event->a, 2);
        put(out, ",\"bearing_sd_deg\":");
        put_number(out, event->b, 2);
        put_pair(out, ",\"range_m\":", event->c, event->d);
        break;
    }
    truce_buf_putc(out, '}');
}

/* A source has at most 200 bytes: of a longer one its beginning and its hash, so that different ones stay different. */
static void put_source(struct truce_buf *out, struct truce_text source)
{
    if (source.len <= TRUCE_RECORD_NAME_MAX) {
        put_text(out, source);
        return;
    }
    truce_buf_putc(out, '"');
    put_escaped(out, cut(source, TRUCE_RECORD_NAME_MAX - HASH_DIGITS - 1));
    truce_buf_putc(out, '#');
    put_hash(out, &source, 1);
    truce_buf_putc(out, '"');
}

/* The same as it will be written. */
static bool same_source(struct truce_text a, struct truce_text b)
{
    bool same = a.len == b.len;
    for (size_t i = 0; same && i < a.len; i++)
        same = a.at[i] == b.at[i] ||
               ((is_control(a.at[i]) || a.at[i] == ' ') && (is_control(b.at[i]) || b.at[i] == ' '));
    return same;
}

static void put_sources(struct truce_buf *out, const struct truce_event *event)
{
    for (size_t i = 0; i < event->n_sources; i++) {
        bool again = false;
        for (size_t j = 0; j < i && !again; j++)
            again = same_source(event->sources[i], event->sources[j]);
        if (again)
            continue;
        put(out, i == 0 ? ",\"source\":[" : ",");
        put_source(out, event->sources[i]);
    }
    if (event->n_sources > 0)
        truce_buf_putc(out, ']');
}

static void put_line_of_text(struct truce_buf *out, const char *key, struct truce_text text, size_t max)
{
    text = truce_text_trim(text);
    if (text.len == 0)
        return;
    put(out, key);
    put_text(out, cut(text, max));
}

static void put_note(struct truce_buf *out, const struct truce_event *event)
{
    put_line_of_text(out, ",\"note\":", truce_buf_view(&event->note), TRUCE_RECORD_TEXT_MAX);
}

static bool refuse(const char *a, const char *b, const char **column, const char **reason)
{
    *column = a;
    *reason = b;
    return false;
}

static bool check(const struct truce_event *event, const char **column, const char **reason)
{
    const int64_t day_us = 86400 * SECOND_US;
    struct truce_day first, last;
    bool known = truce_day_from_civil(TRUCE_YEAR_MIN, 1, 1, &first) &&
                 truce_day_from_civil(TRUCE_YEAR_MAX - 1, 12, 31, &last);

    if (!known || event->from.us < first.n * day_us || event->until.us >= (last.n + 1) * day_us ||
        (event->has_made && (event->made.us < first.n * day_us || event->made.us >= (last.n + 1) * day_us)))
        return refuse("", "a date outside of the years 1800 to 2199", column, reason);
    if (event->until.us < event->from.us)
        return refuse("", "it ends before it begins", column, reason);
    if (event->place != TRUCE_EVENT_NOWHERE &&
        !(fabs(event->at.lon_deg) <= 180 && fabs(event->at.lat_deg) <= 90))
        return refuse("", "longitude is to lie within -180..180 and latitude within -90..90", column, reason);
    if (event->count > TRUCE_RECORD_COUNT_MAX || event->killed > TRUCE_RECORD_COUNT_MAX ||
        event->injured > TRUCE_RECORD_COUNT_MAX)
        return refuse("", "more than 1,000,000,000", column, reason);
    return true;
}

bool truce_event_write(const struct truce_event *event, struct truce_text by, struct truce_buf *out,
                       struct truce_text *id, const char **column, const char **reason)
{
    struct truce_text made_id = {NULL, 0};

    if (!check(event, column, reason))
        return false;
    truce_buf_clear(out);
    put_id(out, event, &made_id);
    put(out, ",\"kind\":\"report\",\"by\":");
    put_text(out, by);
    put_valid(out, event);
    if (event->n_classes > 0) {
        put_shares(out, ",\"classes\":", event->classes, event->n_classes);
    } else {
        put(out, ",\"class\":");
        put_text(out, event->class_);
    }
    if (!isnan(event->count))
        put_count(out, ",\"count\":", event->count, event->count_is_lower_bound);
    if (!isnan(event->exists)) {
        put(out, ",\"exists\":");
        put_number(out, event->exists, 6);
    }
    if (event->n_actors > 0)
        put_shares(out, ",\"actors\":", event->actors, event->n_actors);
    put_place(out, event);
    put_line_of_text(out, ",\"place_name\":", event->place_name, TRUCE_RECORD_NAME_MAX);
    put_line_of_text(out, ",\"direction\":", event->direction, TRUCE_RECORD_NAME_MAX);
    if (!isnan(event->killed))
        put_count(out, ",\"killed\":", event->killed, false);
    if (!isnan(event->injured))
        put_count(out, ",\"injured\":", event->injured, false);
    if (event->confirmed)
        put(out, ",\"confirmed\":true");
    put_sources(out, event);
    put_note(out, event);
    truce_buf_putc(out, '}');
    if (out->len > LINE_MAX)
        return refuse("", "the record would have more than 65,535 bytes", column, reason);
    if (!out->failed)
        *id = (struct truce_text){out->at + strlen("{\"id\":\""), made_id.len};
    return true;
}
