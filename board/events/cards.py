"""What became of the cards."""

from board.events.event import Event
from board.source import Source, Standing
from board.types import CardId, KindId, Millis, OrganisationId, Origin, ZoneId


class CardPosted(Event):
    """``at`` of an anonymous card is the start of its phase, and so it is of one that was on
    paper and came in at ``entered_at``, when the session was over. ``hidden`` is why it is
    out of sight from the first; "" for a card that is not.
    """

    card: CardId
    number: int
    zone: ZoneId
    kind: KindId
    visit: int
    at: Millis
    author: str
    text: str | None
    fields: dict[str, str | None] = {}
    links: dict[str, list[str]] = {}
    organisation: OrganisationId | None = None
    anonymous: bool = False
    veiled: bool = False
    late: bool = False
    origin: Origin = Origin.OWN
    hidden: str = ""
    language: str = ""
    entered_at: Millis = 0


class CardBrought(Event):
    """A card that an earlier stage gave; the same card again is what it has become
    there since. Nobody wrote it here, and it lies here before the first phase.
    """

    card: CardId
    number: int
    zone: ZoneId
    kind: KindId
    at: Millis
    text: str | None
    source: Source
    standing: Standing
    fields: dict[str, str | None] = {}
    links: dict[str, list[str]] = {}
    organisation: OrganisationId | None = None
    language: str = ""
    dutch: str | None = None


class CardEdited(Event):
    card: CardId
    text: str | None
    fields: dict[str, str | None] = {}
    links: dict[str, list[str]] = {}
    language: str = ""


class DutchAdded(Event):
    """``text`` None: there is none, or it was erased."""

    card: CardId
    text: str | None
    by: str = ""


class CardErased(Event):
    """``withdrawn`` by its author, or else taken away: on request ``at`` some time."""

    card: CardId
    withdrawn: bool = False
    by: str = ""
    at: Millis = 0


class CardConfirmed(Event):
    card: CardId
    by: str = ""


class CardUnconfirmed(Event):
    card: CardId
    by: str = ""


class CardAdopted(Event):
    """``mark`` is made like an anonymous author's."""

    card: CardId
    mark: str


class AdoptionDropped(Event):
    card: CardId
    mark: str


class ClusterSuggested(Event):
    cards: list[CardId]


class CardsMoved(Event):
    cards: list[CardId]
    zone: ZoneId
    by: str = ""


class CardsReturned(Event):
    """Cards put back in the zones they came from: a move undone."""

    zones: dict[CardId, ZoneId]
    by: str = ""


class CardsHidden(Event):
    cards: list[CardId]
    reason: str
    by: str = ""


class CardsShown(Event):
    cards: list[CardId]
    by: str = ""


class CardsUnveiled(Event):
    """Veiled cards get their spoken numbers now, in the order of their ids."""

    zone: ZoneId
    numbers: dict[CardId, int]
    by: str = ""
