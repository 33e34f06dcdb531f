/*
 * Which libcurl is at work.
 */
#ifndef TRUCE_SOURCES_LIBRARY_H
#define TRUCE_SOURCES_LIBRARY_H

/* The release in use, for --version; static storage. */
const char *truce_curl_version(void);

#endif
