/*
 * Times the importers, and the reader of record lines on what they make: import_bench FILE [RUNS].  Prints JSON: rows, refused, the best seconds of processor time of each, the sum
 * of what was killed, which a peer must find as well.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "sources/import.h"
#include "sources/sources.h"

struct work {
    bool parse; /* each line, too */
    struct truce_arena arena;
    struct truce_diagnostics found;
    double killed;
    uint64_t bytes;
};

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static enum truce_status take(void *context, const struct truce_import_line *line,
                              enum truce_import_outcome *outcome, struct truce_err *err)
{
    struct work *w = context;
    struct truce_record record;

    (void)outcome;
    w->bytes += line->text.len;
    if (!w->parse)
        return TRUCE_OK;
    enum truce_status status =
        truce_record_parse_line(line->text, line->number, "bench", &w->arena, &record, &w->found, err);
    if (status == TRUCE_OK && !isnan(record.killed))
        w->killed += record.killed;
    truce_arena_fini(&w->arena);
    return status;
}

static double run(const char *path, struct work *w, struct truce_import_account *account)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct truce_import_input input = truce_import_input_of_file(&fd);
    struct truce_import_sink sink = {w, take, NULL};
    struct truce_import_options options = {.file = path};
    struct truce_err err;
    double start = seconds_now();

    if (truce_import_run(&options, &input, &sink, account, NULL, &err) != TRUCE_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    double seconds = seconds_now() - start;
    close(fd);
    return seconds;
}

int main(int argc, char **argv)
{
    struct truce_import_account account = {0};
    double best[2] = {INFINITY, INFINITY};
    int runs = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
    struct work w = {.killed = 0};

    for (int i = 0; argc > 1 && i < 2 * runs; i++) {
        w = (struct work){.parse = i % 2 == 1};
        truce_arena_init(&w.arena, (size_t)64 << 20);
        truce_diagnostics_init(&w.found, "bench");
        best[i % 2] = fmin(best[i % 2], run(argv[1], &w, &account));
        truce_diagnostics_fini(&w.found);
    }
    printf("{\"rows\": %llu, \"refused\": %llu, \"bytes\": %llu, \"import_s\": %.4f, \"import_and_parse_s\": "
           "%.4f, \"killed\": "
           "%.0f}\n",
           (unsigned long long)account.read, (unsigned long long)account.refused, (unsigned long long)w.bytes,
           best[0], best[1], w.killed);
    return argc > 1 ? 0 : 1;
}
