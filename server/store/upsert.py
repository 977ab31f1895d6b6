"""Putting a row that may be there already, in the words of either database.

SQLite and PostgreSQL say it the same way, but SQLAlchemy has a statement for
each. Both are built once, when a module is read: building costs more than running.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import Insert

Excluded = Callable[[str], ColumnElement[object]]
"""The column of the row that was to be added."""


class Upsert:
    """Without ``values`` a row that is there stays as it is."""

    def __init__(
        self,
        table: Table,
        keys: Sequence[str],
        values: Sequence[str] = (),
        where: Callable[[Excluded], ColumnElement[bool]] | None = None,
    ) -> None:
        self._by_name: dict[str, Insert] = {}
        for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
            put = insert(table)
            if not values:
                self._by_name[name] = put.on_conflict_do_nothing(index_elements=keys)
                continue
            new = put.excluded
            # SQLAlchemy forgets how many rows an INSERT put, unless it is asked.
            self._by_name[name] = put.on_conflict_do_update(
                index_elements=keys,
                set_={column: new[column] for column in values},
                where=where(new.__getitem__) if where else None,
            ).execution_options(preserve_rowcount=True)

    def on(self, connection: Connection) -> Insert:
        return self.of(connection.dialect.name)

    def of(self, name: str) -> Insert:
        return self._by_name[name]
