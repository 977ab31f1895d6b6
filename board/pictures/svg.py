"""What all pictures are drawn with: text that fits, lines, dots, and the sheet around them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

WIDTH = 360
INK, QUIET, EDGE, PAPER, SHADE = "#1d2430", "#4a5363", "#857f70", "#ffffff", "#e9f2f3"
STRANDS = (
    ("#0a5f6b", "", "circle"),
    ("#a3431f", "9 5", "square"),
    ("#4b3f8f", "2 5", "diamond"),
    ("#6a4700", "14 4 2 4", "circle"),
    ("#23622a", "5 3", "square"),
)
"""Colour, dashes and the form of the dots."""
TEAL = STRANDS[0][0]
SIZE, LEADING = 14, 18
"""Of letters, and from line to line."""
MORE = "…"

_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
_ESCAPES = str.maketrans(_ESCAPED)
_LETTERS = {told: letter for letter, told in _ESCAPED.items()}
_FONT = "DejaVu Sans, Noto Sans, Noto Sans Arabic, sans-serif"
_WIDE = {
    300: "'IJijl",
    350: " ,./:;\\|",
    400: "()-[]ft",
    450: "!r",
    500: '"*_`',
    550: "?csz",
    600: "FLkvxy",
    650: "$0123456789EPSTYabdeghnopqu{}",
    700: "ABCKRVXZ",
    750: "NU",
    800: "&DGHOQ",
    850: "#+<=>^w~",
    900: "M",
    1000: "%@Wm",
}
_WIDTHS = {ord(letter): wide for wide, letters in _WIDE.items() for letter in letters}
"""Thousandths of the size, in the widest of the fonts; rounded up."""
_LATIN = range(0xA0, 0x250)
_UPPER, _LOWER, _OTHER = 1000, 700, 1100
BOLD = 1.2


def escape(text: str) -> str:
    return text.translate(_ESCAPES)


def unescape(text: str) -> str:
    return re.sub("&#?[a-z0-9]+;", lambda found: _LETTERS[found[0]], text)


def wide(text: str, size: int = SIZE, *, bold: bool = False) -> int:
    """How much room a line needs, in any font that it may be shown in."""
    told = sum(map(_letter, text)) * size / 1000
    return round(told * (BOLD if bold else 1) + 0.5)


def _letter(letter: str) -> int:
    known = _WIDTHS.get(ord(letter))
    if known:
        return known
    if unicodedata.category(letter)[0] in "MC":
        return 0
    if ord(letter) in _LATIN:
        return _LOWER if letter.islower() else _UPPER
    return _OTHER


def flat(text: str) -> str:
    """On one line, without what shows nothing and turns what stands beside it."""
    joined = " ".join(text.split())
    return "".join(
        one for one in joined if unicodedata.category(one) not in ("Cc", "Cs", "Cn", "Co")
    )


def wrapped(
    text: str, room: int, size: int = SIZE, *, most: int = 3, bold: bool = False
) -> list[str]:
    """Lines that each fit in ``room``; what is too long for ``most`` of them ends in dots."""
    lines: list[str] = []
    line = ""
    for word in _words(flat(text), room, size, bold):
        longer = f"{line} {word}" if line else word
        if wide(longer, size, bold=bold) <= room:
            line = longer
        else:
            lines.append(line)
            line = word
    lines = [*lines, line] if line else lines
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], cut(f"{lines[most - 1]}{MORE}", room, size, bold=bold)]


def _words(text: str, room: int, size: int, bold: bool) -> Iterable[str]:
    """Those that are wider than a line by themselves in pieces."""
    for word in text.split(" "):
        rest = word
        while rest and wide(rest, size, bold=bold) > room:
            fits = max(1, _fitting(rest, room, size, bold))
            yield rest[:fits]
            rest = rest[fits:]
        if rest:
            yield rest


def _fitting(text: str, room: int, size: int, bold: bool) -> int:
    """How many letters of it fit."""
    low, high = 0, len(text)
    while low < high:
        half = (low + high + 1) // 2
        low, high = (half, high) if wide(text[:half], size, bold=bold) <= room else (low, half - 1)
    return low


def cut(text: str, room: int, size: int = SIZE, *, bold: bool = False) -> str:
    """On one line that fits, with dots where letters fell away."""
    one = flat(text)
    if wide(one, size, bold=bold) <= room:
        return one
    fits = _fitting(one, room - wide(MORE, size, bold=bold), size, bold)
    return f"{one[:fits].rstrip()}{MORE}"


def said(
    x: int,
    y: int,
    text: str,
    *,
    size: int = SIZE,
    fill: str = INK,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """One line of text; a ``halo`` keeps it clear of what lies behind."""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    weight = ' font-weight="700"' if bold else ""
    edge = f' stroke="{PAPER}" stroke-width="4" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{at}{weight}{edge}>'
        f"{escape(text)}</text>"
    )


def line(
    x1: int, y1: int, x2: int, y2: int, colour: str = EDGE, width: int = 1, dashes: str = ""
) -> str:
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" '
        f'stroke-width="{width}"{dash}/>'
    )


def box(x: int, y: int, width: int, height: int, fill: str, edge: str = "", round: int = 0) -> str:
    corner = f' rx="{round}"' if round else ""
    stroke = f' stroke="{edge}" stroke-width="1"' if edge else ""
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"{stroke}{corner}/>'
    )


def circle(x: int, y: int, r: int, fill: str, edge: str = "", width: int = 2) -> str:
    stroke = f' stroke="{edge}" stroke-width="{width}"' if edge else ""
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"{stroke}/>'


def dot(form: str, x: int, y: int, colour: str) -> str:
    if form == "circle":
        return circle(x, y, 5, colour)
    if form == "square":
        return box(x - 5, y - 5, 10, 10, colour)
    points = f"{x},{y - 6} {x + 6},{y} {x},{y + 6} {x - 6},{y}"
    return f'<polygon points="{points}" fill="{colour}"/>'


def sheet(height: int, heading: str, parts: Sequence[str], width: int = WIDTH) -> str:
    """The picture as a whole; ``heading`` is what it is called for who does not see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{escape(flat(heading))}" '
        f'font-family="{_FONT}">{box(0, 0, width, height, PAPER)}{"".join(parts)}</svg>'
    )
