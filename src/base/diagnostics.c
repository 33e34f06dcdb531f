/*
 * A bounded list of what was found in a file.
 */
#include "base/diagnostics.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define LINE_MAX   2048  /* bytes of a text */
#define DETAIL_MAX 65536 /* bytes of all lines of detail of one */

void truce_diagnostics_init(struct truce_diagnostics *diagnostics, const char *file)
{
    memset(diagnostics, 0, sizeof *diagnostics);
    diagnostics->file = file;
}

void truce_diagnostics_fini(struct truce_diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->n; i++) {
        free(diagnostics->items[i].text);
        free(diagnostics->items[i].detail);
    }
    free(diagnostics->items);
    truce_diagnostics_init(diagnostics, diagnostics->file);
}

static void count(struct truce_diagnostics *diagnostics, char severity)
{
    assert(severity == 'E' || severity == 'W' || severity == 'N');
    if (severity == 'E')
        diagnostics->errors++;
    else if (severity == 'W')
        diagnostics->warnings++;
    else
        diagnostics->notes++;
}

void truce_diagnostics_add(struct truce_diagnostics *diagnostics, const char *code, struct truce_spot at,
                           const char *format, ...)
{
    char text[LINE_MAX];
    va_list args;
    void *items = diagnostics->items;

    count(diagnostics, code[0]);
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    truce_text_mend(text, sizeof text);
    size_t length = strlen(text);
    char *copy = diagnostics->n < TRUCE_DIAGNOSTICS_MAX ? malloc(length + 1) : NULL;
    if (copy != NULL)
        memcpy(copy, text, length + 1);
    if (copy == NULL || truce_grow(&items, &diagnostics->size, diagnostics->n + 1, sizeof *diagnostics->items,
                                   NULL) != TRUCE_OK) {
        free(copy);
        diagnostics->dropped++;
        return;
    }
    diagnostics->items = items;
    struct truce_diagnostic *item = &diagnostics->items[diagnostics->n++];
    memset(item, 0, sizeof *item);
    snprintf(item->code, sizeof item->code, "%s", code);
    item->at = at;
    item->text = copy;
}

/* The one added last; NULL where it was dropped. */
static struct truce_diagnostic *last(struct truce_diagnostics *diagnostics)
{
    return diagnostics->n > 0 && diagnostics->dropped == 0 ? &diagnostics->items[diagnostics->n - 1] : NULL;
}

void truce_diagnostics_also_at(struct truce_diagnostics *diagnostics, struct truce_spot other)
{
    struct truce_diagnostic *item = last(diagnostics);
    if (item != NULL)
        item->other = other;
}

void truce_diagnostics_detail(struct truce_diagnostics *diagnostics, const char *format, ...)
{
    struct truce_diagnostic *item = last(diagnostics);
    char line[LINE_MAX];
    va_list args;

    if (item == NULL)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    truce_text_mend(line, sizeof line);
    size_t old = item->detail != NULL ? strlen(item->detail) : 0, more = strlen(line);
    if (old + more + 2 > DETAIL_MAX)
        return;
    char *detail = realloc(item->detail, old + more + 2);
    if (detail == NULL)
        return;
    if (old > 0)
        detail[old++] = '\n';
    memcpy(detail + old, line, more + 1);
    item->detail = detail;
}

static bool comes_after(const struct truce_diagnostic *a, const struct truce_diagnostic *b)
{
    if (a->at.line != b->at.line)
        return a->at.line > b->at.line;
    if (a->at.column != b->at.column)
        return a->at.column > b->at.column;
    return strcmp(a->code, b->code) > 0;
}

void truce_diagnostics_sort(struct truce_diagnostics *diagnostics)
{
    /* stable, and at most TRUCE_DIAGNOSTICS_MAX items, mostly in order already */
    for (size_t i = 1; i < diagnostics->n; i++) {
        struct truce_diagnostic item = diagnostics->items[i];
        size_t k = i;
        for (; k > 0 && comes_after(&diagnostics->items[k - 1], &item); k--)
            diagnostics->items[k] = diagnostics->items[k - 1];
        diagnostics->items[k] = item;
    }
}

enum truce_status truce_diagnostics_check(const struct truce_diagnostics *diagnostics, struct truce_err *err)
{
    if (diagnostics->errors == 0)
        return TRUCE_OK;
    for (size_t i = 0; i < diagnostics->n; i++) {
        const struct truce_diagnostic *item = &diagnostics->items[i];
        char more[64] = "";
        if (item->code[0] != 'E')
            continue;
        if (diagnostics->errors > 1)
            snprintf(more, sizeof more, "; and %zu more error%s", diagnostics->errors - 1,
                     diagnostics->errors == 2 ? "" : "s");
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, diagnostics->file, item->at.line, item->at.column,
                             "%.400s%s", item->text, more);
    }
    return truce_fail(err, TRUCE_ERR_SYNTAX, "%zu errors in %s", diagnostics->errors,
                      diagnostics->file != NULL ? diagnostics->file : "the file");
}
