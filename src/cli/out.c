/*
 * Talk to people on standard error, data on standard output.
 *
 * One idea: whatever may be drawn on a terminal is decided once, at the start; in a pipe nothing is drawn at all.
 */
#include "cli/out.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/beside.h"

#define BAR_CELLS 24

static int terminal_columns(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");

    if (columns != NULL) {
        long n = strtol(columns, NULL, 10);
        if (n >= 20 && n <= 1000)
            return (int)n;
    }
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 80;
}

void truce_out_init(struct truce_out *out)
{
    const char *no_colour = getenv("NO_COLOR"); /* https://no-color.org: set and not empty */
    const char *term = getenv("TERM");
    const char *data = getenv("TRUCE_DATA");
    const bool dumb = term == NULL || strcmp(term, "dumb") == 0;

    signal(SIGPIPE, SIG_IGN);
    *out = (struct truce_out){
        .progress = !dumb && isatty(STDERR_FILENO),
        .colour = !dumb && (no_colour == NULL || no_colour[0] == '\0') && isatty(STDOUT_FILENO),
        .columns = terminal_columns(),
        .data_folder = TRUCE_DATA_DIR,
    };
    if (data != NULL && data[0] != '\0')
        out->data_folder = data;
    else if (truce_beside("share", out->beside, sizeof out->beside))
        out->data_folder = out->beside;
}

unsigned truce_out_threads(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 1 ? (unsigned)n : 1;
}

int truce_exit_code(enum truce_status status)
{
    switch (status) {
    case TRUCE_OK:
        return TRUCE_EXIT_HELD;
    case TRUCE_ERR_USAGE:
        return TRUCE_EXIT_USAGE;
    case TRUCE_ERR_SYNTAX:
    case TRUCE_ERR_RANGE:
    case TRUCE_ERR_SHAPE:
    case TRUCE_ERR_UNKNOWN:
    case TRUCE_ERR_LIMIT:
        return TRUCE_EXIT_DATA;
    case TRUCE_ERR_MISSING:
        return TRUCE_EXIT_MISSING;
    case TRUCE_ERR_NETWORK:
    case TRUCE_ERR_UNSUPPORTED:
        return TRUCE_EXIT_UNAVAILABLE;
    case TRUCE_ERR_IO:
        return TRUCE_EXIT_IO;
    case TRUCE_ERR_MEMORY:
    case TRUCE_ERR_INTERNAL:
        return TRUCE_EXIT_INTERNAL;
    }
    return TRUCE_EXIT_INTERNAL;
}

int truce_out_error(struct truce_out *out, const struct truce_err *err)
{
    char line[1200];

    truce_out_progress_end(out);
    if (err->text[0] != '\0') {
        truce_err_format(err, line, sizeof line);
        fprintf(stderr, "truce: %s\n", line);
    }
    return truce_exit_code(err->status);
}

void truce_out_say(struct truce_out *out, const char *format, ...)
{
    va_list args;

    truce_out_progress_end(out);
    fputs("truce: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

void truce_out_notes(struct truce_out *out, const struct truce_notes *notes, size_t max)
{
    const size_t shown = max == 0 || notes->n < max ? notes->n : max;
    const size_t more = notes->n - shown + notes->dropped;

    truce_out_progress_end(out);
    for (size_t i = 0; i < shown; i++)
        fprintf(stderr, "truce: note: %s\n", notes->items[i].text);
    if (more > 0)
        fprintf(stderr, "truce: note: %zu more %s not shown\n", more, more == 1 ? "note is" : "notes are");
}

void truce_out_progress(void *context, const char *what, size_t done, size_t total)
{
    struct truce_out *out = context;

    if (!out->progress || total == 0)
        return;
    if (done >= total) {
        truce_out_progress_end(out);
        return;
    }
    const int percent = (int)((double)done / (double)total * 100.0);
    if (out->bar_drawn && percent == out->bar_percent)
        return;

    char cells[BAR_CELLS + 1];
    memset(cells, '.', BAR_CELLS);
    memset(cells, '#', (size_t)(percent * BAR_CELLS / 100));
    cells[BAR_CELLS] = '\0';
    /* the bar, its brackets and the percentage take 34 columns; a line that wraps could not be cleared */
    const int room = out->columns > 40 ? out->columns - 36 : 4;
    fprintf(stderr, "\r[%s] %3d %% %.*s\033[K", cells, percent, room, what);
    fflush(stderr);
    out->bar_drawn = true;
    out->bar_percent = percent;
}

void truce_out_progress_end(struct truce_out *out)
{
    if (!out->bar_drawn)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    out->bar_drawn = false;
}

enum truce_status truce_out_write(struct truce_out *out, struct truce_text bytes, struct truce_err *err)
{
    const char *at = bytes.at;
    size_t left = bytes.len;

    truce_out_progress_end(out);
    while (left > 0) {
        ssize_t n = write(STDOUT_FILENO, at, left);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EPIPE)
            return truce_fail(err, TRUCE_ERR_IO, "%s", "");
        if (n < 0)
            return truce_fail(err, TRUCE_ERR_IO, "cannot write to standard output: %s", strerror(errno));
        at += n;
        left -= (size_t)n;
    }
    return TRUCE_OK;
}
