"""Accounts: coaches and coordinators, the links that sign them in, and ending them."""

import secrets
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from board.types import Millis
from server.ids import new_id
from server.store import sign_ins
from server.store import tables as t
from server.store.grants import hashed
from server.store.sign_ins import SECRET_BYTES, SignedIn
from server.store.store import Store

COACH, COORDINATOR = "coach", "coordinator"


class LinkKind(StrEnum):
    MAIL = "mail"
    INVITATION = "invitation"


class Account(Struct, frozen=True):
    """``municipality`` is None for a coach; ``email`` for who came by a provider."""

    id: str
    email: str | None
    function: str
    municipality: str | None
    name: str
    created_at: Millis
    disabled_at: Millis | None
    issuer: str | None = None
    subject: str | None = None


class Spent(Struct, frozen=True):
    """Why a link signs nobody in: ``used``, ``over`` or, of a closed account, ``closed``."""

    why: str


_a, _o = t.account.c, t.one_time_link.c
_accounts = select(
    _a.id,
    _a.email,
    _a.function,
    _a.municipality,
    _a.name,
    _a.created_at,
    _a.disabled_at,
    _a.issuer,
    _a.subject,
)


def folded(email: str) -> str:
    """One person, however the address is typed."""
    return email.strip().casefold()


class Accounts:
    """``now`` always comes from the caller."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def by_email(self, email: str) -> Account | None:
        return await self._first(_a.email == folded(email))

    async def by_id(self, id: str) -> Account | None:
        return await self._first(_a.id == id)

    async def by_subject(self, issuer: str, subject: str) -> Account | None:
        """Who a provider of sign-ins means."""
        return await self._first((_a.issuer == issuer) & (_a.subject == subject))

    async def all(self) -> tuple[Account, ...]:
        query = _accounts.order_by(_a.created_at, _a.id)

        def work(connection: Connection) -> tuple[Account, ...]:
            return tuple(Account(**row) for row in connection.execute(query).mappings())

        return await self._store.read(work)

    async def names(self) -> dict[str, str]:
        """What each is called, by account; also those that are closed."""
        return {one.id: one.name for one in await self.all()}

    async def put(self, wanted: Account) -> Account:
        """Adds it, or gives the account with its e-mail or its subject this function,
        municipality and name. One that is closed stays closed.
        """

        def work(connection: Connection) -> Account:
            # Two that are new and the same, on two servers, wait for each other here.
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            known = _known(connection, wanted)
            if known is None:
                connection.execute(insert(t.account), asdict(wanted))
                return wanted
            changed: dict[str, Any] = {
                "function": wanted.function,
                "municipality": wanted.municipality,
                "name": wanted.name or known["name"],
            }
            if wanted.subject is not None:
                changed |= {"issuer": wanted.issuer, "subject": wanted.subject}
            connection.execute(update(t.account).where(_a.id == known["id"]).values(changed))
            if (known["function"], known["municipality"]) != (
                wanted.function,
                wanted.municipality,
            ):
                # What one had open was opened in another function.
                sign_ins.end_grants(connection, wanted.created_at, account=known["id"])
            return Account(**{**known, **changed})

        return await self._store.write(work)

    async def close(self, account: str, now: Millis) -> bool:
        """Ends an account at once and for good: its sign-ins, its links, and all it has
        open. False: there is none, or it was closed before.
        """

        def work(connection: Connection) -> bool:
            closed = connection.execute(
                update(t.account)
                .where(_a.id == account, _a.disabled_at.is_(None))
                .values(disabled_at=now)
            )
            if closed.rowcount != 1:
                return False
            sign_ins.end(connection, now, account=account)
            connection.execute(
                update(t.one_time_link)
                .where(_o.account == account, _o.used_at.is_(None))
                .values(used_at=now)
            )
            return True

        return await self._store.write(work)

    async def reopen(self, account: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(update(t.account).where(_a.id == account).values(disabled_at=None))

        await self._store.write(work)

    async def make_link(self, account: str, kind: LinkKind, now: Millis, expires_at: Millis) -> str:
        """A new link; returns its secret, which cannot be had again."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        row = {
            "hash": hashed(secret),
            "account": account,
            "kind": kind.value,
            "created_at": now,
            "expires_at": expires_at,
        }

        def work(connection: Connection) -> None:
            connection.execute(insert(t.one_time_link), row)

        await self._store.write(work)
        return secret

    async def use_link(
        self, secret: str, browser: bytes | None, device: str, now: Millis, expires_at: Millis
    ) -> SignedIn | Spent | None:
        """Signs this browser in, once; None for what is no link of ours."""
        link = hashed(secret)

        def work(connection: Connection) -> SignedIn | Spent | None:
            # The write first: of two that come at once, one waits here and then finds it used.
            used = connection.execute(
                update(t.one_time_link)
                .where(_o.hash == link, _o.used_at.is_(None), _o.expires_at > now)
                .values(used_at=now)
            )
            row = connection.execute(
                select(_o.account, _o.used_at, _a.disabled_at)
                .join(t.account, _a.id == _o.account)
                .where(_o.hash == link)
            ).first()
            if row is None:
                return None
            if row.disabled_at is not None:
                return Spent("closed")
            if used.rowcount != 1:
                return Spent("over" if row.used_at is None else "used")
            return sign_ins.begin(
                connection, row.account, browser, device=device, now=now, expires_at=expires_at
            )

        return await self._store.write(work)

    async def _first(self, where: ColumnElement[bool]) -> Account | None:
        def work(connection: Connection) -> Account | None:
            row = connection.execute(_accounts.where(where)).mappings().first()
            return Account(**row) if row else None

        return await self._store.read(work, one=True)


def _known(connection: Connection, wanted: Account) -> RowMapping | None:
    for where in (
        (_a.issuer == wanted.issuer) & (_a.subject == wanted.subject) if wanted.subject else None,
        _a.email == wanted.email if wanted.email else None,
    ):
        if where is not None:
            query = _accounts.where(where)
            if row := connection.execute(query).mappings().first():
                return row
    return None


LOCK = 0x61636374
"""Of accounts alone, among the advisory locks of the database."""


def new_account(
    *,
    function: str,
    name: str,
    now: Millis,
    municipality: str | None = None,
    email: str | None = None,
    issuer: str | None = None,
    subject: str | None = None,
) -> Account:
    return Account(
        id=new_id(),
        email=folded(email) if email else None,
        function=function,
        municipality=municipality,
        name=name,
        created_at=now,
        disabled_at=None,
        issuer=issuer,
        subject=subject,
    )
