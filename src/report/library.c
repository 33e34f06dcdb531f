/*
 * The releases of cairo and Pango, as they say themselves when the program runs.
 */
#include "report/library.h"

#include <pango/pangocairo.h>

const char *truce_cairo_version(void)
{
    return cairo_version_string();
}

const char *truce_pango_version(void)
{
    return pango_version_string();
}
