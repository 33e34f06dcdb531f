/*
 * Scenario tests from YAML; the format is docs/formats/scenario.md.
 *
 * The items of the log are records in another dress (record_decode.c reads both).  An expectation is one of a few kinds, told by the key that names what
 * it is about; a new kind is a row in `expected` and a function.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/yaml.h"
#include "record/scenario.h"
#include "sources/record_decode.h"
#include "sources/sources.h"

#define ITEMS_MAX 100000 /* of the log, or expectations */
#define DAYS_MAX  100000

struct reader {
    struct truce_scenario *scenario;
    struct truce_record_decoder decoder;
};

static void wrong(struct reader *r, struct truce_spot at, const char *text, const char *value)
{
    truce_diagnostics_add(r->decoder.found, "E04", at, "%s%s%.60s%s", text, value[0] != '\0' ? ": \"" : "",
                          value, value[0] != '\0' ? "\"" : "");
}

static bool copy(struct reader *r, struct truce_text text, const char **out)
{
    if (r->decoder.status == TRUCE_OK)
        r->decoder.status = truce_arena_copy(&r->scenario->arena, text, out, r->decoder.err);
    return r->decoder.status == TRUCE_OK;
}

/* One line of text. */
static bool read_line(struct reader *r, const struct truce_value *value, const char *what, const char **out)
{
    if (value->type == TRUCE_VALUE_TEXT && memchr(value->text.at, '\n', value->text.len) == NULL)
        return copy(r, value->text, out);
    truce_diagnostics_add(r->decoder.found, "E04", value->at, "%s: found %s; it must be one line of text",
                          what,
                          value->type == TRUCE_VALUE_TEXT ? "several lines" : truce_value_type_words(value));
    return false;
}

/* ---- expectations ---- */

static bool read_word(struct reader *r, const struct truce_value *value, const char *what,
                      const char *const *words, int *out)
{
    char list[160] = "";
    size_t n = 0;
    for (; words[n] != NULL; n++) {
        if (value->type == TRUCE_VALUE_TEXT && truce_text_is(value->text, words[n])) {
            *out = (int)n;
            return true;
        }
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", n > 0 ? ", " : "", words[n]);
    }
    const char *near = value->type == TRUCE_VALUE_TEXT ? truce_record_nearest(value->text, words, n) : NULL;
    truce_diagnostics_add(r->decoder.found, "E04", value->at, "\"%s\" is to be one of %s%s%s%s", what, list,
                          near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                          near != NULL ? "\"?" : "");
    return false;
}

static bool read_days(struct reader *r, const struct truce_value *value, const char *what, int *out)
{
    double number = -1;
    for (size_t i = 0; value->type == TRUCE_VALUE_TEXT && i < value->text.len; i++)
        if (value->text.at[i] < '0' || value->text.at[i] > '9')
            number = -2;
    if (value->type == TRUCE_VALUE_TEXT && number == -1 && truce_text_to_double(value->text, &number) &&
        number <= DAYS_MAX) {
        *out = (int)number;
        return true;
    }
    truce_diagnostics_add(r->decoder.found, "E04", value->at,
                          "\"%s\" is to be a whole number of days, 0 to %d", what, DAYS_MAX);
    return false;
}

/* A word, for both readings or one each. */
static bool read_words(struct reader *r, const struct truce_value *value, const char *what,
                       const char *const *words, int out[TRUCE_EXPECTS_READINGS])
{
    static const char *const readings[] = {"strict", "lenient", NULL};
    bool good = true;
    if (value->type != TRUCE_VALUE_OBJECT) {
        good = read_word(r, value, what, words, &out[0]);
        out[1] = out[0];
        return good;
    }
    truce_record_check_keys(&r->decoder, value, readings, what);
    for (int i = 0; i < TRUCE_EXPECTS_READINGS; i++) {
        const struct truce_value *one = truce_value_get(value, readings[i]);
        if (one != NULL)
            good = read_word(r, one, what, words, &out[i]) && good;
    }
    return good;
}

typedef void read_expected(struct reader *r, const struct truce_value *item, struct truce_expectation *out);

static void read_is(struct reader *r, const struct truce_value *item, struct truce_expectation *out)
{
    const struct truce_value *is = truce_value_get(item, "is");
    if (is == NULL)
        wrong(r, item->at, "\"is\" is missing in the expectation", "");
    else
        read_words(r, is, "is", truce_expects_words(out->kind), out->is);
}

static void read_clock(struct reader *r, const struct truce_value *item, struct truce_expectation *out)
{
    const struct truce_value *strict = truce_value_get(item, "strict");
    const struct truce_value *lenient = truce_value_get(item, "lenient");
    const struct truce_value *reached = truce_value_get(item, "reached");
    if (strict == NULL && lenient == NULL && reached == NULL)
        wrong(r, item->at, "a clock is expected to stand somewhere: say strict and lenient, or reached", "");
    if (strict != NULL)
        read_days(r, strict, "strict", &out->days[0]);
    if (lenient != NULL)
        read_days(r, lenient, "lenient", &out->days[1]);
    if (reached != NULL)
        read_words(r, reached, "reached", truce_expects_words(out->kind), out->is);
}

/* By kind: what else it may say, and how that is read. */
static const struct {
    const char *keys[4];
    read_expected *read;
} expected[TRUCE_EXPECTS_KINDS] = {
    [TRUCE_EXPECTS_GATE] = {{"is", NULL}, read_is},
    [TRUCE_EXPECTS_CLOCK] = {{"strict", "lenient", "reached", NULL}, read_clock},
    [TRUCE_EXPECTS_POSITION] = {{"is", NULL}, read_is},
    [TRUCE_EXPECTS_VETO] = {{"is", NULL}, read_is},
    [TRUCE_EXPECTS_CONTRIBUTION] = {{"is", NULL}, read_is},
    [TRUCE_EXPECTS_NEED] = {{"is", NULL}, read_is},
    [TRUCE_EXPECTS_NORM] = {{"is", NULL}, read_is},
};

/* The key that says what it is about. */
static const struct truce_value *find_kind(struct reader *r, const struct truce_value *item,
                                           enum truce_expects *kind)
{
    const struct truce_value *found = NULL;
    char list[160] = "";
    for (int k = 0; k < TRUCE_EXPECTS_KINDS; k++) {
        const char *name = truce_expects_name((enum truce_expects)k);
        const struct truce_value *value = truce_value_get(item, name);
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", k > 0 ? ", " : "", name);
        if (value != NULL && found != NULL) {
            wrong(r, value->key_at, "an expectation is about one thing; this is a second", name);
            return NULL;
        }
        if (value != NULL) {
            found = value;
            *kind = (enum truce_expects)k;
        }
    }
    if (found == NULL)
        truce_diagnostics_add(r->decoder.found, "E04", item->at,
                              "the expectation is about nothing: give it one of %s", list);
    return found;
}

static void read_expectation(struct reader *r, const struct truce_value *item, struct truce_expectation *out)
{
    const char *known[TRUCE_EXPECTS_KINDS + 8];
    size_t n = 0;

    if (item->type != TRUCE_VALUE_OBJECT) {
        wrong(r, item->at, "an expectation is a mapping, such as {as_of: ..., gate: ..., is: open}", "");
        return;
    }
    const struct truce_value *name = find_kind(r, item, &out->kind);
    for (int k = 0; k < TRUCE_EXPECTS_KINDS; k++)
        known[n++] = truce_expects_name((enum truce_expects)k);
    known[n++] = "as_of";
    for (size_t i = 0; name != NULL && expected[out->kind].keys[i] != NULL; i++)
        known[n++] = expected[out->kind].keys[i];
    known[n] = NULL;
    if (name == NULL)
        return;
    truce_record_check_keys(&r->decoder, item, known, "an expectation");
    const struct truce_value *as_of = truce_value_get(item, "as_of");
    for (int i = 0; i < TRUCE_EXPECTS_READINGS; i++)
        out->is[i] = out->days[i] = TRUCE_EXPECTS_NOTHING;
    out->at = item->at;
    out->name_at = name->at;
    read_line(r, name, truce_expects_name(out->kind), &out->name);
    if (as_of == NULL)
        wrong(r, item->at, "\"as_of\" is missing in the expectation", "");
    else
        (void)truce_record_instant(&r->decoder, as_of, "as_of", &out->as_of);
    expected[out->kind].read(r, item, out);
}

/* ---- lists ---- */

/* The list of a key that must be there and hold something; NULL otherwise. */
static const struct truce_value *need_list(struct reader *r, const struct truce_value *root, const char *key)
{
    const struct truce_value *list = truce_value_get(root, key);
    if (list == NULL)
        wrong(r, root->at, "a key is missing in the scenario", key);
    else if (list->type != TRUCE_VALUE_ARRAY || list->n == 0 || list->n > ITEMS_MAX)
        truce_diagnostics_add(r->decoder.found, "E04", list->at, "%s: a list of 1 to %d items, please", key,
                              ITEMS_MAX);
    else
        return list;
    return NULL;
}

static void read_expectations(struct reader *r, const struct truce_value *root)
{
    const struct truce_value *list = need_list(r, root, "expect");
    void *memory = NULL;

    if (list != NULL && r->decoder.status == TRUCE_OK)
        r->decoder.status = truce_arena_alloc(&r->scenario->arena, list->n * sizeof(struct truce_expectation),
                                              &memory, r->decoder.err);
    if (memory == NULL)
        return;
    r->scenario->expect = memory;
    for (const struct truce_value *item = list->first; item != NULL && r->decoder.status == TRUCE_OK;
         item = item->next)
        read_expectation(r, item, &r->scenario->expect[r->scenario->n++]);
}

/* Ids that the file does not give hold a blank, so that none which it gives can be the same. */
static void name_record(struct reader *r, struct truce_record *record, size_t at)
{
    char id[32];
    snprintf(id, sizeof id, "item %zu", at + 1);
    if (record->id[0] == '\0' && r->decoder.status == TRUCE_OK)
        r->decoder.status =
            truce_arena_copy(&r->scenario->log.arena, truce_text_view(id), &record->id, r->decoder.err);
}

static void check_ids(struct reader *r)
{
    const struct truce_records *log = &r->scenario->log;
    for (size_t i = 1; i < log->n && i <= 10000; i++) /* people write these files: a longer one is no test */
        for (size_t k = 0; k < i; k++) {
            if (strcmp(log->items[i].id, log->items[k].id) != 0)
                continue;
            truce_diagnostics_add(r->decoder.found, "E03", log->items[i].at, "the id \"%s\" is taken",
                                  log->items[i].id);
            truce_diagnostics_also_at(r->decoder.found, log->items[k].at);
            break;
        }
}

static void read_log(struct reader *r, const struct truce_value *root)
{
    const struct truce_value *list = truce_value_get(root, "log");
    void *memory = NULL;
    size_t at = 0;

    if (list == NULL || (list->type == TRUCE_VALUE_ARRAY && list->n == 0))
        return; /* nothing happened: that, too, can be tested */
    list = need_list(r, root, "log");
    if (list != NULL && r->decoder.status == TRUCE_OK)
        r->decoder.status = truce_arena_alloc(&r->scenario->log.arena, list->n * sizeof(struct truce_record),
                                              &memory, r->decoder.err);
    if (memory == NULL)
        return;
    struct truce_records *log = &r->scenario->log;
    log->items = memory;
    for (const struct truce_value *item = list->first; item != NULL && r->decoder.status == TRUCE_OK;
         item = item->next, at++)
        if (truce_record_decode_item(&r->decoder, item, &log->items[log->n]))
            name_record(r, &log->items[log->n++], at);
    check_ids(r);
}

static void read_head(struct reader *r, const struct truce_value *root)
{
    static const char *const known[] = {"truce", "scenario", "agreement", "log", "expect", NULL};
    const struct truce_value *version = truce_value_get(root, "truce");
    const struct truce_value *title = truce_value_get(root, "scenario");
    const struct truce_value *agreement = truce_value_get(root, "agreement");

    truce_record_check_keys(&r->decoder, root, known, "a scenario");
    if (version != NULL && !(version->type == TRUCE_VALUE_TEXT && truce_text_is(version->text, "1")))
        wrong(r, version->at, "truce: only version \"1\" of the format is known", "");
    if (title == NULL)
        wrong(r, root->at, "a key is missing in the scenario", "scenario");
    else
        read_line(r, title, "scenario", &r->scenario->title);
    if (agreement == NULL) {
        wrong(r, root->at, "a key is missing in the scenario", "agreement");
        return;
    }
    r->scenario->agreement_at = agreement->at;
    read_line(r, agreement, "agreement", &r->scenario->agreement);
}

static enum truce_status parse(struct reader *r, struct truce_text bytes, const char *file,
                               struct truce_arena *tree, struct truce_err *err)
{
    struct truce_yaml doc;
    struct truce_value *root = NULL;

    enum truce_status status = truce_yaml_parse_all(bytes, file, tree, &doc, r->decoder.found, err);
    if (status == TRUCE_OK)
        status = truce_value_from_yaml(doc.root, tree, &root, err);
    if (status != TRUCE_OK)
        return status;
    if (root->type != TRUCE_VALUE_OBJECT) {
        wrong(r, root->at, "a scenario is a mapping with the keys scenario, agreement, log and expect", "");
        return truce_diagnostics_check(r->decoder.found, err);
    }
    read_head(r, root);
    if (r->decoder.calendar != NULL) {
        read_log(r, root);
        read_expectations(r, root);
    }
    return r->decoder.status != TRUCE_OK ? r->decoder.status : truce_diagnostics_check(r->decoder.found, err);
}

enum truce_status truce_scenario_parse(struct truce_text bytes, const char *file,
                                       const struct truce_calendar *calendar, struct truce_scenario *out,
                                       struct truce_diagnostics *found, struct truce_err *err)
{
    struct truce_scenario scenario;
    struct truce_arena tree;

    truce_scenario_init(&scenario);
    truce_arena_init(&tree, (size_t)256 << 20);
    scenario.file = scenario.log.file = found->file = file;
    struct reader r = {
        .scenario = &scenario,
        .decoder = {.arena = &scenario.log.arena, .found = found, .calendar = calendar, .err = err}};
    enum truce_status status = parse(&r, bytes, file, &tree, err);
    truce_arena_fini(&tree);
    if (status != TRUCE_OK) {
        truce_err_set_file(err, file);
        truce_scenario_fini(&scenario);
        return status;
    }
    *out = scenario;
    return TRUCE_OK;
}

enum truce_status truce_scenario_read(const char *path, const struct truce_calendar *calendar,
                                      struct truce_scenario *out, struct truce_diagnostics *found,
                                      struct truce_err *err)
{
    struct truce_buf bytes;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;

    truce_buf_init(&bytes);
    found->file = name;
    enum truce_status status = truce_file_read(path, TRUCE_YAML_BYTES_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_scenario_parse(truce_buf_view(&bytes), name, calendar, out, found, err);
    truce_buf_fini(&bytes);
    return status;
}
