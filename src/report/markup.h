/*
 * Text for SVG and HTML: what came from outside is text there and nothing else.
 *
 * Made safe as in report/plain.h; besides, characters that XML does not allow become U+FFFD, and < > & " ' become references.
 */
#ifndef TRUCE_REPORT_MARKUP_H
#define TRUCE_REPORT_MARKUP_H

#include "base/buf.h"

/* Good within elements and within attributes in double quotes. */
void truce_markup_puts(struct truce_buf *out, const char *text);

/* A number with at most `decimals` (<= 6) decimals, none that are 0; whatever the locale. */
void truce_markup_number(struct truce_buf *out, double value, int decimals);

#endif
