"""Who stands how near, from what a session gave: the picture, and what the table beside it says."""

from collections.abc import Mapping

from msgspec import Struct

from board.harvest_places import Placed, Row
from board.pictures.rings import Stands, rings


class Line(Struct, frozen=True):
    """``was`` and ``now`` as people read them; "" is nowhere."""

    number: int
    text: str
    was: str
    now: str


def placed(now: Placed, before: Placed | None) -> tuple[str, list[Line]]:
    """Where each stands, and where it stood in what it is laid beside. The picture is "" where
    the places do not lie around each other.
    """
    stood: Mapping[str, Row] = {row.id: row for row in before.rows} if before else {}
    named = [row for row in now.rows if row.text]
    lines = [
        Line(n, row.text, stood[row.id].told if row.id in stood else "", row.told)
        for n, row in enumerate(named, 1)
    ]
    if not now.rings:
        return "", lines
    marks = [Stands(one.number, _ring(now, one.now), _ring(before, one.was)) for one in lines]
    both = (before.question, now.question) if before else None
    return rings(now.places, marks, now.question, both), lines


def _ring(placed: Placed | None, label: str) -> int | None:
    return placed.places.index(label) if placed and label in placed.places else None
