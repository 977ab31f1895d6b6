"""A copy of the PostgreSQL while its servers write, and back into an empty database.

Its own programs do it, for they know all that a database may hold.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import func, inspect, select

from server.settings import hiding_password, without_password
from server.store import backup
from server.store.faults import StoreFault, Unusable
from server.store.postgres import engine
from server.store.postgres.store import prepare

HOW = "install the package postgresql-client, of the version of the server or a newer one"
_VERSION = re.compile(r"^COPY [\w.\"]*alembic_version .*\n(\S+)$", re.MULTILINE)


def save(url: str, file: Path) -> None:
    """One moment of it: other writers go on meanwhile. Raises Unusable."""
    backup.free(file)
    draft = file.with_name(f"{file.name}.part")
    before = os.umask(0o077)
    try:
        out = [f"--exclude-table-data={table}" for table in backup.LEFT_OUT]
        _run(url, "pg_dump", "--format=custom", "--no-owner", *out, f"--file={draft}", _where(url))
        draft.rename(file)
    finally:
        os.umask(before)
        draft.unlink(missing_ok=True)


def put_back(file: Path, url: str) -> str:
    """The version it had. Raises Unusable, and then nothing is changed."""
    backup.wanted(file, backup.POSTGRESQL)
    # Reads all of it, so that a part that is missing is found before anything is written.
    _run(url, "pg_restore", f"--file={os.devnull}", str(file))
    told = _run(url, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file))
    found = _VERSION.search(told)
    version = found[1] if found else ""
    backup.known(file, version)
    _empty(url)
    one = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run(url, "pg_restore", *one, _where(url), str(file))
    prepare(url)
    return version


def _empty(url: str) -> None:
    lines = engine.migrating(url)
    try:
        with lines.connect() as connection:
            there = inspect(connection).get_table_names()
            name = connection.execute(select(func.current_database())).scalar()
    except StoreFault:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is told
        raise engine.told(url, fault) from None
    finally:
        lines.dispose()
    if there:
        raise Unusable(
            f"The database {without_password(url)} is not empty: it has {len(there)} tables, such "
            f"as {there[0]}. Make an empty one, such as with `createdb {name}_restored`, and name "
            "it in DATABASE_URL."
        )


def _where(url: str) -> str:
    """Without the password, which others on this machine could read in the list of processes."""
    told = {name: value for name, value in engine.address(url).items() if value is not None}
    told.pop("password", None)
    return f"--dbname={make_conninfo(**told)}"


def _run(url: str, program: str, *words: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise Unusable(f"{program} is not on this machine: {HOW}.")
    password = engine.address(url)["password"]
    environ = os.environ | ({"PGPASSWORD": password} if password else {})
    # No shell reads them.
    done = subprocess.run(  # noqa: S603
        [path, *words], env=environ, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = hiding_password(done.stderr.strip() or "it said nothing", url)
        more = f" To put that right, {HOW}." if "version" in said else ""
        raise Unusable(f"{program} did not succeed: {said}{more}")
    return done.stdout
