/*
 * Areas in total and by region, and how wrong the map would have to be.
 *
 * One idea: what the source draws, what lies in the claim's area, and what lies in no region at all are three different
 * totals, and a reader who adds them up must be able to see which is which.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/plain.h"
#include "report/text_parts.h"
#include "report/words.h"

static void area_row(struct truce_table *table, const char *source, const char *what,
                     const struct truce_area_change *area)
{
    truce_table_cell(table, source);
    truce_table_cell(table, what);
    truce_table_number(table, area->held_start_km2, 1);
    truce_table_number(table, area->held_end_km2, 1);
    truce_table_number(table, area->gained_km2, 1);
    truce_table_number(table, area->lost_km2, 1);
    truce_table_number(table, area->held_end_km2 - area->held_start_km2, 1);
}

static void area_heads(struct truce_table *table, const char *what)
{
    const char *const heads[] = {"source", what, "held first", "held last", "gained", "lost", "net"};

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        truce_table_cell(table, heads[i]);
}

static void put_totals(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    struct truce_table table;

    truce_page_head(page, "Area, km2");
    truce_table_init(&table, 7, 0x7C);
    area_heads(&table, "what is counted");
    for (size_t s = 0; s < claim->n_sources; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        const char *id = source->source->id;
        if (isnan(source->drawn.held_end_km2)) {
            area_row(&table, id, "nothing: no evidence", &source->drawn);
            continue;
        }
        area_row(&table, id, "all that is drawn", &source->drawn);
        area_row(&table, id, "within the claim's area", &source->scoped);
        for (size_t r = 0; r < source->n_regions; r++)
            if (source->regions[r].region < 0)
                area_row(&table, id, "outside of all regions", &source->regions[r].area);
        if (!isnan(source->high.held_end_km2))
            area_row(&table, id, "with claimed areas", &source->high);
        if (!isnan(source->with_contested.held_end_km2))
            area_row(&table, id, "with claimed and contested areas", &source->with_contested);
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}

static void put_regions(const struct truce_page *page, const struct truce_source_answer *source)
{
    const char *const heads[] = {"region", "held first",    "held last",  "gained",
                                 "lost",   "places gained", "places lost"};
    struct truce_table table;
    char head[128];

    snprintf(head, sizeof head, "By region, as %.60s shows it, km2", source->source->id);
    truce_page_head(page, head);
    truce_table_init(&table, 7, 0x7E);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t r = 0; r < source->n_regions; r++) {
        const struct truce_region_change *region = &source->regions[r];
        truce_table_cell(&table, truce_page_region(page, region->region));
        truce_table_number(&table, region->area.held_start_km2, 1);
        truce_table_number(&table, region->area.held_end_km2, 1);
        truce_table_number(&table, region->area.gained_km2, 1);
        truce_table_number(&table, region->area.lost_km2, 1);
        truce_table_count(&table, region->places_gained);
        truce_table_count(&table, region->places_lost);
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}

static bool same_regions(const struct truce_claim *a, const struct truce_claim *b)
{
    if (a->n_regions != b->n_regions || strcmp(a->country, b->country) != 0)
        return false;
    for (size_t i = 0; i < a->n_regions; i++)
        if (strcmp(a->regions[i], b->regions[i]) != 0)
            return false;
    return true;
}

/* The first claim before this one whose areas are the same because period, ground and party are; NULL for none. */
static const struct truce_claim *same_before(const struct truce_page *page,
                                             const struct truce_claim_answer *claim)
{
    const struct truce_claim *mine = claim->claim;

    for (const struct truce_claim_answer *other = page->answer->claims; other < claim; other++) {
        const struct truce_claim *theirs = other->claim;
        if (theirs->quantity == TRUCE_QUANTITY_AREA && theirs->from.n == mine->from.n &&
            theirs->to.n == mine->to.n && strcmp(theirs->party, mine->party) == 0 &&
            same_regions(theirs, mine))
            return theirs;
    }
    return NULL;
}

void truce_page_areas(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    const struct truce_claim *before = same_before(page, claim);

    if (before != NULL) {
        truce_page_head(page, "Area, km2");
        truce_page_wrapf(page, "  ", "As under claim %s: period, ground and party are the same.", before->id);
        return;
    }
    put_totals(page, claim);
    for (size_t s = 0; s < claim->n_sources; s++)
        if (claim->sources[s].n_regions > 0)
            put_regions(page, &claim->sources[s]);
    if (page->answer->input.regions == NULL)
        truce_page_wrap(page,
                        "No regions were given: what lies outside of the country cannot be told apart.");
}

static void put_shift_table(const struct truce_page *page, const struct truce_source_answer *source)
{
    struct truce_table table;

    truce_table_init(&table, 3, 0x07);
    truce_table_cell(&table, "line moved out by, m");
    truce_table_cell(&table, "area, km2");
    truce_table_cell(&table, "places");
    for (size_t i = 0; i < source->n_shifts; i++) {
        truce_table_number(&table, source->shifts[i].d_m, 0);
        truce_table_number(&table, source->shifts[i].area_km2, 1);
        truce_table_number(&table, source->shifts[i].places, 0);
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}

static void put_shift(const struct truce_page *page, const struct truce_claim_answer *claim,
                      const struct truce_source_answer *source)
{
    char sentence[256], first[128], line[160];

    truce_words_shift(claim->claim, source, &source->judged, page->answer->options.shift_limit_m, sentence,
                      sizeof sentence);
    if (sentence[0] == '\0' && source->n_shifts == 0)
        return;
    truce_page_source(claim, source, 2, first, sizeof first);
    truce_plain_wrap(page->out, first, sentence, page->options->columns);
    if (!source->front_knows_borders)
        truce_page_wrap(
            page, "Without regions, coast and state border cannot be told from the line of contact: all of "
                  "the edge counts as line of contact here and was moved.");
    if (source->front_scale_error >= 0.0005) {
        snprintf(line, sizeof line,
                 "Distances in the plane in which the line was moved are off by up to %.1f %%.",
                 100.0 * source->front_scale_error);
        truce_page_wrap(page, line);
    }
    if (source->n_shifts > 0)
        put_shift_table(page, source);
}

void truce_page_shifts(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    bool any = false;

    for (size_t s = 0; s < claim->n_sources; s++)
        any = any || claim->sources[s].n_shifts > 0 ||
              claim->sources[s].judged.shift_state != TRUCE_SHIFT_NOT_ASKED;
    if (!any)
        return;
    truce_page_head(page, "How wrong would the map have to be?");
    for (size_t s = 0; s < claim->n_sources; s++)
        put_shift(page, claim, &claim->sources[s]);
}
