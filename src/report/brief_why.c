/*
 * The sections of a brief that argue: what holds a target closed, what would free it, what smaller thing could be asked for.
 */
#include "report/brief_content.h"

#include <string.h>

#include "report/plan_names.h"
#include "report/plan_words.h"

static const char *number_word(size_t n, char room[24])
{
    static const char *const words[] = {"no",  "one",   "two",   "three", "four", "five",
                                        "six", "seven", "eight", "nine",  "ten"};
    if (n < sizeof words / sizeof words[0])
        return words[n];
    snprintf(room, 24, "%zu", n);
    return room;
}

static const char *sized(size_t size, bool many, char room[64])
{
    static const char *const words[][2] = {{"single condition", "single conditions"},
                                           {"pair", "pairs"},
                                           {"set of three", "sets of three"},
                                           {"set of four", "sets of four"}};
    if (size >= 1 && size <= 4)
        return words[size - 1][many];
    snprintf(room, 64, many ? "sets of %zu" : "set of %zu", size);
    return room;
}

/* ---- root causes ---- */

static void add_item(struct truce_brief_content *content, struct truce_brief_block *block, int number,
                     int depth)
{
    const char *text = truce_brief_take(content);
    if (!content->failed)
        block->items[block->n_items++] = (struct truce_brief_item){number, depth, text};
}

static void put_loop(struct truce_brief_content *content, const struct truce_root_cause *root, int number)
{
    const struct truce_loop *loop = &root->loop;
    struct truce_brief_section *section = &content->sections[content->n_sections - 1];
    struct truce_brief_block *block = truce_brief_block(content, section, TRUCE_BRIEF_ITEMS);
    size_t shown = loop->n < content->budget.steps ? loop->n : content->budget.steps;

    block->items = truce_brief_alloc(content, loop->n + 3, sizeof *block->items);
    truce_buf_printf(&content->text, "A loop of %zu, %d day%s round.", loop->n, root->delay_days,
                     root->delay_days == 1 ? "" : "s");
    truce_buf_puts(&content->text,
                   root->delay_days == 0
                       ? " No time passes round it: to enter into force together would be a cure."
                       : " Time passes round it: to enter into force together is no cure.");
    add_item(content, block, number, 0);
    for (size_t i = 0; i < shown; i++) {
        truce_plan_words_step(content->plan, loop->nodes[i], loop->via[i], &content->text);
        if (content->plan->graph[0].nodes[loop->nodes[i]].kind !=
            TRUCE_NODE_CLOCK) { /* whose step says it all */
            truce_buf_puts(&content->text, ": ");
            truce_plan_words_ground(content->plan, loop->nodes[i], loop->via[i], &content->text);
        }
        add_item(content, block, 0, 1);
    }
    truce_brief_leave_out(content, loop->n - shown, "step of a loop", "steps of a loop");
    if (root->set.n > loop->n) {
        truce_buf_printf(&content->text, "It is part of a knot of %zu, all of which wait for each other.",
                         root->set.n);
        add_item(content, block, 0, 1);
    }
}

static void put_impossible(struct truce_brief_content *content, const struct truce_root_cause *root,
                           int number)
{
    struct truce_brief_section *section = &content->sections[content->n_sections - 1];
    struct truce_brief_block *block = truce_brief_block(content, section, TRUCE_BRIEF_ITEMS);

    block->items = truce_brief_alloc(content, 1, sizeof *block->items);
    if (content->plan->graph[0].nodes[root->set.nodes[0]].kind == TRUCE_NODE_NEED)
        truce_buf_puts(&content->text, "A shortfall. ");
    truce_plan_words_impossible(content->plan, root->set.nodes[0], &content->text);
    truce_buf_putc(&content->text, '.');
    add_item(content, block, number, 0);
}

static bool same(const struct truce_root_cause *a, const struct truce_root_cause *b)
{
    return a->set.n == b->set.n && memcmp(a->set.nodes, b->set.nodes, a->set.n * sizeof *a->set.nodes) == 0;
}

static bool was_met(const struct truce_plan *plan, size_t target, size_t root)
{
    const struct truce_root_cause *this = &plan->targets[target].roots[root];
    for (size_t t = 0; t <= target; t++)
        for (size_t r = 0; r < (t == target ? root : plan->targets[t].n_roots); r++)
            if (same(this, &plan->targets[t].roots[r]))
                return true;
    return false;
}

/* a fact by who has to do what, anything else by its name */
static void put_node(struct truce_brief_content *content, int node)
{
    const struct truce_plan_node *what = &content->plan->graph[0].nodes[node];
    if (what->kind == TRUCE_NODE_CONDITION && what->condition != NULL &&
        truce_plan_names_is_fact(what->condition))
        truce_plan_names_fact(content->plan->agreement, what->condition, &content->text);
    else
        truce_plan_words_node(content->plan, node, &content->text);
}

/* of a target that opens some day: by what its day is set */
static void put_paths(struct truce_brief_content *content)
{
    const struct truce_plan *plan = content->plan;
    struct truce_brief_section *section = NULL;

    for (size_t t = 0; t < plan->n_targets; t++) {
        const struct truce_target_plan *target = &plan->targets[t];
        if (target->open || target->n_critical[TRUCE_LIKELY] < 2)
            continue;
        if (section == NULL)
            section = truce_brief_section(content, "What sets the date");
        if (section->n_blocks == TRUCE_BRIEF_BLOCKS)
            return;
        truce_buf_puts(&content->text, "Likely case: ");
        for (size_t i = 0; i < target->n_critical[TRUCE_LIKELY]; i++) {
            int node = target->critical[TRUCE_LIKELY][i];
            truce_buf_puts(&content->text, i == 0 ? "" : i == 1 ? " waits longest for " : ", that for ");
            put_node(content, node);
            truce_plan_words_delay(&plan->graph[TRUCE_LIKELY].graph.nodes[node], &content->text);
        }
        truce_buf_puts(&content->text, ".");
        truce_brief_block(content, section, TRUCE_BRIEF_TEXT)->text = truce_brief_take(content);
    }
}

/* every root cause once, with the number that it has in the graph */
void truce_brief_why(struct truce_brief_content *content)
{
    const struct truce_plan *plan = content->plan;
    size_t number = 0, shown = 0;

    for (size_t t = 0; t < plan->n_targets; t++)
        for (size_t r = 0; r < plan->targets[t].n_roots; r++) {
            if (was_met(plan, t, r))
                continue;
            number++;
            if (shown == content->budget.roots || shown == TRUCE_BRIEF_BLOCKS)
                continue;
            if (shown++ == 0)
                truce_brief_section(content, "What holds it closed");
            const struct truce_root_cause *root = &plan->targets[t].roots[r];
            if (root->loop.n > 0)
                put_loop(content, root, (int)number);
            else
                put_impossible(content, root, (int)number);
        }
    truce_brief_leave_out(content, number - shown, "root cause", "root causes");
    put_paths(content);
}

/* ---- ways out ---- */

static void put_way(struct truce_brief_content *content, struct truce_brief_block *block,
                    const struct truce_way *way)
{
    for (size_t i = 0; i < way->way.n; i++) {
        if (i > 0)
            truce_buf_puts(&content->text, " + ");
        truce_plan_names_grant(content->plan, way->way.options[i], &content->text);
    }
    truce_buf_puts(&content->text, ": not before ");
    truce_plan_words_day(way->day[TRUCE_EARLIEST], &content->text);
    if (way->day[TRUCE_LIKELY] != way->day[TRUCE_EARLIEST]) {
        truce_buf_puts(&content->text, ", likely ");
        truce_plan_words_day(way->day[TRUCE_LIKELY], &content->text);
    }
    add_item(content, block, 0, 0);
}

/* the ways that leave the text alone, or those that do not, up to a number of both */
static void put_some_ways(struct truce_brief_content *content, struct truce_brief_section *section,
                          const struct truce_target_plan *target, bool in_text, size_t *room)
{
    struct truce_brief_block *block = NULL;
    for (size_t i = 0; i<target->n_ways && * room> 0; i++) {
        const struct truce_way *way = &target->ways[i];
        if ((way->n_in_text > 0) != in_text)
            continue;
        if (block == NULL) {
            block = truce_brief_block(content, section, TRUCE_BRIEF_ITEMS);
            block->items = truce_brief_alloc(content, *room, sizeof *block->items);
            block->text = in_text ? "By waiving what the text says" : "With nothing in the text waived";
        }
        put_way(content, block, way);
        (*room)--;
    }
}

/* "Ways out for settlement, of up to 4 conditions: nine pairs, three sets of four." */
static void put_counts(struct truce_brief_content *content, const struct truce_target_plan *target)
{
    char number[24], size[64];
    truce_buf_printf(&content->text, "Ways out for ");
    truce_plan_names_gate(content->plan->agreement, target->gate, &content->text);
    truce_buf_printf(&content->text, ", of up to %zu conditions: %s", target->ways_max_size,
                     target->n_ways == 0 ? "none" : "");
    for (size_t i = 0; i < target->n_ways;) {
        size_t n = i;
        while (n < target->n_ways && target->ways[n].way.n == target->ways[i].way.n)
            n++;
        truce_buf_printf(&content->text, "%s%s %s", i == 0 ? "" : ", ", number_word(n - i, number),
                         sized(target->ways[i].way.n, n - i > 1, size));
        i = n;
    }
    truce_buf_puts(&content->text, target->ways_complete ? "." : "; there are more.");
}

static void put_ways_of(struct truce_brief_content *content, struct truce_brief_section *section,
                        const struct truce_target_plan *target)
{
    size_t room = content->budget.ways, before;
    struct truce_brief_block *block = truce_brief_block(content, section, TRUCE_BRIEF_TEXT);

    put_counts(content, target);
    block->text = truce_brief_take(content);
    before = room;
    put_some_ways(content, section, target, false, &room);
    put_some_ways(content, section, target, true, &room);
    truce_brief_leave_out(content, target->n_ways - (before - room), "way out", "ways out");
}

static void put_substitute(struct truce_brief_content *content, struct truce_brief_block *block,
                           const struct truce_target_plan *target, const struct truce_substitute *s)
{
    const struct truce_agreement *agreement = content->plan->agreement;
    char path[512];

    truce_buf_puts(&content->text, "If ");
    if (s->clause->position != TRUCE_NONE) {
        truce_plan_words_parties(agreement, agreement->positions[s->clause->position].by, &content->text);
        truce_buf_puts(&content->text, "'s position");
    } else {
        truce_agreement_clause_path(agreement, s->clause, path, sizeof path);
        truce_buf_printf(&content->text, "clause %s", path);
    }
    truce_buf_puts(&content->text, " asked for ");
    for (size_t i = 0; i < s->n; i++) {
        truce_buf_puts(&content->text, i == 0 ? "" : i + 1 == s->n ? " and " : ", ");
        truce_plan_words_gate(content->plan, s->gates[i], &content->text);
    }
    truce_buf_puts(&content->text, " in place of ");
    truce_plan_words_gate(content->plan, s->clause->target, &content->text);
    if (s->day[TRUCE_EARLIEST] != TRUCE_DAY_NEVER) {
        truce_buf_puts(&content->text, ": ");
        truce_plan_names_gate(agreement, target->gate, &content->text);
        truce_buf_puts(&content->text, " not before ");
        truce_plan_words_day(s->day[TRUCE_EARLIEST], &content->text);
    } else {
        truce_buf_puts(&content->text, ": that alone would open ");
        for (size_t i = 0; i < s->n_opened; i++) {
            truce_buf_puts(&content->text, i == 0 ? "" : i + 1 == s->n_opened ? " and " : ", ");
            truce_plan_names_id(agreement->gates[s->opened[i]].head.id, &content->text);
        }
    }
    truce_buf_putc(&content->text, '.');
    add_item(content, block, 0, 0);
}

static void put_substitutes(struct truce_brief_content *content, struct truce_brief_section *section)
{
    const struct truce_plan *plan = content->plan;
    struct truce_brief_block *block = NULL;
    size_t left = 0;

    for (size_t t = 0; t < plan->n_targets; t++) {
        const struct truce_target_plan *target = &plan->targets[t];
        size_t shown = target->n_substitutes < content->budget.substitutes ? target->n_substitutes
                                                                           : content->budget.substitutes;
        left += target->n_substitutes - shown;
        if (shown > 0 && block == NULL) {
            block = truce_brief_block(content, section, TRUCE_BRIEF_ITEMS);
            block->text = "A smaller thing to ask for";
            block->items = truce_brief_alloc(content, plan->n_targets * content->budget.substitutes,
                                             sizeof *block->items);
        }
        for (size_t i = 0; i < shown && !content->failed; i++)
            put_substitute(content, block, target, &target->substitutes[i]);
    }
    truce_brief_leave_out(content, left, "weaker substitute", "weaker substitutes");
}

void truce_brief_ways(struct truce_brief_content *content)
{
    const struct truce_plan *plan = content->plan;
    struct truce_brief_section *section = NULL;
    size_t targets = 0;

    for (size_t t = 0; t < plan->n_targets; t++) {
        if (plan->targets[t].n_roots == 0)
            continue;
        if (section == NULL)
            section = truce_brief_section(content, "What would free it");
        if (++targets <= 3) /* three blocks each, and the substitutes */
            put_ways_of(content, section, &plan->targets[t]);
        else
            truce_brief_leave_out(content, plan->targets[t].n_ways, "way out", "ways out");
    }
    if (section != NULL)
        put_substitutes(content, section);
}
