"""What a backup leaves out, and what a file has to be to be put back.

Open votes and anonymous cards are kept secret by half a key in the database and a secret
outside of it. So no backup has that half, and none has the secret.
"""

from pathlib import Path

from server.store.faults import Unusable
from server.store.migrate import NEWER, VERSIONS

LEFT_OUT = ("ballot", "salt", "outbox", "return_code", "secret")
"""Tables that go into it without their rows: who has a copy learns no vote from it, and no
code that was used works again.
"""

SQLITE = b"SQLite format 3\0"
POSTGRESQL = b"PGDMP"
KINDS = {
    SQLITE: "a SQLite backup: it goes into a data folder, so run this without DATABASE_URL",
    POSTGRESQL: "a PostgreSQL backup: set DATABASE_URL to an empty database",
}


def kind_of(file: Path) -> bytes:
    """By how it begins. Raises Unusable where it is no backup."""
    try:
        with file.open("rb") as opened:
            begin = opened.read(len(SQLITE))
    except OSError as fault:
        raise Unusable(f"{file} cannot be read: {fault.strerror}") from None
    for kind in KINDS:
        if begin.startswith(kind):
            return kind
    raise Unusable(
        f"{file} is no backup of Doorstart: it begins with {begin[:8]!r}. "
        "Name a file that `doorstart backup` made."
    )


def wanted(file: Path, kind: bytes) -> None:
    """Raises Unusable where it is of the other database, or none."""
    found = kind_of(file)
    if found != kind:
        raise Unusable(f"{file} is {KINDS[found]}.")


def known(file: Path, version: str) -> None:
    """Raises Unusable where this server cannot bring it up to date."""
    if not version:
        raise Unusable(f"{file} is a database, but not of Doorstart: it names no version.")
    if version not in VERSIONS:
        raise Unusable(
            f"{file} has version {version}, and this server knows up to {VERSIONS[-1]}. {NEWER}"
        )


def free(file: Path) -> None:
    """Raises Unusable where something is there already, or nothing can be written."""
    if file.exists():
        raise Unusable(f"{file} exists already; name another file, or move that one away.")
    if not file.absolute().parent.is_dir():
        raise Unusable(f"{file.absolute().parent} is no folder; make it first, or name another.")
