/*
 * The land: a frame that bends and waves, the outline of the country in it, and the other state around a part
 * of it.
 *
 * One idea: everything is drawn with simple curves in the frame's own coordinates (s along, u across;
 * internal.h) and then goes through one smooth, one-to-one mapping to the ground, so that nothing looks ruled
 * and nothing can cross what it did not cross in the frame.  The mapping is: an arc of a circle; waves of
 * displacement, each across its direction of travel, whose slopes add up to less than one (that keeps it
 * one-to-one); a turn; the sinusoidal projection, which is true to area and to distance along parallels.
 *
 * Source: radii of curvature of the ellipsoid, any text book; WGS 84 constants, NIMA TR8350.2.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdlib.h>

#define PI        3.14159265358979323846
#define WGS84_A_M 6378137.0
#define WGS84_E2  0.00669437999014132

/* an empty part of the South Atlantic, hundreds of kilometres from any land */
static const struct truce_lonlat MIDDLE = {-23.0, -38.0};

#define BEND_KM     380.0 /* radius of the arc along which s runs */
#define MIDDLE_S_KM (TRUCE_DEMO_LENGTH_KM / 2)
#define TURN_DEG    (-38.0) /* of the whole picture */
#define SQUARENESS  3.0     /* exponent of the superellipse that the outline starts from: 2 is an ellipse */
#define FINE        16384   /* points by which the superellipse is measured */

#define COAST_CELL_KM 75.0 /* size of the largest bays */
#define COAST_KM                                                                                             \
    44.0 /* no farther than this does the coast stray from the superellipse; a third of it is usual */
#define CALM_U_KM                                                                                            \
    (-30.0) /* about here the line of contact meets coast and border: less rugged, so that it meets them once */
#define CALM_KM      28.0
#define RIM_KM       9.0  /* to both sides of where a region's border meets the coast, it is calm too */
#define NEIGHBOUR_KM 88.0 /* depth of the other state */

void truce_demo_metres_per_deg(double lat_deg, double *lon_m, double *lat_m)
{
    double sine = sin(lat_deg * PI / 180.0), w = sqrt(1.0 - WGS84_E2 * sine * sine);

    *lon_m = WGS84_A_M / w * cos(lat_deg * PI / 180.0) * PI / 180.0;
    *lat_m = WGS84_A_M * (1.0 - WGS84_E2) / (w * w * w) * PI / 180.0;
}

static void make_frame(struct truce_demo *demo)
{
    static const double amplitude_km[TRUCE_DEMO_WAVES] = {7.0, 5.0, 2.2, 1.2};
    static const double wavelength_km[TRUCE_DEMO_WAVES] = {230.0, 150.0, 80.0, 47.0};

    for (uint64_t i = 0; i < TRUCE_DEMO_WAVES; i++) {
        struct truce_demo_wave *wave = &demo->frame.waves[i];
        double way = truce_demo_between(demo, TRUCE_DEMO_STREAM_FRAME, 2 * i, 0.0, 2.0 * PI);
        wave->amplitude_km = amplitude_km[i];
        wave->per_km = 2.0 * PI / wavelength_km[i];
        wave->dx = cos(way);
        wave->dy = sin(way);
        wave->phase = truce_demo_between(demo, TRUCE_DEMO_STREAM_FRAME, 2 * i + 1, 0.0, 2.0 * PI);
    }
}

struct truce_lonlat truce_demo_at(const struct truce_demo_frame *frame, struct truce_demo_su su)
{
    double angle = (su.s_km - MIDDLE_S_KM) / BEND_KM;
    double x = (BEND_KM + su.u_km) * sin(angle), y = (BEND_KM + su.u_km) * cos(angle) - BEND_KM;
    double turn = TURN_DEG * PI / 180.0, lon_m, lat_m;

    for (int i = 0; i < TRUCE_DEMO_WAVES; i++) {
        const struct truce_demo_wave *wave = &frame->waves[i];
        double d = wave->amplitude_km * sin(wave->per_km * (x * wave->dx + y * wave->dy) + wave->phase);
        x -= d * wave->dy;
        y += d * wave->dx;
    }
    double east_km = x * cos(turn) - y * sin(turn), north_km = x * sin(turn) + y * cos(turn);

    truce_demo_metres_per_deg(MIDDLE.lat_deg, &lon_m, &lat_m);
    struct truce_lonlat p = {.lat_deg = MIDDLE.lat_deg + north_km * 1000.0 / lat_m};
    truce_demo_metres_per_deg(p.lat_deg, &lon_m, &lat_m);
    p.lon_deg = MIDDLE.lon_deg + east_km * 1000.0 / lon_m;
    /* as the files have it, so that maps in memory and maps read from files are the same to the last bit */
    p.lon_deg = nearbyint(p.lon_deg * 1e7) / 1e7;
    p.lat_deg = nearbyint(p.lat_deg * 1e7) / 1e7;
    return p;
}

static struct truce_demo_su superellipse(double turn)
{
    double c = cos(turn), s = sin(turn), power = 2.0 / SQUARENESS;
    return (struct truce_demo_su){MIDDLE_S_KM * (1.0 + copysign(pow(fabs(c), power), c)),
                                  TRUCE_DEMO_HALF_KM * copysign(pow(fabs(s), power), s)};
}

/* n points at equal distances along the superellipse, counter-clockwise from the middle of the far coast */
static enum truce_status even_outline(size_t n, struct truce_demo_su *base, double *length_km,
                                      struct truce_err *err)
{
    struct truce_demo_su *fine = malloc((FINE + 1) * sizeof *fine);
    double *run = malloc((FINE + 1) * sizeof *run);
    enum truce_status status = TRUCE_OK;

    if (fine == NULL || run == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for an outline");
        goto done;
    }
    for (size_t i = 0; i <= FINE; i++) {
        fine[i] = superellipse(PI / 2 + 2.0 * PI * (double)i / FINE);
        run[i] = i == 0
                     ? 0.0
                     : run[i - 1] + hypot(fine[i].s_km - fine[i - 1].s_km, fine[i].u_km - fine[i - 1].u_km);
    }
    for (size_t i = 0, j = 0; i < n; i++) {
        double want = run[FINE] * (double)i / (double)n;
        while (j + 1 < FINE && run[j + 1] <= want)
            j++;
        double t = (want - run[j]) / (run[j + 1] - run[j]);
        base[i].s_km = fine[j].s_km + t * (fine[j + 1].s_km - fine[j].s_km);
        base[i].u_km = fine[j].u_km + t * (fine[j + 1].u_km - fine[j].u_km);
    }
    *length_km = run[FINE];
done:
    free(fine);
    free(run);
    return status;
}

/* the point d_km outside of base point i */
static struct truce_demo_su outside(const struct truce_demo_su *base, size_t n, size_t i, double d_km)
{
    struct truce_demo_su a = base[(i + n - 1) % n], b = base[(i + 1) % n];
    double ds = b.s_km - a.s_km, du = b.u_km - a.u_km, length = hypot(ds, du);
    return (struct truce_demo_su){base[i].s_km + d_km * du / length, base[i].u_km - d_km * ds / length};
}

/* how rugged the outline may be, (0, 1]: less where the line of contact meets it, and along the border */
static double calmness(struct truce_demo_su at)
{
    double off_u = (at.u_km - CALM_U_KM) / CALM_KM;
    double off_s = fabs(at.s_km - MIDDLE_S_KM) / MIDDLE_S_KM; /* 1 at the ends of the country */
    double at_end = pow(off_s, 8.0) * exp(-off_u * off_u);
    double at_border = 1.0 / (1.0 + exp((at.u_km + 0.6 * TRUCE_DEMO_HALF_KM) / 6.0));
    return (1.0 - 0.8 * at_end) * (1.0 - 0.45 * at_border);
}

/* Near the points where borders of regions begin the coast keeps its distance from the superellipse, so
 * that such a border, which sets off straight inland, does not meet the coast again. */
static void calm_rim(const struct truce_demo *demo, double step_km, double *strays)
{
    long n = (long)demo->n_outline, reach = lround(fmax(RIM_KM / step_km, 1.0));

    for (int r = 0; r < TRUCE_DEMO_RIM && n > 0; r++) {
        double there = strays[demo->rim[r]];
        for (long i = -reach; i <= reach; i++) {
            double t = fabs((double)i) / fmax((double)reach, 1.0);
            double *d = &strays[((long)demo->rim[r] + i + n) % n];
            *d = there + (*d - there) * t * t * (3.0 - 2.0 * t);
        }
    }
}

/* strays[i]: how far outside of base point i the outline runs; drawn[i]: where that is */
static void draw_outline(struct truce_demo *demo, const struct truce_demo_su *base, double length_km,
                         double *strays, struct truce_demo_su *drawn)
{
    uint32_t cells = (uint32_t)lround(length_km / COAST_CELL_KM);
    struct truce_demo_noise noise = {demo->seed, TRUCE_DEMO_STREAM_OUTLINE, length_km / cells, 8, 0.56,
                                     cells};

    for (size_t i = 0; i < demo->n_outline; i++) {
        double calm = calmness(base[i]);
        strays[i] =
            COAST_KM * calm * truce_demo_noise_at(&noise, length_km * (double)i / (double)demo->n_outline);
    }
    calm_rim(demo, length_km / (double)demo->n_outline, strays);
    for (size_t i = 0; i < demo->n_outline; i++) {
        drawn[i] = outside(base, demo->n_outline, i, strays[i]);
        demo->outline[i] = truce_demo_at(&demo->frame, drawn[i]);
    }
}

/* the other state: the border, walked back, and a coast that swings out around it */
static void draw_neighbour(struct truce_demo *demo, const struct truce_demo_su *base, const double *strays)
{
    size_t n = demo->border_to - demo->border_from; /* steps along the border */
    struct truce_demo_noise noise = {demo->seed, TRUCE_DEMO_STREAM_FAR_COAST, 0.17 * (double)n, 8, 0.56, 0};

    demo->n_neighbour = 0;
    for (size_t i = demo->border_to + 1; i-- > demo->border_from;)
        demo->neighbour[demo->n_neighbour++] = demo->outline[i];
    for (size_t i = 1; i < n; i++) {
        double depth = NEIGHBOUR_KM * pow(sin(PI * (double)i / (double)n), 0.6);
        double rugged = 0.34 * depth * truce_demo_noise_at(&noise, (double)i);
        size_t from = demo->border_from + i;
        struct truce_demo_su at = outside(base, demo->n_outline, from, strays[from] + depth + rugged);
        demo->neighbour[demo->n_neighbour++] = truce_demo_at(&demo->frame, at);
    }
}

enum truce_status truce_demo_make_world(struct truce_demo *demo, struct truce_err *err)
{
    const double coast_step_km = demo->options.knot_m / 2000.0;
    double length_km =
        4.0 * (TRUCE_DEMO_LENGTH_KM / 2 + TRUCE_DEMO_HALF_KM) * 0.93; /* about; measured below */
    enum truce_status status;

    demo->n_outline = (size_t)(length_km / coast_step_km);
    struct truce_demo_su *base = calloc(demo->n_outline, sizeof *base);
    struct truce_demo_su *drawn = calloc(demo->n_outline, sizeof *drawn);
    double *strays = calloc(demo->n_outline, sizeof *strays);
    demo->outline = calloc(demo->n_outline, sizeof *demo->outline);
    demo->neighbour = calloc(2 * demo->n_outline, sizeof *demo->neighbour);
    if (base == NULL || drawn == NULL || strays == NULL || demo->outline == NULL || demo->neighbour == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for an outline");
        goto done;
    }
    if ((status = even_outline(demo->n_outline, base, &length_km, err)) != TRUCE_OK)
        goto done;
    make_frame(demo);
    truce_demo_find_rim(demo, base);
    draw_outline(demo, base, length_km, strays, drawn);
    demo->left = truce_demo_nearest(drawn, demo->n_outline, (struct truce_demo_su){0.0, CALM_U_KM});
    demo->right =
        truce_demo_nearest(drawn, demo->n_outline, (struct truce_demo_su){TRUCE_DEMO_LENGTH_KM, CALM_U_KM});
    demo->border_from = truce_demo_nearest(drawn, demo->n_outline, (struct truce_demo_su){14.0, -66.0});
    demo->border_to =
        truce_demo_nearest(drawn, demo->n_outline, (struct truce_demo_su){TRUCE_DEMO_LENGTH_KM, 12.0});
    draw_neighbour(demo, base, strays);
    status = truce_demo_make_regions(demo, drawn, err);
done:
    free(base);
    free(drawn);
    free(strays);
    return status;
}
