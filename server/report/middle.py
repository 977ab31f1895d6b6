"""What the sessions gave: strengths, vision, images, groups, what works, and the goals."""

from collections.abc import Iterator

from board.harvest import Harvest, only_together
from board.harvest_places import Charted, Placed
from board.harvest_votes import Vote
from board.pictures.bars import Bar, bars
from board.pictures.corners import corners
from board.pictures.placed import Line as PlacedLine
from board.pictures.placed import placed
from board.trajectory.kept import KeptItem, KeptText
from board.trajectory.types import TextPart
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

TOLD: tuple[TextPart, ...] = ("vision", "ambition", "core")
"""Parts that have a chapter of their own."""
EARLY = 2


def strong(telling: Telling) -> Iterator[Block]:
    yield from _texts(telling, pinned=True)
    yield from telling.plain(telling.words("results.registers.strengths"), "strengths")
    yield from telling.plain(telling.words("results.registers.achievements"), "achievements")
    yield from telling.plain(telling.words("results.registers.reasons"), "reasons")
    together = [Line(item.text or "") for _, item in only_together(telling.boards)]
    if together:
        yield Bullets(telling.say("strong.together"), together)


def vision(telling: Telling) -> Iterator[Block]:
    old = telling.view.state.card.vision
    if old:
        yield Bullets(telling.say("vision.before"), [Line(one) for one in old.splitlines() if one])
    found = list(_texts(telling, pinned=False))
    yield from found
    if not found:
        yield Paragraph(telling.say("vision.none"), small=True)


def images(telling: Telling) -> Iterator[Block]:
    yield from _weighed(telling, telling.kept("images"), telling.say("images.dots"))
    yield from telling.listed(telling.words("results.registers.images"), "images", weighed=False)
    yield from telling.plain(telling.words("results.registers.expectations"), "expectations")


def groups(telling: Telling) -> Iterator[Block]:
    yield from telling.listed(telling.words("results.registers.groups"), "groups")
    for board in telling.boards:
        by_id = {one.id: one for one in board.placements}
        after = {one.before for one in board.placements}
        for one in board.placements:
            if one.id not in after:
                yield ring_map(telling, one, by_id.get(one.before or ""))
    yield from telling.listed(telling.words("results.registers.voices"), "voices")


def works(telling: Telling) -> Iterator[Block]:
    yield from _weighed(telling, telling.kept("factors"), telling.say("works.dots"))
    yield from telling.listed(telling.words("results.registers.factors"), "factors", weighed=False)
    conditions = telling.kept("conditions")
    if conditions:
        rows = [
            Row([one.text, _mean(telling, one), _chosen(telling, one)], telling.standing(one))
            for one in conditions
        ]
        head = [telling.say(f"works.{key}") for key in ("condition", "weight", "can")]
        yield Table(telling.words("results.registers.conditions"), head, rows)
        yield from (Bullets("", [line]) for line in telling.removed("conditions"))
    for board in telling.boards:
        yield from (charted(telling, one) for one in board.charts)


def goals(telling: Telling) -> Iterator[Block]:
    state = telling.view.state
    kept = telling.goal_cards
    if not state.goals:
        yield from telling.listed(telling.words("results.registers.goals"), "goals")
        if kept:
            yield Paragraph(telling.say("goals.not_written"), small=True)
    else:
        newest, older = state.goals[-1], state.goals[-2] if len(state.goals) > 1 else None
        before = {one.id: one.line.text for one in older.goals} if older else {}
        rows = []
        for goal in newest.goals:
            line = goal.line
            item = kept.get(line.origin) if line.origin else None
            agreed = telling.agreed(item) if item else ""
            change = telling.words(f"texts.changes.{line.change}")
            was = before.get(line.was, "")
            text = f"{was} → {line.text}" if was and was != line.text else line.text
            cells = [text, change, ", ".join(line.groups), line.sign, line.due, agreed]
            standing = "" if line.change == "stopped" else telling.standing_of_goal(goal)
            rows.append(Row(cells, standing))
        columns = ("goal", "change", "groups", "sign", "due", "agreed")
        head = [telling.say(f"goals.{one}") for one in columns]
        yield Table(telling.say("goals.title", n=newest.version), head, rows)
        if newest.note:
            yield Paragraph(newest.note)
    yield from _not_yet(telling)


def others(telling: Telling, *, placed: bool) -> Iterator[Block]:
    """Texts of the network that are neither its vision nor its core: how it means its words,
    written where it was ``placed`` who is how near; and else what it agreed on. Lines that one
    of was chosen stand with the votes.
    """
    state = telling.view.state
    own = {id for id, one in state.texts.items() if one.part in TOLD}
    for id, kept in _latest(telling).items():
        where = [one for one in telling.boards if any(text.id == id for text in one.texts)]
        here = bool(where and where[0].placements) is placed
        if here and id not in own and not _is_vision(telling, id) and not _pinned(telling, id):
            lines = telling.lines_of_text(id)
            if _chosen_from(where, lines):
                continue
            standing = telling.standing_of_text(id)
            yield Bullets(kept.title, [Line(one, "", standing) for one in lines])


def _texts(telling: Telling, *, pinned: bool) -> Iterator[Block]:
    """The core of what is strong, or else the vision and what binds."""
    state = telling.view.state
    latest = _latest(telling)
    for id in [*latest, *(one for one in state.texts if one not in latest)]:
        mine = state.texts.get(id)
        part = mine.part if mine else ""
        core = part == "core" or (not part and _pinned(telling, id))
        mine_too = part in ("vision", "ambition") or (not part and _is_vision(telling, id))
        if core is not pinned or not (core or mine_too):
            continue
        lines = telling.lines_of_text(id)
        title = mine.title if mine else latest[id].title
        standing = telling.standing_of_text(id)
        yield Bullets(title, [Line(one, "", standing) for one in lines if one])


def _latest(telling: Telling) -> dict[str, KeptText]:
    open = {board.board for board in telling.boards}
    return {str(one.id): one for one in telling.view.kept.texts if str(one.board) in open}


def _chosen_from(boards: list[Harvest], lines: list[str]) -> bool:
    """Whether these lines were the options of one vote."""
    options = [set(one.labels.values()) for board in boards for one in board.asked]
    return any(set(lines) <= one for one in options)


def _pinned(telling: Telling, id: str) -> bool:
    return any(text.pinned for one in telling.boards for text in one.texts if text.id == id)


def _is_vision(telling: Telling, id: str) -> bool:
    """It was begun at the first two tables, where it is said what binds the network."""
    first = [any(text.id == id for text in one.texts) for one in telling.boards]
    return True in first[:EARLY] and not _pinned(telling, id)


def _weighed(telling: Telling, items: list[KeptItem], title: str) -> Iterator[Block]:
    """What the room laid dots on, as bars and as a table."""
    votes = [(one, vote) for one in items if (vote := telling.weight(one))]
    votes.sort(key=lambda pair: -pair[1].points)
    if not votes:
        return
    rows = [
        Row([one.text, str(vote.points), _many(vote)], telling.standing(one)) for one, vote in votes
    ]
    head = [telling.say(f"images.{key}") for key in ("text", "points", "organisations")]
    made = bars([Bar(one.text, vote.points, telling.note(one)) for one, vote in votes], title)
    drawn = [
        Drawn(sheet.svg, f"{title}. " + "; ".join(f"{bar.label}: {bar.said}" for bar in sheet.rows))
        for sheet in made
    ]
    yield Picture(title, drawn, Table(telling.say("as_table"), head, rows))


def _many(vote: Vote) -> str:
    return "–" if vote.organisations is None else str(vote.organisations)


def ring_map(telling: Telling, now: Placed, before: Placed | None) -> Table | Picture:
    """Where each stands, and where it stood in what it is laid beside; in rings as a picture."""
    svg, lines = placed(now, before)
    head = [telling.say("groups.who")]
    head += [before.question, now.question] if before else [telling.say("groups.place")]

    def told(one: PlacedLine) -> list[str]:
        return [one.text, *([one.was or "–"] if before else []), one.now or "–"]

    if not svg:
        return Table(now.question, head, [Row(told(one)) for one in lines])
    rows = [Row([str(one.number), *told(one)]) for one in lines]
    words = "; ".join(f"{row.cells[0]} {row.cells[1]}: {' → '.join(row.cells[2:])}" for row in rows)
    table = Table(telling.say("as_key"), [telling.say("groups.number"), *head], rows)
    return Picture(now.question, [Drawn(svg, f"{now.question} {words}")], table, keyed=True)


def charted(telling: Telling, one: Charted) -> Picture:
    """What was laid out by two votes, with the corner that each lies in."""
    words = telling.words
    rows = [
        Row(
            [
                str(row.number),
                row.text if row.text is not None else words("common.erased"),
                one.corners[row.corner]
                if row.corner is not None
                else words("common.chart_nowhere"),
            ]
        )
        for row in one.rows
    ]
    head = [words(f"common.chart_{key}") for key in ("number", "card", "corner")]
    said = "; ".join(f"{row.cells[0]} {row.cells[1]}: {row.cells[2]}" for row in rows)
    svg = corners((one.across, one.up), one.corners, one.rows, one.title)
    table = Table(telling.say("as_key"), head, rows)
    return Picture(one.title, [Drawn(svg, f"{one.title} {said}")], table, keyed=True)


def _mean(telling: Telling, item: KeptItem) -> str:
    found = [one.mean_tenths for one in telling.votes(item) if one.mean_tenths is not None]
    comma = telling.words("common.decimal")
    return f"{found[-1] // 10}{comma}{found[-1] % 10}" if found else "–"


def _chosen(telling: Telling, item: KeptItem) -> str:
    """What most chose of it, of how many."""
    for one in reversed(telling.votes(item)):
        if one.method == "choice" and one.counts and len(one.verdicts) == 1:
            label = _label(telling, one)
            many = one.counts[one.verdicts[0]]
            return telling.say("of", what=label, n=many, of=one.answered) + telling.unsure(one)
    return "–"


def _label(telling: Telling, vote: Vote) -> str:
    for board in reversed(telling.boards):
        for asked in board.asked:
            if asked.poll == vote.poll and vote.verdicts[0] in asked.labels:
                return asked.labels[vote.verdicts[0]]
    return ""


def _not_yet(telling: Telling) -> Iterator[Quote]:
    """What was said by who was not for a goal yet, beside the goal."""
    for item in telling.kept("goals"):
        said = dict.fromkeys(one for seen in telling.seen(item) for one in seen.not_yet)
        yield from (Quote(one, item.text) for one in said)
