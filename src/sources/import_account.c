/*
 * The account of an import: what was refused, what was not known, what is doubtful.
 *
 * One idea: everything is counted, and the first of each kind is kept with its place; so the account of a bad file is no larger than that of
 * a good one.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sources/import_parts.h"

#define VALUE_MAX       80 /* bytes of a value that are shown */
#define ACCOUNT_CEILING ((size_t)4 << 20)

void truce_import_account_init(struct truce_import_account *account)
{
    memset(account, 0, sizeof *account);
    truce_notes_init(&account->notes);
    truce_arena_init(&account->arena, ACCOUNT_CEILING);
}

void truce_import_account_fini(struct truce_import_account *account)
{
    free(account->refusals);
    free(account->unknown);
    truce_notes_fini(&account->notes);
    truce_arena_fini(&account->arena);
    memset(account, 0, sizeof *account);
}

/* A copy on one line, cut, in the account's arena; "" without memory: what is counted stays right. */
static const char *keep(struct truce_import_account *account, struct truce_text text)
{
    char line[VALUE_MAX * 4];
    const char *copy = "";
    size_t n = text.len < VALUE_MAX ? text.len : VALUE_MAX;

    if (n == 0)
        return copy;
    memcpy(line, text.at, n);
    line[n] = '\0';
    truce_text_mend(line, n + 1);
    if (n < text.len)
        strcat(line, "...");
    if (truce_arena_copy(&account->arena, truce_text_view(line), &copy, NULL) != TRUCE_OK)
        return "";
    return copy;
}

static void add_refusal(struct truce_import_account *account, struct truce_import_refusal refusal)
{
    void *items = account->refusals;
    if (account->n_refusals >= TRUCE_IMPORT_KEPT ||
        truce_grow(&items, &account->size_refusals, account->n_refusals + 1, sizeof refusal, NULL) != TRUCE_OK)
        return;
    account->refusals = items;
    account->refusals[account->n_refusals++] = refusal;
}

static void refuse(struct truce_import_work *w, uint32_t line, uint32_t column, const char *name,
                   struct truce_text value, const char *reason)
{
    struct truce_import_account *account = w->account;

    if (w->refused)
        return;
    w->refused = true;
    account->refused++;
    if (account->n_refusals >= TRUCE_IMPORT_KEPT)
        return;
    const char *kept = "";
    if (truce_arena_copy(&account->arena, truce_text_view(reason), &kept, NULL) != TRUCE_OK)
        kept = "refused";
    add_refusal(account, (struct truce_import_refusal){line, column, keep(account, truce_text_view(name)),
                                                       keep(account, value), kept});
}

void truce_import_refuse_at(struct truce_import_work *w, uint32_t line, uint32_t column, const char *name,
                            struct truce_text value, const char *format, ...)
{
    char reason[300];
    va_list args;

    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    truce_text_mend(reason, sizeof reason);
    refuse(w, line, column, name, value, reason);
}

void truce_import_refuse(struct truce_import_work *w, int which, const char *format, ...)
{
    int column = which >= 0 ? w->columns[which] : -1;
    uint32_t line = w->row.line, at = 0;
    char reason[300], name[64] = "";
    va_list args;

    if (column >= 0) {
        line = w->csv->cells[column].line;
        at = w->csv->cells[column].column;
    }
    if (which >= 0)
        snprintf(name, sizeof name, "%.*s", (int)strcspn(w->names[which], "|"), w->names[which]);
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    truce_text_mend(reason, sizeof reason);
    refuse(w, line, at, name, which >= 0 ? truce_import_field(w, which) : (struct truce_text){NULL, 0},
           reason);
}

void truce_import_count_unknown(struct truce_import_work *w, struct truce_text native)
{
    struct truce_import_account *account = w->account;
    char shown[VALUE_MAX * 4];
    void *items = account->unknown;
    size_t n = native.len < VALUE_MAX ? native.len : VALUE_MAX;

    account->unclassified++;
    if (n > 0)
        memcpy(shown, native.at, n);
    shown[n] = '\0';
    truce_text_mend(shown, n + 1);
    if (n < native.len)
        strcat(shown, "...");
    for (size_t i = 0; i < account->n_unknown; i++)
        if (strcmp(account->unknown[i].name, shown) == 0) {
            account->unknown[i].rows++;
            return;
        }
    if (account->n_unknown >= TRUCE_IMPORT_KEPT ||
        truce_grow(&items, &account->size_unknown, account->n_unknown + 1, sizeof *account->unknown, NULL) !=
            TRUCE_OK) {
        account->unknown_dropped++;
        return;
    }
    account->unknown = items;
    account->unknown[account->n_unknown++] = (struct truce_import_unknown){keep(account, native), 1};
}

void truce_import_note(struct truce_import_work *w, const char *format, ...)
{
    char text[400];
    va_list args;

    if (w->account->notes.n >= TRUCE_IMPORT_KEPT) { /* adding compares with all that are there */
        w->account->notes.dropped++;
        return;
    }
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    truce_text_mend(text, sizeof text);
    const char *file = w->options->file != NULL ? w->options->file : "input";
    truce_notes_add(&w->account->notes, "%s:%u: %s", file, (unsigned)w->row.line, text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct truce_import_unknown *)a)->name,
                  ((const struct truce_import_unknown *)b)->name);
}

void truce_import_account_sort(struct truce_import_account *account)
{
    if (account->n_unknown > 1)
        qsort(account->unknown, account->n_unknown, sizeof *account->unknown, by_name);
}
