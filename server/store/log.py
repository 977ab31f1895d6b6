"""The log of every board: the only truth. What it has acknowledged is on disk.

A board's row moves from the head its writer saw to the next in the transaction
that adds the events, so the sequence has no gap, no fork and no second winner.
"""

import secrets
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from board.events import AnyEvent, RoundClosed, RoundOpened, RoundVoided
from board.format import Format, fingerprint, packed, unpacked
from board.rows import Box, DropTraces, RenewSalt, Row
from board.types import RoundId
from server.ids import new_mark
from server.store import events, sessions, snapshots, traces
from server.store import tables as t
from server.store.faults import Poisoned, StoreFault, Unreadable
from server.store.snapshots import SnapshotRow
from server.store.store import Store


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


class Salts(Struct, frozen=True):
    """The salts of a board's keys, as they are now; ``Pepper.keys`` makes the keys."""

    board: bytes | None
    rounds: dict[RoundId, bytes]


class Loaded(Struct, frozen=True):
    """A board, read at one moment.

    ``void_rounds`` are open rounds whose salt is gone, after a restore: nobody
    can vote in them any more, so the caller appends a RoundVoided for each.
    """

    head: Head
    format: Format
    events: tuple[AnyEvent, ...]
    box: Box
    board_salt: bytes | None
    round_salts: dict[RoundId, bytes]
    void_rounds: tuple[RoundId, ...]

    @property
    def salts(self) -> Salts:
        return Salts(self.board_salt, self.round_salts)


_b, _e = t.board.c, t.event.c
# Built once: building a statement costs more than running it.
_move = (
    update(t.board)
    .where(
        _b.board_id == bindparam("board"),
        _b.head == bindparam("seen"),
        _b.mark == bindparam("seen_mark"),
        _b.access == bindparam("seen_access"),
    )
    .values(head=bindparam("to"), mark=bindparam("to_mark"))
)
_put_outbox = upsert(t.outbox)
_put_outbox = _put_outbox.on_conflict_do_update(
    index_elements=["board_id", "outbox"],
    set_={name: _put_outbox.excluded[name] for name in ("n", "digest", "answer")},
    where=t.outbox.c.n < _put_outbox.excluded.n,
)


class _Answered(StoreFault):
    """Another process has answered this number, or a later one, of the same tab."""


class Log:
    """Every method is one hop to a thread and one transaction there.

    Raises the faults of ``server.store.faults``: after Unavailable and Poisoned
    nothing was written; after Unknown read the log before answering anyone.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def create(
        self,
        board: str,
        format: Format,
        first: Sequence[AnyEvent],
        session: sessions.NewSession,
    ) -> Head:
        """A new board with its first events, its format, work session and join code."""

        def work(connection: Connection) -> Head:
            sha256 = fingerprint(format)
            connection.execute(
                upsert(t.format_table).on_conflict_do_nothing(),
                {"sha256": sha256, "bytes": packed(format)},
            )
            head = Head(len(first), new_mark(), 0)
            connection.execute(
                insert(t.board),
                {"board_id": board, "head": head.seq, "mark": head.mark, "access": head.access},
            )
            sessions.add(connection, board, sha256, session)
            events.add(connection, board, 0, head.mark, first)
            traces.apply(connection, board, (RenewSalt(),))
            return head

        return await self._store.write(work)

    async def append(self, append: Append) -> Head | Conflict:
        """Never cancelled: who gives up waiting finds it done, or not, in the log."""
        try:
            return await self._store.write(
                lambda connection: _append(connection, append),
                truncate=traces.deletes(append.rows),
            )
        except _Answered:
            # Rolled back. It may have moved no head: a refusal leaves only its row.
            return Conflict((await self.heads([append.board]))[append.board])

    async def load(self, board: str) -> Loaded | None:
        return await self._store.read(lambda connection: _load(connection, board))

    async def tail(self, board: str, after: int) -> list[tuple[int, str, AnyEvent]]:
        """(seq, mark, event) of all that came after ``after``."""

        def work(connection: Connection) -> list[tuple[int, str, AnyEvent]]:
            return events.read(connection, board, after)

        return await self._store.read(work)

    async def mark_at(self, board: str, seq: int) -> str | None:
        """The mark of one event, to tell whether a client's position is of this log."""

        def work(connection: Connection) -> str | None:
            return connection.execute(
                select(_e.mark).where(_e.board_id == board, _e.seq == seq)
            ).scalar()

        return await self._store.read(work)

    async def heads(self, boards: Sequence[str]) -> dict[str, Head]:
        def work(connection: Connection) -> dict[str, Head]:
            query = select(_b.board_id, _b.head, _b.mark, _b.access)
            rows = connection.execute(query.where(_b.board_id.in_(boards)))
            return {board: Head(head, mark, access) for board, head, mark, access in rows}

        return await self._store.read(work) if boards else {}

    async def try_writing(self) -> None:
        """Writes and takes away again: returns when the log can be appended to."""
        # As much as an append may need, and nothing that packs: a full disk has room for less.
        name, much = new_mark(), secrets.token_bytes(64 * 1024)

        def work(connection: Connection) -> None:
            connection.execute(insert(t.format_table).values(sha256=name, bytes=much))
            connection.execute(delete(t.format_table).where(t.format_table.c.sha256 == name))

        await self._store.write(work)

    async def salts(self, board: str) -> Salts:
        """Read again after an append that drew or dropped a salt."""

        def work(connection: Connection) -> Salts:
            return _salts(connection, board)

        return await self._store.read(work)

    async def outbox(self, board: str, outbox: str) -> OutboxRow | None:
        def work(connection: Connection) -> OutboxRow | None:
            c = t.outbox.c
            row = connection.execute(
                select(c.outbox, c.n, c.digest, c.answer).where(
                    c.board_id == board, c.outbox == outbox
                )
            ).first()
            return OutboxRow(*row) if row else None

        return await self._store.read(work)

    async def revoke_access(self, board: str) -> None:
        """Raises ``access``: what was decided with the old access can no longer commit."""

        def work(connection: Connection) -> None:
            raise_access(connection, board)

        await self._store.write(work)


def raise_access(connection: Connection, board: str) -> None:
    connection.execute(update(t.board).where(_b.board_id == board).values(access=_b.access + 1))


def _append(connection: Connection, append: Append) -> Head | Conflict:
    expected, board = append.expected, append.board
    if append.events:
        head = Head(expected.seq + len(append.events), append.mark, expected.access)
        moved = connection.execute(
            _move,
            {
                "board": board,
                "seen": expected.seq,
                "seen_mark": expected.mark,
                "seen_access": expected.access,
                "to": head.seq,
                "to_mark": head.mark,
            },
        )
        if moved.rowcount != 1:
            return Conflict(_head(connection, board))
        events.add(connection, board, expected.seq, append.mark, append.events)
        sessions.follow(connection, board, append.events)
    else:
        head = _head(connection, board)
        if head != expected:
            return Conflict(head)
    _answer(connection, board, append.outbox)
    snapshots.add(connection, append.snapshots)
    # Last, so that erasing finds all that this append itself wrote.
    traces.apply(connection, board, append.rows)
    if any(isinstance(row, DropTraces) for row in append.rows):
        # What closed the session is answered the same when it is sent again.
        _answer(connection, board, append.outbox[-1:])
    return head


def _answer(connection: Connection, board: str, rows: Sequence[OutboxRow]) -> None:
    if rows:
        given = [{"board_id": board, **asdict(row)} for row in rows]
        if connection.execute(_put_outbox, given).rowcount != len(rows):
            raise _Answered


def _head(connection: Connection, board: str) -> Head:
    row = connection.execute(
        select(_b.head, _b.mark, _b.access).where(_b.board_id == board)
    ).first()
    if row is None:
        raise Poisoned(f"there is no board {board}")
    return Head(*row)


def _load(connection: Connection, board: str) -> Loaded | None:
    row = connection.execute(
        select(_b.head, _b.mark, _b.access, t.format_table.c.bytes)
        .join(t.work_session, t.work_session.c.board_id == _b.board_id)
        .join(t.format_table, t.format_table.c.sha256 == t.work_session.c.format)
        .where(_b.board_id == board)
    ).first()
    if row is None:
        return None
    head = Head(*row[:3])
    happened = tuple(event for _, _, event in events.read(connection, board, 0))
    if len(happened) != head.seq:
        raise Unreadable(f"board {board} stands at {head.seq} but has {len(happened)} events")
    salts = _salts(connection, board)
    return Loaded(
        head=head,
        format=_format(board, row[3]),
        events=happened,
        box=traces.box(connection, board),
        board_salt=salts.board,
        round_salts=salts.rounds,
        void_rounds=tuple(round for round in _open_rounds(happened) if round not in salts.rounds),
    )


def _format(board: str, data: bytes) -> Format:
    try:
        return unpacked(data)
    except msgspec.DecodeError as fault:
        raise Unreadable(f"board {board}: its format is not known here: {fault}") from fault


def _salts(connection: Connection, board: str) -> Salts:
    found = traces.salts(connection, board)
    own = found.pop(traces.THE_BOARD, None)
    return Salts(own, {RoundId(round): salt for round, salt in found.items()})


def _open_rounds(events: Sequence[AnyEvent]) -> list[RoundId]:
    rounds: dict[RoundId, None] = {}
    for event in events:
        match event:
            case RoundOpened(round=round):
                rounds[round] = None
            case RoundClosed(round=round) | RoundVoided(round=round):
                rounds.pop(round, None)
    return list(rounds)
