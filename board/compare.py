"""What became of a board between two moments, as a list that people can read.

``changes(before, after)`` says each difference once, in the order in which it is read;
``applied(before, changes)`` makes the second of the first, which is how it is known that
nothing is left out (``tests/board/test_compare.py``).
"""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar, dataclass_transform

from msgspec import Struct
from msgspec.structs import asdict, replace

from board.sight import Sight, Stood, Taken, Thing, Voted, Written

Kept = Literal["number", "zone", "members", "adopters", "confirmed", "dutch"]
KEPT: tuple[Kept, ...] = ("zone", "members", "adopters", "confirmed", "dutch", "number")
"""What of a thing changes as a whole, in the order in which it is told."""


@dataclass_transform(frozen_default=True)
class Change(Struct, frozen=True, tag_field="what", tag=True):
    """The root of all changes; ``what`` is the class's name."""


class Appeared(Change):
    """It was not there before."""

    thing: str
    now: Thing


class Merged(Change):
    """A cluster that took in whole clusters, which are no more; it may be one of them."""

    thing: str
    now: Thing
    was: dict[str, Thing]


class Split(Change):
    """A cluster that is no more, and whose cards lie in ``into`` now, or loose."""

    thing: str
    was: Thing
    into: list[str]


class Vanished(Change):
    """It is there no more: a card was hidden or taken away, a cluster taken apart."""

    thing: str
    was: Thing


class Reworded(Change):
    """``field`` "" is the text itself."""

    thing: str
    field: str
    was: str | None
    now: str | None


class Relinked(Change):
    thing: str
    link: str
    was: list[str]
    now: list[str]


class Altered(Change):
    """Where it lies, what lies in it, how many support it, whether it is confirmed."""

    thing: str
    of: Kept
    was: object
    now: object


class Claimed(Change):
    """``was`` None took it up now, ``now`` None let it go."""

    thing: str
    organisation: str
    was: Taken | None
    now: Taken | None


class Counted(Change):
    """A vote that was held now, came out otherwise, or is no more."""

    vote: tuple[str, int, str]
    was: Voted | None
    now: Voted | None


class Rewritten(Change):
    text: str
    was: Written | None
    now: Written | None


class Shifted(Change):
    """Who or what stands elsewhere, by placement and row."""

    row: tuple[str, str]
    was: Stood | None
    now: Stood | None


AnyChange = (
    Appeared
    | Merged
    | Split
    | Vanished
    | Reworded
    | Relinked
    | Altered
    | Claimed
    | Counted
    | Rewritten
    | Shifted
)

_K = TypeVar("_K")
_V = TypeVar("_V")


def changes(before: Sight, after: Sight) -> list[AnyChange]:
    """Nothing where nothing changed."""
    merged = list(_merged(before.things, after.things))
    told = {one.thing for one in merged}.union(*(one.was for one in merged))
    return [
        *(
            Appeared(id, now)
            for id, now in after.things.items()
            if id not in before.things and id not in told
        ),
        *merged,
        *_gone(before.things, after.things, told),
        *(
            change
            for id, now in after.things.items()
            if id in before.things and id not in told
            for change in _within(id, before.things[id], now)
        ),
        *(Counted(*one) for one in _differ(before.votes, after.votes)),
        *(Rewritten(*one) for one in _differ(before.texts, after.texts)),
        *(Shifted(*one) for one in _differ(before.rows, after.rows)),
    ]


def _merged(before: Mapping[str, Thing], after: Mapping[str, Thing]) -> Iterator[Merged]:
    gone = {id: was for id, was in before.items() if was.members and id not in after}
    homes = {card: id for id, thing in after.items() for card in thing.members}
    taken: dict[str, dict[str, Thing]] = {}
    for id, was in gone.items():
        into = {homes.get(card, "") for card in was.members}
        if len(into) == 1 and "" not in into:
            taken.setdefault(into.pop(), {})[id] = was
    for id, whole in taken.items():
        yield Merged(id, after[id], whole | {id: before[id]} if id in before else whole)


def _gone(
    before: Mapping[str, Thing], after: Mapping[str, Thing], told: set[str]
) -> Iterator[Split | Vanished]:
    homes = {card: id for id, thing in after.items() for card in thing.members}
    for id, was in before.items():
        if id in after or id in told:
            continue
        into = sorted({homes[card] for card in was.members if card in homes})
        yield Split(id, was, into) if into else Vanished(id, was)


def _within(id: str, was: Thing, now: Thing) -> Iterator[AnyChange]:
    if was == now:
        return
    if was.text != now.text:
        yield Reworded(id, "", was.text, now.text)
    for field, old, new in _differ(was.fields, now.fields):
        yield Reworded(id, field, old, new)
    for link, before, after in _differ(was.links, now.links):
        yield Relinked(id, link, before or [], after or [])
    for of in KEPT:
        if getattr(was, of) != getattr(now, of):
            yield Altered(id, of, getattr(was, of), getattr(now, of))
    for organisation, held, holds in _differ(was.claims, now.claims):
        yield Claimed(id, organisation, held, holds)


def _differ(
    before: Mapping[_K, _V], after: Mapping[_K, _V]
) -> Iterator[tuple[_K, _V | None, _V | None]]:
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        if was != now:
            yield key, was, now


def applied(before: Sight, list_of: list[AnyChange]) -> Sight:
    """The board as it was, with these changes."""
    things, votes = dict(before.things), dict(before.votes)
    texts, rows = dict(before.texts), dict(before.rows)
    for change in list_of:
        match change:
            case Appeared(thing, now):
                things[thing] = now
            case Merged(thing, now, was):
                for one in was:
                    del things[one]
                things[thing] = now
            case Split() | Vanished():
                del things[change.thing]
            case Counted(vote, _, counted):
                _put(votes, vote, counted)
            case Rewritten(text, _, written):
                _put(texts, text, written)
            case Shifted(row, _, stood):
                _put(rows, row, stood)
            case _:
                things[change.thing] = _after(things[change.thing], change)
    return Sight(things, votes, texts, rows)


def _after(thing: Thing, change: Reworded | Relinked | Altered | Claimed) -> Thing:
    match change:
        case Reworded(_, "", _, text):
            return replace(thing, text=text)
        case Reworded(_, field, _, text):
            return replace(thing, fields=_with(thing.fields, field, text))
        case Relinked(_, link, _, targets):
            return replace(thing, links=_with(thing.links, link, targets or None))
        case Altered(_, of, _, value):
            return Thing(**asdict(thing) | {of: value})
        case Claimed(_, organisation, _, taken):
            return replace(thing, claims=_with(thing.claims, organisation, taken))


def _with(held: Mapping[_K, _V], key: _K, value: _V | None) -> dict[_K, _V]:
    changed = dict(held)
    _put(changed, key, value)
    return changed


def _put(held: dict[_K, _V], key: _K, value: _V | None) -> None:
    if value is None:
        held.pop(key, None)
    else:
        held[key] = value
