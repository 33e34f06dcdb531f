/*
 * Which cairo and Pango are at work.
 */
#ifndef TRUCE_REPORT_LIBRARY_H
#define TRUCE_REPORT_LIBRARY_H

/* The releases in use, for --version; static storage. */
const char *truce_cairo_version(void);
const char *truce_pango_version(void);

#endif
