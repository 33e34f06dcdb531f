/*
 * Files of tests/agreement: those in good/ read without an error, those in bad/ give exactly the errors that their last lines say,
 * each "# expect: CODE LINE:COLUMN text".
 *
 * To refresh those lines after a change that was meant: run this with TRUCE_BLESS=1 in the environment, then read the diff.
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

#include "agreement/agreement.h"
#include "base/file.h"

#define FOLDER TRUCE_SOURCE_DIR "/"

static const char MARK[] = "# expect: ";

/* "# expect: E03 12:7 unknown gate" and so on, a line each */
static void write_expected(const struct truce_diagnostics *found, struct truce_buf *out)
{
    for (size_t i = 0; i < found->n; i++) {
        const struct truce_diagnostic *d = &found->items[i];
        truce_buf_printf(out, "%s%s %u:%u %s\n", MARK, d->code, d->at.line, d->at.column, d->text);
    }
}

/* Where the expectations begin. */
static size_t expected_at(const struct truce_buf *bytes)
{
    for (size_t i = 0; i + sizeof MARK - 1 <= bytes->len; i++)
        if ((i == 0 || bytes->at[i - 1] == '\n') && memcmp(bytes->at + i, MARK, sizeof MARK - 1) == 0)
            return i;
    return bytes->len;
}

static bool check_bad(const char *path, const struct truce_buf *bytes)
{
    struct truce_agreement agreement;
    struct truce_diagnostics found;
    struct truce_buf now;
    struct truce_err err = {.text = ""};
    size_t at = expected_at(bytes);
    bool good = true;

    memset(&agreement, 0x5A, sizeof agreement);
    truce_diagnostics_init(&found, NULL);
    truce_buf_init(&now);
    enum truce_status status = truce_agreement_read(truce_buf_view(bytes), path, &agreement, &found, &err);
    write_expected(&found, &now);
    if (getenv("TRUCE_BLESS") != NULL) {
        struct truce_buf file;
        truce_buf_init(&file);
        truce_buf_add(&file, bytes->at, at);
        truce_buf_add(&file, now.at, now.len);
        assert_int_equal(truce_file_write(path, truce_buf_view(&file), NULL), TRUCE_OK);
        truce_buf_fini(&file);
    } else if (bytes->len - at != now.len || memcmp(bytes->at + at, now.at, now.len) != 0) {
        fprintf(stderr, "%s: expected\n%.*s--- but found\n%.*s", path, (int)(bytes->len - at), bytes->at + at,
                (int)now.len, now.at);
        good = false;
    }
    if (status != TRUCE_ERR_SYNTAX || found.errors == 0 || found.errors != found.n || err.text[0] == '\0' ||
        ((const unsigned char *)&agreement)[0] != 0x5A) {
        fprintf(stderr, "%s: status %d, %zu errors of %zu, \"%s\"\n", path, (int)status, found.errors,
                found.n, err.text);
        good = false;
    }
    truce_buf_fini(&now);
    truce_diagnostics_fini(&found);
    return good;
}

static bool check_good(const char *path, const struct truce_buf *bytes)
{
    struct truce_agreement agreement;
    struct truce_diagnostics found;
    struct truce_err err = {.text = ""};

    truce_diagnostics_init(&found, NULL);
    enum truce_status status = truce_agreement_read(truce_buf_view(bytes), path, &agreement, &found, &err);
    for (size_t i = 0; i < found.n; i++)
        fprintf(stderr, "%s:%u:%u: %s %s\n", path, found.items[i].at.line, found.items[i].at.column,
                found.items[i].code, found.items[i].text);
    if (status == TRUCE_OK)
        truce_agreement_fini(&agreement);
    truce_diagnostics_fini(&found);
    return status == TRUCE_OK;
}

static void check_folder(const char *name, bool (*check)(const char *, const struct truce_buf *), int least)
{
    char path[2048];
    int n = 0, failed = 0;

    snprintf(path, sizeof path, "%s%s", FOLDER, name);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        struct truce_buf bytes;
        size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 5, ".yaml") != 0)
            continue;
        snprintf(path, sizeof path, "%s%s/%s", FOLDER, name, entry->d_name);
        truce_buf_init(&bytes);
        assert_int_equal(truce_file_read(path, TRUCE_FILE_MAX, &bytes, NULL), TRUCE_OK);
        n++;
        failed += !check(path, &bytes);
        truce_buf_fini(&bytes);
    }
    closedir(folder);
    assert_true(n >= least);
    assert_int_equal(failed, 0);
}

static void good_files_read(void **state)
{
    (void)state;
    check_folder("tests/agreement/good", check_good, 3);
}

/* Among the examples are claims, too. */
static bool check_example(const char *path, const struct truce_buf *bytes)
{
    return strstr(bytes->at, "\nagreement:") == NULL || check_good(path, bytes);
}

static void examples_read(void **state)
{
    (void)state;
    check_folder("examples/demo-20", check_example, 1);
    check_folder("examples/ukraine-2025", check_example, 2);
    check_folder("examples/minsk-2015", check_example, 1);
}

/* The example of the page is an agreement. */
static void the_page_has_an_example(void **state)
{
    static const char open[] = "```yaml\n", close[] = "\n```";
    struct truce_buf page, example;
    (void)state;
    truce_buf_init(&page);
    truce_buf_init(&example);
    assert_int_equal(
        truce_file_read(TRUCE_SOURCE_DIR "/docs/formats/agreement.md", TRUCE_FILE_MAX, &page, NULL),
        TRUCE_OK);
    const char *from = strstr(page.at, open);
    assert_non_null(from);
    from += sizeof open - 1;
    const char *to = strstr(from, close);
    assert_non_null(to);
    truce_buf_add(&example, from, (size_t)(to - from) + 1);
    assert_true(check_good("docs/formats/agreement.md", &example));
    truce_buf_fini(&page);
    truce_buf_fini(&example);
}

static void bad_files_give_what_they_say(void **state)
{
    (void)state;
    check_folder("tests/agreement/bad", check_bad, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files_read),
        cmocka_unit_test(examples_read),
        cmocka_unit_test(the_page_has_an_example),
        cmocka_unit_test(bad_files_give_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
