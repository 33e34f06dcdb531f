/*
 * Days of an incident model, one after the other; private to this folder.
 *
 * The random numbers of a day are the block with counter (replication, day, stream of days, 0) under the key seed: words 0 and 1 the count, 2 whether the day
 * is observed, 3 whether the chain moves or a Poisson draw is refused.  Further tries of such draws have a stream of their own.
 */
#ifndef TRUCE_PLAN_DAY_DRAW_H
#define TRUCE_PLAN_DAY_DRAW_H

#include "base/random.h"
#include "plan/incident_model.h"

/* What the days of one replication remember. */
struct truce_day_draw {
    const struct truce_incidents *in;
    struct truce_draw at; /* seed, replication, and the day drawn last */
    int state;            /* of a chain */
    double weighted;      /* HAWKES: past counts, weighted by their age */
    size_t position;      /* in the series, of a bootstrap in blocks */
};

/* The block of a day. */
struct truce_philox truce_day_block(const struct truce_draw *at);

static inline uint64_t truce_day_bits(const struct truce_philox *block)
{
    return ((uint64_t)block->word[0] << 32 | block->word[1]) >> 11;
}

static inline bool truce_day_observed(const struct truce_incidents *in, const struct truce_philox *block)
{
    return block->word[2] < in->observed_below;
}

void truce_day_draw_begin(struct truce_day_draw *draw, uint32_t replication);

/* The class of the next day under the rule (plan/quiet_rule.h); days come in order, from 1.  raised: by retaliation. */
int32_t truce_day_draw_next(struct truce_day_draw *draw, bool raised, struct truce_philox *block);

#endif
