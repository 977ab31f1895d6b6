"""The ids, kinds of access and circumstances that the whole board speaks of."""

from collections.abc import Callable
from enum import StrEnum
from typing import NewType

from msgspec import Struct

BoardId = NewType("BoardId", str)
SeatId = NewType("SeatId", str)
OrganisationId = NewType("OrganisationId", str)
CardId = NewType("CardId", str)
ClusterId = NewType("ClusterId", str)
RoundId = NewType("RoundId", str)
SnapshotId = NewType("SnapshotId", str)

ZoneId = NewType("ZoneId", str)
KindId = NewType("KindId", str)
PhaseId = NewType("PhaseId", str)
PollId = NewType("PollId", str)
"""A voting round as the format writes it; a RoundId is one time it was held."""
TextId = NewType("TextId", str)
ClaimId = NewType("ClaimId", str)
PlacementId = NewType("PlacementId", str)

Millis = int
"""A moment, in milliseconds since 1970-01-01 UTC."""


class Access(StrEnum):
    """What a grant may do. A permission is always judged by the access held now."""

    PARTNER = "partner"
    LEAD = "lead"
    SCRIBE = "scribe"
    DISPLAY = "display"
    COACH = "coach"
    DOOR = "door"
    """The server itself, seating someone who came in by link or code."""


class Audience(StrEnum):
    """Who looks. The set is closed: what differs by seat is the personal part."""

    PARTNER = "partner"
    WHOLE = "whole"
    DISPLAY = "display"
    LEAD = "lead"
    SCRIBE = "scribe"
    COACH = "coach"
    RECORD = "record"


class Status(StrEnum):
    LOBBY = "lobby"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


class Via(StrEnum):
    """How a seat takes part."""

    PHONE = "phone"
    PAPER = "paper"


class Origin(StrEnum):
    """How a card reached the board. Stored, never shown in the room."""

    OWN = "own"
    PAPER = "paper"
    BROUGHT = "brought"


class Actor(Struct, frozen=True):
    """Who acts, with the access held now.

    ``lead`` names the console that acts (a grant's id), never a person, and
    ``function`` as what: coach, coordinator or partner, if that is known.
    """

    access: Access
    seat: SeatId | None = None
    lead: str = ""
    function: str = ""


class Keys(Struct, frozen=True):
    """The keys that hide who wrote and who voted; see ``secrecy``.

    They are derived from the pepper outside the database and a salt inside it.
    When the salt is gone no one can make them again.
    """

    board: bytes | None = None
    rounds: dict[RoundId, bytes] = {}


class Limits:
    """Bounds on what people may send. Text is counted in code points."""

    CARD_TEXT = 280
    FIELD_TEXT = 280
    TITLE = 80
    REASON = 120
    LABEL = 80
    REMARK = 280
    TEXT_LINES = 12
    LINKS = 8
    MEMBERS = 60
    HINTS = 300
    """Different sets of cards that people say belong together; nobody reads more."""
    MINUTES = 240
    CARDS_EACH = 20
    SEATS = 400
    BOARD_CARDS = 5000
    ENTERING: Millis = 7 * 24 * 3600 * 1000
    """So long after a session ended what lay on paper may still come in."""
    BROUGHT = 400
    """Cards that earlier stages give at once."""
    MARKS_PER_LETTER = 8
    """Combining marks on one letter; Arabic, Hebrew and Vietnamese need up to four."""


NewId = Callable[[], str]
"""A fresh random id. Ids say nothing about order."""
