/*
 * Any bytes through the canonical layout: what YAML accepts is laid out, means the same, and is not changed a second time.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/canonical.h"
#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool so, const char *what, const struct truce_err *err)
{
    if (so)
        return;
    fprintf(stderr, "%s: %s\n", what, err->text);
    abort();
}

static bool same(const struct truce_yaml_node *a, const struct truce_yaml_node *b)
{
    if (a->kind != b->kind || a->n != b->n || !truce_text_equal(a->text, b->text) ||
        truce_yaml_is_blank(a) != truce_yaml_is_blank(b) || (a->key != NULL) != (b->key != NULL) ||
        (a->key != NULL && !truce_text_equal(a->key->text, b->key->text)))
        return false;
    for (a = a->first, b = b->first; a != NULL && b != NULL; a = a->next, b = b->next)
        if (!same(a, b))
            return false;
    return a == b;
}

/* The layout's own check is not taken at its word. */
static bool same_meaning(struct truce_text before, struct truce_text after)
{
    struct truce_arena arena;
    struct truce_yaml one, two;

    truce_arena_init(&arena, (size_t)1 << 30);
    bool so = truce_yaml_parse(before, NULL, &arena, &one, NULL) == TRUCE_OK &&
              truce_yaml_parse(after, NULL, &arena, &two, NULL) == TRUCE_OK && same(one.root, two.root);
    truce_arena_fini(&arena);
    return so;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_text bytes = {(const char *)data, size};
    struct truce_buf once, twice;
    struct truce_err err = {.text = ""};

    truce_buf_init(&once);
    truce_buf_init(&twice);
    enum truce_status status = truce_canonical_format(bytes, "fuzz.yaml", &once, &err);
    need(status != TRUCE_ERR_INTERNAL, "a fault of ours", &err);
    if (status == TRUCE_OK) {
        need(once.len > 0 && once.at[once.len - 1] == '\n', "no end of the last line", &err);
        need(memchr(once.at, '\r', once.len) == NULL, "a carriage return", &err);
        need(same_meaning(bytes, truce_buf_view(&once)), "another meaning", &err);
        need(truce_canonical_format(truce_buf_view(&once), "once", &twice, &err) == TRUCE_OK,
             "not accepted again", &err);
        need(truce_text_equal(truce_buf_view(&once), truce_buf_view(&twice)), "changed a second time", &err);
    }
    truce_buf_fini(&once);
    truce_buf_fini(&twice);
    return 0;
}
