"""Work sessions as the record knows them: made with a board, following its events."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, exists, insert, select, update

from board.events import AnyEvent, BoardEnded, BoardReopened, PhaseOpened
from board.types import Millis
from server.store import codes
from server.store import tables as t
from server.store.faults import Unavailable

_TRIES = 20

_w = t.work_session.c
_all = select(
    _w.board_id.label("board"),
    _w.trajectory,
    _w.stage,
    _w.title,
    _w.planned_at,
    _w.format,
    _w.code,
    _w.created_at,
    _w.opened_at,
    _w.ended_at,
    _w.slot,
    _w.confirmed_at,
)


class NewSession(Struct, frozen=True):
    """What a new work session is, besides its board."""

    trajectory: str
    stage: str
    title: str
    created_at: Millis
    planned_at: Millis | None = None


class WorkSession(Struct, frozen=True):
    """``code`` lets people join while ``ended_at`` is None."""

    board: str
    trajectory: str
    stage: str
    title: str
    planned_at: Millis | None
    format: str
    code: str
    created_at: Millis
    opened_at: Millis | None
    ended_at: Millis | None
    slot: str | None = None
    confirmed_at: Millis | None = None


def add(connection: Connection, board: str, format: str, session: NewSession) -> None:
    connection.execute(
        insert(t.work_session),
        {
            "board_id": board,
            "trajectory": session.trajectory,
            "stage": session.stage,
            "title": session.title,
            "planned_at": session.planned_at,
            "format": format,
            "code": free_code(connection),
            "created_at": session.created_at,
        },
    )


def follow(connection: Connection, board: str, events: Sequence[AnyEvent]) -> None:
    """Keeps the session's times in step with what happened on its board."""
    for event in events:
        if not isinstance(event, PhaseOpened | BoardEnded | BoardReopened):
            continue
        mine = update(t.work_session).where(_w.board_id == board)
        match event:
            case PhaseOpened(at=at):
                connection.execute(mine.where(_w.opened_at.is_(None)).values(opened_at=at))
            case BoardEnded(at=at):
                connection.execute(mine.values(ended_at=at))
            case BoardReopened():
                _reopen(connection, board)


def _reopen(connection: Connection, board: str) -> None:
    """The old code comes back, unless another session has it by now."""
    code = connection.execute(select(_w.code).where(_w.board_id == board)).scalar_one()
    if _taken(connection, code, board):
        code = free_code(connection)
    connection.execute(
        update(t.work_session).where(_w.board_id == board).values(ended_at=None, code=code)
    )


def free_code(connection: Connection) -> str:
    for _ in range(_TRIES):
        if not _taken(connection, code := codes.draw(), ""):
            return code
    raise Unavailable("no join code is free")


def _taken(connection: Connection, code: str, except_board: str) -> bool:
    query = select(
        exists().where(_w.code == code, _w.ended_at.is_(None), _w.board_id != except_board)
    )
    return bool(connection.execute(query).scalar())


def by_code(connection: Connection, code: str) -> WorkSession | None:
    """The open session with this code."""
    return _one(connection, _all.where(_w.code == code, _w.ended_at.is_(None)))


def last_over(connection: Connection, code: str) -> WorkSession | None:
    """The last session with this code that has ended."""
    ended = _all.where(_w.code == code, _w.ended_at.is_not(None))
    return _one(connection, ended.order_by(_w.ended_at.desc()))


def by_board(connection: Connection, board: str) -> WorkSession | None:
    return _one(connection, _all.where(_w.board_id == board))


def of_trajectory(connection: Connection, trajectory: str) -> tuple[WorkSession, ...]:
    """In the order in which they are held, then made."""
    rows = connection.execute(
        _all.where(_w.trajectory == trajectory).order_by(
            _w.planned_at.is_(None), _w.planned_at, _w.created_at, _w.board_id
        )
    )
    return tuple(WorkSession(**row) for row in rows.mappings())


def of_each(connection: Connection, trajectories: Collection[str]) -> dict[str, list[WorkSession]]:
    found: dict[str, list[WorkSession]] = {}
    for row in connection.execute(_all.where(_w.trajectory.in_(trajectories))).mappings():
        found.setdefault(row["trajectory"], []).append(WorkSession(**row))
    return found


def _one(connection: Connection, query: Select[Any]) -> WorkSession | None:
    row = connection.execute(query).mappings().first()
    return WorkSession(**row) if row else None
