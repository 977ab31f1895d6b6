"""How long things took in one run: answers, gaps in a line, changes on the way to others."""

import math
from bisect import bisect_left
from collections import defaultdict

import msgspec
from msgspec import Struct

from tests.faults.history import (
    AnyRecord,
    Body,
    Came,
    Down,
    Got,
    Invoke,
    Moment,
    Ok,
    Up,
)

STRUCK, HEALED = "struck", "healed"


class Figures(Struct, frozen=True):
    """Milliseconds, and ``recovered`` in seconds. NaN where there was nothing to measure."""

    ack_p50: float
    ack_p99: float
    ack_p99_struck: float
    """Of commands asked while the fault lasted."""
    gap_p99: float
    """From a lost line until the client is welcome again."""
    other_p99: float
    """From the answer until a page on another server shows it, when all is well."""
    other_p99_struck: float
    recovered: float
    """From the moment all was whole again until the next answer, the longest."""


def percentile(values: list[float], part: float) -> float:
    if not values:
        return math.nan
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, math.ceil(part * len(ranked)) - 1)]


def measure(records: list[AnyRecord]) -> Figures:
    asked: dict[tuple[str, int], Invoke] = {}
    calm: list[float] = []
    struck: list[float] = []
    answers: list[float] = []
    times = _times(records)
    for record in records:
        match record:
            case Invoke():
                asked[record.outbox, record.n] = record
            case Ok():
                began = asked[record.outbox, record.n].t
                answers.append(record.t)
                (struck if _within(times, began) else calm).append((record.t - began) * 1000)
    healed = [end for _, end in times]
    recovered = [
        answers[at] - end for end in healed if (at := bisect_left(answers, end)) < len(answers)
    ]
    well, ill = _others(records, times)
    return Figures(
        ack_p50=percentile(calm, 0.5),
        ack_p99=percentile(calm, 0.99),
        ack_p99_struck=percentile(struck, 0.99),
        gap_p99=percentile(_gaps(records), 0.99) * 1000,
        other_p99=percentile(well, 0.99) * 1000,
        other_p99_struck=percentile(ill, 0.99) * 1000,
        recovered=max(recovered, default=math.nan),
    )


def _times(records: list[AnyRecord]) -> list[tuple[float, float]]:
    """When something was wrong, from when to when."""
    found, began = [], 0.0
    for record in records:
        if isinstance(record, Moment):
            if record.what == STRUCK:
                began = record.t
            elif record.what == HEALED and began:
                found.append((began, record.t))
                began = 0.0
    return found


def _within(times: list[tuple[float, float]], t: float) -> bool:
    return any(began <= t <= end for began, end in times)


def _gaps(records: list[AnyRecord]) -> list[float]:
    welcomes = {r.id for r in records if isinstance(r, Body) and bytes(r.frame)[:14] == WELCOME}
    down: dict[str, float] = {}
    gaps = []
    for record in records:
        if isinstance(record, Down):
            down.setdefault(record.client, record.t)
        elif isinstance(record, Got) and record.body in welcomes and record.client in down:
            gaps.append(record.t - down.pop(record.client))
    return gaps


WELCOME = b'{"t":"welcome"'


def _others(
    records: list[AnyRecord], times: list[tuple[float, float]]
) -> tuple[list[float], list[float]]:
    """For each answer, how long until pages on other servers stood there. Only pages whose
    line held on meanwhile count, and only what one may see moves a page.
    """
    seqs: dict[int, int] = {}
    came: dict[str, Came] = {}
    server: dict[str, int] = {}
    waiting: dict[str, list[tuple[int, float]]] = defaultdict(list)
    well: list[float] = []
    ill: list[float] = []
    pages: dict[str, list[str]] = defaultdict(list)
    for record in records:
        match record:
            case Body():
                frame = msgspec.json.decode(record.frame)
                if frame["t"] in ("view", "patch"):
                    seqs[record.id] = frame["position"]["seq"]
            case Came():
                came[record.client] = record
                pages[record.board].append(record.client)
            case Up():
                server[record.client] = record.server
            case Down():
                server.pop(record.client, None)
                waiting.pop(record.client, None)
            case Ok():
                own = server.get(record.client)
                for page in pages[came[record.client].board]:
                    if own is not None and server.get(page, own) != own:
                        waiting[page].append((record.seq, record.t))
            case Got() if record.body in seqs:
                held = waiting.get(record.client, [])
                for seq, t in held:
                    if seq <= seqs[record.body]:
                        (ill if _within(times, t) else well).append(record.t - t)
                waiting[record.client] = [it for it in held if it[0] > seqs[record.body]]
    return well, ill
