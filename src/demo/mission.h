/*
 * The ceasefire after the demo's war: what happened, what observers said of it, and what a simple count makes of it.  Private to the demo.
 *
 * Days count from `start`, the day after the last map; day 0 is the day of signature.  The mission's time zone is two hours west of Greenwich all year.
 */
#ifndef TRUCE_DEMO_MISSION_H
#define TRUCE_DEMO_MISSION_H

#include "demo/internal.h"

#define TRUCE_DEMO_MISSION_OFFSET "-02:00"

enum {
    TRUCE_DEMO_STRIKES = 240,     /* drone attacks that were reported before the ceasefire */
    TRUCE_DEMO_STRIKE_DAYS = 60,  /* on so many days */
    TRUCE_DEMO_CEASEFIRE = 4,     /* the day on which the ceasefire takes effect */
    TRUCE_DEMO_MISSION_DAYS = 90, /* the mission's log ends before this day */
    TRUCE_DEMO_LINE_MAX = 128,
};

/* An attack by drone as reported, with its truth: reports are calibrated, so that of those with chance 0.8 eight in ten happened. */
struct truce_demo_strike {
    int day, minute;
    double exists;          /* chance that it happened at all */
    double by_a, by_b;      /* chances of who did it; the rest is unknown */
    struct truce_lonlat at; /* estimate */
    double sigma_major_m, sigma_minor_m, azimuth_deg;
    bool happened;
    char by; /* 'A', 'B', or '?' for neither */
    struct truce_lonlat truly_at;
};

/* Fire that counts for the clock of quiet days. */
struct truce_demo_shot {
    const char *id;
    int day, minute;
    const char *class_;
    int severity;
    double exists;
    int logged;       /* day on which it came into the log */
    int weighs_until; /* day from which on it weighs `then`: it was ruled out, corrected or retracted; -1: never */
    int then;
};

struct truce_demo_mission {
    struct truce_lonlat line[TRUCE_DEMO_LINE_MAX]; /* of contact, within the country */
    size_t n_line;
    bool a_is_left;
    struct truce_demo_strike strikes[TRUCE_DEMO_STRIKES];
};

/* Draws it.  demo: whose front is ready. */
void truce_demo_mission_make(const struct truce_demo *demo, struct truce_demo_mission *mission);

/* The shots that count, in the order of their days, and how many. */
const struct truce_demo_shot *truce_demo_shots(size_t *n);

/* The share watched on a day of the mission. */
double truce_demo_watched(int day);

/* Days that the clock shows at noon of a day, counted by hand: strict takes contested shots as having happened, lenient does not. */
int truce_demo_quiet_days(int day, bool strict);

/* Kilometres to the line of contact, by the plane at that place: good to half a per cent near the line. */
double truce_demo_to_line_km(const struct truce_demo_mission *mission, struct truce_lonlat at);

/* mission_text.c: the files' bytes */
void truce_demo_put_agreement(const struct truce_demo *demo, struct truce_buf *out);
void truce_demo_put_records(const struct truce_demo *demo, struct truce_buf *out);
void truce_demo_put_mission_truth(const struct truce_demo *demo, struct truce_buf *out);

/* "2032-01-12T04:10-02:00": a minute of a day of the mission; out has 32 bytes. */
void truce_demo_instant(const struct truce_demo *demo, int day, int minute, char out[32]);

#endif
