/*
 * The page's example: docs/agreement.md works it by hand.
 */
#include "sources/sources.h"

#include "judge/judged_test.h"

static char *read_file(const char *path)
{
    struct truce_buf bytes;
    struct truce_err err;
    truce_buf_init(&bytes);
    if (truce_file_read(path, TRUCE_FILE_MAX, &bytes, &err) != TRUCE_OK)
        fail_msg("%s: %s", path, err.text);
    return bytes.at;
}

static const char page[] =
    "{'id':'1','kind':'declaration','by':'B','valid':'2026-01-20T00:00+02:00',"
    "'withdraws':'b_full_settlement_first'}\n"
    "{'id':'2','kind':'declaration','by':['A','B'],'valid':'2026-01-21T00:00+02:00',"
    "'signs':'monitors_ready.mandate'}\n"
    "{'id':'3','kind':'declaration','by':['NO','N1','US'],'valid':'2026-01-26T00:00+02:00',"
    "'deploys':['c_no','c_n1','c_us']}\n"
    "{'id':'4','kind':'declaration','by':['A','B'],'valid':'2026-01-28T00:00+02:00','class':'ceasefire_order'"
    "}\n"
    "{'id':'r1','kind':'report','by':'JMM','valid':'2026-02-10T04:10+02:00','class':'indirect_fire','count':"
    "1,"
    "'exists':1.0,'actors':{'A':0.4,'B':0.5,'unknown':0.1}}\n"
    "{'id':'5','kind':'coverage','by':'JMM','logged':'2026-02-12T00:00+02:00',"
    "'valid':{'from':'2026-01-29T00:00+02:00','until':'2026-02-12T00:00+02:00'},'share':1.0}\n"
    "{'id':'6','kind':'ruling','by':'JC','valid':'2026-02-20T12:00+02:00','about':'r1','finding':'accident',"
    "'counts':false}\n"
    "{'id':'7','kind':'coverage','by':'JMM','logged':'2026-02-21T00:00+02:00',"
    "'valid':{'from':'2026-02-12T00:00+02:00','until':'2026-02-21T00:00+02:00'},'share':1.0}\n";

static void judges_the_page(void **state)
{
    (void)state;
    struct judged j;
    char *yaml = read_file(TRUCE_SOURCE_DIR "/examples/demo-20/plan.yaml");

    judge_text(&j, yaml, page, "2026-01-28T12:00+02:00");
    assert_int_equal(j.state.notes.n, 0);
    assert_gate(&j, "monitors_ready", true);
    assert_gate(&j, "ceasefire", false);
    assert_true(gate_of(&j, TRUCE_STRICT, "ceasefire")->due.us == instant("2026-01-29T00:00+02:00").us);
    judge_again(&j, "2026-01-29T00:00+02:00");
    assert_gate(&j, "ceasefire", true);
    judge_again(&j, "2026-02-12T00:00+02:00");
    assert_clock(&j, "quiet60", 1, 1);
    const struct truce_clock_state *clock = clock_of(&j, TRUCE_STRICT, "quiet60");
    assert_int_equal(clock->n_history, 14);
    for (size_t i = 0; i < 12; i++) {
        assert_int_equal(clock->history[i].outcome, TRUCE_DAY_QUIET);
        assert_int_equal(clock->history[i].reached, i + 1);
    }
    assert_int_equal(clock->history[12].outcome, TRUCE_DAY_BROKEN);
    assert_string_equal(j.records.items[clock->history[12].record].id, "r1");
    judge_again(&j, "2026-02-21T00:00+02:00");
    assert_clock(&j, "quiet60", 23, 23);
    judged_fini(&j);
    free(yaml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
