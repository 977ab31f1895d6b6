"""Decides what waits, one command after another, on a working copy of the board.

Pure but for the time, the ids and the chance it is given: nothing is written
here, so a batch that loses to another writer is simply decided again.
"""

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import Struct, field

from board import Board, Context, Decision, Refusal, decide, evolve, snapshot_bytes
from board.commands import AnyCommand
from board.events import AnyEvent, SnapshotTaken
from board.messages import Ack, No
from board.rows import Box, DropTraces, OpenBox, RenewSalt, Row
from board.snapshot import closed_bytes, fingerprint
from board.types import Access, Actor, Keys, Limits, Millis, NewId, SeatId
from server.live.outboxes import Ticket, answered, is_secret
from server.store.log import OutboxRow
from server.store.snapshots import SnapshotRow

log = logging.getLogger(__name__)

LATER = frozenset({"unavailable"})
"""Codes of refusals that decide nothing: the same command may succeed later."""

WHO = {Access.LEAD: "facilitator", Access.SCRIBE: "scribe", Access.COACH: "coach"}
"""Who took a snapshot, as a function; never a person."""


class World(Struct, frozen=True):
    """All that a decision may not make up itself."""

    now: Callable[[], Millis]
    new_id: NewId
    chance: Callable[[], int]
    entering: Millis = Limits.ENTERING


class Asked(Struct, frozen=True):
    """One command that waits. ``visit`` None: whichever is open when it is decided."""

    actor: Actor
    command: AnyCommand
    visit: int | None
    n: int
    ticket: Ticket | None


class Change(Struct, frozen=True):
    """``by`` are the seats whose command it was; None: this process does not know."""

    before: Board
    event: AnyEvent
    after: Board
    by: frozenset[SeatId] | None = None


class Answered(Struct, frozen=True):
    answer: Ack | No
    code: str
    secret: bool


class Batch(Struct):
    """What the commands so far have come to: all of it, or nothing, is appended."""

    board: Board
    box: Box
    keys: Keys
    organisations: Mapping[str, str]
    """Names by id: whom one can be of, and what a snapshot keeps as they are now."""
    kinds: Mapping[str, str]
    """By id too, what kind of organisation each is; "" where nobody wrote it."""
    held: Callable[[str], OutboxRow | None]
    changes: list[Change] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    outbox: dict[str, OutboxRow] = field(default_factory=dict)
    snapshots: list[SnapshotRow] = field(default_factory=list)
    seats: set[SeatId] = field(default_factory=set)
    """Whose own commands these were: what they did shows in their personal part."""

    @property
    def empty(self) -> bool:
        return not (self.changes or self.outbox)

    @property
    def full(self) -> bool:
        """Whether it must be written before the next command can be decided.

        The keys for what comes after are drawn by the append itself; and what
        closes the session takes the traces of all before it along.
        """
        return any(isinstance(row, OpenBox | RenewSalt | DropTraces) for row in self.rows)

    def take(self, asked: Asked, world: World) -> Answered:
        """Decides one command; its answer holds once the batch is committed."""
        secret = is_secret(asked.command, self.board)
        ticket = asked.ticket
        if ticket is not None:
            match answered(ticket, self._held):
                case bytes(first):
                    return Answered(_answers.decode(first), "again", secret)
                case str(code):
                    return Answered(No(n=asked.n, code=code), code, secret)
        answer = self._decide(asked, world)
        code = answer.code if isinstance(answer, No) else ""
        if ticket is not None and code not in LATER:
            mark = ticket.secret if secret else ticket.open
            # Put at the end, also when this tab had one in the same batch.
            self.outbox.pop(mark, None)
            self.outbox[mark] = OutboxRow(
                outbox=mark,
                n=ticket.n,
                digest=ticket.digest,
                answer=msgspec.json.encode(answer),
            )
        return Answered(answer, code or "saved", secret)

    def _held(self, mark: str) -> OutboxRow | None:
        return self.outbox.get(mark) or self.held(mark)

    def _decide(self, asked: Asked, world: World) -> Ack | No:
        context = Context(
            actor=asked.actor,
            visit=self.board.visit if asked.visit is None else asked.visit,
            now=world.now(),
            new_id=world.new_id,
            chance=world.chance(),
            keys=self.keys,
            box=self.box,
            organisations=self.organisations,
            entering=world.entering,
        )
        try:
            decision = decide(self.board, asked.command, context)
            if isinstance(decision, Refusal):
                return refused(asked.n, decision)
            by = frozenset(
                seat
                for seat in (asked.actor.seat, getattr(asked.command, "for_seat", None))
                if seat is not None
            )
            self._accept(asked.actor, by, decision)
        except Exception as fault:  # noqa: BLE001 - that one goes, the room goes on
            log.error("board %s at %s: a command failed: %s", *self._place, traced(fault))
            return No(n=asked.n, code="internal")
        self.seats |= by
        return Ack(n=asked.n, seq=self.board.seq, made=decision.made)

    def _accept(self, actor: Actor, by: frozenset[SeatId], decision: Decision) -> None:
        """Takes the decision in whole, or raises and leaves all as it was."""
        board, box = self.board, self.box
        changes: list[Change] = []
        snapshots: list[SnapshotRow] = []
        for event in as_stored(decision.events):
            after = evolve(board, event)
            changes.append(Change(board, event, after, by))
            board = after
            if isinstance(event, SnapshotTaken):
                snapshots.append(self._snapshot(board, event, actor))
        for row in decision.rows:
            box = box.take(row)
        self.board, self.box = board, box
        self.changes += changes
        self.rows += decision.rows
        self.snapshots += snapshots

    def _snapshot(self, board: Board, event: SnapshotTaken, actor: Actor) -> SnapshotRow:
        return snapshot_row(board, event, actor, self.organisations, self.kinds)

    @property
    def _place(self) -> tuple[str, int]:
        return self.board.id, self.board.seq


def refused(n: int, refusal: Refusal) -> No:
    return No(
        n=n,
        code=refusal.code,
        value=refusal.value,
        limit=refusal.limit,
        again=refusal.code in LATER,
    )


def traced(fault: BaseException) -> str:
    """Where it went wrong, without its words: those may quote a card or name a seat."""
    return f"{type(fault).__name__}\n" + "".join(traceback.format_tb(fault.__traceback__))


def as_stored(events: Sequence[AnyEvent]) -> list[AnyEvent]:
    """The events as they will be read back: what cannot be is found before it is written."""
    return [_events.decode(msgspec.json.encode(event)) for event in events]


def snapshot_row(
    board: Board,
    event: SnapshotTaken,
    actor: Actor,
    organisations: Mapping[str, str],
    kinds: Mapping[str, str],
) -> SnapshotRow:
    public = snapshot_bytes(
        board,
        moment=event.moment,
        label=event.label,
        at=event.at,
        names=dict(organisations),
        kinds=kinds,
    )
    closed = closed_bytes(board)
    return SnapshotRow(
        id=event.snapshot,
        board=board.id,
        seq=board.seq,
        moment=event.moment,
        label=event.label,
        at=event.at,
        by=WHO.get(actor.access, "server"),
        public=public,
        sha256=fingerprint(public),
        closed=closed,
        closed_sha256=None if closed is None else fingerprint(closed),
    )


_events: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_answers: msgspec.json.Decoder[Ack | No] = msgspec.json.Decoder(Ack | No)
