"""The last chapters: who does what, what is open, how it goes on, and the pulse."""

from collections.abc import Iterator

from board.harvest_votes import NOT_YET
from board.pictures.course import course
from board.stages import Register
from board.trajectory.claims import of_item
from board.trajectory.types import CardRef
from server.report.beginning import goals_standing
from server.report.document import (
    Block,
    Bullets,
    Drawn,
    Line,
    Paragraph,
    Picture,
    Quote,
    Row,
    Table,
)
from server.report.telling import Telling

REGISTERS: tuple[Register, ...] = ("roles", "tasks", "procedures", "agreements")
WHO = 1
"""The column in which nobody is worth a word."""
SAID = frozenset({"parked", "discuss"})
"""Ends told here; what nobody leads, or waits for a yes, stands in the chapter before."""


def who(telling: Telling) -> Iterator[Block]:
    waiting: list[Line] = []
    for register in REGISTERS:
        yield from _taken_up(telling, register, waiting)
    taken = [
        Row([role.label, ", ".join(filter(None, map(telling.partner, told)))])
        for board in telling.boards
        for role in board.roles
        if (told := [one.organisation for one in role.claims if not one.provisional])
    ]
    if taken:
        head = [telling.say("who.what"), telling.say("who.who")]
        yield Table(telling.say("who.sessions"), head, taken)
    if waiting:
        yield Bullets(telling.say("who.waiting"), waiting)


def _taken_up(telling: Telling, register: Register, waiting: list[Line]) -> Iterator[Block]:
    """A list with who carries what, until when, and how it was voted on. Who still decides is
    added to ``waiting``.
    """
    head = [telling.say(f"who.{key}") for key in ("what", "who", "due", "agreed")]
    rows = []
    for item in telling.kept(register):
        names, leads = [], False
        for claim in of_item(telling.view.state, item):
            name = telling.partner(claim.organisation)
            if not name or not claim.holds:
                continue
            if claim.stands == "provisional":
                waiting.append(Line(item.text, f"{name}, {telling.day(claim.due)}"))
            else:
                names.append(name)
                leads = leads or claim.leads
        carried = leads or item.confirmed or telling.standing(item) == "supported"
        told = [item.text, ", ".join(names), telling.due(item), telling.agreed(item)]
        rows.append(Row(told, "supported" if carried else "proposed"))
    title = telling.words(f"results.registers.{register}")
    # A column that says nothing of any of them is left out.
    said = [n for n in range(len(head)) if any(row.cells[n] for row in rows)]
    if len(said) > 1:
        nobody = telling.say("who.nobody")
        full = [
            Row([row.cells[n] or (nobody if n == WHO else "–") for n in said], row.standing)
            for row in rows
        ]
        yield Table(title, [head[n] for n in said], full)
    elif rows:
        yield Bullets(title, [Line(row.cells[0], "", row.standing) for row in rows])
    yield from (Bullets("", [line]) for line in telling.removed(register))


def ends(telling: Telling) -> Iterator[Block]:
    view = telling.view
    answered = view.state.end_answers
    open = {board.board for board in telling.boards}
    lines: dict[str, Line] = {}
    quotes: dict[str, Quote] = {}
    for one in view.kept.ends:
        if str(one.ref.board) not in open:
            continue
        if one.why == "not_yet":
            # Also what was dealt with since: it was said, and counts.
            quotes.setdefault(one.text, Quote(one.text, telling.stage(one.stage)))
        elif one.ref not in answered and one.why in SAID:
            lines.setdefault(one.text, Line(one.text, telling.stage(one.stage)))
    for item in telling.kept("ends"):
        if item.ref not in answered:
            lines.setdefault(item.text, Line(item.text, telling.stage(item.stage)))
    for end in view.state.ends.values():
        if end.id not in answered:
            lines.setdefault(end.text, Line(end.text, telling.day(end.at)))
    removed = telling.removed("ends")
    if lines or removed:
        yield Bullets(telling.say("ends.open"), [*lines.values(), *removed])
    against = list(_against(telling))
    if against:
        yield Bullets(telling.say("ends.against"), against)
    if quotes:
        yield Paragraph(telling.say("ends.not_yet"), small=True)
        yield from quotes.values()
    done = [
        Line(_text(telling, ref), line.note)
        for ref, line in answered.items()
        if line.answer == "solved" and _text(telling, ref)
    ]
    if done:
        yield Bullets(telling.say("ends.solved"), done)


def _against(telling: Telling) -> Iterator[Line]:
    """Each question of which somebody said «not yet», also without a word to go with it."""
    for board in telling.boards:
        gone = {one.id for one in board.items if one.text is None}
        last = {one.id: one for one in board.asked if one.method == "agreement"}
        for one in last.values():
            against = one.counts.get(NOT_YET, 0)
            if against and one.question not in gone:
                yield Line(one.text, telling.for_it(one))


def further(telling: Telling) -> Iterator[Block]:
    state = telling.view.state
    yield from telling.listed(telling.words("results.registers.steps"), "steps")
    for slot in state.plan:
        if not slot.held_at and slot.at > telling.view.now:
            name = slot.title or telling.stage(slot.stage)
            yield Paragraph(telling.say("further.next", what=name, day=telling.day(slot.at)))
    if state.renewal_at:
        yield Paragraph(telling.say("further.renewal", day=telling.day(state.renewal_at)))
    asked = [
        Line(goal.line.text, "", telling.standing_of_goal(goal))
        for goal in goals_standing(telling)
        if goal.standing != "adopted"
    ]
    asked += [
        Line(text.title, "", telling.standing_of_text(text.id))
        for text in state.texts.values()
        if text.now.standing != "adopted"
    ]
    if asked:
        town = telling.words(f"common.town_{telling.view.trajectory.network.lead.title}")
        yield Bullets(telling.say("further.decides", town=town), asked)


def pulse(telling: Telling) -> Iterator[Block]:
    asked = [one for one in telling.boards if one.pulse]
    if not asked:
        return
    means: dict[str, list[int | None]] = {}
    for n, board in enumerate(asked):
        for one in board.pulse:
            means.setdefault(one.text, [None] * len(asked))[n] = one.mean_tenths
    comma = telling.words("common.decimal")
    names = [f"{telling.stage(one.stage)}, {telling.day(one.at)}" for one in asked]
    rows = [
        Row([text, *("–" if one is None else f"{one // 10}{comma}{one % 10}" for one in values)])
        for text, values in means.items()
    ]
    title = telling.say("pulse.title")
    table = Table(telling.say("as_table"), [telling.say("pulse.question"), *names], rows)
    words = "; ".join(f"{row.cells[0]} {', '.join(row.cells[1:])}" for row in rows)
    yield Paragraph(telling.say("pulse.scale"), small=True)
    drawn = Drawn(course(names, list(means.items()), title), f"{title}. {words}")
    yield Picture(title, [drawn], table)


def _text(telling: Telling, ref: str | CardRef) -> str:
    view = telling.view
    if isinstance(ref, str):
        own = view.state.ends.get(ref)
        return own.text if own else ""
    if str(ref.board) not in {board.board for board in telling.boards}:
        return ""
    found = (one.text for one in view.kept.ends if one.ref == ref)
    item = view.kept.item(ref)
    return next(found, "") or (item.text if item else "")
