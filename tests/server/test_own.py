"""One's own part is kept level by what happens, and is what it would be when drawn anew."""

import asyncio
from random import Random

import pytest

from board import commands as c
from board.messages import Ack
from board.types import CardId, PhaseId, PollId, RoundId, ZoneId
from server.live.room import Room
from tests.server.hall import SEED, Hall, Hand, begun, thought


async def meet(*rooms: Room) -> None:
    """All read what the others have written."""
    await asyncio.gather(*(room.level() for room in rooms))


async def test_support_of_another_server_s_people_shows_to_who_gave_and_who_got_it(
    hall: Hall,
) -> None:
    one, two = await hall.room(hall.hub()), await hall.room(hall.hub())
    _, ann, bob = await begun(hall, one)
    cat = await hall.partner(one)
    await meet(one, two)
    posted = await ann.done(one, thought())
    await meet(one, two)
    writer, giver, other = ann.page(two), bob.page(two), cat.page(two)
    seen = other.seen.count("mine")
    await bob.done(one, c.AdoptCard(card=CardId(posted.made)))
    await meet(one, two)
    for page in (writer, giver, other):
        page.assert_fresh()
    assert writer.mine["cards"][posted.made]["adopters"] == 1
    assert giver.mine["adopted"] == [posted.made]
    assert other.seen.count("mine") == seen


async def test_support_for_a_card_without_a_name_reaches_its_author_on_another_server(
    hall: Hall,
) -> None:
    one, two = await hall.room(hall.hub()), await hall.room(hall.hub())
    console, ann, bob = await begun(hall, one)
    posted = await ann.done(one, c.PostCard(kind=SEED, text="Stil zaadje"))
    await console.done(one, c.UnveilCards(zone=ZoneId("crater_bed")))
    await meet(one, two)
    page, other = ann.page(two), bob.page(two)
    await bob.done(one, c.AdoptCard(card=CardId(posted.made)))
    await meet(one, two)
    page.assert_fresh()
    other.assert_fresh()
    assert page.mine["cards"][posted.made]["adopters"] == 1


async def test_a_ballot_put_on_another_server_shows_to_who_put_it(hall: Hall) -> None:
    one, two = await hall.room(hall.hub()), await hall.room(hall.hub())
    console, ann, _ = await begun(hall, one)
    await console.done(one, c.OpenPhase(phase=PhaseId("tide_reading")))
    opened = await console.done(one, c.OpenRound(poll=PollId("tide_scale")))
    await meet(one, two)
    page = ann.page(two)
    answers = {"question": c.Answer(options={"4": 1})}
    await ann.done(one, c.PutBallot(round=RoundId(opened.made), answers=answers))
    await meet(one, two)
    page.assert_fresh()
    assert page.mine["ballots"]


@pytest.mark.parametrize("seed", range(6))
async def test_V2_it_is_what_it_would_be_drawn_anew(hall: Hall, seed: int) -> None:
    """People write, support and take that back, with and without a page, on two servers."""
    random = Random(seed)
    rooms = [await hall.room(hall.hub()), await hall.room(hall.hub())]
    console, *people = await begun(hall, rooms[0])
    people += [await hall.partner(rooms[0]) for _ in range(2)]
    await console.done(rooms[0], c.SetCardLimit(cards_each=20))
    await meet(*rooms)
    pages = {hand.seat: hand.page(random.choice(rooms)) for hand in people}
    cards: list[CardId] = []
    for _ in range(60):
        hand, room = random.choice(people), random.choice(rooms)
        await something(random, hand, room, cards)
        page = pages[hand.seat]
        if random.random() < 0.2 and not page.left:
            page.drop()
        elif page.left and random.random() < 0.5:
            page.enter(random.choice(rooms))
        if random.random() < 0.3:
            await meet(*rooms)
    await meet(*rooms)
    for page in pages.values():
        if page.left:
            page.enter(random.choice(rooms))
        page.assert_fresh()
    assert any(page.mine["adopted"] for page in pages.values())


async def something(random: Random, hand: Hand, room: Room, cards: list[CardId]) -> None:
    dice, card = random.random(), random.choice(cards) if cards else None
    if card is None or dice < 0.3:
        said = thought() if dice < 0.2 else c.PostCard(kind=SEED, text="Stil zaadje")
        answer = await hand.do(room, said)
        if isinstance(answer, Ack):
            cards.append(CardId(answer.made))
    elif dice < 0.7:
        await hand.do(room, c.AdoptCard(card=card))
    elif dice < 0.9:
        await hand.do(room, c.DropAdoption(card=card))
    else:
        await hand.do(room, c.WithdrawCard(card=card))
