"""The closed part of a snapshot in a real database: apart, and without what was erased."""

import hashlib

from sqlalchemy import create_engine, select

from board.types import CardId
from server.store import snapshots
from server.store import tables as t
from server.store.snapshots import SnapshotRow

PUBLIC = b'{"view":{}}'
SAID = (
    b'{"view":{"card:one":{"fields":{},"text":"De uil"},"card:two":{"fields":{},"text":"Blijft"}}}'
)


def test_V6_an_erased_card_goes_from_the_closed_part_too_and_the_rest_stays() -> None:
    engine = create_engine("sqlite://")
    t.snapshot.create(engine)
    row = SnapshotRow(
        id="snap",
        board="board",
        seq=5,
        moment="hand",
        label="",
        at=1,
        by="facilitator",
        public=PUBLIC,
        sha256=hashlib.sha256(PUBLIC).hexdigest(),
        closed=SAID,
        closed_sha256=hashlib.sha256(SAID).hexdigest(),
    )
    with engine.begin() as connection:
        snapshots.add(connection, [row])
        snapshots.erase_text(connection, "board", [CardId("one")], since=0)
        rows = (
            connection.execute(select(t.snapshot).order_by(t.snapshot.c.version)).mappings().all()
        )
    old, new = rows
    assert (old["public"], old["closed"], old["closed_sha256"]) == (None, None, None)
    assert new["public"] == PUBLIC
    assert b"De uil" not in new["closed"]
    assert b"Blijft" in new["closed"]
    assert new["closed_sha256"] == hashlib.sha256(new["closed"]).hexdigest()
