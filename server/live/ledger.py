"""A board in step with its log: what is decided is appended, what others appended is read.

``state`` is always committed, and moves only here. In ``doubt`` the log may
hold more than is known; then nothing is decided until it was read.
"""

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from time import perf_counter

from msgspec import Struct, field

from board.messages import Position
from board.rows import DropBox, DropTraces, OpenBox, RenewSalt
from board.types import BoardId, Keys
from server import metrics
from server.ids import new_mark
from server.live.batch import Answered, Asked, Batch, World
from server.live.bus import Published
from server.live.committed import (
    Committed,
    Followed,
    MakeKeys,
    alone,
    read_on,
    steps,
)
from server.live.outboxes import Outboxes, Ticket
from server.live.vitals import Vitals
from server.live.waiting import Waiting
from server.store.faults import Poisoned, StoreFault, Unavailable, Unknown
from server.store.log import Append, Conflict, Head, Log

Answers = list[tuple[Waiting, Answered]]


READING_ON = 8
"""So many rooms read on from the log at once: when a bus comes back all of them want to."""


class Parts(Struct, frozen=True):
    """What decisions and appends need."""

    log: Log
    make_keys: MakeKeys
    outbox_key: bytes
    world: World
    vitals: Vitals = field(default_factory=Vitals)
    crowd_key: bytes = b""
    """For the marks by which servers count a seat once."""
    reading_on: Semaphore = field(default_factory=lambda: Semaphore(READING_ON))


class Ledger:
    def __init__(self, state: Committed, parts: Parts) -> None:
        self.state = state
        self.parts = parts
        self.doubt = False
        self._held: Log | None = None
        self._decided: list[Ticket] = []
        self._outboxes = Outboxes(parts.outbox_key, lambda marks: self.log.outboxes(self.id, marks))

    @property
    def id(self) -> BoardId:
        return self.state.board.id

    @property
    def position(self) -> Position:
        return self.state.position

    @property
    def log(self) -> Log:
        return self._held or self.parts.log

    @property
    def level(self) -> bool:
        """Whether it is known, while the board is held, that nobody has appended more."""
        return self._held is not None and self._held.stands == self.state.head

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """No other server can append to this board meanwhile, until this one has."""
        if self._held:
            yield
            return
        async with self.parts.log.held(self.id) as log:
            self._held = log
            try:
                yield
            finally:
                self._held = None

    # Deciding and appending

    async def decide(
        self, waiting: list[Waiting], organisations: dict[str, str], kinds: dict[str, str]
    ) -> tuple[Batch, Answers]:
        """As many of these as go in one append, with the answers they get after it."""
        tickets = await self._tickets(waiting)
        self._decided = [ticket for ticket in tickets if ticket is not None]
        state = self.state
        batch = Batch(
            board=state.board,
            box=state.box,
            keys=state.keys,
            organisations=organisations,
            kinds=kinds,
            held=self._outboxes.held,
        )
        answers: Answers = []
        for one, ticket in zip(waiting, tickets, strict=True):
            asked = Asked(one.actor, one.command, one.visit, one.n, ticket)
            answers.append((one, batch.take(asked, self.parts.world)))
            if batch.full:
                break
        return batch, answers

    async def append(self, batch: Batch) -> Head | Conflict | Unknown | Poisoned:
        """Raises Unavailable: nothing was written."""
        if batch.empty:
            return self.state.head
        wanted = Append(
            board=self.id,
            expected=self.state.head,
            mark=new_mark(),
            events=tuple(change.event for change in batch.changes),
            rows=tuple(batch.rows),
            outbox=tuple(batch.outbox.values()),
            snapshots=tuple(batch.snapshots),
        )
        vitals = self.parts.vitals
        began = perf_counter()
        try:
            outcome = await self.log.append(wanted)
        except Poisoned as fault:
            return fault
        except Unknown as fault:
            metrics.UNKNOWN_COMMITS.inc()
            vitals.failed()
            return fault
        except Unavailable:
            vitals.failed()
            raise
        if isinstance(outcome, Head):
            metrics.COMMIT_SECONDS.observe(perf_counter() - began)
            vitals.saved()
        else:
            metrics.CONFLICTS.inc()
            # It may be that another room has answered for one of these tabs.
            self._outboxes.forget(self._decided)
        return outcome

    async def commit(self, batch: Batch, head: Head) -> None:
        """The batch was appended: it is what the board is now."""
        keys = await self._keys_after(batch)
        rows = list(batch.outbox.values())
        if any(isinstance(row, DropTraces) for row in batch.rows):
            # What closed the session took all traces along, but for its own answer.
            self._outboxes.forget()
            rows = rows[-1:]
        self._outboxes.keep(rows)
        self.state = Committed(head, batch.board, batch.box, keys)

    async def first_answers(self, waiting: list[Waiting]) -> list[bytes | None]:
        """The answers these were given according to the log, if it has them."""
        tickets = await self._tickets(waiting)
        first = [ticket and self._outboxes.answered(ticket) for ticket in tickets]
        return [answer if isinstance(answer, bytes) else None for answer in first]

    async def _tickets(self, waiting: list[Waiting]) -> list[Ticket | None]:
        keys = self.state.keys
        tickets = [
            self._outboxes.ticket(one.actor, one.outbox, one.n, one.command, one.canonical, keys)
            if one.outbox
            else None
            for one in waiting
        ]
        await self._outboxes.prepare(ticket for ticket in tickets if ticket is not None)
        return tickets

    async def _keys_after(self, batch: Batch) -> Keys:
        keys = self.state.keys
        if any(isinstance(row, OpenBox | RenewSalt) for row in batch.rows):
            try:
                keys = self.parts.make_keys(await self.log.salts(self.id))
            except StoreFault:
                # It is committed all the same; the keys are read before the next decision.
                self.doubt = True
        for row in batch.rows:
            if isinstance(row, DropBox):
                kept = {id: key for id, key in keys.rounds.items() if id != row.round}
                keys = Keys(board=keys.board, rounds=kept)
            elif isinstance(row, DropTraces):
                keys = Keys()
        return keys

    # Following what others appended

    def take(self, message: Published) -> Followed | None:
        """Goes on by a message of another room; None: it does not follow, or not alone."""
        if self.doubt or message.events is None or message.before != self.position:
            return None
        if not alone(message.events):
            return None
        changes = steps(self.state.board, list(message.events))
        head = Head(message.position.seq, message.position.mark, self.state.head.access)
        board = changes[-1].after if changes else self.state.board
        # What tabs were answered is not forgotten: the append puts no number under a mark that
        # has it already, and a command has the same mark everywhere (``is_secret``).
        self.state = Committed(head, board, self.state.box, self.state.keys)
        return Followed(self.state, changes)

    async def read(self) -> Followed:
        """Goes on by the log. Raises NoBoard, or the faults of the store."""
        if self.doubt:
            # An append that was lost sight of must have ended before the reading.
            async with self.held():
                return await self._read()
        async with nullcontext() if self._held else self.parts.reading_on:
            return await self._read()

    async def _read(self) -> Followed:
        before = self.state
        followed = await read_on(self.log, before, self.parts.make_keys, whole=self.doubt)
        changes = followed.changes
        if self.doubt or changes is None or not alone(change.event for change in changes):
            # Another room may have answered for a tab that this one knows, or all traces have
            # gone. Otherwise it is as in ``take``.
            self._outboxes.forget()
        self.doubt = False
        self.state = followed.state
        return followed
