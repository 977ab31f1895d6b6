"""An attacker with every byte of the data folder: who voted what, who wrote what?

Works on a copy. Knows the source code, the seats, the pepper if it is there,
and tries all that the bytes allow: keys from salts that are in the database or
anywhere in the raw bytes (freed pages, the WAL), ballots left in those bytes,
and the order in which things happened.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from board.secrecy import author_mark, room_key, voter_mark
from board.types import PhaseId, SeatId

SALT_BYTES = 32
PROBES = 3
MARK = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}|(?<=[0-9a-f]{32})[0-9a-f]{32}")
PRINTABLE = frozenset(range(32, 127))


@dataclass
class Loot:
    """What the attacker can say with evidence, and what he would guess from order."""

    authors: dict[str, str] = field(default_factory=dict)
    """Anonymous card to seat."""
    ballots: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Seat to answers by question."""
    guesses: list[dict[str, str]] = field(default_factory=list)


def attack(folder: Path) -> Loot:
    raw = b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())
    events = [json.loads(row[0]) for row in _rows(folder, "select data from event order by seq")]
    seats = [event["seat"] for event in events if event["type"] == "SeatTaken"]
    loot = Loot()
    pepper = folder / "pepper"
    if pepper.exists():
        board = Traces.of(seats, events, raw)
        secret = bytes.fromhex(pepper.read_text())
        for salt in _salts(folder, raw):
            board.use(room_key(secret, salt), loot)
    loot.guesses = [_nearest(events, 1), _nearest(events, -1), _in_order(events, seats)]
    loot.guesses.append(_same_append(folder))
    return loot


def _rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "doorstart.sqlite3") as database:
        return database.execute(query).fetchall()


def _salts(folder: Path, raw: bytes) -> Iterator[bytes]:
    """What the table still holds, then every window that could be a salt."""
    yield from (row[0] for row in _rows(folder, "select salt from salt"))
    window = raw[:SALT_BYTES]
    odd = sum(byte not in PRINTABLE and byte != 0 for byte in window)
    for end in range(SALT_BYTES, len(raw)):
        # Random bytes are neither text nor zeros: a window of those is no salt.
        if odd > SALT_BYTES // 3:
            yield raw[end - SALT_BYTES : end]
        gone, come = raw[end - SALT_BYTES], raw[end]
        odd += (come not in PRINTABLE and come != 0) - (gone not in PRINTABLE and gone != 0)


@dataclass
class Traces:
    """What a right key would unlock: authors of anonymous cards, marks of voters."""

    seats: list[SeatId]
    phases: list[PhaseId]
    anonymous: dict[str, str]
    marks: dict[bytes, int]
    raw: bytes

    @classmethod
    def of(cls, seats: list[str], events: list[dict[str, Any]], raw: bytes) -> "Traces":
        return cls(
            seats=[SeatId(seat) for seat in seats],
            phases=list({PhaseId(e["phase"]) for e in events if e["type"] == "PhaseOpened"}),
            anonymous={event["author"]: event["card"] for event in _anonymous(events)},
            marks={found[0]: found.start() for found in MARK.finditer(raw)},
            raw=raw,
        )

    def use(self, key: bytes, loot: Loot) -> None:
        """Tries the key on a few seats first: a right one shows at once."""
        if any(self._opens(key, seat) for seat in self.seats[:PROBES]):
            for seat in self.seats:
                self._take(key, seat, loot)

    def _opens(self, key: bytes, seat: SeatId) -> bool:
        return voter_mark(key, seat).encode() in self.marks or any(
            author_mark(key, seat, phase) in self.anonymous for phase in self.phases
        )

    def _take(self, key: bytes, seat: SeatId, loot: Loot) -> None:
        for phase in self.phases:
            card = self.anonymous.get(author_mark(key, seat, phase))
            if card is not None:
                loot.authors[card] = seat
        at = self.marks.get(voter_mark(key, seat).encode())
        if at is not None:
            loot.ballots[seat] = self._ballot(at)

    def _ballot(self, at: int) -> dict[str, Any]:
        """The answers that stand in the bytes behind a voter's mark."""
        behind = self.raw[at : at + 2000].decode(errors="replace")
        answers, _ = json.JSONDecoder().raw_decode(behind, behind.index('{"'))
        return dict(answers)


def _nearest(events: list[dict[str, Any]], step: int) -> dict[str, str]:
    """Each anonymous card is by who signed the card just before (or after) it."""
    found: dict[str, str] = {}
    last = ""
    for event in events[::step]:
        if event["type"] == "CardPosted":
            if event.get("anonymous"):
                found[event["card"]] = last
            else:
                last = event["author"]
    return found


def _in_order(events: list[dict[str, Any]], seats: list[str]) -> dict[str, str]:
    """People write in the order in which they came in."""
    cards = [event["card"] for event in _anonymous(events)]
    return dict(zip(cards, seats, strict=False))


def _same_append(folder: Path) -> dict[str, str]:
    """Two cards saved at the same moment are by the same person."""
    rows = _rows(folder, "select mark, data from event order by seq")
    signed: dict[str, str] = {}
    for mark, data in rows:
        event = json.loads(data)
        if event["type"] == "CardPosted" and not event.get("anonymous"):
            signed[mark] = event["author"]
    return {
        event["card"]: signed[mark]
        for mark, data in rows
        if (event := json.loads(data))["type"] == "CardPosted"
        and event.get("anonymous")
        and mark in signed
    }


def _anonymous(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event for event in events if event["type"] == "CardPosted" and event.get("anonymous")]
