"""Where a card comes from that an earlier stage gave, and how it stands here."""

from typing import Literal

from msgspec import Struct

from board.types import KindId, Millis, OrganisationId

Standing = Literal["", "read", "proposal"]
"""What was made here (""), what lies here to be read, and what is proposed."""


class Source(Struct, frozen=True):
    """``board`` "" is the trajectory itself. ``card`` may be a cluster, which came as
    one; its ``members`` are then the cards in it. ``title`` is what the stage is
    called in short, and ``confirmed`` whether its outcome had been looked at.
    """

    board: str
    card: str
    number: int
    stage: str
    title: str
    at: Millis
    confirmed: bool = True
    members: list[str] = []


class BroughtCard(Struct, frozen=True, forbid_unknown_fields=True):
    """A card that an earlier stage gives. Its ``links`` name what they lead to by
    its id there, and lead here to the copy of it.
    """

    kind: KindId
    text: str
    source: Source
    standing: Literal["read", "proposal"] = "proposal"
    fields: dict[str, str] = {}
    links: dict[str, list[str]] = {}
    organisation: OrganisationId | None = None
    language: str = ""
    dutch: str | None = None


class BroughtText(Struct, frozen=True):
    """A text in the version it has in the trajectory."""

    lines: list[str]
    version: int
    source: Source
    rests_on: list[str] = []


def origin_key(kind: str, source: Source) -> tuple[str, str, str]:
    """What makes two copies the same one, but for those that one field gave many of."""
    return kind, source.board, source.card
