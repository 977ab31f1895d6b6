"""Every route of the app, asked as every kind of person; what it must answer is in routes.py.

The line of a live page is no route; who may open it stands in ``test_socket.py``.
"""

import asyncio
from collections.abc import Iterator

import pytest
from msgspec import Struct
from starlette.routing import Route

from board.trajectory.commands import AssignPerson
from board.trajectory.types import Function
from board.trajectory.types import Person as Acting
from server.app import ROUTES
from server.store.doors import Kind
from tests.people import closed, invited, sign_in, site_of
from tests.running import Page, Running, Visitor
from tests.server.routes import (
    CLOSED,
    DISPLAY,
    EVERY,
    KINDS,
    LAST,
    LEAD,
    OTHER_COACH,
    OTHER_COORDINATOR,
    OWN_COACH,
    OWN_COORDINATOR,
    PARTNER,
    READER,
    SCRIBE,
    STRANGERS,
    Answers,
)
from tests.server.sockets import FORMATS, Person

TITLE = "Doorstarttraject Lindervoorde"
"""Of the trajectory: it stands on no page of who has no part in it."""


class Town(Struct):
    """A municipality with a trajectory and a session, and one of each kind of person."""

    running: Running
    people: dict[str, Visitor]
    places: dict[str, str]

    def ask(self, kind: str, method: str, path: str, answers: Answers) -> Page:
        for name, place in answers.places.items():
            told = self.places.get(place, place)
            path = path.replace(f"{{{name}}}", told).replace(f"{{{name}:path}}", told)
        path += answers.query
        visitor = self.people[kind]
        if answers.json is not None:
            return visitor.post_json(path, answers.json, {"accept": "text/html"})
        return visitor.get(path) if method == "GET" else visitor.post(path, answers.form or {})


def asked() -> set[tuple[str, str]]:
    """Every route, with each way of asking it; HEAD is as GET."""
    return {
        (method, route.path)
        for route in ROUTES
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }


def test_S22_every_route_says_whom_it_is_for() -> None:
    assert {type(route) for route in ROUTES} == {Route}
    unsaid = asked() - set(EVERY | LAST)
    assert unsaid == set(), f"say in tests/server/routes.py whom these are for: {sorted(unsaid)}"
    gone = set(EVERY | LAST) - asked()
    assert gone == set(), f"these routes are no more: {sorted(gone)}"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Running.start(tmp_path_factory.mktemp("town"), formats=FORMATS) as running:
        # Each asks a hundred things, and from one address; guessing is bounded elsewhere.
        site = site_of(running)
        for budget in (site.guesses, site.comings, site.forms):
            budget.open = lambda who: True  # type: ignore[method-assign]
        # And who may ask whether it is ready is asked here, not how fast that is.
        site.pulse.patience = 60.0
        yield built(running)


def built(running: Running) -> Town:
    site = site_of(running)
    mine = invited(running, "own@demos.example", name="Nele")
    ours = invited(running, "own@town.example", name="Omar", municipality="Lindervoorde")
    links = {
        OWN_COACH: mine.link,
        OWN_COORDINATOR: ours.link,
        OTHER_COACH: invited(running, "other@demos.example").link,
        OTHER_COORDINATOR: invited(running, "o@other.example", municipality="Elders").link,
        CLOSED: invited(running, "gone@demos.example").link,
    }
    session = running.session(stage="moonrise_stage", municipality="Lindervoorde")
    asyncio.run(assigned(running, session.trajectory, mine.account, ours.account))
    people = {kind: running.visitor() for kind in KINDS}
    for kind, link in links.items():
        sign_in(people[kind], link)
    closed(running, "gone@demos.example")
    made = asyncio.run(more_links(running, session.board))
    places = {
        PARTNER: people[PARTNER].join(session.code),
        LEAD: people[LEAD].open(session.lead),
        SCRIBE: people[SCRIBE].open(made),
        DISPLAY: people[DISPLAY].open(session.display),
        READER: people[READER].open(session.record),
    }
    places = {kind: path.rsplit("/", 1)[-1] for kind, path in places.items()}
    lead, partner = (Person(running, people[kind], places[kind]) for kind in (LEAD, PARTNER))
    card = asyncio.run(begun(lead, partner))
    form = {"from": "moon_garden", "name": "Eigen maan", "variant": ""}
    format = people[OWN_COORDINATOR].post("/formats", form)
    assert format.status == 303, format.text
    asset = site.pages.assets.path("icon.svg")
    _, _, hash, path = asset.split("/", 3)
    overview = asyncio.run(site.record.overview(session.trajectory))
    assert overview is not None
    assert overview.trajectory.title == TITLE
    places |= {
        "code": session.code,
        "hash": hash,
        "asset": path,
        "board": session.board,
        "trajectory": session.trajectory,
        "account": mine.account,
        "snapshot": next(iter(overview.snapshots.values()))[0].id,
        "format": format.location.rsplit("/", 1)[-1],
        "card": card,
        "phase": "seed_sowing",
        "overview": "overview",
    }
    return Town(running, people, places)


async def assigned(running: Running, trajectory: str, coach: str, coordinator: str) -> None:
    """The trajectory is of this coach and of this coordinator."""
    site = site_of(running)
    server = Acting(Function.SERVER)
    for function, account in ((Function.COACH, coach), (Function.COORDINATOR, coordinator)):
        done = await site.trajectories.do(trajectory, AssignPerson(function, account), server)
        assert hasattr(done, "events"), done


async def begun(lead: Person, partner: Person) -> str:
    """The session has begun, so that it has snapshots, and a card, whose id this is."""
    async with lead.socket() as console, partner.socket() as phone:
        await console.done("OpenPhase", phase="seed_sowing")
        await phone.get("presence")
        made = await phone.done("PostCard", 1, kind="shadow_thought", text="Een gedachte")
        await console.done("TakeSnapshot", label="Nu")
    return str(made["made"])


async def more_links(running: Running, board: str) -> str:
    site = site_of(running)
    now = site.clock()
    secret = await site.doors.make_link(
        Kind.SCRIBE, now=now, expires_at=now + 3_600_000, board=board
    )
    return f"/open#{secret}"


@pytest.mark.parametrize("kind", KINDS)
def test_S22_every_route_answers_as_it_says(town: Town, kind: str) -> None:
    wrong = []
    for (method, path), answers in (EVERY | LAST).items():
        page = town.ask(kind, method, path, answers)
        wanted = answers.by_kind[kind]
        if page.status != wanted:
            wrong.append(f"{method} {path}: {page.status}, and not {wanted}")
        if b"<!doctype html>" in page.body and b'/accessibility"' not in page.body:
            wrong.append(f"{method} {path}: leads nowhere to the statement on accessibility")
        if kind in STRANGERS and TITLE.encode() in page.body:
            wrong.append(f"{method} {path}: tells of a trajectory that is not theirs")
    assert wrong == []
