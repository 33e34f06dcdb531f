/*
 * A mission file opened for a command.
 *
 * One idea: what is looked at is a prefix of the log, and everything follows from it: the last agreement that was adopted in it, the records that
 * it holds, what was the case and what became of every norm at an instant.  Without an instant it is the time at which the last of these
 * records was known, so that the same prefix gives the same answer whenever it is asked for.
 */
#include "cli/mission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_writer.h"
#include "cli/agreements.h"
#include "cli/inputs.h"
#include "cli/zones.h"
#include "sources/sources.h"
#include "sources/zone_file.h"

void truce_mission_init(struct truce_mission *mission)
{
    memset(mission, 0, sizeof *mission);
}

void truce_mission_fini(struct truce_mission *mission)
{
    if (mission->has_verdicts)
        truce_verdicts_fini(&mission->verdicts);
    if (mission->has_state)
        truce_state_fini(&mission->state);
    if (mission->has_agreement)
        truce_agreement_fini(&mission->agreement);
    if (mission->has_records)
        truce_records_fini(&mission->records);
    if (mission->store != NULL)
        (void)truce_store_close(mission->store, NULL); /* what was acknowledged is on the disk */
    truce_mission_init(mission);
}

bool truce_mission_instant(const struct truce_calendar *calendar, const char *text, struct truce_instant *out)
{
    struct truce_day day;
    if (truce_instant_parse(truce_text_view(text), out))
        return true;
    if (!truce_day_parse(truce_text_view(text), &day))
        return false;
    *out = truce_calendar_day_start(calendar, day);
    return true;
}

enum truce_status truce_mission_clock(const char *text, struct truce_instant *out, struct truce_err *err)
{
    struct timespec now;
    if (text != NULL)
        return truce_instant_parse(truce_text_view(text), out)
                   ? TRUCE_OK
                   : truce_fail(err, TRUCE_ERR_USAGE,
                                "--clock %.60s: no instant such as 2026-02-20T12:00+02:00", text);
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return truce_fail(err, TRUCE_ERR_INTERNAL, "the machine's clock cannot be read");
    out->us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    return TRUCE_OK;
}

/* ---- records ---- */

static enum truce_status find_size(struct truce_mission *m, const struct truce_calendar *calendar,
                                   const char *as_of, struct truce_err *err)
{
    struct truce_instant at;
    uint64_t all = 0;
    char *end = NULL;

    enum truce_status status = truce_store_size(m->store, &all, err);
    if (status != TRUCE_OK || as_of == NULL) {
        m->size = all;
        return status;
    }
    if (strspn(as_of, "0123456789") == strlen(as_of) && as_of[0] != '\0') {
        m->size = strtoull(as_of, &end, 10);
        return strlen(as_of) < 19 && m->size <= all
                   ? TRUCE_OK
                   : truce_fail(err, TRUCE_ERR_USAGE, "the log has no %.40s records; it has %llu", as_of,
                                (unsigned long long)all);
    }
    if (!truce_mission_instant(calendar, as_of, &at))
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "--as-of %.60s: neither a number of records, nor a day such as 2026-02-20, nor an "
                          "instant such as "
                          "2026-02-20T12:00+02:00",
                          as_of);
    return truce_store_size_at(m->store, at, &m->size, err);
}

static enum truce_status read_record(struct truce_mission *m, const struct truce_store_record *from,
                                     struct truce_record *to, struct truce_err *err)
{
    struct truce_diagnostics found;
    truce_diagnostics_init(&found, m->records.file);
    enum truce_status status = truce_record_parse_line(from->bytes, (uint32_t)(from->n + 1), m->records.file,
                                                       &m->records.arena, to, &found, err);
    truce_diagnostics_fini(&found);
    if (status == TRUCE_OK && (!to->logged_given || to->logged.us > from->logged.us))
        to->logged = from->logged; /* the log's own clock: nothing was known to it before */
    return status;
}

static enum truce_status read_records(struct truce_mission *m, struct truce_err *err)
{
    struct truce_store_cursor *cursor = NULL;
    const struct truce_store_record *record = NULL;
    void *memory = NULL;

    truce_records_init(&m->records);
    m->has_records = true;
    m->records.file = truce_store_path(m->store);
    m->records.is_log = true;
    enum truce_status status =
        truce_arena_alloc(&m->records.arena, ((size_t)m->size + 1) * sizeof *m->records.items, &memory, err);
    m->records.items = memory;
    if (status == TRUCE_OK)
        status = truce_store_cursor_open(m->store, 0, m->size, &cursor, err);
    while (status == TRUCE_OK && (status = truce_store_cursor_next(cursor, &record, err)) == TRUCE_OK &&
           record != NULL) {
        status = read_record(m, record, &m->records.items[m->records.n], err);
        m->records.n += status == TRUCE_OK;
    }
    truce_store_cursor_close(cursor);
    return status;
}

/* ---- the agreement ---- */

static bool names_hold(const struct truce_names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->at[i], name) == 0)
            return true;
    return false;
}

/* By its own authors: nobody takes back what somebody else adopted. */
static bool is_retracted(const struct truce_mission *m, const struct truce_record *adoption)
{
    for (size_t i = 0; i < m->records.n; i++) {
        const struct truce_record *record = &m->records.items[i];
        if (record->kind == TRUCE_RECORD_RETRACTION && names_hold(&record->about, adoption->id) &&
            truce_record_same_authors(record, adoption))
            return true;
    }
    return false;
}

/* Of two that begin at once the id decides, not the order in which they came. */
static bool begins_later(const struct truce_record *a, const struct truce_record *b)
{
    return a->from.us != b->from.us ? a->from.us > b->from.us : strcmp(a->id, b->id) > 0;
}

/* The adoption in force at an instant: the latest that has begun; before all of them the first. */
static const struct truce_record *find_adoption(const struct truce_mission *m, struct truce_instant at)
{
    const struct truce_record *best = NULL, *first = NULL;
    for (size_t i = 0; i < m->records.n; i++) {
        const struct truce_record *record = &m->records.items[i];
        if (record->kind != TRUCE_RECORD_ADOPTION || is_retracted(m, record))
            continue;
        if (first == NULL || begins_later(first, record))
            first = record;
        if (record->from.us <= at.us && (best == NULL || begins_later(record, best)))
            best = record;
    }
    return best != NULL ? best : first;
}

/* For which time an adoption counts: until the next begins; the first one for all the time before it, too. */
static struct truce_span span_of(const struct truce_mission *m, const struct truce_record *adoption)
{
    struct truce_span span = {{INT64_MIN}, {TRUCE_NEVER}};
    for (size_t i = 0; i < m->records.n; i++) {
        const struct truce_record *record = &m->records.items[i];
        if (record->kind != TRUCE_RECORD_ADOPTION || record == adoption || is_retracted(m, record))
            continue;
        if (record->from.us > adoption->from.us && record->from.us < span.until.us)
            span.until = record->from;
        if (record->from.us <= adoption->from.us)
            span.from = adoption->from;
    }
    return span;
}

static void zone_key(const struct truce_hash *agreement, size_t zone, char out[48])
{
    char hash[TRUCE_HASH_TEXT];
    truce_hash_format(agreement, hash);
    snprintf(out, 48, "zone.%.16s.%zu", hash, zone);
}

/* zones from files get what was kept of these files */
static enum truce_status attach_zones(struct truce_mission *m, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    struct truce_buf value, bytes;

    truce_buf_init(&value);
    truce_buf_init(&bytes);
    for (size_t z = 0; status == TRUCE_OK && z < m->agreement.n_zones; z++) {
        struct truce_zone_file read;
        struct truce_hash hash;
        char key[48];
        if (m->agreement.zones[z].file[0] == '\0')
            continue;
        zone_key(&m->agreement_hash, z, key);
        truce_zone_file_init(&read);
        status = truce_store_meta_get(m->store, key, &value, err);
        if (status == TRUCE_OK && !truce_hash_parse(truce_buf_view(&value), &hash))
            status = truce_fail(err, TRUCE_ERR_SYNTAX, "%s: the hash of a zone's file is none", key);
        if (status == TRUCE_OK)
            status = truce_store_attachment(m->store, &hash, &bytes, err);
        if (status == TRUCE_OK)
            status = truce_zone_file_parse(truce_buf_view(&bytes), m->agreement.zones[z].file,
                                           m->agreement.zones[z].feature, &read, err);
        if (status == TRUCE_OK)
            status = truce_zones_set_file(&m->agreement, (int)z, &read, err);
        truce_zone_file_fini(&read);
    }
    truce_buf_fini(&bytes);
    truce_buf_fini(&value);
    return status;
}

/* ---- fronts: the line of contact of a control map that the log has ---- */

/* The map of a source nearest to a day; of the latest day where none is asked for. */
static const struct truce_record *find_map(const struct truce_mission *m, const char *source,
                                           struct truce_day day)
{
    const struct truce_record *best = NULL;
    int32_t least = INT32_MAX;
    for (size_t i = 0; i < m->records.n; i++) {
        const struct truce_record *record = &m->records.items[i];
        if (record->kind != TRUCE_RECORD_CONTROL || strcmp(record->control_source, source) != 0)
            continue;
        int32_t shown = (int32_t)(record->from.us / (INT64_C(86400) * 1000000)),
                off = day.n == TRUCE_DAY_NONE ? -shown : abs(shown - day.n);
        if (off < least) {
            least = off;
            best = record;
        }
    }
    return best;
}

/* writes the map's bytes under the name that they had, so that its source is told by it; the path is heap, or NULL */
static enum truce_status unpack_map(struct truce_mission *m, const struct truce_record *map,
                                    const char *folder, char **path, struct truce_err *err)
{
    struct truce_hash hash;
    struct truce_buf bytes;
    const char *slash = strrchr(map->note, '/');

    truce_buf_init(&bytes);
    enum truce_status status = truce_hash_parse(truce_text_view(map->digest), &hash)
                                   ? truce_store_attachment(m->store, &hash, &bytes, err)
                                   : truce_fail(err, TRUCE_ERR_SYNTAX, "record %s: no hash", map->id);
    *path = truce_file_join(folder, slash != NULL ? slash + 1 : map->note);
    if (status == TRUCE_OK && *path == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    if (status == TRUCE_OK)
        status = truce_file_write_unsynced(*path, truce_buf_view(&bytes), err);
    truce_buf_fini(&bytes);
    return status;
}

static enum truce_status attach_front(struct truce_mission *m, struct truce_out *out, size_t zone,
                                      struct truce_err *err)
{
    const struct truce_zone *z = &m->agreement.zones[zone];
    const struct truce_record *map = find_map(m, z->source, z->on_day);
    char folder[] = "/tmp/truce-map-XXXXXX", *path = NULL, named[4400];
    struct truce_diagnostics found;
    struct truce_inputs inputs;

    if (map == NULL || map->note[0] == '\0')
        return TRUCE_OK; /* its geometry is not known; what needs it says so */
    if (mkdtemp(folder) == NULL)
        return truce_fail(err, TRUCE_ERR_IO, "cannot make a folder in /tmp");
    truce_inputs_init(&inputs);
    truce_diagnostics_init(&found, "agreement.yaml");
    enum truce_status status = unpack_map(m, map, folder, &path, err);
    if (status == TRUCE_OK) {
        snprintf(named, sizeof named, "%s=%s", z->source, path);
        const char *paths[] = {named};
        const struct truce_option_texts maps = {paths, 1, 1};
        status = truce_inputs_sources(&inputs, out, &maps, NULL, err);
    }
    if (status == TRUCE_OK)
        status = truce_zones_attach_fronts(&m->agreement, &inputs, &found, err);
    truce_diagnostics_fini(&found);
    truce_inputs_fini(&inputs);
    if (path != NULL)
        remove(path);
    rmdir(folder);
    free(path);
    return status;
}

static enum truce_status attach_fronts(struct truce_mission *m, struct truce_out *out, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (size_t z = 0; status == TRUCE_OK && z < m->agreement.n_zones; z++)
        if (m->agreement.zones[z].kind == TRUCE_ZONE_FRONT && !m->agreement.zones[z].has_geometry)
            status = attach_front(m, out, z, err);
    return status;
}

static enum truce_status load_agreement(struct truce_mission *m, struct truce_out *out,
                                        const struct truce_record *adoption, struct truce_err *err)
{
    struct truce_diagnostics found;
    struct truce_buf bytes;

    if (adoption == NULL)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "%s: no agreement is adopted in the first %llu records of the log", m->records.file,
                          (unsigned long long)m->size);
    truce_buf_init(&bytes);
    truce_diagnostics_init(&found, "agreement.yaml");
    enum truce_status status = truce_hash_parse(truce_text_view(adoption->digest), &m->agreement_hash)
                                   ? truce_store_attachment(m->store, &m->agreement_hash, &bytes, err)
                                   : truce_fail(err, TRUCE_ERR_SYNTAX, "record %s: no hash", adoption->id);
    if (status == TRUCE_OK) {
        status = truce_agreement_read(truce_buf_view(&bytes), "agreement.yaml", &m->agreement, &found, err);
        m->has_agreement = status == TRUCE_OK;
        if (status == TRUCE_ERR_SYNTAX && found.errors > 0) {
            truce_agreements_say(out, &found);
            err->text[0] = '\0';
        }
    }
    truce_diagnostics_fini(&found);
    truce_buf_fini(&bytes);
    if (status == TRUCE_OK)
        status = attach_zones(m, err);
    return status == TRUCE_OK ? attach_fronts(m, out, err) : status;
}

/* ---- the whole ---- */

/* When the last of the records was known. */
static struct truce_instant last_known(const struct truce_mission *m)
{
    struct truce_instant last = {INT64_MIN};
    for (size_t i = 0; i < m->records.n; i++)
        if (m->records.items[i].logged.us > last.us)
            last = m->records.items[i].logged;
    return last;
}

static enum truce_status find_at(struct truce_mission *m, const struct truce_mission_when *when,
                                 struct truce_err *err)
{
    m->at = last_known(m);
    if (when->at == NULL || truce_mission_instant(&m->agreement.calendar, when->at, &m->at))
        return TRUCE_OK;
    return truce_fail(
        err, TRUCE_ERR_USAGE,
        "--at %.60s: neither a day such as 2026-02-20 nor an instant such as 2026-02-20T12:00+02:00",
        when->at);
}

/* The version in force at the instant judged; a day is read by the calendar of the last one. */
static enum truce_status load_version(struct truce_mission *m, struct truce_out *out,
                                      const struct truce_mission_when *when, struct truce_span *version,
                                      struct truce_err *err)
{
    const struct truce_record *last = find_adoption(m, (struct truce_instant){TRUCE_NEVER}), *now;
    enum truce_status status = load_agreement(m, out, last, err);
    if (status == TRUCE_OK)
        status = find_at(m, when, err);
    if (status != TRUCE_OK)
        return status;
    now = find_adoption(m, m->at);
    *version = span_of(m, now);
    if (now == last)
        return TRUCE_OK;
    truce_agreement_fini(&m->agreement);
    m->has_agreement = false;
    return load_agreement(m, out, now, err);
}

static int by_logged(const void *a, const void *b)
{
    const struct truce_record *const *x = a, *const *y = b;
    int64_t p = (*x)->logged.us, q = (*y)->logged.us;
    if (p == q) {
        p = (*x)->from.us;
        q = (*y)->from.us;
    }
    return p != q ? (p > q) - (p < q) : strcmp((*x)->id, (*y)->id);
}

/* An earlier instant is judged by all that the log knows now, not by what it knew then: that is what --as-of asks.  What was corrected or retracted since then
 * was wrong then as well; of several corrections the last still counts, so they keep their order, a microsecond apart. */
static enum truce_status know_by(struct truce_mission *m, struct truce_err *err)
{
    struct truce_record **later = calloc(m->records.n + 1, sizeof *later);
    size_t n = 0;

    if (later == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu records", m->records.n);
    for (size_t i = 0; i < m->records.n; i++) {
        struct truce_record *record = &m->records.items[i];
        bool revises = record->kind == TRUCE_RECORD_CORRECTION || record->kind == TRUCE_RECORD_RETRACTION;
        if (record->logged.us > m->at.us && record->from.us > m->at.us && revises)
            later[n++] = record;
    }
    qsort(later, n, sizeof(struct truce_record *), by_logged);
    for (size_t i = 0; i < n; i++)
        later[i]->from.us = later[i]->until.us = m->at.us - (int64_t)(n - 1 - i);
    for (size_t i = 0; i < m->records.n; i++)
        if (m->records.items[i].logged.us > m->at.us)
            m->records.items[i].logged = m->at;
    free(later);
    return TRUCE_OK;
}

/* A day begins by the calendar of the agreement, which stands in the log itself: all of it is read first. */
static enum truce_status cut_at_day(struct truce_mission *m, struct truce_out *out, const char *as_of,
                                    struct truce_err *err)
{
    enum truce_status status =
        load_agreement(m, out, find_adoption(m, (struct truce_instant){TRUCE_NEVER}), err);
    if (status == TRUCE_OK)
        status = find_size(m, &m->agreement.calendar, as_of, err);
    if (m->has_agreement)
        truce_agreement_fini(&m->agreement);
    m->has_agreement = false;
    m->records.n = (size_t)m->size;
    return status;
}

static enum truce_status load(struct truce_mission *m, struct truce_out *out,
                              const struct truce_mission_when *when, struct truce_err *err)
{
    struct truce_span version = {{INT64_MIN}, {TRUCE_NEVER}};
    struct truce_calendar utc;
    struct truce_day day;
    bool is_day = when->as_of != NULL && truce_day_parse(truce_text_view(when->as_of), &day);
    truce_calendar_init(&utc);
    enum truce_status status = find_size(m, &utc, is_day ? NULL : when->as_of, err);
    if (status == TRUCE_OK)
        status = read_records(m, err);
    if (status == TRUCE_OK && is_day)
        status = cut_at_day(m, out, when->as_of, err);
    if (status == TRUCE_OK)
        status = truce_store_root(m->store, m->size, &m->root, err);
    if (status == TRUCE_OK)
        status = load_version(m, out, when, &version, err);
    if (status == TRUCE_OK)
        status = know_by(m, err);
    if (status == TRUCE_OK)
        status = truce_state_at(&m->agreement, &m->records, m->at, &m->state, err);
    m->has_state = status == TRUCE_OK;
    if (status == TRUCE_OK)
        status = truce_verdicts_within(&m->agreement, &m->records, &m->state, version, &m->verdicts, err);
    m->has_verdicts = status == TRUCE_OK;
    return status;
}

enum truce_status truce_mission_load(struct truce_mission *mission, struct truce_out *out,
                                     struct truce_store *store, const struct truce_mission_when *when,
                                     struct truce_err *err)
{
    mission->store = store;
    return load(mission, out, when, err);
}

enum truce_status truce_mission_open(struct truce_mission *mission, struct truce_out *out, const char *path,
                                     const struct truce_mission_when *when, struct truce_err *err)
{
    struct truce_store *store = NULL;
    enum truce_status status = truce_store_open(path, TRUCE_STORE_READ, NULL, &store, err);
    return status == TRUCE_OK ? truce_mission_load(mission, out, store, when, err) : status;
}

struct truce_mission_answer truce_mission_answer(const struct truce_mission *mission)
{
    return (struct truce_mission_answer){&mission->verdicts, truce_store_origin(mission->store),
                                         mission->size, mission->root, mission->agreement_hash};
}

int truce_mission_print(struct truce_out *out, const char *path, const struct truce_mission_when *when,
                        bool all, truce_mission_report *report, const void *values)
{
    const struct truce_report_mission_options how = {out->colour,
                                                     out->columns >= 60 ? (size_t)out->columns : 60, all};
    struct truce_mission mission;
    struct truce_buf text;
    struct truce_err err;

    truce_mission_init(&mission);
    truce_buf_init(&text);
    enum truce_status status = truce_mission_open(&mission, out, path, when, &err);
    if (status == TRUCE_OK) {
        const struct truce_mission_answer answer = truce_mission_answer(&mission);
        status = report(values, &answer, &how, &text, &err);
    }
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), &err);
    int code = status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
    truce_buf_fini(&text);
    truce_mission_fini(&mission);
    return code;
}

/* ---- adopting ---- */

static enum truce_status keep_zone_file(struct truce_store *store, const struct truce_agreement *agreement,
                                        const struct truce_hash *of, size_t zone, struct truce_err *err)
{
    char key[48], hex[TRUCE_HASH_TEXT],
        *path = truce_path_beside(agreement->file, agreement->zones[zone].file);
    struct truce_zone_file read;
    struct truce_hash hash;
    struct truce_buf bytes;

    if (path == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    truce_buf_init(&bytes);
    truce_zone_file_init(&read);
    enum truce_status status = truce_file_read(path, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK) /* seen to be readable before it is kept */
        status =
            truce_zone_file_parse(truce_buf_view(&bytes), path, agreement->zones[zone].feature, &read, err);
    if (status == TRUCE_OK)
        status = truce_store_attach(store, truce_buf_view(&bytes), &hash, err);
    if (status == TRUCE_OK) {
        truce_hash_format(&hash, hex);
        zone_key(of, zone, key);
        status = truce_store_meta_set(store, key, truce_text_view(hex), err);
    }
    truce_zone_file_fini(&read);
    truce_buf_fini(&bytes);
    free(path);
    return status;
}

static void put_quoted(struct truce_buf *out, const char *text)
{
    struct truce_json_writer w;
    truce_json_writer_init(&w, out);
    truce_json_string(&w, text);
}

/* Who states the adoption where nobody was named: those whom the text binds. */
static void put_authors(const struct truce_agreement *agreement, const char *by, struct truce_buf *out)
{
    size_t n = 0;
    if (by[0] != '\0') {
        put_quoted(out, by);
        return;
    }
    truce_buf_putc(out, '[');
    for (size_t i = 0; i < agreement->n_parties; i++)
        if (agreement->parties[i].role == TRUCE_ROLE_BELLIGERENT) {
            truce_buf_puts(out, n++ > 0 ? "," : "");
            put_quoted(out, agreement->parties[i].head.id);
        }
    truce_buf_putc(out, ']');
}

/* A line that is no record would stay in the log for ever, and keep the mission from being read. */
static enum truce_status check_adoption(struct truce_text line, struct truce_err *err)
{
    struct truce_diagnostics found;
    struct truce_record record;
    struct truce_arena arena;

    truce_arena_init(&arena, (size_t)1 << 20);
    truce_diagnostics_init(&found, "");
    enum truce_status status = truce_record_parse_line(line, 1, "the adoption", &arena, &record, &found, err);
    if (status == TRUCE_ERR_SYNTAX && found.n > 0)
        status = truce_fail(err, TRUCE_ERR_USAGE, "cannot be adopted: %s; --by says who adopts it",
                            found.items[0].text);
    truce_diagnostics_fini(&found);
    truce_arena_fini(&arena);
    return status;
}

static enum truce_status append_adoption(struct truce_store *store, const struct truce_agreement *agreement,
                                         const struct truce_hash *hash, const struct truce_adopting *how,
                                         uint64_t *leaf, struct truce_err *err)
{
    char hex[TRUCE_HASH_TEXT], from[TRUCE_INSTANT_TEXT], id[64];
    struct truce_buf line;

    truce_hash_format(hash, hex);
    truce_instant_format(&agreement->calendar, how->from, from);
    snprintf(id, sizeof id, "adoption-%.16s", hex);
    for (int again = 2; again < 1000; again++) { /* a version that was in force before may come back */
        struct truce_text view = truce_text_view(id);
        uint64_t taken = TRUCE_STORE_NONE;
        enum truce_status asked = truce_store_find(store, &view, 1, &taken, err);
        if (asked != TRUCE_OK)
            return asked;
        if (taken == TRUCE_STORE_NONE)
            break;
        snprintf(id, sizeof id, "adoption-%.16s-%d", hex, again);
    }
    truce_buf_init(&line);
    truce_buf_printf(&line, "{\"id\":\"%s\",\"kind\":\"adoption\",\"by\":", id);
    put_authors(agreement, how->by, &line);
    truce_buf_printf(&line, ",\"valid\":\"%s\",\"version\":", from);
    put_quoted(&line, agreement->version);
    truce_buf_printf(&line, ",\"sha256\":\"%s\"}", hex);
    enum truce_status status = truce_buf_check(&line, err);
    const struct truce_store_record record = {.id = truce_text_view(id), .bytes = truce_buf_view(&line)};
    if (status == TRUCE_OK)
        status = check_adoption(record.bytes, err);
    if (status == TRUCE_OK)
        status = truce_store_append(store, &record, 1, how->logged, leaf, err);
    truce_buf_fini(&line);
    return status;
}

enum truce_status truce_mission_adopt(struct truce_store *store, struct truce_out *out,
                                      const struct truce_adopting *how, uint64_t *leaf, struct truce_err *err)
{
    struct truce_agreements inputs;
    struct truce_hash hash;
    struct truce_buf bytes;

    truce_agreements_init(&inputs);
    truce_buf_init(&bytes);
    enum truce_status status = truce_agreements_read(&inputs, out, how->path, err);
    if (status == TRUCE_OK)
        status = truce_file_read(how->path, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_store_attach(store, truce_buf_view(&bytes), &hash, err);
    for (size_t z = 0; status == TRUCE_OK && z < inputs.agreement.n_zones; z++)
        if (inputs.agreement.zones[z].file[0] != '\0')
            status = keep_zone_file(store, &inputs.agreement, &hash, z, err);
    if (status == TRUCE_OK)
        status = append_adoption(store, &inputs.agreement, &hash, how, leaf, err);
    truce_buf_fini(&bytes);
    truce_agreements_fini(&inputs);
    return status;
}
