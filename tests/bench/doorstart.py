"""The people of the bench on the real server: they join by the door and speak its protocol.

A session is made ready over plain lines: its phase is open, and the first people have
posted cards. What then happens in a play is decided beforehand, so that the load
client only has to send it: four in ten commands post, three edit, three support.
"""

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from itertools import count
from math import ceil
from random import Random
from typing import Any

import msgspec
from msgspec import Raw, Struct

from board import commands as c
from board.format import Format
from board.messages import PROTOCOL, Ack, Do, Hello, No
from board.types import CardId, KindId, PhaseId
from tests.bench.line import Line
from tests.bench.plan import Plan, Rule, Screen, Send
from tests.board.play import VISION
from tests.running import Running, Visitor

CARDS_EACH = 20
SEATS = 350
"""A board takes 400. What is more than that are further pages of the last ones, who only look."""
PAGES = 10
"""A seat may have so many."""
ONLOOKERS = 2
"""A console and a big screen."""
PATIENCE = 30.0
encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Ack | No).decode


class Joined(Struct, frozen=True):
    """A browser that came through the door."""

    grant: str
    cookie: str

    def screen(self, port: int, room: int) -> Screen:
        hello = encode(Hello(v=PROTOCOL, grant=self.grant))
        # The load client puts in where the connection stood when it was cut.
        hello = hello.replace(b'"position":null', b'"position":@POSITION@')
        return Screen(port, cookie=self.cookie, hello=hello, room=room)


class Person:
    """A seat, and what its commands have led to as far as they are decided here."""

    def __init__(self, joined: Joined) -> None:
        self.joined = joined
        self.own: list[CardId] = []
        self.posted = 0
        self.adopted: set[CardId] = set()


class Session:
    """One board with its people, a console and a screen."""

    def __init__(self, running: Running, people: int, seats: int) -> None:
        self.port = running.settings.port
        self.phase, self.kind = posting(VISION)
        made = running.session(VISION.stage)
        leading, showing = running.visitor(), running.visitor()
        self.console = joined(leading.open(made.lead), leading)
        self.screen = joined(showing.open(made.display), showing)
        self.people: list[Person] = []
        for _ in range(min(people - ONLOOKERS, seats)):
            visitor = running.visitor()
            self.people.append(Person(joined(visitor.join(made.code), visitor)))
        self.count = people
        further = people - ONLOOKERS - len(self.people)
        self.acting = len(self.people) - ceil(further / (PAGES - 1))
        self.cards: list[CardId] = []
        self.visit = 1
        self._numbers = count(1)

    async def prepare(self, cards: int) -> None:
        """Open the phase, and post so many cards, by as many people as there are."""
        console = await Asking.open(self.port, self.console)
        await console.ask(c.OpenPhase(phase=self.phase), 0)
        await console.ask(c.SetCardLimit(cards_each=CARDS_EACH), self.visit)
        console.line.close()
        # Half of what each may post is left for what is measured.
        cards = min(cards, len(self.people) * CARDS_EACH // 2)
        each, more = divmod(cards, len(self.people))

        async def post(person: Person, many: int) -> None:
            if not many:
                return
            asking = await Asking.open(self.port, person.joined)
            for _ in range(many):
                ack = await asking.ask(self._post(person), self.visit)
                person.own.append(CardId(ack.made))
                self.cards.append(CardId(ack.made))
            asking.line.close()

        await asyncio.gather(
            *(post(person, each + (k < more)) for k, person in enumerate(self.people))
        )

    async def post(self, many: int) -> int:
        """By the first of all; where the board stands then."""
        asking = await Asking.open(self.port, self.people[0].joined)
        seq = 0
        for _ in range(many):
            seq = (await asking.ask(self._edit(self.people[0]), self.visit)).seq
        asking.line.close()
        return seq

    def screens(self, ports: Sequence[int], room: int) -> Iterator[Screen]:
        further = self.count - ONLOOKERS - len(self.people)
        looking = self.people[self.acting :]
        pages = [*self.people, *(looking[k % len(looking)] for k in range(further))]
        grants = [self.console, self.screen, *(person.joined for person in pages)]
        for k, grant in enumerate(grants):
            yield grant.screen(ports[k % len(ports)], room)

    def next(self, person: Person, random: Random) -> c.AnyCommand:
        """Who cannot do the one does the other."""
        dice = random.random()
        if person.posted < CARDS_EACH and dice < 0.4:
            return self._post(person)
        some = random.sample(self.cards, min(8, len(self.cards)))
        card = next((card for card in some if card not in person.own), None)
        if card is None or (dice < 0.7 and person.own):
            return self._edit(person) if person.own else self._post(person)
        if card in person.adopted:
            person.adopted.discard(card)
            return c.DropAdoption(card=card)
        person.adopted.add(card)
        return c.AdoptCard(card=card)

    def _post(self, person: Person) -> c.PostCard:
        person.posted += 1
        text = f"Kaartje {next(self._numbers)}: iedereen kent de vrijetijdspas"
        return c.PostCard(kind=self.kind, text=text)

    def _edit(self, person: Person) -> c.EditCard:
        text = f"Kaartje {next(self._numbers)}: beter gezegd dan het er eerst stond"
        return c.EditCard(card=person.own[next(self._numbers) % len(person.own)], text=text)


class Doorstart:
    """All people of some sessions, each with as many; ``ports`` are those of all its servers."""

    def __init__(
        self,
        runnings: Sequence[Running],
        people: int,
        rooms: int = 1,
        cards: int = 100,
        seats: int = SEATS,
    ) -> None:
        self.ports = [running.settings.port for running in runnings]
        self.sessions = [Session(runnings[0], people, seats) for _ in range(rooms)]
        asyncio.run(self._prepare(cards))

    async def _prepare(self, cards: int) -> None:
        for session in self.sessions:
            await session.prepare(cards)

    def plan(self, random: Random, dues: Sequence[float]) -> Plan:
        screens: list[Screen] = []
        starts: list[int] = []
        for room, session in enumerate(self.sessions):
            starts.append(len(screens) + ONLOOKERS)
            screens += session.screens(self.ports, room)
        outboxes: dict[int, tuple[str, Any]] = {}
        sends = []
        for due in dues:
            room = random.randrange(len(self.sessions))
            session = self.sessions[room]
            who = random.randrange(session.acting)
            at = starts[room] + who
            if at not in outboxes:
                outboxes[at] = (new_outbox(), count(1))
            outbox, numbers = outboxes[at]
            command = session.next(session.people[who], random)
            sends.append(Send(due, at, encode(Do(outbox, next(numbers), session.visit, command))))
        return Plan(Rule.DOORSTART, screens, sends)

    def meanwhile(self) -> int:
        """What happens while all are away; where the board stands then."""
        return asyncio.run(self.sessions[0].post(10))


class Asking:
    """A line over which one asks one thing after another, and waits for each answer."""

    def __init__(self) -> None:
        self.line: Line
        self._outbox = new_outbox()
        self._n = 0
        self._answer: asyncio.Future[Ack | No] | None = None
        self._welcome = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, port: int, who: Joined) -> "Asking":
        asking = cls()
        asking.line = await Line.open(port, "/live", who.cookie, asking._hear)
        asking.line.send(encode(Hello(v=PROTOCOL, grant=who.grant)))
        await asyncio.wait_for(asking._welcome, PATIENCE)
        return asking

    async def ask(self, command: c.AnyCommand, visit: int) -> Ack:
        self._n += 1
        self._answer = asyncio.get_running_loop().create_future()
        self.line.send(encode(Do(self._outbox, self._n, visit, command)))
        answer = await asyncio.wait_for(self._answer, PATIENCE)
        assert isinstance(answer, Ack), answer
        return answer

    def _hear(self, text: bytes, now: float) -> None:
        if text.startswith((b'{"t":"ack"', b'{"t":"no"')):
            assert self._answer is not None
            self._answer.set_result(decode(text))
        elif text.startswith(b'{"t":"presence"') and not self._welcome.done():
            # The last of what a newcomer is told.
            self._welcome.set_result(Raw(text))


def new_outbox() -> str:
    """Never the same, whatever the seed: a number that was used is not decided again."""
    return secrets.token_hex(11)


def joined(path: str, visitor: Visitor) -> Joined:
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    return Joined(path.rpartition("/")[2], cookie)


def posting(format: Format) -> tuple[PhaseId, KindId]:
    """The first phase in which anyone may post, any number, without pointing at something."""
    for phase in format.phases:
        for step in phase.steps:
            kind = format.kind(step.kind)
            if step.action != "post" or kind is None or kind.per_organisation:
                continue
            if not any(link.least for link in kind.links):
                return phase.id, kind.id
    raise LookupError("the format has no phase to post in")
