/*
 * Bare or in quotes.
 *
 * Two questions: may YAML read the text bare (the grammar; asked narrowly, so that a doubt costs a pair of quotes), and would a reader that
 * types words take it for something else than a text (YAML 1.1 and 1.2 differ; both count)?  The second keeps quotes that are there, and never
 * adds any: an author who writes `n: 1` means it.
 *
 * Source: YAML 1.1 (https://yaml.org/spec/1.1/), 4.6.1 and the types at https://yaml.org/type/; YAML 1.2.2, 10.3.2; libyaml 0.2.5, scanner.c.
 */
#include "agreement/canonical_scalar.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool begins_with(struct truce_text text, const char *start)
{
    size_t n = strlen(start);
    return text.len >= n && memcmp(text.at, start, n) == 0;
}

/* ---- may it stand bare? ---- */

static bool may_begin(struct truce_text text)
{
    if (one_of(text.at[0], " ,[]{}#&*!|>'\"%@`?:"))
        return false;
    if (text.at[0] == '-') /* a dash and a blank begin an item; three of them, a document */
        return text.len > 1 && !one_of(text.at[1], " -,[]{}");
    return !begins_with(text, "...");
}

static bool may_stand_bare(struct truce_text text, bool flow)
{
    if (text.len == 0 || !may_begin(text) || text.at[text.len - 1] == ' ' || text.at[text.len - 1] == ':')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i], next = i + 1 < text.len ? text.at[i + 1] : '\0';
        if (c == '\n' || c == '\t' || (c == ' ' && next == '#') || (c == ':' && one_of(next, " \t\n")))
            return false;
        if (flow && (one_of(c, ",[]{}?") || (c == ':' && one_of(next, ",[]{}?"))))
            return false;
    }
    return true;
}

/* ---- would others take it for something else? ---- */

static bool is_word_of_a_type(struct truce_text text)
{
    static const char *const words[] = {"~",  "null", "y",    "n",    "yes",   "no",    "true", "false",
                                        "on", "off",  ".nan", ".inf", "-.inf", "+.inf", "=",    "<<"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (truce_text_equal_nocase(text, truce_text_view(words[i])))
            return true;
    return false;
}

/* Numbers in all their forms ("1_000", "-1.5e3", "19:30", "0x1F") and days ("2025-12-28", with a time or not). */
static bool is_like_a_number(struct truce_text text)
{
    size_t i = one_of(text.at[0], "+-") ? 1 : 0, digits = 0;

    if (text.len >= i + 2 && text.at[i] == '0' && one_of(text.at[i + 1], "xob"))
        return true;
    if (text.len >= 6 && is_digit(text.at[0]) && is_digit(text.at[3]) && text.at[4] == '-' &&
        is_digit(text.at[5]))
        return true;
    for (; i < text.len; i++) {
        digits += is_digit(text.at[i]);
        if (!is_digit(text.at[i]) && !one_of(text.at[i], "_.:+-eE,"))
            return false;
    }
    return digits > 0;
}

/* ---- writing ---- */

static void write_quoted(struct truce_text text, struct truce_buf *out)
{
    truce_buf_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\n')
            truce_buf_puts(out, "\\n");
        else if (text.at[i] == '\t')
            truce_buf_puts(out, "\\t");
        else {
            if (text.at[i] == '"' || text.at[i] == '\\')
                truce_buf_putc(out, '\\');
            truce_buf_putc(out, text.at[i]);
        }
    }
    truce_buf_putc(out, '"');
}

void truce_scalar_write(const struct truce_yaml_node *scalar, bool flow, struct truce_buf *out)
{
    struct truce_text text = scalar->text;

    if (truce_yaml_is_blank(scalar))
        return;
    if (!may_stand_bare(text, flow) ||
        (scalar->quoted && (is_word_of_a_type(text) || is_like_a_number(text))))
        write_quoted(text, out);
    else
        truce_buf_add(out, text.at, text.len);
}
