"""One seeded history: people, drops, other servers, revoked links and resends.

On the way and at the end every open page must show exactly what a page loaded
now would show, and every command sent again must get its first answer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

from board import commands as c
from board.messages import Ack, Do, Here, Look, No
from board.types import Access, Audience
from server.live.hub import Hub
from server.live.room import Room
from server.store import Kind
from tests.board.walk import act
from tests.server.hall import DOOR, Hall, Hand, Page


class Story:
    """Several servers on one log."""

    def __init__(self, hall: Hall, rng: Random) -> None:
        self.hall = hall
        self.rng = rng
        self.rooms: list[Room] = []
        self.hands: dict[str, Hand] = {}
        """By seat, and consoles by a name of their own."""
        self.pages: list[Page] = []
        self.told: dict[str, tuple[Hand, Do, Ack | No]] = {}
        """The last command of each outbox that was decided, and its answer."""

    async def begin(self) -> "Story":
        self.rooms = [await self.hall.room(hub) for hub in self.servers()]
        for name in ("console-1", "console-2"):
            self.hands[name] = await self.hall.console()
        self.hands["screen"] = await self.hall.screen()
        return self

    def servers(self) -> list[Hub]:
        return [self.hall.hub() for _ in range(2)]

    async def live(self, steps: int) -> None:
        for _ in range(steps):
            await self.step()
        for page in self.pages:
            if not page.wire.closed:
                await page.send(Here())
        await self.compare()
        events = [seq for seq, _, _ in await self.hall.log.tail(self.hall.board, 0)]
        assert events == list(range(1, len(events) + 1))

    async def step(self) -> None:
        chances: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (55, self.someone_acts),
            (4, self.several_act_at_once),
            (8, self.page_opens),
            (6, self.page_drops),
            (8, self.page_returns),
            (3, self.page_looks),
            (3, self.page_hides),
            (6, self.sends_again),
            (1, self.link_is_revoked),
            (10, self.time_passes),
            (3, self.compare),
        ]
        weights = [weight for weight, _ in chances]
        await self.rng.choices(chances, weights)[0][1]()

    async def several_act_at_once(self) -> None:
        """On one server, so that their order is the same each time."""
        room = self.rng.choice(self.rooms)
        await asyncio.gather(*(self.someone_acts(room) for _ in range(self.rng.randint(2, 5))))

    async def someone_acts(self, room: Room | None = None) -> None:
        room = room or self.rng.choice(self.rooms)
        actor, command, visit = act(self.rng, room.board)
        if isinstance(command, c.TakeSeat):
            await self.someone_joins(room, command)
            return
        if actor.access is Access.DOOR:
            # What earlier boards gave: refused once the session has begun.
            answer = await room.carry_out(DOOR, command)
            assert not (isinstance(answer, No) and answer.again), answer
            return
        hand = self.hands.get(actor.seat or actor.lead)
        if hand is not None:
            do = hand.say(command, visit)
            answer = await room.submit(hand.actor, do, hand.stands)
            if isinstance(command, c.EndBoard) and isinstance(answer, Ack):
                # The end takes all traces along, also of what was answered.
                self.told.clear()
            else:
                assert not (isinstance(answer, No) and answer.again), answer
                self.told[do.outbox] = hand, do, answer

    async def someone_joins(self, room: Room, command: c.TakeSeat) -> None:
        browser = await self.hall.browser()
        answer = await room.carry_out(DOOR, command)
        if isinstance(answer, Ack):
            grant = await self.hall.doors.join(
                self.hall.board, browser, command.seat, None, self.hall.now
            )
            self.hands[command.seat] = Hand(self.hall, grant)

    async def page_opens(self) -> None:
        if len(self.pages) < 12:
            hand = self.rng.choice(list(self.hands.values()))
            if not await hand.stands():
                return
            own = _AUDIENCES[hand.grant.kind]
            self.pages.append(hand.page(self.rng.choice(self.rooms), self.rng.choice(own)))

    async def page_drops(self) -> None:
        if self.pages:
            self.rng.choice(self.pages).drop()

    async def page_returns(self) -> None:
        """On the same server or the other, with what it had."""
        for page in self.pages:
            if page.wire.closed and await page.hand.stands():
                room = self.rng.choice(self.rooms)
                if page.position is not None and page.position.seq > room.position.seq:
                    await room.level()
                page.enter(room)
                return

    async def page_looks(self) -> None:
        open = [page for page in self.pages if not page.wire.closed]
        if open:
            page = self.rng.choice(open).settle()
            wanted = self.rng.choice(["", "whole"])
            if page.hand.grant.kind is Kind.DISPLAY:
                wanted = ""
            own = _AUDIENCES[page.hand.grant.kind][0]
            audience = Audience.WHOLE if wanted else own
            known = page.position if audience is page.audience else None
            page.audience = audience
            await page.send(Look(audience=wanted, position=known))
            page.read()

    async def page_hides(self) -> None:
        open = [page for page in self.pages if not page.wire.closed]
        if open:
            await self.rng.choice(open).send(Here(hidden=self.rng.random() < 0.5))

    async def sends_again(self) -> None:
        """What a phone does that lost its line before the answer came."""
        if self.told:
            hand, do, answer = self.rng.choice(list(self.told.values()))
            room = self.rng.choice(self.rooms)
            await room.level()
            before = room.position
            if await hand.stands():
                assert await room.submit(hand.actor, do, hand.stands) == answer
            assert room.position == before

    async def link_is_revoked(self) -> None:
        name = self.rng.choice(["console-1", "console-2"])
        link = self.hands[name].grant.link
        assert link is not None
        await self.hall.doors.revoke(link, self.hall.now)
        self.hands[name] = await self.hall.console()

    async def time_passes(self) -> None:
        self.rng.choice(self.rooms).telling.fanout.flush()
        for hub in self.hall.hubs:
            await hub.poll()

    async def compare(self) -> None:
        for room in self.rooms:
            await room.level()
        assert {room.position for room in self.rooms} == {self.rooms[0].position}
        for page in self.pages:
            assert page.wire.closed == (page.left or not await page.hand.stands())
            if not page.wire.closed and not page.visitor.listener.hidden:
                page.assert_fresh()


_AUDIENCES = {
    Kind.PARTNER: [Audience.PARTNER, Audience.WHOLE],
    Kind.LEAD: [Audience.LEAD, Audience.WHOLE],
    Kind.DISPLAY: [Audience.DISPLAY],
}
