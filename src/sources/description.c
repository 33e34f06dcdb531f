/*
 * Source descriptions from YAML; the format is docs/formats/source.md.
 *
 * One idea: a description says in words what a reader of it would want to know, and each word becomes one
 * member of struct truce_description.  What does not fit together (a status property for a series of areas, a
 * name pattern without a date for daily maps) is refused here, so that the readers of maps need not ask.
 */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/yaml_value.h"
#include "sources/template.h"

#define DESCRIPTION_CEILING ((size_t)16 << 20) /* bytes; a description is a page of text */
#define NAMES(...)          ((const char *const[]){__VA_ARGS__, NULL})

static const struct truce_yaml_range sigma_range = {0.001, 100000.0, false, "m"};
static const struct truce_yaml_range ratio_range = {0.0001, 10.0, false, ""};

struct reader {
    struct truce_yaml doc;
    struct truce_description *out;
};

void truce_description_init(struct truce_description *description)
{
    *description = (struct truce_description){
        .source = {.id = "",
                   .title = "",
                   .publisher = "",
                   .url = "",
                   .licence = "",
                   .party = "",
                   .has_status = {[TRUCE_CONTROL_HELD] = true},
                   .sigma_m = NAN,
                   .sigma_basis = "",
                   .suspect_ratio = 0.02},
        .file = "",
        .files = "",
        .format = TRUCE_FORMAT_GEOJSON,
        .property = "",
        .split = "",
        .date_key = "date",
        .layer_key = "",
        .area_key = "",
        .fetch_url = "",
        .fetch_name = "",
        .fetch_first = {TRUCE_DAY_NONE},
    };
    truce_arena_init(&description->arena, DESCRIPTION_CEILING);
}

void truce_description_fini(struct truce_description *description)
{
    truce_arena_fini(&description->arena);
    truce_description_init(description);
}

static bool is_series(const struct truce_description *d)
{
    return d->format == TRUCE_FORMAT_AREAS_JSON || d->format == TRUCE_FORMAT_AREAS_CSV;
}

/* ---- what the source says of itself ---- */

static enum truce_status read_id(struct reader *r, struct truce_err *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    const struct truce_yaml_node *node = NULL;

    enum truce_status status = truce_yaml_need(&r->doc, r->doc.root, "source", "the description", &node, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line(&r->doc, node, "source", &r->out->source.id, err);
    if (status == TRUCE_OK && (node->text.len > 60 || strspn(node->text.at, allowed) != node->text.len))
        return truce_yaml_fail(
            &r->doc, node, TRUCE_ERR_SYNTAX, err,
            "source \"%.60s\": up to 60 small letters, digits, underscores and hyphens, please",
            node->text.at);
    return status;
}

static enum truce_status read_accuracy(struct reader *r, struct truce_err *err)
{
    const struct truce_yaml_node *node = truce_yaml_get(r->doc.root, "accuracy");
    const struct truce_yaml_node *sigma = NULL;
    struct truce_source *source = &r->out->source;

    if (node == NULL || (node->kind == TRUCE_YAML_SCALAR && truce_text_is(node->text, "none given")))
        return TRUCE_OK;
    if (node->kind == TRUCE_YAML_SCALAR)
        return truce_yaml_fail(
            &r->doc, node, TRUCE_ERR_SYNTAX, err,
            "accuracy \"%.40s\"; write `none given`, or {sigma_m: \"300\", basis: \"...\"}", node->text.at);
    enum truce_status status =
        truce_yaml_check_keys(&r->doc, node, NAMES("sigma_m", "basis"), "accuracy", err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(&r->doc, node, "sigma_m", "accuracy", &sigma, err);
    if (status == TRUCE_OK)
        status = truce_yaml_decimal(&r->doc, sigma, "sigma_m", &sigma_range, &source->sigma_m, err);
    if (status == TRUCE_OK && truce_yaml_get(node, "basis") == NULL)
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "`basis` is missing in accuracy: say where the figure comes from");
    return status == TRUCE_OK ? truce_yaml_line_of(&r->doc, node, "basis", &source->sigma_basis, err)
                              : status;
}

/* A word of a fixed list; *out stays as it is when the key is not there. */
static enum truce_status read_word(struct reader *r, const struct truce_yaml_node *mapping, const char *key,
                                   const char *const *words, size_t *out, struct truce_err *err)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    return node == NULL ? TRUCE_OK : truce_yaml_choice(&r->doc, node, words, key, out, err);
}

static enum truce_status read_self(struct reader *r, struct truce_err *err)
{
    struct truce_source *source = &r->out->source;
    const struct truce_yaml_node *root = r->doc.root;
    const struct truce_yaml_node *ratio = truce_yaml_get(root, "suspect_ratio");
    size_t shows = 0, advance = 0;

    enum truce_status status = read_id(r, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, root, "title", &source->title, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, root, "publisher", &source->publisher, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, root, "url", &source->url, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, root, "licence", &source->licence, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, root, "party", &source->party, err);
    if (status == TRUCE_OK)
        status = read_word(r, root, "shows", NAMES("same day", "day before"), &shows, err);
    if (status == TRUCE_OK)
        status = read_word(r, root, "advance", NAMES("apart", "part of held"), &advance, err);
    if (status == TRUCE_OK)
        status = read_accuracy(r, err);
    if (status == TRUCE_OK && ratio != NULL)
        status =
            truce_yaml_decimal(&r->doc, ratio, "suspect_ratio", &ratio_range, &source->suspect_ratio, err);
    source->shows_day_offset = shows == 1 ? -1 : 0;
    source->advance_is_held = advance == 1;
    return status;
}

/* ---- files ---- */

static enum truce_status read_template(struct reader *r, const struct truce_yaml_node *mapping,
                                       const char *key, const char **out, struct truce_err *err)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    const char *unknown;

    if (node == NULL)
        return TRUCE_OK;
    enum truce_status status = truce_yaml_line(&r->doc, node, key, out, err);
    if (status != TRUCE_OK)
        return status;
    size_t n = truce_template_fields(*out, &unknown);
    if (unknown != NULL)
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_UNKNOWN, err,
                               "%s: \"%.30s\" is no date field; known are " TRUCE_TEMPLATE_FIELDS, key,
                               unknown);
    if (n == 0 && !is_series(r->out))
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "%s has no date field, and maps need one: " TRUCE_TEMPLATE_FIELDS, key);
    return TRUCE_OK;
}

/* A template for the name of a file: no folders in it. */
static enum truce_status read_name(struct reader *r, const struct truce_yaml_node *mapping, const char *key,
                                   const char **out, struct truce_err *err)
{
    enum truce_status status = read_template(r, mapping, key, out, err);
    if (status == TRUCE_OK && strchr(*out, '/') != NULL)
        return truce_yaml_fail(&r->doc, truce_yaml_get(mapping, key), TRUCE_ERR_SYNTAX, err,
                               "%s \"%.60s\" has a folder in it; it is the name of a file", key, *out);
    return status;
}

static enum truce_status read_fetch(struct reader *r, struct truce_err *err)
{
    const struct truce_yaml_node *node = truce_yaml_get(r->doc.root, "fetch");
    const struct truce_yaml_node *first, *url = NULL;

    if (node == NULL)
        return TRUCE_OK;
    enum truce_status status =
        truce_yaml_check_keys(&r->doc, node, NAMES("url", "name", "first"), "fetch", err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(&r->doc, node, "url", "fetch", &url, err);
    if (status == TRUCE_OK)
        status = read_template(r, node, "url", &r->out->fetch_url, err);
    if (status == TRUCE_OK && strncmp(r->out->fetch_url, "https://", 8) != 0 &&
        strncmp(r->out->fetch_url, "http://", 7) != 0)
        return truce_yaml_fail(&r->doc, url, TRUCE_ERR_SYNTAX, err,
                               "url \"%.60s\" begins with neither https:// nor http://", r->out->fetch_url);
    if (status == TRUCE_OK)
        status = read_name(r, node, "name", &r->out->fetch_name, err);
    if (status == TRUCE_OK && r->out->fetch_name[0] == '\0' && r->out->files[0] == '\0')
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "fetch needs a name for the local files: `name` here, or `files` above");
    first = truce_yaml_get(node, "first");
    if (status == TRUCE_OK && first != NULL)
        status = truce_yaml_day(&r->doc, first, "first", &r->out->fetch_first, err);
    return status;
}

/* ---- what values mean ---- */

static enum truce_status read_rule(struct reader *r, const struct truce_yaml_node *node,
                                   struct truce_status_rule *rule, struct truce_err *err)
{
    size_t word;
    enum truce_status status = truce_yaml_choice(
        &r->doc, node, NAMES("held", "advance", "claimed", "contested", "ignore"), "meaning", &word, err);
    if (status != TRUCE_OK)
        return status;
    rule->value = node->key->text.at;
    rule->ignore = word == TRUCE_CONTROL_STATUSES;
    rule->status = rule->ignore ? TRUCE_CONTROL_HELD : (enum truce_control_status)word;
    if (!rule->ignore)
        r->out->source.has_status[rule->status] = true;
    return TRUCE_OK;
}

static enum truce_status read_rules(struct reader *r, const struct truce_yaml_node *mapping, const char *key,
                                    struct truce_err *err)
{
    const struct truce_yaml_node *node = NULL;
    void *memory;
    bool counts = false;

    enum truce_status status = truce_yaml_need(&r->doc, mapping, key, mapping->key->text.at, &node, err);
    if (status == TRUCE_OK)
        status = truce_yaml_check_kind(&r->doc, node, TRUCE_YAML_MAPPING, key, err);
    if (status == TRUCE_OK)
        status =
            truce_arena_alloc(&r->out->arena, (node->n + 1) * sizeof(struct truce_status_rule), &memory, err);
    if (status != TRUCE_OK)
        return status;
    struct truce_status_rule *rules = memory;
    r->out->source.has_status[TRUCE_CONTROL_HELD] = false;
    for (const struct truce_yaml_node *value = node->first; value != NULL && status == TRUCE_OK;
         value = value->next) {
        status = read_rule(r, value, &rules[r->out->n_rules], err);
        counts |= status == TRUCE_OK && !rules[r->out->n_rules].ignore;
        r->out->n_rules++;
    }
    if (status != TRUCE_OK)
        return status;
    r->out->rules = rules;
    if (!counts)
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "%s: everything is ignored, so nothing can be read", key);
    return TRUCE_OK;
}

static enum truce_status read_otherwise(struct reader *r, const struct truce_yaml_node *mapping,
                                        struct truce_err *err)
{
    size_t word = 0;
    enum truce_status status = read_word(r, mapping, "otherwise", NAMES("note", "refuse"), &word, err);
    r->out->refuse_unknown = word == 1;
    return status;
}

static enum truce_status read_status(struct reader *r, const struct truce_yaml_node *node,
                                     struct truce_err *err)
{
    static const char *const known[] = {"property", "split", "take", "values", "otherwise", NULL};
    const struct truce_yaml_node *property = NULL;
    const struct truce_yaml_node *take = truce_yaml_get(node, "take");
    size_t word = 0;

    enum truce_status status = truce_yaml_check_keys(&r->doc, node, known, "status", err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(&r->doc, node, "property", "status", &property, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line(&r->doc, property, "property", &r->out->property, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, node, "split", &r->out->split, err);
    if (status == TRUCE_OK)
        status = read_word(r, node, "take", NAMES("first", "last"), &word, err);
    if (status == TRUCE_OK && take != NULL && r->out->split[0] == '\0')
        return truce_yaml_fail(&r->doc, take->key, TRUCE_ERR_SYNTAX, err, "`take` goes with `split` only");
    r->out->take_last = word == 1;
    if (status == TRUCE_OK)
        status = read_rules(r, node, "values", err);
    return status == TRUCE_OK ? read_otherwise(r, node, err) : status;
}

static enum truce_status read_series(struct reader *r, const struct truce_yaml_node *node,
                                     struct truce_err *err)
{
    static const char *const known[] = {"date", "layer", "area_km2", "layers", "otherwise", NULL};
    const struct truce_yaml_node *layer = truce_yaml_get(node, "layer");
    const struct truce_yaml_node *area = truce_yaml_get(node, "area_km2");

    enum truce_status status = truce_yaml_check_keys(&r->doc, node, known, "series", err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, node, "date", &r->out->date_key, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, node, "layer", &r->out->layer_key, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, node, "area_km2", &r->out->area_key, err);
    if (status != TRUCE_OK)
        return status;
    if ((layer == NULL) != (area == NULL))
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "`layer` and `area_km2` come together; without both, each layer is a column");
    if (layer == NULL && r->out->format == TRUCE_FORMAT_AREAS_JSON)
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "`layer` and `area_km2` are missing in series; areas-json needs them");
    status = read_rules(r, node, "layers", err);
    return status == TRUCE_OK ? read_otherwise(r, node, err) : status;
}

static enum truce_status read_meanings(struct reader *r, struct truce_err *err)
{
    const struct truce_yaml_node *status_node = truce_yaml_get(r->doc.root, "status");
    const struct truce_yaml_node *series = truce_yaml_get(r->doc.root, "series");

    r->out->source.areas_only = is_series(r->out);
    if (is_series(r->out)) {
        if (status_node != NULL)
            return truce_yaml_fail(&r->doc, status_node->key, TRUCE_ERR_SYNTAX, err,
                                   "`status` goes with maps; a series of areas has `series`");
        if (series == NULL)
            return truce_yaml_fail(&r->doc, r->doc.root, TRUCE_ERR_SYNTAX, err,
                                   "`series` is missing in the description of a series of areas");
        return read_series(r, series, err);
    }
    if (series != NULL)
        return truce_yaml_fail(&r->doc, series->key, TRUCE_ERR_SYNTAX, err,
                               "`series` goes with the formats areas-json and areas-csv");
    return status_node != NULL ? read_status(r, status_node, err) : TRUCE_OK;
}

/* `advance: part of held` says something of a layer that has to be there. */
static enum truce_status check_advance(struct reader *r, struct truce_err *err)
{
    const struct truce_source *source = &r->out->source;
    if (!source->advance_is_held || source->has_status[TRUCE_CONTROL_ADVANCE])
        return TRUCE_OK;
    return truce_yaml_fail(&r->doc, truce_yaml_get(r->doc.root, "advance"), TRUCE_ERR_SYNTAX, err,
                           "`advance: part of held`, but no value means advance");
}

static enum truce_status read_all(struct reader *r, struct truce_err *err)
{
    static const char *const known[] = {
        "truce", "source",   "title",  "publisher", "url",     "licence",       "party", "files", "format",
        "shows", "accuracy", "status", "series",    "advance", "suspect_ratio", "fetch", NULL};
    size_t format = 0;

    enum truce_status status =
        truce_yaml_check_keys(&r->doc, r->doc.root, known, "a source description", err);
    if (status == TRUCE_OK)
        status = truce_yaml_check_version(&r->doc, err);
    if (status == TRUCE_OK)
        status = read_self(r, err);
    if (status == TRUCE_OK)
        status = read_word(r, r->doc.root, "format", NAMES("geojson", "areas-json", "areas-csv", "gdal"),
                           &format, err);
    if (status != TRUCE_OK)
        return status;
    r->out->format = (enum truce_source_format)format;
    status = read_name(r, r->doc.root, "files", &r->out->files, err);
    if (status == TRUCE_OK)
        status = read_meanings(r, err);
    if (status == TRUCE_OK)
        status = check_advance(r, err);
    return status == TRUCE_OK ? read_fetch(r, err) : status;
}

enum truce_status truce_description_parse(struct truce_text bytes, const char *file,
                                          struct truce_description *out, struct truce_err *err)
{
    struct truce_description description;
    struct reader r = {.out = &description};

    truce_description_init(&description);
    enum truce_status status =
        truce_arena_copy(&description.arena, truce_text_view(file), &description.file, err);
    if (status == TRUCE_OK)
        status = truce_yaml_parse(bytes, description.file, &description.arena, &r.doc, err);
    if (status == TRUCE_OK)
        status = read_all(&r, err);
    if (status == TRUCE_OK)
        *out = description;
    else
        truce_arena_fini(&description.arena);
    return status;
}

enum truce_status truce_description_read(const char *path, struct truce_description *out,
                                         struct truce_err *err)
{
    struct truce_buf bytes;

    truce_buf_init(&bytes);
    enum truce_status status = truce_file_read(path, TRUCE_YAML_BYTES_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_description_parse(truce_buf_view(&bytes), path, out, err);
    truce_buf_fini(&bytes);
    return status;
}
