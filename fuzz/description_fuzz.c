/*
 * Any bytes as a source description: what is accepted can be used, and its name pattern reads back each day
 * that it writes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sources/description.h"
#include "sources/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_template(const char *text)
{
    struct truce_day day = {20451}, back = {TRUCE_DAY_NONE};
    bool bad;
    char *name = truce_template_fill(text, day);

    if (name == NULL)
        return;
    if (!truce_template_match(text, name, &back, &bad) || bad)
        abort();
    if (strchr(text, '{') != NULL && back.n != day.n)
        abort();
    free(name);
}

static void check_rules(const struct truce_description *d)
{
    bool counts = d->n_rules == 0;
    for (size_t i = 0; i < d->n_rules; i++) {
        counts |= !d->rules[i].ignore;
        if (!d->rules[i].ignore && !d->source.has_status[d->rules[i].status])
            abort();
    }
    if (!counts)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_text bytes = {(const char *)data, size};
    struct truce_description d;
    struct truce_err err;

    truce_description_init(&d);
    if (truce_description_parse(bytes, "fuzz.yaml", &d, &err) != TRUCE_OK) {
        if (err.text[0] == '\0' || (err.line == 0 && err.status != TRUCE_ERR_LIMIT))
            abort();
        return 0;
    }
    check_template(d.files);
    check_template(d.fetch_url);
    check_template(d.fetch_name);
    check_rules(&d);
    (void)truce_rules_find(&d, bytes);
    truce_description_fini(&d);
    return 0;
}
