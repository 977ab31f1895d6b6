"""A copy of the SQLite while its server writes, and back into an empty data folder."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from server.store import backup
from server.store.faults import Unusable
from server.store.sqlite.engine import Lock
from server.store.sqlite.store import SqliteStore

STAYS = ("pepper", "doorstart.sqlite3.lock")
"""What may lie in a folder that something is put back into."""


def save(database: Path, file: Path) -> None:
    """One moment of it: other writers go on meanwhile. Raises Unusable.

    It goes by memory, so that what is left out comes on no disk.
    """
    backup.free(file)
    if not database.exists():
        raise Unusable(f"{database} is not there: name the data folder with DOORSTART_DATA.")
    with _failing(database), closing(sqlite3.connect(":memory:")) as memory:
        with closing(_reading(database)) as source:
            # All pages in one step: in steps, each write would begin it anew.
            source.backup(memory)
        there = {name for (name,) in memory.execute("SELECT name FROM sqlite_master")}
        for table in there.intersection(backup.LEFT_OUT):
            # The names are ours.
            memory.execute(f"DELETE FROM {table}")  # noqa: S608
        memory.commit()
        # Of what was deleted no byte stays in the pages.
        memory.execute("VACUUM")
        with _draft(file) as draft, closing(sqlite3.connect(draft)) as target:
            memory.backup(target)


def put_back(file: Path, database: Path) -> str:
    """The version it had. Raises Unusable, and then nothing is changed."""
    backup.wanted(file, backup.SQLITE)
    before = _version(file)
    folder = database.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = sorted(one.name for one in folder.iterdir() if one.name not in STAYS)
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        raise Unusable(
            f"{folder} is not empty: it has {', '.join(there[:3])}{more}. Stop its server and "
            "move them away, or name an empty folder with DOORSTART_DATA."
        )
    lock = Lock(database)
    try:
        with _draft(database) as draft:
            shutil.copyfile(file, draft)
    finally:
        lock.release()
    # Opening it brings it up to date.
    SqliteStore(database).close()
    return before


def _version(file: Path) -> str:
    """Looks whether it is whole first. Raises Unusable."""
    with _failing(file), closing(_reading(file)) as line:
        told = [row[0] for row in line.execute("PRAGMA integrity_check")]
        if told != ["ok"]:
            raise Unusable(f"{file} is damaged: {told[0]}. Take another backup.")
        if loose := line.execute("PRAGMA foreign_key_check").fetchall():
            raise Unusable(
                f"{file} is damaged: {len(loose)} rows name what is not there, the first in "
                f"{loose[0][0]}. Take another backup."
            )
        tables = {name for (name,) in line.execute("SELECT name FROM sqlite_master")}
        row = None
        if "alembic_version" in tables:
            row = line.execute("SELECT version_num FROM alembic_version").fetchone()
    version = str(row[0]) if row else ""
    backup.known(file, version)
    return version


def _reading(file: Path) -> sqlite3.Connection:
    """Cannot write, and so disturbs no server."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """A file beside it that takes its name when all of it is on the disk."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.rename(file)
    except OSError as fault:
        raise Unusable(f"{file} cannot be written: {fault.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _failing(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as fault:
        raise Unusable(f"{file} cannot be read or copied: {fault}") from None
