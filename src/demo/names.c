/*
 * Invented names that can be spoken.
 *
 * Syllables of consonant and vowel with an ending by what is named.  The second state spells the same names
 * its own way, by regular changes of sound, as neighbouring languages do; that gives every place a second
 * name.
 */
#include "demo/internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/random.h"

static const char *const BEGIN[] = {"b", "br", "d", "dr", "f", "g",  "h", "k",  "kr", "l",  "m",  "n",
                                    "p", "r",  "s", "st", "t", "tr", "v", "th", "",   "fl", "sk", "j"};
static const char *const VOWEL[] = {"a", "e", "i", "o", "u", "ae", "ei", "ou", "a", "e", "o", "i"};
static const char *const CLOSE[] = {"", "", "", "n", "r", "l", "s", "m", "nd", "th", "", "rk"};
static const char *const MIDDLE[] = {"l", "m", "n", "r", "v", "d", "t", "s", "k", "b", "th", "g"};

static const char *const STATE_END[] = {"mere", "oveth", "undar", "eskel", "ithand", "orune"};
static const char *const REGION_END[] = {"ovar", "esk", "und", "ithe", "amar", "oreth", "els", "adun"};
static const char *const PLACE_END[] = {"en",  "ara", "ile", "os",  "une", "im",  "ado", "ell", "ira",
                                        "ost", "ay",  "und", "eth", "ik",  "ola", "urn", "is",  "emm"};

#define PICK(list, k) list[(k) % (sizeof(list) / sizeof(list)[0])]

void truce_demo_name(uint64_t seed, enum truce_demo_name_kind kind, uint32_t item, uint32_t attempt,
                     char out[TRUCE_DEMO_NAME_ROOM])
{
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    const uint32_t counter[4] = {item, attempt, TRUCE_DEMO_STREAM_NAMES, 1 + (uint32_t)kind};
    const uint32_t more[4] = {item, attempt, TRUCE_DEMO_STREAM_NAMES, 101 + (uint32_t)kind};
    struct truce_philox a = truce_philox4x32_10(counter, key), b = truce_philox4x32_10(more, key);
    const char *end = kind == TRUCE_DEMO_NAME_STATE    ? PICK(STATE_END, b.word[3] >> 8)
                      : kind == TRUCE_DEMO_NAME_REGION ? PICK(REGION_END, b.word[3] >> 8)
                                                       : PICK(PLACE_END, b.word[3] >> 8);
    /* every third place has a syllable more */
    bool longer = kind == TRUCE_DEMO_NAME_PLACE && b.word[2] % 3 == 0;

    snprintf(out, TRUCE_DEMO_NAME_ROOM, "%s%s%s%s%s%s", PICK(BEGIN, a.word[0] >> 8),
             PICK(VOWEL, a.word[1] >> 8), longer ? PICK(CLOSE, a.word[2] >> 8) : "",
             longer ? PICK(MIDDLE, b.word[0] >> 8) : "", longer ? PICK(VOWEL, b.word[1] >> 8) : "",
             PICK(MIDDLE, a.word[3] >> 8));
    strncat(out, end, TRUCE_DEMO_NAME_ROOM - strlen(out) - 1);
    out[0] = (char)toupper((unsigned char)out[0]);
}

void truce_demo_other_name(const char *name, char out[TRUCE_DEMO_NAME_ROOM])
{
    static const char *const change[][2] = {{"th", "t"},  {"ei", "ai"}, {"ou", "o"}, {"ae", "e"},
                                            {"k", "c"},   {"v", "w"},   {"j", "y"},  {"en", "in"},
                                            {"os", "us"}, {"im", "em"}};
    size_t n = 0;
    bool changed = false;

    for (size_t i = 0; name[i] != '\0' && n + 4 < TRUCE_DEMO_NAME_ROOM;) {
        const char *to = NULL;
        size_t used = 1;
        for (size_t c = 0; c < sizeof change / sizeof change[0] && to == NULL; c++) {
            used = strlen(change[c][0]);
            if (strncasecmp(name + i, change[c][0], used) == 0)
                to = change[c][1];
        }
        if (to == NULL) {
            out[n++] = name[i++];
            continue;
        }
        changed = true;
        for (; *to != '\0'; to++)
            out[n++] = *to;
        i += used;
    }
    if (!changed) {
        out[n] = strchr("aeiou", out[n - 1]) != NULL ? 's' : 'a';
        n++;
    }
    out[n] = '\0';
    out[0] = (char)toupper((unsigned char)out[0]);
}
