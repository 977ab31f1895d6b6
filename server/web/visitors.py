"""Which browser asks, and what it may do: the cookie, and the grants behind it.

One browser may hold a console, a screen and several seats. So the cookie says
only which browser this is; the path says under which grant it comes, and the
server judges that each time anew.
"""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.settings import Settings
from server.store.doors import Grant, Held, Kind, hashed
from server.web.site import site_of
from server.web.trouble import Trouble

COOKIE = "doorstart"
COOKIE_SECONDS = 400 * 24 * 3600
"""As long as browsers allow: a seat is found again when the network meets again."""


def cookie_name(settings: Settings) -> str:
    """With the prefix no other site can set it; browsers want https for that."""
    return f"__Host-{COOKIE}" if settings.secure else COOKIE


def browser_said(connection: HTTPConnection) -> bytes | None:
    """The browser that the cookie names. Whether there is one: only a grant of it tells."""
    cookie = connection.cookies.get(cookie_name(site_of(connection).settings))
    return hashed(cookie) if cookie else None


async def browser_of(connection: HTTPConnection) -> bytes | None:
    site = site_of(connection)
    cookie = connection.cookies.get(cookie_name(site.settings))
    return await site.doors.browser(cookie) if cookie else None


async def some_browser(connection: HTTPConnection) -> tuple[bytes, str | None]:
    """This browser, and the cookie to set if it has none yet."""
    known = await browser_of(connection)
    if known is not None:
        return known, None
    site = site_of(connection)
    cookie = await site.doors.new_browser(site.clock())
    browser = await site.doors.browser(cookie)
    assert browser is not None
    return browser, cookie


def remember(response: Response, cookie: str | None, settings: Settings) -> Response:
    if cookie is not None:
        response.set_cookie(
            cookie_name(settings),
            cookie,
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=settings.secure,
        )
    return response


async def grant_of(connection: HTTPConnection, *kinds: Kind) -> Grant:
    """The grant in the path, if it is this browser's and of one of these kinds.

    Raises Trouble: one answer for what is not there, not theirs, or over.
    """
    return (await held_of(connection, *kinds)).grant


async def held_of(connection: HTTPConnection, *kinds: Kind) -> Held:
    """As ``grant_of``, with the access of its board when it was read, for who goes on to act."""
    site = site_of(connection)
    browser = browser_said(connection)
    held = await site.doors.held(connection.path_params["grant"], browser, site.clock())
    if held is None or held.grant.kind not in kinds:
        raise Trouble("no_access")
    return held


async def seat_here(connection: HTTPConnection, board: str) -> Grant | None:
    """The seat this browser has on a board already, the newest one."""
    browser = await browser_of(connection)
    if browser is None:
        return None
    site = site_of(connection)
    grants = await site.doors.grants(browser, site.clock(), board=board)
    return next((grant for grant in grants if grant.kind is Kind.PARTNER), None)
