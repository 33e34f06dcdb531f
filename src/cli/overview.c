/*
 * What `truce --help` says, and what is said to a word that is no command.
 */
#include "cli/overview.h"

#include "base/text.h"
#include "cli/commands.h"

#define MAX_COMMANDS 32

void truce_overview_write(struct truce_buf *out)
{
    size_t n = 0;
    const struct truce_command *const *commands = truce_commands(&n);

    truce_buf_puts(out, "Usage: truce COMMAND [arguments]\n"
                        "       truce --help | --version\n"
                        "\n"
                        "Checks what is said about an armed conflict against maps that anyone can look\n"
                        "at, and finds what an agreement meant to end it needs, when it can work and\n"
                        "what blocks it.\n"
                        "\n"
                        "Commands:\n");
    for (size_t i = 0; i < n; i++)
        truce_buf_printf(out, "  %-8s  %s\n", commands[i]->name, commands[i]->summary);
    truce_buf_puts(out, "\n"
                        "'truce COMMAND --help' tells the options of a command; truce(1) is the manual.\n"
                        "\n"
                        "Exit codes: 0 it holds: claims supported, nothing found, gates can open; 1 it\n"
                        "does not; 2 not decided; 64 usage; 65 wrong input; 66 missing input; 69\n"
                        "unavailable; 70 fault of the program; 74 reading or writing failed.\n");
}

enum truce_status truce_overview_refuse(const char *word, struct truce_err *err)
{
    const char *names[MAX_COMMANDS + 2];
    size_t n = 0, known = 0;
    const struct truce_command *const *commands = truce_commands(&n);

    if (word[0] == '-') {
        names[known++] = "--help";
        names[known++] = "--version";
    } else {
        for (size_t i = 0; i < n && i < MAX_COMMANDS; i++)
            names[known++] = commands[i]->name;
    }
    const char *kind = word[0] == '-' ? "option" : "command";
    const char *near = truce_text_nearest(truce_text_view(word), names, known);
    if (near != NULL)
        return truce_fail(err, TRUCE_ERR_USAGE, "unknown %s '%s'; did you mean '%s'?", kind, word, near);
    return truce_fail(err, TRUCE_ERR_USAGE, "unknown %s '%s'; 'truce --help' lists them", kind, word);
}
