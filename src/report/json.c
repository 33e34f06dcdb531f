/*
 * The answer to claims as JSON.
 *
 * One idea: this is the answer itself, not a choice from it, so that a second program can make every table and picture from it.
 * Invariants: keys stand in a fixed order; what is not known is null and never left out; square kilometres have 6 decimals, metres 1,
 * shares 6, positions 7.
 */
#include "report/json.h"

#include <math.h>

#include "base/json_writer.h"
#include "report/words.h"

enum { KM2 = 6, METRES = 1, SHARE = 6, DEGREES = 7 };

static void put_text(struct truce_json_writer *w, const char *key, const char *value)
{
    truce_json_key(w, key);
    truce_json_string(w, value);
}

/* "" means "not given" in our records: null */
static void put_given(struct truce_json_writer *w, const char *key, const char *value)
{
    put_text(w, key, value != NULL && value[0] != '\0' ? value : NULL);
}

static void put_number(struct truce_json_writer *w, const char *key, double value, int decimals)
{
    truce_json_key(w, key);
    truce_json_number(w, value, decimals);
}

static void put_count(struct truce_json_writer *w, const char *key, size_t n)
{
    truce_json_key(w, key);
    truce_json_integer(w, (int64_t)n);
}

static void put_bool(struct truce_json_writer *w, const char *key, bool value)
{
    truce_json_key(w, key);
    truce_json_bool(w, value);
}

static void put_day(struct truce_json_writer *w, const char *key, struct truce_day day)
{
    char text[TRUCE_DAY_TEXT];

    truce_day_format(day, text);
    put_given(w, key, text);
}

static void put_names(struct truce_json_writer *w, const char *key, const char *const *names, size_t n)
{
    truce_json_key(w, key);
    truce_json_inline(w);
    truce_json_open_array(w);
    for (size_t i = 0; i < n; i++)
        truce_json_string(w, names[i]);
    truce_json_close_array(w);
}

static void put_region(struct truce_json_writer *w, const struct truce_verify_answer *answer, int region)
{
    const struct truce_regions *regions = answer->input.regions;
    bool known = region >= 0 && regions != NULL && (size_t)region < regions->n;

    put_text(w, "region", known ? regions->items[region].name : NULL);
}

/* --- what was asked --- */

static void put_claim(struct truce_json_writer *w, const struct truce_claim *claim)
{
    put_text(w, "id", claim->id);
    put_given(w, "by", claim->by);
    put_day(w, "said", claim->said);
    put_given(w, "source_title", claim->source_title);
    put_given(w, "source_url", claim->source_url);
    put_given(w, "party", claim->party);
    put_day(w, "from", claim->from);
    put_day(w, "to", claim->to);
    put_given(w, "country", claim->country);
    put_names(w, "regions", claim->regions, claim->n_regions);
    put_text(w, "quantity", truce_quantity_name(claim->quantity));
    put_text(w, "sense", truce_sense_name(claim->sense));
    put_number(w, "value", claim->value, KM2);
    put_given(w, "value_as_written", claim->value_text);
    put_given(w, "place", claim->place);
    put_given(w, "place_region", claim->place_region);
    put_names(w, "kinds", claim->kinds, claim->n_kinds);
    put_count(w, "line", claim->line);
}

static void put_source(struct truce_json_writer *w, const struct truce_source *source)
{
    truce_json_open_object(w);
    put_text(w, "id", source->id);
    put_given(w, "title", source->title);
    put_given(w, "publisher", source->publisher);
    put_given(w, "url", source->url);
    put_given(w, "licence", source->licence);
    put_given(w, "party", source->party);
    put_bool(w, "areas_only", source->areas_only);
    put_bool(w, "advance_is_held", source->advance_is_held);
    truce_json_key(w, "statuses");
    truce_json_inline(w);
    truce_json_open_array(w);
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++)
        if (source->has_status[s])
            truce_json_string(w, truce_control_status_name((enum truce_control_status)s));
    truce_json_close_array(w);
    truce_json_key(w, "shows_day_offset");
    truce_json_integer(w, source->shows_day_offset);
    put_number(w, "sigma_m", source->sigma_m, METRES);
    put_given(w, "sigma_basis", source->sigma_basis);
    put_number(w, "suspect_ratio", source->suspect_ratio, SHARE);
    truce_json_close_object(w);
}

static void put_options(struct truce_json_writer *w, const struct truce_verify_options *options)
{
    truce_json_key(w, "options");
    truce_json_open_object(w);
    truce_json_key(w, "gap_days");
    truce_json_integer(w, options->gap_days);
    put_bool(w, "use_suspect", options->use_suspect);
    put_number(w, "assumed_sigma_m", options->assumed_sigma_m, METRES);
    put_number(w, "shift_limit_m", options->shift_limit_m, METRES);
    put_number(w, "border_margin_m", options->border_margin_m, METRES);
    truce_json_close_object(w);
}

/* --- what a source shows --- */

static void put_end(struct truce_json_writer *w, const char *key, const struct truce_end *end)
{
    bool shown = end->shown.n != TRUCE_DAY_NONE;

    truce_json_key(w, key);
    truce_json_inline(w);
    truce_json_open_object(w);
    put_day(w, "wanted", end->wanted);
    put_day(w, "used", end->shown);
    truce_json_key(w, "gap_days");
    if (shown)
        truce_json_integer(w, end->gap_days);
    else
        truce_json_null(w);
    put_text(w, "file", end->file);
    put_text(w, "why_none", shown ? NULL : end->why_none);
    truce_json_close_object(w);
}

static void put_area(struct truce_json_writer *w, const struct truce_area_change *area)
{
    put_number(w, "held_start_km2", area->held_start_km2, KM2);
    put_number(w, "held_end_km2", area->held_end_km2, KM2);
    put_number(w, "gained_km2", area->gained_km2, KM2);
    put_number(w, "lost_km2", area->lost_km2, KM2);
}

static void put_named_area(struct truce_json_writer *w, const char *key, const struct truce_area_change *area)
{
    truce_json_key(w, key);
    truce_json_inline(w);
    truce_json_open_object(w);
    put_area(w, area);
    truce_json_close_object(w);
}

static void put_judged(struct truce_json_writer *w, const struct truce_claim_answer *claim,
                       const struct truce_source_answer *source, const struct truce_judged *judged)
{
    static const char *const states[] = {"not asked", "found", "beyond the limit"};
    char words[512];

    truce_finding_words(claim->claim, source, judged, words, sizeof words);
    truce_json_open_object(w);
    put_number(w, "value", judged->value, KM2);
    put_given(w, "value_as_written", judged->value_text);
    put_given(w, "reported_by", judged->reported_by);
    put_text(w, "finding", truce_finding_name(judged->finding));
    put_text(w, "finding_words", words);
    put_number(w, "excess", judged->excess, SHARE);
    put_day(w, "reached", judged->reached);
    put_text(w, "shift", states[judged->shift_state]);
    put_number(w, "shift_m", judged->shift_state == TRUCE_SHIFT_FOUND ? judged->shift_m : NAN, METRES);
    truce_json_close_object(w);
}

static void put_regions(struct truce_json_writer *w, const struct truce_verify_answer *answer,
                        const struct truce_source_answer *source)
{
    truce_json_key(w, "regions");
    truce_json_open_array(w);
    for (size_t r = 0; r < source->n_regions; r++) {
        const struct truce_region_change *region = &source->regions[r];
        truce_json_inline(w);
        truce_json_open_object(w);
        put_region(w, answer, region->region);
        put_area(w, &region->area);
        put_count(w, "places_gained", region->places_gained);
        put_count(w, "places_lost", region->places_lost);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
}

static void put_place_fields(struct truce_json_writer *w, const struct truce_place *place)
{
    put_text(w, "name", place->name);
    put_given(w, "kind", place->kind);
    put_given(w, "region_in_file", place->region);
    put_number(w, "lat_deg", place->at.lat_deg, DEGREES);
    put_number(w, "lon_deg", place->at.lon_deg, DEGREES);
}

static void put_changes(struct truce_json_writer *w, const char *key,
                        const struct truce_verify_answer *answer, const struct truce_place_changes *changes)
{
    truce_json_key(w, key);
    truce_json_open_array(w);
    for (size_t i = 0; i < changes->n; i++) {
        const struct truce_place_change *change = &changes->items[i];
        truce_json_inline(w);
        truce_json_open_object(w);
        put_place_fields(w, &answer->input.places->items[change->place]);
        put_region(w, answer, change->region);
        put_day(w, "first_day", change->first_day);
        put_number(w, "distance_m", change->distance_m, METRES);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
}

static void put_place_state(struct truce_json_writer *w, const struct truce_verify_answer *answer,
                            const struct truce_source_answer *source)
{
    const struct truce_place_state *state = &source->place;

    truce_json_open_object(w);
    put_count(w, "matches", state->n_matches);
    if (state->n_matches == 1 && answer->input.places != NULL)
        put_place_fields(w, &answer->input.places->items[state->place]);
    put_number(w, "share_held", state->share_held, SHARE);
    put_number(w, "share_claimed", state->share_claimed, SHARE);
    put_number(w, "distance_m", state->distance_m, METRES);
    put_day(w, "first_inside", state->first_inside);
    put_day(w, "last_inside", state->last_inside);
    truce_json_close_object(w);
}

static void put_shifts(struct truce_json_writer *w, const struct truce_source_answer *source)
{
    truce_json_key(w, "shifts");
    truce_json_open_array(w);
    for (size_t i = 0; i < source->n_shifts; i++) {
        truce_json_inline(w);
        truce_json_open_object(w);
        put_number(w, "d_m", source->shifts[i].d_m, METRES);
        put_number(w, "area_km2", source->shifts[i].area_km2, KM2);
        put_number(w, "places", source->shifts[i].places, 0);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
}

static void put_track(struct truce_json_writer *w, const struct truce_source_answer *source)
{
    truce_json_key(w, "track");
    truce_json_open_array(w);
    for (size_t i = 0; i < source->n_track; i++) {
        const struct truce_track_row *row = &source->track[i];
        truce_json_inline(w);
        truce_json_open_object(w);
        put_day(w, "day", row->day);
        put_number(w, "figure", row->figure, KM2);
        put_number(w, "figure_with_claimed", row->figure_high, KM2);
        put_number(w, "held_km2", row->held_km2, KM2);
        put_bool(w, "suspect", row->suspect);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
}

static void put_figure(struct truce_json_writer *w, const struct truce_source_answer *source)
{
    put_number(w, "figure", source->figure, KM2);
    put_bool(w, "figure_is_lower_bound", source->figure_is_lower_bound);
    put_number(w, "figure_low", source->figure_low, KM2);
    put_number(w, "figure_high", source->figure_high, KM2);
    put_number(w, "figure_with_claimed", source->figure_with_claimed, KM2);
    put_number(w, "sigma_m", source->sigma_m, METRES);
    put_bool(w, "sigma_assumed", source->sigma_assumed);
}

static void put_source_answer(struct truce_json_writer *w, const struct truce_verify_answer *answer,
                              const struct truce_claim_answer *claim,
                              const struct truce_source_answer *source)
{
    truce_json_open_object(w);
    put_text(w, "source", source->source->id);
    truce_json_key(w, "judged");
    put_judged(w, claim, source, &source->judged);
    truce_json_key(w, "variants");
    truce_json_open_array(w);
    for (size_t v = 0; v < claim->claim->n_variants; v++)
        put_judged(w, claim, source, &source->variants[v]);
    truce_json_close_array(w);
    put_figure(w, source);
    put_end(w, "start", &source->start);
    put_end(w, "end", &source->end);
    put_named_area(w, "drawn", &source->drawn);
    put_named_area(w, "scoped", &source->scoped);
    put_named_area(w, "with_claimed", &source->high);
    put_named_area(w, "with_contested", &source->with_contested);
    put_regions(w, answer, source);
    put_bool(w, "front_knows_borders", source->front_knows_borders);
    put_number(w, "front_length_m", source->front_length_m, METRES);
    put_number(w, "front_scale_error", source->front_scale_error, SHARE);
    put_shifts(w, source);
    truce_json_key(w, "place");
    if (claim->claim->quantity == TRUCE_QUANTITY_PLACE)
        put_place_state(w, answer, source);
    else
        truce_json_null(w);
    put_changes(w, "places_gained", answer, &source->gained);
    put_changes(w, "places_lost", answer, &source->lost);
    put_changes(w, "places_close", answer, &source->close);
    put_track(w, source);
    truce_json_close_object(w);
}

static void put_published(struct truce_json_writer *w, const struct truce_published *published)
{
    truce_json_open_object(w);
    put_given(w, "by", published->by);
    put_day(w, "said", published->said);
    put_day(w, "from", published->from);
    put_day(w, "to", published->to);
    put_number(w, "area_km2", published->area_km2, KM2);
    put_number(w, "places", published->places, 0);
    put_given(w, "counts", published->counts);
    put_given(w, "url", published->url);
    truce_json_close_object(w);
}

static void put_claim_answer(struct truce_json_writer *w, const struct truce_verify_answer *answer,
                             const struct truce_claim_answer *claim)
{
    char sentence[768];

    truce_words_answer(claim, sentence, sizeof sentence);
    truce_json_open_object(w);
    put_claim(w, claim->claim);
    put_text(w, "answer", sentence);
    put_count(w, "sources_with_evidence", claim->n_evidence);
    put_count(w, "sources_in_support", claim->n_supported);
    put_number(w, "figure_min", claim->figure_min, KM2);
    put_number(w, "figure_max", claim->figure_max, KM2);
    truce_json_key(w, "published");
    truce_json_open_array(w);
    for (size_t i = 0; i < claim->n_published; i++)
        put_published(w, &answer->input.claims->published[claim->published[i]]);
    truce_json_close_array(w);
    truce_json_key(w, "sources");
    truce_json_open_array(w);
    for (size_t s = 0; s < claim->n_sources; s++)
        put_source_answer(w, answer, claim, &claim->sources[s]);
    truce_json_close_array(w);
    truce_json_close_object(w);
}

enum truce_status truce_report_json(const struct truce_verify_answer *answer, struct truce_buf *out,
                                    struct truce_err *err)
{
    struct truce_json_writer w;

    truce_json_writer_init(&w, out);
    truce_json_open_object(&w);
    put_text(&w, "format", "truce-verify/1");
    put_text(&w, "claims_file", answer->input.claims->file);
    put_options(&w, &answer->options);
    put_bool(&w, "has_regions", answer->input.regions != NULL);
    put_bool(&w, "has_places", answer->input.places != NULL);
    truce_json_key(&w, "sources");
    truce_json_open_array(&w);
    for (size_t s = 0; s < answer->input.n_sources; s++)
        put_source(&w, answer->input.sources[s].source);
    truce_json_close_array(&w);
    truce_json_key(&w, "claims");
    truce_json_open_array(&w);
    for (size_t c = 0; c < answer->n; c++)
        put_claim_answer(&w, answer, &answer->claims[c]);
    truce_json_close_array(&w);
    truce_json_key(&w, "notes");
    truce_json_open_array(&w);
    for (size_t i = 0; i < answer->notes.n; i++)
        truce_json_string(&w, answer->notes.items[i].text);
    truce_json_close_array(&w);
    put_count(&w, "notes_dropped", answer->notes.dropped);
    truce_json_close_object(&w);
    truce_buf_putc(out, '\n');
    return truce_buf_check(out, err);
}
