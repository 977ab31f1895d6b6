"""Who coordinates: a coach names them, and gets a link for them to sign in with, once."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory.permissions import Reading
from board.trajectory.types import Function, Limits
from server.accounts import is_email
from server.control import Invite, Invited
from server.store.accounts import COORDINATOR
from server.trajectory_view import TrajectoryView
from server.web.bodies import form_of, one
from server.web.people import Person, must_may, staff_page
from server.web.site import language_for, site_of
from server.web.trouble import Trouble
from server.words import Speaker

TYPED = ("email", "name")


async def show(request: Request) -> Response:
    person, view = await _held(request)
    return await _page(request, person, view)


async def invite(request: Request) -> Response:
    person, view = await _held(request)
    fields = await form_of(request)
    if set(fields) - {*TYPED, "id"}:
        raise Trouble("bad_request")
    typed = {name: one(fields, name).strip() for name in TYPED}
    made = await _invited(request, person, view, typed)
    if isinstance(made, str):
        return await _page(request, person, view, typed=typed, why=made)
    return await _page(request, person, view, made=made)


async def _held(request: Request) -> tuple[Person, TrajectoryView]:
    """Of a trajectory that a coach has taken on: before that, nobody is invited to it."""
    id = request.path_params["trajectory"]
    person = await must_may(request, Reading.TRAJECTORY, id)
    await must_may(request, c.AssignPerson, id)
    view = await site_of(request).trajectories.view(id)
    if view is None or not view.owner.coach:
        raise Trouble("no_access")
    return person, view


async def _invited(
    request: Request, person: Person, view: TrajectoryView, typed: dict[str, str]
) -> Invited | str:
    """The invitation, or in words why there is none."""
    site, words = site_of(request), _words(request)
    if not is_email(typed["email"]):
        return words("coaching.invite.bad_email", value=typed["email"][:80])
    name = clean(typed["name"], Limits.TITLE)
    if isinstance(name, Refusal):
        return words("coaching.invite.bad_name", limit=Limits.TITLE)
    lead = view.trajectory.network.lead
    known = await site.accounts.by_email(typed["email"])
    if known is not None and known.disabled_at is not None:
        return words("coaching.invite.account_closed")
    if known is not None and (known.function, known.municipality) != (COORDINATOR, lead.id):
        return words("coaching.invite.elsewhere")
    held = view.state.coordinator
    if held and (known is None or known.id != held):
        return words("trajectory_refusals.already_assigned")
    made = await site.people.invite(
        Invite(
            email=typed["email"], function=COORDINATOR, municipality=lead.name, name=name, new=True
        )
    )
    if not isinstance(made, Invited):
        return words("coaching.invite.bad_email", value=typed["email"][:80])
    assign = c.AssignPerson(function=Function.COORDINATOR, account=made.account)
    outcome = await site.trajectories.do(view.trajectory.id, assign, person)
    if isinstance(outcome, Refusal):
        return words(
            f"trajectory_refusals.{outcome.code}", value=outcome.value, limit=outcome.limit
        )
    return made


async def _page(
    request: Request,
    person: Person,
    view: TrajectoryView,
    *,
    typed: dict[str, str] | None = None,
    why: str = "",
    made: Invited | None = None,
) -> Response:
    held = view.state.coordinator
    names = await site_of(request).accounts.names() if held else {}
    return staff_page(
        request,
        person,
        "coaching/coordinator.html",
        status=422 if why else 200,
        trajectory=view.trajectory,
        there=names.get(held, ""),
        typed=typed or dict.fromkeys(TYPED, ""),
        why=why,
        made=made,
    )


def _words(request: Request) -> Speaker:
    return Speaker(site_of(request).pages.catalogue, language_for(request))


routes = [
    Route("/t/{trajectory}/coordinator", show, methods=["GET"]),
    Route("/t/{trajectory}/coordinator", invite, methods=["POST"]),
]
