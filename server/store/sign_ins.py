"""Which browser is whose, from when to when; and what ends when that does."""

import secrets

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, or_, select, update

from board.types import Millis
from server.ids import new_id
from server.store import tables as t
from server.store.append import raise_access
from server.store.grants import Kind, hashed, one_at_a_time
from server.store.store import Store

SECRET_BYTES = 32


class SignedIn(Struct, frozen=True):
    """A sign-in that began: ``cookie`` is the new one of its browser, given out once."""

    id: str
    account: str
    cookie: str


class Someone(Struct, frozen=True):
    """Who a browser is signed in as, now."""

    sign_in: str
    account: str
    name: str
    function: str
    municipality: str | None
    municipality_name: str | None
    seen_at: Millis
    hint: str | None


class SignIn(Struct, frozen=True):
    """One as its own list shows it."""

    id: str
    device: str
    created_at: Millis
    seen_at: Millis
    expires_at: Millis


class Attempt(Struct, frozen=True):
    """Who went to the provider of sign-ins: what must come back with them."""

    nonce: str
    verifier: str
    leads_to: str


_s, _a, _m, _g, _at = (
    t.sign_in.c,
    t.account.c,
    t.municipality.c,
    t.door_grant.c,
    t.sign_in_attempt.c,
)
_l = t.link.c
_someone = (
    select(
        _s.id.label("sign_in"),
        _a.id.label("account"),
        _a.name,
        _a.function,
        _a.municipality,
        _m.name.label("municipality_name"),
        _s.seen_at,
        _s.hint,
    )
    .join(t.account, _a.id == _s.account)
    .outerjoin(t.municipality, _m.id == _a.municipality)
    .where(_s.ended_at.is_(None), _a.disabled_at.is_(None))
    .order_by(_s.created_at.desc(), _s.id)
)


class SignIns:
    """``now`` always comes from the caller; so does how long nobody may be seen."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def someone(self, browser: bytes, now: Millis, idle: Millis) -> Someone | None:
        """Who this browser is signed in as; None for nobody, or not any more."""
        query = _someone.where(_s.browser == browser, _s.expires_at > now, _s.seen_at > now - idle)

        def work(connection: Connection) -> Someone | None:
            row = connection.execute(query).mappings().first()
            return Someone(**row) if row else None

        return await self._store.read(work, one=True)

    async def seen(self, sign_in: str, now: Millis) -> None:
        def work(connection: Connection) -> None:
            connection.execute(update(t.sign_in).where(_s.id == sign_in).values(seen_at=now))

        await self._store.write(work)

    async def begin(
        self,
        account: str,
        browser: bytes | None,
        *,
        device: str,
        now: Millis,
        expires_at: Millis,
        hint: str | None = None,
    ) -> SignedIn:
        def work(connection: Connection) -> SignedIn:
            return begin(
                connection,
                account,
                browser,
                device=device,
                now=now,
                expires_at=expires_at,
                hint=hint,
            )

        return await self._store.write(work)

    async def end(self, account: str, now: Millis, *, sign_in: str | None = None) -> None:
        """Signs out: there, or everywhere. What was opened by it is closed."""

        def work(connection: Connection) -> None:
            end(connection, now, account=account, sign_in=sign_in)

        await self._store.write(work)

    async def of(self, account: str, now: Millis, idle: Millis) -> tuple[SignIn, ...]:
        """Those that hold, newest first."""
        query = (
            select(_s.id, _s.device, _s.created_at, _s.seen_at, _s.expires_at)
            .where(
                _s.account == account,
                _s.ended_at.is_(None),
                _s.expires_at > now,
                _s.seen_at > now - idle,
            )
            .order_by(_s.created_at.desc(), _s.id)
        )

        def work(connection: Connection) -> tuple[SignIn, ...]:
            return tuple(SignIn(**row) for row in connection.execute(query).mappings())

        return await self._store.read(work, one=True)

    # By way of a provider

    async def attempt(
        self, state: str, browser: bytes, attempt: Attempt, now: Millis, expires_at: Millis
    ) -> None:
        """Remembers who goes there; what nobody came back for in time is forgotten."""
        row = {
            "state": hashed(state),
            "browser": browser,
            "nonce": attempt.nonce,
            "verifier": attempt.verifier,
            "leads_to": attempt.leads_to,
            "expires_at": expires_at,
        }

        def work(connection: Connection) -> None:
            connection.execute(delete(t.sign_in_attempt).where(_at.expires_at <= now))
            connection.execute(insert(t.sign_in_attempt), row)

        await self._store.write(work)

    async def back(self, state: str, browser: bytes, now: Millis) -> Attempt | None:
        """Once, in the browser that went. Another's is left for who it belongs to."""
        mine = (_at.state == hashed(state)) & (_at.browser == browser) & (_at.expires_at > now)

        def work(connection: Connection) -> Attempt | None:
            query = select(_at.nonce, _at.verifier, _at.leads_to).where(mine).with_for_update()
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            # Two that come at once: the second finds no row to take away.
            taken = connection.execute(delete(t.sign_in_attempt).where(mine))
            return Attempt(**row) if taken.rowcount == 1 else None

        return await self._store.write(work)


def begin(
    connection: Connection,
    account: str,
    browser: bytes | None,
    *,
    device: str,
    now: Millis,
    expires_at: Millis,
    hint: str | None = None,
) -> SignedIn:
    """With a new cookie: whoever knew or planted the old one is left with nothing.

    What that browser had come in by, such as a seat, comes along.
    """
    cookie, id = secrets.token_urlsafe(SECRET_BYTES), new_id()
    renewed = hashed(cookie)
    connection.execute(insert(t.browser), {"hash": renewed, "created_at": now})
    if browser is not None:
        one_at_a_time(connection, browser)
        before = select(_s.account).where(_s.browser == browser, _s.ended_at.is_(None))
        for other in sorted(set(connection.execute(before).scalars())):
            end(connection, now, account=other, browser=browser)
        connection.execute(
            update(t.door_grant).where(_g.browser == browser).values(browser=renewed)
        )
    connection.execute(
        insert(t.sign_in),
        {
            "id": id,
            "browser": renewed,
            "account": account,
            "device": device,
            "created_at": now,
            "seen_at": now,
            "expires_at": expires_at,
            "hint": hint,
        },
    )
    return SignedIn(id, account, cookie)


def end(
    connection: Connection,
    now: Millis,
    *,
    account: str,
    sign_in: str | None = None,
    browser: bytes | None = None,
) -> None:
    """Of an account: one sign-in, those of one browser, or all; with what they opened."""
    mine = (_s.account == account) & _s.ended_at.is_(None)
    if sign_in is not None:
        mine &= _s.id == sign_in
    if browser is not None:
        mine &= _s.browser == browser
    browsers = list(connection.execute(select(_s.browser).where(mine)).scalars())
    connection.execute(update(t.sign_in).where(mine).values(ended_at=now, hint=None))
    if sign_in is None and browser is None:
        end_grants(connection, now, account=account)
    elif browsers:
        end_grants(connection, now, account=account, browsers=browsers)


def end_grants(
    connection: Connection,
    now: Millis,
    *,
    account: str,
    browsers: list[bytes] | None = None,
    trajectory: str | None = None,
) -> None:
    """What an account has open is closed, sockets too: ``access`` rises with it. All of
    it, or what it has open in these browsers, or of this trajectory.
    """
    mine = (_g.account == account) & _g.ended_at.is_(None)
    if browsers is not None:
        mine &= _g.browser.in_(browsers)
    if trajectory is not None:
        held = select(t.work_session.c.board_id).where(t.work_session.c.trajectory == trajectory)
        mine &= or_(_g.trajectory == trajectory, _g.board_id.in_(held))
    boards = set(connection.execute(select(_g.board_id).where(mine)).scalars())
    connection.execute(update(t.door_grant).where(mine).values(ended_at=now))
    # In one order, so that two that meet do not wait for each other.
    for one in sorted(filter(None, boards)):
        raise_access(connection, one)


BEHIND = (Kind.LEAD, Kind.SCRIBE, Kind.DISPLAY, Kind.COACH)
"""What a session is led, helped, shown and looked at with."""


def revoke_leads(connection: Connection, trajectory: str, now: Millis) -> None:
    """No link opens a console, a helper's or a screen of this trajectory any more, nor
    keeps one open: who leads now hands out new ones. What was opened signed in goes on.
    """
    held = select(t.work_session.c.board_id).where(t.work_session.c.trajectory == trajectory)
    behind = _l.kind.in_([kind.value for kind in BEHIND])
    leads = _l.board_id.in_(held) & behind & _l.revoked_at.is_(None)
    boards = set(connection.execute(select(_l.board_id).where(leads)).scalars())
    connection.execute(update(t.link).where(leads).values(revoked_at=now))
    for one in sorted(boards):
        raise_access(connection, one)
