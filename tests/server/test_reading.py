"""What of a snapshot stands on its page."""

import pytest

from board import commands as c
from board.snapshot import snapshot_bytes
from board.types import CardId, PollId, RoundId
from server.pages import TEMPLATES
from server.web.reading import Reading, read
from server.words import Speaker, load
from tests.board.play import LEAD, VISION, Play, partner


def test_a_zone_for_what_came_before_is_left_out_where_nothing_came() -> None:
    bare = Play(VISION)
    bare.open(VISION.phases[0].id)
    public = snapshot_bytes(bare.board, moment="begin", label="", at=1_000, names={})
    titles = {zone.title for zone in read(public, Speaker(load(TEMPLATES / "words"), "nl")).zones}
    into = {kind.zone for one in VISION.inflow if (kind := VISION.kind(one.into))}
    asked = {
        kind.zone
        for phase in VISION.phases
        for step in phase.steps
        if (kind := VISION.kind(step.kind))
    }
    told = {zone.title.nl for zone in VISION.zones if zone.parking or zone.id in asked}
    assert into - asked
    assert titles == told


@pytest.fixture
def telling() -> Play:
    """Two people, and three cards."""
    play = Play(VISION)
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.done(LEAD, c.SetCardLimit(cards_each=4))
    play.open("achievement_telling")
    for text in ("Het feest", "De bus", "Wie betaalt de bus?"):
        play.post(partner("ann"), "achievement", text)
    return play


def page(play: Play) -> Reading:
    public = snapshot_bytes(play.board, moment="reveal", label="", at=1_000, names={})
    return read(public, Speaker(load(TEMPLATES / "words"), "nl"))


def test_options_that_share_the_first_place_are_named(telling: Play) -> None:
    telling.open("pride_voting")
    round = RoundId(telling.done(LEAD, c.OpenRound(poll=PollId("pride_dots"))).made)
    one, two, _ = telling.board.cards
    for seat in ("ann", "bob"):
        telling.vote(partner(seat), round, **{one: 1, two: 1})
    telling.done(LEAD, c.CloseRound(round=round))
    telling.done(LEAD, c.RevealRound(round=round))
    (result,) = page(telling).results
    assert result.answers[0].tie == "Gelijk, elk met 2: Het feest · De bus."


def test_what_was_left_open_is_told_with_why(telling: Play) -> None:
    zone = next(zone.id for zone in VISION.zones if zone.parking)
    card = CardId(list(telling.board.cards)[-1])
    telling.done(LEAD, c.MoveCards(cards=[card], zone=zone))
    (end,) = page(telling).ends
    assert (end.why, end.text, end.number) == ("parked", "Wie betaalt de bus?", 3)
