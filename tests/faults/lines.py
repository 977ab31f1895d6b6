"""Faults of the lines that people come over: gone without a word, half open, slow, reset."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

import msgspec

from tests.faults.account import Finding
from tests.faults.figures import HEALED, STRUCK, WELCOME, percentile
from tests.faults.history import Again, AnyRecord, Body, Down, Got, Invoke, Ok, Up, clock
from tests.faults.roads import Console, Roads, still_held
from tests.faults.run import Stand
from tests.faults.tab import Tab
from tests.faults.toxics import RADIO, WELL, Toxics
from tests.faults.trial import Trial

NOTICED = 60.0
"""Seconds after which a line that is dead must be gone; the promise is 20 and a little."""
AWAY = 30.0
"""Seconds without a network, when a run is long enough."""
SILENT = Toxics(silent=True)


async def vanished(stand: Stand) -> None:
    """F13: phones lose their network without a word, are missed, and come back to what they had."""
    gone = people(stand, lambda person: person % 3 == 1 and person % 4 > 0)
    each = {session.board: 0 for session in stand.crowd.sessions}
    for tab in gone:
        each[tab.own.board] += 1
    async with Roads(stand, gone) as roads, AsyncExitStack() as stack:
        consoles = []
        for session in stand.crowd.sessions:
            console = await Console(session.lead.own).open(stand.servers[0].port)
            stack.push_async_callback(console.close)
            await console.at_least(stand.crowd.load.people)
            consoles.append(console)
        began = stand.history.moment(STRUCK, "phones without a network")
        roads.become(SILENT)
        stand.injected += len(roads.ports())
        try:
            async with asyncio.timeout(NOTICED):
                for console in consoles:
                    await console.at_most(stand.crowd.load.people - each[console.own.board])
        except TimeoutError:
            stand.findings.append(Finding("C15", "", f"not missed after {NOTICED:g} s"))
        stand.tell("missed after s", clock() - began)
        if stand.seconds >= AWAY / 2:
            await asyncio.sleep(max(0.0, AWAY - (clock() - began)))
        heads = stand.heads()
        at = len(stand.history.records)
        healed = stand.history.moment(HEALED)
        roads.become(WELL)
        await stand.crowd.until(
            lambda: all(tab.welcomed and tab.seq >= heads.get(tab.own.board, 0) for tab in gone),
            "come back",
        )
        stand.tell("current again after s", clock() - healed)
        given, whole = _came_back(stand.history.records, at, {tab.name for tab in gone})
        stand.tell("given what they missed", given)
        stand.tell("given all anew", whole)


async def half_open(stand: Stand) -> None:
    """F14: lines that only seem to be there, one way or both; nothing is left of them after a time.

    A third hears nothing, a third is not heard, and of a third nothing passes either way.
    """
    gone = people(stand, lambda person: person % 3 == 2)
    async with AsyncExitStack() as stack:
        each = [await stack.enter_async_context(Roads(stand, gone[one::3])) for one in range(3)]
        began = stand.history.moment(STRUCK, "lines half open")
        for roads, up, down in zip(
            each, (WELL, SILENT, SILENT), (SILENT, WELL, SILENT), strict=True
        ):
            roads.become(up, down)
        ports = {port for roads in each for port in roads.ports()}
        stand.injected += len(ports)
        left = len(ports)
        while left and clock() - began < NOTICED:
            await asyncio.sleep(0.2)
            left = still_held(stand.servers, ports)
        if left:
            stand.findings.append(Finding("C13", "", f"{left} sockets of dead lines are held"))
        stand.tell("sockets let go after s", clock() - began)
        stand.history.moment(HEALED)
        for roads in each:
            roads.become(WELL)
        await stand.crowd.until(lambda: all(tab.welcomed for tab in gone), "come back")


async def radio(stand: Stand) -> None:
    """F15: half of the phones are at the edge of a cell: late, slow, in pieces, and with loss."""
    slow = people(stand, lambda person: person % 2 == 1)
    names = {tab.name for tab in slow}
    async with Roads(stand, slow) as roads:
        at = len(stand.history.records)
        began = stand.history.moment(STRUCK, "a bad radio")
        roads.become(RADIO)
        await asyncio.sleep(stand.seconds)
        taken = clock() - began
        stand.history.moment(HEALED)
        struck = roads.struck
        stand.injected += min(struck[it] for it in ("latency", "slices", "bandwidth", "loss"))
        records = stand.history.records[at:]
        over_it = answers(records, names)
        stand.tell("answer p50 ms over it", percentile(over_it, 0.5) * 1000)
        stand.tell("p99 ms", percentile(over_it, 0.99) * 1000)
        lost = sum(isinstance(one, Down) and one.client in names for one in records)
        stand.tell("lines lost a minute each", lost / len(slow) * 60 / taken)


async def resets(stand: Stand) -> None:
    """F16: of all that phones send or are sent, each tenth piece resets the line instead."""
    every = people(stand, lambda person: True)
    async with Roads(stand, every) as roads:
        at = len(stand.history.records)
        stand.history.moment(STRUCK, "lines reset")
        roads.become(Toxics(reset=0.1))
        await asyncio.sleep(stand.seconds)
        roads.become(WELL)
        stand.history.moment(HEALED)
        stand.injected += roads.struck["reset"]
        await stand.crowd.until(lambda: all(tab.welcomed for tab in every), "come back")
        records = stand.history.records[at:]
        asked = sum(isinstance(one, Invoke) for one in records)
        again = sum(isinstance(one, Again) for one in records)
        stand.tell("sent again for each command", again / max(1, asked))


def people(stand: Stand, wanted: Callable[[int], bool]) -> list[Tab]:
    """The first pages of persons with these numbers, of all boards."""
    return [
        tab
        for session in stand.crowd.sessions
        for tab in session.tabs
        if not tab.name.endswith("+") and wanted(int(tab.name.rpartition("-")[2]))
    ]


def _came_back(records: list[AnyRecord], at: int, names: set[str]) -> tuple[int, int]:
    """Of those whose line was lost: how many were given the events they missed, or all anew."""
    welcomes = {
        one.id: msgspec.json.decode(one.frame)
        for one in records
        if isinstance(one, Body) and bytes(one.frame).startswith(WELCOME)
    }
    up: set[str] = set()
    given = whole = 0
    for one in records[at:]:
        if isinstance(one, Up) and one.client in names and one.seq:
            up.add(one.client)
        elif isinstance(one, Got) and one.client in up and one.body in welcomes:
            up.discard(one.client)
            whole += welcomes[one.body]["whole"]
            given += not welcomes[one.body]["whole"]
    return given, whole


def answers(records: list[AnyRecord], names: set[str] | None = None) -> list[float]:
    """Seconds from asking until the answer, of what was asked in these records, by these pages."""
    asked: dict[tuple[str, int], float] = {}
    found = []
    for one in records:
        if isinstance(one, Invoke) and (names is None or one.client in names):
            asked[one.client, one.n] = one.t
        elif isinstance(one, Ok) and (began := asked.pop((one.client, one.n), None)) is not None:
            found.append(one.t - began)
    return found


TRIALS = (
    Trial("F13", "phones without a network, for half a minute", vanished),
    Trial("F14", "lines half open, one way or both", half_open),
    Trial("F15", "a bad radio: late, slow, in pieces, with loss", radio),
    Trial("F16", "each tenth piece resets the line", resets),
)
