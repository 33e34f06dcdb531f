/*
 * The releases of libyaml, GLib and libsodium, as they say themselves when the program runs.
 */
#include "base/library.h"

#include <glib.h>
#include <sodium.h>
#include <stdio.h>
#include <yaml.h>

const char *truce_yaml_version(void)
{
    return yaml_get_version_string();
}

const char *truce_sodium_version(void)
{
    return sodium_version_string();
}

void truce_glib_version(char *out, size_t n)
{
    snprintf(out, n, "%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);
}
