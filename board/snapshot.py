"""A snapshot: what the record may show of a board at one moment, for ever.

It is ``show(board, RECORD)`` with the Dutch words of its format, so that it can
be read without the format, the server or the log. Canonical JSON: sorted keys,
UTF-8, whole numbers only. Its fingerprint is the SHA-256 of those bytes.
"""

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from board.entities import CardEntity, ClusterEntity, View
from board.format import Format
from board.spoken import spoken
from board.state import Board
from board.types import Audience, Millis, Via
from board.views import show
from board.voices import FEWEST, Voices, told_apart, voices

SCHEMA = 1


class PhaseRun(Struct, frozen=True):
    """One visit of a phase: planned minutes and real ones, by the clock of the room."""

    phase: str
    opened_at: Millis
    closed_at: Millis
    planned_minutes: int
    ran_seconds: int
    led: bool
    """Opened by a console; else by an undo."""
    function: str = ""
    """As what someone led it, if that is known: coach, coordinator or partner."""
    entered: bool = False
    """It was held on paper, and told afterwards."""


class Attendance(Struct, frozen=True):
    """How many took part, never who. ``organisations`` are those that somebody was there of,
    each with 1: with how many of each, and of which kind each is, one could count a small group.
    How many were of none stands under "", where that gives away no other number.
    """

    people: int
    on_paper: int
    """0 also where they are too few to say; then there are a ``few``."""
    organisations: dict[str, int]
    few_on_paper: bool = False


class Snapshot(Struct, frozen=True):
    schema: int
    board: str
    seq: int
    stage: str
    title: str
    moment: str
    label: str
    taken_at: Millis
    opened_at: Millis
    status: str
    attendance: Attendance
    phases: list[PhaseRun]
    view: View
    removed: int
    """Cards that were taken away; of each remains this one more."""
    hidden: int
    words: dict[str, object]
    """The format in Dutch, as it was spoken."""
    names: dict[str, str]
    """All organisations by id, as they were called then: cards and claims may name
    one that was not there."""
    kinds: dict[str, str] = {}
    """What kind of organisation each of them was, where that was written."""
    voices: Voices | None = None


def snapshot_bytes(
    board: Board,
    *,
    moment: str,
    label: str,
    at: Millis,
    names: dict[str, str],
    kinds: Mapping[str, str] | None = None,
) -> bytes:
    """The public part of a snapshot of ``board`` as it stands now."""
    known = {id: kind for id, kind in (kinds or {}).items() if kind}
    heard = voices(board, known)
    here = {str(seat.organisation) for seat in board.seats.values() if seat.organisation}
    on_paper = sum(seat.via is Via.PAPER for seat in board.seats.values())
    attendance = Attendance(
        people=len(board.seats),
        on_paper=told_apart(on_paper),
        organisations=dict.fromkeys(sorted(here), 1) | _of_none(board, heard),
        few_on_paper=0 < on_paper < FEWEST,
    )
    cards = [card for card in board.cards.values() if not board.format.is_closed(card.zone)]
    kept = Snapshot(
        schema=SCHEMA,
        board=board.id,
        seq=board.seq,
        stage=board.stage,
        title=board.title,
        moment=moment,
        label=label,
        taken_at=at,
        opened_at=board.opened_at,
        status=board.status,
        attendance=attendance,
        phases=_phases(board, at),
        view=show(board, Audience.RECORD),
        removed=sum(card.gone for card in cards),
        hidden=sum(card.hidden is not None for card in cards),
        words=_words(board.format),
        names=names,
        kinds=known,
        voices=heard,
    )
    return msgspec.json.encode(kept, order="sorted")


class Closed(Struct, frozen=True):
    """What lies in the zones that are closed to the room, and why organisations took
    nothing up: beside the snapshot, with a fingerprint of its own.
    """

    schema: int
    board: str
    seq: int
    view: View
    not_now: dict[str, str]


def closed_bytes(board: Board) -> bytes | None:
    """The closed part of a snapshot as the board stands now; None where there is nothing.

    No card says here which seat wrote it, no more than in the record.
    """
    view: View = {}
    for key, entity in show(board, Audience.COACH).items():
        if isinstance(entity, CardEntity) and board.format.is_closed(entity.zone):
            view[key] = replace(entity, seat=None)
        elif isinstance(entity, ClusterEntity) and board.format.is_closed(entity.zone):
            view[key] = entity
    not_now = {str(id): why for id, why in board.not_now.items()}
    if not (view or not_now):
        return None
    kept = Closed(schema=SCHEMA, board=board.id, seq=board.seq, view=view, not_now=not_now)
    return msgspec.json.encode(kept, order="sorted")


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_snapshot(data: bytes) -> dict[str, object]:
    """The snapshot as plain JSON, as a page draws it."""
    tree = msgspec.json.decode(data)
    if not isinstance(tree, dict) or tree.get("schema") != SCHEMA:
        raise ValueError(f"this is not a snapshot of schema {SCHEMA}")
    return tree


def _words(format: Format) -> dict[str, object]:
    return spoken(format, "nl")


def _of_none(board: Board, heard: Voices) -> dict[str, int]:
    """Of no kind are also organisations of which that is not known."""
    many = sum(seat.organisation is None for seat in board.seats.values())
    told = {share.kind: share.count for share in heard.people}
    apart = told.get("") == many or not any(share.kind for share in heard.kinds)
    return {"": many if apart else 0} if many else {}


def _phases(board: Board, at: Millis) -> list[PhaseRun]:
    return [
        PhaseRun(
            phase=visit.phase,
            opened_at=visit.opened_at,
            closed_at=visit.closed_at,
            planned_minutes=visit.minutes,
            ran_seconds=max(0, ((visit.closed_at or at) - visit.opened_at) // 1000),
            led=bool(visit.by),
            function=visit.function,
            entered=visit.entered,
        )
        for visit in board.visits
    ]
