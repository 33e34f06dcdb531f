/*
 * The state file of truce fetch: any bytes are read without a fault, and what was read can be written and read again to the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sources/fetch_state.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

static void write_all(const struct truce_fetch_state *state, struct truce_buf *out)
{
    truce_buf_puts(out, "truce-fetch 1\n");
    for (size_t i = 0; i < state->n; i++)
        truce_fetch_state_line(&state->entries[i], out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_fetch_state first, second;
    struct truce_buf once, twice;
    struct truce_notes notes;

    truce_fetch_state_init(&first);
    truce_fetch_state_init(&second);
    truce_buf_init(&once);
    truce_buf_init(&twice);
    truce_notes_init(&notes);
    if (truce_fetch_state_parse(&first, (struct truce_text){(const char *)data, size}, "fuzz", &notes,
                                NULL) != TRUCE_OK)
        goto done;
    for (size_t i = 0; i < first.n; i++) {
        const struct truce_fetch_entry *entry = &first.entries[i];
        require(truce_fetch_name_ok(entry->name));
        require(truce_fetch_state_get(&first, entry->name) == entry);
        require(i == 0 || strcmp(first.entries[i - 1].name, entry->name) < 0);
    }
    write_all(&first, &once);
    truce_notes_fini(&notes);
    require(truce_fetch_state_parse(&second, truce_buf_view(&once), "fuzz", &notes, NULL) == TRUCE_OK);
    require(notes.n == 0 && second.n == first.n);
    write_all(&second, &twice);
    require(truce_buf_view(&once).len == truce_buf_view(&twice).len &&
            memcmp(once.at, twice.at, once.len) == 0);
done:
    truce_notes_fini(&notes);
    truce_buf_fini(&twice);
    truce_buf_fini(&once);
    truce_fetch_state_fini(&second);
    truce_fetch_state_fini(&first);
    return 0;
}
