/*
 * One HTTP exchange: a GET with redirects followed, its body handed to a sink.  The only place that knows libcurl.
 *
 * Private to fetch*.c.
 */
#ifndef TRUCE_SOURCES_FETCH_HTTP_H
#define TRUCE_SOURCES_FETCH_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

#define TRUCE_HTTP_REDIRECTS_MAX 5
#define TRUCE_HTTP_TAG_BYTES     256 /* of an ETag with its end; longer ones are not kept */
#define TRUCE_HTTP_DATE_BYTES    40  /* of a Last-Modified with its end */

struct truce_http; /* a client that keeps its last connection open */

enum truce_http_result {
    TRUCE_HTTP_ANSWERED,  /* `status` says how */
    TRUCE_HTTP_NO_ANSWER, /* no server, no connection, or silence: worth another try */
    TRUCE_HTTP_CUT,       /* an answer that broke off, stalled or was garbled: worth another try */
    TRUCE_HTTP_BAD_RANGE, /* a partial answer that does not continue what we have: worth another try, from the start */
    TRUCE_HTTP_TOO_LARGE, /* beyond bytes_max */
    TRUCE_HTTP_REFUSED,   /* something that we do not follow: certificate, redirect, URL */
    TRUCE_HTTP_SINK,      /* the sink refused; its owner knows why */
    TRUCE_HTTP_MEMORY,
};

struct truce_http_answer {
    enum truce_http_result result;
    long status;                          /* HTTP status of the last hop; 0 without an answer */
    char etag[TRUCE_HTTP_TAG_BYTES];      /* "" when there is none that we can keep */
    char modified[TRUCE_HTTP_DATE_BYTES]; /* Last-Modified, "" likewise */
    int64_t retry_after_s;                /* 0 = not given */
    int64_t whole_bytes; /* length of the whole file by Content-Range of a 206; -1 = not given */
    char text[320];      /* one line on what went wrong; "" when nothing did */
};

struct truce_http_request {
    const char *url;
    const char *if_none_match; /* "" or NULL: not sent; so are the next two */
    const char *if_modified_since;
    const char *if_range; /* strong ETag of the bytes that we have */
    int64_t offset;       /* > 0: ask for the bytes from here on; needs if_range */
    int64_t bytes_max;    /* of the whole file, `offset` included */
    long connect_timeout_ms, total_timeout_ms, slow_bytes_s, slow_s;

    /* Called once before the first byte of a 200 (from_start) or of a 206 that continues at `offset`; bodies of other answers are
     * dropped.  An empty body has no call.  False ends the exchange with TRUCE_HTTP_SINK. */
    bool (*begin)(void *context, const struct truce_http_answer *answer, bool from_start);
    bool (*bytes)(void *context, const char *bytes, size_t n);
    void *context;
};

/* Fails: TRUCE_ERR_MEMORY.  Owns: caller closes; NULL is fine there. */
enum truce_status truce_http_open(struct truce_http **out, struct truce_err *err) TRUCE_MUST_USE;
void truce_http_close(struct truce_http *http);

/* Runs one exchange.  `answer` is replaced. */
void truce_http_get(struct truce_http *http, const struct truce_http_request *request,
                    struct truce_http_answer *answer);

/* Whether a URL is one that we fetch: http or https, with a host, without user name and password.
 * Fails: TRUCE_ERR_USAGE, TRUCE_ERR_MEMORY. */
enum truce_status truce_http_check_url(const char *url, struct truce_err *err) TRUCE_MUST_USE;

/* The same for the target of a redirect, which moreover must not lead from https to http. */
enum truce_status truce_http_check_redirect(const char *from, const char *to,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* Whether text is an entity tag as RFC 9110 section 8.8.3 writes it, short enough to be kept. */
bool truce_http_is_etag(const char *text);

/* Whether it is a strong one: only those can tell that bytes are the same ones (section 13.1.5). */
bool truce_http_is_strong_etag(const char *text);

/* Whether text may be sent back as a date: printable ASCII, short enough to be kept, not empty. */
bool truce_http_is_date(const char *text);

#endif
