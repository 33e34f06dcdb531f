/*
 * What the files that read an agreement share; nobody else includes it.
 *
 * Two passes.  The first collects the names of everything (read_names.c), so that a reference may stand before what it names; the second
 * decodes, construct by construct.  What is wrong is noted and the reading goes on: functions that give a value say by their result whether
 * there is one, and have noted why not.  A system without memory is remembered in `status`; pointers are then NULL, and nothing more is
 * noted.
 */
#ifndef TRUCE_AGREEMENT_READ_H
#define TRUCE_AGREEMENT_READ_H

#include "agreement/agreement.h"
#include "base/yaml_value.h"

#define TRUCE_READ_ID_MAX 100 /* bytes of a name */

/* Lists of words and keys, ended by NULL. */
#define TRUCE_WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* What has a name.  Obligations, permits and limits are norms. */
enum truce_name_kind {
    TRUCE_NAME_PARTY,
    TRUCE_NAME_GROUP,
    TRUCE_NAME_CLASS,
    TRUCE_NAME_ZONE,
    TRUCE_NAME_NORM,
    TRUCE_NAME_CLOCK,
    TRUCE_NAME_GATE,
    TRUCE_NAME_GUARANTEE,
    TRUCE_NAME_NEED,
    TRUCE_NAME_CONTRIBUTION,
    TRUCE_NAME_VETO,
    TRUCE_NAME_POSITION,
    TRUCE_NAME_KINDS,
};

/* One construct of the file. */
struct truce_entry {
    struct truce_named head;
    const struct truce_yaml_node *node; /* its value */
    const char *section;                /* the key under which it stands: "permits" */
};

/* Those of one kind, in the order of the file: their index is that of the agreement's list. */
struct truce_entries {
    struct truce_entry *items;
    size_t n;
};

/* Names of one kind, sorted. */
struct truce_name_index {
    struct truce_name_list {
        struct truce_name {
            const char *id;
            int index;
        } * at;
        size_t n;
    } of[TRUCE_NAME_KINDS];
};

struct truce_reading {
    struct truce_yaml doc;
    struct truce_agreement *agreement; /* being filled; its arena owns all */
    struct truce_diagnostics *found;
    struct truce_entries entries[TRUCE_NAME_KINDS];
    struct truce_name_index *names;
    uint32_t *seen; /* one a party: the list in which it was last met */
    uint32_t list;  /* number of the list being read */
    size_t effort;  /* letters still to be compared for "did you mean" */
    enum truce_status status;
    struct truce_err err; /* of `status` */
};

/* ---- read_value.c: notes, and values of one node ---- */

/* Zeroed, from the agreement's arena; NULL without memory, which is remembered, and for n == 0. */
void *truce_read_alloc(struct truce_reading *r, size_t n, size_t size);

/* Where a node stands: its key, when it has no text of its own. */
struct truce_spot truce_read_spot(const struct truce_yaml_node *node);

/* Notes an error at a node. */
void truce_read_error(struct truce_reading *r, const char *code, const struct truce_yaml_node *node,
                      const char *format, ...) TRUCE_PRINTF(4, 5);

/* Is the word so near to a name that it may be meant, nearer than *distance?  Then *distance is its distance.  Begin with
 * TRUCE_READ_FAR. */
#define TRUCE_READ_FAR SIZE_MAX
bool truce_read_may_suggest(
    const struct truce_reading *r); /* false: nobody would see it, or it was done too often */
bool truce_read_is_near(struct truce_reading *r, struct truce_text word, const char *name, size_t *distance);

/* "; did you mean "x"?", or the known words, into out. */
void truce_read_suggest(struct truce_reading *r, struct truce_text word, const char *const *words, char *out,
                        size_t n);

/* "a, b, c" into out. */
void truce_read_join(const char *const *words, char *out, size_t n);

/* Is the node of the kind?  E04.  What was refused before is no news. */
bool truce_read_kind(struct truce_reading *r, const struct truce_yaml_node *node, enum truce_yaml_kind kind,
                     const char *what);

/* Is it a mapping?  E04; and E01 for every key that is not among `known`.  what: "a party". */
bool truce_read_keys(struct truce_reading *r, const struct truce_yaml_node *node, const char *const *known,
                     const char *what);

/* The value of a key that must be there, or NULL: E04 at the mapping.  owner: "the party". */
const struct truce_yaml_node *truce_read_need(struct truce_reading *r, const struct truce_yaml_node *mapping,
                                              const char *key, const char *owner);

/* How many of the keys the mapping has; *out is the last of them that it has. */
size_t truce_read_which(const struct truce_yaml_node *mapping, const char *const *keys, const char **out);

/* Values.  False: E04 was noted, and *out is as it was.  Text is one line and not empty. */
bool truce_read_text(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                     const char **out);
bool truce_read_number(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                       const struct truce_yaml_range *range, double *out);
bool truce_read_whole(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                      int32_t min, int32_t max, int32_t *out);
bool truce_read_day(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                    struct truce_day *out);
bool truce_read_duration(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                         struct truce_duration *out);
/* The same in whole days, more than none. */
bool truce_read_days(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                     int32_t *out);
bool truce_read_distance(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                         double *out_m);
bool truce_read_bool(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                     bool *out);
bool truce_read_choice(struct truce_reading *r, const struct truce_yaml_node *node, const char *const *words,
                       const char *what, size_t *out);

/* The same for keys of a mapping that may be missing: *out then stays as it is. */
void truce_read_text_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                        const char **out);
void truce_read_duration_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                            struct truce_duration *out);
void truce_read_day_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                       struct truce_day *out);
void truce_read_bool_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                        bool *out);

/* A value that may stand for a list of one: how many items, and one after the other. */
size_t truce_read_items(const struct truce_yaml_node *node);
const struct truce_yaml_node *truce_read_first(const struct truce_yaml_node *node);
const struct truce_yaml_node *truce_read_next(const struct truce_yaml_node *node,
                                              const struct truce_yaml_node *item);

/* One text or a list of them. */
struct truce_texts truce_read_texts(struct truce_reading *r, const struct truce_yaml_node *node,
                                    const char *what);

/* A name that may hold points: an instrument, a kind of majority. */
bool truce_read_word(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                     const char **out);

/* ---- read_names.c: the first pass, and references ---- */

/* Fills `entries` and `names`.  E03 for double names, E04 for names that may not be. */
void truce_read_names(struct truce_reading *r);

/* May it be a name?  E04. */
bool truce_read_id(struct truce_reading *r, const struct truce_yaml_node *key, const char *what);

int truce_name_find(const struct truce_name_index *names, enum truce_name_kind kind, struct truce_text id);

/* The index of a name of a kind.  E03 with the nearest name, or what it is instead. */
bool truce_read_reference(struct truce_reading *r, const struct truce_yaml_node *node,
                          enum truce_name_kind kind, const char *what, int *out);
void truce_read_reference_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                             enum truce_name_kind kind, int *out);

/* One name or a list of names, each once, in the order written. */
struct truce_indexes truce_read_references(struct truce_reading *r, const struct truce_yaml_node *node,
                                           enum truce_name_kind kind, const char *what);

/* The same for parties and groups, which become their members. */
struct truce_indexes truce_read_party_list(struct truce_reading *r, const struct truce_yaml_node *node,
                                           const char *what);

/* ---- one file a topic ---- */

void truce_read_head(struct truce_reading *r);       /* read_head.c: `agreement` */
void truce_read_parties(struct truce_reading *r);    /* read_parties.c: parties and groups; first of all */
void truce_read_classes(struct truce_reading *r);    /* read_parties.c: classes and their trees */
void truce_read_zones(struct truce_reading *r);      /* read_zone.c */
void truce_read_points(struct truce_reading *r);     /* read.c: their heads */
void truce_read_gates(struct truce_reading *r);      /* read_condition.c */
void truce_read_clocks(struct truce_reading *r);     /* read_clock.c */
void truce_read_norms(struct truce_reading *r);      /* read_norm.c */
void truce_read_ledger(struct truce_reading *r);     /* read_ledger.c: guarantees to positions */
void truce_read_estimates(struct truce_reading *r);  /* read_estimates.c: estimates and want; last */
void truce_read_strata(struct truce_reading *r);     /* read_strata.c: E07, when all else was read well */
void truce_read_needs_sums(struct truce_reading *r); /* read_ledger.c: E08, likewise */

/* `A`, {each: G}, {any: G}, {other: G}; only those among `forms`, which names some of "each", "any", "other". */
bool truce_read_subject(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                        const char *const *forms, struct truce_subject *out);

/* Geometry of a zone's version (read_geometry.c).  E04, E06. */
bool truce_read_path(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_path *out);
bool truce_read_ring(struct truce_reading *r, const struct truce_yaml_node *node,
                     struct truce_multipolygon *out);

/* Where a condition stands. */
struct truce_condition_place {
    int gate;     /* TRUCE_NONE within norms, clocks and contributions */
    int position; /* TRUCE_NONE */
    const struct truce_condition *parent;
    const char *name; /* "" */
};

/* A condition of any form.  False: errors were noted, *out is not whole. */
bool truce_read_condition(struct truce_reading *r, const struct truce_yaml_node *node,
                          const struct truce_condition_place *place, struct truce_condition *out);
/* The same under a key that may be missing, of its own: NULL. */
struct truce_condition *truce_read_condition_of(struct truce_reading *r,
                                                const struct truce_yaml_node *mapping, const char *key);

/* `where`, `count`, {gate}|{date} with plus; read_where.c */
void truce_read_where(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_where *out);
void truce_read_count(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_count *out);
bool truce_read_bound(struct truce_reading *r, const struct truce_yaml_node *node, bool may_be_never,
                      const char *what, struct truce_bound *out);
/* {gate: g}: its index. */
void truce_read_gate_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                        int *out, struct truce_spot *at);
void truce_read_proof(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_proof *out);

/* A class, which must be one of events or of objects. */
bool truce_read_class(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                      bool object, int *out);

#endif
