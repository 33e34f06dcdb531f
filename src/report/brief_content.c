/*
 * What a brief says: title, answers, what it rests on; the sections are in brief_why.c and brief_tables.c.
 */
#include "report/brief_content.h"

#include <string.h>

#include "report/plan_names.h"
#include "report/plan_words.h"

void *truce_brief_alloc(struct truce_brief_content *content, size_t n, size_t item)
{
    void *out = NULL;
    if (!content->failed)
        content->failed = truce_arena_alloc(content->arena, n * item + 1, &out, &content->err) != TRUCE_OK;
    return out;
}

/* cut between letters, with an ellipsis */
static void shorten(struct truce_buf *text, size_t letters)
{
    size_t n = 0;
    for (size_t i = 0; i < text->len; i++) {
        if (((unsigned char)text->at[i] & 0xC0) == 0x80 || ++n <= letters)
            continue;
        text->len = i;
        text->at[i] = '\0';
        truce_buf_puts(text, "\xE2\x80\xA6");
        return;
    }
}

static const char *take(struct truce_brief_content *content, bool readably)
{
    struct truce_buf readable;
    const char *out = "", *text = content->text.at != NULL ? content->text.at : "";

    truce_buf_init(&readable);
    if (readably)
        truce_plan_names_readable(text, &readable);
    else
        truce_buf_puts(&readable, text);
    if (content->budget.letters > 0)
        shorten(&readable, content->budget.letters);
    if (!content->failed)
        content->failed =
            truce_buf_check(&content->text, &content->err) != TRUCE_OK ||
            truce_buf_check(&readable, &content->err) != TRUCE_OK ||
            truce_arena_copy(content->arena, truce_buf_view(&readable), &out, &content->err) != TRUCE_OK;
    truce_buf_fini(&readable);
    truce_buf_clear(&content->text);
    return out;
}

const char *truce_brief_take(struct truce_brief_content *content)
{
    return take(content, true);
}

struct truce_brief_section *truce_brief_section(struct truce_brief_content *content, const char *head)
{
    struct truce_brief_section *section = &content->sections[content->n_sections++];
    *section = (struct truce_brief_section){.head = head};
    return section;
}

struct truce_brief_block *truce_brief_block(struct truce_brief_content *content,
                                            struct truce_brief_section *section, enum truce_brief_kind kind)
{
    (void)content;
    /* the last one is written over rather than one too many be written */
    size_t at = section->n_blocks < TRUCE_BRIEF_BLOCKS ? section->n_blocks++ : TRUCE_BRIEF_BLOCKS - 1;
    section->blocks[at] = (struct truce_brief_block){.kind = kind, .text = ""};
    return &section->blocks[at];
}

void truce_brief_leave_out(struct truce_brief_content *content, size_t n, const char *one, const char *many)
{
    size_t i = 0;
    while (i < content->n_left_out && strcmp(content->left_out[i].many, many) != 0)
        i++;
    if (n == 0 || i == TRUCE_BRIEF_OMISSIONS)
        return;
    if (i == content->n_left_out)
        content->left_out[content->n_left_out++] = (struct truce_brief_omission){one, many, 0};
    content->left_out[i].n += n;
}

/* ---- head ---- */

static void put_day(struct truce_brief_content *content, int32_t n)
{
    char day[TRUCE_DAY_TEXT];
    truce_day_format((struct truce_day){n}, day);
    truce_buf_puts(&content->text, day);
}

static void put_head(struct truce_brief_content *content)
{
    static const char *const words[] = {"a draft", "signed", "in force", "suspended", "terminated"};
    const struct truce_agreement *agreement = content->plan->agreement;

    truce_buf_puts(&content->text, agreement->title[0] != '\0' ? agreement->title : agreement->id);
    content->title = truce_brief_take(content);
    truce_buf_puts(&content->text, "Brief: what the agreement waits for, as of ");
    put_day(content, truce_calendar_day(&agreement->calendar, content->plan->state->as_of).n);
    content->kicker = truce_brief_take(content);
    truce_buf_printf(&content->text, "Agreement %s, version %s, %s.", agreement->id, agreement->version,
                     words[agreement->status]);
    for (size_t i = 0; i < agreement->n_parties; i++)
        if (agreement->parties[i].name[0] != '\0' &&
            strcmp(agreement->parties[i].name, agreement->parties[i].head.id) != 0)
            truce_buf_printf(&content->text, "%s%s: %s", i == 0 ? " " : "; ", agreement->parties[i].head.id,
                             agreement->parties[i].name);
    truce_buf_putc(&content->text, '.');
    content->about = truce_brief_take(content);
}

static void put_answers(struct truce_brief_content *content)
{
    const struct truce_plan *plan = content->plan;
    size_t n = 0;

    for (size_t i = 0; i < content->source->what_if.n; i++)
        truce_buf_printf(&content->text, "%s\"%s\"", i == 0 ? "What if: " : ", ",
                         content->source->what_if.at[i]);
    if (content->source->what_if.n > 0) {
        truce_buf_puts(&content->text, "?  Then:");
        content->answers[content->n_answers++] = take(content, false); /* as it is typed */
    }
    for (; n < plan->n_targets && n < content->budget.answers; n++) {
        truce_plan_words_answer(plan, &plan->targets[n], &content->text);
        content->answers[content->n_answers++] = truce_brief_take(content);
    }
    if (plan->n_targets == 0)
        content->answers[content->n_answers++] = "The agreement has no gates: there is nothing to plan.";
    else
        truce_brief_leave_out(content, plan->n_targets - n, "target", "targets");
}

/* ---- what it rests on ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void put_source(struct truce_brief_content *content)
{
    const struct truce_brief_source *source = content->source;
    const struct truce_plan *plan = content->plan;
    char digits[TRUCE_HASH_TEXT];
    const char *records = source->records != NULL ? base_name(source->records) : NULL;
    size_t n = plan->state->records != NULL ? plan->state->records->n : 0;

    if (source->hash != NULL) {
        truce_hash_format(source->hash, digits);
        truce_buf_printf(&content->text, "SHA-256 of the agreement's file (%s): %s.", base_name(source->file),
                         digits);
        content->basis[content->n_basis++] = truce_brief_take(content);
    }
    if (records != NULL)
        truce_buf_printf(&content->text, "Status by %zu record%s of %s.", n, n == 1 ? "" : "s", records);
    else
        truce_buf_puts(&content->text,
                       "Without records: nothing of what people have yet to do has been done.");
    content->basis[content->n_basis++] = truce_brief_take(content);
}

static void put_assumptions(struct truce_brief_content *content)
{
    const struct truce_diagnostics *notes = &content->plan->notes;
    size_t missing = 0;

    for (size_t i = 0; i < notes->n; i++)
        missing += strcmp(notes->items[i].code, "N91") == 0;
    truce_plan_words_basis(content->plan, &content->text);
    if (content->plan->agreement->estimates.as_of.n != TRUCE_DAY_NONE)
        truce_buf_puts(&content->text, ", which are assumptions");
    if (missing > 0)
        truce_buf_printf(&content->text, "; for %zu thing%s to be done none is given, and no time is counted",
                         missing, missing == 1 ? "" : "s");
    truce_buf_puts(&content->text,
                   ". Nothing is forecast: a day is the earliest on which something can be, if they hold.");
    content->basis[content->n_basis++] = truce_brief_take(content);
}

static void put_left_out(struct truce_brief_content *content)
{
    for (size_t i = 0; i < content->n_left_out; i++)
        truce_buf_printf(&content->text, "%s%zu %s", i == 0 ? "Left out for want of room: " : ", ",
                         content->left_out[i].n,
                         content->left_out[i].n == 1 ? content->left_out[i].one : content->left_out[i].many);
    if (content->n_left_out > 0) {
        truce_buf_puts(&content->text, "; \"truce plan\" prints all.");
        content->basis[content->n_basis++] = truce_brief_take(content);
    }
    truce_buf_puts(&content->text, "Made with truce " TRUCE_VERSION ": same input, same bytes.");
    content->basis[content->n_basis++] = truce_brief_take(content);
}

enum truce_status truce_brief_fill(const struct truce_plan *plan, const struct truce_brief_source *source,
                                   const struct truce_brief_budget *budget, struct truce_arena *arena,
                                   struct truce_brief_content *out, struct truce_err *err)
{
    *out = (struct truce_brief_content){
        .plan = plan, .source = source, .budget = *budget, .graph_says = "", .arena = arena};
    truce_buf_init(&out->text);
    put_head(out);
    put_answers(out);
    truce_brief_why(out);
    truce_brief_ways(out);
    truce_brief_dates(out);
    truce_brief_ledger(out);
    truce_brief_contested(out);
    truce_brief_points(out);
    out->budget.letters = 0; /* what it rests on is never cut */
    put_source(out);
    put_assumptions(out);
    put_left_out(out);
    truce_buf_fini(&out->text);
    if (out->failed && err != NULL)
        *err = out->err;
    return out->failed ? out->err.status : TRUCE_OK;
}
