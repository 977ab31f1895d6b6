"""Where each stood in the placements of a session, and how its charts laid things out."""

from collections.abc import Mapping

from msgspec import Struct

from board.entities import ChartEntity, ChartRow, PlacementEntity
from board.harvest_words import Words, find


class Row(Struct, frozen=True):
    """``id`` is an organisation's, a card's or a cluster's; ``place`` "" is nowhere yet."""

    id: str
    text: str
    place: str
    told: str


class Placed(Struct, frozen=True):
    """Where each stood, the innermost place first; ``before`` it is laid beside."""

    id: str
    question: str
    places: list[str]
    rows: list[Row]
    before: str | None = None
    rings: bool = False
    """The places lie around each other, the innermost first."""


class Charted(Struct, frozen=True):
    """Cards laid out by two votes; ``across`` and ``up`` are what was asked."""

    id: str
    title: str
    across: str
    up: str
    corners: list[str]
    rows: list[ChartRow]


def placements_of(
    held: Mapping[str, PlacementEntity], words: Words, names: Mapping[str, str]
) -> list[Placed]:
    """Those in which at least one stands somewhere."""
    found = []
    for id, one in held.items():
        known = find(words.placements, id)
        labels = {place.id: place.label for place in known.places} if known else {}
        rows = [
            Row(row.id, names.get(row.id) or row.text or "", row.place or "", label)
            for row in one.rows
            for label in [labels.get(row.place or "", row.place or "")]
        ]
        if any(row.place for row in rows):
            question = known.question if known else id
            before, rings = (known.before, known.rings) if known else (None, False)
            found.append(Placed(id, question, [*labels.values()], rows, before, rings))
    return found


def charts_of(held: Mapping[str, ChartEntity], words: Words) -> list[Charted]:
    asked = {poll.id: poll.question for poll in words.polls}
    return [
        Charted(
            id=one.id,
            title=one.title,
            across=asked.get(one.across, one.across),
            up=asked.get(one.up, one.up),
            corners=one.corners,
            rows=there.rows,
        )
        for one in words.charts
        if (there := held.get(one.id)) and there.rows
    ]
