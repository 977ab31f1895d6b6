"""Municipalities: each name once, and how a provider of sign-ins calls it."""

from sqlalchemy import Connection, func, insert, select, update

from server.ids import new_id
from server.store import tables as t
from server.store.record import Municipality
from server.store.store import Store

_m = t.municipality.c
_all = select(_m.id, _m.name, _m.title).order_by(_m.name, _m.id)


class Municipalities:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self) -> tuple[Municipality, ...]:
        def work(connection: Connection) -> tuple[Municipality, ...]:
            return tuple(Municipality(**row) for row in connection.execute(_all).mappings())

        return await self._store.read(work)

    async def named(self, name: str, title: str = "gemeente") -> Municipality:
        """The one of this name, capitals aside; made if there is none."""

        def work(connection: Connection) -> Municipality:
            # Two that make the same one at once, on two servers, wait for each other here.
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            for row in connection.execute(_all).mappings():
                if row["name"].casefold() == name.casefold():
                    return Municipality(**row)
            made = {"id": new_id(), "name": name, "title": title}
            connection.execute(insert(t.municipality), made)
            return Municipality(**made)

        return await self._store.write(work)

    async def call(self, id: str, title: str) -> None:
        """Says how it is addressed, whatever it was called before."""

        def work(connection: Connection) -> None:
            connection.execute(update(t.municipality).where(_m.id == id).values(title=title))

        await self._store.write(work)

    async def by_orgcode(self, orgcode: str) -> Municipality | None:
        def work(connection: Connection) -> Municipality | None:
            row = connection.execute(_all.where(_m.orgcode == orgcode)).mappings().first()
            return Municipality(**row) if row else None

        return await self._store.read(work, one=True)

    async def set_orgcode(self, id: str, orgcode: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(update(t.municipality).where(_m.id == id).values(orgcode=orgcode))

        await self._store.write(work)


LOCK = 0x6D756E69
"""Of this alone, among the advisory locks of the database."""
