/*
 * Which SQLite is at work.
 */
#ifndef TRUCE_STORE_GPKG_LIBRARY_H
#define TRUCE_STORE_GPKG_LIBRARY_H

/* The release in use, for --version; static storage. */
const char *truce_sqlite_version(void);

#endif
