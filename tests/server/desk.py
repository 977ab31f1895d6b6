"""A trajectory as coach and coordinator have it on their desk: asked for, offered, held.

Its sessions are lived through by ``Rehearsal`` and kept as rooms keep them; what is
done to the trajectory goes through the service, on a clock that stands where it was.
"""

import asyncio
import atexit
import json
import re
import threading
from collections.abc import Coroutine
from functools import cache
from hashlib import sha256
from html import unescape
from typing import Any, TypeVar

from msgspec import Struct

from board import opened
from board.events import BoardEnded, PhaseOpened
from board.flow import Earlier
from board.format import Format
from board.format_file import parse, resolved
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.types import DAY, BoardId, Function, Person, SlotId
from board.types import PhaseId
from server.ids import new_id, new_mark
from server.store import Append, Conflict, Log, NewSession, SnapshotRow
from server.store.store import Store
from server.trajectories import Contact, Done, Trajectories, TrajectoryView
from server.web.dates import local
from tests.board.play import ROOT
from tests.board.rehearsal import Rehearsal
from tests.board.voyage import snapshot_of
from tests.people import invited, sign_in, site_of
from tests.running import Page, Running, Visitor

TOWN = "Lindervoorde"
ROAD = (
    "orientation_interview",
    "restart_interview",
    "workstream_vision",
    "workstream_target_groups",
    "workstream_leisure_offer",
    "workstream_collaboration",
)
DAYS_AGO = {name: 270 - 45 * n for n, name in enumerate(ROAD)}
PARTNERS = {
    "oak": ("Dienst Cultuur", "gemeentedienst"),
    "elm": ("De Open Stoel vzw", "vereniging waar armen het woord nemen"),
    "fir": ("Buurthuis De Kroonkurk", "buurtwerk"),
    "yew": ("VK Linder Vooruit", "sportclub"),
    "ash": ("Het Handvat", "vrijwilligers, noodhulp"),
}
T = TypeVar("T")


class Lived(Struct, frozen=True):
    format: Format
    public: bytes


@cache
def road() -> tuple[Lived, ...]:
    """The two talks and the four work sessions, each with what all before it gave."""
    gave: list[Earlier] = []
    lived: list[Lived] = []
    for name in ROAD:
        file = parse((ROOT / f"board/formats/{name}.toml").read_bytes(), name)
        room = Rehearsal(resolved(file), gave).whole()
        gave.append(room.gives())
        lived.append(Lived(room.format, snapshot_of(room.play)))
    return tuple(lived)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One for all: to begin and end one for each question takes longer than to answer it."""
    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    return loop


def run(work: Coroutine[Any, Any, T]) -> T:
    if threading.current_thread() is not threading.main_thread():
        return asyncio.run(work)
    return _loop().run_until_complete(work)


class Desk:
    def __init__(self, running: Running) -> None:
        self.running = running
        self.site = site_of(running)
        self.store: Store = self.site.accounts._store
        self.now = self.site.clock()
        self.courses = Trajectories(self.store, self.site.sessions.formats, lambda: self.now)
        mine = invited(running, "nele@demos.example", name="Nele")
        ours = invited(running, "omar@town.example", name="Omar", municipality=TOWN)
        self.coach, self.coordinator = running.visitor(), running.visitor()
        sign_in(self.coach, mine.link)
        sign_in(self.coordinator, ours.link)
        self.accounts = {Function.COACH: mine.account, Function.COORDINATOR: ours.account}
        self.id = ""
        self.partners: dict[str, str] = {}

    def person(self, function: Function = Function.COACH) -> Person:
        town = self.view().owner.municipality if function is Function.COORDINATOR else ""
        return Person(function, self.accounts[function], town)

    def view(self) -> TrajectoryView:
        view = run(self.courses.view(self.id))
        assert view is not None
        return view

    def done(self, command: c.AnyCommand, function: Function = Function.COACH) -> Done:
        done = run(self.courses.do(self.id, command, self.person(function)))
        assert not isinstance(done, Refusal), done
        return done

    def ask(self) -> "Desk":
        wanted = c.AskForTrajectory(
            wanted="extra_air",
            municipality=TOWN,
            reason="We vergaderen nog, maar we weten niet meer goed waarom.",
            contact_function="netwerkregisseur",
        )
        self.now = self.site.clock() - 285 * DAY
        asked = run(self.courses.ask(wanted, Contact(email="omar@town.example")))
        assert not isinstance(asked, Refusal), asked
        self.id = asked.id
        return self

    def begun(self) -> "Desk":
        """Taken on, with its partners."""
        self.ask()
        self.done(c.AnswerRequest(answer="orientation"))
        account = self.accounts[Function.COORDINATOR]
        self.done(c.AssignPerson(Function.COORDINATOR, account))
        for key, (name, kind) in PARTNERS.items():
            core = key in ("oak", "elm", "fir")
            added = c.AddPartner(name=name, partner_kind=kind, core=core, voices=key == "elm")
            self.partners[key] = self.done(added).made
        return self

    def lived(self, sessions: int = len(ROAD), confirmed: int | None = None) -> "Desk":
        """So many sessions held, and all but the last one confirmed unless said."""
        self.begun()
        sure = sessions - 1 if confirmed is None else confirmed
        for n, one in enumerate(road()[:sessions]):
            self.hold(one, ROAD[n])
            if n < sure:
                self.confirm(ROAD[n])
            if n == 0:
                self.done(c.GoOn(reason="Er komt een halve dag per week bij."))
            if n == 1:
                self._offered()
        self.now = self.site.clock()
        return self

    def many(self, sessions: int) -> "Desk":
        """More sessions than a trajectory has stages: the last ones are of its last stage."""
        self.lived(min(sessions, len(ROAD)))
        for n in range(sessions - len(ROAD)):
            self.hold(road()[-1], ROAD[-1], days_ago=40 - n)
        self.now = self.site.clock()
        return self

    def _offered(self) -> None:
        self.done(c.MakeOffer())
        lines = [c.OfferLine(stage) for stage in ROAD[2:]]
        self.done(c.DraftOffer(lines=lines))
        self.done(c.SendOffer(1))
        self.done(c.AnswerOffer(1, "agreed"), Function.COORDINATOR)

    def hold(self, lived: Lived, stage: str, days_ago: int | None = None) -> str:
        """One session, planned a week before it was held; its board."""
        day = self.site.clock() - (DAYS_AGO[stage] if days_ago is None else days_ago) * DAY
        self.now = day - 7 * DAY
        slot = SlotId(self.done(c.PlanSlot(stage=stage, at=day, minutes=120)).made)
        self.now = day + 3 * 3_600_000
        board = run(self.keep(lived, stage, day))
        self.done(c.PrepareSlot(slot, BoardId(board)))
        return board

    def confirm(self, stage: str) -> None:
        slot = next(one for one in reversed(self.view().state.plan) if one.stage == stage)
        self.now += 3_600_000
        self.done(c.ConfirmResults(slot.id), Function.COORDINATOR)

    async def keep(self, lived: Lived, stage: str, day: int, snapshots: int = 6) -> str:
        """A board as it ended, with its snapshots."""
        log, board = Log(self.store), new_id()
        first = opened(lived.format, title=lived.format.title.nl, at=day, texts={})
        session = NewSession(self.id, stage, lived.format.title.nl, day)
        head = await log.create(board, lived.format, [first], session)
        kept = []
        public = self.theirs(lived.public, board, day)
        for n in range(snapshots):
            last = n == snapshots - 1
            moment = "end" if last else "hand"
            at = day + n * 1_800_000
            row = SnapshotRow(
                f"{board}-{n}",
                board,
                2,
                moment,
                "",
                at,
                "coach",
                public,
                sha256(public).hexdigest(),
            )
            kept.append(row)
        phase = PhaseOpened(phase=PhaseId(lived.format.phases[0].id), visit=1, at=day, minutes=1)
        ended = BoardEnded(at=day + 3 * 3_600_000)
        append = Append(board, head, new_mark(), (phase, ended), (), (), tuple(kept))
        assert not isinstance(await log.append(append), Conflict)
        return board

    def theirs(self, public: bytes, board: str, day: int) -> bytes:
        """The snapshot as of this board on that day, with the partners of this network."""
        text = public.decode()
        for key, id in self.partners.items():
            text = text.replace(f'"{key}"', f'"{id}"')
        tree: dict[str, Any] = json.loads(text)
        tree["board"] = board
        tree["seq"] = 2
        tree["taken_at"] = day
        for n, phase in enumerate(tree["phases"]):
            phase["opened_at"] = day + n * 600_000
        tree["names"] = {id: PARTNERS[key][0] for key, id in self.partners.items()}
        # As JSON is kept by us: the text goes over the wire as it stands.
        return json.dumps(tree, ensure_ascii=False).encode()

    # As a browser

    def get(self, section: str = "", visitor: Visitor | None = None) -> Page:
        page = (visitor or self.coach).get(f"/t/{self.id}" + (f"/{section}" if section else ""))
        assert page.status == 200, (page.status, page.text[-2000:])
        return page

    def send(
        self, section: str, command: str, visitor: Visitor | None = None, /, **fields: str
    ) -> Page:
        form = {"command": command, "id": new_id(), "page": section} | {
            name.replace("__", "."): value for name, value in fields.items()
        }
        return (visitor or self.coach).post(f"/t/{self.id}/do", form)


def plain(page: Page) -> str:
    """What a page says, without its marks."""
    return said(page.text)


def said(html: str) -> str:
    text = re.sub(r"(?s)<(script|style).*?</\1>", " ", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def day(desk: Desk, ahead: int) -> str:
    return f"{local(desk.now + ahead * DAY):%Y-%m-%d}"


def refused(page: Page, status: int, says: str, *typed: str) -> None:
    """It comes back with the reason, in an open form that holds what was typed."""
    assert page.status == status, (page.status, plain(page)[:600])
    assert says in plain(page)
    assert page.text.count('id="refused"') == 1
    form = page.text[: page.text.index('id="refused"')].rindex("<form")
    back = page.text[form : page.text.index("</form>", form)]
    assert says in unescape(back)
    for one in typed:
        assert one in unescape(back)
    before = page.text[:form]
    if before.rfind("<details") > before.rfind("</details>"):
        assert " open" in before[before.rindex("<details") :].partition(">")[0]
