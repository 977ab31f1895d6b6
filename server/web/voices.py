"""Who was there, as pages tell it: by kind of organisation, over one session or several.

What is told is what the snapshots hold: kinds and counts, and no kind of which there were
too few to say.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct

from board.voices import Share, Voices
from server.words import Speaker


class KindRead(Struct, frozen=True):
    """``people`` and ``cards`` are None where they are told with the others."""

    kind: str
    organisations: int
    people: int | None
    cards: int | None


class VoicesRead(Struct, frozen=True):
    """``other_kinds`` are those of which no number is told."""

    kinds: list[KindRead]
    other_kinds: list[str]
    other_organisations: int
    other_people: int
    other_cards: int
    anonymous: int
    adopted: int
    helped: int


class Sitting(Struct, frozen=True):
    """Who was at one session of several. ``kinds`` counts people."""

    title: str
    people: int
    organisations: int
    new: list[str]
    """The organisations that were at none before."""
    kinds: list[str]


def voices_read(voices: Voices | None, words: Speaker) -> VoicesRead | None:
    """None for a snapshot of before this was counted, or of which no kind is known."""
    if voices is None or not any(share.kind for share in voices.kinds):
        return None
    people, cards = _by_kind(voices.people), _by_kind(voices.cards)
    # A kind whose last person changed organisation still has its cards.
    told = {share.kind: share.count for share in voices.kinds} | {
        kind: 0 for kind in (*people, *cards) if kind not in _by_kind(voices.kinds)
    }
    rows = [
        KindRead(label(kind, words), many, people.get(kind), cards.get(kind))
        for kind, many in told.items()
    ]
    others = [one for one in rows if one.people is None and one.cards is None]
    return VoicesRead(
        kinds=[one for one in rows if one not in others],
        other_kinds=[one.kind for one in others],
        other_organisations=sum(one.organisations for one in others),
        other_people=voices.other_people,
        other_cards=voices.other_cards,
        anonymous=voices.anonymous,
        adopted=voices.adopted,
        helped=voices.helped,
    )


def people_by_kind(voices: Voices | None, words: Speaker) -> list[str]:
    """A few words for each kind, such as «sportclub 6»."""
    if voices is None:
        return []
    told = [f"{label(share.kind, words)} {share.count}" for share in voices.people]
    if told and voices.other_people:
        told.append(f"{words('record.voices.others')} {voices.other_people}")
    return told


def newcomers(here: Collection[str], before: Collection[str], names: dict[str, str]) -> list[str]:
    """The organisations that are here first; at the first session nobody is new."""
    if not before:
        return []
    return sorted((names.get(id, id) for id in here if id not in before), key=str.casefold)


def label(kind: str, words: Speaker) -> str:
    return kind or words("record.voices.no_kind")


def _by_kind(shares: Sequence[Share]) -> dict[str, int]:
    return {share.kind: share.count for share in shares}
