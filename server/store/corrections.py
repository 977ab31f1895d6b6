"""What was put right of a card, in the log of its trajectory: erased with the card itself."""

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, select, update

from board.trajectory.events import ResultCorrected
from server.store import tables as t
from server.store.trajectory_tables import trajectory_event

_v, _w = trajectory_event.c, t.work_session.c
_decoder = msgspec.json.Decoder(ResultCorrected)
_lines = (
    select(_v.trajectory, _v.n, _v.data)
    .join(t.work_session, _w.trajectory == _v.trajectory)
    .where(_w.board_id == bindparam("board"), _v.data.contains('"ResultCorrected"'))
    .add_columns(_w.slot)
)


def erase_text(connection: Connection, board: str, card: str) -> None:
    """Empties the words, in place; that something was put right, and why, stays."""
    for trajectory, n, data, slot in connection.execute(_lines, {"board": board}).all():
        event = _read(data)
        if event is None or (event.slot, event.card) != (slot, card):
            continue
        kept = msgspec.json.encode(replace(event, text="")).decode()
        connection.execute(
            update(trajectory_event).where(_v.trajectory == trajectory, _v.n == n).values(data=kept)
        )


def _read(data: str) -> ResultCorrected | None:
    """None for another event, in which somebody wrote that word."""
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError:
        return None
