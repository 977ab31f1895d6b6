"""Lines over the sessions: how high each question stood, one after the other."""

from collections.abc import Sequence

from board.pictures.svg import (
    EDGE,
    INK,
    LEADING,
    QUIET,
    STRANDS,
    WIDTH,
    dot,
    line,
    said,
    sheet,
    wrapped,
)

LEAST, MOST = 10, 50
"""Tenths of a point, on a scale of 1 to 5."""
TOP, BOTTOM, LEFT, RIGHT = 12, 192, 28, WIDTH - 14


def course(
    sessions: Sequence[str], strands: Sequence[tuple[str, Sequence[int | None]]], heading: str
) -> str:
    """``strands`` are questions with a mean for each session, None where it was not asked.

    Sessions stand by number under the lines, and by name below: however many there are and
    however long they are called, no two names are in each other's way.
    """
    parts = []
    for point in range(1, 6):
        y = _y(point * 10)
        parts.append(line(LEFT, y, RIGHT, y))
        parts.append(said(LEFT - 14, y + 5, str(point), fill=QUIET))
    places = _places(len(sessions))
    for n, x in enumerate(places, 1):
        parts.append(line(x, BOTTOM, x, BOTTOM + 5, EDGE))
        parts.append(said(x, BOTTOM + 20, str(n), anchor="middle", bold=True))
    for n, (_, means) in enumerate(strands):
        colour, dashes, form = STRANDS[n % len(STRANDS)]
        dots = [(x, _y(mean)) for x, mean in zip(places, means, strict=True) if mean is not None]
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        path = " ".join(f"{x},{y}" for x, y in dots)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="3"{dash}/>'
        )
        parts += [dot(form, x, y, colour) for x, y in dots]
    y = BOTTOM + 30
    for n, (label, _) in enumerate(strands):
        colour, dashes, form = STRANDS[n % len(STRANDS)]
        parts.append(line(0, y + 12, 34, y + 12, colour, 3, dashes))
        parts.append(dot(form, 17, y + 12, colour))
        for text in wrapped(label, WIDTH - 44):
            y += LEADING
            parts.append(said(44, y, text))
        y += 6
    for n, name in enumerate(sessions, 1):
        parts.append(said(34, y + LEADING, str(n), anchor="end", bold=True))
        for text in wrapped(name, WIDTH - 44, most=2):
            y += LEADING
            parts.append(said(44, y, text, fill=INK))
    return sheet(y + 8, heading, parts)


def _places(many: int) -> list[int]:
    first, last = LEFT + 12, RIGHT - 8
    if many < 2:
        return [(first + last) // 2] * many
    return [first + n * (last - first) // (many - 1) for n in range(many)]


def _y(tenths: int) -> int:
    return BOTTOM - (tenths - LEAST) * (BOTTOM - TOP) // (MOST - LEAST)
