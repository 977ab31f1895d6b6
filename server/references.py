"""What an export names: that it is there, once, and known here."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import fields

from board.trajectory.types import Function
from server.export_shape import Exported
from server.ids import AN_ID
from server.logged import Logged
from server.parcel import TOLD
from server.store.remarks import DONE, OPEN
from server.words import Speaker

ROWS_MOST = 2**31 - 1
"""What the database counts in."""


def loose(told: Exported, words: Speaker) -> Iterable[str]:
    """What names something that is not there, or names two things alike. An item may be of a
    session of an earlier trajectory; that it follows from a snapshot is seen later.
    """
    for one in (*_ids(told), *_of_log(told), *_beside(told, words)):
        yield f"{TOLD}: {one}"


def _ids(told: Exported) -> Iterable[str]:
    snapshots = [one.id for session in told.sessions for one in session.snapshots]
    seen: set[str] = set()
    for id in (
        told.id,
        *(one.board for one in told.sessions),
        *(one.id for one in told.organisations),
        *snapshots,
        *(one.id for one in told.remarks),
    ):
        if not AN_ID.fullmatch(id):
            yield f"{id[:70]!r} is no id; expected 1 to 64 letters, digits, - or _"
        elif id in seen:
            yield f"the id {id} is there twice; expected each once"
        seen.add(id)
    for n, session in enumerate(told.sessions):
        # It stands in the names of files when this is exported again.
        if not AN_ID.fullmatch(session.stage):
            yield f"sessions[{n}].stage is {session.stage[:70]!r}; expected letters, digits, - or _"


def _of_log(told: Exported) -> Iterable[str]:
    known = {
        "board": {one.board for one in told.sessions},
        "organisation": {one.id for one in told.organisations},
    }
    for n, one in enumerate(told.log):
        if one.by not in tuple(Function):
            yield f"log[{n}].by is {one.by!r}; expected one of {', '.join(Function)}"
        for name, there in known.items():
            named = getattr(one.event, name, None)
            # A partner joins by its own event, and the board of a slot may be none.
            if named and named not in there:
                yield f"log[{n}].event.{name} is {named!r}; expected one that is there"


def _beside(told: Exported, words: Speaker) -> Iterable[str]:
    snapshots = [one for session in told.sessions for one in session.snapshots]
    for shot in snapshots:
        if f"record.moments.{shot.moment}" not in words:
            yield f"{shot.file}: moment is {shot.moment!r}, which is not known here"
    there = {one.id for one in snapshots}
    for n, remark in enumerate(told.remarks):
        if remark.snapshot not in there:
            yield f"remarks[{n}].snapshot is {remark.snapshot!r}; expected one that is there"
        for name, key in (("tag", "remarks.tags"), ("by", "overview.functions")):
            if f"{key}.{getattr(remark, name)}" not in words:
                yield f"remarks[{n}].{name} is {getattr(remark, name)!r}, which is not known here"
        if remark.state not in (OPEN, DONE):
            yield f"remarks[{n}].state is {remark.state!r}; expected {OPEN} or {DONE}"
    seen: set[str] = set()
    for n, chapter in enumerate(told.chapters):
        if f"report.chapters.{chapter.section}" not in words:
            yield f"chapters[{n}].section is {chapter.section!r}, which is not known here"
        if chapter.section in seen:
            yield f"chapters[{n}].section is {chapter.section!r} again; expected each once"
        if not 0 < chapter.version <= ROWS_MOST:
            yield f"chapters[{n}].version is {chapter.version}; expected 1 to {ROWS_MOST}"
        seen.add(chapter.section)


def unknown_in(log: Sequence[Logged | None] | None, tree: dict[str, Any]) -> Iterable[str]:
    """Fields of events that a newer version may have added: they would be lost here."""
    # What was read as entries is a list; what was not may be anything.
    entries = zip(log, tree["log"], strict=False) if log else ()
    for n, (one, raw) in enumerate(entries):
        if one is None:
            continue
        known = {"type", *(field.encode_name for field in fields(one.event))}
        for name in sorted(raw["event"].keys() - known):
            yield f"log[{n}].event: {name[:40]!r} is not known; expected no such name"
