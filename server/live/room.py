"""One live board in this process: one queue, one task, one command after another.

What waits is decided together and written in one append; only then is anyone
answered. So under load the batches grow by themselves, and what is said to be
saved is saved. When it is busy it waits until its people may be told again, so
that many commands share one append and one frame; see ``pace``. Nothing here is
the truth: that is the log. Whenever there is doubt, the room reads on from
there before it decides anything more.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext
from time import perf_counter

import msgspec

from board import Board
from board.commands import AnyCommand
from board.messages import Ack, Close, Do, Names, No, Position
from board.types import Actor, Audience, BoardId, SeatId
from server.ids import new_id
from server.live.batch import Answered, Batch, Change, traced
from server.live.bus import Bus, Published
from server.live.committed import Committed, Followed, NoBoard
from server.live.frames import canonical
from server.live.ledger import Answers, Ledger, Parts
from server.live.pace import Gate
from server.live.telling import Member, Telling
from server.live.waiting import (
    AT_ONCE,
    Answer,
    Queue,
    Stands,
    Waiting,
    came,
    cannot_be_read,
    into,
    standing,
)
from server.metrics import COMMANDS, LOG_READS
from server.store.faults import StoreFault, Unavailable, Unknown, Unreadable
from server.store.log import Conflict, Head

TRIES = 8
"""So often a batch may lose to other writers before it is given back."""
SLOW = 0.5
"""Seconds after which an answer is worth a line in the log."""
HEARD = 256
"""So many messages of other rooms may wait; over that the log is read instead."""

log = logging.getLogger(__name__)


class Room:
    def __init__(
        self, state: Committed, parts: Parts, bus: Bus, gone: Callable[["Room"], None]
    ) -> None:
        """``gone`` is called when this room can no longer serve its board."""
        self.name = new_id()
        self.frozen = False
        self.ledger = Ledger(state, parts)
        loop = asyncio.get_running_loop()
        self.telling = Telling(
            lambda: self.ledger.state, parts.world.now, loop.time, loop.call_later, parts.crowd_key
        )
        self.adopted: Callable[[list[Change] | None], None] = lambda _: None
        """Called with what others have appended, once this room has taken it over."""
        self.kinds: dict[str, str] = {}
        """What kind of organisation each is, by id: nobody in the room is told."""
        self._bus = bus
        self._gone = gone
        self._queue = Queue()
        self._heard: deque[Published] = deque(maxlen=HEARD)
        self._behind = False
        self._busy = False
        self._closing = False
        self._wake = asyncio.Event()
        self._gate = Gate(loop.call_later, self._wake.set)
        self._level: list[asyncio.Future[None]] = []
        self._task = asyncio.create_task(self._work())

    # What others read: always committed

    @property
    def id(self) -> BoardId:
        return self.ledger.id

    @property
    def board(self) -> Board:
        return self.ledger.state.board

    @property
    def position(self) -> Position:
        return self.ledger.position

    @property
    def access(self) -> int:
        """How often someone's access was taken back, as far as this room knows."""
        return self.ledger.state.head.access

    @property
    def names(self) -> Names:
        return self.telling.names

    @property
    def idle(self) -> bool:
        return not (self.telling.members or self._queue or self._busy)

    def view_bytes(self, audience: Audience) -> bytes:
        """The whole view as JSON, at ``position``."""
        return self.telling.view_bytes(audience)

    def mine_bytes(self, seat: SeatId) -> bytes | None:
        """The personal part as JSON; None for a seat that is not on the board."""
        return self.telling.own.part(seat)

    # What others ask

    async def submit(self, actor: Actor, do: Do, stands: Stands | None = None) -> Ack | No:
        """Carries out the command once; what the answer says is committed."""
        future: asyncio.Future[Ack | No] = asyncio.get_running_loop().create_future()
        self.ask(actor, do, into(future), stands)
        return await future

    def ask(self, actor: Actor, do: Do, answer: Answer, stands: Stands | None = None) -> None:
        """As ``submit``; ``answer`` is called before anyone else hears of it."""
        written = canonical(do.command)
        if written is None:
            answer(No(n=do.n, code="bad_frame"))
            return
        self._enqueue(
            Waiting(
                actor=actor,
                command=do.command,
                canonical=written,
                answer=answer,
                stands=stands,
                since=perf_counter(),
                visit=do.visit,
                outbox=do.outbox,
                n=do.n,
            )
        )

    async def carry_out(self, actor: Actor, command: AnyCommand) -> Ack | No:
        """A command of the server's own, such as seating someone at the door."""
        future: asyncio.Future[Ack | No] = asyncio.get_running_loop().create_future()
        self._enqueue(Waiting(actor, command, b"", into(future), None, perf_counter()))
        return await future

    def heard(self, message: Published) -> None:
        """What another room of this board has appended."""
        if message.room != self.name:
            self._heard.append(message)
            self._wake.set()

    def polled(self, head: Head | None) -> None:
        """Where the log stands. While it works, the room finds that out by itself."""
        if not self._busy and head != self.ledger.state.head:
            self._behind = True
            self._wake.set()

    async def level(self) -> None:
        """Returns when all that the log had when this was called has been read.

        Raises Unavailable where it cannot be: who knows more must not be shown less.
        """
        if self.frozen or self._closing:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._level.append(future)
        self._behind = True
        self._wake.set()
        await future

    async def close(self) -> None:
        """Carries out what waits, then stops; what comes after this is given back."""
        self._closing = True
        self._wake.set()
        # Who gives up waiting does not end it in the midst of an append.
        await asyncio.shield(self._task)

    # The task

    def _enqueue(self, one: Waiting) -> None:
        if self.frozen or self._closing or not self._queue.put(one):
            one.give_back()
        if self._hurried or not self._gate.shut:
            self._wake.set()

    @property
    def _hurried(self) -> bool:
        return self._closing or len(self._queue) >= AT_ONCE

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._busy = True
            while not self.frozen and (self._queue or self._heard or self._behind):
                try:
                    if self._heard or self._behind:
                        await self._follow()
                    elif not self._hurried and self._gate.holds(self.telling.fanout.wait):
                        break
                    else:
                        self._gate.reset()
                        await self._carry_out(self._queue.take())
                except StoreFault as fault:
                    log.warning("board %s: the log cannot be reached: %s", self.id, fault)
                    self._give_back()
                except Exception as fault:  # noqa: BLE001 - one board's mistake is no other's
                    # What is committed stands, but perhaps not everyone was told of it.
                    log.error("board %s: a mistake in the room: %s", self.id, traced(fault))
                    self.ledger.doubt = True
                    self._give_back()
                    self.telling.close(Close.SERVER_ERROR)
            self._busy = False
            if self._closing or self.frozen:
                return

    async def _carry_out(self, left: list[Waiting]) -> None:
        """All of these get their answer, in as many appends as that takes."""
        tries, most = 0, AT_ONCE
        try:
            while left:
                # Who lost once decides again where no other can write: that cannot lose.
                async with self.ledger.held() if tries else nullcontext():
                    if tries or self.ledger.doubt:
                        left = await self._level_with(left)
                    if not left:
                        break
                    names = self.names.organisations
                    batch, answers = await self.ledger.decide(left[:most], names, self.kinds)
                    outcome = await self.ledger.append(batch)
                if isinstance(outcome, Head):
                    before = self.ledger.state
                    await self.ledger.commit(batch, outcome)
                    with self.telling.fanout.gathering():
                        left = self._answer(left, answers)
                        self._tell(before, batch)
                    tries = 0
                elif isinstance(outcome, Conflict):
                    tries += 1
                    if tries == TRIES:
                        raise Unavailable(f"lost to other writers {TRIES} times")
                elif isinstance(outcome, Unknown):
                    log.warning("board %s: a commit may have failed: %s", self.id, outcome)
                    left = await self._settle(left, answers)
                elif len(answers) > 1:
                    # One of these cannot be written; alone it shows which.
                    most = 1
                else:
                    log.error("board %s: a command cannot be written: %s", self.id, outcome)
                    refusal = Answered(No(n=left[0].n, code="internal"), "internal", True)
                    left = self._answer(left, [(left[0], refusal)])
        except BaseException:
            for one in left:
                one.give_back()
            raise

    def _answer(self, left: list[Waiting], answers: Answers) -> list[Waiting]:
        for one, given in answers:
            try:
                one.answer(given.answer)
            except Exception as fault:  # noqa: BLE001 - the others must have theirs
                log.error("board %s: an answer got lost: %s", self.id, traced(fault))
            COMMANDS.labels(came(given.answer)).inc()
            self._note(one, given)
        return left[len(answers) :]

    def _note(self, one: Waiting, given: Answered) -> None:
        """A line for the slow ones only: it costs more than a decision. All are in the figures."""
        took = perf_counter() - one.since
        level = logging.INFO if took > SLOW else logging.DEBUG
        if not log.isEnabledFor(level):
            return
        if given.secret:
            # Not even where in the log: this line has a time, and that event has none.
            log.log(level, "board %s %s %.1f ms", self.id, given.code, took * 1000)
        else:
            seq = self.position.seq
            log.log(level, "board %s at %d %s %.1f ms", self.id, seq, given.code, took * 1000)

    def _tell(self, before: Committed, batch: Batch) -> None:
        if not batch.changes:
            return
        # First the others that may serve this board: telling one's own can fail.
        events = tuple(change.event for change in batch.changes)
        self._bus.publish(Published(self.id, self.name, before.position, self.position, events))
        self.telling.changed(before, batch.changes, batch.seats)

    # When the log has more than this room knows

    async def _level_with(self, left: list[Waiting]) -> list[Waiting]:
        """Another writer may have been first."""
        access = self.ledger.state.head.access
        # What the other has published since is often all there is.
        await self._follow()
        if not self.ledger.level:
            self._behind = True
            await self._follow()
        return await self._standing(left, access)

    async def _standing(self, left: list[Waiting], access: int) -> list[Waiting]:
        """What is appended now is appended with the access of now: who lost theirs is refused."""
        return left if self.ledger.state.head.access == access else await standing(left)

    async def _settle(self, left: list[Waiting], answers: Answers) -> list[Waiting]:
        """The commit itself failed, so these may be done or not. The log knows."""
        self.ledger.doubt = True
        decided, access = [one for one, _ in answers], self.ledger.state.head.access
        # The lost append may still be under way; whoever holds the board has seen it end.
        async with self.ledger.held():
            await self._follow()
            given = await self.ledger.first_answers(decided)
        found: Answers = []
        for one, first in zip(decided, given, strict=True):
            unsaid = No(n=one.n, code="unavailable", again=True)
            answer = unsaid if first is None else _first.decode(first)
            found.append((one, Answered(answer, "unknown", True)))
        return await self._standing(self._answer(left, found), access)

    async def _follow(self) -> None:
        """Takes over what others have appended, from the bus or else from the log."""
        waiting, self._level = self._level, []
        read = False
        try:
            while self._heard:
                message = self._heard.popleft()
                if message.position.seq <= self.position.seq:
                    continue
                before = self.ledger.state
                followed = None if self._behind else self.ledger.take(message)
                if followed is None:
                    self._behind = True
                else:
                    await self._adopt(before, followed)
            if self._behind or self.ledger.doubt:
                before = self.ledger.state
                LOG_READS.labels("doubt" if self.ledger.doubt else "behind").inc()
                # Before the reading: who asks from now on is not answered by it.
                self._behind = False
                followed = await self.ledger.read()
                await self._adopt(before, followed)
            read = True
        except (NoBoard, Unreadable) as fault:
            log.error("board %s cannot be read and is closed here: %s", self.id, fault)
            self._freeze()
            raise Unavailable("the board is closed here") from fault
        finally:
            for future in waiting:
                if read and not future.done():
                    future.set_result(None)
            if not read:
                cannot_be_read(waiting)

    async def _adopt(self, before: Committed, followed: Followed) -> None:
        if followed.changes != []:
            self.telling.changed(before, followed.changes, None)
            self.adopted(followed.changes)
        if followed.state.head.access != before.head.access:
            # Access was revoked from someone: each grant is asked for again.
            members = list(self.telling.members)
            await asyncio.gather(*(_dismiss(member) for member in members))
            self._queue.put_back(await standing(self._queue.take_all()))

    # When it cannot go on

    def _give_back(self) -> None:
        """The log cannot be reached; nobody is kept waiting for that."""
        self._behind = False
        self._heard.clear()
        for one in self._queue.take_all():
            one.give_back()
        level, self._level = self._level, []
        cannot_be_read(level)

    def _freeze(self) -> None:
        """A newer server wrote what this one cannot read: others may serve the board."""
        self.frozen = True
        self._give_back()
        self.telling.close(Close.COME_BACK)
        self._gone(self)


async def _dismiss(member: Member) -> None:
    try:
        stands = await member.stands()
    except StoreFault:
        member.close(Close.COME_BACK)
    else:
        if not stands:
            member.close(Close.NOT_ALLOWED)


_first: msgspec.json.Decoder[Ack | No] = msgspec.json.Decoder(Ack | No)
