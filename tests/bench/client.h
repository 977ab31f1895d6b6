/* What the parts of the load client share. */
#ifndef CLIENT_H
#define CLIENT_H
#define _GNU_SOURCE
#include <stdint.h>
#include <stddef.h>

enum rule { PLAIN, SOCKETIO, HOCUSPOCUS, DOORSTART };
enum stage { OUT, CONNECTING, SHAKING, GREETING, READY };

struct conn {
    int fd, stage;
    uint16_t port, room;
    char *request, *hello;
    uint32_t request_size, hello_size;
    int64_t began, joined, seq;
    char position[80];
    char *rest, *unsent;
    size_t rest_size, rest_room, unsent_size;
    uint32_t *sends, sends_count;
};

struct send_one {
    uint64_t due;
    uint32_t conn, size;
    char *frame;
    int64_t sent, last;
    uint32_t count, refused;
    int64_t seq;
};

struct room {
    uint32_t size, sends;
    int64_t start, places, top;
    int64_t *last;
    uint32_t *count;
};

struct head {
    char magic[4];
    uint32_t rule, conns, sends, base, opcode, rooms, patience_ms;
};

/* client.c */
extern struct head head;
extern struct conn *conns;
extern struct send_one *sends;
extern struct room *rooms;
extern int epoll, playing;
extern uint32_t ready, under_way, lost, answers_due;
extern uint64_t deliveries, frames_in, bytes_in;
extern char big[8 << 20]; /* What one read brings. */
void die(const char *what);
void *need(void *p);
int64_t clock_now(void);
uint32_t frame_of(char **into, int opcode, const char *payload, uint32_t size);
int begins(const char *at, size_t size, const char *word);

/* client_line.c */
void connect_one(struct conn *c);
void drop(struct conn *c);
void lose(struct conn *c, const char *why);
void write_out(struct conn *c, const char *data, size_t size);
void say(struct conn *c, int opcode, const char *payload, uint32_t size);
void is_ready(struct conn *c);
void readable(struct conn *c);
void writable(struct conn *c);

/* client_hear.c */
void hear(struct conn *c, int opcode, const char *at, size_t size, int64_t now);
#endif
