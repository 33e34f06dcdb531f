/*
 * Times the importers, and the reader of record lines on what they make: import_bench FILE [RUNS].  Prints JSON: rows, refused, the best seconds of processor time of each, the sum
 * of what was killed, which a peer must find as well.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
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

static double run(struct truce_text bytes, struct work *w, struct truce_import_account *account)
{
    struct truce_import_input input = truce_import_input_of(&bytes);
    struct truce_import_sink sink = {w, take, NULL};
    struct truce_import_options options = {.file = "bench"};
    struct truce_err err;
    double start = seconds_now();

    if (truce_import_run(&options, &input, &sink, account, NULL, &err) != TRUCE_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    return seconds_now() - start;
}

int main(int argc, char **argv)
{
    struct truce_buf bytes;
    struct truce_err err;
    struct truce_import_account account = {0};
    double best[2] = {INFINITY, INFINITY}, killed = 0;
    int runs = argc > 2 ? atoi(argv[2]) : 3;

    truce_buf_init(&bytes);
    if (argc < 2 || truce_file_read(argv[1], TRUCE_FILE_MAX, &bytes, &err) != TRUCE_OK)
        return 1;
    for (int i = 0; i < 2 * runs; i++) {
        struct work w = {.parse = i % 2 == 1};
        truce_arena_init(&w.arena, (size_t)64 << 20);
        truce_diagnostics_init(&w.found, "bench");
        best[i % 2] = fmin(best[i % 2], run(truce_buf_view(&bytes), &w, &account));
        killed = w.killed;
        truce_diagnostics_fini(&w.found);
    }
    printf("{\"rows\": %llu, \"refused\": %llu, \"import_s\": %.4f, \"import_and_parse_s\": %.4f, "
           "\"killed\": %.0f}\n",
           (unsigned long long)account.read, (unsigned long long)account.refused, best[0], best[1], killed);
    truce_buf_fini(&bytes);
    return 0;
}
