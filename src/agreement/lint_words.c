/*
 * Words for findings.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agreement/lint_work.h"

#define LISTED 8 /* names of a list; then how many more */

const char *truce_lint_said(struct truce_lint *lint, const struct truce_buf *text)
{
    lint->no_memory = lint->no_memory || text->failed;
    return text->at != NULL ? text->at : "";
}

static void add(struct truce_lint_text *out, const char *format, ...) TRUCE_PRINTF(2, 3);
static void add(struct truce_lint_text *out, const char *format, ...)
{
    size_t n = strlen(out->at);
    va_list args;
    va_start(args, format);
    vsnprintf(out->at + n, sizeof out->at - n, format, args);
    va_end(args);
}

const char *truce_lint_name(const struct truce_agreement *agreement, const struct truce_named *named,
                            struct truce_lint_text *out)
{
    out->at[0] = '\0';
    add(out, "%.200s", named->id);
    if (named->point != TRUCE_NONE)
        add(out, " (point %d)", agreement->points[named->point].n);
    return out->at;
}

static const char *joint(size_t i, size_t n)
{
    return i == 0 ? "" : i + 1 == n ? " and " : ", ";
}

const char *truce_lint_parties(const struct truce_agreement *agreement, struct truce_indexes parties,
                               struct truce_lint_text *out)
{
    size_t n = parties.n <= LISTED ? parties.n : LISTED + 1;
    out->at[0] = '\0';
    for (size_t i = 0; i < n; i++)
        if (i < LISTED)
            add(out, "%s%.40s", joint(i, n), agreement->parties[parties.at[i]].head.id);
        else
            add(out, " and %zu more", parties.n - LISTED);
    return out->at;
}

static void add_distance(struct truce_lint_text *out, double m)
{
    if (m >= 1000)
        add(out, "%.15g km", m / 1000);
    else
        add(out, "%.15g m", m);
}

const char *truce_lint_where(const struct truce_agreement *agreement, const struct truce_where *where,
                             int of_class, struct truce_lint_text *out)
{
    static const char *const sides[] = {"on the own side", "on the other side", "on either side"};
    double m = where->given && where->kind == TRUCE_WHERE_NEARER_THAN
                   ? truce_where_distance_m(agreement, where, of_class)
                   : NAN;

    out->at[0] = '\0';
    if (!where->given || where->kind == TRUCE_WHERE_ANYWHERE || where->everywhere) {
        add(out, "anywhere");
    } else if (where->kind == TRUCE_WHERE_NEARER_THAN) {
        add(out, "nearer than ");
        if (isnan(m))
            add(out, "some distance");
        else
            add_distance(out, m);
        add(out, " to %.60s %s", agreement->zones[where->line].id, sides[where->side]);
    } else {
        size_t n = where->zones.n <= LISTED ? where->zones.n : LISTED + 1;
        add(out, "in ");
        for (size_t i = 0; i < n; i++)
            if (i < LISTED)
                add(out, "%s%.40s", joint(i, n), agreement->zones[where->zones.at[i]].id);
            else
                add(out, " and %zu more", where->zones.n - LISTED);
    }
    return out->at;
}

/* "gun, a kind of weapon" */
static const char *what(const struct truce_agreement *agreement, const struct truce_norm *a,
                        const struct truce_norm *b, int of_class, struct truce_lint_text *out)
{
    const struct truce_class *classes = agreement->classes;
    int wider = a->class_ == of_class ? b->class_ : a->class_;

    out->at[0] = '\0';
    add(out, "%.100s", classes[of_class].head.id);
    if (wider != of_class)
        add(out, ", a kind of %.100s", classes[wider].head.id);
    return out->at;
}

static bool same_moment(const struct truce_moment *a, const struct truce_moment *b)
{
    return a->kind == b->kind && a->gate == b->gate && a->day == b->day && a->months == b->months &&
           a->days == b->days;
}

/* of two moments that can be compared as they stand, is this the later (or the earlier) one? */
static bool is_decided_by(const struct truce_moment *one, const struct truce_moment *other, bool later)
{
    double a = one->kind == TRUCE_MOMENT_DAY ? one->day : one->days,
           b = other->kind == TRUCE_MOMENT_DAY ? other->day : other->days;
    if (one->kind != other->kind || one->kind == TRUCE_MOMENT_EVER ||
        (one->kind == TRUCE_MOMENT_GATE && (one->gate != other->gate || one->months != other->months)))
        return false;
    return later ? a > b : a < b;
}

/* of two moments both, or the one that decides where they are the same or one is no limit */
static void write_both(const struct truce_agreement *agreement, const char *word,
                       const struct truce_moment *a, const struct truce_moment *b, struct truce_buf *out)
{
    const char *between = out->len > 0 ? ", " : "";
    if (a->kind == TRUCE_MOMENT_EVER || is_decided_by(b, a, word[0] == 'f'))
        a = b;
    if (a->kind == TRUCE_MOMENT_EVER)
        return;
    truce_buf_printf(out, "%s%s ", between, word);
    truce_moment_write(agreement, a, out);
    if (b->kind == TRUCE_MOMENT_EVER || same_moment(a, b) || is_decided_by(a, b, word[0] == 'f'))
        return;
    truce_buf_puts(out, word[0] == 'f' ? ", and " : " or ");
    truce_moment_write(agreement, b, out);
    truce_buf_puts(out, word[0] == 'f' ? ", whichever is later" : ", whichever is earlier");
}

static void write_when(struct truce_lint *lint, const struct truce_norm *a, const struct truce_norm *b,
                       const struct truce_lint_meeting *meeting)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_window *p = &lint->norms[a - agreement->norms].window,
                              *q = &lint->norms[b - agreement->norms].window;
    char from[TRUCE_DAY_TEXT], until[TRUCE_DAY_TEXT];
    struct truce_buf text;

    truce_buf_init(&text);
    write_both(agreement, "from", &p->from, &q->from, &text);
    write_both(agreement, "until", &p->until, &q->until, &text);
    if (text.len == 0)
        truce_buf_puts(&text, "as long as the agreement is in force");
    truce_day_format(meeting->from, from);
    truce_day_format(meeting->until, until);
    if (from[0] != '\0')
        truce_buf_printf(&text, "; zones as from %s on", from);
    if (until[0] != '\0')
        truce_buf_printf(&text, "%s %s", from[0] != '\0' ? ", until" : "; zones as before", until);
    truce_diagnostics_detail(lint->found, "when: %s", truce_lint_said(lint, &text));
    truce_buf_fini(&text);
}

void truce_lint_example(struct truce_lint *lint, const struct truce_norm *a, const struct truce_norm *b,
                        const struct truce_lint_meeting *meeting)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct truce_lint_text text, here, there;

    truce_diagnostics_detail(lint->found, "who: %s", agreement->parties[meeting->actor].head.id);
    truce_diagnostics_detail(lint->found, "what: %s", what(agreement, a, b, meeting->class_, &text));
    truce_lint_where(agreement, &a->where, meeting->class_, &here);
    truce_lint_where(agreement, &b->where, meeting->class_, &there);
    if (!meeting->ground.bounded)
        truce_diagnostics_detail(lint->found, "where: anywhere");
    else if (strcmp(here.at, there.at) == 0)
        truce_diagnostics_detail(lint->found, "where: lon %.5f, lat %.5f, %s",
                                 meeting->ground.example.lon_deg, meeting->ground.example.lat_deg, here.at);
    else
        truce_diagnostics_detail(lint->found, "where: lon %.5f, lat %.5f, %s, and %s (%.0f km2 in common)",
                                 meeting->ground.example.lon_deg, meeting->ground.example.lat_deg, here.at,
                                 there.at, meeting->ground.area_m2 / 1e6);
    write_when(lint, a, b, meeting);
}
