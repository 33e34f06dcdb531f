/*
 * Any bytes as an agreement: what is accepted keeps the promises of agreement/*.h, what is refused is in the list with its place.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool good)
{
    if (!good)
        abort();
}

static void in_list(int index, size_t n, bool may_be_none)
{
    require((may_be_none && index == TRUCE_NONE) || (index >= 0 && (size_t)index < n));
}

static void all_in_list(struct truce_indexes list, size_t n)
{
    for (size_t i = 0; i < list.n; i++)
        in_list(list.at[i], n, false);
}

static void check_condition(const struct truce_agreement *a, const struct truce_condition *c)
{
    char path[8192];

    if (c == NULL)
        return;
    require(c->index < a->n_conditions && c->at.line > 0);
    all_in_list(c->by, a->n_parties);
    all_in_list(c->waivable_by, a->n_parties);
    require(c->kind != TRUCE_IF_AT_LEAST || c->k <= c->n);
    require(c->kind != TRUCE_IF_NOT || c->n == 1);
    if (c->kind == TRUCE_IF_GATE)
        in_list(c->target, a->n_gates, false);
    if (c->kind == TRUCE_IF_CLOCK)
        in_list(c->target, a->n_clocks, false);
    if (c->kind == TRUCE_IF_NEED)
        in_list(c->target, a->n_needs, false);
    if (c->kind == TRUCE_IF_STATUS)
        in_list(c->target, a->n_norms, false);
    if (c->kind == TRUCE_IF_EVENT)
        in_list(c->class_, a->n_classes, false);
    if (c->gate != TRUCE_NONE && c->name[0] != '\0') {
        truce_agreement_clause_path(a, c, path, sizeof path);
        require(truce_agreement_clause(a, truce_text_view(path)) == c);
    }
    for (size_t i = 0; i < c->n; i++) {
        require(c->children[i].parent == c && c->children[i].gate == c->gate);
        check_condition(a, &c->children[i]);
    }
}

static void check_where(const struct truce_agreement *a, const struct truce_where *where)
{
    all_in_list(where->zones, a->n_zones);
    in_list(where->line, a->n_zones, where->kind != TRUCE_WHERE_NEARER_THAN);
    require(where->kind != TRUCE_WHERE_NEARER_THAN || isnan(where->distance_m) == (where->n_by_class > 0));
}

static void check_norm(const struct truce_agreement *a, const struct truce_norm *norm)
{
    const struct truce_when *when = &norm->when;
    const size_t targets[] = {[TRUCE_TRIGGER_GATE] = a->n_gates,
                              [TRUCE_TRIGGER_EVENT] = a->n_classes,
                              [TRUCE_TRIGGER_VIOLATION_OF] = a->n_norms,
                              [TRUCE_TRIGGER_GUARANTEE] = a->n_guarantees};
    require(norm->who.parties.n > 0);
    all_in_list(norm->who.parties, a->n_parties);
    in_list(norm->class_, a->n_classes, false);
    require(a->classes[norm->class_].object == norm->place);
    in_list(norm->on_violation, a->n_norms, true);
    all_in_list(norm->overrides, a->n_norms);
    check_where(a, &norm->where);
    if (when->trigger != TRUCE_TRIGGER_NONE && when->trigger != TRUCE_TRIGGER_DATE)
        in_list(when->target, targets[when->trigger], false);
    if (when->from.kind == TRUCE_BOUND_GATE)
        in_list(when->from.gate, a->n_gates, false);
    check_condition(a, norm->unless);
    check_condition(a, norm->suspended_while);
}

static void check_zone(const struct truce_agreement *a, const struct truce_zone *zone)
{
    require(zone->n_versions >= 1);
    in_list(zone->of, a->n_zones, zone->kind != TRUCE_ZONE_BUFFER);
    in_list(zone->owner, a->n_parties, true);
    in_list(zone->administered_by, a->n_parties, true);
    for (size_t i = 0; i < zone->n_versions; i++) {
        const struct truce_zone_version *v = &zone->versions[i];
        require(v->width.left_m >= 0 && v->width.right_m >= 0);
        for (size_t k = 0; k < v->n_paths; k++)
            require(v->paths[k].n >= 2);
        if (zone->has_geometry)
            require((zone->kind == TRUCE_ZONE_LINE) == (v->n_paths > 0) &&
                    (zone->kind == TRUCE_ZONE_POLYGON) == (v->area.n_points > 0));
        if (i > 0)
            require(zone->versions[i - 1].until.n != TRUCE_DAY_NONE &&
                    zone->versions[i - 1].until.n <= v->from.n);
    }
}

static void check(const struct truce_agreement *a)
{
    for (size_t i = 0; i < a->n_zones; i++)
        check_zone(a, &a->zones[i]);
    for (size_t i = 0; i < a->n_norms; i++)
        check_norm(a, &a->norms[i]);
    for (size_t i = 0; i < a->n_gates; i++) {
        require(a->gates[i].opens != NULL && a->gates[i].opens->kind <= TRUCE_IF_AT_LEAST);
        require(truce_agreement_gate(a, truce_text_view(a->gates[i].head.id)) == (int)i);
        check_condition(a, a->gates[i].opens);
        check_condition(a, a->gates[i].closes);
        all_in_list(a->gates[i].together, a->n_gates);
    }
    for (size_t i = 0; i < a->n_clocks; i++) {
        require(a->clocks[i].target_days > 0);
        in_list(a->clocks[i].class_, a->n_classes, false);
        check_where(a, &a->clocks[i].where);
        check_condition(a, a->clocks[i].runs_while);
    }
    for (size_t i = 0; i < a->n_classes; i++)
        require(truce_class_is(a, (int)i, (int)i)); /* and comes to an end */
    for (size_t i = 0; i < a->n_contributions; i++) {
        in_list(a->contributions[i].by, a->n_parties, false);
        in_list(a->contributions[i].class_, a->n_classes, false);
        in_list(a->contributions[i].only_after, a->n_gates, true);
        check_condition(a, a->contributions[i].if_);
    }
    for (size_t i = 0; i < a->n_positions; i++) {
        in_list(a->positions[i].gate, a->n_gates, false);
        require(a->positions[i].clause->position == (int)i);
        check_condition(a, a->positions[i].clause);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_agreement agreement;
    struct truce_diagnostics found;
    struct truce_err err;

    truce_diagnostics_init(&found, NULL);
    if (truce_agreement_read((struct truce_text){(const char *)data, size}, "fuzz.yaml", &agreement, &found,
                             &err) == TRUCE_OK) {
        require(found.errors == 0);
        check(&agreement);
        truce_agreement_fini(&agreement);
    } else {
        require(found.errors > 0 && found.n > 0 && err.text[0] != '\0');
        for (size_t i = 0; i < found.n; i++)
            require(found.items[i].text[0] != '\0' && found.items[i].at.line > 0);
    }
    truce_diagnostics_fini(&found);
    return 0;
}
