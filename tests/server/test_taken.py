"""The page of a snapshot: who took up what, what is confirmed, and where each stood."""

from board import commands as c
from board import snapshot_bytes
from board.types import CardId, PlacementId
from server.pages import TEMPLATES
from server.web.reading import Reading, read
from server.words import Speaker, load
from tests.board.play import LEAD, OTHER_LEAD, Play, partner

NAMES = {"oak": "De Brug", "elm": "Élan & co"}


def reading() -> Reading:
    play = Play()
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    ann, bob = partner("ann"), partner("bob")
    play.open("seed_sowing")
    play.post(ann, "moonseed", "Een zaadje")
    play.done(LEAD, c.UnveilCards(zone=play.format.zones[0].id))
    play.open("burrow_digging")
    seed = next(iter(play.board.cards))
    card = CardId(play.post(ann, "mole_errand", "Een hol", links={"under_seed": [seed]}))
    play.post(ann, "owl_secret", "In vertrouwen")
    play.done(bob, c.ClaimPlace(claim=card, form="dig_first", provisional=True))
    play.done(LEAD, c.ConfirmCard(card=card))
    play.done(ann, c.PlaceRow(placement=PlacementId("pond_now"), row="oak", place="up_hill"))
    play.done(bob, c.PlaceRow(placement=PlacementId("pond_later"), row="oak", place="in_water"))
    play.done(LEAD, c.OfferLead(to="partner", until="session"))
    play.done(OTHER_LEAD, c.AcceptLead())
    data = snapshot_bytes(play.board, moment="hand", label="", at=play.now, names=NAMES)
    return read(data, Speaker(load(TEMPLATES / "words"), "nl"))


def test_K3_the_record_says_who_takes_up_which_card_and_that_it_is_confirmed() -> None:
    (errand,) = [claim for claim in reading().claims if claim.said]
    assert (errand.label, errand.confirmed) == ("Een hol", True)
    (one,) = errand.claimants
    assert (one.organisation, one.form, one.provisional) == ("Élan & co", "wij graven voorop", True)


def test_K2_the_record_has_where_each_stood_beside_where_it_was() -> None:
    now, later = reading().placements[:2]
    assert [(row.text, row.place) for row in now.rows] == [
        ("De Brug", "op de heuvel"),
        ("Élan & co", ""),
    ]
    assert not now.moved
    assert later.moved
    assert [(row.text, row.was, row.place) for row in later.rows] == [
        ("De Brug", "op de heuvel", "in het water"),
        ("Élan & co", "", ""),
    ]


def test_P15_the_record_says_as_what_a_phase_was_led() -> None:
    assert [phase.function for phase in reading().phases] == ["", "partner"]


def test_V6_the_record_has_nothing_of_a_closed_zone() -> None:
    assert "De holte van de uil" not in {zone.title for zone in reading().zones}
