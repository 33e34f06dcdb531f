/*
 * Tables of what native words and codes mean, from YAML: docs/formats/import.md.
 *
 * Entries stand in the order of the file: words of a text are looked for in that order.  A later file replaces entries of the same native word in place.
 */
#include <string.h>

#include "base/file.h"
#include "base/yaml_value.h"
#include "sources/import_parts.h"

#define CEILING        ((size_t)16 << 20)
#define NAME_MAX_BYTES 200

void truce_import_table_init(struct truce_import_table *table)
{
    memset(table, 0, sizeof *table);
    truce_arena_init(&table->arena, CEILING);
}

void truce_import_table_fini(struct truce_import_table *table)
{
    truce_arena_fini(&table->arena);
    memset(table, 0, sizeof *table);
}

struct reader {
    const struct truce_yaml *doc;
    struct truce_import_table *table;
    struct truce_err *err;
};

/* Room for one more item in an array of the arena. */
static enum truce_status grow(struct reader *r, void **at, size_t *size, size_t n, size_t item)
{
    void *more = NULL;
    if (n < *size)
        return TRUCE_OK;
    size_t wanted = *size > 0 ? 2 * *size : 32;
    enum truce_status status = truce_arena_alloc(&r->table->arena, wanted * item, &more, r->err);
    if (status != TRUCE_OK)
        return status;
    if (n > 0)
        memcpy(more, *at, n * item);
    *at = more;
    *size = wanted;
    return TRUCE_OK;
}

static enum truce_status copy(struct reader *r, struct truce_text text, struct truce_text *out)
{
    const char *terminated = NULL;
    enum truce_status status = truce_arena_copy(&r->table->arena, text, &terminated, r->err);
    if (status == TRUCE_OK)
        *out = (struct truce_text){terminated, text.len};
    return status;
}

/* A name that a record may have. */
static enum truce_status read_name(struct reader *r, const struct truce_yaml_node *node, const char *what,
                                   const char **out)
{
    const char *line = NULL;
    enum truce_status status = truce_yaml_line(r->doc, node, what, &line, r->err);
    if (status != TRUCE_OK)
        return status;
    if (strlen(line) > NAME_MAX_BYTES || strchr(line, '\t') != NULL)
        return truce_yaml_fail(r->doc, node, TRUCE_ERR_RANGE, r->err,
                               "%s: a name has 1 to %d bytes and no tabs", what, NAME_MAX_BYTES);
    return truce_arena_copy(&r->table->arena, truce_text_view(line), out, r->err);
}

static enum truce_status read_words(struct reader *r, const struct truce_yaml_node *mapping, const char *what,
                                    struct truce_import_words *words)
{
    enum truce_status status = TRUCE_OK;
    if (mapping == NULL || truce_yaml_is_blank(mapping))
        return TRUCE_OK;
    status = truce_yaml_check_kind(r->doc, mapping, TRUCE_YAML_MAPPING, what, r->err);
    for (const struct truce_yaml_node *node = status == TRUCE_OK ? mapping->first : NULL;
         status == TRUCE_OK && node != NULL; node = node->next) {
        struct truce_import_word word = {{NULL, 0}, NULL};
        size_t i = 0;
        status = read_name(r, node, what, &word.ours);
        while (i < words->n && !truce_text_equal_nocase(words->at[i].native, node->key->text))
            i++;
        if (status == TRUCE_OK)
            status = copy(r, node->key->text, &word.native);
        void *at = words->at;
        if (status == TRUCE_OK)
            status = grow(r, &at, &words->size, words->n, sizeof word);
        if (status != TRUCE_OK)
            return status;
        words->at = at;
        words->at[i] = word;
        words->n += i == words->n;
    }
    return status;
}

static enum truce_status read_decimal(struct reader *r, const struct truce_yaml_node *mapping,
                                      const char *key, double max, bool whole, double *out)
{
    const struct truce_yaml_range range = {0, max, whole, ""};
    const struct truce_yaml_node *node = NULL;
    enum truce_status status = truce_yaml_need(r->doc, mapping, key, "the code", &node, r->err);
    return status == TRUCE_OK ? truce_yaml_decimal(r->doc, node, key, &range, out, r->err) : status;
}

static enum truce_status read_place_code(struct reader *r, const struct truce_yaml_node *node,
                                         struct truce_import_code *code)
{
    static const char *const known[] = {"radius_m", "confidence", NULL};
    if (node->kind == TRUCE_YAML_SCALAR && truce_text_is(node->text, "exact")) {
        code->form = TRUCE_CODE_EXACT;
        return TRUCE_OK;
    }
    enum truce_status status =
        truce_yaml_check_kind(r->doc, node, TRUCE_YAML_MAPPING, "a precision of places", r->err);
    if (status == TRUCE_OK)
        status = truce_yaml_check_keys(r->doc, node, known, "a precision of places", r->err);
    if (status == TRUCE_OK)
        status = read_decimal(r, node, "radius_m", 200000, false, &code->a);
    if (status == TRUCE_OK)
        status = read_decimal(r, node, "confidence", 1, false, &code->b);
    if (status == TRUCE_OK && !(code->a >= 1 && code->b >= 0.01 && code->b <= 0.999))
        status = truce_yaml_fail(r->doc, node, TRUCE_ERR_RANGE, r->err,
                                 "radius_m is 1 to 200,000 and confidence 0.01 to 0.999");
    return status;
}

static enum truce_status read_time_code(struct reader *r, const struct truce_yaml_node *node,
                                        struct truce_import_code *code)
{
    static const char *const known[] = {"days_before", "days_after", NULL};
    static const char *const words[] = {"day", "month", "year", NULL};
    size_t word = 0;
    enum truce_status status;

    if (node->kind == TRUCE_YAML_SCALAR) {
        status = truce_yaml_choice(r->doc, node, words, "a precision of times", &word, r->err);
        code->form = word == 1 ? TRUCE_CODE_MONTH : word == 2 ? TRUCE_CODE_YEAR : TRUCE_CODE_PLAIN;
        return status;
    }
    status = truce_yaml_check_keys(r->doc, node, known, "a precision of times", r->err);
    if (status == TRUCE_OK)
        status = read_decimal(r, node, "days_before", 1000, true, &code->a);
    if (status == TRUCE_OK)
        status = read_decimal(r, node, "days_after", 1000, true, &code->b);
    return status;
}

static enum truce_status read_chance(struct reader *r, const struct truce_yaml_node *node,
                                     struct truce_import_code *code)
{
    const struct truce_yaml_range range = {0, 1, false, ""};
    return truce_yaml_decimal(r->doc, node, "a chance", &range, &code->a, r->err);
}

static enum truce_status read_codes(struct reader *r, const struct truce_yaml_node *mapping, const char *what,
                                    struct truce_import_codes *codes,
                                    enum truce_status (*read)(struct reader *, const struct truce_yaml_node *,
                                                              struct truce_import_code *))
{
    if (mapping == NULL || truce_yaml_is_blank(mapping))
        return TRUCE_OK;
    enum truce_status status = truce_yaml_check_kind(r->doc, mapping, TRUCE_YAML_MAPPING, what, r->err);
    for (const struct truce_yaml_node *node = status == TRUCE_OK ? mapping->first : NULL;
         status == TRUCE_OK && node != NULL; node = node->next) {
        struct truce_import_code code = {.form = TRUCE_CODE_PLAIN};
        size_t i = 0;
        status = read(r, node, &code);
        while (i < codes->n && !truce_text_equal_nocase(codes->at[i].native, node->key->text))
            i++;
        if (status == TRUCE_OK)
            status = copy(r, node->key->text, &code.native);
        void *at = codes->at;
        if (status == TRUCE_OK)
            status = grow(r, &at, &codes->size, codes->n, sizeof code);
        if (status != TRUCE_OK)
            return status;
        codes->at = at;
        codes->at[i] = code;
        codes->n += i == codes->n;
    }
    return status;
}

static enum truce_status read_table(struct reader *r)
{
    static const char *const known[] = {"truce",  "by",     "otherwise",       "classes",
                                        "words",  "actors", "place_precision", "time_precision",
                                        "exists", NULL};
    const struct truce_yaml_node *root = r->doc->root, *by, *otherwise;
    struct truce_import_table *table = r->table;
    enum truce_status status = truce_yaml_check_keys(r->doc, root, known, "a table of an import", r->err);

    if (status == TRUCE_OK)
        status = truce_yaml_check_version(r->doc, r->err);
    if (status == TRUCE_OK && (by = truce_yaml_get(root, "by")) != NULL)
        status = read_name(r, by, "by", &table->by);
    if (status == TRUCE_OK && (otherwise = truce_yaml_get(root, "otherwise")) != NULL)
        status = read_name(r, otherwise, "otherwise", &table->otherwise);
    if (status == TRUCE_OK)
        status = read_words(r, truce_yaml_get(root, "classes"), "classes", &table->classes);
    if (status == TRUCE_OK)
        status = read_words(r, truce_yaml_get(root, "words"), "words", &table->words);
    if (status == TRUCE_OK)
        status = read_words(r, truce_yaml_get(root, "actors"), "actors", &table->actors);
    if (status == TRUCE_OK)
        status = read_codes(r, truce_yaml_get(root, "place_precision"), "place_precision",
                            &table->place_precision, read_place_code);
    if (status == TRUCE_OK)
        status = read_codes(r, truce_yaml_get(root, "time_precision"), "time_precision",
                            &table->time_precision, read_time_code);
    if (status == TRUCE_OK)
        status = read_codes(r, truce_yaml_get(root, "exists"), "exists", &table->exists, read_chance);
    return status;
}

enum truce_status truce_import_table_parse(struct truce_text bytes, const char *file,
                                           struct truce_import_table *table, struct truce_err *err)
{
    struct truce_arena tree;
    struct truce_yaml doc;

    truce_arena_init(&tree, (size_t)256 << 20);
    enum truce_status status = truce_yaml_parse(bytes, file, &tree, &doc, err);
    if (status == TRUCE_OK)
        status = read_table(&(struct reader){&doc, table, err});
    truce_arena_fini(&tree);
    return status;
}

enum truce_status truce_import_table_read(const char *path, struct truce_import_table *table,
                                          struct truce_err *err)
{
    struct truce_buf bytes;

    truce_buf_init(&bytes);
    enum truce_status status = truce_file_read(path, TRUCE_YAML_BYTES_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_import_table_parse(truce_buf_view(&bytes), path, table, err);
    truce_buf_fini(&bytes);
    return status;
}

/* ---- looking up ---- */

const char *truce_import_word(const struct truce_import_words *words, struct truce_text native)
{
    for (size_t i = 0; i < words->n; i++)
        if (words->at[i].native.len == native.len && truce_text_equal_nocase(words->at[i].native, native))
            return words->at[i].ours;
    return NULL;
}

const struct truce_import_code *truce_import_code(const struct truce_import_codes *codes,
                                                  struct truce_text native)
{
    if (native.len == 0)
        native = truce_text_view("none");
    for (size_t i = 0; i < codes->n; i++)
        if (truce_text_equal_nocase(codes->at[i].native, native))
            return &codes->at[i];
    return NULL;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* A word at the beginning of a word of the text: "shell" is in "Shelling", and "tank" is not in "outankers". */
static bool holds(struct truce_text text, struct truce_text word)
{
    for (size_t i = 0; word.len > 0 && i + word.len <= text.len; i++)
        if (lower(text.at[i]) == lower(word.at[0]) && (i == 0 || !is_letter(text.at[i - 1])) &&
            truce_text_equal_nocase((struct truce_text){text.at + i, word.len}, word))
            return true;
    return false;
}

void truce_import_classify(struct truce_import_job *job, const struct truce_text *native, size_t n,
                           struct truce_text text)
{
    const struct truce_import_table *table = job->table;
    const char *found = NULL;

    for (size_t i = 0; i < n && found == NULL; i++)
        found = truce_import_word(&table->classes, native[i]);
    for (size_t i = 0; i < table->words.n && found == NULL && text.len > 0; i++)
        if (holds(text, table->words.at[i].native))
            found = table->words.at[i].ours;
    job->unclassified = found == NULL;
    if (found == NULL)
        found = table->otherwise != NULL ? table->otherwise : "unclassified";
    job->event.class_ = truce_text_view(found);
}

void truce_import_widen_place(struct truce_import_job *job, struct truce_text code)
{
    const struct truce_import_code *found = truce_import_code(&job->table->place_precision, code);
    struct truce_event *event = &job->event;

    if (found == NULL || found->form == TRUCE_CODE_EXACT || event->place != TRUCE_EVENT_POINT)
        return;
    event->place = TRUCE_EVENT_CIRCLE;
    event->a = found->a;
    event->b = found->b;
}

/* The last day of a month. */
static struct truce_day month_end(int year, int month)
{
    struct truce_day day = {0};
    (void)truce_day_from_civil(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1, &day);
    day.n--;
    return day;
}

void truce_import_widen_time(struct truce_import_job *job, struct truce_text code, struct truce_day first,
                             struct truce_day last)
{
    const struct truce_import_code *found = truce_import_code(&job->table->time_precision, code);
    int year, month, day_of_month, last_year, last_month, unused;

    if (found != NULL && found->form == TRUCE_CODE_PLAIN) {
        first.n -= (int32_t)found->a;
        last.n += (int32_t)found->b;
    } else if (found != NULL) {
        truce_day_to_civil(first, &year, &month, &day_of_month);
        truce_day_to_civil(last, &last_year, &last_month, &unused);
        first.n -= day_of_month - 1;
        if (found->form == TRUCE_CODE_YEAR) {
            (void)truce_day_from_civil(year, 1, 1, &first);
            last_month = 12;
        }
        if (last_year < TRUCE_YEAR_MAX - 1 || last_month < 12)
            last = month_end(last_year, last_month);
    }
    last.n++;
    job->event.from = truce_import_day_start(job, first);
    job->event.until = truce_import_day_start(job, last);
}

void truce_import_add_actor(struct truce_import_job *job, struct truce_text native, double p)
{
    struct truce_event *event = &job->event;
    const char *party = native.len > 0 ? truce_import_word(&job->table->actors, native) : NULL;

    if (party == NULL || event->n_actors >= sizeof event->actors / sizeof *event->actors)
        return;
    for (size_t i = 0; i < event->n_actors; i++)
        if (truce_text_is(event->actors[i].name, party)) {
            event->actors[i].p += p;
            return;
        }
    event->actors[event->n_actors++] = (struct truce_event_share){truce_text_view(party), p};
}
