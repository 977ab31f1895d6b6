"""One append: all that one transaction adds to a board, or nothing of it.

A board's row moves from the head its writer saw to the next in the transaction
that adds the events, so the sequence has no gap, no fork and no second winner.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, bindparam, select, update

from board.events import AnyEvent
from board.rows import DropTraces, Row
from server.store import copies, events, sessions, snapshots, traces
from server.store import tables as t
from server.store.events import Rows
from server.store.faults import Poisoned, StoreFault
from server.store.hot import Hot
from server.store.snapshots import SnapshotRow
from server.store.upsert import Upsert


class Head(Struct, frozen=True):
    """Where a board stands. ``mark`` tells this log from one rolled back by a
    restore; ``access`` rises when someone's access is revoked.
    """

    seq: int
    mark: str
    access: int


class Conflict(Struct, frozen=True):
    """Someone else was first: on the board, in one of the tabs, or by revoking
    access. Nothing was written; read on from one's own head to ``head`` and
    decide again.
    """

    head: Head


class OutboxRow(Struct, frozen=True):
    """The last command of one tab: its number, keyed digest and encoded answer."""

    outbox: str
    n: int
    digest: bytes
    answer: bytes


class Append(Struct, frozen=True):
    """All that one transaction adds to a board that stands at ``expected``.

    ``mark`` is fresh (``server.ids.new_mark``). Without events the head stays
    as it is, ``mark`` unused, and only the outbox rows are kept.
    """

    board: str
    expected: Head
    mark: str
    events: tuple[AnyEvent, ...] = ()
    rows: tuple[Row, ...] = ()
    outbox: tuple[OutboxRow, ...] = ()
    snapshots: tuple[SnapshotRow, ...] = ()


class Answered(StoreFault):
    """Another process has answered this number, or a later one, of the same tab."""


_b = t.board.c
_move = Hot(
    update(t.board)
    .where(
        _b.board_id == bindparam("board"),
        _b.head == bindparam("seen"),
        _b.mark == bindparam("seen_mark"),
        _b.access == bindparam("seen_access"),
    )
    .values(head=bindparam("to"), mark=bindparam("to_mark"))
)
_hold = (
    select(_b.head, _b.mark, _b.access)
    .where(_b.board_id == bindparam("board"))
    # Not the stronger lock, for which each new seat on the board would have to wait.
    .with_for_update(key_share=True)
)
_put_outbox = Hot(
    Upsert(
        t.outbox,
        ("board_id", "outbox"),
        ("n", "digest", "answer"),
        where=lambda new: t.outbox.c.n < new("n"),
    ).of,
    t.outbox.c.keys(),
)


def hold(connection: Connection, board: str) -> Head | None:
    """Where the board stands, and stays until the end of this transaction.

    SQLite has one writer, and so nothing to lock; it leaves the word out.
    """
    row = connection.execute(_hold, {"board": board}).first()
    return Head(*row) if row else None


def carry_out(connection: Connection, append: Append) -> Head | Conflict:
    """Raises Answered. Whoever gets there first holds the board's row until it commits."""
    expected, board = append.expected, append.board
    if append.events:
        head = Head(expected.seq + len(append.events), append.mark, expected.access)
        if not _move_and_add(connection, append, head):
            return Conflict(_stands(connection, board))
        sessions.follow(connection, board, append.events)
        copies.add(connection, board, append.events)
    else:
        head = _stands(connection, board)
        if head != expected:
            return Conflict(head)
        _answer(connection, _rows_of(board, append.outbox))
    snapshots.add(connection, append.snapshots)
    # Last, so that erasing finds all that this append itself wrote.
    traces.apply(connection, board, append.rows)
    if any(isinstance(row, DropTraces) for row in append.rows):
        # What closed the session is answered the same when it is sent again.
        _answer(connection, _rows_of(board, append.outbox[-1:]))
    return head


def raise_access(connection: Connection, board: str) -> None:
    connection.execute(update(t.board).where(_b.board_id == board).values(access=_b.access + 1))


def _stands(connection: Connection, board: str) -> Head:
    head = hold(connection, board)
    if head is None:
        raise Poisoned(f"there is no board {board}")
    return head


def _move_and_add(connection: Connection, append: Append, head: Head) -> bool:
    """The board's row, the events and the answers; False: the board has moved already."""
    expected, board = append.expected, append.board
    move = {
        "board": board,
        "seen": expected.seq,
        "seen_mark": expected.mark,
        "seen_access": expected.access,
        "to": head.seq,
        "to_mark": head.mark,
    }
    rows, cards = events.rows_of(board, expected.seq, append.mark, append.events)
    answers = _rows_of(board, append.outbox)
    if connection.dialect.name == "postgresql":
        from server.store.postgres import together

        moved, answered = together.append(connection, move, rows, cards, answers)
        if moved and answered != len(answers):
            raise Answered
        return moved
    if _move.run(connection, [move]) != 1:
        return False
    events.add(connection, rows, cards)
    _answer(connection, answers)
    return True


def _rows_of(board: str, answers: Sequence[OutboxRow]) -> Rows:
    return [{"board_id": board, **asdict(row)} for row in answers]


def _answer(connection: Connection, rows: Rows) -> None:
    if rows and _put_outbox.run(connection, rows) != len(rows):
        raise Answered
