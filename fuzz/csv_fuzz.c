/*
 * Any bytes as CSV: every row that is read has all fields, each within the input or the scratch row, and all
 * of it is valid UTF-8.
 */
#include <stdint.h>
#include <stdlib.h>

#include "sources/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const struct truce_csv *csv)
{
    for (size_t i = 0; i < csv->n_columns; i++) {
        struct truce_text field = truce_csv_field(csv, (int)i);
        if (truce_text_valid_utf8(field) != field.len || csv->cells[i].line == 0 || csv->cells[i].column == 0)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_csv csv;
    struct truce_err err;
    bool more = true;
    uint32_t last_line = 0;

    if (truce_csv_open(&csv, (struct truce_text){(const char *)data, size}, "fuzz.csv", &err) != TRUCE_OK)
        return 0;
    while (truce_csv_next(&csv, &more, &err) == TRUCE_OK && more) {
        if (csv.row_line <= last_line)
            abort();
        last_line = csv.row_line;
        check_row(&csv);
    }
    truce_csv_close(&csv);
    return 0;
}
