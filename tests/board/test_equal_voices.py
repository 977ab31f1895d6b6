"""Each voice weighs the same, none leads back to who spoke, and all that was said stays."""

import json
from typing import Any

import msgspec
import pytest

from board import closed_bytes, mine, show, snapshot_bytes
from board import commands as c
from board.commands import Answer
from board.entities import CardEntity, RoundEntity, SessionEntity
from board.format import AGREEMENT, SCALE
from board.messages import Presence
from board.methods import tally, valid
from board.refusals import Refusal
from board.rows import Ballot
from board.tallies import FrozenOption, FrozenQuestion
from board.types import Audience, Origin, SeatId
from server.live.telling import WITHOUT_NAMES, _for
from tests.board.play import LEAD, Play, partner
from tests.board.voyage import Voyage, sail, snapshot_of

METHODS = ("dots", "scale", "ranking", "choice", "agreement")
OPTIONS = {"scale": SCALE, "agreement": AGREEMENT}


@pytest.fixture
def play() -> Play:
    """Ann wrote without her name, among others who wrote with theirs."""
    play = Play()
    play.sit("ann", "bob", organisation="oak")
    play.sit("cem", organisation="elm")
    play.open("seed_sowing")
    return play


def entities(view: dict[str, Any], kind: str) -> dict[str, Any]:
    return {key: one for key, one in view.items() if key.startswith(f"{kind}:")}


@pytest.mark.parametrize("audience", Audience)
def test_V11_an_anonymous_card_leads_back_to_nobody(play: Play, audience: Audience) -> None:
    card = play.post(partner("ann"), "shadow_thought", "Ik durf niet", anonymous=True)
    play.post(partner("bob"), "shadow_thought", "Ik wel")
    play.done(partner("cem"), c.AdoptCard(card=card))  # type: ignore[arg-type]
    for board in (play.board, play.refolded()):
        told = show(board, audience).get(f"card:{card}")
        if told is not None:
            assert isinstance(told, CardEntity)
            assert (told.seat, told.organisation, told.anonymous) == (None, None, True)
            one = msgspec.json.encode(told).decode()
            assert not any(f'"{who}"' in one for who in ("ann", "bob", "cem", "oak", "elm"))
    # Nor does what another person is sent, or what is kept: log, snapshot, closed part.
    for other in ("bob", "cem"):
        assert card not in mine(play.board, SeatId(other), play.keys, play.box).cards
    log = [msgspec.json.encode(event).decode() for event in play.events]
    assert not any(card in line and '"ann"' in line for line in log)
    kept = snapshot_bytes(play.board, moment="hand", label="", at=1, names={}).decode()
    assert '"ann"' not in kept
    assert '"ann"' not in (closed_bytes(play.board) or b"").decode()


def test_V11_an_anonymous_card_on_paper_does_not_say_that_it_was(play: Play) -> None:
    seat = SeatId(play.done(LEAD, c.AddPaperSeat()).made)
    kind = "shadow_thought"
    card = play.post(LEAD, kind, "Ik durf niet", for_seat=seat, anonymous=True)
    signed = play.post(LEAD, kind, "Ik wel", for_seat=seat)
    for audience in (Audience.LEAD, Audience.RECORD):
        view = show(play.board, audience)
        told = [view[f"card:{one}"] for one in (card, signed)]
        assert [getattr(one, "origin", None) for one in told] == [Origin.OWN, Origin.PAPER]
    [line] = [one for one in map(msgspec.json.encode, play.events) if card.encode() in one]
    assert b"paper" not in line


@pytest.mark.parametrize("method", METHODS)
def test_V12_nobody_has_to_choose_or_to_know_and_both_are_counted(method: str) -> None:
    options = [FrozenOption(id) for id in OPTIONS.get(method, ("a", "b", "c"))]
    question = FrozenQuestion("question", options)
    said = [Answer(unsure=True), Answer(skipped=True), Answer(skipped=True)]
    ballots = []
    for n, answer in enumerate(said):
        kept = valid(method, question, answer, 2, 2)
        assert not isinstance(kept, Refusal)
        ballots.append(Ballot(f"{n}", "", paper=n == 2, answers={"question": kept}))
    [told] = tally(method, [question], ballots)
    assert (told.answered, told.unsure, told.skipped) == (0, 1, 2)
    assert all(option.count == 0 for option in told.options)
    # Both at once, or beside a choice, is no answer.
    for odd in (Answer(unsure=True, skipped=True), Answer(unsure=True, options={"a": 1})):
        assert isinstance(valid(method, question, odd, 2, 2), Refusal)


@pytest.fixture(scope="module")
def voyage() -> Voyage:
    return sail()


def test_V13_what_was_not_chosen_stays_in_the_record(voyage: Voyage) -> None:
    board = voyage.play.board
    kept = json.loads(snapshot_of(voyage.play))["view"]
    there = {f"card:{id}" for id, card in board.cards.items() if board.in_sight(card)}
    assert entities(kept, "card").keys() == there
    lost = [card for card in entities(kept, "card").values() if not card["cluster"]]
    assert lost, "also those in no bundle"
    rounds = {id: one for id, one in board.rounds.items() if one.tallies}
    shown = entities(kept, "round")
    assert shown.keys() == {f"round:{id}" for id in rounds}
    none = 0
    for id, one in rounds.items():
        told = shown[f"round:{id}"]
        asked = {(q.id, option.id) for q in one.questions for option in q.options}
        counted = {(t["id"], option["id"]) for t in told["result"] for option in t["options"]}
        assert counted == asked
        none += sum(option["count"] == 0 for t in told["result"] for option in t["options"])
        said = [remark for those in one.remarks.values() for remark in those]
        assert sum(len(those) for those in told["remarks"].values()) == len(said)
    assert none, "also options that nobody chose"


@pytest.mark.parametrize(
    ("said", "seats", "verdict", "mean"),
    [
        (1, 7, "few", None),
        (2, 7, "few", None),
        (3, 7, "supported", 40),
        (1, 3, "few", None),
        (2, 3, "supported", 40),
    ],
)
def test_of_too_few_answers_nothing_is_said_for_everyone(
    said: int, seats: int, verdict: str, mean: int | None
) -> None:
    """One of seven carries nothing; two of three do."""
    for method, choice in (("agreement", AGREEMENT[0]), ("scale", "4")):
        question = FrozenQuestion("question", [FrozenOption(id) for id in OPTIONS[method]])
        answers = {"question": Answer(options={choice: 1})}
        ballots = [Ballot(f"{n}", "", False, answers) for n in range(said)]
        [told] = tally(method, [question], ballots, seats=seats)
        assert told.answered == said
        if method == "scale":
            assert (told.mean_tenths, told.verdict) == (mean, "few" if mean is None else "")
        else:
            assert told.verdict == verdict


def test_V13_each_card_and_ballot_weighs_the_same() -> None:
    """Whose it is, on paper or not: nothing of it is in what is counted."""
    question = FrozenQuestion("question", [FrozenOption("a"), FrozenOption("b")])
    yes = {"question": Answer(options={"a": 1})}
    ballots = [
        Ballot("1", "town", False, yes),
        Ballot("2", "town", True, yes),
        Ballot("3", "", False, yes),
    ]
    for one in ballots:
        [told] = tally("choice", [question], [one])
        assert [option.count for option in told.options] == [1, 0]
    [told] = tally("choice", [question], ballots)
    assert [option.count for option in told.options] == [3, 0]


def test_V14_the_big_screen_never_shows_who(voyage: Voyage) -> None:
    """Not in votes, cards or supports; nor who is on paper, leads, left or has trouble."""
    play = voyage.play
    told = show(play.board, Audience.DISPLAY)
    whole = msgspec.json.encode(told).decode()
    assert len(entities(dict(told), "card")) > 3
    assert len(entities(dict(told), "round")) > 1
    assert [seat for seat in play.board.seats if f'"{seat}"' in whole] == []
    assert all(one.seat is None for one in told.values() if isinstance(one, CardEntity))
    assert all(one.on_paper == 0 for one in told.values() if isinstance(one, RoundEntity))
    session = told["session"]
    assert isinstance(session, SessionEntity)
    assert (session.leader, session.paper_seats, session.offer) == ("", 0, None)
    assert "lead" not in told
    counts = _for(Audience.DISPLAY, Presence(here=9, typing=3, busy=2))
    assert counts == Presence(here=9, typing=0, busy=0)
    assert Audience.DISPLAY in WITHOUT_NAMES
