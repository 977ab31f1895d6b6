"""How trust and drive went, session after session: a picture, and a table that says the same."""

from msgspec import Struct

from board.pictures.course import course
from server.web.sheet import Sheet


class Strand(Struct, frozen=True):
    """One question over all sessions; ``cells`` are said in the order of the sessions."""

    text: str
    cells: list[str]


class PulseLine(Struct, frozen=True):
    sessions: list[str]
    strands: list[Strand]
    svg: str


def pulse_line(sheet: Sheet) -> PulseLine | None:
    """None where nobody was asked yet. The same question is known by its words."""
    asked = sorted(
        (one for one in sheet.view.harvests if one.pulse), key=lambda one: (one.at, one.board)
    )
    found: dict[str, list[int | None]] = {}
    for n, one in enumerate(asked):
        for question in one.pulse:
            if question.mean_tenths is not None:
                found.setdefault(question.text, [None] * len(asked))[n] = question.mean_tenths
    if not found:
        return None
    sessions = [f"{sheet.stage(one.stage)}, {sheet.short_day(one.at)}" for one in asked]
    strands = [Strand(text, [_said(sheet, one) for one in means]) for text, means in found.items()]
    svg = course(sessions, list(found.items()), sheet.words("overview.pulse"))
    return PulseLine(sessions, strands, svg)


def _said(sheet: Sheet, tenths: int | None) -> str:
    if tenths is None:
        return ""
    return f"{tenths // 10}{sheet.words('common.decimal')}{tenths % 10}"
