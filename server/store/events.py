"""Events as rows: added at the end, read in order, and emptied of erased text."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Select, and_, bindparam, delete, insert, select, update

from board.erase import erased, holds_text_of
from board.events import (
    AnyEvent,
    CardBrought,
    CardEdited,
    CardPosted,
    DutchAdded,
    HandsCounted,
)
from board.types import CardId, Millis, RoundId
from server.store import tables as t
from server.store.faults import Poisoned, Unreadable
from server.store.hot import Hot

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)

_e, _c = t.event.c, t.event_card.c
_add_event = Hot(insert(t.event), _e.keys())
_add_card = Hot(insert(t.event_card), _c.keys())
_read = (
    select(_e.seq, _e.mark, _e.type, _e.data)
    .where(_e.board_id == bindparam("board"), _e.seq > bindparam("after"))
    .order_by(_e.seq)
)


def encoded(event: AnyEvent) -> str:
    """The event as it is stored: JSON, with room to spare where erasing makes it longer.

    An empty text becomes null, which is two letters more. A row that grew could
    split its page, and copies of its neighbours would stay behind.
    """
    data = msgspec.json.encode(event).decode()
    return data + "  " * data.count('""')


Rows = list[dict[str, Any]]


def rows_of(board: str, after: int, mark: str, events: Sequence[AnyEvent]) -> tuple[Rows, Rows]:
    """The rows of the events, and of the cards whose text they hold."""
    rows, cards = [], []
    for seq, event in enumerate(events, after + 1):
        kind, data = type(event).__name__, encoded(event)
        if _decoder.decode(data) != event:
            raise Poisoned(f"{kind} does not read back as it was written")
        rows.append({"board_id": board, "seq": seq, "mark": mark, "type": kind, "data": data})
        for card in holds_text_of(event):
            cards.append({"board_id": board, "card_id": card, "seq": seq})
    return rows, cards


def add(connection: Connection, rows: Rows, cards: Rows) -> None:
    if rows:
        _add_event.run(connection, rows)
    if cards:
        _add_card.run(connection, cards)


def read(connection: Connection, board: str, after: int) -> list[tuple[int, str, AnyEvent]]:
    """(seq, mark, event) of all after ``after``; raises Unreadable at a gap."""
    return decoded(board, after, connection.execute(_read, {"board": board, "after": after}))


def decoded(
    board: str, after: int, rows: Iterable[Sequence[Any]]
) -> list[tuple[int, str, AnyEvent]]:
    """Of rows of seq, mark, type and data; raises Unreadable at a gap."""
    events = []
    for expected, (seq, mark, kind, data) in enumerate(rows, after + 1):
        if seq != expected:
            raise Unreadable(f"board {board} has no event {expected}; the next is {seq}")
        try:
            events.append((seq, mark, _decoder.decode(data)))
        except msgspec.DecodeError as fault:
            # Only where it went wrong: the message of a decoder may quote what people wrote.
            raise Unreadable(f"board {board}, event {seq}: {kind} is not known here") from fault
    return events


def read_one(data: str) -> AnyEvent:
    return _decoder.decode(data)


class Said(Struct, frozen=True):
    """What a card has said, each by the event with which it first did, and when it came."""

    said: dict[str, int]
    at: Millis


def said_by(connection: Connection, board: str, card: CardId) -> Said:
    """All of it, as long as it is there."""
    held = connection.execute(
        select(_e.seq, _e.data)
        .join(t.event_card, and_(_c.board_id == _e.board_id, _c.seq == _e.seq))
        .where(_c.board_id == board, _c.card_id == card)
        .order_by(_e.seq)
    )
    said: dict[str, int] = {}
    at: list[Millis] = []
    for seq, data in held:
        event = _decoder.decode(data)
        if isinstance(event, CardPosted | CardBrought):
            at.append(event.at)
        if isinstance(event, CardPosted | CardBrought | CardEdited | DutchAdded) and event.text:
            said.setdefault(event.text, seq)
        if isinstance(event, CardBrought) and event.dutch:
            said.setdefault(event.dutch, seq)
    return Said(said, min(at, default=0))


def any_says(connection: Connection, among: Select[tuple[str]], words: str) -> bool:
    """Whether one of these events of cards, by their data, says the very same."""
    said = f'"text":{msgspec.json.encode(words).decode()}'
    found = connection.execute(among.where(_e.data.contains(said, autoescape=True))).scalars()
    # To SQLite a capital and a small letter are alike, to PostgreSQL they are not.
    return any(said in data for data in found)


def erase_text(connection: Connection, board: str, card: CardId) -> int | None:
    """Sets the card's text to null, in place, in every event that holds it.

    Returns the seq of the first one; None if there was none.
    """
    held = connection.execute(
        select(_e.seq, _e.data)
        .join(t.event_card, and_(_c.board_id == _e.board_id, _c.seq == _e.seq))
        .where(_c.board_id == board, _c.card_id == card)
    ).all()
    for seq, data in held:
        kept = encoded(erased(_decoder.decode(data), card))
        connection.execute(
            update(t.event).where(_e.board_id == board, _e.seq == seq).values(data=kept)
        )
    connection.execute(delete(t.event_card).where(_c.board_id == board, _c.card_id == card))
    return min((seq for seq, _ in held), default=None)


def forget_hands(connection: Connection, board: str, round: RoundId) -> None:
    """Takes what was counted by hand in a round that is over out of the log, as its ballots go.

    Where one person is on paper, and where a count was put right hand by hand, it would say
    who chose what. The result has it, with all the others.
    """
    held = connection.execute(
        select(_e.seq, _e.data).where(_e.board_id == board, _e.type == HandsCounted.__name__)
    ).all()
    for seq, data in held:
        event = _decoder.decode(data)
        if not isinstance(event, HandsCounted) or event.round != round or not event.counts:
            continue
        kept = encoded(replace(event, counts={}))
        connection.execute(
            update(t.event).where(_e.board_id == board, _e.seq == seq).values(data=kept)
        )
