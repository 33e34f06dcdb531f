/*
 * Parsing of command lines by a command's table.
 *
 * One idea: a value is converted and put away by the one function that also reads the table's own fallbacks, so that what a user may
 * write and what the table may say are the same.  Errors carry one line that names the token, what was expected, and the nearest
 * good name.
 *
 * Invariant: after a failure nothing in `values` is owned.
 */
#include "cli/options.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define MAX_NAMES 64 /* options of one command; tables are ours, the soundness test holds them to it */
#define MAX_WHOLE 9007199254740992.0 /* 2^53 */

struct parser {
    const struct truce_command *command;
    char *values;
    struct truce_option_texts loose; /* positional arguments in order */
    bool given[MAX_NAMES];
    struct truce_err *err;
};

static void *slot(const struct parser *p, size_t offset)
{
    return p->values + offset;
}

static enum truce_status append(struct truce_option_texts *texts, const char *item, struct truce_err *err)
{
    void *at = texts->items;
    enum truce_status status = truce_grow(&at, &texts->size, texts->n + 1, sizeof *texts->items, err);

    if (status != TRUCE_OK)
        return status;
    texts->items = at;
    texts->items[texts->n++] = item;
    return TRUCE_OK;
}

static const char *argument_name(const struct truce_option *option)
{
    return option->argument != NULL ? option->argument : "VALUE";
}

static enum truce_status refuse_choice(const struct truce_option *option, const char *value,
                                       struct truce_err *err)
{
    struct truce_buf list;
    size_t n = 0;

    truce_buf_init(&list);
    for (; option->choices[n] != NULL; n++)
        truce_buf_printf(&list, "%s%s", n == 0 ? "" : ", ", option->choices[n]);
    const char *near = truce_text_nearest(truce_text_view(value), option->choices, n);
    enum truce_status status =
        near != NULL ? truce_fail(err, TRUCE_ERR_USAGE, "--%s: '%s' is none of %s; did you mean '%s'?",
                                  option->name, value, list.at != NULL ? list.at : "", near)
                     : truce_fail(err, TRUCE_ERR_USAGE, "--%s: '%s' is none of %s", option->name, value,
                                  list.at != NULL ? list.at : "");
    truce_buf_fini(&list);
    return status;
}

static enum truce_status put_number(const struct parser *p, const struct truce_option *option,
                                    const char *value)
{
    const bool whole = option->kind == TRUCE_OPTION_INTEGER;
    double number = 0;

    if (!truce_text_to_double(truce_text_view(value), &number) || (whole && number != nearbyint(number)))
        return truce_fail(p->err, TRUCE_ERR_USAGE, "--%s: '%s' is not a %s", option->name, value,
                          whole ? "whole number" : "number");
    if (number < option->min)
        return truce_fail(p->err, TRUCE_ERR_USAGE, "--%s: %s is less than the least value, %.16g",
                          option->name, value, option->min);
    if (number > option->max)
        return truce_fail(p->err, TRUCE_ERR_USAGE, "--%s: %s is more than the greatest value, %.16g",
                          option->name, value, option->max);
    if (whole)
        *(int64_t *)slot(p, option->offset) = (int64_t)number;
    else
        *(double *)slot(p, option->offset) = number;
    return TRUCE_OK;
}

static enum truce_status put(const struct parser *p, const struct truce_option *option, const char *value)
{
    switch (option->kind) {
    case TRUCE_OPTION_FLAG:
        *(bool *)slot(p, option->offset) = true;
        return TRUCE_OK;
    case TRUCE_OPTION_TEXT:
        *(const char **)slot(p, option->offset) = value;
        return TRUCE_OK;
    case TRUCE_OPTION_TEXTS:
        return append(slot(p, option->offset), value, p->err);
    case TRUCE_OPTION_INTEGER:
    case TRUCE_OPTION_REAL:
        return put_number(p, option, value);
    case TRUCE_OPTION_CHOICE:
        for (int i = 0; option->choices[i] != NULL; i++)
            if (strcmp(option->choices[i], value) == 0) {
                *(int *)slot(p, option->offset) = i;
                return TRUCE_OK;
            }
        return refuse_choice(option, value, p->err);
    }
    return truce_fail(p->err, TRUCE_ERR_INTERNAL, "option --%s has no kind", option->name);
}

static enum truce_status put_fallbacks(const struct parser *p)
{
    for (size_t i = 0; i < p->command->n_options; i++) {
        const struct truce_option *option = &p->command->options[i];

        if (option->kind == TRUCE_OPTION_REAL)
            *(double *)slot(p, option->offset) = NAN;
        if (option->kind == TRUCE_OPTION_CHOICE)
            *(int *)slot(p, option->offset) = -1;
        if (option->fallback == NULL)
            continue;
        enum truce_status status = put(p, option, option->fallback);
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

static const struct truce_option *find_long(const struct truce_command *command, struct truce_text name)
{
    for (size_t i = 0; i < command->n_options; i++)
        if (truce_text_is(name, command->options[i].name))
            return &command->options[i];
    return NULL;
}

static const struct truce_option *find_short(const struct truce_command *command, char letter)
{
    for (size_t i = 0; i < command->n_options; i++)
        if (command->options[i].letter == letter && letter != 0)
            return &command->options[i];
    return NULL;
}

static enum truce_status refuse_option(const struct parser *p, struct truce_text name)
{
    const char *names[MAX_NAMES + 1];
    size_t n = 0;

    for (size_t i = 0; i < p->command->n_options && i < MAX_NAMES; i++)
        names[n++] = p->command->options[i].name;
    names[n++] = "help";
    const char *near = truce_text_nearest(name, names, n);
    if (near != NULL)
        return truce_fail(p->err, TRUCE_ERR_USAGE, "unknown option '--%.*s'; did you mean '--%s'?",
                          TRUCE_TEXT(name), near);
    return truce_fail(p->err, TRUCE_ERR_USAGE, "unknown option '--%.*s'", TRUCE_TEXT(name));
}

/* The value of an option that stands in the next argument.  "--name" there is far more often a forgotten value than a
 * value; "-" and "-5" are values. */
static enum truce_status next_value(const struct parser *p, const struct truce_option *option, int argc,
                                    char *const *argv, int *i, const char **value)
{
    if (*i + 1 >= argc)
        return truce_fail(p->err, TRUCE_ERR_USAGE, "--%s needs a %s", option->name, argument_name(option));
    if (strncmp(argv[*i + 1], "--", 2) == 0)
        return truce_fail(p->err, TRUCE_ERR_USAGE, "--%s needs a %s, found '%s'", option->name,
                          argument_name(option), argv[*i + 1]);
    *value = argv[++*i];
    return TRUCE_OK;
}

static enum truce_status take(struct parser *p, const struct truce_option *option, const char *value)
{
    p->given[option - p->command->options] = true;
    return put(p, option, value);
}

static enum truce_status parse_long(struct parser *p, int argc, char *const *argv, int *i)
{
    const char *token = argv[*i] + 2;
    const char *equals = strchr(token, '=');
    struct truce_text name = {token, equals != NULL ? (size_t)(equals - token) : strlen(token)};
    const struct truce_option *option = find_long(p->command, name);
    const char *value = equals != NULL ? equals + 1 : NULL;

    if (option == NULL)
        return refuse_option(p, name);
    if (option->kind == TRUCE_OPTION_FLAG) {
        if (value != NULL)
            return truce_fail(p->err, TRUCE_ERR_USAGE, "--%s takes no value, found '%s'", option->name,
                              value);
        return take(p, option, NULL);
    }
    if (value == NULL) {
        enum truce_status status = next_value(p, option, argc, argv, i, &value);
        if (status != TRUCE_OK)
            return status;
    }
    if (value[0] == '\0')
        return truce_fail(p->err, TRUCE_ERR_USAGE, "--%s needs a %s, found nothing", option->name,
                          argument_name(option));
    return take(p, option, value);
}

static enum truce_status parse_short(struct parser *p, int argc, char *const *argv, int *i,
                                     enum truce_option_outcome *outcome)
{
    for (const char *at = argv[*i] + 1; *at != '\0'; at++) {
        const struct truce_option *option = find_short(p->command, *at);
        const char *value = NULL;

        if (option == NULL && *at == 'h') {
            *outcome = TRUCE_OPTIONS_HELP;
            return TRUCE_OK;
        }
        if (option == NULL)
            return truce_fail(p->err, TRUCE_ERR_USAGE, "unknown option '-%c' in '%s'", *at, argv[*i]);
        if (option->kind != TRUCE_OPTION_FLAG) {
            const char *rest = at + 1;
            enum truce_status status = TRUCE_OK;

            if (rest[0] != '\0')
                value = rest;
            else
                status = next_value(p, option, argc, argv, i, &value);
            return status == TRUCE_OK ? take(p, option, value) : status;
        }
        enum truce_status status = take(p, option, NULL);
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

static enum truce_status parse_tokens(struct parser *p, int argc, char *const *argv,
                                      enum truce_option_outcome *outcome)
{
    bool only_positionals = false;

    for (int i = 0; i < argc; i++) {
        enum truce_status status;

        if (only_positionals || argv[i][0] != '-' || argv[i][1] == '\0') {
            status = append(&p->loose, argv[i], p->err);
        } else if (strcmp(argv[i], "--") == 0) {
            only_positionals = true;
            continue;
        } else if (strcmp(argv[i], "--help") == 0) {
            *outcome = TRUCE_OPTIONS_HELP;
            return TRUCE_OK;
        } else if (argv[i][1] == '-') {
            status = parse_long(p, argc, argv, &i);
        } else {
            status = parse_short(p, argc, argv, &i, outcome);
        }
        if (status != TRUCE_OK || *outcome == TRUCE_OPTIONS_HELP)
            return status;
    }
    return TRUCE_OK;
}

/* Each positional takes as many as it may, but leaves what those after it need. */
static enum truce_status deal_positionals(struct parser *p)
{
    size_t next = 0;

    for (size_t k = 0; k < p->command->n_positionals; k++) {
        const struct truce_positional *positional = &p->command->positionals[k];
        size_t needed_later = 0;

        for (size_t j = k + 1; j < p->command->n_positionals; j++)
            needed_later += p->command->positionals[j].min;
        for (size_t taken = 0; taken < positional->max; taken++) {
            const size_t left = p->loose.n - next;

            if (left == 0 && taken < positional->min)
                return truce_fail(p->err, TRUCE_ERR_USAGE, "%s is missing", positional->name);
            if (left == 0 || (taken >= positional->min && left <= needed_later))
                break;
            if (positional->max == 1) {
                *(const char **)slot(p, positional->offset) = p->loose.items[next++];
                continue;
            }
            enum truce_status status = append(slot(p, positional->offset), p->loose.items[next++], p->err);
            if (status != TRUCE_OK)
                return status;
        }
    }
    if (next < p->loose.n)
        return truce_fail(p->err, TRUCE_ERR_USAGE, "'%s' is one argument too many", p->loose.items[next]);
    return TRUCE_OK;
}

static enum truce_status check_required(const struct parser *p)
{
    for (size_t i = 0; i < p->command->n_options; i++) {
        const struct truce_option *option = &p->command->options[i];

        if (option->required && !p->given[i])
            return truce_fail(p->err, TRUCE_ERR_USAGE, "--%s %s is missing", option->name,
                              argument_name(option));
    }
    return TRUCE_OK;
}

enum truce_status truce_options_parse(const struct truce_command *command, int argc, char *const *argv,
                                      void *values, enum truce_option_outcome *outcome, struct truce_err *err)
{
    struct parser p = {.command = command, .values = values, .err = err};
    enum truce_option_outcome found = TRUCE_OPTIONS_READY;
    enum truce_status status;

    assert(command->n_options <= MAX_NAMES);
    if (command->values_size > 0)
        memset(values, 0, command->values_size);
    status = put_fallbacks(&p);
    if (status == TRUCE_OK)
        status = parse_tokens(&p, argc, argv, &found);
    if (status == TRUCE_OK && found == TRUCE_OPTIONS_READY)
        status = deal_positionals(&p);
    if (status == TRUCE_OK && found == TRUCE_OPTIONS_READY)
        status = check_required(&p);
    if (status == TRUCE_OK)
        *outcome = found;
    if (status != TRUCE_OK || found == TRUCE_OPTIONS_HELP)
        truce_options_release(command, values);
    free(p.loose.items);
    return status;
}

static void release_texts(struct truce_option_texts *texts)
{
    free(texts->items);
    *texts = (struct truce_option_texts){NULL, 0, 0};
}

void truce_options_release(const struct truce_command *command, void *values)
{
    const struct parser p = {.command = command, .values = values};

    for (size_t i = 0; i < command->n_options; i++)
        if (command->options[i].kind == TRUCE_OPTION_TEXTS)
            release_texts(slot(&p, command->options[i].offset));
    for (size_t i = 0; i < command->n_positionals; i++)
        if (command->positionals[i].max > 1)
            release_texts(slot(&p, command->positionals[i].offset));
}

static const char *number_fault(const struct truce_option *option)
{
    if (!(option->min < option->max))
        return "limits";
    if (option->kind == TRUCE_OPTION_INTEGER && (option->min < -MAX_WHOLE || option->max > MAX_WHOLE))
        return "limits: a double holds whole numbers up to 2^53";
    if (option->kind == TRUCE_OPTION_INTEGER && option->fallback == NULL && !option->required)
        return "lack of a fallback";
    return NULL;
}

static const char *option_fault(const struct truce_option *option)
{
    const bool flag = option->kind == TRUCE_OPTION_FLAG, choice = option->kind == TRUCE_OPTION_CHOICE;
    const bool repeated = option->kind == TRUCE_OPTION_TEXTS;

    if (option->name == NULL ||
        option->name[strspn(option->name, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0')
        return "name";
    if (strcmp(option->name, "help") == 0 || option->letter == 'h')
        return "name: help is there by itself";
    if (option->help == NULL || option->help[0] == '\0' || option->help[strlen(option->help) - 1] == '.')
        return "help";
    if (flag ? option->argument != NULL : option->argument == NULL && !choice)
        return "argument's name";
    if (choice != (option->choices != NULL))
        return "choices";
    if (option->fallback != NULL && (flag || repeated || option->required))
        return "fallback";
    if (option->kind == TRUCE_OPTION_INTEGER || option->kind == TRUCE_OPTION_REAL)
        return number_fault(option);
    return NULL;
}

/* What is wrong with option i as a part of its command; err holds the text of a fallback that cannot be read. */
static const char *place_fault(const struct parser *p, const struct truce_option *option)
{
    if (find_long(p->command, truce_text_view(option->name)) != option)
        return "name: it is there twice";
    if (option->letter != 0 && find_short(p->command, option->letter) != option)
        return "letter: it is there twice";
    if (option->offset >= p->command->values_size)
        return "offset";
    if (option->fallback != NULL && put(p, option, option->fallback) != TRUCE_OK)
        return p->err->text;
    return NULL;
}

static const char *positional_fault(const struct truce_command *command,
                                    const struct truce_positional *positional)
{
    if (positional->max == 0 || positional->min > positional->max)
        return "counts";
    return positional->offset >= command->values_size ? "offset" : NULL;
}

bool truce_options_table_is_sound(const struct truce_command *command, char *why, size_t why_size)
{
    struct truce_err err;
    void *values = calloc(1, command->values_size + 1);
    const struct parser p = {.command = command, .values = values, .err = &err};
    const char *fault = values == NULL ? "lack of memory" : NULL, *name = "";

    if (command->n_options > MAX_NAMES)
        fault = "number of options";
    for (size_t i = 0; i < command->n_options && fault == NULL; i++) {
        name = command->options[i].name;
        fault = option_fault(&command->options[i]);
        if (fault == NULL)
            fault = place_fault(&p, &command->options[i]);
    }
    for (size_t i = 0; i < command->n_positionals && fault == NULL; i++) {
        name = command->positionals[i].name;
        fault = positional_fault(command, &command->positionals[i]);
    }
    if (fault != NULL)
        snprintf(why, why_size, "%s %s: wrong is its %s", command->name, name, fault);
    free(values);
    return fault == NULL;
}
