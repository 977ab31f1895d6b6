"""«Ik snap het niet»: counted once for each person and visit, and said by nobody."""

import msgspec

from board import commands as c
from board.entities import LeadEntity
from board.events import UnclearSaid
from board.personal import mine
from board.types import Access, Actor, Audience, SeatId, Via
from board.views import draw, show
from tests.board.play import LEAD, VISION, Play, partner

SCRIBE = Actor(access=Access.SCRIBE, lead="scribe-1")
PHASES = [phase.id for phase in VISION.phases if phase.steps]


def asking() -> Play:
    play = Play(VISION)
    play.sit("ann", "bob", "cem", "dia")
    play.open(PHASES[0])
    return play


def told(play: Play, audience: Audience = Audience.LEAD) -> int:
    lead = draw(play.board, "lead", audience)
    return lead.unclear if isinstance(lead, LeadEntity) else 0


def knows(play: Play, seat: str) -> bool:
    return mine(play.board, SeatId(seat), play.keys, play.box).unclear


def test_U1_three_who_do_not_get_it_are_three_and_each_counts_once() -> None:
    play = asking()
    for seat in ("ann", "bob", "cem", "ann"):
        play.done(partner(seat), c.SayUnclear())
    assert told(play) == 3
    assert [knows(play, seat) for seat in ("ann", "bob", "cem", "dia")] == [True, True, True, False]
    play.done(partner("bob"), c.SayUnclear(unclear=False))
    assert told(play) == 2
    assert not knows(play, "bob")


def test_U1_only_who_leads_sees_how_many() -> None:
    play = asking()
    play.done(partner("ann"), c.SayUnclear())
    assert [one for one in Audience if told(play, one)] == [Audience.LEAD]


def test_U1_no_event_and_no_view_says_who() -> None:
    play = asking()
    before = len(play.events)
    for seat in ("ann", "bob"):
        play.done(partner(seat), c.SayUnclear())
    said = b"".join(msgspec.json.encode(event) for event in play.events[before:])
    assert not any(seat in said for seat in (b"ann", b"bob"))
    lead = msgspec.json.encode(show(play.board, Audience.LEAD)["lead"])
    assert b"ann" not in lead
    play.open(PHASES[1])
    play.done(partner("ann"), c.SayUnclear())
    marks = [event.mark for event in play.events if isinstance(event, UnclearSaid)]
    assert len(set(marks)) == 3, "the marks of one person in two visits do not join"


def test_U1_the_next_visit_begins_at_none_and_what_comes_late_does_not_count() -> None:
    play = asking()
    play.done(partner("ann"), c.SayUnclear())
    play.open(PHASES[1])
    assert told(play) == 0
    assert not knows(play, "ann")
    assert play.refused(partner("ann"), c.SayUnclear(), visit=1) == "stale_phase"
    assert play.refolded() == play.board


def test_U1_a_scribe_says_it_for_who_is_on_paper_and_nobody_for_a_phone() -> None:
    play = asking()
    paper = SeatId(play.done(SCRIBE, c.AddPaperSeat()).made)
    assert play.board.seats[paper].via is Via.PAPER
    play.done(SCRIBE, c.SayUnclear(for_seat=paper))
    assert told(play) == 1
    assert play.refused(SCRIBE, c.SayUnclear(for_seat=SeatId("ann"))) == "no_seat"
    assert play.refused(SCRIBE, c.SayUnclear()) == "no_seat"


def test_U1_before_the_first_phase_and_after_the_end_there_is_nothing_to_get() -> None:
    play = Play(VISION)
    (ann,) = play.sit("ann")
    assert play.refused(ann, c.SayUnclear()) == "not_open"
    play.open(PHASES[0])
    play.done(LEAD, c.EndBoard())
    assert play.refused(ann, c.SayUnclear()) == "ended"
