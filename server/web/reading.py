"""A snapshot arranged for reading: results first, then the board as the room saw it.

It is made from the snapshot's bytes alone. Nothing here asks the log, the room
or the list of partners: what it says today it says in ten years.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec import Struct

from board.entities import (
    CardEntity,
    ChartEntity,
    ClaimEntity,
    ClusterEntity,
    Entity,
    PlacementEntity,
    RoundEntity,
    TextEntity,
)
from board.harvest import harvest, only_together
from board.snapshot import Attendance, PhaseRun, read_snapshot
from board.text import on_one_line
from board.voices import Voices, told_apart
from server.web import dates
from server.web.charts import ChartRead, charts_of
from server.web.results import Result, results_of
from server.web.spoken import Spoken, find
from server.web.taken import ClaimRead, PlacementRead, claims_of, placements_of
from server.web.voices import VoicesRead, people_by_kind, voices_read
from server.words import Speaker


class ClusterRead(Struct, frozen=True):
    """A cluster with the cards it was made of, which keep their own words."""

    title: str
    cards: list[CardEntity]


FUNCTIONS = frozenset({"coach", "coordinator", "partner"})
"""As what one can lead a session; another is of a newer server, and passed over."""


class ZoneRead(Struct, frozen=True):
    title: str
    parking: bool
    shown: bool
    count: int
    clusters: list[ClusterRead]
    cards: list[CardEntity]


class TextRead(Struct, frozen=True):
    title: str
    version: int
    lines: list[str | None]
    rests_on: list[str]


class PhaseRead(Struct, frozen=True):
    id: str
    title: str
    function: str
    """As what someone led it, if that is known."""
    pause: bool
    began: str
    entered: bool
    """It was held on paper, and told afterwards."""
    planned: int
    real: int
    """In whole minutes, rounded; 0 for less than half of one."""
    open: bool


class EndRead(Struct, frozen=True):
    why: str
    text: str
    number: int


class Present(Struct, frozen=True):
    people: int
    on_paper: int
    without: int
    organisations: list[str]
    absent: list[str]
    """Organisations that were known, and from which no one was there."""
    here: frozenset[str] = frozenset()
    """Those that were there, by id."""
    voices: VoicesRead | None = None
    few_helped: bool = False
    """On paper or with help, of so few that no number is told."""


class Reading(Struct, frozen=True):
    title: str
    stage: str
    colour: str
    status: str
    moment: str
    label: str
    taken_at: int
    present: Present
    results: list[Result]
    charts: list[ChartRead]
    claims: list[ClaimRead]
    placements: list[PlacementRead]
    texts: list[TextRead]
    phases: list[PhaseRead]
    not_opened: list[str]
    zones: list[ZoneRead]
    removed: int
    hidden: int
    closing: list[str]
    names: dict[str, str]
    format: Spoken
    view: dict[str, CardEntity | ClusterEntity]
    """What the links of cards lead to."""
    ends: list[EndRead] = []
    """What was left open, and why."""
    together: list[str] = []
    """What no one could have done alone."""
    board: str = ""
    ids: dict[int, str] = {}
    """Of the cards, by their spoken number."""


class _Kept(Struct, frozen=True):
    """The parts of a snapshot that are read as a whole."""

    title: str
    status: str
    moment: str
    label: str
    taken_at: int
    opened_at: int
    attendance: Attendance
    phases: list[PhaseRun]
    view: dict[str, msgspec.Raw]
    words: Spoken
    names: dict[str, str]
    removed: int = 0
    hidden: int = 0
    board: str = ""
    voices: Voices | None = None


def read(data: bytes, words: Speaker) -> Reading:
    """Raises ValueError for what is no snapshot of ours."""
    kept = _kept(data)
    spoken, gave = kept.words, harvest(data)
    return Reading(
        title=kept.title,
        stage=spoken.short,
        colour=spoken.colour,
        status=kept.status,
        moment=kept.moment,
        label=label(kept.moment, kept.label, spoken),
        taken_at=kept.taken_at,
        present=_present(kept, words),
        charts=charts_of(_all(kept, "chart", ChartEntity), spoken),
        results=results_of(_all(kept, "round", RoundEntity), spoken, words),
        claims=claims_of(
            spoken, _all(kept, "claim", ClaimEntity), _all(kept, "card", CardEntity), kept.names
        ),
        placements=placements_of(spoken, _all(kept, "placement", PlacementEntity), kept.names),
        texts=_texts(kept),
        together=[item.text or "" for _, item in only_together([gave])],
        ends=[EndRead(one.why, one.text, one.number) for one in gave.ends if one.text],
        phases=_phases(kept),
        not_opened=_not_opened(kept),
        zones=_zones(kept),
        removed=kept.removed,
        hidden=kept.hidden,
        closing=spoken.closing if kept.status == "ended" else [],
        names=kept.names,
        format=spoken,
        view=_targets(kept),
        board=kept.board,
        ids={card.number: id for id, card in _all(kept, "card", CardEntity).items()},
    )


class Glimpse(Struct, frozen=True):
    """What the list of sessions says of one, from its last snapshot."""

    colour: str
    people: int
    organisations: int
    labels: dict[str, str]
    """The questions of votes, by what the snapshots after them are labelled."""
    at: int
    here: frozenset[str]
    names: dict[str, str]
    kinds: list[str]
    """How many people there were of each kind of organisation, in words."""
    helped: int = 0
    """How many took part on paper or with help; 0 where they are too few to say."""


def glimpse(data: bytes, words: Speaker) -> Glimpse:
    kept = _kept(data)
    present = _present(kept, words)
    return Glimpse(
        colour=kept.words.colour,
        people=present.people,
        organisations=len(present.organisations),
        labels={poll.id: poll.question for poll in kept.words.polls},
        at=kept.opened_at,
        here=present.here,
        names=kept.names,
        kinds=people_by_kind(kept.voices, words),
        helped=present.on_paper,
    )


def label(moment: str, label: str, spoken: Spoken) -> str:
    """A snapshot after a reveal is labelled by the vote's id: its question is said."""
    poll = find(spoken.polls, label) if moment == "reveal" else None
    return poll.question if poll else label


def _kept(data: bytes) -> _Kept:
    # The whole tree first: it refuses what is of another schema.
    read_snapshot(data)
    return msgspec.json.decode(data, type=_Kept)


_E = TypeVar("_E", bound=Entity)


def _all(kept: _Kept, kind: str, type: type[_E]) -> dict[str, _E]:
    """The entities of a kind, by id."""
    return {
        key.partition(":")[2]: msgspec.json.decode(raw, type=type)
        for key, raw in kept.view.items()
        if key.startswith(f"{kind}:")
    }


def _present(kept: _Kept, words: Speaker) -> Present:
    by = kept.attendance.organisations
    seen = kept.attendance.on_paper
    on_paper = told_apart(kept.voices.helped if kept.voices else seen)
    return Present(
        people=kept.attendance.people,
        on_paper=on_paper,
        few_helped=not on_paper and (kept.attendance.few_on_paper or bool(seen)),
        here=frozenset(id for id in by if id),
        voices=voices_read(kept.voices, words),
        without=by.get("", 0),
        organisations=sorted((kept.names.get(id, id) for id in by if id), key=str.casefold),
        absent=sorted((name for id, name in kept.names.items() if id not in by), key=str.casefold),
    )


def _texts(kept: _Kept) -> list[TextRead]:
    held = _all(kept, "text", TextEntity)
    cards = sorted(_all(kept, "card", CardEntity).items(), key=lambda one: one[1].number)

    def behind(named: list[str]) -> list[str]:
        return [
            on_one_line(card.text, card.dutch)
            for id, card in cards
            if card.text and (id in named or (card.source and card.source.card in named))
        ]

    return [
        TextRead(
            text.title,
            held[text.id].version,
            held[text.id].lines,
            behind(held[text.id].rests_on),
        )
        for text in kept.words.texts
        if text.id in held and held[text.id].lines
    ]


def _phases(kept: _Kept) -> list[PhaseRead]:
    told = []
    for run in kept.phases:
        phase = find(kept.words.phases, run.phase)
        told.append(
            PhaseRead(
                id=run.phase,
                title=phase.title if phase else run.phase,
                function=run.function if run.function in FUNCTIONS else "",
                pause=phase.pause if phase else False,
                began=dates.hour(run.opened_at),
                entered=run.entered,
                planned=run.planned_minutes,
                real=(run.ran_seconds + 30) // 60,
                open=not run.closed_at,
            )
        )
    return told


def _not_opened(kept: _Kept) -> list[str]:
    opened = {run.phase for run in kept.phases}
    return [phase.title for phase in kept.words.phases if phase.id not in opened]


def _zones(kept: _Kept) -> list[ZoneRead]:
    """Clusters and loose cards in the order of their numbers; the parking comes last.

    A zone for what earlier sessions give is left out where they gave nothing.
    """
    asked = {step.kind for phase in kept.words.phases for step in phase.steps}
    filled = {kind.zone for kind in kept.words.kinds if kind.id in asked}
    cards = _all(kept, "card", CardEntity)
    clusters = _all(kept, "cluster", ClusterEntity)
    loose: dict[str, list[CardEntity]] = defaultdict(list)
    for card in cards.values():
        if card.cluster not in clusters:
            loose[card.zone].append(card)
    zones = []
    for zone in sorted(kept.words.zones, key=lambda zone: zone.parking):
        inside = [
            ClusterRead(cluster.title, _by_number(cards[id] for id in cluster.cards))
            for cluster in clusters.values()
            if cluster.zone == zone.id
        ]
        inside.sort(key=lambda cluster: cluster.cards[0].number)
        outside = _by_number(loose[zone.id])
        count = len(outside) + sum(len(cluster.cards) for cluster in inside)
        if zone.closed or (not count and not zone.parking and zone.id not in filled):
            continue
        zones.append(ZoneRead(zone.title, zone.parking, zone.shown, count, inside, outside))
    return zones


def _targets(kept: _Kept) -> dict[str, CardEntity | ClusterEntity]:
    cards = _all(kept, "card", CardEntity)
    clusters = _all(kept, "cluster", ClusterEntity)
    return {f"card:{id}": card for id, card in cards.items()} | {
        f"cluster:{id}": cluster for id, cluster in clusters.items()
    }


def _by_number(cards: Iterable[CardEntity]) -> list[CardEntity]:
    return sorted(cards, key=lambda card: card.number)
