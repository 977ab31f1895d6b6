/* One connection of the load client: its handshake, its frames, what waits to be written. */
#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

void drop(struct conn *c)
{
    if (c->fd < 0) return;
    struct linger at_once = {1, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(c->fd);
    c->fd = -1;
    if (c->stage == READY) ready--;
    else under_way--;
    c->stage = OUT;
    c->rest_size = c->unsent_size = 0;
}

void lose(struct conn *c, const char *why)
{
    if (lost++ < 3) fprintf(stderr, "connection %td: %s (%s)\n", c - conns, why, strerror(errno));
    drop(c);
}

static void watch(struct conn *c, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u32 = c - conns};
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event)) die("epoll_ctl");
}

void write_out(struct conn *c, const char *data, size_t size)
{
    if (!c->unsent_size) {
        ssize_t gone = send(c->fd, data, size, MSG_NOSIGNAL);
        if (gone < 0 && errno != EAGAIN) { lose(c, "send"); return; }
        if (gone < 0) gone = 0;
        data += gone;
        size -= gone;
        if (!size) return;
        watch(c, EPOLLIN | EPOLLOUT);
    }
    c->unsent = need(realloc(c->unsent, c->unsent_size + size));
    memcpy(c->unsent + c->unsent_size, data, size);
    c->unsent_size += size;
}

void say(struct conn *c, int opcode, const char *payload, uint32_t size)
{
    char *frame;
    uint32_t whole = frame_of(&frame, opcode, payload, size);
    write_out(c, frame, whole);
    free(frame);
}

/* @POSITION@ in the first message is where this connection stood when it was cut. */
static void greet(struct conn *c)
{
    static char filled[4096];
    if (head.rule == HOCUSPOCUS) { say(c, head.opcode, c->hello + 1, c->hello[0]); return; }
    char *hole = memmem(c->hello, c->hello_size, "@POSITION@", 10);
    if (!hole) { say(c, head.opcode, c->hello, c->hello_size); return; }
    const char *stood = c->position[0] ? c->position : "null";
    int size = snprintf(filled, sizeof filled, "%.*s%s%s", (int)(hole - c->hello), c->hello, stood,
                        hole + 10);
    say(c, head.opcode, filled, size);
}

void connect_one(struct conn *c)
{
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("socket");
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(c->port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->stage = CONNECTING;
    c->began = clock_now();
    under_way++;
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) {
        lose(c, "connect");
        return;
    }
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.u32 = c - conns};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
}

void is_ready(struct conn *c)
{
    if (c->stage == READY) return;
    c->stage = READY;
    c->joined = clock_now() - c->began;
    ready++;
    under_way--;
}

void readable(struct conn *c)
{
    memcpy(big, c->rest, c->rest_size);
    ssize_t got = recv(c->fd, big + c->rest_size, sizeof big - c->rest_size, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) { lose(c, "the line was cut"); return; }
    int64_t now = clock_now();
    bytes_in += got;
    size_t size = c->rest_size + got, at = 0;
    if (c->stage == SHAKING) {
        char *end = memmem(big, size, "\r\n\r\n", 4);
        if (end && !begins(big, size, "HTTP/1.1 101")) {
            fprintf(stderr, "%.*s\n", (int)(size < 300 ? size : 300), big);
            lose(c, "no websocket");
            return;
        }
        if (end) {
            at = end + 4 - big;
            c->stage = GREETING;
            if (c->hello_size) greet(c);
            if (head.rule == PLAIN) is_ready(c);
        }
    }
    while (c->stage >= GREETING && size - at >= 2) {
        unsigned char *frame = (unsigned char *)big + at;
        size_t body = 2, length = frame[1];
        if (length == 126) { body = 4; length = frame[2] << 8 | frame[3]; }
        else if (length == 127) {
            body = 10;
            length = 0;
            if (size - at >= 10) for (int k = 2; k < 10; k++) length = length << 8 | frame[k];
        }
        if (size - at < body || size - at - body < length) break;
        hear(c, frame[0] & 0x0F, big + at + body, length, now);
        if (c->fd < 0) return;
        at += body + length;
    }
    c->rest_size = size - at;
    if (c->rest_size > c->rest_room) {
        c->rest_room = c->rest_size;
        c->rest = need(realloc(c->rest, c->rest_room));
    }
    memcpy(c->rest, big + at, c->rest_size);
}

void writable(struct conn *c)
{
    if (c->stage == CONNECTING) {
        int fault = 0;
        socklen_t size = sizeof fault;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &fault, &size);
        if ((errno = fault)) { lose(c, "connect"); return; }
        c->stage = SHAKING;
        watch(c, EPOLLIN);
        write_out(c, c->request, c->request_size);
        return;
    }
    size_t size = c->unsent_size;
    ssize_t gone = send(c->fd, c->unsent, size, MSG_NOSIGNAL);
    if (gone < 0 && errno != EAGAIN) { lose(c, "send"); return; }
    if (gone < 0) gone = 0;
    memmove(c->unsent, c->unsent + gone, size - gone);
    c->unsent_size = size - gone;
    if (!c->unsent_size) watch(c, EPOLLIN);
}

