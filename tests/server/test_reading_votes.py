"""Votes of every shape as the page of a snapshot reads them: rankings, organisations, charts."""

import pytest

from board import commands as c
from board.entities import ChartRow
from board.pictures.corners import APART, drawn
from board.snapshot import snapshot_bytes
from board.types import PollId, RoundId
from server.pages import TEMPLATES
from server.web.charts import Dot
from server.web.reading import Reading, read
from server.words import Speaker, load
from tests.board.play import LEAD, Play, partner

SEATS = ["ann", "bob", "cem", "dia", "eva"]


@pytest.fixture
def sky() -> Play:
    play = Play()
    for number, seat in enumerate(SEATS):
        play.sit(seat, organisation=f"org{number}")
    play.open("star_sorting")
    for seat, text in zip(SEATS, ["De eerste ster.", "De tweede ster."], strict=False):
        play.post(partner(seat), "star_point", text)
    return play


def held(play: Play, poll: str, answers: dict[str, dict[str, dict[str, int]]]) -> None:
    """From opening to the result; ``answers`` go by seat and question."""
    round = RoundId(play.done(LEAD, c.OpenRound(poll=PollId(poll))).made)
    for seat, said in answers.items():
        ballot = {question: c.Answer(options=options) for question, options in said.items()}
        play.done(partner(seat), c.PutBallot(round=round, answers=ballot))
    play.done(LEAD, c.CloseRound(round=round))
    play.done(LEAD, c.RevealRound(round=round))


def page(play: Play) -> Reading:
    public = snapshot_bytes(play.board, moment="reveal", label="", at=1_000, names={})
    return read(public, Speaker(load(TEMPLATES / "words"), "nl"))


def test_a_ranking_of_organisations_says_points_and_whose_vote_it_was(sky: Play) -> None:
    first = {seat: {"question": {"ghost_moth": 3, "hawk_moth": 2}} for seat in SEATS[:4]}
    held(sky, "moth_ranking", {**first, "eva": {"question": {"plume_moth": 3}}})
    (result,) = page(sky).results
    assert (result.unit, result.by_organisation) == ("Punten", True)
    assert result.facts[0] == "5 van de 5 organisaties stemden"
    assert result.notes == ["Elke organisatie had één stem."]
    rows = [(row.text, row.count, row.organisations) for row in result.answers[0].rows]
    assert rows == [
        ("de spookmot", 12, 4),
        ("de pijlstaart", 8, 4),
        ("de vedermot", 3, 1),
        ("de papiermot", 0, 0),
    ]
    assert result.answers[0].gist == [
        "de spookmot (12 · van 4 organisaties)",
        "de pijlstaart (8 · van 4 organisaties)",
        "de vedermot (3 · van 1 organisatie)",
    ]


def test_a_chart_is_read_with_its_questions_and_corners(sky: Play) -> None:
    first, second = sky.board.cards
    held(sky, "glow_scale", {"ann": {first: {"5": 1}, second: {"1": 1}}})
    assert page(sky).charts == []
    held(sky, "fall_choice", {"ann": {first: {"at_dusk": 1}}})
    (chart,) = page(sky).charts
    assert (chart.title, chart.across, chart.up) == (
        "Glans en valtijd",
        "Wanneer valt deze ster?",
        "Hoe sterk glanst deze ster?",
    )
    assert chart.dots == [
        Dot(1, "De eerste ster.", across=100, up=100, corner="glanst nu"),
        Dot(2, "De tweede ster.", across=None, up=0, corner=""),
    ]
    assert chart.svg.startswith("<svg ")
    assert ">1</text>" in chart.svg
    assert ">2</text>" not in chart.svg


def row(id: str, across: int, up: int) -> ChartRow:
    return ChartRow(id=id, number=1, text="", across=across, up=up, corner=None)


def test_each_dot_is_drawn_in_its_own_corner() -> None:
    rows = [row("a", 100, 100), row("b", 50, 50), row("c", 49, 49), row("d", 0, 0)]
    assert drawn([*rows, row("e", 75, 25)]) == {
        "a": (95, 15),
        "b": (55, 45),
        "c": (44, 66),
        "d": (5, 95),
        "e": (75, 80),
    }


def test_no_dot_is_drawn_on_another() -> None:
    there = list(drawn([row(str(number), 100, 100) for number in range(12)]).values())
    for at, (x, y) in enumerate(there):
        assert 55 <= x <= 95
        assert 15 <= y <= 45
        for a, b in there[at + 1 :]:
            assert (x - a) ** 2 + (y - b) ** 2 >= APART**2
