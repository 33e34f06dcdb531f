/*
 * What records say beyond the first kinds: assessments, adoptions, control maps, uncertain places, tolls, portions of time; and one line at a time.
 */
#include <math.h>

#include "sources/reader_test.h"
#include "sources/sources.h"

#define AT  "'by':'JMM','valid':'2026-01-20T00:00Z'"
#define REP "{'id':'r','kind':'report'," AT ",'class':'fire',"

/* text with ' for ": one line */
static bool read_line(const char *text, struct truce_arena *arena, struct truce_record *out, char *said)
{
    static char line[4096];
    struct truce_diagnostics found;
    struct truce_err err = {.text = ""};
    size_t n = strlen(text);

    assert_true(n < sizeof line);
    for (size_t i = 0; i <= n; i++)
        line[i] = text[i] == '\'' ? '"' : text[i];
    truce_diagnostics_init(&found, "");
    enum truce_status status =
        truce_record_parse_line((struct truce_text){line, n}, 7, "log", arena, out, &found, &err);
    snprintf(said, 200, "%s %s", found.n > 0 ? found.items[0].code : "",
             found.n > 0 ? found.items[0].text : "");
    assert_true(status == TRUCE_OK || status == TRUCE_ERR_SYNTAX);
    assert_true((status == TRUCE_OK) == (found.errors == 0));
    if (found.n > 0)
        assert_int_equal(found.items[0].at.line, 7);
    truce_diagnostics_fini(&found);
    return status == TRUCE_OK;
}

static struct truce_record good(const char *text, struct truce_arena *arena)
{
    struct truce_record record;
    char said[200];
    if (!read_line(text, arena, &record, said))
        fail_msg("%s: %s", text, said);
    return record;
}

static void reads_the_later_kinds(void **state)
{
    struct truce_arena arena;
    (void)state;
    truce_arena_init(&arena, (size_t)1 << 20);
    struct truce_record a =
        good("{'id':'a','kind':'assessment'," AT ",'about':['r','s'],'classes':{'fire':0.7,'noise':0.2},"
             "'killed':2,'injured':{'at_least':5},'confirmed':true,'made':'2026-01-19T00:00Z',"
             "'source':['acled','radio'],'note':'two posts heard it'}",
             &arena);
    assert_int_equal(a.kind, TRUCE_RECORD_ASSESSMENT);
    assert_int_equal(a.n_classes, 2);
    assert_true(a.classes[1].p == 0.2 && strcmp(a.classes[1].name, "noise") == 0 && a.class_[0] == '\0');
    assert_true(a.killed == 2 && a.injured == 5 && a.toll_is_lower_bound && a.toll_is_confirmed);
    assert_true(a.made.us < a.logged.us);
    assert_int_equal(a.sources.n, 2);
    assert_string_equal(a.note, "two posts heard it");
    struct truce_record r = good(REP "'pass':'p1','object':'plate 7'}", &arena);
    assert_string_equal(r.pass, "p1");
    assert_string_equal(r.object, "plate 7");
    assert_true(isnan(r.killed) && r.made.us == r.logged.us && r.where == NULL && r.sources.n == 0);
    const char *digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    char text[512];
    snprintf(text, sizeof text, "{'id':'v','kind':'adoption'," AT ",'version':'2','sha256':'%s'}", digest);
    struct truce_record v = good(text, &arena);
    assert_string_equal(v.version, "2");
    assert_string_equal(v.digest, digest);
    snprintf(text, sizeof text, "{'id':'m','kind':'control'," AT ",'source':'deepstate','sha256':'%s'}",
             digest);
    struct truce_record m = good(text, &arena);
    assert_string_equal(m.control_source, "deepstate");
    struct truce_record c = good("{'id':'c','kind':'correction'," AT ",'about':'r','record':{'count':60},"
                                 "'portion':{'from':'2026-01-10T00:00Z','until':'2026-01-20T00:00Z'}}",
                                 &arena);
    assert_true(c.has_portion && c.portion_until.us - c.portion_from.us == INT64_C(864000000000));
    struct truce_record u =
        good("{'id':'u','kind':'ruling'," AT ",'about':'r','counts':true,'actors':{'A':1}}", &arena);
    assert_int_equal(u.n_actors, 1);
    truce_arena_fini(&arena);
}

static void reads_uncertain_places(void **state)
{
    struct truce_arena arena;
    (void)state;
    truce_arena_init(&arena, (size_t)1 << 20);
    struct truce_record r = good(REP "'place':{'at':[1,2],'sigma_m':[300,100],'azimuth_deg':45}}", &arena);
    assert_true(r.has_place && r.place.lat_deg == 2 && r.where->form == TRUCE_UNCERTAIN_ELLIPSE);
    assert_true(r.where->sigma.major_m == 300 && r.where->sigma.azimuth_deg == 45);
    r = good(REP "'place':{'at':[1,2],'radius_m':2448,'confidence':0.95}}", &arena);
    assert_true(r.where->form == TRUCE_UNCERTAIN_CIRCLE && r.where->circle.radius_m == 2448);
    r = good(REP "'place':{'polygon':[[0,0],[0,1],[1,1],[0,0]]}}", &arena);
    assert_int_equal(r.where->area->n_points, 3);
    assert_true(truce_ring_signed_deg2(r.where->area->points, 3) > 0); /* turned to run counter-clockwise */
    assert_true(r.place.lon_deg > 0.3 && r.place.lon_deg < 0.4);
    r = good(REP "'place':{'observer':[1,2],'bearing_deg':157.5,'bearing_sd_deg':6.5,'range_m':[4000,6000]}}",
             &arena);
    assert_true(r.where->form == TRUCE_UNCERTAIN_BAND && r.where->band.max_m == 6000);
    r = good(REP "'place':{'line':[[0,0],[0,1],[1,1]]}}", &arena);
    assert_int_equal(r.where->n_line, 3);
    truce_arena_fini(&arena);
}

static void says_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {REP "'place':{'at':[1,2]}}", "an \"at\" alone is written"},
        {REP "'place':{'at':[1,2],'radius_m':5}}", "needs \"confidence\""},
        {REP "'place':{'at':[1,2],'radius_m':5,'confidence':1}}", "between 0 and 1"},
        {REP "'place':{'at':[1,2],'sigma_m':[1,3]}}", "major axis first"},
        {REP "'place':{'at':[1,2],'sigma_m':[3,1],'azimut_deg':3}}", "did you mean \"azimuth_deg\""},
        {REP "'place':{'polygon':[[0,0],[0,1],[1,1],[1,0]]}}", "not closed"},
        {REP "'place':{'polygon':[[0,0],[0,1],[0,2],[0,0]]}}", "no area"},
        {REP "'place':{'polygon':[[0,0],[2,2],[2,0],[0,1],[0,0]]}}", "not valid: "},
        {REP "'place':{'polygon':[[0,0],[0,91],[1,1],[0,0]]}}", "latitude 91"},
        {REP "'place':{'line':[[0,0],[0,0]]}}", "all the same"},
        {REP "'place':{'observer':[1,2],'range_m':[1,2]}}", "needs bearing_deg"},
        {REP "'place':{'observer':[1,2],'bearing_deg':1,'bearing_sd_deg':5,'range_m':[2,2]}}",
         "nearer to the farther"},
        {REP "'place':{}}", "none of"},
        {REP "'classes':{'fire':1}}", "exclude each other"},
        {"{'id':'r','kind':'report'," AT "}", "\"class\" is missing"},
        {"{'id':'r','kind':'assessment'," AT ",'class':'fire'}", "\"about\" is missing"},
        {"{'id':'r','kind':'adoption'," AT ",'version':'2','sha256':'AB'}", "64 hexadecimal digits"},
        {"{'id':'r','kind':'control'," AT ",'source':'x'}", "\"sha256\" is missing"},
        {REP "'portion':{}}", "unknown key \"portion\""},
        {REP "'killed':-1}", "killed"},
        {"[1]", "an object"},
        {"", "E00"},
    };
    struct truce_arena arena;
    (void)state;
    truce_arena_init(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct truce_record record;
        char said[200];
        assert_false(read_line(cases[i].text, &arena, &record, said));
        if (strstr(said, cases[i].said) == NULL)
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].text, said, cases[i].said);
    }
    truce_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_later_kinds),
        cmocka_unit_test(reads_uncertain_places),
        cmocka_unit_test(says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
