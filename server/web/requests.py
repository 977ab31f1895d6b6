"""The requests that nobody took on yet: the oldest first, and what a coach makes of each."""

from collections.abc import Mapping

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.permissions import Reading
from board.trajectory.types import DAY
from board.types import Millis
from server.store.trajectories import Contact
from server.trajectory_view import Line
from server.web import dates
from server.web.bodies import form_of, one
from server.web.people import Person, must_may, staff_page
from server.web.reach import reach_each
from server.web.site import language_for, site_of
from server.web.trouble import Trouble
from server.words import Speaker

ANSWERS = ("orientation", "restart", "refer", "suffices")
LEADS_ON = {"orientation": "/plan", "restart": "/plan"}
PROMISED = 14 * DAY
"""Who asks hears something within ten working days; the page that thanks says so."""
TYPED = ("answer", "note")


class Asking(Struct, frozen=True):
    """One request, as the list shows it. ``late``: it was promised an answer by now."""

    trajectory: str
    municipality: str
    wanted: str
    reason: str
    function: str
    dates: list[str]
    asked_on: str
    age: str
    late: bool
    reference: str = ""
    contact: Contact | None = None


async def show(request: Request) -> Response:
    return await _page(request, await must_may(request, Reading.INBOX))


async def take_on(request: Request) -> Response:
    id = request.path_params["trajectory"]
    person = await must_may(request, c.AnswerRequest, id)
    fields = await form_of(request)
    typed = {name: one(fields, name) for name in TYPED}
    if set(fields) - {*TYPED, "id"} or typed["answer"] not in ("", *ANSWERS):
        raise Trouble("bad_request")
    words = _words(request)
    if not typed["answer"]:
        return await _page(request, person, id, typed, words("coaching.inbox.choose_first"))
    command = c.AnswerRequest(
        id=one(fields, "id"),
        answer=typed["answer"],  # type: ignore[arg-type]
        note=typed["note"],
    )
    outcome = await site_of(request).trajectories.do(id, command, person)
    if isinstance(outcome, Refusal):
        text = words(
            f"trajectory_refusals.{outcome.code}", value=outcome.value, limit=outcome.limit
        )
        return await _page(request, person, id, typed, text)
    return RedirectResponse(f"/t/{id}{LEADS_ON.get(typed['answer'], '')}?done=1", 303)


async def erase(request: Request) -> Response:
    """How to reach who asked, gone for good; the request itself stays."""
    id = request.path_params["trajectory"]
    await must_may(request, Reading.CONTACT, id)
    if await form_of(request):
        raise Trouble("bad_request")
    await site_of(request).trajectories.erase_contact(id)
    return RedirectResponse("/requests", 303)


async def _page(
    request: Request,
    person: Person,
    refused: str = "",
    typed: Mapping[str, str] | None = None,
    why: str = "",
) -> Response:
    site, words = site_of(request), _words(request)
    lines = await site.trajectories.overview(person, with_signals=False)
    waiting = [line for line in lines if not line.owner.coach and line.state.request]
    now = site.clock()
    contacts = await reach_each(site.trajectories, lines, waiting)
    asked = [asking(words, line, now, contacts.get(line.trajectory.id)) for line in waiting]
    return staff_page(
        request,
        person,
        "coaching/requests.html",
        status=422 if why else 200,
        asked=asked,
        answers=ANSWERS,
        refused=refused,
        typed=typed or dict.fromkeys(TYPED, ""),
        why=why,
    )


def asking(words: Speaker, line: Line, now: Millis, contact: Contact | None) -> Asking:
    asked = line.state.request
    assert asked is not None
    return Asking(
        trajectory=line.trajectory.id,
        municipality=line.trajectory.network.lead.name,
        wanted=words(f"request.{asked.wanted}"),
        reason=asked.reason,
        function=asked.contact_function,
        dates=[dates.day(words, day) for day in asked.dates],
        asked_on=dates.day(words, asked.at),
        age=age(words, asked.at, now),
        late=asked.at + PROMISED < now,
        reference=contact.reference if contact else "",
        contact=contact if contact and not contact.erased_at else None,
    )


def age(words: Speaker, at: Millis, now: Millis) -> str:
    """In days as a calendar has them."""
    days = (dates.local(now).date() - dates.local(at).date()).days
    if days <= 0:
        return words("coaching.today")
    return words.count("coaching.days_ago", days)


def _words(request: Request) -> Speaker:
    return Speaker(site_of(request).pages.catalogue, language_for(request))


routes = [
    Route("/requests", show, methods=["GET"]),
    Route("/requests/{trajectory}", take_on, methods=["POST"]),
    Route("/requests/{trajectory}/erase", erase, methods=["POST"]),
]
