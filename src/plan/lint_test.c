/*
 * Lint by examples: tests/lint/<CODE>-fires*.yaml and <CODE>-quiet*.yaml say in their first line what is found in them and where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/lint.h"
#include "agreement/where.h"
#include "base/file.h"
#include "plan/lint.h"

#define FOLDER TRUCE_SOURCE_DIR "/tests/lint"

/* every code that lint and the decoder can give; docs/lint.md has a section for each */
static const char *const codes[] = {
    "E00", "E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "N06", "W10",
    "N10", "W11", "W12", "W13", "W14", "W20", "W21", "W30", "W31", "W32", "W33",
    "W40", "W41", "W50", "W51", "W60", "W61", "N62", "W70", "N80", "W81",
};

struct linted {
    struct truce_buf bytes;
    struct truce_agreement agreement;
    struct truce_diagnostics found;
    bool is_agreement;
};

static void lint(const char *path, struct linted *out)
{
    struct truce_err err = {.text = ""};
    memset(out, 0, sizeof *out);
    truce_diagnostics_init(&out->found, path);
    assert_int_equal(truce_file_read(path, TRUCE_FILE_MAX, &out->bytes, &err), TRUCE_OK);
    enum truce_status status =
        truce_agreement_read(truce_buf_view(&out->bytes), path, &out->agreement, &out->found, &err);
    out->is_agreement = status == TRUCE_OK;
    if (status == TRUCE_OK)
        status = truce_agreement_lint(&out->agreement, &out->found, &err);
    if (status == TRUCE_OK)
        status = truce_plan_lint(&out->agreement, &out->found, &err);
    if (status != TRUCE_OK && out->found.errors == 0)
        fail_msg("%s: %s", path, err.text);
    truce_diagnostics_sort(&out->found);
}

static void done(struct linted *linted)
{
    if (linted->is_agreement)
        truce_agreement_fini(&linted->agreement);
    truce_diagnostics_fini(&linted->found);
    truce_buf_fini(&linted->bytes);
}

static void add_finding(const struct truce_diagnostic *item, struct truce_buf *out)
{
    truce_buf_printf(out, "%s%s %u:%u", out->len > 0 ? "; " : "", item->code, item->at.line, item->at.column);
}

static void list(const struct truce_diagnostics *found, struct truce_buf *out)
{
    truce_buf_clear(out);
    for (size_t i = 0; i < found->n; i++)
        add_finding(&found->items[i], out);
    if (found->n == 0)
        truce_buf_puts(out, "nothing");
}

/* "# expect: W10 38:7; W20 24:3", of the first line */
static void expectation(const struct linted *linted, char *out, size_t n)
{
    static const char mark[] = "# expect: ";
    struct truce_text bytes = truce_buf_view(&linted->bytes);
    assert_true(bytes.len > sizeof mark && memcmp(bytes.at, mark, sizeof mark - 1) == 0);
    const char *from = bytes.at + sizeof mark - 1;
    snprintf(out, n, "%.*s", (int)strcspn(from, "\n"), from);
}

static int is_case(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return n > 5 && strcmp(entry->d_name + n - 5, ".yaml") == 0;
}

static void examples(void **state)
{
    struct dirent **entries = NULL;
    int n = scandir(FOLDER, &entries, is_case, alphasort);
    (void)state;
    assert_true(n > 60);
    for (int i = 0; i < n; i++) {
        char path[1024], expected[512], code[4];
        struct linted linted;
        struct truce_buf found;
        snprintf(path, sizeof path, "%s/%s", FOLDER, entries[i]->d_name);
        snprintf(code, sizeof code, "%.3s", entries[i]->d_name);
        truce_buf_init(&found);
        lint(path, &linted);
        expectation(&linted, expected, sizeof expected);
        list(&linted.found, &found);
        if (strcmp(found.at, expected) != 0)
            fail_msg("%s: expected %s, found %s", entries[i]->d_name, expected, found.at);
        /* the name tells whether its code is among them */
        bool fires = strncmp(entries[i]->d_name + 3, "-fires", 6) == 0;
        if (fires != (strstr(expected, code) != NULL))
            fail_msg("%s: %s", entries[i]->d_name, expected);
        truce_buf_fini(&found);
        done(&linted);
        free(entries[i]);
    }
    free(entries);
}

static void every_code_has_both(void **state)
{
    struct truce_buf page;
    (void)state;
    truce_buf_init(&page);
    assert_int_equal(truce_file_read(TRUCE_SOURCE_DIR "/docs/lint.md", TRUCE_FILE_MAX, &page, NULL),
                     TRUCE_OK);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char path[1024], section[16];
        for (int fires = 0; fires < 2; fires++) {
            snprintf(path, sizeof path, "%s/%s-%s.yaml", FOLDER, codes[i], fires ? "fires" : "quiet");
            if (!truce_file_exists(path))
                fail_msg("%s is not there", path);
        }
        snprintf(section, sizeof section, "### %s", codes[i]);
        if (strstr(page.at, section) == NULL)
            fail_msg("docs/lint.md has no section %s", codes[i]);
    }
    truce_buf_fini(&page);
}

static const struct truce_norm *norm_at(const struct truce_agreement *agreement, struct truce_spot at)
{
    for (size_t i = 0; i < agreement->n_norms; i++)
        if (agreement->norms[i].head.at.line == at.line && agreement->norms[i].head.at.column == at.column)
            return &agreement->norms[i];
    fail_msg("no norm at %u:%u", at.line, at.column);
    return NULL;
}

/* "who: A" */
static int named_after(const char *detail, const char *key, char *out, size_t n)
{
    const char *at = strstr(detail, key);
    if (at == NULL)
        return 0;
    at += strlen(key);
    snprintf(out, n, "%.*s", (int)strcspn(at, "\n,"), at);
    return 1;
}

/* A counter-example holds: the one named is bound by both norms, with a thing of the class named, at the place printed. */
static size_t check_examples(const struct linted *linted)
{
    const struct truce_agreement *agreement = &linted->agreement;
    struct truce_geography *geography = NULL;
    size_t n_days = 0, checked = 0;

    assert_int_equal(truce_geography_open(agreement, &geography, NULL), TRUCE_OK);
    const struct truce_day *days = truce_geography_days(geography, &n_days);
    for (size_t i = 0; i < linted->found.n; i++) {
        const struct truce_diagnostic *item = &linted->found.items[i];
        char who[64], what[64];
        struct truce_lonlat p;
        if (strcmp(item->code + 1, "10") != 0 || item->detail == NULL)
            continue;
        const char *place = strstr(item->detail, "where: lon ");
        assert_true(named_after(item->detail, "who: ", who, sizeof who) &&
                    named_after(item->detail, "what: ", what, sizeof what));
        int actor = truce_agreement_party(agreement, truce_text_view(who)),
            of_class = truce_agreement_class(agreement, truce_text_view(what));
        const struct truce_norm *norms[] = {norm_at(agreement, item->at), norm_at(agreement, item->other)};
        for (int k = 0; k < 2; k++) {
            assert_true(truce_indexes_hold(norms[k]->who.parties, actor));
            assert_true(truce_class_is(agreement, of_class, norms[k]->class_));
        }
        assert_non_null(strstr(item->detail, "\nwhen: "));
        if (place == NULL) {
            assert_non_null(strstr(item->detail, "where: anywhere"));
            continue;
        }
        char *end = NULL;
        p.lon_deg = strtod(place + strlen("where: lon "), &end);
        assert_memory_equal(end, ", lat ", 6);
        p.lat_deg = strtod(end + 6, &end);
        assert_true(*end == ',');
        for (int k = 0; k < 2; k++)
            assert_int_equal(
                truce_where_holds(geography, &norms[k]->where, actor, of_class, p, days[n_days - 1]),
                TRUCE_BELONGS_YES);
        checked++;
    }
    truce_geography_close(geography);
    return checked;
}

static void counter_examples_hold(void **state)
{
    static const char *const names[] = {"W10-fires", "W10-fires-permit", "W10-fires-sides", "N10-fires"};
    size_t checked = 0;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[1024];
        struct linted linted;
        snprintf(path, sizeof path, "%s/%s.yaml", FOLDER, names[i]);
        lint(path, &linted);
        checked += check_examples(&linted);
        done(&linted);
    }
    assert_int_equal(checked, 5);
}

/* The page's example: no error; two root causes, a point that outlives its guarantee, barred contributions; and nothing else but a note. */
static void the_twenty_points(void **state)
{
    struct linted linted;
    struct truce_buf found;
    (void)state;
    truce_buf_init(&found);
    lint(TRUCE_SOURCE_DIR "/examples/demo-20/plan.yaml", &linted);
    list(&linted.found, &found);
    assert_string_equal(found.at, "W30 86:7; W50 130:7; N10 217:7; W30 253:7; W70 253:7");
    assert_int_equal(check_examples(&linted), 1);
    const char *detail = linted.found.items[0].detail;
    assert_non_null(strstr(linted.found.items[0].text, "91 days round"));
    assert_non_null(strstr(
        detail, "ceasefire (point 18) waits for settlement (point 20): position b_full_settlement_first"));
    assert_non_null(
        strstr(linted.found.items[3].text, "10,000 needed, 12,500 offered, of which 11,000 are barred"));
    assert_non_null(strstr(linted.found.items[3].detail, "no single step frees it; 9 pairs of steps do"));
    truce_buf_fini(&found);
    done(&linted);
}

/* each further example as its README says, and no error in any */
static void the_other_examples(void **state)
{
    static const char *const names[] = {"ukraine-2025/agreement.yaml", "minsk-2015/agreement.yaml"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char path[1024];
        struct linted linted;
        snprintf(path, sizeof path, "%s/examples/%s", TRUCE_SOURCE_DIR, names[i]);
        lint(path, &linted);
        assert_int_equal(linted.found.errors, 0);
        assert_true(linted.found.warnings > 0);
        done(&linted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(every_code_has_both),
        cmocka_unit_test(counter_examples_hold),
        cmocka_unit_test(the_twenty_points),
        cmocka_unit_test(the_other_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
