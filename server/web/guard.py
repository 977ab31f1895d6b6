"""The first thing each request meets: is it for us, from us, and of a decent size?

And the last thing each answer meets: the headers that tell the browser what a
page may do. The websocket checks its Origin itself.
"""

import logging
import re
from collections.abc import Awaitable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import audit
from server.addresses import plain_host, split_host
from server.settings import Settings
from server.web.trouble import on_bug, refuse

BODY_LIMIT = 64 * 1024
FILE_LIMIT = 512 * 1024
FILES = frozenset({"/formats/import"})
"""Where a whole file may come in, from who is signed in."""
METHODS = frozenset({"GET", "HEAD", "POST"})
FOR_MONITORS = frozenset({"/healthz", "/readyz", "/metrics"})
"""They come by an address of the machine, or whatever name it has among machines."""

PARTS = ("text/css", "text/javascript")
"""Of a page, and no page themselves."""

FRAMED = re.compile(r"/formats/[^/]+/preview/(phone|screen)")
"""Pages that a page of ours may hold in a frame; no other page of ours may be held at all."""
FRAMING = re.compile(r"/formats/[^/]+/preview")
"""The pages that hold them."""

KEPT = "doorstart.person"
"""Where a request keeps who is signed in, once that was asked."""

log = logging.getLogger(__name__)


class Guard:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self._told = False

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # Not waited for here: of a websocket this would keep something for hours.
        if scope["type"] == "lifespan":
            return self.app(scope, receive, send)
        headers = Headers(scope=scope)
        self._tell_of_a_proxy(headers)
        if scope["type"] == "http":
            return self._guarded(headers, scope, receive, send)
        if known_host(headers, self.settings):
            return self.app(scope, receive, send)
        # Before the accept, so the browser is told 403.
        return send({"type": "websocket.close"})

    async def _guarded(self, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if (person := scope.get(KEPT)) is not None:
                    audit.asked(scope, person, message["status"])
                _harden(MutableHeaders(scope=message), scope["path"], headers, self.settings)
            await send(message)

        refusal = self._refusal(scope, headers)
        try:
            await (refusal or self.app)(scope, receive, send_guarded)
        except Exception as fault:  # noqa: BLE001 the last resort: it is logged and answered
            answer = on_bug(HTTPConnection(scope), fault)
            if not started:
                await answer(scope, receive, send_guarded)

    def _tell_of_a_proxy(self, headers: Headers) -> None:
        """Once: whoever forgot to name theirs finds out when a hall cannot join any more."""
        if self._told or self.settings.trusted_proxies or not self.settings.secure:
            return
        if "x-forwarded-for" in headers:
            self._told = True
            log.warning(
                "requests come with X-Forwarded-For, which is not believed: everyone behind that "
                "proxy counts as one person. If it is yours, set TRUSTED_PROXIES to its address"
            )

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        connection = HTTPConnection(scope)
        code = self._fault(scope, headers)
        if code is None:
            return None
        if code == "bad_method":
            return refuse(connection, code, {"allow": "GET, HEAD, POST"})
        # What is refused unread must not be read as the next request.
        return refuse(connection, code, {"connection": "close"} if code == "too_large" else None)

    def _fault(self, scope: Scope, headers: Headers) -> str | None:
        if scope["method"] not in METHODS:
            return "bad_method"
        if not _readable(scope["path"]):
            return "not_found"
        if scope["path"] not in FOR_MONITORS and not known_host(headers, self.settings):
            return "wrong_host"
        most = FILE_LIMIT if scope["path"] in FILES else BODY_LIMIT
        if int(headers.get("content-length", "0")) > most:
            return "too_large"
        if scope["method"] == "POST":
            if not same_origin(headers, self.settings):
                return "cross_site"
            if headers.get("content-encoding", "identity") != "identity":
                return "wrong_type"
        return None


def known_host(headers: Headers, settings: Settings) -> bool:
    """Links are made with the Host where no PUBLIC_URL says better, so a name
    that is not ours is not answered.
    """
    host, port = split_host(headers.get("host", ""))
    if settings.public_url:
        scheme, _, authority = settings.public_url.partition("://")
        ours, our_port = split_host(authority)
        default = "443" if scheme == "https" else "80"
        return host == ours and (port or default) == (our_port or default)
    return plain_host(host)


def same_origin(headers: Headers, settings: Settings) -> bool:
    """Whether a page of ours sends this.

    A browser says so in one of two headers; the first is absent over plain
    http, and in Safari before 16.4. What says neither is no browser of this
    decade, so no one's cookie is being used behind their back.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    return origin == (settings.public_url or f"http://{headers['host'].lower()}")


def _readable(path: str) -> bool:
    """uvicorn decodes what is not UTF-8 to U+FFFD; no page of ours has that."""
    return path.isprintable() and "\ufffd" not in path


def _harden(answer: MutableHeaders, path: str, asked: Headers, settings: Settings) -> None:
    answer["x-content-type-options"] = "nosniff"
    answer["cross-origin-resource-policy"] = "same-origin"
    # Not no-referrer: with that a browser says "Origin: null" on our own forms,
    # and over plain http nothing else tells them from another site's. Paths
    # hold no secret but to this same site.
    answer["referrer-policy"] = "same-origin"
    if "cache-control" not in answer:
        answer["cache-control"] = "no-store"
    if answer.get("content-type", "").startswith(PARTS):
        # What a page may do is said with the page. A slow line brings sixty of these.
        return
    framed = FRAMED.fullmatch(path) is not None
    frames = "frame-ancestors 'self'; " if framed else "frame-ancestors 'none'; "
    if FRAMING.fullmatch(path):
        frames += "frame-src 'self'; "
    host = settings.public_url.partition("://")[2] or asked.get("host", "").lower()
    socket = ("wss://" if settings.secure else "ws://") + host
    if not known_host(asked, settings):
        socket = ""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        # Named besides 'self', which in Safari before 15.4 does not cover websockets.
        f"connect-src 'self' {socket}; form-action 'self'; base-uri 'none'; "
        f"{frames}object-src 'none'; require-trusted-types-for 'script'"
    )
    answer["content-security-policy"] = policy.replace(" ;", ";")
    answer["x-frame-options"] = "SAMEORIGIN" if framed else "DENY"
    answer["permissions-policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
    answer["x-robots-tag"] = "noindex, nofollow"
    if settings.secure:
        # Browsers heed these two over https only, and complain elsewhere.
        answer["strict-transport-security"] = "max-age=31536000"
        answer["cross-origin-opener-policy"] = "same-origin"
