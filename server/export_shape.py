"""What an export of a trajectory holds, as its schema tells it.

uv run python -m server.export_shape > docs/export.schema.json
"""

import json
from typing import Literal

import msgspec
from msgspec import Struct

from board.events import AnyEvent
from board.types import Millis
from server.logged import Logged

SCHEMA: Literal[3] = 3
BEFORE = 2
"""This one is read as well: it has no logs of boards, no remarks and no chapters."""


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """The root of all that stands in it."""


class Organisation(Part, frozen=True):
    id: str
    name: str
    kind: str
    brings: str
    interest: str
    ambition: str
    left_at: Millis


class SnapshotFile(Part, frozen=True):
    """``sha256`` is of the file, byte for byte; ``by`` is a function, never a person."""

    file: str
    id: str
    version: int
    moment: str
    label: str
    taken_at: Millis
    by: str
    sha256: str


class Session(Part, frozen=True):
    """``opened_at``, ``ended_at`` and ``confirmed_at`` are 0 where that did not happen.
    ``format`` is the SHA-256 of the file in ``formats``.
    """

    board: str
    stage: str
    title: str
    planned_at: Millis
    opened_at: Millis
    ended_at: Millis
    snapshots: list[SnapshotFile]
    created_at: Millis
    confirmed_at: Millis
    slot: str
    format: str
    log: str = ""
    log_sha256: str = ""
    """The file that has its log; "" of a session that goes on, or that was brought without."""


class TextVersion(Part, frozen=True):
    version: int
    lines: list[str]
    at: Millis
    standing: str


class Text(Part, frozen=True):
    title: str
    part: str
    versions: list[TextVersion]


class Goal(Part, frozen=True):
    """``change``: it stayed, was changed, is new or was stopped."""

    text: str
    change: str
    sign: str
    due: str
    standing: str


class Goals(Part, frozen=True):
    version: int
    at: Millis
    goals: list[Goal]


class TakenUp(Part, frozen=True):
    organisation: str
    form: str
    stands: str


class Item(Part, frozen=True):
    """What a session gave to a list of the trajectory."""

    register: str
    text: str
    stage: str
    board: str
    card: str
    number: int
    confirmed: bool
    taken_up: list[TakenUp]


class LooseEnd(Part, frozen=True):
    """``answer`` is "" while it is open."""

    why: str
    text: str
    stage: str
    answer: str


class SharedRemark(Part, frozen=True):
    """What was remarked beside a snapshot and shared. ``by`` is a function, never a person;
    ``target`` is "" for the whole, ``card:NUMBER`` or ``phase:ID``.
    """

    id: str
    snapshot: str
    target: str
    tag: str
    state: str
    by: str
    at: Millis
    text: str


class Chapter(Part, frozen=True):
    """What people made of a chapter of the report; the rest of it follows from the record."""

    section: str
    shown: bool
    version: int
    at: Millis
    text: str


class Exported(Part, frozen=True):
    """``trajectory.json``. Times are milliseconds since 1970, UTC; 0 is never."""

    what: Literal["doorstart trajectory"]
    schema: Literal[3]
    exported_at: Millis
    id: str
    title: str
    network: str
    municipality: str
    municipality_title: str
    began_at: Millis
    stands: str
    organisations: list[Organisation]
    sessions: list[Session]
    texts: list[Text]
    goals: list[Goals]
    items: list[Item]
    loose_ends: list[LooseEnd]
    renewal_at: Millis
    type: str
    created_at: Millis
    log: list[Logged]
    """What was done, in order: from it and the snapshots all the rest is made again."""
    remarks: list[SharedRemark] = []
    chapters: list[Chapter] = []


class BoardLog(Part, frozen=True):
    """A file in ``logs``: what the log of a board tells of itself when it leaves."""

    board: str
    events: list[AnyEvent]


def log_bytes(log: BoardLog) -> bytes:
    """The one way in which it is written, so that its hash says all of it."""
    return msgspec.json.encode(log)


def schema() -> bytes:
    """What ``trajectory.json`` may hold, in JSON Schema; BoardLog is of the files in ``logs``."""
    [(told, _), parts] = msgspec.json.schema_components(
        [Exported, BoardLog], ref_template="#/$defs/{name}"
    )
    made = json.dumps({**told, "$defs": parts}, indent=2, ensure_ascii=False)
    return f"{made}\n".encode()
