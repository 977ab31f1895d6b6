"""What came out of a work session, read from its last snapshot: list by list, vote by vote.

The snapshot holds the words of its format, and so the registers and measures in
which the trajectory keeps things. No kind, vote or text is known here by name.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec
from msgspec import Struct

from board.entities import (
    CardEntity,
    ChartEntity,
    Claimant,
    ClaimEntity,
    ClusterEntity,
    PlacementEntity,
    RoundEntity,
    TextEntity,
)
from board.harvest_places import Charted, Placed, charts_of, placements_of
from board.harvest_votes import DISCUSS, Measured, Remarked, Vote, measured, remarked, votes_of
from board.harvest_words import Kind, Words, find
from board.methods import FEW
from board.snapshot import Attendance, PhaseRun
from board.source import Source, Standing
from board.types import Millis


class Item(Struct, frozen=True):
    """A card as it came out, or a cluster of cards as one thing.

    ``told`` are its fields as people read them. A cluster holds ``members`` and is
    of the kinds that they are; a card in a cluster names it as ``within``.
    """

    id: str
    number: int
    kinds: list[str]
    registers: list[str]
    text: str | None
    fields: dict[str, str]
    told: dict[str, str]
    links: dict[str, list[str]]
    organisation: str | None = None
    members: list[str] = []
    within: str = ""
    parked: bool = False
    claimable: bool = False
    claims: list[Claimant] = []
    leads: list[str] = []
    """The organisations that carry it."""
    confirmed: bool = False
    votes: list[Vote] = []
    not_yet: list[str] = []
    """What people said who were not for it yet."""
    source: Source | None = None
    standing: Standing = ""
    edited: bool = False
    adopters: int = 0
    label: str = ""
    """What its kind is called."""
    together: bool = False
    """It was said that no one could have done it alone."""
    tells: dict[str, str] = {}
    """Of a goal: the sign that it succeeds (``sign``), and by when (``due``)."""
    language: str = ""
    dutch: str | None = None
    zone: str = ""


class TextOf(Struct, frozen=True):
    id: str
    title: str
    version: int
    lines: list[str]
    pinned: bool = False
    source: Source | None = None
    rests_on: list[str] = []
    """Items here, or what those are called where they come from."""


class Role(Struct, frozen=True):
    """What the format lets organisations take up, and who did."""

    id: str
    label: str
    claims: list[Claimant]


class LooseEnd(Struct, frozen=True):
    """``why``: parked, discuss, not_yet, unled or provisional. ``id`` is a card's, a
    claim's or that of a question of a vote; ``number`` 0 is no card's.
    """

    why: str
    id: str
    text: str
    number: int = 0


class Harvest(Struct, frozen=True):
    """``at`` is when it was held. ``items`` go by number, clusters and what is in them too."""

    board: str
    stage: str
    title: str
    at: Millis
    covers: list[str] = []
    course: str = ""
    order: int = 0
    items: list[Item] = []
    measures: list[Measured] = []
    pulse: list[Measured] = []
    asked: list[Measured] = []
    """Every question of every vote that was shown, these two among them."""
    texts: list[TextOf] = []
    ends: list[LooseEnd] = []
    roles: list[Role] = []
    placements: list[Placed] = []
    charts: list[Charted] = []
    names: dict[str, str] = {}
    means: dict[str, str] = {}
    """What an option says of a goal, by ``vote=option`` and ``field=option``."""
    organisations: dict[str, int] = {}
    """Those that somebody was there of, by id; how many is told in old snapshots alone."""
    people: int = 0

    def kept_in(self, register: str) -> list[Item]:
        """What stands in one of the trajectory's lists: clusters, and cards outside them."""
        return [item for item in self.items if register in item.registers and not item.within]

    def behind(self, text: TextOf) -> list[Item]:
        """The cards that a text rests on, as far as they are still there."""
        named = set(text.rests_on)
        return [
            item
            for item in self.items
            if item.text and (item.id in named or (item.source and item.source.card in named))
        ]

    def is_of(self, stage: str) -> bool:
        return stage == self.stage or stage in self.covers


class _Kept(Struct, frozen=True):
    board: str
    stage: str
    title: str
    taken_at: int
    view: dict[str, msgspec.Raw]
    words: Words
    phases: list[PhaseRun] = []
    names: dict[str, str] = {}
    attendance: Attendance = Attendance(people=0, on_paper=0, organisations={})


class _View(Struct, frozen=True):
    """The entities of a snapshot, by id."""

    cards: dict[str, CardEntity]
    clusters: dict[str, ClusterEntity]
    rounds: dict[str, RoundEntity]
    claims: dict[str, ClaimEntity]
    texts: dict[str, TextEntity]
    placements: dict[str, PlacementEntity]
    charts: dict[str, ChartEntity]


def harvest(public: bytes) -> Harvest:
    """Raises msgspec.ValidationError for what is no snapshot of ours."""
    kept = msgspec.json.decode(public, type=_Kept)
    view = _view(kept)
    votes = votes_of(list(view.rounds.values()), kept.words.polls)
    remarks = remarked(list(view.rounds.values()), kept.words.polls)
    items = sorted(_items(view, kept, votes, remarks), key=lambda item: (item.number, item.id))
    return Harvest(
        board=kept.board,
        stage=kept.stage,
        title=kept.words.short or kept.title,
        at=kept.phases[0].opened_at if kept.phases else kept.taken_at,
        covers=kept.words.covers,
        course=kept.words.course,
        order=kept.words.order,
        items=items,
        measures=measured(view.rounds.values(), kept.words.polls, pulse=False),
        pulse=measured(view.rounds.values(), kept.words.polls, pulse=True),
        asked=measured(view.rounds.values(), kept.words.polls),
        texts=list(_texts(view, kept)),
        ends=list(_ends(items, view, kept, remarks)),
        roles=[
            Role(claim.id, claim.label, view.claims[claim.id].claimants)
            for claim in kept.words.claims
            if claim.id in view.claims
        ],
        placements=placements_of(view.placements, kept.words, kept.names),
        charts=charts_of(view.charts, kept.words),
        names=kept.names,
        means=kept.words.means,
        organisations=kept.attendance.organisations,
        people=kept.attendance.people,
    )


def only_together(harvests: Iterable[Harvest]) -> list[tuple[tuple[str, str], Item]]:
    """«Dit konden we alleen samen»: each once, by board and card where it was written,
    the earliest first.
    """
    found: dict[tuple[str, str], Item] = {}
    for one in sorted(harvests, key=lambda it: (it.at, it.board)):
        for item in one.items:
            if item.together and item.text and item.standing != "read":
                first = (item.source.board, item.source.card) if item.source else None
                found.setdefault(first or (one.board, item.id), item)
    return list(found.items())


_E = TypeVar(
    "_E",
    CardEntity,
    ClusterEntity,
    RoundEntity,
    ClaimEntity,
    TextEntity,
    PlacementEntity,
    ChartEntity,
)


def _view(kept: _Kept) -> _View:
    def all_of(name: str, type: type[_E]) -> dict[str, _E]:
        return {
            key.partition(":")[2]: msgspec.json.decode(raw, type=type)
            for key, raw in kept.view.items()
            if key.startswith(f"{name}:")
        }

    return _View(
        all_of("card", CardEntity),
        all_of("cluster", ClusterEntity),
        all_of("round", RoundEntity),
        all_of("claim", ClaimEntity),
        all_of("text", TextEntity),
        all_of("placement", PlacementEntity),
        all_of("chart", ChartEntity),
    )


def _items(
    view: _View, kept: _Kept, votes: dict[str, list[Vote]], remarks: list[Remarked]
) -> Iterator[Item]:
    cards: dict[str, Item] = {}
    means = kept.words.means
    for id, card in view.cards.items():
        kind = find(kept.words.kinds, card.kind) or Kind(id=card.kind)
        zone = find(kept.words.zones, card.zone)
        claims = view.claims[id].claimants if id in view.claims else []
        leading = {form.id for form in kind.forms if form.leads}
        fields = {name: value for name, value in card.fields.items() if value}
        cards[id] = Item(
            id=id,
            number=card.number,
            kinds=[kind.id],
            registers=[kind.register] if kind.register else [],
            text=card.text,
            fields=fields,
            told={name: kind.told(name, value, kept.names) for name, value in fields.items()},
            links=card.links,
            organisation=card.organisation,
            within=card.cluster if card.cluster in view.clusters else "",
            parked=zone is not None and zone.parking,
            claimable=bool(kind.forms),
            claims=claims,
            leads=[one.organisation for one in claims if one.form in leading],
            confirmed=card.confirmed,
            votes=votes.get(id, []),
            not_yet=_not_yet(id, remarks),
            source=card.source,
            standing=card.standing,
            edited=card.edited,
            adopters=card.adopters,
            label=kind.label,
            tells={
                one.tells: kind.told(one.id, fields[one.id], kept.names)
                for one in kind.fields
                if one.tells and one.id in fields
            },
            together=any(
                means.get(f"{one}={value}") == "together" for one, value in fields.items()
            ),
            language=card.language,
            dutch=card.dutch,
            zone=card.zone,
        )
    yield from cards.values()
    for id, cluster in view.clusters.items():
        inside = sorted((cards[one] for one in cluster.cards), key=lambda item: item.number)
        yield Item(
            id=id,
            number=inside[0].number,
            kinds=_once(kind for item in inside for kind in item.kinds),
            registers=_once(name for item in inside for name in item.registers),
            text=cluster.title,
            fields={},
            told={},
            links=_joined([item.links for item in inside]),
            members=[item.id for item in inside],
            parked=inside[0].parked,
            claimable=any(item.claimable for item in inside),
            claims=[claim for item in inside for claim in item.claims],
            leads=_once(name for item in inside for name in item.leads),
            confirmed=all(item.confirmed for item in inside),
            votes=votes.get(id, []),
            not_yet=_not_yet(id, remarks),
            standing="read" if all(item.standing == "read" for item in inside) else "",
            adopters=sum(item.adopters for item in inside),
            label=inside[0].label,
            zone=inside[0].zone,
        )


def _not_yet(id: str, remarks: list[Remarked]) -> list[str]:
    return [one.text for one in remarks if one.question == id]


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _joined(links: list[dict[str, list[str]]]) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = {}
    for one in links:
        for name, targets in one.items():
            joined[name] = _once([*joined.get(name, []), *targets])
    return joined


def _texts(view: _View, kept: _Kept) -> Iterator[TextOf]:
    for id, text in view.texts.items():
        lines = [line for line in text.lines if line]
        known = find(kept.words.texts, id)
        if lines:
            title = known.title if known else id
            pinned = known.pinned if known else False
            yield TextOf(id, title, text.version, lines, pinned, text.source, text.rests_on)


def _ends(
    items: list[Item], view: _View, kept: _Kept, remarks: list[Remarked]
) -> Iterator[LooseEnd]:
    """What was parked, what is not carried yet, and what people are not all for."""
    for item in items:
        if item.within or item.standing == "read" or not item.text:
            continue
        if item.parked:
            yield LooseEnd("parked", item.id, item.text, item.number)
        if item.claimable and not item.leads:
            yield LooseEnd("unled", item.id, item.text, item.number)
        if any(claim.provisional for claim in item.claims):
            yield LooseEnd("provisional", item.id, item.text, item.number)
    for claim in kept.words.claims:
        held = view.claims.get(claim.id)
        leading = {form.id for form in claim.forms if form.leads}
        if held is None or not held.claimants:
            continue
        if leading and not any(one.form in leading for one in held.claimants):
            yield LooseEnd("unled", claim.id, claim.label)
        if any(one.provisional for one in held.claimants):
            yield LooseEnd("provisional", claim.id, claim.label)
    numbers = {item.id: item.number for item in items}
    last = {one.id: one for one in measured(view.rounds.values(), kept.words.polls)}
    for asked in last.values():
        # Too few answers leave it as open as a "not yet" does.
        if asked.verdict == DISCUSS or (asked.verdict == FEW and asked.method == "agreement"):
            id = asked.question if asked.question in numbers else asked.id
            yield LooseEnd(DISCUSS, id, asked.text, numbers.get(asked.question, 0))
    for remark in remarks:
        number = numbers.get(remark.question, 0)
        yield LooseEnd("not_yet", remark.id, remark.text, number)
