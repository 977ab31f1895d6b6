"""Two snapshots of a trajectory beside each other: what differs first, in words."""

import asyncio
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.compare import changes
from board.harvest import Harvest, harvest
from board.sight import Sight, sight
from board.trajectory.state import Goals
from server.store.record import Snapshot, SnapshotLine
from server.web import dates
from server.web.compare_beside import (
    Beside,
    between,
    goals_of,
    in_order,
    newest,
    pulse_of,
    rings_of,
    stage_of,
)
from server.web.compared import Group, groups, labels, of_goals
from server.web.reading import Glimpse
from server.web.record import glimpses_in, kept_of, label_of, trajectory_of
from server.web.site import language_for, page, site_of
from server.web.trouble import Trouble
from server.words import Speaker


class Choice(Struct, frozen=True):
    id: str
    says: str


class Session(Struct, frozen=True):
    """The snapshots of one session, to choose from."""

    title: str
    choices: list[Choice]


class Pair(Struct, frozen=True):
    """One thing as it stood on both sides; "" where it was not there."""

    was: str
    now: str


class Compared(Struct, frozen=True):
    shared: str
    """What both sides have in common, said once: their session, and the day; "" for nothing."""
    before: str
    after: str
    same: bool
    """They are of one session."""
    groups: list[Group]
    pairs: list[Pair]
    beside: list[Beside]


async def show(request: Request) -> Response:
    trajectory = await trajectory_of(request)
    words = Speaker(site_of(request).pages.catalogue, language_for(request))
    found = await site_of(request).record.overview(trajectory)
    if found is None:
        raise Trouble("no_access")
    titles = {session.board: session.title for session in found.sessions}
    outcomes = await site_of(request).record.outcomes(trajectory)
    seen = glimpses_in(outcomes, words)
    sessions = [
        Session(titles[board], [_choice(one, seen.get(board), words) for one in lines])
        for board, lines in sorted(found.snapshots.items(), key=lambda one: one[1][0].at)
        if board in titles
    ]
    compared: Compared | None = None
    chosen = [request.query_params.get(name, "") for name in ("from", "to")]
    if not any(chosen) and sessions:
        chosen = [sessions[-1].choices[0].id, sessions[-1].choices[-1].id]
    elif all(chosen):
        before, after = [await kept_of(site_of(request), trajectory, id) for id in chosen]
        view = await site_of(request).trajectories.view(trajectory)
        goals = view.state.goals if view else []
        compared = await asyncio.to_thread(
            _compared, before, after, titles, words, [one.public for one in outcomes], goals
        )
    return page(
        request,
        "compare.html",
        grant=request.path_params["grant"],
        sessions=sessions,
        chosen=chosen,
        compared=compared,
    )


def _compared(
    before: Snapshot,
    after: Snapshot,
    titles: dict[str, str],
    words: Speaker,
    last: Sequence[bytes],
    goals: Sequence[Goals],
) -> Compared:
    """Raises Trouble for a snapshot that another version of ours cannot read."""
    across = before.board != after.board
    try:
        first, second = harvest(before.public), harvest(after.public)
        was, now = sight(first, across=across), sight(second, across=across)
        known = labels(after.public)
        held = in_order(one for public in last if (one := _harvest(public)))
    except msgspec.ValidationError:
        raise Trouble("not_found") from None
    found = groups(changes(was, now), was, now, known, words)
    moved = between(goals, before.at, after.at)
    if moved is not None:
        found.append(of_goals(moved, words))
    framework = moved or newest(goals)
    shared, says_before, says_after = _sides(before, after, titles, words)
    return Compared(
        shared=shared,
        before=says_before,
        after=says_after,
        same=not across,
        groups=found,
        pairs=_pairs(was, now),
        beside=[
            *rings_of(first, second, words),
            *filter(None, [pulse_of(held, words), stage_of(held, second, words)]),
            *([goals_of(framework, words)] if framework else []),
        ],
    )


def _harvest(public: bytes) -> Harvest | None:
    """None for one of another version of ours: the others are worth more than nothing."""
    try:
        return harvest(public)
    except msgspec.MsgspecError:
        return None


def _pairs(was: Sight, now: Sight) -> list[Pair]:
    """All that lay on both boards, in the order of the second."""
    ids = [*now.things, *(id for id in was.things if id not in now.things)]

    def text(side: Sight, id: str) -> str:
        return (side.things[id].text or "") if id in side.things else ""

    pairs = (Pair(text(was, id), text(now, id)) for id in ids)
    return [pair for pair in pairs if pair.was or pair.now]


def _choice(line: SnapshotLine, seen: Glimpse | None, words: Speaker) -> Choice:
    taken, label = dates.taken(words, line.at, line.moment), label_of(line, seen)
    return Choice(line.id, f"{taken}: {label}" if label else taken)


def _sides(
    before: Snapshot, after: Snapshot, titles: dict[str, str], words: Speaker
) -> tuple[str, str, str]:
    """What both have in common, and then each by what tells it from the other."""

    def parts(kept: Snapshot) -> list[str]:
        when = dates.taken(words, kept.at, kept.moment)
        return [titles.get(kept.board, ""), dates.day(words, kept.at), when]

    first, second = parts(before), parts(after)
    alike = 0 if before.board != after.board else 1 if first[1] != second[1] else 2
    shared, was, now = (
        " · ".join(filter(None, one)) for one in (first[:alike], first[alike:], second[alike:])
    )
    return shared, was, now


routes = [Route("/r/{grant}/compare", show, methods=["GET"])]
