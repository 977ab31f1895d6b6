"""Snapshots as the database keeps them: the exact bytes, with their hash."""

import hashlib
from collections.abc import Collection, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, insert, select, update

from board.erase import TAKEN_OUT, taken_from
from board.types import CardId, Millis
from server.store import tables as t

_s = t.snapshot.c


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


def add(connection: Connection, snapshots: Sequence[SnapshotRow], version: int = 1) -> None:
    rows = [asdict(snapshot) for snapshot in snapshots]
    for row in rows:
        row["board_id"] = row.pop("board")
    if rows:
        connection.execute(insert(t.snapshot), [{"version": version, **row} for row in rows])


def erase_text(
    connection: Connection, board: str, card: CardId, since: int, said: Collection[str] = ()
) -> None:
    """Makes a new version, without the card's text, of every snapshot that shows it.
    It cannot stand in one from before ``since``. ``said`` is what the card had said.

    The old version keeps its row, without bytes or hash: so a page that was
    printed can be told to be of an earlier one.
    """
    rows = connection.execute(
        select(t.snapshot).where(_s.board_id == board, _s.seq >= since, _s.public.is_not(None))
    ).mappings()
    for row in rows.all():
        public = without_card(row["public"], card, said)
        closed = row["closed"] and without_card(row["closed"], card, said)
        if (public, closed) == (row["public"], row["closed"]):
            continue
        connection.execute(
            update(t.snapshot)
            .where(_s.id == row["id"], _s.version == row["version"])
            .values(public=None, sha256=None, closed=None, closed_sha256=None)
        )
        new = {
            **row,
            "version": row["version"] + 1,
            "public": public,
            "sha256": hashlib.sha256(public).hexdigest(),
            "closed": closed,
            "closed_sha256": closed and hashlib.sha256(closed).hexdigest(),
        }
        connection.execute(insert(t.snapshot), new)


def without_card(public: bytes, card: CardId, said: Collection[str] = ()) -> bytes:
    """The bytes of a snapshot, or of its closed part, with the card's own words set to
    null, also where a cluster or a line of a text repeats them; else the same.

    Worked on as JSON and not made again from the log: a newer server might
    draw an old board in another way, and a snapshot never changes but for this.
    """
    tree = msgspec.json.decode(public)
    for key, entity in tree["view"].items():
        if key == f"card:{card}":
            entity["text"] = None
            if entity.get("dutch"):
                entity["dutch"] = None
            entity["fields"] = dict.fromkeys(entity["fields"])
        if key.startswith("cluster:") and taken_from(entity["title"], said):
            entity["title"] = TAKEN_OUT
        if key.startswith("text:") and not set(said).isdisjoint(entity["lines"]):
            entity["lines"] = [None if line in said else line for line in entity["lines"]]
        asked = entity.get("questions", ())
        shown = [option for question in asked for option in question["options"]]
        # A vote may ask about each card; a chart and a placement have a row for each.
        for one in (*asked, *shown, *entity.get("rows", ())):
            # Another card that says the same is its writer's own.
            called = f"card:{one['id']}" not in tree["view"] and taken_from(one["text"], said)
            if one["id"] == card or called:
                one["text"] = None
                if one.get("dutch"):
                    one["dutch"] = None
    return msgspec.json.encode(tree, order="sorted")
