/*
 * Which libyaml is at work.
 */
#ifndef TRUCE_BASE_LIBRARY_H
#define TRUCE_BASE_LIBRARY_H

/* The release in use, for --version; static storage. */
const char *truce_yaml_version(void);

#endif
