/*
 * The release of SQLite, as it says itself when the program runs.
 */
#include "store/gpkg/library.h"

#include <sqlite3.h>

const char *truce_sqlite_version(void)
{
    return sqlite3_libversion();
}
