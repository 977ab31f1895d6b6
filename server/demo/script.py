"""What the demo's people write, choose and do: read from data, checked as it is read."""

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

LINDERVOORDE = Path(__file__).with_name("lindervoorde.toml")


class OrganisationLine(Struct, frozen=True, forbid_unknown_fields=True):
    ref: str
    name: str
    kind: str
    brings: str
    interest: str
    ambition: str


class AnswerLine(Struct, frozen=True, forbid_unknown_fields=True):
    """Dots by ref of the option, or the one option that is chosen."""

    dots: dict[str, int] = {}
    one: str = ""
    remark: str = ""


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """``ballots`` goes by poll, then by question."""

    organisation: str
    name: str = ""
    ballots: dict[str, dict[str, AnswerLine]] = {}


class CardLine(Struct, frozen=True, forbid_unknown_fields=True):
    """``person`` counts from 0. ``links`` and ``organisations`` name refs."""

    ref: str
    phase: str
    kind: str
    person: int
    text: str
    fields: dict[str, str] = {}
    organisations: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    anonymous: bool = False


class ClusterLine(Struct, frozen=True, forbid_unknown_fields=True):
    ref: str
    phase: str
    title: str
    cards: list[str]


class ClaimLine(Struct, frozen=True, forbid_unknown_fields=True):
    phase: str
    claim: str
    person: int
    form: str
    provisional: bool = False


class Act(Struct, frozen=True, forbid_unknown_fields=True):
    """A phase as it is led: how long it stays open, what is written, the polls held."""

    phase: str
    seconds: int
    polls: list[str] = []
    write: dict[str, list[str]] = {}


class Script(Struct, frozen=True, forbid_unknown_fields=True):
    municipality: str
    title: str
    network: str
    trajectory: str
    stage: str
    session: str
    planned: str
    cards_each: int
    texts: dict[str, list[str]]
    organisations: list[OrganisationLine]
    people: list[Person]
    cards: list[CardLine]
    clusters: list[ClusterLine]
    claims: list[ClaimLine]
    acts: list[Act]

    def words_of(self, ref: str) -> str:
        """The text by which a card or cluster is known on the board."""
        for cluster in self.clusters:
            if cluster.ref == ref:
                return cluster.title if len(cluster.cards) > 1 else self.words_of(cluster.cards[0])
        return next(card.text for card in self.cards if card.ref == ref)


def read(file: Path = LINDERVOORDE) -> Script:
    """Raises msgspec.ValidationError, naming the place, if the file is not a script."""
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Script)
