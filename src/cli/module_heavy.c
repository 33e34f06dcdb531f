/*
 * What truce_heavy.so exports: pictures and fetching, and the libraries they rest on.
 */
#include "cli/heavy.h"
#include "report/library.h"
#include "sources/library.h"

static void libraries(struct truce_buf *out)
{
    truce_buf_printf(out, "  libcurl  %s\n", truce_curl_version());
    truce_buf_printf(out, "  cairo    %s\n", truce_cairo_version());
    truce_buf_printf(out, "  Pango    %s\n", truce_pango_version());
}

extern const struct truce_heavy truce_heavy_module;
__attribute__((visibility("default"))) const struct truce_heavy truce_heavy_module = {
    .version = TRUCE_VERSION,
    .picture = truce_report_picture,
    .series = truce_report_series_picture,
    .simulate = truce_report_simulate_picture,
    .gate_graph = truce_report_gate_graph,
    .brief = truce_report_brief,
    .can_write_graph = truce_gate_graph_can_write,
    .can_write_brief = truce_brief_can_write,
    .fetch = truce_fetch_run,
    .libraries = libraries,
};
