"""What is said in confidence: cards of a closed zone; rules V5 and V6."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from board import closed_bytes, mine, show, snapshot_bytes
from board import commands as c
from board.entities import LeadEntity
from board.types import Audience, CardId, SeatId
from tests.board.play import LEAD, MOON, Play, partner
from tests.board.walk import act
from tests.examples import few

SECRET = "De uil slaapt overdag."
ANN, BOB = partner("ann"), partner("bob")
CLOSED = next(zone.id for zone in MOON.zones if zone.closed)
OPEN = next(zone.id for zone in MOON.zones if not zone.closed)
TOLD = {Audience.LEAD, Audience.COACH}


@pytest.fixture
def play() -> Play:
    play = Play(MOON)
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.open("burrow_digging")
    return play


def seen(play: Play, audience: Audience) -> str:
    return msgspec.json.encode(show(play.board, audience)).decode()


@pytest.mark.parametrize("audience", Audience)
def test_V5_a_card_of_a_closed_zone_is_for_who_leads_the_coach_and_its_writer(
    play: Play, audience: Audience
) -> None:
    card = play.post(ANN, "owl_secret", SECRET)
    assert (SECRET in seen(play, audience)) == (audience in TOLD)
    assert (card in seen(play, audience)) == (audience in TOLD)
    assert card in mine(play.board, SeatId("ann"), play.keys, play.box).cards
    assert card not in mine(play.board, SeatId("bob"), play.keys, play.box).cards


def test_V5_nothing_leads_to_it_or_counts_it(play: Play) -> None:
    card = CardId(play.post(ANN, "owl_secret", SECRET))
    other = CardId(play.post(BOB, "owl_secret", "Nog een"))
    errand = play.post(ANN, "mole_errand", "Graven")
    assert play.board.cards[CardId(errand)].number == 1
    linked = c.PostCard(kind="mole_errand", text="x", links={"under_seed": [card]})  # type: ignore[arg-type]
    assert play.refused(BOB, linked) == "no_card"
    assert play.refused(BOB, c.AdoptCard(card=card)) == "no_card"
    assert play.refused(BOB, c.EditCard(card=card, text="x")) == "no_card"
    assert play.refused(LEAD, c.Spotlight(target=card)) == "no_card"
    cluster = play.done(LEAD, c.MakeCluster(members=[card, other], title="Uilen")).made
    for audience in set(Audience) - TOLD:
        assert cluster not in seen(play, audience)
    lead = show(play.board, Audience.SCRIBE)["lead"]
    assert isinstance(lead, LeadEntity)
    assert (lead.posted, lead.silent) == (0, 0)


def test_V5_a_card_goes_neither_into_a_closed_zone_nor_out_of_it(play: Play) -> None:
    card = CardId(play.post(ANN, "owl_secret", SECRET))
    errand = CardId(play.post(ANN, "mole_errand", "Graven"))
    assert play.refused(LEAD, c.MoveCards(cards=[card], zone=OPEN)) == "closed_zone"
    assert play.refused(LEAD, c.MoveCards(cards=[errand], zone=CLOSED)) == "closed_zone"


def test_V6_the_closed_part_of_a_snapshot_stands_apart(play: Play) -> None:
    def public() -> bytes:
        return snapshot_bytes(play.board, moment="hand", label="", at=1, names={})

    assert closed_bytes(play.board) is None
    before = msgspec.json.decode(public())["removed"]
    card = CardId(play.post(ANN, "owl_secret", SECRET))
    play.done(BOB, c.SayNotNow(reason="Te veel uilen"))
    assert SECRET.encode() not in public()
    assert b"Te veel uilen" not in public()
    closed = closed_bytes(play.board) or b""
    tree = msgspec.json.decode(closed)
    assert tree["view"][f"card:{card}"]["text"] == SECRET
    assert tree["view"][f"card:{card}"]["seat"] is None
    assert tree["not_now"] == {"elm": "Te veel uilen"}
    play.done(ANN, c.WithdrawCard(card=card))
    assert SECRET.encode() not in (closed_bytes(play.board) or b"")
    assert msgspec.json.decode(public())["removed"] == before


@few(30)
@given(st.integers(0, 2**32))
def test_V5_whatever_happens_no_view_of_the_room_tells_of_a_closed_card(seed: int) -> None:
    rng, play = Random(seed), Play(MOON)
    play.sit("ann", organisation="oak")
    play.open("burrow_digging")
    for number in range(90):
        if number % 6 == 0:
            play.do(ANN, c.PostCard(kind="owl_secret", text=SECRET))  # type: ignore[arg-type]
        actor, command, visit = act(rng, play.board)
        play.do(actor, command, visit=visit)
    hidden = [card.id for card in play.board.cards.values() if card.zone == CLOSED]
    assert hidden
    for audience in set(Audience) - TOLD:
        told = seen(play, audience)
        assert SECRET not in told
        assert not [card for card in hidden if f'"{card}"' in told or f":{card}" in told]
