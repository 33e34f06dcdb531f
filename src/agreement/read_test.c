/*
 * What is read stands in the model: every construct of the example and of tests/agreement/good/every_construct.yaml; and what a list of files
 * cannot hold: bytes that are no text, sizes, depth, many errors.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"
#include "base/file.h"

static struct truce_text text(const char *s)
{
    return truce_text_view(s);
}

static void open_bytes(struct truce_text bytes, struct truce_agreement *out)
{
    struct truce_diagnostics found;
    struct truce_err err = {.text = ""};
    truce_diagnostics_init(&found, NULL);
    if (truce_agreement_read(bytes, "t.yaml", out, &found, &err) != TRUCE_OK)
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    assert_int_equal(found.n, 0);
    truce_diagnostics_fini(&found);
}

static void open_file(const char *name, struct truce_agreement *out)
{
    struct truce_buf bytes;
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", TRUCE_SOURCE_DIR, name);
    truce_buf_init(&bytes);
    assert_int_equal(truce_file_read(path, TRUCE_FILE_MAX, &bytes, NULL), TRUCE_OK);
    open_bytes(truce_buf_view(&bytes), out);
    truce_buf_fini(&bytes); /* the agreement keeps nothing of it */
}

static void open_every(struct truce_agreement *out)
{
    open_file("tests/agreement/good/every_construct.yaml", out);
}

static const struct truce_gate *gate(const struct truce_agreement *a, const char *id)
{
    return &a->gates[truce_agreement_gate(a, text(id))];
}

static const struct truce_norm *norm(const struct truce_agreement *a, const char *id)
{
    int i = truce_agreement_norm(a, text(id));
    assert_true(i >= 0);
    return &a->norms[i];
}

static const struct truce_zone *zone(const struct truce_agreement *a, const char *id)
{
    int i = truce_agreement_zone(a, text(id));
    assert_true(i >= 0);
    return &a->zones[i];
}

static const struct truce_condition *clause(const struct truce_agreement *a, const char *path)
{
    const struct truce_condition *c = truce_agreement_clause(a, text(path));
    if (c == NULL)
        fail_msg("no clause %s", path);
    return c;
}

static int32_t day(const char *s)
{
    struct truce_day d;
    assert_true(truce_day_parse(text(s), &d));
    return d.n;
}

/* the parties of a list by name: "A B" */
static void are_parties(const struct truce_agreement *a, struct truce_indexes list, const char *expected)
{
    char names[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < list.n && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? " " : "",
                                 a->parties[list.at[i]].head.id);
    assert_string_equal(names, expected);
}

static void lasts(struct truce_duration d, int32_t months, int32_t days, int64_t hours)
{
    assert_int_equal(d.months, months);
    assert_int_equal(d.days, days);
    assert_int_equal(d.us, hours * INT64_C(3600000000));
}

/* ---- the example ---- */

static void the_example(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_file("examples/demo-20/plan.yaml", &a);
    assert_string_equal(a.id, "demo-20");
    assert_string_equal(a.version, "2025-12-28.d3");
    assert_int_equal(a.status, TRUCE_AGREEMENT_DRAFT);
    assert_int_equal(a.calendar.offset_s, 7200);
    assert_null(a.calendar.zone);
    assert_int_equal(a.calendar.reporting_day_ends_s, 86400);
    assert_true(a.day_counting_given && a.month_end_given);
    assert_true(a.proof.established == 0.9 && a.proof.contested == 0.5);
    lasts(a.finality, 0, 14, 0);
    assert_int_equal(a.n_parties, 11);
    assert_int_equal(a.n_groups, 4);
    assert_int_equal(a.n_classes, 23);
    assert_int_equal(a.n_zones, 4);
    assert_int_equal(a.n_points, 20);
    assert_int_equal(a.n_norms, 17);
    assert_int_equal(a.n_clocks, 1);
    assert_int_equal(a.n_gates, 8);
    assert_int_equal(a.n_guarantees, 1);
    assert_int_equal(a.n_needs, 2);
    assert_int_equal(a.n_contributions, 6);
    assert_int_equal(a.n_vetoes, 2);
    assert_int_equal(a.n_positions, 1);
    assert_int_equal(a.estimates.n_atoms, 7);
    assert_int_equal(a.estimates.n_leads, 3);
    assert_int_equal(a.want.n, 1);

    int norway = truce_agreement_party(&a, text("NO"));
    assert_string_equal(a.parties[norway].name, "Norway");
    assert_true(truce_class_is(&a, truce_agreement_class(&a, text("small_arms_fire")),
                               truce_agreement_class(&a, text("hostile_act"))));
    assert_false(truce_class_is(&a, truce_agreement_class(&a, text("hostile_act")),
                                truce_agreement_class(&a, text("fire"))));
    assert_int_equal(a.points[18].n, 19);
    assert_string_equal(a.points[18].title, "Referendum");
    const struct truce_gate *ceasefire = gate(&a, "ceasefire");
    assert_int_equal(ceasefire->head.point, 17);
    assert_int_equal(ceasefire->head.at.column, 7);
    const struct truce_condition *quiet = clause(&a, "approved_by_referendum.quiet");
    assert_int_equal(quiet->kind, TRUCE_IF_CLOCK);
    const struct truce_condition *first = clause(&a, "ceasefire.b_full_settlement_first");
    assert_int_equal(first->position, 0);
    assert_int_equal(first->target, truce_agreement_gate(&a, text("settlement")));
    assert_string_equal(clause(&a, "monitors_ready.mandate")->instrument, "monitors_ready.mandate");
    truce_agreement_fini(&a);
}

/* ---- every construct ---- */

static void the_head(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    assert_string_equal(a.file, "t.yaml");
    assert_string_equal(a.id, "every-construct");
    assert_string_equal(a.title, "Every construct, for tests");
    assert_int_equal(a.status, TRUCE_AGREEMENT_IN_FORCE);
    assert_non_null(a.calendar.zone);
    assert_string_equal(a.zone_name, "Europe/Kyiv");
    assert_int_equal(a.calendar.reporting_day_ends_s, 19 * 3600 + 1800);
    assert_int_equal(a.calendar.day_counting, TRUCE_DAYS_INCLUSIVE);
    assert_int_equal(a.calendar.month_end, TRUCE_MONTH_END_UP);
    assert_true(a.proof.established == 0.95 && a.proof.contested == 0.4);
    lasts(a.finality, 0, 14, 0);
    assert_string_equal(a.log, "records/log.jsonl");
    assert_int_equal(a.agreement_at.line, 4);
    truce_agreement_fini(&a);

    open_file("tests/agreement/good/least.yaml", &a); /* what is not given */
    assert_string_equal(a.title, "");
    assert_string_equal(a.log, "");
    assert_string_equal(a.zone_name, "");
    assert_int_equal(a.calendar.offset_s, 0);
    assert_int_equal(a.calendar.reporting_day_ends_s, 86400);
    assert_false(a.day_counting_given || a.month_end_given);
    assert_true(a.proof.established == 0.9 && a.proof.contested == 0.5);
    assert_int_equal(a.estimates.as_of.n, TRUCE_DAY_NONE);
    assert_int_equal(a.n_conditions, 0);
    assert_int_equal(truce_agreement_gate(&a, text("g")), TRUCE_NONE);
    truce_agreement_fini(&a);
}

static void parties_and_classes(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    static const char *const roles[] = {"belligerent", "belligerent", "guarantor", "guarantor", "contributor",
                                        "monitor",     "adjudicator", "mediator",  "other"};
    assert_int_equal(a.n_parties, 9);
    for (size_t i = 0; i < a.n_parties; i++)
        assert_string_equal(truce_role_name(a.parties[i].role), roles[i]);
    assert_string_equal(a.parties[0].name, "State A");
    assert_string_equal(a.parties[2].name, "G1");
    assert_int_equal(a.parties[0].head.at.line, 19);
    assert_int_equal(a.parties[0].head.point, TRUCE_NONE);
    are_parties(&a, a.groups[0].members, "A B");
    are_parties(&a, a.groups[2].members, "A B G1 G2 NO");
    are_parties(&a, a.groups[3].members, "MON");

    int act = truce_agreement_class(&a, text("act")), fire = truce_agreement_class(&a, text("fire"));
    int heavy = truce_agreement_class(&a, text("heavy"));
    assert_int_equal(a.classes[act].is, TRUCE_NONE);
    assert_true(a.classes[act].severity == 1);
    assert_int_equal(a.classes[fire].is, act);
    assert_true(a.classes[fire].severity == 2.5);
    assert_false(a.classes[fire].object);
    assert_true(a.classes[heavy].object && a.classes[truce_agreement_class(&a, text("tank"))].object);
    assert_true(truce_class_is(&a, truce_agreement_class(&a, text("artillery")), act));
    assert_true(truce_class_is(&a, act, act));
    assert_false(truce_class_is(&a, heavy, act));
    truce_agreement_fini(&a);
}

static void zones_of_every_kind(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    int A = truce_agreement_party(&a, text("A")), B = truce_agreement_party(&a, text("B"));
    const struct truce_zone *z = zone(&a, "line");
    assert_int_equal(z->kind, TRUCE_ZONE_LINE);
    assert_string_equal(truce_zone_kind_name(z->kind), "line");
    assert_true(z->left == A && z->right == B && z->administered_by == TRUCE_NONE && z->has_geometry);
    assert_string_equal(a.parties[z->owner].head.id, "X");
    assert_int_equal(z->n_versions, 1);
    assert_int_equal(z->versions[0].from.n, TRUCE_DAY_NONE);
    assert_int_equal(z->versions[0].paths[0].n, 3);
    assert_int_equal(z->versions[0].paths[0].party, TRUCE_NONE);
    assert_true(z->versions[0].paths[0].at[1].lon_deg == 30.5 &&
                z->versions[0].paths[0].at[1].lat_deg == 48.5);
    z = zone(&a, "two_lines");
    assert_int_equal(z->versions[0].n_paths, 2);
    assert_int_equal(z->versions[0].paths[1].party, B);
    assert_int_equal(z->versions[0].paths[1].n, 2); /* a position written twice is one */
    z = zone(&a, "moved");
    assert_true(z->right == TRUCE_NONE && z->n_versions == 3);
    assert_int_equal(z->versions[0].until.n, day("2026-01-01"));
    assert_int_equal(z->versions[1].from.n, day("2026-01-01"));
    assert_int_equal(z->versions[1].until.n, day("2026-03-01"));
    assert_int_equal(z->versions[2].until.n, TRUCE_DAY_NONE);
    z = zone(&a, "from_file");
    assert_false(z->has_geometry);
    assert_string_equal(z->file, "lines.geojson");
    assert_string_equal(z->feature, "contact");
    assert_int_equal(z->n_versions, 1);
    assert_int_equal(z->versions[0].n_paths, 0);
    z = zone(&a, "area");
    assert_true(z->owner == A && z->has_geometry);
    assert_int_equal(z->versions[0].area.n_points, 4);
    assert_true(truce_ring_signed_deg2(z->versions[0].area.points, 4) > 0);
    assert_false(zone(&a, "area_file")->has_geometry);
    z = zone(&a, "strip");
    assert_true(z->of == truce_agreement_zone(&a, text("line")) && z->has_geometry);
    assert_true(z->versions[0].width.left_m == 2500 && z->versions[0].width.right_m == 2500);
    z = zone(&a, "total");
    assert_true(z->versions[0].width.left_m == 500 && z->versions[0].width.right_m == 500);
    z = zone(&a, "sided");
    assert_true(z->versions[0].width.left_m == 10000 && z->versions[0].width.right_m == 5000);
    z = zone(&a, "one_sided");
    assert_true(z->versions[0].width.left_m == 0 && z->versions[0].width.right_m == 5000);
    assert_true(zone(&a, "growing")->versions[1].width.left_m == 3000);
    z = zone(&a, "front");
    assert_true(z->kind == TRUCE_ZONE_FRONT && z->inside == A && z->outside == B && !z->has_geometry);
    assert_string_equal(z->source, "isw");
    assert_int_equal(z->on_day.n, day("2025-12-30"));
    assert_int_equal(z->on_gate, TRUCE_NONE);
    z = zone(&a, "front_then");
    assert_int_equal(z->on_gate, truce_agreement_gate(&a, text("ceasefire")));
    assert_int_equal(z->on_day.n, TRUCE_DAY_NONE);
    assert_int_equal(z->outside, TRUCE_NONE);
    truce_agreement_fini(&a);
}

static void obligations(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    const struct truce_norm *n = norm(&a, "quiet");
    assert_int_equal(n->kind, TRUCE_NORM_MUST_NOT);
    assert_int_equal(n->who.kind, TRUCE_WHO_EACH);
    assert_int_equal(n->who.group, 0);
    are_parties(&a, n->who.parties, "A B");
    assert_false(n->place);
    assert_int_equal(n->class_, truce_agreement_class(&a, text("act")));
    assert_int_equal(n->against.kind, TRUCE_WHO_OTHER);
    assert_int_equal(n->to.kind, TRUCE_WHO_NOBODY);
    assert_int_equal(n->when.kind, TRUCE_WHEN_WINDOW);
    assert_int_equal(n->when.from.kind, TRUCE_BOUND_GATE);
    lasts(n->when.from.plus, 0, 0, 12);
    assert_int_equal(n->when.until.kind, TRUCE_BOUND_NEVER);
    assert_true(n->proof.established == 0.85 && isnan(n->proof.contested));
    assert_int_equal(n->count.rule, TRUCE_COUNT_EPISODE);
    assert_int_equal(n->count.gap.us, INT64_C(1800000000));
    assert_ptr_equal(&a.norms[n->on_violation], norm(&a, "repair"));
    assert_int_equal(n->unless->kind, TRUCE_IF_SIGNED);
    assert_string_equal(n->unless->instrument, "exception");
    assert_int_equal(n->unless->gate, TRUCE_NONE);
    assert_int_equal(n->suspended_while->kind, TRUCE_IF_ANY);
    assert_string_equal(n->suspended_while->children[1].name, "late");
    assert_int_equal(n->tags.n, 1);
    assert_string_equal(n->tags.at[0], "pam:ceasefire");
    assert_int_equal(n->head.point, 0);
    assert_false(n->where.given);

    n = norm(&a, "repair");
    assert_int_equal(n->kind, TRUCE_NORM_MUST);
    assert_int_equal(n->who.kind, TRUCE_WHO_ONE);
    assert_int_equal(n->who.group, TRUCE_NONE);
    assert_int_equal(n->to.kind, TRUCE_WHO_EACH);
    assert_true(n->where.given && n->where.kind == TRUCE_WHERE_ANYWHERE);
    assert_int_equal(n->when.kind, TRUCE_WHEN_ON);
    assert_int_equal(n->when.trigger, TRUCE_TRIGGER_VIOLATION_OF);
    assert_int_equal(n->when.target, truce_agreement_norm(&a, text("quiet")));
    lasts(n->when.span, 0, 0, 72);
    n = norm(&a, "answer");
    assert_int_equal(n->who.kind, TRUCE_WHO_ANY);
    assert_int_equal(n->who.group, TRUCE_NONE);
    are_parties(&a, n->who.parties, "G1 G2");
    assert_int_equal(n->when.trigger, TRUCE_TRIGGER_GUARANTEE);
    assert_int_equal(n->when.target, 0);
    n = norm(&a, "reply");
    assert_int_equal(n->when.trigger, TRUCE_TRIGGER_EVENT);
    assert_int_equal(n->when.target, truce_agreement_class(&a, text("fire")));
    n = norm(&a, "first");
    assert_int_equal(n->when.kind, TRUCE_WHEN_AFTER);
    assert_int_equal(n->when.trigger, TRUCE_TRIGGER_GATE);
    n = norm(&a, "dated");
    assert_int_equal(n->when.trigger, TRUCE_TRIGGER_DATE);
    assert_int_equal(n->when.day.n, day("2026-01-31"));
    lasts(n->when.span, 1, 0, 0);
    n = norm(&a, "daily");
    assert_int_equal(n->when.kind, TRUCE_WHEN_EVERY);
    assert_int_equal(n->when.trigger, TRUCE_TRIGGER_NONE);
    assert_int_equal(n->when.until.kind, TRUCE_BOUND_DATE);
    lasts(n->when.until.plus, 1, 0, 0);
    n = norm(&a, "notice");
    assert_int_equal(n->when.kind, TRUCE_WHEN_BEFORE);
    assert_int_equal(n->when.trigger, TRUCE_TRIGGER_EVENT);
    lasts(n->when.span, 0, 0, 48);
    n = norm(&a, "plain");
    assert_int_equal(n->when.at.line, 0);
    assert_int_equal(n->when.kind, TRUCE_WHEN_WINDOW);
    assert_int_equal(n->when.from.kind, TRUCE_BOUND_NONE);
    assert_true(isnan(n->proof.established));
    assert_int_equal(n->count.rule, TRUCE_COUNT_EFFECT);
    assert_string_equal(truce_count_rule_name(norm(&a, "clear")->count.rule), "place_day");
    assert_string_equal(truce_count_rule_name(norm(&a, "set_back")->count.rule), "trajectory");
    truce_agreement_fini(&a);
}

static void places_permits_and_limits(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    const struct truce_norm *n = norm(&a, "clear");
    assert_true(n->place);
    assert_int_equal(n->where.kind, TRUCE_WHERE_IN);
    assert_int_equal(n->where.zones.n, 1);
    n = norm(&a, "set_back");
    assert_int_equal(n->where.kind, TRUCE_WHERE_NEARER_THAN);
    assert_int_equal(n->where.side, TRUCE_SIDE_OF_OWN);
    assert_true(isnan(n->where.distance_m));
    assert_int_equal(n->where.n_by_class, 2);
    assert_int_equal(n->where.by_class[1].class_, truce_agreement_class(&a, text("heavy")));
    assert_true(n->where.by_class[1].distance_m == 25000);
    n = norm(&a, "away");
    assert_int_equal(n->where.side, TRUCE_SIDE_OF_OTHER);
    assert_true(n->where.distance_m == 500);
    assert_ptr_equal(&a.zones[n->where.line], zone(&a, "front"));
    assert_int_equal(norm(&a, "both")->where.side, TRUCE_SIDE_OF_BOTH);

    n = norm(&a, "police");
    assert_int_equal(n->kind, TRUCE_NORM_MAY);
    assert_int_equal(n->where.zones.n, 2); /* each once */
    assert_int_equal(n->overrides.n, 2);
    assert_int_equal(n->overrides.at[0], truce_agreement_norm(&a, text("clear")));
    assert_int_equal(n->when.until.kind, TRUCE_BOUND_GATE);
    assert_int_equal(n->unless->kind, TRUCE_IF_GATE);

    n = norm(&a, "ceiling");
    assert_int_equal(n->kind, TRUCE_NORM_LIMIT);
    assert_true(n->place && n->at_most == 50 && n->where.everywhere && n->where.zones.n == 0);
    assert_int_equal(n->counted_by, TRUCE_COUNTED_BY_OBSERVATION);
    assert_true(n->on_violation >= 0);
    assert_int_equal(norm(&a, "declared")->counted_by, TRUCE_COUNTED_BY_DECLARATION);
    assert_int_equal(norm(&a, "larger")->counted_by, TRUCE_COUNTED_BY_LARGER);
    assert_true(norm(&a, "larger")->at_most == 800.5);
    truce_agreement_fini(&a);
}

static void clocks(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    const struct truce_clock *c = &a.clocks[truce_agreement_clock(&a, text("quiet60"))];
    assert_int_equal(c->runs_while->kind, TRUCE_IF_GATE);
    assert_int_equal(c->target_days, 60);
    assert_int_equal(c->class_, truce_agreement_class(&a, text("fire")));
    assert_int_equal(c->weight, TRUCE_WEIGHT_COUNT);
    are_parties(&a, c->by, "A B G1");
    assert_int_equal(c->where.kind, TRUCE_WHERE_IN);
    assert_int_equal(c->count.rule, TRUCE_COUNT_EPISODE);
    assert_true(c->per_day == 1.5 && c->window_days == 7 && c->window_at_most == 5);
    assert_true(c->attribution_given && c->attribution_needed && c->attribution_standard == 0.9);
    assert_int_equal(c->on_break, TRUCE_BREAK_DEDUCT);
    assert_int_equal(c->deduct_days, 5);
    assert_true(c->coverage_at_least == 0.8);
    assert_int_equal(c->unobserved_day, TRUCE_UNOBSERVED_BREAK);
    assert_true(c->tolerance_at.line > c->counts_at.line && c->counts_at.line > c->head.at.line);
    c = &a.clocks[truce_agreement_clock(&a, text("plain"))];
    assert_null(c->runs_while);
    assert_int_equal(c->target_days, 14);
    assert_int_equal(c->weight, TRUCE_WEIGHT_ONE);
    assert_int_equal(c->by.n, 0);
    assert_true(!c->where.given && c->where.kind == TRUCE_WHERE_ANYWHERE);
    assert_true(c->per_day == 0 && c->window_days == 0 && !c->attribution_given);
    assert_true(isnan(c->attribution_standard) && isnan(c->coverage_at_least));
    assert_int_equal(c->on_break, TRUCE_BREAK_RESTART);
    assert_int_equal(c->unobserved_day, TRUCE_UNOBSERVED_HOLD);
    c = &a.clocks[truce_agreement_clock(&a, text("other"))];
    assert_true(c->attribution_given && !c->attribution_needed);
    assert_int_equal(c->on_break, TRUCE_BREAK_PAUSE);
    assert_int_equal(c->weight, TRUCE_WEIGHT_SEVERITY);
    assert_int_equal(c->unobserved_day, TRUCE_UNOBSERVED_COUNT);
    truce_agreement_fini(&a);
}

static void check_path(const struct truce_agreement *a, const char *path)
{
    char out[200];
    truce_agreement_clause_path(a, clause(a, path), out, sizeof out);
    assert_string_equal(out, path);
}

static void gates_and_clauses(void **state)
{
    struct truce_agreement a;
    char path[200];
    (void)state;
    open_every(&a);
    const struct truce_gate *g = gate(&a, "ceasefire");
    assert_int_equal(g->opens->kind, TRUCE_IF_ALL);
    assert_string_equal(g->opens->name, "");
    assert_int_equal(g->opens->n, 4);
    assert_null(g->opens->parent);
    assert_int_equal(g->closes->kind, TRUCE_IF_ANY);
    lasts(g->effect_after, 0, 1, 0);
    assert_false(g->latched);
    assert_int_equal(g->together.n, 0);
    truce_agreement_clause_path(&a, g->opens, path, sizeof path);
    assert_string_equal(path, "ceasefire");
    truce_agreement_clause_path(&a, clause(&a, "ceasefire.some.z"), path, 12); /* cut, and ended */
    assert_string_equal(path, "ceasefire.s");

    const struct truce_condition *c = clause(&a, "ceasefire.order");
    assert_int_equal(c->kind, TRUCE_IF_EVENT);
    assert_false(c->by_any);
    are_parties(&a, c->by, "A B");
    assert_int_equal(c->gate, truce_agreement_gate(&a, text("ceasefire")));
    c = clause(&a, "ceasefire.either");
    assert_int_equal(c->kind, TRUCE_IF_ANY);
    are_parties(&a, c->waivable_by, "G1 A B");
    assert_string_equal(clause(&a, "ceasefire.either.a")->instrument, "plan");
    assert_ptr_equal(clause(&a, "ceasefire.either.a")->parent, c);
    c = clause(&a, "ceasefire.some");
    assert_true(c->kind == TRUCE_IF_AT_LEAST && c->k == 2 && c->n == 3);
    c = clause(&a, "ceasefire.some.z");
    assert_string_equal(c->instrument, "ceasefire.some.z");
    are_parties(&a, c->by, "A B G1 G2 NO");
    c = clause(&a, "ceasefire.no_war");
    assert_true(c->kind == TRUCE_IF_NOT && c->n == 1);
    assert_true(c->children[0].kind == TRUCE_IF_EVENT && c->children[0].by_any);
    assert_string_equal(c->children[0].name, "");
    assert_int_equal(clause(&a, "ceasefire.end")->kind, TRUCE_IF_EVENT);
    check_path(&a, "ceasefire.either.b");
    check_path(&a, "ceasefire.end");
    check_path(&a, "ceasefire.first_the_end");
    check_path(&a, "voted.sign_it.theirs");

    g = gate(&a, "voted");
    assert_true(g->latched);
    assert_int_equal(g->together.n, 2); /* settled, and by way of it later */
    assert_int_equal(gate(&a, "later")->together.n, 2);
    assert_int_equal(gate(&a, "later")->together.at[0], truce_agreement_gate(&a, text("voted")));
    c = clause(&a, "voted.vote");
    assert_string_equal(c->vote_kind, "referendum");
    assert_string_equal(c->carried_by, "simple_majority");
    are_parties(&a, c->by, "A");
    assert_string_equal(clause(&a, "voted.house")->vote_kind, "parliament");
    assert_string_equal(clause(&a, "voted.house")->carried_by, "");
    assert_int_equal(clause(&a, "voted.quiet")->target, truce_agreement_clock(&a, text("quiet60")));
    assert_int_equal(clause(&a, "voted.people")->target, truce_agreement_need(&a, text("staff")));
    assert_int_equal(clause(&a, "voted.done")->target, truce_agreement_norm(&a, text("first")));
    assert_int_equal(clause(&a, "voted.day")->day.n, day("2026-03-01"));
    assert_string_equal(clause(&a, "voted.mandate")->instrument, "voted.mandate");
    assert_string_equal(clause(&a, "voted.sign_it.theirs")->instrument, "voted.sign_it.theirs");
    assert_int_equal(clause(&a, "voted.sign_it.theirs")->position, 1);
    assert_int_equal(gate(&a, "settled")->opens->n, 0);
    assert_null(truce_agreement_clause(&a, text("ceasefire")));
    assert_null(truce_agreement_clause(&a, text("ceasefire.")));
    assert_null(truce_agreement_clause(&a, text("ceasefire.none")));
    assert_null(truce_agreement_clause(&a, text("voted.first_the_end"))); /* it is another gate's */
    assert_null(truce_agreement_clause(&a, text("")));
    assert_null(truce_agreement_clause(&a, text("none.order")));
    assert_string_equal(truce_condition_kind_name(TRUCE_IF_DATE), "date");
    assert_string_equal(truce_condition_kind_name(TRUCE_IF_AT_LEAST), "at_least");
    truce_agreement_fini(&a);
}

static void mark(const struct truce_condition *c, unsigned char *seen, size_t n)
{
    if (c == NULL)
        return;
    assert_true(c->index < n && seen[c->index] == 0);
    seen[c->index] = 1;
    for (size_t i = 0; i < c->n; i++) {
        assert_ptr_equal(c->children[i].parent, c);
        mark(&c->children[i], seen, n);
    }
}

/* n_conditions of them, each with a number of its own */
static void every_condition_has_its_number(void **state)
{
    struct truce_agreement a;
    unsigned char seen[200] = {0};
    (void)state;
    open_every(&a);
    assert_true(a.n_conditions < sizeof seen);
    for (size_t i = 0; i < a.n_gates; i++) {
        mark(a.gates[i].opens, seen, a.n_conditions);
        mark(a.gates[i].closes, seen, a.n_conditions);
    }
    for (size_t i = 0; i < a.n_positions; i++)
        mark(a.positions[i].clause, seen, a.n_conditions);
    for (size_t i = 0; i < a.n_clocks; i++)
        mark(a.clocks[i].runs_while, seen, a.n_conditions);
    for (size_t i = 0; i < a.n_contributions; i++)
        mark(a.contributions[i].if_, seen, a.n_conditions);
    for (size_t i = 0; i < a.n_norms; i++) {
        mark(a.norms[i].unless, seen, a.n_conditions);
        mark(a.norms[i].suspended_while, seen, a.n_conditions);
    }
    for (size_t i = 0; i < a.n_conditions; i++)
        assert_int_equal(seen[i], 1);
    truce_agreement_fini(&a);
}

static void the_ledger(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    const struct truce_guarantee *g = &a.guarantees[truce_agreement_guarantee(&a, text("core"))];
    assert_int_equal(g->by.kind, TRUCE_WHO_EACH);
    are_parties(&a, g->by.parties, "G1 G2");
    assert_int_equal(g->to.kind, TRUCE_WHO_ONE);
    assert_int_equal(g->starts.kind, TRUCE_BOUND_GATE);
    lasts(g->starts.plus, 0, 1, 0);
    lasts(g->lasts, 180, 0, 0);
    assert_true(g->has_extension && g->times == 2 && g->automatic);
    are_parties(&a, g->consent_of, "A G1 G2");
    lasts(g->add, 60, 0, 0);
    lasts(g->notice_before, 12, 0, 0);
    assert_int_equal(g->trigger.norm, truce_agreement_norm(&a, text("quiet")));
    are_parties(&a, g->trigger.by, "B");
    assert_true(g->trigger.severity_at_least == 8 && g->void_if.severity_at_least == 0);
    are_parties(&a, g->void_if.by, "A");
    assert_int_equal(g->duties.n, 1);
    g = &a.guarantees[truce_agreement_guarantee(&a, text("dated"))];
    assert_int_equal(g->starts.kind, TRUCE_BOUND_DATE);
    assert_int_equal(g->to.kind, TRUCE_WHO_NOBODY);
    assert_int_equal(g->trigger.norm, TRUCE_NONE);
    assert_int_equal(g->times, 1);

    assert_true(a.needs[truce_agreement_need(&a, text("staff"))].at_least == 100);
    const struct truce_contribution *c = &a.contributions[truce_agreement_contribution(&a, text("c1"))];
    assert_string_equal(a.parties[c->by].head.id, "NO");
    assert_true(c->amount == 60 && c->amount_known && !c->amount_is_lower_bound);
    assert_string_equal(a.zones[c->zone].id, "area");
    assert_string_equal(truce_contribution_state_name(c->state), "approved");
    assert_int_equal(c->only_after, truce_agreement_gate(&a, text("ceasefire")));
    assert_true(c->only_after_at.line > 0);
    assert_int_equal(c->if_->kind, TRUCE_IF_VOTE);
    c++;
    assert_true(c->amount == 20 && c->amount_known && c->amount_is_lower_bound);
    assert_true(c->zone == TRUCE_NONE && c->only_after == TRUCE_NONE && c->if_ == NULL);
    assert_int_equal(c->state, TRUCE_CONTRIBUTION_DEPLOYED);
    c++;
    assert_false(c->amount_known);
    assert_int_equal(c->state, TRUCE_CONTRIBUTION_CONSIDERED);

    const struct truce_veto *v = &a.vetoes[truce_agreement_veto(&a, text("v1"))];
    are_parties(&a, v->by, "B");
    are_parties(&a, v->bars_by, "G1 G2");
    are_parties(&a, v->liftable_by, "B");
    assert_int_equal(v->bars_zones.n, 0);
    assert_int_equal(v->from.n, TRUCE_DAY_NONE);
    v++;
    are_parties(&a, v->by, "A B");
    are_parties(&a, v->liftable_by, "A");
    assert_int_equal(v->bars_class, truce_agreement_class(&a, text("objects")));
    assert_int_equal(v->bars_zones.n, 2);
    assert_int_equal(v->until.n, day("2027-01-01"));

    const struct truce_position *p = &a.positions[truce_agreement_position(&a, text("first_the_end"))];
    are_parties(&a, p->by, "B");
    assert_string_equal(p->says, "No truce without a settlement.");
    assert_int_equal(p->gate, truce_agreement_gate(&a, text("ceasefire")));
    are_parties(&a, p->withdrawable_by, "B MED");
    assert_string_equal(p->clause->name, "first_the_end");
    are_parties(&a, a.positions[1].withdrawable_by, "A");
    truce_agreement_fini(&a);
}

static void estimates_and_want(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    assert_int_equal(a.estimates.as_of.n, day("2025-12-28"));
    assert_int_equal(a.estimates.n_atoms, 13);
    assert_string_equal(a.estimates.atoms[0].key, "signed");
    lasts(a.estimates.atoms[0].after[TRUCE_LIKELY], 1, 0, 0);
    lasts(a.estimates.atoms[0].after[TRUCE_LATEST], 0, 90, 0);
    lasts(a.estimates.atoms[1].after[TRUCE_EARLIEST], 0, 5, 0);
    lasts(a.estimates.atoms[1].after[TRUCE_LATEST], 0, 5, 0);
    assert_int_equal(a.estimates.n_leads, 2);
    assert_string_equal(a.estimates.leads[1].key, "staff");
    assert_int_equal(a.want.n, 2);
    assert_int_equal(a.want.at[1], truce_agreement_gate(&a, text("settled")));
    truce_agreement_fini(&a);
}

/* An agreement that was put together in a program has no index of names. */
static void names_are_found_without_an_index(void **state)
{
    struct truce_agreement a;
    (void)state;
    open_every(&a);
    const struct truce_name_index *names = a.names;
    int found[3];
    for (int with = 1; with >= 0; with--) {
        a.names = with ? names : NULL;
        int now[3] = {truce_agreement_zone(&a, text("front")), truce_agreement_gate(&a, text("later")),
                      truce_agreement_party(&a, text("NOR"))};
        if (with)
            memcpy(found, now, sizeof now);
        assert_memory_equal(found, now, sizeof now);
    }
    assert_int_equal(found[2], TRUCE_NONE);
    truce_agreement_fini(&a);
}

/* ---- what a list of files cannot hold ---- */

/* Reads bad bytes; found is filled. */
static void refuse(struct truce_text bytes, struct truce_diagnostics *found)
{
    struct truce_agreement a;
    struct truce_err err = {.text = ""};
    truce_diagnostics_init(found, NULL);
    assert_int_equal(truce_agreement_read(bytes, "t.yaml", &a, found, &err), TRUCE_ERR_SYNTAX);
    assert_true(found->errors > 0 && found->n > 0 && err.text[0] != '\0');
    assert_string_equal(found->file, "t.yaml");
}

static void is_refused(struct truce_text bytes, const char *code, unsigned line, unsigned column,
                       const char *what)
{
    struct truce_diagnostics found;
    refuse(bytes, &found);
    assert_int_equal(found.errors, 1);
    assert_string_equal(found.items[0].code, code);
    assert_int_equal(found.items[0].at.line, line);
    assert_int_equal(found.items[0].at.column, column);
    assert_string_equal(found.items[0].text, what);
    truce_diagnostics_fini(&found);
}

#define BYTES(s) ((struct truce_text){(s), sizeof(s) - 1})

static void bytes_that_are_no_text(void **state)
{
    (void)state;
    is_refused(BYTES(""), "E00", 1, 1, "empty file");
    is_refused(BYTES("# nothing\n"), "E00", 1, 1, "empty file");
    is_refused(BYTES("agreement: {id: \xC3}\n"), "E00", 1, 17,
               "byte 0xC3 is not UTF-8; save the file as UTF-8");
    is_refused(BYTES("\xFF\xFE"
                     "a\0"),
               "E00", 1, 1, "this is UTF-16; save the file as UTF-8");
    is_refused(BYTES("agreement: {id: a\0b}\n"), "E00", 1, 18, "a NUL byte; this is not a YAML text file");
    is_refused(BYTES("- a\n- b\n"), "E04", 1, 1, "the file is a list; it must be a mapping of keys");
    is_refused(BYTES("text\n"), "E04", 1, 1, "the file is a text; it must be a mapping of keys");
    is_refused(BYTES("{}\n"), "E04", 1, 1, "`agreement` is missing: write agreement: {id: a-name}");
    is_refused(BYTES("agreement: {id: a}\rparties: {}\n"), "E00", 1, 19,
               "a carriage return without a line feed");
}

static void sizes_and_depths(void **state)
{
    struct truce_buf buf;
    (void)state;
    truce_buf_init(&buf);
    truce_buf_puts(&buf, "agreement: {id: t}\n");
    while (buf.len < (size_t)10 << 20)
        truce_buf_puts(&buf, "# ten megabytes of nothing\n");
    char what[100];
    snprintf(what, sizeof what, "%zu bytes; a YAML file may have 8388608", buf.len);
    is_refused(truce_buf_view(&buf), "E00", 0, 0, what);

    truce_buf_clear(&buf);
    truce_buf_puts(&buf, "agreement: {id: t}\npoints: ");
    for (int i = 0; i < 100; i++)
        truce_buf_putc(&buf, '[');
    is_refused(truce_buf_view(&buf), "E00", 2, 9 + 63, "nested deeper than 64");

    truce_buf_clear(&buf);
    truce_buf_puts(&buf, "agreement: {id: t}\npoints: [");
    for (int i = 0; i < 250000; i++)
        truce_buf_puts(&buf, "1,\n");
    truce_buf_puts(&buf, "1]\n");
    struct truce_diagnostics found;
    refuse(truce_buf_view(&buf), &found);
    assert_string_equal(found.items[0].text, "more than 200000 values and keys");
    truce_diagnostics_fini(&found);
    truce_buf_fini(&buf);
}

/* 60 levels of conditions in conditions */
static void deep_conditions(void **state)
{
    struct truce_agreement a;
    struct truce_buf buf;
    char path[200];
    (void)state;
    truce_buf_init(&buf);
    truce_buf_puts(&buf, "agreement: {id: t}\npoints: [{n: 1, gates: {g: {opens: {all: {");
    for (int i = 0; i < 26; i++)
        truce_buf_puts(&buf, "x: {any: {");
    truce_buf_puts(&buf, "x: {date: 2026-01-01}");
    for (int i = 0; i < 26; i++)
        truce_buf_puts(&buf, "}}");
    truce_buf_puts(&buf, "}}}}}]\n");
    open_bytes(truce_buf_view(&buf), &a);
    assert_int_equal(a.n_conditions, 28);
    const struct truce_condition *c = a.gates[0].opens;
    while (c->n > 0)
        c = c->children;
    truce_agreement_clause_path(&a, c, path, sizeof path);
    assert_int_equal(strlen(path), 1 + 27 * 2);
    truce_agreement_fini(&a);
    truce_buf_fini(&buf);
}

/* More errors than the list keeps: all are counted, and it does not take long. */
static void thousands_of_errors(void **state)
{
    struct truce_diagnostics found;
    struct truce_buf buf;
    (void)state;
    truce_buf_init(&buf);
    truce_buf_puts(&buf, "agreement: {id: t}\npoints:\n  - n: 1\n    gates:\n");
    for (int i = 0; i < 5000; i++)
        truce_buf_printf(&buf, "      gate_%d: {opens: {all: {x: {gate: gatt_%d}}}}\n", i, i);
    refuse(truce_buf_view(&buf), &found);
    assert_int_equal(found.errors, 5000);
    assert_int_equal(found.n, TRUCE_DIAGNOSTICS_MAX);
    assert_int_equal(found.dropped, 4000);
    assert_string_equal(found.items[0].text, "unknown gate \"gatt_0\"; did you mean \"gate_0\"?");
    truce_diagnostics_fini(&found);
    truce_buf_fini(&buf);
}

static void ceilings_of_kinds(void **state)
{
    struct truce_buf buf;
    (void)state;
    truce_buf_init(&buf);
    truce_buf_puts(&buf, "agreement: {id: t}\nparties:\n");
    for (int i = 0; i < 1001; i++)
        truce_buf_printf(&buf, "  p%d: {}\n", i);
    is_refused(truce_buf_view(&buf), "E04", 2, 1, "1001 constructs of the kind \"party\"; at most 1000");

    truce_buf_clear(&buf);
    truce_buf_puts(&buf, "agreement: {id: t}\npoints: [{n: 1, gates: {g: {opens: {all: {\n");
    for (int i = 0; i < 1001; i++)
        truce_buf_printf(&buf, "c%d: {gate: g},\n", i);
    truce_buf_puts(&buf, "}}}}}]\n");
    is_refused(truce_buf_view(&buf), "E04", 2, 42, "1001 clauses in one condition; at most 1000");

    truce_buf_clear(&buf);
    truce_buf_puts(&buf, "agreement: {id: t}\nzones: {z: {kind: line, path: [\n");
    for (int i = 0; i < 5001; i++)
        truce_buf_printf(&buf, "[%d.%03d, 0],\n", i / 1000, i % 1000);
    truce_buf_puts(&buf, "]}}\n");
    is_refused(truce_buf_view(&buf), "E06", 2, 31,
               "5001 positions; at most 5000 here, larger ones come from a `file`");
    truce_buf_fini(&buf);
}

/* Errors that a caller had before do not count as ours. */
static void earlier_diagnostics_stay(void **state)
{
    struct truce_agreement a;
    struct truce_diagnostics found;
    struct truce_err err;
    (void)state;
    truce_diagnostics_init(&found, NULL);
    truce_diagnostics_add(&found, "N80", (struct truce_spot){9, 1}, "a note");
    assert_int_equal(truce_agreement_read(BYTES("agreement: {id: t}\n"), "t.yaml", &a, &found, &err),
                     TRUCE_OK);
    assert_int_equal(found.n, 1);
    truce_agreement_fini(&a);
    truce_diagnostics_fini(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example),
        cmocka_unit_test(the_head),
        cmocka_unit_test(parties_and_classes),
        cmocka_unit_test(zones_of_every_kind),
        cmocka_unit_test(obligations),
        cmocka_unit_test(places_permits_and_limits),
        cmocka_unit_test(clocks),
        cmocka_unit_test(gates_and_clauses),
        cmocka_unit_test(every_condition_has_its_number),
        cmocka_unit_test(the_ledger),
        cmocka_unit_test(estimates_and_want),
        cmocka_unit_test(names_are_found_without_an_index),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(sizes_and_depths),
        cmocka_unit_test(deep_conditions),
        cmocka_unit_test(thousands_of_errors),
        cmocka_unit_test(ceilings_of_kinds),
        cmocka_unit_test(earlier_diagnostics_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
