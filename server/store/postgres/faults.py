"""What a fault of PostgreSQL means for the caller, in words that quote no row.

Its own messages may: "Failing row contains (…)". So only the kind of the fault,
its code and the statement are told, and the fault itself is not passed on.
"""

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError

from server.store.faults import Poisoned, StoreFault, Unavailable, Unknown

_ITS_OWN = ("22", "23")
"""What was to be written is wrong: it would fail again."""
_MISTAKE = "42"
_NOT_OURS = ("42P01", "42501")
"""A table or a right is gone: someone is at work in the database."""
_RACES = ("work_session_open_code",)
"""Two drew the same code at the same moment; next time another is drawn."""


def told(fault: Exception, *, committing: bool = False) -> StoreFault:
    if isinstance(fault, StoreFault):
        return fault
    if committing:
        return Unknown(_said(fault))
    return (Poisoned if _poisonous(fault) else Unavailable)(_said(fault))


def lost(fault: Exception) -> bool:
    """The line was dead; another may do."""
    return isinstance(fault, DBAPIError) and fault.connection_invalidated


def silent(fault: Exception) -> bool:
    """The database has not said what is wrong: it said nothing, or could not be asked."""
    cause = fault.orig if isinstance(fault, DBAPIError) else None
    return isinstance(cause, psycopg.OperationalError) and not cause.sqlstate


def reason(fault: Exception) -> str:
    """Why no line could be made, in one sentence. There is no row yet that it could quote."""
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    said = [line.strip() for line in str(cause).splitlines() if line.strip()]
    # The first line says what; those after it guess why, or ask: "Is the server running …?"
    return said[0].removeprefix("connection failed: ") if said else type(cause).__name__


def _poisonous(fault: Exception) -> bool:
    if not isinstance(fault, SQLAlchemyError):
        # Not the database's: what was to be written cannot even be sent.
        return not isinstance(fault, psycopg.Error)
    if not isinstance(fault, DBAPIError):
        # The one of a pool that is empty is none of a statement.
        return isinstance(fault, StatementError)
    cause = fault.orig
    if isinstance(cause, psycopg.Error) and cause.sqlstate:
        if cause.diag.constraint_name in _RACES or cause.sqlstate in _NOT_OURS:
            return False
        return cause.sqlstate.startswith((*_ITS_OWN, _MISTAKE))
    # Refused on this side, as text with a NUL in it is.
    return isinstance(cause, psycopg.DataError | psycopg.ProgrammingError)


def _said(fault: Exception) -> str:
    if not isinstance(fault, DBAPIError):
        return type(fault).__name__
    cause = fault.orig
    code = cause.sqlstate if isinstance(cause, psycopg.Error) and cause.sqlstate else ""
    said = f"{type(cause).__name__} {code}".strip()
    if not code and isinstance(cause, psycopg.OperationalError):
        # Of the line, not of a row.
        said = f"{said}: {reason(fault)}"
    return f"{said} at: {' '.join(fault.statement.split())}" if fault.statement else said
