"""Rings: who stands how near, each a dot with its number; and where each stood before."""

from collections.abc import Sequence
from math import asin, cos, pi, sin

from msgspec import Struct

from board.pictures.svg import (
    INK,
    LEADING,
    PAPER,
    TEAL,
    WIDTH,
    circle,
    cut,
    line,
    said,
    sheet,
    wide,
    wrapped,
)

MIDDLE, OUTER, INNER = WIDTH // 2, WIDTH // 2 - 3, 72
NAMES = 14
SHADES = ("#bfdde0", "#d2e8ea", "#e2f0f1", "#eff7f7", "#ffffff", "#ffffff")
"""From the middle outwards; the edges and the names say the same."""
RADII = (11, 9, 7, 5)
"""Of a dot: the largest with which all have room."""


class Stands(Struct, frozen=True):
    """``now`` and ``was`` count the places from the middle, from 0; None is nowhere."""

    number: int
    now: int | None
    was: int | None = None


Point = tuple[int, int]


def rings(
    places: Sequence[str],
    rows: Sequence[Stands],
    heading: str,
    moved: tuple[str, str] | None = None,
) -> str:
    """``moved``: what where it stood and where it stands are called, if they are told apart."""
    many = len(places)
    parts = [
        circle(MIDDLE, MIDDLE, _edge(at, many), SHADES[min(at, len(SHADES) - 1)], TEAL, 1)
        for at in range(many - 1, -1, -1)
    ]
    names = [_name(place, at, many) for at, place in enumerate(places)]
    r, points = _laid(rows, names, many)
    for n in range(len(rows)):
        there, before = points.get((n, "now")), points.get((n, "was"))
        if there and before:
            parts.append(line(*before, *there, INK, 2))
    for (n, side), (x, y) in sorted(points.items(), key=lambda one: one[0][1], reverse=True):
        if side == "was":
            parts.append(circle(x, y, max(3, r // 2), PAPER, INK))
            continue
        size = min(NAMES, r + 3 if rows[n].number < 10 else r + 2)
        parts.append(circle(x, y, r, TEAL, PAPER, 1))
        told = str(rows[n].number)
        parts.append(
            said(x, y + size * 3 // 8, told, size=size, fill=PAPER, anchor="middle", bold=True)
        )
    for at, name in enumerate(names):
        y = _name_at(at, many)
        parts.append(said(MIDDLE, y + 5, name, size=NAMES, anchor="middle", bold=True, halo=True))
    y = WIDTH
    for n, text in enumerate(moved or ()):
        mark = circle(11, y + 12, 8, TEAL, PAPER, 1) if n else circle(11, y + 12, 5, PAPER, INK)
        parts.append(mark)
        for one in wrapped(text, WIDTH - 30):
            y += LEADING
            parts.append(said(30, y, one))
        y += 6
    return sheet(y + 2, heading, parts)


def _edge(at: int, many: int) -> int:
    return OUTER if many < 2 else INNER + (OUTER - INNER) * at // (many - 1)


def _name_at(at: int, many: int) -> int:
    """How far from above a ring's name stands: at the top of its ring."""
    if at == 0:
        return MIDDLE - _edge(0, many) // 2
    return MIDDLE - (_edge(at, many) + _edge(at - 1, many)) // 2


def _name(place: str, at: int, many: int) -> str:
    far = MIDDLE - _name_at(at, many)
    outside = _edge(at, many)
    # The chord of the ring's edge at that height, so that no name leaves its ring.
    chord = 2 * round((outside**2 - far**2) ** 0.5) if at == 0 else round(1.6 * far)
    return cut(place, chord, NAMES, bold=True)


def _laid(
    rows: Sequence[Stands], names: Sequence[str], many: int
) -> tuple[int, dict[tuple[int, str], Point]]:
    """Where each dot goes: in its ring, in the order of the rows, clear of each other and of
    the names. Who moved has a place in both rings.
    """
    inside: dict[int, list[tuple[int, str]]] = {}
    for n, row in enumerate(rows):
        if row.now is not None and 0 <= row.now < many:
            inside.setdefault(row.now, []).append((n, "now"))
        if row.was is not None and 0 <= row.was < many and row.was != row.now:
            inside.setdefault(row.was, []).append((n, "was"))
    r, found = RADII[0], dict[tuple[int, str], Point]()
    for r in RADII:
        found = {}
        full = False
        for at, who in inside.items():
            spots = _spots(at, many, r, wide(names[at], NAMES, bold=True))
            full = full or len(spots) < len(who)
            found |= dict(zip(who, _spread(spots, len(who)), strict=False))
        if not full:
            break
    # More than any room holds: who has no place in the picture has one in the table.
    return r, found


def _spots(at: int, many: int, r: int, name: int) -> list[Point]:
    """Places for dots in a ring, clockwise from its name."""
    inner = 0 if at == 0 else _edge(at - 1, many)
    outer, step = _edge(at, many), 2 * r + 2
    lanes = max(1, (outer - inner - 2) // step)
    # In the disc from its edge inwards; in a ring around its middle.
    first = outer - r - 2.0 if at == 0 else (inner + outer + step * (lanes - 1)) / 2
    radii = [first - step * n for n in range(lanes)]
    spots = []
    for far in radii:
        if far < r:
            spots.append((pi, 0.0))
            continue
        # As far from the name as a dot is wide, to its left and to its right.
        free = _free(at, many, far, r, name)
        around = 2 * pi - 2 * free
        count = max(1, int(around / (2 * asin(min(1.0, (r + 1) / far)))))
        spots += [(free + around * (n + 0.5) / count, far) for n in range(count)]
    spots.sort()
    points = [
        (round(MIDDLE + far * sin(angle)), round(MIDDLE - far * cos(angle))) for angle, far in spots
    ]
    return _apart(points, step)


def _free(at: int, many: int, far: float, r: int, name: int) -> float:
    """The angle beside the top within which a dot would touch the name."""
    high = MIDDLE - _name_at(at, many)
    if far < high - NAMES / 2 - 4 - r:
        return 0.0
    across = name / 2 + r + 5
    return asin(min(0.95, across / far)) if across < far else 0.45 * pi


def _apart(points: list[Point], step: int) -> list[Point]:
    """Without those that another lane's dots are too near to."""
    kept: list[Point] = []
    for x, y in points:
        if all((x - a) ** 2 + (y - b) ** 2 >= (step - 2) ** 2 for a, b in kept):
            kept.append((x, y))
    return kept


def _spread(spots: list[Point], many: int) -> list[Point]:
    """So many of them, evenly."""
    if many >= len(spots):
        return spots
    return [spots[(2 * n + 1) * len(spots) // (2 * many)] for n in range(many)]
