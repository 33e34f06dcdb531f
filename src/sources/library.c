/*
 * The release of libcurl, as it says itself when the program runs.
 */
#include "sources/library.h"

#include <curl/curl.h>

const char *truce_curl_version(void)
{
    return curl_version_info(CURLVERSION_NOW)->version;
}
