/*
 * What needs heavy libraries: pictures (cairo, Pango) and HTTP (libcurl).  It lies in a module of its own, truce_heavy.so, so that commands which draw and
 * fetch nothing need not wait for them (docs/decisions/0002).
 *
 * The module is made of the same libtruce; the functions are those of the headers named below, and nothing else.
 */
#ifndef TRUCE_CLI_HEAVY_H
#define TRUCE_CLI_HEAVY_H

#include "report/brief.h"
#include "report/gate_graph.h"
#include "report/picture.h"
#include "report/simulate.h"
#include "sources/fetch.h"

#define TRUCE_HEAVY_SYMBOL "truce_heavy_module"

/* The module's one symbol, TRUCE_HEAVY_SYMBOL. */
struct truce_heavy {
    const char *version;                                 /* must be the program's own */
    __typeof__(truce_report_picture) *picture;           /* report/picture.h */
    __typeof__(truce_report_series_picture) *series;     /* report/picture.h */
    __typeof__(truce_report_simulate_picture) *simulate; /* report/simulate.h */
    __typeof__(truce_report_gate_graph) *gate_graph;     /* report/gate_graph.h */
    __typeof__(truce_report_brief) *brief;               /* report/brief.h */
    __typeof__(truce_gate_graph_can_write) *can_write_graph;
    __typeof__(truce_brief_can_write) *can_write_brief;
    __typeof__(truce_fetch_run) *fetch;       /* sources/fetch.h */
    void (*libraries)(struct truce_buf *out); /* a line a library, for --version */
};

/* Loads it, once or again; it stays until the process ends.  Fails: TRUCE_ERR_INTERNAL it is not there or does not fit. */
enum truce_status truce_heavy_load(const struct truce_heavy **out, struct truce_err *err) TRUCE_MUST_USE;

#endif
