/* The load client of the bench: plays all the people of a run, whatever server they are on.
 *
 *   client PLAN RESULT      (both as tests/bench/plan.py writes and reads them)
 *
 * The plan holds the connections, each with its own handshake and first message, and the sends,
 * each with its moment. What to do stands on standard input, one word a line; each is answered:
 *
 *   join N    connect all that are not connected, N of them under way at a time
 *   play      send everything at its moment, and wait until all of it is on every screen
 *   leave     cut all connections
 *   end       write the result
 *
 * One thread, one epoll. Between the words it reads on, and answers pings.
 */
#include "client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct head head;
struct conn *conns;
struct send_one *sends;
struct room *rooms;
int epoll, playing;
static int timer;
uint32_t ready, under_way, lost, answers_due;
static uint32_t window, next_send;
uint64_t deliveries, frames_in, bytes_in;
static uint64_t expected;
static int64_t play_began, worst_lag;
char big[8 << 20];

void die(const char *what) { perror(what); exit(2); }

static int64_t now_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int64_t clock_now(void) { return now_ns(CLOCK_MONOTONIC); }

void *need(void *p) { if (!p) die("memory"); return p; }

int begins(const char *at, size_t size, const char *word)
{
    return size >= strlen(word) && !memcmp(at, word, strlen(word));
}

/* --- the plan ------------------------------------------------------------------------------ */

static void take(FILE *from, void *into, size_t size)
{
    if (size && fread(into, size, 1, from) != 1) die("the plan is too short");
}

uint32_t frame_of(char **into, int opcode, const char *payload, uint32_t size)
{
    uint32_t head_size = size < 126 ? 2 : size < 65536 ? 4 : 10;
    unsigned char *at = need(malloc(head_size + 4 + size));
    *into = (char *)at;
    at[0] = 0x80 | opcode;
    if (size < 126) at[1] = 0x80 | size;
    else if (size < 65536) { at[1] = 0x80 | 126; at[2] = size >> 8; at[3] = size; }
    else { memset(at, 0, 10); at[0] = 0x80 | opcode; at[1] = 0x80 | 127;
           for (int k = 0; k < 4; k++) at[9 - k] = size >> (8 * k); }
    memset(at + head_size, 0, 4);  /* A mask of zeroes is a mask like any other. */
    memcpy(at + head_size + 4, payload, size);
    return head_size + 4 + size;
}

static void read_plan(const char *path)
{
    FILE *plan = fopen(path, "rb");
    if (!plan) die(path);
    take(plan, &head, sizeof head);
    if (memcmp(head.magic, "BNCH", 4)) { fprintf(stderr, "%s is no plan\n", path); exit(2); }
    conns = need(calloc(head.conns + 1, sizeof *conns));
    sends = need(calloc(head.sends + 1, sizeof *sends));
    rooms = need(calloc(head.rooms + 1, sizeof *rooms));
    for (uint32_t k = 0; k < head.conns; k++) {
        struct conn *c = conns + k;
        take(plan, &c->port, 2);
        take(plan, &c->room, 2);
        take(plan, &c->request_size, 4);
        take(plan, &c->hello_size, 4);
        c->request = need(malloc(c->request_size + 1));
        c->hello = need(calloc(c->hello_size + 1, 1));
        take(plan, c->request, c->request_size);
        take(plan, c->hello, c->hello_size);
        c->fd = -1;
        c->joined = c->seq = -1;
        rooms[c->room].size++;
    }
    for (uint32_t k = 0; k < head.sends; k++) {
        uint32_t size;
        take(plan, &sends[k].due, 8);
        take(plan, &sends[k].conn, 4);
        take(plan, &size, 4);
        if (size > sizeof big) die("a frame is too large");
        take(plan, big, size);
        sends[k].size = frame_of(&sends[k].frame, head.opcode, big, size);
        sends[k].sent = sends[k].last = sends[k].seq = -1;
        struct conn *c = conns + sends[k].conn;
        c->sends = need(realloc(c->sends, (c->sends_count + 1) * sizeof *c->sends));
        c->sends[c->sends_count++] = k;
        rooms[c->room].sends++;
        expected += rooms[c->room].size;
    }
    for (uint32_t k = 0; k < head.rooms; k++) {
        rooms[k].places = rooms[k].sends + 4096;
        rooms[k].last = need(calloc(rooms[k].places, sizeof(int64_t)));
        rooms[k].count = need(calloc(rooms[k].places, sizeof(uint32_t)));
    }
    fclose(plan);
}

/* --- what is done -------------------------------------------------------------------------- */

static void send_what_is_due(void)
{
    while (next_send < head.sends) {
        struct send_one *one = sends + next_send;
        int64_t now = clock_now(), due = play_began + (int64_t)one->due;
        if (due > now) {
            struct itimerspec at = {.it_value = {due / 1000000000, due % 1000000000}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
            return;
        }
        if (now - due > worst_lag) worst_lag = now - due;
        struct conn *c = conns + one->conn;
        /* From the moment it was due: a client that is late must not flatter the server. */
        one->sent = due;
        next_send++;
        if (c->stage == READY) write_out(c, one->frame, one->size);
    }
}

static int all_is_there(void)
{
    if (next_send < head.sends) return 0;
    if (head.rule != DOORSTART) return deliveries >= expected;
    if (answers_due) return 0;
    for (uint32_t k = 0; k < head.conns; k++)
        if (conns[k].stage == READY && conns[k].seq < rooms[conns[k].room].top) return 0;
    return 1;
}

static void turn(int wait_ms, int *word_waits)
{
    struct epoll_event events[512];
    int found = epoll_wait(epoll, events, 512, wait_ms);
    if (found < 0 && errno != EINTR) die("epoll_wait");
    for (int k = 0; k < found; k++) {
        uint32_t who = events[k].data.u32;
        if (who == UINT32_MAX) { if (word_waits) *word_waits = 1; continue; }
        if (who == UINT32_MAX - 1) {
            uint64_t fired;
            if (read(timer, &fired, 8) == 8) send_what_is_due();
            continue;
        }
        struct conn *c = conns + who;
        if (c->fd >= 0 && events[k].events & EPOLLOUT) writable(c);
        if (c->fd >= 0 && events[k].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
    }
}

static void join(void)
{
    uint32_t next = 0;
    lost = 0;
    int64_t give_up = clock_now() + (head.patience_ms + 20LL * head.conns) * 1000000;
    while (ready + lost < head.conns && clock_now() < give_up) {
        while (next < head.conns && under_way < window) {
            if (conns[next].stage == OUT) connect_one(conns + next);
            next++;
        }
        turn(20, NULL);
    }
}

static void play(void)
{
    for (uint32_t k = 0; k < head.conns; k++)
        if (conns[k].seq > rooms[conns[k].room].start)
            rooms[conns[k].room].start = rooms[conns[k].room].top = conns[k].seq;
    answers_due = head.rule == DOORSTART ? head.sends : 0;
    deliveries = frames_in = bytes_in = 0;
    playing = 1;
    play_began = clock_now() + 1000000;
    send_what_is_due();
    int64_t last = head.sends ? (int64_t)sends[head.sends - 1].due : 0;
    int64_t give_up = play_began + last + head.patience_ms * 1000000LL;
    while (!all_is_there() && clock_now() < give_up) turn(20, NULL);
    playing = 0;
}

static void write_result(const char *path)
{
    FILE *out = fopen(path, "wb");
    if (!out) die(path);
    int64_t sums[5] = {head.sends, head.conns, worst_lag, frames_in, bytes_in};
    fwrite(sums, sizeof sums, 1, out);
    for (uint32_t k = 0; k < head.sends; k++) {
        struct send_one *one = sends + k;
        struct room *room = rooms + conns[one->conn].room;
        int64_t at = one->seq - room->start - 1;
        if (one->seq >= 0 && at >= 0 && at < room->places) {
            one->last = room->last[at];
            one->count = room->count[at];
        }
        int64_t row[4] = {one->sent, one->last, one->count, one->refused};
        fwrite(row, sizeof row, 1, out);
    }
    for (uint32_t k = 0; k < head.conns; k++) {
        int64_t row[2] = {conns[k].stage == READY ? conns[k].joined : -1, conns[k].seq};
        fwrite(row, sizeof row, 1, out);
    }
    if (fclose(out)) die(path);
}

int main(int count, char **words)
{
    if (count != 3) { fprintf(stderr, "usage: client PLAN RESULT\n"); return 2; }
    read_plan(words[1]);
    epoll = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event in = {.events = EPOLLIN, .data.u32 = UINT32_MAX};
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &in);
    in.data.u32 = UINT32_MAX - 1;
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &in);
    char line[100];
    for (;;) {
        int waits = 0;
        while (!waits) turn(-1, &waits);
        ssize_t got = read(0, line, sizeof line - 1);
        if (got <= 0) return 1;
        line[got] = 0;
        int64_t began = clock_now(), cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID);
        if (sscanf(line, "join %u", &window) == 1) join();
        else if (begins(line, got, "play")) play();
        else if (begins(line, got, "leave")) for (uint32_t k = 0; k < head.conns; k++) drop(conns + k);
        else if (begins(line, got, "end")) { write_result(words[2]); return 0; }
        else { fprintf(stderr, "unknown word: %s", line); return 2; }
        printf("%.9f %.9f %u %u %lu\n", (clock_now() - began) / 1e9,
               (now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e9, ready, lost, deliveries);
        fflush(stdout);
    }
}
