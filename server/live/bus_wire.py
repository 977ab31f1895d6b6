"""How a message looks between processes: a version, who sends it, a signature, JSON.

The key lies in the database, which every server of one installation reads; who
can reach only what carries the messages can lose them, and cannot make one.
"""

import hashlib
import hmac
import secrets

import msgspec
from msgspec import Raw, Struct

from board.events import AnyEvent
from board.messages import Position
from board.types import BoardId
from server.live.bus import Alive, CrowdAsked, CrowdHere, HereSaid, Message, NamesChanged, Published
from server.metrics import BUS_DROPPED

VERSION = 1
PROCESS = 8
SIGNATURE = 16
LIMIT = 64 * 1024
"""Bytes of a message with events; one with more goes without them."""
MOST = 1024 * 1024
"""Bytes that are looked at: nobody sends more."""


class Dropped(Exception):
    """This is no message; ``reason`` as the figures have it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Published(Struct, frozen=True, tag="published"):
    """With the events as they are: one of a kind that is new must not hide the rest."""

    board: BoardId
    room: str
    before: Position
    position: Position
    events: Raw


class Seal:
    """Writes the messages of one process, and reads those of others."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._process = secrets.token_bytes(PROCESS)
        # Of the key, so that two installations on one Redis do not hear each other.
        self._prefix = "doorstart:" + hmac.digest(key, b"channels", hashlib.sha256)[:6].hex()
        self.common = self._prefix + ":all"

    def channel(self, board: BoardId) -> str:
        return f"{self._prefix}:{board}"

    def channel_of(self, message: "Message | _Published") -> str:
        return self.common if isinstance(message, Alive) else self.channel(message.board)

    def close(self, message: Message) -> bytes:
        written = _encode(message)
        if len(written) > LIMIT and isinstance(message, Published):
            written = _encode(msgspec.structs.replace(message, events=None))
        return self._signed(written)

    def open(self, channel: str, data: bytes) -> Message | None:
        """None for one that this process has sent itself. Raises Dropped."""
        signature, signed = data[:SIGNATURE], data[SIGNATURE:]
        if len(signed) <= PROCESS or len(data) > MOST:
            raise Dropped("garbage")
        if signed[0] != VERSION:
            raise Dropped("version")
        if not hmac.compare_digest(signature, self._signature(signed)):
            raise Dropped("forged")
        if signed[1 : 1 + PROCESS] == self._process:
            return None
        try:
            message = _decoder.decode(signed[1 + PROCESS :])
        except msgspec.MsgspecError as fault:
            # Signed, so it is of a server of another version.
            raise Dropped("unknown") from fault
        if self.channel_of(message) != channel:
            raise Dropped("wrong_board")
        return _with_events(message) if isinstance(message, _Published) else message

    def _signed(self, written: bytes) -> bytes:
        signed = bytes([VERSION]) + self._process + written
        return self._signature(signed) + signed

    def _signature(self, signed: bytes) -> bytes:
        return hmac.digest(self._key, signed, hashlib.sha256)[:SIGNATURE]


def _with_events(message: _Published) -> Published:
    """The events, or None: then the log is read, and tells what to do."""
    try:
        events = _events.decode(message.events)
    except msgspec.MsgspecError:
        # A server that is newer sent it. What it meant must not be passed over.
        BUS_DROPPED.labels("unknown_event").inc()
        events = None
    if events is not None and len(events) != message.position.seq - message.before.seq:
        events = None
    return Published(message.board, message.room, message.before, message.position, events)


_encode = msgspec.json.Encoder().encode
_Sent = _Published | CrowdHere | CrowdAsked | NamesChanged | HereSaid | Alive
_decoder: msgspec.json.Decoder[_Sent] = msgspec.json.Decoder(_Sent)
_events: msgspec.json.Decoder[tuple[AnyEvent, ...] | None] = msgspec.json.Decoder(
    tuple[AnyEvent, ...] | None
)
