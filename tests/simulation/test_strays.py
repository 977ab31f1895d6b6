"""Servers that hear each other badly: messages lost, doubled, late, out of order and forged.

What arrives goes through the same seal as on a real bus. However it goes, each
room must have exactly what the log has.
"""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from board.types import BoardId
from server.live.bus import Message, Published, Takers
from server.live.bus_wire import Dropped, Seal
from server.live.committed import load
from server.live.hub import Hub
from tests.examples import few
from tests.server.hall import Hall
from tests.simulation.story import Story

STEPS = 120
KEY = b"the key of all servers"
FATES = {"whole": 60, "lost": 15, "doubled": 10, "bent": 10, "astray": 5}
"""What becomes of a message, out of a hundred."""


class Air:
    """What was said and has not arrived; whether it does is a matter of luck."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.buses: list[AirBus] = []
        self.flying: list[tuple[AirBus, str, bytes]] = []
        self.old: list[tuple[AirBus, str, bytes]] = []
        self.came: Counter[str] = Counter()
        self.liar = Seal(b"not the key")

    def say(self, bus: "AirBus", message: Message) -> None:
        channel, data = bus.seal.channel_of(message), bus.seal.close(message)
        if isinstance(message, Published) and self.rng.random() < 0.2:
            self.came["forged"] += 1
            self._spread(bus, channel, self.liar.close(message))
        self._spread(bus, channel, data)

    def _spread(self, bus: "AirBus", channel: str, data: bytes) -> None:
        self.flying += [(other, channel, data) for other in self.buses if other is not bus]

    def blow(self) -> None:
        """Some of it arrives, in whatever order."""
        for _ in range(self.rng.randint(0, len(self.flying))):
            one = self.flying.pop(self.rng.randrange(len(self.flying)))
            match self.rng.choices(
                ["whole", "lost", "doubled", "bent", "astray"], [60, 15, 10, 10, 5]
            ):
                case ["lost"]:
                    self.came["lost"] += 1
                case ["doubled"]:
                    self.flying.append(one)
                    self._arrive(*one)
                case ["bent"]:
                    at = self.rng.randrange(len(one[2]))
                    bit = one[2][at] ^ (1 << self.rng.randrange(8))
                    self._arrive(one[0], one[1], one[2][:at] + bytes([bit]) + one[2][at + 1 :])
                case ["astray"]:
                    self._arrive(one[0], one[0].seal.channel(BoardId("elsewhere")), one[2])
                case _:
                    self._arrive(*one)
        if self.old and self.rng.random() < 0.1:
            self.came["again"] += 1
            self._arrive(*self.rng.choice(self.old))

    def _arrive(self, bus: "AirBus", channel: str, data: bytes) -> None:
        self.old.append((bus, channel, data))
        try:
            message = bus.seal.open(channel, data)
        except Dropped as dropped:
            self.came[dropped.reason] += 1
        else:
            assert message is not None
            self.came["heard"] += 1
            bus.deliver(message)


class AirBus(Takers):
    healthy = True
    alone = False

    def __init__(self, air: Air) -> None:
        super().__init__()
        self.seal = Seal(KEY)
        self.air = air
        air.buses.append(self)

    def publish(self, message: Message) -> None:
        self.air.say(self, message)

    def start(self) -> None: ...

    async def stop(self) -> None: ...

    def watch(self, board: BoardId) -> None: ...

    def leave(self, board: BoardId) -> None: ...


class Strays(Story):
    """Three servers, and what they tell each other is left to the air."""

    def servers(self) -> list[Hub]:
        self.air = Air(self.rng)
        return [self.hall.hub(bus=AirBus(self.air)) for _ in range(3)]

    async def step(self) -> None:
        await super().step()
        self.air.blow()

    async def compare(self) -> None:
        await super().compare()
        await self.assert_as_the_log()

    async def assert_as_the_log(self) -> None:
        hall = self.hall
        fresh = await load(hall.log, hall.board, hall.pepper.keys)
        for room in self.rooms:
            assert (room.board, room.ledger.state) == (fresh.board, fresh)


async def tell(seed: int, folder: Path) -> Counter[str]:
    hall = await Hall(folder).open()
    try:
        story = Strays(hall, Random(seed))
        await story.begin()
        await story.live(STEPS)
        return story.air.came
    finally:
        await hall.close()


@few(8)
@given(seed=st.integers(0, 2**32))
def test_L10_rooms_that_hear_each_other_badly_have_what_the_log_has(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        came = asyncio.run(tell(seed, Path(folder)))
    # A run in which nothing went wrong would prove nothing.
    assert came["heard"] > 20
    assert came["lost"] > 0
    assert came["forged"] > 0
