"""The public request for a trajectory: one page, without an account.

Who asks and how to reach them is kept apart from the request itself, where it can
be erased. What was typed comes back whole when something is missing.
"""

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.addressing import TITLES
from board.format import Language
from board.refusals import Refusal
from board.text import clean
from board.trajectory.commands import AskForTrajectory
from board.trajectory.types import DAY, Limits
from server.trajectory_view import Contact
from server.web import dates
from server.web.asking import Unreadable, moment
from server.web.bodies import form_of, one
from server.web.site import (
    LANGUAGE_COOKIE,
    address_of,
    choose_language,
    language_for,
    page,
    site_of,
)
from server.web.trouble import Trouble
from server.words import Speaker, language_of

FIELDS = (
    "ticket", "wanted", "municipality", "title", "reason", "date_1", "date_2", "date_3",
    "contact_function", "name", "email", "phone",
)  # fmt: skip
TICKET = re.compile(r"[A-Za-z0-9_-]{16,64}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WANTED = ("new_start", "extra_air", "fresh_restart")
BOUNDS = {
    "municipality": 80, "contact_function": Limits.NAME, "name": Limits.NAME,
    "email": 200, "phone": 40, "reason": Limits.REASON,
}  # fmt: skip
FURTHEST = 2 * 366 * DAY
REFERENCE = re.compile(r"[A-Z0-9-]{4,20}")


async def show(request: Request) -> Response:
    return _page(request, dict.fromkeys(FIELDS, ""), {})


async def done(request: Request) -> Response:
    reference = request.path_params["reference"]
    if not REFERENCE.fullmatch(reference):
        raise Trouble("not_found")
    return _page(request, dict.fromkeys(FIELDS, ""), {}, reference)


async def send(request: Request) -> Response:
    fields = await form_of(request)
    if set(fields) - {*FIELDS, LANGUAGE_COOKIE}:
        raise Trouble("bad_request")
    typed = {name: one(fields, name) for name in FIELDS}
    if LANGUAGE_COOKIE in fields:
        # Another language, and all that was filled in goes along.
        asked = language_of(one(fields, LANGUAGE_COOKIE)) or language_for(request)
        choose_language(request, asked)
        return _page(request, typed, {}, language=asked)
    if not TICKET.fullmatch(typed["ticket"]):
        raise Trouble("bad_request")
    site, say = site_of(request), Speaker(site_of(request).pages.catalogue, language_for(request))
    address = address_of(request)
    if not site.requests.open(address):
        return _page(request, typed, {"": say("request.too_often")}, status=429)
    command, faults = _read(typed, say, site.clock())
    if command is None:
        return _page(request, typed, faults, status=422)
    contact = Contact(name=typed["name"], email=typed["email"], phone=typed["phone"])
    outcome = await site.trajectories.ask(command, contact, typed["title"])
    if isinstance(outcome, Refusal):
        text = say(f"trajectory_refusals.{outcome.code}", value=outcome.value, limit=outcome.limit)
        return _page(request, typed, {"": text}, status=422)
    site.requests.spend(address)
    return RedirectResponse(f"/request/{outcome.reference}", 303)


def _read(
    typed: Mapping[str, str], say: Speaker, now: int
) -> tuple[AskForTrajectory | None, dict[str, str]]:
    faults: dict[str, str] = {}
    kept: dict[str, str] = {}
    for name, limit in BOUNDS.items():
        text = clean(typed[name], limit, empty_ok=True)
        if isinstance(text, Refusal):
            faults[name] = say("request.too_long", limit=limit)
        else:
            kept[name] = text
    if typed["wanted"] not in WANTED:
        faults["wanted"] = say("request.no_wanted")
    if typed["title"] not in ("", *TITLES):
        faults["municipality"] = say("request.no_title")
    if not typed["municipality"].strip():
        faults["municipality"] = say("request.no_municipality")
    email, phone = typed["email"].strip(), typed["phone"].strip()
    if email and not EMAIL.fullmatch(email):
        faults["email"] = say("request.bad_email", value=email[:80])
    elif not email and not phone:
        faults["reach"] = say("request.no_contact")
    days = []
    for name in ("date_1", "date_2", "date_3"):
        if not typed[name].strip():
            continue
        try:
            day = moment(typed[name].strip(), "23:59")
        except Unreadable as fault:
            refusal = fault.refusal
            faults["dates"] = say("asking.bad_date", value=typed[name][:40], limit=refusal.limit)
            continue
        if day < now:
            faults["dates"] = say("request.in_past", value=dates.day(say, day))
        elif day > now + FURTHEST:
            faults["dates"] = say("request.too_far", value=dates.day(say, day))
        days.append(moment(typed[name].strip(), ""))
    if faults:
        return None, faults
    command = AskForTrajectory(
        id=typed["ticket"],
        wanted=typed["wanted"],  # type: ignore[arg-type]
        municipality=kept["municipality"],
        reason=kept["reason"],
        dates=days,
        contact_function=kept["contact_function"],
    )
    return command, {}


def _page(
    request: Request,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    reference: str = "",
    status: int = 200,
    language: Language = "",
) -> Response:
    return page(
        request,
        "request.html",
        status=status,
        language=language,
        typed=typed,
        faults=faults,
        reference=reference,
    )


routes = [
    Route("/request", show, methods=["GET"]),
    Route("/request", send, methods=["POST"]),
    Route("/request/{reference}", done, methods=["GET"]),
]
