"""What a request is about: the language, the address people use, who asks.

``Site`` is what the routes find on the app: the parts of the server that pages
need. The composition root makes it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from board.format import Language
from board.types import Millis
from server.accounts import People
from server.addresses import is_loopback, lan_address, split_host
from server.admission import Admission
from server.live.capacity import Capacity
from server.live.hub import Hub
from server.mail import Mailer
from server.making import Makings
from server.pages import Pages
from server.paper import Paper
from server.pulse import Pulse
from server.sessions import Sessions
from server.settings import Settings
from server.store.accounts import Accounts
from server.store.doors import Doors
from server.store.record import Record
from server.store.return_codes import ReturnCodes
from server.store.sign_ins import SignIns
from server.trajectories import Trajectories
from server.web.budget import Budget
from server.words import language_of

if TYPE_CHECKING:
    # Its parts are many, and are imported where one is set.
    from server.oidc import Provider

LANGUAGE_COOKIE = "taal"
A_YEAR = 365 * 24 * 3600


class Site(Struct):
    settings: Settings
    pages: Pages
    doors: Doors
    record: Record
    sessions: Sessions
    trajectories: Trajectories
    hub: Hub
    capacity: Capacity
    guesses: Budget
    returns: ReturnCodes
    forms: Budget
    requests: Budget
    """Public requests for a trajectory, by address."""
    clock: Callable[[], Millis]
    pulse: Pulse
    paper: Paper
    makings: Makings
    people: People
    accounts: Accounts
    sign_ins: SignIns
    mailer: Mailer
    comings: Budget
    """Links asked for and tried, and visits to the provider of sign-ins, by address."""
    provider: "Provider | None"
    admission: Admission | None


def site_of(connection: HTTPConnection) -> Site:
    site = connection.app.state.site
    assert isinstance(site, Site)
    return site


def language_for(connection: HTTPConnection) -> Language:
    """Dutch, unless this browser asked for another; ``?taal=fr`` asks."""
    return (
        language_of(connection.query_params.get(LANGUAGE_COOKIE))
        or language_of(connection.cookies.get(LANGUAGE_COOKIE))
        or "nl"
    )


def partner_language(connection: HTTPConnection) -> Language:
    """As ``language_for``, of all that partners can choose."""
    catalogue = site_of(connection).pages.catalogue
    for asked in (_chosen(connection), connection.cookies.get(LANGUAGE_COOKIE)):
        if asked is not None and catalogue.knows(asked):
            return asked
    return "nl"


def choose_language(connection: HTTPConnection, asked: str) -> None:
    """Who chose in a form goes on in that language, as with ``?taal=``."""
    connection.state.language = asked


def _chosen(connection: HTTPConnection) -> str | None:
    posted: str | None = getattr(connection.state, "language", None)
    return posted or connection.query_params.get(LANGUAGE_COOKIE)


def base_url(connection: HTTPConnection) -> str:
    """The address this person uses: the guard has checked the Host already."""
    public = site_of(connection).settings.public_url
    return public or f"http://{connection.headers['host'].lower()}"


def phone_url(connection: HTTPConnection) -> str:
    """The address a phone can use. Who opened the screen on the machine itself
    typed localhost, which on a phone would be that phone.
    """
    base = base_url(connection)
    host, port = split_host(base.partition("://")[2])
    if site_of(connection).settings.public_url or not is_loopback(host):
        return base
    return f"http://{lan_address()}{':' + port if port else ''}"


def address_of(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""


def page(
    connection: HTTPConnection,
    template: str,
    *,
    status: int = 200,
    language: Language = "",
    **values: object,
) -> HTMLResponse:
    """``language`` where it is not that of who is signed in, such as a partner's."""
    site = site_of(connection)
    language = language or language_for(connection)
    response = site.pages.page(template, language, values, status)
    if _chosen(connection) == language:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=A_YEAR,
            httponly=True,
            samesite="lax",
            secure=site.settings.secure,
        )
    return response
