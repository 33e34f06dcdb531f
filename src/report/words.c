/*
 * Numbers, days and sentences.
 *
 * One idea: whatever a person reads in text and in a picture is put together here once, so that both say the same.
 * Invariant: a figure that is not equal to the claim never looks equal to it because it was rounded.
 */
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Copies digits with a comma before every third from the end of the whole part. */
static void group(const char *plain, char *out, size_t n)
{
    size_t sign = plain[0] == '-' ? 1 : 0, at = 0;
    size_t whole = strspn(plain + sign, "0123456789");

    for (size_t i = 0; plain[i] != '\0' && at + 2 < n; i++) {
        size_t left = whole + sign - i; /* digits from here to the point, when i is one of them */
        if (i > sign && i < whole + sign && left % 3 == 0)
            out[at++] = ',';
        out[at++] = plain[i];
    }
    if (n > 0)
        out[at] = '\0';
}

void truce_words_number(double value, int decimals, char *out, size_t n)
{
    char plain[400]; /* a double has at most 309 digits before its point */

    if (isnan(value)) {
        snprintf(out, n, "not known");
        return;
    }
    if (isinf(value)) {
        snprintf(out, n, "beyond any limit");
        return;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    if (plain[0] == '-' && strspn(plain + 1, "0.") == strlen(plain + 1))
        memmove(plain, plain + 1, strlen(plain)); /* never "-0.0" */
    group(plain, out, n);
}

void truce_words_figure(double value, double against, char *out, size_t n)
{
    char other[TRUCE_WORDS_NUMBER];
    int decimals = fabs(value) >= 99.95 || value == floor(value) ? 0 : 1;

    for (;; decimals++) {
        truce_words_number(value, decimals, out, n);
        if (!(value < against || value > against) || decimals >= 6)
            return;
        truce_words_number(against, decimals, other, sizeof other);
        if (strcmp(out, other) != 0)
            return;
    }
}

void truce_words_as_written(const char *text, char *out, size_t n)
{
    size_t whole = strspn(text, "0123456789");
    size_t rest = text[whole] == '.' ? 1 + strspn(text + whole + 1, "0123456789") : 0;

    if (whole == 0 || text[whole + rest] != '\0')
        snprintf(out, n, "%s", text);
    else
        group(text, out, n);
    truce_text_mend(out, n);
}

void truce_words_distance(double metres, char *out, size_t n)
{
    char number[TRUCE_WORDS_NUMBER];
    double km = fabs(metres) / 1000.0;

    if (!isfinite(metres)) {
        truce_words_number(metres, 0, out, n);
        return;
    }
    if (km < 0.9995)
        truce_words_number(fabs(metres), 0, number, sizeof number);
    else
        truce_words_number(km, km < 99.95 ? 1 : 0, number, sizeof number);
    snprintf(out, n, "%s %s", number, km < 0.9995 ? "m" : "km");
}

const char *truce_words_unit(const struct truce_claim *claim)
{
    static const char *const units[] = {"km2", "places", ""};
    return units[claim->quantity];
}

void truce_words_claim(const struct truce_claim *claim, char *out, size_t n)
{
    char number[TRUCE_WORDS_NUMBER], day[TRUCE_DAY_TEXT];
    const char *sense = truce_sense_name(claim->sense);

    if (claim->quantity == TRUCE_QUANTITY_PLACE) {
        truce_day_format(claim->to, day);
        snprintf(out, n, "%s %s %s %s", claim->place, sense, claim->sense == TRUCE_SENSE_HELD ? "on" : "by",
                 day);
    } else {
        truce_words_as_written(claim->value_text, number, sizeof number);
        snprintf(out, n, "%s %s %s%s", number,
                 claim->quantity == TRUCE_QUANTITY_PLACES && claim->value == 1.0 ? "place"
                                                                                 : truce_words_unit(claim),
                 sense, claim->sense == TRUCE_SENSE_NET ? " (gained less lost)" : "");
    }
    truce_text_mend(out, n);
}

void truce_words_period(const struct truce_claim *claim, char *out, size_t n)
{
    char from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT];

    truce_day_format(claim->from, from);
    truce_day_format(claim->to, to);
    if (claim->from.n == TRUCE_DAY_NONE)
        snprintf(out, n, "on %s", to);
    else
        snprintf(out, n, "%s to %s, both days included", from, to);
}

/* "none of 2 sources", "1 of 2 sources", "both sources", "the one source" */
static void who_supports(const struct truce_claim_answer *answer, char *out, size_t n)
{
    size_t all = answer->n_evidence, some = answer->n_supported;
    const char *told = answer->n_evidence < answer->n_sources ? " that could tell" : "";

    if (all == 1)
        snprintf(out, n, "%s by the one source%s", some == 1 ? "supported" : "not supported", told);
    else if (some == 0)
        snprintf(out, n, "supported by none of %zu sources%s", all, told);
    else if (some == all && all == 2)
        snprintf(out, n, "supported by both sources%s", told);
    else if (some == all)
        snprintf(out, n, "supported by all %zu sources%s", all, told);
    else
        snprintf(out, n, "supported by %zu of %zu sources%s", some, all, told);
}

static void what_they_show(const struct truce_claim_answer *answer, char *out, size_t n)
{
    const struct truce_claim *claim = answer->claim;
    char low[TRUCE_WORDS_NUMBER], high[TRUCE_WORDS_NUMBER];
    const char *more =
        answer->figure_min > claim->value && answer->n_supported == 0 ? ", more than claimed" : "";
    bool at_least = false;

    out[0] = '\0';
    if (claim->quantity == TRUCE_QUANTITY_PLACE || isnan(answer->figure_min))
        return;
    for (size_t s = 0; s < answer->n_sources; s++)
        at_least = at_least || (answer->sources[s].figure_is_lower_bound && answer->n_evidence == 1);
    truce_words_figure(answer->figure_min, claim->value, low, sizeof low);
    truce_words_figure(answer->figure_max, claim->value, high, sizeof high);
    if (strcmp(low, high) == 0)
        snprintf(out, n, "; %s %s%s %s%s", answer->n_evidence == 1 ? "it shows" : "they show",
                 at_least ? "at least " : "", low, truce_words_unit(claim), more);
    else
        snprintf(out, n, "; they show %s to %s %s%s", low, high, truce_words_unit(claim), more);
}

/* Sources for which the claim is in reach once claimed areas count: that must not be lost in "none". */
static void in_reach(const struct truce_claim_answer *answer, char *out, size_t n)
{
    size_t reach = 0, close = 0;

    out[0] = '\0';
    for (size_t s = 0; s < answer->n_sources; s++) {
        reach += answer->sources[s].judged.finding == TRUCE_FINDING_WITHIN_REACH;
        close += answer->sources[s].judged.finding == TRUCE_FINDING_TOO_CLOSE;
    }
    if (reach > 0)
        snprintf(out, n, "; within reach of %zu if claimed areas are counted", reach);
    else if (close > 0)
        snprintf(out, n, "; too close to call for %zu", close);
}

void truce_words_answer(const struct truce_claim_answer *answer, char *out, size_t n)
{
    char claim[256], verdict[512];

    truce_words_claim(answer->claim, claim, sizeof claim);
    truce_words_verdict(answer, verdict, sizeof verdict);
    if (verdict[0] >= 'A' && verdict[0] <= 'Z')
        verdict[0] = (char)(verdict[0] - 'A' + 'a');
    snprintf(out, n, "%s: %s", claim, verdict);
    truce_text_mend(out, n);
}

void truce_words_verdict(const struct truce_claim_answer *answer, char *out, size_t n)
{
    char who[96], what[160], reach[96];

    if (answer->n_evidence == 0) {
        snprintf(out, n, "None of %zu source%s could tell.", answer->n_sources,
                 answer->n_sources == 1 ? "" : "s");
        return;
    }
    who_supports(answer, who, sizeof who);
    what_they_show(answer, what, sizeof what);
    in_reach(answer, reach, sizeof reach);
    who[0] = (char)(who[0] - 'a' + 'A');
    snprintf(out, n, "%s%s%s.", who, what, reach);
}

void truce_words_shift(const struct truce_claim *claim, const struct truce_source_answer *source,
                       const struct truce_judged *judged, double limit_m, char *out, size_t n)
{
    char value[TRUCE_WORDS_NUMBER], far[TRUCE_WORDS_NUMBER], length[TRUCE_WORDS_NUMBER];

    out[0] = '\0';
    if (judged->shift_state == TRUCE_SHIFT_NOT_ASKED || claim->quantity == TRUCE_QUANTITY_PLACE)
        return;
    truce_words_as_written(judged->value_text, value, sizeof value);
    truce_words_distance(limit_m, far, sizeof far);
    if (judged->shift_state == TRUCE_SHIFT_BEYOND) {
        snprintf(out, n, "For %s %s no displacement of the line of contact up to %s is enough.", value,
                 truce_words_unit(claim), far);
        return;
    }
    if (fabs(judged->shift_m) < 0.5) {
        snprintf(out, n, "%s %s holds with the line of contact as drawn.", value, truce_words_unit(claim));
        return;
    }
    truce_words_distance(judged->shift_m, far, sizeof far);
    truce_words_distance(source->front_length_m, length, sizeof length);
    snprintf(out, n, "For %s %s the line of contact would have to lie %s farther %s everywhere along its %s.",
             value, truce_words_unit(claim), far, judged->shift_m > 0.0 ? "out" : "back", length);
}
