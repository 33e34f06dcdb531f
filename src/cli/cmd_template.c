/*
 * truce template: an empty table for records.
 */
#include "cli/commands.h"
#include "sources/import.h"

static int run(struct truce_out *out, const void *data)
{
    struct truce_err err;
    (void)data;
    return truce_out_write(out, truce_text_view(truce_import_template()), &err) == TRUCE_OK
               ? TRUCE_EXIT_HELD
               : truce_out_error(out, &err);
}

static const char *const paragraphs[] = {
    "Prints a CSV table with the columns that `truce import` takes, and two rows that show their use. Every "
    "program for tables opens it.",
    NULL,
};

static const char *const examples[] = {"truce template > patrol.csv", NULL};

const struct truce_command truce_cmd_template = {
    .name = "template",
    .summary = "print an empty table for records",
    .paragraphs = paragraphs,
    .examples = examples,
    .run = TRUCE_RUN(run),
};
