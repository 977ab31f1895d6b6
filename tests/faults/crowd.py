"""The load: boards full of people on real lines, who post, edit, support, vote, claim and leave.

Half of them lose their line now and then and come back on another server. Some
people have two pages open under one seat, which is where a budget is tested.
"""

import asyncio
from collections.abc import Callable
from random import Random

from msgspec import Struct

from board.format import Format
from tests.faults.history import History
from tests.faults.plan import Plan, stage_of
from tests.faults.slot import Slot
from tests.faults.tab import Json, Pass, Tab
from tests.running import Running, Visitor

PATIENCE = 60.0
LEVEL = 60.0
"""Seconds after all is whole in which every page must show all."""
LANE = 2
"""So many commands may wait in one tab; with more it is left alone."""


class Load(Struct, frozen=True):
    boards: int = 2
    people: int = 8
    rate: float = 40.0
    """Commands a second of all people together."""
    churn: float = 3.0
    """Lost lines a second."""
    step: float = 0.12
    """Seconds between steps of who leads."""
    patience: float = PATIENCE
    """Seconds until who has no answer is late."""


class Session(Struct):
    board: str
    tabs: list[Tab]
    lead: Tab
    screen: Tab
    plan: Plan


class NotSettled(AssertionError):
    """Commands have no answer, long after all faults were healed."""


def joined(visitor: Visitor, path: str, **more: str) -> Pass:
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    access, grant = path.strip("/").split("/")
    named = {"p": "partner", "c": "lead", "s": "display"}[access]
    audience = more.pop("audience", "") or named
    return Pass(access=named, audience=audience, grant=grant, cookie=cookie, **more)


class Crowd:
    def __init__(
        self, format: Format, load: Load, history: History, seed: int, servers: list[Slot]
    ) -> None:
        self.load = load
        self.history = history
        self.random = Random(seed)
        self.stirred = asyncio.Event()
        self.pages: list[Tab] = []
        """All that there ever were, also those that came later or are closed."""
        self._tasks: list[asyncio.Task[None]] = []
        self.ports = [server.port for server in servers]
        self.sessions: list[Session] = []
        self._stage = stage_of(format)
        self._format = format
        for number in range(load.boards):
            self.sessions.append(self._session(servers[0].running, number))

    @property
    def tabs(self) -> list[Tab]:
        return [
            tab
            for session in self.sessions
            for tab in (*session.tabs, session.lead, session.screen)
        ]

    def tab(self, own: Pass, name: str) -> Tab:
        """One more page."""
        random = Random(self.random.getrandbits(32))
        tab = Tab(name, own, self.ports, self.history, random, self.stirred)
        self.pages.append(tab)
        return tab

    def _session(self, server: Running, number: int) -> Session:
        made = server.session(self._format.stage)
        leading, showing = server.visitor(), server.visitor()
        path = leading.open(made.lead)
        console = joined(leading, path, board=made.board)
        screen = joined(showing, showing.open(made.display), board=made.board)
        organisations = [
            str(leading.post(f"{path}/organisation", {"name": f"Huis {number} {it}"}).json["id"])
            for it in range(max(2, self.load.people * 3 // 4))
        ]

        tabs = []
        for person in range(self.load.people):
            visitor, home = server.visitor(), organisations[person % len(organisations)]
            own = joined(
                visitor, visitor.join(made.code, "", home), board=made.board, organisation=home
            )
            seat = str(visitor.get(f"/p/{own.grant}").boot["mine"]["seat"])
            own = Pass(
                own.board, own.access, own.audience, own.grant, own.cookie, seat, own.organisation
            )
            tabs.append(self.tab(own, f"{number}-{person}"))
            if person % 4 == 0:
                whole = Pass(
                    own.board, own.access, "whole", own.grant, own.cookie, seat, own.organisation
                )
                tabs.append(self.tab(whole, f"{number}-{person}+"))
        plan = Plan(self._stage, Random(self.random.getrandbits(32)))
        lead, wall = self.tab(console, f"{number}-lead"), self.tab(screen, f"{number}-wall")
        return Session(made.board, tabs, lead, wall, plan)

    # Going on

    async def begin(self) -> None:
        """Everyone comes in, and the first phase is open."""
        for tab in self.tabs:
            tab.start()
        await self.until(lambda: all(tab.quiet for tab in self.tabs), "come in")
        loops = [self._lead(session) for session in self.sessions]
        self._tasks = [
            asyncio.create_task(one) for one in (*loops, self._act(), self._lose_lines())
        ]

    async def rest(self) -> None:
        """Nobody begins anything more."""
        for tab in self.tabs:
            tab.deaf = False
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        for fault in done:
            if isinstance(fault, Exception):
                raise fault

    async def end(self) -> None:
        """All that was begun gets its answer, and every vote is counted."""
        await self.rest()
        await self.until(lambda: all(tab.quiet for tab in self.tabs), "get their answers")
        for session in self.sessions:
            for close in session.plan.closing(session.lead):
                session.lead.ask(close)
        await self.until(lambda: all(tab.quiet for tab in self.tabs), "count the votes")

    async def level(self, heads: dict[str, int]) -> bool:
        """Whether every page came to show what was acknowledged last; waits for it a while.

        Also one that came in late: what draws it may be a second behind another server.
        """
        try:
            await self.until(
                lambda: all(
                    tab.seq >= heads.get(tab.own.board, 0)
                    for tab in self.pages
                    if tab.open and not tab.barred
                ),
                "be level",
                LEVEL,
            )
        except NotSettled:
            return False
        return True

    async def leave(self) -> None:
        """All tabs are closed, also those that came later."""
        await self.rest()
        await asyncio.gather(*(tab.stop() for tab in self.pages))

    async def until(self, so: Callable[[], bool], what: str, most: float = PATIENCE) -> None:
        """Looks again whenever someone heard something."""
        patience = min(most, self.load.patience)
        try:
            async with asyncio.timeout(patience):
                while not so():
                    self.stirred.clear()
                    await self.stirred.wait()
        except TimeoutError:
            late = [tab.name for tab in self.pages if tab.open and not tab.quiet]
            raise NotSettled(f"after {patience} s these did not {what}: {late[:8]}") from None

    async def _act(self) -> None:
        people = [(s.plan, tab) for s in self.sessions for tab in s.tabs]
        while True:
            await asyncio.sleep(self.random.expovariate(self.load.rate))
            plan, tab = self.random.choice(people)
            if len(tab.lane) < LANE and not tab.barred and (found := plan.next(tab)):
                tab.ask(*found)

    async def _lead(self, session: Session) -> None:
        for command in session.plan.leading(session.lead):
            if command is not None:
                said: asyncio.Future[Json] = asyncio.get_running_loop().create_future()

                def heard(answer: Json, said: asyncio.Future[Json] = said) -> None:
                    if not said.done():
                        said.set_result(answer)

                session.lead.ask(command, answered=heard)
                await said
            await asyncio.sleep(self.load.step)

    async def _lose_lines(self) -> None:
        """Of each two tabs one is steady; the screens and consoles lose theirs as well."""
        restless = self.tabs[::2]
        while self.load.churn:
            await asyncio.sleep(self.random.expovariate(self.load.churn))
            tab = self.random.choice(restless)
            if self.random.random() < 0.5:
                tab.deaf = True
            else:
                tab.drop()
