"""Whose voices a session heard: kinds and numbers, small groups among the others, never who."""

import json
from collections.abc import Mapping

import pytest

from board import commands as c
from board import snapshot_bytes
from board.types import CardId, OrganisationId
from board.voices import Share, VoicesHint, folded, hints, voices
from tests.board.play import LEAD, Play, partner

KINDS = {
    "oak": "gemeentedienst",
    "elm": "Gemeentedienst",
    "fir": "sportclub",
    "yew": "vereniging waar armen het woord nemen",
    "ash": "",
}
MUNICIPAL = frozenset({"gemeentedienst", "ocmw"})


def seated(**people: int) -> Play:
    """So many people of each organisation, in a phase where all may write many cards."""
    play = Play()
    for organisation, many in people.items():
        for n in range(many):
            play.sit(f"{organisation}-{n}", organisation=organisation)
    play.done(LEAD, c.SetCardLimit(cards_each=20))
    play.open("seed_sowing")
    return play


def post(play: Play, organisation: str, many: int, *, anonymous: bool = False) -> None:
    for n in range(many):
        play.post(
            partner(f"{organisation}-0"), "shadow_thought", f"Gedachte {n}", anonymous=anonymous
        )


def attendance(play: Play) -> dict[str, object]:
    """What the record tells of who took part on paper, as a whole."""
    kept = json.loads(snapshot_bytes(play.board, moment="hand", label="", at=1, names={}))
    told = kept["attendance"]
    assert kept["view"]["session"]["paper_seats"] == told["on_paper"]
    return {name: told[name] for name in ("on_paper", "few_on_paper")}


@pytest.mark.parametrize(
    ("counts", "told", "others"),
    [
        ({"a": 5}, [("a", 5)], 0),
        ({"a": 4}, [], 4),
        ({"a": 5, "b": 5}, [("a", 5), ("b", 5)], 0),
        ({"a": 9, "b": 3, "c": 2}, [("a", 9)], 5),
        # Whoever subtracts learns of no small group: it is told with one that is not.
        ({"a": 9, "b": 4}, [], 13),
        ({"a": 9, "b": 6, "c": 4}, [("a", 9)], 10),
        ({"a": 9, "b": 6, "c": 5}, [("a", 9), ("b", 6), ("c", 5)], 0),
        ({}, [], 0),
    ],
)
def test_V7_of_fewer_than_five_nothing_is_told_apart(
    counts: Mapping[str, int], told: list[tuple[str, int]], others: int
) -> None:
    found, left = folded(counts)
    assert [(share.kind, share.count) for share in found] == told
    assert left == others
    assert sum(share.count for share in found) + left == sum(counts.values())


def test_V7_people_and_cards_are_counted_by_kind_of_organisation() -> None:
    play = seated(oak=4, elm=3, fir=5, yew=2, ash=3)
    post(play, "oak", 4)
    post(play, "elm", 2)
    post(play, "yew", 3)
    post(play, "fir", 2)
    post(play, "fir", 3, anonymous=True)
    heard = voices(play.board, KINDS)
    # Two that differ in capitals alone are one kind.
    assert heard.kinds[0].count == 2
    assert {share.kind.casefold() for share in heard.kinds} == {
        kind.casefold() for kind in KINDS.values()
    }
    assert [(one.kind.casefold(), one.count) for one in heard.people] == [
        ("gemeentedienst", 7),
        ("sportclub", 5),
    ]
    assert heard.other_people == 5
    assert [(one.kind.casefold(), one.count) for one in heard.cards] == [("gemeentedienst", 6)]
    assert heard.other_cards == 5
    assert heard.anonymous == 3


def test_V7_a_snapshot_leaves_no_small_group_to_be_counted() -> None:
    play = seated(oak=6, fir=3, yew=1)
    play.sit("alone", "with-her")

    def told(kinds: Mapping[str, str]) -> dict[str, int]:
        kept = snapshot_bytes(play.board, moment="hand", label="", at=1, names={}, kinds=kinds)
        by: dict[str, int] = json.loads(kept)["attendance"]["organisations"]
        return by

    # Six of the municipality, and six others: what of these is of no organisation is not told.
    assert told(KINDS) == {"oak": 1, "fir": 1, "yew": 1, "": 0}
    assert told({}) == {"oak": 1, "fir": 1, "yew": 1, "": 2}
    play.sit(*(f"more-{n}" for n in range(3)))
    assert told(KINDS)[""] == 0, "the other four would be the difference"
    play.sit("fir-3", organisation="fir")
    assert told(KINDS)[""] == 5


def test_V8_a_card_on_paper_counts_like_any_other() -> None:
    play = seated(fir=5)
    paper = play.done(LEAD, c.AddPaperSeat(organisation=OrganisationId("fir"))).made
    before = voices(play.board, KINDS)
    for n in range(5):
        play.post(LEAD, "shadow_thought", f"Op papier {n}", for_seat=paper)
    after = voices(play.board, KINDS)
    assert before.people == after.people == [Share("sportclub", 6)]
    assert after.cards == [Share("sportclub", 5)]
    assert after.helped == 0, "one person on paper is too few to say"
    assert attendance(play) == {"on_paper": 0, "few_on_paper": True}
    for _ in range(4):
        play.done(LEAD, c.AddPaperSeat(organisation=OrganisationId("fir")))
    assert voices(play.board, KINDS).helped == 5
    assert attendance(play) == {"on_paper": 5, "few_on_paper": False}


def test_V8_only_what_the_record_shows_is_counted() -> None:
    play = seated(fir=5)
    post(play, "fir", 6)
    first = next(iter(play.board.cards))
    play.done(LEAD, c.HideCards(cards=[CardId(first)], reason="dubbel"))
    assert voices(play.board, KINDS).cards == [Share("sportclub", 5)]


def test_V7_a_snapshot_holds_the_kinds_and_no_seat() -> None:
    play = seated(oak=5, fir=5)
    post(play, "oak", 5)
    made = snapshot_bytes(play.board, moment="hand", label="", at=1, names={}, kinds=KINDS)
    kept = json.loads(made)
    assert kept["kinds"] == {id: kind for id, kind in KINDS.items() if kind}
    assert kept["voices"]["cards"] == [{"kind": "gemeentedienst", "count": 5}]
    assert "oak-0" not in made.decode()


def test_V9_more_than_half_of_the_cards_from_the_municipality_is_a_hint() -> None:
    play = seated(oak=1, yew=1)
    speaking = {"yew"}

    def found() -> list[VoicesHint]:
        return hints(play.board, KINDS, MUNICIPAL, speaking)

    post(play, "oak", 4)
    assert found() == [], "four cards are too few to say"
    post(play, "oak", 1)
    assert found() == [VoicesHint("municipal", 100)]
    post(play, "yew", 5)
    assert found() == [], "half is not more than half"
    post(play, "oak", 1)
    assert found() == [VoicesHint("municipal", 54)]
    # Without a sender nobody can say where it came from.
    post(play, "yew", 9, anonymous=True)
    assert found() == [VoicesHint("municipal", 54)]


def test_V9_an_empty_seat_of_the_target_group_is_a_hint_until_somebody_takes_it() -> None:
    play = seated(oak=1)
    nobody = VoicesHint("no_target_group")
    assert hints(play.board, KINDS, MUNICIPAL, {"yew"}) == [nobody]
    assert hints(play.board, KINDS, MUNICIPAL, set()) == [nobody]
    assert hints(play.board, {}, MUNICIPAL, set()) == [], "nobody can say who is missing"
    play.sit("ann", organisation="yew")
    assert hints(play.board, KINDS, MUNICIPAL, {"yew"}) == []


def test_V9_before_and_after_the_session_there_are_no_hints() -> None:
    play = Play()
    play.sit("ann", organisation="oak")
    assert hints(play.board, KINDS, MUNICIPAL, set()) == []
    play.open("seed_sowing")
    assert hints(play.board, KINDS, MUNICIPAL, set())
    play.done(LEAD, c.EndBoard())
    assert hints(play.board, KINDS, MUNICIPAL, set()) == []
