"""Who leads, and how that passes to another and back; rules P13 to P15."""

import msgspec
import pytest

from board import commands as c
from board import show, snapshot_bytes
from board.entities import SessionEntity
from board.types import Access, Actor, Audience, PhaseId
from tests.board.play import LEAD, MOON, OTHER_LEAD, Play

FRESH = Actor(access=Access.LEAD, lead="console-3", function="coordinator")
FIRST, SECOND, THIRD = (phase.id for phase in MOON.phases[:3])
FOR_A_PHASE = c.OfferLead(to="partner", until="phase")
TO_THE_END = c.OfferLead(to="partner", until="session")


@pytest.fixture
def play() -> Play:
    play = Play(MOON)
    play.sit("ann", "bob", organisation="oak")
    play.done(LEAD, c.TakeLead())
    play.open(FIRST)
    return play


def session(play: Play, audience: Audience = Audience.LEAD) -> SessionEntity:
    entity = show(play.board, audience)["session"]
    assert isinstance(entity, SessionEntity)
    return entity


def test_P13_an_accepted_lead_passes_and_the_old_console_is_told_how_to_have_it_back(
    play: Play,
) -> None:
    assert play.refused(OTHER_LEAD, c.AcceptLead()) == "no_offer"
    play.done(LEAD, FOR_A_PHASE)
    assert session(play).offer is not None
    assert session(play, Audience.PARTNER).offer is None
    assert play.refused(LEAD, c.AcceptLead()) == "no_offer"
    # Nothing changes until it is accepted.
    play.done(LEAD, c.AddMinutes(minutes=1))
    play.done(OTHER_LEAD, c.AcceptLead())
    assert session(play).leader == OTHER_LEAD.lead
    handed = session(play).handed
    assert handed is not None
    assert (handed.was, handed.until, handed.function) == (LEAD.lead, "phase", "partner")
    assert play.refused(LEAD, c.AddMinutes(minutes=1)) == "handed_over"
    assert play.refused(LEAD, c.OpenPhase(phase=SECOND)) == "handed_over"
    play.done(LEAD, c.AddPaperSeat())
    play.done(OTHER_LEAD, c.AddMinutes(minutes=1))


def test_P13_for_a_phase_it_comes_back_when_the_next_one_opens(play: Play) -> None:
    play.done(LEAD, FOR_A_PHASE)
    play.done(OTHER_LEAD, c.AcceptLead())
    play.done(OTHER_LEAD, c.OpenPhase(phase=SECOND))
    assert session(play).leader == LEAD.lead
    assert session(play).handed is None
    play.done(LEAD, c.OpenPhase(phase=THIRD))


def test_P13_for_the_session_it_stays_until_the_end(play: Play) -> None:
    play.done(LEAD, TO_THE_END)
    play.done(OTHER_LEAD, c.AcceptLead())
    play.done(OTHER_LEAD, c.OpenPhase(phase=SECOND))
    assert play.refused(LEAD, c.OpenPhase(phase=THIRD)) == "handed_over"
    play.done(OTHER_LEAD, c.EndBoard())
    play.done(LEAD, c.ReopenBoard())


def test_P14_no_phone_that_died_locks_a_session(play: Play) -> None:
    assert play.refused(LEAD, c.TakeBackLead()) == "not_handed"
    play.done(LEAD, TO_THE_END)
    play.done(LEAD, c.TakeBackLead())
    assert play.refused(OTHER_LEAD, c.AcceptLead()) == "no_offer"
    play.done(LEAD, TO_THE_END)
    play.done(OTHER_LEAD, c.AcceptLead())
    play.done(LEAD, c.TakeBackLead())
    play.done(LEAD, c.OpenPhase(phase=SECOND))
    play.done(LEAD, TO_THE_END)
    play.done(OTHER_LEAD, c.AcceptLead())
    # Both consoles are gone: a fresh one takes over without asking.
    play.done(FRESH, c.TakeLead())
    assert session(play).handed is None
    play.done(FRESH, c.OpenPhase(phase=THIRD))
    play.done(LEAD, c.AddMinutes(minutes=1))


def test_P14_a_command_of_leading_for_an_old_phase_still_hands_over(play: Play) -> None:
    play.done(LEAD, TO_THE_END, visit=0)
    play.done(OTHER_LEAD, c.AcceptLead(), visit=0)
    play.done(LEAD, c.TakeBackLead(), visit=0)


def test_P15_the_record_says_as_what_each_phase_was_led(play: Play) -> None:
    play.done(LEAD, TO_THE_END)
    play.done(OTHER_LEAD, c.AcceptLead())
    play.done(OTHER_LEAD, c.OpenPhase(phase=SECOND))
    play.done(LEAD, c.TakeBackLead())
    play.done(LEAD, c.OpenPhase(phase=THIRD))
    play.done(FRESH, c.OpenPhase(phase=PhaseId(FIRST)))
    kept = msgspec.json.decode(
        snapshot_bytes(play.board, moment="hand", label="", at=play.now, names={})
    )
    told = [(run["phase"], run["function"]) for run in kept["phases"]]
    assert told == [
        (FIRST, "partner"),
        (SECOND, "partner"),
        (THIRD, ""),
        (FIRST, "coordinator"),
    ]
