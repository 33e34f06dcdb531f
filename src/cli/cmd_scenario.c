/*
 * truce test: scenarios beside an agreement.  (A file cmd_test.c would be taken for a test.)
 *
 * A scenario says what was recorded and what then is expected to be the case; what differs is printed with what is the case and why.  Its states
 * are made one an instant asked for, not one an expectation.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/yaml.h"
#include "cli/agreements.h"
#include "cli/commands.h"
#include "judge/verdict.h"
#include "report/state_text.h"
#include "sources/sources.h"

#define INDENT "    "

struct test_values {
    struct truce_option_texts paths;
    bool verbose;
};

struct testing {
    struct truce_out *out;
    bool verbose;
    size_t passed, failed;
    bool bad_input; /* some file could not be read; the others are run */
    struct truce_buf text;
};

/* ---- verdicts ---- */

/* What is the case at an instant. */
struct now {
    const struct truce_state *state;
    const struct truce_verdicts *verdicts; /* NULL: no expectation is about a norm */
};

/* The norm of a verdict's name, "no_force[A]", "daily_report#3"; TRUCE_NONE where there is none of that form. */
static int norm_of(const struct truce_agreement *a, struct truce_text name)
{
    size_t n = 0;
    while (n < name.len && name.at[n] != '[' && name.at[n] != '#')
        n++;
    int norm = truce_agreement_norm(a, (struct truce_text){name.at, n});
    if (norm == TRUCE_NONE || a->norms[norm].kind == TRUCE_NORM_MAY)
        return TRUCE_NONE;
    bool named = n < name.len && name.at[n] == '[';
    if (named) {
        size_t first = ++n;
        while (n < name.len && name.at[n] != ']')
            n++;
        int party = truce_agreement_party(a, (struct truce_text){name.at + first, n - first});
        if (n == name.len || party == TRUCE_NONE || !truce_indexes_hold(a->norms[norm].who.parties, party))
            return TRUCE_NONE;
        n++;
    }
    if (named != (a->norms[norm].who.kind == TRUCE_WHO_EACH) || (n < name.len && name.at[n] != '#'))
        return TRUCE_NONE;
    return norm;
}

/* The verdict of a name, NULL: nothing has triggered it. */
static const struct truce_verdict *verdict_named(const struct truce_verdicts *verdicts, const char *name)
{
    char text[256];
    for (size_t i = 0; i < verdicts->n; i++) {
        truce_verdict_name(verdicts, i, text, sizeof text);
        if (strcmp(text, name) == 0)
            return &verdicts->items[i];
    }
    return NULL;
}

static void say_why_norm(const struct now *now, const char *name, struct truce_buf *out)
{
    const struct truce_verdict *verdict = verdict_named(now->verdicts, name);
    if (verdict == NULL) {
        truce_buf_puts(out, INDENT "nothing has triggered it\n");
        return;
    }
    if (verdict->n_grounds == 0)
        truce_buf_puts(out, INDENT "it rests on no record\n");
    for (size_t i = 0; i < verdict->n_grounds; i++)
        truce_buf_printf(out, INDENT "record %s\n", now->state->records->items[verdict->grounds[i]].id);
}

/* ---- one expectation ---- */

/* What is the case, as an index into truce_expects_words. */
static int what_is(const struct now *then, int reading, const struct truce_expectation *e, int at)
{
    const struct truce_state *state = then->state;
    const struct truce_verdict *verdict;
    const struct truce_reading_state *now = &state->reading[reading];
    switch (e->kind) {
    case TRUCE_EXPECTS_NORM:
        verdict = verdict_named(then->verdicts, e->name);
        return verdict != NULL ? (int)verdict->state[reading] : (int)TRUCE_VERDICT_NOT_IN_FORCE;
    case TRUCE_EXPECTS_GATE:
        return now->gates[at].open;
    case TRUCE_EXPECTS_CLOCK:
        return now->clocks[at].reached;
    case TRUCE_EXPECTS_POSITION:
        return now->positions[at].maintained;
    case TRUCE_EXPECTS_VETO:
        return now->vetoes[at].lifted;
    case TRUCE_EXPECTS_CONTRIBUTION:
        return (int)now->contributions[at].state;
    default:
        return now->needs[at].met;
    }
}

static void say_why(const struct now *now, int reading, const struct truce_expectation *e, int at,
                    struct truce_buf *out)
{
    const struct truce_state *state = now->state;
    switch (e->kind) {
    case TRUCE_EXPECTS_NORM:
        say_why_norm(now, e->name, out);
        break;
    case TRUCE_EXPECTS_GATE:
        truce_report_why_gate(state, reading, at, INDENT, out);
        break;
    case TRUCE_EXPECTS_CLOCK:
        truce_report_why_clock(state, reading, at, INDENT, out);
        break;
    case TRUCE_EXPECTS_POSITION:
        truce_report_why_position(state, at, INDENT, out);
        break;
    case TRUCE_EXPECTS_VETO:
        truce_report_why_veto(state, at, INDENT, out);
        break;
    case TRUCE_EXPECTS_CONTRIBUTION:
        truce_report_why_contribution(state, at, INDENT, out);
        break;
    default:
        truce_report_why_need(state, reading, at, INDENT, out);
    }
}

/* "strict 1, lenient 1", "closed", "strict open, lenient closed" */
static void say_expected(const struct truce_expectation *e, const int is[2], const int days[2],
                         struct truce_buf *out)
{
    const char *const *words = truce_expects_words(e->kind);
    const char *before = "";
    if (e->is[0] == e->is[1] && is[0] == is[1] && e->is[0] != TRUCE_EXPECTS_NOTHING) {
        truce_buf_printf(out, "%s%s", e->kind == TRUCE_EXPECTS_CLOCK ? "reached " : "", words[is[0]]);
        before = ", ";
    } else {
        for (int r = 0; r < TRUCE_EXPECTS_READINGS; r++) {
            if (e->is[r] == TRUCE_EXPECTS_NOTHING)
                continue;
            truce_buf_printf(out, "%s%s%s %s", before, truce_report_reading_name(r),
                             e->kind == TRUCE_EXPECTS_CLOCK ? " reached" : "", words[is[r]]);
            before = ", ";
        }
    }
    for (int r = 0; r < TRUCE_EXPECTS_READINGS; r++) {
        if (e->days[r] == TRUCE_EXPECTS_NOTHING)
            continue;
        truce_buf_printf(out, "%s%s %d", before, truce_report_reading_name(r), days[r]);
        before = ", ";
    }
}

static void check_one(struct testing *t, const struct truce_scenario *scenario, const struct now *now,
                      const struct truce_expectation *e, int at)
{
    const struct truce_state *state = now->state;
    int is[TRUCE_EXPECTS_READINGS], days[TRUCE_EXPECTS_READINGS];
    bool differs[TRUCE_EXPECTS_READINGS], any = false;
    char as_of[TRUCE_INSTANT_TEXT];

    for (int r = 0; r < TRUCE_EXPECTS_READINGS; r++) {
        is[r] = what_is(now, r, e, at);
        days[r] = e->kind == TRUCE_EXPECTS_CLOCK ? state->reading[r].clocks[at].days : 0;
        differs[r] = (e->is[r] != TRUCE_EXPECTS_NOTHING && is[r] != e->is[r]) ||
                     (e->days[r] != TRUCE_EXPECTS_NOTHING && days[r] != e->days[r]);
        any = any || differs[r];
    }
    if (!any) {
        t->passed++;
        return;
    }
    t->failed++;
    truce_instant_format(&state->agreement->calendar, e->as_of, as_of);
    truce_buf_printf(&t->text, "%s:%u:%u: as of %s, %s %s: expected ", scenario->file, e->at.line,
                     e->at.column, as_of, truce_expects_name(e->kind), e->name);
    say_expected(e, e->is, e->days, &t->text);
    truce_buf_puts(&t->text, "; it is ");
    say_expected(e, is, days, &t->text);
    truce_buf_putc(&t->text, '\n');
    /* once for both readings where they are alike */
    bool alike = is[0] == is[1] && days[0] == days[1];
    for (int r = 0; r < TRUCE_EXPECTS_READINGS; r++)
        if (differs[r] && (r == 0 || !differs[0] || !alike))
            say_why(now, r, e, at, &t->text);
}

/* ---- names ---- */

static int find(const struct truce_agreement *a, enum truce_expects kind, struct truce_text name)
{
    switch (kind) {
    case TRUCE_EXPECTS_GATE:
        return truce_agreement_gate(a, name);
    case TRUCE_EXPECTS_CLOCK:
        return truce_agreement_clock(a, name);
    case TRUCE_EXPECTS_POSITION:
        return truce_agreement_position(a, name);
    case TRUCE_EXPECTS_VETO:
        return truce_agreement_veto(a, name);
    case TRUCE_EXPECTS_CONTRIBUTION:
        return truce_agreement_contribution(a, name);
    case TRUCE_EXPECTS_NORM:
        return norm_of(a, name);
    default:
        return truce_agreement_need(a, name);
    }
}

/* The ids of a kind; *n of them. */
static const char *id_of(const struct truce_agreement *a, enum truce_expects kind, size_t i, size_t *n)
{
    switch (kind) {
    case TRUCE_EXPECTS_GATE:
        *n = a->n_gates;
        return i < *n ? a->gates[i].head.id : NULL;
    case TRUCE_EXPECTS_CLOCK:
        *n = a->n_clocks;
        return i < *n ? a->clocks[i].head.id : NULL;
    case TRUCE_EXPECTS_POSITION:
        *n = a->n_positions;
        return i < *n ? a->positions[i].head.id : NULL;
    case TRUCE_EXPECTS_VETO:
        *n = a->n_vetoes;
        return i < *n ? a->vetoes[i].head.id : NULL;
    case TRUCE_EXPECTS_CONTRIBUTION:
        *n = a->n_contributions;
        return i < *n ? a->contributions[i].head.id : NULL;
    case TRUCE_EXPECTS_NORM:
        *n = a->n_norms;
        return i < *n ? a->norms[i].head.id : NULL;
    default:
        *n = a->n_needs;
        return i < *n ? a->needs[i].head.id : NULL;
    }
}

static const char *nearest(const struct truce_agreement *a, enum truce_expects kind, const char *name)
{
    size_t best = SIZE_MAX, n = 0, len = strlen(name);
    const char *near = NULL, *id;
    for (size_t i = 0; (id = id_of(a, kind, i, &n)) != NULL; i++) {
        size_t distance = truce_text_distance(truce_text_view(name), truce_text_view(id));
        if (distance < best && distance < len && distance <= 1 + len / 4) {
            best = distance;
            near = id;
        }
    }
    return near;
}

/* Every expectation names something of the agreement; E03 for each that does not. */
static bool check_names(const struct truce_agreement *a, const struct truce_scenario *scenario,
                        struct truce_diagnostics *found)
{
    for (size_t i = 0; i < scenario->n; i++) {
        const struct truce_expectation *e = &scenario->expect[i];
        if (find(a, e->kind, truce_text_view(e->name)) != TRUCE_NONE)
            continue;
        int norm =
            e->kind == TRUCE_EXPECTS_NORM ? truce_agreement_norm(a, truce_text_view(e->name)) : TRUCE_NONE;
        if (norm != TRUCE_NONE && a->norms[norm].kind == TRUCE_NORM_MAY) {
            truce_diagnostics_add(found, "E03", e->name_at,
                                  "\"%s\" is a permit, which has no state of its own", e->name);
            continue;
        }
        if (norm != TRUCE_NONE && a->norms[norm].who.parties.n > 0) {
            truce_diagnostics_add(
                found, "E03", e->name_at,
                "\"%s\" is one norm for each of those it binds: say whose, such as \"%s[%s]\"", e->name,
                e->name, a->parties[a->norms[norm].who.parties.at[0]].head.id);
            continue;
        }
        const char *near = nearest(a, e->kind, e->name);
        truce_diagnostics_add(found, "E03", e->name_at, "%s has no %s \"%s\"%s%s%s", a->file,
                              truce_expects_name(e->kind), e->name, near != NULL ? "; did you mean \"" : "",
                              near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    return found->errors == 0;
}

/* ---- one scenario ---- */

/* All expectations of one instant, from the first of them on. */
static enum truce_status check_instant(struct testing *t, const struct truce_agreement *a,
                                       const struct truce_scenario *scenario, size_t first, bool is_last,
                                       struct truce_err *err)
{
    struct truce_instant as_of = scenario->expect[first].as_of;
    struct truce_state state;
    struct truce_verdicts verdicts;
    bool norms = false;

    enum truce_status status = truce_state_at(a, &scenario->log, as_of, &state, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = first; i < scenario->n; i++)
        norms = norms ||
                (scenario->expect[i].as_of.us == as_of.us && scenario->expect[i].kind == TRUCE_EXPECTS_NORM);
    if (norms)
        status = truce_verdicts_at(a, &scenario->log, &state, &verdicts, err);
    if (status != TRUCE_OK) {
        truce_state_fini(&state);
        return status;
    }
    const struct now now = {&state, norms ? &verdicts : NULL};
    for (size_t i = first; i < scenario->n; i++)
        if (scenario->expect[i].as_of.us == as_of.us)
            check_one(t, scenario, &now, &scenario->expect[i],
                      find(a, scenario->expect[i].kind, truce_text_view(scenario->expect[i].name)));
    if (is_last)
        truce_agreements_say(t->out, &state.notes);
    if (norms)
        truce_verdicts_fini(&verdicts);
    truce_state_fini(&state);
    return TRUCE_OK;
}

static bool seen_before(const struct truce_scenario *scenario, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (scenario->expect[i].as_of.us == scenario->expect[at].as_of.us)
            return true;
    return false;
}

static bool is_latest(const struct truce_scenario *scenario, size_t at)
{
    for (size_t i = 0; i < scenario->n; i++)
        if (scenario->expect[i].as_of.us > scenario->expect[at].as_of.us)
            return false;
    return true;
}

static enum truce_status run_scenario(struct testing *t, const struct truce_agreement *a,
                                      const struct truce_scenario *scenario, struct truce_err *err)
{
    size_t passed = t->passed, failed = t->failed;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; status == TRUCE_OK && i < scenario->n; i++)
        if (!seen_before(scenario, i))
            status = check_instant(t, a, scenario, i, is_latest(scenario, i), err);
    passed = t->passed - passed;
    failed = t->failed - failed;
    if (status == TRUCE_OK && t->verbose)
        truce_buf_printf(&t->text, "%s  %s: %s (%zu of %zu)\n", failed == 0 ? "ok    " : "FAILED",
                         scenario->file, scenario->title, passed, passed + failed);
    return status;
}

/* What is wrong with a file is said; the other files are run all the same. */
static enum truce_status say_bad(struct testing *t, struct truce_diagnostics *found, enum truce_status status,
                                 struct truce_err *err)
{
    if (status == TRUCE_OK && found->errors == 0)
        return TRUCE_OK;
    if (status != TRUCE_OK && status != TRUCE_ERR_SYNTAX && status != TRUCE_ERR_LIMIT)
        return status;
    t->bad_input = true;
    truce_diagnostics_sort(found);
    truce_agreements_say(t->out, found);
    if (found->errors == 0 && err->text[0] != '\0')
        truce_out_error(t->out, err);
    return TRUCE_OK;
}

/* Reads and runs a scenario by its agreement, which was read. */
static enum truce_status run_file(struct testing *t, const struct truce_agreement *a, const char *path,
                                  struct truce_err *err)
{
    struct truce_scenario scenario;
    struct truce_diagnostics found;

    truce_diagnostics_init(&found, path);
    enum truce_status status = truce_scenario_read(path, &a->calendar, &scenario, &found, err);
    bool has_scenario = status == TRUCE_OK;
    if (status == TRUCE_OK && check_names(a, &scenario, &found))
        status = run_scenario(t, a, &scenario, err);
    status = say_bad(t, &found, status, err);
    if (has_scenario)
        truce_scenario_fini(&scenario);
    truce_diagnostics_fini(&found);
    return status;
}

/* ---- paths ---- */

/* The part of a path before its last name: "" or "folder/". */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* `name` beside `path`; heap, NULL without memory. */
static char *beside(const char *path, const char *name)
{
    size_t folder = name[0] == '/' ? 0 : folder_length(path), n = folder + strlen(name) + 1;
    char *out = malloc(n);
    if (out != NULL)
        snprintf(out, n, "%.*s%s", (int)folder, path, name);
    return out;
}

static bool same_file(const char *a, const char *b)
{
    char *x = realpath(a, NULL), *y = realpath(b, NULL);
    bool same = x != NULL && y != NULL && strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    return n > m && strcmp(name + n - m, ending) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct paths {
    char **items;
    size_t n, size;
};

static void free_paths(struct paths *paths)
{
    for (size_t i = 0; i < paths->n; i++)
        free(paths->items[i]);
    free(paths->items);
}

/* The files of a folder beside the agreement that end so, in the order of their names. */
static enum truce_status list_folder(const char *plan, const char *folder, const char *ending,
                                     struct paths *out, struct truce_err *err)
{
    char *path = beside(plan, folder[0] != '\0' ? folder : "."), *name = NULL;
    size_t first = out->n;
    const struct dirent *entry;
    enum truce_status status =
        path != NULL ? TRUCE_OK : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    DIR *dir = path != NULL ? opendir(path) : NULL; /* one that is not there has no files */

    while (status == TRUCE_OK && dir != NULL && (entry = readdir(dir)) != NULL) {
        void *items = out->items;
        if (entry->d_name[0] == '.' || !ends_with(entry->d_name, ending))
            continue;
        size_t n = strlen(folder) + strlen(entry->d_name) + 2;
        char *relative = malloc(n);
        if (relative != NULL)
            snprintf(relative, n, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", entry->d_name);
        name = relative != NULL ? beside(plan, relative) : NULL;
        free(relative);
        status = name != NULL ? truce_grow(&items, &out->size, out->n + 1, sizeof *out->items, err)
                              : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
        out->items = items;
        if (status == TRUCE_OK)
            out->items[out->n++] = name;
        else
            free(name);
    }
    if (dir != NULL)
        closedir(dir);
    free(path);
    if (out->n > first)
        qsort(out->items + first, out->n - first, sizeof *out->items, by_name);
    return status;
}

/* ---- a path of the command line ---- */

/* The agreement that a scenario names; *path on the heap.  What is wrong with the file is left to who runs it. */
static enum truce_status agreement_of(const char *scenario_path, char **path, struct truce_diagnostics *found,
                                      struct truce_err *err)
{
    struct truce_scenario head;
    enum truce_status status = truce_scenario_read(scenario_path, NULL, &head, found, err);
    if (status != TRUCE_OK)
        return status;
    *path = beside(scenario_path, head.agreement);
    if (*path == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    else if (!truce_file_exists(*path))
        truce_diagnostics_add(found, "E03", head.agreement_at, "there is no agreement %s", *path);
    truce_scenario_fini(&head);
    return status;
}

/* Scenarios beside an agreement that name it. */
static enum truce_status run_beside(struct testing *t, const struct truce_agreement *a, const char *plan,
                                    struct truce_err *err)
{
    struct paths paths = {NULL, 0, 0};
    size_t run = 0;
    enum truce_status status = list_folder(plan, "", ".scenario.yaml", &paths, err);

    if (status == TRUCE_OK)
        status = list_folder(plan, "scenarios", ".yaml", &paths, err);
    for (size_t i = 0; status == TRUCE_OK && i < paths.n; i++) {
        struct truce_diagnostics found;
        char *named = NULL;
        truce_diagnostics_init(&found, paths.items[i]);
        status = agreement_of(paths.items[i], &named, &found, err);
        bool is_own = status == TRUCE_OK && same_file(named, plan);
        status = say_bad(t, &found, status, err);
        if (status == TRUCE_OK && is_own) {
            status = run_file(t, a, paths.items[i], err);
            run++;
        }
        truce_diagnostics_fini(&found);
        free(named);
    }
    if (status == TRUCE_OK && run == 0)
        truce_out_say(
            t->out, "%s: no scenario beside it names it; *.scenario.yaml and scenarios/*.yaml are looked at",
            plan);
    free_paths(&paths);
    return status;
}

/* A scenario has a key of that name at its top. */
static enum truce_status is_scenario(const char *path, bool *out, struct truce_err *err)
{
    struct truce_buf bytes;
    struct truce_arena arena;
    struct truce_yaml doc;
    struct truce_diagnostics found;

    *out = false;
    truce_buf_init(&bytes);
    truce_arena_init(&arena, (size_t)256 << 20);
    truce_diagnostics_init(&found, path);
    enum truce_status status = truce_file_read(path, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK &&
        truce_yaml_parse_all(truce_buf_view(&bytes), path, &arena, &doc, &found, NULL) == TRUCE_OK)
        *out = truce_yaml_get(doc.root, "scenario") != NULL;
    truce_diagnostics_fini(&found);
    truce_arena_fini(&arena);
    truce_buf_fini(&bytes);
    return status;
}

static enum truce_status run_path(struct testing *t, const char *path, struct truce_err *err)
{
    struct truce_agreements inputs;
    struct truce_diagnostics found;
    char *plan = NULL;
    bool scenario = false;

    truce_agreements_init(&inputs);
    truce_diagnostics_init(&found, path);
    enum truce_status status = is_scenario(path, &scenario, err);
    if (status == TRUCE_OK && scenario)
        status = agreement_of(path, &plan, &found, err);
    bool readable = status == TRUCE_OK && found.errors == 0;
    status = say_bad(t, &found, status, err);
    if (readable) {
        status = truce_agreements_read(&inputs, t->out, plan != NULL ? plan : path, err);
        if (status == TRUCE_ERR_SYNTAX && err->text[0] == '\0') { /* all was said */
            t->bad_input = true;
            status = TRUCE_OK;
        } else if (status == TRUCE_OK) {
            status = scenario ? run_file(t, &inputs.agreement, path, err)
                              : run_beside(t, &inputs.agreement, path, err);
        }
    }
    truce_diagnostics_fini(&found);
    truce_agreements_fini(&inputs);
    free(plan);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct test_values *values = data;
    struct testing t = {.out = out, .verbose = values->verbose};
    struct truce_err err = {.text = ""};
    enum truce_status status = TRUCE_OK;

    truce_buf_init(&t.text);
    for (size_t i = 0; status == TRUCE_OK && i < values->paths.n; i++)
        status = run_path(&t, values->paths.items[i], &err);
    if (status == TRUCE_OK) {
        truce_buf_printf(&t.text, "%zu passed, %zu failed\n", t.passed, t.failed);
        status = truce_buf_check(&t.text, &err);
    }
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&t.text), &err);
    truce_buf_fini(&t.text);
    if (status != TRUCE_OK)
        return truce_out_error(out, &err);
    if (t.bad_input)
        return TRUCE_EXIT_DATA;
    return t.failed == 0 ? TRUCE_EXIT_HELD : TRUCE_EXIT_NOT_SUPPORTED;
}

static const struct truce_option options[] = {
    {.name = "verbose",
     .letter = 'v',
     .kind = TRUCE_OPTION_FLAG,
     .help = "print a line for every scenario, also for those that pass",
     .offset = offsetof(struct test_values, verbose)},
};

static const struct truce_positional positionals[] = {
    {.name = "PATH",
     .min = 1,
     .max = SIZE_MAX,
     .help = "a scenario, or an agreement: then every *.scenario.yaml and scenarios/*.yaml beside it that "
             "names it",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct test_values, paths)},
};

static const char *const paragraphs[] = {
    "Runs scenarios against agreements. A scenario is a log of what is declared, reported and decided, and "
    "what "
    "gates, clocks, positions, needs and norms are expected to be at stated times; both readings are "
    "compared, the "
    "strict and the lenient one.",
    "Prints each expectation that is not met with its place, what is the case, and why: the records and the "
    "days "
    "of the clock. Ends with the number of expectations that passed and failed; the exit code is 1 when one "
    "failed.",
    NULL,
};

static const char *const examples[] = {
    "truce test plan.yaml",
    "truce test scenarios/one-shell.yaml",
    NULL,
};

const struct truce_command truce_cmd_test = {
    .name = "test",
    .summary = "run the scenarios beside an agreement",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof *positionals,
    .values_size = sizeof(struct test_values),
    .run = TRUCE_RUN(run),
};
