"""Snapshots as the database keeps them: the exact bytes, with their hash."""

import hashlib
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, insert, select, update

from board.erase import TAKEN_OUT, Gone, without_line, without_lines
from board.types import CardId, Millis
from server.store import tables as t

_s = t.snapshot.c
NOTHING = Gone()


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
    connection: Connection, board: str, cards: Sequence[CardId], since: int, gone: Gone = NOTHING
) -> None:
    """Makes a new version, without the text of these cards, of every snapshot that shows it.
    It cannot stand in one from before ``since``. ``gone`` is what came from it besides.

    The old version keeps its row, without bytes or hash: so a page that was
    printed can be told to be of an earlier one.
    """
    rows = connection.execute(
        select(t.snapshot).where(_s.board_id == board, _s.seq >= since, _s.public.is_not(None))
    ).mappings()
    for row in rows.all():
        public = _without(row["public"], cards, gone)
        closed = row["closed"] and _without(row["closed"], cards, gone)
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


def _without(public: bytes, cards: Sequence[CardId], gone: Gone) -> bytes:
    public = without_card(public, None, gone)
    for card in cards:
        public = without_card(public, card, gone)
    return public


def without_card(public: bytes, card: CardId | None, gone: Gone = NOTHING) -> bytes:
    """The bytes of a snapshot, or of its closed part, with the card's own words set to
    null, also where a cluster or a line of a text came from them; else the same.

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
        kind, _, id = key.partition(":")
        if kind == "cluster" and gone.title(id, entity["title"]):
            entity["title"] = TAKEN_OUT
        if kind == "text" and id in gone.lines:
            entity["lines"] = without_lines(entity["lines"], gone.lines[id])
        asked = entity.get("questions", ())
        shown = [option for question in asked for option in question["options"]]
        for one in (*asked, *shown):
            if not one.get("cards"):
                one["text"] = without_line(one["text"], gone.any_line)
        # A vote may ask about each card; a chart and a placement have a row for each.
        for one in (*asked, *shown, *entity.get("rows", ())):
            if one["id"] == card or gone.title(one["id"], one["text"]):
                one["text"] = None
                if one.get("dutch"):
                    one["dutch"] = None
    return msgspec.json.encode(tree, order="sorted")
