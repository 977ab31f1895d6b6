"""The record of a trajectory: what was kept, read from the database alone.

No room is loaded and nothing is asked of the hub or the bus: a snapshot opens
the same while its session is live, years after, and with the rest stopped.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.format import Format
from server.store.doors import Kind
from server.store.outcomes import Outcome
from server.store.record import Snapshot, SnapshotLine
from server.store.sessions import WorkSession
from server.web import dates
from server.web.margin import beside
from server.web.reading import Glimpse, Reading, glimpse, read
from server.web.site import Site, language_for, page, site_of
from server.web.trouble import Trouble
from server.web.visitors import grant_of
from server.web.voices import Sitting, newcomers
from server.words import Speaker

MAY_READ = (Kind.RECORD, Kind.COACH, Kind.LEAD)
STAGES = "stages."


class Moment(Struct, frozen=True):
    """A snapshot as a dot on the line of its session."""

    id: str
    moment: str
    label: str
    hour: str
    iso: str


class SessionShown(Struct, frozen=True):
    board: str
    title: str
    stage: str
    colour: str
    state: str
    at: str
    day: str
    facts: list[str]
    moments: list[Moment]


class Stop(Struct, frozen=True):
    """A stage on the line of the trajectory."""

    title: str
    state: str
    day: str


async def overview(request: Request) -> Response:
    grant = await grant_of(request, *MAY_READ)
    trajectory = await trajectory_of(request)
    found = await site_of(request).record.overview(trajectory)
    if found is None:
        raise Trouble("no_access")
    words = _words(request)
    formats = site_of(request).sessions.formats.files()
    glimpses = await _glimpses(request, trajectory)
    held = sorted(found.sessions, key=lambda one: _when(one) or one.created_at)
    return page(
        request,
        "record.html",
        grant=request.path_params["grant"],
        trajectory=found.trajectory,
        home=f"/t/{trajectory}" if grant.account else "",
        organisations=found.organisations,
        since=dates.day(words, found.trajectory.created_at),
        line=_line(found.sessions, words, formats),
        sessions=[
            _session(session, found.snapshots.get(session.board, ()), glimpses, words)
            for session in held
        ],
        sittings=_sittings(held, glimpses),
        stage=next(iter(formats), ""),
    )


async def snapshot(request: Request) -> Response:
    kept = await snapshot_of(request)
    grant = await grant_of(request, *MAY_READ)
    values = await shown(request, kept)
    values |= await beside(request, grant, kept, values["reading"])
    return page(request, "snapshot.html", **values)


async def shown(request: Request, kept: Snapshot) -> dict[str, Any]:
    """What its page says that all who may read it may see."""
    words = _words(request)
    reading = read_here(kept, words)
    taken = words(
        "record.snapshot.taken",
        day=dates.day(words, kept.at),
        hour=dates.hour(kept.at),
        who=_function(words, kept.by),
    )
    line = SnapshotLine(**{name: getattr(kept, name) for name in SnapshotLine.__struct_fields__})
    return {
        "grant": request.path_params["grant"],
        "until": "",
        "reading": reading,
        "new": _new_at(kept.board, reading.present.here, await _glimpses(request, kept.trajectory)),
        "kept": line,
        "taken": taken,
        "trajectory": kept.trajectory,
    }


def read_here(kept: Snapshot, words: Speaker) -> Reading:
    """Raises Trouble for what a newer version took."""
    try:
        return read(kept.public, words)
    except ValueError:
        raise Trouble("newer_snapshot") from None


async def exact(request: Request) -> Response:
    """The bytes themselves, so that anyone can take their hash."""
    kept = await snapshot_of(request)
    headers = {
        "content-disposition": f'attachment; filename="{kept.id}.json"',
        "etag": f'"{kept.sha256}"',
    }
    return Response(kept.public, headers=headers, media_type="application/json")


async def trajectory_of(request: Request) -> str:
    """The one that this browser may read."""
    grant = await grant_of(request, *MAY_READ)
    if grant.trajectory is not None:
        return grant.trajectory
    session = await site_of(request).record.session(grant.board) if grant.board else None
    if session is None:
        raise Trouble("no_access")
    return session.trajectory


async def snapshot_of(request: Request) -> Snapshot:
    trajectory = await trajectory_of(request)
    return await kept_of(site_of(request), trajectory, request.path_params["id"])


async def kept_of(site: Site, trajectory: str, id: str) -> Snapshot:
    """One answer for what is not there and what is another network's."""
    kept = await site.record.snapshot(id)
    if kept is None or kept.trajectory != trajectory:
        raise Trouble("not_found")
    return kept


async def _glimpses(request: Request, trajectory: str) -> dict[str, Glimpse]:
    """What the last snapshot of each session says of it: all of them in one query."""
    return glimpses_in(await site_of(request).record.outcomes(trajectory), _words(request))


def glimpses_in(last: Sequence[Outcome], words: Speaker) -> dict[str, Glimpse]:
    """By board, of the last snapshots of sessions."""
    found = {}
    for one in last:
        # What a newer version took is told of where one opens it.
        with suppress(ValueError):
            found[one.board] = glimpse(one.public, words)
    return found


def _sittings(held: list[WorkSession], glimpses: dict[str, Glimpse]) -> list[Sitting]:
    """Of each session at which anyone was."""
    return [
        Sitting(
            title=session.title,
            people=seen.people,
            organisations=seen.organisations,
            new=_new_at(session.board, seen.here, glimpses),
            kinds=seen.kinds,
        )
        for session in held
        if (seen := glimpses.get(session.board)) and seen.people
    ]


def _new_at(board: str, here: frozenset[str], glimpses: dict[str, Glimpse]) -> list[str]:
    """The organisations that were at no session before this one."""
    this = glimpses.get(board)
    if this is None:
        return []
    before = {id for one in glimpses.values() if one.at < this.at for id in one.here}
    return newcomers(here, before, this.names)


def _session(
    session: WorkSession,
    lines: tuple[SnapshotLine, ...],
    glimpses: dict[str, Glimpse],
    words: Speaker,
) -> SessionShown:
    at = _when(session)
    seen = glimpses.get(session.board)
    facts = []
    if seen and seen.people:
        facts.append(words.count("record.people_count", seen.people))
        facts.append(words.count("record.partners_count", seen.organisations))
    return SessionShown(
        board=session.board,
        title=session.title,
        stage=_stage(words, session.stage),
        colour=seen.colour if seen else "teal",
        state=_state(session),
        at=dates.iso(at) if at else "",
        day=_day(words, session, at) if at else "",
        facts=facts,
        moments=[_moment(line, seen) for line in lines],
    )


def _moment(line: SnapshotLine, seen: Glimpse | None) -> Moment:
    label = label_of(line, seen)
    return Moment(line.id, line.moment, label, dates.hour(line.at), dates.iso(line.at))


def label_of(line: SnapshotLine, seen: Glimpse | None) -> str:
    """What a snapshot was named; after a reveal, the question."""
    if seen and line.moment == "reveal":
        return seen.labels.get(line.label, line.label)
    return line.label


def _line(
    sessions: tuple[WorkSession, ...], words: Speaker, formats: dict[str, Format]
) -> list[Stop]:
    """Each stage once, in order; a stage of one's own follows the known ones.

    One that joins others stands there if it is held, in place of those it joins.
    """
    known = [key.removeprefix(STAGES) for key in words.catalogue.entries if key.startswith(STAGES)]
    held: dict[str, WorkSession] = {session.stage: session for session in sessions}
    own = [session.stage for session in sessions if session.stage not in known]
    joins = {stage: format.covers for stage, format in formats.items() if format.covers}
    left_out = set(joins) | {one for stage, ones in joins.items() if stage in held for one in ones}
    stops = []
    for stage in [*known, *dict.fromkeys(own)]:
        if stage in left_out and stage not in held:
            continue
        session = held.get(stage)
        at = _when(session) if session else None
        title = _stage(words, stage) or (session.title if session else stage)
        day = dates.short_day(words, at) if at else ""
        stops.append(Stop(title, _state(session) if session else "none", day))
    return stops


def _stage(words: Speaker, stage: str) -> str:
    key = f"{STAGES}{stage}"
    return words(key) if key in words else ""


def _state(session: WorkSession) -> str:
    if session.ended_at is not None:
        return "ended"
    return "live" if session.opened_at is not None else "planned"


def _when(session: WorkSession) -> int | None:
    """When it was held, or will be; when it was made says nothing about that."""
    return session.opened_at or session.planned_at


def _day(words: Speaker, session: WorkSession, at: int) -> str:
    day = dates.day(words, at)
    if session.opened_at is None:
        return day
    if session.ended_at is None:
        return f"{day}, {dates.hour(session.opened_at)}"
    return f"{day}, {dates.hour(session.opened_at)}–{dates.hour(session.ended_at)}"


def _function(words: Speaker, by: str) -> str:
    key = f"record.functions.{by}"
    return words(key) if key in words else by


def _words(request: Request) -> Speaker:
    return Speaker(site_of(request).pages.catalogue, language_for(request))


routes = [
    Route("/r/{grant}", overview, methods=["GET"]),
    Route("/r/{grant}/snapshot/{id}.json", exact, methods=["GET"]),
    Route("/r/{grant}/snapshot/{id}", snapshot, methods=["GET"]),
]
