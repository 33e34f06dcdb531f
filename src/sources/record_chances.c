/*
 * Chances by name: who did it, what it was.
 */
#include "sources/record_parts.h"
#include "sources/record_read.h"

static bool read_chances(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                         const char *wanted, const struct truce_share **out, size_t *n_out)
{
    double sum = 0;
    size_t n = 0;
    void *memory = NULL;
    bool good = true;

    if (value->type != TRUCE_VALUE_OBJECT || value->first == NULL) {
        truce_record_wrong(d, value, what, wanted);
        return false;
    }
    if (d->status == TRUCE_OK)
        d->status = truce_arena_alloc(d->arena, value->n * sizeof(struct truce_share), &memory, d->err);
    if (d->status != TRUCE_OK)
        return false;
    struct truce_share *shares = memory;
    for (const struct truce_value *item = value->first; item != NULL; item = item->next) {
        struct truce_share share = {"", 0};
        if (item->key.len == 0 || item->key.len > TRUCE_RECORD_NAME_MAX) {
            truce_diagnostics_add(d->found, "E04", item->key_at, "%s: a name has 1 to %d bytes", what,
                                  TRUCE_RECORD_NAME_MAX);
            good = false;
            continue;
        }
        good = truce_record_number(d, item, what, 1, false, &share.p) && good;
        sum += share.p;
        if (truce_text_is(item->key, "unknown")) /* the rest is unknown anyhow */
            continue;
        if (!truce_record_copy(d, item->key, &share.name))
            return false;
        shares[n++] = share;
    }
    if (good && sum > 1 + 1e-9) {
        truce_diagnostics_add(d->found, "E04", value->at, "%s: the probabilities add up to %.6g, more than 1",
                              what, sum);
        good = false;
    }
    *out = shares;
    *n_out = n;
    return good;
}

bool truce_record_read_actors(struct truce_record_decoder *d, const struct truce_value *value,
                              struct truce_record *record)
{
    if (record->actors != NULL) {
        truce_diagnostics_add(d->found, "E04", value->key_at, "\"actor\" and \"actors\" are one key");
        return false;
    }
    return read_chances(d, value, "actors", "an object with a probability for each party", &record->actors,
                        &record->n_actors);
}

bool truce_record_read_classes(struct truce_record_decoder *d, const struct truce_value *value,
                               struct truce_record *record)
{
    return read_chances(d, value, "classes", "an object with a probability for each class", &record->classes,
                        &record->n_classes);
}
