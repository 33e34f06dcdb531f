/*
 * The gate graph: what is a card, what a link, how root causes are numbered, what is left out; and its files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "report/gate_graph.h"
#include "report/golden_test.h"
#include "report/made_plans_test.h"
#include "report/plan_made_test.h"

struct drawn {
    struct made_plan made;
    struct truce_gate_graph graph;
    struct truce_arena arena;
};

static void make(struct drawn *d, enum truce_gate_detail detail, size_t cards_max)
{
    struct truce_err err;
    truce_arena_init(&d->arena, (size_t)1 << 28);
    if (truce_gate_graph_make(&d->made.plan, detail, cards_max, &d->arena, &d->graph, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
}

static void open_text(struct drawn *d, const char *yaml, const char *const *targets)
{
    made_read(&d->made, yaml);
    made_run(&d->made, targets, NULL);
    make(d, TRUCE_DETAIL_ALL, TRUCE_CARDS_MAX);
}

static void open_example(struct drawn *d, const char *const *targets, const char *const *what_if)
{
    made_read_file(&d->made, "examples/demo-20/plan.yaml");
    made_run(&d->made, targets, what_if);
    make(d, TRUCE_DETAIL_ALL, TRUCE_CARDS_MAX);
}

static void close_it(struct drawn *d)
{
    truce_arena_fini(&d->arena);
    made_close(&d->made);
}

static int card(const struct drawn *d, const char *title)
{
    for (size_t i = 0; i < d->graph.n_cards; i++)
        if (strcmp(d->graph.cards[i].title, title) == 0)
            return (int)i;
    fail_msg("no card \"%s\"", title);
    return -1;
}

static const struct truce_link *link_of(const struct drawn *d, const char *from, const char *to)
{
    int a = card(d, from), b = card(d, to);
    for (size_t i = 0; i < d->graph.n_links; i++)
        if (d->graph.links[i].from == a && d->graph.links[i].to == b)
            return &d->graph.links[i];
    return NULL;
}

static void what_can_be_argued_about_is_a_card(void **state)
{
    struct drawn d;

    (void)state;
    open_example(&d, NULL, NULL);
    /* eight gates, one clock, two needs, a position, and the veto that bars something */
    assert_int_equal(d.graph.n_cards, 13);
    assert_int_equal(d.graph.cards[card(&d, "60 quiet days")].kind, TRUCE_CARD_CLOCK);
    assert_int_equal(d.graph.cards[card(&d, "10,000 guard force")].kind, TRUCE_CARD_NEED);
    assert_int_equal(d.graph.cards[card(&d, "position of B")].kind, TRUCE_CARD_POSITION);
    assert_int_equal(d.graph.cards[card(&d, "veto of B")].kind, TRUCE_CARD_VETO);
    assert_int_equal(card(&d, "settlement"), 0); /* targets come first */
    assert_true(d.graph.cards[0].is_target);
    assert_string_equal(d.graph.cards[card(&d, "ceasefire")].place, "point 18, Ceasefire");
    assert_string_equal(d.graph.left_out, "");
    close_it(&d);
}

static void what_somebody_has_to_do_is_a_line(void **state)
{
    struct drawn d;

    (void)state;
    open_example(&d, NULL, NULL);
    const struct truce_card *c = &d.graph.cards[card(&d, "guarantees ratified")];
    assert_int_equal(c->n_facts, 2);
    assert_string_equal(c->facts[0].clause, "congress");
    assert_string_equal(c->facts[0].says, "US ratifies core");
    assert_string_equal(c->facts[1].says, "2 of K1, K2 and K3 ratify core");
    assert_string_equal(d.graph.cards[card(&d, "entry into force")].facts[0].says, "A, B and US sign");
    assert_string_equal(d.graph.cards[card(&d, "ceasefire")].facts[0].says, "ceasefire order by A and B");
    assert_string_equal(d.graph.cards[card(&d, "approved by referendum")].facts[0].says,
                        "referendum carried in A");
    close_it(&d);
}

static void what_is_outside_the_text_is_told(void **state)
{
    struct drawn d;

    (void)state;
    open_example(&d, NULL, NULL);
    assert_true(link_of(&d, "ceasefire", "position of B")->outside);
    assert_true(link_of(&d, "position of B", "settlement")->outside);
    assert_null(link_of(&d, "ceasefire", "settlement")); /* only by the position */
    assert_true(link_of(&d, "10,000 guard force", "veto of B")->outside);
    assert_false(link_of(&d, "settlement", "entry into force")->outside);
    assert_string_equal(link_of(&d, "approved by referendum", "60 quiet days")->clause, "quiet");
    assert_string_equal(link_of(&d, "10,000 guard force", "ceasefire")->clause, "only after");
    close_it(&d);
}

static void root_causes_have_the_numbers_of_the_text(void **state)
{
    struct drawn d;

    (void)state;
    open_example(&d, NULL, NULL);
    assert_int_equal(d.graph.n_roots, 2);
    assert_true(d.graph.roots[0].loop && !d.graph.roots[1].loop);
    size_t strong = 0;
    for (size_t i = 0; i < d.graph.n_links; i++)
        strong += (d.graph.links[i].roots & 2) != 0;
    assert_int_equal(strong, 6); /* five clauses, one of them by way of the position */
    assert_true((link_of(&d, "60 quiet days", "ceasefire")->roots & 2) != 0);
    assert_true(link_of(&d, "settlement", "guard ready")->roots == 0);
    assert_int_equal(d.graph.cards[card(&d, "10,000 guard force")].alone, 2);
    assert_non_null(strstr(d.graph.roots[0].says, "a loop of 5, 91 days round"));
    assert_non_null(strstr(d.graph.roots[1].says, "11,000 of it barred by B's veto on K1, K2 and K3"));
    close_it(&d);
}

/* two targets with the same loop: it has one number, and the words say whom it holds */
static void a_root_cause_of_two_targets_is_one(void **state)
{
    static const char *const targets[] = {"approved_by_referendum", "settlement", NULL};
    struct drawn d;

    (void)state;
    open_example(&d, targets, NULL);
    assert_int_equal(d.graph.n_roots, 2);
    assert_non_null(strstr(d.graph.roots[0].says, "; holds approved by referendum, settlement"));
    close_it(&d);
}

static void what_is_granted_is_not_drawn(void **state)
{
    static const char *const what_if[] = {"withdraw b_full_settlement_first", "lift b_no_coalition_troops",
                                          NULL};
    struct drawn d;

    (void)state;
    open_example(&d, NULL, what_if);
    assert_int_equal(d.graph.n_roots, 0);
    assert_int_equal(d.graph.n_cards, 11); /* neither position nor veto */
    for (size_t i = 0; i < d.graph.n_links; i++)
        assert_true(d.graph.links[i].roots == 0);
    assert_int_equal(d.graph.cards[card(&d, "ceasefire")].status, TRUCE_CARD_CLOSED);
    close_it(&d);
}

static void conditions_within_conditions(void **state)
{
    struct drawn d;

    (void)state;
    open_text(&d, made_small, NULL);
    /* "one of: by vote, or the exchange": a card of its own, since one of its clauses is a gate */
    int either = card(&d, "one of");
    assert_int_equal(d.graph.cards[either].kind, TRUCE_CARD_CLAUSES);
    assert_int_equal(d.graph.cards[either].n_facts, 1);
    assert_string_equal(link_of(&d, "peace", "one of")->clause, "either");
    assert_non_null(link_of(&d, "one of", "exchange + amnesty"));
    /* of two gates that open together one card */
    assert_int_equal(d.graph.cards[card(&d, "exchange + amnesty")].kind, TRUCE_CARD_GATE);
    assert_string_equal(d.graph.cards[card(&d, "council")].inputs, "opens by 2 of these 3:");
    close_it(&d);
}

static void open_contested_and_refused_are_told(void **state)
{
    struct drawn d;

    (void)state;
    made_read(&d.made, made_small);
    made_open(&d.made, "quiet_line", "2031-01-05", true);
    made_open(&d.made, "council", "2031-01-06", false);
    made_refuse(&d.made, "peace.treaty");
    made_run(&d.made, NULL, NULL);
    make(&d, TRUCE_DETAIL_ALL, TRUCE_CARDS_MAX);
    const struct truce_card *line = &d.graph.cards[card(&d, "quiet line")],
                            *council = &d.graph.cards[card(&d, "council")],
                            *peace = &d.graph.cards[card(&d, "peace")];
    assert_int_equal(line->status, TRUCE_CARD_OPEN);
    assert_string_equal(line->says, "open since 2031-01-05");
    assert_int_equal(council->status, TRUCE_CARD_CONTESTED);
    assert_non_null(strstr(council->says, "contested"));
    assert_int_equal(peace->status, TRUCE_CARD_NEVER);
    assert_true(peace->facts[0].refused);
    assert_int_equal(peace->alone, 1); /* an impossibility: a root cause by itself */
    assert_true(link_of(&d, "peace", "quiet line")->open);
    close_it(&d);
}

/* of a plan with more cards than may be shown: what the target waits for; of that the nearest, and what was left out is said */
static void a_large_plan_is_cut_to_what_targets_wait_for(void **state)
{
    static const char *const targets[] = {"g10", NULL};
    struct truce_buf yaml;
    struct drawn d;

    (void)state;
    truce_buf_init(&yaml);
    made_chain(&yaml, 60);
    made_read(&d.made, yaml.at);
    made_run(&d.made, targets, NULL);
    make(&d, TRUCE_DETAIL_ALL, 55); /* g10 waits for g11 .. g59 */
    assert_int_equal(d.graph.n_cards, 50);
    assert_non_null(strstr(d.graph.left_out, "10 of 60 gates are left out"));
    truce_arena_fini(&d.arena);
    make(&d, TRUCE_DETAIL_ALL, 20);
    assert_int_equal(d.graph.n_cards, 20);
    assert_int_equal(card(&d, "g10"), 0);
    card(&d, "g29");
    assert_non_null(strstr(d.graph.left_out, "40 of 60"));
    assert_int_equal(d.graph.cards[card(&d, "g29")].n_hidden, 1);
    close_it(&d);
    truce_buf_fini(&yaml);
}

static void only_causes_are_drawn_when_asked(void **state)
{
    struct drawn d;

    (void)state;
    made_read_file(&d.made, "examples/demo-20/plan.yaml");
    made_run(&d.made, NULL, NULL);
    make(&d, TRUCE_DETAIL_CAUSES, TRUCE_CARDS_MAX);
    /* the loop of five with its position, guard_ready, the need and the veto */
    assert_int_equal(d.graph.n_cards, 9);
    assert_int_equal(d.graph.cards[card(&d, "entry into force")].n_facts, 0);
    assert_true(d.graph.left_out[0] != '\0');
    close_it(&d);
}

/* ---- files ---- */

static char path_text[1024];

static const char *path_of(const char *name)
{
    snprintf(path_text, sizeof path_text, "%s/report_gate_graph_test_%s", TRUCE_BUILD_DIR, name);
    return path_text;
}

static void write_small(const char *name)
{
    struct made_plan m;
    struct truce_err err;
    made_read(&m, made_small);
    made_run(&m, NULL, NULL);
    if (truce_report_gate_graph(path_of(name), &m.plan, (struct truce_texts){NULL, 0}, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    made_close(&m);
}

static void read_back(const char *name, struct truce_buf *bytes)
{
    struct truce_err err;
    if (truce_file_read(path_of(name), TRUCE_FILE_MAX, bytes, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
}

static void same_plan_same_bytes(void **state)
{
    static const char *const names[][2] = {
        {"a.svg", "b.svg"}, {"a.png", "b.png"}, {"a.pdf", "b.pdf"}, {"a.dot", "b.dot"}};
    static const char *const magic[] = {"<?xml", "\x89PNG", "%PDF", "digraph"};
    struct truce_buf a, b;

    (void)state;
    truce_buf_init(&a);
    truce_buf_init(&b);
    for (size_t k = 0; k < 4; k++) {
        write_small(names[k][0]);
        write_small(names[k][1]);
        read_back(names[k][0], &a);
        read_back(names[k][1], &b);
        assert_true(a.len > 500);
        assert_memory_equal(a.at, magic[k], 4);
        assert_int_equal(a.len, b.len);
        assert_memory_equal(a.at, b.at, a.len);
    }
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

static void golden_files(void **state)
{
    struct truce_buf text;

    (void)state;
    truce_buf_init(&text);
    write_small("golden.svg");
    read_back("golden.svg", &text);
    assert_true(golden_is("gate_graph.svg", &text));
    write_small("golden.dot");
    read_back("golden.dot", &text);
    assert_true(golden_is("gate_graph.dot", &text));
    truce_buf_fini(&text);
}

/* texts of the file are text, in SVG and in DOT */
static void texts_command_nothing(void **state)
{
    struct truce_buf text;

    (void)state;
    truce_buf_init(&text);
    write_small("texts.svg");
    read_back("texts.svg", &text);
    assert_non_null(strstr(text.at, "Peace &amp; &lt;quiet&gt; &quot;now&quot;"));
    assert_null(strstr(text.at, "<quiet>"));
    write_small("texts.dot");
    read_back("texts.dot", &text);
    assert_non_null(strstr(text.at, "Peace & <quiet> \\\"now\\\""));
    truce_buf_fini(&text);
}

static void a_wrong_call_is_told_and_leaves_no_file(void **state)
{
    struct made_plan m;
    struct truce_err err;
    struct truce_texts none = {NULL, 0};

    (void)state;
    made_read(&m, made_small);
    made_run(&m, NULL, NULL);
    assert_int_equal(truce_report_gate_graph(path_of("x.gif"), &m.plan, none, &err), TRUCE_ERR_USAGE);
    assert_non_null(strstr(err.text, ".svg, .png, .pdf or .dot"));
    assert_false(truce_file_exists(path_of("x.gif")));
    assert_int_equal(truce_report_gate_graph(path_of("no/such/folder.svg"), &m.plan, none, &err),
                     TRUCE_ERR_IO);
    assert_int_equal(truce_report_gate_graph(".svg", &m.plan, none, &err), TRUCE_ERR_USAGE);
    assert_true(truce_gate_graph_can_write("a.SVG"));
    assert_false(truce_gate_graph_can_write("svg"));
    made_close(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_argued_about_is_a_card),
        cmocka_unit_test(what_somebody_has_to_do_is_a_line),
        cmocka_unit_test(what_is_outside_the_text_is_told),
        cmocka_unit_test(root_causes_have_the_numbers_of_the_text),
        cmocka_unit_test(a_root_cause_of_two_targets_is_one),
        cmocka_unit_test(what_is_granted_is_not_drawn),
        cmocka_unit_test(conditions_within_conditions),
        cmocka_unit_test(open_contested_and_refused_are_told),
        cmocka_unit_test(a_large_plan_is_cut_to_what_targets_wait_for),
        cmocka_unit_test(only_causes_are_drawn_when_asked),
        cmocka_unit_test(same_plan_same_bytes),
        cmocka_unit_test(golden_files),
        cmocka_unit_test(texts_command_nothing),
        cmocka_unit_test(a_wrong_call_is_told_and_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
