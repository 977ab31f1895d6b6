"""One room: a session with its console, its big screen and its phones, all on lines."""

from itertools import count
from random import Random

from board import commands as c
from board.messages import Ack
from board.types import CardId
from tests.bench.doorstart import joined, posting
from tests.board.play import VISION
from tests.load.page import Heard, Page
from tests.running import Running

CARDS_EACH = 20
PHASE, KIND = posting(VISION)
_words = count(1)


class Person(Page):
    """Posts a card, and writes it anew again and again; no text is said twice."""

    card = CardId("")
    busy = False

    async def act(self) -> None:
        text = f"Iedereen kent de pas, en nu ook {self.outbox[:6]} {next(_words)}"
        if self.card:
            await self.ask(c.EditCard(card=self.card, text=text), text)
        else:
            answer = await self.ask(c.PostCard(kind=KIND, text=text), text)
            if isinstance(answer, Ack):
                self.card = CardId(answer.made)
        self.busy = False


class Room:
    def __init__(self, running: Running, people: int, random: Random) -> None:
        port = running.settings.port
        made = running.session(VISION.stage)
        self.board = made.board
        self.code = made.code
        self.heard = Heard()
        leading, showing = running.visitor(), running.visitor()
        self.console = Page(port, joined(leading.open(made.lead), leading), self.heard, random)
        self.screen = Page(port, joined(showing.open(made.display), showing), self.heard, random)
        self.people: list[Person] = []
        for _ in range(people):
            visitor = running.visitor()
            who = joined(visitor.join(made.code), visitor)
            self.people.append(Person(port, who, self.heard, random))

    @property
    def pages(self) -> list[Page]:
        return [self.console, self.screen, *self.people]

    async def begin(self) -> None:
        for command, visit in ((c.OpenPhase(phase=PHASE), 0), (c.SetCardLimit(CARDS_EACH), 1)):
            answer = await self.console.ask(command, visit=visit)
            assert isinstance(answer, Ack), answer
        for person in self.people:
            await person.act()
