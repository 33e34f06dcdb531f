/*
 * The bash completion script, made from the option tables.
 *
 * One idea: the script is a table of its own, one `case` for the command, one for the option before the cursor; bash does the rest
 * by `compgen`.  It needs no bash-completion package.
 */
#include "cli/options.h"

#include <string.h>

static void write_words(const struct truce_command *command, struct truce_buf *out)
{
    for (size_t i = 0; i < command->n_options; i++)
        truce_buf_printf(out, "--%s ", command->options[i].name);
    truce_buf_puts(out, "--help");
}

static void write_pattern(const struct truce_command *command, const struct truce_option *option,
                          struct truce_buf *out)
{
    truce_buf_printf(out, "    '%s --%s'", command->name, option->name);
    if (option->letter != 0)
        truce_buf_printf(out, " | '%s -%c'", command->name, option->letter);
    truce_buf_puts(out, ")\n");
}

/* What may follow an option that takes a value. */
static void write_value_case(const struct truce_command *command, const struct truce_option *option,
                             struct truce_buf *out)
{
    write_pattern(command, option, out);
    if (option->kind == TRUCE_OPTION_CHOICE) {
        truce_buf_puts(out, "        mapfile -t COMPREPLY < <(compgen -W '");
        for (size_t i = 0; option->choices[i] != NULL; i++)
            truce_buf_printf(out, "%s%s", i == 0 ? "" : " ", option->choices[i]);
        truce_buf_puts(out, "' -- \"$word\")\n");
    } else if (option->completes != TRUCE_COMPLETES_NOTHING) {
        truce_buf_puts(out, option->completes == TRUCE_COMPLETES_FOLDER
                                ? "        mapfile -t COMPREPLY < <(compgen -d -- \"$word\")\n"
                                : "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n");
    }
    truce_buf_puts(out, "        return ;;\n");
}

/* What may stand where neither an option's name nor its value does. */
static void write_command_case(const struct truce_command *command, const char *names, struct truce_buf *out)
{
    truce_buf_printf(out, "    %s)\n        words='", command->name);
    write_words(command, out);
    truce_buf_puts(out, "'\n");
    if (strcmp(command->name, "help") == 0)
        truce_buf_printf(out, "        [[ $word == -* ]] || words='%s'\n", names);
    for (size_t i = 0; i < command->n_positionals; i++)
        if (command->positionals[i].completes != TRUCE_COMPLETES_NOTHING) {
            truce_buf_printf(out,
                             "        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -%c -- "
                             "\"$word\"); return; }\n",
                             command->positionals[i].completes == TRUCE_COMPLETES_FOLDER ? 'd' : 'f');
            break;
        }
    truce_buf_puts(out, "        ;;\n");
}

void truce_options_write_bash(const struct truce_command *const *commands, size_t n, struct truce_buf *out)
{
    struct truce_buf names;

    truce_buf_init(&names);
    for (size_t i = 0; i < n; i++)
        truce_buf_printf(&names, "%s%s", i == 0 ? "" : " ", commands[i]->name);
    const char *list = names.at != NULL ? names.at : "";
    truce_buf_puts(out, "# bash completion for truce; made by 'truce help --completion bash'\n"
                        "_truce()\n"
                        "{\n"
                        "    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=''\n"
                        "    COMPREPLY=()\n");
    truce_buf_printf(out,
                     "    if ((COMP_CWORD == 1)); then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W '%s --help --version' -- \"$word\")\n"
                     "        return\n"
                     "    fi\n"
                     "    case \"$command ${COMP_WORDS[COMP_CWORD - 1]}\" in\n",
                     list);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < commands[i]->n_options; k++)
            if (commands[i]->options[k].kind != TRUCE_OPTION_FLAG)
                write_value_case(commands[i], &commands[i]->options[k], out);
    truce_buf_puts(out, "    esac\n"
                        "    case $command in\n");
    for (size_t i = 0; i < n; i++)
        write_command_case(commands[i], list, out);
    truce_buf_puts(out, "    esac\n"
                        "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                        "}\n"
                        "complete -o filenames -F _truce truce\n");
    truce_buf_fini(&names);
    if (names.failed)
        out->failed = true;
}
