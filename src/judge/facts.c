/*
 * Facts out of records: who may state what, and what of the agreement it touches.
 *
 * One idea: authority is a table.  Only A signs, ratifies, agrees, orders and gives for A; only a monitor reports; only an adjudicator rules; a
 * vote is reported by the party in which it was held, by a monitor or by an adjudicator; a clause is waived by those in whose
 * favour it runs.  A record by anybody else, or that names what the agreement does not have, gets a note and changes nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "judge/engine.h"

#define BOTH ((1U << TRUCE_READINGS) - 1)

/* so many notes look for the nearest name: a log of another agreement would look for ever */
#define SUGGESTIONS_MAX 50

struct stating {
    const struct truce_lexicon *names;
    const struct truce_agreement *agreement;
    struct truce_diagnostics *notes;
    struct truce_changes *out;
    bool hopeful;
    const struct truce_record *record; /* the one at hand, and its place in the log */
    int index;
};

/* ---- changes ---- */

void truce_judge_changes_init(struct truce_changes *changes)
{
    memset(changes, 0, sizeof *changes);
}

void truce_judge_changes_fini(struct truce_changes *changes)
{
    free(changes->items);
    free(changes->waivers);
    truce_judge_changes_init(changes);
}

void truce_judge_change(struct truce_changes *changes, struct truce_change change)
{
    void *items = changes->items;
    if (truce_grow(&items, &changes->size, changes->n + 1, sizeof *changes->items, NULL) != TRUCE_OK) {
        changes->failed = true;
        return;
    }
    changes->items = items;
    change.order = (uint32_t)changes->n;
    changes->items[changes->n++] = change;
}

static int compare_changes(const void *a, const void *b)
{
    const struct truce_change *x = a, *y = b;
    if (x->at.us != y->at.us)
        return x->at.us < y->at.us ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

void truce_judge_changes_sort(struct truce_changes *changes)
{
    if (changes->n > 0)
        qsort(changes->items, changes->n, sizeof *changes->items, compare_changes);
}

static void change(struct stating *s, enum truce_change_kind kind, int target, int slot)
{
    truce_judge_change(s->out, (struct truce_change){.at = s->record->from,
                                                     .kind = kind,
                                                     .target = target,
                                                     .slot = slot,
                                                     .readings = BOTH,
                                                     .record = s->index,
                                                     .amount = NAN});
}

/* ---- notes ---- */

/* What begins with an id: parties, classes, positions... */
struct named_things {
    const void *first;
    size_t n, size;
    const char *what;
};

#define THINGS(array, count, word) ((struct named_things){array, count, sizeof *(array), word})

static const char *id_of(struct named_things things, size_t i)
{
    return *(const char *const *)(const void *)((const char *)things.first + i * things.size);
}

static void say(const struct stating *s, const char *code, const char *text, const char *name)
{
    if (s->notes != NULL)
        truce_diagnostics_add(s->notes, code, s->record->at, "record %s: %s \"%s\"", s->record->id, text,
                              name);
}

static void say_unknown(const struct stating *s, struct named_things things, const char *name)
{
    struct truce_text word = truce_text_view(name);
    size_t best = SIZE_MAX;
    const char *near = NULL;

    if (s->notes == NULL)
        return;
    for (size_t i = 0; i < things.n && s->notes->n < SUGGESTIONS_MAX; i++) {
        size_t distance = truce_text_distance(word, truce_text_view(id_of(things, i)));
        if (distance < best && distance < word.len && distance <= 1 + word.len / 4) {
            best = distance;
            near = id_of(things, i);
        }
    }
    truce_diagnostics_add(s->notes, TRUCE_NOTE_NAME, s->record->at,
                          "record %s: the agreement has no %s \"%s\"%s%s%s", s->record->id, things.what, name,
                          near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                          near != NULL ? "\"?" : "");
}

static void say_not_entitled(const struct stating *s, const char *party, const char *deed, const char *name)
{
    if (s->notes != NULL)
        truce_diagnostics_add(s->notes, TRUCE_NOTE_AUTHORITY, s->record->at,
                              "record %s: %s may not %s \"%s\"; the record changes nothing", s->record->id,
                              party, deed, name);
}

static struct named_things the_parties(const struct stating *s)
{
    return THINGS(s->agreement->parties, s->agreement->n_parties, "party");
}

/* The author's party, TRUCE_NONE and a note where there is none. */
static int author(const struct stating *s, size_t i)
{
    int party = truce_agreement_party(s->agreement, truce_text_view(s->record->by.at[i]));
    if (party == TRUCE_NONE)
        say_unknown(s, the_parties(s), s->record->by.at[i]);
    return party;
}

static const char *party_id(const struct stating *s, int party)
{
    return s->agreement->parties[party].head.id;
}

/* The place of a party in a list, or -1. */
static int slot_of(struct truce_indexes list, int party)
{
    for (size_t i = 0; i < list.n; i++)
        if (list.at[i] == party)
            return (int)i;
    return -1;
}

/* ---- events ---- */

static int class_of(const struct stating *s, const struct truce_belief *belief)
{
    if (s->record->n_classes > 0 && belief->class_ != TRUCE_NONE)
        return belief->class_;
    int of_class = truce_agreement_class(s->agreement, truce_text_view(s->record->class_));
    if (of_class == TRUCE_NONE)
        say_unknown(s, THINGS(s->agreement->classes, s->agreement->n_classes, "class"), s->record->class_);
    return of_class;
}

/* How much is believed to be an act of the party: of a declared event all of it is its author's. */
static double share_of(const struct stating *s, int party)
{
    const struct truce_record *record = s->record;
    const char *id = party_id(s, party);
    if (record->kind == TRUCE_RECORD_DECLARATION) {
        for (size_t i = 0; i < record->by.n; i++)
            if (strcmp(record->by.at[i], id) == 0)
                return 1;
        return 0;
    }
    for (size_t i = 0; i < record->n_actors; i++)
        if (strcmp(record->actors[i].name, id) == 0)
            return record->actors[i].p;
    return 0;
}

static unsigned readings_of(const struct stating *s, double p, struct truce_proof proof)
{
    double established = isnan(proof.established) ? s->agreement->proof.established : proof.established;
    double contested = isnan(proof.contested) ? s->agreement->proof.contested : proof.contested;
    if (s->hopeful)
        return p > 0 ? BOTH : 0;
    return (p >= established ? 1U << TRUCE_STRICT : 0U) | (p >= contested ? 1U << TRUCE_LENIENT : 0U);
}

static void mark(struct stating *s, int fact, int slot, unsigned readings)
{
    if (readings == 0)
        return;
    change(s, TRUCE_CHANGE_MARK, fact, slot);
    if (!s->out->failed)
        s->out->items[s->out->n - 1].readings = readings;
}

static void mark_event(struct stating *s, int at, const struct truce_belief *belief)
{
    const struct truce_condition *condition = s->names->facts[at].condition;
    double exists = belief->established ? 1 : s->record->exists;
    if (condition->by.n == 0)
        mark(s, at, 0, readings_of(s, exists, s->agreement->proof));
    for (size_t i = 0; i < condition->by.n; i++) {
        double share = belief->not_attributable ? 0 : share_of(s, condition->by.at[i]);
        mark(s, at, (int)i, readings_of(s, exists * share, s->agreement->proof));
    }
}

/* Obligations that the reported act fulfils. */
static void mark_fulfilled(struct stating *s, int of_class, const struct truce_belief *belief)
{
    size_t first, n = truce_judge_facts_named(s->names, TRUCE_IF_STATUS, NULL, &first);
    for (size_t i = first; i < first + n; i++) {
        int at = s->names->by_name[i].fact;
        const struct truce_norm *norm = &s->agreement->norms[s->names->facts[at].condition->target];
        if (norm->kind != TRUCE_NORM_MUST || norm->place || norm->class_ == TRUCE_NONE ||
            !truce_class_is(s->agreement, of_class, norm->class_))
            continue;
        double exists = belief->established ? 1 : s->record->exists;
        for (size_t k = 0; k < norm->who.parties.n; k++) {
            double share = belief->not_attributable ? 0 : share_of(s, norm->who.parties.at[k]);
            mark(s, at, (int)k, readings_of(s, exists * share, norm->proof));
        }
    }
}

static void state_event(struct stating *s, const struct truce_belief *belief)
{
    int of_class = class_of(s, belief);
    bool none = s->record->count == 0 && !s->record->count_is_lower_bound; /* looked for and not found */
    if (of_class == TRUCE_NONE || belief->taken_out || none)
        return;
    for (int a = of_class; a != TRUCE_NONE; a = s->agreement->classes[a].is)
        for (int at = s->names->first_of_class[a]; at != TRUCE_NONE; at = s->names->facts[at].next_of_class)
            mark_event(s, at, belief);
    if (s->record->kind != TRUCE_RECORD_DECLARATION)
        mark_fulfilled(s, of_class, belief);
}

static void check_actors(const struct stating *s)
{
    for (size_t i = 0; i < s->record->n_actors; i++)
        if (truce_agreement_party(s->agreement, truce_text_view(s->record->actors[i].name)) == TRUCE_NONE)
            say_unknown(s, the_parties(s), s->record->actors[i].name);
}

static void state_report(struct stating *s, const struct truce_belief *belief)
{
    bool may = false;
    for (size_t i = 0; i < s->record->by.n; i++) {
        int party = author(s, i);
        if (party == TRUCE_NONE)
            continue;
        if (s->agreement->parties[party].role == TRUCE_ROLE_MONITOR)
            may = true;
        else
            say_not_entitled(s, party_id(s, party), "report: only a monitor does. It reports",
                             s->record->class_);
    }
    if (!may)
        return;
    check_actors(s);
    state_event(s, belief);
}

/* ---- declarations on named things ---- */

static void state_named(struct stating *s, enum truce_condition_kind kind, const char *what, const char *deed)
{
    for (size_t i = 0; i < s->record->about.n; i++) {
        const char *name = s->record->about.at[i];
        size_t first, n = truce_judge_facts_named(s->names, kind, name, &first);
        if (n == 0)
            say(s, TRUCE_NOTE_NAME, what, name);
        for (size_t a = 0; n > 0 && a < s->record->by.n; a++) {
            int party = author(s, a);
            bool asked = false;
            for (size_t k = first; party != TRUCE_NONE && k < first + n; k++) {
                int at = s->names->by_name[k].fact;
                int slot = slot_of(s->names->facts[at].condition->by, party);
                asked = asked || slot >= 0;
                if (slot >= 0)
                    mark(s, at, slot, BOTH);
            }
            if (party != TRUCE_NONE && !asked)
                say_not_entitled(s, party_id(s, party), deed, name);
        }
    }
}

/* What a party may take back of the facts that it stated; says how many have the name. */
static size_t unmark_named(struct stating *s, int party, const char *name, bool *entitled)
{
    static const enum truce_condition_kind kinds[] = {TRUCE_IF_SIGNED, TRUCE_IF_AGREED, TRUCE_IF_RATIFIED};
    size_t found = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        size_t first, n = truce_judge_facts_named(s->names, kinds[k], name, &first);
        found += n;
        for (size_t i = first; i < first + n; i++) {
            int at = s->names->by_name[i].fact;
            int slot = slot_of(s->names->facts[at].condition->by, party);
            if (slot < 0)
                continue;
            *entitled = true;
            change(s, TRUCE_CHANGE_UNMARK, at, slot);
        }
    }
    return found;
}

static void change_contribution(struct stating *s, int at, enum truce_contribution_state state)
{
    change(s, TRUCE_CHANGE_STATE, at, 0);
    if (s->out->failed)
        return;
    s->out->items[s->out->n - 1].state = state;
    s->out->items[s->out->n - 1].amount = s->record->amount;
}

static void withdraw_one(struct stating *s, int party, const char *name)
{
    struct truce_text id = truce_text_view(name);
    int position = truce_agreement_position(s->agreement, id);
    int contribution = truce_agreement_contribution(s->agreement, id);
    bool entitled = false;

    if (position != TRUCE_NONE) {
        int slot = slot_of(s->agreement->positions[position].withdrawable_by, party);
        entitled = slot >= 0;
        if (entitled)
            change(s, TRUCE_CHANGE_POSITION, position, slot);
    }
    if (contribution != TRUCE_NONE && s->agreement->contributions[contribution].by == party) {
        entitled = true;
        change_contribution(s, contribution, TRUCE_CONTRIBUTION_WITHDRAWN);
    }
    size_t facts = unmark_named(s, party, name, &entitled);
    if (entitled)
        return;
    if (position == TRUCE_NONE && contribution == TRUCE_NONE && facts == 0)
        say(s, TRUCE_NOTE_NAME, "the agreement has no position, contribution, instrument or text", name);
    else
        say_not_entitled(s, party_id(s, party), "withdraw", name);
}

static void state_withdrawal(struct stating *s)
{
    for (size_t i = 0; i < s->record->about.n; i++)
        for (size_t a = 0; a < s->record->by.n; a++) {
            int party = author(s, a);
            if (party != TRUCE_NONE)
                withdraw_one(s, party, s->record->about.at[i]);
        }
}

/* Positions and vetoes: `list` says who may, -1 as slot that it is so again. */
static void state_again(struct stating *s, enum truce_change_kind kind, int target, struct truce_indexes list,
                        bool by_slot, const char *deed, const char *name)
{
    for (size_t a = 0; a < s->record->by.n; a++) {
        int party = author(s, a), slot = party != TRUCE_NONE ? slot_of(list, party) : -1;
        if (slot >= 0)
            change(s, kind, target, by_slot ? slot : -1);
        else if (party != TRUCE_NONE)
            say_not_entitled(s, party_id(s, party), deed, name);
    }
}

static void state_position(struct stating *s, const char *name)
{
    int at = truce_agreement_position(s->agreement, truce_text_view(name));
    if (at == TRUCE_NONE)
        say_unknown(s, THINGS(s->agreement->positions, s->agreement->n_positions, "position"), name);
    else
        state_again(s, TRUCE_CHANGE_POSITION, at, s->agreement->positions[at].by, false, "maintain", name);
}

static void state_veto(struct stating *s, const char *name, bool lifts)
{
    int at = truce_agreement_veto(s->agreement, truce_text_view(name));
    if (at == TRUCE_NONE) {
        say_unknown(s, THINGS(s->agreement->vetoes, s->agreement->n_vetoes, "veto"), name);
        return;
    }
    const struct truce_veto *veto = &s->agreement->vetoes[at];
    state_again(s, TRUCE_CHANGE_VETO, at, lifts ? veto->liftable_by : veto->by, lifts,
                lifts ? "lift" : "impose", name);
}

static void state_contribution(struct stating *s, const char *name, enum truce_contribution_state state)
{
    int at = truce_agreement_contribution(s->agreement, truce_text_view(name));
    if (at == TRUCE_NONE) {
        say_unknown(s, THINGS(s->agreement->contributions, s->agreement->n_contributions, "contribution"),
                    name);
        return;
    }
    for (size_t a = 0; a < s->record->by.n; a++) {
        int party = author(s, a);
        bool own = party != TRUCE_NONE && party == s->agreement->contributions[at].by;
        if (own)
            change_contribution(s, at, state);
        else if (party != TRUCE_NONE && s->record->by.n == 1)
            say_not_entitled(s, party_id(s, party), "speak for the contribution", name);
    }
}

static void state_consent(struct stating *s, const char *name)
{
    int at = truce_agreement_guarantee(s->agreement, truce_text_view(name));
    if (at == TRUCE_NONE) {
        say_unknown(s, THINGS(s->agreement->guarantees, s->agreement->n_guarantees, "guarantee"), name);
        return;
    }
    for (size_t a = 0; a < s->record->by.n; a++) {
        int party = author(s, a);
        if (party != TRUCE_NONE && slot_of(s->agreement->guarantees[at].consent_of, party) < 0)
            say_not_entitled(s, party_id(s, party), "consent to the extension of", name);
    }
}

/* One name of those that a declaration is about. */
static void state_thing(struct stating *s, const char *name)
{
    switch (s->record->declares) {
    case TRUCE_DECLARES_MAINTAINS:
        state_position(s, name);
        break;
    case TRUCE_DECLARES_LIFTS:
    case TRUCE_DECLARES_IMPOSES:
        state_veto(s, name, s->record->declares == TRUCE_DECLARES_LIFTS);
        break;
    case TRUCE_DECLARES_OFFERS:
        state_contribution(s, name, TRUCE_CONTRIBUTION_OFFERED);
        break;
    case TRUCE_DECLARES_APPROVES:
        state_contribution(s, name, TRUCE_CONTRIBUTION_APPROVED);
        break;
    case TRUCE_DECLARES_DEPLOYS:
        state_contribution(s, name, TRUCE_CONTRIBUTION_DEPLOYED);
        break;
    default:
        state_consent(s, name);
    }
}

static void state_declaration(struct stating *s, const struct truce_belief *belief)
{
    switch (s->record->declares) {
    case TRUCE_DECLARES_SIGNS:
        state_named(s, TRUCE_IF_SIGNED, "the agreement asks for no signature on", "sign");
        break;
    case TRUCE_DECLARES_AGREES:
        state_named(s, TRUCE_IF_AGREED, "the agreement asks for no consent to the text", "agree to");
        break;
    case TRUCE_DECLARES_RATIFIES:
        state_named(s, TRUCE_IF_RATIFIED, "the agreement asks for no ratification of", "ratify");
        break;
    case TRUCE_DECLARES_EVENT:
        for (size_t i = 0; i < s->record->by.n; i++)
            (void)author(s, i);
        state_event(s, belief);
        break;
    case TRUCE_DECLARES_WITHDRAWS:
        state_withdrawal(s);
        break;
    default:
        for (size_t i = 0; i < s->record->about.n; i++)
            state_thing(s, s->record->about.at[i]);
    }
}

/* ---- votes, rulings, waivers ---- */

static bool may_report_vote(const struct stating *s, int in)
{
    bool may = false;
    for (size_t i = 0; i < s->record->by.n; i++) {
        int party = author(s, i);
        enum truce_role role = party != TRUCE_NONE ? s->agreement->parties[party].role : TRUCE_ROLE_OTHER;
        may = may || (party != TRUCE_NONE &&
                      (party == in || role == TRUCE_ROLE_MONITOR || role == TRUCE_ROLE_ADJUDICATOR));
    }
    return may;
}

static void state_vote(struct stating *s)
{
    const struct truce_record *record = s->record;
    int in = truce_agreement_party(s->agreement, truce_text_view(record->in));
    bool asked = false;
    size_t first;

    if (in == TRUCE_NONE) {
        say_unknown(s, the_parties(s), record->in);
        return;
    }
    if (!may_report_vote(s, in)) {
        say_not_entitled(s, record->by.at[0], "report a vote in", record->in);
        return;
    }
    size_t n = truce_judge_facts_named(s->names, TRUCE_IF_VOTE, record->in, &first);
    for (size_t i = first; i < first + n; i++) {
        int at = s->names->by_name[i].fact;
        const char *kind = s->names->facts[at].condition->vote_kind;
        if (record->vote_kind[0] != '\0' && strcmp(kind, record->vote_kind) != 0)
            continue;
        asked = true;
        change(s, strcmp(record->result, "carried") == 0 ? TRUCE_CHANGE_MARK : TRUCE_CHANGE_UNMARK, at, 0);
    }
    if (!asked)
        say(s, TRUCE_NOTE_NO_EFFECT, "the agreement waits for no such vote in", record->in);
}

static void state_ruling(struct stating *s)
{
    const char *name = s->record->fulfils;
    size_t first;

    if (name[0] == '\0' || !truce_judge_by_role(s->agreement, s->record, TRUCE_ROLE_ADJUDICATOR))
        return; /* belief.c has said so */
    if (truce_agreement_norm(s->agreement, truce_text_view(name)) == TRUCE_NONE) {
        say_unknown(s, THINGS(s->agreement->norms, s->agreement->n_norms, "obligation"), name);
        return;
    }
    size_t n = truce_judge_facts_named(s->names, TRUCE_IF_STATUS, name, &first);
    for (size_t i = first; i < first + n; i++) {
        int at = s->names->by_name[i].fact;
        for (size_t k = 0; k < s->names->facts[at].n_slots; k++)
            mark(s, at, (int)k, BOTH);
    }
}

/* The waiver of a clause or of a contribution's only_after: the one there is, or a new one; -1 without memory. */
static int waiver_of(struct stating *s, const struct truce_condition *clause, int contribution)
{
    struct truce_changes *out = s->out;
    void *waivers = out->waivers;
    for (size_t i = 0; i < out->n_waivers; i++)
        if (out->waivers[i].clause == clause && out->waivers[i].contribution == contribution)
            return (int)i;
    if (truce_grow(&waivers, &out->size_waivers, out->n_waivers + 1, sizeof *out->waivers, NULL) !=
        TRUCE_OK) {
        out->failed = true;
        return -1;
    }
    out->waivers = waivers;
    struct truce_indexes holders = truce_judge_holders(s->names, clause);
    out->waivers[out->n_waivers] = (struct truce_waiver){clause, contribution, holders, out->n_waiver_slots};
    out->n_waiver_slots += holders.n;
    return (int)out->n_waivers++;
}

/* "c_k1.only_after" */
static int only_after_of(const struct stating *s, const char *name)
{
    static const char ending[] = ".only_after";
    size_t n = strlen(name), m = sizeof ending - 1;
    if (n <= m || strcmp(name + n - m, ending) != 0)
        return TRUCE_NONE;
    int at = truce_agreement_contribution(s->agreement, (struct truce_text){name, n - m});
    return at != TRUCE_NONE && s->agreement->contributions[at].only_after != TRUCE_NONE ? at : TRUCE_NONE;
}

static void waive(struct stating *s, const char *name)
{
    const struct truce_condition *clause = truce_agreement_clause(s->agreement, truce_text_view(name));
    int contribution = clause == NULL ? only_after_of(s, name) : TRUCE_NONE;

    if ((clause == NULL || clause->name[0] == '\0') && contribution == TRUCE_NONE) {
        say(s, TRUCE_NOTE_NAME, "the agreement has no clause", name);
        return;
    }
    if (clause != NULL && clause->position != TRUCE_NONE) {
        say(s, TRUCE_NOTE_NO_EFFECT, "a position is withdrawn, not waived:", name);
        return;
    }
    int at = waiver_of(s, clause, contribution);
    for (size_t a = 0; at >= 0 && a < s->record->by.n; a++) {
        int party = author(s, a);
        int slot = party != TRUCE_NONE ? slot_of(s->out->waivers[at].holders, party) : -1;
        if (slot >= 0)
            change(s, TRUCE_CHANGE_WAIVE, at, slot);
        else if (party != TRUCE_NONE)
            say_not_entitled(s, party_id(s, party), "waive", name);
    }
}

static void state_coverage(struct stating *s)
{
    const char *zone = s->record->zone;
    if (!truce_judge_by_role(s->agreement, s->record, TRUCE_ROLE_MONITOR))
        say_not_entitled(s, s->record->by.at[0], "state what was watched: only a monitor does. It states",
                         zone[0] != '\0' ? zone : "everywhere");
    if (zone[0] != '\0' && truce_agreement_zone(s->agreement, truce_text_view(zone)) == TRUCE_NONE)
        say_unknown(s, THINGS(s->agreement->zones, s->agreement->n_zones, "zone"), zone);
}

/* ---- all ---- */

static void state_dates(struct stating *s)
{
    for (size_t i = 0; i < s->names->n_facts; i++) {
        const struct truce_condition *condition = s->names->facts[i].condition;
        if (condition->kind == TRUCE_IF_DATE && condition->day.n != TRUCE_DAY_NONE)
            truce_judge_change(s->out, (struct truce_change){.at = truce_calendar_day_start(
                                                                 &s->agreement->calendar, condition->day),
                                                             .kind = TRUCE_CHANGE_MARK,
                                                             .target = (int)i,
                                                             .readings = BOTH,
                                                             .record = TRUCE_NONE});
    }
}

enum truce_status truce_judge_facts(const struct truce_lexicon *names, const struct truce_beliefs *beliefs,
                                    bool hopeful, struct truce_diagnostics *notes, struct truce_changes *out,
                                    struct truce_err *err)
{
    struct stating s = {
        .names = names, .agreement = names->agreement, .notes = notes, .out = out, .hopeful = hopeful};

    state_dates(&s);
    for (size_t i = 0; i < beliefs->n && !out->failed; i++) {
        const struct truce_belief *belief = &beliefs->items[i];
        s.record = &belief->record;
        s.index = belief->index;
        switch (belief->record.kind) {
        case TRUCE_RECORD_ASSESSMENT:
        case TRUCE_RECORD_REPORT:
            if (!belief->superseded)
                state_report(&s, belief);
            break;
        case TRUCE_RECORD_DECLARATION:
            state_declaration(&s, belief);
            break;
        case TRUCE_RECORD_COVERAGE:
            state_coverage(&s);
            break;
        case TRUCE_RECORD_RULING:
            state_ruling(&s);
            break;
        case TRUCE_RECORD_VOTE:
            state_vote(&s);
            break;
        case TRUCE_RECORD_WAIVER:
            for (size_t k = 0; k < belief->record.about.n; k++)
                waive(&s, belief->record.about.at[k]);
            break;
        default:
            break;
        }
    }
    if (out->failed)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the facts of %zu records", beliefs->n);
    truce_judge_changes_sort(out);
    return TRUCE_OK;
}
