"""What each client did and heard, in the order in which it happened.

All clients of a run write into one history, by one monotonic clock, which on
one machine makes the order of real time exact. A command is invoked once and
ends as ``Ok`` (it was acknowledged), as ``Fail`` (it was refused, so nothing
happened) or not at all; each ``Info`` says that until then nobody can tell.
Frames are kept as they came: a body that many got stands here once.
"""

import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, dataclass_transform

import msgspec
from msgspec import Raw, Struct

from board.commands import AnyCommand


@dataclass_transform(frozen_default=True)
class Record(Struct, frozen=True, tag_field="ev", tag=str.lower):
    t: float


class Came(Record):
    """A client, and as what it comes. ``lead`` is the console it acts as."""

    client: str
    board: str
    access: str
    audience: str
    seat: str = ""
    organisation: str = ""
    lead: str = ""


class Up(Record):
    """A line is open. ``seq`` and ``mark`` are what it asked to go on from; 0: everything."""

    client: str
    server: int
    seq: int = 0
    mark: str = ""


class Down(Record):
    client: str
    why: str


class Invoke(Record):
    client: str
    outbox: str
    n: int
    visit: int
    command: AnyCommand


class Again(Record):
    """The same command once more: its answer did not come."""

    client: str
    outbox: str
    n: int


class Ok(Record):
    client: str
    outbox: str
    n: int
    seq: int
    made: str


class Fail(Record):
    client: str
    outbox: str
    n: int
    code: str


class Info(Record):
    """Nobody can tell whether it happened."""

    client: str
    outbox: str
    n: int
    why: str


class Body(Record):
    id: int
    frame: Raw


class Got(Record):
    """A frame came: ``Body`` by its id."""

    client: str
    body: int


class Moment(Record):
    """Something that was done to the servers or to a client, such as a fault."""

    what: str
    about: str = ""


AnyRecord = Came | Up | Down | Invoke | Again | Ok | Fail | Info | Body | Got | Moment

_encode = msgspec.json.Encoder().encode
_decode: msgspec.json.Decoder[AnyRecord] = msgspec.json.Decoder(AnyRecord)
clock = time.monotonic


class History:
    """Written line by line, and kept at hand for the checker of the same process."""

    def __init__(self, path: Path | None = None) -> None:
        self.records: list[AnyRecord] = []
        self.acknowledged = 0
        self._file = path.open("wb") if path is not None else None
        self._bodies: dict[bytes, tuple[int, Any]] = {}

    def note(self, record: AnyRecord) -> None:
        self.records.append(record)
        self.acknowledged += isinstance(record, Ok)
        if self._file is not None:
            self._file.write(_encode(record) + b"\n")

    def got(self, client: str, frame: bytes, now: float) -> Any:
        """Notes that a frame came, and returns what it says."""
        known = self._bodies.get(frame)
        if known is None:
            known = self._bodies[frame] = len(self._bodies) + 1, msgspec.json.decode(frame)
            self.note(Body(now, known[0], Raw(frame)))
        self.note(Got(now, client, known[0]))
        return known[1]

    def moment(self, what: str, about: str = "") -> float:
        now = clock()
        self.note(Moment(now, what, about))
        return now

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def read(path: Path) -> list[AnyRecord]:
    """A history that was written before; the last line may be cut off."""
    records = []
    for line in path.read_bytes().splitlines(keepends=True):
        if line.endswith(b"\n"):
            records.append(_decode.decode(line))
    return records


def of(records: Iterable[AnyRecord], kind: type[Any]) -> list[Any]:
    return [record for record in records if isinstance(record, kind)]
