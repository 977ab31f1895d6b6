"""What earlier stages give, on a later board: brought in once, and held to its standing."""

import msgspec
import pytest

from board import commands as c
from board import erased, holds_text_of, show
from board.needs import phase_zones
from board.source import BroughtCard, Source
from board.state import Card
from board.types import Access, Actor, Audience, CardId, KindId, OrganisationId
from tests.board.play import DOOR, LEAD, REEF, Play, partner


def given(kind: str, card: str, text: str, **more: object) -> BroughtCard:
    source = Source("market", card, 12, "shell_stage", "Markt", 1_000)
    said = {"kind": kind, "text": text, "source": msgspec.to_builtins(source), **more}
    return msgspec.convert(said, BroughtCard)


SHELL = given("seen_shell", "a", "Een trompet", standing="read", organisation="oak")
REASON = given("shine_factor", "b", "Hij lag in de zon", links={"behind_shell": ["a"]})


@pytest.fixture
def play() -> Play:
    return Play(REEF)


def bring(play: Play, *cards: BroughtCard) -> list[Card]:
    play.done(DOOR, c.BringCards(cards=list(cards)))
    return list(play.board.cards.values())


def test_J1_a_card_of_an_earlier_stage_says_where_it_comes_from(play: Play) -> None:
    shell, reason = bring(play, SHELL, REASON)
    assert (shell.number, reason.number) == (1, 2)
    assert (shell.source, shell.standing, shell.organisation) == (SHELL.source, "read", "oak")
    assert reason.links == {"behind_shell": [shell.id]}
    play.sit("ann", organisation="elm")
    play.open("reef_recap")
    assert shell.zone in phase_zones(play.board)
    for audience in Audience:
        drawn = show(play.board, audience)[f"card:{shell.id}"]
        assert (drawn.source, drawn.standing, drawn.seat) == (SHELL.source, "read", None)  # type: ignore[union-attr]


def test_J2_what_comes_again_lies_there_once_and_becomes_what_it_is_there_by_now(
    play: Play,
) -> None:
    first = bring(play, SHELL, REASON)
    known = len(play.events)
    assert bring(play, SHELL, REASON) == first
    assert len(play.events) == known
    better = msgspec.structs.replace(REASON, text="Hij lag lang in de zon", standing="read")
    shell, reason = bring(play, SHELL, better)
    assert (shell, reason.id) == (first[0], first[1].id)
    assert (reason.text, reason.number, reason.standing) == (better.text, 2, "read")
    assert play.refolded() == play.board


def test_J2_what_was_worked_on_here_is_left_alone(play: Play) -> None:
    _, reason = bring(play, SHELL, REASON)
    play.done(LEAD, c.EditCard(card=reason.id, text="Zon"))
    shell, _ = bring(play, SHELL, msgspec.structs.replace(REASON, text="Anders"))
    assert play.board.cards[reason.id].text == "Zon"
    play.done(LEAD, c.EraseCard(card=reason.id))
    assert [card.id for card in bring(play, SHELL, REASON)] == [shell.id, reason.id]
    assert play.board.cards[reason.id].gone


def test_J2_many_cards_of_one_field_stay_as_many(play: Play) -> None:
    many = [given("fish_kind", "w", name) for name in ("Kreeft", "Garnaal")]
    first = bring(play, *many)
    assert [card.text for card in first] == ["Kreeft", "Garnaal"]
    assert bring(play, *many) == first


def test_J3_only_the_server_brings_cards_and_only_before_the_first_phase(play: Play) -> None:
    bringing = c.BringCards(cards=[SHELL])
    [ann] = play.sit("ann")
    for actor in (ann, LEAD, Actor(access=Access.SCRIBE), Actor(access=Access.COACH)):
        assert play.refused(actor, bringing) == "forbidden"
    play.open("reef_recap")
    assert play.refused(DOOR, bringing) == "begun"


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (given("no_such_kind", "a", "x"), "no_kind"),
        (given("seen_shell", "a", ""), "empty"),
        (given("seen_shell", "a", "x" * 281), "too_long"),
        (given("seen_shell", "a", "x", fields={"no_such_field": "y"}), "no_field"),
        (given("reef_goal", "a", "x", fields={"what_now": "no_such_option"}), "no_choice"),
    ],
)
def test_J3_what_does_not_fit_is_refused_whole(play: Play, card: BroughtCard, code: str) -> None:
    assert play.refused(DOOR, c.BringCards(cards=[SHELL, card])) == code


def test_J3_no_more_than_a_board_can_show_comes_at_once(play: Play) -> None:
    many = [given("fish_kind", f"w{n}", "Vis") for n in range(401)]
    assert play.refused(DOOR, c.BringCards(cards=many)) == "too_many"


def test_J4_what_is_to_be_read_stays_as_it_is_and_can_be_linked(play: Play) -> None:
    wish = given("wall_wish", "w", "Over drie jaar zingt het rif.", standing="read")
    shell, lies = bring(play, SHELL, wish)
    [ann] = play.sit("ann", organisation="oak")
    play.open("goal_laying")
    tries: list[tuple[Actor, c.AnyCommand]] = [
        (LEAD, c.EditCard(card=shell.id, text="Anders")),
        (LEAD, c.HideCards(cards=[shell.id], reason="weg")),
        (LEAD, c.MoveCards(cards=[shell.id], zone=REEF.parking.id)),  # type: ignore[union-attr]
        (LEAD, c.EraseCard(card=shell.id)),
        (ann, c.EditCard(card=shell.id, text="Anders")),
        (ann, c.WithdrawCard(card=shell.id)),
    ]
    for who, what in tries:
        assert play.refused(who, what) == "only_read"
    goal = play.post(ann, "reef_goal", "Een koor", links={"for_wish": [lies.id]})
    assert play.board.cards[CardId(goal)].links == {"for_wish": [lies.id]}
    # Numbers are spoken in the room: what is written here goes on counting.
    assert play.board.cards[CardId(goal)].number == 3


def test_J5_a_proposal_is_for_who_leads_to_change_and_for_all_to_support(play: Play) -> None:
    _, reason = bring(play, SHELL, REASON)
    [ann] = play.sit("ann", organisation="oak")
    play.open("reef_recap")
    play.done(ann, c.AdoptCard(card=reason.id))
    assert play.refused(ann, c.EditCard(card=reason.id, text="Zon")) == "not_mine"
    play.done(LEAD, c.EditCard(card=reason.id, text="Zon", links=dict(reason.links)))
    now = play.board.cards[reason.id]
    assert (now.text, now.edited, now.source, len(now.adopters)) == ("Zon", True, reason.source, 1)
    play.done(LEAD, c.HideCards(cards=[reason.id], reason="dubbel"))
    play.done(LEAD, c.ShowCards(cards=[reason.id]))
    play.done(LEAD, c.EraseCard(card=reason.id))
    assert play.board.cards[reason.id].gone


def test_J5_who_leads_edits_no_card_that_someone_wrote(play: Play) -> None:
    [ann] = play.sit("ann", organisation="oak")
    play.open("goal_laying")
    card = CardId(play.post(ann, "shine_factor", "De stroom"))
    assert play.refused(LEAD, c.EditCard(card=card, text="Anders")) == "no_seat"


def test_S3_an_erased_copy_leaves_no_text_in_its_events(play: Play) -> None:
    secret = given("fish_kind", "w", "Neef Jan", organisation="oak")
    [card] = bring(play, secret)
    play.done(LEAD, c.EraseCard(card=card.id))
    kept = [
        erased(event, card.id) if card.id in holds_text_of(event) else event
        for event in play.events
    ]
    assert not any("Jan" in repr(event) for event in kept)
    play.events = kept
    assert play.refolded().cards[card.id].text is None


def test_an_organisation_that_the_trajectory_lacks_does_not_come_along(play: Play) -> None:
    [card] = bring(play, msgspec.structs.replace(SHELL, organisation=OrganisationId("nobody")))
    assert card.organisation is None


def test_a_link_leads_to_the_copy_in_the_zone_it_may_lead_to(play: Play) -> None:
    wish = given("wall_wish", "w", "Zingen", standing="read")
    fish = given("fish_kind", "w", "Kreeft")
    goal = given("reef_goal", "g", "Koor", links={"for_wish": ["w", "gone"], "from_factor": ["w"]})
    cards = {card.kind: card for card in bring(play, fish, goal, wish)}
    lies = cards[KindId("wall_wish")]
    assert cards[KindId("reef_goal")].links == {"for_wish": [lies.id]}


def test_a_link_to_a_card_of_a_cluster_leads_to_the_copy_of_the_cluster(play: Play) -> None:
    source = msgspec.structs.replace(SHELL.source, card="cluster", members=["a", "z"])
    together = msgspec.structs.replace(SHELL, source=source)
    shell, reason = bring(play, together, REASON)
    assert reason.links == {"behind_shell": [shell.id]}


def test_an_organisation_may_say_something_else_than_it_did_before() -> None:
    kinds = [
        msgspec.structs.replace(kind, per_organisation=1) if kind.id == "shine_factor" else kind
        for kind in REEF.kinds
    ]
    play = Play(msgspec.structs.replace(REEF, kinds=kinds))
    bring(play, SHELL, msgspec.structs.replace(REASON, organisation=OrganisationId("oak")))
    [ann] = play.sit("ann", organisation="oak")
    play.open("goal_laying")
    play.post(ann, "shine_factor", "Nu is het de stroom")
    twice = c.PostCard(kind=KindId("shine_factor"), text="En het zand")
    assert play.refused(ann, twice) == "organisation_cards"


def test_nobody_has_a_card_less_for_what_was_brought(play: Play) -> None:
    bring(play, SHELL, REASON)
    play.sit("ann", organisation="oak")
    play.open("goal_laying")
    for text in ("Een", "Twee", "Drie"):
        play.post(partner("ann"), "shine_factor", text)
    assert (
        play.refused(partner("ann"), c.PostCard(kind=KindId("shine_factor"), text="Vier"))
        == "too_many_cards"
    )
