"""Whose voices a session heard: how many people and cards, by kind of organisation.

Never who. A kind of which there are too few to say so is counted among the others;
a card on paper, or typed in for someone, counts like any other; a card without a
sender is of no kind. What lies in closed zones is counted nowhere.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from board.state import Board, Card
from board.types import Origin, Status, Via

FEWEST = 5
"""Of fewer than so many nothing is told apart; domain rule P-03."""
MUNICIPAL_MOST = 50
"""Percent of the cards."""


class Share(Struct, frozen=True):
    """``kind`` is as people wrote it; "" where that is not known."""

    kind: str
    count: int


class Voices(Struct, frozen=True):
    """``people`` and ``cards`` go from many to few; what is in neither stands under
    ``other_people`` and ``other_cards``. ``anonymous`` cards are of no kind, and ``adopted``
    says how often people said that they think so too.
    """

    kinds: list[Share]
    """Of how many organisations of each kind somebody was there."""
    people: list[Share]
    other_people: int
    cards: list[Share]
    other_cards: int
    anonymous: int = 0
    adopted: int = 0
    helped: int = 0
    """Who took part on paper or with help; 0 also where they are too few to say."""


class VoicesHint(Struct, frozen=True):
    """For who leads: ``percent`` of the cards, where it is about cards."""

    code: str
    percent: int = 0


def voices(board: Board, kinds: Mapping[str, str]) -> Voices:
    """``kinds`` are those of the organisations, by id."""
    spoken = _written_once(kinds)
    cards = [card for card in board.cards.values() if _is_told(board, card)]
    here = (seat.organisation for seat in board.seats.values())
    people, other_people = folded(_by_kind(here, spoken))
    signed = (card.organisation for card in cards if not card.anonymous)
    written, other_cards = folded(_by_kind(signed, spoken))
    helped = sum(seat.via is not Via.PHONE for seat in board.seats.values())
    return Voices(
        kinds=_listed(_by_kind(sorted(board.organisations), spoken)),
        people=people,
        other_people=other_people,
        cards=written,
        other_cards=other_cards,
        anonymous=sum(card.anonymous for card in cards),
        adopted=sum(len(card.adopters) for card in cards),
        helped=told_apart(helped),
    )


def told_apart(people: int) -> int:
    """So many, or 0 where they are too few to say."""
    return people if people >= FEWEST else 0


def folded(counts: Mapping[str, int], fewest: int = FEWEST) -> tuple[list[Share], int]:
    """Those of which there are enough, from many to few, and how many the others are.

    The others too are enough together, or else nobody is told apart: whoever can
    subtract finds out about no small group.
    """
    told = [share for share in _listed(counts) if share.count >= fewest]
    others = sum(counts.values()) - sum(share.count for share in told)
    while told and 0 < others < fewest:
        others += told.pop().count
    return told, others


def hints(
    board: Board, kinds: Mapping[str, str], municipal: Collection[str], speaking: Collection[str]
) -> list[VoicesHint]:
    """What deserves a look while there is still time. ``municipal`` are the kinds of the
    services of the municipality, ``speaking`` the organisations through which people of
    the target group speak.
    """
    if board.status not in (Status.LIVE, Status.PAUSED):
        return []
    found = []
    signed = [
        kinds.get(card.organisation or "", "").casefold()
        for card in board.cards.values()
        if _is_told(board, card) and not card.anonymous
    ]
    theirs = sum(kind in municipal for kind in signed)
    if len(signed) >= FEWEST and 100 * theirs > MUNICIPAL_MOST * len(signed):
        found.append(VoicesHint("municipal", 100 * theirs // len(signed)))
    # Where nobody wrote of what kind they are, nobody can say who is missing.
    known = speaking or any(kinds.values())
    if known and board.seats and not board.organisations & frozenset(speaking):
        found.append(VoicesHint("no_target_group"))
    return found


def _is_told(board: Board, card: Card) -> bool:
    """Written in this session, and to be read in its record."""
    return board.in_sight(card) and card.origin is not Origin.BROUGHT


def _written_once(kinds: Mapping[str, str]) -> dict[str, str]:
    """Two that differ in capitals alone are one kind, as it was written first."""
    first: dict[str, str] = {}
    return {id: first.setdefault(kind.casefold(), kind) for id, kind in kinds.items()}


def _by_kind(organisations: Iterable[str | None], kinds: Mapping[str, str]) -> Counter[str]:
    return Counter(kinds.get(one or "", "") for one in organisations)


def _listed(counts: Mapping[str, int]) -> list[Share]:
    shares = [Share(kind, count) for kind, count in counts.items() if count]
    return sorted(shares, key=lambda share: (-share.count, share.kind.casefold()))
