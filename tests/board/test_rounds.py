"""Votes: budgets, secrecy, two numbers, one result; rules R1 to R11."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from board import commands as c
from board import events as e
from board import mine, show
from board.entities import RoundEntity
from board.format import AGREEMENT
from board.methods import dots_for, tally
from board.rows import Ballot, PutBallotRow
from board.tallies import FrozenOption, FrozenQuestion
from board.types import Audience, CardId, OrganisationId, PollId, RoundId, SeatId
from tests.board.play import LEAD, VISION, Play, partner

SIX = ["ann", "bob", "cem", "dia", "eva", "fay"]


@pytest.fixture
def voting() -> Play:
    """Six people of six organisations, four cards, and dots to be placed."""
    play = Play(VISION, {"vision_statement": ["Zin één.", "Zin twee."]})
    for seat in SIX:
        play.sit(seat, organisation=f"org-{seat}")
    play.open("achievement_telling")
    for seat in SIX[:4]:
        play.post(partner(seat), "achievement", f"Kaart van {seat}")
    play.open("pride_voting")
    return play


def opened(play: Play, poll: str = "pride_dots") -> RoundId:
    return RoundId(play.done(LEAD, c.OpenRound(poll=PollId(poll))).made)


def seen(play: Play, round: RoundId, audience: Audience) -> RoundEntity:
    entity = show(play.board, audience)[f"round:{round}"]
    assert isinstance(entity, RoundEntity)
    return entity


def test_R1_a_quarter_of_the_options_in_dots_at_least_two_at_most_five() -> None:
    assert [dots_for(n) for n in (2, 6, 10, 12, 14, 18, 40)] == [2, 2, 3, 3, 4, 5, 5]


def test_R2_options_freeze_when_the_round_opens(voting: Play) -> None:
    round = opened(voting)
    card = voting.board.rounds[round].questions[0].options[0].cards[0]
    author = partner(voting.board.cards[card].author)
    assert voting.refused(author, c.EditCard(card=card, text="Anders")) == "card_locked"
    assert voting.refused(author, c.WithdrawCard(card=card)) == "card_locked"
    assert voting.refused(LEAD, c.HideCards(cards=[card], reason="dubbel")) == "card_locked"
    voting.done(LEAD, c.CloseRound(round=round))
    voting.done(author, c.EditCard(card=card, text="Anders"))
    assert voting.board.rounds[round].questions[0].options[0].text == "Kaart van ann"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"nowhere": 1}, "no_option"),
        ({0: 2, 1: 1}, "over_budget"),
        ({0: 3}, "over_most"),
        ({0: 0}, "bad_ballot"),
        ({0: -1}, "bad_ballot"),
    ],
)
def test_R3_a_ballot_that_does_not_fit_is_refused(
    voting: Play, options: dict[str | int, int], code: str
) -> None:
    round = opened(voting)
    ids = [option.id for option in voting.board.rounds[round].questions[0].options]
    named = {ids[id] if isinstance(id, int) else id: weight for id, weight in options.items()}
    ballot = c.PutBallot(round=round, answers={"question": c.Answer(options=named)})
    assert voting.refused(partner("ann"), ballot) == code


def test_R4_a_ballot_is_a_row_and_its_event_names_no_one(voting: Play) -> None:
    round = opened(voting)
    option = voting.board.rounds[round].questions[0].options[0].id
    decision = voting.vote(partner("ann"), round, **{option: 2})
    assert decision.events == (e.BallotPut(round=round, first=True),)
    (row,) = decision.rows
    assert isinstance(row, PutBallotRow)
    assert "ann" not in msgspec.json.encode(row).decode()
    again = voting.vote(partner("ann"), round, **{option: 1})
    assert again.events == (e.BallotPut(round=round, first=False),)
    assert not voting.vote(partner("ann"), round, **{option: 1}).events
    assert voting.board.rounds[round].voters == 1


def test_R5_no_count_reaches_anyone_before_the_result_is_shown(voting: Play) -> None:
    round = opened(voting)
    options = [option.id for option in voting.board.rounds[round].questions[0].options]
    for i, seat in enumerate(SIX):
        voting.vote(partner(seat), round, **{options[i % 2]: 2})
    voting.done(LEAD, c.CloseRound(round=round))
    for audience in set(Audience) - {Audience.RECORD}:
        assert seen(voting, round, audience).result == []
    assert f"round:{round}" not in show(voting.board, Audience.RECORD)
    voting.done(LEAD, c.RevealRound(round=round))
    for audience in Audience:
        counts = [it.count for it in seen(voting, round, audience).result[0].options]
        assert counts == [6, 6, 0, 0]


def test_R6_every_result_is_two_numbers_the_second_from_five_organisations_up(
    voting: Play,
) -> None:
    round = opened(voting)
    option = voting.board.rounds[round].questions[0].options[0].id
    for seat in SIX[:4]:
        voting.vote(partner(seat), round, **{option: 1})
    voting.done(LEAD, c.CloseRound(round=round))
    few = voting.board.rounds[round].tallies[0]
    assert (few.options[0].count, few.options[0].organisations, few.organisations) == (
        4,
        None,
        None,
    )
    again = opened(voting)
    for seat in SIX[:5]:
        voting.vote(partner(seat), again, **{option: 2})
    voting.done(LEAD, c.CloseRound(round=again))
    enough = voting.board.rounds[again].tallies[0]
    assert (enough.options[0].count, enough.options[0].organisations) == (10, 5)
    assert voting.board.rounds[again].times == 2


def test_R7_dont_know_and_not_choosing_are_answers(voting: Play) -> None:
    round = opened(voting)
    answers = [c.Answer(unsure=True), c.Answer(skipped=True), c.Answer()]
    for seat, answer in zip(SIX, answers, strict=False):
        voting.done(partner(seat), c.PutBallot(round=round, answers={"question": answer}))
    voting.done(LEAD, c.CloseRound(round=round))
    told = voting.board.rounds[round].tallies[0]
    assert (told.answered, told.unsure, told.skipped) == (0, 1, 2)
    assert voting.board.rounds[round].voters == 3


def test_R8_a_closed_round_takes_nothing_and_its_ballots_are_gone(voting: Play) -> None:
    round = opened(voting)
    option = voting.board.rounds[round].questions[0].options[0].id
    voting.vote(partner("ann"), round, **{option: 1})
    assert mine(voting.board, SeatId("ann"), voting.keys, voting.box).ballots
    decision = voting.done(LEAD, c.CloseRound(round=round))
    assert [type(row).__name__ for row in decision.rows] == ["DropBox"]
    assert voting.box.rounds == {}
    late = c.PutBallot(round=round, answers={"question": c.Answer(options={option: 1})})
    assert voting.refused(partner("bob"), late) == "round_closed"
    assert not mine(voting.board, SeatId("ann"), voting.keys, voting.box).ballots


def test_R9_scale_choice_and_agreement_take_one_answer_each(voting: Play) -> None:
    voting.open("vision_reading")
    scale = opened(voting, "vision_scale")
    first, second = (question.id for question in voting.board.rounds[scale].questions)
    for seat, value in zip(SIX, "223345", strict=True):
        answers = {first: c.Answer(options={value: 1}), second: c.Answer(options={"5": 1})}
        voting.done(partner(seat), c.PutBallot(round=scale, answers=answers))
    two = {first: c.Answer(options={"1": 1, "2": 1})}
    assert voting.refused(partner("ann"), c.PutBallot(round=scale, answers=two)) == "bad_ballot"
    voting.done(LEAD, c.CloseRound(round=scale))
    told = voting.board.rounds[scale].tallies[0]
    assert [option.count for option in told.options] == [0, 2, 2, 1, 1]
    assert told.mean_tenths == 32

    voting.open("vision_line_by_line")
    lines = opened(voting, "vision_line_choice")
    assert [question.text for question in voting.board.rounds[lines].questions] == [
        "Zin één.",
        "Zin twee.",
    ]


def test_R10_agreement_freezes_what_one_agrees_with_and_keeps_remarks_apart(voting: Play) -> None:
    voting.open("positive_core_reading")
    assert voting.refused(LEAD, c.OpenRound(poll=PollId("positive_core_check"))) == "no_text"
    core = VISION.texts[1].id
    voting.done(LEAD, c.WriteText(text=core, lines=["We gaan naar de mensen toe.", ""]))
    round = opened(voting, "positive_core_check")
    assert voting.board.rounds[round].questions[0].text == "We gaan naar de mensen toe."
    yes, remark, live, not_yet = AGREEMENT
    for seat, answer in zip(SIX, [yes, remark, live, not_yet, yes, yes], strict=True):
        said = "Te klein" if answer in (remark, not_yet) else ""
        ballot = c.Answer(options={answer: 1}, remark=said)
        voting.done(partner(seat), c.PutBallot(round=round, answers={"question": ballot}))
    voting.done(LEAD, c.CloseRound(round=round))
    held = voting.board.rounds[round]
    assert held.tallies[0].verdict == "supported"
    assert [(it.option, it.text) for it in held.remarks["question"]] == [
        (not_yet, "Te klein"),
        (remark, "Te klein"),
    ]
    assert seen(voting, round, Audience.LEAD).remarks == {}


def test_R11_a_paper_ballot_counts_like_any_other(voting: Play) -> None:
    seat = SeatId(voting.done(LEAD, c.AddPaperSeat(organisation=OrganisationId("oak"))).made)
    round = opened(voting)
    option = voting.board.rounds[round].questions[0].options[0].id
    answer = {"question": c.Answer(options={option: 1})}
    voting.done(LEAD, c.PutBallot(round=round, answers=answer, for_seat=seat))
    voting.vote(partner("ann"), round, **{option: 1})
    voting.done(LEAD, c.CloseRound(round=round))
    held = voting.board.rounds[round]
    assert (held.tallies[0].options[0].count, held.voters, held.on_paper) == (2, 2, 1)
    assert seen(voting, round, Audience.DISPLAY).on_paper == 0


def test_a_round_needs_two_options_and_at_most_what_the_format_says() -> None:
    play = Play(VISION)
    play.sit("ann", "bob")
    play.open("pride_voting")
    assert play.refused(LEAD, c.OpenRound(poll=PollId("pride_dots"))) == "too_few_options"
    play.done(LEAD, c.SetCardLimit(cards_each=13))
    play.open("achievement_telling")
    for number in range(13):
        play.post(partner("ann"), "achievement", f"Kaart {number}")
    play.open("pride_voting")
    assert play.refused(LEAD, c.OpenRound(poll=PollId("pride_dots"))) == "too_many_options"


def test_a_phase_that_opens_closes_the_round_of_the_one_before(voting: Play) -> None:
    round = opened(voting)
    voting.vote(partner("ann"), round, **{voting.board.rounds[round].questions[0].options[0].id: 1})
    voting.open("reasons_finding")
    assert voting.board.rounds[round].status == "closed"
    assert voting.board.rounds[round].voters == 1


def test_small_rounds_say_before_the_vote_that_they_cannot_be_secret() -> None:
    play = Play(VISION, {"vision_statement": ["Zin."]})
    play.sit("ann", "bob", "cem", "dia")
    play.open("vision_reading")
    assert seen(play, opened(play, "vision_scale"), Audience.PARTNER).small


@given(st.randoms(use_true_random=False))
def test_a_tally_does_not_depend_on_the_order_of_ballots(rng: Random) -> None:
    question = FrozenQuestion(id="q", options=[FrozenOption(id=id) for id in "abc"])
    ballots = [
        Ballot(
            voter=str(i),
            organisation=rng.choice(["", "x", "y", "z", "u", "v"]),
            paper=False,
            answers={"q": c.Answer(options={rng.choice("abc"): rng.randint(1, 2)})},
        )
        for i in range(rng.randint(0, 9))
    ]
    shuffled = rng.sample(ballots, len(ballots))
    assert tally("dots", [question], ballots) == tally("dots", [question], shuffled)


def test_S3_a_card_in_the_result_can_still_be_taken_away_on_request(voting: Play) -> None:
    round = opened(voting)
    voting.done(LEAD, c.CloseRound(round=round))
    card = CardId(voting.board.rounds[round].questions[0].options[0].id)
    voting.done(LEAD, c.EraseCard(card=card))
    assert voting.board.rounds[round].questions[0].options[0].text is None
