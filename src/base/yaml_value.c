/*
 * Text of YAML nodes becomes values.  One idea: a number or a day that could be read in two ways is refused
 * with a word on how to write it, since a comma in "6,460" is a thousand to one reader and a fraction to
 * another.
 */
#include "base/yaml_value.h"

#include <string.h>

enum truce_status truce_yaml_need(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                  const char *key, const char *owner, const struct truce_yaml_node **out,
                                  struct truce_err *err)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node == NULL)
        return truce_yaml_fail(doc, mapping, TRUCE_ERR_SYNTAX, err, "`%s` is missing in %s", key, owner);
    *out = node;
    return TRUCE_OK;
}

enum truce_status truce_yaml_line(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                  const char *what, const char **out, struct truce_err *err)
{
    enum truce_status status = truce_yaml_check_kind(doc, node, TRUCE_YAML_SCALAR, what, err);
    if (status != TRUCE_OK)
        return status;
    if (truce_text_trim(node->text).len == 0)
        return truce_yaml_fail(doc, node, TRUCE_ERR_SYNTAX, err, "%s is empty", what);
    if (memchr(node->text.at, '\n', node->text.len) != NULL)
        return truce_yaml_fail(doc, node, TRUCE_ERR_SYNTAX, err,
                               "%s goes over more than one line; write it on one, or with >-", what);
    *out = node->text.at;
    return TRUCE_OK;
}

enum truce_status truce_yaml_line_of(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                     const char *key, const char **out, struct truce_err *err)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    return node == NULL ? TRUCE_OK : truce_yaml_line(doc, node, key, out, err);
}

enum truce_status truce_yaml_lines(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                   struct truce_arena *arena, const char *const **out, size_t *n,
                                   struct truce_err *err)
{
    const struct truce_yaml_node *item = node;
    const char *what = node->key != NULL ? node->key->text.at : "the list";
    size_t count = 1;
    void *memory;

    if (node->kind == TRUCE_YAML_SEQUENCE) {
        count = node->n;
        item = node->first;
    }
    if (count == 0)
        return truce_yaml_fail(doc, node, TRUCE_ERR_SYNTAX, err, "%s is an empty list; leave it out", what);
    enum truce_status status = truce_arena_alloc(arena, (count + 1) * sizeof(char *), &memory, err);
    const char **texts = memory;
    for (size_t i = 0; i < count && status == TRUCE_OK; i++, item = item->next)
        status = truce_yaml_line(doc, item, what, &texts[i], err);
    if (status != TRUCE_OK)
        return status;
    *out = texts;
    *n = count;
    return TRUCE_OK;
}

static enum truce_status fail_decimal(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                      const char *what, struct truce_err *err)
{
    const char *text = node->text.at;
    if (strspn(text, "0123456789.,'_ ") == node->text.len && strpbrk(text, ",'_ ") != NULL &&
        strpbrk(text, "0123456789") != NULL)
        return truce_yaml_fail(
            doc, node, TRUCE_ERR_SYNTAX, err,
            "%s \"%.40s\" has a separator in it; write digits alone, such as 6460, with a point "
            "before a fraction",
            what, text);
    return truce_yaml_fail(
        doc, node, TRUCE_ERR_SYNTAX, err,
        "%s \"%.40s\" is not a decimal number; write digits, with a point before a fraction", what, text);
}

enum truce_status truce_yaml_decimal(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                     const char *what, const struct truce_yaml_range *range, double *out,
                                     struct truce_err *err)
{
    enum truce_status status = truce_yaml_check_kind(doc, node, TRUCE_YAML_SCALAR, what, err);
    double value;

    if (status != TRUCE_OK)
        return status;
    bool negative = node->text.len > 1 && node->text.at[0] == '-';
    size_t sign = negative ? 1 : 0;
    if (strspn(node->text.at + sign, "0123456789.") != node->text.len - sign ||
        !truce_text_to_double(node->text, &value))
        return fail_decimal(doc, node, what, err);
    if (negative && range->min >= 0)
        return truce_yaml_fail(doc, node, TRUCE_ERR_RANGE, err,
                               "%s \"%.40s\" is negative; the least is %.15g", what, node->text.at,
                               range->min);
    if (range->whole && strchr(node->text.at, '.') != NULL)
        return truce_yaml_fail(doc, node, TRUCE_ERR_RANGE, err, "%s \"%.40s\" is not a whole number", what,
                               node->text.at);
    if (value < range->min || value > range->max)
        return truce_yaml_fail(doc, node, TRUCE_ERR_RANGE, err,
                               "%s \"%.40s\" is outside of %.15g to %.15g%s%s", what, node->text.at,
                               range->min, range->max, range->unit[0] != '\0' ? " " : "", range->unit);
    *out = value;
    return TRUCE_OK;
}

/* NNNN-NN-NN */
static bool looks_like_day(struct truce_text text)
{
    if (text.len != 10)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? text.at[i] != '-' : (text.at[i] < '0' || text.at[i] > '9'))
            return false;
    }
    return true;
}

enum truce_status truce_yaml_day(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                 const char *what, struct truce_day *out, struct truce_err *err)
{
    enum truce_status status = truce_yaml_check_kind(doc, node, TRUCE_YAML_SCALAR, what, err);
    if (status != TRUCE_OK)
        return status;
    if (truce_day_parse(node->text, out))
        return TRUCE_OK;
    if (looks_like_day(node->text))
        return truce_yaml_fail(doc, node, TRUCE_ERR_RANGE, err,
                               "%s \"%s\" is not a day of the calendar, or not in the years %d to %d", what,
                               node->text.at, TRUCE_YEAR_MIN, TRUCE_YEAR_MAX - 1);
    return truce_yaml_fail(doc, node, TRUCE_ERR_SYNTAX, err, "%s \"%.40s\" is not a day; write YYYY-MM-DD",
                           what, node->text.at);
}

enum truce_status truce_yaml_check_version(const struct truce_yaml *doc, struct truce_err *err)
{
    const struct truce_yaml_node *node = truce_yaml_get(doc->root, "truce");
    if (node == NULL)
        return TRUCE_OK;
    enum truce_status status = truce_yaml_check_kind(doc, node, TRUCE_YAML_SCALAR, "truce", err);
    if (status == TRUCE_OK && !truce_text_is(node->text, "1"))
        return truce_yaml_fail(doc, node, TRUCE_ERR_UNSUPPORTED, err,
                               "format version \"%.40s\"; this program reads version 1", node->text.at);
    return status;
}
