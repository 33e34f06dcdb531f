/*
 * truce help: the same texts as --help, and those made from the option tables for the manual and the shell.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/overview.h"

struct help_values {
    const char *command;
    int completion;
    int mdoc;
};

enum { MDOC_SYNOPSIS, MDOC_OPTIONS };

static enum truce_status write_for(const struct help_values *values, struct truce_buf *text,
                                   struct truce_err *err)
{
    const struct truce_command *command = truce_command_find(values->command);

    if (command == NULL)
        return truce_overview_refuse(values->command, err);
    if (values->mdoc == MDOC_SYNOPSIS)
        truce_options_write_mdoc_synopsis(command, text);
    else if (values->mdoc == MDOC_OPTIONS)
        truce_options_write_mdoc_options(command, text);
    else
        truce_options_write_help(command, text);
    return TRUCE_OK;
}

static int run(struct truce_out *out, const void *data)
{
    const struct help_values *values = data;
    enum truce_status status = TRUCE_OK;
    struct truce_buf text;
    struct truce_err err;

    truce_buf_init(&text);
    if (values->completion >= 0) {
        size_t n = 0;
        const struct truce_command *const *commands = truce_commands(&n);
        truce_options_write_bash(commands, n, &text);
    } else if (values->command != NULL) {
        status = write_for(values, &text, &err);
    } else if (values->mdoc >= 0) {
        status = truce_fail(&err, TRUCE_ERR_USAGE, "--mdoc needs the name of a command");
    } else {
        truce_overview_write(&text);
    }
    if (status == TRUCE_OK)
        status = truce_buf_check(&text, &err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), &err);
    truce_buf_fini(&text);
    return status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
}

static const char *const shells[] = {"bash", NULL};
static const char *const mdoc_parts[] = {"synopsis", "options", NULL};

static const struct truce_option options[] = {
    {.name = "completion",
     .kind = TRUCE_OPTION_CHOICE,
     .argument = "SHELL",
     .choices = shells,
     .help = "print the completion script for a shell",
     .offset = offsetof(struct help_values, completion)},
    {.name = "mdoc",
     .kind = TRUCE_OPTION_CHOICE,
     .argument = "PART",
     .choices = mdoc_parts,
     .help = "print that part of the command's manual page",
     .offset = offsetof(struct help_values, mdoc)},
};

static const struct truce_positional positionals[] = {
    {.name = "COMMAND",
     .min = 0,
     .max = 1,
     .help = "the command to explain",
     .offset = offsetof(struct help_values, command)},
};

static const char *const paragraphs[] = {
    "Explains a command, as 'truce COMMAND --help' does, or lists all of them.",
    NULL,
};

static const char *const examples[] = {"truce help verify", "truce help --completion bash", NULL};

const struct truce_command truce_cmd_help = {
    .name = "help",
    .summary = "explain a command",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof *positionals,
    .values_size = sizeof(struct help_values),
    .run = run,
};
