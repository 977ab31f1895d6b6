"""Every frame on the wire, both ways, with the close codes.

A frame is one JSON object in one text message; its field ``t`` names it.
``docs/protocol.md`` tells the whole story with examples.
"""

from enum import IntEnum
from typing import dataclass_transform

from msgspec import Raw, Struct

from board.commands import AnyCommand
from board.types import Millis

PROTOCOL = 1
FRAME_LIMIT = 64 * 1024
"""The largest frame a client may send, in bytes."""


class Close(IntEnum):
    """4000–4499 mean "come back", 4500–4999 do not."""

    COME_BACK = 4000
    """The server goes away; another one, or the same, will be there."""
    SLOW = 4001
    """It could not keep up; come back for the whole view."""
    SERVER_ERROR = 4011
    NO_HELLO = 4408
    TOO_FAST = 4429
    FULL = 4430
    BAD_FRAME = 4500
    NOT_ALLOWED = 4501
    """No grant here, or it was revoked."""
    NO_BOARD = 4504
    OLD_CLIENT = 4526


class Position(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a stream stands. ``mark`` shows whether it is still the same log."""

    seq: int
    mark: str


# From the client


@dataclass_transform(frozen_default=True)
class Frame(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t"):
    pass


class Hello(Frame, tag="hello"):
    """First frame on a socket. The cookie says who; ``grant`` says as what.

    ``audience`` is empty for the grant's own, or ``whole`` for the whole board.
    ``position`` asks for what came after it.
    """

    v: int
    grant: str
    audience: str = ""
    position: Position | None = None


class Do(Frame, tag="do"):
    """A command, meant for ``visit``; ``(outbox, n)`` makes it happen once.

    ``outbox`` is a random id of 16 to 64 letters per tab, ``n`` rises by one.
    """

    outbox: str
    n: int
    visit: int
    command: AnyCommand


class Here(Frame, tag="here"):
    """How this person is doing. Never stored; counted, without names.

    ``hidden``: the page is not looked at, so patches may wait.
    """

    typing: bool = False
    busy: bool = False
    hidden: bool = False


class Look(Frame, tag="look"):
    """Look as another audience this grant may have: ``""`` or ``whole``."""

    audience: str = ""
    position: Position | None = None


ClientFrame = Hello | Do | Here | Look


# From the server


@dataclass_transform(frozen_default=True)
class ServerFrame(Struct, frozen=True, tag_field="t"):
    pass


class Welcome(ServerFrame, tag="welcome"):
    """The answer to hello and look. ``whole``: a view follows, else patches."""

    v: int
    now: Millis
    access: str
    audience: str
    seat: str | None
    position: Position
    whole: bool


class ViewFrame(ServerFrame, tag="view"):
    """All that this audience may see; replaces what the client had."""

    position: Position
    view: Raw


class PatchFrame(ServerFrame, tag="patch"):
    """What changed after ``after``; a client that stands elsewhere says look."""

    after: int
    position: Position
    set: Raw


class MineFrame(ServerFrame, tag="mine"):
    """The personal part, whole, as it stood at ``seq``; an older one is ignored."""

    seq: int
    mine: Raw


class Ack(ServerFrame, tag="ack"):
    """Command ``n`` is committed. ``made`` is the id of what it made, if anything."""

    n: int
    seq: int
    made: str = ""


class No(ServerFrame, tag="no"):
    """Command ``n`` was refused (``n`` 0: the frame itself). ``code`` has words
    in the catalogue; ``value`` and ``limit`` fill them. ``again``: the same
    command may succeed later, so the client keeps it.
    """

    n: int
    code: str
    value: str = ""
    limit: str = ""
    again: bool = False


class Names(ServerFrame, tag="names"):
    """Names by id, outside log and snapshots: how people want to be called, by
    seat; and organisations. Replaces the one before.
    """

    people: dict[str, str]
    organisations: dict[str, str]


class Presence(ServerFrame, tag="presence"):
    """How many are connected, and how they are doing. ``here`` counts seats."""

    here: int
    typing: int
    busy: int


class Now(ServerFrame, tag="now"):
    """The server's clock, so that a wrong one on a phone shows the right timer."""

    now: Millis


class Health(ServerFrame, tag="health"):
    """How the server itself is, for who leads. ``saving``: what is asked can be
    kept; else it is given back, to be asked again. ``others``: the servers of one
    board hear each other; else they hear it from the log, a little later.
    """

    saving: bool
    others: bool


class Bye(ServerFrame, tag="bye"):
    """The socket closes; come back after ``after_ms``."""

    after_ms: int


AnyServerFrame = (
    Welcome | ViewFrame | PatchFrame | MineFrame | Ack | No | Names | Presence | Now | Health | Bye
)
