"""Two rooms of one board on one log, as on two servers: who asks here after asking there."""

from collections.abc import Collection

from board import commands as c
from board.messages import Ack, No
from board.types import CardId
from server.live.room import Room
from server.store import Log, OutboxRow
from tests.server.hall import SEED, Hall, begun, thought
from tests.takers import until


class Reading(Log):
    reads = 0

    async def outboxes(self, board: str, marks: Collection[str]) -> dict[str, OutboxRow]:
        self.reads += 1
        return await super().outboxes(board, marks)


async def test_L3_a_command_done_on_another_server_is_not_done_here_again(hall: Hall) -> None:
    one, two = await hall.room(), await hall.room()
    _, ann, _ = await begun(hall, one)
    await two.level()
    visit = one.board.visit
    # Both know what this tab said last.
    await ann.done(two, thought("eerst"))
    await one.level()
    await ann.done(one, thought("daarna"))
    await two.level()
    sent = ann.say(thought("één keer"), visit)
    first = await one.submit(ann.actor, sent, ann.stands)
    assert isinstance(first, Ack)
    # By the bus, which tells two nothing of tabs.
    await heard(one, two)
    assert await two.submit(ann.actor, sent, ann.stands) == first
    assert [card.text for card in two.board.cards.values()].count("één keer") == 1
    stale = await two.submit(ann.actor, ann.say(thought("ouder"), visit, n=sent.n - 1), ann.stands)
    assert stale == No(n=sent.n - 1, code="stale")


async def test_L3_also_when_the_card_it_was_about_is_gone(hall: Hall) -> None:
    one, two = await hall.room(), await hall.room()
    _, ann, _ = await begun(hall, one)
    await two.level()
    secret = c.PostCard(kind=SEED, text="zonder naam", anonymous=True)
    card = CardId((await ann.done(two, secret)).made)
    await heard(one, two)
    gone = ann.say(c.WithdrawCard(card=card), one.board.visit)
    first = await one.submit(ann.actor, gone, ann.stands)
    assert isinstance(first, Ack), first
    await heard(one, two)
    assert await two.submit(ann.actor, gone, ann.stands) == first


async def test_what_others_do_elsewhere_costs_no_reading_of_what_tabs_said(hall: Hall) -> None:
    hub = hall.hub(log := Reading(hall.kept.store))
    one, two = await hall.room(), await hall.room(hub)
    _, ann, bob = await begun(hall, one)
    await two.level()
    await bob.done(two, thought("gelezen"))
    await heard(one, two)
    reads = log.reads
    for n in range(5):
        await ann.done(one, thought(f"elders {n}"))
        await heard(one, two)
        await bob.done(two, thought(f"hier {n}"))
        await heard(one, two)
    assert log.reads == reads


async def heard(*rooms: Room) -> None:
    """All stand at the same place, by the bus: nobody is asked to read the log."""
    await until(lambda: len({room.position for room in rooms}) == 1)
