/*
 * The program: finds the command, reads its options, runs it.
 *
 * One idea: this binary links no outside library.  It knows every command's table; what a command does lies in a module that
 * is loaded when it is to be run (load.c), so help and usage errors come at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/load.h"
#include "cli/overview.h"

/* Prints a text that was put together, and releases it. */
static int print(struct truce_out *out, struct truce_buf *text)
{
    struct truce_err err;
    enum truce_status status = truce_buf_check(text, &err);

    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(text), &err);
    truce_buf_fini(text);
    return status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
}

static int print_overview(struct truce_out *out)
{
    struct truce_buf text;

    truce_buf_init(&text);
    truce_overview_write(&text);
    return print(out, &text);
}

static int print_help(struct truce_out *out, const struct truce_command *command)
{
    struct truce_buf text;

    truce_buf_init(&text);
    truce_options_write_help(command, &text);
    return print(out, &text);
}

static int print_version(struct truce_out *out)
{
    struct truce_buf text;
    struct truce_err err;

    truce_buf_init(&text);
    truce_buf_printf(&text, "truce %s\n", TRUCE_VERSION);
    if (truce_load_libraries(&text, &err) != TRUCE_OK) {
        truce_buf_fini(&text);
        return truce_out_error(out, &err);
    }
    return print(out, &text);
}

/* After a usage error: how it is used, and where to read more. */
static int usage_error(struct truce_out *out, const struct truce_command *command,
                       const struct truce_err *err)
{
    const int code = truce_out_error(out, err);
    struct truce_buf usage;

    if (err->status == TRUCE_ERR_USAGE) {
        truce_buf_init(&usage);
        truce_options_write_usage(command, &usage);
        fprintf(stderr, "%s'truce %s --help' tells more.\n", usage.at != NULL ? usage.at : "", command->name);
        truce_buf_fini(&usage);
    }
    return code;
}

static int run_command(struct truce_out *out, const struct truce_command *command, int argc,
                       char *const *argv)
{
    enum truce_option_outcome outcome = TRUCE_OPTIONS_READY;
    struct truce_err err;
    void *values = calloc(1, command->values_size + 1);
    int code;

    if (values == NULL) {
        (void)truce_fail(&err, TRUCE_ERR_MEMORY, "no memory for the options of %s", command->name);
        return truce_out_error(out, &err);
    }
    if (truce_options_parse(command, argc, argv, values, &outcome, &err) != TRUCE_OK) {
        code = usage_error(out, command, &err);
    } else if (outcome == TRUCE_OPTIONS_HELP) {
        code = print_help(out, command);
    } else {
        code =
            command->run != NULL ? command->run(out, values) : truce_load_and_run(out, command->name, values);
        truce_out_progress_end(out);
        truce_options_release(command, values);
    }
    free(values);
    return code;
}

int main(int argc, char **argv)
{
    struct truce_out out;
    struct truce_err err;

    truce_out_init(&out);
    if (argc < 2) {
        struct truce_buf text;
        truce_buf_init(&text);
        truce_overview_write(&text);
        fputs(text.at != NULL ? text.at : "", stderr);
        truce_buf_fini(&text);
        return TRUCE_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_overview(&out);
    if (strcmp(argv[1], "--version") == 0)
        return print_version(&out);
    const struct truce_command *command = truce_command_find(argv[1]);
    if (command == NULL) {
        (void)!truce_overview_refuse(argv[1], &err);
        return truce_out_error(&out, &err);
    }
    return run_command(&out, command, argc - 2, argv + 2);
}
