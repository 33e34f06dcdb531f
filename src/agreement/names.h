/*
 * Who and what an agreement speaks of: parties, groups, classes; and how its constructs refer to each other.
 */
#ifndef TRUCE_AGREEMENT_NAMES_H
#define TRUCE_AGREEMENT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include "base/diagnostics.h"

#define TRUCE_NONE (-1)

struct truce_indexes {
    const int *at;
    size_t n;
};

struct truce_texts {
    const char *const *at;
    size_t n;
};

/* What every named construct has. */
struct truce_named {
    const char *id;
    struct truce_spot at;
    int point; /* index into the points; TRUCE_NONE for what stands outside of them */
};

enum truce_role {
    TRUCE_ROLE_BELLIGERENT,
    TRUCE_ROLE_GUARANTOR,
    TRUCE_ROLE_CONTRIBUTOR,
    TRUCE_ROLE_MONITOR,
    TRUCE_ROLE_ADJUDICATOR,
    TRUCE_ROLE_MEDIATOR,
    TRUCE_ROLE_OTHER,
};

struct truce_party {
    struct truce_named head;
    const char *name;
    enum truce_role role;
};

struct truce_group {
    struct truce_named head;
    struct truce_indexes members; /* parties */
};

enum truce_subject_kind {
    TRUCE_WHO_NOBODY, /* not given */
    TRUCE_WHO_ONE,    /* one party */
    TRUCE_WHO_EACH,   /* one norm a member, judged apart */
    TRUCE_WHO_ANY,    /* one norm, fulfilled by any member, violated only by all */
    TRUCE_WHO_OTHER,  /* within a norm of x: the group without x */
};

struct truce_subject {
    enum truce_subject_kind kind;
    int group;                    /* TRUCE_NONE where parties were listed */
    struct truce_indexes parties; /* the members */
    struct truce_spot at;
};

/* Classes of events and of objects, one tree each. */

struct truce_class {
    struct truce_named head;
    int is;          /* its parent, TRUCE_NONE for a root */
    bool object;     /* objects and people; else events */
    double severity; /* >= 0; 1 where not given */
};

#endif
