/*
 * Values of an agreement's nodes, and how what is wrong with them is noted.
 *
 * One idea: the words for a bad number, day or text are those of base/yaml_value.h, which stops at the first; here its error becomes a note,
 * and the reading goes on.
 */
#include "agreement/read.h"

#include <stdio.h>
#include <string.h>

#define DISTANCE_MAX_M 5000000.0 /* longer than any front */

static const struct truce_yaml_range distance_km = {0.0, DISTANCE_MAX_M / 1000, false, "km"};
static const struct truce_yaml_range distance_m = {0.0, DISTANCE_MAX_M, false, "m"};

/* ---- notes ---- */

static void remember(struct truce_reading *r, enum truce_status status, const struct truce_err *err)
{
    if (r->status == TRUCE_OK) {
        r->status = status;
        r->err = *err;
    }
}

void *truce_read_alloc(struct truce_reading *r, size_t n, size_t size)
{
    void *memory = NULL;
    struct truce_err err;

    if (n == 0 || r->status != TRUCE_OK)
        return NULL;
    enum truce_status status = n <= SIZE_MAX / size
                                   ? truce_arena_alloc(&r->agreement->arena, n * size, &memory, &err)
                                   : truce_fail(&err, TRUCE_ERR_MEMORY, "no memory for %zu items", n);
    if (status != TRUCE_OK) {
        remember(r, status, &err);
        return NULL;
    }
    return memory;
}

struct truce_spot truce_read_spot(const struct truce_yaml_node *node)
{
    if (node->key != NULL && truce_yaml_is_blank(node))
        node = node->key;
    return (struct truce_spot){node->line, node->column};
}

void truce_read_error(struct truce_reading *r, const char *code, const struct truce_yaml_node *node,
                      const char *format, ...)
{
    char text[1024];
    va_list args;

    if (r->status != TRUCE_OK)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    truce_diagnostics_add(r->found, code, truce_read_spot(node), "%s", text);
}

/* Notes what a reader of base has found; true: nothing. */
static bool note(struct truce_reading *r, enum truce_status status, const struct truce_err *err)
{
    if (status == TRUCE_OK)
        return true;
    if (status == TRUCE_ERR_MEMORY || status == TRUCE_ERR_LIMIT)
        remember(r, status, err);
    else if (r->status == TRUCE_OK)
        truce_diagnostics_add(r->found, "E04", (struct truce_spot){err->line, err->column}, "%s", err->text);
    return false;
}

bool truce_read_may_suggest(const struct truce_reading *r)
{
    return r->found->n < TRUCE_DIAGNOSTICS_MAX && r->effort > TRUCE_READ_ID_MAX;
}

/* Words are near when a quarter of the letters differ and one more, or when the one begins the other.  Most are told apart by their lengths;
 * a budget keeps a hostile file from costing more than a second. */
bool truce_read_is_near(struct truce_reading *r, struct truce_text word, const char *name, size_t *distance)
{
    struct truce_text other = truce_text_view(name);
    size_t least = word.len < other.len ? word.len : other.len, cost = (word.len + 1) * (other.len + 1);
    size_t apart = word.len + other.len - 2 * least, d = 1;

    r->effort -= r->effort > 0; /* for the look at its length */
    if (cost > r->effort)
        return false;
    if (least < 4 || memcmp(word.at, other.at, least) != 0) {
        if (apart > 1 + word.len / 4)
            return false;
        r->effort -= cost;
        d = truce_text_distance(word, other);
        if (d > 1 + word.len / 4 || d >= least)
            return false;
    }
    if (d >= *distance)
        return false;
    *distance = d;
    return true;
}

void truce_read_join(const char *const *words, char *out, size_t n)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; words[i] != NULL && used < n; i++)
        used += (size_t)snprintf(out + used, n - used, "%s%s", i == 0 ? "" : ", ", words[i]);
}

void truce_read_suggest(struct truce_reading *r, struct truce_text word, const char *const *words, char *out,
                        size_t n)
{
    const char *nearest = NULL;
    size_t distance = TRUCE_READ_FAR;
    char list[300];

    for (size_t i = 0; words[i] != NULL && truce_read_may_suggest(r); i++)
        if (truce_read_is_near(r, word, words[i], &distance))
            nearest = words[i];
    truce_read_join(words, list, sizeof list);
    if (nearest != NULL)
        snprintf(out, n, "; did you mean \"%s\"?", nearest);
    else if (words[0] != NULL && words[1] == NULL)
        snprintf(out, n, "; only %s is known", words[0]);
    else
        snprintf(out, n, "; known are %s", list);
}

/* ---- mappings ---- */

bool truce_read_kind(struct truce_reading *r, const struct truce_yaml_node *node, enum truce_yaml_kind kind,
                     const char *what)
{
    struct truce_err err;
    if (node->refused)
        return false;
    return note(r, truce_yaml_check_kind(&r->doc, node, kind, what, &err), &err);
}

static bool is_among(struct truce_text word, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (truce_text_is(word, words[i]))
            return true;
    return false;
}

bool truce_read_keys(struct truce_reading *r, const struct truce_yaml_node *node, const char *const *known,
                     const char *what)
{
    char hint[320];

    if (!truce_read_kind(r, node, TRUCE_YAML_MAPPING, what))
        return false;
    for (const struct truce_yaml_node *value = node->first; value != NULL; value = value->next) {
        if (is_among(value->key->text, known))
            continue;
        truce_read_suggest(r, value->key->text, known, hint, sizeof hint);
        truce_read_error(r, "E01", value->key, "unknown key \"%.60s\" in %s%s", value->key->text.at, what,
                         hint);
    }
    return true;
}

const struct truce_yaml_node *truce_read_need(struct truce_reading *r, const struct truce_yaml_node *mapping,
                                              const char *key, const char *owner)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node == NULL)
        truce_read_error(r, "E04", mapping->key != NULL ? mapping->key : mapping, "`%s` is missing in %s",
                         key, owner);
    return node;
}

size_t truce_read_which(const struct truce_yaml_node *mapping, const char *const *keys, const char **out)
{
    size_t n = 0;
    for (size_t i = 0; keys[i] != NULL; i++) {
        if (truce_yaml_get(mapping, keys[i]) != NULL) {
            *out = keys[i];
            n++;
        }
    }
    return n;
}

/* ---- scalars ---- */

bool truce_read_text(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                     const char **out)
{
    struct truce_err err;
    return !node->refused && note(r, truce_yaml_line(&r->doc, node, what, out, &err), &err);
}

bool truce_read_number(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                       const struct truce_yaml_range *range, double *out)
{
    struct truce_err err;
    return !node->refused && note(r, truce_yaml_decimal(&r->doc, node, what, range, out, &err), &err);
}

bool truce_read_whole(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                      int32_t min, int32_t max, int32_t *out)
{
    struct truce_yaml_range range = {min, max, true, ""};
    double value;
    if (!truce_read_number(r, node, what, &range, &value))
        return false;
    *out = (int32_t)value;
    return true;
}

bool truce_read_day(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                    struct truce_day *out)
{
    struct truce_err err;
    return !node->refused && note(r, truce_yaml_day(&r->doc, node, what, out, &err), &err);
}

bool truce_read_duration(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                         struct truce_duration *out)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, what))
        return false;
    if (truce_duration_parse(node->text, out))
        return true;
    truce_read_error(
        r, "E04", node,
        "%s \"%.40s\" is not a span of time; write digits and one unit of min, h, d, w, mo, y, such "
        "as 60d, at most 400y",
        what, node->text.at);
    return false;
}

bool truce_read_days(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                     int32_t *out)
{
    struct truce_duration span;
    if (!truce_read_duration(r, node, what, &span))
        return false;
    if (span.months == 0 && span.us == 0 && span.days > 0) {
        *out = span.days;
        return true;
    }
    truce_read_error(r, "E04", node,
                     "%s \"%.40s\" is counted in whole days; write it as days or weeks, such as 60d", what,
                     node->text.at);
    return false;
}

bool truce_read_distance(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                         double *out_m)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, what))
        return false;
    size_t digits = strspn(node->text.at, "0123456789.");
    const char *unit = node->text.at + digits;
    bool km = strcmp(unit, "km") == 0;
    double value;
    if ((!km && strcmp(unit, "m") != 0) ||
        !truce_text_to_double((struct truce_text){node->text.at, digits}, &value)) {
        truce_read_error(r, "E04", node,
                         "%s \"%.40s\" is not a distance; write digits and km or m, such as 10km", what,
                         node->text.at);
        return false;
    }
    const struct truce_yaml_range *range = km ? &distance_km : &distance_m;
    if (value < range->min || value > range->max) {
        truce_read_error(r, "E04", node, "%s \"%.40s\" is outside of %.15g to %.15g %s", what, node->text.at,
                         range->min, range->max, range->unit);
        return false;
    }
    *out_m = km ? value * 1000 : value;
    return true;
}

bool truce_read_bool(struct truce_reading *r, const struct truce_yaml_node *node, const char *what, bool *out)
{
    static const char *const yes[] = {"yes", "true", NULL}, *const no[] = {"no", "false", NULL};

    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, what))
        return false;
    if (!is_among(node->text, yes) && !is_among(node->text, no)) {
        truce_read_error(r, "E04", node, "%s \"%.40s\" is neither yes nor no", what, node->text.at);
        return false;
    }
    *out = is_among(node->text, yes);
    return true;
}

bool truce_read_choice(struct truce_reading *r, const struct truce_yaml_node *node, const char *const *words,
                       const char *what, size_t *out)
{
    char hint[320];

    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, what))
        return false;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (truce_text_is(node->text, words[i])) {
            *out = i;
            return true;
        }
    }
    truce_read_suggest(r, node->text, words, hint, sizeof hint);
    truce_read_error(r, "E04", node, "unknown %s \"%.60s\"%s", what, node->text.at, hint);
    return false;
}

bool truce_read_word(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                     const char **out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, what))
        return false;
    if (node->text.len == 0 || node->text.len > 2 * TRUCE_READ_ID_MAX ||
        strspn(node->text.at, letters) != node->text.len) {
        truce_read_error(
            r, "E04", node,
            "%s \"%.40s\" is not a name; write letters A-Z a-z, digits, _ and - and points, at most %d", what,
            node->text.at, 2 * TRUCE_READ_ID_MAX);
        return false;
    }
    *out = node->text.at;
    return true;
}

/* ---- keys that may be missing ---- */

void truce_read_text_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                        const char **out)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node != NULL)
        (void)truce_read_text(r, node, key, out);
}

void truce_read_duration_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                            struct truce_duration *out)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node != NULL)
        (void)truce_read_duration(r, node, key, out);
}

void truce_read_day_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                       struct truce_day *out)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node != NULL)
        (void)truce_read_day(r, node, key, out);
}

void truce_read_bool_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                        bool *out)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node != NULL)
        (void)truce_read_bool(r, node, key, out);
}

size_t truce_read_items(const struct truce_yaml_node *node)
{
    return node->kind == TRUCE_YAML_SEQUENCE ? node->n : 1;
}

const struct truce_yaml_node *truce_read_first(const struct truce_yaml_node *node)
{
    return node->kind == TRUCE_YAML_SEQUENCE ? node->first : node;
}

const struct truce_yaml_node *truce_read_next(const struct truce_yaml_node *node,
                                              const struct truce_yaml_node *item)
{
    return node->kind == TRUCE_YAML_SEQUENCE ? item->next : NULL;
}

struct truce_texts truce_read_texts(struct truce_reading *r, const struct truce_yaml_node *node,
                                    const char *what)
{
    const char **at = truce_read_alloc(r, truce_read_items(node), sizeof *at);
    size_t n = 0;

    if (at == NULL)
        return (struct truce_texts){NULL, 0};
    for (const struct truce_yaml_node *item = truce_read_first(node); item != NULL;
         item = truce_read_next(node, item))
        n += truce_read_text(r, item, what, &at[n]);
    return (struct truce_texts){at, n};
}
