/*
 * The brief: one page whatever the agreement, same input same bytes, what it says, what it leaves out and says so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "report/brief.h"
#include "report/brief_content.h"
#include "report/golden_test.h"
#include "report/made_plans_test.h"
#include "report/plan_made_test.h"

static char path_text[1024];

static const char *path_of(const char *name)
{
    snprintf(path_text, sizeof path_text, "%s/report_brief_test_%s", TRUCE_BUILD_DIR, name);
    return path_text;
}

static void read_back(const char *name, struct truce_buf *bytes)
{
    struct truce_err err;
    if (truce_file_read(path_of(name), TRUCE_FILE_MAX, bytes, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
}

static const struct truce_brief_source nowhere = {.file = "made.yaml"};

static void write_plan(const struct made_plan *m, const char *name, const struct truce_brief_source *source)
{
    struct truce_err err;
    if (truce_report_brief(path_of(name), &m->plan, source, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
}

/* the page of the small agreement, with a hash and records */
static void write_small(const char *name)
{
    struct made_plan m;
    struct truce_hash hash = truce_hash_of(truce_text_view(made_small));
    struct truce_brief_source source = {
        .file = "folder/small.yaml", .hash = &hash, .records = "log/facts.jsonl"};

    made_read(&m, made_small);
    made_run(&m, NULL, NULL);
    write_plan(&m, name, &source);
    made_close(&m);
}

static void same_plan_same_bytes(void **state)
{
    static const char *const names[][2] = {{"a.pdf", "b.pdf"}, {"a.html", "b.html"}};
    struct truce_buf a, b;

    (void)state;
    truce_buf_init(&a);
    truce_buf_init(&b);
    for (size_t k = 0; k < 2; k++) {
        write_small(names[k][0]);
        write_small(names[k][1]);
        read_back(names[k][0], &a);
        read_back(names[k][1], &b);
        assert_true(a.len > 3000);
        assert_int_equal(a.len, b.len);
        assert_memory_equal(a.at, b.at, a.len);
    }
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

static void golden_page(void **state)
{
    struct truce_buf text;

    (void)state;
    truce_buf_init(&text);
    write_small("golden.html");
    read_back("golden.html", &text);
    assert_true(golden_is("brief.html", &text));
    truce_buf_fini(&text);
}

/* every tag that is opened is closed in turn, and no < stands in a text */
static void check_tags(const char *at)
{
    char open[64][24];
    size_t depth = 0;

    while ((at = strchr(at, '<')) != NULL) {
        const char *end = strchr(at, '>');
        assert_non_null(end);
        if (at[1] == '!' || at[1] == '?' || end[-1] == '/') {
            at = end;
            continue;
        }
        size_t n = strcspn(at + 1 + (at[1] == '/'), " >\n");
        assert_true(n > 0 && n < 24);
        if (at[1] == '/') {
            assert_true(depth > 0);
            depth--;
            assert_true(strlen(open[depth]) == n && memcmp(open[depth], at + 2, n) == 0);
        } else {
            assert_true(depth < 64);
            snprintf(open[depth++], 24, "%.*s", (int)n, at + 1);
        }
        at = end;
    }
    assert_int_equal(depth, 0);
}

static void the_page_is_whole_and_asks_for_nothing(void **state)
{
    struct truce_buf text;

    (void)state;
    truce_buf_init(&text);
    write_small("whole.html");
    read_back("whole.html", &text);
    check_tags(text.at);
    assert_non_null(strstr(text.at, "<html lang=\"en\""));
    assert_non_null(strstr(text.at, "<h1>Peace &amp; &lt;quiet&gt; &quot;now&quot;</h1>"));
    assert_null(strstr(text.at, "<quiet>"));
    assert_null(strstr(text.at, "<script"));
    assert_null(strstr(text.at, "src="));
    assert_null(strstr(text.at, "href="));
    assert_null(strstr(text.at, "url("));
    assert_non_null(strstr(text.at, "size: A4"));
    truce_buf_fini(&text);
}

static void what_people_need_is_said(void **state)
{
    static const char *const wanted[] = {
        "peace (point 1) cannot open as things stand",
        "A loop of 4, 30 days round.",
        "With nothing in the text waived",
        "A withdraws &quot;Nothing is exchanged before there is peace.&quot;",
        "A shortfall. watch: 40 observers needed; 50 offered, 20 of it barred by A&#39;s veto on B.",
        "<td>Exchange and amnesty</td>",
        "<td>declaratory</td>",
        "Nothing on which the answer rests is contested",
        "SHA-256 of the agreement&#39;s file (small.yaml): ",
        "Status by 0 records of facts.jsonl.",
        "Nothing is forecast",
        "version 3, a draft",
    };
    struct truce_buf text;

    (void)state;
    truce_buf_init(&text);
    write_small("said.html");
    read_back("said.html", &text);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (strstr(text.at, wanted[i]) == NULL)
            fail_msg("not said: %s", wanted[i]);
    truce_buf_fini(&text);
}

/* the way that waives nothing stands before the others, though there are shorter ones */
static void ways_that_leave_the_text_alone_come_first(void **state)
{
    struct truce_buf text;
    struct made_plan m;

    (void)state;
    truce_buf_init(&text);
    made_read_file(&m, "examples/demo-20/plan.yaml");
    made_run(&m, NULL, NULL);
    write_plan(&m, "ways.html", &nowhere);
    read_back("ways.html", &text);
    const char *alone = strstr(text.at, "B lifts its veto on K1, K2 and K3 (guard force) + B withdraws"),
               *waived = strstr(text.at, "By waiving what the text says");
    assert_non_null(alone);
    assert_non_null(waived);
    assert_true(alone < waived);
    assert_non_null(strstr(text.at, "nine pairs, three sets of four"));
    made_close(&m);
    truce_buf_fini(&text);
}

static void contested_things_are_listed(void **state)
{
    struct truce_buf text;
    struct made_plan m;

    (void)state;
    truce_buf_init(&text);
    made_read(&m, made_small);
    made_open(&m, "council", "2031-01-06", false);
    m.state.reading[TRUCE_LENIENT].clocks[0].days = 12;
    m.state.reading[TRUCE_STRICT].clocks[0].days = 3;
    made_run(&m, NULL, NULL);
    write_plan(&m, "contested.html", &nowhere);
    read_back("contested.html", &text);
    assert_non_null(strstr(text.at, "council (point 4) is open only if contested facts are accepted."));
    assert_non_null(strstr(text.at, "calm stands at 3 or at 12 of 30 days"));
    made_close(&m);
    truce_buf_fini(&text);
}

static void a_what_if_is_told(void **state)
{
    static const char *const what_if[] = {"withdraw peace_first", "lift not_of_b", NULL};
    struct truce_brief_source source = {.file = "small.yaml", .what_if = {what_if, 2}};
    struct truce_buf text;
    struct made_plan m;

    (void)state;
    truce_buf_init(&text);
    made_read(&m, made_small);
    made_run(&m, NULL, what_if);
    write_plan(&m, "if.html", &source);
    read_back("if.html", &text);
    assert_non_null(
        strstr(text.at, "What if: &quot;withdraw peace_first&quot;, &quot;lift not_of_b&quot;?  Then:"));
    assert_non_null(strstr(text.at, "What sets the date"));
    made_close(&m);
    truce_buf_fini(&text);
}

/* however much there is to say: one page, and what is missing is named */
static void much_is_cut_to_one_page(void **state)
{
    struct truce_buf yaml, text;
    struct made_plan m;

    (void)state;
    truce_buf_init(&text);
    for (int n = 20; n <= 180; n += 80) {
        truce_buf_init(&yaml);
        made_chain(&yaml, n);
        made_read(&m, yaml.at);
        made_run(&m, NULL, NULL);
        write_plan(&m, "much.html", &nowhere);
        read_back("much.html", &text);
        assert_true((strstr(text.at, "Left out for want of room: ") != NULL) == (n > 60));
        made_close(&m);
        truce_buf_fini(&yaml);
    }
    truce_buf_fini(&text);
}

/* long words, long titles, many targets: the page is never longer than it is */
static void the_page_holds_the_longest_words(void **state)
{
    static const char *const targets[] = {"g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7", NULL};
    struct truce_brief_content content;
    struct truce_scene page;
    struct truce_buf yaml;
    struct made_plan m;
    struct truce_brief_budget least = {2, 2, 4, 2, 1, 3, 4, 2, 2, TRUCE_BRIEF_GRAPH_NONE, 80};
    double height = 0;

    (void)state;
    truce_buf_init(&yaml);
    made_chain(&yaml, 40);
    char *title = strstr(yaml.at, "A chain");
    assert_non_null(title);
    made_read(&m, yaml.at);
    made_run(&m, targets, NULL);
    static char title_of_letters[3000];
    memset(title_of_letters, 'M', sizeof title_of_letters - 1);
    m.agreement.title = title_of_letters;
    assert_int_equal(truce_scene_open(&page, NULL), TRUCE_OK);
    assert_int_equal(truce_brief_fill(&m.plan, &nowhere, &least, &page.arena, &content, NULL), TRUCE_OK);
    assert_int_equal(truce_brief_set(&content, NULL, &page, &height, NULL), TRUCE_OK);
    assert_true(height <= truce_brief_page_height);
    for (size_t i = 0; i < page.n; i++)
        if (page.items[i].kind == TRUCE_SCENE_TEXT) {
            struct truce_pen pen = {
                .size_px = page.items[i].size_px, .bold = page.items[i].bold, .italic = page.items[i].italic};
            double width = truce_scene_measure(&page, &pen, page.items[i].text), x = page.items[i].box.x;
            assert_true(page.items[i].size_px * 0.75 >= 8.0); /* pt */
            x -= page.items[i].align == TRUCE_ALIGN_RIGHT    ? width
                 : page.items[i].align == TRUCE_ALIGN_CENTRE ? width / 2
                                                             : 0;
            assert_true(x >= 0 && x + width <= truce_brief_page_width);
        }
    truce_scene_close(&page);
    write_plan(&m, "words.pdf", &nowhere);
    made_close(&m);
    truce_buf_fini(&yaml);
}

static size_t count(const struct truce_buf *bytes, const char *word)
{
    size_t n = 0, length = strlen(word);
    for (size_t i = 0; i + length <= bytes->len; i++)
        n += memcmp(bytes->at + i, word, length) == 0;
    return n;
}

static void a_pdf_has_one_page_and_its_title(void **state)
{
    struct truce_buf text;

    (void)state;
    truce_buf_init(&text);
    write_small("one.pdf");
    read_back("one.pdf", &text);
    assert_int_equal(count(&text, "/Type /Page "), 1);
    assert_int_equal(count(&text, "/Count 1\n"), 1);
    assert_int_equal(count(&text, "/Title (Peace & <quiet> \"now\")"), 1);
    assert_int_equal(count(&text, "/CreationDate (20310110"), 1);
    truce_buf_fini(&text);
}

static void agreements_with_nothing_in_them(void **state)
{
    struct truce_buf text;
    struct made_plan m;

    (void)state;
    truce_buf_init(&text);
    made_read(&m, "truce: \"1\"\nagreement: {id: empty, title: Empty, version: \"1\", status: draft,\n"
                  "  calendar: {offset: \"+00:00\"}}\nestimates: {as_of: \"2031-01-10\"}\n");
    made_run(&m, NULL, NULL);
    write_plan(&m, "empty.html", &nowhere);
    write_plan(&m, "empty.pdf", &nowhere);
    read_back("empty.html", &text);
    check_tags(text.at);
    assert_non_null(strstr(text.at, "The agreement has no gates"));
    made_close(&m);
    truce_buf_fini(&text);
}

static void a_wrong_call_is_told_and_leaves_no_file(void **state)
{
    struct made_plan m;
    struct truce_err err;

    (void)state;
    made_read(&m, made_small);
    made_run(&m, NULL, NULL);
    assert_int_equal(truce_report_brief(path_of("x.doc"), &m.plan, &nowhere, &err), TRUCE_ERR_USAGE);
    assert_non_null(strstr(err.text, ".pdf or .html"));
    assert_false(truce_file_exists(path_of("x.doc")));
    assert_int_equal(truce_report_brief(path_of("no/such/folder.pdf"), &m.plan, &nowhere, &err),
                     TRUCE_ERR_IO);
    assert_int_equal(truce_report_brief(path_of("no/such/folder.html"), &m.plan, &nowhere, &err),
                     TRUCE_ERR_IO);
    made_close(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_plan_same_bytes),
        cmocka_unit_test(golden_page),
        cmocka_unit_test(the_page_is_whole_and_asks_for_nothing),
        cmocka_unit_test(what_people_need_is_said),
        cmocka_unit_test(ways_that_leave_the_text_alone_come_first),
        cmocka_unit_test(contested_things_are_listed),
        cmocka_unit_test(a_what_if_is_told),
        cmocka_unit_test(much_is_cut_to_one_page),
        cmocka_unit_test(the_page_holds_the_longest_words),
        cmocka_unit_test(a_pdf_has_one_page_and_its_title),
        cmocka_unit_test(agreements_with_nothing_in_them),
        cmocka_unit_test(a_wrong_call_is_told_and_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
