"""What every route answers to every kind of person: one line for each.

``EVERY`` is walked by ``test_every_route.py``. A new route needs a line here:

    ("GET", "/trajectories/{id}"): theirs(id="trajectory"),
    ("POST", "/trajectories/{id}/pause"): theirs(303, id="trajectory", form={"reason": "x"}),

The words after the status say what stands in the path, by its name among
``Town.places`` of ``test_every_route.py`` or else as it is, what is sent, and with
which ``query``.
``theirs`` is for who the table of rights lets in on this trajectory; ``only`` names
kinds of people; ``all_of`` is for everyone. Who may not gets 404, as if there were
nothing, or is led to sign in where that could help. A POST may send what is refused
after the rights were judged: 400 or 422 shows that.
"""

from collections.abc import Mapping

from msgspec import Struct

VISITOR, PARTNER, LEAD, SCRIBE, DISPLAY, READER = (
    "visitor", "partner", "lead", "scribe", "display", "reader",
)  # fmt: skip
OWN_COACH, OWN_COORDINATOR = "own coach", "own coordinator"
OTHER_COACH, OTHER_COORDINATOR, CLOSED = "other coach", "other coordinator", "closed account"
WITHOUT_ACCOUNT = (VISITOR, PARTNER, LEAD, SCRIBE, DISPLAY, READER, CLOSED)
COACHES = (OWN_COACH, OTHER_COACH)
COORDINATORS = (OWN_COORDINATOR, OTHER_COORDINATOR)
STAFF = (*COACHES, *COORDINATORS)
KINDS = (*WITHOUT_ACCOUNT, *STAFF)
OWN = (OWN_COACH, OWN_COORDINATOR)
STRANGERS = (VISITOR, OTHER_COACH, OTHER_COORDINATOR, CLOSED)
"""Who is told nothing of this trajectory, whatever they ask."""


class Answers(Struct, frozen=True):
    """The status for each kind, and what is asked."""

    by_kind: Mapping[str, int]
    places: Mapping[str, str] = {}
    form: Mapping[str, str] | None = None
    json: Mapping[str, str] | None = None
    query: str = ""


def all_of(status: int = 200, **more: object) -> Answers:
    return _answers(dict.fromkeys(KINDS, status), more)


def only(*kinds: str, status: int = 200, **more: object) -> Answers:
    """Of who holds it by a link or a seat; nobody is led to sign in for that."""
    return _answers(dict.fromkeys(KINDS, 404) | dict.fromkeys(kinds, status), more)


def signed_in(*kinds: str, status: int = 200, first: int = 303, **more: object) -> Answers:
    """These of who is signed in; who is not is led there, or for a POST refused (401)."""
    by_kind = dict.fromkeys(WITHOUT_ACCOUNT, first) | dict.fromkeys(STAFF, 404)
    return _answers(by_kind | dict.fromkeys(kinds, status), more)


def posted(*kinds: str, status: int, **more: object) -> Answers:
    return signed_in(*kinds, status=status, first=401, **more)


def theirs(status: int = 200, *, first: int = 0, **more: object) -> Answers:
    """Of the coach and the coordinator of this trajectory."""
    asks = more.get("form") is not None or more.get("json") is not None
    return signed_in(*OWN, status=status, first=first or (401 if asks else 303), **more)


def _answers(by_kind: dict[str, int], more: dict[str, object]) -> Answers:
    form, json, query = more.pop("form", None), more.pop("json", None), more.pop("query", "")
    assert form is None or isinstance(form, Mapping)
    assert json is None or isinstance(json, Mapping)
    places = {name: str(place) for name, place in more.items()}
    return Answers(by_kind, places, form, json, str(query))


OWNERS = (OWN_COORDINATOR, *COACHES)
"""Of a coordinator's own format; coaches help with all of them."""
NOTHING: dict[str, str] = {}
A_COPY = {"from": "moon_garden", "name": " ", "variant": ""}
STEP = "?step=seed_sowing"
NO_TOKEN = {"token": "no link of ours"}

EVERY: dict[tuple[str, str], Answers] = {
    # For monitors, robots and browsers
    ("GET", "/healthz"): all_of(),
    ("GET", "/readyz"): all_of(),
    ("GET", "/metrics"): all_of(),
    ("GET", "/robots.txt"): all_of(),
    ("GET", "/favicon.ico"): all_of(302),
    ("GET", "/static/{hash}/{path:path}"): all_of(hash="hash", path="asset"),
    # The ways in
    ("GET", "/"): all_of(),
    ("GET", "/j"): all_of(303),
    ("GET", "/how"): all_of(),
    ("GET", "/accessibility"): all_of(),
    ("GET", "/request"): all_of(),
    ("POST", "/request"): all_of(400, form=NOTHING),
    ("GET", "/request/{reference}"): all_of(reference="code"),
    ("GET", "/j/{code}"): all_of(code="code"),
    ("POST", "/j/{code}"): all_of(400, code="code", form={"odd": "1"}),
    ("GET", "/j/{code}/after"): all_of(303, code="code"),
    ("GET", "/j/{code}/back"): all_of(code="code"),
    ("POST", "/j/{code}/back"): all_of(400, code="code", form={"odd": "1"}),
    ("GET", "/open"): all_of(),
    ("POST", "/open"): all_of(403, json=NO_TOKEN),
    # Signing in and out
    ("GET", "/sign-in"): _answers(
        dict.fromkeys(WITHOUT_ACCOUNT, 200) | dict.fromkeys(STAFF, 303), {}
    ),
    ("POST", "/sign-in"): all_of(400, form=NOTHING),
    ("GET", "/sign-in/link"): all_of(),
    ("POST", "/sign-in/link"): all_of(403, json=NO_TOKEN),
    ("GET", "/sign-in/provider"): all_of(404),
    ("GET", "/sign-in/provider/return"): all_of(404),
    ("GET", "/sign-ins"): signed_in(*STAFF),
    ("POST", "/sign-ins/end"): posted(*STAFF, status=303, form={"sign_in": "another's"}),
    ("GET", "/signed-out"): all_of(),
    # The board
    ("GET", "/p/{grant}"): only(PARTNER, grant=PARTNER),
    ("GET", "/p/{grant}/along"): only(PARTNER, grant=PARTNER),
    ("GET", "/p/{grant}/do"): all_of(303, grant=PARTNER),
    ("POST", "/p/{grant}/do"): only(PARTNER, status=400, grant=PARTNER, form=NOTHING),
    ("GET", "/p/{grant}/pass"): only(PARTNER, status=303, grant=PARTNER),
    ("GET", "/p/{grant}/turn"): only(PARTNER, status=303, grant=PARTNER),
    ("GET", "/p/{grant}/leave"): all_of(303, grant=PARTNER),
    ("POST", "/p/{grant}/leave"): only(PARTNER, status=400, grant=PARTNER, form=NOTHING),
    ("GET", "/p/{grant}/code"): all_of(303, grant=PARTNER),
    ("POST", "/p/{grant}/code"): only(PARTNER, grant=PARTNER, form=NOTHING),
    ("GET", "/p/{grant}/back"): all_of(303, grant=PARTNER),
    ("POST", "/p/{grant}/back"): all_of(404, grant=PARTNER, form=NOTHING),
    ("POST", "/c/{grant}/code"): only(LEAD, status=400, grant=LEAD, form=NOTHING),
    ("GET", "/c/{grant}"): only(LEAD, grant=LEAD),
    ("POST", "/c/{grant}/screen"): only(LEAD, status=303, grant=LEAD, form=NOTHING),
    ("POST", "/c/{grant}/organisation"): only(LEAD, status=400, grant=LEAD, form=NOTHING),
    ("GET", "/c/{grant}/voices"): only(LEAD, grant=LEAD),
    ("GET", "/s/{grant}"): only(DISPLAY, grant=DISPLAY),
    ("GET", "/s/{grant}/pictures"): only(DISPLAY, grant=DISPLAY),
    # Without a hello it is a stream that closes; what follows a good one: test_events.py
    ("GET", "/live/events"): all_of(),
    ("POST", "/live/say"): all_of(400, json=NO_TOKEN),
    ("GET", "/c/{grant}/before"): only(LEAD, grant=LEAD),
    ("GET", "/c/{grant}/afterwards"): only(LEAD, grant=LEAD),
    ("POST", "/c/{grant}/afterwards"): only(LEAD, status=400, grant=LEAD, form=NOTHING),
    ("POST", "/c/{grant}/helper"): only(LEAD, grant=LEAD, form=NOTHING),
    ("POST", "/c/{grant}/helper/end"): only(LEAD, status=303, grant=LEAD, form=NOTHING),
    ("GET", "/c/{grant}/paper/{what}.pdf"): only(LEAD, grant=LEAD, what="poster"),
    # The record
    ("GET", "/r/{grant}"): only(READER, grant=READER),
    ("GET", "/r/{grant}/snapshot/{id}.json"): only(READER, grant=READER, id="snapshot"),
    ("GET", "/r/{grant}/snapshot/{id}.html"): only(READER, grant=READER, id="snapshot"),
    ("GET", "/r/{grant}/snapshot/{id}"): only(READER, grant=READER, id="snapshot"),
    ("GET", "/r/{grant}/compare"): only(READER, grant=READER),
    ("GET", "/r/{grant}/play/{board}"): only(READER, grant=READER, board="board"),
    ("GET", "/r/{grant}/thread/{board}/{card}"): only(
        READER, grant=READER, board="board", card="card"
    ),
    # All trajectories, and what is asked for
    ("GET", "/requests"): signed_in(*COACHES),
    ("POST", "/requests/{trajectory}"): posted(
        OWN_COACH, status=422, trajectory="trajectory", form=NOTHING
    ),
    ("POST", "/requests/{trajectory}/erase"): theirs(
        400, trajectory="trajectory", form={"odd": "1"}
    ),
    ("GET", "/trajectories"): signed_in(*STAFF),
    ("POST", "/trajectories"): posted(*COACHES, status=422, form=NOTHING),
    ("GET", "/counts"): signed_in(*COACHES),
    ("GET", "/counts.csv"): signed_in(*COACHES),
    ("GET", "/t/{trajectory}/coordinator"): theirs(trajectory="trajectory"),
    ("POST", "/t/{trajectory}/coordinator"): theirs(422, trajectory="trajectory", form=NOTHING),
    # The pages of a trajectory; a form of it without a page is none of ours
    ("GET", "/t/{trajectory}"): theirs(trajectory="trajectory"),
    ("GET", "/t/{trajectory}/export.zip"): theirs(trajectory="trajectory"),
    ("GET", "/t/{trajectory}/{section}"): theirs(trajectory="trajectory", section="overview"),
    ("GET", "/t/{trajectory}/offer/{version}.pdf"): theirs(
        404, trajectory="trajectory", version="nothing"
    ),
    ("POST", "/t/{trajectory}/offer/link"): theirs(404, trajectory="trajectory", form=NOTHING),
    ("GET", "/o/{grant}"): all_of(404, grant=READER),
    ("GET", "/o/{grant}/offer.pdf"): all_of(404, grant=READER),
    ("GET", "/t/{trajectory}/report/report.pdf"): theirs(trajectory="trajectory"),
    ("GET", "/t/{trajectory}/report/report.docx"): theirs(trajectory="trajectory"),
    ("GET", "/t/{trajectory}/report/cards.xlsx"): theirs(trajectory="trajectory"),
    ("GET", "/t/{trajectory}/make/{file}"): theirs(trajectory="trajectory", file="cards.xlsx"),
    ("GET", "/t/{trajectory}/report/short"): theirs(trajectory="trajectory"),
    ("GET", "/t/{trajectory}/report/note"): theirs(trajectory="trajectory"),
    ("POST", "/t/{trajectory}/report/link"): theirs(400, trajectory="trajectory", form=NOTHING),
    ("POST", "/t/{trajectory}/report/revoke"): theirs(303, trajectory="trajectory", form=NOTHING),
    ("GET", "/v/{grant}"): all_of(404, grant=READER),
    ("GET", "/v/{grant}/report.pdf"): all_of(404, grant=READER),
    ("GET", "/v/{grant}/make/report.pdf"): all_of(404, grant=READER),
    ("GET", "/v/{grant}/short"): all_of(404, grant=READER),
    ("GET", "/m/{grant}"): all_of(404, grant=READER),
    ("GET", "/t/{trajectory}/plan.ics"): theirs(trajectory="trajectory"),
    ("GET", "/t/{trajectory}/plan/{slot}.ics"): theirs(
        404, trajectory="trajectory", slot="nothing"
    ),
    ("POST", "/t/{trajectory}/plan/{slot}/console"): theirs(
        404, trajectory="trajectory", slot="nothing", form=NOTHING
    ),
    ("POST", "/t/{trajectory}/plan/{slot}/links"): theirs(
        404, trajectory="trajectory", slot="nothing", form=NOTHING
    ),
    ("GET", "/t/{trajectory}/record"): theirs(303, trajectory="trajectory"),
    ("GET", "/t/{trajectory}/compare"): theirs(303, trajectory="trajectory"),
    ("GET", "/t/{trajectory}/snapshot/{id}"): theirs(303, trajectory="trajectory", id="snapshot"),
    ("POST", "/t/{trajectory}/snapshot/{id}/link"): theirs(
        400, trajectory="trajectory", id="snapshot", form=NOTHING
    ),
    ("POST", "/t/{trajectory}/snapshot/{id}/revoke"): theirs(
        303, trajectory="trajectory", id="snapshot", form=NOTHING
    ),
    ("GET", "/t/{trajectory}/thread/{board}/{card}"): theirs(
        303, trajectory="trajectory", board="board", card="nothing"
    ),
    ("GET", "/t/{trajectory}/card/{board}/{card}"): theirs(
        404, trajectory="trajectory", board="board", card="nothing"
    ),
    ("POST", "/t/{trajectory}/card/{board}/{card}"): theirs(
        404, trajectory="trajectory", board="board", card="nothing", form=NOTHING
    ),
    # Of a text or partner that is not there
    ("GET", "/t/{trajectory}/texts/{text}/poster.pdf"): theirs(
        404, trajectory="trajectory", text="nothing"
    ),
    ("GET", "/t/{trajectory}/partners/{organisation}/welcome"): theirs(
        404, trajectory="trajectory", organisation="nothing"
    ),
    ("POST", "/t/{trajectory}/do"): theirs(400, trajectory="trajectory", form=NOTHING),
    # Formats; this one is of the own coordinator
    ("GET", "/formats"): signed_in(*STAFF),
    ("POST", "/formats"): posted(*STAFF, status=422, form=A_COPY),
    ("GET", "/formats/new"): signed_in(*STAFF, query="?from=moon_garden"),
    ("GET", "/formats/import"): signed_in(*STAFF),
    ("POST", "/formats/import"): posted(*STAFF, status=415, form=NOTHING),
    ("GET", "/formats/questions"): signed_in(*STAFF),
    ("GET", "/formats/{id}"): signed_in(*OWNERS, id="format"),
    ("POST", "/formats/{id}"): posted(*OWNERS, status=400, id="format", form=NOTHING),
    ("GET", "/formats/{id}/versions"): signed_in(*OWNERS, id="format"),
    ("POST", "/formats/{id}/versions"): posted(*OWNERS, status=400, id="format", form=NOTHING),
    ("POST", "/formats/{id}/away"): posted(*OWNERS, status=400, id="format", form=NOTHING),
    ("GET", "/formats/{id}/file.{kind}"): signed_in(*OWNERS, id="format", kind="toml"),
    ("GET", "/formats/{id}/preview"): signed_in(*OWNERS, id="format"),
    ("GET", "/formats/{id}/preview/phone"): signed_in(*OWNERS, id="format", query=STEP),
    ("GET", "/formats/{id}/preview/screen"): signed_in(*OWNERS, id="format", query=STEP),
    ("GET", "/formats/{id}/phases/{step}/questions"): signed_in(*OWNERS, id="format", step="phase"),
    ("POST", "/formats/{id}/phases/{step}/questions"): posted(
        *OWNERS, status=400, id="format", step="phase", form=NOTHING
    ),
    ("GET", "/formats/{id}/{group}/{part}"): signed_in(
        *OWNERS, id="format", group="phases", part="phase"
    ),
    ("POST", "/formats/{id}/{group}/{part}"): posted(
        *OWNERS, status=400, id="format", group="phases", part="phase", form=NOTHING
    ),
}
LAST: dict[tuple[str, str], Answers] = {
    # Asked when all else was: nobody is signed in after these.
    ("POST", "/sign-ins/end-all"): posted(*STAFF, status=303, form=NOTHING),
    ("POST", "/sign-out"): all_of(303, form=NOTHING),
}
