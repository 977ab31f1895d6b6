"""What coach and coordinator remark beside a snapshot: on the whole, a card or a phase.

The snapshot and its hash stay as they are. A remark that is not shared is its writer's alone.
"""

from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, or_, select, update

from board.types import Millis
from server.store.store import Store
from server.store.trajectory_tables import remark

OPEN, DONE = "open", "done"
_r = remark.c


class Remark(Struct, frozen=True):
    """``target`` is "" for the whole, ``card:NUMBER`` or ``phase:ID``. ``by`` is a function."""

    id: str
    snapshot: str
    target: str
    tag: str
    state: str
    shared: bool
    by: str
    account: str
    at: Millis
    text: str


_all = select(*(_r[name] for name in Remark.__struct_fields__)).order_by(_r.at.desc(), _r.id)


class Remarks:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def seen_by(
        self, trajectory: str, account: str, snapshot: str = ""
    ) -> tuple[Remark, ...]:
        """One's own, and what others shared; of one snapshot or of all. The newest first."""
        query = _all.where(_r.trajectory == trajectory, or_(_r.account == account, _r.shared))
        if snapshot:
            query = query.where(_r.snapshot == snapshot)
        return await self._found(query)

    async def shared(self, trajectory: str) -> tuple[Remark, ...]:
        """What goes along with the record when it leaves."""
        return await self._found(_all.where(_r.trajectory == trajectory, _r.shared))

    async def kept_alone(self, trajectory: str) -> int:
        """How many are their writers' alone."""
        query = select(func.count()).where(_r.trajectory == trajectory, ~_r.shared)
        return await self._store.read(
            lambda connection: connection.execute(query).scalar_one(), one=True
        )

    async def _found(self, query: Select[Any]) -> tuple[Remark, ...]:
        def work(connection: Connection) -> tuple[Remark, ...]:
            return tuple(Remark(*row) for row in connection.execute(query))

        return await self._store.read(work, one=True)

    async def put(self, trajectory: str, made: Remark) -> None:
        row = {name: getattr(made, name) for name in Remark.__struct_fields__}
        made_row = insert(remark).values(trajectory=trajectory, **row)
        await self._store.write(lambda connection: connection.execute(made_row))

    async def set_state(self, trajectory: str, id: str, account: str, state: str) -> bool:
        """By whoever may see it."""
        seen = or_(_r.account == account, _r.shared)
        return await self._change(trajectory, id, seen, state=state)

    async def share(self, trajectory: str, id: str, account: str, shared: bool) -> bool:
        """By its writer alone."""
        return await self._change(trajectory, id, _r.account == account, shared=shared)

    async def erase(self, trajectory: str, id: str, account: str) -> bool:
        """By its writer alone; one that was taken in from elsewhere has none here."""
        theirs = or_(_r.account == account, _r.account == "")
        gone = delete(remark).where(_r.trajectory == trajectory, _r.id == id, theirs)

        def work(connection: Connection) -> bool:
            return connection.execute(gone).rowcount == 1

        return await self._store.write(work, truncate=True)

    async def _change(
        self, trajectory: str, id: str, who: ColumnElement[bool], **values: object
    ) -> bool:
        change = update(remark).where(_r.trajectory == trajectory, _r.id == id, who).values(values)

        def work(connection: Connection) -> bool:
            return connection.execute(change).rowcount == 1

        return await self._store.write(work)
