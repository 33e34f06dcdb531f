/*
 * Source descriptions: what a source is, how its files are named and read, and where they come from.
 * Format: docs/formats/source.md.
 */
#ifndef TRUCE_SOURCES_DESCRIPTION_H
#define TRUCE_SOURCES_DESCRIPTION_H

#include "record/control.h"

enum truce_source_format {
    TRUCE_FORMAT_GEOJSON,    /* control maps */
    TRUCE_FORMAT_AREAS_JSON, /* an array of {"date", "layerType", "areaKm2"}; keys can be named */
    TRUCE_FORMAT_AREAS_CSV,  /* date and area columns */
    TRUCE_FORMAT_GDAL,       /* anything that the GDAL module opens */
};

/* A value of a property or layer and what it means. */
struct truce_status_rule {
    const char *value;                /* ends in '*': stands for all values that begin so */
    bool ignore;                      /* known, and nothing that we count */
    enum truce_control_status status; /* when not ignored */
};

struct truce_description {
    struct truce_source source;
    const char *file; /* where it was read from */
    const char
        *files; /* name pattern with one of {YYYYMMDD} {YYYY-MM-DD} {YYYY_MM_DD} {DDMMYYYY}; "" = find it */
    enum truce_source_format format;
    const char *property; /* GeoJSON: the property that tells the status; "" = every polygon is held */
    const char *split;    /* the property's value is cut at this; "" = not cut */
    bool take_last;       /* of the parts the last one counts (else the first) */
    const struct truce_status_rule *rules;
    size_t n_rules;
    bool refuse_unknown; /* a value without a rule is an error (else it is noted and left out) */
    const char *date_key, *layer_key,
        *area_key;                /* area series; the last two "": each rule's value is a column */
    const char *fetch_url;        /* template with the same date fields; "" = cannot be fetched */
    const char *fetch_name;       /* name of the local file, a template; "" = `files` */
    struct truce_day fetch_first; /* first day there is; TRUCE_DAY_NONE = not known */
    struct truce_arena arena;
};

void truce_description_init(
    struct truce_description *description); /* the defaults: plain GeoJSON, every polygon held */
void truce_description_fini(struct truce_description *description);

/* Reads a description file.  Fails with file:line:column: TRUCE_ERR_SYNTAX, _RANGE, _UNKNOWN key, _MISSING, _LIMIT. */
enum truce_status truce_description_read(const char *path, struct truce_description *out,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* The same from bytes; `file` is for messages. */
enum truce_status truce_description_parse(struct truce_text bytes, const char *file,
                                          struct truce_description *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* The description called `name` (a path when it has a '/' or ends in .yaml; else <folder>/<name>.yaml in the first folder that has it).
 * Fails: TRUCE_ERR_MISSING, with the names that there are. */
enum truce_status truce_description_find(const char *name, const char *const *folders, size_t n_folders,
                                         struct truce_description *out, struct truce_err *err) TRUCE_MUST_USE;

/* For a file or folder of maps: the description whose `files` pattern or whose format fits what lies there; <path>/source.yaml
 * comes first.  When none fits, the defaults with the folder's name as id, and a note that says so. */
enum truce_status truce_description_recognise(const char *path, const char *const *folders, size_t n_folders,
                                              struct truce_description *out, struct truce_notes *notes,
                                              struct truce_err *err) TRUCE_MUST_USE;

/* A template with its date field filled in, on the heap, owned by the caller; NULL without memory. */
char *truce_template_fill(const char *template_text, struct truce_day day);

/* The day in a file name by a template.  False when the name does not follow it.  *bad_date (may be NULL) becomes true when it follows the
 * template but for a day that no calendar has. */
bool truce_template_match(const char *template_text, const char *name, struct truce_day *day, bool *bad_date);

#endif
