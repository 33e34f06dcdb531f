/*
 * libcurl, kept on a short lead.
 *
 * One idea: curl moves bytes, we decide.  Redirects are followed here, hop by hop, because the rule "https never goes down to
 * http" is about each hop and curl's own option knows only the first one.  Ranges are asked for by a header of ours, because
 * curl's resume treats a server that ignores ranges as an error, where we simply take the whole file.
 *
 * Invariants: certificates are always checked; no cookies, no .netrc, no credentials in URLs; nothing but http and https; never more
 * bytes than bytes_max reach the sink; a body reaches it only under status 200, or 206 that continues at the asked place.
 *
 * Source: RFC 9110; libcurl 7.88.
 */
#include "sources/fetch_http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define HEADER_BYTES_MAX ((size_t)256 << 10) /* of all headers of one hop; real ones stay below 16 KiB */

struct truce_http {
    CURL *curl;
};

struct exchange {
    CURL *curl;
    const struct truce_http_request *request;
    struct truce_http_answer *answer;
    enum truce_http_result stopped; /* why a callback ended the transfer; TRUCE_HTTP_ANSWERED = it did not */
    bool begun;
    size_t header_bytes;
    int64_t at; /* bytes of the file that we have, `offset` included */
    char detail[CURL_ERROR_SIZE];
};

enum truce_status truce_http_open(struct truce_http **out, struct truce_err *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return truce_fail(err, TRUCE_ERR_MEMORY, "libcurl cannot start");
    struct truce_http *http = calloc(1, sizeof *http);
    CURL *curl = curl_easy_init();
    if (http == NULL || curl == NULL) {
        free(http);
        curl_easy_cleanup(curl);
        curl_global_cleanup();
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a connection");
    }
    http->curl = curl;
    *out = http;
    return TRUCE_OK;
}

void truce_http_close(struct truce_http *http)
{
    if (http == NULL)
        return;
    curl_easy_cleanup(http->curl);
    free(http);
    curl_global_cleanup();
}

enum truce_status truce_http_check_url(const char *url, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    char *scheme = NULL;
    CURLU *parts = curl_url();

    if (parts == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a URL");
    CURLUcode code = curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER);
    if (code == CURLUE_USER_NOT_ALLOWED) /* the URL is not repeated: it holds a password */
        status = truce_fail(err, TRUCE_ERR_USAGE,
                            "the URL carries a user name or a password; that is not supported");
    else if (code != CURLUE_OK)
        status = truce_fail(err, TRUCE_ERR_USAGE, "not a URL: \"%s\" (%s)", url, curl_url_strerror(code));
    else if (curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
        status = truce_fail(err, TRUCE_ERR_USAGE, "not a URL: \"%s\"", url);
    else if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
        status =
            truce_fail(err, TRUCE_ERR_USAGE, "\"%s\": only http and https are fetched, not %s", url, scheme);
    curl_free(scheme);
    curl_url_cleanup(parts);
    return status;
}

enum truce_status truce_http_check_redirect(const char *from, const char *to, struct truce_err *err)
{
    enum truce_status status = truce_http_check_url(to, err);
    if (status == TRUCE_OK && strncasecmp(from, "https:", 6) == 0 && strncasecmp(to, "https:", 6) != 0)
        return truce_fail(err, TRUCE_ERR_USAGE, "it leads from https down to http");
    return status;
}

bool truce_http_is_etag(const char *text)
{
    size_t n = strlen(text);
    if (n >= TRUCE_HTTP_TAG_BYTES)
        return false;
    if (strncmp(text, "W/", 2) == 0) {
        text += 2;
        n -= 2;
    }
    if (n < 2 || text[0] != '"' || text[n - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c <= 0x20 || c == '"' || c == 0x7F)
            return false;
    }
    return true;
}

bool truce_http_is_strong_etag(const char *text)
{
    return text[0] == '"' && truce_http_is_etag(text);
}

bool truce_http_is_date(const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || n >= TRUCE_HTTP_DATE_BYTES)
        return false;
    for (size_t i = 0; i < n; i++)
        if (text[i] < 0x20 || text[i] > 0x7E)
            return false;
    return true;
}

static const char *header(CURL *curl, const char *name)
{
    struct curl_header *found;
    return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value : "";
}

/* Digits at *at, which moves past them; -1 when there are none, or more than any file needs. */
static int64_t whole_number(const char **at)
{
    int64_t value = 0;
    const char *s = *at;
    while (*s >= '0' && *s <= '9' && s - *at < 16)
        value = value * 10 + (*s++ - '0');
    if (s == *at || (*s >= '0' && *s <= '9'))
        return -1;
    *at = s;
    return value;
}

/* "bytes 100-199/1000"; the length after the stroke may be an asterisk: not known */
static bool read_content_range(const char *s, int64_t *first, int64_t *whole)
{
    if (strncmp(s, "bytes ", 6) != 0)
        return false;
    s += 6;
    *first = whole_number(&s);
    if (*first < 0 || *s++ != '-')
        return false;
    int64_t last = whole_number(&s);
    if (last < *first || *s++ != '/')
        return false;
    if (strcmp(s, "*") == 0) {
        *whole = -1;
        return true;
    }
    *whole = whole_number(&s);
    return *whole > last && *s == '\0';
}

static void note_headers(struct exchange *x)
{
    struct truce_http_answer *answer = x->answer;
    const char *etag = header(x->curl, "ETag");
    const char *modified = header(x->curl, "Last-Modified");
    curl_off_t pause = 0;

    curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &answer->status);
    snprintf(answer->etag, sizeof answer->etag, "%s", truce_http_is_etag(etag) ? etag : "");
    snprintf(answer->modified, sizeof answer->modified, "%s", truce_http_is_date(modified) ? modified : "");
    if (curl_easy_getinfo(x->curl, CURLINFO_RETRY_AFTER, &pause) == CURLE_OK && pause > 0)
        answer->retry_after_s = pause;
}

/* A server that honours If-Range sends the same tag; one that does not may send the end of another file. */
static bool is_another_file(const struct exchange *x)
{
    return x->answer->etag[0] != '\0' && strcmp(x->answer->etag, x->request->if_range) != 0;
}

/* Before the first byte of a body that counts: does it begin where it should? */
static bool begin(struct exchange *x)
{
    int64_t first = 0;
    curl_off_t announced = -1;
    bool from_start = x->answer->status == 200;

    if (!from_start &&
        (!read_content_range(header(x->curl, "Content-Range"), &first, &x->answer->whole_bytes) ||
         first != x->request->offset || first == 0 || is_another_file(x))) {
        x->stopped = TRUCE_HTTP_BAD_RANGE;
        return false;
    }
    x->at = from_start ? 0 : x->request->offset;
    curl_easy_getinfo(x->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    if (announced > x->request->bytes_max - x->at) { /* no need to take the bytes first */
        x->stopped = TRUCE_HTTP_TOO_LARGE;
        return false;
    }
    if (!x->request->begin(x->request->context, x->answer, from_start)) {
        x->stopped = TRUCE_HTTP_SINK;
        return false;
    }
    x->begun = true;
    return true;
}

static size_t on_body(char *bytes, size_t item, size_t n, void *context)
{
    struct exchange *x = context;
    n *= item;
    if (x->header_bytes != 0) {
        note_headers(x);
        x->header_bytes = 0;
    }
    bool counts = x->answer->status == 200 || x->answer->status == 206;
    if (n == 0 || (counts && !x->begun && !begin(x)))
        return 0;
    if ((int64_t)n > x->request->bytes_max - x->at) {
        x->stopped = TRUCE_HTTP_TOO_LARGE;
        return 0;
    }
    x->at += (int64_t)n;
    if (counts && !x->request->bytes(x->request->context, bytes, n)) {
        x->stopped = TRUCE_HTTP_SINK;
        return 0;
    }
    return n;
}

static size_t on_header(char *bytes, size_t item, size_t n, void *context)
{
    struct exchange *x = context;
    (void)bytes;
    n *= item;
    x->header_bytes += n;
    if (x->header_bytes > HEADER_BYTES_MAX) {
        x->stopped = TRUCE_HTTP_CUT;
        return 0;
    }
    return n;
}

/* "name: value" added to a list; false without memory, the list then as it was */
static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    char line[TRUCE_HTTP_TAG_BYTES + 64];
    if (value == NULL || value[0] == '\0')
        return true;
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *grown = curl_slist_append(*list, line);
    if (grown != NULL)
        *list = grown;
    return grown != NULL;
}

static bool request_headers(const struct truce_http_request *request, struct curl_slist **list)
{
    char range[48] = "";
    bool resume = request->offset > 0 && request->if_range != NULL && request->if_range[0] != '\0';

    if (resume)
        snprintf(range, sizeof range, "bytes=%lld-", (long long)request->offset);
    return add_header(list, "Accept", "*/*") && add_header(list, "Range", range) &&
           add_header(list, "If-Range", resume ? request->if_range : "") &&
           add_header(list, "If-None-Match", request->if_none_match) &&
           add_header(list, "If-Modified-Since", request->if_modified_since);
}

static CURLcode prepare(struct exchange *x, const char *url, struct curl_slist *headers)
{
    CURL *curl = x->curl;
    const struct truce_http_request *r = x->request;
    CURLcode code = CURLE_OK;

    /* one failing option is enough: going on with a half-set handle would drop a limit in silence */
#define SET(option, value)                                                                                   \
    if (code == CURLE_OK)                                                                                    \
    code = curl_easy_setopt(curl, option, value)

    curl_easy_reset(curl);
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* a proxy's headers are not the file's */
    SET(CURLOPT_USERAGENT, "truce/" TRUCE_VERSION);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_CONNECTTIMEOUT_MS, r->connect_timeout_ms);
    SET(CURLOPT_TIMEOUT_MS, r->total_timeout_ms);
    SET(CURLOPT_LOW_SPEED_LIMIT, r->slow_bytes_s);
    SET(CURLOPT_LOW_SPEED_TIME, r->slow_s);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, x);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, x);
    SET(CURLOPT_ERRORBUFFER, x->detail);
#undef SET
    return code;
}

static enum truce_http_result classify(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return TRUCE_HTTP_ANSWERED;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
        return TRUCE_HTTP_NO_ANSWER;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL: /* what curl calls a reply without HTTP headers; schemes were checked before */
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return TRUCE_HTTP_CUT;
    case CURLE_OUT_OF_MEMORY:
        return TRUCE_HTTP_MEMORY;
    default:
        return TRUCE_HTTP_REFUSED;
    }
}

static void say(struct truce_http_answer *answer, enum truce_http_result result, const char *text)
{
    answer->result = result;
    snprintf(answer->text, sizeof answer->text, "%s", text);
    truce_text_mend(answer->text, sizeof answer->text);
}

static void say_stopped(struct exchange *x)
{
    char text[96];
    switch (x->stopped) {
    case TRUCE_HTTP_TOO_LARGE:
        snprintf(text, sizeof text, "larger than the limit of %lld bytes", (long long)x->request->bytes_max);
        say(x->answer, x->stopped, text);
        break;
    case TRUCE_HTTP_BAD_RANGE:
        say(x->answer, x->stopped, "the server sent another part of the file than the one asked for");
        break;
    case TRUCE_HTTP_CUT:
        say(x->answer, x->stopped, "the server sends headers without end");
        break;
    default:
        say(x->answer, x->stopped, "");
        break;
    }
}

/* One hop: the request and its answer, redirects not followed. */
static void hop(struct exchange *x, const char *url, struct curl_slist *headers)
{
    x->header_bytes = 0;
    x->begun = false;
    x->at = 0;
    x->stopped = TRUCE_HTTP_ANSWERED;
    x->detail[0] = '\0';
    *x->answer = (struct truce_http_answer){.whole_bytes = -1};

    CURLcode code = prepare(x, url, headers);
    if (code == CURLE_OK)
        code = curl_easy_perform(x->curl);
    if (x->header_bytes != 0)
        note_headers(x);
    if (x->stopped != TRUCE_HTTP_ANSWERED) {
        say_stopped(x);
        return;
    }
    enum truce_http_result result = classify(code);
    if (code == CURLE_OPERATION_TIMEDOUT && x->answer->status == 0)
        result = TRUCE_HTTP_NO_ANSWER;
    if (code == CURLE_OK)
        say(x->answer, result, "");
    else
        say(x->answer, result, x->detail[0] != '\0' ? x->detail : curl_easy_strerror(code));
    /* a 206 to a question for the whole file, or one without any byte, is no continuation */
    if (result == TRUCE_HTTP_ANSWERED && x->answer->status == 206 && !x->begun) {
        x->stopped = TRUCE_HTTP_BAD_RANGE;
        say_stopped(x);
    }
}

/* The next address, on the heap; NULL when the answer is no redirect or one that we do not follow (the answer then says so). */
static char *next_url(struct exchange *x, const char *url)
{
    char text[320];
    char *location = NULL;
    struct truce_err err;
    long status = x->answer->status;

    if (x->answer->result != TRUCE_HTTP_ANSWERED || status < 300 || status > 399 || status == 304)
        return NULL;
    curl_easy_getinfo(x->curl, CURLINFO_REDIRECT_URL, &location);
    if (location == NULL)
        return NULL;
    if (truce_http_check_redirect(url, location, &err) != TRUCE_OK) {
        snprintf(text, sizeof text, "redirect refused: %.280s", err.text);
        say(x->answer, TRUCE_HTTP_REFUSED, text);
        return NULL;
    }
    char *copy = strdup(location);
    if (copy == NULL)
        say(x->answer, TRUCE_HTTP_MEMORY, "no memory");
    return copy;
}

void truce_http_get(struct truce_http *http, const struct truce_http_request *request,
                    struct truce_http_answer *answer)
{
    struct exchange x = {.curl = http->curl, .request = request, .answer = answer};
    struct curl_slist *headers = NULL;
    char *url = strdup(request->url);
    char text[80];

    *answer = (struct truce_http_answer){.whole_bytes = -1};
    if (url == NULL || !request_headers(request, &headers)) {
        say(answer, TRUCE_HTTP_MEMORY, "no memory");
        goto done;
    }
    for (int redirects = 0;; redirects++) {
        hop(&x, url, headers);
        char *next = next_url(&x, url);
        if (next == NULL)
            break;
        free(url);
        url = next;
        if (redirects >= TRUCE_HTTP_REDIRECTS_MAX) {
            snprintf(text, sizeof text, "more than %d redirects", TRUCE_HTTP_REDIRECTS_MAX);
            say(answer, TRUCE_HTTP_REFUSED, text);
            break;
        }
    }
done:
    curl_slist_free_all(headers);
    free(url);
}
