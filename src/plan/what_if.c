/*
 * What if: "waive GATE.CLAUSE", "withdraw POSITION", "lift VETO", "waive CONTRIBUTION.only_after", "raise CONTRIBUTION AMOUNT".
 *
 * All but the last are options of the graph and carry the same names there.
 */
#include <string.h>

#include "plan/work.h"

#define RAISE "raise "

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static enum truce_status unknown(const struct truce_planning *p, const char *text, struct truce_err *err)
{
    const struct truce_plan_graph *graph = &p->plan->graph[0];
    struct truce_arena arena;
    void *room = NULL;
    const char *near = NULL;

    truce_arena_init(&arena, (size_t)1 << 24);
    if (truce_arena_alloc(&arena, graph->graph.n_options * sizeof(const char *) + 1, &room, NULL) ==
        TRUCE_OK) {
        const char **names = room;
        for (size_t i = 0; i < graph->graph.n_options; i++)
            names[i] = graph->grants[i].name;
        near = truce_text_nearest(truce_text_view(text), names, graph->graph.n_options);
    }
    enum truce_status status = truce_fail(
        err, TRUCE_ERR_USAGE,
        "what if \"%.200s\": nothing that is open to that in this agreement as it stands%s%s%s", text,
        near != NULL ? "; did you mean \""
                     : "; write \"waive GATE.CLAUSE\", \"withdraw POSITION\", "
                       "\"lift VETO\" or \"raise CONTRIBUTION AMOUNT\"",
        near != NULL ? near : "", near != NULL ? "\"?" : "");
    truce_arena_fini(&arena);
    return status;
}

enum truce_status truce_plan_what_if_options(struct truce_planning *p, struct truce_err *err)
{
    const struct truce_plan_graph *graph = &p->plan->graph[0];
    for (size_t k = 0; k < p->options->n_what_if; k++) {
        const char *text = p->options->what_if[k];
        bool found = begins(text, RAISE);
        for (size_t i = 0; i < graph->graph.n_options; i++)
            if (strcmp(graph->grants[i].name, text) == 0) {
                p->plan->granted[i] = 1;
                found = true;
            }
        if (!found)
            return unknown(p, text, err);
    }
    return TRUCE_OK;
}

enum truce_status truce_plan_what_if_amounts(const struct truce_agreement *agreement,
                                             const struct truce_plan_options *options, double *amounts,
                                             struct truce_err *err)
{
    for (size_t k = 0; k < options->n_what_if; k++) {
        const char *text = options->what_if[k];
        if (!begins(text, RAISE))
            continue;
        struct truce_text id = truce_text_trim(truce_text_view(text + strlen(RAISE)));
        const char *blank = memchr(id.at, ' ', id.len);
        struct truce_text amount = {"", 0};
        if (blank != NULL) {
            amount = truce_text_trim((struct truce_text){blank, (size_t)(id.at + id.len - blank)});
            id.len = (size_t)(blank - id.at);
        }
        int contribution = truce_agreement_contribution(agreement, id);
        double value;
        if (contribution == TRUCE_NONE)
            return truce_fail(err, TRUCE_ERR_USAGE, "what if \"%.200s\": there is no contribution \"%.*s\"",
                              text, TRUCE_TEXT(id));
        if (!truce_text_to_double(amount, &value) || !(value >= 0 && value <= 1e12))
            return truce_fail(err, TRUCE_ERR_USAGE,
                              "what if \"%.200s\": the amount must be a number from 0 to 1e12", text);
        amounts[contribution] = value;
    }
    return TRUCE_OK;
}
