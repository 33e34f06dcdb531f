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

#include "base/file.h"
#include "cli/agreements.h"
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

/* The last adoption that is in force at an instant, or the first there is. */
static const struct truce_record *find_adoption(const struct truce_mission *m, const struct truce_instant *at)
{
    const struct truce_record *best = NULL;
    for (size_t i = 0; i < m->records.n; i++) {
        const struct truce_record *record = &m->records.items[i];
        if (record->kind != TRUCE_RECORD_ADOPTION)
            continue;
        if (best == NULL || at == NULL || (record->from.us <= at->us && record->from.us >= best->from.us))
            best = record;
    }
    return best;
}

static bool read_hex(const char *text, struct truce_hash *out)
{
    for (size_t i = 0; i < TRUCE_HASH_BYTES; i++) {
        unsigned byte = 0;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1)
            return false;
        out->byte[i] = (unsigned char)byte;
    }
    return true;
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
        if (status == TRUCE_OK && (value.len != 64 || !read_hex(value.at, &hash)))
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

static enum truce_status load_agreement(struct truce_mission *m, struct truce_out *out,
                                        const struct truce_instant *at, struct truce_err *err)
{
    const struct truce_record *adoption = find_adoption(m, at);
    struct truce_diagnostics found;
    struct truce_buf bytes;

    if (adoption == NULL)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "%s: no agreement is adopted in the first %llu records of the log", m->records.file,
                          (unsigned long long)m->size);
    truce_buf_init(&bytes);
    truce_diagnostics_init(&found, "agreement.yaml");
    enum truce_status status = read_hex(adoption->digest, &m->agreement_hash)
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
    return status == TRUCE_OK ? attach_zones(m, err) : status;
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

/* days of --as-of count in the calendar of the agreement, which stands in the log itself: by UTC until it is known */
static enum truce_status load(struct truce_mission *m, struct truce_out *out,
                              const struct truce_mission_when *when, struct truce_err *err)
{
    struct truce_calendar utc;
    truce_calendar_init(&utc);
    enum truce_status status = find_size(m, &utc, when->as_of, err);
    if (status == TRUCE_OK)
        status = truce_store_root(m->store, m->size, &m->root, err);
    if (status == TRUCE_OK)
        status = read_records(m, err);
    if (status == TRUCE_OK)
        status = load_agreement(m, out, NULL, err);
    if (status == TRUCE_OK)
        status = find_at(m, when, err);
    if (status == TRUCE_OK)
        status = know_by(m, err);
    if (status == TRUCE_OK)
        status = truce_state_at(&m->agreement, &m->records, m->at, &m->state, err);
    m->has_state = status == TRUCE_OK;
    if (status == TRUCE_OK)
        status = truce_verdicts_at(&m->agreement, &m->records, &m->state, &m->verdicts, err);
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

/* Who states the adoption where nobody was named: those whom the text binds. */
static void put_authors(const struct truce_agreement *agreement, const char *by, struct truce_buf *out)
{
    size_t n = 0;
    if (by[0] != '\0') {
        truce_buf_printf(out, "\"%s\"", by);
        return;
    }
    truce_buf_putc(out, '[');
    for (size_t i = 0; i < agreement->n_parties; i++)
        if (agreement->parties[i].role == TRUCE_ROLE_BELLIGERENT)
            truce_buf_printf(out, "%s\"%s\"", n++ > 0 ? "," : "", agreement->parties[i].head.id);
    truce_buf_putc(out, ']');
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
    truce_buf_init(&line);
    truce_buf_printf(&line, "{\"id\":\"%s\",\"kind\":\"adoption\",\"by\":", id);
    put_authors(agreement, how->by, &line);
    truce_buf_printf(&line, ",\"valid\":\"%s\",\"version\":\"%s\",\"sha256\":\"%s\"}", from,
                     agreement->version, hex);
    enum truce_status status = truce_buf_check(&line, err);
    const struct truce_store_record record = {.id = truce_text_view(id), .bytes = truce_buf_view(&line)};
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
