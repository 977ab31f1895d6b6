"""The thread through a trajectory: from any card up to all it rests on, and down to all
that came of it, over every board.

A card rests on what its links lead to, and a copy that says something else than what
it was rests on that. One that says the same is the same thing, seen on another board too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from board.harvest import Harvest, Item
from board.pictures.strand import Knot
from board.source import Source
from board.text import on_one_line
from board.types import Millis

Says = Callable[["Place"], str]
Ref = tuple[str, str]
"""A board, and a card or cluster on it."""

MOST = 400
"""Things on one page; a longer thread is cut at its far ends."""


class Place(Struct, frozen=True):
    """Where a thing lies: on which board, of which day, under which number."""

    board: str
    card: str
    stage: str
    title: str
    at: Millis
    number: int
    label: str


class Thing(Struct, frozen=True):
    """``via``: what it is tied to in the step before, in the words of that; ``tied``: the
    places of those in that step.
    """

    text: str | None
    places: list[Place]
    via: list[str | None] = []
    tied: list[int] = []


class Thread(Struct, frozen=True):
    """``above`` and ``below`` go by distance, the nearest first."""

    here: Thing
    above: list[list[Thing]]
    below: list[list[Thing]]


class _Graph(Struct, frozen=True):
    things: dict[Ref, Thing]
    same: dict[Ref, Ref]
    """What each card is the same thing as."""
    up: dict[Ref, list[Ref]]
    down: dict[Ref, list[Ref]]


class Threads:
    """All threads of these boards: what hangs together is worked out once."""

    def __init__(self, boards: Sequence[Harvest]) -> None:
        self._graph = _graph(sorted(boards, key=lambda one: (one.at, one.order)))

    def of(self, board: str, card: str) -> Thread | None:
        """The thread through this card; None when none of the boards has it."""
        graph = self._graph
        here = graph.same.get((board, card))
        if here is None:
            return None
        return Thread(
            here=graph.things[here],
            above=_walked(graph.things, graph.up, here),
            below=_walked(graph.things, graph.down, here),
        )


def thread(boards: Sequence[Harvest], board: str, card: str) -> Thread | None:
    return Threads(boards).of(board, card)


def knots(found: Thread, says: Says, erased: str) -> list[Knot]:
    """As a list from above to below, each tied to those of the step that is nearer."""
    steps = [*found.above[::-1], [found.here], *found.below]
    here = len(found.above)
    begins = [sum(map(len, steps[:n])) for n in range(len(steps))]
    told = []
    for n, step in enumerate(steps):
        nearer = begins[n + 1] if n < here else begins[n - 1] if n > here else 0
        for one in step:
            tied = [nearer + at for at in one.tied]
            told.append(Knot(one.text or erased, says(one.places[0]), tied, n == here))
    return told


def _walked(
    things: Mapping[Ref, Thing], edges: Mapping[Ref, list[Ref]], here: Ref
) -> list[list[Thing]]:
    """Step by step away from ``here``, each thing once, where it is nearest."""
    seen, steps = {here}, []
    edge = [here]
    while edge and len(seen) < MOST:
        tied: dict[Ref, list[Ref]] = defaultdict(list)
        at = {ref: n for n, ref in enumerate(edge)}
        for one in edge:
            for other in edges.get(one, []):
                if other not in seen:
                    tied[other].append(one)
        edge = list(tied)
        seen.update(edge)
        if edge:
            steps.append(
                [
                    Thing(
                        things[ref].text,
                        things[ref].places,
                        [things[by].text for by in via],
                        [at[by] for by in via],
                    )
                    for ref, via in tied.items()
                ]
            )
    return steps


def _graph(boards: Sequence[Harvest]) -> _Graph:
    held = {(one.board, item.id): (one, item) for one in boards for item in one.items}
    same = {ref: _same(ref, held) for ref in held}
    for _, item in held.values():
        if item.source and not item.edited:
            first = (item.source.board, item.source.card)
            same.setdefault(first, first)
    up: dict[Ref, list[Ref]] = defaultdict(list)
    down: dict[Ref, list[Ref]] = defaultdict(list)
    for ref, (one, item) in held.items():
        for target in _rests_on(one, item):
            upper, lower = same.get(target), same[ref]
            if upper and upper != lower and upper not in up[lower]:
                up[lower].append(upper)
                down[upper].append(lower)
    return _Graph(_things(held, same), same, up, down)


Held = dict[Ref, tuple[Harvest, Item]]


def _same(ref: Ref, held: Held, seen: tuple[Ref, ...] = ()) -> Ref:
    """The first of what this card is a copy of, or the cluster that it lies in."""
    board, item = held[ref]
    if item.within:
        return _same((board.board, item.within), held, (*seen, ref))
    if item.source is None or item.edited:
        return ref
    first = (item.source.board, item.source.card)
    if first not in held:
        return first
    # No card comes from itself, whatever a snapshot says.
    if first in (ref, *seen):
        return ref
    return _same(first, held, (*seen, ref)) if held[first][1].text == item.text else ref


def _rests_on(board: Harvest, item: Item) -> Iterator[Ref]:
    for targets in item.links.values():
        yield from ((board.board, id) for id in targets)
    if item.source:
        yield item.source.board, item.source.card


def _things(held: Held, same: Mapping[Ref, Ref]) -> dict[Ref, Thing]:
    texts: dict[Ref, str | None] = {}
    places: dict[Ref, list[Place]] = defaultdict(list)
    for ref, (board, item) in held.items():
        key = same[ref]
        source = item.source if not item.edited else None
        if source and (first := (source.board, source.card)) not in held and first not in texts:
            # It came from where there is no board: from the trajectory itself.
            texts[first] = _told(item)
            places[first].append(_came(source))
        if item.within:
            continue
        texts.setdefault(key, _told(item))
        place = Place(
            board.board, item.id, board.stage, board.title, board.at, item.number, item.label
        )
        places[key].append(place)
    return {key: Thing(texts[key], places[key]) for key in texts}


def _came(source: Source) -> Place:
    return Place("", source.card, source.stage, source.title, source.at, source.number, "")


def _told(item: Item) -> str | None:
    return item.text and on_one_line(item.text, item.dutch)
