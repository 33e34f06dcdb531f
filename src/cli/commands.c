/*
 * The list of commands.
 */
#include "cli/commands.h"

#include <string.h>

const struct truce_command *const *truce_commands(size_t *n)
{
    static const struct truce_command *const commands[] = {
        &truce_cmd_verify,   &truce_cmd_series, &truce_cmd_fetch,  &truce_cmd_lint,    &truce_cmd_plan,
        &truce_cmd_simulate, &truce_cmd_test,   &truce_cmd_fmt,    &truce_cmd_hash,    &truce_cmd_init,
        &truce_cmd_adopt,    &truce_cmd_screen, &truce_cmd_import, &truce_cmd_status,  &truce_cmd_why,
        &truce_cmd_diff,     &truce_cmd_log,    &truce_cmd_key,    &truce_cmd_rebuild, &truce_cmd_template,
        &truce_cmd_demo,     &truce_cmd_help,
    };

    *n = sizeof commands / sizeof *commands;
    return commands;
}

const struct truce_command *truce_command_find(const char *name)
{
    size_t n = 0;
    const struct truce_command *const *commands = truce_commands(&n);

    for (size_t i = 0; i < n; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}
