"""The thread of a card: what it rests on above it, what came of it below, and what ties them."""

from collections.abc import Sequence

from msgspec import Struct

from board.pictures.svg import (
    EDGE,
    INK,
    LEADING,
    PAPER,
    QUIET,
    SHADE,
    TEAL,
    WIDTH,
    box,
    circle,
    cut,
    said,
    sheet,
    wrapped,
)

TALLEST = 600
GUTTER, PAD, APART, SMALL = 62, 8, 8, 11
LINES = 2
"""Of a card; the whole text stands in the list beside the picture."""


class Knot(Struct, frozen=True):
    """A card with where it lies. ``tied``: the places in the list of those it hangs on."""

    text: str
    place: str
    tied: list[int] = []
    here: bool = False


def strand(knots: Sequence[Knot], heading: str, more: str) -> str:
    """From above to below, ties as arcs in the margin. Around the one that it is about are
    drawn as many as a sheet holds; ``more`` says that there are others.
    """
    shown = _shown(knots)
    parts: list[str] = []
    middles: dict[int, int] = {}
    boxes: list[str] = []
    y = 4
    if shown[0] > 0:
        boxes.append(said(GUTTER, y + SMALL, cut(more, WIDTH - GUTTER, SMALL), size=SMALL))
        y += LEADING
    for n in shown:
        knot, height = knots[n], _height(knots[n])
        edge = TEAL if knot.here else EDGE
        boxes.append(
            box(GUTTER, y, WIDTH - GUTTER - 1, height, SHADE if knot.here else PAPER, edge)
        )
        middles[n] = y + height // 2
        at = y + PAD
        for text in _lines(knot):
            at += LEADING
            boxes.append(said(GUTTER + PAD, at - 4, text, bold=knot.here))
        place = cut(knot.place, WIDTH - GUTTER - 2 * PAD, SMALL)
        boxes.append(said(GUTTER + PAD, at + SMALL, place, size=SMALL, fill=QUIET))
        boxes.append(circle(GUTTER, middles[n], 6 if knot.here else 4, TEAL if knot.here else INK))
        y += height + APART
    if shown[-1] < len(knots) - 1:
        boxes.append(said(GUTTER, y + SMALL, cut(more, WIDTH - GUTTER, SMALL), size=SMALL))
        y += LEADING
    for n in shown:
        for other in knots[n].tied:
            if other in middles and other != n:
                parts.append(_arc(middles[n], middles[other], abs(n - other)))
    return sheet(y, heading, [*parts, *boxes])


def _arc(one: int, other: int, far: int) -> str:
    out = max(4, GUTTER - 4 - 9 * min(far, 6))
    return (
        f'<path d="M{GUTTER} {one}C{out} {one} {out} {other} {GUTTER} {other}" fill="none" '
        f'stroke="{TEAL}" stroke-width="2"/>'
    )


def _lines(knot: Knot) -> list[str]:
    return wrapped(knot.text, WIDTH - GUTTER - 2 * PAD, most=LINES, bold=knot.here) or ["–"]


def _height(knot: Knot) -> int:
    return LEADING * len(_lines(knot)) + SMALL + 2 * PAD


def _shown(knots: Sequence[Knot]) -> range:
    """Those around the one that it is about, by turns above and below it."""
    here = next((n for n, knot in enumerate(knots) if knot.here), 0)
    first = last = here
    height = _height(knots[here])
    up = True
    while first > 0 or last < len(knots) - 1:
        n = first - 1 if (up and first > 0) or last == len(knots) - 1 else last + 1
        height += _height(knots[n]) + APART
        if height > TALLEST:
            break
        first, last, up = min(first, n), max(last, n), not up
    return range(first, last + 1)
