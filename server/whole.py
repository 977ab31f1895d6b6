"""All of a trajectory that goes into its export, read from the store and packed."""

import asyncio

from board.events import AnyEvent, BoardEnded, BoardReopened
from board.public_log import public_log
from board.types import BoardId
from server.export import Beside, archive
from server.export_shape import BoardLog, log_bytes
from server.report.progress import Tell, quietly
from server.store.archived import Archived
from server.store.log import Loaded, Log
from server.store.record import Record
from server.store.remarks import Remarks
from server.store.reports import Reports
from server.store.store import Store
from server.trajectory_view import TrajectoryView
from server.words import Speaker


async def whole(store: Store, view: TrajectoryView, words: Speaker, tell: Tell = quietly) -> bytes:
    """The zip. Of a long trajectory that takes seconds, and sessions go on meanwhile."""
    id = view.trajectory.id
    snapshots = await Record(store).snapshots(id)
    formats = await Archived(store).formats({one.format for one in view.sessions})
    beside = Beside(
        remarks=await Remarks(store).shared(id),
        chapters=list((await Reports(store).chapters(id)).values()),
        logs=await _logs(store, view, tell),
    )
    parts = len(view.sessions) + 1
    tell(parts, parts, words("making.packed"))
    return await asyncio.to_thread(archive, view, snapshots, words, formats, beside)


async def _logs(store: Store, view: TrajectoryView, tell: Tell) -> dict[str, bytes]:
    """Of what goes on nothing is played back either."""
    log, found = Log(store), {}
    for n, session in enumerate(view.sessions, 1):
        tell(n, len(view.sessions) + 1, session.title)
        if session.ended_at is None:
            continue
        loaded = await log.load(session.board)
        if loaded is not None and _is_over(loaded.events):
            found[session.board] = await asyncio.to_thread(_told, session.board, loaded)
    return found


def _is_over(events: tuple[AnyEvent, ...]) -> bool:
    """It may have been opened again since the view was read."""
    for event in reversed(events):
        if isinstance(event, BoardEnded | BoardReopened):
            return isinstance(event, BoardEnded)
    return False


def _told(board: str, loaded: Loaded) -> bytes:
    return log_bytes(BoardLog(board, public_log(BoardId(board), loaded.format, loaded.events)))
