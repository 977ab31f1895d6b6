"""Who came in by which door: links, browsers, what each may do, and people's names.

A secret is given out once and kept only as its SHA-256; it has 256 random bits,
so a plain hash is enough. A grant holds as long as the link it came from, and
is judged each time it is used.
"""

import hashlib
import secrets
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from board.types import Access, Millis
from server.ids import new_id
from server.store import sessions
from server.store import tables as t
from server.store.append import raise_access
from server.store.codes import read as read_code
from server.store.sessions import WorkSession
from server.store.store import Store
from server.store.upsert import Upsert

SECRET_BYTES = 32
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

    @property
    def access(self) -> Access | None:
        """What it may do on a board; the record is of a trajectory and of no board."""
        return None if self is Kind.RECORD else Access(self.value)


class Link(Struct, frozen=True):
    """A link as it can be listed. ``hash`` names it, and opens nothing."""

    hash: bytes
    kind: Kind
    board: str | None
    trajectory: str | None
    created_at: Millis
    expires_at: Millis
    revoked_at: Millis | None


class Grant(Struct, frozen=True):
    """``browser`` is the hash of the cookie; ``link`` is None for who joined by code."""

    id: str
    browser: bytes
    kind: Kind
    board: str | None
    trajectory: str | None
    seat: str | None
    link: bytes | None
    created_at: Millis


_g, _l = t.door_grant.c, t.link.c
_grant = select(
    _g.id,
    _g.browser,
    _g.kind,
    _g.board_id.label("board"),
    _g.trajectory,
    _g.seat,
    _g.link,
    _g.created_at,
)
_link = select(
    _l.hash,
    _l.kind,
    _l.board_id.label("board"),
    _l.trajectory,
    _l.created_at,
    _l.expires_at,
    _l.revoked_at,
)
_add_seat = Upsert(t.seat, ("seat",))
_name_seat = Upsert(
    t.seat, ("seat",), ("name",), where=lambda new: t.seat.c.board_id == new("board_id")
)


def hashed(secret: str) -> bytes:
    """What is kept of a secret, and how it is found again."""
    if len(secret) > LONGEST_SECRET:
        return b""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


class Doors:
    """``now`` always comes from the caller. Nothing here reveals whether a secret
    was wrong, expired or revoked: all three are None.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    # Links

    async def make_link(
        self,
        kind: Kind,
        *,
        now: Millis,
        expires_at: Millis,
        board: str | None = None,
        trajectory: str | None = None,
    ) -> str:
        """A new link; returns its secret, which cannot be had again."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        row = {
            "hash": hashed(secret),
            "kind": kind.value,
            "board_id": board,
            "trajectory": trajectory,
            "created_at": now,
            "expires_at": expires_at,
        }

        def work(connection: Connection) -> None:
            connection.execute(insert(t.link), row)

        await self._store.write(work)
        return secret

    async def links(self, *, board: str | None = None, trajectory: str | None = None) -> list[Link]:
        """The links of a board or of a trajectory, oldest first."""
        of = _l.board_id == board if board is not None else _l.trajectory == trajectory
        query = _link.where(of).order_by(_l.created_at, _l.hash)

        def work(connection: Connection) -> list[Link]:
            return [_as_link(row) for row in connection.execute(query).mappings()]

        return await self._store.read(work)

    async def revoke(self, link: bytes, now: Millis) -> bool:
        """Ends a link and all that was granted by it, at once and for good.

        The board's ``access`` rises in the same transaction, so that nothing
        decided with the old access can still be written. False: no such link,
        or revoked before.
        """

        def work(connection: Connection) -> bool:
            revoked = connection.execute(
                update(t.link)
                .where(_l.hash == link, _l.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            if revoked.rowcount != 1:
                return False
            boards = (
                select(_l.board_id)
                .where(_l.hash == link)
                .union(select(_g.board_id).where(_g.link == link))
            )
            # In one order, so that two that meet do not wait for each other.
            for board in sorted(filter(None, connection.execute(boards).scalars())):
                raise_access(connection, board)
            return True

        return await self._store.write(work)

    # Browsers

    async def new_browser(self, now: Millis) -> str:
        """A browser's cookie."""
        secret = secrets.token_urlsafe(SECRET_BYTES)

        def work(connection: Connection) -> None:
            connection.execute(insert(t.browser), {"hash": hashed(secret), "created_at": now})

        await self._store.write(work)
        return secret

    async def browser(self, cookie: str) -> bytes | None:
        """The browser with this cookie, if the server knows it."""
        hash = hashed(cookie)

        def work(connection: Connection) -> bytes | None:
            query = select(t.browser.c.hash).where(t.browser.c.hash == hash)
            return connection.execute(query).scalar()

        return await self._store.read(work, one=True)

    # Coming in

    async def open_link(self, secret: str, browser: bytes, now: Millis) -> Grant | None:
        """Exchanges a link for a grant; the same browser gets the same grant again."""
        hash = hashed(secret)

        def work(connection: Connection) -> Grant | None:
            found = connection.execute(_link.where(_l.hash == hash, _holds(now))).mappings().first()
            if found is None:
                return None
            link = _as_link(found)
            _one_at_a_time(connection, browser)
            held = _grant.where(_g.link == hash, _g.browser == browser, _g.kind == link.kind.value)
            if row := connection.execute(held).mappings().first():
                return _as_grant(row)
            return _add(
                connection,
                Grant(new_id(), browser, link.kind, link.board, link.trajectory, None, hash, now),
            )

        return await self._store.write(work)

    async def session_by_code(self, typed: str) -> WorkSession | None:
        """The open session that a code, however typed, leads to."""
        code = read_code(typed)
        if code is None:
            return None

        def work(connection: Connection) -> WorkSession | None:
            return sessions.by_code(connection, code)

        return await self._store.read(work)

    async def code_is_over(self, typed: str) -> bool:
        """Whether a code is right, but of a session that has ended."""
        code = read_code(typed)
        if code is None:
            return False

        def work(connection: Connection) -> bool:
            return sessions.is_over(connection, code)

        return await self._store.read(work)

    async def join(
        self, board: str, browser: bytes, seat: str, name: str | None, now: Millis
    ) -> Grant:
        """A partner's grant with a seat of its own; ``name`` as cleaned by the board.

        The seat is not on the board yet: that takes a TakeSeat, by the door. A
        seat that is there already, of a form sent twice, gets one more grant.
        """

        def work(connection: Connection) -> Grant:
            connection.execute(
                _add_seat.on(connection),
                {"seat": seat, "board_id": board, "name": name or None, "created_at": now},
            )
            return _add(
                connection,
                Grant(new_id(), browser, Kind.PARTNER, board, None, seat, None, now),
            )

        return await self._store.write(work)

    async def leave(self, grant: str) -> None:
        """Takes a grant back, with its seat's name: for a seat the board refused."""

        def work(connection: Connection) -> None:
            seat = connection.execute(select(_g.seat).where(_g.id == grant)).scalar()
            connection.execute(delete(t.door_grant).where(_g.id == grant))
            if seat is not None:
                connection.execute(delete(t.seat).where(t.seat.c.seat == seat))

        await self._store.write(work)

    async def share(self, grant: Grant, kind: Kind, now: Millis) -> Grant:
        """One more grant for the same browser and board, such as a big screen beside
        a console. It holds as long as the one it came from, and exists once.
        """

        def work(connection: Connection) -> Grant:
            _one_at_a_time(connection, grant.browser)
            held = _grant.where(
                _g.browser == grant.browser,
                _g.kind == kind.value,
                _g.board_id == grant.board,
                _g.link.is_(None) if grant.link is None else _g.link == grant.link,
            )
            if row := connection.execute(held).mappings().first():
                return _as_grant(row)
            return _add(
                connection,
                Grant(
                    new_id(), grant.browser, kind, grant.board, grant.trajectory, None,
                    grant.link, now,
                ),
            )  # fmt: skip

        return await self._store.write(work)

    # Being in

    async def grant(self, id: str, browser: bytes | None, now: Millis) -> Grant | None:
        """What this browser may do under this grant now; None for anyone else's."""
        if browser is None:
            return None
        query = _grant.outerjoin(t.link, _l.hash == _g.link).where(
            _g.id == id, _g.browser == browser, or_(_g.link.is_(None), _holds(now))
        )

        def work(connection: Connection) -> Grant | None:
            row = connection.execute(query).mappings().first()
            return _as_grant(row) if row else None

        return await self._store.read(work, one=True)

    async def grants(self, browser: bytes, now: Millis, *, board: str | None = None) -> list[Grant]:
        """All that this browser may do now, newest first."""
        query = (
            _grant.outerjoin(t.link, _l.hash == _g.link)
            .where(_g.browser == browser, or_(_g.link.is_(None), _holds(now)))
            .order_by(_g.created_at.desc(), _g.id)
        )
        if board is not None:
            query = query.where(_g.board_id == board)

        def work(connection: Connection) -> list[Grant]:
            return [_as_grant(row) for row in connection.execute(query).mappings()]

        return await self._store.read(work, one=True)

    # Names

    async def names(self, board: str) -> dict[str, str]:
        """How people want to be called, by seat; who gave no name is not in it."""
        s = t.seat.c
        query = select(s.seat, s.name).where(s.board_id == board, s.name.is_not(None))

        def work(connection: Connection) -> dict[str, str]:
            return {row.seat: row.name for row in connection.execute(query)}

        return await self._store.read(work, one=True)

    async def rename(self, board: str, seat: str, name: str | None, now: Millis) -> None:
        """Also for a seat on paper, which came in by no door."""

        def work(connection: Connection) -> None:
            connection.execute(
                _name_seat.on(connection),
                {"seat": seat, "board_id": board, "name": name or None, "created_at": now},
            )

        await self._store.write(work)


def _holds(now: Millis) -> ColumnElement[bool]:
    return and_(_l.revoked_at.is_(None), _l.expires_at > now)


def _one_at_a_time(connection: Connection, browser: bytes) -> None:
    """Two requests of one browser, perhaps at two servers, get the same grant."""
    row = select(t.browser.c.hash).where(t.browser.c.hash == browser)
    connection.execute(row.with_for_update(key_share=True))


def _add(connection: Connection, grant: Grant) -> Grant:
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
        },
    )
    return grant


def _as_grant(row: RowMapping) -> Grant:
    return Grant(**{**row, "kind": Kind(row["kind"])})


def _as_link(row: RowMapping) -> Link:
    return Link(**{**row, "kind": Kind(row["kind"])})
