/*
 * An HTTP server for tests: on loopback, at a port of the system's choice, it plays a script.
 *
 * One connection a step: a request is read and kept, the step's bytes are sent as they are, and the connection ends in the way the step
 * says.  What is sent need not be HTTP.  Requests beyond the script get a 500 and are counted.  For inclusion into one test program.
 */
#ifndef TRUCE_SOURCES_FETCH_TEST_SERVER_H
#define TRUCE_SOURCES_FETCH_TEST_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVER_STEPS_MAX   40
#define SERVER_REQUEST_MAX 4096
#define SERVER_PATIENCE_MS                                                                                   \
    10000 /* a client that says nothing for so long has a bug; the test then fails, it does not hang */

enum server_end {
    SERVER_CLOSE, /* at once */
    SERVER_HANG,  /* says nothing more until the client leaves */
    SERVER_DRIP,  /* a byte every 50 ms until the client leaves */
    SERVER_FLOOD, /* zeros without end until the client leaves */
};

struct server_step {
    const char *reply;
    size_t n; /* bytes of reply; 0 = up to its end */
    enum server_end end;
};

struct server {
    int listener, stop[2];
    unsigned port;
    pthread_t thread;
    struct server_step steps[SERVER_STEPS_MAX];
    size_t n_steps;
    char requests[SERVER_STEPS_MAX][SERVER_REQUEST_MAX];
    size_t n_requests; /* to be read after server_rest */
};

static bool server_ready(int fd, short what)
{
    struct pollfd p = {.fd = fd, .events = what};
    return poll(&p, 1, SERVER_PATIENCE_MS) > 0;
}

static bool server_send(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t put = server_ready(fd, POLLOUT) ? send(fd, bytes, n, MSG_NOSIGNAL) : -1;
        if (put <= 0)
            return false;
        bytes += put;
        n -= (size_t)put;
    }
    return true;
}

static void server_read_request(int fd, char *out)
{
    size_t n = 0;
    out[0] = '\0';
    while (n + 1 < SERVER_REQUEST_MAX && strstr(out, "\r\n\r\n") == NULL && server_ready(fd, POLLIN)) {
        ssize_t got = recv(fd, out + n, SERVER_REQUEST_MAX - 1 - n, 0);
        if (got <= 0)
            return;
        n += (size_t)got;
        out[n] = '\0';
    }
}

static void server_end(int fd, enum server_end end)
{
    static const char zeros[16384];
    struct pollfd p = {.fd = fd, .events = POLLIN};
    char byte;

    for (int i = 0; end != SERVER_CLOSE && i < SERVER_PATIENCE_MS / 50; i++) {
        if (end == SERVER_DRIP && !server_send(fd, " ", 1))
            break;
        if (end == SERVER_FLOOD) {
            if (!server_send(fd, zeros, sizeof zeros))
                break;
            i = 0;
            continue;
        }
        if (poll(&p, 1, 50) > 0 && recv(fd, &byte, 1, 0) <= 0)
            break;
    }
    shutdown(fd, SHUT_WR);
    close(fd);
}

static void *server_play(void *context)
{
    struct server *s = context;
    static const char surplus[] =
        "HTTP/1.1 500 Not in the script\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    for (;;) {
        struct pollfd p[2] = {{.fd = s->listener, .events = POLLIN}, {.fd = s->stop[0], .events = POLLIN}};
        if (poll(p, 2, -1) < 0 || p[1].revents != 0)
            return NULL;
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0)
            continue;
        size_t i = s->n_requests < SERVER_STEPS_MAX - 1 ? s->n_requests : SERVER_STEPS_MAX - 1;
        server_read_request(fd, s->requests[i]);
        s->n_requests++;
        struct server_step step = {surplus, 0, SERVER_CLOSE};
        if (i < s->n_steps)
            step = s->steps[i];
        server_send(fd, step.reply, step.n > 0 ? step.n : strlen(step.reply));
        server_end(fd, step.end);
    }
}

static void server_start(struct server *s)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;

    memset(s, 0, sizeof *s);
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (s->listener < 0 || bind(s->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(s->listener, 16) != 0 || getsockname(s->listener, (struct sockaddr *)&address, &size) != 0 ||
        pipe(s->stop) != 0) {
        perror("test server");
        exit(1);
    }
    s->port = ntohs(address.sin_port);
}

/* Begins to answer; all steps must be in place. */
static void server_go(struct server *s)
{
    if (pthread_create(&s->thread, NULL, server_play, s) != 0) {
        perror("test server");
        exit(1);
    }
}

/* Ends the thread; the listener stays, and server_go may be called again with more steps. */
static void server_rest(struct server *s)
{
    char byte;
    if (write(s->stop[1], "", 1) != 1)
        perror("test server");
    pthread_join(s->thread, NULL);
    if (read(s->stop[0], &byte, 1) != 1)
        perror("test server");
}

static void server_close(struct server *s)
{
    close(s->listener);
    close(s->stop[0]);
    close(s->stop[1]);
}

#endif
