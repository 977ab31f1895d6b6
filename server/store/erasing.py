"""What is personal of a session that is long over, taken away: names, and what browsers hold.

The record stays, for it names no person. What was taken away is kept as counts, so that
who answers for the data can show that it went.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import Connection, Table, and_, case, delete, exists, func, insert, select

from board.types import Millis
from server.store import tables as t
from server.store.append import raise_access
from server.store.store import Store
from server.store.traces import wipe

DAY: Millis = 24 * 3600 * 1000
LEFT_OPEN: Millis = 30 * DAY
"""A session that nobody closed counts as closed so long after it began."""
NEVER_BEGAN: Millis = 180 * DAY
"""The same for one that never began, after the day it was made or was to be."""

OF_A_SESSION: tuple[Table, ...] = (
    t.ballot,
    t.salt,
    t.outbox,
    t.return_code,
    t.moved_seat,
)
"""Emptied when a session closes; one that nobody closed may still have some."""

_w, _e = t.work_session.c, t.erasure.c
_made = case((_w.planned_at > _w.created_at, _w.planned_at), else_=_w.created_at)
_closed = func.coalesce(_w.ended_at, _w.opened_at + LEFT_OPEN, _made + NEVER_BEGAN)
_erased = exists(select(_e.board_id).where(_e.board_id == _w.board_id, _e.at > _closed))


class Erased(Struct, frozen=True):
    """How much was taken away of one session, and when."""

    board: str
    at: Millis
    names: int
    grants: int
    links: int


class Erasing:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def due(self, before: Millis) -> list[str]:
        """The boards that were closed before, and of which something personal is left."""
        query = select(_w.board_id).where(_closed <= before, ~_erased).order_by(_w.board_id)

        def work(connection: Connection) -> list[str]:
            return list(connection.execute(query).scalars())

        return await self._store.read(work, one=True)

    async def erase(self, boards: Sequence[str], before: Millis, now: Millis) -> list[Erased]:
        """Those of them that are still due: another server may have been first."""

        def work(connection: Connection) -> list[Erased]:
            locked = select(_w.board_id).where(_w.board_id.in_(boards)).order_by(_w.board_id)
            connection.execute(locked.with_for_update())
            due = locked.where(_closed <= before, ~_erased)
            return [
                _erase(connection, board, now) for board in list(connection.execute(due).scalars())
            ]

        return await self._store.write(work, truncate=True)

    async def forget_browsers(self, before: Millis) -> int:
        """Cookies from before that open nothing any more, of nobody who is signed in."""
        held = exists(select(t.door_grant.c.id).where(t.door_grant.c.browser == t.browser.c.hash))
        signed = exists(select(t.sign_in.c.id).where(t.sign_in.c.browser == t.browser.c.hash))
        old = and_(t.browser.c.created_at <= before, ~held, ~signed)

        def work(connection: Connection) -> int:
            return connection.execute(delete(t.browser).where(old)).rowcount

        return await self._store.write(work)

    async def reports(self, boards: Sequence[str]) -> list[Erased]:
        """What was erased of these, the oldest first."""
        query = select(_e.board_id, _e.at, _e.names, _e.grants, _e.links).where(
            _e.board_id.in_(boards)
        )

        def work(connection: Connection) -> list[Erased]:
            return [Erased(*row) for row in connection.execute(query.order_by(_e.at))]

        return await self._store.read(work, one=True)


def _erase(connection: Connection, board: str, now: Millis) -> Erased:
    named = select(func.count()).where(t.seat.c.board_id == board, t.seat.c.name.is_not(None))
    names = connection.execute(named).scalar_one()
    wipe(connection, t.seat, t.seat.c.board_id == board)
    for table in OF_A_SESSION:
        wipe(connection, table, table.c.board_id == board)
    grants = connection.execute(
        delete(t.door_grant).where(t.door_grant.c.board_id == board)
    ).rowcount
    links = connection.execute(delete(t.link).where(t.link.c.board_id == board)).rowcount
    # Who still has a page of it open is let out.
    raise_access(connection, board)
    made = Erased(board, now, names, grants, links)
    row = {"board_id": board, "at": now, "names": names, "grants": grants, "links": links}
    connection.execute(insert(t.erasure), row)
    return made
