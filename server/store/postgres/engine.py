"""PostgreSQL as this server needs it: lines that never wait long, and what it asserts.

A database that stops answering must not hold a board for minutes: each wait
has an end, on its side, on this side and in the network between.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.errors import _WaitTimeout
from psycopg.types.string import StrDumper
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from server.settings import without_password
from server.store.faults import Unusable
from server.store.migrate import missing
from server.store.postgres.faults import reason

READERS = 3
WRITERS = 5
HELD = 4
"""So many boards at once may be held locked. Together: the lines of one process."""

CONNECT_S = 3
LOCK_MS = 3000
STATEMENT_MS = 4000
IDLE_MS = 5000
ANSWER_S = 6.0
MIGRATION_S = 600
RECYCLE_S = 1800

_ASSERTED = {
    "synchronous_commit": (
        ("on", "local", "remote_write", "remote_apply"),
        "what was acknowledged could be lost when the power goes",
    ),
    "fsync": (("on",), "what was acknowledged could be lost when the power goes"),
    "server_encoding": (("UTF8",), "people write in every script"),
    "default_transaction_read_only": (("off",), "nothing could be saved"),
}


def address(url: str) -> dict[str, Any]:
    """What libpq is told. Taken apart here, so that no fault of its own quotes the password."""
    parts = urlsplit(url)
    told: dict[str, Any] = {
        "host": parts.hostname,
        "port": parts.port or 5432,
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "dbname": unquote(parts.path.strip("/")),
        "connect_timeout": CONNECT_S,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": int(ANSWER_S * 1000),
        "application_name": "doorstart",
    }
    return {**told, **dict(parse_qsl(parts.query))}


def writing(url: str) -> Engine:
    """Waits for a row that another writer holds, and then sees what that one wrote."""
    limits: dict[str, int | str] = {
        "statement_timeout": STATEMENT_MS,
        "lock_timeout": LOCK_MS,
        "idle_in_transaction_session_timeout": IDLE_MS,
    }
    return _engine(url, limits, _writes, pool_size=WRITERS + HELD)


def reading(url: str) -> Engine:
    """Each transaction sees one moment, and can write nothing."""
    limits: dict[str, int | str] = {
        "statement_timeout": STATEMENT_MS,
        "idle_in_transaction_session_timeout": IDLE_MS,
        "default_transaction_read_only": "on",
    }
    return _engine(url, limits, _reads, pool_size=READERS)


def migrating(url: str) -> Engine:
    """One line, which may take its time."""
    return _engine(url, {"lock_timeout": MIGRATION_S * 1000}, _writes, _Patient)


def sweeping(url: str) -> Engine:
    """One line outside of all transactions, which may take its time."""
    return _engine(url, {"lock_timeout": LOCK_MS}, _sweeps, _Patient)


def raw(connection: Connection) -> psycopg.Connection[Any]:
    """For what SQLAlchemy has no word for."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def at_once(connection: Connection, statement: str, values: Sequence[object]) -> tuple[Any, ...]:
    """The one row of a statement that is handed to the driver without detours.

    SQLAlchemy takes longer to pass one on than all else that is done for it here.
    """
    if not connection.in_transaction():
        # Or else SQLAlchemy knows of nothing that is to be committed.
        connection.begin()
    driver = raw(connection)
    try:
        row: tuple[Any, ...] | None = driver.execute(statement, values).fetchone()
    except psycopg.Error as fault:
        # As of any other statement, and a dead line is given up.
        if dead := driver.closed:
            connection.invalidate(fault)
        raise DBAPIError.instance(
            statement,
            None,
            fault,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=dead,
            dialect=connection.dialect,
        ) from fault
    assert row is not None
    return row


def check(connection: Connection, url: str) -> None:
    """Raises Unusable when this database cannot keep what is promised with it."""
    where = f"The database {without_password(url)}"
    if connection.execute(text("SELECT pg_is_in_recovery()")).scalar():
        raise Unusable(
            f"{where} follows another and takes no writes: DATABASE_URL must be the address of "
            "that other one, or this one has to be promoted first"
        )
    for name, (wanted, otherwise) in _ASSERTED.items():
        told = connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar()
        if told not in wanted:
            raise Unusable(
                f"{where} has {name}={told}: {otherwise}. Set it to {wanted[0]}, "
                "for this database and its user."
            )
    if lacking := missing(connection):
        raise Unusable(f"{where} {lacking}")


def told(url: str, fault: Exception) -> Unusable:
    """Why it cannot be opened, for who starts the server."""
    return Unusable(
        f"The database {without_password(url)} cannot be used: {reason(fault)}. DATABASE_URL must "
        "be the address of a PostgreSQL that runs, with a user and database that exist there, "
        "like postgresql://user:password@host:5432/doorstart"
    )


class Line(psycopg.Connection[Any]):
    """A connection that gives up: one that answers too late is closed at once."""

    patience = ANSWER_S
    """How long one answer is waited for, also of a database that stands still and so
    cannot count itself."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except _WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("the database does not answer") from None


class _Patient(Line):
    patience = float(MIGRATION_S)


class _NoNul(StrDumper):
    """PostgreSQL keeps no NUL: what is looked for with one in it is not there."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\ufffd"))


def _writes(line: Line) -> None:
    line.isolation_level = psycopg.IsolationLevel.READ_COMMITTED


def _reads(line: Line) -> None:
    line.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    line.adapters.register_dumper(str, _NoNul)


def _sweeps(line: Line) -> None:
    line.autocommit = True


def _engine(
    url: str,
    limits: dict[str, int | str],
    prepare: Callable[[Line], None],
    line: type[Line] = Line,
    *,
    pool_size: int = 0,
) -> Engine:
    given = address(url)
    options = " ".join(f"-c {name}={limit}" for name, limit in limits.items())
    given["options"] = f"{options} {given.get('options', '')}".strip()

    pool: dict[str, Any] = {"poolclass": NullPool}
    if pool_size:
        # The newest first, so that the others are closed when it is quiet.
        pool = {"poolclass": QueuePool, "pool_size": pool_size, "max_overflow": 0}
        pool |= {"pool_recycle": RECYCLE_S, "pool_timeout": ANSWER_S, "pool_use_lifo": True}
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: line.connect(**given),
        # A fault quotes its statement, and faults go to the log: never with what
        # people wrote, chose or are called.
        hide_parameters=True,
        use_native_hstore=False,
        **pool,
    )

    @event.listens_for(engine, "connect")
    def begin(made: Line, _record: object) -> None:
        prepare(made)

    return engine
