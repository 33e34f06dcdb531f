/*
 * truce_fetch_run against a scripted server on loopback: each test says what the server sends, then looks at what was asked, what lies in
 * the folder, and what the report says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "sources/fetch.h"
#include "sources/fetch_test_server.h"

#define MAP                                                                                                  \
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"            \
    "[[[30,50],[31,50],[31,51],[30,50]]]}}\n"
#define OTHER_MAP                                                                                            \
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"            \
    "[[[30,50],[32,50],[32,52],[30,50]]]}}\n"
#define MAP_BYTES ((int)sizeof MAP - 1)
#define END       "Connection: close\r\n\r\n"

struct world {
    struct server server;
    char folder[256];
    char url[128];
    char replies[SERVER_STEPS_MAX][2048];
    struct truce_fetch_options options;
    struct truce_fetch_report report;
    struct truce_notes notes;
    struct truce_err err;
    uint64_t pauses[SERVER_STEPS_MAX]; /* asked of the sleep that does not sleep */
    size_t n_pauses;
    size_t n_progress;
};

static void no_sleep(void *context, uint64_t ms)
{
    struct world *w = context;
    assert_true(w->n_pauses < SERVER_STEPS_MAX);
    w->pauses[w->n_pauses++] = ms;
}

static void count_progress(void *context, const struct truce_fetch_progress *progress)
{
    struct world *w = context;
    assert_true(progress->done <= progress->total);
    w->n_progress++;
}

static struct truce_day day_of(const char *text)
{
    struct truce_day day = {TRUCE_DAY_NONE};
    assert_true(truce_day_parse(truce_text_view(text), &day));
    return day;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static int begin(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    server_start(&w->server);
    snprintf(w->folder, sizeof w->folder, "%s/fetch_test_XXXXXX", TRUCE_BUILD_DIR);
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%u/maps/{YYYYMMDD}.geojson", w->server.port);
    truce_fetch_options_init(&w->options);
    truce_fetch_report_init(&w->report);
    truce_notes_init(&w->notes);
    w->options.url = w->url;
    w->options.name = "map_{YYYYMMDD}.geojson";
    w->options.folder = w->folder;
    w->options.from = w->options.to = day_of("2025-03-01");
    w->options.connect_timeout_ms = 5000;
    w->options.total_timeout_ms = 20000;
    w->options.sleep = no_sleep;
    w->options.progress = count_progress;
    w->options.context = w;
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;
    server_close(&w->server);
    truce_fetch_report_fini(&w->report);
    truce_notes_fini(&w->notes);
    nftw(w->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(w);
    return 0;
}

/* Adds a step to the script. */
__attribute__((format(printf, 3, 4))) static void play(struct world *w, enum server_end how,
                                                       const char *format, ...)
{
    size_t i = w->server.n_steps++;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(w->replies[i], sizeof w->replies[i], format, args);
    va_end(args);
    assert_in_range(n, 1, (int)sizeof w->replies[i] - 1);
    w->server.steps[i] = (struct server_step){w->replies[i], 0, how};
}

static void play_map(struct world *w, const char *headers, const char *body)
{
    play(w, SERVER_CLOSE, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n%s" END "%s", strlen(body), headers,
         body);
}

/* One run against the script so far; a second call goes on with the steps that were added since. */
static enum truce_status run(struct world *w)
{
    truce_fetch_report_fini(&w->report);
    server_go(&w->server);
    enum truce_status status = truce_fetch_run(&w->options, &w->report, &w->notes, &w->err);
    server_rest(&w->server);
    assert_int_equal(w->server.n_requests, w->server.n_steps);
    return status;
}

static void path_of(const struct world *w, const char *name, char out[512])
{
    snprintf(out, 512, "%s/%s", w->folder, name);
}

static void assert_file(const struct world *w, const char *name, const char *content)
{
    char path[512];
    struct truce_buf bytes;
    path_of(w, name, path);
    truce_buf_init(&bytes);
    assert_int_equal(truce_file_read(path, 1 << 20, &bytes, NULL), TRUCE_OK);
    assert_string_equal(bytes.at, content);
    truce_buf_fini(&bytes);
}

static void assert_no_file(const struct world *w, const char *name)
{
    char path[512];
    path_of(w, name, path);
    assert_false(truce_file_exists(path));
}

static void put_file(const struct world *w, const char *name, const char *content)
{
    char path[512];
    path_of(w, name, path);
    assert_int_equal(truce_file_write(path, truce_text_view(content), NULL), TRUCE_OK);
}

/* Exactly one day, with this outcome; for a failure `why` is part of its reason. */
static void assert_outcome(const struct world *w, enum truce_fetch_outcome outcome, const char *why)
{
    assert_int_equal(w->report.n, 1);
    if (w->report.days[0].outcome != outcome)
        print_error("outcome %s: %s\n", truce_fetch_outcome_name(w->report.days[0].outcome),
                    w->report.days[0].why != NULL ? w->report.days[0].why : "");
    assert_int_equal(w->report.days[0].outcome, outcome);
    assert_int_equal(w->report.count[outcome], 1);
    if (why == NULL) {
        assert_null(w->report.days[0].why);
        return;
    }
    assert_non_null(w->report.days[0].why);
    if (strstr(w->report.days[0].why, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", w->report.days[0].why, why);
}

static void assert_asked(const struct world *w, size_t i, const char *part)
{
    if (strstr(w->server.requests[i], part) == NULL)
        fail_msg("request %zu lacks \"%s\":\n%s", i, part, w->server.requests[i]);
}

static void assert_not_asked(const struct world *w, size_t i, const char *part)
{
    if (strstr(w->server.requests[i], part) != NULL)
        fail_msg("request %zu has \"%s\":\n%s", i, part, w->server.requests[i]);
}

/* What is kept */

static void fetches_a_file(void **state)
{
    struct world *w = *state;
    play_map(w, "ETag: \"v1\"\r\n", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_file(w, "map_20250301.geojson", MAP);
    assert_no_file(w, "map_20250301.geojson.part");
    assert_asked(w, 0, "GET /maps/20250301.geojson HTTP/1.1\r\n");
    assert_asked(w, 0, "\r\nUser-Agent: truce/");
    assert_not_asked(w, 0, "Range:");
    assert_not_asked(w, 0, "If-");
    assert_not_asked(w, 0, "Cookie");
    assert_int_equal(w->report.bytes, MAP_BYTES);
    assert_int_equal(w->n_progress, 2);
    assert_int_equal(w->n_pauses, 0);
}

static void leaves_files_that_are_there(void **state)
{
    struct world *w = *state;
    put_file(w, "map_20250301.geojson", OTHER_MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_THERE, NULL);
    assert_file(w, "map_20250301.geojson", OTHER_MAP);
}

static void fetches_again_what_is_empty(void **state)
{
    struct world *w = *state;
    put_file(w, "map_20250301.geojson", "");
    play_map(w, "", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_file(w, "map_20250301.geojson", MAP);
}

static void takes_a_body_without_length_and_in_chunks(void **state)
{
    struct world *w = *state;
    w->options.to = day_of("2025-03-02");
    play(w, SERVER_CLOSE, "HTTP/1.1 200 OK\r\n" END MAP);
    play(w, SERVER_CLOSE,
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" END "%x\r\n" MAP "\r\n0\r\n\r\n",
         (unsigned)MAP_BYTES);
    assert_int_equal(run(w), TRUCE_OK);
    assert_int_equal(w->report.count[TRUCE_FETCH_FETCHED], 2);
    assert_file(w, "map_20250301.geojson", MAP);
    assert_file(w, "map_20250302.geojson", MAP);
}

static void goes_on_past_gaps_and_failures(void **state)
{
    struct world *w = *state;
    w->options.to = day_of("2025-03-05");
    w->options.tries = 1;
    play_map(w, "", MAP);
    play(w, SERVER_CLOSE, "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n" END "no..\n");
    play(w, SERVER_CLOSE, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n" END);
    play(w, SERVER_CLOSE, "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n" END);
    play_map(w, "", OTHER_MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_int_equal(w->report.n, 5);
    assert_int_equal(w->report.count[TRUCE_FETCH_FETCHED], 2);
    assert_int_equal(w->report.count[TRUCE_FETCH_ABSENT], 2);
    assert_int_equal(w->report.count[TRUCE_FETCH_FAILED], 1);
    assert_int_equal(w->report.days[2].outcome, TRUCE_FETCH_FAILED);
    assert_non_null(strstr(w->report.days[2].why, "status 500"));
    assert_no_file(w, "map_20250302.geojson");
    assert_file(w, "map_20250305.geojson", OTHER_MAP);
}

/* Conditions */

static void refresh_asks_on_condition(void **state)
{
    struct world *w = *state;
    play_map(w, "ETag: W/\"v1\"\r\nLast-Modified: Sat, 01 Mar 2025 03:00:00 GMT\r\n", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    w->options.refresh = true;
    play(w, SERVER_CLOSE, "HTTP/1.1 304 Not Modified\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_NOT_MODIFIED, NULL);
    assert_asked(w, 1, "\r\nIf-None-Match: W/\"v1\"\r\n");
    assert_file(w, "map_20250301.geojson", MAP);

    play_map(w, "ETag: \"v2\"\r\n", OTHER_MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_asked(w, 2, "\r\nIf-None-Match: W/\"v1\"\r\n");
    assert_file(w, "map_20250301.geojson", OTHER_MAP);
}

static void refresh_by_date_without_a_tag(void **state)
{
    struct world *w = *state;
    play_map(w, "Last-Modified: Sat, 01 Mar 2025 03:00:00 GMT\r\n", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    w->options.refresh = true;
    play(w, SERVER_CLOSE, "HTTP/1.1 304 Not Modified\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_NOT_MODIFIED, NULL);
    assert_asked(w, 1, "\r\nIf-Modified-Since: Sat, 01 Mar 2025 03:00:00 GMT\r\n");
}

static void refresh_of_a_changed_local_file_has_no_condition(void **state)
{
    struct world *w = *state;
    play_map(w, "ETag: \"v1\"\r\n", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    put_file(w, "map_20250301.geojson", "{}");
    w->options.refresh = true;
    play_map(w, "ETag: \"v1\"\r\n", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_not_asked(w, 1, "If-");
    assert_file(w, "map_20250301.geojson", MAP);
}

static void a_304_that_nobody_asked_for_fails(void **state)
{
    struct world *w = *state;
    play(w, SERVER_CLOSE, "HTTP/1.1 304 Not Modified\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "304");
}

static void a_bad_refresh_leaves_the_good_file(void **state)
{
    struct world *w = *state;
    play_map(w, "ETag: \"v1\"\r\n", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    w->options.refresh = true;
    w->options.tries = 1;
    static const char *const bad[] = {"<!DOCTYPE html><p>down for maintenance", "{\"type\":\"FeatureColl",
                                      "{\"type\":\"FeatureCollection\",\"features\":[]}", "null"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        play_map(w, "ETag: \"v2\"\r\n", bad[i]);
        assert_int_equal(run(w), TRUCE_OK);
        assert_int_equal(w->report.count[TRUCE_FETCH_FAILED], 1);
        assert_file(w, "map_20250301.geojson", MAP);
        assert_no_file(w, "map_20250301.geojson.part");
    }
    play(w, SERVER_CLOSE, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_ABSENT, NULL);
    assert_file(w, "map_20250301.geojson", MAP);
}

/* Trying again */

static void tries_again_after_500_with_growing_pauses(void **state)
{
    struct world *w = *state;
    play(w, SERVER_CLOSE, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n" END);
    play(w, SERVER_CLOSE, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n" END);
    play(w, SERVER_CLOSE, "HTTP/1.1 502 Gateway\r\nContent-Length: 0\r\n" END);
    play_map(w, "", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_int_equal(w->n_pauses, 3);
    assert_int_equal(w->pauses[0], 1000);
    assert_int_equal(w->pauses[1], 2000);
    assert_int_equal(w->pauses[2], 4000);
}

static void stops_after_the_last_try(void **state)
{
    struct world *w = *state;
    for (int i = 0; i < 4; i++)
        play(w, SERVER_CLOSE, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "status 500");
    assert_int_equal(w->n_pauses, 3);
}

static void a_403_is_final(void **state)
{
    struct world *w = *state;
    play(w, SERVER_CLOSE, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "status 403");
}

static void waits_as_long_as_the_server_asks(void **state)
{
    struct world *w = *state;
    play(w, SERVER_CLOSE, "HTTP/1.1 429 Slow down\r\nRetry-After: 30\r\nContent-Length: 0\r\n" END);
    play_map(w, "", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_int_equal(w->n_pauses, 1);
    assert_int_equal(w->pauses[0], 30000);
}

static void leaves_a_server_alone_that_asks_for_an_hour(void **state)
{
    struct world *w = *state;
    play(w, SERVER_CLOSE, "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "3600 s");
    assert_int_equal(w->n_pauses, 0);
}

static void gives_up_on_a_silent_server(void **state)
{
    struct world *w = *state;
    w->options.to = day_of("2025-03-09");
    w->options.tries = 2;
    put_file(w, "map_20250309.geojson", MAP);
    for (int i = 0; i < 10; i++) /* five days, two tries each */
        w->server.steps[w->server.n_steps++] = (struct server_step){"", 0, SERVER_CLOSE};
    assert_int_equal(run(w), TRUCE_OK);
    assert_int_equal(w->report.n, 9);
    assert_int_equal(w->report.count[TRUCE_FETCH_FAILED], 8);
    assert_int_equal(w->report.days[8].outcome, TRUCE_FETCH_THERE);
    assert_non_null(strstr(w->report.days[7].why, "not tried"));
    assert_null(strstr(w->report.days[4].why, "not tried"));
}

static void says_that_nobody_listens(void **state)
{
    struct world *w = *state;
    w->options.tries = 2;
    int fd = socket(AF_INET, SOCK_STREAM, 0); /* bound, not listening: connections are refused */
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%u/{YYYYMMDD}", (unsigned)ntohs(address.sin_port));
    assert_int_equal(run(w), TRUCE_OK);
    close(fd);
    assert_outcome(w, TRUCE_FETCH_FAILED, "connect");
    assert_int_equal(w->n_pauses, 1);
}

/* Cut connections and ranges */

/* The first half of the map under a tag, then the connection breaks. */
static void play_half(struct world *w, const char *headers)
{
    play(w, SERVER_CLOSE, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s" END "%.60s", MAP_BYTES, headers, MAP);
}

static void resumes_after_a_cut(void **state)
{
    struct world *w = *state;
    play_half(w, "ETag: \"v1\"\r\n");
    play(w, SERVER_CLOSE,
         "HTTP/1.1 206 Partial Content\r\nETag: \"v1\"\r\nContent-Range: bytes 60-%d/%d\r\nContent-Length: "
         "%d\r\n" END "%s",
         MAP_BYTES - 1, MAP_BYTES, MAP_BYTES - 60, &MAP[60]);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_asked(w, 1, "\r\nRange: bytes=60-\r\n");
    assert_asked(w, 1, "\r\nIf-Range: \"v1\"\r\n");
    assert_file(w, "map_20250301.geojson", MAP);
}

static void resumes_in_a_later_run(void **state)
{
    struct world *w = *state;
    w->options.tries = 1;
    play_half(w, "ETag: \"v1\"\r\n");
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "");
    assert_no_file(w, "map_20250301.geojson");
    play(w, SERVER_CLOSE,
         "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 60-%d/*\r\nContent-Length: %d\r\n" END "%s",
         MAP_BYTES - 1, MAP_BYTES - 60, &MAP[60]);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_asked(w, 1, "\r\nRange: bytes=60-\r\n");
    assert_file(w, "map_20250301.geojson", MAP);
}

static void a_part_of_another_url_is_not_continued(void **state)
{
    struct world *w = *state;
    w->options.tries = 1;
    play_half(w, "ETag: \"v1\"\r\n");
    assert_int_equal(run(w), TRUCE_OK);
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%u/other/{YYYYMMDD}.geojson", w->server.port);
    play_map(w, "", OTHER_MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_not_asked(w, 1, "Range:");
    assert_file(w, "map_20250301.geojson", OTHER_MAP);
}

static void takes_the_whole_file_when_ranges_are_ignored(void **state)
{
    struct world *w = *state;
    play_half(w, "ETag: \"v1\"\r\n");
    play_map(w, "ETag: \"v2\"\r\n", OTHER_MAP); /* the file changed: 200 with all of it */
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_asked(w, 1, "\r\nIf-Range: \"v1\"\r\n");
    assert_file(w, "map_20250301.geojson", OTHER_MAP);
}

static void refuses_the_end_of_another_file(void **state)
{
    struct world *w = *state;
    play_half(w, "ETag: \"v1\"\r\n");
    play(w, SERVER_CLOSE,
         "HTTP/1.1 206 Partial Content\r\nETag: \"v2\"\r\nContent-Range: bytes 60-%d/%d\r\nContent-Length: "
         "%d\r\n" END "%s",
         MAP_BYTES - 1, MAP_BYTES, MAP_BYTES - 60, &OTHER_MAP[60]);
    play_map(w, "ETag: \"v2\"\r\n", OTHER_MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_not_asked(w, 2, "Range:");
    assert_file(w, "map_20250301.geojson", OTHER_MAP);
}

static void refuses_a_range_that_begins_elsewhere(void **state)
{
    struct world *w = *state;
    static const char *const ranges[] = {"bytes 59-100/200", "bytes 0-100/200", "bytes 60-",
                                         "bytes 60-59/200",  "60-100/200",      "bytes 60-100/90",
                                         "bytes 59-500/*"};
    w->options.tries = 3;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        size_t first = w->server.n_steps;
        char path[512];
        play_half(w, "ETag: \"v1\"\r\n");
        play(w, SERVER_CLOSE,
             "HTTP/1.1 206 Partial Content\r\nETag: \"v1\"\r\nContent-Range: %s\r\nContent-Length: %d\r\n" END
             "%s",
             ranges[i], MAP_BYTES - 60, &MAP[60]);
        play_map(w, "", OTHER_MAP);
        assert_int_equal(run(w), TRUCE_OK);
        assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
        assert_not_asked(w, first + 2, "Range:");
        assert_file(w, "map_20250301.geojson", OTHER_MAP);
        path_of(w, "map_20250301.geojson", path);
        unlink(path);
    }
}

static void notices_that_a_resumed_file_is_short(void **state)
{
    struct world *w = *state;
    play_half(w, "ETag: \"v1\"\r\n");
    play(w, SERVER_CLOSE,
         "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 60-%d/%d\r\nContent-Length: %d\r\n" END "%s",
         MAP_BYTES - 1, MAP_BYTES + 1, MAP_BYTES - 60, &MAP[60]);
    play_map(w, "", OTHER_MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_not_asked(w, 2, "Range:");
    assert_file(w, "map_20250301.geojson", OTHER_MAP);
}

static void a_206_for_the_whole_file_is_refused(void **state)
{
    struct world *w = *state;
    w->options.tries = 1;
    play(w, SERVER_CLOSE,
         "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-%d/%d\r\nContent-Length: %d\r\n" END MAP,
         MAP_BYTES - 1, MAP_BYTES, MAP_BYTES);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "another part");
    assert_no_file(w, "map_20250301.geojson");
}

static void a_416_begins_anew(void **state)
{
    struct world *w = *state;
    play_half(w, "ETag: \"v1\"\r\n");
    play(w, SERVER_CLOSE, "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n" END);
    play_map(w, "", OTHER_MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_not_asked(w, 2, "Range:");
    assert_file(w, "map_20250301.geojson", OTHER_MAP);
}

static void without_a_strong_tag_nothing_is_continued(void **state)
{
    struct world *w = *state;
    static const char *const headers[] = {"", "ETag: W/\"v1\"\r\n", "ETag: v1\r\n",
                                          "Last-Modified: Sat, 01 Mar 2025 03:00:00 GMT\r\n"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        size_t first = w->server.n_steps;
        char path[512];
        play_half(w, headers[i]);
        play_map(w, "", MAP);
        assert_int_equal(run(w), TRUCE_OK);
        assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
        assert_not_asked(w, first + 1, "Range:");
        path_of(w, "map_20250301.geojson", path);
        unlink(path);
    }
}

static void a_length_that_is_too_short_is_noticed(void **state)
{
    struct world *w = *state;
    w->options.tries = 2;
    for (int i = 0; i < 2; i++)
        play(w, SERVER_CLOSE, "HTTP/1.1 200 OK\r\nContent-Length: 60\r\nETag: \"v1\"\r\n" END MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "map_20250301.geojson:1:");
    assert_not_asked(w, 1, "Range:");
    assert_no_file(w, "map_20250301.geojson");
    assert_no_file(w, "map_20250301.geojson.part");
}

static void a_length_that_is_too_long_is_noticed(void **state)
{
    struct world *w = *state;
    w->options.tries = 1;
    play(w, SERVER_CLOSE, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" END MAP, MAP_BYTES + 10);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "10 bytes");
    assert_no_file(w, "map_20250301.geojson");
    assert_no_file(w, "map_20250301.geojson.part");
}

static void an_empty_body_is_refused(void **state)
{
    struct world *w = *state;
    w->options.tries = 1;
    play(w, SERVER_CLOSE, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "empty");
    assert_no_file(w, "map_20250301.geojson");
}

/* Too large, too slow, not HTTP */

static void refuses_an_announced_length_over_the_limit(void **state)
{
    struct world *w = *state;
    w->options.bytes_max = 100;
    play(w, SERVER_HANG, "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n" END "{");
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "limit of 100 bytes");
    assert_no_file(w, "map_20250301.geojson.part");
}

static void stops_a_body_that_grows_over_the_limit(void **state)
{
    struct world *w = *state;
    w->options.bytes_max = 100000;
    play(w, SERVER_FLOOD, "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "limit of 100000 bytes");
    assert_no_file(w, "map_20250301.geojson.part");
}

static void a_resumed_file_keeps_to_the_limit(void **state)
{
    struct world *w = *state;
    w->options.bytes_max = 100;
    play(w, SERVER_CLOSE, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"v1\"\r\n" END "%.60s", MAP);
    play(w, SERVER_CLOSE,
         "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 60-%d/%d\r\nContent-Length: %d\r\n" END "%s",
         MAP_BYTES - 1, MAP_BYTES, MAP_BYTES - 60, &MAP[60]);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "limit of 100 bytes");
    assert_no_file(w, "map_20250301.geojson");
}

static void a_file_of_just_the_limit_is_taken(void **state)
{
    struct world *w = *state;
    w->options.bytes_max = (size_t)MAP_BYTES;
    play_map(w, "", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
}

static void a_silent_server_times_out(void **state)
{
    struct world *w = *state;
    w->options.tries = 1;
    w->options.total_timeout_ms = 300;
    play(w, SERVER_HANG, "HTTP/1.1 200 OK\r\nContent-Le");
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "timed out");
}

static void a_dripping_server_is_left(void **state)
{
    struct world *w = *state;
    w->options.tries = 1;
    w->options.slow_s = 1;
    w->options.slow_bytes_s = 1000;
    play(w, SERVER_DRIP, "HTTP/1.1 200 OK\r\n" END "{");
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "too slow");
}

static void garbage_is_no_answer(void **state)
{
    struct world *w = *state;
    w->options.tries = 1;
    static const char *const garbage[] = {
        MAP,
        "\x16\x03\x01 hello",
        "HTTP/9 what\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n" END MAP,
        "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 99999999999999999999\r\n" END "<"};
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        play(w, SERVER_CLOSE, "%s", garbage[i]);
        assert_int_equal(run(w), TRUCE_OK);
        assert_int_equal(w->report.count[TRUCE_FETCH_FAILED], 1);
        assert_no_file(w, "map_20250301.geojson");
    }
}

static void endless_headers_are_cut(void **state)
{
    struct world *w = *state;
    static char headers[280 * 1024]; /* beyond our limit, below that of newer libcurl */
    size_t n = (size_t)snprintf(headers, sizeof headers, "HTTP/1.1 200 OK\r\n");
    while (n + 64 < sizeof headers)
        n += (size_t)snprintf(headers + n, sizeof headers - n,
                              "X-Header-%06zu: 0123456789012345678901234567890\r\n", n);
    w->options.tries = 1;
    w->server.steps[w->server.n_steps++] = (struct server_step){headers, n, SERVER_CLOSE};
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "header");
}

/* Redirects */

static void follows_redirects(void **state)
{
    struct world *w = *state;
    play(w, SERVER_CLOSE, "HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 4\r\n" END "away");
    play(w, SERVER_CLOSE,
         "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:%u/b?c=d\r\nContent-Length: 0\r\n" END,
         w->server.port);
    play(w, SERVER_CLOSE, "HTTP/1.1 307 Moved\r\nLocation: e\r\nContent-Length: 0\r\n" END);
    play_map(w, "", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FETCHED, NULL);
    assert_asked(w, 1, "GET /a HTTP");
    assert_asked(w, 2, "GET /b?c=d HTTP");
    assert_asked(w, 3, "GET /e HTTP");
    assert_file(w, "map_20250301.geojson", MAP);
}

static void a_redirect_to_nothing_is_a_gap(void **state)
{
    struct world *w = *state;
    play(w, SERVER_CLOSE, "HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n" END);
    play(w, SERVER_CLOSE, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_ABSENT, NULL);
}

static void a_redirect_loop_ends(void **state)
{
    struct world *w = *state;
    for (int i = 0; i < 6; i++) /* the first request and five redirects */
        play(w, SERVER_CLOSE,
             "HTTP/1.1 302 Found\r\nLocation: /maps/20250301.geojson\r\nContent-Length: 0\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "more than 5 redirects");
}

static void refuses_redirects_out_of_http(void **state)
{
    struct world *w = *state;
    static const char *const targets[] = {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x",
                                          "data:,x", "http://user:secret@127.0.0.1/x"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        play(w, SERVER_CLOSE, "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n" END, targets[i]);
        assert_int_equal(run(w), TRUCE_OK);
        assert_outcome(w, TRUCE_FETCH_FAILED, i == 3 ? "" : "redirect refused");
        assert_null(strstr(w->report.days[0].why, "secret"));
        assert_no_file(w, "map_20250301.geojson");
    }
}

static void a_redirect_without_target_fails(void **state)
{
    struct world *w = *state;
    play(w, SERVER_CLOSE, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" END);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "status 302");
}

/* Content */

static void a_web_page_is_final(void **state)
{
    struct world *w = *state;
    play_map(w, "Content-Type: application/geo+json\r\n", "\n <!DOCTYPE HTML><html>sorry</html>");
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "web page");
    assert_no_file(w, "map_20250301.geojson");
}

static void other_formats_are_only_kept_from_html(void **state)
{
    struct world *w = *state;
    w->options.name = "{YYYY-MM-DD}.csv";
    play_map(w, "", "a,b\n1,2\n");
    assert_int_equal(run(w), TRUCE_OK);
    assert_file(w, "2025-03-01.csv", "a,b\n1,2\n");
    w->options.name = "{YYYY-MM-DD}.json";
    play_map(w, "", "[1,2,{\"a\":null}]");
    assert_int_equal(run(w), TRUCE_OK);
    assert_file(w, "2025-03-01.json", "[1,2,{\"a\":null}]");
    w->options.name = "{DDMMYYYY}.csv";
    w->options.tries = 1;
    play_map(w, "", " \r\n");
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "empty");
    play_map(w, "", "<html>no</html>");
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "web page");
}

/* Usage and the folder */

static void refuses_senseless_options(void **state)
{
    struct world *w = *state;
    static const char *const urls[] = {
        "file:///maps/{YYYYMMDD}",    "ftp://host/{YYYYMMDD}",      "host/no/date",  "http://host/map",
        "http://u:p@host/{YYYYMMDD}", "http://host/{YYYYMMDD}/{X}", "://{YYYYMMDD}", ""};
    static const char *const names[] = {"map.geojson",  "../{YYYYMMDD}", "/{YYYYMMDD}",   ".{YYYYMMDD}",
                                        "a/{YYYYMMDD}", "{YYYYMMDD}\n",  "{YYYYMMDD}{x}", ""};
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        w->options.url = urls[i];
        if (run(w) != TRUCE_ERR_USAGE)
            fail_msg("URL %s was not refused", urls[i]);
        assert_null(strstr(w->err.text, "u:p"));
    }
    w->options.url = w->url;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        w->options.name = names[i];
        if (run(w) != TRUCE_ERR_USAGE)
            fail_msg("name %s was not refused", names[i]);
    }
    w->options.name = "{YYYYMMDD}";
    w->options.to = day_of("2025-02-28");
    assert_int_equal(run(w), TRUCE_ERR_USAGE);
    w->options.from = day_of("1900-01-01");
    w->options.to = day_of("1954-10-05"); /* 20,001 days */
    assert_int_equal(run(w), TRUCE_ERR_USAGE);
    assert_non_null(strstr(w->err.text, "20001"));
}

static void makes_the_folder_or_says_why_not(void **state)
{
    struct world *w = *state;
    char path[512];
    path_of(w, "new/deep", path);
    w->options.folder = path;
    play_map(w, "", MAP);
    assert_int_equal(run(w), TRUCE_OK);
    assert_file(w, "new/deep/map_20250301.geojson", MAP);
    put_file(w, "file", "x");
    path_of(w, "file", path);
    assert_int_equal(run(w), TRUCE_ERR_IO);
}

static void a_folder_in_the_files_place_fails_that_day(void **state)
{
    struct world *w = *state;
    char path[512];
    path_of(w, "map_20250301.geojson", path);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(run(w), TRUCE_OK);
    assert_outcome(w, TRUCE_FETCH_FAILED, "not a file");
}

static void two_runs_do_not_share_a_folder(void **state)
{
    struct world *w = *state;
    char path[512], byte = 0;
    int ready[2], leave[2];
    path_of(w, TRUCE_FETCH_STATE_NAME, path);
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(leave), 0);
    pid_t child = fork(); /* locks are between processes */
    assert_true(child >= 0);
    if (child == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int fd = open(path, O_RDWR | O_CREAT, 0666);
        byte = fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0 ? 'y' : 'n';
        close(leave[1]);
        if (write(ready[1], &byte, 1) != 1 || read(leave[0], &byte, 1) != 0)
            _exit(1);
        _exit(0);
    }
    close(leave[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    enum truce_status status = run(w);
    close(leave[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(ready[0]);
    close(ready[1]);
    assert_int_equal(status, TRUCE_ERR_IO);
    assert_non_null(strstr(w->err.text, "another fetch"));
}

static void a_link_in_the_parts_place_is_not_followed(void **state)
{
    struct world *w = *state;
    char part[512], victim[512];
    put_file(w, "victim", "precious");
    path_of(w, "victim", victim);
    path_of(w, "map_20250301.geojson.part", part);
    assert_int_equal(symlink(victim, part), 0);
    play_map(w, "", MAP);
    assert_int_equal(run(w), TRUCE_ERR_IO);
    assert_file(w, "victim", "precious");
}

int main(void)
{
    /* a proxy of whoever runs the tests has no business on loopback */
    setenv("no_proxy", "*", 1);
    setenv("NO_PROXY", "*", 1);
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(fetches_a_file),
        TEST(leaves_files_that_are_there),
        TEST(fetches_again_what_is_empty),
        TEST(takes_a_body_without_length_and_in_chunks),
        TEST(goes_on_past_gaps_and_failures),
        TEST(refresh_asks_on_condition),
        TEST(refresh_by_date_without_a_tag),
        TEST(refresh_of_a_changed_local_file_has_no_condition),
        TEST(a_304_that_nobody_asked_for_fails),
        TEST(a_bad_refresh_leaves_the_good_file),
        TEST(tries_again_after_500_with_growing_pauses),
        TEST(stops_after_the_last_try),
        TEST(a_403_is_final),
        TEST(waits_as_long_as_the_server_asks),
        TEST(leaves_a_server_alone_that_asks_for_an_hour),
        TEST(gives_up_on_a_silent_server),
        TEST(says_that_nobody_listens),
        TEST(resumes_after_a_cut),
        TEST(resumes_in_a_later_run),
        TEST(a_part_of_another_url_is_not_continued),
        TEST(takes_the_whole_file_when_ranges_are_ignored),
        TEST(refuses_the_end_of_another_file),
        TEST(refuses_a_range_that_begins_elsewhere),
        TEST(notices_that_a_resumed_file_is_short),
        TEST(a_206_for_the_whole_file_is_refused),
        TEST(a_416_begins_anew),
        TEST(without_a_strong_tag_nothing_is_continued),
        TEST(a_length_that_is_too_short_is_noticed),
        TEST(a_length_that_is_too_long_is_noticed),
        TEST(an_empty_body_is_refused),
        TEST(refuses_an_announced_length_over_the_limit),
        TEST(stops_a_body_that_grows_over_the_limit),
        TEST(a_resumed_file_keeps_to_the_limit),
        TEST(a_file_of_just_the_limit_is_taken),
        TEST(a_silent_server_times_out),
        TEST(a_dripping_server_is_left),
        TEST(garbage_is_no_answer),
        TEST(endless_headers_are_cut),
        TEST(follows_redirects),
        TEST(a_redirect_to_nothing_is_a_gap),
        TEST(a_redirect_loop_ends),
        TEST(refuses_redirects_out_of_http),
        TEST(a_redirect_without_target_fails),
        TEST(a_web_page_is_final),
        TEST(other_formats_are_only_kept_from_html),
        TEST(refuses_senseless_options),
        TEST(makes_the_folder_or_says_why_not),
        TEST(a_folder_in_the_files_place_fails_that_day),
        TEST(two_runs_do_not_share_a_folder),
        TEST(a_link_in_the_parts_place_is_not_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
