"""Grants and links as rows: what each is, how one is found, and whether it holds."""

import hashlib
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    and_,
    bindparam,
    insert,
    or_,
    select,
)

from board.types import Access, Millis
from server.store import tables as t

ACCOUNT_HOLDS: Millis = 24 * 3600 * 1000
"""What someone opened signed in: longer than any session, and then it is opened again."""
LONGEST_SECRET = 100
"""More letters than any secret has; what is longer is not even hashed."""


class Kind(StrEnum):
    """What a link opens, and what a grant allows."""

    PARTNER = "partner"
    LEAD = "lead"
    SCRIBE = "scribe"
    DISPLAY = "display"
    COACH = "coach"
    RECORD = "record"
    OFFER = "offer"
    REPORT = "report"
    SNAPSHOT = "snapshot"

    @property
    def access(self) -> Access | None:
        """What it may do on a board; the others are of a trajectory and of no board."""
        of_none = (Kind.RECORD, Kind.OFFER, *LENT)
        return None if self in of_none else Access(self.value)


LENT = (Kind.REPORT, Kind.SNAPSHOT)
"""To read one thing and no more; who lent it sees when it was last opened."""


class Link(Struct, frozen=True):
    """A link as it can be listed. ``hash`` names it, and opens nothing. ``by`` is as what
    somebody made it, and ``about`` the one thing it shows, where it is lent.
    """

    hash: bytes
    kind: Kind
    board: str | None
    trajectory: str | None
    created_at: Millis
    expires_at: Millis
    revoked_at: Millis | None
    about: str | None = None
    by: str | None = None
    opened_at: Millis | None = None


class Grant(Struct, frozen=True):
    """``browser`` is the hash of the cookie. ``link`` is None for who joined by code, and
    for who took it signed in: then ``account`` says who.
    """

    id: str
    browser: bytes
    kind: Kind
    board: str | None
    trajectory: str | None
    seat: str | None
    link: bytes | None
    created_at: Millis
    account: str | None = None


class Held(Struct, frozen=True):
    """A grant with what its link or its account says of it now.

    ``access`` is the board's at the moment of this reading: when that has risen
    since, someone's access was taken back, and this may be it.
    """

    grant: Grant
    expires_at: Millis | None
    revoked_at: Millis | None
    ended_at: Millis | None
    closed_at: Millis | None
    function: str | None
    access: int | None

    def holds(self, now: Millis) -> bool:
        """As ``holds`` below; who joined by code has no link to lose."""
        if self.ended_at is not None:
            return False
        if self.grant.account is not None:
            return self.closed_at is None and self.grant.created_at + ACCOUNT_HOLDS > now
        if self.grant.link is None:
            return True
        return self.revoked_at is None and self.expires_at is not None and self.expires_at > now


_g, _l, _a = t.door_grant.c, t.link.c, t.account.c
GRANTS = select(
    _g.id,
    _g.browser,
    _g.kind,
    _g.board_id.label("board"),
    _g.trajectory,
    _g.seat,
    _g.link,
    _g.created_at,
    _g.account,
)
HELD = (
    GRANTS.add_columns(
        _l.expires_at, _l.revoked_at, _g.ended_at, _a.disabled_at, _a.function, t.board.c.access
    )
    .outerjoin(t.link, _l.hash == _g.link)
    .outerjoin(t.account, _a.id == _g.account)
    .outerjoin(t.board, t.board.c.board_id == _g.board_id)
    .where(_g.id.in_(bindparam("ids", expanding=True)))
)
"""Many at once, and for each what says whether it holds. Made once: making it costs more
than asking it.
"""
STANDING = GRANTS.outerjoin(t.link, _l.hash == _g.link).outerjoin(t.account, _a.id == _g.account)
"""With what ``stands`` asks of each."""
LINKS = select(
    _l.hash,
    _l.kind,
    _l.board_id.label("board"),
    _l.trajectory,
    _l.created_at,
    _l.expires_at,
    _l.revoked_at,
    _l.about,
    _l.by,
    _l.opened_at,
)


def hashed(secret: str) -> bytes:
    """What is kept of a secret, and how it is found again."""
    if len(secret) > LONGEST_SECRET:
        return b""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def holds(now: Millis) -> ColumnElement[bool]:
    """Of a link."""
    return and_(_l.revoked_at.is_(None), _l.expires_at > now)


def stands(now: Millis) -> ColumnElement[bool]:
    """Of a grant beside its link and its account, as ``Held.holds`` has it."""
    by_account = and_(_a.disabled_at.is_(None), _g.created_at > now - ACCOUNT_HOLDS)
    by_link = and_(_g.account.is_(None), or_(_g.link.is_(None), holds(now)))
    return and_(_g.ended_at.is_(None), or_(and_(_g.account.is_not(None), by_account), by_link))


def one_at_a_time(connection: Connection, browser: bytes) -> None:
    """Two requests of one browser, perhaps at two servers, get the same grant."""
    row = select(t.browser.c.hash).where(t.browser.c.hash == browser)
    connection.execute(row.with_for_update(key_share=True))


def add(connection: Connection, grant: Grant) -> Grant:
    connection.execute(
        insert(t.door_grant),
        {
            "id": grant.id,
            "browser": grant.browser,
            "kind": grant.kind.value,
            "board_id": grant.board,
            "trajectory": grant.trajectory,
            "seat": grant.seat,
            "link": grant.link,
            "created_at": grant.created_at,
            "account": grant.account,
        },
    )
    return grant


def as_grant(row: RowMapping) -> Grant:
    known = {name: row[name] for name in Grant.__struct_fields__}
    return Grant(**{**known, "kind": Kind(row["kind"])})


def as_held(row: Row[Any]) -> Held:
    id, browser, kind, board, trajectory, seat, link, created_at, account, *now = list(row)
    grant = Grant(id, browser, Kind(kind), board, trajectory, seat, link, created_at, account)
    return Held(grant, *now)


def as_link(row: RowMapping) -> Link:
    return Link(**{**row, "kind": Kind(row["kind"])})
