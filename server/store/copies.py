"""Copies of cards on later boards: what is erased where it was written goes there too.

In the same transaction, so that nothing is left when the server dies in between.
Who writes to two boards at once takes the earlier one first: copies only ever go
from an earlier board to a later one, so that no two wait for each other.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, select, update

from board.erase import taken_from
from board.events import AnyEvent, CardBrought, CardErased
from board.types import CardId
from server.ids import new_mark
from server.store import events, snapshots, typed_over
from server.store import tables as t
from server.store.upsert import Upsert

_b, _c = t.board.c, t.card_copy.c
_put = Upsert(t.card_copy, ("source_board", "source_card", "board_id", "card_id"))
_copies = (
    select(_c.board_id, _c.card_id)
    .where(_c.source_board == bindparam("board"), _c.source_card == bindparam("card"))
    .order_by(_c.board_id, _c.card_id)
)
_stands = select(_b.head).where(_b.board_id == bindparam("board")).with_for_update(key_share=True)


def add(connection: Connection, board: str, happened: Sequence[AnyEvent]) -> None:
    """Keeps of the cards that were brought which they are copies of."""
    rows = [
        {
            "source_board": event.source.board,
            "source_card": event.source.card,
            "board_id": board,
            "card_id": event.card,
        }
        for event in happened
        if isinstance(event, CardBrought) and event.source.board
    ]
    if rows:
        connection.execute(_put.on(connection), rows)


def erase(connection: Connection, board: str, card: CardId) -> None:
    """Erases what a card said: on its board, in its snapshots, and in all copies of it."""
    said, called, _ = _erase_here(connection, board, card)
    _erase_copies(connection, board, card, said)
    _erase_called(connection, board, called, said)


def _erase_here(
    connection: Connection, board: str, card: CardId
) -> tuple[frozenset[str], Mapping[str, bool], bool]:
    """What it had said, the clusters that were called so and whether they still were, and
    whether there was anything.
    """
    said = events.words_of(connection, board, card)
    since = events.erase_text(connection, board, card)
    if since is None:
        return said, {}, False
    called = events.erase_said(connection, board, card, said)
    snapshots.erase_text(connection, board, card, since, said)
    return said, called, True


def _erase_copies(connection: Connection, board: str, card: str, said: frozenset[str]) -> None:
    """Erases the copies of a card, and theirs, as who leads those boards would; and what the
    trajectory's own log has of each. ``said`` is what it had said.
    """
    typed_over.erase_text(connection, board, card, said)
    for later, copy in connection.execute(_copies, {"board": board, "card": card}).all():
        _erase_copy(connection, later, copy)


def _erase_called(
    connection: Connection, board: str, called: Mapping[str, bool], said: frozenset[str]
) -> None:
    """The same for clusters that were called so. Of one that got a title of its own since,
    only the copies that were brought before are of these words.
    """
    for cluster, still in called.items():
        if still:
            typed_over.erase_text(connection, board, cluster, said)
        for later, copy in connection.execute(_copies, {"board": board, "card": cluster}).all():
            theirs = events.words_of(connection, later, CardId(copy))
            if any(taken_from(words, said) for words in theirs):
                _erase_copy(connection, later, copy)


def _erase_copy(connection: Connection, board: str, card: str) -> None:
    # Held before anything of it is touched, as by whoever writes to that board.
    head = connection.execute(_stands, {"board": board}).scalar_one()
    said, called, there = _erase_here(connection, board, CardId(card))
    if there:
        _append(connection, board, head, CardErased(card=CardId(card)))
        _erase_copies(connection, board, card, said)
        _erase_called(connection, board, called, said)


def _append(connection: Connection, board: str, head: int, event: AnyEvent) -> None:
    """One event at the end of a board's log: its rooms find it when they look there."""
    mark = new_mark()
    moved = {"head": head + 1, "mark": mark}
    connection.execute(update(t.board).where(_b.board_id == board).values(moved))
    events.add(connection, *events.rows_of(board, head, mark, [event]))
