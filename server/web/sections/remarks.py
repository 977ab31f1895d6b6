"""Remarks beside snapshots: what coach and coordinator want to come back to."""

import asyncio
from contextlib import suppress

from msgspec import Struct

from board.refusals import Refusal
from board.text import clean
from board.trajectory.permissions import Reading
from board.trajectory.types import Limits
from server.ids import AN_ID, new_id
from server.store.record import SnapshotLine
from server.store.remarks import DONE, OPEN, Remark, Remarks
from server.trajectories import Done
from server.web import dates
from server.web.bodies import one as first
from server.web.margin import TAGS, known, targets
from server.web.margin import about as said_of
from server.web.reading import Reading as Read
from server.web.reading import read
from server.web.sheet import Fields, Section, Sheet

STATES = (OPEN, DONE)


class Told(Struct, frozen=True):
    id: str
    text: str
    tag: str
    done: bool
    shared: bool
    mine: bool
    erasable: bool
    by: str
    day: str
    about: str
    """Which snapshot, and what of it."""
    path: str


async def values(sheet: Sheet) -> dict[str, object]:
    lines = await _snapshots(sheet)
    found = await _remarks(sheet).seen_by(sheet.id, sheet.person.account)
    readings = await _readings(sheet, [one.snapshot for one in found if one.target])
    told = [_told(sheet, one, lines, readings) for one in found]
    wanted = sheet.request.query_params.get("snapshot", "")
    return {
        "remarks": [one for one in told if not one.done] + [one for one in told if one.done],
        "snapshots": await _by_session(sheet, lines),
        "wanted": wanted if wanted in lines else next(reversed(lines), ""),
        "target": sheet.request.query_params.get("target", ""),
        "tags": [(tag, sheet.words(f"remarks.tags.{tag}")) for tag in TAGS],
    }


def _remarks(sheet: Sheet) -> Remarks:
    return Remarks(sheet.site.sessions.store)


async def _snapshots(sheet: Sheet) -> dict[str, SnapshotLine]:
    """All of the trajectory, in the order in which they were taken."""
    found = await sheet.site.record.overview(sheet.id)
    lines = [line for lines in found.snapshots.values() for line in lines] if found else []
    return {line.id: line for line in sorted(lines, key=lambda line: (line.at, line.seq))}


async def _by_session(
    sheet: Sheet, lines: dict[str, SnapshotLine]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Two sessions may be on one day, and each has several snapshots after a result."""
    found = await sheet.site.record.overview(sheet.id)
    titles = {one.board: one.title for one in found.sessions} if found else {}
    groups: dict[str, list[tuple[str, str]]] = {}
    for line in lines.values():
        groups.setdefault(line.board, []).append((line.id, _named(sheet, line)))
    return [(titles.get(board, ""), options) for board, options in groups.items()]


def _named(sheet: Sheet, line: SnapshotLine) -> str:
    taken = f"{sheet.short_day(line.at)}, {dates.taken(sheet.words, line.at, line.moment)}"
    return f"{taken} · {line.label}" if line.label else taken


async def _readings(sheet: Sheet, snapshots: list[str]) -> dict[str, Read]:
    """What was remarked on is named as its snapshot names it."""
    found = await sheet.site.record.snapshots(sheet.id, set(snapshots)) if snapshots else []

    def work() -> dict[str, Read]:
        read_here = {}
        for one in found:
            # What a newer version took cannot be read here.
            with suppress(ValueError):
                read_here[one.id] = read(one.public, sheet.words)
        return read_here

    # Of many full snapshots that takes a while, and sessions are going on meanwhile.
    return await asyncio.to_thread(work)


def _told(
    sheet: Sheet, one: Remark, lines: dict[str, SnapshotLine], readings: dict[str, Read]
) -> Told:
    line = lines.get(one.snapshot)
    about = [_named(sheet, line)] if line else []
    if one.target and one.snapshot in readings:
        about.append(said_of(one.target, readings[one.snapshot], sheet.words))
    return Told(
        id=one.id,
        text=one.text,
        tag=one.tag,
        done=one.state == DONE,
        shared=one.shared,
        mine=one.account == sheet.person.account,
        # One that was taken in from elsewhere has no writer here.
        erasable=one.account in (sheet.person.account, ""),
        by=sheet.words(f"overview.functions.{one.by}"),
        day=sheet.day(one.at),
        about=" · ".join(about),
        path=f"/t/{sheet.id}/snapshot/{one.snapshot}#{one.id}" if line else "",
    )


async def _remark(sheet: Sheet, fields: Fields) -> Done | Refusal:
    text = clean(first(fields, "text"), Limits.NOTE)
    if isinstance(text, Refusal):
        return text
    snapshot, tag = first(fields, "snapshot"), first(fields, "tag") or TAGS[0]
    lines = await _snapshots(sheet)
    if tag not in TAGS or snapshot not in lines:
        return Refusal("missing_field", value="snapshot")
    target = await _target(sheet, lines[snapshot], fields)
    if isinstance(target, Refusal):
        return target
    made = Remark(
        id=new_id(),
        snapshot=snapshot,
        target=target,
        tag=tag,
        state=OPEN,
        shared=first(fields, "shared") == "1",
        by=str(sheet.person.function),
        account=sheet.person.account,
        at=sheet.site.clock(),
        text=text,
    )
    await _remarks(sheet).put(sheet.id, made)
    return Done(sheet.view.state, made=made.id)


async def _target(sheet: Sheet, line: SnapshotLine, fields: Fields) -> str | Refusal:
    """What it is of: "" for the whole, or a card or phase that this snapshot has."""
    number = first(fields, "card").strip()
    if number and not (number.isascii() and number.isdigit() and len(number) < 6):
        return Refusal("bad_number", value=number)
    target = f"card:{int(number)}" if number else first(fields, "target")
    if not target:
        return ""
    kept = await sheet.site.record.snapshot(line.id)
    if kept is None:
        return Refusal("missing_field", value="card")
    try:
        reading = read(kept.public, sheet.words)
    except ValueError:
        return Refusal("newer_snapshot", value=_named(sheet, line))
    if not known(targets(reading, sheet.words), target):
        return Refusal("no_such_card", value=number) if number else Refusal("missing_field")
    return target


async def _state(sheet: Sheet, fields: Fields) -> Done | Refusal:
    state = first(fields, "state")
    if state not in STATES:
        return Refusal("missing_field", value="state")
    id, account = first(fields, "remark"), sheet.person.account
    if not await _remarks(sheet).set_state(sheet.id, id, account, state):
        return Refusal("missing_field", value="remark")
    return Done(sheet.view.state, made=id)


async def _share(sheet: Sheet, fields: Fields) -> Done | Refusal:
    id, account = first(fields, "remark"), sheet.person.account
    shared = first(fields, "shared") == "1"
    if not await _remarks(sheet).share(sheet.id, id, account, shared):
        return Refusal("missing_field", value="remark")
    return Done(sheet.view.state, made=id)


async def _erase(sheet: Sheet, fields: Fields) -> Done | Refusal:
    """Gone already is as good as gone."""
    await _remarks(sheet).erase(sheet.id, first(fields, "remark"), sheet.person.account)
    return Done(sheet.view.state)


def _beside(sheet: Sheet, fields: Fields) -> str:
    """Back to the snapshot that it was written beside."""
    snapshot = first(fields, "beside")
    return f"/t/{sheet.id}/snapshot/{snapshot}" if AN_ID.fullmatch(snapshot) else ""


SECTION = Section(
    "remarks",
    Reading.SOUNDING,
    values,
    doings={
        "remark": _remark,
        "remark_state": _state,
        "remark_share": _share,
        "remark_erase": _erase,
    },
    leads_to=_beside,
)
