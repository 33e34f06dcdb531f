/*
 * Command-line options from tables.
 *
 * A command is one table: its options, its positional arguments, where their values go.  Parsing, `--help`, the OPTIONS
 * part of the man page and the shell completion are all made from it, so they cannot disagree.
 *
 * Values are written into a struct of the command's own, at the offset that the table names:
 *
 *     struct series_values {
 *         struct truce_option_texts maps;
 *         int64_t gap_days;
 *         int format;
 *     };
 *     {.name = "gap", .kind = TRUCE_OPTION_INTEGER, .argument = "DAYS", .min = 0, .max = 30, .fallback = "3",
 *      .help = "use a snapshot up to this many days off", .offset = offsetof(struct series_values, gap_days)},
 */
#ifndef TRUCE_CLI_OPTIONS_H
#define TRUCE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct truce_out;

/* What an option holds, and the type of its destination. */
enum truce_option_kind {
    TRUCE_OPTION_FLAG,    /* bool; takes no value; false unless given */
    TRUCE_OPTION_TEXT,    /* const char *, borrowed from argv; NULL without value and fallback */
    TRUCE_OPTION_TEXTS,   /* struct truce_option_texts; may be given several times */
    TRUCE_OPTION_INTEGER, /* int64_t within [min, max]; must have a fallback or be required */
    TRUCE_OPTION_REAL,    /* double within [min, max]; NaN without value and fallback */
    TRUCE_OPTION_CHOICE,  /* int, index into choices; -1 without value and fallback */
};

struct truce_option_texts {
    const char **items; /* heap, owned by the values; the texts are borrowed from argv */
    size_t n, size;
};

/* What the shell may offer for a value. */
enum truce_option_completes {
    TRUCE_COMPLETES_NOTHING,
    TRUCE_COMPLETES_FILE,
    TRUCE_COMPLETES_FOLDER,
};

struct truce_option {
    const char *name; /* without "--"; lower case letters, digits, '-' */
    char letter;      /* 'o' for -o; 0 for none; never 'h' */
    enum truce_option_kind kind;
    const char *argument; /* in capitals, for help: "FILE"; NULL for flags; may be NULL for choices */
    const char *help; /* one sentence without capital and full stop; no default, no choices: they are added */
    const char *fallback; /* as a user would write it; NULL for none; not for flags and repeated texts */
    bool required;
    double min, max;            /* INTEGER and REAL; -INFINITY and INFINITY are no limit for REAL */
    const char *const *choices; /* CHOICE: NULL-terminated */
    enum truce_option_completes completes;
    size_t offset; /* of the destination in the values struct */
};

/* max == 1: the destination is const char * (NULL when min == 0 and it is not given); else struct truce_option_texts. */
struct truce_positional {
    const char *name; /* in capitals: "CLAIMS" */
    size_t min, max;  /* how many; SIZE_MAX is no limit */
    const char *help;
    enum truce_option_completes completes;
    size_t offset;
};

struct truce_command {
    const char *name;
    const char *summary;           /* one line without capital and full stop, for the list of commands */
    const char *const *paragraphs; /* what it does, NULL-terminated; wrapped for `--help` */
    const char *const *examples;   /* command lines, NULL-terminated; may be NULL */
    const struct truce_option *options;
    size_t n_options;
    const struct truce_positional *positionals;
    size_t n_positionals;
    size_t values_size; /* of the values struct; 0 for none */

    /* values: the filled struct, released by the caller.  Returns the exit code.  Written as `.run = TRUCE_RUN(run)`. */
    int (*run)(struct truce_out *out, const void *values);
};

/*
 * The program itself holds only the tables, so that `truce --help` need not load the libraries for maps, pictures and
 * HTTP; what the commands do is in a module loaded when one is run (docs/decisions/0002).  The same files make both.
 */
#ifdef TRUCE_TABLES_ONLY
#define TRUCE_RUN(function) (0 ? (function) : NULL)
#else
#define TRUCE_RUN(function) (function)
#endif

enum truce_option_outcome {
    TRUCE_OPTIONS_READY, /* values are complete */
    TRUCE_OPTIONS_HELP,  /* --help or -h was asked for; values hold nothing */
};

/*
 * Reads the arguments after the command's name.
 *
 * `--opt value`, `--opt=value`, `-o value`, `-ovalue`, `-ab` for two flags; `--` ends the options; `-` is a positional (standard
 * input); options and positionals may be mixed.  A value that begins with "--" must be written `--opt=--value`.  The last of
 * several values counts, but for TEXTS.
 *
 * values  values_size bytes; replaced.  Release with truce_options_release, on success only.
 * Fails:  TRUCE_ERR_USAGE with one line that names the token, what was expected and the nearest good name; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_options_parse(const struct truce_command *command, int argc, char *const *argv,
                                      void *values, enum truce_option_outcome *outcome,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* Frees the lists in values. */
void truce_options_release(const struct truce_command *command, void *values);

/* True when the table keeps the rules above; else `why` gets one line.  For tests. */
bool truce_options_table_is_sound(const struct truce_command *command, char *why, size_t why_size);

/* Texts made from the tables (options_text.c). */

/* "Usage: truce verify CLAIMS --maps PATH [options]" and a line feed. */
void truce_options_write_usage(const struct truce_command *command, struct truce_buf *out);

/* The whole of `truce <command> --help`, lines of at most 80 columns. */
void truce_options_write_help(const struct truce_command *command, struct truce_buf *out);

/* The SYNOPSIS and OPTIONS sections of the man page, mdoc. */
void truce_options_write_mdoc_synopsis(const struct truce_command *command, struct truce_buf *out);
void truce_options_write_mdoc_options(const struct truce_command *command, struct truce_buf *out);

/* A bash completion script for all commands. */
void truce_options_write_bash(const struct truce_command *const *commands, size_t n, struct truce_buf *out);

#endif
