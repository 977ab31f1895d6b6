"""What is asked about cards."""

from board.commands.command import Command
from board.source import BroughtCard, BroughtText
from board.types import CardId, KindId, SeatId, TextId, ZoneId


class PostCard(Command):
    """``links`` maps a link of the card's kind to the cards or clusters it points at.
    ``to_lead``: for who leads alone, until they show it.
    ``language`` is the BCP 47 tag of what is written, "" for Dutch.
    """

    kind: KindId
    text: str
    fields: dict[str, str] = {}
    links: dict[str, list[str]] = {}
    anonymous: bool = False
    for_seat: SeatId | None = None
    to_lead: bool = False
    language: str = ""


class EditCard(Command):
    """Who leads edits what was brought as a proposal, and then for no seat."""

    card: CardId
    text: str
    fields: dict[str, str] = {}
    links: dict[str, list[str]] = {}
    for_seat: SeatId | None = None
    language: str = ""


class AddDutch(Command):
    """The Dutch beside a card in another language; "" takes it away again."""

    card: CardId
    text: str


class WithdrawCard(Command):
    card: CardId
    for_seat: SeatId | None = None


class AdoptCard(Command):
    """«Dit vind ik ook»: support for a card, without writing."""

    card: CardId
    for_seat: SeatId | None = None


class DropAdoption(Command):
    card: CardId
    for_seat: SeatId | None = None


class SuggestCluster(Command):
    """«Hoort bij elkaar»: a hint for who leads, without a name."""

    cards: list[CardId]


class MoveCards(Command):
    cards: list[CardId]
    zone: ZoneId


class HideCards(Command):
    cards: list[CardId]
    reason: str


class ShowCards(Command):
    cards: list[CardId]


class UnveilCards(Command):
    """Shows the cards of a zone that gathers them out of sight."""

    zone: ZoneId


class EraseCard(Command):
    """Takes a card away for good, on request; its text is erased everywhere."""

    card: CardId


class BringCards(Command):
    """What earlier stages of the trajectory give, before the first phase: cards, and the
    texts in the version they have by now.
    """

    cards: list[BroughtCard]
    texts: dict[TextId, BroughtText] = {}
