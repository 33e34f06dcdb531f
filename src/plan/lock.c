/*
 * What keeps one target closed, and which options bear on it.
 *
 * One idea: leave out, once, all that cannot matter.  What is open anyway is taken off the thresholds, what never opens is dropped, and
 * only what the target waits for is kept.  Then an option that is granted costs no more than what it opens: counters go down along trails, and
 * up again when it is taken back.
 */
#include "plan/lock.h"

#include <string.h>

/* ---- what matters ---- */

struct making {
    struct truce_graph_work *work;
    const unsigned char *allowed;  /* one byte an option */
    unsigned char *before, *after; /* nodes open when nothing, when all allowed is granted */
    int *node;                     /* of a node: its number in the lock; -1 */
    int *option;                   /* of an option: the same */
};

/* Can the input be satisfied, and is it not yet? */
static bool is_live(const struct making *m, int k)
{
    const struct truce_input *input = truce_graph_input(m->work, k);

    if (truce_graph_input_state(input, m->allowed) == TRUCE_INPUT_BARRED)
        return false;
    if (input->n_requires == 0 && m->before[input->node])
        return false;
    return m->after[input->node] || (input->option != TRUCE_NO_OPTION && m->allowed[input->option]);
}

/* Has it to be satisfied by a node of the lock? */
static bool is_waiting(const struct making *m, int k)
{
    int q = m->work->from[k];
    return !m->before[q] && m->after[q];
}

static void mark_option(struct making *m, int option)
{
    if (option != TRUCE_NO_OPTION && m->allowed[option])
        m->option[option] = 0;
}

/* Numbers what matters to the target; the sizes of the lock are set. */
static void number(struct making *m, int target, struct truce_lock *lock, size_t *n_needs)
{
    struct truce_graph_work *work = m->work;
    int n = 0, *queue = work->queue;

    m->node[target] = 0;
    queue[n++] = target;
    for (int head = 0; head < n; head++)
        for (int k = work->first[queue[head]]; k < work->first[queue[head] + 1]; k++) {
            const struct truce_input *input = truce_graph_input(work, k);
            if (!is_live(m, k))
                continue;
            lock->n_inputs++;
            *n_needs += input->n_requires;
            mark_option(m, input->option);
            const int *needs = input->requires;
            for (size_t r = 0; r < input->n_requires; r++)
                mark_option(m, needs[r]);
            if (is_waiting(m, k) && m->node[input->node] < 0) {
                m->node[input->node] = 0;
                queue[n++] = input->node;
            }
        }
    for (size_t p = 0; p < work->n; p++)
        if (m->node[p] == 0)
            m->node[p] = lock->n++;
    for (size_t o = 0; o < work->graph->n_options; o++)
        if (m->option[o] == 0)
            m->option[o] = lock->n_options++;
    lock->target = m->node[target];
}

static enum truce_status make_room(struct truce_lock *l, size_t n_needs, struct truce_arena *arena,
                                   struct truce_err *err)
{
    size_t n = (size_t)l->n, m = (size_t)l->n_inputs, o = (size_t)l->n_options;
    const struct {
        void *out; /* the address of a pointer */
        size_t n, item;
    } wanted[] = {
        {&l->option, o, sizeof *l->option},
        {&l->first, n + 1, sizeof *l->first},
        {&l->from, m, sizeof *l->from},
        {&l->owner, m, sizeof *l->owner},
        {&l->by, m, sizeof *l->by},
        {&l->weight, m, sizeof *l->weight},
        {&l->needs_first, m + 1, sizeof *l->needs_first},
        {&l->needs, n_needs, sizeof *l->needs},
        {&l->shut_at, n, sizeof *l->shut_at},
        {&l->open, n, 1},
        {&l->satisfied, m, 1},
        {&l->granted, o, 1},
        {&l->missing, n, sizeof *l->missing},
        {&l->unmet, m, sizeof *l->unmet},
        {&l->opened, n, sizeof *l->opened},
        {&l->met, m, sizeof *l->met},
        {&l->given, o, sizeof *l->given},
    };
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < sizeof wanted / sizeof *wanted; i++)
        status = truce_graph_alloc(arena, wanted[i].n, wanted[i].item, wanted[i].out, err);
    return status;
}

static void fill_input(const struct making *m, int k, struct truce_lock *l, int i, int owner)
{
    const struct truce_input *input = truce_graph_input(m->work, k);

    l->owner[i] = owner;
    l->weight[i] = m->work->weight[k];
    if (m->before[input->node])
        l->from[i] = TRUCE_LOCK_OPEN;
    else
        l->from[i] = m->after[input->node] ? m->node[input->node] : TRUCE_LOCK_NEVER;
    l->by[i] = input->option != TRUCE_NO_OPTION ? m->option[input->option] : -1;
    const int *needs = input->requires;
    int r = l->needs_first[i];
    for (size_t j = 0; j < input->n_requires; j++)
        l->needs[r++] = m->option[needs[j]];
    l->needs_first[i + 1] = r;
    l->unmet[i] = (int)input->n_requires;
}

static void fill(const struct making *m, struct truce_lock *l)
{
    const struct truce_graph_work *work = m->work;
    int i = 0;

    for (size_t g = 0; g < work->n; g++) {
        int p = m->node[g];
        if (p < 0)
            continue;
        l->first[p] = i;
        l->missing[p] = work->threshold[g];
        l->shut_at[p] = 1 - work->threshold[g];
        for (int k = work->first[g]; k < work->first[g + 1]; k++) {
            const struct truce_input *input = truce_graph_input(work, k);
            if (is_live(m, k)) {
                l->shut_at[p] += work->weight[k];
                fill_input(m, k, l, i++, p);
            } else if (input->n_requires == 0 && m->before[input->node]) {
                l->shut_at[p] += work->weight[k];
                l->missing[p] -= work->weight[k];
            }
        }
    }
    l->first[l->n] = i;
    for (size_t o = 0; o < work->graph->n_options; o++)
        if (m->option[o] >= 0)
            l->option[m->option[o]] = (int)o;
}

static enum truce_status make_lists(struct truce_lock *l, struct truce_arena *arena, struct truce_err *err)
{
    size_t n_needs = (size_t)l->needs_first[l->n_inputs], n_options = (size_t)l->n_options;
    int *input_of = NULL;

    enum truce_status status =
        truce_graph_lists(arena, (size_t)l->n, l->from, (size_t)l->n_inputs, &l->users, err);
    if (status == TRUCE_OK)
        status = truce_graph_lists(arena, n_options, l->by, (size_t)l->n_inputs, &l->grants, err);
    if (status == TRUCE_OK)
        status = truce_graph_lists(arena, n_options, l->needs, n_needs, &l->required, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n_needs, sizeof *input_of, &input_of, err);
    if (status != TRUCE_OK)
        return status;
    /* a place in `needs` becomes the input that it belongs to */
    for (int i = 0; i < l->n_inputs; i++)
        for (int r = l->needs_first[i]; r < l->needs_first[i + 1]; r++)
            input_of[r] = i;
    for (size_t r = 0; r < n_needs; r++)
        l->required.input[r] = input_of[l->required.input[r]];
    return TRUCE_OK;
}

static enum truce_status find_what_matters(struct making *m, const unsigned char *allowed,
                                           struct truce_arena *arena, struct truce_err *err)
{
    struct truce_graph_work *work = m->work;
    size_t n = work->n, n_options = work->graph->n_options;
    unsigned char *all = NULL;

    enum truce_status status = truce_graph_alloc(arena, n, 1, &m->before, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, 1, &m->after, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *m->node, &m->node, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n_options, sizeof *m->option, &m->option, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n_options, 1, &all, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t o = 0; o < n_options; o++) {
        all[o] = allowed == NULL || allowed[o];
        m->option[o] = -1;
    }
    for (size_t p = 0; p < n; p++)
        m->node[p] = -1;
    m->allowed = all;
    truce_graph_reach(work, NULL, m->before);
    truce_graph_reach(work, all, m->after);
    return TRUCE_OK;
}

enum truce_status truce_lock_make(struct truce_graph_work *work, int target, const unsigned char *allowed,
                                  struct truce_arena *arena, struct truce_lock *out, struct truce_err *err)
{
    struct making m = {.work = work};
    struct truce_lock lock = {0};
    size_t n_needs = 0;

    enum truce_status status = find_what_matters(&m, allowed, arena, err);
    if (status != TRUCE_OK)
        return status;
    if (!m.before[target] && m.after[target]) {
        number(&m, target, &lock, &n_needs);
        status = make_room(&lock, n_needs, arena, err);
        if (status == TRUCE_OK) {
            fill(&m, &lock);
            status = make_lists(&lock, arena, err);
        }
    }
    if (status == TRUCE_OK)
        *out = lock;
    return status;
}

/* ---- granting, and taking back ---- */

static void satisfy(struct truce_lock *l, int k)
{
    int p = l->owner[k];

    l->satisfied[k] = 1;
    l->met[l->n_met++] = k;
    l->missing[p] -= l->weight[k];
    if (l->missing[p] <= 0 && !l->open[p]) {
        l->open[p] = 1;
        l->opened[l->n_opened++] = p;
    }
}

/* Is there what the input waits for, its requirements aside? */
static bool is_there(const struct truce_lock *l, int k)
{
    return l->from[k] == TRUCE_LOCK_OPEN || (l->from[k] >= 0 && l->open[l->from[k]]) ||
           (l->by[k] >= 0 && l->granted[l->by[k]]);
}

bool truce_lock_grant(struct truce_lock *l, int option)
{
    l->granted[option] = 1;
    l->given[l->n_given++] = option;
    l->steps += l->grants.first[option + 1] - l->grants.first[option] + l->required.first[option + 1] -
                l->required.first[option] + 1;
    for (int u = l->grants.first[option]; u < l->grants.first[option + 1]; u++) {
        int k = l->grants.input[u];
        if (l->unmet[k] == 0 && !l->satisfied[k])
            satisfy(l, k);
    }
    for (int u = l->required.first[option]; u < l->required.first[option + 1]; u++) {
        int k = l->required.input[u];
        if (--l->unmet[k] == 0 && is_there(l, k))
            satisfy(l, k);
    }
    while (l->told < l->n_opened && !l->open[l->target]) {
        int q = l->opened[l->told++];
        l->steps += l->users.first[q + 1] - l->users.first[q] + 1;
        for (int u = l->users.first[q]; u < l->users.first[q + 1]; u++) {
            int k = l->users.input[u];
            if (l->unmet[k] == 0 && !l->satisfied[k])
                satisfy(l, k);
        }
    }
    return l->open[l->target];
}

struct truce_lock_mark truce_lock_mark(const struct truce_lock *l)
{
    return (struct truce_lock_mark){l->n_opened, l->n_met, l->n_given};
}

void truce_lock_undo(struct truce_lock *l, struct truce_lock_mark mark)
{
    l->steps += l->n_met - mark.n_met;
    while (l->n_met > mark.n_met) {
        int k = l->met[--l->n_met];
        l->satisfied[k] = 0;
        l->missing[l->owner[k]] += l->weight[k];
    }
    while (l->n_opened > mark.n_opened)
        l->open[l->opened[--l->n_opened]] = 0;
    while (l->n_given > mark.n_given) {
        int option = l->given[--l->n_given];
        l->granted[option] = 0;
        for (int u = l->required.first[option]; u < l->required.first[option + 1]; u++)
            l->unmet[l->required.input[u]]++;
    }
    l->told = l->n_opened;
}
