"""The people of the bench on the real server: they join by the door and speak its protocol."""

import asyncio
from itertools import count
from random import Random

import msgspec
from msgspec import Struct

from board import commands as c
from board.format import Format
from board.messages import PROTOCOL, Ack, Do, Hello, No
from board.types import CardId, KindId, PhaseId
from tests.bench.line import Line
from tests.bench.meter import Screens
from tests.board.play import VISION
from tests.running import Running

CARDS_EACH = 20
encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Ack | No).decode


class Joined(Struct, frozen=True):
    """A browser that came through the door."""

    grant: str
    cookie: str


class Person:
    """One connection, and what it knows of its own doing."""

    def __init__(self, joined: Joined, random: Random) -> None:
        self.joined = joined
        self.outbox = "".join(random.choices("abcdefghijkmnpqrstuvwxyz23456789", k=22))
        self.n = 0
        self.line: Line | None = None
        self.own: list[CardId] = []
        self.posted = 0
        self.adopted: set[CardId] = set()
        self.asked: dict[int, tuple[float, c.AnyCommand]] = {}
        self.welcomed = False

    def ask(self, command: c.AnyCommand, visit: int) -> None:
        assert self.line is not None
        self.n += 1
        self.asked[self.n] = (asyncio.get_running_loop().time(), command)
        self.line.send(encode(Do(self.outbox, self.n, visit, command)))


class Doorstart:
    """A session with so many people in it, a console and a screen."""

    def __init__(self, running: Running, people: int, seed: int) -> None:
        assert running.process is not None
        self.pid = running.process.pid
        self.port = running.settings.port
        self.screens = Screens()
        self.refused: list[No] = []
        self.times: dict[int, float] = {}
        self.cards: list[CardId] = []
        self.phase, self.kind = posting(VISION)
        self.visit = 0
        self._numbers = count(1)
        random = Random(seed)
        made = running.session(VISION.stage)
        leading, showing = running.visitor(), running.visitor()
        self.console = Person(joined(leading.open(made.lead), leading.cookies), random)
        self.screen = Person(joined(showing.open(made.display), showing.cookies), random)
        self.people = []
        for _ in range(people):
            visitor = running.visitor()
            self.people.append(Person(joined(visitor.join(made.code), visitor.cookies), random))

    async def come(self) -> None:
        for person in (self.console, self.screen, *self.people):
            await self._connect(person)
        self.visit = 1
        # The room is asked something first, so that all its costs stand before the measuring.
        self.console.ask(c.OpenPhase(phase=self.phase), 0)
        await self.screens.until(lambda: not self.waiting())
        self.console.ask(c.SetCardLimit(cards_each=CARDS_EACH), self.visit)
        await self.screens.until(
            lambda: not self.waiting() and self.screens.all_at(max(self.times))
        )
        self.times.clear()

    def act(self, random: Random) -> None:
        person = random.choice(self.people)
        person.ask(self._next(person, random), self.visit)

    def sent(self) -> dict[int, float]:
        return self.times

    def waiting(self) -> int:
        return sum(len(person.asked) for person in (self.console, *self.people))

    def leave(self) -> None:
        for person in (self.console, self.screen, *self.people):
            assert person.line is not None
            assert not person.line.closed, person.line.closed
            person.line.close()

    def _next(self, person: Person, random: Random) -> c.AnyCommand:
        """Four in ten post, three edit, three support; who cannot do the one does the other."""
        dice = random.random()
        number = next(self._numbers)
        if person.posted < CARDS_EACH and (dice < 0.4 or not person.own):
            person.posted += 1
            return c.PostCard(kind=self.kind, text=f"Kaartje {number}: iedereen kent de pas")
        some = random.sample(self.cards, min(8, len(self.cards)))
        card = next((card for card in some if card not in person.own), None)
        if card is None or dice < 0.7:
            text = f"Kaartje {number}: beter gezegd"
            return c.EditCard(card=random.choice(person.own), text=text)
        if card in person.adopted:
            person.adopted.discard(card)
            return c.DropAdoption(card=card)
        person.adopted.add(card)
        return c.AdoptCard(card=card)

    async def _connect(self, person: Person) -> None:
        def see(text: bytes, now: float) -> None:
            if not self.screens.see(person, text, now):
                self._heard(person, text)

        person.line = await Line.open(self.port, "/live", person.joined.cookie, see)
        person.line.send(encode(Hello(v=PROTOCOL, grant=person.joined.grant)))
        await self.screens.until(lambda: person.welcomed)

    def _heard(self, person: Person, text: bytes) -> None:
        if text.startswith((b'{"t":"ack"', b'{"t":"no"')):
            answer = decode(text)
            at, command = person.asked.pop(answer.n)
            if isinstance(answer, No):
                self.refused.append(answer)
                return
            self.times[answer.seq] = at
            if isinstance(command, c.PostCard):
                person.own.append(CardId(answer.made))
                self.cards.append(CardId(answer.made))
        elif text.startswith(b'{"t":"presence"'):
            # The last of what a newcomer is told.
            person.welcomed = True


def joined(path: str, cookies: dict[str, str]) -> Joined:
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return Joined(path.rpartition("/")[2], cookie)


def posting(format: Format) -> tuple[PhaseId, KindId]:
    """The first phase in which anyone may post without pointing at something."""
    for phase in format.phases:
        for step in phase.steps:
            kind = format.kind(step.kind)
            if step.action == "post" and kind and not any(link.least for link in kind.links):
                return phase.id, kind.id
    raise LookupError("the format has no phase to post in")
