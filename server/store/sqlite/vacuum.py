"""Rewrites a SQLite that no server uses, so that no byte of what was deleted stays in it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from server.store.faults import Unusable
from server.store.sqlite.engine import Lock


def vacuum(database: Path) -> None:
    """Raises Locked or Unusable. Deleting leaves copies behind where a page was split."""
    lock = Lock(database)
    try:
        with closing(sqlite3.connect(database, timeout=5, isolation_level=None)) as line:
            # What it sorts must not lie in files under /tmp.
            line.execute("PRAGMA temp_store=MEMORY")
            line.execute("PRAGMA secure_delete=ON")
            line.execute("VACUUM")
            line.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as fault:
        raise Unusable(
            f"{database} could not be rewritten ({fault}); what was deleted may still be in its "
            "bytes. Make room on the disk and run the same again."
        ) from None
    finally:
        lock.release()
