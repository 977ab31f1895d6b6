"""The texts of a network and its goals: what stands, how it came to be, the next version."""

from msgspec import Struct

from board.goals import GoalNow, OldGoal, goals_now
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.current import Written, versions
from board.trajectory.kept import KeptItem
from board.trajectory.permissions import Reading
from board.trajectory.state import Goal, Goals
from board.trajectory.types import CardRef
from server.trajectories import Done
from server.web.asking import asked
from server.web.sheet import Fields, Section, Sheet

PARTS = ("", "vision", "ambition", "core", "procedure", "agreement")
NEW_ROWS = 3
"""Empty lines below the goals there are, to write new ones on."""


class Version(Struct, frozen=True):
    """``of`` says where it was written: on a board, or here."""

    version: int
    lines: list[str]
    of: str
    standing: str = ""


class Shown(Struct, frozen=True):
    """A text: the version that stands, and those before it, the latest first.

    ``after`` is the version of the trajectory's own log; 0 where only boards have it. It
    is ``own`` where that one stands: what a session wrote since is adopted or put right
    once it was written here.
    """

    id: str
    title: str
    part: str
    now: Version
    before: list[Version]
    after: int
    own: bool
    adopted: bool
    images: list[str]
    rests_on: list[KeptItem]


class GoalShown(Struct, frozen=True):
    text: str
    change: str
    was: str
    images: list[str]
    groups: list[str]
    sign: str
    due: str
    adopted: bool
    path: str


class Framework(Struct, frozen=True):
    version: int
    day: str
    note: str
    goals: list[GoalShown]
    adopted: bool


class Row(Struct, frozen=True):
    """A line of the form for the next version. ``hint`` is what was decided in a session."""

    text: str
    change: str
    was: str
    was_text: str
    origin: str
    images: str
    groups: str
    sign: str
    due: str
    hint: str


async def values(sheet: Sheet) -> dict[str, object]:
    state = sheet.view.state
    versions = [_framework(sheet, n) for n in range(len(state.goals) - 1, -1, -1)]
    newest = state.goals[-1] if state.goals else None
    return {
        "texts": texts_of(sheet),
        "framework": versions[0] if versions else None,
        "earlier": versions[1:],
        "rows": _rows(sheet, newest),
        "after": newest.version if newest else 0,
        "parts": [(part, sheet.words(f"texts.parts.{part or 'none'}")) for part in PARTS],
        "images": [
            (f"{item.ref.board}/{item.ref.card}", item.text)
            for item in sheet.view.kept.of("images")
        ],
        "wishes": list(sheet.view.kept.of("interests", "ambitions")),
        "impacts": len(state.open_impacts),
        "may": sheet.may(c.WriteText) and not sheet.over,
        "may_adopt": sheet.may(c.AdoptText) and not sheet.over,
    }


def texts_of(sheet: Sheet) -> list[Shown]:
    """By what they are for; those of boards that nobody touched here come as they are."""
    state, kept = sheet.view.state, sheet.view.kept
    titles = {str(one.id): one.title for one in kept.texts}
    shown = []
    for id in [*state.texts, *(one for one in titles if one not in state.texts)]:
        mine = state.texts.get(id)
        told = versions(state, kept, id)
        newest = told[-1]
        if mine is None and not any(newest.lines):
            continue
        behind = newest.own or newest.board
        shown.append(
            Shown(
                id=id,
                title=mine.title if mine else titles[id],
                part=mine.part if mine else "",
                now=_version(sheet, newest),
                before=[_version(sheet, one) for one in told[-2::-1]],
                after=mine.now.version if mine else 0,
                own=newest.own is not None,
                adopted=newest.own is not None and newest.own.standing == "adopted",
                images=[
                    item.text
                    for image in (newest.own.images if newest.own else [])
                    if (item := kept.item(image))
                ],
                rests_on=_items(sheet, behind.rests_on if behind else []),
            )
        )
    order = {part: n for n, part in enumerate([*PARTS[1:], ""])}
    return sorted(shown, key=lambda one: order.get(one.part, len(order)))


def _items(sheet: Sheet, refs: list[CardRef]) -> list[KeptItem]:
    return [item for ref in refs if (item := sheet.view.kept.item(ref))]


def _version(sheet: Sheet, one: Written) -> Version:
    if one.own is None:
        of = sheet.session(one.board.board) if one.board else ""
        return Version(one.version, list(one.lines), of)
    by = sheet.words(f"overview.functions.{one.own.by}")
    of = f"{by}, {sheet.day(one.at)}"
    return Version(one.version, list(one.lines), of, one.own.standing)


def _framework(sheet: Sheet, n: int) -> Framework:
    goals = sheet.view.state.goals[n]
    before = {goal.id: goal for goal in sheet.view.state.goals[n - 1].goals} if n else {}
    shown = [_goal(sheet, goal, before) for goal in goals.goals]
    adopted = bool(shown) and all(one.adopted for one in shown)
    return Framework(goals.version, sheet.day(goals.at), goals.note, shown, adopted)


def _goal(sheet: Sheet, goal: Goal, before: dict[str, Goal]) -> GoalShown:
    line = goal.line
    old = before.get(line.was)
    was = old.line.text if old and old.line.text != line.text else ""
    path = ""
    if line.origin:
        path = f"/t/{sheet.id}/thread/{line.origin.board}/{line.origin.card}"
    return GoalShown(
        line.text, line.change, was, list(line.images), list(line.groups), line.sign, line.due,
        goal.standing == "adopted", path,
    )  # fmt: skip


def _rows(sheet: Sheet, newest: Goals | None) -> list[Row]:
    """What the last session made of the goals, or else those that stand; then empty ones."""
    standing = [one for one in newest.goals if one.line.change != "stopped"] if newest else []
    old = [OldGoal(one.id, one.line.text) for one in standing]
    known = {one.id: one for one in standing}
    made = [
        kept
        for kept in sheet.view.harvests
        if any(item.standing != "read" for item in kept.kept_in("goals"))
    ]
    last = max(made, key=lambda one: (one.at, one.board), default=None)
    written = {one.line.origin for one in newest.goals} if newest else set()
    fresh = last is not None and not any(one and one.board == last.board for one in written)
    rows = []
    if last is not None and fresh:
        rows = [_made(sheet, one, known) for one in goals_now(old, last)]
    else:
        rows = [_kept(one) for one in standing]
    blank = Row("", "new", "", "", "", "", "", "", "", "")
    return rows + [blank] * NEW_ROWS


def _made(sheet: Sheet, one: GoalNow, known: dict[str, Goal]) -> Row:
    board, card = one.card
    old = known.get(one.was)
    hint = sheet.words("texts.undecided") if one.open else ""
    if one.not_yet:
        hint = sheet.words("texts.not_yet", what=" / ".join(one.not_yet))
    images = one.linked.get("images", []) or (old.line.images if old else [])
    groups = one.linked.get("groups", []) or (old.line.groups if old else [])
    return Row(
        text=one.text,
        change=one.change or "new",
        was=one.was,
        was_text=old.line.text if old else "",
        origin=f"{board}/{card}" if board and board in _boards(sheet) else "",
        images="\n".join(images),
        groups="\n".join(groups),
        sign=one.tells.get("sign") or (old.line.sign if old else ""),
        due=one.tells.get("due") or (old.line.due if old else ""),
        hint=hint,
    )


def _boards(sheet: Sheet) -> set[str]:
    return {one.board for one in sheet.view.harvests}


def _kept(goal: Goal) -> Row:
    line = goal.line
    origin = f"{line.origin.board}/{line.origin.card}" if line.origin else ""
    return Row(
        line.text, "keeps", goal.id, line.text, origin, "\n".join(line.images),
        "\n".join(line.groups), line.sign, line.due, "",
    )  # fmt: skip


async def _write_goals(sheet: Sheet, fields: Fields) -> Done | Refusal:
    """Without the lines that were left empty."""
    empty = {
        name.split(".")[1]
        for name, sent in fields.items()
        if name.startswith("goals.") and name.endswith(".text") and not sent[0].strip()
    }
    said = {
        name: sent
        for name, sent in fields.items()
        if not (name.startswith("goals.") and name.split(".")[1] in empty and _blank(fields, name))
    }
    command = asked(said)
    if isinstance(command, Refusal):
        return command
    return await sheet.site.trajectories.do(sheet.id, command, sheet.person)  # type: ignore[arg-type]


def _blank(fields: Fields, name: str) -> bool:
    """A line that comes from an older goal is not blank: its words were taken out."""
    was = fields.get(f"goals.{name.split('.')[1]}.was", [""])
    return not was[0]


SECTION = Section("texts", Reading.RESULTS, values, doings={"WriteGoals": _write_goals})
