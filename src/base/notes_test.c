/*
 * The bounded list of lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/notes.h"

static void lines_are_kept_once(void **unused)
{
    (void)unused;
    struct truce_notes notes;
    truce_notes_init(&notes);
    truce_notes_add(&notes, "%s: %d", "a", 1);
    truce_notes_add(&notes, "%s: %d", "b", 1);
    truce_notes_add(&notes, "%s: %d", "a", 1);
    assert_int_equal(notes.n, 2);
    assert_int_equal(notes.dropped, 0);
    assert_string_equal(notes.items[0].text, "a: 1");
    truce_notes_add(NULL, "nobody listens");
    truce_notes_fini(&notes);
    assert_int_equal(notes.n, 0);
}

static void beyond_the_limit_they_are_counted(void **unused)
{
    (void)unused;
    struct truce_notes notes;
    truce_notes_init(&notes);
    for (int i = 0; i < TRUCE_NOTES_MAX + 5; i++)
        truce_notes_add(&notes, "note %d", i);
    truce_notes_add(&notes, "note %d", 3); /* there already: not dropped but known */
    assert_int_equal(notes.n, TRUCE_NOTES_MAX);
    assert_int_equal(notes.dropped, 5);
    truce_notes_fini(&notes);
}

static void a_note_is_one_line(void **unused)
{
    (void)unused;
    struct truce_notes notes;
    char long_text[5000];
    memset(long_text, 'y', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    truce_notes_init(&notes);
    truce_notes_add(&notes, "a\r\nb\x9b%s", long_text);
    assert_memory_equal(notes.items[0].text, "a??b?yyy", 8);
    assert_true(strlen(notes.items[0].text) < 2000);
    truce_notes_fini(&notes);
}

static void taken_over(void **state)
{
    struct truce_notes notes, from;
    (void)state;
    truce_notes_init(&notes);
    truce_notes_init(&from);
    truce_notes_add(&notes, "a");
    truce_notes_add(&from, "%s", "50 %d");
    truce_notes_add(&from, "a");
    from.dropped = 3;
    truce_notes_take(&notes, &from);
    assert_int_equal(notes.n, 2);
    assert_string_equal(notes.items[1].text, "50 %d");
    assert_int_equal(notes.dropped, 3);
    assert_int_equal(from.n, 0);
    truce_notes_add(&from, "b");
    truce_notes_take(NULL, &from);
    assert_int_equal(from.n, 0);
    truce_notes_fini(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_over),
        cmocka_unit_test(lines_are_kept_once),
        cmocka_unit_test(beyond_the_limit_they_are_counted),
        cmocka_unit_test(a_note_is_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
