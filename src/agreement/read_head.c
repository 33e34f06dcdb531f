/*
 * The key `agreement`: identity, calendar, defaults.
 */
#include "agreement/read.h"

#include <string.h>

#include "base/time_zone.h"

static int two_digits(const char *s)
{
    return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' ? (s[0] - '0') * 10 + (s[1] - '0') : -1;
}

/* "HH:MM" at s: minutes, or -1 */
static int minutes_of(const char *s)
{
    int hours = two_digits(s), minutes = hours >= 0 && s[2] == ':' ? two_digits(s + 3) : -1;
    return minutes >= 0 && minutes < 60 && s[5] == '\0' ? hours * 60 + minutes : -1;
}

static void read_offset(struct truce_reading *r, const struct truce_yaml_node *node,
                        struct truce_calendar *calendar)
{
    const char *text = node->text.at;

    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, "offset"))
        return;
    int minutes = node->text.len == 6 && (text[0] == '+' || text[0] == '-') ? minutes_of(text + 1) : -1;
    if (minutes < 0 || minutes > 18 * 60) {
        truce_read_error(
            r, "E04", node,
            "offset \"%.40s\" is no offset from Greenwich; write such as \"+02:00\", at most 18:00", text);
        return;
    }
    calendar->offset_s = (text[0] == '-' ? -60 : 60) * minutes;
}

static void read_zone(struct truce_reading *r, const struct truce_yaml_node *node,
                      struct truce_calendar *calendar)
{
    struct truce_time_zone *zone;
    struct truce_err err;
    const char *name;

    if (!truce_read_text(r, node, "zone", &name))
        return;
    enum truce_status status = truce_time_zone_open(name, &zone, &err);
    if (status == TRUCE_OK) {
        calendar->zone = zone;
        r->agreement->zone_name = name;
    } else if (status == TRUCE_ERR_MEMORY) {
        r->status = status;
        r->err = err;
    } else {
        truce_read_error(r, "E04", node, "%s", err.text);
    }
}

static void read_day_end(struct truce_reading *r, const struct truce_yaml_node *node,
                         struct truce_calendar *calendar)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, "reporting_day_ends"))
        return;
    int minutes = node->text.len == 5 ? minutes_of(node->text.at) : -1;
    if (minutes <= 0 || minutes > 24 * 60)
        truce_read_error(
            r, "E04", node,
            "reporting_day_ends \"%.40s\" is no time of day; write \"00:01\" to \"24:00\", such as \"19:30\"",
            node->text.at);
    else
        calendar->reporting_day_ends_s = minutes * 60;
}

static void read_calendar(struct truce_reading *r, const struct truce_yaml_node *node)
{
    struct truce_calendar *calendar = &r->agreement->calendar;
    size_t choice;

    if (node == NULL ||
        !truce_read_keys(r, node,
                         TRUCE_WORDS("offset", "zone", "reporting_day_ends", "day_counting", "month_end"),
                         "the calendar"))
        return;
    const struct truce_yaml_node *offset = truce_yaml_get(node, "offset"),
                                 *zone = truce_yaml_get(node, "zone");
    if (offset != NULL && zone != NULL)
        truce_read_error(r, "E04", zone->key, "the calendar has an offset and a zone; write one of them");
    if (offset != NULL)
        read_offset(r, offset, calendar);
    if (zone != NULL && offset == NULL)
        read_zone(r, zone, calendar);
    const struct truce_yaml_node *value = truce_yaml_get(node, "reporting_day_ends");
    if (value != NULL)
        read_day_end(r, value, calendar);
    value = truce_yaml_get(node, "day_counting");
    if (value != NULL &&
        truce_read_choice(r, value, TRUCE_WORDS("exclusive", "inclusive"), "day_counting", &choice)) {
        calendar->day_counting = choice == 0 ? TRUCE_DAYS_EXCLUSIVE : TRUCE_DAYS_INCLUSIVE;
        r->agreement->day_counting_given = true;
    }
    value = truce_yaml_get(node, "month_end");
    if (value != NULL &&
        truce_read_choice(r, value, TRUCE_WORDS("down", "up", "error"), "month_end", &choice)) {
        calendar->month_end = choice == 0   ? TRUCE_MONTH_END_DOWN
                              : choice == 1 ? TRUCE_MONTH_END_UP
                                            : TRUCE_MONTH_END_ERROR;
        r->agreement->month_end_given = true;
    }
}

void truce_read_head(struct truce_reading *r)
{
    struct truce_agreement *a = r->agreement;
    size_t choice;

    a->id = a->title = a->version = a->log = a->zone_name = "";
    truce_calendar_init(&a->calendar);
    a->proof = (struct truce_proof){0.90, 0.50};
    const struct truce_yaml_node *node = truce_yaml_get(r->doc.root, "agreement");
    if (node == NULL) {
        truce_read_error(r, "E04", r->doc.root, "`agreement` is missing: write agreement: {id: a-name}");
        return;
    }
    a->agreement_at = truce_read_spot(node->key);
    if (!truce_read_keys(
            r, node, TRUCE_WORDS("id", "title", "version", "status", "calendar", "proof", "finality", "log"),
            "`agreement`"))
        return;
    const struct truce_yaml_node *id = truce_read_need(r, node, "id", "`agreement`");
    if (id != NULL && truce_read_id(r, id, "the agreement"))
        a->id = id->text.at;
    truce_read_text_of(r, node, "title", &a->title);
    truce_read_text_of(r, node, "version", &a->version);
    truce_read_text_of(r, node, "log", &a->log);
    truce_read_duration_of(r, node, "finality", &a->finality);
    const struct truce_yaml_node *value = truce_yaml_get(node, "status");
    if (value != NULL &&
        truce_read_choice(r, value, TRUCE_WORDS("draft", "signed", "in_force", "suspended", "terminated"),
                          "status", &choice))
        a->status = (enum truce_agreement_status)choice;
    read_calendar(r, truce_yaml_get(node, "calendar"));
    truce_read_proof(r, truce_yaml_get(node, "proof"), &a->proof);
}
