/*
 * Forms of dates, times, numbers, distances and directions, as outside files write them.
 *
 * What does not follow a form to its last byte is not of it: nothing is guessed.
 */
#include <string.h>

#include "sources/import_event.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Leading digits of *text, at most max of them; how many there were. */
static size_t take_digits(struct truce_text *text, size_t max, int *out)
{
    size_t n = 0;
    int value = 0;
    while (n < text->len && n < max && is_digit(text->at[n]))
        value = value * 10 + (text->at[n++] - '0');
    text->at += n;
    text->len -= n;
    *out = value;
    return n;
}

static bool take(struct truce_text *text, char c)
{
    if (text->len == 0 || text->at[0] != c)
        return false;
    text->at++;
    text->len--;
    return true;
}

/* January is 1; 0: no month.  Three letters or the whole name. */
static int take_month(struct truce_text *text)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    size_t n = 0;
    while (n < text->len && text->at[n] != ' ' && text->at[n] != '-')
        n++;
    struct truce_text word = {text->at, n};
    for (int i = 0; i < 12; i++) {
        struct truce_text name = truce_text_view(names[i]);
        struct truce_text shorter = {name.at, 3};
        if (truce_text_equal_nocase(word, name) || truce_text_equal_nocase(word, shorter)) {
            text->at += n;
            text->len -= n;
            return i + 1;
        }
    }
    return 0;
}

static bool form_words(struct truce_text text, struct truce_day *out)
{
    int day, year, month;

    if (take_digits(&text, 2, &day) == 0 || !(take(&text, ' ') || take(&text, '-')) ||
        (month = take_month(&text)) == 0 || !(take(&text, ' ') || take(&text, '-')) ||
        take_digits(&text, 4, &year) != 4 || text.len > 0)
        return false;
    return truce_day_from_civil(year, month, day, out);
}

bool truce_form_day(struct truce_text text, struct truce_day *out)
{
    struct truce_text rest = text;
    int a, b, c;
    size_t first = take_digits(&rest, 8, &a);

    if (first == 8 && rest.len == 0)
        return truce_day_from_civil(a / 10000, a / 100 % 100, a % 100, out);
    char mark = rest.len > 0 ? rest.at[0] : '\0';
    if (first == 0 || mark == '\0' || strchr("-/. ", mark) == NULL)
        return false;
    take(&rest, mark);
    size_t second = take_digits(&rest, 2, &b);
    if (second == 0)
        return form_words(text, out);
    if (!take(&rest, mark))
        return false;
    size_t third = take_digits(&rest, 4, &c);
    if (first == 4 && mark == '-' && second == 2 && third == 2)
        return (rest.len == 0 || rest.at[0] == 'T' || rest.at[0] == ' ') &&
               truce_day_from_civil(a, b, c, out);
    return first <= 2 && third == 4 && rest.len == 0 && truce_day_from_civil(c, b, a, out);
}

bool truce_form_time(struct truce_text text, int32_t *seconds)
{
    int hour, minute = 0, second = 0;
    size_t n = take_digits(&text, 4, &hour);

    if (n == 0)
        return false;
    if (text.len == 0) {
        minute = hour % 100;
        hour /= 100;
    } else {
        if (n > 2 || !take(&text, ':') || take_digits(&text, 2, &minute) != 2)
            return false;
        if (take(&text, ':') && take_digits(&text, 2, &second) != 2)
            return false;
        if (take(&text, '.')) {
            int parts;
            if (take_digits(&text, 6, &parts) == 0)
                return false;
        }
        if (text.len > 0)
            return false;
    }
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *seconds = (hour * 60 + minute) * 60 + second;
    return true;
}

static bool starts_nocase(struct truce_text *text, const char *word)
{
    size_t n = strlen(word);
    if (text->len < n || !truce_text_equal_nocase((struct truce_text){text->at, n}, truce_text_view(word)))
        return false;
    *text = truce_text_trim((struct truce_text){text->at + n, text->len - n});
    return true;
}

bool truce_form_count(struct truce_text text, double *out, bool *lower_bound)
{
    bool at_least = starts_nocase(&text, "at least") || starts_nocase(&text, ">=") ||
                    starts_nocase(&text, "\xE2\x89\xA5");
    int value;

    if (text.len > 1 && text.at[text.len - 1] == '+') {
        at_least = true;
        text.len--;
    }
    if (take_digits(&text, 9, &value) == 0)
        return false;
    if (take(&text, '.')) /* "3.0", as programs of tables write whole numbers */
        while (take(&text, '0'))
            ;
    if (text.len > 0)
        return false;
    *out = value;
    *lower_bound = at_least;
    return true;
}

/* A number at the beginning of *text. */
static bool take_number(struct truce_text *text, double *out)
{
    size_t n = 0;
    while (n < text->len && (is_digit(text->at[n]) || text->at[n] == '.'))
        n++;
    if (!truce_text_to_double((struct truce_text){text->at, n}, out))
        return false;
    *text = truce_text_trim((struct truce_text){text->at + n, text->len - n});
    return true;
}

bool truce_form_distance(struct truce_text text, double *min_m, double *max_m)
{
    double low, high, unit;

    text = truce_text_trim(text);
    if (!take_number(&text, &low))
        return false;
    high = low;
    bool interval =
        starts_nocase(&text, "-") || starts_nocase(&text, "to ") || starts_nocase(&text, "\xE2\x80\x93");
    if (interval && !take_number(&text, &high))
        return false;
    if (truce_text_is(text, "km"))
        unit = 1000;
    else if (truce_text_is(text, "m"))
        unit = 1;
    else
        return false;
    if (!(low <= high && high * unit <= 1e6))
        return false;
    *min_m = low * unit;
    *max_m = high * unit;
    return true;
}

/* "south-south-east" to "SSE": the first letters of its words, of which "southeast" is two. */
static size_t compass_letters(struct truce_text text, char out[4])
{
    static const char *const words[] = {"north", "east", "south", "west"};
    size_t n = 0;

    if (text.len <= 3) {
        for (; n < text.len; n++)
            out[n] = (char)(text.at[n] >= 'a' && text.at[n] <= 'z' ? text.at[n] - 32 : text.at[n]);
        out[n] = '\0';
        return n;
    }
    while (text.len > 0 && n < 3) {
        size_t word = 0;
        while (word < 4 && !starts_nocase(&text, words[word]))
            word++;
        if (word == 4)
            return 0;
        out[n++] = "NESW"[word];
        if (!take(&text, '-'))
            take(&text, ' ');
    }
    out[n] = '\0';
    return text.len == 0 ? n : 0;
}

bool truce_form_direction(struct truce_text text, double *degrees, int *points)
{
    static const char names[16][4] = {"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
                                      "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"};
    char letters[4];
    double value;

    text = truce_text_trim(text);
    if (truce_text_to_double(text, &value)) {
        if (!(value >= 0 && value <= 360))
            return false;
        *degrees = value;
        *points = 0;
        return true;
    }
    size_t n = compass_letters(text, letters);
    for (int i = 0; n > 0 && i < 16; i++)
        if (strcmp(letters, names[i]) == 0) {
            *degrees = i * 22.5;
            *points = n == 3 ? 16 : n == 2 ? 8 : 4;
            return true;
        }
    return false;
}
