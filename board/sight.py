"""What two snapshots can be compared by: what a board held, under keys that both of them know.

Of one session a thing has the id it has there. Of two sessions it has the id under which it
was first written, so that a copy on a later board is the same thing; where it lies, its number
and its fields are of one board alone, and left out then.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from board.harvest import Harvest, Item, Role
from board.harvest_votes import Measured


class Taken(Struct, frozen=True):
    """In which form an organisation took something up."""

    form: str
    provisional: bool


class Thing(Struct, frozen=True):
    """A card, a cluster of ``members``, or a role. ``text`` None was taken away."""

    text: str | None
    number: int
    zone: str
    fields: dict[str, str]
    links: dict[str, list[str]]
    members: list[str]
    adopters: int
    confirmed: bool
    dutch: str | None
    claims: dict[str, Taken]
    """By organisation."""


class Voted(Struct, frozen=True):
    """One question of one vote, as it came out. ``counts`` go by what people read."""

    text: str
    method: str
    voters: int
    counts: dict[str, int]
    organisations: dict[str, int]
    mean_tenths: int | None
    verdict: str


class Written(Struct, frozen=True):
    title: str
    version: int
    lines: list[str]


class Stood(Struct, frozen=True):
    """One row of a placement: who or what stood where, in words; "" is nowhere yet."""

    text: str
    place: str


class Sight(Struct, frozen=True):
    """``votes`` go by poll, time and question; ``rows`` by placement and row."""

    things: dict[str, Thing]
    votes: dict[tuple[str, int, str], Voted]
    texts: dict[str, Written]
    rows: dict[tuple[str, str], Stood]


def sight(came: Harvest, *, across: bool = False) -> Sight:
    """``across``: to compare with another session."""
    keys = {item.id: _origin(came, item) if across else item.id for item in came.items}

    def key(id: str) -> str:
        return keys.get(id, id)

    return Sight(
        things={
            keys[item.id]: _thing(item, keys, across)
            for item in came.items
            if not (across and item.within)
        }
        | {role.id: _role(role) for role in came.roles},
        votes=dict(_votes(came, keys, across)),
        texts={one.id: Written(one.title, one.version, one.lines) for one in came.texts},
        rows={
            (placed.id, key(row.id)): Stood(row.text, row.told if row.place else "")
            for placed in came.placements
            for row in placed.rows
        },
    )


def _origin(came: Harvest, item: Item) -> str:
    source = item.source
    return f"{source.board}/{source.card}" if source else f"{came.board}/{item.id}"


def _thing(item: Item, keys: Mapping[str, str], across: bool) -> Thing:
    def named(ids: list[str]) -> list[str]:
        return sorted(keys.get(id, id) for id in ids)

    return Thing(
        text=item.text,
        number=0 if across or item.members else item.number,
        zone="" if across else item.zone,
        # Each board has fields and links of its own.
        fields={} if across else item.told,
        links={} if across else {name: named(ids) for name, ids in item.links.items() if ids},
        members=[] if across else named(item.members),
        adopters=item.adopters,
        confirmed=item.confirmed,
        dutch=item.dutch,
        # Of a cluster each card says its own.
        claims={} if item.members and not across else _claims(item),
    )


def _role(role: Role) -> Thing:
    return Thing(role.label, 0, "", {}, {}, [], 0, False, None, _claims(role))


def _claims(item: Item | Role) -> dict[str, Taken]:
    return {one.organisation: Taken(one.form, one.provisional) for one in item.claims}


def _votes(
    came: Harvest, keys: Mapping[str, str], across: bool
) -> Iterator[tuple[tuple[str, int, str], Voted]]:
    """Of another session only the last time counts."""
    for one in came.asked:
        times = 0 if across else one.times
        yield (one.poll, times, keys.get(one.question, one.question)), _voted(one)


def _voted(one: Measured) -> Voted:
    def told(counts: Mapping[str, int]) -> dict[str, int]:
        """Two options that read the same are one line to who reads."""
        found: dict[str, int] = {}
        for id, count in counts.items():
            label = one.labels.get(id, id)
            found[label] = found.get(label, 0) + count
        return found

    return Voted(
        text=one.text,
        method=one.method,
        voters=one.voters,
        counts=told(one.counts),
        organisations=told(one.organisations),
        mean_tenths=one.mean_tenths,
        verdict=one.verdict,
    )
