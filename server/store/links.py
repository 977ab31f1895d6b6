"""Links that open a door: made, listed, taken back. A secret is shown once, and only its
SHA-256 is kept.
"""

import secrets

from sqlalchemy import Connection, insert, select, update

from board.types import Millis
from server.store import tables as t
from server.store.append import raise_access
from server.store.grants import LINKS, Kind, Link, as_link, hashed
from server.store.store import Store

SECRET_BYTES = 32
_g, _l = t.door_grant.c, t.link.c


class Links:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def make_link(
        self,
        kind: Kind,
        *,
        now: Millis,
        expires_at: Millis,
        board: str | None = None,
        trajectory: str | None = None,
        about: str | None = None,
        by: str | None = None,
    ) -> str:
        """A new link; returns its secret, which cannot be had again. ``about`` is the one
        thing it shows, ``by`` as what somebody made it.
        """
        secret = secrets.token_urlsafe(SECRET_BYTES)
        row = {
            "hash": hashed(secret),
            "kind": kind.value,
            "board_id": board,
            "trajectory": trajectory,
            "created_at": now,
            "expires_at": expires_at,
            "about": about,
            "by": by,
        }

        def work(connection: Connection) -> None:
            connection.execute(insert(t.link), row)

        await self._store.write(work)
        return secret

    async def links(self, *, board: str | None = None, trajectory: str | None = None) -> list[Link]:
        """The links of a board or of a trajectory, oldest first."""
        of = _l.board_id == board if board is not None else _l.trajectory == trajectory
        query = LINKS.where(of).order_by(_l.created_at, _l.hash)

        def work(connection: Connection) -> list[Link]:
            return [as_link(row) for row in connection.execute(query).mappings()]

        return await self._store.read(work)

    async def link(self, hash: bytes) -> Link | None:
        query = LINKS.where(_l.hash == hash)

        def work(connection: Connection) -> Link | None:
            row = connection.execute(query).mappings().first()
            return as_link(row) if row else None

        return await self._store.read(work, one=True)

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
