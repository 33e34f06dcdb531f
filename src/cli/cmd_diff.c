/*
 * truce diff: which verdicts changed between two sizes of a log, and by which record.
 *
 * Both are judged at one instant.  Which record did it is what the verdict newly rests on, where that is one; else it is found by halving the
 * stretch of the log until one record is left.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/mission.h"
#include "report/mission.h"
#include "report/plain.h"

enum { JUDGED_MAX = 400 }; /* so many states are judged at most, to find out which record changed what */

struct diff_values {
    const char *mission;
    int64_t from, to;
    const char *at;
};

struct diff {
    struct truce_mission *mission;
    struct truce_records prefix; /* the records with another n */
    struct truce_mission_changes *changes;
    bool *looked_for; /* one a change: what it rests on does not say which record it was */
    size_t judged;
};

struct judged {
    struct truce_state state;
    struct truce_verdicts verdicts;
};

static enum truce_status judge(struct diff *d, uint64_t size, struct judged *out, struct truce_err *err)
{
    struct truce_mission *m = d->mission;
    d->judged++;
    d->prefix = truce_records_first(&m->records, (size_t)size);
    enum truce_status status = truce_state_at(&m->agreement, &d->prefix, m->at, &out->state, err);
    if (status != TRUCE_OK)
        return status;
    status = truce_verdicts_at(&m->agreement, &d->prefix, &out->state, &out->verdicts, err);
    if (status != TRUCE_OK)
        truce_state_fini(&out->state);
    return status;
}

static void release(struct judged *judged)
{
    truce_verdicts_fini(&judged->verdicts);
    truce_state_fini(&judged->state);
}

/* The change of that name whose record is still looked for. */
static struct truce_mission_change *wanted(struct diff *d, const struct truce_mission_change *here)
{
    for (size_t k = 0; k < d->changes->n; k++)
        if (strcmp(here->name, d->changes->items[k].name) == 0)
            /* only where it becomes what it is in the end: what it was between does not matter */
            return d->looked_for[k] && strcmp(here->after, d->changes->items[k].after) == 0
                       ? &d->changes->items[k]
                       : NULL;
    return NULL;
}

static bool any_wanted(struct diff *d, const struct truce_mission_changes *here)
{
    for (size_t i = 0; i < here->n; i++)
        if (wanted(d, &here->items[i]) != NULL)
            return true;
    return false;
}

/* The record at `low` changed these. */
static void blame(struct diff *d, const struct truce_mission_changes *here, uint64_t low)
{
    for (size_t i = 0; i < here->n; i++) {
        struct truce_mission_change *change = wanted(d, &here->items[i]);
        if (change != NULL)
            change->record = (int)low; /* a later one of the same is written over it */
    }
}

static enum truce_status search(struct diff *d, uint64_t low, const struct judged *before, uint64_t high,
                                const struct judged *after, struct truce_err *err)
{
    struct truce_mission_changes here;
    struct judged middle;

    truce_mission_changes_init(&here);
    enum truce_status status = truce_mission_compare(&before->verdicts, &after->verdicts, &here, err);
    if (status == TRUCE_OK && any_wanted(d, &here) && high - low == 1)
        blame(d, &here, low);
    else if (status == TRUCE_OK && any_wanted(d, &here) && d->judged < JUDGED_MAX) {
        uint64_t at = low + (high - low) / 2;
        status = judge(d, at, &middle, err);
        if (status == TRUCE_OK) {
            status = search(d, low, before, at, &middle, err);
            if (status == TRUCE_OK)
                status = search(d, at, &middle, high, after, err);
            release(&middle);
        }
    }
    truce_mission_changes_fini(&here);
    return status;
}

static void put_head(const struct diff *d, uint64_t from, uint64_t to, struct truce_buf *out)
{
    if (from == to)
        truce_buf_printf(out, "Both are the first %" PRIu64 " records of the log: nothing can differ.\n", to);
    else if (to - from == 1)
        truce_buf_printf(out, "Record %" PRIu64 " of the log changed ", from);
    else
        truce_buf_printf(out, "Records %" PRIu64 " to %" PRIu64 " of the log changed ", from, to - 1);
    if (from == to)
        return;
    if (d->changes->n == 0)
        truce_buf_puts(out, "nothing.\n");
    else
        truce_buf_printf(out, "%zu thing%s (strict / lenient; * provisional):\n", d->changes->n,
                         d->changes->n == 1 ? "" : "s");
}

static enum truce_status print(struct truce_out *out, const struct diff *d, uint64_t from, uint64_t to,
                               struct truce_err *err)
{
    static const char *const heads[] = {"what", "before", "after", "by"};
    struct truce_table table;
    struct truce_buf text, cell;

    truce_buf_init(&text);
    truce_buf_init(&cell);
    put_head(d, from, to, &text);
    truce_table_init(&table, 4, 0);
    for (size_t i = 0; i < 4; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t i = 0; i < d->changes->n; i++) {
        const struct truce_mission_change *change = &d->changes->items[i];
        truce_table_cell(&table, change->name);
        truce_table_cell(&table, change->before);
        truce_table_cell(&table, change->after);
        if (change->record != TRUCE_NONE)
            truce_buf_printf(&cell, "%s (record %d)", d->mission->records.items[change->record].id,
                             change->record);
        else
            truce_buf_puts(&cell, "several records");
        truce_table_cell(&table, cell.at);
        truce_buf_clear(&cell);
    }
    if (d->changes->n > 0)
        truce_table_print(&table, &text);
    truce_table_fini(&table);
    enum truce_status status = truce_buf_check(&text, err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), err);
    truce_buf_fini(&cell);
    truce_buf_fini(&text);
    return status;
}

static enum truce_status compare(struct truce_out *out, struct truce_mission *mission, uint64_t from,
                                 struct truce_err *err)
{
    struct truce_mission_changes changes;
    struct judged before, after;
    struct diff d = {mission, mission->records, &changes, NULL, 0};

    truce_mission_changes_init(&changes);
    enum truce_status status = judge(&d, from, &before, err);
    if (status != TRUCE_OK)
        return status;
    if ((status = judge(&d, mission->size, &after, err)) == TRUCE_OK) {
        status = truce_mission_compare(&before.verdicts, &after.verdicts, &changes, err);
        d.looked_for = calloc(changes.n + 1, sizeof *d.looked_for);
        if (status == TRUCE_OK && d.looked_for == NULL)
            status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu changes", changes.n);
        for (size_t i = 0; status == TRUCE_OK && i < changes.n; i++)
            d.looked_for[i] = changes.items[i].record == TRUCE_NONE;
        if (status == TRUCE_OK)
            status = search(&d, from, &before, mission->size, &after, err);
        if (status == TRUCE_OK)
            status = print(out, &d, from, mission->size, err);
        free(d.looked_for);
        release(&after);
    }
    release(&before);
    truce_mission_changes_fini(&changes);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct diff_values *values = data;
    struct truce_mission mission;
    struct truce_err err;
    char size[32];

    snprintf(size, sizeof size, "%" PRId64, values->to);
    const struct truce_mission_when when = {values->to >= 0 ? size : NULL, values->at};
    truce_mission_init(&mission);
    enum truce_status status = truce_mission_open(&mission, out, values->mission, &when, &err);
    if (status == TRUCE_OK && (uint64_t)values->from > mission.size)
        status = truce_fail(&err, TRUCE_ERR_USAGE, "--from %" PRId64 " is beyond %" PRIu64 ", the end",
                            values->from, mission.size);
    if (status == TRUCE_OK)
        status = compare(out, &mission, (uint64_t)values->from, &err);
    int code = status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
    truce_mission_fini(&mission);
    return code;
}

static const struct truce_option options[] = {
    {.name = "from",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "N",
     .required = true,
     .min = 0,
     .max = 9007199254740992.0,
     .help = "what was the case by the first N records",
     .offset = offsetof(struct diff_values, from)},
    {.name = "to",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "N",
     .min = -1,
     .max = 9007199254740992.0,
     .fallback = "-1",
     .help = "against what is by the first N; -1: all of them",
     .offset = offsetof(struct diff_values, to)},
    {.name = "at",
     .kind = TRUCE_OPTION_TEXT,
     .argument = "WHEN",
     .help = "both judged at that day's beginning or instant; the time of the last record unless given",
     .offset = offsetof(struct diff_values, at)},
};

static const struct truce_positional positionals[] = {
    {.name = "MISSION",
     .min = 1,
     .max = 1,
     .help = "the mission file",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct diff_values, mission)},
};

static const char *const paragraphs[] = {
    "Says which verdicts, gates and clocks changed between two sizes of the log, and because of which "
    "record. Both are judged at one instant, so that only the records differ.",
    NULL,
};

static const char *const examples[] = {
    "truce diff mission.gpkg --from 1200 --to 1350",
    "truce diff mission.gpkg --from 1200 --at 2026-02-10T12:00+02:00",
    NULL,
};

const struct truce_command truce_cmd_diff = {
    .name = "diff",
    .summary = "say which verdicts changed, and by which record",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct diff_values),
    .run = TRUCE_RUN(run),
};
