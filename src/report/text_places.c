/*
 * Places gained, lost and too close to call; and the one place of a claim that names one.
 *
 * One idea: a count of places is only as good as its list, so the count by kind comes first and the list is never more than
 * a flag away.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/plain.h"
#include "report/text_parts.h"
#include "report/words.h"

enum {
    LIST_ENDS = 5,  /* places shown from each end of a long list */
    KINDS_MAX = 16, /* kinds told apart; the rest is counted together */
};

static void put_kinds(const struct truce_page *page, const struct truce_place_changes *changes)
{
    const struct truce_place *places = page->answer->input.places->items;
    const char *kinds[KINDS_MAX];
    size_t counts[KINDS_MAX], n = 0, rest = 0;
    struct truce_buf line;

    for (size_t i = 0; i < changes->n; i++) {
        const char *kind = places[changes->items[i].place].kind;
        size_t k = 0;
        while (k < n && strcmp(kinds[k], kind) != 0)
            k++;
        if (k == KINDS_MAX) {
            rest++;
            continue;
        }
        if (k == n) {
            kinds[n] = kind;
            counts[n++] = 0;
        }
        counts[k]++;
    }
    truce_buf_init(&line);
    for (size_t k = 0; k < n; k++)
        truce_buf_printf(&line, "%s%s: %zu", k == 0 ? "by kind: " : ", ",
                         kinds[k][0] != '\0' ? kinds[k] : "kind not given", counts[k]);
    if (rest > 0)
        truce_buf_printf(&line, ", other: %zu", rest);
    truce_page_wrap(page, line.at != NULL ? line.at : "");
    page->out->failed = page->out->failed || line.failed;
    truce_buf_fini(&line);
}

static void place_row(const struct truce_page *page, const struct truce_place_change *change,
                      struct truce_table *table)
{
    const struct truce_place *place = &page->answer->input.places->items[change->place];
    char day[TRUCE_DAY_TEXT], far[TRUCE_WORDS_NUMBER];

    truce_day_format(change->first_day, day);
    truce_words_distance(change->distance_m, far, sizeof far);
    truce_table_cell(table, day[0] != '\0' ? day : "-");
    truce_table_cell(table, place->name);
    truce_table_cell(table, place->kind);
    truce_table_cell(table, page->answer->input.regions != NULL ? truce_page_region(page, change->region)
                                                                : place->region);
    truce_table_cell(table, isfinite(change->distance_m) ? far : "farther than was looked");
}

static void put_list(const struct truce_page *page, const struct truce_place_changes *changes)
{
    static const char *const heads[] = {"since", "place", "kind", "region", "from the line"};
    bool all = page->options->list_places || changes->n <= 2 * LIST_ENDS + 1;
    struct truce_table table;

    truce_table_init(&table, 5, 0x10);
    for (size_t i = 0; i < 5; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t i = 0; i < changes->n; i++) {
        if (!all && i == LIST_ENDS) {
            char skipped[64];
            snprintf(skipped, sizeof skipped, "(%zu more)", changes->n - 2 * LIST_ENDS);
            truce_table_cell(&table, "...");
            truce_table_cell(&table, skipped);
            for (size_t k = 0; k < 3; k++)
                truce_table_cell(&table, "");
            i = changes->n - LIST_ENDS;
        }
        place_row(page, &changes->items[i], &table);
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}

static void put_changes(const struct truce_page *page, const struct truce_source_answer *source,
                        const char *what, const struct truce_place_changes *changes, bool list)
{
    char head[160];

    snprintf(head, sizeof head, "Places %s, as %.60s shows it: %zu", what, source->source->id, changes->n);
    truce_page_head(page, head);
    if (changes->n == 0)
        return;
    put_kinds(page, changes);
    if (list)
        put_list(page, changes);
}

/* A claim of an area needs no list where another claim of the answer counts places: that one has it. */
static bool wants_list(const struct truce_page *page, const struct truce_claim *claim)
{
    bool counted = claim->quantity == TRUCE_QUANTITY_PLACES || page->options->list_places;

    for (size_t c = 0; c < page->answer->n && !counted; c++)
        if (page->answer->claims[c].claim->quantity == TRUCE_QUANTITY_PLACES)
            return false;
    return true;
}

void truce_page_places(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    bool list = wants_list(page, claim->claim);

    if (page->answer->input.places == NULL) {
        truce_page_head(page, "Places");
        truce_page_wrap(page, "No places were given, so none are counted.");
        return;
    }
    for (size_t s = 0; s < claim->n_sources; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        if (source->source->areas_only || source->judged.finding == TRUCE_FINDING_NO_EVIDENCE)
            continue;
        if (source->gained.n > 0 || claim->claim->quantity == TRUCE_QUANTITY_PLACES)
            put_changes(page, source, "gained", &source->gained, list);
        if (source->lost.n > 0)
            put_changes(page, source, "lost", &source->lost, list);
        if (source->close.n > 0)
            put_changes(page, source, "too close to call (within two sigma of the line)", &source->close,
                        list);
    }
}

static void share_cell(struct truce_table *table, double share)
{
    char text[TRUCE_WORDS_NUMBER];

    snprintf(text, sizeof text, "%.1f %%", 100.0 * share);
    truce_table_cell(table, isnan(share) ? "-" : text);
}

static void named_row(const struct truce_source_answer *source, struct truce_table *table)
{
    const struct truce_place_state *place = &source->place;
    char day[TRUCE_DAY_TEXT], far[TRUCE_WORDS_NUMBER];

    truce_table_cell(table, source->source->id);
    share_cell(table, place->share_held);
    share_cell(table, place->share_claimed);
    truce_words_distance(place->distance_m, far, sizeof far);
    truce_table_cell(table, isfinite(place->distance_m) ? far : "farther than was looked");
    truce_day_format(place->first_inside, day);
    truce_table_cell(table, day[0] != '\0' ? day : "never");
    truce_day_format(place->last_inside, day);
    truce_table_cell(table, day[0] != '\0' ? day : "never");
}

void truce_page_named_place(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    static const char *const heads[] = {"source",        "held",         "claimed",
                                        "from the line", "first inside", "last inside"};
    struct truce_table table;
    char line[256];

    truce_page_head(page, "The place on the map");
    truce_table_init(&table, 6, 0x0E);
    for (size_t i = 0; i < 6; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t s = 0; s < claim->n_sources; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        if (source->judged.finding == TRUCE_FINDING_NO_EVIDENCE) {
            if (source->place.n_matches > 1) {
                snprintf(line, sizeof line,
                         "%s: %zu places are called so; name the region to tell them apart.",
                         source->source->id, source->place.n_matches);
                truce_text_mend(line, sizeof line);
                truce_page_wrap(page, line);
            }
            continue;
        }
        named_row(source, &table);
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}
