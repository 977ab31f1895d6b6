"""The pictures of a report, as SVG that page, PDF and print all show alike.

Colours are written into them, for a PDF knows no style sheet; each differs from the
others in form too, and beside each picture stands a table that says the same.
"""

from collections.abc import Sequence
from html import escape

WIDTH = 640
INK, QUIET, EDGE = "#1d2430", "#4a5363", "#b9b1a0"
STRANDS = (("#0a5f6b", "", "circle"), ("#a3431f", "9 5", "square"), ("#4b3f8f", "2 5", "diamond"))
"""Colour, dashes and the form of the dots."""
LEAST, MOST = 10, 50
"""Tenths of a point, on a scale of 1 to 5."""
_FONT = 'font-family="DejaVu Sans, Noto Sans, sans-serif"'


def bars(rows: Sequence[tuple[str, int, str]], heading: str) -> str:
    """Each row a label, a length and the number beside it."""
    height = 34 * len(rows) + 8
    longest = max((length for _, length, _ in rows), default=0) or 1
    parts = []
    for n, (label, length, said) in enumerate(rows):
        y = 34 * n + 6
        wide = round(150 * length / longest)
        parts.append(
            f'<text x="0" y="{y + 17}" font-size="14" fill="{INK}">{_cut(label, 34)}</text>'
            f'<rect x="270" y="{y + 2}" width="{max(wide, 2)}" height="20" fill="{STRANDS[0][0]}"/>'
            f'<text x="{278 + max(wide, 2)}" y="{y + 17}" font-size="14" fill="{INK}">'
            f"{escape(said)}</text>"
        )
    return _svg(height, heading, parts)


def lines(
    sessions: Sequence[str], strands: Sequence[tuple[str, Sequence[int | None]]], heading: str
) -> str:
    """A line for each question over the sessions; values are tenths of a point."""
    top, bottom, left, right = 12, 172, 34, WIDTH - 60
    parts = []
    for point in range(1, 6):
        y = _y(point * 10, top, bottom)
        parts.append(
            f'<line x1="{left}" y1="{y}" x2="{right}" y2="{y}" stroke="{EDGE}" stroke-width="1"/>'
            f'<text x="14" y="{y + 5}" font-size="13" fill="{QUIET}">{point}</text>'
        )
    last = max(1, len(sessions) - 1)
    places = [left + 20 + n * (right - left - 40) // last for n in range(len(sessions))]
    for x, name in zip(places, sessions, strict=True):
        parts.append(
            f'<text x="{x}" y="{bottom + 22}" font-size="12" fill="{QUIET}" '
            f'text-anchor="middle">{_cut(name, 15)}</text>'
        )
    for n, (label, means) in enumerate(strands):
        colour, dashes, form = STRANDS[n % len(STRANDS)]
        dots = [
            (x, _y(mean, top, bottom))
            for x, mean in zip(places, means, strict=True)
            if mean is not None
        ]
        path = " ".join(f"{x},{y}" for x, y in dots)
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="3"{dash}/>'
        )
        parts += [_dot(form, x, y, colour) for x, y in dots]
        y = bottom + 48 + 24 * n
        parts.append(
            f'<line x1="0" y1="{y - 5}" x2="34" y2="{y - 5}" stroke="{colour}" stroke-width="3"'
            f"{dash}/>{_dot(form, 17, y - 5, colour)}"
            f'<text x="44" y="{y}" font-size="14" fill="{INK}">{_cut(label, 74)}</text>'
        )
    return _svg(bottom + 40 + 24 * len(strands), heading, parts)


def _y(tenths: int, top: int, bottom: int) -> int:
    return bottom - (tenths - LEAST) * (bottom - top) // (MOST - LEAST)


def _dot(form: str, x: int, y: int, colour: str) -> str:
    if form == "circle":
        return f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}"/>'
    if form == "square":
        return f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" fill="{colour}"/>'
    points = f"{x},{y - 6} {x + 6},{y} {x},{y + 6} {x - 6},{y}"
    return f'<polygon points="{points}" fill="{colour}"/>'


def _cut(text: str, letters: int) -> str:
    """On one line, and no longer than there is room for; the table has all of it."""
    flat = " ".join(text.split())
    return escape(flat if len(flat) <= letters else f"{flat[: letters - 1].rstrip()}…")


def _svg(height: int, heading: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-label="{escape(heading)}" {_FONT}>'
        f"{''.join(parts)}</svg>"
    )
