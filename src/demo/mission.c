/*
 * The ceasefire after the demo's war, with its truth.
 *
 * Two parts.  Strikes before the ceasefire are drawn so that their reports are calibrated: a chance is drawn first and the truth from it, the estimate first and
 * the true place from its spread.  Shots after it are a short story, written by hand, that holds everything a log of such a time
 * holds: a break that a ruling takes out again, one that stays, a late report, a correction, a report that was made twice, days nobody watched.
 */
#include "demo/mission.h"

#include <math.h>
#include <stdio.h>

#include "base/random.h"

/* ---- the line ---- */

static struct truce_lonlat knot_at(const struct truce_demo *demo, size_t knot, double beside_km)
{
    const double *u = demo->u_km + (size_t)(demo->options.days - 1) * demo->n_knots;
    return truce_demo_at(&demo->frame, (struct truce_demo_su){demo->s_km[knot], u[knot] + beside_km});
}

/* every sixth knot of the last day that lies within the country; the line meets its outline once at each end */
static void make_line(const struct truce_demo *demo, struct truce_demo_mission *m)
{
    size_t middle = demo->n_knots / 2, first = middle, last = middle;

    while (first > 0 && truce_demo_inside(demo->outline, demo->n_outline, knot_at(demo, first - 1, 0)))
        first--;
    while (last + 1 < demo->n_knots &&
           truce_demo_inside(demo->outline, demo->n_outline, knot_at(demo, last + 1, 0)))
        last++;
    for (size_t k = first; k <= last && m->n_line < TRUCE_DEMO_LINE_MAX; k += 6)
        m->line[m->n_line++] = knot_at(demo, k, 0);
    /* the ground of A, which came over the border, lies on the border's side */
    struct truce_lonlat a = m->line[m->n_line / 2 - 1], b = m->line[m->n_line / 2],
                        border = demo->outline[(demo->border_from + demo->border_to) / 2];
    m->a_is_left = (b.lon_deg - a.lon_deg) * (border.lat_deg - a.lat_deg) -
                       (b.lat_deg - a.lat_deg) * (border.lon_deg - a.lon_deg) >
                   0;
}

double truce_demo_to_line_km(const struct truce_demo_mission *mission, struct truce_lonlat at)
{
    double least = INFINITY, east_m, north_m;

    truce_demo_metres_per_deg(at.lat_deg, &east_m, &north_m);
    for (size_t i = 0; i + 1 < mission->n_line; i++) {
        double x = (mission->line[i].lon_deg - at.lon_deg) * east_m,
               y = (mission->line[i].lat_deg - at.lat_deg) * north_m;
        double dx = (mission->line[i + 1].lon_deg - at.lon_deg) * east_m - x,
               dy = (mission->line[i + 1].lat_deg - at.lat_deg) * north_m - y;
        double t = fmin(1, fmax(0, -(x * dx + y * dy) / (dx * dx + dy * dy)));
        least = fmin(least, hypot(x + t * dx, y + t * dy));
    }
    return least / 1000;
}

/* ---- strikes ---- */

static void draw_strike(const struct truce_demo *demo, size_t i, struct truce_demo_strike *s)
{
    static const double chances[] = {0.2, 0.4, 0.6, 0.8, 0.95};
    const uint32_t stream = TRUCE_DEMO_STREAM_STRIKES;
    const uint64_t item = 16 * (uint64_t)i;
    double east_m, north_m, sure = truce_demo_between(demo, stream, item + 1, 0, 1),
                            known = truce_demo_between(demo, stream, item + 2, 0.5, 1);
    size_t knot = demo->n_knots / 2;

    s->day = -1 - (int)truce_demo_between(demo, stream, item + 3, 0, TRUCE_DEMO_STRIKE_DAYS);
    s->minute = (int)truce_demo_between(demo, stream, item + 4, 0, 24 * 60);
    s->exists = chances[(size_t)truce_demo_between(demo, stream, item + 5, 0, 5)];
    s->by_a = floor(sure * known * 100) / 100;
    s->by_b = floor((1 - sure) * known * 100) / 100;
    knot = (size_t)truce_demo_between(demo, stream, item + 6, (double)knot - 60, (double)knot + 60);
    s->at = knot_at(demo, knot, truce_demo_between(demo, stream, item + 7, -25, 25));
    s->sigma_major_m = floor(truce_demo_between(demo, stream, item + 8, 300, 3000));
    s->sigma_minor_m = floor(s->sigma_major_m * truce_demo_between(demo, stream, item + 9, 0.3, 1));
    s->azimuth_deg = floor(truce_demo_between(demo, stream, item + 10, 0, 180));

    s->happened = truce_demo_between(demo, stream, item + 11, 0, 1) < s->exists;
    double who = truce_demo_between(demo, stream, item + 12, 0, 1);
    s->by = who < s->by_a ? 'A' : who < s->by_a + s->by_b ? 'B' : '?';
    double major_m = s->sigma_major_m * truce_random_normal(demo->seed, stream, item + 13),
           minor_m = s->sigma_minor_m * truce_random_normal(demo->seed, stream, item + 14),
           azimuth = s->azimuth_deg * 3.14159265358979323846 / 180;
    truce_demo_metres_per_deg(s->at.lat_deg, &east_m, &north_m);
    s->truly_at.lon_deg = s->at.lon_deg + (major_m * sin(azimuth) + minor_m * cos(azimuth)) / east_m;
    s->truly_at.lat_deg = s->at.lat_deg + (major_m * cos(azimuth) - minor_m * sin(azimuth)) / north_m;
}

void truce_demo_mission_make(const struct truce_demo *demo, struct truce_demo_mission *mission)
{
    *mission = (struct truce_demo_mission){.n_line = 0};
    make_line(demo, mission);
    for (size_t i = 0; i < TRUCE_DEMO_STRIKES; i++)
        draw_strike(demo, i, &mission->strikes[i]);
}

/* ---- the clock ---- */

const struct truce_demo_shot *truce_demo_shots(size_t *n)
{
    static const struct truce_demo_shot shots[] = {
        {"q1", 7, 1210, "small_arms_fire", 1, 0.98, 8, -1, 1}, /* tolerated */
        {"q2", 12, 131, "indirect_fire", 3, 0.95, 33, 36,
         1}, /* heard of late; then corrected to small arms */
        {"q3", 14, 605, "small_arms_fire", 1, 0.97, 14, -1, 1},  /* tolerated */
        {"q3b", 14, 611, "small_arms_fire", 1, 0.97, 15, 16, 0}, /* the same once more; retracted */
        {"q4", 20, 250, "indirect_fire", 3, 0.98, 20, 29, 0},    /* breaks; ruled an accident */
        {"q5", 31, 1325, "drone_attack", 3, 0.6, 32, -1, 3},     /* contested */
        {"q6", 45, 372, "drone_attack", 3, 0.99, 45, -1, 3},     /* breaks, and stays */
        {"q7", 58, 820, "small_arms_fire", 1, 0.96, 59, -1, 1},  /* tolerated */
    };
    *n = sizeof shots / sizeof shots[0];
    return shots;
}

double truce_demo_watched(int day)
{
    return day == 25 || day == 26 ? 0.3 : day == 52 ? 0.5 : 0.9;
}

static int weight_of(int day, int known_by, bool strict)
{
    size_t n;
    const struct truce_demo_shot *shots = truce_demo_shots(&n);
    int sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (shots[i].day != day || shots[i].logged > known_by || (!strict && shots[i].exists < 0.9))
            continue;
        sum += shots[i].weighs_until >= 0 && known_by >= shots[i].weighs_until ? shots[i].then
                                                                               : shots[i].severity;
    }
    return sum;
}

int truce_demo_quiet_days(int day, bool strict)
{
    int count = 0;
    for (int d = TRUCE_DEMO_CEASEFIRE; d < day; d++) {
        int week = 0;
        for (int k = d - 6 > TRUCE_DEMO_CEASEFIRE ? d - 6 : TRUCE_DEMO_CEASEFIRE; k <= d; k++)
            week += weight_of(k, day, strict);
        if (weight_of(d, day, strict) > 1 || week > 3)
            count = 0;
        else if (truce_demo_watched(d) >= 0.6)
            count++;
    }
    return count;
}

void truce_demo_instant(const struct truce_demo *demo, int day, int minute, char out[32])
{
    char text[TRUCE_DAY_TEXT];
    truce_day_format((struct truce_day){truce_demo_first_day(demo).n + demo->options.days + day}, text);
    snprintf(out, 32, "%sT%02d:%02d" TRUCE_DEMO_MISSION_OFFSET, text, minute / 60, minute % 60);
}
