/*
 * Values as outside tables write them: days, times, numbers, distances, directions.
 *
 * One idea: each reader takes a text apart from the left and says whether all of it made sense; nothing is guessed, and what two conventions
 * read differently (05/06/2025) is read by one rule that docs/formats/import.md states: the day comes before the month.
 */
#include <math.h>
#include <string.h>

#include "sources/import_parts.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static struct truce_text behind(struct truce_text text, size_t n)
{
    return (struct truce_text){text.at + n, text.len - n};
}

/* digits from the front, at most max of them; how many there were */
static size_t take_digits(struct truce_text *text, size_t max, int *out)
{
    size_t n = 0;
    int value = 0;
    while (n < max && n < text->len && is_digit(text->at[n]))
        value = value * 10 + (text->at[n++] - '0');
    *text = behind(*text, n);
    *out = value;
    return n;
}

static bool take_char(struct truce_text *text, const char *any, char *found)
{
    if (text->len == 0 || text->at[0] == '\0' || strchr(any, text->at[0]) == NULL)
        return false;
    *found = text->at[0];
    *text = behind(*text, 1);
    return true;
}

/* a month by its first three letters; the rest of the word goes with it */
static bool take_month(struct truce_text *text, int *month)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    size_t n = 0;
    while (n < text->len && lower(text->at[n]) >= 'a' && lower(text->at[n]) <= 'z')
        n++;
    if (n < 3)
        return false;
    for (int i = 0; i < 12; i++) {
        const char *name = names + 3 * (size_t)i;
        if (lower(text->at[0]) == name[0] && lower(text->at[1]) == name[1] && lower(text->at[2]) == name[2]) {
            *month = i + 1;
            *text = behind(*text, n);
            return true;
        }
    }
    return false;
}

bool truce_import_day(struct truce_text text, struct truce_day *out, struct truce_text *rest)
{
    struct truce_text at = text;
    char mark = 0, second = 0;
    int a = 0, month = 0, c = 0;
    bool good;

    size_t n = take_digits(&at, 8, &a);
    if (n == 8) { /* YYYYMMDD */
        good = truce_day_from_civil(a / 10000, a / 100 % 100, a % 100, out);
    } else if (n == 4) { /* YYYY-MM-DD */
        good = take_char(&at, "-/.", &mark) && take_digits(&at, 2, &month) > 0 &&
               take_char(&at, "-/.", &second) && mark == second && take_digits(&at, 2, &c) > 0 &&
               truce_day_from_civil(a, month, c, out);
    } else { /* DD-MM-YYYY, DD Month YYYY */
        good = (n == 1 || n == 2) && take_char(&at, "-/. ", &mark);
        good = good && ((mark != ' ' && take_digits(&at, 2, &month) > 0) || take_month(&at, &month));
        good = good && (take_char(&at, "-/. ", &second) && mark == second) && take_digits(&at, 4, &c) == 4 &&
               truce_day_from_civil(c, month, a, out);
    }
    if (!good || (at.len > 0 && at.at[0] != ' ' && at.at[0] != 'T'))
        return false;
    *rest = at.len > 0 ? truce_text_trim(behind(at, 1)) : at;
    return true;
}

bool truce_import_time(struct truce_text text, int32_t *seconds)
{
    int hour = 0, minute = 0, second = 0, ignored = 0;
    char mark;
    struct truce_text at = text;

    size_t n = take_digits(&at, 4, &hour);
    if (n == 0)
        return false;
    if (at.len == 0) { /* HHMM, with zeros in front or without */
        minute = hour % 100;
        hour /= 100;
    } else {
        if (n > 2 || !take_char(&at, ":", &mark) || take_digits(&at, 2, &minute) != 2)
            return false;
        if (take_char(&at, ":", &mark) && take_digits(&at, 2, &second) != 2)
            return false;
        if (take_char(&at, ".", &mark) && take_digits(&at, 9, &ignored) == 0)
            return false;
        if (at.len > 0)
            return false;
    }
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *seconds = (hour * 60 + minute) * 60 + second;
    return true;
}

bool truce_import_whole(struct truce_text text, uint64_t *out)
{
    uint64_t value = 0;
    size_t i = 0;

    while (i < text.len && i < 10 && is_digit(text.at[i]))
        value = value * 10 + (uint64_t)(text.at[i++] - '0');
    if (i == 0 || value > 1000000000)
        return false;
    if (i < text.len && text.at[i] == '.') /* 12.0: a spreadsheet was here */
        for (i++; i < text.len && text.at[i] == '0';)
            i++;
    if (i != text.len)
        return false;
    *out = value;
    return true;
}

/* Passes over `word` (lower case) and blanks behind it. */
static bool take_word(struct truce_text *text, const char *word)
{
    size_t n = strlen(word);
    if (text->len < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (lower(text->at[i]) != word[i])
            return false;
    *text = truce_text_trim(behind(*text, n));
    return true;
}

bool truce_import_least(struct truce_text text, struct truce_import_number *out)
{
    static const char *const words[] = {"zero", "one",   "two",   "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    struct truce_import_number number = {.given = true};
    struct truce_text at = truce_text_trim(text);

    number.at_least = take_word(&at, "at least") || take_word(&at, ">=") || take_word(&at, "\xE2\x89\xA5");
    if (at.len > 0 && at.at[at.len - 1] == '+') {
        number.at_least = true;
        at.len--;
    }
    at = truce_text_trim(at);
    bool good = truce_import_whole(at, &number.n);
    for (size_t i = 0; !good && i < sizeof words / sizeof *words; i++)
        if (truce_text_equal_nocase(at, truce_text_view(words[i]))) {
            number.n = i;
            good = true;
        }
    if (good)
        *out = number;
    return good;
}

/* a decimal number from the front, and the unit of its last digit */
static bool take_decimal(struct truce_text *text, double *out, double *unit)
{
    size_t n = 0, point = 0;
    while (n < text->len && n < 12 && (is_digit(text->at[n]) || (text->at[n] == '.' && point == 0))) {
        n++;
        if (text->at[n - 1] == '.')
            point = n;
    }
    if (n == 0 || n == point || !truce_text_to_double((struct truce_text){text->at, n}, out))
        return false;
    *unit = point > 0 ? pow(10, -(double)(n - point)) : 1;
    *text = truce_text_trim(behind(*text, n));
    return true;
}

bool truce_import_range(struct truce_text text, double range_m[2], struct truce_text *rest)
{
    struct truce_text at = truce_text_trim(text);
    double low, high, unit, scale = 1000;
    bool is_single;

    if (!take_decimal(&at, &low, &unit))
        return false;
    is_single = !(take_word(&at, "-") || take_word(&at, "\xE2\x80\x93") || take_word(&at, "to"));
    if (is_single)
        high = low;
    else if (!take_decimal(&at, &high, &unit))
        return false;
    if (take_word(&at, "km"))
        scale = 1000;
    else if (take_word(&at, "m") && !take_word(&at, "i")) { /* miles are none of ours */
        scale = 1;
        unit = low >= 100 ? 100 : 10; /* metres are given in tens or hundreds */
    }
    if (is_single) {
        low = fmax(0, low - unit / 2);
        high += unit / 2;
    }
    if (!(low < high && high * scale <= 1e6))
        return false;
    range_m[0] = low * scale;
    range_m[1] = high * scale;
    *rest = at;
    return true;
}

bool truce_import_compass(struct truce_text text, double *bearing_deg)
{
    static const char *const points[] = {"n", "nne", "ne", "ene", "e", "ese", "se", "sse",
                                         "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"};
    static const char *const words[] = {"north", "east", "south", "west"};
    char letters[4] = "";
    size_t n = 0;
    struct truce_text at = truce_text_trim(text);

    while (at.len > 0) {
        bool word = false;
        if (n == 3)
            return false;
        for (size_t i = 0; i < 4 && !word; i++) {
            word = take_word(&at, words[i]);
            if (word)
                letters[n++] = words[i][0];
        }
        if (!word) {
            letters[n++] = lower(at.at[0]);
            at = behind(at, 1);
        }
        while (at.len > 0 && (at.at[0] == '-' || at.at[0] == ' '))
            at = behind(at, 1);
    }
    for (size_t i = 0; i < 16; i++)
        if (strcmp(letters, points[i]) == 0) {
            *bearing_deg = 22.5 * (double)i;
            return true;
        }
    return false;
}

bool truce_import_offset(struct truce_text text, int32_t *offset_s)
{
    struct truce_text at = truce_text_trim(text);
    int hour = 0, minute = 0;
    char sign = '+', mark;

    if (truce_text_is(at, "Z") || truce_text_is(at, "UTC")) {
        *offset_s = 0;
        return true;
    }
    take_word(&at, "utc");
    if (!take_char(&at, "+-", &sign) || take_digits(&at, 2, &hour) == 0)
        return false;
    take_char(&at, ":", &mark);
    if (at.len > 0 && take_digits(&at, 2, &minute) != 2)
        return false;
    if (at.len > 0 || hour > 18 || minute > 59)
        return false;
    *offset_s = (hour * 60 + minute) * (sign == '-' ? -60 : 60);
    return true;
}
