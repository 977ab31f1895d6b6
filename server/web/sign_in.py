"""Signing in: with a link that works once, or by way of a provider of sign-ins.

A link's secret stands behind the ``#`` and is burnt by one POST, of a person
who pressed a button: a robot that previews links burns nothing.
"""

import hashlib
import logging

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from server.accounts import MAIL_HOLDS, SIGN_IN_HOLDS, is_email, sign_in_link
from server.admission import Nobody
from server.identity import Away, Untrusted
from server.store.accounts import LinkKind, Spent
from server.store.sign_ins import Attempt, SignedIn
from server.web.bodies import form_of, json_of, one
from server.web.devices import device_of
from server.web.people import home_of, person_of
from server.web.site import address_of, base_url, language_for, page, site_of
from server.web.trouble import Trouble
from server.web.visitors import browser_of, remember, some_browser

LONGEST_PATH = 300
ATTEMPT_HOLDS = 10 * 60 * 1000
"""So long one may take at the provider."""
RETURN = "/sign-in/provider/return"
SPENT = {"used": "sign_in_used", "over": "sign_in_late", "closed": "sign_in_closed"}
NOBODY = {
    "no_rights": "sign_in_no_rights",
    "no_municipality": "sign_in_no_municipality",
    "closed": "sign_in_closed",
}

log = logging.getLogger(__name__)


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    token: str


async def show(request: Request) -> Response:
    leads_to = own_path(request.query_params.get("to", ""))
    person = await person_of(request)
    if person is not None:
        return RedirectResponse(leads_to or home_of(request, person), 303)
    return _form(request, leads_to)


async def ask(request: Request) -> Response:
    """The same answer for an address that is known and one that is not."""
    site = site_of(request)
    _within(request)
    fields = await form_of(request)
    email, leads_to = one(fields, "email"), own_path(one(fields, "to"))
    if set(fields) - {"email", "to"} or not site.mailer.sends:
        raise Trouble("bad_request")
    if not is_email(email):
        return _form(request, leads_to, error="email_wrong", email=email[:254])
    # By what is typed, known or not: one mailbox is not filled from many addresses.
    whose = hashlib.sha256(email.strip().casefold().encode()).hexdigest()
    if site.comings.open(whose):
        site.comings.spend(whose)
        await _send(request, email)
    return page(request, "sign_in_sent.html")


async def show_link(request: Request) -> Response:
    language = language_for(request)
    areas = site_of(request).pages.catalogue.areas(language, "common", "sign_in", "refused")
    return page(request, "sign_in_link.html", boot={"words": areas, "language": language})


async def open_link(request: Request) -> Response:
    site = site_of(request)
    _within(request)
    opening = await json_of(request, Opening)
    now = site.clock()
    used = await site.accounts.use_link(
        opening.token, await browser_of(request), device_of(request), now, now + SIGN_IN_HOLDS
    )
    if used is None:
        log.info("a link to sign in is refused: none of ours")
        raise Trouble("bad_link")
    if isinstance(used, Spent):
        log.info("a link to sign in is refused: %s", used.why)
        raise Trouble(SPENT[used.why])
    log.info("someone signed in with a link")
    return remember(JSONResponse({"to": "/sign-in"}), used.cookie, site.settings)


async def leave(request: Request) -> Response:
    """To the provider. What must come back with them stays here."""
    site = site_of(request)
    if site.provider is None:
        raise Trouble("not_found")
    if "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", "")):
        # A browser that looks ahead is nobody who leaves.
        raise Trouble("bad_request")
    _within(request)
    try:
        departure = await site.provider.start(base_url(request) + RETURN)
    except Away as fault:
        raise _away(fault) from None
    browser, cookie = await some_browser(request)
    leads_to = own_path(request.query_params.get("to", ""))
    attempt = Attempt(departure.nonce, departure.verifier, leads_to)
    now = site.clock()
    await site.sign_ins.attempt(departure.state, browser, attempt, now, now + ATTEMPT_HOLDS)
    return remember(RedirectResponse(departure.url, 303), cookie, site.settings)


async def come_back(request: Request) -> Response:
    site = site_of(request)
    query = request.query_params
    browser = await browser_of(request)
    if site.provider is None or site.admission is None:
        raise Trouble("not_found")
    attempt = None
    if browser is not None:
        attempt = await site.sign_ins.back(query.get("state", ""), browser, site.clock())
    if attempt is None:
        # Sent back twice, too late, or to another browser than the one that went.
        _within(request)
        raise Trouble("sign_in_over")
    if "error" in query or "code" not in query:
        log.info("the provider of sign-ins says no")
        raise Trouble("sign_in_refused")
    try:
        identity = await site.provider.finish(
            query["code"],
            query.get("iss"),
            attempt.nonce,
            attempt.verifier,
            base_url(request) + RETURN,
        )
    except Away as fault:
        raise _away(fault) from None
    except Untrusted as fault:
        log.warning("what the provider of sign-ins says is not believed: %s", fault)
        raise Trouble("sign_in_refused") from None
    account = await site.admission.admit(identity)
    if isinstance(account, Nobody):
        log.info("who signed in at the provider is not let in: %s", account.why)
        raise Trouble(NOBODY[account.why])
    log.info("someone signed in by way of the provider")
    now = site.clock()
    signed_in: SignedIn = await site.sign_ins.begin(
        account.id,
        browser,
        device=device_of(request),
        now=now,
        expires_at=now + SIGN_IN_HOLDS,
        hint=identity.hint,
    )
    to = RedirectResponse(attempt.leads_to or "/sign-in", 303)
    return remember(to, signed_in.cookie, site.settings)


def own_path(asked: str) -> str:
    """A page of ours, to go on to; "" for anything else, such as another site."""
    # A browser reads "\" as "/", and "//x" as another host.
    fine = asked.startswith("/") and not asked.startswith("//") and "\\" not in asked
    if not fine or len(asked) > LONGEST_PATH or not asked.isascii() or not asked.isprintable():
        return ""
    return "" if asked.startswith(("/sign-in?", "/sign-in/", "/sign-out")) else asked


def _form(request: Request, leads_to: str, *, error: str = "", email: str = "") -> Response:
    site = site_of(request)
    return page(
        request,
        "sign_in.html",
        status=422 if error else 200,
        to=leads_to,
        error=error,
        email=email,
        mail=site.mailer.sends,
        profile=site.provider.settings.profile if site.provider else "",
    )


async def _send(request: Request, email: str) -> None:
    site = site_of(request)
    account = await site.accounts.by_email(email)
    if account is None or account.disabled_at is not None:
        return
    now = site.clock()
    secret = await site.accounts.make_link(account.id, LinkKind.MAIL, now, now + MAIL_HOLDS)
    link = sign_in_link(base_url(request), secret)
    language = language_for(request)
    say = site.pages.catalogue.say
    contact = site.settings.contact
    text = say("sign_in.mail.text", language, name=account.name, link=link, contact=contact)
    site.mailer.send(account.email or email, say("sign_in.mail.subject", language), text)


def _within(request: Request) -> None:
    """Who tries without end is stopped. Raises Trouble."""
    site, address = site_of(request), address_of(request)
    if not site.comings.open(address):
        raise Trouble("sign_in_too_often", {"retry-after": "60"})
    site.comings.spend(address)


def _away(fault: Away) -> Trouble:
    log.warning("the provider of sign-ins is away: %s", fault)
    return Trouble("sign_in_away", {"retry-after": "30"})


routes = [
    Route("/sign-in", show, methods=["GET"]),
    Route("/sign-in", ask, methods=["POST"]),
    Route("/sign-in/link", show_link, methods=["GET"]),
    Route("/sign-in/link", open_link, methods=["POST"]),
    Route("/sign-in/provider", leave, methods=["GET"]),
    Route(RETURN, come_back, methods=["GET"]),
]
