"""Four corners: things laid out by two votes, each a dot with its number."""

from collections.abc import Collection, Sequence

from board.charts import MIDDLE
from board.entities import ChartRow
from board.pictures.svg import (
    EDGE,
    LEADING,
    PAPER,
    QUIET,
    SHADE,
    TEAL,
    WIDTH,
    box,
    circle,
    line,
    said,
    sheet,
    wrapped,
)

APART = 9
"""Hundredths between the middles of two dots, so that both numbers can be read."""
ACROSS = ((5, 45), (55, 95))
UP = ((95, 65), (45, 15))
"""Where the dots of each half lie, low and high, in hundredths from the left and from
above: clear of the lines between the corners and of their names, so that no dot
seems to be in another corner than its own.
"""
NAMES = 14


def corners(
    asked: tuple[str, str], names: Sequence[str], rows: Sequence[ChartRow], heading: str
) -> str:
    """``asked`` is what decides how far across and how far up; ``names`` of the corners go
    from above to below, low before high.
    """
    across, up = asked
    parts: list[str] = []
    y = 0
    for text in wrapped(f"↑ {up}", WIDTH):
        y += LEADING
        parts.append(said(0, y - 4, text, fill=QUIET))
    top, half = y + 4, WIDTH // 2
    parts.append(box(1, top, WIDTH - 2, WIDTH - 2, PAPER, EDGE))
    parts.append(box(half, top, half - 1, half - 1, SHADE))
    parts.append(line(half, top, half, top + WIDTH - 2, EDGE))
    parts.append(line(1, top + half - 1, WIDTH - 1, top + half - 1, EDGE))
    for n, name in enumerate(names[:4]):
        x, above = (n % 2) * half + half // 2, top + (n // 2) * half
        # Two lines at most: below them lie dots.
        lines = wrapped(name, half - 8, NAMES, most=2, bold=True)
        first = 20 if len(lines) < 2 else 17
        for at, told in enumerate(lines):
            y = above + first + at * LEADING
            parts.append(said(x, y, told, size=NAMES, anchor="middle", bold=True))
    numbers = {row.id: row.number for row in rows}
    for id, (far, down) in drawn(rows).items():
        x, below = _on(far, 0), _on(down, top)
        parts.append(circle(x, below, 13, TEAL, PAPER))
        parts.append(
            said(x, below + 5, str(numbers[id]), size=NAMES, fill=PAPER, anchor="middle", bold=True)
        )
    y = top + WIDTH + 2
    for text in wrapped(f"{across} →", WIDTH):
        y += LEADING
        parts.append(said(WIDTH, y - 4, text, fill=QUIET, anchor="end"))
    return sheet(y + 4, heading, parts)


def _on(hundredths: int, begin: int) -> int:
    return begin + hundredths * WIDTH // 100


def drawn(rows: Sequence[ChartRow]) -> dict[str, tuple[int, int]]:
    """Where each dot goes, from the left and from above; none lies on another.

    A dot whose place is taken goes to the nearest free one in its corner. The small
    chart of who leads does the same: ``static/console/chart.js``.
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
