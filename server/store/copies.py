"""Copies of cards on later boards: what is erased where it was written goes there too.

In the same transaction, so that nothing is left when the server dies in between.
Who writes to two boards at once takes the earlier one first: copies only ever go
from an earlier board to a later one, so that no two wait for each other.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

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
    for cluster in called:
        _erase_copies(connection, board, cluster, said)


def _erase_here(
    connection: Connection, board: str, card: CardId
) -> tuple[frozenset[str], list[str], bool]:
    """What it had said, the clusters that were called so, and whether there was anything."""
    said = events.words_of(connection, board, card)
    since = events.erase_text(connection, board, card)
    if since is None:
        return said, [], False
    called = events.erase_said(connection, board, said)
    snapshots.erase_text(connection, board, card, since, said)
    return said, called, True


def _erase_copies(connection: Connection, board: str, card: str, said: frozenset[str]) -> None:
    """Erases the copies of a card or cluster, and theirs, as who leads those boards would;
    and what the trajectory's own log has of each. ``said`` is what it had said.
    """
    typed_over.erase_text(connection, board, card, said)
    copies = connection.execute(_copies, {"board": board, "card": card}).all()
    for later, copy in copies:
        # Held before anything of it is touched, as by whoever writes to that board.
        head = connection.execute(_stands, {"board": later}).scalar_one()
        theirs, called, there = _erase_here(connection, later, CardId(copy))
        if not there:
            continue
        _append(connection, later, head, CardErased(card=CardId(copy)))
        for one in (copy, *called):
            _erase_copies(connection, later, one, theirs)


def _append(connection: Connection, board: str, head: int, event: AnyEvent) -> None:
    """One event at the end of a board's log: its rooms find it when they look there."""
    mark = new_mark()
    moved = {"head": head + 1, "mark": mark}
    connection.execute(update(t.board).where(_b.board_id == board).values(moved))
    events.add(connection, *events.rows_of(board, head, mark, [event]))
