/*
 * Claims from YAML: what a good file becomes, and for each bad one its place, the value and the limit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sources/sources.h"

static const char page[] =
    "claims:\n"
    "  - id: ru-gs-2025-12-29\n"
    "    by: Chief of the General Staff of Russia\n"
    "    said: \"2025-12-29\"\n"
    "    source: {title: \"t\", url: \"https://example.org/1\"}\n"
    "    party: RU                              # who is said to hold the ground\n"
    "    period: {from: \"2025-01-01\", to: \"2025-12-29\"}\n"
    "    where: {country: UA, regions: [Donetsk, Sumy]}\n"
    "    quantity: {area_km2: \"6460\", sense: gained}\n"
    "    variants: [{area_km2: \"6640\", as_reported_by: \"x\"}, {area_km2: \"6400.5\", url: u}]\n"
    "  - id: ru-gs-2025-12-29-places\n"
    "    quantity: {places: \"334\", sense: gained, kinds: [village, town]}\n"
    "  - id: siversk\n"
    "    quantity: {place: \"Siversk\", region: Donetsk, sense: held, on: \"2025-12-11\"}\n"
    "  - id: another\n"
    "    by: Somebody else\n"
    "    party: NO\n"
    "    quantity: {area_km2: \"1\", sense: held, on: 2024-02-29}\n"
    "  - id: back\n"
    "    statement: ru-gs-2025-12-29\n"
    "    where: {regions: Kharkiv}\n"
    "    quantity: {area_km2: 0, sense: net}\n"
    "published:\n"
    "  - {by: D, said: 2026-01-02, period: {from: 2025-01-01, to: 2025-12-31}, area_km2: 4336,\n"
    "     counts: all of it, url: u}\n";

static int day(int year, int month, int day_of_month)
{
    struct truce_day d = {0};
    assert_true(truce_day_from_civil(year, month, day_of_month, &d));
    return d.n;
}

static void reads_the_page(void **state)
{
    (void)state;
    struct truce_claims claims;
    struct truce_err err;

    truce_claims_init(&claims);
    assert_int_equal(truce_claims_parse(truce_text_view(page), "c.yaml", &claims, &err), TRUCE_OK);
    assert_string_equal(claims.file, "c.yaml");
    assert_int_equal(claims.n, 5);
    const struct truce_claim *c = &claims.items[0];
    assert_string_equal(c->id, "ru-gs-2025-12-29");
    assert_string_equal(c->source_url, "https://example.org/1");
    assert_int_equal(c->from.n, day(2025, 1, 1));
    assert_int_equal(c->to.n, day(2025, 12, 29));
    assert_int_equal(c->said.n, day(2025, 12, 29));
    assert_int_equal(c->quantity, TRUCE_QUANTITY_AREA);
    assert_int_equal(c->sense, TRUCE_SENSE_GAINED);
    assert_true(c->value == 6460.0);
    assert_string_equal(c->value_text, "6460");
    assert_string_equal(c->country, "UA");
    assert_int_equal(c->n_regions, 2);
    assert_string_equal(c->regions[1], "Sumy");
    assert_null(c->regions[2]);
    assert_int_equal(c->n_variants, 2);
    assert_true(c->variants[1].value == 6400.5);
    assert_string_equal(c->variants[0].reported_by, "x");
    assert_string_equal(c->variants[1].reported_by, "");
    assert_int_equal(c->line, 2);
    assert_int_equal(c->column, 5);
    assert_int_equal(claims.n_published, 1);
    assert_true(claims.published[0].area_km2 == 4336.0);
    assert_true(isnan(claims.published[0].places));
    assert_int_equal(claims.published[0].to.n, day(2025, 12, 31));
    truce_claims_fini(&claims);
}

static void a_claim_without_by_goes_with_an_earlier_one(void **state)
{
    (void)state;
    struct truce_claims claims;
    struct truce_err err;

    truce_claims_init(&claims);
    assert_int_equal(truce_claims_parse(truce_text_view(page), "c.yaml", &claims, &err), TRUCE_OK);
    const struct truce_claim *places = &claims.items[1], *place = &claims.items[2], *back = &claims.items[4];
    assert_string_equal(places->by, "Chief of the General Staff of Russia");
    assert_int_equal(places->quantity, TRUCE_QUANTITY_PLACES);
    assert_true(places->value == 334.0);
    assert_int_equal(places->from.n, day(2025, 1, 1));
    assert_int_equal(places->n_variants, 0);
    assert_int_equal(places->n_kinds, 2);
    assert_int_equal(places->n_regions, 2);
    assert_int_equal(place->quantity, TRUCE_QUANTITY_PLACE);
    assert_true(isnan(place->value));
    assert_string_equal(place->place, "Siversk");
    assert_string_equal(place->place_region, "Donetsk");
    assert_int_equal(place->from.n, TRUCE_DAY_NONE);
    assert_int_equal(place->to.n, day(2025, 12, 11));
    assert_string_equal(place->party, "RU");
    assert_string_equal(claims.items[3].party, "NO");
    assert_int_equal(claims.items[3].said.n, TRUCE_DAY_NONE);
    assert_string_equal(back->by, "Chief of the General Staff of Russia");
    assert_int_equal(back->from.n, day(2025, 1, 1));
    assert_string_equal(back->country, ""); /* its own `where` replaces all of the earlier one */
    assert_int_equal(back->n_regions, 1);
    assert_string_equal(back->regions[0], "Kharkiv");
    truce_claims_fini(&claims);
}

/* The page with one piece of text replaced. */
struct change {
    const char *old, *new;
    enum truce_status status;
    uint32_t line, column;
    const char *says;
};

static void assert_change(const struct change *change)
{
    char text[sizeof page + 256];
    struct truce_claims claims;
    struct truce_err err = {.status = TRUCE_OK};
    const char *at = strstr(page, change->old);

    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - page), page, change->new, at + strlen(change->old));
    truce_claims_init(&claims);
    enum truce_status status = truce_claims_parse(truce_text_view(text), "c.yaml", &claims, &err);
    assert_int_equal(claims.n, 0); /* untouched */
    if (status != change->status || err.line != change->line || err.column != change->column ||
        strstr(err.text, change->says) == NULL)
        fail_msg("\"%s\" for \"%s\": status %d at %u:%u, \"%s\"", change->new, change->old, status, err.line,
                 err.column, err.text);
    assert_string_equal(err.file, "c.yaml");
}

static void refuses_with_the_place(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {"2025-12-29\"}", "2024-12-31\"}", TRUCE_ERR_RANGE, 7, 38,
         "ends on 2024-12-31, before it begins on 2025-01-01"},
        {"2025-12-29\"}", "2025-02-30\"}", TRUCE_ERR_RANGE, 7, 38,
         "\"2025-02-30\" is not a day of the calendar"},
        {"2025-12-29\"}", "2202-02-02\"}", TRUCE_ERR_RANGE, 7, 38, "1800 to 2199"},
        {"2025-12-29\"}", "29.12.2025\"}", TRUCE_ERR_SYNTAX, 7, 38, "write YYYY-MM-DD"},
        {"area_km2", "area_mi2", TRUCE_ERR_UNKNOWN, 9, 16, "unknown unit in \"area_mi2\""},
        {"area_km2", "aera_km2", TRUCE_ERR_UNKNOWN, 9, 16, "did you mean \"area_km2\"?"},
        {"\"6460\"", "\"6,460\"", TRUCE_ERR_SYNTAX, 9, 26, "\"6,460\" has a separator"},
        {"\"6460\"", "\"-6460\"", TRUCE_ERR_RANGE, 9, 26, "negative"},
        {"\"6460\"", "\"about 6460\"", TRUCE_ERR_SYNTAX, 9, 26, "not a decimal number"},
        {"\"6460\"", "\"600000000\"", TRUCE_ERR_RANGE, 9, 26, "outside of 0 to"},
        {"\"334\"", "\"334.5\"", TRUCE_ERR_RANGE, 12, 24, "not a whole number"},
        {"sense: gained", "sense: captured", TRUCE_ERR_UNKNOWN, 9, 41, "known are gained, lost, net, held"},
        {"sense: gained", "sense: gaind", TRUCE_ERR_UNKNOWN, 9, 41, "did you mean \"gained\"?"},
        {", sense: gained}", "}", TRUCE_ERR_SYNTAX, 9, 15, "`sense` is missing"},
        {"gained}\n    variants", "gained, places: 3}\n    variants", TRUCE_ERR_SYNTAX, 9, 49,
         "make it two claims"},
        {"{area_km2: \"6460\", sense: gained}", "{sense: gained}", TRUCE_ERR_SYNTAX, 9, 15,
         "none of area_km2, places"},
        {"\"6460\", sense: gained", "\"6460\", sense: gained, on: 2025-01-01", TRUCE_ERR_SYNTAX, 9, 49,
         "`held` only"},
        {"\"6460\", sense: gained", "\"6460\", sense: gained, kinds: [x]", TRUCE_ERR_SYNTAX, 9, 49,
         "`places` only"},
        {"kinds: [village, town]", "kinds: []", TRUCE_ERR_SYNTAX, 12, 53, "empty list"},
        {"region: Donetsk, sense: held", "region: Donetsk, sense: net", TRUCE_ERR_SYNTAX, 14, 58,
         "means nothing"},
        {"perio", "perido", TRUCE_ERR_UNKNOWN, 7, 5, "unknown key \"peridod\""},
        {"    period: {from: \"2025-01-01\", to: \"2025-12-29\"}\n", "", TRUCE_ERR_SYNTAX, 2, 5,
         "`period` is missing"},
        {"    party: RU", "    #", TRUCE_ERR_SYNTAX, 2, 5, "`party` is missing"},
        {"    by: Chief of the General Staff of Russia\n    said: \"2025-12-29\"\n    source", "    # source",
         TRUCE_ERR_SYNTAX, 2, 5, "`by` is missing in the first claim"},
        {"    by: Chief of the General Staff of Russia\n", "", TRUCE_ERR_SYNTAX, 3, 5, "`said` without `by`"},
        {"id: siversk", "id: ru-gs-2025-12-29", TRUCE_ERR_SYNTAX, 13, 9, "taken by the claim at 2:5"},
        {"id: siversk", "id: a b", TRUCE_ERR_SYNTAX, 13, 9, "letters, digits"},
        {"  - id: siversk\n    quantity", "  - quantity", TRUCE_ERR_SYNTAX, 13, 5, "`id` is missing"},
        {"statement: ru-gs-2025-12-29", "statement: gone", TRUCE_ERR_UNKNOWN, 20, 16,
         "no claim above has the id \"gone\""},
        {"by: Somebody else", "by: {a: b}", TRUCE_ERR_SYNTAX, 16, 9,
         "by is a mapping of keys; it must be a text"},
        {"by: Somebody else", "by:", TRUCE_ERR_SYNTAX, 16, 5, "by has no value"},
        {"where: {regions: Kharkiv}", "where: {}", TRUCE_ERR_SYNTAX, 21, 12, "`where` is empty"},
        {"{area_km2: \"6640\"", "{places: \"6640\"", TRUCE_ERR_UNKNOWN, 10, 17,
         "unknown key \"places\" in variant"},
        {"area_km2: 4336,", "", TRUCE_ERR_SYNTAX, 24, 5, "neither area_km2 nor places"},
        {"claims:", "clams:", TRUCE_ERR_UNKNOWN, 1, 1, "did you mean \"claims\"?"},
        {"claims:\n", "truce: \"2\"\nclaims:\n", TRUCE_ERR_UNSUPPORTED, 1, 8, "reads version 1"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        assert_change(&changes[i]);
}

static void refuses_what_is_no_list_of_claims(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "empty file"},
        {"published: []\n", "`claims` is missing"},
        {"claims: []\n", "empty list"},
        {"claims: {}\n", "it must be a list"},
        {"claims:\n", "claims has no value"},
        {"- a\n", "a claims file is a list"},
        {"claims: [x]\n", "a claim is a text"},
        {"claims:\n- {id: a, by: b, party: c, quantity: {place: x, sense: held}}\n", "needs a day"},
        {"claims:\n- {id: a, by: b, party: c, quantity: {place: x, sense: held, on: 2025-01-01},\n   "
         "variants: []}\n",
         "a named place has none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct truce_claims claims;
        struct truce_err err = {.status = TRUCE_OK};
        truce_claims_init(&claims);
        assert_int_not_equal(truce_claims_parse(truce_text_view(cases[i].text), "c.yaml", &claims, &err),
                             TRUCE_OK);
        if (strstr(err.text, cases[i].says) == NULL || err.line == 0)
            fail_msg("\"%s\": %u:%u \"%s\"", cases[i].text, err.line, err.column, err.text);
    }
    struct truce_claims claims;
    struct truce_err err;
    truce_claims_init(&claims);
    assert_int_equal(truce_claims_read(TRUCE_SOURCE_DIR "/examples/none.yaml", &claims, &err),
                     TRUCE_ERR_MISSING);
}

static void reads_the_example(void **state)
{
    (void)state;
    struct truce_claims claims;
    struct truce_err err;
    char text[1100];
    size_t with_url = 0;

    truce_claims_init(&claims);
    if (truce_claims_read(TRUCE_SOURCE_DIR "/examples/ukraine-2025/claims.yaml", &claims, &err) != TRUCE_OK) {
        truce_err_format(&err, text, sizeof text);
        fail_msg("%s", text);
    }
    assert_int_equal(claims.n, 10);
    assert_int_equal(claims.n_published, 4);
    for (size_t i = 0; i < claims.n; i++) {
        assert_string_equal(claims.items[i].party, "RU");
        with_url += strncmp(claims.items[i].source_url, "https://", 8) == 0;
    }
    assert_int_equal(with_url, claims.n);
    assert_true(claims.items[0].value == 6460.0);
    assert_int_equal(claims.items[0].n_variants, 2);
    assert_true(claims.items[1].value == 334.0);
    truce_claims_fini(&claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_page),
        cmocka_unit_test(a_claim_without_by_goes_with_an_earlier_one),
        cmocka_unit_test(refuses_with_the_place),
        cmocka_unit_test(refuses_what_is_no_list_of_claims),
        cmocka_unit_test(reads_the_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
