"""Faults that some clients are: those that do not read, and those that mean harm, beside the crowd.

They are bounded: what one costs the server, how long it stays, and what it costs the others.
"""

import asyncio
import json
import resource
from itertools import cycle, islice
from pathlib import Path

import psutil

from board.messages import PROTOCOL
from tests.faults.account import Finding
from tests.faults.figures import HEALED, STRUCK, percentile
from tests.faults.history import clock
from tests.faults.lines import answers
from tests.faults.run import Stand
from tests.faults.slot import Slot
from tests.faults.tab import Pass
from tests.faults.trial import Trial
from tests.server.hostile import HOSTILE, Attack, Guest, Way, never_reads
from tests.server.lines import TEXT, frame

SLOW, HELD = 50, 48
COST = 256 * 1024
"""What one connection may cost the server, whatever its client does."""
LONG = 15.0
"""A run that takes so long is no short one: there are more of them, until they are cut off."""
CUT_OFF = 60.0
LOOK = frame(TEXT, b'{"t":"look","audience":"whole"}')
KILOBYTE = 1024


class Timed(Attack):
    """``lives``: how long each of its lines was let be, until the server cut it off."""

    def __init__(self, guest: Guest, way: Way, over: asyncio.Event) -> None:
        super().__init__(guest, self._timed, over)
        self.lives: list[float] = []
        self.port = 0
        self._way = way

    async def _timed(self, attack: Attack) -> None:
        began = clock()
        self.port = self.socket.getsockname()[1]
        try:
            await self._way(attack)
        except OSError:
            self.lives.append(clock() - began)
            raise


class Stranger:
    """Who has no seat here, says little, and takes long over it."""

    def __init__(self, port: int, first: bytes, drip: bytes, over: asyncio.Event) -> None:
        self.times = 0
        self.lives: list[float] = []
        self._port, self._first, self._drip, self._over = port, first, drip, over

    async def run(self) -> None:
        over = asyncio.create_task(self._over.wait())
        while not over.done():
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            except OSError:
                await asyncio.wait([over], timeout=0.5)
                continue
            began = clock()
            self.times += 1
            writer.write(self._first)
            ended = asyncio.create_task(_to_the_end(reader))
            while not (over.done() or ended.done()):
                await asyncio.wait([over, ended], timeout=1.0, return_when="FIRST_COMPLETED")
                writer.write(self._drip)
            if ended.done():
                self.lives.append(clock() - began)
            ended.cancel()
            writer.transport.abort()
            await asyncio.gather(ended, writer.wait_closed(), return_exceptions=True)
            await asyncio.wait([over], timeout=0.5)


async def _to_the_end(reader: asyncio.StreamReader) -> None:
    try:
        while await reader.read(65536):
            pass
    except OSError:
        pass


class Memory:
    """What servers take in all, from now on; ``grown`` is the most it was more than now."""

    def __init__(self, servers: list[Slot]) -> None:
        self._processes = [psutil.Process(server.pid) for server in servers]
        self._first = self._now()
        self.grown = 0

    def look(self) -> None:
        self.grown = max(self.grown, self._now() - self._first)

    def _now(self) -> int:
        return sum(process.memory_info().rss for process in self._processes)


async def slow_readers(stand: Stand) -> None:
    """F18: half of these never read, half read a kilobyte a second; the others notice nothing."""
    over = asyncio.Event()
    ways = cycle([asks_and_never_reads, reads_a_kilobyte_a_second])
    attacks = [
        Timed(guest, way, over) for guest, way in zip(_guests(stand, SLOW), ways, strict=False)
    ]
    before, during = await _beside(stand, attacks, over, "slow readers")
    stand.injected += sum(attack.times for attack in attacks)
    never = [life for attack in attacks[::2] for life in attack.lives]
    if never:
        stand.tell("cut off after s", percentile(never, 0.5))
    elif stand.seconds >= LONG:
        stand.findings.append(Finding("C13", "", "who never reads was never cut off"))
    stand.tell("p99 of the others, times what it was", during / before)


async def abusive(stand: Stand) -> None:
    """F19: floods, fragments, frames without end, handshakes that never come, drop by drop."""
    many = 1000 if stand.seconds >= LONG else 60
    more_files(many * 2)
    over = asyncio.Event()
    attacks: list[Timed | Stranger] = [
        Timed(guest, way, over)
        for guest, way in zip(_guests(stand, HELD), cycle(HOSTILE), strict=False)
    ]
    for number in range(many):
        server = stand.servers[number % len(stand.servers)]
        host = f"host: 127.0.0.1:{server.port}\r\n"
        origin = f"origin: http://127.0.0.1:{server.port}\r\ncontent-type: application/json\r\n"
        first, drip = (
            ("", b""),
            (f"GET / HTTP/1.1\r\n{host}x-slow: ", b"x"),
            (f"POST /open HTTP/1.1\r\n{host}{origin}content-length: 60000\r\n\r\n", b"x"),
            (f"GET /live HTTP/1.1\r\n{host}upgrade: websocket\r\n", b""),
        )[number % 8 if number % 8 < 4 else 0]
        attacks.append(Stranger(server.port, first.encode(), drip, over))
    before, during = await _beside(stand, attacks, over, "clients that mean harm")
    stand.injected += sum(attack.times for attack in attacks)
    if idle := [number for number, attack in enumerate(attacks) if not attack.times]:
        stand.findings.append(Finding("C13", "", f"{len(idle)} of {len(attacks)} never got in"))
    lives = [life for attack in attacks if isinstance(attack, Stranger) for life in attack.lives]
    if lives:
        stand.tell("strangers let be s", max(lives))
    stand.tell("p99 of the others, times what it was", during / before)


async def _beside(
    stand: Stand, attacks: list[Timed] | list[Timed | Stranger], over: asyncio.Event, what: str
) -> tuple[float, float]:
    """All of them at once, for as long as it takes. The p99 of honest answers before and during."""
    at = len(stand.history.records)
    memory, calm = Memory(stand.servers), clock()
    await asyncio.sleep(stand.seconds / 2)
    before = answers(stand.history.records[at:])
    memory.look()
    by_itself = memory.grown / (clock() - calm)
    memory = Memory(stand.servers)
    unsent = 0
    at = len(stand.history.records)
    began = stand.history.moment(STRUCK, what)
    tasks = [asyncio.create_task(attack.run()) for attack in attacks]
    enough = CUT_OFF if stand.seconds >= LONG else stand.seconds
    never = [one for one in attacks if isinstance(one, Timed)][::2]
    while (took := clock() - began) < enough:
        if took > stand.seconds and all(one.lives for one in never):
            break
        await asyncio.sleep(0.25)
        memory.look()
        ports = {one.port for one in attacks if isinstance(one, Timed) and one.port}
        unsent = max(unsent, _unsent(stand.servers, ports))
    during = answers(stand.history.records[at:])
    # The boards grow all the while, also without them.
    each = max(0.0, memory.grown - by_itself * (clock() - began)) / len(attacks)
    over.set()
    await asyncio.gather(*tasks)
    stand.history.moment(HEALED)
    if each > COST:
        stand.findings.append(Finding("C13", "", f"they cost {each:.0f} bytes each"))
    stand.tell("KB each, with what the boards grew meanwhile", memory.grown / len(attacks) / 1024)
    stand.tell("KB each in the system", unsent / len(attacks) / 1024)
    return percentile(before, 0.99), percentile(during, 0.99)


async def asks_and_never_reads(attack: Attack) -> None:
    """What it asked for fills all that is between."""
    for _ in range(8):
        await attack.send(LOOK)
    await never_reads(attack)


async def reads_a_kilobyte_a_second(attack: Attack) -> None:
    while not attack.over.is_set():
        await attack.pause(1)
        await attack.receive(KILOBYTE)


def _guests(stand: Stand, many: int) -> list[Guest]:
    """More pages of people who are there, at each server in turn: each seat has a few."""
    seats: dict[str, Pass] = {
        tab.own.seat: tab.own for session in stand.crowd.sessions for tab in session.tabs
    }
    found = []
    for number, own in enumerate(islice(cycle(seats.values()), many)):
        port = stand.servers[number % len(stand.servers)].port
        hello = json.dumps({"t": "hello", "v": PROTOCOL, "grant": own.grant})
        found.append(Guest(port, f"http://127.0.0.1:{port}", own.cookie, hello))
    return found


def _unsent(servers: list[Slot], ports: set[int]) -> int:
    """Bytes that the system keeps for lines to these ports, which nobody there takes."""
    ours = {server.port for server in servers}
    total = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        here, there, _, queues = line.split()[1:5]
        if int(here[-4:], 16) in ours and int(there[-4:], 16) in ports:
            total += int(queues.partition(":")[0], 16)
    return total


def more_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, soft + wanted)), hard))


TRIALS = (
    Trial("F18", "slow readers", slow_readers),
    Trial("F19", "floods, fragments, slowness: clients that mean harm", abusive),
)
