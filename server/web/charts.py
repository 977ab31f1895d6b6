"""Charts as a page prints them: where each dot is drawn, and the same in a table."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from board.entities import ChartEntity, ChartRow
from server.web.spoken import Chart, Spoken, find

APART = 9
"""Hundredths between the middles of two dots, so that both numbers can be read."""
EDGE = 5
"""Hundredths that a dot stays from the sides of the drawing."""
TOP = 15
"""And from above, where the names of the corners stand."""


class Dot(Struct, frozen=True):
    """``x`` and ``y`` are where it is drawn, None for a card that nobody placed."""

    number: int
    text: str | None
    across: int | None
    up: int | None
    corner: str
    x: int | None
    y: int | None


class ChartRead(Struct, frozen=True):
    """``across`` and ``up`` are the questions that were asked."""

    anchor: str
    title: str
    across: str
    up: str
    corners: list[str]
    dots: list[Dot]


def charts_of(charts: Mapping[str, ChartEntity], spoken: Spoken) -> list[ChartRead]:
    """The charts that were there, in the order of the format."""
    return [
        _chart(f"chart-{number}", chart, charts[chart.id], spoken)
        for number, chart in enumerate(spoken.charts, 1)
        if chart.id in charts
    ]


def drawn(rows: Sequence[ChartRow]) -> dict[str, tuple[int, int]]:
    """Where each dot goes, from the left and from above; none lies on another.

    A dot whose place is taken goes to the nearest free one beside it. The same
    is done in ``static/screen/chart.js``.
    """
    placed: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.across is None or row.up is None:
            continue
        x, y = _within(row.across, EDGE), _within(100 - row.up, TOP)
        free = (at for at in _around(x, y) if _is_free(at, placed.values()))
        placed[row.id] = next(free, (x, y))
    return placed


def _within(value: int, low: int) -> int:
    """From 0 to 100 onto what is left between the edges, in whole numbers."""
    return low + value * (100 - EDGE - low) // 100


def _around(x: int, y: int) -> list[tuple[int, int]]:
    steps = [(0, 0)]
    for ring in range(1, 6):
        away = ring * APART
        steps += [(away, 0), (-away, 0), (0, away), (0, -away)]
        steps += [(away, away), (-away, away), (away, -away), (-away, -away)]
    there = [(x + right, y + down) for right, down in steps]
    return [(a, b) for a, b in there if EDGE <= a <= 100 - EDGE and TOP <= b <= 100 - EDGE]


def _is_free(at: tuple[int, int], taken: Collection[tuple[int, int]]) -> bool:
    return all((at[0] - x) ** 2 + (at[1] - y) ** 2 >= APART**2 for x, y in taken)


def _chart(anchor: str, chart: Chart, held: ChartEntity, spoken: Spoken) -> ChartRead:
    places = drawn(held.rows)
    dots = []
    for row in held.rows:
        x, y = places.get(row.id, (None, None))
        corner = "" if row.corner is None else chart.corners[row.corner]
        dots.append(
            Dot(
                number=row.number,
                text=row.text,
                across=row.across,
                up=row.up,
                corner=corner,
                x=x,
                y=y,
            )
        )
    across, up = find(spoken.polls, chart.across), find(spoken.polls, chart.up)
    return ChartRead(
        anchor=anchor,
        title=chart.title,
        across=across.question if across else chart.across,
        up=up.question if up else chart.up,
        corners=chart.corners,
        dots=dots,
    )
