"""Snapshots as the database keeps them: the exact bytes, with their hash."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, insert

from board.types import Millis
from server.store import tables as t


class SnapshotRow(Struct, frozen=True):
    """``by`` is a function, never a person. The hashes are SHA-256 in hex of the bytes."""

    id: str
    board: str
    seq: int
    moment: str
    label: str
    at: Millis
    by: str
    public: bytes
    sha256: str
    closed: bytes | None = None
    closed_sha256: str | None = None


def add_snapshots(connection: Connection, snapshots: Sequence[SnapshotRow]) -> None:
    if snapshots:
        rows = [asdict(snapshot) for snapshot in snapshots]
        for row in rows:
            row["board_id"] = row.pop("board")
        connection.execute(insert(t.snapshot), [{"version": 1, **row} for row in rows])
