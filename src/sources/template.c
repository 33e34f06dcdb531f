/*
 * Name patterns with a date in them: "map_{YYYYMMDD}.geojson".
 *
 * One idea: a field has a fixed width, so a pattern is walked once beside the name, without any going back.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "sources/template.h"

struct field {
    const char *name;   /* with its braces */
    const char *layout; /* Y, M and D stand for digits, other characters for themselves */
};

static const struct field fields[] = {
    {"{YYYYMMDD}", "YYYYMMDD"},
    {"{YYYY-MM-DD}", "YYYY-MM-DD"},
    {"{YYYY_MM_DD}", "YYYY_MM_DD"},
    {"{DDMMYYYY}", "DDMMYYYY"},
};

/* the field that begins at `at`, or NULL */
static const struct field *field_at(const char *at)
{
    for (size_t i = 0; at[0] == '{' && i < sizeof fields / sizeof *fields; i++)
        if (strncmp(at, fields[i].name, strlen(fields[i].name)) == 0)
            return &fields[i];
    return NULL;
}

size_t truce_template_fields(const char *template_text, const char **unknown)
{
    size_t n = 0;

    *unknown = NULL;
    for (const char *at = template_text; *at != '\0'; at++) {
        if (*at != '{' && *at != '}')
            continue;
        const struct field *field = field_at(at);
        if (field == NULL) {
            *unknown = at;
            return n;
        }
        n++;
        at += strlen(field->name) - 1;
    }
    return n;
}

static void add_field(struct truce_buf *out, const char *layout, struct truce_day day)
{
    int year, month, day_of_month;

    truce_day_to_civil(day, &year, &month, &day_of_month);
    for (const char *at = layout; *at != '\0';) {
        size_t run = strspn(at, (char[]){*at, '\0'});
        if (*at == 'Y')
            truce_buf_printf(out, "%04d", year);
        else if (*at == 'M')
            truce_buf_printf(out, "%02d", month);
        else if (*at == 'D')
            truce_buf_printf(out, "%02d", day_of_month);
        else
            truce_buf_add(out, at, run);
        at += run;
    }
}

char *truce_template_fill(const char *template_text, struct truce_day day)
{
    struct truce_buf out;

    truce_buf_init(&out);
    truce_buf_puts(&out, "");
    for (const char *at = template_text; *at != '\0';) {
        const struct field *field = field_at(at);
        if (field != NULL) {
            add_field(&out, field->layout, day);
            at += strlen(field->name);
        } else {
            truce_buf_putc(&out, *at++);
        }
    }
    char *filled = out.failed ? NULL : strdup(out.at != NULL ? out.at : "");
    truce_buf_fini(&out);
    return filled;
}

/* The digits of a field; false when `name` does not follow its layout. */
static bool read_field(const char *layout, const char *name, int *year, int *month, int *day)
{
    *year = *month = *day = 0;
    for (; *layout != '\0'; layout++, name++) {
        int *part = *layout == 'Y' ? year : *layout == 'M' ? month : *layout == 'D' ? day : NULL;
        if (part == NULL && *name != *layout)
            return false;
        if (part == NULL)
            continue;
        if (*name < '0' || *name > '9')
            return false;
        *part = *part * 10 + (*name - '0');
    }
    return true;
}

bool truce_template_match(const char *template_text, const char *name, struct truce_day *day, bool *bad_date)
{
    struct truce_day found = {TRUCE_DAY_NONE};
    bool bad = false;

    if (bad_date != NULL)
        *bad_date = false;
    while (*template_text != '\0') {
        const struct field *field = field_at(template_text);
        if (field == NULL) {
            if (*template_text++ != *name++)
                return false;
            continue;
        }
        struct truce_day this_one = {TRUCE_DAY_NONE};
        int year, month, day_of_month;
        if (!read_field(field->layout, name, &year, &month, &day_of_month))
            return false;
        bad |= !truce_day_from_civil(year, month, day_of_month, &this_one);
        bad |= found.n != TRUCE_DAY_NONE && found.n != this_one.n; /* two dates in one name that differ */
        found = this_one;
        template_text += strlen(field->name);
        name += strlen(field->layout);
    }
    if (*name != '\0')
        return false;
    if (bad) {
        if (bad_date != NULL)
            *bad_date = true;
        return false;
    }
    *day = found;
    return true;
}
