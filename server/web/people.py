"""Who is signed in here, what they may do, and the frame of their pages.

The cookie says which browser this is; the server knows whom it is signed in as,
and looks that up anew for each request. Partners never sign in.
"""

from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from board.trajectory import permissions
from board.trajectory import types as trajectory
from board.trajectory.permissions import Wish
from board.trajectory.types import Function, Owner
from server.accounts import IDLE, SEEN_EACH
from server.store.accounts import COACH, COORDINATOR
from server.store.doors import Grant, Kind
from server.web.guard import KEPT
from server.web.site import page, site_of
from server.web.trouble import SignInFirst, Trouble
from server.web.visitors import browser_said

NAV = (
    ("trajectories", "/trajectories", (COACH, COORDINATOR)),
    ("requests", "/requests", (COACH,)),
    ("formats", "/formats", (COACH, COORDINATOR)),
)
"""Where one can go: what it is called in words/staff.toml, its path, and for whom it is.
What has no route yet is left out."""
OWN_PAGE = "/sign-ins"
BY_LINK = {
    Kind.PARTNER: Function.PARTICIPANT,
    Kind.LEAD: Function.FACILITATOR,
    Kind.SCRIBE: Function.SCRIBE,
    Kind.DISPLAY: Function.DISPLAY,
    Kind.COACH: Function.READER,
    Kind.RECORD: Function.READER,
    Kind.OFFER: Function.READER,
    Kind.REPORT: Function.READER,
    Kind.SNAPSHOT: Function.READER,
}
"""What a link makes of who has no account."""


class Person(trajectory.Person, frozen=True):
    """Who is signed in: what the table of rights judges, and what they are called."""

    name: str = ""
    municipality_name: str = ""
    sign_in: str = ""
    hint: str | None = None


class Place(Struct, frozen=True):
    """Somewhere to go, as the frame lists it."""

    key: str
    path: str
    here: bool


async def must_may(connection: HTTPConnection, wish: Wish, of: str = "") -> Person:
    """Who is signed in and may do or read this; ``of`` is a trajectory's id, or "" for none.

    Raises Trouble: what is not there and what is another's get one answer.
    """
    person = await must_be(connection)
    owner = None
    if of:
        owner = await site_of(connection).trajectories.owner(of)
        if owner is None:
            raise Trouble("no_access")
    if not allowed(person, owner, wish):
        raise Trouble("no_access")
    return person


def allowed(person: trajectory.Person, owner: Owner | None, wish: Wish) -> bool:
    """By the one table, ``board.trajectory.permissions``."""
    if person.function is Function.COORDINATOR and not person.municipality:
        # Of no municipality is of nobody's, and not of those that have none yet.
        return False
    return permissions.allowed(person, wish, owner) is None


def holder_of(grant: Grant) -> trajectory.Person:
    """Who came by a link, or took a seat, as the table knows them; of whose trajectory
    it is was judged when the link was made.
    """
    return trajectory.Person(BY_LINK[grant.kind])


async def person_of(connection: HTTPConnection) -> Person | None:
    """Who asks this; None for whoever is not signed in, or not any more."""
    if KEPT not in connection.scope:
        connection.scope[KEPT] = await _looked_up(connection)
    found = connection.scope[KEPT]
    assert found is None or isinstance(found, Person)
    return found


async def must_be(connection: HTTPConnection, *functions: str) -> Person:
    """Who is signed in, as one of these; without functions anyone who is signed in.

    Raises Trouble: sign in first, or one answer for what is not there and not theirs.
    """
    person = await person_of(connection)
    if person is None:
        raise SignInFirst
    if functions and person.function not in functions:
        raise Trouble("no_access")
    return person


def staff_page(
    connection: HTTPConnection,
    person: Person,
    template: str,
    *,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """A page that extends ``staff.html``."""
    nav = places(connection, person)
    given = {"person": person, "nav": nav, "home": home_of(connection, person)} | values
    return page(connection, template, status=status, language="", **given)


def places(connection: HTTPConnection, person: Person) -> list[Place]:
    routed = {getattr(route, "path", "") for route in connection.app.routes}
    asked = connection.url.path
    return [
        Place(key, path, asked == path or asked.startswith(f"{path}/"))
        for key, path, functions in NAV
        if path in routed and person.function in functions
    ]


def home_of(connection: HTTPConnection, person: Person) -> str:
    """Where someone begins who has just signed in."""
    return next((place.path for place in places(connection, person)), OWN_PAGE)


async def _looked_up(connection: HTTPConnection) -> Person | None:
    browser = browser_said(connection)
    if browser is None:
        return None
    site = site_of(connection)
    now = site.clock()
    someone = await site.sign_ins.someone(browser, now, IDLE)
    if someone is None:
        return None
    if someone.seen_at < now - SEEN_EACH:
        await site.sign_ins.seen(someone.sign_in, now)
    return Person(
        function=Function(someone.function),
        account=someone.account,
        municipality=someone.municipality or "",
        name=someone.name,
        municipality_name=someone.municipality_name or "",
        sign_in=someone.sign_in,
        hint=someone.hint,
    )
