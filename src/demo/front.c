/*
 * The true line of contact, day by day.
 *
 * One idea: drives and pushes.  A drive is a sector in which one side attacks for some weeks; on its active
 * days it makes a few pushes, each a smooth bump a few kilometres wide by which the line moves; some pushes
 * fail and go the other way.  Between drives the line does not move at all, so most knots are the same from
 * day to day, to the last bit.
 *
 * The line keeps within limits: its slope in the frame is at most SLOPE, so its normal always has a good part
 * across the frame; it does not come near the border or the far coast, and it does not move where it meets
 * coast or border.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI           3.14159265358979323846
#define BEYOND_KM    24.0 /* the line is known this far beyond both sides of the country */
#define MEAN_U_KM    (-32.0)
#define STRAY_KM     34.0 /* no farther than this does the first day's line stray from its mean */
#define SLOPE        1.1
#define LOWEST_KM    (-52.0) /* keeps off the border */
#define HIGHEST_KM   40.0    /* and off the far coast */
#define QUIET_KM     26.0    /* from both sides: there the line never moves */
#define DAYS_A_DRIVE 9       /* a drive begins every so many days */
#define PUSHES_MAX   8       /* of one drive on one day */

struct drive {
    double middle_km, half_km; /* sector */
    int from, to;              /* days */
    double active;             /* share of its days */
    double pushes;             /* a day, on average */
    int way;                   /* 1 or -1 */
};

static double pick(const struct truce_demo *demo, uint64_t drive, uint64_t what, double low, double high)
{
    return truce_demo_between(demo, TRUCE_DEMO_STREAM_DRIVES, 16 * drive + what, low, high);
}

static struct drive make_drive(const struct truce_demo *demo, uint64_t i)
{
    struct drive drive = {
        .middle_km = pick(demo, i, 0, QUIET_KM + 8.0, TRUCE_DEMO_LENGTH_KM - QUIET_KM - 8.0),
        .half_km = pick(demo, i, 1, 7.0, 30.0),
        .from = (int)(DAYS_A_DRIVE * (double)i + pick(demo, i, 2, -40.0, 9.0)),
        .active = pick(demo, i, 3, 0.35, 0.85),
        .pushes = pick(demo, i, 4, 2.0, 7.0),
        .way = pick(demo, i, 5, 0.0, 1.0) < 0.7 ? 1 : -1,
    };
    drive.to = drive.from + (int)pick(demo, i, 6, 20.0, 110.0);
    return drive;
}

/* the first day's line: a wandering one, made no steeper than SLOPE */
static void first_line(struct truce_demo *demo)
{
    struct truce_demo_noise noise = {demo->seed, TRUCE_DEMO_STREAM_LINE, 70.0, 7, 0.58, 0};
    double step_km = demo->options.knot_m / 1000.0;

    for (size_t k = 0; k < demo->n_knots; k++) {
        double off_s =
            fabs(demo->s_km[k] / (0.5 * TRUCE_DEMO_LENGTH_KM) - 1.0); /* 1 at the ends of the country */
        double stray_km =
            STRAY_KM * truce_demo_noise_at(&noise, demo->s_km[k] + 1000.0) / (1.0 + 2.0 * pow(off_s, 6.0));
        demo->u_km[k] = fmax(MEAN_U_KM + stray_km, LOWEST_KM + 2.0);
    }
    for (size_t k = 1; k < demo->n_knots; k++)
        demo->u_km[k] = fmin(fmax(demo->u_km[k], demo->u_km[k - 1] - SLOPE * step_km),
                             demo->u_km[k - 1] + SLOPE * step_km);
}

struct push {
    double middle_km, half_km;
    double depth_km; /* signed */
};

static double bump_km(const struct push *push, double s_km)
{
    double x = (s_km - push->middle_km) / push->half_km;
    double move = fabs(x) < 1.0 ? push->depth_km * 0.5 * (1.0 + cos(PI * x)) : 0.0;
    return fabs(move) < 0.01 ? 0.0 : move;
}

/* moves the line unless that breaks a limit; then it stays as it was */
static void apply(const struct truce_demo *demo, const struct push *push, double *u_km)
{
    double step_km = demo->options.knot_m / 1000.0;
    long first = lround((push->middle_km - push->half_km + BEYOND_KM) / step_km) - 1;
    long last = lround((push->middle_km + push->half_km + BEYOND_KM) / step_km) + 1;

    if (push->middle_km - push->half_km < QUIET_KM ||
        push->middle_km + push->half_km > TRUCE_DEMO_LENGTH_KM - QUIET_KM)
        return;
    for (long k = first; k < last; k++) {
        double here = u_km[k] + bump_km(push, demo->s_km[k]),
               next = u_km[k + 1] + bump_km(push, demo->s_km[k + 1]);
        bool steeper = fabs(next - here) > SLOPE * step_km && fabs(next - here) > fabs(u_km[k + 1] - u_km[k]);
        bool moves = here != u_km[k];
        if (steeper || (moves && (here < LOWEST_KM || here > HIGHEST_KM)))
            return;
    }
    for (long k = first; k <= last; k++)
        u_km[k] += bump_km(push, demo->s_km[k]);
}

static void push_day(const struct truce_demo *demo, uint64_t drive_index, const struct drive *drive, int day,
                     double *u_km)
{
    uint64_t item = (drive_index * TRUCE_DEMO_DAYS_MAX + (uint64_t)day) * 8 * (PUSHES_MAX + 1);
    const uint32_t stream = TRUCE_DEMO_STREAM_PUSHES;

    if (truce_demo_between(demo, stream, item, 0.0, 1.0) > drive->active)
        return;
    int pushes = (int)(drive->pushes + truce_demo_between(demo, stream, item + 1, 0.0, 1.0));
    for (int i = 0; i < pushes && i < PUSHES_MAX; i++) {
        uint64_t at = item + 8 * ((uint64_t)i + 1);
        double spread = truce_demo_between(demo, stream, at, -1.0, 1.0) +
                        truce_demo_between(demo, stream, at + 1, -1.0, 1.0);
        double back = truce_demo_between(demo, stream, at + 2, 0.0, 1.0) < 0.1 ? -0.6 : 1.0;
        struct push push = {
            .middle_km = drive->middle_km + 0.5 * drive->half_km * spread,
            .half_km = truce_demo_between(demo, stream, at + 3, 2.2, 6.5),
            .depth_km = back * drive->way * truce_demo_between(demo, stream, at + 4, 0.15, 1.0),
        };
        apply(demo, &push, u_km);
    }
}

enum truce_status truce_demo_make_front(struct truce_demo *demo, struct truce_err *err)
{
    size_t days = (size_t)demo->options.days;
    double step_km = demo->options.knot_m / 1000.0;
    uint64_t drives = 3 + (uint64_t)demo->options.days / DAYS_A_DRIVE;

    demo->n_knots = (size_t)((TRUCE_DEMO_LENGTH_KM + 2 * BEYOND_KM) / step_km) + 1;
    demo->s_km = calloc(demo->n_knots, sizeof *demo->s_km);
    demo->u_km = calloc(days * demo->n_knots, sizeof *demo->u_km);
    demo->moved = calloc(days * demo->n_knots, sizeof *demo->moved);
    if (demo->s_km == NULL || demo->u_km == NULL || demo->moved == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days of a line", days);
    for (size_t k = 0; k < demo->n_knots; k++)
        demo->s_km[k] = step_km * (double)k - BEYOND_KM;
    first_line(demo);
    for (size_t day = 1; day < days; day++) {
        double *now = demo->u_km + day * demo->n_knots, *before = now - demo->n_knots;
        memcpy(now, before, demo->n_knots * sizeof *now);
        for (uint64_t i = 0; i < drives; i++) {
            struct drive drive = make_drive(demo, i);
            if (drive.from <= (int)day && (int)day < drive.to)
                push_day(demo, i, &drive, (int)day, now);
        }
        int16_t *moved = demo->moved + day * demo->n_knots;
        const int16_t *last_moved = moved - demo->n_knots;
        for (size_t k = 0; k < demo->n_knots; k++)
            moved[k] = now[k] != before[k] ? (int16_t)day : last_moved[k];
    }
    return TRUCE_OK;
}
