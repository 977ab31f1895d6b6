"""Charts as a page prints them: the picture, and the same in a table."""

from collections.abc import Mapping

from msgspec import Struct

from board.entities import ChartEntity
from board.pictures.corners import corners
from board.text import on_one_line
from server.web.spoken import Chart, Spoken, find


class Dot(Struct, frozen=True):
    """``corner`` "" is that of a card that nobody placed."""

    number: int
    text: str | None
    across: int | None
    up: int | None
    corner: str


class ChartRead(Struct, frozen=True):
    """``across`` and ``up`` are the questions that were asked."""

    anchor: str
    title: str
    across: str
    up: str
    dots: list[Dot]
    svg: str
    id: str = ""


def charts_of(charts: Mapping[str, ChartEntity], spoken: Spoken) -> list[ChartRead]:
    """The charts that were there, in the order of the format."""
    return [
        _chart(f"chart-{number}", chart, charts[chart.id], spoken)
        for number, chart in enumerate(spoken.charts, 1)
        if chart.id in charts
    ]


def _chart(anchor: str, chart: Chart, held: ChartEntity, spoken: Spoken) -> ChartRead:
    dots = []
    for row in held.rows:
        corner = "" if row.corner is None else chart.corners[row.corner]
        dots.append(
            Dot(
                number=row.number,
                text=row.text and on_one_line(row.text, row.dutch),
                across=row.across,
                up=row.up,
                corner=corner,
            )
        )
    across, up = (_asked(spoken, poll) for poll in (chart.across, chart.up))
    svg = corners((across, up), chart.corners, held.rows, chart.title)
    return ChartRead(anchor, chart.title, across, up, dots, svg, chart.id)


def _asked(spoken: Spoken, poll: str) -> str:
    known = find(spoken.polls, poll)
    return known.question if known else poll
