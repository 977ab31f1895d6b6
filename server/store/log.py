"""The log of every board: the only truth. What it has acknowledged is on disk."""

import secrets
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from board.events import AnyEvent, RoundClosed, RoundOpened, RoundVoided
from board.format import Format, fingerprint, packed, unpacked
from board.rows import Box, RenewSalt
from board.types import RoundId
from server.ids import new_mark
from server.store import copies, events, sessions, traces
from server.store import tables as t
from server.store.append import (
    Answered,
    Append,
    Conflict,
    Head,
    OutboxRow,
    carry_out,
    hold,
    raise_access,
)
from server.store.faults import Unreadable
from server.store.store import Store
from server.store.upsert import Upsert

__all__ = ["Append", "Conflict", "Head", "Loaded", "Log", "Moved", "OutboxRow", "Salts", "Since"]


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


class Moved(Struct, frozen=True):
    """What a board came to from one of its events on, that one included, read at one moment."""

    head: Head
    tail: list[tuple[int, str, AnyEvent]]


class Since(Moved, frozen=True):
    """The same, with what lies beside the log."""

    box: Box
    salts: Salts


_b, _e, _o = t.board.c, t.event.c, t.outbox.c
_heads = select(_b.board_id, _b.head, _b.mark, _b.access).where(
    _b.board_id.in_(bindparam("boards", expanding=True))
)
_outboxes = select(_o.outbox, _o.n, _o.digest, _o.answer).where(
    _o.board_id == bindparam("board"), _o.outbox.in_(bindparam("marks", expanding=True))
)
_stands_and_since = (
    select(_b.head, _b.mark, _b.access, _e.seq, _e.mark, _e.type, _e.data)
    .join(t.event, and_(_e.board_id == _b.board_id, _e.seq > bindparam("after")), isouter=True)
    .where(_b.board_id == bindparam("board"))
    .order_by(_e.seq)
)
_put_format = Upsert(t.format_table, ("sha256",))
_put_secret = Upsert(t.secret, ("name",))

BUS_KEY = "bus"


class Log:
    """Every method is one hop to a thread and one transaction there.

    Raises the faults of ``server.store.faults``: after Unavailable and Poisoned
    nothing was written; after Unknown read the log before answering anyone.
    """

    def __init__(self, store: Store, stands: Head | None = None) -> None:
        self._store = store
        self.stands = stands
        """Of one that is ``held``, where the board stands, if locking it has told."""

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
                _put_format.on(connection), {"sha256": sha256, "bytes": packed(format)}
            )
            head = Head(len(first), new_mark(), 0)
            connection.execute(
                insert(t.board),
                {"board_id": board, "head": head.seq, "mark": head.mark, "access": head.access},
            )
            sessions.add(connection, board, sha256, session)
            events.add(connection, *events.rows_of(board, 0, head.mark, first))
            copies.add(connection, board, first)
            traces.apply(connection, board, (RenewSalt(),))
            return head

        return await self._store.write(work)

    async def append(self, append: Append) -> Head | Conflict:
        """Never cancelled: who gives up waiting finds it done, or not, in the log."""
        try:
            return await self._store.write(
                lambda connection: carry_out(connection, append),
                truncate=traces.deletes(append.rows),
            )
        except Answered:
            # Rolled back. It may have moved no head: a refusal leaves only its row.
            return Conflict((await self.heads([append.board]))[append.board])

    async def load(self, board: str) -> Loaded | None:
        return await self._store.read(lambda connection: _load(connection, board))

    async def tail(self, board: str, after: int) -> list[tuple[int, str, AnyEvent]]:
        """(seq, mark, event) of all that came after ``after``."""

        def work(connection: Connection) -> list[tuple[int, str, AnyEvent]]:
            return events.read(connection, board, after)

        return await self._store.read(work, one=True)

    async def since(self, board: str, seq: int) -> Since | None:
        """What follows on event ``seq``, and what now lies beside the log."""

        def work(connection: Connection) -> Since | None:
            row = connection.execute(
                select(_b.head, _b.mark, _b.access).where(_b.board_id == board)
            ).first()
            if row is None:
                return None
            return Since(
                head=Head(*row),
                tail=events.read(connection, board, seq - 1),
                box=traces.box(connection, board),
                salts=_salts(connection, board),
            )

        return await self._store.read(work)

    async def moved(self, board: str, seq: int) -> Moved | None:
        """As ``since``, without what lies beside the log: one statement, so one moment."""

        def work(connection: Connection) -> Moved | None:
            rows = connection.execute(_stands_and_since, {"board": board, "after": seq - 1}).all()
            if not rows:
                return None
            found = [row[3:] for row in rows if row[3] is not None]
            return Moved(Head(*rows[0][:3]), events.decoded(board, seq - 1, found))

        return await self._store.read(work, one=True)

    async def mark_at(self, board: str, seq: int) -> str | None:
        """The mark of one event, to tell whether a client's position is of this log."""

        def work(connection: Connection) -> str | None:
            return connection.execute(
                select(_e.mark).where(_e.board_id == board, _e.seq == seq)
            ).scalar()

        return await self._store.read(work, one=True)

    async def heads(self, boards: Sequence[str]) -> dict[str, Head]:
        def work(connection: Connection) -> dict[str, Head]:
            rows = connection.execute(_heads, {"boards": list(boards)})
            return {board: Head(head, mark, access) for board, head, mark, access in rows}

        return await self._store.read(work, one=True) if boards else {}

    async def try_writing(self) -> None:
        """Writes and takes away again: returns when the log can be appended to."""
        # As much as an append may need, and nothing that packs: a full disk has room for less.
        name, much = new_mark(), secrets.token_bytes(64 * 1024)

        def work(connection: Connection) -> None:
            connection.execute(insert(t.format_table).values(sha256=name, bytes=much))
            connection.execute(delete(t.format_table).where(t.format_table.c.sha256 == name))

        await self._store.write(work)

    async def give_salt(self, board: str) -> None:
        """After a restore a board may have none; one that it has stays."""

        def work(connection: Connection) -> None:
            traces.give_salt(connection, board)

        await self._store.write(work)

    async def salts(self, board: str) -> Salts:
        """Read again after an append that drew or dropped a salt."""

        def work(connection: Connection) -> Salts:
            return _salts(connection, board)

        return await self._store.read(work, one=True)

    async def outboxes(self, board: str, marks: Collection[str]) -> dict[str, OutboxRow]:
        """The rows under these marks, as far as there are any."""
        wanted = {"board": board, "marks": list(marks)}

        def work(connection: Connection) -> dict[str, OutboxRow]:
            return {row.outbox: OutboxRow(*row) for row in connection.execute(_outboxes, wanted)}

        return await self._store.read(work, one=True) if marks else {}

    @asynccontextmanager
    async def held(self, board: str) -> AsyncIterator["Log"]:
        """A log that no other writer can move this board in until its first append,
        which therefore cannot lose; or else until the end. Waits for who holds it now.

        An append that was lost sight of is such a writer: whoever then holds the
        board finds in the log what became of it.
        """

        stands: Head | None = None

        def lock(connection: Connection) -> None:
            nonlocal stands
            stands = hold(connection, board)

        async with self._store.held(lock) as store:
            yield self if store is self._store else Log(store, stands)

    async def bus_key(self) -> bytes:
        """What messages between servers are signed with: drawn once, for all of them."""
        name, drawn = {"name": BUS_KEY}, secrets.token_bytes(32)
        query = select(t.secret.c.value).where(t.secret.c.name == BUS_KEY)

        def read(connection: Connection) -> bytes | None:
            return connection.execute(query).scalar()

        def draw(connection: Connection) -> bytes | None:
            connection.execute(_put_secret.on(connection), {**name, "value": drawn})
            return read(connection)

        key = await self._store.read(read) or await self._store.write(draw)
        assert key is not None
        return key

    async def revoke_access(self, board: str) -> None:
        """Raises ``access``: what was decided with the old access can no longer commit."""

        def work(connection: Connection) -> None:
            raise_access(connection, board)

        await self._store.write(work)


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
