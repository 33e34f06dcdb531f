/*
 * The release of libyaml, as it says itself when the program runs.
 */
#include "base/library.h"

#include <yaml.h>

const char *truce_yaml_version(void)
{
    return yaml_get_version_string();
}
