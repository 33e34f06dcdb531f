/*
 * Values of a strict YAML file: one line of text, a decimal number, a day.  What formats that people write
 * have in common.
 *
 * Fails, all of them: TRUCE_ERR_SYNTAX or TRUCE_ERR_RANGE with file:line:column, the value and the limit.
 * `what` names the value in messages, usually its key.
 */
#ifndef TRUCE_BASE_YAML_VALUE_H
#define TRUCE_BASE_YAML_VALUE_H

#include "base/day.h"
#include "base/yaml.h"

/* The value of a key that must be there.  Fails with TRUCE_ERR_SYNTAX at the mapping; owner: "the claim". */
enum truce_status truce_yaml_need(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                  const char *key, const char *owner, const struct truce_yaml_node **out,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* Text on one line, not empty.  *out is owned by the node's arena. */
enum truce_status truce_yaml_line(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                  const char *what, const char **out, struct truce_err *err) TRUCE_MUST_USE;

/* The same for a key that may be missing: *out then stays as it is. */
enum truce_status truce_yaml_line_of(const struct truce_yaml *doc, const struct truce_yaml_node *mapping,
                                     const char *key, const char **out, struct truce_err *err) TRUCE_MUST_USE;

/* One line of text or a list of them; *out ends with NULL, owned by `arena`. */
enum truce_status truce_yaml_lines(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                   struct truce_arena *arena, const char *const **out, size_t *n,
                                   struct truce_err *err) TRUCE_MUST_USE;

struct truce_yaml_range {
    double min, max;  /* both included */
    bool whole;       /* no fraction */
    const char *unit; /* for messages: "km2" */
};

/* Digits with a decimal point at most: no sign, no exponent, no thousands separator. */
enum truce_status truce_yaml_decimal(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                     const char *what, const struct truce_yaml_range *range, double *out,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* "YYYY-MM-DD", a day of the calendar. */
enum truce_status truce_yaml_day(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                 const char *what, struct truce_day *out,
                                 struct truce_err *err) TRUCE_MUST_USE;

/* The format version: a key `truce` that, when it is there, must say "1". */
enum truce_status truce_yaml_check_version(const struct truce_yaml *doc,
                                           struct truce_err *err) TRUCE_MUST_USE;

#endif
