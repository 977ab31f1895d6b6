"""Formats that people made of others, with every version they saved.

A version is written once and never changed. Two who save at once name the same
version: the first has it, and the other is told so.
"""

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from board.editing.order import Aside, Ordered
from board.format import Format, packed, unpacked
from board.types import Millis
from server.ids import new_id
from server.store import tables as t
from server.store.store import Store
from server.store.upsert import Upsert

_c = t.own_format.c
_add = Upsert(t.own_format, ("id", "version"))
_ASIDE = msgspec.json.Decoder(list[Aside])


class OwnFormat(Struct, frozen=True):
    """One version. ``body`` and ``aside`` are what the database holds: a row of an
    older server may be one that this one cannot read.
    """

    id: str
    version: int
    owner: str
    copied_from: str
    name: str
    created_at: Millis
    retired_at: Millis | None
    body: bytes
    aside: bytes

    def read(self) -> Ordered:
        """Raises msgspec.MsgspecError."""
        return Ordered(msgspec.json.decode(self.body, type=Format), _ASIDE.decode(self.aside))


class Saved(Struct, frozen=True):
    """A version as a list of them shows it."""

    version: int
    name: str
    created_at: Millis


class OwnFormats:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(
        self, name: str, owner: str, copied_from: str, now: Ordered, at: Millis
    ) -> OwnFormat:
        """The format gets an id of its own, which it bears in every version."""
        # On a command line what begins with a dash would be read as something else.
        id = next(id for id in iter(new_id, None) if id[0].isalnum())
        made = _row(id, 1, owner, copied_from, name, now, at)

        def work(connection: Connection) -> None:
            connection.execute(insert(t.own_format), msgspec.structs.asdict(made))

        await self._store.write(work)
        return made

    async def latest(self) -> tuple[OwnFormat, ...]:
        """The newest version of each, those that were put away too."""
        last = select(_c.id, func.max(_c.version).label("version")).group_by(_c.id).subquery()
        wanted = (
            select(t.own_format)
            .join(last, (_c.id == last.c.id) & (_c.version == last.c.version))
            .order_by(_c.name, _c.id)
        )

        def work(connection: Connection) -> tuple[OwnFormat, ...]:
            return tuple(_as_own(row) for row in connection.execute(wanted).mappings())

        return await self._store.read(work, one=True)

    async def get(self, id: str, version: int | None = None) -> OwnFormat | None:
        """The newest, where no version is asked for."""
        wanted = select(t.own_format).where(_c.id == id).order_by(_c.version.desc()).limit(1)
        if version is not None:
            wanted = wanted.where(_c.version == version)

        def work(connection: Connection) -> OwnFormat | None:
            row = connection.execute(wanted).mappings().first()
            return _as_own(row) if row else None

        return await self._store.read(work, one=True)

    async def versions(self, id: str) -> tuple[Saved, ...]:
        wanted = select(_c.version, _c.name, _c.created_at).where(_c.id == id)

        def work(connection: Connection) -> tuple[Saved, ...]:
            rows = connection.execute(wanted.order_by(_c.version.desc()))
            return tuple(Saved(*row) for row in rows)

        return await self._store.read(work, one=True)

    async def save(self, had: OwnFormat, now: Ordered, name: str, at: Millis) -> OwnFormat | None:
        """The version after ``had``; None where someone else saved that already."""
        made = _row(had.id, had.version + 1, had.owner, had.copied_from, name, now, at)
        made = msgspec.structs.replace(made, retired_at=had.retired_at)
        values = msgspec.structs.asdict(made)

        def work(connection: Connection) -> OwnFormat | None:
            put = connection.execute(_add.on(connection).returning(_c.version), values)
            return made if put.first() else None

        return await self._store.write(work)

    async def retire(self, id: str, at: Millis | None) -> None:
        """Puts a format away, or with None takes it out again. Nothing is lost."""

        def work(connection: Connection) -> None:
            connection.execute(update(t.own_format).where(_c.id == id).values(retired_at=at))

        await self._store.write(work)

    async def used(self) -> list[tuple[Format, int]]:
        """The formats of sessions that have ended, with how many used each."""
        of = t.work_session.c
        counted = (
            select(of.format, func.count().label("times"))
            .where(of.ended_at.is_not(None))
            .group_by(of.format)
            .subquery()
        )
        wanted = select(t.format_table.c.bytes, counted.c.times).join(
            counted, counted.c.format == t.format_table.c.sha256
        )

        def work(connection: Connection) -> list[tuple[Format, int]]:
            rows = connection.execute(wanted)
            return [(unpacked(body), times) for body, times in rows]

        return await self._store.read(work, one=True)


def _row(
    id: str, version: int, owner: str, copied_from: str, name: str, now: Ordered, at: Millis
) -> OwnFormat:
    format = msgspec.structs.replace(now.format, id=id)
    aside = msgspec.json.encode(now.aside, order="sorted")
    return OwnFormat(id, version, owner, copied_from, name, at, None, packed(format), aside)


def _as_own(row: RowMapping) -> OwnFormat:
    return OwnFormat(**row)
