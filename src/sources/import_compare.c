/*
 * A line that is there already, and a newer one of the same id.
 *
 * One idea: a record is a set of keys with values, and corrections replace values; so what is the case now is the earlier line with the `record` of each
 * correction laid over it, and what a new correction must say is every key whose value then differs.  Values are compared as JSON text without blanks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "sources/import.h"
#include "sources/json_reader.h"

#define KEYS_MAX    64 /* of one record; it has at most some thirty */
#define HASH_DIGITS 8

struct pair {
    struct truce_text key, value;
};

struct pairs {
    struct pair at[KEYS_MAX];
    size_t n;
};

static struct pair *find(struct pairs *pairs, struct truce_text key)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (truce_text_equal(pairs->at[i].key, key))
            return &pairs->at[i];
    return NULL;
}

static struct truce_text value_of(struct pairs *pairs, const char *key)
{
    const struct pair *found = find(pairs, truce_text_view(key));
    return found != NULL ? found->value : (struct truce_text){"", 0};
}

/* Keys without escapes, as all of a record's are, lie in the text. */
static enum truce_status read_pairs(struct truce_text object, struct pairs *out, struct truce_err *err)
{
    struct truce_json_reader r;
    struct truce_text key;
    bool more = false;

    truce_json_reader_init(&r, object, NULL);
    enum truce_status status = truce_json_enter_object(&r, err);
    while (status == TRUCE_OK && (status = truce_json_next_key(&r, &key, &more, err)) == TRUCE_OK && more) {
        struct pair pair = {key, {NULL, 0}};
        if (key.len > 0 && (key.at < object.at || key.at >= object.at + object.len))
            status = truce_fail(err, TRUCE_ERR_SYNTAX, "a key with escapes, which no record has");
        if (status == TRUCE_OK)
            status = truce_json_skip(&r, &pair.value, err);
        if (status != TRUCE_OK)
            break;
        struct pair *same = find(out, key);
        if (same == NULL && out->n == KEYS_MAX) {
            status = truce_fail(err, TRUCE_ERR_SYNTAX, "more than %d keys, which no record has", KEYS_MAX);
            break;
        }
        *(same != NULL ? same : &out->at[out->n++]) = pair;
    }
    if (status == TRUCE_OK)
        status = truce_json_finish(&r, err);
    truce_json_reader_fini(&r);
    return status;
}

/* The next byte that is no blank outside of texts; -1 at the end. */
static int next_byte(struct truce_text *text, bool *in_text, bool *escaped)
{
    while (text->len > 0) {
        char c = text->at[0];
        text->at++;
        text->len--;
        if (*in_text) {
            *in_text = *escaped || c != '"';
            *escaped = !*escaped && c == '\\';
            return (unsigned char)c;
        }
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        *in_text = c == '"';
        return (unsigned char)c;
    }
    return -1;
}

static bool same_value(struct truce_text a, struct truce_text b)
{
    bool in_a = false, in_b = false, escaped_a = false, escaped_b = false;
    int c, d;

    if (truce_text_equal(a, b))
        return true;
    do {
        c = next_byte(&a, &in_a, &escaped_a);
        d = next_byte(&b, &in_b, &escaped_b);
    } while (c == d && c >= 0);
    return c == d;
}

/* Keys that say when and whence, or what the record is: no correction replaces them. */
static bool is_fixed(struct truce_text key)
{
    static const char *const fixed[] = {"id", "kind", "by", "made", "logged", "source"};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (truce_text_is(key, fixed[i]))
            return true;
    return false;
}

/* Keys that a correction replaces together: what it does not say of them is then not said. */
static unsigned group_of(struct truce_text key)
{
    static const char *const groups[][4] = {
        {"class", "classes"}, {"killed", "injured", "confirmed"}, {"pass", "object"}};
    for (unsigned g = 0; g < sizeof groups / sizeof *groups; g++)
        for (size_t i = 0; i < 4 && groups[g][i] != NULL; i++)
            if (truce_text_is(key, groups[g][i]))
                return g + 1;
    return 0;
}

struct comparison {
    struct pairs now, later;
    bool differs[KEYS_MAX]; /* of later's keys */
    bool any;
    bool groups[4];
    struct truce_text gone[KEYS_MAX];
    size_t n_gone;
};

/* Lays a correction's record over what is there; one by other authors corrects nothing. */
static enum truce_status lay_over(struct pairs *now, struct truce_text correction, struct truce_err *err)
{
    struct pairs *parts = calloc(2, sizeof *parts);
    if (parts == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu bytes", 2 * sizeof *parts);
    enum truce_status status = read_pairs(correction, &parts[0], err);
    struct truce_text record = value_of(&parts[0], "record");
    bool own = same_value(value_of(&parts[0], "by"), value_of(now, "by"));
    if (status == TRUCE_OK && record.len > 0 && own)
        status = read_pairs(record, &parts[1], err);
    for (size_t i = 0; status == TRUCE_OK && i < parts[1].n;
         i++) { /* first, what is replaced as a group goes */
        unsigned group = group_of(parts[1].at[i].key);
        for (size_t k = now->n; group > 0 && k > 0; k--)
            if (group_of(now->at[k - 1].key) == group)
                now->at[k - 1] = now->at[--now->n];
    }
    for (size_t i = 0; status == TRUCE_OK && i < parts[1].n; i++) {
        struct pair *same = find(now, parts[1].at[i].key);
        if (same == NULL && now->n == KEYS_MAX)
            status = truce_fail(err, TRUCE_ERR_SYNTAX, "more than %d keys, which no record has", KEYS_MAX);
        else
            *(same != NULL ? same : &now->at[now->n++]) = parts[1].at[i];
    }
    free(parts);
    return status;
}

static void compare(struct comparison *c)
{
    for (size_t i = 0; i < c->later.n; i++) {
        const struct pair *pair = &c->later.at[i], *same = find(&c->now, pair->key);
        c->differs[i] = !is_fixed(pair->key) && (same == NULL || !same_value(same->value, pair->value));
        c->any |= c->differs[i];
        if (c->differs[i])
            c->groups[group_of(pair->key)] = true;
    }
    for (size_t i = 0; i < c->now.n; i++) {
        struct truce_text key = c->now.at[i].key;
        unsigned group = group_of(key);
        bool other = false; /* another key of its group is there: stating that anew takes this one back */
        if (is_fixed(key) || find(&c->later, key) != NULL)
            continue;
        for (size_t k = 0; group > 0 && k < c->later.n; k++)
            other |= group_of(c->later.at[k].key) == group;
        if (other) {
            c->groups[group] = true;
            c->any = true;
        } else {
            c->gone[c->n_gone++] = key;
        }
    }
}

/* ---- the correction ---- */

static void put(struct truce_buf *out, struct truce_text text)
{
    truce_buf_add(out, text.at, text.len);
}

static void put_id(struct truce_buf *out, struct comparison *c, struct truce_text later, size_t corrections)
{
    struct truce_text id = value_of(&c->later, "id"), parts[2] = {later, {NULL, 0}};
    char text[TRUCE_HASH_TEXT], count[24];
    int n = snprintf(count, sizeof count, "\n%zu", corrections);

    /* a value that went and came back is stated twice, and ids are not */
    parts[1] = (struct truce_text){count, (size_t)n};
    struct truce_hash hash = truce_hash_of_parts(parts, corrections > 0 ? 2 : 1);
    truce_hash_format(&hash, text);
    truce_buf_puts(out, "{\"id\":");
    truce_buf_add(out, id.at, id.len - 1);
    truce_buf_puts(out, "/v");
    truce_buf_add(out, text, HASH_DIGITS);
    truce_buf_putc(out, '"');
}

static void put_record(struct truce_buf *out, const struct comparison *c)
{
    bool first = true;

    truce_buf_puts(out, ",\"record\":{");
    for (size_t i = 0; i < c->later.n; i++) {
        const struct pair *pair = &c->later.at[i];
        unsigned group = group_of(pair->key);
        if (is_fixed(pair->key) || !(c->differs[i] || (group > 0 && c->groups[group])))
            continue;
        truce_buf_puts(out, first ? "\"" : ",\"");
        put(out, pair->key);
        truce_buf_puts(out, "\":");
        put(out, pair->value);
        first = false;
    }
    truce_buf_putc(out, '}');
}

static void put_reason(struct truce_buf *out, const struct comparison *c)
{
    truce_buf_puts(out, ",\"reason\":\"a newer version of the imported row");
    for (size_t i = 0; i < c->n_gone; i++) {
        truce_buf_puts(out, i == 0 ? "; it no longer says " : ", ");
        put(out, c->gone[i]);
    }
    truce_buf_puts(out, "\"}");
}

static void put_correction(struct truce_buf *out, struct comparison *c, struct truce_text later,
                           size_t corrections, struct truce_instant at)
{
    struct truce_calendar utc;
    char valid[TRUCE_INSTANT_TEXT];
    struct truce_text made = value_of(&c->later, "made");

    truce_calendar_init(&utc);
    truce_instant_format(&utc, at, valid);
    put_id(out, c, later, corrections);
    truce_buf_puts(out, ",\"kind\":\"correction\",\"by\":");
    put(out, value_of(&c->later, "by"));
    truce_buf_puts(out, ",\"valid\":\"");
    truce_buf_puts(out, valid);
    truce_buf_putc(out, '"');
    if (made.len > 0) {
        truce_buf_puts(out, ",\"made\":");
        put(out, made);
    }
    truce_buf_puts(out, ",\"about\":");
    put(out, value_of(&c->later, "id"));
    put_record(out, c);
    put_reason(out, c);
}

static bool same_identity(struct comparison *c)
{
    static const char *const keys[] = {"id", "kind", "by"};
    bool same = true;

    for (size_t i = 0; same && i < sizeof keys / sizeof *keys; i++)
        same = same_value(value_of(&c->now, keys[i]), value_of(&c->later, keys[i]));
    return same;
}

/* A correction goes with records that state something, and its id must be one. */
static bool can_be_corrected(struct comparison *c)
{
    struct truce_text kind = value_of(&c->later, "kind"), id = value_of(&c->later, "id");

    return id.len >= 3 && id.len <= 190 && id.at[0] == '"' && !truce_text_is(kind, "\"correction\"") &&
           !truce_text_is(kind, "\"retraction\"");
}

static enum truce_import_change judge(struct comparison *c)
{
    if (!same_identity(c))
        return TRUCE_IMPORT_CONFLICT;
    if (!c->any)
        return TRUCE_IMPORT_SAME;
    return can_be_corrected(c) ? TRUCE_IMPORT_CHANGED : TRUCE_IMPORT_CONFLICT;
}

enum truce_status truce_import_compare(const struct truce_text *earlier, size_t n, struct truce_text later,
                                       struct truce_instant at, enum truce_import_change *change,
                                       struct truce_buf *correction, struct truce_err *err)
{
    truce_buf_clear(correction);
    if (n == 1 && truce_text_equal(earlier[0], later)) {
        *change = TRUCE_IMPORT_SAME;
        return TRUCE_OK;
    }
    struct comparison *c = calloc(1, sizeof *c);
    if (c == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu bytes", sizeof *c);
    enum truce_status status = read_pairs(earlier[0], &c->now, err);
    for (size_t i = 1; status == TRUCE_OK && i < n; i++)
        status = lay_over(&c->now, earlier[i], err);
    if (status == TRUCE_OK)
        status = read_pairs(later, &c->later, err);
    if (status == TRUCE_OK) {
        compare(c);
        *change = judge(c);
        if (*change == TRUCE_IMPORT_CHANGED)
            put_correction(correction, c, later, n - 1, at);
        status = truce_buf_check(correction, err);
    }
    free(c);
    return status;
}
