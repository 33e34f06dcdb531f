/*
 * The mission's files: an agreement, a log of records, and what is true.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json_writer.h"
#include "demo/mission.h"

static void put_day(const struct truce_demo *demo, int day, struct truce_buf *out)
{
    char text[TRUCE_DAY_TEXT];
    truce_day_format((struct truce_day){truce_demo_first_day(demo).n + demo->options.days + day}, text);
    truce_buf_puts(out, text);
}

/* ---- the agreement ---- */

static void put_head(const struct truce_demo *demo, struct truce_buf *out)
{
    truce_buf_printf(
        out,
        "# Made by `truce demo`; nothing here is real.  Format: docs/formats/agreement.md.\n"
        "truce: \"1\"\n\n"
        "agreement:\n"
        "  id: demo-mission\n"
        "  title: Cessation of hostilities between %s and %s (fictional)\n"
        "  version: \"1\"\n  status: in_force\n"
        "  calendar: {offset: \"" TRUCE_DEMO_MISSION_OFFSET "\", day_counting: exclusive, month_end: down}\n"
        "  proof: {established: \"0.90\", contested: \"0.50\"}\n  finality: 14d\n  log: records.jsonl\n\n"
        "parties:\n"
        "  A: {name: %s, role: belligerent}\n  B: {name: %s, role: belligerent}\n",
        demo->party, demo->country, demo->party, demo->country);
    truce_buf_puts(out, "  JMM: {name: Joint monitoring mission, role: monitor}\n"
                        "  JC: {name: Joint commission, role: adjudicator}\n\n"
                        "groups:\n  sides: [A, B]\n\n"
                        "classes:\n"
                        "  hostile_act: {}\n"
                        "  fire: {is: hostile_act}\n"
                        "  small_arms_fire: {is: fire, severity: \"1\"}\n"
                        "  indirect_fire: {is: fire, severity: \"3\"}\n"
                        "  drone_attack: {is: hostile_act, severity: \"3\"}\n"
                        "  ceasefire_order: {}\n  daily_report: {}\n  release: {}\n  obstruction: {}\n"
                        "  gun_100mm: {kind: object}\n\n");
}

static void put_zones(const struct truce_demo_mission *m, struct truce_buf *out)
{
    truce_buf_puts(out, "zones:\n  contact_line:\n    kind: line\n    path:\n");
    for (size_t i = 0; i < m->n_line; i++)
        truce_buf_printf(out, "      - [%.7f, %.7f]\n", m->line[i].lon_deg, m->line[i].lat_deg);
    truce_buf_printf(out, "    left: %s\n    right: %s\n", m->a_is_left ? "A" : "B",
                     m->a_is_left ? "B" : "A");
    truce_buf_puts(out,
                   "  strip: {kind: buffer, of: contact_line, each_side: 10km, administered_by: JMM}\n\n");
}

static void put_points(const struct truce_demo *demo, struct truce_buf *out)
{
    truce_buf_puts(out, "points:\n"
                        "  - n: \"1\"\n    title: Restraint before the ceasefire\n"
                        "    says: No attack by drone near the line while the text is negotiated.\n"
                        "    obligations:\n"
                        "      restraint:\n        who: {each: sides}\n        must_not: {do: drone_attack}\n"
                        "        where: {in: [strip]}\n        when: {from: {date: \"");
    put_day(demo, -TRUCE_DEMO_STRIKE_DAYS, out);
    truce_buf_puts(out, "\"}, until: {date: \"");
    put_day(demo, 0, out);
    truce_buf_puts(
        out,
        "\"}}\n"
        "  - n: \"2\"\n    title: Ceasefire\n    says: Both sides order their forces to cease fire.\n"
        "    gates:\n"
        "      ceasefire:\n        opens:\n          all:\n"
        "            signed: {signed: {by: [A, B], instrument: core}}\n"
        "            orders: {event: {class: ceasefire_order, by_each: sides}}\n"
        "        effect_after: 1d\n        latched: yes\n"
        "    obligations:\n"
        "      no_fire:\n        who: {each: sides}\n        must_not: {do: hostile_act}\n"
        "        where: anywhere\n        when: {from: {gate: ceasefire}, until: never}\n"
        "  - n: \"3\"\n    title: Heavy guns\n    says: Guns of 100 mm and more leave the strip within ten "
        "days.\n"
        "    obligations:\n"
        "      guns_out:\n        who: {each: sides}\n        must_not: {place: gun_100mm}\n"
        "        where: {in: [strip]}\n"
        "        when: {from: {gate: ceasefire, plus: 10d}, until: never}\n"
        "  - n: \"4\"\n    title: Monitoring and detainees\n"
        "    says: The mission reports every day; each side releases those it holds within thirty days.\n"
        "    obligations:\n"
        "      daily_report:\n        who: JMM\n        must: {do: daily_report}\n"
        "        when: {every: 1d, from: {gate: ceasefire}}\n"
        "      free_movement:\n        who: {each: sides}\n        must_not: {do: obstruction, against: "
        "JMM}\n"
        "        where: {in: [strip]}\n        when: {from: {gate: ceasefire}, until: never}\n"
        "      release:\n        who: {each: sides}\n        must: {do: release}\n"
        "        when: {after: {gate: ceasefire}, within: 30d}\n"
        "  - n: \"5\"\n    title: Talks\n    says: Talks begin after thirty quiet days.\n"
        "    clocks:\n"
        "      quiet30:\n        runs_while: {gate: ceasefire}\n        target: 30d\n        unit: "
        "civil_day\n"
        "        counts: {events: hostile_act, weight: severity, by: sides, where: anywhere}\n"
        "        tolerance: {per_day: \"1\", per_window: {days: \"7\", at_most: \"3\"}}\n"
        "        attribution: {needed: no}\n        on_break: restart\n"
        "        coverage_at_least: \"0.60\"\n        unobserved_day: hold\n"
        "    gates:\n"
        "      talks: {opens: {all: {quiet: {clock: quiet30}}}, latched: yes}\n\n"
        "want: [talks]\n");
}

void truce_demo_put_agreement(const struct truce_demo *demo, struct truce_buf *out)
{
    struct truce_demo_mission m;
    truce_demo_mission_make(demo, &m);
    put_head(demo, out);
    put_zones(&m, out);
    put_points(demo, out);
}

/* ---- the records ---- */

/* the keys that every record has, and a comma */
static void begin(const struct truce_demo *demo, struct truce_buf *out, const char *id, const char *kind,
                  const char *by, int day, int minute)
{
    char at[32];
    truce_demo_instant(demo, day, minute, at);
    truce_buf_printf(out, "{\"id\":\"%s\",\"kind\":\"%s\",\"by\":%s,\"valid\":\"%s\",", id, kind, by, at);
}

static void put_logged(const struct truce_demo *demo, struct truce_buf *out, int day, int minute)
{
    char at[32];
    truce_demo_instant(demo, day, minute, at);
    truce_buf_printf(out, "\"logged\":\"%s\",", at);
}

static void put_strikes(const struct truce_demo *demo, const struct truce_demo_mission *m,
                        struct truce_buf *out)
{
    char id[16];
    for (size_t i = 0; i < TRUCE_DEMO_STRIKES; i++) {
        const struct truce_demo_strike *s = &m->strikes[i];
        snprintf(id, sizeof id, "s%zu", i + 1);
        begin(demo, out, id, "report", "\"JMM\"", s->day, s->minute);
        put_logged(demo, out, s->day + 1, 540);
        truce_buf_printf(out,
                         "\"class\":\"drone_attack\",\"exists\":%.2f,\"actors\":{\"A\":%.2f,\"B\":%.2f},"
                         "\"place\":{\"at\":[%.7f,%.7f],\"sigma_m\":[%.0f,%.0f],\"azimuth_deg\":%.0f}}\n",
                         s->exists, s->by_a, s->by_b, s->at.lon_deg, s->at.lat_deg, s->sigma_major_m,
                         s->sigma_minor_m, s->azimuth_deg);
    }
}

static void put_shots(const struct truce_demo *demo, const struct truce_demo_mission *m,
                      struct truce_buf *out)
{
    size_t n;
    const struct truce_demo_shot *shots = truce_demo_shots(&n);
    for (size_t i = 0; i < n; i++) {
        const struct truce_lonlat *at = &m->line[(m->n_line / 2 + 3 * i) % m->n_line];
        begin(demo, out, shots[i].id, "report", "\"JMM\"", shots[i].day, shots[i].minute);
        put_logged(demo, out, shots[i].logged, shots[i].logged == shots[i].day ? shots[i].minute + 30 : 480);
        truce_buf_printf(out,
                         "\"class\":\"%s\",\"exists\":%.2f,\"actors\":{\"A\":0.45,\"B\":0.45},"
                         "\"place\":[%.7f,%.7f]}\n",
                         shots[i].class_, shots[i].exists, at->lon_deg, at->lat_deg);
    }
    begin(demo, out, "x3", "retraction", "\"JMM\"", 16, 480);
    truce_buf_puts(out, "\"about\":\"q3b\",\"reason\":\"the same shots as q3, heard at another post\"}\n");
    begin(demo, out, "u4", "ruling", "\"JC\"", 29, 660);
    truce_buf_puts(out, "\"about\":\"q4\",\"finding\":\"accident\",\"counts\":false}\n");
    begin(demo, out, "c2", "correction", "\"JMM\"", 36, 480);
    truce_buf_puts(out, "\"about\":\"q2\",\"record\":{\"class\":\"small_arms_fire\"},"
                        "\"reason\":\"the recording shows a machine gun\"}\n");
}

static void put_acts(const struct truce_demo *demo, const struct truce_demo_mission *m, struct truce_buf *out)
{
    struct truce_lonlat gun = m->line[m->n_line / 3];
    begin(demo, out, "sign", "declaration", "[\"A\",\"B\"]", 0, 720);
    truce_buf_puts(out, "\"signs\":\"core\"}\n");
    begin(demo, out, "order", "declaration", "[\"A\",\"B\"]", TRUCE_DEMO_CEASEFIRE - 1, 0);
    truce_buf_puts(out, "\"class\":\"ceasefire_order\"}\n");
    begin(demo, out, "release-b", "declaration", "\"B\"", 20, 600);
    truce_buf_puts(out, "\"class\":\"release\"}\n");
    begin(demo, out, "release-a", "declaration", "\"A\"", 41, 600);
    truce_buf_puts(out, "\"class\":\"release\"}\n");
    begin(demo, out, "g1", "report", "\"JMM\"", 16, 615);
    truce_buf_printf(out,
                     "\"class\":\"gun_100mm\",\"count\":2,\"pass\":\"p16\",\"actors\":{\"A\":0.97},\"place\":"
                     "[%.7f,%.7f]}\n",
                     gun.lon_deg, gun.lat_deg);
    begin(demo, out, "g2", "report", "\"JMM\"", 19, 700);
    truce_buf_printf(out,
                     "\"class\":\"gun_100mm\",\"count\":{\"at_least\":1},\"pass\":\"p19\",\"actors\":{\"A\":"
                     "0.95},\"place\":[%.7f,%.7f]}\n",
                     gun.lon_deg, gun.lat_deg);
    begin(demo, out, "g3", "report", "\"JMM\"", 22, 640);
    truce_buf_printf(
        out,
        "\"class\":\"gun_100mm\",\"count\":0,\"pass\":\"p22\",\"actors\":{\"A\":1},\"place\":[%.7f,%.7f]}\n",
        gun.lon_deg, gun.lat_deg);
}

static void put_watch(const struct truce_demo *demo, struct truce_buf *out)
{
    char from[32], until[32], id[16];
    for (int day = TRUCE_DEMO_CEASEFIRE; day < TRUCE_DEMO_MISSION_DAYS; day++) {
        truce_demo_instant(demo, day, 0, from);
        truce_demo_instant(demo, day + 1, 0, until);
        truce_buf_printf(out,
                         "{\"id\":\"w%d\",\"kind\":\"coverage\",\"by\":\"JMM\",\"valid\":{\"from\":\"%s\","
                         "\"until\":\"%s\"},",
                         day, from, until);
        put_logged(demo, out, day + 1, 360);
        truce_buf_printf(out, "\"share\":%.1f}\n", truce_demo_watched(day));
        if (day == 25) /* nobody could write that day */
            continue;
        snprintf(id, sizeof id, "d%d", day);
        begin(demo, out, id, "declaration", "\"JMM\"", day, 1140);
        truce_buf_puts(out, "\"class\":\"daily_report\"}\n");
    }
}

void truce_demo_put_records(const struct truce_demo *demo, struct truce_buf *out)
{
    struct truce_demo_mission m;
    truce_demo_mission_make(demo, &m);
    put_strikes(demo, &m, out);
    put_acts(demo, &m, out);
    put_shots(demo, &m, out);
    put_watch(demo, out);
}

/* ---- the truth ---- */

static void put_at(struct truce_json_writer *w, const char *key, struct truce_lonlat at)
{
    truce_json_key(w, key);
    truce_json_inline(w);
    truce_json_open_array(w);
    truce_json_number(w, at.lon_deg, 7);
    truce_json_number(w, at.lat_deg, 7);
    truce_json_close_array(w);
}

static void put_true_strike(struct truce_json_writer *w, const struct truce_demo_mission *m, size_t i)
{
    const struct truce_demo_strike *s = &m->strikes[i];
    char id[16];
    snprintf(id, sizeof id, "s%zu", i + 1);
    truce_json_inline(w);
    truce_json_open_object(w);
    truce_json_key(w, "id");
    truce_json_string(w, id);
    truce_json_key(w, "happened");
    truce_json_bool(w, s->happened);
    truce_json_key(w, "by");
    truce_json_string(w, s->by == 'A' ? "A" : s->by == 'B' ? "B" : NULL);
    put_at(w, "at", s->truly_at);
    truce_json_key(w, "to_line_km");
    truce_json_number(w, truce_demo_to_line_km(m, s->truly_at), 3);
    truce_json_close_object(w);
}

static void put_true_clock(const struct truce_demo *demo, struct truce_json_writer *w)
{
    char at[32];
    for (int day = TRUCE_DEMO_CEASEFIRE; day < TRUCE_DEMO_MISSION_DAYS; day++) {
        truce_demo_instant(demo, day, 720, at);
        truce_json_inline(w);
        truce_json_open_object(w);
        truce_json_key(w, "as_of");
        truce_json_string(w, at);
        truce_json_key(w, "strict");
        truce_json_integer(w, truce_demo_quiet_days(day, true));
        truce_json_key(w, "lenient");
        truce_json_integer(w, truce_demo_quiet_days(day, false));
        truce_json_close_object(w);
    }
}

void truce_demo_put_mission_truth(const struct truce_demo *demo, struct truce_buf *out)
{
    struct truce_demo_mission m;
    struct truce_json_writer w;

    truce_demo_mission_make(demo, &m);
    truce_json_writer_init(&w, out);
    truce_json_open_object(&w);
    truce_json_key(&w, "about");
    truce_json_string(&w, "What is true of the fictional ceasefire; docs/demo.md");
    truce_json_key(&w, "quiet30");
    truce_json_open_array(&w);
    put_true_clock(demo, &w);
    truce_json_close_array(&w);
    truce_json_key(&w, "strikes");
    truce_json_open_array(&w);
    for (size_t i = 0; i < TRUCE_DEMO_STRIKES; i++)
        put_true_strike(&w, &m, i);
    truce_json_close_array(&w);
    truce_json_close_object(&w);
    truce_buf_putc(out, '\n');
}
