/*
 * Which releases of libyaml, GLib and libsodium are at work.
 */
#ifndef TRUCE_BASE_LIBRARY_H
#define TRUCE_BASE_LIBRARY_H

#include <stddef.h>

/* The releases in use, for --version; static storage. */
const char *truce_yaml_version(void);
const char *truce_sodium_version(void);

/* The same into out, of n bytes. */
void truce_glib_version(char *out, size_t n);

#endif
