"""What is shown beside the differences of two snapshots: rings now and later, the course of
the pulse, one stage over time, and the framework of goals old and new.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from board.goal_versions import Passage, passages
from board.harvest import Harvest
from board.harvest_places import Placed
from board.harvest_votes import Measured
from board.pictures.course import course
from board.pictures.placed import Line, placed
from board.trajectory.state import Goals
from board.types import Millis
from server.web import dates
from server.words import Speaker

NOTHING = "–"


class Beside(Struct, frozen=True):
    """``svg`` "" is a table alone. ``rows`` begin with what they are of."""

    title: str
    head: list[str]
    rows: list[list[str]]
    svg: str = ""
    keyed: bool = False
    """The rows begin with the numbers of the picture."""


def rings_of(was: Harvest, now: Harvest, words: Speaker) -> list[Beside]:
    """Who moved between the two; within one, between where it stands and where it would."""
    before = {one.id: one for one in was.placements}
    own = {one.id: one for one in now.placements}
    shown = []
    for one in now.placements:
        earlier = before.get(one.id)
        if earlier is None or earlier == one:
            earlier = own.get(one.before or "") or before.get(one.before or "")
        svg, lines = placed(one, earlier)
        if svg:
            head = [words("common.chart_number"), words("report.groups.who")]
            same = earlier is None or earlier.id == one.id
            head += [words("compare.was"), words("compare.now")] if same else _asked(earlier, one)
            shown.append(Beside(one.question, head, [_line(line) for line in lines], svg, True))
    return shown


def _asked(earlier: Placed | None, one: Placed) -> list[str]:
    return [earlier.question if earlier else NOTHING, one.question]


def _line(line: Line) -> list[str]:
    return [str(line.number), line.text, line.was or NOTHING, line.now or NOTHING]


def pulse_of(sessions: Sequence[Harvest], words: Speaker) -> Beside | None:
    """Of all sessions that asked for it, the first first."""
    asked = [one for one in sessions if one.pulse]
    means: dict[str, list[int | None]] = {}
    for n, one in enumerate(asked):
        for question in one.pulse:
            means.setdefault(question.text, [None] * len(asked))[n] = question.mean_tenths
    if not means:
        return None
    names = [_named(one, words) for one in asked]
    title = words("report.pulse.title")
    rows = [[text, *(_tenths(one, words) for one in values)] for text, values in means.items()]
    svg = course(names, list(means.items()), title)
    return Beside(title, [words("report.pulse.question"), *names], rows, svg)


def stage_of(sessions: Sequence[Harvest], now: Harvest, words: Speaker) -> Beside | None:
    """What was asked each time that this stage was held; None where that was once."""
    held = [one for one in sessions if one.stage == now.stage]
    if len(held) < 2:
        return None
    told: dict[str, list[str]] = {
        words("compare.people"): [str(one.people) for one in held],
        words("compare.cards"): [str(_cards(one)) for one in held],
    }
    for n, one in enumerate(held):
        for question in one.asked:
            row = told.setdefault(question.text, [NOTHING] * len(held))
            row[n] = _outcome(question, words)
    head = [words("report.pulse.question"), *(_named(one, words) for one in held)]
    rows = [[text, *cells] for text, cells in told.items()]
    return Beside(words("compare.stage"), head, rows)


class Versions(Struct, frozen=True):
    """Two versions of the framework of goals; ``old`` None is none yet."""

    old: Goals | None
    new: Goals
    newest: bool


def between(versions: Sequence[Goals], was: Millis, now: Millis) -> Versions | None:
    """Those that held at two moments, the first one first; None where that is the same one."""
    then, since = (_held(versions, at) for at in (was, now))
    if since is None or since is then or now < was:
        return None
    return Versions(then, since, since is versions[-1])


def newest(versions: Sequence[Goals]) -> Versions | None:
    """The last one and the one before it; None where there is none yet."""
    if not versions:
        return None
    return Versions(versions[-2] if len(versions) > 1 else None, versions[-1], newest=True)


def _held(versions: Sequence[Goals], at: Millis) -> Goals | None:
    return next((one for one in reversed(versions) if one.at <= at), None)


def goals_of(two: Versions, words: Speaker) -> Beside:
    rows = []
    for one in passages(two.old.goals if two.old else [], two.new.goals):
        was, now = (goal.line.text if goal else NOTHING for goal in (one.was, one.now))
        rows.append([was, now, became(one, words)])
    head = [words("compare.goals_was", n=two.old.version if two.old else NOTHING)]
    head += [words("compare.goals_now" if two.newest else "compare.goals_was", n=two.new.version)]
    return Beside(words("compare.goals"), [*head, words("report.goals.change")], rows)


def became(one: Passage, words: Speaker) -> str:
    return words(f"texts.changes.{one.now.line.change}") if one.now else words("compare.left")


def in_order(sessions: Iterable[Harvest]) -> list[Harvest]:
    return sorted(sessions, key=lambda one: (one.at, one.board))


def _cards(one: Harvest) -> int:
    return sum(not item.members for item in one.items)


def _named(one: Harvest, words: Speaker) -> str:
    return f"{one.title}, {dates.day(words, one.at)}"


def _tenths(value: int | None, words: Speaker) -> str:
    return NOTHING if value is None else f"{value // 10}{words('common.decimal')}{value % 10}"


def _outcome(asked: Measured, words: Speaker) -> str:
    """The mean of a scale; else what most chose, of how many."""
    if asked.mean_tenths is not None:
        return _tenths(asked.mean_tenths, words)
    if not any(asked.counts.values()):
        return NOTHING
    most = max(asked.counts, key=lambda id: asked.counts[id])
    key = f"common.{asked.method}_{most}"
    label = asked.labels.get(most) or words(key if key in words else "common.erased")
    if asked.method in ("dots", "ranking"):
        return words("report.of", what=label, n=asked.counts[most], of=asked.voters)
    said = words("report.of", what=label, n=asked.counts[most], of=asked.answered)
    return f"{said} · {words.count('common.said_unsure', asked.unsure)}" if asked.unsure else said
