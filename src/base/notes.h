/*
 * Notes: what a reader or an engine wants a person to know although it went on, such as "ring repaired".
 */
#ifndef TRUCE_BASE_NOTES_H
#define TRUCE_BASE_NOTES_H

#include <stddef.h>

#include "base/status.h"

#define TRUCE_NOTES_MAX 1000 /* kept; later ones are only counted */

struct truce_note {
    char *text; /* "file:line:column: what", one line, owned by the list */
};

struct truce_notes {
    struct truce_note *items;
    size_t n, size;
    size_t dropped; /* notes beyond TRUCE_NOTES_MAX, or for which there was no memory */
};

void truce_notes_init(struct truce_notes *notes);
void truce_notes_fini(struct truce_notes *notes);

/* Adds a line; a line that is there already is not added again.  notes may be NULL: nothing happens. */
void truce_notes_add(struct truce_notes *notes, const char *format, ...) TRUCE_PRINTF(2, 3);

/* Adds all lines of another list, in their order, and empties it.  notes may be NULL: they are dropped. */
void truce_notes_take(struct truce_notes *notes, struct truce_notes *from);

#endif
