/* What the load client hears, by the rule of each server: who is in the room, what was delivered. */
#include "client.h"

#include <stdio.h>
#include <string.h>

#define MARK "\"number\":"
static int refused_lines;

static void delivered(struct send_one *one, int64_t at)
{
    if (one->sent < 0) return;
    one->count++;
    one->last = at;
    deliveries++;
}

/* A peer's message has the number of each change in it, once. */
static void count_marks(const char *at, size_t size, int64_t now)
{
    const char *end = at + size;
    while ((at = memmem(at, end - at, MARK, sizeof MARK - 1))) {
        at += sizeof MARK - 1;
        uint32_t number = 0;
        while (at < end && *at >= '0' && *at <= '9') number = number * 10 + (*at++ - '0');
        if (number >= head.base && number - head.base < head.sends)
            delivered(sends + (number - head.base), now);
    }
}

static int64_t number_after(const char *at, size_t size, const char *word)
{
    const char *found = memmem(at, size, word, strlen(word));
    if (!found) return -1;
    found += strlen(word);
    int64_t number = 0;
    while (found < at + size && *found >= '0' && *found <= '9') number = number * 10 + *found++ - '0';
    return number;
}

/* Doorstart: a patch leads from one position to another, and counts for each step between. */
static void hear_doorstart(struct conn *c, const char *at, size_t size, int64_t now)
{
    struct room *room = rooms + c->room;
    size_t top = size < 400 ? size : 400;
    int patch = begins(at, size, "{\"t\":\"patch\"");
    if (patch || begins(at, size, "{\"t\":\"view\"") || begins(at, size, "{\"t\":\"welcome\"")) {
        int64_t after = patch ? number_after(at, top, "\"after\":") : -1;
        const char *position = memmem(at, top, "\"position\":{", 12);
        if (!position) return;
        position += 11;
        const char *end = memchr(position, '}', at + top - position);
        if (!end || end - position > 78) return;
        int64_t seq = number_after(position, end - position, "\"seq\":");
        if (begins(at, size, "{\"t\":\"welcome\"")) return;  /* It stands there after what follows. */
        memcpy(c->position, position, end + 1 - position);
        c->position[end + 1 - position] = 0;
        if (after >= 0 && playing)
            for (int64_t one = after + 1; one <= seq; one++) {
                int64_t k = one - room->start - 1;
                if (k < 0 || k >= room->places) continue;
                room->count[k]++;
                room->last[k] = now;
                deliveries++;
            }
        c->seq = seq;
    } else if (begins(at, size, "{\"t\":\"ack\"") || begins(at, size, "{\"t\":\"no\"")) {
        int64_t n = number_after(at, top, "\"n\":");
        if (n < 1 || n > c->sends_count) {
            if (refused_lines++ < 3) fprintf(stderr, "unasked: %.*s\n", (int)top, at);
            return;
        }
        struct send_one *one = sends + c->sends[n - 1];
        answers_due--;
        if (begins(at, size, "{\"t\":\"no\"")) {
            one->refused = 1;
            if (refused_lines++ < 3) fprintf(stderr, "refused: %.*s\n", (int)top, at);
            return;
        }
        one->seq = number_after(at, top, "\"seq\":");
        if (one->seq > room->top) room->top = one->seq;
    } else if (begins(at, size, "{\"t\":\"presence\"")) {
        is_ready(c);  /* The last of what a newcomer is told. */
    }
}

void hear(struct conn *c, int opcode, const char *at, size_t size, int64_t now)
{
    frames_in++;
    if (opcode == 9) { say(c, 10, at, size); return; }
    if (opcode == 8) {
        static char why[160];
        int code = size > 1 ? (unsigned char)at[0] << 8 | (unsigned char)at[1] : 0;
        snprintf(why, sizeof why, "closed with %d, %.*s", code, size > 2 ? (int)size - 2 : 0, at + 2);
        lose(c, why);
        return;
    }
    if (opcode > 2) return;
    switch (head.rule) {
    case SOCKETIO:
        if (size && at[0] == '0') say(c, 1, "40", 2);
        else if (size && at[0] == '2') say(c, 1, "3", 1);
        else if (begins(at, size, "40")) is_ready(c);
        else count_marks(at, size, now);
        break;
    case HOCUSPOCUS:
        /* Name of the document, then 2: let in, now ask what it holds; or 0 1: what it holds. */
        if (c->stage == GREETING) {
            size_t name = size ? (unsigned char)at[0] + 1u : 0, first = (unsigned char)c->hello[0] + 1u;
            if (size > name && at[name] == 2)
                say(c, head.opcode, c->hello + first, c->hello_size - first);
            if (size > name + 1 && at[name] == 0 && at[name + 1] == 1) is_ready(c);
        } else count_marks(at, size, now);
        break;
    case DOORSTART:
        if (opcode) hear_doorstart(c, at, size, now);
        break;
    default:
        count_marks(at, size, now);
    }
}

