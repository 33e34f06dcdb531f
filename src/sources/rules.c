/*
 * Values and their meaning: a short list, looked through from the front.
 */
#include "sources/rules.h"

#include <string.h>

const struct truce_status_rule *truce_rules_find(const struct truce_description *description,
                                                 struct truce_text value)
{
    for (size_t i = 0; i < description->n_rules; i++)
        if (truce_text_is(value, description->rules[i].value))
            return &description->rules[i];
    for (size_t i = 0; i < description->n_rules; i++) {
        struct truce_text head = truce_text_view(description->rules[i].value);
        if (head.len == 0 || head.at[head.len - 1] != '*' || head.len - 1 > value.len)
            continue;
        if (memcmp(head.at, value.at, head.len - 1) == 0)
            return &description->rules[i];
    }
    return NULL;
}
