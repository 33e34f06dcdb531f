/*
 * Days of an incident model.
 *
 * HAWKES in discrete time, with a geometric kernel: with phi = 1 - 1 / decay_days
 *
 *     S(1) = mean,   rate(d) = mean (1 - excitation) + excitation S(d),   S(d+1) = phi S(d) + (1 - phi) N(d),   N(d) ~ Poisson(rate(d))
 *
 * so that an incident brings `excitation` further ones, with delays 1, 2, ... of chances (1 - phi) phi^(delay-1) and mean decay_days, and every day's
 * expectation is `mean`.  It is the integer-valued GARCH(1,1) of R. Ferland, A. Latour, D. Oraichi, J. Time Series Analysis 27 (2006),
 * doi:10.1111/j.1467-9892.2006.00496.x, which gives its moments.
 *
 * BOOTSTRAP in blocks: each block begins on a day of the series drawn at random, the series being a ring, so that all its days are equally likely.
 * Source: D. Politis, J. Romano, "A circular block-resampling procedure for stationary data" (1992).
 */
#include "plan/day_draw.h"

#define STREAM_DAY 0

struct truce_philox truce_day_block(const struct truce_draw *at)
{
    const uint32_t key[2] = {(uint32_t)at->seed, (uint32_t)(at->seed >> 32)};
    const uint32_t counter[4] = {at->replication, at->day, STREAM_DAY, 0};

    return truce_philox4x32_10(counter, key);
}

void truce_day_draw_begin(struct truce_day_draw *draw, uint32_t replication)
{
    draw->at.replication = replication;
    draw->at.day = 0;
    draw->state = draw->in->n_states > 1 && draw->in->model->starts_tense ? TRUCE_TENSE : TRUCE_CALM;
    draw->weighted = draw->in->model->mean;
    draw->position = 0;
}

static int32_t by_hawkes(struct truce_day_draw *draw, bool raised, const struct truce_philox *block)
{
    const struct truce_incident_model *model = draw->in->model;
    double rate = model->mean * (1.0 - model->excitation) + model->excitation * draw->weighted;
    const double keep = draw->in->keep;

    if (raised)
        rate *= draw->in->raised;
    int64_t count = truce_count_draw_poisson(rate, block, &draw->at);
    draw->weighted = keep * draw->weighted + (1.0 - keep) * (double)count;
    return truce_quiet_class(&draw->in->steps, count);
}

static int32_t by_block(struct truce_day_draw *draw, const struct truce_philox *block)
{
    const struct truce_incident_model *model = draw->in->model;

    if ((draw->at.day - 1) % model->block_days == 0)
        draw->position = (size_t)(truce_draw_unit(block->word[0], block->word[1]) * (double)model->n_series);
    else
        draw->position = draw->position + 1 < model->n_series ? draw->position + 1 : 0;
    return draw->in->classes[draw->position];
}

static int32_t by_law(struct truce_day_draw *draw, bool raised, const struct truce_philox *block)
{
    const struct truce_incident_model *model = draw->in->model;

    if (draw->in->n_states > 1 && draw->at.day > 1) {
        double chance = draw->state == TRUCE_TENSE ? model->tense_to_calm : model->calm_to_tense;
        if (block->word[3] * 0x1p-32 < chance)
            draw->state = TRUCE_TENSE - draw->state;
    }
    return truce_incidents_class(draw->in, draw->state, raised && draw->in->n_levels > 1,
                                 truce_day_bits(block));
}

int32_t truce_day_draw_next(struct truce_day_draw *draw, bool raised, struct truce_philox *block)
{
    draw->at.day++;
    *block = truce_day_block(&draw->at);
    if (draw->in->way == TRUCE_DAYS_BY_LAW)
        return by_law(draw, raised, block);
    return draw->in->way == TRUCE_DAYS_BY_BLOCK ? by_block(draw, block) : by_hawkes(draw, raised, block);
}
