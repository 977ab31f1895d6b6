"""Votes of other shapes: a ranking, each card, a few questions, organisations, a chart."""

import msgspec
import pytest

from board import commands as c
from board import mine, show
from board.entities import ChartEntity, ChartRow, MyBallot, RoundEntity
from board.erase import erased, holds_text_of
from board.rows import PutBallotRow
from board.types import Audience, CardId, OrganisationId, PollId, RoundId, SeatId
from tests.board.play import LEAD, Play, partner

SIX = ["ann", "bob", "cem", "dia", "eva", "fay"]
STARS = ["Een vaste ster.", "Een late ster.", "Een lichte ster.", "Een oude ster."]


@pytest.fixture
def sky() -> Play:
    """Six people of six organisations; four stars in the field, ready to be weighed."""
    play = Play()
    for number, seat in enumerate(SIX):
        play.sit(seat, organisation=f"org{number}")
    play.open("star_sorting")
    for seat, text in zip(SIX, STARS, strict=False):
        play.post(partner(seat), "star_point", text)
    play.post(partner("fay"), "star_dust", "Geen ster.")
    return play


def stars(play: Play) -> list[CardId]:
    return [card.id for card in play.board.cards.values() if card.kind == "star_point"]


def opened(play: Play, poll: str, *questions: str) -> RoundId:
    command = c.OpenRound(poll=PollId(poll), questions=[*questions])
    return RoundId(play.done(LEAD, command).made)


def answer(play: Play, seat: str, round: RoundId, **questions: dict[str, int]) -> None:
    answers = {id: c.Answer(options=options) for id, options in questions.items()}
    play.done(partner(seat), c.PutBallot(round=round, answers=answers))


def ballot(round: RoundId, **options: int) -> c.PutBallot:
    return c.PutBallot(round=round, answers={"question": c.Answer(options=options)})


def shown(play: Play, round: RoundId) -> None:
    play.done(LEAD, c.CloseRound(round=round))
    play.done(LEAD, c.RevealRound(round=round))


def seen(play: Play, round: RoundId, audience: Audience) -> RoundEntity:
    entity = show(play.board, audience)[f"round:{round}"]
    assert isinstance(entity, RoundEntity)
    return entity


def chart(play: Play, audience: Audience) -> list[ChartRow] | None:
    entity = show(play.board, audience).get("chart:star_chart")
    assert entity is None or isinstance(entity, ChartEntity)
    return entity.rows if entity else None


def test_R12_a_ranking_counts_three_two_and_one_points(sky: Play) -> None:
    round = opened(sky, "moth_ranking")
    answer(sky, "ann", round, question={"ghost_moth": 3, "hawk_moth": 2, "plume_moth": 1})
    answer(sky, "bob", round, question={"hawk_moth": 3, "ghost_moth": 2})
    for seat in SIX[2:]:
        answer(sky, seat, round, question={"paper_moth": 3})
    shown(sky, round)
    told = sky.board.rounds[round].tallies[0]
    assert {it.id: (it.count, it.organisations) for it in told.options} == {
        "ghost_moth": (5, 2),
        "hawk_moth": (5, 2),
        "plume_moth": (1, 1),
        "paper_moth": (12, 4),
    }
    assert told.answered == 6


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "bad_ranking"),
        ({"ghost_moth": 3, "hawk_moth": 3}, "bad_ranking"),
        ({"ghost_moth": 4}, "bad_ranking"),
        ({"ghost_moth": 0}, "bad_ballot"),
        ({"sun_moth": 3}, "no_option"),
        (
            {"ghost_moth": 3, "hawk_moth": 2, "plume_moth": 1, "paper_moth": 1},
            "too_many_ranked",
        ),
    ],
)
def test_R12_a_place_of_a_ranking_is_given_once(
    sky: Play, options: dict[str, int], code: str
) -> None:
    assert sky.refused(partner("ann"), ballot(opened(sky, "moth_ranking"), **options)) == code


def test_R13_each_card_and_cluster_of_a_kind_is_a_question_as_it_stood(sky: Play) -> None:
    first, second, third, fourth = stars(sky)
    cluster = sky.done(LEAD, c.MakeCluster(members=[first, third], title="Twee sterren")).made
    round = opened(sky, "fall_choice")
    held = sky.board.rounds[round]
    assert [(it.id, it.text, it.cards) for it in held.questions] == [
        (cluster, "Twee sterren", [first, third]),
        (second, "Een late ster.", [second]),
        (fourth, "Een oude ster.", [fourth]),
    ]
    assert [option.id for option in held.questions[0].options] == ["at_dusk", "at_dawn", "some_day"]
    for card in (first, second):
        assert sky.refused(LEAD, c.HideCards(cards=[card], reason="dubbel")) == "card_locked"
    edit = c.EditCard(card=second, text="Anders")
    assert sky.refused(partner("bob"), edit) == "card_locked"
    sky.done(LEAD, c.CloseRound(round=round))
    sky.done(partner("bob"), edit)
    assert sky.board.rounds[round].questions[1].text == "Een late ster."


def test_R13_a_vote_over_no_card_or_too_many_is_not_opened(sky: Play) -> None:
    first, second, third, fourth = stars(sky)
    open_all = c.OpenRound(poll=PollId("fall_choice"))
    hide = c.HideCards(cards=[first, second, third, fourth], reason="dubbel")
    sky.done(LEAD, hide)
    assert sky.refused(LEAD, open_all) == "too_few_questions"
    sky.done(LEAD, c.ShowCards(cards=[first, second, third, fourth]))
    sky.done(LEAD, c.SetCardLimit(cards_each=9))
    for number in range(3):
        sky.post(partner("fay"), "star_point", f"Nog een ster: {number}")
    outcome = sky.do(LEAD, open_all)
    assert msgspec.to_builtins(outcome) == {
        "code": "too_many_questions",
        "value": "7",
        "limit": "6",
    }


def test_R13_a_card_that_is_erased_is_gone_from_what_was_asked(sky: Play) -> None:
    _, second, *_ = stars(sky)
    round = opened(sky, "fall_choice")
    asked = next(event for event in sky.events if type(event).__name__ == "RoundOpened")
    assert second in holds_text_of(asked)
    assert b"Een late ster." not in msgspec.json.encode(erased(asked, second))
    sky.done(LEAD, c.CloseRound(round=round))
    sky.done(LEAD, c.EraseCard(card=second))
    assert [it.text for it in seen(sky, round, Audience.LEAD).questions][:2] == [STARS[0], None]


def test_R14_who_leads_picks_the_questions(sky: Play) -> None:
    some = ["dew_word", "moon_word"]
    round = opened(sky, "word_choice", *some)
    asked = sky.board.rounds[round].questions
    assert [(it.id, [option.id for option in it.options]) for it in asked] == [
        ("moon_word", ["white_disc", "old_friend"]),
        ("dew_word", ["wet_feet", "small_lens"]),
    ]
    other = {"moon_word": c.Answer(options={"wet_feet": 1})}
    refused = sky.refused(partner("ann"), c.PutBallot(round=round, answers=other))
    assert refused == "no_option"


@pytest.mark.parametrize(
    ("poll", "questions", "code"),
    [
        ("word_choice", [], "too_many_questions"),
        ("word_choice", ["moon_word", "night_word", "dew_word"], "too_many_questions"),
        ("word_choice", ["sun_word"], "no_question"),
        ("moth_ranking", ["question"], "no_question"),
    ],
)
def test_R14_no_more_questions_are_picked_than_the_format_allows(
    sky: Play, poll: str, questions: list[str], code: str
) -> None:
    assert sky.refused(LEAD, c.OpenRound(poll=PollId(poll), questions=questions)) == code


def test_R15_the_last_ballot_of_an_organisation_counts_for_it(sky: Play) -> None:
    sky.sit("gus", organisation="org0")
    sky.sit("hal")
    round = opened(sky, "moth_ranking")
    held = sky.board.rounds[round]
    assert (held.organisations, held.seats) == (True, 6)
    decision = sky.done(partner("ann"), ballot(round, ghost_moth=3))
    (row,) = decision.rows
    assert isinstance(row, PutBallotRow)
    assert not {"ann", "org0"} & {row.ballot.voter, row.ballot.organisation}
    sky.done(partner("gus"), ballot(round, hawk_moth=3))
    sky.done(partner("bob"), ballot(round, hawk_moth=3))

    def mine_of(seat: str) -> dict[str, MyBallot]:
        return mine(sky.board, SeatId(seat), sky.keys, sky.box).ballots

    assert mine_of("ann") == mine_of("gus")
    assert mine_of("ann")[round].answers["question"].options == {"hawk_moth": 3}
    assert mine_of("cem") == mine_of("hal") == {}
    assert sky.refused(partner("hal"), ballot(round, hawk_moth=3)) == "no_organisation"

    shown(sky, round)
    told = seen(sky, round, Audience.PARTNER)
    assert (told.voters, told.seats, told.organisations) == (2, 6, True)
    assert [option.count for option in told.result[0].options] == [0, 6, 0, 0]


def test_R15_who_has_no_organisation_can_still_join_one_while_they_vote(sky: Play) -> None:
    sky.sit("hal")
    round = opened(sky, "moth_ranking")
    own = c.ChooseOrganisation(organisation=OrganisationId("oak"))
    assert sky.refused(partner("ann"), own) == "round_open"
    sky.done(partner("hal"), own)
    sky.done(partner("hal"), ballot(round, hawk_moth=3))
    sky.done(LEAD, c.CloseRound(round=round))
    assert (sky.board.rounds[round].voters, sky.board.rounds[round].seats) == (1, 7)
    opened(sky, "fall_choice")
    sky.sit("ivy")
    assert sky.refused(partner("ivy"), own) == "round_open"


def test_R16_a_chart_is_there_once_both_votes_were_shown(sky: Play) -> None:
    ids = stars(sky)
    up = opened(sky, "glow_scale", *ids[:3])
    for seat, value in zip(SIX, "112555", strict=True):
        answer(sky, seat, up, **{ids[0]: {value: 1}, ids[1]: {"3": 1}})
    shown(sky, up)
    across = opened(sky, "fall_choice")
    for seat, value in zip(SIX, ["at_dusk"] * 4 + ["at_dawn", "some_day"], strict=True):
        answer(sky, seat, across, **{ids[0]: {value: 1}, ids[1]: {"some_day": 1}})
    sky.done(LEAD, c.CloseRound(round=across))
    assert [chart(sky, audience) for audience in Audience] == [None] * len(Audience)
    sky.done(LEAD, c.RevealRound(round=across))
    rows = chart(sky, Audience.RECORD)
    assert rows is not None
    assert [(row.number, row.text, row.across, row.up, row.corner) for row in rows] == [
        (1, STARS[0], 75, 54, 1),
        (2, STARS[1], 0, 50, 0),
        (3, STARS[2], None, None, None),
        (4, STARS[3], None, None, None),
    ]
    assert all(chart(sky, audience) == rows for audience in Audience)
    sky.open("song_singing")
    assert chart(sky, Audience.PARTNER) is None
    assert chart(sky, Audience.DISPLAY) == rows


def test_R16_a_chart_goes_by_the_last_votes_and_forgets_what_was_erased(sky: Play) -> None:
    ids = stars(sky)
    for value in ("1", "5"):
        up = opened(sky, "glow_scale", ids[0])
        answer(sky, "ann", up, **{ids[0]: {value: 1}})
        shown(sky, up)
    across = opened(sky, "fall_choice")
    answer(sky, "ann", across, **{ids[0]: {"some_day": 1}})
    shown(sky, across)
    sky.done(LEAD, c.EraseCard(card=ids[0]))
    rows = chart(sky, Audience.LEAD)
    assert rows is not None
    assert (rows[0].text, rows[0].across, rows[0].up, rows[0].corner) == (None, 0, 100, 0)
