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


class _Laid(Struct, frozen=True):
    """With the lines of its words, and how wide what is behind it is."""

    row: Bar
    lines: list[str]
    behind: int

    @property
    def under(self) -> bool:
        return self.behind > BEHIND

    @property
    def height(self) -> int:
        return LEADING * (len(self.lines) + self.under) + THICK + 4 + APART


def bars(rows: Sequence[Bar], heading: str, of: int = 0) -> list[tuple[str, list[Bar]]]:
    """Pictures with the bars in each, none taller than a sheet. A bar as long as ``of`` fills
    its place; without it the longest does.
    """
    whole = max(of, *(row.length for row in rows), 1) if rows else 1
    laid = [_Laid(row, wrapped(row.label, WIDTH) or ["–"], wide(row.said)) for row in rows]
    return [(_drawn(part, heading, whole), [one.row for one in part]) for part in _sheets(laid)]


def _sheets(rows: Sequence[_Laid]) -> Iterator[list[_Laid]]:
    part: list[_Laid] = []
    height = 0
    for row in rows:
        if part and height + row.height > TALLEST:
            yield part
            part, height = [], 0
        part.append(row)
        height += row.height
    if part:
        yield part


def _drawn(laid: Sequence[_Laid], heading: str, whole: int) -> str:
    behind = max((one.behind for one in laid if not one.under), default=0)
    longest = WIDTH - (behind + 8 if behind else 0)
    parts: list[str] = []
    y = 0
    for one in laid:
        row = one.row
        for text in one.lines:
            y += LEADING
            parts.append(said(0, y - 4, text))
        length = max(2, row.length * longest // whole) if row.length else 0
        parts.append(box(0, y + 2, longest, THICK, GROUND, EDGE))
        if length:
            parts.append(box(0, y + 2, length, THICK, TEAL))
        if one.under:
            parts.append(said(0, y + THICK + LEADING, cut(row.said, WIDTH)))
            y += LEADING
        else:
            parts.append(said(longest + 8, y + 2 + THICK - (THICK - SIZE + 3) // 2, row.said))
        y += THICK + 4 + APART
    return sheet(y, heading, parts)
