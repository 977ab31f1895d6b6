"""What happened in a past session of the demo, as data: who was there, what was written,
what came out of each vote. Read from ``server/demo/past/*.toml``, checked as it is read.

Cards and clusters are named by ``ref``; a ref goes on to later sessions, where the
card may have been brought along.
"""

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

PAST = Path(__file__).with_name("past")


class StoryCard(Struct, frozen=True, forbid_unknown_fields=True):
    """``by`` is the organisation whose person wrote it; "" an unsigned card of someone."""

    ref: str
    kind: str
    text: str
    by: str = ""
    fields: dict[str, str] = {}
    who: dict[str, list[str]] = {}
    """Fields that name organisations."""
    links: dict[str, list[str]] = {}


class StoryCluster(Struct, frozen=True, forbid_unknown_fields=True):
    ref: str
    title: str
    cards: list[str]


class Said(Struct, frozen=True, forbid_unknown_fields=True):
    question: str
    option: str
    text: str


class StoryVote(Struct, frozen=True, forbid_unknown_fields=True):
    """The result of a vote. ``dots`` gives for each option its dots and from how many
    organisations; ``counts`` by question how many chose what; ``mean`` a scale's mean,
    times ten; ``ranking`` the points of each option. ``pick``: what was asked about.
    """

    poll: str
    dots: dict[str, tuple[int, int]] = {}
    ranking: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {}
    mean: dict[str, int] = {}
    unsure: dict[str, int] = {}
    remarks: list[Said] = []
    pick: list[str] = []


class StoryClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """``item`` is a ref, or a claim of the format."""

    item: str
    by: str
    form: str
    provisional: bool = False


class StoryAct(Struct, frozen=True, forbid_unknown_fields=True):
    phase: str
    write: dict[str, list[str]] = {}
    rests: dict[str, list[str]] = {}
    """By text, the refs of the cards it rests on."""
    cards: list[StoryCard] = []
    clusters: list[StoryCluster] = []
    aside: list[str] = []
    """Proposals from before that were laid aside; ``*kind`` is all of that kind."""
    votes: list[StoryVote] = []
    places: dict[str, dict[str, str]] = {}
    claims: list[StoryClaim] = []
    confirm: list[str] = []


class Story(Struct, frozen=True, forbid_unknown_fields=True):
    """``people`` says how many there were of each organisation; ``led`` who led."""

    stage: str
    at: str
    title: str
    place: str
    led: str
    people: dict[str, int]
    acts: list[StoryAct]
    host: str = ""
    minutes: int = 120
    variant: str = ""
    cards_each: int = 20
    later: list[StoryClaim] = []
    """Taken up afterwards, by who was not there."""


def stories(folder: Path = PAST) -> list[Story]:
    """In their order. Raises msgspec.ValidationError, naming the file's place at fault."""
    return [
        msgspec.convert(tomllib.loads(file.read_text("utf-8")), Story)
        for file in sorted(folder.glob("*.toml"))
    ]
