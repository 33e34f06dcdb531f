/*
 * Scenario tests beside an agreement: a log, and what is expected of it.  The file format is docs/formats/scenario.md.
 *
 * Names are texts: what they mean under an agreement is looked up by who runs the test.
 */
#ifndef TRUCE_RECORD_SCENARIO_H
#define TRUCE_RECORD_SCENARIO_H

#include "record/fact.h"

/* What an expectation is about.  `is` has one word of a list for each. */
enum truce_expects {
    TRUCE_EXPECTS_GATE,         /* closed, open */
    TRUCE_EXPECTS_CLOCK,        /* `reached`: no, yes; and days */
    TRUCE_EXPECTS_POSITION,     /* withdrawn, maintained */
    TRUCE_EXPECTS_VETO,         /* standing, lifted */
    TRUCE_EXPECTS_CONTRIBUTION, /* considered, offered, approved, deployed, withdrawn */
    TRUCE_EXPECTS_NEED,         /* unmet, met */
    TRUCE_EXPECTS_NORM,         /* the states of verdicts, in the order of judge/verdict.h */
    TRUCE_EXPECTS_KINDS,
};

#define TRUCE_EXPECTS_NOTHING (-1)

/* Strict and lenient, in this order, as in judge/state.h. */
#define TRUCE_EXPECTS_READINGS 2

struct truce_expectation {
    enum truce_expects kind;
    const char *name; /* of the gate, the clock, ... */
    struct truce_instant as_of;
    int is[TRUCE_EXPECTS_READINGS];   /* index of the word; TRUCE_EXPECTS_NOTHING: not said */
    int days[TRUCE_EXPECTS_READINGS]; /* of a clock; TRUCE_EXPECTS_NOTHING */
    struct truce_spot at, name_at;
};

struct truce_scenario {
    const char *file;      /* borrowed */
    const char *title;     /* what it shows */
    const char *agreement; /* path as written, relative to the scenario's folder */
    struct truce_spot agreement_at;
    struct truce_records log; /* in the order of the file */
    struct truce_expectation *expect;
    size_t n;
    struct truce_arena arena; /* owns the texts of all but the log */
};

void truce_scenario_init(struct truce_scenario *scenario);
void truce_scenario_fini(struct truce_scenario *scenario);

/* "gate", "clock", ... */
const char *truce_expects_name(enum truce_expects kind);

/* The words of `is` (of `reached` for a clock) for a kind; ends with NULL. */
const char *const *truce_expects_words(enum truce_expects kind);

#endif
