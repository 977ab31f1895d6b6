"""The people of a run on a peer: what each says first, and what a message looks like there.

Every peer gets the same message: a card as Doorstart's own frames hold one, with
the number of the change in it, from whoever sends it. The peer hands it to all.
"""

from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Protocol

import msgspec

from board.entities import CardEntity
from board.messages import PatchFrame, Position
from tests.bench.plan import Plan, Rule, Screen, Send

FIRST = 1_000_000
"""The number of the first change: all have as many digits."""


class Crowd(Protocol):
    """People in a room, whatever server it is on."""

    def plan(self, random: Random, dues: Sequence[float]) -> Plan:
        """The connections, and who sends what at these moments. Each plan is played once."""


def one_card(number: int) -> str:
    """A patch with one card, as big as Doorstart's."""
    card = CardEntity(
        seq=number,
        number=number,
        zone="a_zone_with_a_name",
        kind="a_kind_of_card",
        text="Een kaartje: iedereen kent de vrijetijdspas",
        fields={},
        links={},
        organisation=None,
        seat="s" * 22,
        anonymous=False,
        adopters=0,
        cluster=None,
        edited=False,
        late=False,
        locked=False,
    )
    changed = msgspec.Raw(msgspec.json.encode({"card:" + "c" * 22: card}))
    frame = PatchFrame(number - 1, Position(number, "0" * 16), changed)
    return msgspec.json.encode(frame).decode()


class Peer:
    """People on a server that hands on what it gets as it is."""

    rule = Rule.PLAIN
    binary = False

    def __init__(self, ports: Sequence[int], people: int) -> None:
        self.ports, self.people = ports, people
        self._numbers = count(FIRST)

    def plan(self, random: Random, dues: Sequence[float]) -> Plan:
        numbers = [next(self._numbers) for _ in dues]
        senders = [random.randrange(self.people) for _ in dues]
        screens = [self.screen(k, self.ports[k % len(self.ports)]) for k in range(self.people)]
        self.begin(random)
        sends = [
            Send(due, sender, self.message(number, sender))
            for due, number, sender in zip(dues, numbers, senders, strict=True)
        ]
        base = numbers[0] if numbers else 0
        return Plan(self.rule, screens, sends, base, self.binary)

    def begin(self, random: Random) -> None:
        """A new play: all connections are new ones."""

    def screen(self, k: int, port: int) -> Screen:
        return Screen(port)

    def message(self, number: int, sender: int) -> bytes:
        return one_card(number).encode()


class SocketIO(Peer):
    """Engine.IO over a websocket from the start, as its clients can be told to do."""

    rule = Rule.SOCKETIO

    def screen(self, k: int, port: int) -> Screen:
        return Screen(port, "/socket.io/?EIO=4&transport=websocket")

    def message(self, number: int, sender: int) -> bytes:
        return f'42["post",{one_card(number)}]'.encode()


class Hocuspocus(Peer):
    """Each change sets one key of a map in one Yjs document."""

    rule = Rule.HOCUSPOCUS
    binary = True
    document = b"\x04room"

    def __init__(self, ports: Sequence[int], people: int) -> None:
        super().__init__(ports, people)
        self._client = 0
        self._clocks: dict[int, int] = {}

    def begin(self, random: Random) -> None:
        # Who comes back comes as a new client of Yjs, as a page that was loaded again.
        self._client = random.getrandbits(31) << 16
        self._clocks.clear()

    def screen(self, k: int, port: int) -> Screen:
        let_in = self.document + b"\x02\x00" + _text("nobody")
        what_is_there = self.document + b"\x00\x00" + _bytes(b"\x00")
        return Screen(port, "/", hello=bytes([len(let_in)]) + let_in + what_is_there)

    def message(self, number: int, sender: int) -> bytes:
        """A sync message with one update: one client, one struct that sets one key, nothing
        deleted. Written by hand, so that the load client needs no Yjs.
        """
        client = self._client + sender
        clock = self._clocks.get(sender, 0)
        self._clocks[sender] = clock + 1
        has_key, any_value, one, by_name, text = 0x20, 8, 1, 1, 119
        update = b"".join((
            b"\x01\x01", _varint(client), _varint(clock),
            bytes([has_key | any_value, by_name]), _text("cards"), _text(str(number)),
            bytes([one, text]), _text(one_card(number)),
            b"\x00",
        ))  # fmt: skip
        return self.document + b"\x00\x02" + _bytes(update)


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def _bytes(value: bytes) -> bytes:
    return _varint(len(value)) + value


def _text(value: str) -> bytes:
    return _bytes(value.encode())
