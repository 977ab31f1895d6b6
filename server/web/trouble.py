"""Every "no" of a page or form, one shape: JSON for programs, a page for people.

``TROUBLES`` lists them with their status. The words stand in the catalogue:
``refused.CODE.title``, ``.text`` and ``.what_now``, which says the way out.
"""

import logging
from collections.abc import Mapping
from urllib.parse import urlencode

from jinja2 import TemplateError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from server import audit
from server.live.batch import traced
from server.web.site import page, partner_language, site_of

TROUBLES: dict[str, int] = {
    "bad_request": 400,
    "wrong_host": 400,
    "sign_in_first": 401,
    "bad_link": 403,
    "cross_site": 403,
    "sign_in_closed": 403,
    "sign_in_no_municipality": 403,
    "sign_in_no_rights": 403,
    "sign_in_refused": 403,
    "joining_closed": 403,
    "not_found": 404,
    "wrong_code": 404,
    "no_access": 404,
    "lent_no_more": 404,
    "bad_method": 405,
    "newer_snapshot": 409,
    "too_slow": 408,
    "code_over": 410,
    "sign_in_late": 410,
    "sign_in_over": 410,
    "sign_in_used": 410,
    "too_large": 413,
    "too_much_paper": 413,
    "wrong_type": 415,
    "making_already": 429,
    "sign_in_too_often": 429,
    "too_many_guesses": 429,
    "internal": 500,
    "sign_in_away": 503,
    "unavailable": 503,
}
"""``bad_link`` is one answer for a wrong, an expired and a revoked link;
``no_access`` one for what is not there and what is not for this browser; ``lent_no_more``
is the same of what is read by a link."""

log = logging.getLogger(__name__)


class Trouble(Exception):
    """``slots`` are what its words name: a value, a limit."""

    def __init__(
        self,
        code: str,
        headers: Mapping[str, str] | None = None,
        slots: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.headers = headers or {}
        self.slots = slots or {}


class SignInFirst(Trouble):
    """This is for who is signed in. A page leads there and back; a program is told."""

    def __init__(self) -> None:
        super().__init__("sign_in_first")


def refuse(
    connection: HTTPConnection,
    code: str,
    headers: Mapping[str, str] | None = None,
    slots: Mapping[str, object] | None = None,
) -> Response:
    status = TROUBLES[code]
    audit.refused(code)
    if wants_json(connection):
        return JSONResponse({"error": code}, status, headers=dict(headers or {}))
    language = partner_language(connection)
    say = site_of(connection).pages.catalogue.say
    public = site_of(connection).settings.public_url
    contact = site_of(connection).settings.contact
    response = page(
        connection,
        "refused.html",
        status=status,
        language=language,
        code=code,
        title=say(f"refused.{code}.title", language),
        text=say(f"refused.{code}.text", language, **(slots or {})),
        what_now=say(f"refused.{code}.what_now", language, address=public or "", contact=contact),
        again=_again(connection) if code == "unavailable" else "",
    )
    response.headers.update(headers or {})
    return response


async def on_trouble(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Trouble)
    if isinstance(fault, SignInFirst) and not wants_json(request) and request.method == "GET":
        return RedirectResponse(f"/sign-in?{urlencode({'to': _again(request)})}", 303)
    return refuse(request, fault.code, fault.headers, fault.slots)


async def on_store(request: Request, fault: Exception) -> Response:
    """Nothing was decided; the same request may succeed in a moment."""
    log.warning("the store cannot answer at %s: %s", _shape(request), fault)
    return refuse(request, "unavailable", {"retry-after": "5"})


async def on_no_board(request: Request, fault: Exception) -> Response:
    return refuse(request, "no_access")


async def on_http(request: Request, fault: Exception) -> Response:
    """What the router itself refuses."""
    assert isinstance(fault, HTTPException)
    code = {404: "not_found", 405: "bad_method"}.get(fault.status_code, "bad_request")
    return refuse(request, code, fault.headers)


def on_bug(connection: HTTPConnection, fault: Exception) -> Response:
    """The last resort: where it went wrong stands in the log, and nothing of it outside."""
    # Only a template's fault in its own words: another's may quote what people typed.
    told = f"{fault}\n" if isinstance(fault, TemplateError) else ""
    log.error("a mistake of the server at %s: %s%s", _shape(connection), told, traced(fault))
    try:
        return refuse(connection, "internal")
    except Exception as second:  # noqa: BLE001 whatever it is, there must be an answer
        log.error("and the page that says so does not work either: %s", traced(second))
        return PlainTextResponse("internal", 500)


def wants_json(connection: HTTPConnection) -> bool:
    """Who sends JSON is a program; and so is who asks for it and for no page."""
    if connection.headers.get("content-type", "").startswith("application/json"):
        return True
    accept = connection.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def _again(connection: HTTPConnection) -> str:
    """The same page once more; "" for a form, which only the browser can send again."""
    if connection.scope.get("method") != "GET":
        return ""
    asked = connection.url
    return "/" + asked.path.lstrip("/") + (f"?{asked.query}" if asked.query else "")


def _shape(connection: HTTPConnection) -> str:
    """The first part of the path: what follows may be a code or a grant."""
    return "/" + connection.url.path.lstrip("/").partition("/")[0]
