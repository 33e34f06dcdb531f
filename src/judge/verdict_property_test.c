/*
 * What holds for verdicts on every log, tried on drawn ones: the order of the records does not matter, the two parties are treated alike, lenient never says
 * more than strict, and chances are right as often as they say.
 */
#include "sources/sources.h"

#include <math.h>

#include "base/random.h"
#include "judge/verdicts_test.h"

enum { LOGS = 60, RECORDS = 70, WORLDS = 1200 };

/* '@' and '~' stand for the two parties; the order in which they are listed stays when they are exchanged */
static const char plan[] =
    "truce: \"1\"\n"
    "agreement: {id: t, title: T, version: \"1\", status: in_force, finality: 7d, calendar: {offset: "
    "\"+02:00\"}}\n"
    "parties:\n  A: {name: One, role: belligerent}\n  B: {name: Two, role: belligerent}\n"
    "  M: {name: M, role: monitor}\n  N: {name: N, role: monitor}\n  J: {name: J, role: adjudicator}\n"
    "groups: {sides: [A, B]}\n"
    "classes:\n  hostile: {severity: 2}\n  shell: {is: hostile, severity: 3}\n  shot: {is: hostile}\n"
    "  order: {}\n  end: {}\n  report: {}\n  notice: {}\n  exercise: {}\n"
    "  weapon: {kind: object}\n  car: {is: weapon}\n  gun: {is: weapon, severity: 4}\n"
    "zones:\n"
    "  line: {kind: line, path: [[0, 0], [0, 1]], left: @, right: ~}\n"
    "  strip: {kind: buffer, of: line, each_side: 20km}\n"
    "  z: {kind: polygon, ring: [[-0.5, 0], [0.5, 0], [0.5, 1], [-0.5, 1], [-0.5, 0]]}\n"
    "points:\n  - n: 1\n    title: One\n    says: One.\n"
    "    gates:\n"
    "      fire: {opens: {all: {o: {event: {class: order, by_each: sides}}}}, closes: {any: {e: {event: "
    "{class: "
    "end, by_any: sides}}}}}\n"
    "      pause: {opens: {any: {e: {event: {class: exercise, by_any: sides}}}}}\n"
    "    obligations:\n"
    "      calm: {who: {each: sides}, must_not: {do: hostile}, where: {in: [strip, z]}, when: {from: {gate: "
    "fire}}, "
    "on_violation: {duty: talks}, unless: {event: {class: notice, by_any: sides}}}\n"
    "      quiet: {who: {any: sides}, must_not: {do: shell}, count: {episode: 60min}}\n"
    "      back: {who: {each: sides}, must_not: {place: weapon}, where: {nearer_than: {line: line, side: "
    "own, "
    "by_class: {gun: 40km, car: 10km}}}, suspended_while: {gate: pause}}\n"
    "      clear: {who: {each: sides}, must_not: {place: weapon}, where: {in: [strip]}}\n"
    "      talks: {who: {each: sides}, must: {do: report}, when: {on: {violation_of: calm}, within: 72h}}\n"
    "      weekly: {who: {each: sides}, must: {do: report}, when: {every: 7d}}\n"
    "      ahead: {who: {each: sides}, must: {do: notice}, when: {before: {event: exercise}, lead: 1d}}\n"
    "      once: {who: {any: sides}, must: {do: notice}, when: {after: {gate: fire}, within: 5d}}\n"
    "    permits:\n"
    "      police: {who: {each: sides}, may: {place: car}, where: {in: [strip]}, overrides: [clear]}\n"
    "    limits:\n"
    "      few: {who: {each: sides}, at_most: \"5\", of: car, where: {in: [strip]}}\n";

struct draws {
    uint32_t stream;
    uint64_t item;
};

static int below(struct draws *d, int n)
{
    int drawn = (int)(truce_random_uniform(99, d->stream, d->item++) * n);
    return drawn < n ? drawn : n - 1;
}

static void put_instant(struct truce_buf *out, int hour)
{
    truce_buf_printf(out, "'2026-01-%02dT%02d:30Z'", 1 + hour / 24, hour % 24);
}

static void put_actors(struct draws *d, struct truce_buf *out)
{
    static const char *const actors[] = {"'@':1",    "'~':1",    "'@':0.6,'~':0.4", "'@':0.2,'~':0.7",
                                         "'~':0.55", "'@':0.55", "'@':0.95",        "'~':0.95"};
    int kind = below(d, 10);
    if (kind < 8)
        truce_buf_printf(out, ",'actors':{%s}", actors[kind]);
}

static void put_place(struct draws *d, struct truce_buf *out)
{
    int kind = below(d, 4);
    double lon = below(d, 13) * 0.1 - 0.6, lat = below(d, 10) * 0.1;
    if (kind == 1)
        truce_buf_printf(out, ",'place':[%.2f,%.2f]", lon, lat);
    else if (kind == 2)
        truce_buf_printf(out, ",'place':{'at':[%.2f,%.2f],'sigma_m':[8000,3000],'azimuth_deg':30}", lon, lat);
    else if (kind == 3)
        truce_buf_printf(out,
                         ",'place':{'at':[%.2f,%.2f],'radius_m':9000,'confidence':0.9},'place_name':'p%d'",
                         lon, lat, below(d, 3));
}

static void put_what(struct draws *d, struct truce_buf *out)
{
    static const char *const classes[] = {"'class':'shell'",
                                          "'class':'shot'",
                                          "'class':'car'",
                                          "'class':'gun'",
                                          "'classes':{'shell':0.6,'shot':0.3}",
                                          "'classes':{'gun':0.5,'car':0.5}",
                                          "'class':'report'",
                                          "'class':'exercise'",
                                          "'class':'weapon'"};
    static const double exists[] = {1, 1, 0.95, 0.7, 0.4};
    int what = below(d, 9), count = below(d, 9), chance = below(d, 5);
    truce_buf_printf(out, "%s,'count':%d,'exists':%.2f", classes[what], count, exists[chance]);
    put_actors(d, out);
    put_place(d, out);
}

static void put_head(struct draws *d, int i, const char *kind, const char *by, struct truce_buf *out)
{
    int from = below(d, 24 * 24), logged = below(d, 48);
    if (below(d, 2) == 0) { /* many at one time */
        from -= from % 48;
        logged -= logged % 24;
    }
    logged += from;
    truce_buf_printf(out, "{'id':'r%d','kind':'%s','by':%s,'valid':", i, kind, by);
    if (below(d, 3) == 0 || strcmp(kind, "coverage") == 0) {
        truce_buf_puts(out, "{'from':");
        put_instant(out, from);
        truce_buf_puts(out, ",'until':");
        put_instant(out, from + 1 + below(d, 40));
        truce_buf_putc(out, '}');
    } else {
        put_instant(out, from);
    }
    truce_buf_puts(out, ",'logged':");
    put_instant(out, logged);
    truce_buf_putc(out, ',');
}

static void put_record(struct draws *d, int i, struct truce_buf *out)
{
    static const char *const acts[] = {"order", "notice", "report", "exercise", "car", "end"};
    const char *side = below(d, 2) == 0 ? "'@'" : "'~'", *monitor = below(d, 2) == 0 ? "'M'" : "'N'";
    int kind = below(d, 16), about = below(d, RECORDS);
    if (kind < 8) {
        put_head(d, i, "report", monitor, out);
        put_what(d, out);
        if (below(d, 3) == 0)
            truce_buf_printf(out, ",'pass':'p%d'", below(d, 4));
        if (below(d, 5) == 0)
            truce_buf_printf(out, ",'object':'o%d'", below(d, 4));
    } else if (kind < 11) {
        put_head(d, i, "declaration", below(d, 3) == 0 ? "['@','~']" : side, out);
        truce_buf_printf(out, "'class':'%s','count':%d", acts[below(d, 6)], 1 + below(d, 8));
    } else if (kind == 11) {
        put_head(d, i, "assessment", monitor, out);
        truce_buf_printf(out, "'about':['r%d','r%d'],", about, (about + 1) % RECORDS);
        put_what(d, out);
    } else if (kind == 12) {
        static const char *const findings[] = {"violation", "no_violation", "not_attributable"};
        put_head(d, i, "ruling", "'J'", out);
        truce_buf_printf(out, "'about':'r%d','finding':'%s'", about, findings[below(d, 3)]);
        if (below(d, 3) == 0)
            put_actors(d, out);
    } else if (kind == 13) {
        put_head(d, i, "coverage", monitor, out);
        truce_buf_printf(out, "'share':0.%d%s", 1 + below(d, 9), below(d, 2) == 0 ? ",'zone':'z'" : "");
    } else {
        put_head(d, i, kind == 14 ? "correction" : "retraction", monitor, out);
        truce_buf_printf(out, "'about':'r%d',%s", about,
                         kind == 14 ? "'record':{'count':4}" : "'reason':'x'");
        if (below(d, 2) == 0) {
            int from = below(d, 24 * 24);
            truce_buf_puts(out, ",'portion':{'from':");
            put_instant(out, from);
            truce_buf_puts(out, ",'until':");
            put_instant(out, from + 1 + below(d, 30));
            truce_buf_putc(out, '}');
        }
    }
    truce_buf_puts(out, "}\n");
}

static void put_log(struct draws *d, struct truce_buf *out)
{
    truce_buf_clear(out);
    truce_buf_puts(
        out, "{'id':'o','kind':'declaration','by':['@','~'],'valid':'2026-01-02T00:00Z','class':'order'}\n");
    for (int i = 0; i < RECORDS; i++)
        put_record(d, i, out);
}

/* The text with the parties' names put in. */
static char *named(const char *text, bool exchanged)
{
    char *out = strdup(text);
    assert_non_null(out);
    for (char *p = out; *p != '\0'; p++)
        if (*p == '@' || *p == '~')
            *p = (*p == '@') != exchanged ? 'A' : 'B';
    return out;
}

static void judge_log(const char *log, bool exchanged, struct truce_buf *dump)
{
    struct tried t;
    char *yaml = named(plan, exchanged), *records = named(log, exchanged);
    try_text(&t, yaml, records, "2026-01-26T00:00Z");
    put_verdicts(&t.verdicts, &t.judged.records, dump);
    assert_int_equal(truce_buf_check(dump, NULL), TRUCE_OK);
    tried_fini(&t);
    free(yaml);
    free(records);
}

static void assert_same(const struct truce_buf *a, const struct truce_buf *b, int log)
{
    if (a->len == b->len && memcmp(a->at, b->at, a->len) == 0)
        return;
    size_t i = 0;
    while (i < a->len && i < b->len && a->at[i] == b->at[i])
        i++;
    while (i > 0 && a->at[i - 1] != '\n')
        i--;
    fail_msg("log %d:\n%.600s\nand\n%.600s", log, a->at + i, b->at + i);
}

/* The lines in another order. */
static void shuffle(struct draws *d, const struct truce_buf *log, struct truce_buf *out)
{
    const char *lines[RECORDS + 2];
    size_t lengths[RECORDS + 2];
    int n = 0;
    for (const char *p = log->at; *p != '\0'; n++) {
        lines[n] = p;
        lengths[n] = (size_t)(strchr(p, '\n') - p) + 1;
        p += lengths[n];
    }
    truce_buf_clear(out);
    for (; n > 0; n--) {
        int at = below(d, n);
        truce_buf_add(out, lines[at], lengths[at]);
        lines[at] = lines[n - 1];
        lengths[at] = lengths[n - 1];
    }
}

static void the_order_of_the_log_does_not_matter(void **state)
{
    (void)state;
    struct truce_buf log, other, a, b;
    truce_buf_init(&log);
    truce_buf_init(&other);
    truce_buf_init(&a);
    truce_buf_init(&b);
    size_t length = 0;
    for (int i = 0; i < LOGS; i++) {
        struct draws d = {(uint32_t)i, 0};
        put_log(&d, &log);
        shuffle(&d, &log, &other);
        judge_log(log.at, false, &a);
        judge_log(other.at, false, &b);
        assert_same(&a, &b, i);
        length += a.len;
    }
    assert_true(length > (size_t)LOGS * 2000); /* they had something to say */
    truce_buf_fini(&log);
    truce_buf_fini(&other);
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines in the order of their bytes, those of matches after the name of their verdict; names exchanged. */
static void sort_lines(struct truce_buf *dump, bool exchanged)
{
    struct truce_buf out;
    char *lines[20000], *name = dump->at;
    size_t n = 0;
    truce_buf_init(&out);
    for (size_t k = 1; exchanged && k + 1 < dump->len; k++)
        if (dump->at[k - 1] == '[' && dump->at[k + 1] == ']' && (dump->at[k] == 'A' || dump->at[k] == 'B'))
            dump->at[k] = dump->at[k] == 'A' ? 'B' : 'A';
    for (char *line = strtok(dump->at, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *made = NULL;
        name = line[0] == ' ' ? name : line;
        int length = (int)strcspn(name, " ");
        size_t room = strlen(line) + (size_t)length + 2;
        assert_true(n < 20000);
        made = malloc(room);
        assert_non_null(made);
        snprintf(made, room, "%.*s%s", line[0] == ' ' ? length : 0, name, line);
        lines[n++] = made;
    }
    qsort(lines, n, sizeof *lines, by_text);
    for (size_t i = 0; i < n; i++) {
        truce_buf_printf(&out, "%s\n", lines[i]);
        free(lines[i]);
    }
    truce_buf_fini(dump);
    *dump = out;
}

static void both_parties_are_treated_alike(void **state)
{
    (void)state;
    struct truce_buf log, a, b;
    truce_buf_init(&log);
    truce_buf_init(&a);
    truce_buf_init(&b);
    for (int i = 0; i < LOGS; i++) {
        struct draws d = {1000 + (uint32_t)i, 0};
        put_log(&d, &log);
        judge_log(log.at, false, &a);
        judge_log(log.at, true, &b);
        sort_lines(&a, false);
        sort_lines(&b, true);
        assert_same(&a, &b, i);
    }
    truce_buf_fini(&log);
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

static bool is_broken(enum truce_verdict_state s)
{
    return s == TRUCE_VERDICT_VIOLATED || s == TRUCE_VERDICT_REPAIRED || s == TRUCE_VERDICT_MISSED ||
           s == TRUCE_VERDICT_ABOVE_CLAIMED || s == TRUCE_VERDICT_ABOVE_SEEN;
}

static void check(const struct tried *t, size_t *broken)
{
    const struct truce_verdicts *v = &t->verdicts;
    for (size_t i = 0; i < v->n; i++) {
        const struct truce_verdict *item = &v->items[i];
        bool lenient = is_broken(item->state[TRUCE_LENIENT]), strict = is_broken(item->state[TRUCE_STRICT]);
        assert_true(strict || !lenient);
        assert_true(item->total[TRUCE_STRICT] >= item->total[TRUCE_LENIENT] ||
                    v->agreement->norms[item->norm].count.rule != TRUCE_COUNT_EFFECT);
        assert_true(isnan(item->chance) || (item->chance >= 0 && item->chance <= 1 + 1e-12));
        assert_true(!strict || item->life == TRUCE_LIFE_VIOLATED ||
                    item->state[TRUCE_STRICT] == TRUCE_VERDICT_ABOVE_SEEN);
        *broken += strict;
        for (size_t k = 0; k < item->n_matches; k++)
            assert_int_equal(v->matches[item->first_match + k].verdict, i);
    }
    size_t seen = 0;
    for (size_t i = 0; i < v->n_incidents; i++)
        for (size_t k = 0; k < v->incidents[i].n_matches; k++, seen++)
            assert_int_equal(v->matches[v->by_incident[v->incidents[i].first_match + k]].incident, i);
    assert_int_equal(seen, v->n_matches);
}

static void what_holds_for_every_verdict(void **state)
{
    (void)state;
    struct truce_buf log;
    size_t broken = 0;
    truce_buf_init(&log);
    for (int i = 0; i < LOGS; i++) {
        struct draws d = {2000 + (uint32_t)i, 0};
        struct tried t;
        put_log(&d, &log);
        char *yaml = named(plan, false), *records = named(log.at, false);
        try_text(&t, yaml, records, "2026-01-26T00:00Z");
        check(&t, &broken);
        tried_fini(&t);
        free(yaml);
        free(records);
    }
    assert_true(broken > LOGS);
    truce_buf_fini(&log);
}

/* ---- are chances right as often as they say? ---- */

struct tally {
    double expected, variance, happened;
    size_t n;
};

static void count_in(struct tally *t, double p, bool happened)
{
    t->expected += p;
    t->variance += p * (1 - p);
    t->happened += happened;
    t->n++;
}

static void assert_calibrated(const struct tally *t, const char *what)
{
    double z = (t->happened - t->expected) / sqrt(t->variance + 1e-9);
    if (fabs(z) > 3.5)
        fail_msg("%s: %.0f of %zu, expected %.1f", what, t->happened, t->n, t->expected);
}

/* One incident as reported, and whether it was truly an act of A, in force, in the zone, hostile. */
static bool draw_incident(struct draws *d, int i, struct truce_buf *out)
{
    static const double chances[] = {0.5, 0.9, 0.95, 1};
    static const double shares[] = {0.3, 0.6, 0.92, 1};
    static const double kinds[] = {0.7, 1};
    double exists = chances[below(d, 4)], share = shares[below(d, 4)], kind = kinds[below(d, 2)];
    int from = 36 + below(d, 24), hours = 1 + below(d, 24);
    double lon = below(d, 5) == 0 ? 1.02 : 0.9; /* the edge lies at 1 degree; sigma is 5 km */
    uint64_t at = d->item;
    d->item += 8;
    truce_buf_printf(out, "{'id':'r%d','kind':'report','by':'M','valid':{'from':", i);
    put_instant(out, from);
    truce_buf_puts(out, ",'until':");
    put_instant(out, from + hours);
    truce_buf_printf(out,
                     "},'classes':{'shell':%.2f,'notice':%.2f},'exists':%.2f,'actors':{'A':%.2f},"
                     "'place':{'at':[%.2f,0.5],'sigma_m':[5000,5000]}}\n",
                     kind, 1 - kind, exists, share, lon);
    double east_m = (1 - lon) * 111319.49;
    double when = from + 0.5 + hours * truce_random_uniform(98, d->stream, at);
    return truce_random_uniform(98, d->stream, at + 1) < exists &&
           truce_random_uniform(98, d->stream, at + 2) < share &&
           truce_random_uniform(98, d->stream, at + 3) < kind && when >= 48 &&
           5000 * truce_random_normal(98, d->stream, at + 4) <= east_m;
}

static void chances_are_right_as_often_as_they_say(void **state)
{
    (void)state;
    static const char text[] =
        "truce: \"1\"\n"
        "agreement: {id: t, title: T, version: \"1\", status: in_force, calendar: {offset: \"+00:00\"}}\n"
        "parties: {A: {name: A, role: belligerent}, M: {name: M, role: monitor}}\n"
        "classes: {hostile: {}, shell: {is: hostile}, notice: {}}\n"
        "zones: {z: {kind: polygon, ring: [[-3, -3], [1, -3], [1, 4], [-3, 4], [-3, -3]]}}\n"
        "points:\n  - n: 1\n    title: One\n    says: One.\n    obligations:\n"
        "      calm: {who: A, must_not: {do: hostile}, where: {in: [z]}, when: {from: {date: "
        "\"2026-01-03\"}}}\n";
    struct tally verdicts[5] = {{0, 0, 0, 0}}, matches = {0, 0, 0, 0}, sure = {0, 0, 0, 0};
    struct truce_buf log;
    truce_buf_init(&log);
    for (uint32_t w = 0; w < WORLDS; w++) {
        struct draws d = {5000 + w, 0};
        struct tried t;
        bool truth[3], any = false;
        int n = 1 + below(&d, 3);
        truce_buf_clear(&log);
        for (int i = 0; i < n; i++) {
            truth[i] = draw_incident(&d, i, &log);
            any = any || truth[i];
        }
        try_text(&t, text, log.at, "2026-01-20T00:00Z");
        const struct truce_verdict *item = verdict_of(&t, "calm");
        for (size_t k = 0; k < item->n_matches; k++) {
            const struct truce_match *m = &t.verdicts.matches[item->first_match + k];
            const char *id = t.judged.records.items[t.verdicts.incidents[m->incident].record].id;
            count_in(&matches, m->chance, truth[id[1] - '0']);
            if (m->chance >= 0.9)
                count_in(&sure, m->chance, truth[id[1] - '0']);
        }
        count_in(&verdicts[(int)fmin(4, floor(item->chance * 5))], item->chance, any);
        tried_fini(&t);
    }
    for (int i = 0; i < 5; i++) {
        char what[40];
        snprintf(what, sizeof what, "verdicts from %.1f", i / 5.0);
        assert_true(verdicts[i].n > 20);
        assert_calibrated(&verdicts[i], what);
    }
    assert_calibrated(&matches, "matches");
    assert_calibrated(&sure, "established");
    assert_true(sure.n > 50 && sure.happened >= 0.88 * (double)sure.n);
    truce_buf_fini(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_the_log_does_not_matter),
        cmocka_unit_test(both_parties_are_treated_alike),
        cmocka_unit_test(what_holds_for_every_verdict),
        cmocka_unit_test(chances_are_right_as_often_as_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
