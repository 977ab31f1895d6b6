"""Bars: each with its words and its number. Where there is room the words stand beside the
bar, else above it; or all bars stand side by side.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from msgspec import Struct

from board.pictures.svg import (
    EDGE,
    INK,
    LEADING,
    QUIET,
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
"""Most room for what is said behind the bars; longer words get a line of their own."""
GROUND = "#eef0f2"
MOST = 5
"""Lines of words; dots take the place of what is longer."""


class Bar(Struct, frozen=True):
    """``said`` is the number as people read it, with of how many; ``more`` a second one."""

    label: str
    length: int
    said: str
    more: str = ""

    @property
    def told(self) -> str:
        return f"{self.said} · {self.more}" if self.more else self.said


class Shape(Enum):
    """What stands where, and in how wide a picture."""

    ABOVE = ("above", WIDTH)
    """As on paper and on the page of a record."""
    WHOLE = ("beside", 780)
    """Over a whole screen; with less room, or with larger letters, one of the next."""
    LARGE = ("beside", 560)
    HALF = ("beside", 390)
    ACROSS = ("across", 640)
    """All side by side."""
    NARROW = ("across", 560)

    @property
    def width(self) -> int:
        return self.value[1]


class Sheet(Struct, frozen=True):
    """A picture with the bars in it. ``ends`` is how far down each reaches, with the room
    below it: there the picture can be cut in two.
    """

    svg: str
    rows: list[Bar]
    ends: list[int]


class _Laid(Struct, frozen=True):
    """Bars that stand beside each other, mostly one; ``draw`` takes where they begin."""

    rows: list[Bar]
    height: int
    draw: Callable[[int], list[str]]


def bars(
    rows: Sequence[Bar],
    heading: str,
    of: int = 0,
    shape: Shape = Shape.ABOVE,
    tallest: int = TALLEST,
) -> list[Sheet]:
    """Pictures that are none of them taller than a sheet. A bar as long as ``of`` fills its
    place; without it the longest does.
    """
    if not rows:
        return []
    whole = max(of, *(row.length for row in rows), 1)
    lay = {"above": _above, "beside": _beside, "across": _across}[shape.value[0]]
    return [_drawn(part, heading, shape) for part in _sheets(lay(rows, whole, shape), tallest)]


def _sheets(laid: Iterator[_Laid], tallest: int) -> Iterator[list[_Laid]]:
    part: list[_Laid] = []
    height = 0
    for one in laid:
        if part and height + one.height > tallest:
            yield part
            part, height = [], 0
        part.append(one)
        height += one.height
    yield part


def _drawn(laid: Sequence[_Laid], heading: str, shape: Shape) -> Sheet:
    parts: list[str] = []
    ends: list[int] = []
    y = 0
    for one in laid:
        parts += one.draw(y)
        y += one.height
        ends.append(y)
    svg = sheet(y, heading, parts, shape.width)
    return Sheet(svg, [row for one in laid for row in one.rows], ends)


def _above(rows: Sequence[Bar], whole: int, shape: Shape) -> Iterator[_Laid]:
    """The words above each bar, and behind it what it says."""
    behind = _even(max(wide(row.told) for row in rows), 50)
    under = behind > BEHIND
    longest = shape.width - (0 if under else behind + 8)

    def one(row: Bar) -> _Laid:
        lines = _words(row, shape.width)

        def draw(top: int) -> list[str]:
            y = top + LEADING * len(lines)
            number = (
                said(0, y + THICK + LEADING, cut(row.told, shape.width))
                if under
                else said(longest + 8, y + 2 + THICK - (THICK - SIZE + 3) // 2, row.told)
            )
            return [*_lines(0, top, lines), *_bar(0, y + 2, longest, row, whole), number]

        return _Laid([row], LEADING * (len(lines) + under) + THICK + 4 + APART, draw)

    return map(one, rows)


def _beside(rows: Sequence[Bar], whole: int, shape: Shape) -> Iterator[_Laid]:
    """The words before each bar, both numbers behind it, one under the other."""
    words = [_words(row, shape.width * 3 // 8) for row in rows]
    before = _even(max(wide(line) for lines in words for line in lines) + 10, 10)
    behind = _even(max(max(wide(row.said, bold=True), wide(row.more)) for row in rows))
    behind = min(behind, shape.width * 2 // 5)
    longest = shape.width - before - behind - 10
    most = 1 + any(row.more for row in rows)

    def one(row: Bar, lines: list[str]) -> _Laid:
        numbers = 1 + bool(row.more)
        height = LEADING * max(len(lines), most)

        def draw(top: int) -> list[str]:
            begin = top + (height - LEADING * len(lines)) // 2
            y = top + (height - LEADING * numbers) // 2
            told = [
                said(before + longest + 10, y + SIZE, cut(row.said, behind, bold=True), bold=True)
            ]
            if row.more:
                more = cut(row.more, behind)
                told.append(said(before + longest + 10, y + LEADING + SIZE, more, fill=QUIET))
            bar = _bar(before, top + (height - THICK) // 2, longest, row, whole)
            return [*_lines(0, begin, lines), *bar, *told]

        return _Laid([row], height + APART - 4, draw)

    return map(one, rows, words)


def _across(rows: Sequence[Bar], whole: int, shape: Shape) -> Iterator[_Laid]:
    """All beside each other, with the words above them and both numbers below."""
    step = (shape.width + APART) // len(rows)
    room = step - APART
    words = [_words(row, room) for row in rows]
    told = [wrapped(row.said, room, bold=True) for row in rows]
    more = [wrapped(row.more, room) for row in rows]
    above = LEADING * max(map(len, words))
    below = LEADING * max(len(a) + len(b) for a, b in zip(told, more, strict=True))

    def draw(top: int) -> list[str]:
        parts = []
        for n, row in enumerate(rows):
            x, y = n * step, top + above + THICK + 4
            parts += _lines(x, top + above - LEADING * len(words[n]), words[n])
            parts += _bar(x, top + above + 2, room, row, whole)
            parts += _lines(x, y, told[n], bold=True)
            parts += _lines(x, y + LEADING * len(told[n]), more[n], fill=QUIET)
        return parts

    return iter([_Laid([*rows], above + THICK + 4 + below + 4, draw)])


def _even(room: int, step: int = 25) -> int:
    """A little more, so that bars of two pictures are as long where they say much the same."""
    return -(-room // step) * step


def _words(row: Bar, room: int) -> list[str]:
    return wrapped(row.label, room, most=MOST) or ["–"]


def _lines(
    x: int, top: int, lines: Sequence[str], *, bold: bool = False, fill: str = INK
) -> list[str]:
    return [
        said(x, top + LEADING * n - 4, text, bold=bold, fill=fill)
        for n, text in enumerate(lines, 1)
    ]


def _bar(x: int, y: int, longest: int, row: Bar, whole: int) -> list[str]:
    length = max(2, row.length * longest // whole) if row.length else 0
    ground = box(x, y, longest, THICK, GROUND, EDGE)
    return [ground, box(x, y, length, THICK, TEAL)] if length else [ground]
