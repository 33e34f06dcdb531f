/*
 * What lies beside the program: in a build tree its module and its data do, installed they do not.
 */
#ifndef TRUCE_CLI_BESIDE_H
#define TRUCE_CLI_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

/* The path of `name` in the folder of the running program, into out, of `size` bytes.  False when there is no such file or folder: out
 * is then untouched. */
bool truce_beside(const char *name, char *out, size_t size);

#endif
