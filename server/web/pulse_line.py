"""How trust and drive went, session after session: lines in a picture, and a table."""

from msgspec import Struct

from server.web.sheet import Sheet

WIDTH, HEIGHT, MARGIN = 400, 150, 14
LEAST, MOST = 10, 50
"""Tenths of a point on the scale."""


class Dot(Struct, frozen=True):
    x: int
    y: int
    said: str


class Strand(Struct, frozen=True):
    """One question over all sessions; ``cells`` are said in the order of the sessions."""

    text: str
    dots: list[Dot]
    path: str
    cells: list[str]
    first: str
    last: str


class PulseLine(Struct, frozen=True):
    sessions: list[str]
    strands: list[Strand]
    width: int = WIDTH
    height: int = HEIGHT


def pulse_line(sheet: Sheet) -> PulseLine | None:
    """None where nobody was asked yet. The same question is known by its words."""
    asked = sorted(
        (one for one in sheet.view.harvests if one.pulse), key=lambda one: (one.at, one.board)
    )
    if not asked:
        return None
    found: dict[str, dict[int, int]] = {}
    for n, one in enumerate(asked):
        for question in one.pulse:
            if question.mean_tenths is not None:
                found.setdefault(question.text, {})[n] = question.mean_tenths
    last = max(1, len(asked) - 1)
    strands = []
    for text, means in found.items():
        dots = [Dot(_x(n, last), _y(tenths), _said(tenths)) for n, tenths in means.items()]
        path = " ".join(f"{dot.x},{dot.y}" for dot in dots)
        cells = [_said(means[n]) if n in means else "" for n in range(len(asked))]
        strands.append(Strand(text, dots, path, cells, dots[0].said, dots[-1].said))
    return PulseLine([sheet.stage(one.stage) for one in asked], strands)


def _x(n: int, last: int) -> int:
    return MARGIN + n * (WIDTH - 2 * MARGIN) // last


def _y(tenths: int) -> int:
    share = (tenths - LEAST) * (HEIGHT - 2 * MARGIN) // (MOST - LEAST)
    return HEIGHT - MARGIN - share


def _said(tenths: int) -> str:
    return f"{tenths // 10},{tenths % 10}"
