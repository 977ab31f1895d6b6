"""A board at one moment: frozen values that share what did not change.

Rolling back is keeping the old reference; a snapshot is holding one.
"""

from typing import TypedDict

from msgspec import Struct

from board.entities import Claimant
from board.events import AnyEvent, BoardOpened
from board.format import Format, Phase, fingerprint
from board.source import BroughtText, Source, Standing
from board.tallies import FrozenQuestion, HandCount, QuestionTally, Remark, held_in
from board.types import (
    BoardId,
    CardId,
    ClaimId,
    ClusterId,
    KindId,
    Millis,
    OrganisationId,
    Origin,
    PhaseId,
    PlacementId,
    PollId,
    RoundId,
    SeatId,
    Status,
    TextId,
    Via,
    ZoneId,
)


class WrittenIn(TypedDict, total=False):
    language: str
    dutch: str | None


class Seat(Struct, frozen=True):
    organisation: OrganisationId | None
    via: Via


class Card(Struct, frozen=True):
    id: CardId
    number: int
    zone: ZoneId
    kind: KindId
    visit: int
    author: str
    text: str | None
    fields: dict[str, str | None]
    links: dict[str, list[str]]
    organisation: OrganisationId | None
    anonymous: bool
    veiled: bool
    late: bool
    origin: Origin
    adopters: frozenset[str] = frozenset()
    cluster: ClusterId | None = None
    hidden: str | None = None
    gone: bool = False
    edited: bool = False
    source: Source | None = None
    standing: Standing = ""
    confirmed: bool = False
    language: str = ""
    dutch: str | None = None
    entered: bool = False
    """It lay on paper, and came in when the session was over."""
    before: tuple[str, ...] = ()
    """What it said before, shown to nobody: when it is erased, what repeats that goes too."""
    since: int = 0
    """The event from which it says what it says."""

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in (*self.before, self.text, self.dutch) if one))


class Cluster(Struct, frozen=True):
    zone: ZoneId
    title: str
    cards: tuple[CardId, ...]


class Hands(Struct, frozen=True):
    """What was counted in the room while a round is open; see ``hands``."""

    people: int
    counts: dict[str, HandCount]
    guests: int = 0


class Round(Struct, frozen=True):
    poll: PollId
    visit: int
    method: str
    questions: list[FrozenQuestion]
    dots: int
    most: int
    times: int
    seats: int
    status: str = "open"
    voters: int = 0
    on_paper: int = 0
    tallies: list[QuestionTally] = []
    remarks: dict[str, list[Remark]] = {}
    organisations: bool = False
    hands: Hands | None = None
    by_hand: int = 0
    entered: bool = False


class Text(Struct, frozen=True):
    version: int
    lines: list[str | None]
    source: Source | None = None
    """Where this version came from; none once it was written here."""
    rests_on: list[str] = []
    """Cards here, or what those are called where they come from."""
    since: list[int] = []
    """The event by which each line was written here; nothing for a text that came along."""


class Hint(Struct, frozen=True):
    cards: tuple[CardId, ...]
    times: int


class Step(Struct, frozen=True):
    """A step that can be undone: what it was, the events that take it back, and
    the seq of each entity it touched; if one moved on, someone built on it.
    """

    name: str
    back: tuple[AnyEvent, ...]
    touched: dict[str, int]
    visit: int = 0


class Visit(Struct, frozen=True):
    """One time a phase was open. ``ends_at`` counts while the session is live."""

    phase: PhaseId
    opened_at: Millis
    minutes: int
    by: str
    closed_at: Millis = 0
    function: str = ""
    entered: bool = False


class Offer(Struct, frozen=True):
    """The lead that the console ``by`` offers to a function."""

    to: str
    until: str
    by: str


class Handed(Struct, frozen=True):
    """The lead was handed over by the console ``was``."""

    was: str
    until: str
    function: str


class Snapshot(Struct, frozen=True):
    id: str
    seq: int
    moment: str
    label: str
    at: Millis


class Board(Struct, frozen=True):
    """``seq`` counts the events so far; ``changed`` holds, by entity key, the
    seq of the last event that changed it.
    """

    id: BoardId
    format: Format
    seq: int = 0
    changed: dict[str, int] = {}
    stage: str = ""
    title: str = ""
    opened_at: Millis = 0
    ended_at: Millis = 0
    status: Status = Status.LOBBY
    joining: bool = True
    leader: str = ""
    offer: Offer | None = None
    handed: Handed | None = None
    cards_each: int = 0
    visits: tuple[Visit, ...] = ()
    since: int = 1
    """The first visit since the session was last opened; older ones are over for good."""
    ends_at: Millis = 0
    left: Millis = 0
    seats: dict[SeatId, Seat] = {}
    groups: list[list[SeatId]] = []
    cards: dict[CardId, Card] = {}
    numbered: int = 0
    by_author: dict[str, tuple[CardId, ...]] = {}
    adopted: frozenset[CardId] = frozenset()
    clusters: dict[ClusterId, Cluster] = {}
    merged: dict[ClusterId, ClusterId] = {}
    rounds: dict[RoundId, Round] = {}
    texts: dict[TextId, Text] = {}
    claims: dict[ClaimId | CardId, tuple[Claimant, ...]] = {}
    """By claim of the format, or by card."""
    not_now: dict[OrganisationId, str] = {}
    placed: dict[PlacementId, dict[str, str]] = {}
    """The places by row; a row stays there also while nothing shows it."""
    hints: dict[str, Hint] = {}
    light: str | None = None
    wrote: frozenset[str] = frozenset()
    """The authors of cards in this visit."""
    spoke: frozenset[str] = frozenset()
    """The organisations with a signed card in this visit."""
    unclear: frozenset[str] = frozenset()
    """The marks of who does not understand what this visit asks."""
    undo: dict[str, Step] = {}
    undo_last: str = ""
    snapshots: tuple[Snapshot, ...] = ()

    @property
    def visit(self) -> int:
        return len(self.visits)

    @property
    def phase(self) -> Phase | None:
        return self.format.phase(self.visits[-1].phase) if self.visits else None

    @property
    def organisations(self) -> frozenset[str]:
        return frozenset(seat.organisation for seat in self.seats.values() if seat.organisation)

    @property
    def cards_allowed(self) -> int:
        """How many cards each person may post in a phase; domain rule G-4."""
        if self.cards_each:
            return self.cards_each
        people = len(self.seats)
        return 3 if people <= 12 else 2 if people <= 24 else 1

    def phase_of(self, visit: int) -> Phase | None:
        if not 1 <= visit <= len(self.visits):
            return None
        return self.format.phase(self.visits[visit - 1].phase)

    def open_rounds(self) -> dict[RoundId, Round]:
        return {id: round for id, round in self.rounds.items() if round.status == "open"}

    def locked(self) -> frozenset[CardId]:
        """The cards in open rounds."""
        return frozenset(
            card
            for round in self.open_rounds().values()
            for question in round.questions
            for held in held_in(question)
            for card in held.cards
        )

    def options_of(
        self, zone: ZoneId, kind: KindId | None = None
    ) -> list[tuple[str, str | None, list[CardId]]]:
        """The clusters and loose cards of a zone, as (id, text, cards), by number;
        of one kind, if it is said which.
        """

        def counts(card: Card) -> bool:
            return self.shows(card) and kind in (None, card.kind)

        rows: list[tuple[int, str, str | None, list[CardId]]] = []
        for card in self.cards.values():
            if card.zone == zone and card.cluster is None and counts(card):
                rows.append((card.number, card.id, card.text, [card.id]))
        for id, cluster in self.clusters.items():
            cards = [card for card in cluster.cards if counts(self.cards[card])]
            if cluster.zone == zone and cards:
                first = min(self.cards[card].number for card in cards)
                rows.append((first, id, cluster.title, cards))
        return [(id, text, cards) for _, id, text, cards in sorted(rows, key=lambda row: row[:2])]

    def written_in(self, id: str) -> WrittenIn:
        """In what language something was written, and the Dutch of it: that of a card."""
        card = self.cards.get(CardId(id))
        return {"language": card.language, "dutch": card.dutch} if card else {}

    def shows(self, card: Card) -> bool:
        return not (card.gone or card.veiled or card.hidden is not None)

    def in_sight(self, card: Card) -> bool:
        """Shown, and not in a zone that is closed to the room."""
        return self.shows(card) and not self.format.is_closed(card.zone)

    def open_clusters(self) -> dict[ClusterId, Cluster]:
        return {id: it for id, it in self.clusters.items() if not self.format.is_closed(it.zone)}


def new_board(id: BoardId, format: Format) -> Board:
    """A board before its first event."""
    return Board(id=id, format=format)


def opened(
    format: Format,
    *,
    title: str,
    at: Millis,
    texts: dict[TextId, list[str]],
    variant: str = "",
    brought: dict[TextId, BroughtText] | None = None,
) -> BoardOpened:
    """The first event of a board; texts that it begins with come from the format,
    are ``brought`` along by earlier stages, or are given for this one.
    """
    came = {id: text for id, text in (brought or {}).items() if id not in texts}
    start: dict[TextId, list[str | None]] = {
        text.id: [line.nl for line in text.start] for text in format.texts if text.start
    }
    carried: dict[TextId, list[str | None]] = {id: [*text.lines] for id, text in came.items()}
    given: dict[TextId, list[str | None]] = {id: [*lines] for id, lines in texts.items()}
    return BoardOpened(
        format=fingerprint(format),
        stage=format.stage,
        title=title,
        at=at,
        texts=start | carried | given,
        variant=variant,
        versions={id: text.version for id, text in came.items()},
        sources={id: text.source for id, text in came.items()},
        rests_on={id: text.rests_on for id, text in came.items() if text.rests_on},
    )
