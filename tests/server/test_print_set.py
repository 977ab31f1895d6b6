"""The set for the tables: whatever is asked on a phone lies there on paper too."""

import pytest

from board.format import Format
from server.formats import shelf
from server.pages import TEMPLATES
from server.paper import Paper
from server.print_set import Options, print_set
from server.words import load
from tests.board.play import MOON
from tests.server.test_paper import NOON, text_of

SHIPPED = [*shelf().values(), MOON]


@pytest.mark.parametrize("format", SHIPPED, ids=lambda format: format.id)
def test_O3_each_kind_of_card_and_each_vote_has_its_paper(format: Format) -> None:
    made = print_set(format, "nl")
    asked = [step for phase in format.phases for step in phase.steps]
    posts = [step for step in asked if step.action == "post"]
    votes = [step for step in asked if step.action == "vote"]
    assert len(made.cards) == len(posts)
    assert len(made.ballots) == len(votes)
    for ballot in made.ballots:
        ways = [bool(one.options) for one in ballot.questions]
        assert ballot.blanks or all(ways) or ballot.method in ("scale", "agreement")


@pytest.mark.parametrize("format", SHIPPED, ids=lambda format: format.id)
async def test_O3_the_paper_of_each_format_can_be_set(format: Format) -> None:
    paper = Paper(load(TEMPLATES / "words"))
    made = print_set(format, "nl")
    values = {"code": "K7M3QD", "cards": made.cards, "ballots": made.ballots}
    cards = text_of(await paper.pdf("cards", "nl", "Kaartjes", values, NOON))
    ballots = text_of(await paper.pdf("ballots", "nl", "Stembriefjes", values, NOON))
    assert all(" ".join(card.question.split()) in cards for card in made.cards)
    assert all(" ".join(one.question.split()) in ballots for one in made.ballots)
    sheets = [one for one in made.ballots if one.method == "dots"]
    wall = text_of(
        await paper.pdf("dots", "nl", "Stippenbladen", {**values, "sheets": sheets}, NOON)
    )
    assert all(" ".join(one.question.split()) in wall for one in sheets)


def test_a_vote_over_cards_names_those_on_the_board_and_else_leaves_lines() -> None:
    poll = next(poll for poll in MOON.polls if poll.method == "dots" and poll.zone)
    blank = next(one for one in print_set(MOON, "nl").ballots if one.question == poll.question.nl)
    assert (blank.blanks, blank.questions[0].options) == (poll.options_most, [])
    over: dict[str, Options] = {poll.id: Options(texts=["Maanroos", "Nachtmunt"], dots=2)}
    there = print_set(MOON, "nl", over).ballots
    (known,) = [one for one in there if one.question == poll.question.nl]
    assert (known.blanks, known.questions[0].options) == (0, ["Maanroos", "Nachtmunt"])
    assert known.dots == 2
