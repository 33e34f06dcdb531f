/*
 * Windows of norms as differences of times.
 *
 * One unknown a gate: when it opens.  Whether two windows can overlap is whether four inequalities between their ends can hold together with
 * what is known of the gates' order: a system of differences, which has a solution when no cycle of it is negative.  At most four gates take part, so
 * all shortest paths are found at once (Floyd and Warshall).
 *
 * The order of gates is found gate by gate: the longest way back through conditions that need all of their clauses.  A gate that waits for
 * itself never opens; whatever is said of it then holds.
 */
#include "agreement/window.h"

#include <math.h>
#include <stdlib.h>

#define MOMENTS  4    /* ends of two windows */
#define A_HAIR   1e-6 /* days: what "before" means, at least */
#define ROUNDS   4    /* a gate is looked at so often, on average, before its order is taken for a circle */
#define US_A_DAY 86400e6

/* what is known of the gates before one gate */
struct order {
    double *days;      /* one a gate: opens no earlier than so many days after it; NaN: not ordered */
    double not_before; /* day */
};

struct truce_windows {
    const struct truce_agreement *agreement;
    struct order *orders; /* one a gate; days == NULL: not asked for yet */
    int *queue;
    bool *queued;
    bool failed; /* no memory */
};

enum truce_status truce_windows_open(const struct truce_agreement *agreement, struct truce_windows **out,
                                     struct truce_err *err)
{
    struct truce_windows *windows = calloc(1, sizeof *windows);
    size_t n = agreement->n_gates + 1;

    if (windows == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for windows");
    windows->agreement = agreement;
    windows->orders = calloc(n, sizeof *windows->orders);
    windows->queue = calloc(n, sizeof *windows->queue);
    windows->queued = calloc(n, sizeof *windows->queued);
    if (windows->orders == NULL || windows->queue == NULL || windows->queued == NULL) {
        truce_windows_close(windows);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the order of %zu gates", agreement->n_gates);
    }
    *out = windows;
    return TRUCE_OK;
}

void truce_windows_close(struct truce_windows *windows)
{
    if (windows == NULL)
        return;
    for (size_t g = 0; windows->orders != NULL && g < windows->agreement->n_gates; g++)
        free(windows->orders[g].days);
    free(windows->orders);
    free(windows->queue);
    free(windows->queued);
    free(windows);
}

enum truce_status truce_windows_check(const struct truce_windows *windows, struct truce_err *err)
{
    return windows->failed ? truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the order of gates") : TRUCE_OK;
}

/* ---- spans ---- */

/* days of `months` months on end, over all months in which they can begin */
static void month_range(int32_t months, double *least, double *most)
{
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int cycles = months / 48, rest = months % 48;
    double whole = cycles * 1461.0;
    int low = 100000, high = 0;

    for (int start = 0; start < 48; start++) {
        int sum = 0;
        for (int k = start; k < start + rest; k++)
            sum += lengths[k % 12] + (k % 48 == 1);
        low = sum < low ? sum : low;
        high = sum > high ? sum : high;
    }
    *least = whole + low;
    *most = whole + high;
}

static double exact_days(struct truce_duration span)
{
    return span.days + (double)span.us / US_A_DAY;
}

void truce_span_days(struct truce_duration span, double *least, double *most)
{
    month_range(span.months, least, most);
    *least += exact_days(span);
    *most += exact_days(span);
}

static double least_days(struct truce_duration span)
{
    double least = 0, most = 0;
    truce_span_days(span, &least, &most);
    return least;
}

/* the day of a date and a span after it */
static double day_after(const struct truce_agreement *agreement, struct truce_day day,
                        struct truce_duration span)
{
    struct truce_day later = day;
    if (span.months != 0 && truce_day_add_months(day, span.months,
                                                 agreement->calendar.month_end == TRUCE_MONTH_END_ERROR
                                                     ? TRUCE_MONTH_END_DOWN
                                                     : agreement->calendar.month_end,
                                                 &later, NULL) != TRUCE_OK)
        return INFINITY; /* beyond the calendar */
    return later.n + exact_days(span);
}

static struct truce_moment moment_of_bound(const struct truce_agreement *agreement,
                                           const struct truce_bound *bound)
{
    struct truce_moment moment = {TRUCE_MOMENT_EVER, TRUCE_NONE, 0, 0, 0};
    if (bound->kind == TRUCE_BOUND_GATE) {
        moment.kind = TRUCE_MOMENT_GATE;
        moment.gate = bound->gate;
        moment.months = bound->plus.months;
        moment.days = exact_days(bound->plus);
    } else if (bound->kind == TRUCE_BOUND_DATE) {
        moment.kind = TRUCE_MOMENT_DAY;
        moment.day = day_after(agreement, bound->day, bound->plus);
    }
    return moment;
}

struct truce_window truce_window_of(const struct truce_agreement *agreement, const struct truce_norm *norm)
{
    const struct truce_when *when = &norm->when;
    struct truce_window window = {{TRUCE_MOMENT_EVER, TRUCE_NONE, 0, 0, 0},
                                  {TRUCE_MOMENT_EVER, TRUCE_NONE, 0, 0, 0}};
    struct truce_bound trigger = {.gate = when->target, .day = when->day};

    if (when->kind == TRUCE_WHEN_WINDOW || when->kind == TRUCE_WHEN_EVERY) {
        window.from = moment_of_bound(agreement, &when->from);
        window.until = moment_of_bound(agreement, &when->until);
    } else if (when->kind == TRUCE_WHEN_AFTER) {
        trigger.kind = when->trigger == TRUCE_TRIGGER_GATE   ? TRUCE_BOUND_GATE
                       : when->trigger == TRUCE_TRIGGER_DATE ? TRUCE_BOUND_DATE
                                                             : TRUCE_BOUND_NONE;
        window.from = moment_of_bound(agreement, &trigger);
        trigger.plus = when->span;
        if (when->span.us == 0) /* to the end of the last civil day */
            trigger.plus.days++;
        window.until = moment_of_bound(agreement, &trigger);
    }
    return window;
}

/* ---- the order of gates ---- */

/* the search back from one gate */
struct search {
    struct truce_windows *windows;
    struct order *order;
    size_t head, tail, n_queued;
};

static void reach(struct search *search, int gate, double days)
{
    struct truce_windows *windows = search->windows;
    size_t n = windows->agreement->n_gates;

    if (search->order->days[gate] >= days)
        return;
    search->order->days[gate] = days;
    if (windows->queued[gate])
        return;
    windows->queued[gate] = true;
    windows->queue[search->tail] = gate;
    search->tail = (search->tail + 1) % (n + 1);
    search->n_queued++;
}

/* what a condition needs, all of it, `days` before the gate from which the search began */
static void look_back(struct search *search, const struct truce_condition *condition, double days)
{
    const struct truce_agreement *agreement = search->windows->agreement;

    if (condition->position != TRUCE_NONE)
        return; /* not in the text */
    switch (condition->kind) {
    case TRUCE_IF_ALL:
        for (size_t i = 0; i < condition->n; i++)
            look_back(search, &condition->children[i], days);
        break;
    case TRUCE_IF_ANY:
    case TRUCE_IF_AT_LEAST:
        if (condition->n == 1 || (condition->kind == TRUCE_IF_AT_LEAST && condition->k >= condition->n))
            for (size_t i = 0; i < condition->n; i++)
                look_back(search, &condition->children[i], days);
        break;
    case TRUCE_IF_GATE:
        reach(search, condition->target, days);
        break;
    case TRUCE_IF_CLOCK: {
        const struct truce_clock *clock = &agreement->clocks[condition->target];
        if (clock->runs_while != NULL)
            look_back(search, clock->runs_while, days + clock->target_days);
        break;
    }
    case TRUCE_IF_DATE:
        search->order->not_before = fmax(search->order->not_before, condition->day.n + days);
        break;
    default: /* facts and needs come when they come */
        break;
    }
}

/* NULL: no memory */
static const struct order *order_of(struct truce_windows *windows, int gate)
{
    const struct truce_agreement *agreement = windows->agreement;
    struct order *order = &windows->orders[gate];
    struct search search = {windows, order, 0, 0, 0};

    if (order->days != NULL)
        return order;
    order->days = malloc(agreement->n_gates * sizeof *order->days);
    if (order->days == NULL) {
        windows->failed = true;
        return NULL;
    }
    order->not_before = -INFINITY;
    for (size_t g = 0; g < agreement->n_gates; g++) {
        order->days[g] = NAN;
        windows->queued[g] = false;
    }
    reach(&search, gate, 0);
    while (search.head != search.tail && search.n_queued < ROUNDS * agreement->n_gates + 16) {
        int g = windows->queue[search.head];
        search.head = (search.head + 1) % (agreement->n_gates + 1);
        windows->queued[g] = false;
        look_back(&search, agreement->gates[g].opens,
                  order->days[g] + least_days(agreement->gates[g].effect_after));
    }
    return order;
}

double truce_windows_days_after(struct truce_windows *windows, int gate, int other)
{
    const struct order *order = order_of(windows, gate);
    return order != NULL ? order->days[other] : NAN;
}

double truce_windows_not_before(struct truce_windows *windows, int gate)
{
    const struct order *order = order_of(windows, gate);
    return order != NULL ? order->not_before : -INFINITY;
}

/* ---- differences ---- */

/* Unknowns: 0 is the day 0, the others are gates.  most[i][j]: the time of i less that of j is at most this. */
struct differences {
    int gates[MOMENTS + 1];
    size_t n;
    double most[MOMENTS + 1][MOMENTS + 1];
};

static size_t unknown_of(struct differences *d, const struct truce_moment *moment)
{
    if (moment->kind != TRUCE_MOMENT_GATE)
        return 0;
    for (size_t i = 1; i < d->n; i++)
        if (d->gates[i] == moment->gate)
            return i;
    d->gates[d->n] = moment->gate;
    return d->n++;
}

/* how much later, beyond the difference of their unknowns, b can be than a */
static double most_later(const struct truce_moment *a, const struct truce_moment *b)
{
    double offset_a = a->kind == TRUCE_MOMENT_GATE ? a->days : a->day,
           offset_b = b->kind == TRUCE_MOMENT_GATE ? b->days : b->day;
    double least_a = 0, most_a = 0, least_b = 0, most_b = 0;
    int32_t months_a = a->kind == TRUCE_MOMENT_GATE ? a->months : 0,
            months_b = b->kind == TRUCE_MOMENT_GATE ? b->months : 0;

    /* the same months after the same gate are the same days, and two years are longer than one by a year */
    if (a->kind == TRUCE_MOMENT_GATE && b->kind == TRUCE_MOMENT_GATE && a->gate == b->gate) {
        int32_t common = months_a < months_b ? months_a : months_b;
        months_a -= common;
        months_b -= common;
    }
    month_range(months_a, &least_a, &most_a);
    month_range(months_b, &least_b, &most_b);
    return offset_b + most_b - offset_a - least_a;
}

/* a is before b */
static void add_before(struct differences *d, const struct truce_moment *a, const struct truce_moment *b)
{
    if (a->kind == TRUCE_MOMENT_EVER || b->kind == TRUCE_MOMENT_EVER)
        return; /* from ever, or for ever */
    size_t i = unknown_of(d, a), j = unknown_of(d, b);
    d->most[i][j] = fmin(d->most[i][j], most_later(a, b) - A_HAIR);
}

static void differences_init(struct differences *d)
{
    d->n = 1;
    for (size_t i = 0; i <= MOMENTS; i++)
        for (size_t j = 0; j <= MOMENTS; j++)
            d->most[i][j] = i == j ? 0 : INFINITY;
}

static void add_order(struct truce_windows *windows, struct differences *d)
{
    for (size_t i = 1; i < d->n; i++) {
        const struct order *order = order_of(windows, d->gates[i]);
        if (order == NULL)
            continue;
        d->most[0][i] = fmin(d->most[0][i], -order->not_before);
        for (size_t j = 1; j < d->n; j++)
            if (j != i && !isnan(order->days[d->gates[j]]))
                d->most[j][i] = fmin(d->most[j][i], -order->days[d->gates[j]]);
    }
}

static bool has_solution(struct truce_windows *windows, struct differences *d)
{
    add_order(windows, d);
    for (size_t k = 0; k < d->n; k++)
        for (size_t i = 0; i < d->n; i++)
            for (size_t j = 0; j < d->n; j++)
                d->most[i][j] = fmin(d->most[i][j], d->most[i][k] + d->most[k][j]);
    for (size_t i = 0; i < d->n; i++)
        if (d->most[i][i] < 0)
            return false;
    return true;
}

static bool has_gate(const struct truce_window *window)
{
    return window->from.kind == TRUCE_MOMENT_GATE || window->until.kind == TRUCE_MOMENT_GATE;
}

/* of days alone */
static bool is_before(const struct truce_moment *a, const struct truce_moment *b)
{
    return a->kind == TRUCE_MOMENT_EVER || b->kind == TRUCE_MOMENT_EVER || a->day < b->day;
}

bool truce_windows_overlap(struct truce_windows *windows, const struct truce_window *a,
                           const struct truce_window *b)
{
    struct differences d;
    if (!has_gate(a) && !has_gate(b))
        return is_before(&a->from, &a->until) && is_before(&b->from, &b->until) &&
               is_before(&a->from, &b->until) && is_before(&b->from, &a->until);
    differences_init(&d);
    add_before(&d, &a->from, &a->until);
    add_before(&d, &b->from, &b->until);
    add_before(&d, &a->from, &b->until);
    add_before(&d, &b->from, &a->until);
    return has_solution(windows, &d);
}

/* can a come before b? */
static bool can_precede(struct truce_windows *windows, const struct truce_moment *a,
                        const struct truce_moment *b, const struct truce_window *both)
{
    struct differences d;
    differences_init(&d);
    add_before(&d, a, b);
    add_before(&d, &both->from, &both->until);
    return has_solution(windows, &d);
}

bool truce_window_covers(struct truce_windows *windows, const struct truce_window *outer,
                         const struct truce_window *inner)
{
    if (outer->from.kind != TRUCE_MOMENT_EVER &&
        (inner->from.kind == TRUCE_MOMENT_EVER || can_precede(windows, &inner->from, &outer->from, inner)))
        return false;
    return outer->until.kind == TRUCE_MOMENT_EVER ||
           (inner->until.kind != TRUCE_MOMENT_EVER &&
            !can_precede(windows, &outer->until, &inner->until, inner));
}

bool truce_window_is_empty(struct truce_windows *windows, const struct truce_window *window)
{
    struct differences d;
    differences_init(&d);
    add_before(&d, &window->from, &window->until);
    return !has_solution(windows, &d);
}

/* ---- words ---- */

static void write_number(double n, const char *unit, struct truce_buf *out)
{
    truce_buf_printf(out, "%.0f %s%s", n, unit, n == 1 ? "" : "s");
}

void truce_span_write(struct truce_duration span, struct truce_buf *out)
{
    const int64_t minute = 60000000;
    if (span.months != 0 && span.months % 12 == 0)
        write_number(span.months / 12.0, "year", out);
    else if (span.months != 0)
        write_number(span.months, "month", out);
    else if (span.us != 0 && span.us % (60 * minute) == 0)
        write_number((double)span.us / (60.0 * (double)minute), "hour", out);
    else if (span.us != 0)
        write_number((double)span.us / (double)minute, "minute", out);
    else
        write_number(span.days, "day", out);
}

void truce_moment_write(const struct truce_agreement *agreement, const struct truce_moment *moment,
                        struct truce_buf *out)
{
    char text[TRUCE_DAY_TEXT];

    if (moment->kind == TRUCE_MOMENT_DAY && isfinite(moment->day)) {
        truce_day_format((struct truce_day){(int32_t)floor(moment->day)}, text);
        truce_buf_puts(out, text);
    } else if (moment->kind == TRUCE_MOMENT_GATE) {
        struct truce_duration span = {moment->months, (int32_t)moment->days,
                                      (int64_t)((moment->days - floor(moment->days)) * US_A_DAY)};
        if (span.us != 0) { /* hours past a day are said in hours */
            span.us += (int64_t)span.days * (int64_t)US_A_DAY;
            span.days = 0;
        }
        if (span.months != 0 || span.days != 0 || span.us != 0) {
            truce_span_write(span, out);
            truce_buf_puts(out, " after ");
        }
        truce_buf_printf(out, "%s opens", agreement->gates[moment->gate].head.id);
    }
}
