"""The few statements of which every append consists, handed to SQLite without detours.

SQLAlchemy takes ten times as long to pass a small statement on as SQLite takes
to carry it out. So these are put into SQLite's words once, when a module is
read, and then given to its driver. PostgreSQL gets them the usual way: there
the network takes longer than either.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import Insert, Update

Statement = Insert | Update
Row = Mapping[str, object]


class Hot:
    def __init__(
        self,
        statement: Statement | Callable[[str], Statement],
        columns: Sequence[str] | None = None,
    ) -> None:
        """``statement`` may be another one for each kind of database, by its name;
        ``columns`` are those of an insert.
        """
        self._of: Callable[[str], Statement] = (
            (lambda _: statement) if isinstance(statement, Insert | Update) else statement
        )
        compiled = self._of("sqlite").compile(
            dialect=sqlite.dialect(), column_keys=None if columns is None else list(columns)
        )
        self._sql = str(compiled)
        self._names: list[str] = getattr(compiled, "positiontup", None) or []

    def run(self, connection: Connection, rows: Sequence[Row]) -> int:
        """For each of the rows; answers how many rows it moved or put."""
        kind = connection.dialect.name
        if kind != "sqlite":
            return connection.execute(self._of(kind), rows).rowcount
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        assert driver.in_transaction
        values = [tuple([row[name] for name in self._names]) for row in rows]
        try:
            if len(values) == 1:
                return driver.execute(self._sql, values[0]).rowcount
            return driver.executemany(self._sql, values).rowcount
        except sqlite3.Error as fault:
            raise DBAPIError.instance(
                self._sql, None, fault, sqlite3.Error, hide_parameters=True
            ) from fault
