/* The floor of the bench: what a broadcast costs when there is nothing but the system call.
 *
 * One thread, one epoll, one room. What one sends is framed once and written with send(2) to each.
 * It is no server for anyone else: the handshake is answered with the same bytes to all, and what
 * comes in is taken to be whole frames of at most 64 KB. Prints its port.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 20000, CHUNK = 1 << 18 };
static const char HELLO[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\n\r\n";
static int listeners[MOST], place[MOST + 64], open_, epoll_;
static char shaken[MOST + 64], in[CHUNK], out[CHUNK];

static void leave(int fd)
{
    if (shaken[fd]) {
        listeners[place[fd]] = listeners[--open_];
        place[listeners[place[fd]]] = place[fd];
    }
    shaken[fd] = 0;
    close(fd);
}

static void send_whole(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t gone = send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (gone < 0 && errno == EAGAIN) {
            struct pollfd full = {fd, POLLOUT, 0};
            if (poll(&full, 1, 1000) < 1) return;
            continue;
        }
        if (gone < 0) return;
        data += gone;
        size -= gone;
    }
}

static void broadcast(const unsigned char *mask, const unsigned char *payload, size_t size)
{
    size_t at = size < 126 ? 2 : 4;
    out[0] = (char)0x81;
    if (at == 2) out[1] = size;
    else { out[1] = 126; out[2] = size >> 8; out[3] = size; }
    for (size_t k = 0; k < size; k++) out[at + k] = payload[k] ^ mask[k & 3];
    for (int k = 0; k < open_; k++) send_whole(listeners[k], out, at + size);
}

static void readable(int fd)
{
    ssize_t got = recv(fd, in, CHUNK, 0);
    if (got <= 0) { leave(fd); return; }
    if (!shaken[fd]) {
        shaken[fd] = 1;
        place[fd] = open_;
        listeners[open_++] = fd;
        send_whole(fd, HELLO, sizeof HELLO - 1);
        return;
    }
    const unsigned char *at = (unsigned char *)in, *end = at + got;
    while (end - at >= 6) {
        size_t size = at[1] & 0x7F;
        int kind = at[0] & 0x0F;
        at += 2;
        if (size == 126) { size = at[0] << 8 | at[1]; at += 2; }
        if ((size_t)(end - at) < 4 + size) break;
        if (kind == 8) { leave(fd); return; }
        if (kind < 8) broadcast(at, at + 4, size);
        at += 4 + size;
    }
}

int main(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t size = sizeof here;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int door = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (bind(door, (struct sockaddr *)&here, size) || listen(door, 4096)) { perror("bind"); return 1; }
    getsockname(door, (struct sockaddr *)&here, &size);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    epoll_ = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = door}, found[512];
    epoll_ctl(epoll_, EPOLL_CTL_ADD, door, &event);
    for (;;) {
        int count = epoll_wait(epoll_, found, 512, -1);
        for (int k = 0; k < count; k++) {
            if (found[k].data.fd != door) { readable(found[k].data.fd); continue; }
            int fd = accept4(door, NULL, NULL, SOCK_NONBLOCK);
            if (fd < 0 || fd >= MOST) { if (fd >= 0) close(fd); continue; }
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
            epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
        }
    }
}
