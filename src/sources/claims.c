/*
 * Claims from YAML; the format is docs/formats/claims.md.
 *
 * One idea: the YAML tree is checked from the outside in, and the first thing that is wrong ends it with its
 * place.  Claims of one statement stand one after the other: a claim that does not say who made it goes with
 * an earlier one, and takes from it who, when, where and for what period, unless it says so itself.  What it
 * counts is never taken over.
 *
 * Invariants of what is returned: ids are unique; to is a day; from is a day, or TRUCE_DAY_NONE when the
 * sense is `held`; value is finite and >= 0, or NaN for a named place; every text is there, "" when not
 * given.
 */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/yaml_value.h"
#include "sources/sources.h"

#define CLAIMS_MAX 10000
#define ID_MAX     100
#define EARTH_KM2  510065622.0 /* all of WGS 84's surface: no claim is larger */
#define PLACES_MAX 100000000.0
#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct truce_yaml_range area_range = {0.0, EARTH_KM2, false, "km2"};
static const struct truce_yaml_range places_range = {0.0, PLACES_MAX, true, "places"};

struct reader {
    struct truce_yaml doc;
    struct truce_claims *claims;
};

/* ---- parts of a claim ---- */

static enum truce_status read_source(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                     struct truce_claim *claim, struct truce_err *err)
{
    if (node == NULL)
        return TRUCE_OK;
    enum truce_status status = truce_yaml_check_keys(doc, node, NAMES("title", "url"), "source", err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(doc, node, "title", &claim->source_title, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(doc, node, "url", &claim->source_url, err);
    return status;
}

static enum truce_status read_period(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                     struct truce_day *from, struct truce_day *to, struct truce_err *err)
{
    const struct truce_yaml_node *first = NULL, *last = NULL;
    struct truce_day a, b;
    char text[2][TRUCE_DAY_TEXT];

    enum truce_status status = truce_yaml_check_keys(doc, node, NAMES("from", "to"), "period", err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(doc, node, "from", "the period", &first, err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(doc, node, "to", "the period", &last, err);
    if (status == TRUCE_OK)
        status = truce_yaml_day(doc, first, "from", &a, err);
    if (status == TRUCE_OK)
        status = truce_yaml_day(doc, last, "to", &b, err);
    if (status != TRUCE_OK)
        return status;
    if (b.n < a.n) {
        truce_day_format(a, text[0]);
        truce_day_format(b, text[1]);
        return truce_yaml_fail(doc, last, TRUCE_ERR_RANGE, err,
                               "the period ends on %s, before it begins on %s", text[1], text[0]);
    }
    *from = a;
    *to = b;
    return TRUCE_OK;
}

static enum truce_status read_where(struct reader *r, const struct truce_yaml_node *node,
                                    struct truce_claim *claim, struct truce_err *err)
{
    if (node == NULL)
        return TRUCE_OK;
    enum truce_status status =
        truce_yaml_check_keys(&r->doc, node, NAMES("country", "regions"), "where", err);
    if (status != TRUCE_OK)
        return status;
    if (node->n == 0)
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "`where` is empty; name a country or regions");
    claim->country = "";
    claim->regions = NULL;
    claim->n_regions = 0;
    status = truce_yaml_line_of(&r->doc, node, "country", &claim->country, err);
    const struct truce_yaml_node *regions = truce_yaml_get(node, "regions");
    if (status == TRUCE_OK && regions != NULL)
        status =
            truce_yaml_lines(&r->doc, regions, &r->claims->arena, &claim->regions, &claim->n_regions, err);
    return status;
}

/* A figure in km2 or in places, whichever the mapping has; *n says how many of the two it has. */
static enum truce_status read_figures(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                      double *area_km2, double *places, struct truce_err *err)
{
    const struct truce_yaml_node *area = truce_yaml_get(mapping, "area_km2");
    const struct truce_yaml_node *count = truce_yaml_get(mapping, "places");
    enum truce_status status = TRUCE_OK;

    *area_km2 = *places = NAN;
    if (area != NULL)
        status = truce_yaml_decimal(doc, area, "area_km2", &area_range, area_km2, err);
    if (status == TRUCE_OK && count != NULL)
        status = truce_yaml_decimal(doc, count, "places", &places_range, places, err);
    return status;
}

/* "area_mi2", "area_ha": an area in a unit that we do not read deserves more than "unknown key". */
static enum truce_status check_units(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                     struct truce_err *err)
{
    if (mapping->kind != TRUCE_YAML_MAPPING)
        return TRUCE_OK;
    for (const struct truce_yaml_node *value = mapping->first; value != NULL; value = value->next) {
        const struct truce_yaml_node *key = value->key;
        if (strncmp(key->text.at, "area", 4) == 0 && !truce_text_is(key->text, "area_km2"))
            return truce_yaml_fail(
                doc, key, TRUCE_ERR_UNKNOWN, err,
                "unknown unit in \"%.40s\"; areas are read in square kilometres, as area_km2", key->text.at);
    }
    return TRUCE_OK;
}

/* The key by which the quantity is given: exactly one of the three. */
static enum truce_status find_quantity(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                       struct truce_claim *claim, const struct truce_yaml_node **out,
                                       struct truce_err *err)
{
    static const char *const keys[] = {"area_km2", "places", "place"};
    const struct truce_yaml_node *found = NULL;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct truce_yaml_node *node = truce_yaml_get(mapping, keys[i]);
        if (node == NULL)
            continue;
        if (found != NULL)
            return truce_yaml_fail(doc, node->key, TRUCE_ERR_SYNTAX, err,
                                   "`%s` and `%s` in one quantity; make it two claims", found->key->text.at,
                                   keys[i]);
        found = node;
        claim->quantity = (enum truce_quantity)i;
    }
    if (found == NULL)
        return truce_yaml_fail(doc, mapping, TRUCE_ERR_SYNTAX, err,
                               "the quantity has none of area_km2, places and place");
    *out = found;
    return TRUCE_OK;
}

static enum truce_status read_sense(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                    struct truce_claim *claim, struct truce_err *err)
{
    const struct truce_yaml_node *node = NULL;
    size_t sense;

    enum truce_status status = truce_yaml_need(doc, mapping, "sense", "the quantity", &node, err);
    if (status == TRUCE_OK)
        status = truce_yaml_choice(doc, node, NAMES("gained", "lost", "net", "held"), "sense", &sense, err);
    if (status != TRUCE_OK)
        return status;
    claim->sense = (enum truce_sense)sense;
    if (claim->quantity == TRUCE_QUANTITY_PLACE && claim->sense == TRUCE_SENSE_NET)
        return truce_yaml_fail(doc, node, TRUCE_ERR_SYNTAX, err,
                               "sense `net` of one place means nothing; write gained, lost or held");
    return TRUCE_OK;
}

/* A key that goes with one kind of quantity only. */
static enum truce_status refuse_key(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                    const char *key, const char *goes_with, struct truce_err *err)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node == NULL)
        return TRUCE_OK;
    return truce_yaml_fail(doc, node->key, TRUCE_ERR_SYNTAX, err, "`%s` goes with %s only", key, goes_with);
}

static enum truce_status read_details(struct reader *r, const struct truce_yaml_node *mapping,
                                      struct truce_claim *claim, struct truce_err *err)
{
    const struct truce_yaml_node *kinds = truce_yaml_get(mapping, "kinds");
    enum truce_status status = TRUCE_OK;

    if (claim->quantity == TRUCE_QUANTITY_PLACE)
        status = truce_yaml_line_of(&r->doc, mapping, "region", &claim->place_region, err);
    else
        status = refuse_key(&r->doc, mapping, "region", "`place`", err);
    if (status != TRUCE_OK)
        return status;
    if (claim->quantity != TRUCE_QUANTITY_PLACES)
        return refuse_key(&r->doc, mapping, "kinds", "`places`", err);
    if (kinds == NULL)
        return TRUCE_OK;
    return truce_yaml_lines(&r->doc, kinds, &r->claims->arena, &claim->kinds, &claim->n_kinds, err);
}

static enum truce_status read_quantity(struct reader *r, const struct truce_yaml_node *mapping,
                                       struct truce_claim *claim, struct truce_err *err)
{
    static const char *const known[] = {"area_km2", "places", "place",  "sense",
                                        "on",       "kinds",  "region", NULL};
    const struct truce_yaml_node *value = NULL;
    double area_km2, places;

    enum truce_status status = check_units(&r->doc, mapping, err);
    if (status == TRUCE_OK)
        status = truce_yaml_check_keys(&r->doc, mapping, known, "quantity", err);
    if (status == TRUCE_OK)
        status = find_quantity(&r->doc, mapping, claim, &value, err);
    if (status == TRUCE_OK)
        status = read_figures(&r->doc, mapping, &area_km2, &places, err);
    if (status == TRUCE_OK && claim->quantity == TRUCE_QUANTITY_PLACE)
        status = truce_yaml_line(&r->doc, value, "place", &claim->place, err);
    if (status == TRUCE_OK)
        status = read_sense(&r->doc, mapping, claim, err);
    if (status == TRUCE_OK)
        status = read_details(r, mapping, claim, err);
    if (status != TRUCE_OK)
        return status;
    claim->value = claim->quantity == TRUCE_QUANTITY_AREA ? area_km2 : places;
    claim->value_text = value->text.at;
    return TRUCE_OK;
}

/* ---- variants ---- */

static enum truce_status read_variant(struct reader *r, const struct truce_yaml_node *node,
                                      const struct truce_claim *claim, struct truce_variant *out,
                                      struct truce_err *err)
{
    bool is_area = claim->quantity == TRUCE_QUANTITY_AREA;
    const char *unit = is_area ? "area_km2" : "places";
    const struct truce_yaml_node *value = NULL;
    double area_km2, places;

    enum truce_status status = check_units(&r->doc, node, err);
    if (status == TRUCE_OK)
        status = truce_yaml_check_keys(&r->doc, node, NAMES(unit, "as_reported_by", "url"), "variant", err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(&r->doc, node, unit, "the variant", &value, err);
    if (status == TRUCE_OK)
        status = read_figures(&r->doc, node, &area_km2, &places, err);
    if (status != TRUCE_OK)
        return status;
    *out = (struct truce_variant){is_area ? area_km2 : places, value->text.at, "", ""};
    status = truce_yaml_line_of(&r->doc, node, "as_reported_by", &out->reported_by, err);
    return status == TRUCE_OK ? truce_yaml_line_of(&r->doc, node, "url", &out->url, err) : status;
}

static enum truce_status read_variants(struct reader *r, const struct truce_yaml_node *list,
                                       struct truce_claim *claim, struct truce_err *err)
{
    void *memory;
    if (list == NULL)
        return TRUCE_OK;
    if (claim->quantity == TRUCE_QUANTITY_PLACE)
        return truce_yaml_fail(&r->doc, list->key, TRUCE_ERR_SYNTAX, err,
                               "`variants` are versions of a number; a named place has none");
    enum truce_status status = truce_yaml_check_kind(&r->doc, list, TRUCE_YAML_SEQUENCE, "variants", err);
    if (status != TRUCE_OK || list->n == 0)
        return status;
    status = truce_arena_alloc(&r->claims->arena, list->n * sizeof(struct truce_variant), &memory, err);
    struct truce_variant *variants = memory;
    size_t n = 0;
    for (const struct truce_yaml_node *node = list->first; node != NULL && status == TRUCE_OK;
         node = node->next)
        status = read_variant(r, node, claim, &variants[n++], err);
    if (status != TRUCE_OK)
        return status;
    claim->variants = variants;
    claim->n_variants = n;
    return TRUCE_OK;
}

/* ---- a claim ---- */

static enum truce_status read_id(struct reader *r, const struct truce_yaml_node *node,
                                 struct truce_claim *claim, struct truce_err *err)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    const struct truce_yaml_node *id = NULL;

    enum truce_status status = truce_yaml_need(&r->doc, node, "id", "the claim", &id, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line(&r->doc, id, "id", &claim->id, err);
    if (status != TRUCE_OK)
        return status;
    if (id->text.len > ID_MAX || strspn(claim->id, allowed) != id->text.len)
        return truce_yaml_fail(
            &r->doc, id, TRUCE_ERR_SYNTAX, err,
            "id \"%.40s\": up to %d letters, digits, points, underscores and hyphens, please", claim->id,
            ID_MAX);
    for (size_t i = 0; i < r->claims->n; i++)
        if (strcmp(r->claims->items[i].id, claim->id) == 0)
            return truce_yaml_fail(&r->doc, id, TRUCE_ERR_SYNTAX, err,
                                   "id \"%s\" is taken by the claim at %u:%u", claim->id,
                                   r->claims->items[i].line, r->claims->items[i].column);
    return TRUCE_OK;
}

/* The earlier claim with which one without `by` goes. */
static enum truce_status find_statement(const struct reader *r, const struct truce_yaml_node *node,
                                        const struct truce_claim **out, struct truce_err *err)
{
    static const char *const own[] = {"said", "source"};
    const struct truce_yaml_node *named = truce_yaml_get(node, "statement");
    const char *id = NULL;

    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        const struct truce_yaml_node *other = truce_yaml_get(node, own[i]);
        if (other != NULL)
            return truce_yaml_fail(&r->doc, other->key, TRUCE_ERR_SYNTAX, err,
                                   "`%s` without `by`: a claim with its own source must say who made it",
                                   own[i]);
    }
    if (named == NULL && r->claims->n == 0)
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err, "`by` is missing in the first claim");
    *out = &r->claims->items[r->claims->n - (r->claims->n > 0)];
    if (named == NULL)
        return TRUCE_OK;
    enum truce_status status = truce_yaml_line(&r->doc, named, "statement", &id, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < r->claims->n; i++) {
        if (strcmp(r->claims->items[i].id, id) == 0) {
            *out = &r->claims->items[i];
            return TRUCE_OK;
        }
    }
    return truce_yaml_fail(&r->doc, named, TRUCE_ERR_UNKNOWN, err, "no claim above has the id \"%.60s\"", id);
}

/* Who, when and where: its own, or of the statement with which it goes. */
static enum truce_status read_statement(struct reader *r, const struct truce_yaml_node *node,
                                        struct truce_claim *claim, struct truce_err *err)
{
    const struct truce_yaml_node *by = truce_yaml_get(node, "by");
    const struct truce_yaml_node *said = truce_yaml_get(node, "said");
    const struct truce_yaml_node *statement = truce_yaml_get(node, "statement");
    const struct truce_claim *from = NULL;
    enum truce_status status;

    if (by == NULL) {
        status = find_statement(r, node, &from, err);
        if (status != TRUCE_OK)
            return status;
        claim->by = from->by;
        claim->said = from->said;
        claim->source_title = from->source_title;
        claim->source_url = from->source_url;
        claim->party = from->party;
        claim->from = from->from;
        claim->to = from->to;
        claim->country = from->country;
        claim->regions = from->regions;
        claim->n_regions = from->n_regions;
        return TRUCE_OK;
    }
    if (statement != NULL)
        return truce_yaml_fail(
            &r->doc, statement->key, TRUCE_ERR_SYNTAX, err,
            "`statement` and `by` in one claim; a claim of an earlier statement has no `by`");
    status = truce_yaml_line(&r->doc, by, "by", &claim->by, err);
    if (status == TRUCE_OK && said != NULL)
        status = truce_yaml_day(&r->doc, said, "said", &claim->said, err);
    if (status == TRUCE_OK)
        status = read_source(&r->doc, truce_yaml_get(node, "source"), claim, err);
    return status;
}

/* The days of the claim, once its sense is known. */
static enum truce_status read_days(struct reader *r, const struct truce_yaml_node *node,
                                   const struct truce_yaml_node *quantity, struct truce_claim *claim,
                                   struct truce_err *err)
{
    const struct truce_yaml_node *period = truce_yaml_get(node, "period");
    const struct truce_yaml_node *on = truce_yaml_get(quantity, "on");
    enum truce_status status = TRUCE_OK;

    if (period != NULL)
        status = read_period(&r->doc, period, &claim->from, &claim->to, err);
    if (status == TRUCE_OK && on != NULL)
        status = truce_yaml_day(&r->doc, on, "on", &claim->to, err);
    if (status != TRUCE_OK)
        return status;
    if (claim->sense == TRUCE_SENSE_HELD) {
        claim->from.n = TRUCE_DAY_NONE;
        if (claim->to.n == TRUCE_DAY_NONE)
            return truce_yaml_fail(&r->doc, quantity, TRUCE_ERR_SYNTAX, err,
                                   "sense `held` needs a day: write `on: YYYY-MM-DD` in the quantity");
        return TRUCE_OK;
    }
    if (on != NULL)
        return truce_yaml_fail(&r->doc, on->key, TRUCE_ERR_SYNTAX, err,
                               "`on` goes with sense `held` only; `%s` needs a period",
                               truce_sense_name(claim->sense));
    if (claim->from.n == TRUCE_DAY_NONE)
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "`period` is missing; sense `%s` needs one", truce_sense_name(claim->sense));
    return TRUCE_OK;
}

static enum truce_status read_claim(struct reader *r, const struct truce_yaml_node *node,
                                    struct truce_claim *claim, struct truce_err *err)
{
    static const char *const known[] = {"id",     "statement", "by",       "said",     "source", "party",
                                        "period", "where",     "quantity", "variants", NULL};
    const struct truce_yaml_node *quantity = NULL;

    *claim = (struct truce_claim){.by = "",
                                  .source_title = "",
                                  .source_url = "",
                                  .party = "",
                                  .country = "",
                                  .value_text = "",
                                  .place = "",
                                  .place_region = "",
                                  .line = node->line,
                                  .column = node->column,
                                  .said = {TRUCE_DAY_NONE},
                                  .from = {TRUCE_DAY_NONE},
                                  .to = {TRUCE_DAY_NONE}};
    enum truce_status status = truce_yaml_check_keys(&r->doc, node, known, "a claim", err);
    if (status == TRUCE_OK)
        status = read_id(r, node, claim, err);
    if (status == TRUCE_OK)
        status = read_statement(r, node, claim, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, node, "party", &claim->party, err);
    if (status == TRUCE_OK && claim->party[0] == '\0')
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "`party` is missing in the claim: who is said to hold the ground?");
    if (status == TRUCE_OK)
        status = read_where(r, truce_yaml_get(node, "where"), claim, err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(&r->doc, node, "quantity", "the claim", &quantity, err);
    if (status == TRUCE_OK)
        status = read_quantity(r, quantity, claim, err);
    if (status == TRUCE_OK)
        status = read_days(r, node, quantity, claim, err);
    if (status == TRUCE_OK)
        status = read_variants(r, truce_yaml_get(node, "variants"), claim, err);
    return status;
}

/* ---- published figures ---- */

static enum truce_status read_published_one(struct reader *r, const struct truce_yaml_node *node,
                                            struct truce_published *out, struct truce_err *err)
{
    static const char *const known[] = {"by", "said", "period", "area_km2", "places", "counts", "url", NULL};
    const struct truce_yaml_node *by = NULL, *period = NULL;
    const struct truce_yaml_node *said;

    *out = (struct truce_published){.by = "",
                                    .counts = "",
                                    .url = "",
                                    .said = {TRUCE_DAY_NONE},
                                    .from = {TRUCE_DAY_NONE},
                                    .to = {TRUCE_DAY_NONE}};
    enum truce_status status =
        truce_yaml_check_kind(&r->doc, node, TRUCE_YAML_MAPPING, "a published figure", err);
    if (status == TRUCE_OK)
        status = check_units(&r->doc, node, err);
    if (status == TRUCE_OK)
        status = truce_yaml_check_keys(&r->doc, node, known, "a published figure", err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(&r->doc, node, "by", "the published figure", &by, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line(&r->doc, by, "by", &out->by, err);
    if (status == TRUCE_OK && (said = truce_yaml_get(node, "said")) != NULL)
        status = truce_yaml_day(&r->doc, said, "said", &out->said, err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(&r->doc, node, "period", "the published figure", &period, err);
    if (status == TRUCE_OK)
        status = read_period(&r->doc, period, &out->from, &out->to, err);
    if (status == TRUCE_OK)
        status = read_figures(&r->doc, node, &out->area_km2, &out->places, err);
    if (status == TRUCE_OK && isnan(out->area_km2) && isnan(out->places))
        return truce_yaml_fail(&r->doc, node, TRUCE_ERR_SYNTAX, err,
                               "the published figure has neither area_km2 nor places");
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, node, "counts", &out->counts, err);
    if (status == TRUCE_OK)
        status = truce_yaml_line_of(&r->doc, node, "url", &out->url, err);
    return status;
}

/* A list that may hold at most CLAIMS_MAX items, each of `item` bytes, in the arena. */
static enum truce_status new_list(struct reader *r, const struct truce_yaml_node *list, const char *what,
                                  size_t item, void **out, struct truce_err *err)
{
    enum truce_status status = truce_yaml_check_kind(&r->doc, list, TRUCE_YAML_SEQUENCE, what, err);
    if (status != TRUCE_OK)
        return status;
    if (list->n > CLAIMS_MAX)
        return truce_yaml_fail(&r->doc, list, TRUCE_ERR_LIMIT, err, "%zu %s; %d is the limit", list->n, what,
                               CLAIMS_MAX);
    return truce_arena_alloc(&r->claims->arena, list->n * item, out, err);
}

static enum truce_status read_published(struct reader *r, struct truce_err *err)
{
    const struct truce_yaml_node *list = truce_yaml_get(r->doc.root, "published");
    void *memory;

    if (list == NULL)
        return TRUCE_OK;
    enum truce_status status = new_list(r, list, "published", sizeof(struct truce_published), &memory, err);
    if (status != TRUCE_OK)
        return status;
    r->claims->published = memory;
    for (const struct truce_yaml_node *node = list->first; node != NULL && status == TRUCE_OK;
         node = node->next)
        status = read_published_one(r, node, &r->claims->published[r->claims->n_published++], err);
    return status;
}

static enum truce_status read_claims(struct reader *r, struct truce_err *err)
{
    const struct truce_yaml_node *list = NULL;
    void *memory;

    enum truce_status status = truce_yaml_check_keys(
        &r->doc, r->doc.root, NAMES("truce", "claims", "published"), "a claims file", err);
    if (status == TRUCE_OK)
        status = truce_yaml_check_version(&r->doc, err);
    if (status == TRUCE_OK)
        status = truce_yaml_need(&r->doc, r->doc.root, "claims", "the file", &list, err);
    if (status == TRUCE_OK)
        status = new_list(r, list, "claims", sizeof(struct truce_claim), &memory, err);
    if (status != TRUCE_OK)
        return status;
    if (list->n == 0)
        return truce_yaml_fail(&r->doc, list, TRUCE_ERR_SYNTAX, err, "`claims` is an empty list");
    r->claims->items = memory;
    for (const struct truce_yaml_node *node = list->first; node != NULL; node = node->next) {
        status = read_claim(r, node, &r->claims->items[r->claims->n], err);
        if (status != TRUCE_OK)
            return status;
        r->claims->n++;
    }
    return read_published(r, err);
}

enum truce_status truce_claims_parse(struct truce_text bytes, const char *file, struct truce_claims *out,
                                     struct truce_err *err)
{
    struct truce_claims claims;
    struct reader r = {.claims = &claims};

    truce_claims_init(&claims);
    enum truce_status status = truce_arena_copy(&claims.arena, truce_text_view(file), &claims.file, err);
    if (status == TRUCE_OK)
        status = truce_yaml_parse(bytes, claims.file, &claims.arena, &r.doc, err);
    if (status == TRUCE_OK)
        status = read_claims(&r, err);
    if (status != TRUCE_OK) {
        truce_claims_fini(&claims);
        return status;
    }
    *out = claims;
    return TRUCE_OK;
}

enum truce_status truce_claims_read(const char *path, struct truce_claims *out, struct truce_err *err)
{
    struct truce_buf bytes;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;

    truce_buf_init(&bytes);
    enum truce_status status = truce_file_read(path, TRUCE_YAML_BYTES_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_claims_parse(truce_buf_view(&bytes), name, out, err);
    truce_buf_fini(&bytes);
    return status;
}
