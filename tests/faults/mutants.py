"""Servers with one mistake each, of the kind that is really made: the checker must find every one.

A mutant is planted when a server process begins, by ``tests.faults.mutant``, and
changes one thing in the real server. Nothing here is ever imported by it.
"""

import hmac
from collections.abc import Iterable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from board.messages import Ack, No
from board.rows import Ballot, Box, PutBallotRow, Row
from board.types import Audience
from server.live import batch, bus_wire, fanout, hub, ledger, outboxes, own, room, stream, telling
from server.store import log
from server.store.faults import StoreFault, Unknown
from server.store.log import Head
from tests.faults import leaks, slips
from tests.faults.mutation import ALL, instead, mutant

__all__ = ["ALL", "leaks", "slips"]

CHURN, STORM, STOPPED = "churn", "storm", "stopped"
FULL, PUT_BACK, REVOKED = "full", "put_back", "revoked"
LIES, GONE, CUT = "redis_lies", "redis_gone", "commit_cut"


@mutant("acknowledges before it is committed", STOPPED, "C1", "C2", "C10")
def acknowledge_before_commit() -> None:
    append = ledger.Ledger.append
    decide = ledger.Ledger.decide
    said: dict[int, list[Any]] = {}

    async def decide_and_keep(self: Any, *given: Any) -> Any:
        decided, answers = await decide(self, *given)
        said[id(decided)] = answers
        return decided, answers

    async def answer_first(self: Any, decided: Any) -> Any:
        for one, given in said.pop(id(decided), []):
            if isinstance(given.answer, Ack) and one.outbox:
                one.answer(given.answer)
        return await append(self, decided)

    instead(ledger.Ledger, "decide", decide_and_keep)
    instead(ledger.Ledger, "append", answer_first)


@mutant("shows what is not committed yet", STOPPED, "C6", "C7")
def tell_before_commit() -> None:
    append = ledger.Ledger.append

    async def tell_first(self: Any, decided: Any) -> Any:
        if decided.changes:
            state = self.state
            head = Head(decided.board.seq, "0" * 16, state.head.access)
            self.state = replace(state, head=head, board=decided.board)
            for one in _rooms:
                if one.ledger is self:
                    one.telling.changed(state, decided.changes, decided.seats)
                    one.telling.fanout.flush()
            self.state = state
        return await append(self, decided)

    instead(ledger.Ledger, "append", tell_first)
    begin = room.Room.__init__

    def remember(self: Any, *given: Any) -> None:
        begin(self, *given)
        _rooms.append(self)

    instead(room.Room, "__init__", remember)


_rooms: list[Any] = []


@mutant("has no outbox: what is sent again is done again", CHURN, "C3")
def no_outbox() -> None:
    take = batch.Batch.take

    def forget(self: Any, asked: Any, world: Any) -> Any:
        return take(self, replace(asked, ticket=None), world)

    instead(batch.Batch, "take", forget)


@mutant("answers again with where the board stands now", CHURN, "C1", "C5")
def answer_again_with_the_head() -> None:
    first = outboxes.answered

    def answered(ticket: Any, held: Any) -> Any:
        given = first(ticket, held)
        return "again" if isinstance(given, bytes) else given

    take = batch.Batch.take

    def take_again(self: Any, asked: Any, world: Any) -> Any:
        given = take(self, asked, world)
        if given.code == "again":
            return batch.Answered(Ack(asked.n, self.board.seq), "again", given.secret)
        return given

    instead(batch, "answered", answered)
    instead(batch.Batch, "take", take_again)


@mutant("skips one frame of those that were missed", CHURN, "C6", "C7")
def skip_one_on_resume() -> None:
    after = stream.Stream.after

    def all_but_one(self: Any, seq: int) -> Any:
        missed = after(self, seq)
        return missed[1:] if missed else missed

    instead(stream.Stream, "after", all_but_one)


@mutant("says of missed frames that they follow where they do not", CHURN, "C5", "C7")
def glue_over_a_gap() -> None:
    after = stream.Stream.after

    def glued(self: Any, seq: int) -> Any:
        missed = after(self, seq)
        if missed and len(missed) > 1:
            last = self._ring[-1]
            return stream._patch(seq, last.position, last.set)
        return missed

    instead(stream.Stream, "after", glued)


@mutant("reads the position after the state it draws", CHURN, "C5", "C7")
def position_after_state() -> None:
    changed = telling.Telling.changed

    def keep_old_views(self: Any, *given: Any) -> None:
        drawn = {one: self.view_bytes(one) for one in (Audience.PARTNER, Audience.WHOLE)}
        state, self.state = self.state, lambda: given[0]
        self._views.clear()
        drawn = {one: self.view_bytes(one) for one in Audience if one is not Audience.RECORD}
        self.state = state
        changed(self, *given)
        self._views.update(drawn)

    instead(telling.Telling, "changed", keep_old_views)


@mutant("gives one's own part as it was drawn the time before", CHURN, "C11")
def own_part_from_before() -> None:
    part = own.Own.part
    kept: dict[tuple[int, str], Any] = {}

    def of_before(self: Any, seat: Any) -> Any:
        drawn = part(self, seat)
        before = kept.get((id(self), seat), drawn)
        kept[id(self), seat] = drawn
        return before

    instead(own.Own, "part", of_before)


@mutant("counts cards on the board from before the append", STORM, "C9")
def budget_beside_the_append() -> None:
    cards = import_module("board.decide.cards")
    take, left = batch.Batch.take, cards._left
    began: dict[str, Any] = {}

    def from_the_beginning(self: Any, asked: Any, world: Any) -> Any:
        if not self.changes:
            began["board"] = self.board
        return take(self, asked, world)

    instead(batch.Batch, "take", from_the_beginning)
    instead(cards, "_left", lambda board, *more: left(began.get("board", board), *more))


@mutant("counts the place in the log in memory", CHURN, "C1", "C5")
def seq_from_memory() -> None:
    decide = batch.Batch._decide
    counted: dict[str, int] = {}

    def count(self: Any, asked: Any, world: Any) -> Any:
        begun = counted.setdefault(self.board.id, self.board.seq)
        answer = decide(self, asked, world)
        if isinstance(answer, Ack):
            counted[self.board.id] = begun + 1
            return replace(answer, seq=begun + 1)
        return answer

    instead(batch.Batch, "_decide", count)


@mutant("counts a ballot that replaces another as one more", CHURN, "C8")
def ballot_counted_twice() -> None:
    take = Box.take

    def keep_both(self: Box, row: Row) -> Box:
        if isinstance(row, PutBallotRow) and row.ballot.voter in self.rounds.get(row.round, {}):
            ballot: Ballot = row.ballot
            again = replace(ballot, voter=f"{ballot.voter}+{len(self.rounds[row.round])}")
            return take(self, PutBallotRow(row.round, again))
        return take(self, row)

    instead(Box, "take", keep_both)


@mutant("loses a ballot that came with others", CHURN, "C8")
def ballot_lost() -> None:
    take = Box.take
    count = iter(range(1_000_000))

    def now_and_then_not(self: Box, row: Row) -> Box:
        if isinstance(row, PutBallotRow) and next(count) % 4 == 3:
            return self
        return take(self, row)

    instead(Box, "take", now_and_then_not)


@mutant("does not look at the mark of a position", PUT_BACK, "C6", "C7")
def no_mark_check() -> None:
    def since(self: Any, channel: Any, known: Any) -> Any:
        if known is None:
            return None
        if known.seq > channel.position.seq:
            self._flush(channel)
        return channel.after(known.seq)

    instead(fanout.Fanout, "_since", since)


@mutant("does not ask again whether someone may be here", REVOKED, "C12")
def access_not_asked_again() -> None:
    async def all_stay(left: Any) -> Any:
        return left

    async def none_goes(member: Any) -> None:
        return

    instead(room, "standing", all_stay)
    instead(room, "_dismiss", none_goes)


@mutant("lets everyone lead", CHURN, "C12")
def no_permissions() -> None:
    instead(import_module("board.decide"), "permitted", lambda actor, command: None)


@mutant("takes a ballot that has more dots than its voter", CHURN, "C8")
def no_budget() -> None:
    import_module("board.methods")._VALID["dots"] = lambda answer, dots, most: answer


@mutant("answers what failed to be written as done", FULL, "C1", "C4", "C5")
def failure_taken_for_success() -> None:
    append = ledger.Ledger.append

    async def optimist(self: Any, decided: Any) -> Any:
        try:
            outcome = await append(self, decided)
        except StoreFault:
            return self.state.head
        return self.state.head if isinstance(outcome, Unknown) else outcome

    instead(ledger.Ledger, "append", optimist)


@mutant("sends what changed to some of the room only", CHURN, "C6", "C7")
def some_are_left_out() -> None:
    flush = fanout.Fanout._flush
    count = iter(range(1_000_000))

    def forget_one(self: Any, channel: Any) -> None:
        left_out: Iterable[Any] = ()
        if channel.live and next(count) % 20 == 19:
            left_out = {next(iter(channel.live))}
            channel.live.difference_update(left_out)
        flush(self, channel)
        channel.live.update(left_out)

    instead(fanout.Fanout, "_flush", forget_one)


# Of several servers


@mutant("takes over what it hears without looking at the log", LIES, "C5", "C6", "C7", servers=2)
def hearsay() -> None:
    take = ledger.Ledger.take
    instead(ledger.Ledger, "take", lambda self, it: take(self, replace(it, before=self.position)))


@mutant("believes what is not signed", LIES, "C5", "C6", "C7", servers=2)
def no_signature() -> None:
    instead(bus_wire.Seal, "_signature", lambda self, signed: _Any(b"=" * bus_wire.SIGNATURE))
    digest = SimpleNamespace(digest=hmac.digest, compare_digest=lambda one, other: True)
    instead(bus_wire, "hmac", digest)


class _Any(bytes):
    """A signature that is no use to anyone."""


@mutant("checks what it decided on before the transaction, not in it", STORM, "C4", "C5", "C6",
        "C9", servers=2)  # fmt: skip
def no_head_check() -> None:
    append = log.Log.append

    async def append_anyhow(self: Any, wanted: Any) -> Any:
        head = (await self.heads([wanted.board]))[wanted.board]
        return await append(self, replace(wanted, expected=head))

    instead(log.Log, "append", append_anyhow)


@mutant("gives the answers of the try that lost", STORM, "C1", "C5", servers=2)
def answers_of_the_first_try() -> None:
    decide = ledger.Ledger.decide
    said: dict[int, Any] = {}

    async def decide_once(self: Any, waiting: Any, *more: Any) -> Any:
        decided, answers = await decide(self, waiting, *more)
        return decided, [(one, said.setdefault(id(one), (one, it))[1]) for one, it in answers]

    instead(ledger.Ledger, "decide", decide_once)


@mutant("never looks at the log by itself", GONE, "C7", servers=2)
def never_polls() -> None:
    async def look_away(self: Any) -> None:
        return

    instead(hub.Hub, "poll", look_away)


@mutant("takes a commit of which nobody knows for done", CUT, "C1", "C4", "C5", servers=2)
def unknown_taken_for_yes() -> None:
    append = ledger.Ledger.append

    async def optimist(self: Any, decided: Any) -> Any:
        outcome = await append(self, decided)
        if isinstance(outcome, Unknown):
            self.doubt = True
            return self.state.head
        return outcome

    instead(ledger.Ledger, "append", optimist)


@mutant("refuses for good what may have been done", CUT, "C2", servers=2)
def unknown_taken_for_no() -> None:
    async def pessimist(self: Any, left: Any, answers: Any) -> Any:
        self.ledger.doubt = True
        return self._answer(
            left,
            [(one, batch.Answered(No(one.n, "internal"), "internal", True)) for one, _ in answers],
        )

    instead(room.Room, "_settle", pessimist)
