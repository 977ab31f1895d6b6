"""What the load client is told to do and what it found: the two files it reads and writes.

A plan holds the connections with their handshakes, and every send with its
moment. The layout is that of ``client.c``; both sides are little-endian.
"""

import os
import struct
from base64 import b64encode
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path
from random import Random

from msgspec import Struct


class Rule(IntEnum):
    """How the client speaks with a server and counts what it hears."""

    PLAIN = 0
    SOCKETIO = 1
    HOCUSPOCUS = 2
    DOORSTART = 3


class Screen(Struct, frozen=True):
    """A connection: where to, and what is said first. Every connection counts as a screen."""

    port: int
    path: str = "/live"
    cookie: str = ""
    hello: bytes = b""
    room: int = 0

    @property
    def request(self) -> bytes:
        key = b64encode(os.urandom(16)).decode()
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return (
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\n{cookie}"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        ).encode()


class Send(Struct, frozen=True):
    due: float
    """Seconds from the beginning."""
    screen: int
    payload: bytes


class Plan(Struct, frozen=True):
    rule: Rule
    screens: list[Screen]
    sends: list[Send]
    base: int = 0
    """The number of the first change, where changes bear a number."""
    binary: bool = False
    patience: float = 8.0

    def write(self, path: Path) -> None:
        rooms = 1 + max((one.room for one in self.screens), default=0)
        opcode = 2 if self.binary else 1
        sizes = (len(self.screens), len(self.sends), self.base, opcode, rooms)
        parts = [struct.pack("<4s7I", b"BNCH", self.rule, *sizes, int(self.patience * 1000))]
        for one in self.screens:
            request = one.request
            parts.append(struct.pack("<HHII", one.port, one.room, len(request), len(one.hello)))
            parts += (request, one.hello)
        for send in self.sends:
            due = int(send.due * 1e9)
            parts += (struct.pack("<QII", due, send.screen, len(send.payload)), send.payload)
        path.write_bytes(b"".join(parts))


class Sent(Struct, frozen=True):
    """What became of one send; ``wait`` is seconds until the last screen had it."""

    wait: float
    screens: int
    refused: bool


class Outcome(Struct, frozen=True):
    sent: list[Sent]
    joins: list[float]
    """Seconds each connection took to be in the room; below 0: it is not."""
    stands: list[int]
    """The position of each connection, where the server has positions."""
    lag: float
    """Seconds that the client was late with its worst send."""
    frames: int
    bytes: int

    @classmethod
    def read(cls, path: Path) -> "Outcome":
        data = path.read_bytes()
        sends, lines, lag, frames, size = struct.unpack_from("<5q", data)
        end = 40 + 32 * sends
        rows = struct.iter_unpack("<4q", data[40:end])
        joined = list(struct.iter_unpack("<2q", data[end : end + 16 * lines]))
        return cls(
            sent=[
                Sent((last - at) / 1e9 if last >= 0 else -1.0, screens, bool(refused))
                for at, last, screens, refused in rows
            ],
            joins=[took / 1e9 for took, _ in joined],
            stands=[stands for _, stands in joined],
            lag=lag / 1e9,
            frames=frames,
            bytes=size,
        )


def arrivals(random: Random, rate: float, seconds: float) -> Iterable[float]:
    """Poisson: the moments at which something is sent. Even ones would flatter who paces."""
    at = random.expovariate(rate)
    while at < seconds:
        yield at
        at += random.expovariate(rate)
