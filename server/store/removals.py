"""How many cards were taken away on request, of each session and day; never what they said."""

from collections import Counter

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from board.events import CardErased
from board.types import Millis
from server.store import tables as t
from server.store.store import Store

_e, _w = t.event.c, t.work_session.c


class Removal(Struct, frozen=True):
    board: str
    at: Millis
    cards: int = 1


class Removals:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, trajectory: str) -> list[Removal]:
        """The oldest first. What its own writer took back is not among them, and of a copy
        that went with its source nothing is told twice.
        """
        query = (
            select(_e.board_id, _e.data)
            .join(t.work_session, _w.board_id == _e.board_id)
            .where(_w.trajectory == trajectory, _e.type == CardErased.__name__)
            .order_by(_e.board_id, _e.seq)
        )

        def work(connection: Connection) -> list[Removal]:
            gone: Counter[tuple[Millis, str]] = Counter()
            for board, data in connection.execute(query):
                if at := msgspec.json.decode(data).get("at", 0):
                    gone[at, board] += 1
            return [Removal(board, at, n) for (at, board), n in sorted(gone.items())]

        return await self._store.read(work, one=True)
