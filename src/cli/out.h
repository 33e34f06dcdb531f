/*
 * What the program says and how it ends: data to standard output, talk to standard error, one map of exit codes.
 */
#ifndef TRUCE_CLI_OUT_H
#define TRUCE_CLI_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/notes.h"
#include "base/status.h"
#include "base/text.h"

/* Verdicts and faults never share a code. */
enum truce_exit {
    TRUCE_EXIT_HELD = 0,          /* done; of claims: every one is supported by every source that can tell */
    TRUCE_EXIT_NOT_SUPPORTED = 1, /* for at least one claim all sources that can tell show otherwise */
    TRUCE_EXIT_UNDECIDED = 2,     /* neither: sources disagree, or none can tell */
    TRUCE_EXIT_USAGE = 64,        /* the command line makes no sense */
    TRUCE_EXIT_DATA = 65,         /* input that is wrong */
    TRUCE_EXIT_MISSING = 66,      /* input that is not there */
    TRUCE_EXIT_UNAVAILABLE = 69,  /* a server, or something this build cannot do */
    TRUCE_EXIT_INTERNAL = 70,     /* a fault of ours, or no memory */
    TRUCE_EXIT_IO = 74,           /* reading or writing failed */
};

/* One a process, made by main. */
struct truce_out {
    bool progress; /* standard error is a terminal that can redraw a line, and the user did not say --quiet */
    bool colour;   /* standard output is a terminal, and NO_COLOR is not set */
    int columns;   /* width of the terminal; 80 when it is none */
    bool bar_drawn;  /* a progress bar stands on the last line of standard error */
    int bar_percent; /* what it shows */
    const char *
        data_folder; /* folder with sources/: $TRUCE_DATA, or share/ beside the program (a build tree), or as installed */
    char beside[4096]; /* room for the second */
};

/* Looks at the terminal and the environment (NO_COLOR, TERM, COLUMNS, TRUCE_DATA).  Makes a closed pipe a failed write, not a signal. */
void truce_out_init(struct truce_out *out);

/* Threads worth starting here: the processors that are online, at least 1. */
unsigned truce_out_threads(void);

/* The exit code for a status. */
int truce_exit_code(enum truce_status status);

/* Prints "truce: file:line:column: text" to standard error and returns the exit code for it. */
int truce_out_error(struct truce_out *out, const struct truce_err *err);

/* "truce: <text>" to standard error. */
void truce_out_say(struct truce_out *out, const char *format, ...) TRUCE_PRINTF(2, 3);

/* Every note as "truce: note: ..." to standard error, and how many were dropped.  At most `max` lines, then a count; 0 is no limit. */
void truce_out_notes(struct truce_out *out, const struct truce_notes *notes, size_t max);

/* The progress bar, for the `progress` callbacks of the engines; context is the struct truce_out.  Nothing in a pipe.
 * done == total clears it. */
void truce_out_progress(void *context, const char *what, size_t done, size_t total);

/* Clears the bar, if there is one. */
void truce_out_progress_end(struct truce_out *out);

/*
 * Writes all bytes to standard output.
 * Fails: TRUCE_ERR_IO; err->text is "" for a closed pipe, of which nobody wants to read (truce_out_error then says nothing).
 */
enum truce_status truce_out_write(struct truce_out *out, struct truce_text bytes,
                                  struct truce_err *err) TRUCE_MUST_USE;

#endif
