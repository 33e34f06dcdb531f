/*
 * Any bytes as a claims file: what is accepted keeps the promises of sources/claims.c, what is refused names
 * a place.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sources/sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_claim(const struct truce_claim *claim)
{
    bool is_place = claim->quantity == TRUCE_QUANTITY_PLACE;
    if (claim->id[0] == '\0' || claim->by[0] == '\0' || claim->party[0] == '\0' || claim->line == 0)
        abort();
    if (is_place != (isnan(claim->value) != 0) || claim->value < 0 || (is_place && claim->place[0] == '\0'))
        abort();
    if (claim->to.n == TRUCE_DAY_NONE ||
        (claim->from.n == TRUCE_DAY_NONE) != (claim->sense == TRUCE_SENSE_HELD) ||
        claim->from.n > claim->to.n)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_claims claims;
    struct truce_err err;

    truce_claims_init(&claims);
    if (truce_claims_parse((struct truce_text){(const char *)data, size}, "fuzz.yaml", &claims, &err) !=
        TRUCE_OK) {
        if (err.text[0] == '\0' || (err.line == 0 && err.status != TRUCE_ERR_LIMIT))
            abort();
        return 0;
    }
    for (size_t i = 0; i < claims.n; i++) {
        check_claim(&claims.items[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(claims.items[i].id, claims.items[j].id) == 0)
                abort();
    }
    truce_claims_fini(&claims);
    return 0;
}
