/*
 * The parts that truce_report_text puts together; private to this folder.
 */
#ifndef TRUCE_REPORT_TEXT_PARTS_H
#define TRUCE_REPORT_TEXT_PARTS_H

#include "report/text.h"

struct truce_page {
    struct truce_buf *out;
    const struct truce_verify_answer *answer;
    const struct truce_report_text_options *options;
};

void truce_page_head(const struct truce_page *page, const char *text); /* a head between empty lines */
void truce_page_wrap(const struct truce_page *page, const char *text); /* a paragraph, two blanks in */
/* the same, formatted; the first line begins with `first` */
void truce_page_wrapf(const struct truce_page *page, const char *first, const char *format, ...)
    TRUCE_PRINTF(3, 4);
void truce_page_field(const struct truce_page *page, const char *name, const char *text); /* nothing for "" */

/* "Area", "Area by region": text_areas.c */
void truce_page_areas(const struct truce_page *page, const struct truce_claim_answer *claim);

/* places by kind, lists, too close to call: text_places.c */
void truce_page_places(const struct truce_page *page, const struct truce_claim_answer *claim);
void truce_page_named_place(const struct truce_page *page, const struct truce_claim_answer *claim);

/* "How wrong would the map have to be": text_areas.c */
void truce_page_shifts(const struct truce_page *page, const struct truce_claim_answer *claim);

/* A source's id with blanks before it and behind it up to the longest id of the claim, as the beginning of a line.  Into out, of n bytes. */
void truce_page_source(const struct truce_claim_answer *claim, const struct truce_source_answer *source,
                       size_t indent, char *out, size_t n);

const char *truce_page_region(const struct truce_page *page,
                              int region); /* its name, or "outside of all regions" */

#endif
