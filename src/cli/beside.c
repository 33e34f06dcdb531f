/*
 * The program's own folder, by /proc/self/exe.
 */
#include "cli/beside.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

bool truce_beside(const char *name, char *out, size_t size)
{
    char self[PATH_MAX], path[2 * PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    if (n <= 0)
        return false;
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (slash == NULL)
        return false;
    slash[1] = '\0';
    int length = snprintf(path, sizeof path, "%s%s", self, name);
    if (length < 0 || (size_t)length >= sizeof path || (size_t)length >= size || !truce_file_exists(path))
        return false;
    memcpy(out, path, (size_t)length + 1);
    return true;
}
