/*
 * Texts made from option tables: usage, help, manual, completion.
 *
 * One idea: what a table says is said once; each writer below only lays it out.
 */
#include "cli/options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LINE_COLUMNS 80
#define HELP_COLUMN  26 /* where the explanation of an option begins */

#define NO_LIMIT 1e15 /* a greatest value beyond this is the type's, not one that a person need know */

/* Words of `text` in lines of LINE_COLUMNS, the first at column `at`, later ones indented by `indent`. */
static void wrap(struct truce_buf *out, const char *text, size_t at, size_t indent)
{
    bool first = true;

    while (*text != '\0') {
        const size_t word = strcspn(text, " ");

        if (!first && at + 1 + word > LINE_COLUMNS) {
            truce_buf_printf(out, "\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        if (!first) {
            truce_buf_putc(out, ' ');
            at++;
        }
        truce_buf_add(out, text, word);
        at += word;
        text += word;
        text += strspn(text, " ");
        first = false;
    }
    truce_buf_putc(out, '\n');
}

static const char *argument_of(const struct truce_option *option)
{
    if (option->argument != NULL)
        return option->argument;
    return option->kind == TRUCE_OPTION_CHOICE ? "WORD" : NULL;
}

/* "(text, json; default text)": what the help text leaves to the table. */
static void write_facts(const struct truce_option *option, struct truce_buf *out)
{
    const char *separator = " (";
    const bool number = option->kind == TRUCE_OPTION_INTEGER || option->kind == TRUCE_OPTION_REAL;

    if (option->kind == TRUCE_OPTION_CHOICE)
        for (size_t i = 0; option->choices[i] != NULL; i++) {
            truce_buf_printf(out, "%s%s", separator, option->choices[i]);
            separator = option->choices[i + 1] == NULL ? "; " : ", ";
        }
    if (number && isfinite(option->min)) {
        const int digits = option->kind == TRUCE_OPTION_INTEGER ? 17 : 6; /* whole numbers are written out */

        if (option->max < NO_LIMIT)
            truce_buf_printf(out, "%s%.*g to %.*g", separator, digits, option->min, digits, option->max);
        else
            truce_buf_printf(out, "%s%.*g or more", separator, digits, option->min);
        separator = "; ";
    }
    if (option->fallback != NULL) {
        truce_buf_printf(out, "%sdefault %s", separator, option->fallback);
        separator = "; ";
    }
    if (option->kind == TRUCE_OPTION_TEXTS) {
        truce_buf_printf(out, "%smay be repeated", separator);
        separator = "; ";
    }
    if (option->required) {
        truce_buf_printf(out, "%srequired", separator);
        separator = "; ";
    }
    if (separator[0] == ';' || separator[0] == ',')
        truce_buf_putc(out, ')');
}

static void write_entry(const char *left, const struct truce_buf *right, struct truce_buf *out)
{
    size_t at = strlen(left) + 2;

    truce_buf_printf(out, "  %s", left);
    if (at + 2 > HELP_COLUMN) {
        truce_buf_putc(out, '\n');
        at = 0;
    }
    truce_buf_printf(out, "%*s", (int)(HELP_COLUMN - at), "");
    wrap(out, right->at != NULL ? right->at : "", HELP_COLUMN, HELP_COLUMN);
}

static void write_option(const struct truce_option *option, struct truce_buf *out)
{
    char left[128], letter[8] = "    ";
    const char *argument = argument_of(option);
    struct truce_buf right;

    if (option->letter != 0)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, argument != NULL ? " " : "",
             argument != NULL ? argument : "");
    truce_buf_init(&right);
    truce_buf_puts(&right, option->help);
    write_facts(option, &right);
    write_entry(left, &right, out);
    truce_buf_fini(&right);
}

static const char *positional_form(const struct truce_positional *positional)
{
    if (positional->min == 0)
        return positional->max > 1 ? "[%s...]" : "[%s]";
    return positional->max > 1 ? "%s..." : "%s";
}

static void write_positional(const struct truce_positional *positional, struct truce_buf *out)
{
    const char *form = positional_form(positional);
    const char *name = strstr(form, "%s");

    truce_buf_add(out, form, (size_t)(name - form));
    truce_buf_puts(out, positional->name);
    truce_buf_puts(out, name + 2);
}

void truce_options_write_usage(const struct truce_command *command, struct truce_buf *out)
{
    truce_buf_printf(out, "Usage: truce %s", command->name);
    for (size_t i = 0; i < command->n_positionals; i++) {
        truce_buf_putc(out, ' ');
        write_positional(&command->positionals[i], out);
    }
    for (size_t i = 0; i < command->n_options; i++)
        if (command->options[i].required)
            truce_buf_printf(out, " --%s %s", command->options[i].name, argument_of(&command->options[i]));
    truce_buf_puts(out, command->n_options > 0 ? " [options]\n" : "\n");
}

/* A command line, broken before an option where it is too long, so that it can still be pasted. */
static void write_example(const char *line, struct truce_buf *out)
{
    size_t at = 2;

    truce_buf_puts(out, "  ");
    while (*line != '\0') {
        const char *next = strstr(line + 1, " --");
        const size_t part = next != NULL ? (size_t)(next - line) : strlen(line);

        if (at + part + 2 > LINE_COLUMNS && line[0] == ' ') {
            truce_buf_puts(out, " \\\n     ");
            at = 5;
        }
        truce_buf_add(out, line, part);
        at += part;
        line += part;
    }
    truce_buf_putc(out, '\n');
}

void truce_options_write_help(const struct truce_command *command, struct truce_buf *out)
{
    struct truce_buf help;

    truce_buf_init(&help);
    truce_options_write_usage(command, out);
    for (size_t i = 0; command->paragraphs != NULL && command->paragraphs[i] != NULL; i++) {
        truce_buf_putc(out, '\n');
        wrap(out, command->paragraphs[i], 0, 0);
    }
    if (command->n_positionals > 0)
        truce_buf_puts(out, "\nArguments:\n");
    for (size_t i = 0; i < command->n_positionals; i++) {
        truce_buf_clear(&help);
        truce_buf_puts(&help, command->positionals[i].help);
        write_entry(command->positionals[i].name, &help, out);
    }
    truce_buf_puts(out, "\nOptions:\n");
    for (size_t i = 0; i < command->n_options; i++)
        write_option(&command->options[i], out);
    truce_buf_clear(&help);
    truce_buf_puts(&help, "show this text");
    write_entry("-h, --help", &help, out);
    if (command->examples != NULL && command->examples[0] != NULL)
        truce_buf_puts(out, "\nExamples:\n");
    for (size_t i = 0; command->examples != NULL && command->examples[i] != NULL; i++)
        write_example(command->examples[i], out);
    truce_buf_fini(&help);
}

/* Text as mdoc takes it, in lines of at most LINE_COLUMNS: a dot or an apostrophe may not begin a line, and a backslash begins an
 * escape. */
static void write_roff(const char *text, struct truce_buf *out)
{
    struct truce_buf escaped;
    char before = ' ';

    truce_buf_init(&escaped);
    for (; *text != '\0'; before = *text++) {
        if (*text == '\\')
            truce_buf_puts(&escaped, "\\e");
        else if (*text == '\'')
            truce_buf_puts(&escaped, "\\(aq");
        else if (*text == '-')
            truce_buf_puts(&escaped, "\\-");
        else if (*text == '.' && before == ' ')
            truce_buf_puts(&escaped, "\\&.");
        else
            truce_buf_putc(&escaped, *text);
    }
    wrap(out, escaped.at != NULL ? escaped.at : "", 0, 0);
    truce_buf_fini(&escaped);
}

static void write_mdoc_option(const struct truce_option *option, struct truce_buf *out)
{
    const char *argument = argument_of(option);

    if (option->letter != 0)
        truce_buf_printf(out, "Fl %c , Fl \\-%s", option->letter, option->name);
    else
        truce_buf_printf(out, "Fl \\-%s", option->name);
    if (argument != NULL)
        truce_buf_printf(out, " Ar %s", argument);
}

void truce_options_write_mdoc_synopsis(const struct truce_command *command, struct truce_buf *out)
{
    truce_buf_printf(out, ".Sh SYNOPSIS\n.Nm \"truce %s\"\n", command->name);
    for (size_t i = 0; i < command->n_positionals; i++) {
        const struct truce_positional *positional = &command->positionals[i];

        truce_buf_printf(out, ".%sAr %s%s\n", positional->min == 0 ? "Op " : "", positional->name,
                         positional->max > 1 ? " ..." : "");
    }
    for (size_t i = 0; i < command->n_options; i++) {
        const struct truce_option *option = &command->options[i];
        const char *argument = argument_of(option);

        truce_buf_printf(out, ".%sFl \\-%s%s%s\n", option->required ? "" : "Op ", option->name,
                         argument != NULL ? " Ar " : "", argument != NULL ? argument : "");
    }
    truce_buf_puts(out, ".Op Fl \\-help\n");
}

void truce_options_write_mdoc_options(const struct truce_command *command, struct truce_buf *out)
{
    struct truce_buf text;

    truce_buf_init(&text);
    truce_buf_puts(out, ".Sh OPTIONS\n.Bl -tag -width Ds\n");
    for (size_t i = 0; i < command->n_positionals; i++) {
        truce_buf_printf(out, ".It Ar %s\n", command->positionals[i].name);
        truce_buf_clear(&text);
        truce_buf_printf(&text, "%s.", command->positionals[i].help);
        write_roff(text.at != NULL ? text.at : "", out);
    }
    for (size_t i = 0; i < command->n_options; i++) {
        truce_buf_puts(out, ".It ");
        write_mdoc_option(&command->options[i], out);
        truce_buf_putc(out, '\n');
        truce_buf_clear(&text);
        truce_buf_puts(&text, command->options[i].help);
        write_facts(&command->options[i], &text);
        truce_buf_putc(&text, '.');
        write_roff(text.at != NULL ? text.at : "", out);
    }
    truce_buf_puts(out, ".It Fl h , Fl \\-help\nshow a short form of this page.\n.El\n");
    truce_buf_fini(&text);
}
