"""What lay on paper comes in when the session is over; rule O8."""

import msgspec
import pytest

from board import commands as c
from board import show
from board.decide.afterwards import DAY
from board.entities import CardEntity, RoundEntity
from board.snapshot import read_snapshot, snapshot_bytes
from board.tallies import HandCount
from board.types import Access, Actor, Audience, KindId, OrganisationId, PhaseId, PollId, RoundId
from tests.board.play import LEAD, VISION, Play, partner

SCRIBE = Actor(access=Access.SCRIBE, lead="scribe-1")
TELLING, VOTING = PhaseId("achievement_telling"), PhaseId("pride_voting")


@pytest.fixture
def over() -> Play:
    """A session in a hall without a line: it was opened and ended, and all is on paper."""
    play = Play(VISION, {"vision_statement": ["Zin één.", "Zin twee."]})
    play.done(LEAD, c.EndBoard())
    return play


def told(play: Play, phase: PhaseId, at: int = 5_000) -> int:
    play.done(SCRIBE, c.EnterPhase(phase=phase, at=at, minutes=10))
    return play.board.visit


def card(visit: int, text: str = "Van papier", **more: object) -> c.EnterCard:
    return c.EnterCard(
        visit=visit, kind=KindId("achievement"), text=text, organisation=OrganisationId("oak")
    )


def test_O8_a_session_on_paper_comes_in_afterwards_under_its_own_hours(over: Play) -> None:
    visit = told(over, TELLING)
    ids = [over.done(SCRIBE, card(visit, f"Kaart {n}")).made for n in range(3)]
    held = show(over.board, Audience.RECORD)[f"card:{ids[0]}"]
    assert isinstance(held, CardEntity)
    assert (held.entered, held.number, held.organisation, held.text) == (True, 1, "oak", "Kaart 0")
    assert over.events[-1].at == 5_000  # type: ignore[union-attr]
    vote = told(over, VOTING, at=8_000)
    counts = {"question": HandCount(options={ids[0]: 4, ids[1]: 1})}
    entered = c.EnterCounts(visit=vote, poll=PollId("pride_dots"), people=4, counts=counts)
    round = RoundId(over.done(LEAD, entered).made)
    shown = show(over.board, Audience.RECORD)[f"round:{round}"]
    assert isinstance(shown, RoundEntity)
    assert (shown.status, shown.voters, shown.by_hand, shown.entered) == ("revealed", 4, 0, True)
    assert [option.count for option in shown.result[0].options] == [4, 1, 0]
    over.done(SCRIBE, c.KeepEntries())
    assert over.board.snapshots[-1].moment == "added"
    kept = read_snapshot(
        snapshot_bytes(over.board, moment="added", label="", at=over.now, names={})
    )
    phases = msgspec.convert(kept["phases"], list[dict[str, object]])
    assert [(it["phase"], it["opened_at"], it["entered"]) for it in phases] == [
        (TELLING, 5_000, True),
        (VOTING, 8_000, True),
    ]
    assert over.refolded() == over.board


def test_O8_what_was_held_here_stays_as_it_was_shown() -> None:
    play = Play(VISION, {"vision_statement": ["Zin één.", "Zin twee."]})
    play.sit("ann", "bob", organisation="oak")
    play.open(TELLING)
    for number in range(3):
        play.post(partner("ann"), "achievement", f"Kaart {number}")
    play.open(VOTING)
    round = RoundId(play.done(LEAD, c.OpenRound(poll=PollId("pride_dots"))).made)
    assert play.refused(LEAD, card(1)) == "not_ended"
    play.done(LEAD, c.EndBoard())
    shown = play.board.rounds[round]
    entered = c.EnterCounts(visit=2, poll=PollId("pride_dots"), people=2, counts={})
    assert play.refused(LEAD, entered) == "was_held"
    phase = c.EnterPhase(phase=TELLING, at=5_000, minutes=5)
    assert play.refused(LEAD, phase) == "was_held"
    # A card of a phase that was held stands beside its result, and never in it.
    late = play.done(LEAD, card(1)).made
    assert play.board.rounds[round] == shown
    assert play.board.cards[late].entered  # type: ignore[index]
    assert play.refused(partner("ann"), card(1)) == "forbidden"


def test_O8_it_comes_in_for_some_days_only(over: Play) -> None:
    visit = told(over, TELLING)
    over.now += 7 * DAY
    assert over.refused(SCRIBE, card(visit)) == "entering_over"
    assert over.refused(SCRIBE, c.KeepEntries()) == "entering_over"


def test_O8_what_cannot_be_is_refused_with_why(over: Play) -> None:
    def phase(at: int, minutes: int = 10) -> str:
        return over.refused(LEAD, c.EnterPhase(phase=TELLING, at=at, minutes=minutes))

    assert phase(over.now + 60_000) == "out_of_range"
    assert phase(5_000, minutes=0) == "out_of_range"
    visit = told(over, TELLING)
    assert over.refused(LEAD, card(visit + 1)) == "wrong_phase"
    assert over.refused(LEAD, card(visit, " ")) == "empty"
    stranger = c.EnterCard(
        visit=visit, kind=KindId("achievement"), text="x", organisation=OrganisationId("no one")
    )
    assert over.refused(LEAD, stranger) == "bad_id"
    vote = told(over, VOTING)
    few = c.EnterCounts(visit=vote, poll=PollId("pride_dots"), people=3, counts={})
    assert over.refused(LEAD, few) == "too_few_options"
    assert over.refused(LEAD, c.TakeBackEntry()) == "not_entered"


def test_O8_what_was_entered_can_be_taken_back_and_put_right(over: Play) -> None:
    visit = told(over, TELLING)
    cards = [over.done(SCRIBE, card(visit, f"Kaart {n}")).made for n in range(2)]
    vote = told(over, VOTING)
    counts = {"question": HandCount(options={cards[0]: 2})}
    entered = c.EnterCounts(visit=vote, poll=PollId("pride_dots"), people=2, counts=counts)
    round = RoundId(over.done(LEAD, entered).made)
    over.done(SCRIBE, c.TakeBackEntry(round=round))
    assert f"round:{round}" not in show(over.board, Audience.RECORD)
    again = over.done(LEAD, entered)
    assert again.made != round
    over.done(SCRIBE, c.TakeBackEntry(card=cards[1]))  # type: ignore[arg-type]
    assert over.board.cards[cards[1]].gone  # type: ignore[index]
    assert told(over, TELLING, at=3_000) == vote
    assert over.board.visits[visit - 1].opened_at == 3_000
    assert over.refolded() == over.board
