/*
 * Civil days by Hinnant's era arithmetic: years start in March, so the leap day is the last of its year.
 */
#include "base/day.h"

#include <stdio.h>

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
    static const int length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : length[month - 1];
}

bool truce_day_from_civil(int year, int month, int day, struct truce_day *out)
{
    if (year < TRUCE_YEAR_MIN || year >= TRUCE_YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > month_length(year, month))
        return false;
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400; /* y > 0 by the range above */
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    out->n = era * 146097 + day_of_era - 719468;
    return true;
}

void truce_day_to_civil(struct truce_day day, int *year, int *month, int *day_of_month)
{
    int64_t z = (int64_t)day.n + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;

    *day_of_month = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static int number(const char *s, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

bool truce_day_parse(struct truce_text text, struct truce_day *out)
{
    if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-')
        return false;
    return truce_day_from_civil(number(text.at, 4), number(text.at + 5, 2), number(text.at + 8, 2), out);
}

void truce_day_format(struct truce_day day, char out[TRUCE_DAY_TEXT])
{
    int y, m, d;
    out[0] = '\0';
    if (day.n == TRUCE_DAY_NONE)
        return;
    truce_day_to_civil(day, &y, &m, &d);
    /* the modulus only tells the compiler that the text fits */
    snprintf(out, TRUCE_DAY_TEXT, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100,
             (unsigned)d % 100);
}
