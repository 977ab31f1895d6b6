"""A session played back from its log: the board as it stood after any event.

What was hidden or taken away later stays so at every moment before, and a card without a
sender shows only when its phase is over: playing back shows no more than the record does, and
not when within a phase somebody wrote what nobody signed.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from board import events as e
from board.evolve import fold
from board.format import Format
from board.state import Board, new_board
from board.types import BoardId, CardId

What = Literal["phase", "result", "cluster", "text", "claim", "pause", "end"]


class Beat(Struct, frozen=True):
    """A moment worth going to. ``seq`` is the event after which it shows, ``id`` what it is of."""

    seq: int
    what: What
    id: str


def beats(events: Sequence[e.AnyEvent]) -> list[Beat]:
    """In the order in which they happened. Two of one kind in a row are the last of them."""
    found: list[Beat] = []
    for beat in _beats(events):
        if found and beat.what in ("cluster", "claim") and found[-1].what == beat.what:
            found.pop()
        found.append(beat)
    return found


def _beats(events: Sequence[e.AnyEvent]) -> Iterator[Beat]:
    polls: dict[str, str] = {}
    for seq, event in enumerate(events, 1):
        match event:
            case e.PhaseOpened():
                yield Beat(seq, "phase", event.phase)
            case e.RoundOpened():
                polls[event.round] = event.poll
            case e.RoundRevealed():
                yield Beat(seq, "result", polls.get(event.round, ""))
            case e.ClusterMade():
                yield Beat(seq, "cluster", event.cluster)
            case e.TextWritten():
                yield Beat(seq, "text", event.text)
            case e.PlaceClaimed():
                yield Beat(seq, "claim", event.claim)
            case e.BoardPaused():
                yield Beat(seq, "pause", "")
            case e.BoardEnded():
                yield Beat(seq, "end", "")


def as_it_was(id: BoardId, format: Format, events: Sequence[e.AnyEvent], seq: int) -> Board:
    """The board after its first ``seq`` events, of which there may be more or fewer."""
    seq = max(0, seq)
    then = fold(new_board(id, format), events[:seq])
    now = fold(then, events[seq:])
    later = {card.id for card in now.cards.values() if card.hidden is not None}
    later |= _unsigned_until(events, seq)
    out = [card.id for card in then.cards.values() if card.hidden is None and card.id in later]
    return fold(then, [e.CardsHidden(cards=out, reason="")]) if out else then


def _unsigned_until(events: Sequence[e.AnyEvent], seq: int) -> frozenset[CardId]:
    """The cards without a sender whose phase was still open when the event after ``seq`` came."""
    written: list[CardId] = []
    for event in events[:seq]:
        match event:
            case e.PhaseOpened() | e.BoardEnded():
                written.clear()
            case e.CardPosted(anonymous=True):
                written.append(event.card)
    over = seq >= len(events) or isinstance(events[seq], e.PhaseOpened | e.BoardEnded)
    return frozenset() if over else frozenset(written)
