/*
 * Trees of values out of one JSON line or a YAML tree.
 *
 * One idea: the line is short (records.c has the limit), so a tree of it costs little, and everything that is wrong with a record can
 * be said at once, which a pull reader that stops at its first surprise cannot do.
 *
 * Invariant: no object of the result has a key twice; the first is kept.
 */
#include "sources/record_value.h"

#include <string.h>

#include "sources/json_reader.h"

struct maker {
    struct truce_arena *arena;
    struct truce_diagnostics *found;
    struct truce_json_reader reader;
    struct truce_buf scratch;
    uint32_t line;
};

static struct truce_spot place(const struct maker *m, const char *at)
{
    return (struct truce_spot){m->line, (uint32_t)(at - m->reader.begin) + 1};
}

static enum truce_status new_value(struct truce_arena *arena, struct truce_value **out, struct truce_err *err)
{
    void *memory;
    enum truce_status status = truce_arena_alloc(arena, sizeof(struct truce_value), &memory, err);
    if (status == TRUCE_OK)
        *out = memory;
    return status;
}

/* A text that was decoded lies in a buffer that is used again: keep a copy. */
static enum truce_status keep(struct maker *m, struct truce_text *text, struct truce_err *err)
{
    const char *copy;
    if (text->at >= m->reader.begin && text->at < m->reader.end)
        return TRUCE_OK;
    enum truce_status status = truce_arena_copy(m->arena, *text, &copy, err);
    if (status == TRUCE_OK)
        text->at = copy;
    return status;
}

static enum truce_status make(struct maker *m, struct truce_value **out, struct truce_err *err);

static enum truce_status make_array(struct maker *m, struct truce_value *array, struct truce_err *err)
{
    struct truce_value **link = &array->first;
    bool more = true;

    enum truce_status status = truce_json_enter_array(&m->reader, err);
    while (status == TRUCE_OK) {
        status = truce_json_next_item(&m->reader, &more, err);
        if (status != TRUCE_OK || !more)
            break;
        status = make(m, link, err);
        if (status == TRUCE_OK) {
            link = &(*link)->next;
            array->n++;
        }
    }
    return status;
}

/* Adds a key's value, unless the object has the key or too many. */
static void add(struct maker *m, struct truce_value *object, struct truce_value ***link,
                struct truce_value *value)
{
    const struct truce_value *first = object->first;
    if (object->n == TRUCE_VALUE_KEYS_MAX)
        truce_diagnostics_add(m->found, "E04", value->key_at, "an object with more than %d keys",
                              TRUCE_VALUE_KEYS_MAX);
    if (object->n++ >= TRUCE_VALUE_KEYS_MAX)
        return;
    while (first != NULL && !truce_text_equal(first->key, value->key))
        first = first->next;
    if (first != NULL) {
        truce_diagnostics_add(m->found, "E02", value->key_at, "the key \"%.*s\" stands twice in one object",
                              TRUCE_TEXT(value->key));
        truce_diagnostics_also_at(m->found, first->key_at);
        return;
    }
    **link = value;
    *link = &value->next;
}

static enum truce_status make_object(struct maker *m, struct truce_value *object, struct truce_err *err)
{
    struct truce_value **link = &object->first;
    struct truce_text key;
    bool more = true;

    enum truce_status status = truce_json_enter_object(&m->reader, err);
    while (status == TRUCE_OK) {
        struct truce_value *value = NULL;
        const char *start = m->reader.at;
        status = truce_json_next_key(&m->reader, &key, &more, err);
        if (status != TRUCE_OK || !more)
            break;
        start += strspn(start, ", \t\r"); /* what was accepted before the key's first quote */
        struct truce_spot key_at = place(m, start);
        status = keep(m, &key, err);
        if (status == TRUCE_OK)
            status = make(m, &value, err);
        if (status != TRUCE_OK)
            break;
        value->key = key;
        value->key_at = key_at;
        add(m, object, &link, value);
    }
    return status;
}

static enum truce_status make(struct maker *m, struct truce_value **out, struct truce_err *err)
{
    static const enum truce_value_type types[] = {
        [TRUCE_JSON_OBJECT] = TRUCE_VALUE_OBJECT, [TRUCE_JSON_ARRAY] = TRUCE_VALUE_ARRAY,
        [TRUCE_JSON_STRING] = TRUCE_VALUE_TEXT,   [TRUCE_JSON_NUMBER] = TRUCE_VALUE_NUMBER,
        [TRUCE_JSON_TRUE] = TRUCE_VALUE_BOOL,     [TRUCE_JSON_FALSE] = TRUCE_VALUE_BOOL,
        [TRUCE_JSON_NULL] = TRUCE_VALUE_NULL,
    };
    struct truce_value *value = NULL;
    enum truce_json_type type;

    enum truce_status status = truce_json_peek(&m->reader, &type, err);
    if (status == TRUCE_OK)
        status = new_value(m->arena, &value, err);
    if (status != TRUCE_OK)
        return status;
    value->type = types[type];
    value->at = place(m, m->reader.at);
    switch (type) {
    case TRUCE_JSON_OBJECT:
        status = make_object(m, value, err);
        break;
    case TRUCE_JSON_ARRAY:
        status = make_array(m, value, err);
        break;
    case TRUCE_JSON_STRING:
        status = truce_json_read_text(&m->reader, &m->scratch, &value->text, err);
        if (status == TRUCE_OK)
            status = keep(m, &value->text, err);
        break;
    case TRUCE_JSON_NUMBER:
        status = truce_json_read_number(&m->reader, &value->number, err);
        break;
    default:
        value->yes = type == TRUCE_JSON_TRUE;
        status = truce_json_skip(&m->reader, NULL, err);
    }
    if (status == TRUCE_OK)
        *out = value;
    return status;
}

enum truce_status truce_value_from_json(struct truce_text line, uint32_t number, struct truce_arena *arena,
                                        struct truce_diagnostics *found, struct truce_value **out,
                                        struct truce_err *err)
{
    struct maker m = {.arena = arena, .found = found, .line = number};
    struct truce_value *value = NULL;
    struct truce_err why;

    truce_json_reader_init(&m.reader, line, NULL);
    truce_buf_init(&m.scratch);
    enum truce_status status = make(&m, &value, &why);
    if (status == TRUCE_OK)
        status = truce_json_finish(&m.reader, &why);
    truce_buf_fini(&m.scratch);
    truce_json_reader_fini(&m.reader);
    if (status == TRUCE_ERR_MEMORY || (status == TRUCE_ERR_LIMIT && why.line == 0))
        return truce_fail(err, status, "%s", why.text);
    if (status != TRUCE_OK) {
        truce_diagnostics_add(found, "E00", (struct truce_spot){number, why.column}, "%s", why.text);
        value = NULL;
    }
    *out = value;
    return TRUCE_OK;
}

static enum truce_status copy_node(const struct truce_yaml_node *node, struct truce_arena *arena,
                                   struct truce_value **out, struct truce_err *err)
{
    struct truce_value *value = NULL;
    enum truce_status status = new_value(arena, &value, err);
    if (status != TRUCE_OK)
        return status;
    value->type = node->kind == TRUCE_YAML_MAPPING    ? TRUCE_VALUE_OBJECT
                  : node->kind == TRUCE_YAML_SEQUENCE ? TRUCE_VALUE_ARRAY
                  : truce_yaml_is_blank(node)         ? TRUCE_VALUE_NULL
                                                      : TRUCE_VALUE_TEXT;
    value->loose = true;
    value->at = (struct truce_spot){node->line, node->column};
    value->text = node->text;
    value->n = node->n;
    if (node->key != NULL) {
        value->key = node->key->text;
        value->key_at = (struct truce_spot){node->key->line, node->key->column};
    }
    *out = value;
    return TRUCE_OK;
}

enum truce_status truce_value_from_yaml(const struct truce_yaml_node *node, struct truce_arena *arena,
                                        struct truce_value **out, struct truce_err *err)
{
    struct truce_value *value = NULL;
    enum truce_status status = copy_node(node, arena, &value, err);
    struct truce_value **link = value != NULL ? &value->first : NULL;

    /* as deep as the YAML reader lets a file be: TRUCE_YAML_DEPTH_MAX */
    for (const struct truce_yaml_node *child = node->first; status == TRUCE_OK && child != NULL;
         child = child->next) {
        status = truce_value_from_yaml(child, arena, link, err);
        if (status == TRUCE_OK)
            link = &(*link)->next;
    }
    if (status == TRUCE_OK)
        *out = value;
    return status;
}

struct truce_value *truce_value_get(const struct truce_value *object, const char *key)
{
    if (object == NULL || object->type != TRUCE_VALUE_OBJECT)
        return NULL;
    struct truce_value *value = object->first;
    while (value != NULL && !truce_text_is(value->key, key))
        value = value->next;
    return value;
}

const char *truce_value_type_words(const struct truce_value *value)
{
    static const char *const words[] = {"an object", "a list",        "a text",
                                        "a number",  "true or false", "nothing"};
    return value->loose && value->type == TRUCE_VALUE_OBJECT ? "a mapping" : words[value->type];
}
