"""What is counted in the room: hands and dot sheets, beside ballots; rules O5 and O6."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board import commands as c
from board import mine, show
from board.entities import RoundEntity
from board.hands import fault
from board.methods import tally
from board.rows import Ballot
from board.state import Hands, Round
from board.tallies import FrozenOption, FrozenQuestion, HandCount
from board.types import Access, Actor, Audience, OrganisationId, PollId, RoundId, SeatId, Via
from tests.board.play import DOOR, LEAD, MOON, VISION, Play, partner

SCRIBE = Actor(access=Access.SCRIBE, lead="scribe-1")


@pytest.fixture
def voting() -> Play:
    """Two people with a phone, three on paper, four cards, and two dots each."""
    play = Play(VISION, {"vision_statement": ["Zin één.", "Zin twee."]})
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.done(LEAD, c.SetCardLimit(cards_each=4))
    play.open("achievement_telling")
    for number in range(4):
        play.post(partner("ann"), "achievement", f"Kaart {number}")
    for _ in range(3):
        play.done(SCRIBE, c.AddPaperSeat(organisation=OrganisationId("fir")))
    play.open("pride_voting")
    return play


def opened(play: Play) -> tuple[RoundId, list[str]]:
    round = RoundId(play.done(LEAD, c.OpenRound(poll=PollId("pride_dots"))).made)
    return round, [option.id for option in play.board.rounds[round].questions[0].options]


def paper(play: Play) -> list[SeatId]:
    return [seat for seat, held in play.board.seats.items() if held.via is Via.PAPER]


def counted(round: RoundId, people: int, guests: int = 0, **options: int) -> c.CountHands:
    counts = {"question": HandCount(options=options)}
    return c.CountHands(round=round, people=people, counts=counts, guests=guests)


def seen(play: Play, round: RoundId, audience: Audience) -> RoundEntity:
    entity = show(play.board, audience)[f"round:{round}"]
    assert isinstance(entity, RoundEntity)
    return entity


def test_O5_what_is_counted_in_the_room_counts_like_ballots(voting: Play) -> None:
    round, ids = opened(voting)
    voting.vote(partner("ann"), round, **{ids[0]: 1})
    voting.done(SCRIBE, counted(round, 3, **{ids[0]: 3, ids[1]: 2}))
    assert voting.board.rounds[round].voters == 4
    voting.done(LEAD, c.CloseRound(round=round))
    held = voting.board.rounds[round]
    result = held.tallies[0]
    assert [option.count for option in result.options] == [4, 2, 0, 0]
    assert (held.voters, held.seats, held.by_hand, held.on_paper) == (4, 5, 3, 0)
    assert result.answered == 4


def test_O5_a_count_can_be_put_right_until_the_round_closes(voting: Play) -> None:
    round, ids = opened(voting)
    voting.done(LEAD, counted(round, 3, **{ids[0]: 3}))
    voting.done(SCRIBE, counted(round, 2, **{ids[1]: 2}))
    assert voting.board.rounds[round].voters == 2
    assert voting.do(SCRIBE, counted(round, 2, **{ids[1]: 2})).events == ()  # type: ignore[union-attr]
    voting.done(LEAD, c.CloseRound(round=round))
    result = voting.board.rounds[round].tallies[0]
    assert [option.count for option in result.options] == [0, 2, 0, 0]
    assert voting.refused(LEAD, counted(round, 1, **{ids[0]: 1})) == "round_closed"


def test_O5_never_more_people_than_can_have_given_it(voting: Play) -> None:
    round, ids = opened(voting)
    assert voting.refused(LEAD, counted(round, 4, **{ids[0]: 4})) == "over_seats"
    voting.done(LEAD, counted(round, 5, guests=2, **{ids[0]: 5}))
    assert voting.refused(LEAD, counted(round, 3, **{ids[0]: 7})) == "over_people"
    assert voting.refused(LEAD, counted(round, 3, **dict.fromkeys(ids, 2))) == "over_people"
    assert voting.refused(LEAD, counted(round, 3, **{ids[0]: -1})) == "out_of_range"
    assert voting.refused(LEAD, counted(round, 1, nowhere=1)) == "no_option"
    assert voting.refused(LEAD, counted(round, -1)) == "out_of_range"
    twice = c.CountHands(round=round, people=1, counts={"question": HandCount(unsure=1, skipped=1)})
    assert voting.refused(LEAD, twice) == "over_people"
    assert voting.refused(partner("ann"), counted(round, 1)) == "forbidden"
    voting.done(LEAD, c.CloseRound(round=round))
    assert (voting.board.rounds[round].voters, voting.board.rounds[round].seats) == (5, 7)


def test_O5_a_ballot_of_someone_whose_hand_was_counted_is_no_vote_more(voting: Play) -> None:
    round, ids = opened(voting)
    ballot = {"question": c.Answer(options={ids[0]: 1})}
    one, two, _ = paper(voting)
    voting.done(SCRIBE, c.PutBallot(round=round, answers=ballot, for_seat=one))
    assert voting.refused(LEAD, counted(round, 3, **{ids[0]: 3})) == "over_seats"
    voting.done(LEAD, counted(round, 2, **{ids[0]: 2}))
    put = c.PutBallot(round=round, answers=ballot, for_seat=two)
    assert voting.refused(SCRIBE, put) == "counted_by_hand"
    # Whoever is on a phone has a vote of their own, also when it comes later.
    for seat in ("ann", "bob"):
        voting.vote(partner(seat), round, **{ids[1]: 1})
    assert voting.board.rounds[round].voters == 5 == len(voting.board.seats)
    # Someone on paper came in with a phone after the count: first the count is put right.
    voting.done(DOOR, c.TakeOverSeat(seat=two))
    assert voting.refused(partner(two), c.PutBallot(round=round, answers=ballot)) == (
        "counted_by_hand"
    )
    voting.done(LEAD, counted(round, 1, **{ids[0]: 1}))
    voting.done(partner(two), c.PutBallot(round=round, answers=ballot))
    assert voting.board.rounds[round].voters == 5


def test_O5_the_room_sees_no_count_and_no_way_of_counting(voting: Play) -> None:
    round, ids = opened(voting)
    voting.done(LEAD, counted(round, 3, **{ids[0]: 3}))
    assert seen(voting, round, Audience.SCRIBE).by_hand == 3
    for audience in (Audience.PARTNER, Audience.DISPLAY, Audience.COACH):
        assert seen(voting, round, audience).by_hand == 0
        assert seen(voting, round, audience).result == []
    voting.done(LEAD, c.CloseRound(round=round))
    voting.done(LEAD, c.RevealRound(round=round))
    assert seen(voting, round, Audience.DISPLAY).by_hand == 0
    assert seen(voting, round, Audience.RECORD).by_hand == 0


def test_O5_where_organisations_vote_no_hands_are_counted() -> None:
    play = Play(MOON)
    play.sit("ann", organisation="oak")
    phase, poll = next(
        (phase.id, asked.id)
        for phase in MOON.phases
        for step in phase.steps
        if (asked := MOON.poll(step.poll)) and asked.voters == "organisation"
    )
    play.open(phase)
    round = RoundId(play.done(LEAD, c.OpenRound(poll=poll)).made)
    assert play.refused(LEAD, counted(round, 1, guests=1)) == "not_by_hand"


METHODS = st.sampled_from(["dots", "choice", "scale", "agreement", "ranking"])
NUMBERS = st.integers(0, 6)


@given(
    method=METHODS,
    people=NUMBERS,
    counts=st.lists(NUMBERS, min_size=5, max_size=5),
    unsure=NUMBERS,
    ballots=st.integers(0, 4),
)
def test_O5_a_count_that_is_taken_adds_up(
    method: str, people: int, counts: list[int], unsure: int, ballots: int
) -> None:
    names = {"agreement": ("yes", "yes_remark", "can_live", "not_yet")}.get(method, "12345")
    options = [FrozenOption(id=name) for name in names]
    question = FrozenQuestion(id="question", options=options)
    round = Round(PollId("p"), 1, method, [question], dots=3, most=2, times=1, seats=9)
    given = dict(zip(names, counts, strict=False))
    hands = Hands(people, {"question": HandCount(options=given, unsure=unsure)})
    if fault(round, hands, room=9) is not None:
        return
    each = [Ballot(f"v{n}", "", False, {"question": c.Answer(unsure=True)}) for n in range(ballots)]
    [result] = tally(method, [question], each, hands)
    assert {option.id: option.count for option in result.options} == {**given}
    assert result.unsure == unsure + ballots
    assert 0 <= result.answered <= people - unsure
    assert bool(result.answered) == any(given.values())


def test_O6_a_paper_ballot_that_is_in_is_replaced_only_by_who_knows_it(voting: Play) -> None:
    round, ids = opened(voting)
    seat = paper(voting)[0]
    ballot = {"question": c.Answer(options={ids[0]: 1})}
    other = {"question": c.Answer(options={ids[1]: 1})}
    voting.done(SCRIBE, c.PutBallot(round=round, answers=ballot, for_seat=seat, once=True))
    again = c.PutBallot(round=round, answers=other, for_seat=seat, once=True)
    assert voting.refused(SCRIBE, again) == "ballot_there"
    voting.done(SCRIBE, c.PutBallot(round=round, answers=other, for_seat=seat))
    assert voting.board.rounds[round].voters == 1


def test_O7_a_seat_on_paper_that_comes_in_by_phone_keeps_its_votes_and_speaks_for_itself(
    voting: Play,
) -> None:
    round, ids = opened(voting)
    seat = paper(voting)[0]
    ballot = {"question": c.Answer(options={ids[0]: 1})}
    voting.done(SCRIBE, c.PutBallot(round=round, answers=ballot, for_seat=seat))
    voting.done(DOOR, c.TakeOverSeat(seat=seat))
    own = mine(voting.board, seat, voting.keys, voting.box)
    assert own.ballots[round].answers["question"].options == {ids[0]: 1}
    assert voting.refused(SCRIBE, c.PutBallot(round=round, answers=ballot, for_seat=seat)) == (
        "no_seat"
    )
    other = {"question": c.Answer(options={ids[1]: 1})}
    voting.done(partner(seat), c.PutBallot(round=round, answers=other))
    assert (voting.board.rounds[round].voters, len(voting.board.seats)) == (1, 5)
    assert voting.done(DOOR, c.TakeOverSeat(seat=seat)).events == ()
    assert voting.refused(DOOR, c.TakeOverSeat(seat=SeatId("nobody"))) == "no_seat"
    assert voting.refused(LEAD, c.TakeOverSeat(seat=seat)) == "forbidden"
    assert voting.refolded() == voting.board
