/*
 * The picture of a claim.
 *
 * One idea: it must stand alone on a page: who claimed what, what the sources show of it in one sentence, where, when, and by whose
 * maps and licence, without the text beside it.
 */
#include "report/picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/canvas.h"
#include "report/chart.h"
#include "report/map.h"
#include "report/words.h"

static const double margin = 56.0;
static const struct truce_area_px map_box = {56, 212, 730, 536};
static const struct truce_area_px chart_box = {836, 212, 708, 574};

/* The answer is never cut: it takes the largest size in which it stands on one line, or else two lines. */
static void draw_verdict(struct truce_canvas *canvas, const struct truce_claim_answer *claim)
{
    struct truce_pen pen = {.size_px = 22.0, .colour = truce_ink};
    char text[768];

    truce_words_verdict(claim, text, sizeof text);
    while (pen.size_px > 14.0 && truce_canvas_measure(canvas, margin, 130.0, &pen, text).width > 1488.0)
        pen.size_px -= 1.0;
    pen.width_px = 1488.0;
    truce_canvas_text(canvas, margin, 130.0, &pen, text);
}

/* How wrong the map would have to be, by the first source that says. */
static void draw_shift(struct truce_canvas *canvas, const struct truce_verify_answer *answer,
                       const struct truce_claim_answer *claim)
{
    struct truce_pen pen = {.size_px = 17.0, .colour = truce_grey, .width_px = 1488.0, .lines = 1};
    char text[256] = "", line[340];
    size_t s;

    for (s = 0; s < claim->n_sources && text[0] == '\0'; s++)
        truce_words_shift(claim->claim, &claim->sources[s], &claim->sources[s].judged,
                          answer->options.shift_limit_m, text, sizeof text);
    if (text[0] == '\0')
        return;
    text[0] = text[0] == 'F' ? 'f' : text[0];
    snprintf(line, sizeof line, "On the map of %.60s: %s", claim->sources[s - 1].source->id, text);
    truce_text_mend(line, sizeof line);
    truce_canvas_text(canvas, margin, 158.0, &pen, line);
}

static void draw_head(struct truce_canvas *canvas, const struct truce_claim_answer *claim)
{
    const struct truce_claim *c = claim->claim;
    struct truce_pen kicker = {.size_px = 17.0, .colour = truce_grey, .width_px = 1488.0, .lines = 1};
    struct truce_pen title = {
        .size_px = 36.0, .bold = true, .colour = truce_ink, .width_px = 1488.0, .lines = 1};
    char words[320], day[TRUCE_DAY_TEXT], period[64], text[768], from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT];

    truce_day_format(c->said, day);
    snprintf(text, sizeof text, "Claim by %s%s%s%s%s", c->by[0] != '\0' ? c->by : "a party not named",
             day[0] != '\0' ? ", " : "", day, c->party[0] != '\0' ? ", of ground held by " : "", c->party);
    truce_text_mend(text, sizeof text);
    truce_canvas_text(canvas, margin, 50.0, &kicker, text);
    truce_words_claim(c, words, sizeof words);
    truce_day_format(c->from, from);
    truce_day_format(c->to, to);
    snprintf(period, sizeof period, c->from.n == TRUCE_DAY_NONE ? ", %s%s" : ", %s to %s",
             c->from.n == TRUCE_DAY_NONE ? "" : from, to);
    snprintf(text, sizeof text, "\xE2\x80\x9C%s\xE2\x80\x9D%s", words,
             c->quantity == TRUCE_QUANTITY_PLACE ? "" : period);
    truce_canvas_text(canvas, margin, 94.0, &title, text);
    draw_verdict(canvas, claim);
}

/* --- legend --- */

enum swatch { HELD, GAINED, LOST, PLACE_GAINED, PLACE_LOST };

static void draw_swatch(struct truce_canvas *canvas, double x, double y, enum swatch swatch)
{
    struct truce_area_px box = {x, y - 11.0, 22.0, 13.0};

    if (swatch <= LOST)
        truce_canvas_box(canvas, box,
                         swatch == HELD     ? truce_map_held
                         : swatch == GAINED ? truce_vermillion
                                            : truce_map_lost);
    cairo_save(canvas->cr);
    if (swatch == LOST) {
        cairo_rectangle(canvas->cr, box.x, box.y, box.width, box.height);
        cairo_clip(canvas->cr);
        truce_map_hatch(canvas, box);
    } else if (swatch >= PLACE_GAINED) {
        cairo_arc(canvas->cr, x + 14.0, y - 5.0, 4.0, 0.0, 6.283185307179586);
        truce_canvas_colour(canvas, swatch == PLACE_GAINED ? truce_ink : truce_white);
        cairo_fill_preserve(canvas->cr);
        truce_canvas_colour(canvas, truce_ink);
        cairo_set_line_width(canvas->cr, 1.2);
        cairo_stroke(canvas->cr);
    }
    cairo_restore(canvas->cr);
}

static double draw_entry(struct truce_canvas *canvas, double x, enum swatch swatch, const char *text)
{
    struct truce_pen pen = {.size_px = 14.0, .colour = truce_ink};
    double y = map_box.y + map_box.height + 24.0;

    draw_swatch(canvas, x, y, swatch);
    return x + 28.0 + truce_canvas_text(canvas, x + 28.0, y, &pen, text).width + 22.0;
}

static void area_words(const char *word, double km2, char *out, size_t n)
{
    char number[TRUCE_WORDS_NUMBER];

    truce_words_figure(km2, NAN, number, sizeof number);
    snprintf(out, n, isnan(km2) ? "%s" : "%s %s km2", word, number);
}

static void draw_legend(struct truce_canvas *canvas, const struct truce_source_answer *source)
{
    double x = map_box.x;
    char text[96];

    x = draw_entry(canvas, x, HELD, "held");
    if (source->gained_shape.n_polygons > 0) {
        area_words("gained", source->scoped.gained_km2, text, sizeof text);
        x = draw_entry(canvas, x, GAINED, text);
    }
    if (source->lost_shape.n_polygons > 0) {
        area_words("lost", source->scoped.lost_km2, text, sizeof text);
        x = draw_entry(canvas, x, LOST, text);
    }
    if (source->gained.n > 0) {
        snprintf(text, sizeof text, "%zu place%s gained", source->gained.n, source->gained.n == 1 ? "" : "s");
        x = draw_entry(canvas, x, PLACE_GAINED, text);
    }
    if (source->lost.n > 0) {
        snprintf(text, sizeof text, "%zu place%s lost", source->lost.n, source->lost.n == 1 ? "" : "s");
        draw_entry(canvas, x, PLACE_LOST, text);
    }
}

/* --- left and right --- */

static enum truce_status draw_map(struct truce_canvas *canvas, const struct truce_verify_answer *answer,
                                  const struct truce_claim_answer *claim, struct truce_err *err)
{
    const struct truce_source_answer *source = truce_map_source(claim);
    struct truce_pen head = {
        .size_px = 16.0, .bold = true, .colour = truce_ink, .width_px = map_box.width, .lines = 1};
    struct truce_pen none = {
        .size_px = 16.0, .colour = truce_grey, .align = TRUCE_ALIGN_CENTRE, .width_px = 460.0};
    char text[320], from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT];
    enum truce_status status;

    if (source == NULL) {
        truce_canvas_box(canvas, map_box, truce_pale);
        truce_canvas_text(canvas, map_box.x + map_box.width / 2.0, map_box.y + map_box.height / 2.0, &none,
                          "No map: no source that could tell has shapes for this claim.");
        return TRUCE_OK;
    }
    truce_day_format(source->start.shown, from);
    truce_day_format(source->end.shown, to);
    if (from[0] != '\0')
        snprintf(text, sizeof text, "What changed from %s to %s, by %s", from, to, source->source->id);
    else
        snprintf(text, sizeof text, "Held on %s, by %s", to, source->source->id);
    truce_text_mend(text, sizeof text);
    truce_canvas_text(canvas, map_box.x, map_box.y - 12.0, &head, text);
    status = truce_map_draw(canvas, map_box, answer, claim, source, err);
    if (status == TRUCE_OK)
        draw_legend(canvas, source);
    return status;
}

/* For a claim without a series: each source's finding in words. */
static void draw_findings(struct truce_canvas *canvas, const struct truce_claim_answer *claim)
{
    struct truce_pen name = {
        .size_px = 18.0, .bold = true, .colour = truce_ink, .width_px = chart_box.width, .lines = 1};
    struct truce_pen body = {.size_px = 17.0, .colour = truce_ink, .width_px = chart_box.width, .lines = 4};
    double y = chart_box.y + 30.0;
    char words[512];

    for (size_t s = 0; s < claim->n_sources && y < chart_box.y + chart_box.height - 60.0; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        struct truce_area_px box;
        truce_canvas_colour(canvas, truce_rule);
        cairo_set_line_width(canvas->cr, 1.0);
        truce_canvas_line(canvas, chart_box.x, y - 26.0, chart_box.x + chart_box.width, y - 26.0);
        truce_canvas_text(canvas, chart_box.x, y, &name, source->source->id);
        truce_finding_words(claim->claim, source, &source->judged, words, sizeof words);
        box = truce_canvas_text(canvas, chart_box.x, y + 28.0, &body, words);
        y = box.y + box.height + 46.0;
    }
}

static enum truce_status draw_right(struct truce_canvas *canvas, const struct truce_verify_answer *answer,
                                    const struct truce_claim_answer *claim, struct truce_err *err)
{
    static const char *const areas[] = {"gained", "lost", "gained less lost",
                                        "held; the axis does not begin at zero"};
    static const char *const places[] = {"gained and kept", "lost and not regained", "gained less lost",
                                         "held"};
    bool is_area = claim->claim->quantity == TRUCE_QUANTITY_AREA;
    struct truce_pen head = {
        .size_px = 16.0, .bold = true, .colour = truce_ink, .width_px = chart_box.width, .lines = 1};
    char text[160];

    if (!truce_chart_has_lines(claim)) {
        truce_canvas_text(canvas, chart_box.x, chart_box.y - 12.0, &head, "What each source shows");
        draw_findings(canvas, claim);
        return TRUCE_OK;
    }
    snprintf(text, sizeof text, "%s, day by day: %s", is_area ? "Square kilometres" : "Places",
             (is_area ? areas : places)[claim->claim->sense]);
    truce_canvas_text(canvas, chart_box.x, chart_box.y - 12.0, &head, text);
    return truce_chart_draw(canvas, chart_box, answer, claim, err);
}

/* --- caption --- */

static void add_source(struct truce_buf *text, const struct truce_source_answer *source)
{
    const struct truce_source *s = source->source;
    char from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT];

    truce_day_format(source->start.shown, from);
    truce_day_format(source->end.shown, to);
    truce_buf_printf(text, " %s: %s%s%s, %s", s->id, s->title, s->publisher[0] != '\0' ? ", " : "",
                     s->publisher, s->licence[0] != '\0' ? "licence " : "licence not given");
    truce_buf_puts(text, s->licence);
    if (source->judged.finding == TRUCE_FINDING_NO_EVIDENCE)
        truce_buf_printf(text, " (cannot tell%s%s).", source->end.why_none != NULL ? ": " : "",
                         source->end.why_none != NULL ? source->end.why_none : "");
    else if (from[0] != '\0')
        truce_buf_printf(text, ", days %s and %s.", from, to);
    else
        truce_buf_printf(text, ", day %s.", to);
}

static enum truce_status draw_caption(struct truce_canvas *canvas, const struct truce_claim_answer *claim,
                                      const struct truce_verify_answer *answer, struct truce_err *err)
{
    struct truce_pen pen = {.size_px = 13.0, .colour = truce_grey, .width_px = 1488.0, .lines = 3};
    struct truce_area_px box;
    struct truce_buf text;
    enum truce_status status;

    truce_buf_init(&text);
    truce_buf_puts(&text, "Sources.");
    for (size_t s = 0; s < claim->n_sources; s++)
        add_source(&text, &claim->sources[s]);
    if (answer->input.regions == NULL)
        truce_buf_puts(&text, " Without regions, coast and border cannot be told from the line of contact.");
    status = truce_buf_check(&text, err);
    if (status == TRUCE_OK) {
        truce_canvas_colour(canvas, truce_rule);
        cairo_set_line_width(canvas->cr, 1.0);
        truce_canvas_line(canvas, margin, 798.0, TRUCE_CANVAS_WIDTH - margin, 798.0);
        box = truce_canvas_text(canvas, margin, 820.0, &pen, text.at);
        pen.lines = 1;
        truce_canvas_text(canvas, margin, box.y + box.height + 18.0, &pen,
                          "Made with truce: same input, same bytes. A finding is about what the sources "
                          "show, not about what "
                          "anybody knew or meant.");
    }
    truce_buf_fini(&text);
    return status;
}

enum truce_status truce_report_picture(const char *path, const struct truce_verify_answer *answer,
                                       size_t claim, struct truce_err *err)
{
    struct truce_canvas canvas;
    const struct truce_claim_answer *c = &answer->claims[claim];
    enum truce_status status;

    if (claim >= answer->n)
        return truce_fail(err, TRUCE_ERR_RANGE, "claim %zu of %zu cannot be drawn", claim + 1, answer->n);
    status = truce_canvas_open(path, c->claim->to, &canvas, err);
    if (status != TRUCE_OK)
        return status;
    draw_head(&canvas, c);
    draw_shift(&canvas, answer, c);
    status = draw_map(&canvas, answer, c, err);
    if (status == TRUCE_OK)
        status = draw_right(&canvas, answer, c, err);
    if (status == TRUCE_OK)
        status = draw_caption(&canvas, c, answer, err);
    if (status == TRUCE_OK)
        status = truce_canvas_write(&canvas, path, err);
    truce_canvas_close(&canvas);
    return status;
}
