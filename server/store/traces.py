"""The rows beside the log: ballots, salts, and taking away what must not stay.

In SQLite deleting a row is not enough. When it splits a page it leaves copies
of rows in the page's unused middle, where ``secure_delete`` does not come. So
what is deleted here is deleted by emptying the whole table, which wipes every
page, and putting back what others still need: the ballots of other open rounds.
In PostgreSQL others write to these tables meanwhile, and rewriting them would
wipe nothing; its store gives the space free after the commit.
"""

import secrets
from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, not_, select

from board.commands import Answer
from board.rows import (
    Ballot,
    Box,
    DropBox,
    DropTraces,
    EraseText,
    OpenBox,
    PutBallotRow,
    RenewSalt,
    Row,
)
from board.types import RoundId
from server.store import copies, events
from server.store import tables as t
from server.store.hot import Hot
from server.store.upsert import Upsert

SALT_BYTES = 32
THE_BOARD = ""
"""The ``round_id`` of a board's own salt."""

_answers: msgspec.json.Decoder[dict[str, Answer]] = msgspec.json.Decoder(dict[str, Answer])

_put_ballot = Hot(
    Upsert(t.ballot, ("board_id", "round_id", "voter"), ("organisation", "paper", "value")).of,
    t.ballot.c.keys(),
)
_put_salt = Upsert(t.salt, ("board_id", "round_id"), ("salt",))
_give_salt = Upsert(t.salt, ("board_id", "round_id"))


def deletes(rows: Sequence[Row]) -> bool:
    """Whether these rows take something away, of which nothing may stay behind."""
    return any(isinstance(row, DropBox | DropTraces | EraseText | RenewSalt) for row in rows)


def apply(connection: Connection, board: str, rows: Sequence[Row]) -> None:
    for row in rows:
        match row:
            case PutBallotRow(round, ballot):
                put = {
                    "board_id": board,
                    "round_id": round,
                    "voter": ballot.voter,
                    "organisation": ballot.organisation,
                    "paper": int(ballot.paper),
                    "value": msgspec.json.encode(ballot.answers).decode(),
                }
                _put_ballot.run(connection, [put])
            case OpenBox(round):
                _draw_salt(connection, board, round)
            case RenewSalt():
                wipe(connection, t.salt, _of(t.salt, board, THE_BOARD))
                _draw_salt(connection, board, THE_BOARD)
            case DropBox(round):
                wipe(connection, t.ballot, _of(t.ballot, board, round))
                wipe(connection, t.salt, _of(t.salt, board, round))
                events.forget_hands(connection, board, round)
            case DropTraces():
                for table in (t.ballot, t.salt, t.outbox, t.return_code, t.moved_seat):
                    wipe(connection, table, table.c.board_id == board)
            case EraseText(card):
                copies.erase(connection, board, card)


def give_salt(connection: Connection, board: str) -> None:
    """One for the board, unless it has one."""
    drawn = secrets.token_bytes(SALT_BYTES)
    connection.execute(
        _give_salt.on(connection), {"board_id": board, "round_id": THE_BOARD, "salt": drawn}
    )


def box(connection: Connection, board: str) -> Box:
    rounds: dict[RoundId, dict[str, Ballot]] = {}
    columns = t.ballot.c
    for round, voter, organisation, paper, value in connection.execute(
        select(
            columns.round_id, columns.voter, columns.organisation, columns.paper, columns.value
        ).where(columns.board_id == board)
    ):
        rounds.setdefault(round, {})[voter] = Ballot(
            voter, organisation, bool(paper), _answers.decode(value)
        )
    return Box(rounds)


def salts(connection: Connection, board: str) -> dict[str, bytes]:
    """By round id; the board's own under ``THE_BOARD``."""
    columns = t.salt.c
    rows = connection.execute(
        select(columns.round_id, columns.salt).where(columns.board_id == board)
    )
    return {row.round_id: row.salt for row in rows}


def _of(table: Table, board: str, round: str) -> ColumnElement[bool]:
    return and_(table.c.board_id == board, table.c.round_id == round)


def _draw_salt(connection: Connection, board: str, round: str) -> None:
    connection.execute(
        _put_salt.on(connection),
        {"board_id": board, "round_id": round, "salt": secrets.token_bytes(SALT_BYTES)},
    )


def wipe(connection: Connection, table: Table, gone: ColumnElement[bool]) -> None:
    """Takes rows away so that nothing of them stays in the file."""
    if connection.dialect.name != "sqlite":
        connection.execute(delete(table).where(gone))
        return
    kept = connection.execute(
        select(table).where(not_(gone)).order_by(*table.primary_key.columns)
    ).all()
    # Without a WHERE, SQLite clears the pages instead of deleting row by row.
    connection.execute(delete(table))
    if kept:
        connection.execute(insert(table), [dict(row._mapping) for row in kept])
