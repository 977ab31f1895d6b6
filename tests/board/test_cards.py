"""Cards: posting, editing, withdrawing, adopting, moving, hiding; rules C1 to C12."""

import msgspec
import pytest

from board import commands as c
from board import erased, holds_text_of, mine, show
from board import events as e
from board.format import Phase
from board.types import Access, Actor, Audience, CardId, SeatId
from tests.board.play import LEAD, MOON, VISION, Play, partner

SEED, DROP, NOTE, SHADOW = (
    kind.id
    for kind in MOON.kinds
    if kind.id in ("moonseed", "dewdrop", "comet_note", "shadow_thought")
)


@pytest.fixture
def play() -> Play:
    play = Play(MOON, {"star_rules": ["Regel."]})
    play.sit("ann", organisation="oak")
    play.sit("bob")
    return play


@pytest.fixture
def telling() -> Play:
    """A board where cards are signed and show at once."""
    play = Play(VISION)
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.open(next(phase.id for phase in VISION.phases if asks_each(phase)))
    return play


def asks_each(phase: Phase) -> bool:
    """Whether it asks a card of each person, and not one of each organisation."""
    kinds = [VISION.kind(step.kind) for step in phase.steps if step.action == "post"]
    return bool(kinds) and not any(kind.per_organisation for kind in kinds if kind)


def kind_of(play: Play) -> str:
    assert play.board.phase is not None
    return next(str(step.kind) for step in play.board.phase.steps if step.kind)


def test_C1_a_card_gets_a_spoken_number_and_its_sender(telling: Play) -> None:
    first = telling.post(partner("ann"), kind_of(telling), "Een kaartje")
    second = telling.post(partner("bob"), kind_of(telling), "Nog een")
    cards = telling.board.cards
    assert (cards[CardId(first)].number, cards[CardId(second)].number) == (1, 2)
    assert cards[CardId(first)].organisation == "oak"
    assert cards[CardId(first)].author == "ann"


def test_C2_an_anonymous_card_names_no_seat_organisation_or_moment(telling: Play) -> None:
    telling.post(partner("ann"), kind_of(telling), "Geld", anonymous=True)
    posted = telling.events[-1]
    assert isinstance(posted, e.CardPosted)
    assert posted.organisation is None
    assert "ann" not in posted.author
    assert posted.at == telling.board.visits[-1].opened_at != telling.now


def test_C3_its_writer_can_edit_and_withdraw_an_anonymous_card_and_no_one_else(
    telling: Play,
) -> None:
    card = CardId(telling.post(partner("ann"), kind_of(telling), "Geld", anonymous=True))
    assert telling.refused(partner("bob"), c.EditCard(card=card, text="x")) == "not_mine"
    telling.done(partner("ann"), c.EditCard(card=card, text="Meer geld"))
    assert telling.board.cards[card].text == "Meer geld"
    decision = telling.done(partner("ann"), c.WithdrawCard(card=card))
    assert telling.board.cards[card].text is None
    assert [type(row).__name__ for row in decision.rows] == ["EraseText"]


def test_C4_what_a_phase_does_not_ask_for_is_refused_but_parking_is_always_open(
    play: Play,
) -> None:
    play.open("seed_sowing")
    ann = partner("ann")
    assert play.refused(ann, c.PostCard(kind=DROP, text="x")) == "wrong_phase"
    play.post(ann, SHADOW, "Voor later")


def test_C5_a_late_card_counts_until_a_vote_over_its_zone_has_opened() -> None:
    play = Play(VISION)
    play.sit("ann", "bob", "cem")
    telling, sorting, voting = VISION.phases[2], VISION.phases[3], VISION.phases[4]
    play.open(telling.id)
    then = play.board.visit
    kind = kind_of(play)
    for seat in ("bob", "cem"):
        play.post(partner(seat), kind, "Kaartje")
    play.open(sorting.id)
    late = c.PostCard(kind=kind, text="Was even weg")  # type: ignore[arg-type]
    card = play.done(partner("ann"), late, visit=then).made
    assert play.board.cards[CardId(card)].late
    assert play.board.cards[CardId(card)].visit == then
    play.open(voting.id)
    play.done(LEAD, c.OpenRound(poll=VISION.polls[1].id))
    assert play.refused(partner("ann"), late, visit=then) == "stale_phase"


def test_C6_each_person_has_as_many_cards_as_the_phase_allows(telling: Play) -> None:
    telling.done(LEAD, c.SetCardLimit(cards_each=2))
    kind = kind_of(telling)
    telling.post(partner("ann"), kind, "een")
    second = telling.post(partner("ann"), kind, "twee", anonymous=True)
    third = c.PostCard(kind=kind, text="drie")  # type: ignore[arg-type]
    assert telling.refused(partner("ann"), third) == "too_many_cards"
    telling.done(partner("ann"), c.WithdrawCard(card=CardId(second)))
    telling.done(partner("ann"), third)


def test_C7_only_the_text_is_obligatory_and_a_link_that_the_kind_asks_for() -> None:
    play = Play(VISION)
    play.sit("ann", "bob")
    play.open("achievement_telling")
    target = play.post(partner("bob"), kind_of(play), "De soepavond")
    asking = next(p for p in VISION.phases if p.id == "reasons_finding")
    play.open(asking.id)
    kind = kind_of(play)
    missing = c.PostCard(kind=kind, text="Omdat")  # type: ignore[arg-type]
    assert play.refused(partner("ann"), missing) == "link_missing"
    card = play.post(partner("ann"), kind, "Omdat", links={"explains": [target]})
    assert play.board.cards[CardId(card)].links == {"explains": [target]}
    # What it points at may go; its writer can still put a word right.
    play.done(LEAD, c.HideCards(cards=[CardId(target)], reason="dubbel"))
    again = c.EditCard(card=CardId(card), text="Omdat het kon", links={"explains": [target]})
    play.done(partner("ann"), again)
    new = c.PostCard(kind=kind, text="Nog iets", links={"explains": [target]})  # type: ignore[arg-type]
    assert play.refused(partner("ann"), new) == "no_card"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \u200b\u3164", "empty"),
        ("x" * 281, "too_long"),
        ("a\x00b", "bad_text"),
        ("a" + "\u0301" * 9, "too_many_marks"),
    ],
)
def test_C8_text_that_cannot_be_kept_is_refused_and_never_cut(
    telling: Play, text: str, code: str
) -> None:
    command = c.PostCard(kind=kind_of(telling), text=text)  # type: ignore[arg-type]
    assert telling.refused(partner("ann"), command) == code


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧‍👦 soep", "نحن معا", "Dấu tiếng Việt", "<script>alert(1)</script>", "x" * 280]
)
def test_C9_text_of_every_script_is_kept_as_typed(telling: Play, text: str) -> None:
    card = telling.post(partner("ann"), kind_of(telling), text)
    assert telling.board.cards[CardId(card)].text == text


def test_C10_a_veiled_card_is_its_writers_alone_until_it_is_unveiled(play: Play) -> None:
    play.open("seed_sowing")
    cards = [play.post(partner(seat), SEED, f"Zaadje van {seat}") for seat in ("ann", "bob")]
    for audience in Audience:
        assert not any(key.startswith("card:") for key in show(play.board, audience))
    own = mine(play.board, SeatId("ann"), play.keys, play.box)
    assert list(own.cards) == cards[:1]
    play.done(LEAD, c.UnveilCards(zone=MOON.zones[0].id))
    numbers = {play.board.cards[CardId(card)].number for card in cards}
    assert numbers == {1, 2}
    by_id = sorted(cards)
    assert play.board.cards[CardId(by_id[0])].number == 1


def test_C11_a_hidden_card_reaches_only_who_leads_and_its_writer(telling: Play) -> None:
    card = CardId(telling.post(partner("ann"), kind_of(telling), "Over een gezin"))
    telling.done(LEAD, c.HideCards(cards=[card], reason="gaat over mensen"))
    seeing = {a for a in Audience if f"card:{card}" in show(telling.board, a)}
    assert seeing == {Audience.LEAD, Audience.SCRIBE}
    own = mine(telling.board, SeatId("ann"), telling.keys, telling.box)
    assert own.cards[card].hidden == ""
    assert telling.refused(partner("bob"), c.AdoptCard(card=card)) == "no_card"
    telling.done(LEAD, c.ShowCards(cards=[card]))
    assert f"card:{card}" in show(telling.board, Audience.DISPLAY)


def test_C12_adopting_counts_once_and_never_ones_own(telling: Play) -> None:
    card = CardId(telling.post(partner("ann"), kind_of(telling), "Samen op kamp"))
    assert telling.refused(partner("ann"), c.AdoptCard(card=card)) == "own_card"
    telling.done(partner("bob"), c.AdoptCard(card=card))
    assert not telling.done(partner("bob"), c.AdoptCard(card=card)).events
    assert len(telling.board.cards[card].adopters) == 1
    assert "bob" not in "".join(telling.board.cards[card].adopters)
    telling.done(partner("bob"), c.DropAdoption(card=card))
    assert not telling.board.cards[card].adopters


def test_a_person_without_a_phone_writes_through_a_seat_on_paper(telling: Play) -> None:
    seat = SeatId(telling.done(LEAD, c.AddPaperSeat()).made)
    kind = kind_of(telling)
    card = telling.post(LEAD, kind, "Op papier", for_seat=seat)
    assert telling.board.cards[CardId(card)].origin == "paper"
    assert telling.refused(LEAD, c.PostCard(kind=kind, text="x")) == "no_seat"  # type: ignore[arg-type]
    for_ann = c.PostCard(kind=kind, text="x", for_seat=SeatId("ann"))  # type: ignore[arg-type]
    assert telling.refused(LEAD, for_ann) == "no_seat"
    assert telling.refused(partner("bob"), for_ann) == "forbidden"


@pytest.mark.parametrize("access", [Access.DISPLAY, Access.COACH, Access.DOOR])
def test_S2_who_only_looks_cannot_act(telling: Play, access: Access) -> None:
    command = c.PostCard(kind=kind_of(telling), text="x")  # type: ignore[arg-type]
    assert telling.refused(Actor(access=access, seat=SeatId("ann")), command) == "forbidden"


def test_S3_a_step_that_is_taken_back_brings_no_erased_words_back(telling: Play) -> None:
    words = "Het neefje van Jan durft niet mee"
    card = CardId(telling.post(partner("ann"), "achievement", words))
    text = telling.board.format.texts[0].id
    telling.done(LEAD, c.WriteText(text=text, lines=[words, "Een zin van ons."]))
    telling.done(LEAD, c.WriteText(text=text, lines=["Een zin van ons."]))
    telling.done(LEAD, c.EraseCard(card=card))
    telling.done(LEAD, c.Undo())
    assert telling.board.texts[text].lines == [None, "Een zin van ons."]


def test_S3_what_was_named_after_an_earlier_text_of_a_card_goes_with_it(telling: Play) -> None:
    words = "Het neefje van Jan durft niet mee"
    card = CardId(telling.post(partner("ann"), "achievement", words))
    other = CardId(telling.post(partner("ann"), "achievement", "De bus"))
    telling.done(LEAD, c.MakeCluster(members=[card, other], title=words))
    telling.done(partner("ann"), c.EditCard(card=card, text="Een kind durft niet mee"))
    assert words in telling.board.cards[card].said
    telling.done(LEAD, c.EraseCard(card=card))
    for audience in Audience:
        assert words not in msgspec.json.encode(show(telling.board, audience)).decode()
    assert telling.board.cards[card].said == ()


def test_S3_an_erased_card_leaves_no_text_in_its_events(telling: Play) -> None:
    card = CardId(telling.post(partner("ann"), kind_of(telling), "Iets over Jan"))
    telling.done(partner("ann"), c.EditCard(card=card, text="Iets over Piet"))
    telling.done(LEAD, c.EraseCard(card=card))
    kept = [
        erased(event, card) if card in holds_text_of(event) else event for event in telling.events
    ]
    assert not any("Jan" in repr(event) or "Piet" in repr(event) for event in kept)
    telling.events = kept
    assert telling.refolded().cards[card].text is None
