/*
 * A bounded list of lines.
 */
#include "base/notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void truce_notes_init(struct truce_notes *notes)
{
    *notes = (struct truce_notes){NULL, 0, 0, 0};
}

void truce_notes_fini(struct truce_notes *notes)
{
    for (size_t i = 0; i < notes->n; i++)
        free(notes->items[i].text);
    free(notes->items);
    truce_notes_init(notes);
}

__attribute__((format(printf, 1, 0))) static char *compose(const char *format, va_list args)
{
    char text[1536];
    va_list copy;
    va_copy(copy, args);
    vsnprintf(text, sizeof text, format, copy);
    va_end(copy);
    truce_text_mend(text, sizeof text);
    return strdup(text);
}

void truce_notes_add(struct truce_notes *notes, const char *format, ...)
{
    if (notes == NULL)
        return;
    va_list args;
    va_start(args, format);
    char *text = compose(format, args);
    va_end(args);

    void *items = notes->items;
    if (text == NULL)
        goto drop;
    for (size_t i = 0; i < notes->n; i++)
        if (strcmp(notes->items[i].text, text) == 0) {
            free(text);
            return;
        }
    if (notes->n >= TRUCE_NOTES_MAX ||
        truce_grow(&items, &notes->size, notes->n + 1, sizeof *notes->items, NULL) != TRUCE_OK)
        goto drop;
    notes->items = items;
    notes->items[notes->n++].text = text;
    return;
drop:
    free(text);
    notes->dropped++;
}

void truce_notes_take(struct truce_notes *notes, struct truce_notes *from)
{
    for (size_t i = 0; i < from->n; i++)
        truce_notes_add(notes, "%s", from->items[i].text);
    if (notes != NULL)
        notes->dropped += from->dropped;
    truce_notes_fini(from);
}
