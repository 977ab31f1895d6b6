"""What came of a session, for everyone who has its code: ``/j/K7M3QD/after``.

Read from what is kept for good, so that it holds when the seats and names of the session are
long gone. It gives no seat, and of a talk behind a closed door it tells no results.
"""

import asyncio
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.entities import CardEntity, ClaimEntity, TextEntity
from board.harvest import Harvest, harvest
from board.snapshot import read_snapshot
from board.trajectory.machine import StageStand
from board.trajectory.state import Slot
from board.types import BoardId, Millis
from server.store.sessions import WorkSession
from server.web import dates
from server.web.join import LAST_READ, over_session
from server.web.margin import CLOSED_DOOR
from server.web.site import page, partner_language, site_of
from server.web.spoken import Spoken
from server.web.taken import ClaimRead, claims_of
from server.web.tongues import dutch_beside, format_in
from server.web.visitors import seat_here
from server.words import Speaker

AHEAD = (StageStand.PLANNED, StageStand.PREPARED, StageStand.LIVE)


class Text(Struct, frozen=True):
    title: str
    lines: list[str | None]


class Came(Struct, frozen=True):
    """What came out; ``rounds`` are the votes that were shown, as pieces draw them."""

    rounds: list[dict[str, Any]] = []
    texts: list[Text] = []
    claims: list[ClaimRead] = []
    steps: list[str] = []


class NextTime(Struct, frozen=True):
    day: str
    hour: str
    title: str
    place: str


async def show(request: Request) -> Response:
    session = await over_session(request)
    if session is None:
        return RedirectResponse(f"/j/{request.path_params['code']}", 303)
    site, language = site_of(request), partner_language(request)
    words = Speaker(site.pages.catalogue, language)
    format = (await site.hub.room(BoardId(session.board))).board.format
    spoken = format_in(site.pages.catalogue, format, language)
    public = await _public(request, session)
    seat = await seat_here(request, session.board)
    view = await site.trajectories.view(session.trajectory)
    assert view is not None
    assert session.ended_at is not None
    closed = format.course == CLOSED_DOOR
    # A whole room may ask for it at once, and other sessions are going on meanwhile.
    came = await asyncio.to_thread(_came, public, spoken) if public and not closed else Came()
    return page(
        request,
        "outcome.html",
        language=language,
        title=session.title,
        format=spoken,
        dutch=dutch_beside(site.pages.catalogue, format, language),
        held=_day(words, session.opened_at or session.ended_at),
        closed=closed,
        came=came,
        next=_next(words, view.state.plan, session.board, site.clock()),
        municipality=view.trajectory.network.lead.name,
        code=session.code,
        until=_day(words, session.ended_at + LAST_READ),
        seat=f"/p/{seat.id}" if seat else "",
    )


async def _public(request: Request, session: WorkSession) -> bytes | None:
    """Its last snapshot, in its newest version."""
    record = site_of(request).record
    found = await record.overview(session.trajectory)
    lines = found.snapshots.get(session.board, ()) if found else ()
    kept = await record.snapshot(lines[-1].id) if lines else None
    return kept.public if kept else None


def _came(public: bytes, spoken: dict[str, object]) -> Came:
    tree = read_snapshot(public)
    view, names = tree["view"], tree["names"]
    assert isinstance(view, dict)
    assert isinstance(names, dict)
    words = msgspec.convert(spoken, Spoken)
    held = {key: one for key, one in view.items() if one.get("result")}
    rounds = sorted(held.items(), key=lambda it: (it[1]["visit"], it[1]["seq"], it[0]))
    texts = _of(view, "text", TextEntity)
    return Came(
        rounds=[one for _, one in rounds],
        texts=[
            # What came along unchanged did not come of this session.
            Text(text.title, texts[text.id].lines)
            for text in words.texts
            if text.id in texts and texts[text.id].lines and not texts[text.id].source
        ],
        claims=[
            one
            for one in claims_of(
                words, _of(view, "claim", ClaimEntity), _of(view, "card", CardEntity), names
            )
            if one.claimants and one.label
        ],
        steps=_steps(harvest(public)),
    )


def _steps(gave: Harvest) -> list[str]:
    return [item.text for item in gave.kept_in("steps") if item.text and item.standing != "read"]


def _of(view: dict[str, Any], kind: str, type: type[Any]) -> dict[str, Any]:
    return {
        key.partition(":")[2]: msgspec.convert(one, type)
        for key, one in view.items()
        if key.startswith(f"{kind}:")
    }


def _next(words: Speaker, plan: list[Slot], board: str, now: Millis) -> NextTime | None:
    ahead = [
        one
        for one in plan
        # That a talk behind a closed door is planned, and where, is for who is asked to it.
        if one.course != CLOSED_DOOR and one.stand in AHEAD and one.board != board and one.at > now
    ]
    if not ahead:
        return None
    first = min(ahead, key=lambda one: one.at)
    return NextTime(_day(words, first.at), dates.hour(first.at), first.title, first.place)


def _day(words: Speaker, at: Millis) -> str:
    """Its year too, in words that every language pack has."""
    return f"{dates.short_day(words, at)} {dates.local(at).year}"


routes = [Route("/j/{code}/after", show, methods=["GET"])]
