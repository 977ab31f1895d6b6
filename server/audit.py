"""Who opened and changed what, and what was refused: lines of the log that a program can read.

Each is one JSON object under the name ``doorstart.audit``. Who is signed in stands there by the
id of their account, what was looked at by the ids of its parts. No address, browser, name,
secret or word of people is in it. What is refused is counted, and told at most once a minute
for each reason, so that nobody fills the log by being refused.
"""

import json
import logging
import re
import threading
from time import monotonic

from starlette.types import Scope

from board.trajectory.types import Person
from server.metrics import REFUSED

EACH = 60.0
ID = re.compile(r"[A-Za-z0-9_.-]{1,60}")
SECRET = frozenset({"grant", "code", "hash", "path", "reference"})
"""Parts of a path that open something, or are of no interest."""
WATCHED = frozenset(
    {
        "bad_link",
        "cross_site",
        "forbidden",
        "full",
        "lent_no_more",
        "no_access",
        "not_allowed",
        "sign_in_closed",
        "sign_in_late",
        "sign_in_no_municipality",
        "sign_in_no_rights",
        "sign_in_refused",
        "sign_in_too_often",
        "sign_in_used",
        "too_fast",
        "too_large",
        "too_many_guesses",
        "too_slow",
        "wrong_code",
        "wrong_host",
    }
)

log = logging.getLogger("doorstart.audit")
_lock = threading.Lock()
_told: dict[str, tuple[float, int]] = {}


def asked(scope: Scope, person: Person, status: int) -> None:
    """Who is signed in has asked for something that has a route."""
    endpoint = scope.get("endpoint")
    if endpoint is None:
        return
    parts = {
        name: value
        for name, value in scope.get("path_params", {}).items()
        if name not in SECRET and ID.fullmatch(str(value))
    }
    did = "refused" if status >= 400 else "changed" if scope["method"] == "POST" else "opened"
    said = {
        "did": did,
        "what": _route(scope, endpoint),
        "by": person.account,
        "function": str(person.function),
    }
    # A part of a path may be called as one of these is.
    _say(**(parts | said))


def commanded(trajectory: str, command: str, person: Person) -> None:
    """Something of a trajectory is otherwise now; without an account the server itself did it."""
    _say(
        did="changed",
        what=command,
        by=person.account,
        function=str(person.function),
        trajectory=trajectory,
    )


def entered(kind: str, board: str | None, trajectory: str | None) -> None:
    """Somebody came in by a link, as what it gives."""
    _say(did="entered", what=kind, board=board or "", trajectory=trajectory or "")


def refused(why: str) -> None:
    if why not in WATCHED:
        return
    REFUSED.labels(why).inc()
    now = monotonic()
    with _lock:
        at, more = _told.get(why, (-EACH, 0))
        if now - at < EACH:
            _told[why] = (at, more + 1)
            return
        _told[why] = (now, 0)
    _say(did="refused", why=why, before=more)


def _route(scope: Scope, endpoint: object) -> str:
    """What was asked, with the names of its parts and not what stood there."""
    found = (
        f"{scope['method']} {route.path}"
        for route in scope["app"].routes
        if route.endpoint is endpoint and route.path_regex.match(scope["path"])
    )
    return next(found, "")


def _say(**about: object) -> None:
    log.info("%s", json.dumps({name: value for name, value in about.items() if value != ""}))
