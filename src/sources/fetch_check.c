/*
 * A look into a file before it takes the place of another.
 *
 * One idea: what the readers of this program can read is right; what they cannot read must not replace what they could.  The first
 * byte tells a page of excuses from a file that was cut: only the latter is worth asking for again.
 */
#include "sources/fetch_check.h"

#include <string.h>

#include "sources/geojson.h"
#include "sources/json_reader.h"

static bool ends_in(const char *name, const char *ending)
{
    struct truce_text all = truce_text_view(name);
    size_t n = strlen(ending);
    return all.len > n &&
           truce_text_equal_nocase((struct truce_text){all.at + all.len - n, n}, truce_text_view(ending));
}

static bool begins_with(struct truce_text bytes, const char *word)
{
    size_t n = strlen(word);
    return bytes.len >= n && truce_text_equal_nocase((struct truce_text){bytes.at, n}, truce_text_view(word));
}

static bool is_html(struct truce_text bytes)
{
    return begins_with(bytes, "<!doctype html") || begins_with(bytes, "<html") || begins_with(bytes, "<head");
}

static enum truce_status count_feature(void *context, const struct truce_geojson_feature *feature,
                                       struct truce_err *err)
{
    size_t *n = context;
    (void)feature;
    (void)err;
    ++*n;
    return TRUCE_OK;
}

static enum truce_status read_geojson(const char *name, struct truce_text bytes, struct truce_err *err)
{
    struct truce_geojson reader;
    size_t n = 0;
    struct truce_geojson_sink sink = {.feature = count_feature, .context = &n, .points = true};

    truce_geojson_init(&reader);
    enum truce_status status = truce_geojson_read(&reader, bytes, name, -1, &sink, NULL, err);
    truce_geojson_fini(&reader);
    if (status == TRUCE_OK && n == 0)
        return truce_fail_at(err, TRUCE_ERR_SHAPE, name, 0, 0, "GeoJSON without a single feature");
    return status;
}

static enum truce_status read_json(const char *name, struct truce_text bytes, struct truce_err *err)
{
    struct truce_json_reader reader;

    truce_json_reader_init(&reader, bytes, name);
    enum truce_status status = truce_json_skip(&reader, NULL, err);
    if (status == TRUCE_OK)
        status = truce_json_finish(&reader, err);
    truce_json_reader_fini(&reader);
    return status;
}

enum truce_status truce_fetch_check(const char *name, struct truce_text bytes, enum truce_fetch_looks *looks,
                                    struct truce_err *err)
{
    bool geojson = ends_in(name, ".geojson");
    bool json = geojson || ends_in(name, ".json");
    struct truce_text head = bytes;

    if (head.len >= 3 && memcmp(head.at, "\xEF\xBB\xBF", 3) == 0) {
        head.at += 3;
        head.len -= 3;
    }
    head = truce_text_trim(head);
    *looks = TRUCE_FETCH_LOOKS_BAD;
    if (head.len == 0) {
        *looks = TRUCE_FETCH_LOOKS_CUT;
        truce_fail_at(err, TRUCE_ERR_SYNTAX, name, 0, 0, "the file is empty");
        return TRUCE_OK;
    }
    if (is_html(head)) {
        truce_fail_at(err, TRUCE_ERR_SYNTAX, name, 0, 0, "a web page (HTML) came instead of the file");
        return TRUCE_OK;
    }
    if (json && head.at[0] != '{' && (geojson || head.at[0] != '[')) {
        truce_fail_at(err, TRUCE_ERR_SYNTAX, name, 0, 0, "not %s: it begins with \"%.*s\"",
                      geojson ? "GeoJSON" : "JSON", head.len < 20 ? (int)head.len : 20, head.at);
        return TRUCE_OK;
    }
    enum truce_status status = TRUCE_OK;
    if (json)
        status = geojson ? read_geojson(name, bytes, err) : read_json(name, bytes, err);
    if (status == TRUCE_ERR_MEMORY)
        return status;
    if (status == TRUCE_OK)
        *looks = TRUCE_FETCH_LOOKS_GOOD;
    else if (status == TRUCE_ERR_SYNTAX)
        *looks = TRUCE_FETCH_LOOKS_CUT;
    return TRUCE_OK;
}
