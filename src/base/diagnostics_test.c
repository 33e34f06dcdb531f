/*
 * Diagnostics: order, counts, bounds, what a caller sees of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/diagnostics.h"

static void sorted_and_counted(void **state)
{
    struct truce_diagnostics d;
    struct truce_err err;
    (void)state;
    truce_diagnostics_init(&d, "plan.yaml");
    assert_int_equal(truce_diagnostics_check(&d, &err), TRUCE_OK);
    truce_diagnostics_add(&d, "W30", (struct truce_spot){9, 1}, "late");
    truce_diagnostics_add(&d, "N80", (struct truce_spot){2, 5}, "note");
    assert_int_equal(truce_diagnostics_check(&d, &err), TRUCE_OK);
    truce_diagnostics_add(&d, "E03", (struct truce_spot){2, 5}, "no gate \"%s\"", "x");
    truce_diagnostics_also_at(&d, (struct truce_spot){7, 3});
    truce_diagnostics_detail(&d, "one");
    truce_diagnostics_detail(&d, "two\nthree");
    truce_diagnostics_add(&d, "E02", (struct truce_spot){2, 1}, "first");
    truce_diagnostics_sort(&d);
    assert_string_equal(d.items[0].code, "E02");
    assert_string_equal(d.items[1].code, "E03");
    assert_string_equal(d.items[2].code, "N80");
    assert_string_equal(d.items[3].code, "W30");
    assert_int_equal(d.items[1].other.line, 7);
    assert_string_equal(d.items[1].text, "no gate \"x\"");
    assert_string_equal(d.items[1].detail, "one\ntwo?three");
    assert_int_equal(d.errors, 2);
    assert_int_equal(d.warnings, 1);
    assert_int_equal(d.notes, 1);
    assert_int_equal(truce_diagnostics_check(&d, &err), TRUCE_ERR_SYNTAX);
    assert_string_equal(err.file, "plan.yaml");
    assert_int_equal(err.line, 2);
    assert_string_equal(err.text, "first; and 1 more error");
    truce_diagnostics_fini(&d);
    assert_int_equal(d.errors, 0);
}

static void bounded(void **state)
{
    struct truce_diagnostics d;
    (void)state;
    truce_diagnostics_init(&d, "f");
    for (int i = 0; i < TRUCE_DIAGNOSTICS_MAX + 10; i++)
        truce_diagnostics_add(&d, "W10", (struct truce_spot){1, 1}, "%d", i);
    truce_diagnostics_detail(&d, "of one that was dropped");
    assert_int_equal(d.n, TRUCE_DIAGNOSTICS_MAX);
    assert_int_equal(d.dropped, 10);
    assert_int_equal(d.warnings, TRUCE_DIAGNOSTICS_MAX + 10);
    assert_null(d.items[d.n - 1].detail);
    truce_diagnostics_sort(&d);
    assert_string_equal(d.items[1].text, "1"); /* stable */
    truce_diagnostics_fini(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sorted_and_counted), cmocka_unit_test(bounded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
