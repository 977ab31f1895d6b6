"""What the big screen draws: the pictures of the record's page, as data.

They are made of the view of the screen, so that they can show nothing that the screen
itself may not.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from board.entities import ChartEntity, Entity, PhaseEntity, PlacementEntity, RoundEntity
from board.pictures.bars import Shape, bars
from board.pictures.tree import tree
from server.web.charts import charts_of
from server.web.results import Answers, results_of
from server.web.spoken import Spoken
from server.web.taken import placements_of
from server.words import Speaker

_Kind = TypeVar("_Kind", bound=Entity)
UNCUT = 100_000
"""A picture for a screen is one, however tall; the screen shows parts of it in turn."""
MOST_ACROSS = 6
"""Bars that have room for their words side by side."""


def pictures_of(
    view: object, format: object, names: Mapping[Any, str], words: Speaker
) -> dict[str, Any]:
    """By the key of what each shows; ``rows`` are its numbers, from 1."""
    entities = msgspec.convert(view, dict[str, Any])
    spoken = msgspec.convert(format, Spoken)
    charts = _all(entities, "chart", ChartEntity)
    placed = _all(entities, "placement", PlacementEntity)
    found: dict[str, Any] = {
        f"placement:{one.id}": {
            "tree": msgspec.to_builtins(tree(one.svg)),
            "rows": [row.id for row in one.rows],
        }
        for one in placements_of(spoken, placed, names, empty=True)
        if one.svg
    }
    for one in charts_of(charts, spoken):
        rows = [row.id for row in charts[one.id].rows]
        found[f"chart:{one.id}"] = {"tree": msgspec.to_builtins(tree(one.svg)), "rows": rows}
    phase = msgspec.convert(entities.get("phase"), PhaseEntity | None)
    rounds = {
        id: round
        for id, round in _all(entities, "round", RoundEntity).items()
        # What came out earlier stands in the record, and no more on the screen.
        if phase and round.visit == phase.visit
    }
    for result in results_of(rounds, spoken, words):
        most = max((len(one.rows) for one in result.answers), default=0)
        shapes = shapes_for(len(result.answers), most)
        drawn = [_bars(one, one.text or result.question, shapes) for one in result.answers]
        found[f"round:{result.id}"] = {"bars": drawn}
    return found


def shapes_for(many: int, options: int) -> list[Shape]:
    """The first of which the letters are large enough where it hangs is shown; the last is
    that of the record. Of many questions each is one line, where its options fit on it.
    """
    across = many > 2 and options <= MOST_ACROSS
    large = [Shape.ACROSS, Shape.NARROW] if across else [Shape.WHOLE, Shape.LARGE]
    return [*large, Shape.HALF, Shape.ABOVE]


def _bars(answers: Answers, heading: str, shapes: Sequence[Shape]) -> dict[str, Any]:
    made = [bars(answers.bars, heading, answers.whole, shape, UNCUT) for shape in shapes]
    drawn = [sheet for sheets in made for sheet in sheets]
    sheets = [{"tree": msgspec.to_builtins(tree(one.svg)), "ends": one.ends} for one in drawn]
    return {"question": answers.id, "rows": [row.id for row in answers.rows], "sheets": sheets}


def _all(entities: Mapping[str, Any], name: str, type: type[_Kind]) -> dict[str, _Kind]:
    return {
        key.removeprefix(f"{name}:"): msgspec.convert(entity, type)
        for key, entity in entities.items()
        if key.startswith(f"{name}:")
    }
