"""What each tab was answered last, so that a command sent again happens once.

A row is written with what the command did, in one transaction, and found again
by a mark that only this server can make: whoever reads the database cannot
tell whose tab a row is. What is secret, a ballot or a card without a sender,
has a row of its own under another mark, or else the next signed card of that
tab would say who it was.
"""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable

from msgspec import Struct

from board import Board
from board.commands import (
    AdoptCard,
    AnyCommand,
    DropAdoption,
    EditCard,
    PostCard,
    PutBallot,
    SayUnclear,
    SuggestCluster,
    WithdrawCard,
)
from board.types import Actor, Keys
from server.store.log import OutboxRow

REMEMBERED = 4096
"""So many rows are kept at hand; the others are read again when they are asked for."""

Fetch = Callable[[Collection[str]], Awaitable[dict[str, OutboxRow]]]


class Ticket(Struct, frozen=True):
    """Under which marks one command's outbox keeps its rows."""

    open: str
    secret: str
    n: int
    digest: bytes
    """Empty: its key is gone, so one cannot tell any more what it was."""


class Outboxes:
    def __init__(self, key: bytes, fetch: Fetch) -> None:
        self.key = key
        self.fetch = fetch
        self._rows: OrderedDict[str, OutboxRow | None] = OrderedDict()
        self._marks: dict[str, tuple[str, str]] = {}

    def ticket(
        self, actor: Actor, outbox: str, n: int, command: AnyCommand, canonical: bytes, keys: Keys
    ) -> Ticket:
        # By seat, so that whoever guesses another's outbox is answered nothing of it.
        who = f"{actor.seat or ''} {outbox}"
        # A ballot has few possible contents: its digest must die with its round.
        key = keys.rounds.get(command.round) if isinstance(command, PutBallot) else self.key
        # With the number, so that two equal commands do not look equal.
        digest = _keyed(key, f"digest {who} {n} ".encode() + canonical) if key else b""
        return Ticket(*self._marks_of(who), n, digest)

    async def prepare(self, tickets: Iterable[Ticket]) -> None:
        """Reads the rows these may have, so that ``held`` need not wait."""
        wanted = dict.fromkeys(mark for ticket in tickets for mark in _marks(ticket))
        unread = [mark for mark in wanted if mark not in self._rows]
        if unread:
            found = await self.fetch(unread)
            self._rows.update((mark, found.get(mark)) for mark in unread)
        for mark in wanted:
            self._rows.move_to_end(mark)

    def held(self, mark: str) -> OutboxRow | None:
        return self._rows[mark]

    def answered(self, ticket: Ticket) -> bytes | str | None:
        return answered(ticket, self.held)

    def keep(self, rows: Iterable[OutboxRow]) -> None:
        """These are committed now."""
        for row in rows:
            self._rows[row.outbox] = row
            self._rows.move_to_end(row.outbox)
        while len(self._rows) > REMEMBERED:
            self._rows.popitem(last=False)

    def forget(self, tickets: Iterable[Ticket] | None = None) -> None:
        """Another room of this board may have answered these in the meantime; or any."""
        if tickets is None:
            self._rows.clear()
            return
        for ticket in tickets:
            for mark in _marks(ticket):
                self._rows.pop(mark, None)

    def _marks_of(self, who: str) -> tuple[str, str]:
        marks = self._marks.get(who)
        if marks is None:
            if len(self._marks) >= REMEMBERED:
                self._marks.clear()
            marks = self._marks[who] = self._mark(f"open {who}"), self._mark(f"secret {who}")
        return marks

    def _mark(self, what: str) -> str:
        return _keyed(self.key, what.encode())[:16].hex()


def answered(ticket: Ticket, held: Callable[[str], OutboxRow | None]) -> bytes | str | None:
    """The answer given before, or the code of a refusal, or none: decide it now."""
    rows = [row for mark in _marks(ticket) if (row := held(mark)) is not None]
    for row in rows:
        if row.n == ticket.n:
            same = not ticket.digest or hmac.compare_digest(row.digest, ticket.digest)
            return row.answer if same else "id_reused"
    return "stale" if any(row.n > ticket.n for row in rows) else None


def is_secret(command: AnyCommand, board: Board) -> bool:
    """Whether no one may ever tell whose command this was.

    For one command it is always the same, also when its card is gone by now.
    """
    match command:
        case PutBallot() | AdoptCard() | DropAdoption() | SuggestCluster() | SayUnclear():
            return True
        case PostCard():
            kind = board.format.kind(command.kind)
            return command.anonymous or (kind is not None and kind.sender == "anonymous")
        case EditCard() | WithdrawCard():
            card = board.cards.get(command.card)
            return card is not None and card.anonymous
    return False


def _marks(ticket: Ticket) -> tuple[str, str]:
    return ticket.open, ticket.secret


def _keyed(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)
