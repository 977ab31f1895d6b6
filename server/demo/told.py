"""The rest of the demo's story: the network, its partners, and what was written down
between the sessions. Read from ``server/demo/road.toml``, checked as it is read.
"""

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from board.trajectory.types import EndAnswer, TextPart

ROAD = Path(__file__).with_name("road.toml")


class PartnerTold(Struct, frozen=True, forbid_unknown_fields=True):
    ref: str
    name: str
    kind: str
    brings: str = ""
    interest: str = ""
    ambition: str = ""
    core: bool = False
    voices: bool = False


class TextTold(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    title: str
    lines: list[str]
    part: TextPart = ""


class EndTold(Struct, frozen=True, forbid_unknown_fields=True):
    """A loose end that was noted afterwards, or the card ``ref`` that is one, and what
    became of it.
    """

    text: str = ""
    ref: str = ""
    answer: EndAnswer | None = None
    note: str = ""


class GoalTold(Struct, frozen=True, forbid_unknown_fields=True):
    """How one sees that a goal works out, and by when."""

    sign: str
    due: str


class AfterTold(Struct, frozen=True, forbid_unknown_fields=True):
    """What was written down after the session of ``stage``."""

    stage: str
    text: TextTold | None = None
    partners: list[PartnerTold] = []
    ends: list[EndTold] = []
    goals: dict[str, GoalTold] = {}
    """By the ref of the card it was written on; then the session made a new version."""


class Told(Struct, frozen=True, forbid_unknown_fields=True):
    municipality: str
    reason: str
    contact_function: str
    coach_email: str
    coach_name: str
    coordinator_email: str
    coordinator_name: str
    went_on: str
    offer: str
    vision_text: str
    vision_title: str
    vision: list[str]
    network: dict[str, str]
    old_goals: dict[str, str]
    partners: list[PartnerTold]
    after: list[AfterTold]


def told(file: Path = ROAD) -> Told:
    """Raises msgspec.ValidationError, naming the place at fault."""
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Told)
