"""Where everyone stands, what is taken up, and what is confirmed; rules K1 to K9."""

import pytest
from msgspec.structs import replace

from board import Refusal, mine, show
from board import commands as c
from board import events as e
from board.entities import ClaimEntity, LeadEntity, PlacementEntity
from board.format import Format, LinkKind, Words
from board.types import (
    Access,
    Actor,
    Audience,
    CardId,
    ClusterId,
    OrganisationId,
    PlacementId,
    SeatId,
)
from tests.board.play import LEAD, MOON, Play, partner

NOW, LATER, DEPTH = (PlacementId(placement.id) for placement in MOON.placements)
ANN, BOB, CEM = partner("ann"), partner("bob"), partner("cem")
SCRIBE = Actor(access=Access.SCRIBE, lead="helper")


@pytest.fixture
def play() -> Play:
    return rung(MOON)


def rung(format: Format) -> Play:
    """Two organisations and someone of none, at the step where things are taken up."""
    play = Play(format)
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.sit("cem")
    play.done(LEAD, c.SetCardLimit(cards_each=20))
    play.open("seed_sowing")
    play.post(ANN, "moonseed", "Een zaadje")
    play.done(LEAD, c.UnveilCards(zone=MOON.zones[0].id))
    play.open("burrow_digging")
    return play


def put(placement: str, row: str, place: str | None, **more: str) -> c.PlaceRow:
    return c.PlaceRow(
        placement=PlacementId(placement),
        row=row,
        place=place,
        for_seat=SeatId(more["for_seat"]) if more else None,
    )


def places(play: Play, placement: str, audience: Audience = Audience.RECORD) -> dict[str, object]:
    entity = show(play.board, audience)[f"placement:{placement}"]
    assert isinstance(entity, PlacementEntity)
    return {row.id: row.place for row in entity.rows}


def errand(play: Play, text: str = "Een hol graven", **links: list[str]) -> CardId:
    return CardId(play.post(ANN, "mole_errand", text, links=links))


def leading(play: Play, audience: Audience = Audience.LEAD) -> LeadEntity:
    entity = show(play.board, audience)["lead"]
    assert isinstance(entity, LeadEntity)
    return entity


def test_K1_an_organisation_places_itself_and_no_other(play: Play) -> None:
    play.done(ANN, put(NOW, "oak", "on_shore"))
    assert play.refused(ANN, put(NOW, "elm", "on_shore")) == "not_your_organisation"
    assert play.refused(CEM, put(NOW, "elm", "on_shore")) == "no_organisation"
    assert play.refused(LEAD, put(NOW, "elm", "on_shore")) == "no_seat"
    play.done(ANN, put(NOW, "oak", "in_water"))
    assert places(play, NOW) == {"oak": "in_water", "elm": None}
    play.done(ANN, put(NOW, "oak", None))
    assert play.board.placed[NOW] == {}


def test_K1_who_is_on_paper_is_placed_by_who_leads_or_writes(play: Play) -> None:
    paper = play.done(LEAD, c.AddPaperSeat(organisation=OrganisationId("fir"))).made
    play.done(SCRIBE, put(NOW, "fir", "up_hill", for_seat=paper))
    assert places(play, NOW)["fir"] == "up_hill"
    assert play.refused(LEAD, put(NOW, "elm", "up_hill", for_seat=paper)) == "not_your_organisation"
    assert play.refused(LEAD, put(NOW, "oak", "up_hill", for_seat="ann")) == "no_seat"


def test_K2_only_what_the_phase_asks_for_is_placed_and_only_where_there_is_a_place(
    play: Play,
) -> None:
    assert play.refused(ANN, put("nowhere", "oak", None)) == "no_placement"
    assert play.refused(ANN, put(NOW, "oak", "on_the_moon")) == "no_place"
    assert play.refused(ANN, put(LATER, "yew", "in_water")) == "no_row"
    play.open("tide_reading")
    assert play.refused(ANN, put(NOW, "oak", "in_water")) == "wrong_phase"


def test_K2_cards_stand_where_they_were_put_also_together(play: Play) -> None:
    play.open("dew_gathering")
    seed = next(iter(play.board.cards))
    one, two = (
        CardId(play.post(ANN, "dewdrop", text, links={"waters": [seed]})) for text in ("a", "b")
    )
    play.open("burrow_digging")
    play.done(ANN, put(DEPTH, one, "on_leaf"))
    play.done(BOB, put(DEPTH, two, "on_leaf"))
    cluster = play.done(LEAD, c.MakeCluster(members=[one, two], title="Samen")).made
    assert places(play, DEPTH) == {cluster: "on_leaf"}
    play.done(LEAD, c.Undo())
    play.done(BOB, put(DEPTH, two, "in_root"))
    play.done(LEAD, c.MakeCluster(members=[one, two], title="Samen"))
    assert list(places(play, DEPTH).values()) == [None]
    # Whoever places the cluster has built on it.
    play.done(ANN, put(DEPTH, ClusterId(play.board.cards[one].cluster or ""), "in_root"))
    assert play.refused(LEAD, c.Undo()) == "built_on"
    play.done(LEAD, c.EraseCard(card=two))
    assert list(places(play, DEPTH).values()) == ["in_root"]


def test_K3_the_last_place_in_a_form_goes_to_one_and_the_other_hears_what_is_free(
    play: Play,
) -> None:
    card = errand(play)
    play.done(BOB, c.ClaimPlace(claim=card, form="dig_first", provisional=True))
    outcome = play.do(ANN, c.ClaimPlace(claim=card, form="dig_first"))
    assert outcome == Refusal("place_taken", value="dig_first", limit="dig_along watch_only")
    play.done(ANN, c.ClaimPlace(claim=card, form="dig_along"))
    entity = show(play.board, Audience.PARTNER)[f"claim:{card}"]
    assert isinstance(entity, ClaimEntity)
    assert [(it.organisation, it.form, it.provisional) for it in entity.claimants] == [
        ("elm", "dig_first", True),
        ("oak", "dig_along", False),
    ]


def test_K4_a_form_is_changed_and_released_later_and_another_gets_it(play: Play) -> None:
    card = errand(play)
    play.done(ANN, c.ClaimPlace(claim=card, form="dig_first"))
    play.done(BOB, c.ClaimPlace(claim=card, form="watch_only"))
    assert play.refused(ANN, c.ClaimPlace(claim=card, form="dig_first")) == "already"
    play.done(ANN, c.ClaimPlace(claim=card, form="dig_along"))
    play.done(BOB, c.ClaimPlace(claim=card, form="dig_first"))
    assert [it.form for it in play.board.claims[card]] == ["dig_along", "dig_first"]
    play.open("tide_reading")
    play.done(BOB, c.ReleaseClaim(claim=card))
    assert [it.organisation for it in play.board.claims[card]] == ["oak"]


def test_K4_nobody_promises_for_another_but_who_leads_for_who_is_here(play: Play) -> None:
    card = errand(play)
    elm, yew = OrganisationId("elm"), OrganisationId("yew")
    other = c.ClaimPlace(claim=card, form="dig_first", organisation=elm)
    assert play.refused(ANN, other) == "not_your_organisation"
    assert play.refused(SCRIBE, other) == "not_present"
    absent = c.ClaimPlace(claim=card, form="dig_first", organisation=yew)
    assert play.refused(LEAD, absent) == "not_present"
    play.done(LEAD, other)
    play.done(LEAD, c.ReleaseClaim(claim=card, organisation=elm))
    assert play.refused(CEM, c.ClaimPlace(claim=card, form="dig_first")) == "no_organisation"


def test_K4_what_is_taken_up_of_a_card_goes_with_the_card(play: Play) -> None:
    card = errand(play)
    play.done(BOB, c.ClaimPlace(claim=card, form="dig_first"))
    play.done(LEAD, c.HideCards(cards=[card], reason="dubbel"))
    assert f"claim:{card}" not in show(play.board, Audience.PARTNER)
    assert play.refused(ANN, c.ClaimPlace(claim=card, form="dig_along")) == "no_claim"
    play.done(LEAD, c.Undo())
    assert f"claim:{card}" in show(play.board, Audience.PARTNER)
    play.done(ANN, c.WithdrawCard(card=card))
    assert all(f"claim:{card}" not in show(play.board, audience) for audience in Audience)
    assert not play.board.claims


def test_K5_who_leads_sees_what_nobody_leads_and_who_took_nothing_up(play: Play) -> None:
    one, two = errand(play), errand(play, "Nog een hol")
    assert leading(play).unled == [one, two]
    assert leading(play).idle == ["elm", "oak"]
    play.done(ANN, c.ClaimPlace(claim=one, form="dig_first"))
    play.done(BOB, c.SayNotNow(reason="In het voorjaar wel."))
    assert leading(play).unled == [two]
    assert leading(play).idle == []
    assert leading(play).not_now == {"elm": "In het voorjaar wel."}
    assert leading(play, Audience.SCRIBE).not_now == {}
    assert mine(play.board, SeatId("bob"), play.keys, play.box).not_now == "In het voorjaar wel."
    # Whoever takes something up after all said nothing.
    play.done(BOB, c.ClaimPlace(claim=two, form="watch_only"))
    assert leading(play).not_now == {}


def test_K6_a_card_is_confirmed_only_with_its_links(play: Play) -> None:
    seed = next(iter(play.board.cards))
    bare = errand(play)
    outcome = play.do(LEAD, c.ConfirmCard(card=bare))
    assert outcome == Refusal("needs_links", value="under_seed", limit="1")
    whole = errand(play, "Onder het zaadje", under_seed=[seed])
    play.done(LEAD, c.ConfirmCard(card=whole))
    assert play.board.cards[whole].confirmed
    assert play.refused(LEAD, c.ConfirmCard(card=seed)) == "not_confirmable"
    play.done(LEAD, c.HideCards(cards=[seed], reason="x"))
    play.done(LEAD, c.UnconfirmCard(card=whole))
    assert play.refused(LEAD, c.ConfirmCard(card=whole)) == "needs_links"


def test_K7_a_confirmed_card_does_not_change_until_that_is_taken_back(play: Play) -> None:
    seed = next(iter(play.board.cards))
    card = errand(play, "Onder het zaadje", under_seed=[seed])
    play.done(LEAD, c.ConfirmCard(card=card))
    assert play.refused(ANN, c.EditCard(card=card, text="Anders")) == "confirmed"
    play.done(LEAD, c.Undo())
    play.done(ANN, c.EditCard(card=card, text="Anders", links={"under_seed": [seed]}))
    play.done(LEAD, c.ConfirmCard(card=card))
    play.done(LEAD, c.UnconfirmCard(card=card))
    assert not play.board.cards[card].confirmed


def test_K8_an_organisation_has_so_many_cards_of_a_kind_and_no_more(play: Play) -> None:
    play.sit("dia", organisation="oak")
    first = errand(play)
    play.post(partner("dia"), "mole_errand", "Nog een")
    third = c.PostCard(kind=play.board.cards[first].kind, text="Te veel")
    assert play.refused(ANN, third) == "organisation_cards"
    unsigned = c.PostCard(kind=third.kind, text="Te veel", anonymous=True)
    assert play.refused(ANN, unsigned) == "no_organisation"
    play.done(BOB, third)
    play.done(ANN, c.WithdrawCard(card=first))
    play.done(ANN, third)


def test_K9_what_is_placed_is_an_event_that_names_an_organisation_and_no_seat(play: Play) -> None:
    play.done(ANN, put(NOW, "oak", "on_shore"))
    assert play.events[-1] == e.RowPlaced(
        placement=NOW, row="oak", place="on_shore", organisation=OrganisationId("oak")
    )


def test_K6_what_a_card_inherits_of_what_it_points_at_counts_for_its_confirmation() -> None:
    errands = next(kind for kind in MOON.kinds if kind.confirmable)
    between = LinkKind(id="beside", label=Words(nl="Naast welk klusje?"), zone=errands.zone)
    own = [replace(link, through="beside") for link in errands.links]
    kind = replace(errands, links=[*own, between])
    kinds = [kind if one.id == kind.id else one for one in MOON.kinds]
    play = rung(replace(MOON, kinds=kinds))
    seed = next(iter(play.board.cards))
    whole = errand(play, "Onder het zaadje", under_seed=[seed])
    beside = errand(play, "Naast het andere", beside=[whole])
    assert play.refused(LEAD, c.ConfirmCard(card=CardId(seed))) == "not_confirmable"
    play.done(LEAD, c.ConfirmCard(card=beside))
    # What it came by is hidden: then it serves nothing any more.
    play.done(LEAD, c.UnconfirmCard(card=beside))
    play.done(LEAD, c.HideCards(cards=[whole], reason="x"))
    assert play.refused(LEAD, c.ConfirmCard(card=beside)) == "needs_links"
