/*
 * What norms, clocks and guarantees have in common: where, the unit of count, bounds in time, standards of proof.
 */
#include "agreement/read.h"

#include <math.h>
#include <string.h>

/* ---- where ---- */

/* A zone that has ground: not a line. */
static bool read_ground(struct truce_reading *r, const struct truce_yaml_node *node, int *out)
{
    if (!truce_read_reference(r, node, TRUCE_NAME_ZONE, "in", out))
        return false;
    if (r->agreement->zones == NULL)
        return true;
    enum truce_zone_kind kind = r->agreement->zones[*out].kind;
    if (kind == TRUCE_ZONE_POLYGON || kind == TRUCE_ZONE_BUFFER)
        return true;
    truce_read_error(
        r, "E04", node,
        "zone \"%.60s\" is a line, and nothing can be in a line; write nearer_than, or make a buffer of it",
        node->text.at);
    return false;
}

static void read_in(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_where *out)
{
    int *at = truce_read_alloc(r, truce_read_items(node), sizeof *at);
    size_t n = 0;

    out->kind = TRUCE_WHERE_IN;
    for (const struct truce_yaml_node *item = truce_read_first(node); item != NULL && at != NULL;
         item = truce_read_next(node, item)) {
        int zone;
        if (item->kind == TRUCE_YAML_SCALAR && truce_text_is(item->text, "everywhere"))
            out->everywhere = true;
        else if (read_ground(r, item, &zone) && !truce_indexes_hold((struct truce_indexes){at, n}, zone))
            at[n++] = zone;
    }
    if (node->kind == TRUCE_YAML_SEQUENCE && node->n == 0)
        truce_read_error(r, "E04", node, "`in` is an empty list; name zones, or write everywhere");
    out->zones = (struct truce_indexes){at, n};
}

static void read_by_class(struct truce_reading *r, const struct truce_yaml_node *node,
                          struct truce_where *out)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_MAPPING, "by_class"))
        return;
    if (node->n == 0)
        truce_read_error(r, "E04", node, "`by_class` is empty; name classes and their distances");
    struct truce_class_distance *at = truce_read_alloc(r, node->n, sizeof *at);
    size_t n = 0;
    for (const struct truce_yaml_node *value = node->first; value != NULL && at != NULL;
         value = value->next) {
        at[n].at = (struct truce_spot){value->key->line, value->key->column};
        bool known = truce_read_reference(r, value->key, TRUCE_NAME_CLASS, "by_class", &at[n].class_);
        if (truce_read_distance(r, value, value->key->text.at, &at[n].distance_m) && known)
            n++;
    }
    out->by_class = at;
    out->n_by_class = n;
}

static void read_nearer_than(struct truce_reading *r, const struct truce_yaml_node *node,
                             struct truce_where *out)
{
    const char *which;
    size_t side;

    out->kind = TRUCE_WHERE_NEARER_THAN;
    out->side = TRUCE_SIDE_OF_BOTH;
    if (!truce_read_keys(r, node, TRUCE_WORDS("line", "side", "distance", "by_class"), "nearer_than"))
        return;
    const struct truce_yaml_node *line = truce_read_need(r, node, "line", "nearer_than");
    if (line != NULL && truce_read_reference(r, line, TRUCE_NAME_ZONE, "line", &out->line) &&
        r->agreement->zones != NULL) {
        enum truce_zone_kind kind = r->agreement->zones[out->line].kind;
        if (kind != TRUCE_ZONE_LINE && kind != TRUCE_ZONE_FRONT)
            truce_read_error(r, "E04", line, "zone \"%.60s\" is a %s; a line or a front is needed",
                             line->text.at, truce_zone_kind_name(kind));
    }
    const struct truce_yaml_node *value = truce_yaml_get(node, "side");
    if (value != NULL && truce_read_choice(r, value, TRUCE_WORDS("own", "other", "both"), "side", &side))
        out->side = (enum truce_line_side)side;
    if (truce_read_which(node, TRUCE_WORDS("distance", "by_class"), &which) != 1) {
        truce_read_error(r, "E04", node->key,
                         "nearer_than needs a distance, or distances by_class, and not both");
        return;
    }
    value = truce_yaml_get(node, which);
    if (strcmp(which, "distance") == 0)
        (void)truce_read_distance(r, value, which, &out->distance_m);
    else
        read_by_class(r, value, out);
}

void truce_read_where(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_where *out)
{
    const char *which;

    *out = (struct truce_where){.kind = TRUCE_WHERE_ANYWHERE, .line = TRUCE_NONE, .distance_m = NAN};
    if (node == NULL || node->refused)
        return;
    out->given = true;
    out->at = truce_read_spot(node);
    if (node->kind == TRUCE_YAML_SCALAR) {
        if (!truce_text_is(node->text, "anywhere"))
            truce_read_error(
                r, "E04", node,
                "where \"%.60s\"; write anywhere, {in: [zones]} or {nearer_than: {line, distance}}",
                node->text.at);
        return;
    }
    const char *const *forms = TRUCE_WORDS("in", "nearer_than");
    if (!truce_read_keys(r, node, forms, "where"))
        return;
    if (truce_read_which(node, forms, &which) != 1) {
        truce_read_error(r, "E04", node->key, "`where` needs one of in and nearer_than");
        return;
    }
    if (strcmp(which, "in") == 0)
        read_in(r, truce_yaml_get(node, which), out);
    else
        read_nearer_than(r, truce_yaml_get(node, which), out);
}

/* ---- the unit of count ---- */

void truce_read_count(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_count *out)
{
    size_t choice;

    *out = (struct truce_count){.rule = TRUCE_COUNT_EFFECT};
    if (node == NULL || node->refused)
        return;
    if (node->kind == TRUCE_YAML_SCALAR && truce_text_is(node->text, "episode")) {
        truce_read_error(r, "E04", node, "an episode needs the pause that ends it: write {episode: 30min}");
        return;
    }
    if (node->kind == TRUCE_YAML_SCALAR) {
        if (truce_read_choice(r, node, TRUCE_WORDS("effect", "trajectory", "place_day"), "count rule",
                              &choice))
            out->rule = choice == 0   ? TRUCE_COUNT_EFFECT
                        : choice == 1 ? TRUCE_COUNT_TRAJECTORY
                                      : TRUCE_COUNT_PLACE_DAY;
        return;
    }
    if (!truce_read_keys(r, node, TRUCE_WORDS("episode"), "count"))
        return;
    const struct truce_yaml_node *gap = truce_read_need(r, node, "episode", "count");
    if (gap == NULL || !truce_read_duration(r, gap, "episode", &out->gap))
        return;
    out->rule = TRUCE_COUNT_EPISODE;
    if (truce_duration_is_zero(out->gap) || out->gap.months != 0)
        truce_read_error(r, "E04", gap,
                         "episode \"%.40s\" is a pause in fire; write minutes, hours or days, such as 30min",
                         gap->text.at);
}

/* ---- bounds in time ---- */

bool truce_read_bound(struct truce_reading *r, const struct truce_yaml_node *node, bool may_be_never,
                      const char *what, struct truce_bound *out)
{
    const char *which;

    *out = (struct truce_bound){.kind = TRUCE_BOUND_NONE, .gate = TRUCE_NONE, .day = {TRUCE_DAY_NONE}};
    if (node == NULL || node->refused)
        return false;
    out->at = truce_read_spot(node);
    if (node->kind == TRUCE_YAML_SCALAR) {
        if (may_be_never && truce_text_is(node->text, "never")) {
            out->kind = TRUCE_BOUND_NEVER;
            return true;
        }
        truce_read_error(r, "E04", node, "%s \"%.60s\"; write {gate: name}%s {date: YYYY-MM-DD}%s", what,
                         node->text.at, may_be_never ? "," : " or", may_be_never ? " or never" : "");
        return false;
    }
    if (!truce_read_keys(r, node, TRUCE_WORDS("gate", "date", "plus"), what))
        return false;
    if (truce_read_which(node, TRUCE_WORDS("gate", "date"), &which) != 1) {
        truce_read_error(r, "E04", node->key, "%s needs a gate or a date, and not both", what);
        return false;
    }
    truce_read_duration_of(r, node, "plus", &out->plus);
    const struct truce_yaml_node *value = truce_yaml_get(node, which);
    bool is_gate = strcmp(which, "gate") == 0;
    if (is_gate ? !truce_read_reference(r, value, TRUCE_NAME_GATE, which, &out->gate)
                : !truce_read_day(r, value, which, &out->day))
        return false;
    out->kind = is_gate ? TRUCE_BOUND_GATE : TRUCE_BOUND_DATE;
    return true;
}

void truce_read_gate_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                        int *out, struct truce_spot *at)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node == NULL || !truce_read_keys(r, node, TRUCE_WORDS("gate"), key))
        return;
    *at = truce_read_spot(node);
    const struct truce_yaml_node *gate = truce_read_need(r, node, "gate", key);
    if (gate != NULL)
        (void)truce_read_reference(r, gate, TRUCE_NAME_GATE, "gate", out);
}

/* ---- standards of proof ---- */

void truce_read_proof(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_proof *out)
{
    static const struct truce_yaml_range range = {0.0, 1.0, false, ""};
    const char *const keys[] = {"established", "contested", NULL};
    double *const values[] = {&out->established, &out->contested};

    if (node == NULL || !truce_read_keys(r, node, keys, "proof"))
        return;
    for (size_t i = 0; keys[i] != NULL; i++) {
        const struct truce_yaml_node *value = truce_yaml_get(node, keys[i]);
        if (value != NULL && truce_read_number(r, value, keys[i], &range, values[i]) && *values[i] == 0)
            truce_read_error(r, "E04", value, "%s is 0; a standard of proof is more than 0 and at most 1",
                             keys[i]);
    }
    /* what a construct leaves open is the agreement's */
    double established = isnan(out->established) ? r->agreement->proof.established : out->established;
    double contested = isnan(out->contested) ? r->agreement->proof.contested : out->contested;
    if (contested > established)
        truce_read_error(
            r, "E04", node->key,
            "what is contested (from %g on) would need more proof than what is established (from %g on)",
            contested, established);
}
