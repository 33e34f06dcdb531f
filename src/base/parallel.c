/*
 * POSIX threads that take the next number from a common counter.
 */
#include "base/parallel.h"

#include <pthread.h>
#include <stdbool.h>

struct shared {
    enum truce_status (*work)(void *context, size_t i, struct truce_err *err);
    void *context;
    size_t n;
    pthread_mutex_t lock; /* of what follows */
    size_t next;
    size_t failed; /* lowest that failed; n when none did */
    enum truce_status status;
    struct truce_err err;
};

static void *take_turns(void *argument)
{
    struct shared *shared = argument;
    for (;;) {
        struct truce_err err;
        pthread_mutex_lock(&shared->lock);
        size_t i = shared->next;
        shared->next += i < shared->n;
        pthread_mutex_unlock(&shared->lock);
        if (i == shared->n)
            return NULL;
        enum truce_status status = shared->work(shared->context, i, &err);
        if (status == TRUCE_OK)
            continue;
        pthread_mutex_lock(&shared->lock);
        if (i < shared->failed) {
            shared->failed = i;
            shared->status = status;
            shared->err = err;
        }
        pthread_mutex_unlock(&shared->lock);
    }
}

enum truce_status truce_parallel(size_t n, unsigned threads,
                                 enum truce_status (*work)(void *context, size_t i, struct truce_err *err),
                                 void *context, struct truce_err *err)
{
    struct shared shared = {.work = work, .context = context, .n = n, .failed = n, .status = TRUCE_OK};
    pthread_t others[TRUCE_THREADS_MAX];
    unsigned started = 0;

    if (pthread_mutex_init(&shared.lock, NULL) != 0)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a lock");
    while (started + 1 < threads && started < TRUCE_THREADS_MAX && started + 1 < n &&
           pthread_create(&others[started], NULL, take_turns, &shared) == 0)
        started++;
    take_turns(&shared);
    for (unsigned i = 0; i < started; i++)
        pthread_join(others[i], NULL);
    pthread_mutex_destroy(&shared.lock);
    if (shared.failed < n && err != NULL)
        *err = shared.err;
    return shared.failed < n ? shared.status : TRUCE_OK;
}
