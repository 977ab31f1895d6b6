"""The log as it really stands in the database, read past everything the server is made of.

Rows are read with plain SQL: what a server says about its log is what is being
checked. Each board is folded event by event, so that all that was ever so can
be asked for.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from board import evolve, new_board
from board.events import AnyEvent
from board.format import unpacked
from board.state import Board
from board.types import BoardId

_event: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


class Row(Struct, frozen=True):
    seq: int
    mark: str
    event: AnyEvent


class BoardLog(Struct, frozen=True):
    """``states`` has the board after each event; at 0 there is the board before the first."""

    board: str
    head: int
    mark: str
    rows: list[Row]
    states: list[Board]
    broken: list[str]
    """Events that do not follow from those before."""

    def at(self, seq: int) -> Row | None:
        return self.rows[seq - 1] if 1 <= seq <= len(self.rows) else None

    @property
    def last(self) -> Board:
        return self.states[-1]


def engine_for(database: str | Path) -> Engine:
    """``database``: a file of SQLite, or the address of a PostgreSQL."""
    if isinstance(database, Path):
        return create_engine(f"sqlite:///{database}", poolclass=NullPool)
    return create_engine(
        database.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool
    )


def read(database: str | Path, boards: Sequence[str]) -> dict[str, BoardLog]:
    engine = engine_for(database)
    with engine.connect() as connection:
        found = {}
        for board in boards:
            asked = {"board": board}
            head, mark = connection.execute(
                text("SELECT head, mark FROM board WHERE board_id = :board"), asked
            ).one()
            (format,) = connection.execute(
                text(
                    "SELECT f.bytes FROM format f JOIN work_session s ON s.format = f.sha256 "
                    "WHERE s.board_id = :board"
                ),
                asked,
            ).one()
            rows = [
                Row(seq, of, _event.decode(data))
                for seq, of, data in connection.execute(
                    text("SELECT seq, mark, data FROM event WHERE board_id = :board ORDER BY seq"),
                    asked,
                )
            ]
            first = new_board(BoardId(board), unpacked(bytes(format)))
            states = [first]
            broken = []
            for row in rows:
                try:
                    states.append(evolve(states[-1], row.event))
                except (LookupError, ValueError, TypeError) as fault:
                    broken.append(f"event {row.seq}, {type(row.event).__name__}: {fault!r}")
                    states.append(states[-1])
            found[board] = BoardLog(board, head, mark, rows, states, broken)
    engine.dispose()
    return found
