"""What was written in confidence about a trajectory, for who must judge a request for disclosure.

It stands in no export and no report. Here each piece is a row of its own, with a place beside
it for what was decided; a remark that nobody shared is its writer's, and only counted.
"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from server.clock import now
from server.control import Disclose, Disclosed, Failed
from server.export_tables import table
from server.formats import Formats
from server.logged import unsaid_of
from server.settings import Settings
from server.store.faults import StoreFault
from server.store.record import Record, Snapshot
from server.store.remarks import Remarks
from server.store.store import Store
from server.store.trajectories import Note, TrajectoryLog
from server.trajectories import Trajectories
from server.trajectory_view import TrajectoryView
from server.web import dates

HEAD = ("number", "what", "session", "day", "by", "about", "text", "decided")
REFLECTED = {"well": "what went well", "hard": "what was hard", "coach": "a note of the coach"}
Row = list[object]


class Closed(Struct, frozen=True):
    """The closed part of a snapshot, as far as it is told here."""

    view: dict[str, dict[str, Any]] = {}
    not_now: dict[str, str] = {}


async def disclosed(store: Store, settings: Settings, asked: Disclose) -> Disclosed | Failed:
    try:
        view = await Trajectories(store, Formats(store, settings), now).view(asked.trajectory)
        if view is None:
            return Failed(
                f"There is no trajectory {asked.trajectory!r}. Its id is in its address: /t/ID."
            )
        notes = await TrajectoryLog(store).notes(asked.trajectory)
        snapshots = await Record(store).snapshots(asked.trajectory)
        alone = await Remarks(store).kept_alone(asked.trajectory)
        rows = [*_notes(view, notes), *_closed(view, snapshots), *_reasons(view)]
        numbered = [[n, *row, ""] for n, row in enumerate(rows, 1)]
        await asyncio.to_thread(_write, Path(asked.file), table(HEAD, numbered))
    except FileExistsError:
        return Failed(f"{asked.file} exists already; name another file, or move that one away.")
    except OSError as fault:
        return Failed(f"{asked.file} cannot be written: {fault.strerror}")
    except StoreFault as fault:
        return Failed(f"Nothing was written: {fault}")
    return Disclosed(asked.file, view.trajectory.title, len(rows), alone)


def _notes(view: TrajectoryView, notes: tuple[Note, ...]) -> Iterator[Row]:
    stages = {str(slot.id): slot.stage for slot in view.state.plan}
    for one in notes:
        what = "reflection" if one.kind in REFLECTED else "sounding board"
        about = REFLECTED.get(one.kind, one.kind)
        yield [what, stages.get(one.slot or "", ""), _day(one.at), one.by, about, one.text]


def _closed(view: TrajectoryView, snapshots: list[Snapshot]) -> Iterator[Row]:
    """As each session last had it."""
    titles = {one.board: one.title for one in view.sessions}
    names = {one.id: one.name for one in view.organisations}
    last = {one.board: one for one in snapshots if one.closed is not None}
    for board, one in last.items():
        kept = msgspec.json.decode(one.closed or b"", type=Closed)
        head = [titles.get(board, ""), _day(one.at)]
        for key, entity in kept.view.items():
            if text := entity.get("text") or entity.get("title"):
                yield ["closed part", *head, "", key.partition(":")[0], text]
        for organisation, why in kept.not_now.items():
            if why:
                yield ["closed part", *head, names.get(organisation, ""), "not now", why]


def _reasons(view: TrajectoryView) -> Iterator[Row]:
    for entry in view.entries:
        for name, text in unsaid_of(entry.event):
            what = f"{type(entry.event).__name__}.{name}"
            yield ["decision", "", _day(entry.at), str(entry.by), what, text]


def _day(at: int) -> str:
    return f"{dates.local(at):%Y-%m-%d}" if at else ""


def _write(file: Path, data: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(data)
