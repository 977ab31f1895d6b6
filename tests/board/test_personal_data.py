"""What looks like data of a person is noticed; years, hours, money and crowds are not."""

import json

from board import commands as c
from board.personal import mine
from board.personal_data import ASIDE, found
from board.types import Access, Actor, Audience, CardId, SeatId
from board.views import show
from tests.board.play import LEAD, ROOT, VISION, Play, partner

CASES = json.loads((ROOT / "tests/personal_data.json").read_text())
ANN = partner("ann")
NUMBER = "Bel Marie op 0470 12 34 56"
OTHERS = [one for one in Audience if one is not Audience.LEAD]


def writing() -> tuple[Play, str]:
    play = Play(VISION)
    play.sit("ann", "bob")
    for phase in VISION.phases:
        for step in phase.steps:
            kind = VISION.kind(step.kind)
            if kind and kind.fields and not any(link.least for link in kind.links):
                play.open(phase.id)
                return play, kind.id
    raise LookupError("the format has no phase to write in")


def test_U2_each_shape_of_such_data_is_noticed_and_what_only_looks_like_it_is_not() -> None:
    assert [(text, sorted(found([text]))) for text, _ in CASES["holds"]] == [
        (text, codes) for text, codes in CASES["holds"]
    ]
    assert [text for text in CASES["none"] if found([text])] == []


def test_U2_a_card_with_data_of_a_person_is_stopped_and_nothing_of_it_is_kept() -> None:
    play, kind = writing()
    before = len(play.events)
    assert play.refused(ANN, c.PostCard(kind=kind, text=NUMBER)) == "personal_data"  # type: ignore[arg-type]
    more = c.PostCard(kind=kind, text="Bel", fields={"what_happened": NUMBER})  # type: ignore[arg-type]
    assert play.refused(ANN, more) == "personal_data"
    assert len(play.events) == before


def test_U2_it_can_go_to_who_leads_alone_and_they_can_show_it() -> None:
    play, kind = writing()
    card = CardId(play.post(ANN, kind, NUMBER, to_lead=True))
    for audience in OTHERS:
        assert f"card:{card}" not in show(play.board, audience), audience
    seen = show(play.board, Audience.LEAD)[f"card:{card}"]
    assert getattr(seen, "hidden", None) == ASIDE
    own = mine(play.board, SeatId("ann"), play.keys, play.box).cards[card]
    assert (own.text, own.hidden) == (NUMBER, ASIDE)
    helper = Actor(access=Access.SCRIBE, lead="scribe-1")
    assert play.refused(helper, c.AddDutch(card=card, text="Bel")) == "no_card"
    play.done(LEAD, c.ShowCards(cards=[card]))
    assert f"card:{card}" in show(play.board, Audience.PARTNER)
    # Shown, it can be put right in another place; more of the kind is stopped.
    play.done(ANN, c.EditCard(card=card, text=NUMBER.replace("Bel", "Vraag")))
    assert play.refused(ANN, c.EditCard(card=card, text="mia@example.org")) == "personal_data"


def test_U2_a_card_sent_to_who_leads_is_no_option_of_a_vote() -> None:
    play, kind = writing()
    hidden = play.post(ANN, kind, NUMBER, to_lead=True)
    shown = play.post(partner("bob"), kind, "Tien kinderen op kamp")
    zone = play.board.cards[CardId(shown)].zone
    options = [id for id, _, _ in play.board.options_of(zone)]
    assert shown in options
    assert hidden not in options
