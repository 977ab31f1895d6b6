"""Who came in by which door: links, browsers, what each may do, and people's names.

A secret is given out once and kept only as its SHA-256; it has 256 random bits,
so a plain hash is enough. A grant holds as long as the link it came from, and
is judged each time it is used.
"""

import secrets

from sqlalchemy import Connection, delete, insert, or_, select, update

from board.types import Millis
from server.ids import AN_ID, new_id
from server.store import sessions
from server.store import tables as t
from server.store.append import raise_access
from server.store.codes import read as read_code
from server.store.grants import (
    GRANTS,
    HELD,
    LENT,
    LINKS,
    STANDING,
    Grant,
    Held,
    Kind,
    Link,
    add,
    as_grant,
    as_held,
    as_link,
    hashed,
    holds,
    one_at_a_time,
    stands,
)
from server.store.grouped import Grouped
from server.store.links import SECRET_BYTES, Links
from server.store.sessions import WorkSession
from server.store.store import Store
from server.store.upsert import Upsert

__all__ = ["Doors", "Grant", "Held", "Kind", "Link", "hashed"]

_g, _l = t.door_grant.c, t.link.c
_add_seat = Upsert(t.seat, ("seat",))
_name_seat = Upsert(
    t.seat, ("seat",), ("name",), where=lambda new: t.seat.c.board_id == new("board_id")
)


class Doors(Links):
    """``now`` always comes from the caller. Nothing here reveals whether a secret
    was wrong, expired or revoked: all three are None.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._held = Grouped(self._read_held)

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
            found = connection.execute(LINKS.where(_l.hash == hash, holds(now))).mappings().first()
            if found is None:
                return None
            link = as_link(found)
            if link.kind in LENT:
                # That it is read, and never by whom or how often.
                connection.execute(update(t.link).where(_l.hash == hash).values(opened_at=now))
            one_at_a_time(connection, browser)
            held = GRANTS.where(_g.link == hash, _g.browser == browser, _g.kind == link.kind.value)
            if row := connection.execute(held.add_columns(_g.ended_at)).mappings().first():
                # What was taken back from this browser does not come back by the same link.
                return as_grant(row) if row["ended_at"] is None else None
            return add(
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

    async def session_over(self, typed: str) -> WorkSession | None:
        """The session that ended last with this code, if none has it now."""
        code = read_code(typed)
        if code is None:
            return None

        def work(connection: Connection) -> WorkSession | None:
            return sessions.last_over(connection, code)

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
            return add(
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
            one_at_a_time(connection, grant.browser)
            held = STANDING.where(
                _g.browser == grant.browser,
                _g.kind == kind.value,
                _g.board_id == grant.board,
                _g.link.is_(None) if grant.link is None else _g.link == grant.link,
                _g.account.is_(None) if grant.account is None else _g.account == grant.account,
                stands(now),
            )
            if row := connection.execute(held).mappings().first():
                return as_grant(row)
            return add(
                connection,
                Grant(
                    new_id(), grant.browser, kind, grant.board, grant.trajectory, None,
                    grant.link, now, grant.account,
                ),
            )  # fmt: skip

        return await self._store.write(work)

    async def open_as(
        self,
        account: str,
        browser: bytes,
        kind: Kind,
        now: Millis,
        *,
        board: str | None = None,
        trajectory: str | None = None,
    ) -> Grant:
        """What someone may open signed in; whether they may is judged before. It holds as
        long as they are signed in there, and for ``ACCOUNT_HOLDS`` at most.
        """

        def work(connection: Connection) -> Grant:
            one_at_a_time(connection, browser)
            held = STANDING.where(
                _g.browser == browser,
                _g.account == account,
                _g.kind == kind.value,
                _g.board_id == board if board is not None else _g.board_id.is_(None),
                _g.trajectory == trajectory if trajectory is not None else _g.trajectory.is_(None),
                stands(now),
            )
            if row := connection.execute(held).mappings().first():
                return as_grant(row)
            made = Grant(new_id(), browser, kind, board, trajectory, None, None, now, account)
            return add(connection, made)

        return await self._store.write(work)

    # Taking back

    async def end(self, grant: str, now: Millis) -> bool:
        """Takes one grant back, from one browser; False: there is none that holds."""

        def work(connection: Connection) -> bool:
            mine = (_g.id == grant) & _g.ended_at.is_(None)
            board = connection.execute(select(_g.board_id).where(mine)).scalar()
            ended = connection.execute(update(t.door_grant).where(mine).values(ended_at=now))
            if board is not None and ended.rowcount:
                raise_access(connection, board)
            return ended.rowcount == 1

        return await self._store.write(work)

    async def pass_lead(self, board: str, to: str, now: Millis) -> int:
        """From now on only the account ``to`` leads this board: every other console is
        closed, and the links that open one are revoked. How many consoles that were.

        A big screen that was opened from one goes on, as of who leads now.
        """

        def work(connection: Connection) -> int:
            links = select(_l.hash).where(_l.board_id == board, _l.kind == Kind.LEAD.value)
            connection.execute(
                update(t.door_grant)
                .where(
                    _g.board_id == board,
                    _g.kind == Kind.DISPLAY.value,
                    _g.ended_at.is_(None),
                    or_(_g.link.in_(links), _g.account != to),
                )
                .values(link=None, account=to, created_at=now)
            )
            others = (
                (_g.board_id == board)
                & (_g.kind == Kind.LEAD.value)
                & _g.ended_at.is_(None)
                & or_(_g.account.is_(None), _g.account != to)
            )
            ended = connection.execute(update(t.door_grant).where(others).values(ended_at=now))
            connection.execute(
                update(t.link)
                .where(_l.board_id == board, _l.kind == Kind.LEAD.value, _l.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            raise_access(connection, board)
            return ended.rowcount

        return await self._store.write(work)

    # Being in

    async def grant(self, id: str, browser: bytes | None, now: Millis) -> Grant | None:
        """What this browser may do under this grant now; None for anyone else's."""
        held = await self.held(id, browser, now)
        return held.grant if held else None

    async def held(self, id: str, browser: bytes | None, now: Millis) -> Held | None:
        """As ``grant``, with the access of its board at the moment it was read."""
        # What is no id is not asked for: it could spoil the answer of others.
        if browser is None or not AN_ID.fullmatch(id):
            return None
        held = await self._held.get(id)
        return held if held and held.grant.browser == browser and held.holds(now) else None

    async def stands(self, id: str, now: Millis) -> bool:
        """Whether a grant that came in holds still. Whose it is was seen at the door;
        the cookie of that browser may be another by now, as signing in renews it.
        """
        held = await self._held.get(id)
        return held is not None and held.holds(now)

    async def _read_held(self, ids: list[str]) -> dict[str, Held]:
        def work(connection: Connection) -> dict[str, Held]:
            rows = connection.execute(HELD, {"ids": ids})
            return {held.grant.id: held for held in map(as_held, rows)}

        return await self._store.read(work, one=True)

    async def grants(self, browser: bytes, now: Millis, *, board: str | None = None) -> list[Grant]:
        """All that this browser may do now, newest first."""
        query = STANDING.where(_g.browser == browser, stands(now)).order_by(
            _g.created_at.desc(), _g.id
        )
        if board is not None:
            query = query.where(_g.board_id == board)

        def work(connection: Connection) -> list[Grant]:
            return [as_grant(row) for row in connection.execute(query).mappings()]

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
