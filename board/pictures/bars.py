"""Bars: each with its words above it and its number behind it."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from board.pictures.svg import (
    EDGE,
    LEADING,
    SIZE,
    TEAL,
    WIDTH,
    box,
    cut,
    said,
    sheet,
    wide,
    wrapped,
)

TALLEST = 600
"""What fits on a sheet of paper."""
THICK, APART = 14, 14
BEHIND = 150
"""Most room for what is said behind a bar; longer words get a line of their own."""
GROUND = "#eef0f2"


class Bar(Struct, frozen=True):
    """``said`` is the number as people read it, with of how many."""

    label: str
    length: int
    said: str


def bars(rows: Sequence[Bar], heading: str, of: int = 0) -> list[tuple[str, list[Bar]]]:
    """Pictures with the bars in each, none taller than a sheet. A bar as long as ``of`` fills
    its place; without it the longest does.
    """
    whole = max(of, *(row.length for row in rows), 1) if rows else 1
    return [(_drawn(part, heading, whole), part) for part in _sheets(rows)]


def _sheets(rows: Sequence[Bar]) -> Iterator[list[Bar]]:
    part: list[Bar] = []
    height = 0
    for row in rows:
        if part and height + _height(row) > TALLEST:
            yield part
            part, height = [], 0
        part.append(row)
        height += _height(row)
    if part:
        yield part


def _lines(row: Bar) -> list[str]:
    return wrapped(row.label, WIDTH) or ["–"]


def _under(row: Bar) -> bool:
    return wide(row.said) > BEHIND


def _height(row: Bar) -> int:
    return LEADING * (len(_lines(row)) + _under(row)) + THICK + 4 + APART


def _drawn(rows: Sequence[Bar], heading: str, whole: int) -> str:
    behind = max((wide(row.said) for row in rows if not _under(row)), default=0)
    longest = WIDTH - (behind + 8 if behind else 0)
    parts: list[str] = []
    y = 0
    for row in rows:
        for text in _lines(row):
            y += LEADING
            parts.append(said(0, y - 4, text))
        length = max(2, row.length * longest // whole) if row.length else 0
        parts.append(box(0, y + 2, longest, THICK, GROUND, EDGE))
        if length:
            parts.append(box(0, y + 2, length, THICK, TEAL))
        if _under(row):
            parts.append(said(0, y + THICK + LEADING, cut(row.said, WIDTH)))
            y += LEADING
        else:
            parts.append(said(longest + 8, y + 2 + THICK - (THICK - SIZE + 3) // 2, row.said))
        y += THICK + 4 + APART
    return sheet(y, heading, parts)
