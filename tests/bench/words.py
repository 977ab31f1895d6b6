"""The words of ``docs/bench.md`` between its figures."""
# ruff: noqa: E501 a row of a table is one line

COMMAND = "uv run --group bench python -m tests.bench"

HEAD = f"""\
# Bench: the last result

What `{COMMAND}` measured on {{date}}, seed {{seed}}, {{rounds}}
rounds, on a machine with {{cores}} cores, {{python}}. That command writes this page, its pictures and
`docs/bench.json` with all figures; with the names of parts after it (`--help` has them) it runs those
and only prints. Absolute figures do not carry over to another machine, ratios within one run do.

One load client in C (`tests/bench/client.c`) plays everyone, on every server alike: real websockets
on loopback, Poisson arrivals from the seed, a message of some 440 bytes that all in the room get.
Doorstart does in this run what it always does: it knows who sends, decides, commits to disk before
it answers, and draws for partners, a console and a screen what each may see. The others store, check
and hide nothing. Each server is warmed up, and they take turns in the rooms of one process, where
figures are medians of the turns.
"""

TARGETS = """\
## Targets

{told}

| what | target | measured | |
| --- | --- | --- | --- |
"""

ROOMS = """\
## One process

A change on one screen is one delivery; a frame that carries several changes counts for each. **µs**
is processor time of the server for one delivery, all its processes, with Redis and PostgreSQL, whose
part stands beside it. Times are milliseconds from the moment a change was due to be sent to the last
of all screens. When it is busy Doorstart gathers changes for up to 45 ms, which those times show, and
so do the frames for each delivery. Missed is what had not come eight seconds after the last send.
Load is the processor time of the client; a run in which it exceeds 70 % fails.

"""

TABLE = """\
| server | µs | of which beside | × C floor | × Socket.IO | p50 | p99 | frames | missed | load |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""

JOINED = """\
## Two processes over Redis

Half of the people on each; Doorstart with PostgreSQL besides. The C floor is that of one process.

"""

LIMITS = """\
## How far, and how many

- **Full**: 100 people, more and more changes a second until one in a hundred waits longer than 250 ms
  for the last screen, something is missed, or the server refuses; thousands of deliveries a second at
  the last rate that went well, what ended the next, and the load of the client.
- **Idle**: what each connection from the 200th to the 1,000th adds, KiB of memory and µs of processor
  time to join. A board of Doorstart takes 400 seats: what is more are further pages of some.
- **Storm**: 500 connections are cut and come back in the same moment, Doorstart's to a board of 100
  cards on which ten things happened meanwhile: how many are current, µs for each, ms of the slowest.

Seed {seed}.

| server | full, k/s | ended by | load | idle KiB | join µs | storm: current | each µs | slowest ms | load |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""

GROWTH = """\
## As it grows

"""

GROWTH_ROOMS = """\
![One delivery, as the room grows](bench-rooms.svg)

A line that does not rise grows no faster than its room.

"""

GROWTH_CARDS = """\
![One event, as the board grows](bench-cards.svg)

Deciding, evolving, drawing for partner, console and screen and for the one who acted, encoding, and
the append on disk: microseconds of processor time for each event, all threads.

| cards | without the append | whole |
| --- | --- | --- |
"""

GROWTH_MANY = """\
![The same load, over more rooms](bench-many.svg)

Rooms of 30 with {rate:g} changes a second in all of them together. A hundred rooms hold a hundred
times the connections, each with its pings and its clock, which cost something when nothing happens
(idle, in milliseconds of processor time a second); and changes that are alone in their room leave
alone, where in one room those that come together share a frame.

| rooms | people | µs | idle ms/s | µs without idle | p50 | p99 | load |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

PEERS = """\
## What it is measured beside

| server | what it does |
| --- | --- |
| C floor | `tests/bench/floor.c`: one epoll; a message is framed once and written with `send(2)` to each socket. Nothing that writes one frame for each message costs less. |
| node ws | `send` to each client. |
| Socket.IO | `io.emit`; two: its Redis adapter. |
| Hocuspocus | One Yjs document in memory; each message sets a key of a map in it, as a sync update; what comes in the same turn it merges. Two: its Redis extension. |
| Starlette send loop | `await send_text` to each, under our own uvicorn; two: Redis pub/sub. |
| python-socketio | `emit` to all, under uvicorn; two: its Redis manager. |
| Django Channels | A consumer in a group, under uvicorn; one: the layer in memory with a capacity that loses nothing; two: channels-redis, pub/sub layer. |

All with the options their documents begin with, and without permessage-deflate. Their sources stand
in `tests/bench/peers/`, and `docs/dependencies.md` names the packages.
"""
