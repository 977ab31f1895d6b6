"""The last snapshot of each work session of a trajectory: what later boards live of."""

from collections.abc import Collection, Sequence

from msgspec import Struct
from sqlalchemy import Connection, func, select

from server.store import tables as t


class Outcome(Struct, frozen=True):
    """``ended``: the session is over, and this is what came out of it."""

    board: str
    snapshot: str
    ended: bool
    public: bytes


_s, _w = t.snapshot.c, t.work_session.c


def of_trajectory(connection: Connection, trajectory: str, *, ended: bool) -> Sequence[Outcome]:
    """In one query; with ``ended`` only of sessions that are over, as they ended."""
    return of_each(connection, [trajectory], ended=ended).get(trajectory, [])


def of_each(
    connection: Connection, trajectories: Collection[str], *, ended: bool = True
) -> dict[str, list[Outcome]]:
    """Of several trajectories, in one query all the same."""
    place = (
        func.row_number()
        .over(partition_by=_s.board_id, order_by=(_s.seq.desc(), _s.version.desc()))
        .label("place")
    )
    kept = (
        select(_s.board_id, _s.id, _s.public, _w.ended_at, _w.trajectory, place)
        .join(t.work_session, _w.board_id == _s.board_id)
        .where(_w.trajectory.in_(trajectories), _s.public.is_not(None))
    )
    if ended:
        kept = kept.where(_w.ended_at.is_not(None), _s.moment == "end")
    last = kept.subquery()
    rows = connection.execute(
        select(last.c.trajectory, last.c.board_id, last.c.id, last.c.ended_at, last.c.public)
        .where(last.c.place == 1)
        .order_by(last.c.board_id)
    )
    found: dict[str, list[Outcome]] = {}
    for trajectory, board, id, at, public in rows:
        outcome = Outcome(board, id, at is not None, public)
        found.setdefault(trajectory, []).append(outcome)
    return found
