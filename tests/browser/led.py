"""A session that is led over sockets, from state to state, while a few pages look on.

It is much quicker than pages that press buttons. What to do it reads from the
format that the server gives, so it can live through any of them.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any, Self

from board.commands import (
    AnyCommand,
    CloseRound,
    MakeCluster,
    OpenPhase,
    OpenRound,
    PostCard,
    PutBallot,
    RevealRound,
    WriteText,
)
from board.types import CardId, KindId, RoundId
from server.control import SessionMade
from server.demo.client import Client
from tests.browser.conftest import PHONE, Visitor
from tests.browser.phone import Phone
from tests.running import Running

Json = dict[str, Any]
LINES = ("Iedereen doet mee aan de vrije tijd.", "We nemen de drempels weg.")
ORGANISATIONS = ("Jeugddienst", "Buurthuis", "Sportclub", "Bibliotheek", "Sociaal Huis")
PATIENCE = 60.0


class Led:
    """``people`` take part besides the pages, each for an organisation of their own."""

    def __init__(self, running: Running, people: int = len(ORGANISATIONS), stage: str = "") -> None:
        self.made: SessionMade = running.session(stage) if stage else running.session()
        self._running = running
        self._visitor = running.visitor()
        self.path = self._visitor.open(self.made.lead)
        self.format: Json = self._visitor.get(self.path).boot["format"]
        self.organisations = {
            name: str(self._visitor.post(f"{self.path}/organisation", {"name": name}).json["id"])
            for name in ORGANISATIONS
        }
        self.lead = Client(running.url, running.url)
        self.people = [Client(running.url, running.url) for _ in range(people)]
        self._lines: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await self.lead.open(self.made.lead)
        for client, organisation in zip(self.people, self.organisations.values(), strict=False):
            await client.join(self.made.code, organisation, "")
        for client in (self.lead, *self.people):
            self._lines.append(asyncio.create_task(client.listen()))
        await self.sees(lambda view: "session" in view)
        return self

    async def __aexit__(self, *_: object) -> None:
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def sees(self, what: Callable[[Json], bool]) -> None:
        """Waits until all of them have it so."""
        for client in (self.lead, *self.people):
            assert await client.until(what, PATIENCE), "it never came to this"

    async def do(self, command: AnyCommand) -> str:
        """The one who leads does it; the id of what it made."""
        return str((await self.lead.do(command))["made"])

    # Phases

    @property
    def phase(self) -> Json:
        """The one that is open, as the format tells it."""
        return self.of("phases", self.lead.view["phase"]["id"])

    async def open_phase(self, phase: Json) -> None:
        visit = self.lead.view.get("phase", {}).get("visit", 0)
        await self.do(OpenPhase(phase["id"]))
        await self.sees(lambda view: view.get("phase", {}).get("visit", 0) > visit)

    async def open(self, action: str, **what: str) -> Json:
        """Opens the first phase with such a step; the step."""
        for phase in self.format["phases"]:
            for step in phase["steps"]:
                asked = step["action"] == action and what.items() <= step.items()
                if asked and (what or self._is_open(step)):
                    await self.open_phase(phase)
                    return dict(step)
        raise AssertionError(f"no phase asks to {action} {what}")

    def _is_open(self, step: Json) -> bool:
        """Whether people may write there as much as they like, if they write."""
        return not (step["kind"] and self.of("kinds", step["kind"])["per_organisation"])

    async def open_break(self) -> None:
        await self.open_phase(next(one for one in self.format["phases"] if one["pause"]))

    # What is done in them

    async def write_texts(self) -> None:
        for text in self.format["texts"]:
            await self.do(WriteText(text["id"], list(LINES)))

    async def post(self, kind: str, *texts: str) -> list[CardId]:
        """Each by the next of the people; the ids of the cards."""
        made = []
        links = self._links(kind)
        for n, text in enumerate(texts):
            writer = self.people[n % len(self.people)]
            answer = await writer.do(PostCard(KindId(kind), text, links=links))
            made.append(CardId(answer["made"]))
        # Not everyone sees every card; who leads does.
        seen = await self.lead.until(
            lambda view: all(f"card:{id}" in view for id in made), PATIENCE
        )
        assert seen, made
        return made

    @property
    def questions(self) -> set[str]:
        """What the first screen of the phase may ask: its question, or that of its vote."""
        polls = {step["poll"] for step in self.phase["steps"][:1] if step["poll"]}
        asked = {one["question"] for one in self.format["polls"] if one["id"] in polls}
        return asked | {self.phase["question"]}

    def poll(self, method: str) -> Json:
        """The first vote of this method that a phase asks for."""
        for phase in self.format["phases"]:
            for step in phase["steps"]:
                if step["action"] == "vote":
                    poll = self.of("polls", step["poll"])
                    if poll["method"] == method:
                        return poll
        raise AssertionError(f"no phase votes by {method}")

    async def bundle(self, title: str, *cards: CardId) -> None:
        await self.do(MakeCluster(list(cards), title))

    def _links(self, kind: str) -> dict[str, list[str]]:
        """What a card of this kind must point at: what came out best in a vote."""
        found = {}
        for link in self.of("kinds", kind)["links"]:
            for round in self.lead.all("round").values():
                if link["least"] and round["poll"] == link["poll"]:
                    best = max(round["result"][0]["options"], key=lambda row: row["count"])
                    found[link["id"]] = [str(best["id"])]
        return found

    async def fill_zone_of(self, poll: Json, *texts: str) -> list[CardId]:
        """Cards to vote on, if it is cards that are voted on."""
        kinds = [one for one in self.format["kinds"] if one["zone"] == poll["zone"]]
        if not kinds:
            return []
        await self.open("post", kind=kinds[0]["id"])
        return await self.post(kinds[0]["id"], *texts)

    async def begin_vote(self, poll: Json) -> RoundId:
        round = RoundId(await self.do(OpenRound(poll["id"])))
        await self.sees(lambda view: f"round:{round}" in view)
        return round

    async def put_ballots(self, round: RoundId) -> None:
        """All people choose the first option of every question."""
        held = self.lead.view[f"round:{round}"]
        weight = 2 if held["method"] == "dots" else 1
        answers: Any = {
            question["id"]: {"options": {question["options"][0]["id"]: weight}}
            for question in held["questions"]
        }
        for voter in self.people:
            await voter.do(PutBallot(round, answers))

    async def close(self, round: RoundId) -> None:
        await self.do(CloseRound(round))
        await self._is(round, "closed")

    async def reveal(self, round: RoundId) -> None:
        await self.do(RevealRound(round))
        await self._is(round, "revealed")

    async def vote(self, poll: Json) -> None:
        """From opening to the result."""
        round = await self.begin_vote(poll)
        await self.put_ballots(round)
        await self.close(round)
        await self.reveal(round)

    async def _is(self, round: RoundId, status: str) -> None:
        await self.sees(lambda view: view[f"round:{round}"]["status"] == status)

    def of(self, what: str, id: str) -> Json:
        return dict(next(one for one in self.format[what] if one["id"] == id))


async def a_phone(visitor: Visitor, led: Led, organisation: str = ORGANISATIONS[0]) -> Phone:
    phone = Phone(await visitor(PHONE))
    await phone.join(led.made.join, organisation, "Amina")
    return phone


async def asked(phone: Phone, led: Led) -> None:
    await phone.asks(re.compile("|".join(map(re.escape, led.questions))))
