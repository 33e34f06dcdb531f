/*
 * Makes allocations of the library fail in turn.  One test program includes this, whose name ends in _memory_test.
 *
 * The linker sends the library's own malloc, calloc, realloc and free here (see CMakeLists.txt); those within outside libraries and the C library
 * go their usual way.
 */
#ifndef TRUCE_BASE_FAILING_TEST_H
#define TRUCE_BASE_FAILING_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdatomic.h>

/* names given by the linker: NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,readability-identifier-naming) */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

/* State of its own, which nothing else in the tree has: allocation functions have no argument for it. */
static atomic_long asked, live, fail_at = -1;
static atomic_bool fail_ever_after;

/* who asked for each of the first allocations of a run */
enum { SITES_MAX = 20000 };
static const void *sites[SITES_MAX];

static bool fails(const void *site)
{
    long n = atomic_fetch_add(&asked, 1), at = atomic_load(&fail_at);
    if (n < SITES_MAX && at < 0)
        sites[n] = site;
    return at >= 0 && (n == at || (n > at && atomic_load(&fail_ever_after)));
}

static void *counted(void *p)
{
    if (p != NULL)
        atomic_fetch_add(&live, 1);
    return p;
}

void *__wrap_malloc(size_t n)
{
    return fails(__builtin_return_address(0)) ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
    if (fails(__builtin_return_address(0)))
        return NULL;
    return p == NULL ? counted(__real_realloc(p, n)) : __real_realloc(p, n);
}

void __wrap_free(void *p)
{
    if (p != NULL)
        atomic_fetch_sub(&live, 1);
    __real_free(p);
}

/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,readability-identifier-naming) */

static void fail_from(long at, bool ever_after)
{
    atomic_store(&asked, 0);
    atomic_store(&fail_at, at);
    atomic_store(&fail_ever_after, ever_after);
}

#endif
