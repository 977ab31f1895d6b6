"""Charts as a page prints them: where each dot is drawn, and the same in a table."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from board.charts import MIDDLE
from board.entities import ChartEntity, ChartRow
from board.text import on_one_line
from server.web.spoken import Chart, Spoken, find

APART = 9
"""Hundredths between the middles of two dots, so that both numbers can be read."""
ACROSS = ((5, 45), (55, 95))
UP = ((95, 65), (45, 15))
"""Where the dots of each half lie, low and high, in hundredths from the left and from
above: clear of the lines between the corners and of their names, so that no dot
seems to be in another corner than its own.
"""


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

    A dot whose place is taken goes to the nearest free one in its corner. The
    same is done in ``static/screen/chart.js``.
    """
    placed: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.across is None or row.up is None:
            continue
        halves = ACROSS[row.across >= MIDDLE], UP[row.up >= MIDDLE]
        x, y = _within(row.across, halves[0]), _within(row.up, halves[1])
        free = (at for at in _around(x, y, *halves) if _is_free(at, placed.values()))
        placed[row.id] = next(free, (x, y))
    return placed


def _within(value: int, half: tuple[int, int]) -> int:
    """From the half of 0 to 100 in which it is, onto where that half is drawn."""
    begin, end = half
    # Cut towards nought, as the browser does it.
    return begin + int((value - (MIDDLE if value >= MIDDLE else 0)) * (end - begin) / MIDDLE)


def _around(x: int, y: int, across: tuple[int, int], up: tuple[int, int]) -> list[tuple[int, int]]:
    far = range(-5, 6)
    steps = sorted(((right, down) for down in far for right in far), key=_distance)
    there = [(x + right * APART, y + down * APART) for right, down in steps]
    return [(a, b) for a, b in there if across[0] <= a <= across[1] and up[1] <= b <= up[0]]


def _distance(step: tuple[int, int]) -> int:
    return step[0] ** 2 + step[1] ** 2


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
                text=row.text and on_one_line(row.text, row.dutch),
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
