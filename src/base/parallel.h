/*
 * Independent pieces of work on several threads.
 */
#ifndef TRUCE_BASE_PARALLEL_H
#define TRUCE_BASE_PARALLEL_H

#include <stddef.h>

#include "base/status.h"

#define TRUCE_THREADS_MAX 8

/*
 * Calls work(context, i, err) for every i in [0, n), each once, in any order, on at most `threads` threads, the caller's among them.
 * What a piece of work writes, no other may touch.  Where a thread cannot be started, fewer do the work.
 *
 * Fails:  with the status and error of the lowest i that failed; the others are done all the same, so the outcome does not depend on timing.
 */
enum truce_status truce_parallel(size_t n, unsigned threads,
                                 enum truce_status (*work)(void *context, size_t i, struct truce_err *err),
                                 void *context, struct truce_err *err) TRUCE_MUST_USE;

#endif
