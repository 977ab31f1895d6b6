"""All trajectories of who is signed in: where each stands, what comes next, what asks for
attention. A coach begins one here by hand.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.addressing import TITLES
from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory.machine import ENDS, StageStand
from board.trajectory.permissions import Reading
from board.trajectory.state import Slot
from board.trajectory.types import Function, Limits
from board.types import Millis
from server.store.sessions import WorkSession
from server.trajectory_view import Line
from server.web import dates
from server.web.bodies import form_of, one
from server.web.people import Person, allowed, must_may, staff_page
from server.web.requests import age
from server.web.signs import Sign, signs
from server.web.site import language_for, site_of
from server.web.trouble import Trouble
from server.words import Speaker

SHOWN = ("open", "attention", "over", "all")
WANTED = ("new_start", "extra_air", "fresh_restart")
BEGUN = ("municipality", "title", "wanted", "reason")
SEARCH_MOST = 80
AHEAD = (StageStand.PLANNED, StageStand.PREPARED, StageStand.LIVE)
STEADY = 15
"""Hundredths: a pulse that moves less than this stays the same."""


class Course(Struct, frozen=True):
    """One trajectory, as the list shows it. ``pulse`` is up, down, same, first or ""."""

    id: str
    title: str
    municipality: str
    stand: str
    next: str
    last: str
    pulse: str
    signals: list[Sign]
    over: bool
    alone: bool
    """No network coordinator has been named yet."""
    sort: tuple[int, Millis]
    """What asks for most attention comes first, then what comes soonest."""


async def show(request: Request) -> Response:
    return await _page(request, await must_may(request, Reading.LIST))


async def begin(request: Request) -> Response:
    person = await must_may(request, c.BeginTrajectory)
    fields = await form_of(request)
    typed = {name: one(fields, name) for name in BEGUN}
    if set(fields) - {*BEGUN, "id"}:
        raise Trouble("bad_request")
    words, trajectories = _words(request), site_of(request).trajectories
    if typed["title"] not in ("", *TITLES):
        return await _page(request, person, typed, words("request.no_title"))
    if typed["wanted"] not in WANTED:
        return await _page(request, person, typed, words("request.no_wanted"))
    name = clean(typed["municipality"], Limits.TITLE)
    outcome: object = name
    if isinstance(name, str):
        said = clean(typed["reason"], Limits.REASON, empty_ok=True)
        outcome = said
        if isinstance(said, str):
            command = c.BeginTrajectory(
                id=one(fields, "id"),
                wanted=typed["wanted"],  # type: ignore[arg-type]
                reason=said,
            )
            network = await trajectories.network(name, typed["title"])
            network = await trajectories.called(network, typed["title"])
            title = f"Doorstarttraject {network.lead.name}"
            outcome = await trajectories.begin(network, title, command, person)
    if isinstance(outcome, Refusal):
        text = words(
            f"trajectory_refusals.{outcome.code}", value=outcome.value, limit=outcome.limit
        )
        if not typed["municipality"].strip():
            text = words("request.no_municipality")
        return await _page(request, person, typed, text)
    return RedirectResponse(f"/t/{outcome.made}?done=1", 303)  # type: ignore[attr-defined]


async def _page(
    request: Request, person: Person, typed: Mapping[str, str] | None = None, why: str = ""
) -> Response:
    site, words = site_of(request), _words(request)
    wanted, search = _asked(request)
    now = site.clock()
    lines = await site.trajectories.overview(person)
    coach = person.function is Function.COACH
    # What nobody took on stands in the list of requests.
    held = [line for line in lines if not coach or line.owner.coach]
    there = [course(words, line, now) for line in held]
    found = sorted(filter(_filter(wanted, search), there), key=lambda one: one.sort)
    return staff_page(
        request,
        person,
        "coaching/trajectories.html",
        status=422 if why else 200,
        courses=found,
        any=bool(there),
        shown=SHOWN,
        wanted=wanted,
        search=search,
        may_begin=allowed(person, None, c.BeginTrajectory),
        may_count=allowed(person, None, Reading.COUNTS),
        choices=WANTED,
        typed=typed or dict.fromkeys(BEGUN, ""),
        why=why,
    )


def _asked(request: Request) -> tuple[str, str]:
    wanted = request.query_params.get("show", "")
    search = request.query_params.get("q", "").strip()[:SEARCH_MOST]
    return wanted if wanted in SHOWN else "all" if search else "open", search


def _filter(wanted: str, search: str):  # type: ignore[no-untyped-def]
    needle = search.casefold()

    def fits(one: Course) -> bool:
        if needle and needle not in f"{one.municipality} {one.title}".casefold():
            return False
        match wanted:
            case "open":
                return not one.over
            case "attention":
                return bool(one.signals)
            case "over":
                return one.over
        return True

    return fits


def course(words: Speaker, line: Line, now: Millis) -> Course:
    state = line.state
    over = state.stand in ENDS
    ahead = [slot for slot in state.plan if slot.stand in AHEAD]
    next = "" if over else _next(words, ahead, line.unplanned)
    found = signs(words, line.trajectory.id, line.signals)
    soon = ahead[0].at if ahead else now + 3_660 * 24 * 3600 * 1000
    return Course(
        id=line.trajectory.id,
        title=line.trajectory.title,
        municipality=line.trajectory.network.lead.name,
        stand=words(f"desk.stands.{state.stand}"),
        next=next,
        last=age(words, line.last_at, now),
        pulse=pulse(line),
        signals=found,
        over=over,
        alone=not over and not state.coordinator,
        sort=(-len(found), soon),
    )


def _next(words: Speaker, ahead: list[Slot], unplanned: Sequence[WorkSession]) -> str:
    """What goes on now, or else what has a day, or else what has its board ready."""
    going = [one.title for one in unplanned if one.opened_at]
    if going:
        return words("coaching.list.going", title=going[-1])
    if ahead:
        return _planned(words, ahead[0])
    return words("coaching.list.ready", title=unplanned[-1].title) if unplanned else ""


def _planned(words: Speaker, slot: Slot) -> str:
    day = dates.day(words, slot.at)
    return f"{day}, {dates.hour(slot.at)}: {slot.title}"


def pulse(line: Line) -> str:
    """Of the last two sessions that were asked how it goes."""
    measured = [sum(one.pulse) / len(one.pulse) for one in line.boards if one.pulse]
    if len(measured) < 2:
        return "first" if measured else ""
    step = measured[-1] - measured[-2]
    return "same" if abs(step) < STEADY else "up" if step > 0 else "down"


def _words(request: Request) -> Speaker:
    return Speaker(site_of(request).pages.catalogue, language_for(request))


routes = [
    Route("/trajectories", show, methods=["GET"]),
    Route("/trajectories", begin, methods=["POST"]),
]
