"""What earlier stages give a board: its format's ``inflow``, rule by rule; domain §2.3.

Pure: the same earlier boards give the same cards in the same order, so that they
can be brought again when one of those boards has been confirmed since.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from board.format import Field, Format, Kind
from board.harvest import Harvest, Item, TextOf
from board.source import BroughtCard, BroughtText, Source
from board.stages import Inflow, Register
from board.text import clean
from board.types import Limits, Millis, OrganisationId, TextId

_PARTS = re.compile(r"[,;\n]")


class Earlier(Struct, frozen=True):
    """An earlier board of the trajectory, or what the trajectory itself gives.

    ``confirmed``: someone looked at its outcome, so that it counts as it stands.
    """

    harvest: Harvest
    confirmed: bool = True


class Given(Struct, frozen=True):
    """Something that was there before any board: an old goal, an ambition."""

    id: str
    register: Register
    text: str
    organisation: str | None = None


class GivenText(Struct, frozen=True):
    id: TextId
    lines: list[str]
    version: int = 1


def from_trajectory(
    title: str, at: Millis, items: Iterable[Given] = (), texts: Iterable[GivenText] = ()
) -> Earlier:
    """What the trajectory gives by itself, under the name ``title``."""
    made = [
        Item(
            id=one.id,
            number=0,
            kinds=[],
            registers=[one.register] if one.register else [],
            text=one.text,
            fields={},
            told={},
            links={},
            organisation=one.organisation,
        )
        for one in items
    ]
    held = [TextOf(one.id, one.id, one.version, one.lines) for one in texts]
    return Earlier(Harvest(board="", stage="", title=title, at=at, items=made, texts=held))


class _Taken(Struct, frozen=True):
    """An item that flows, with the text it has here."""

    item: Item
    text: str
    of: Earlier


_Brought = tuple[BroughtCard, _Taken, Inflow]


def inflow(format: Format, earlier: Sequence[Earlier]) -> list[BroughtCard]:
    """The cards that a board of this format begins with."""
    boards = sorted(earlier, key=lambda one: (one.harvest.at, one.harvest.order))
    brought: list[_Brought] = []
    said: set[tuple[str, str]] = set()
    lies: set[tuple[str, ...]] = set()
    for rule in format.inflow:
        kind = format.kind(rule.into)
        if kind is None:
            continue
        many, before = 0, frozenset(said)
        for taken in _newest(kind, list(_taken(rule, boards))):
            # What two rules give the same board is one thing to talk about; two cards
            # that happen to say the same are two.
            words = (kind.id, taken.text.casefold())
            loose = rule.text_from or rule.parked or rule.open_ends
            # One thing lies once in a place, whatever it became since.
            thing = () if rule.text_from else (kind.zone, *_first(taken))
            if many == rule.most or words in (said if loose else before) or thing in lies:
                continue
            said.add(words)
            if thing:
                lies.add(thing)
            many += 1
            brought.append((_card(rule, kind, taken), taken, rule))
    brought = _placed(format, brought)
    came = {id for card, *_ in brought for id in (card.source.card, *card.source.members)}
    return [replace(card, links=_links(rule, taken, came)) for card, taken, rule in brought][
        : Limits.BROUGHT
    ]


def _placed(format: Format, brought: list[_Brought]) -> list[_Brought]:
    """What lies in one place in the order of the format's kinds, whichever rule went first."""
    kinds = {kind.id: (n, kind.zone) for n, kind in enumerate(format.kinds)}
    places = list(dict.fromkeys(kinds[card.kind][1] for card, *_ in brought))

    def place(one: _Brought) -> tuple[int, int]:
        n, zone = kinds[one[0].kind]
        return places.index(zone), n

    return sorted(brought, key=place)


def texts_of(format: Format, earlier: Sequence[Earlier]) -> dict[TextId, BroughtText]:
    """The texts that a board of this format begins with, each in its latest version."""
    boards = sorted(earlier, key=lambda one: (one.harvest.at, one.harvest.order))
    found: dict[TextId, BroughtText] = {}
    for text in format.texts:
        if not text.brought:
            continue
        held = [(of, one) for of in boards for one in of.harvest.texts if one.id == text.id]
        # A board on which it only stood says nothing new of it.
        written = [(of, one) for of, one in held if one.source is None]
        for of, last in (written or held)[-1:]:
            at = of.harvest
            own = Source(at.board, last.id, 0, at.stage, at.title, at.at)
            roots = {item.id: root(item) for item in at.items}
            found[text.id] = BroughtText(
                last.lines,
                last.version,
                _confirmed(last.source or own, held[-1][0]),
                [roots.get(id, id) for id in last.rests_on],
            )
    return found


def _first(taken: _Taken) -> tuple[str, str]:
    """The board on which it was first written, and what it is called there: what is said of a
    vote has the same name on each board that held it.
    """
    source = None if taken.item.edited else taken.item.source
    return source.board if source else taken.of.harvest.board, root(taken.item)


def root(item: Item) -> str:
    """What an item is called where it comes from: a copy that nobody changed is
    still the same thing.
    """
    return item.source.card if item.source and not item.edited else item.id


# What flows by a rule


def _taken(rule: Inflow, boards: Sequence[Earlier]) -> Iterator[_Taken]:
    here = [one for one in boards if not rule.stages or _any_of(one.harvest, rule.stages)]
    if rule.parked or rule.open_ends:
        for of in here:
            yield from (_parked if rule.parked else _open)(of)
        return
    if rule.poll and not any(_meant(rule, item) for of in here for item in of.harvest.items):
        # That vote was never held: nothing was chosen, and all of it still counts.
        rule = replace(rule, poll=None, top=0, verdicts=[])
    for of in reversed(here):
        items = [item for item in of.harvest.items if _meant(rule, item)]
        if rule.text_from:
            items = [item for item in items if _parts(rule, item, of.harvest)]
        if items:
            for item in _narrowed(rule, items):
                if rule.text_from:
                    for part, said_by in _parts(rule, item, of.harvest):
                        yield _Taken(said_by, part, of)
                elif item.text:
                    yield _Taken(item, item.text, of)
            return


def _newest(kind: Kind, taken: list[_Taken]) -> list[_Taken]:
    """Where an organisation has so many cards and no more: what it said last stands."""
    if not kind.per_organisation:
        return taken
    said: dict[str, list[_Taken]] = {}
    for one in taken:
        said.setdefault(one.item.organisation or one.item.id, []).append(one)
    kept = {
        id(one)
        for own in said.values()
        for one in sorted(own, key=_said_here)[-kind.per_organisation :]
    }
    return [one for one in taken if id(one) in kept]


def _said_here(taken: _Taken) -> tuple[bool, int]:
    item = taken.item
    return item.source is None or item.edited, item.number


def _any_of(harvest: Harvest, stages: Sequence[str]) -> bool:
    return any(harvest.is_of(stage) for stage in stages)


def _meant(rule: Inflow, item: Item) -> bool:
    named = rule.kind in item.kinds if rule.kind else rule.register in item.registers
    voted = rule.poll is None or any(vote.poll == rule.poll for vote in item.votes)
    # What only lay there to be read is another board's, unless there was a vote on it.
    own = item.standing != "read" or rule.poll is not None
    if item.within or item.parked or not own:
        return False
    return named and voted and (bool(item.text) or bool(rule.text_from))


def _narrowed(rule: Inflow, items: list[Item]) -> list[Item]:
    if rule.poll is not None:
        points = {
            item.id: vote.points for item in items for vote in item.votes if vote.poll == rule.poll
        }
        items = sorted(items, key=lambda item: (-points[item.id], item.number))
        if rule.top:
            last = points[items[: rule.top][-1].id]
            items = [item for item in items if points[item.id] >= max(1, last)]
    if rule.verdicts:
        items = [item for item in items if _verdict(rule, item)]
    if rule.unled:
        items = [item for item in items if not item.leads]
    if rule.poll is None and rule.most and len(items) > rule.most:
        # What was only proposed there, and nobody touched, makes room for the others.
        stays = {item.id for item in sorted(items, key=_untouched)[: rule.most]}
        items = [item for item in items if item.id in stays]
    return items


def _untouched(item: Item) -> bool:
    worked = item.edited or item.confirmed or item.claims or item.adopters
    return item.source is not None and not worked


def _verdict(rule: Inflow, item: Item) -> bool:
    return any(
        verdict in rule.verdicts
        for vote in item.votes
        if rule.poll in (None, vote.poll)
        for verdict in vote.verdicts
    )


def _parts(rule: Inflow, item: Item, harvest: Harvest) -> list[tuple[str, Item]]:
    """What a field of the item, or of each card in it, names; with who said it."""
    inside = [one for one in harvest.items if one.id in item.members] or [item]
    return [
        (part.strip(), one)
        for one in inside
        for part in _PARTS.split(one.told.get(rule.text_from, ""))
        if part.strip()
    ]


def _parked(of: Earlier) -> Iterator[_Taken]:
    for item in of.harvest.items:
        if item.parked and item.text and not item.within and item.standing != "read":
            yield _Taken(item, item.text, of)


def _open(of: Earlier) -> Iterator[_Taken]:
    items = {item.id: item for item in of.harvest.items}
    for end in of.harvest.ends:
        if end.why != "parked":
            held = items.get(end.id) or items.get(end.id.split(":")[1] if ":" in end.id else "")
            bare = Item(end.id, end.number, [], [], end.text, {}, {}, {})
            item = held if held and held.text == end.text else bare
            yield _Taken(item, end.text, of)


# The card that comes of it


def _card(rule: Inflow, kind: Kind, taken: _Taken) -> BroughtCard:
    of, item = taken.of, taken.item
    return BroughtCard(
        kind=kind.id,
        text=_short(taken.text),
        source=_source(taken),
        standing=rule.standing if of.confirmed else "proposal",
        fields=dict(_fields(rule, kind, item, of.harvest)),
        organisation=OrganisationId(item.organisation) if item.organisation else None,
        language=item.language,
        # What a field said has no Dutch of its own.
        dutch=item.dutch if taken.text == item.text else None,
    )


def _short(text: str) -> str:
    """Only the words of a format, such as what a vote asked, may be longer than a card."""
    return text if isinstance(clean(text, Limits.CARD_TEXT), str) else text[: Limits.CARD_TEXT]


def _source(taken: _Taken) -> Source:
    of, item = taken.of, taken.item
    if item.source and not item.edited and item.text == taken.text:
        return _confirmed(item.source, of)
    held = of.harvest
    return Source(
        board=held.board,
        card=item.id,
        number=item.number,
        stage=held.stage,
        title=held.title,
        at=held.at,
        confirmed=of.confirmed,
        members=item.members,
    )


def _confirmed(source: Source, of: Earlier) -> Source:
    return source if source.confirmed == of.confirmed else replace(source, confirmed=of.confirmed)


def _fields(rule: Inflow, kind: Kind, item: Item, harvest: Harvest) -> Iterator[tuple[str, str]]:
    inside = [one for one in harvest.items if one.id in item.members]
    for theirs, ours in rule.fields.items():
        field = next((one for one in kind.fields if one.id == ours), None)
        if field is None:
            continue
        values = [one.fields[theirs] for one in inside or [item] if theirs in one.fields]
        told = [one.told[theirs] for one in inside or [item] if theirs in one.told]
        # The words of one card in a cluster are not those of all of it.
        if not values or (inside and values == told):
            continue
        if value := _value(field, values, told):
            yield ours, value


def _value(field: Field, values: list[str], told: list[str]) -> str:
    """As the field here can hold it, or ""."""
    alike = len(set(values)) == 1
    if field.type == "organisations":
        ids = list(dict.fromkeys(id for value in values for id in value.split()))
        return " ".join(ids) if values != told else ""
    if field.type == "choice":
        known = {option.id for option in field.options}
        return values[0] if alike and values[0] in known else ""
    return told[0] if alike and len(told[0]) <= field.limit else ""


def _links(rule: Inflow, taken: _Taken, came: set[str]) -> dict[str, list[str]]:
    """Each link of theirs as ours, to what came along: by its name where it comes from."""
    roots = {item.id: root(item) for item in taken.of.harvest.items}
    led: dict[str, list[str]] = {}
    for theirs, ours in rule.links.items():
        targets = [roots.get(id, id) for id in taken.item.links.get(theirs, [])]
        if kept := [id for id in targets if id in came]:
            led[ours] = kept
    return led
