"""Who may sign in, and how long that holds; making and ending accounts for the command line.

A coach or coordinator signs in with a link that works once, or by a provider
of sign-ins (``server/oidc.py``). Nothing here is a password.
"""

import logging
import re
from collections.abc import Callable

from board.addressing import MUNICIPALITY
from board.text import clean_name
from board.types import Limits, Millis
from server.addresses import reachable
from server.admission import Admission
from server.control import (
    AccountClosed,
    CloseAccount,
    Failed,
    Invite,
    Invited,
    OrgcodeSet,
    SetOrgcode,
)
from server.settings import Settings
from server.store.accounts import (
    COACH,
    COORDINATOR,
    Account,
    Accounts,
    LinkKind,
    folded,
    new_account,
)
from server.store.municipalities import Municipalities
from server.store.record import Municipality
from server.store.store import Store

log = logging.getLogger(__name__)

MINUTE: Millis = 60 * 1000
DAY: Millis = 24 * 60 * MINUTE
SIGN_IN_HOLDS = 14 * DAY
"""After so long one signs in again, whatever one did."""
IDLE = DAY
"""A browser that was not seen for so long is not signed in any more."""
SEEN_EACH = 5 * MINUTE
"""How exactly it is kept when a browser was seen last: a write for each page is too much."""
MAIL_HOLDS = 15 * MINUTE
INVITATION_HOLDS = 7 * DAY
EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]]{1,64}@([^\s@<>(),;:\"\[\].]+\.)+[^\s@<>(),;:\"\[\].]{2,}")
EMAIL_MOST = 254
ORGCODE = re.compile(r"[A-Z0-9]{4,20}")


def is_email(typed: str) -> bool:
    """Whether it could be one; whether it is, only a mail to it tells."""
    email = typed.strip()
    return len(email) <= EMAIL_MOST and email.isprintable() and bool(EMAIL.fullmatch(email))


def orgcode(typed: str) -> str:
    """«0207.532.641» and «0207532641» are one number; "" for what is none."""
    code = re.sub(r"[.\s]", "", typed).upper()
    return code if ORGCODE.fullmatch(code) else ""


class People:
    """What the command line asks about people, here and in a running server."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], Millis]) -> None:
        self.accounts = Accounts(store)
        self.municipalities = Municipalities(store)
        self.settings = settings
        self.clock = clock

    @property
    def admission(self) -> Admission | None:
        """Of who comes by a provider of sign-ins, if there is one."""
        if self.settings.oidc is None:
            return None
        return Admission(self.settings.oidc, self.accounts, self.municipalities, self.clock)

    async def answer(
        self, asked: Invite | CloseAccount | SetOrgcode
    ) -> Invited | AccountClosed | OrgcodeSet | Failed:
        match asked:
            case Invite():
                return await self.invite(asked)
            case CloseAccount():
                return await self.close(asked)
        return await self.set_orgcode(asked)

    async def invite(self, wanted: Invite) -> Invited | Failed:
        """Makes the account if it is not there, and a link that signs it in once."""
        if not is_email(wanted.email):
            return Failed(f"{wanted.email!r} is no e-mail address; it must be like an@example.org")
        name = clean_name(wanted.name or wanted.email.partition("@")[0], Limits.TITLE)
        if not isinstance(name, str) or not name:
            return Failed(f"--name cannot be {wanted.name!r}; 1 to {Limits.TITLE} letters")
        municipality = await self._municipality(wanted)
        if isinstance(municipality, Failed):
            return municipality
        known = await self.accounts.by_email(wanted.email)
        if known is not None and known.disabled_at is not None:
            if not wanted.again:
                return Failed(
                    f"the account of {wanted.email} was closed; add --again to open it again"
                )
            await self.accounts.reopen(known.id)
        account = await self.accounts.put(self._account(wanted, name, municipality))
        now = self.clock()
        expires_at = now + INVITATION_HOLDS
        secret = await self.accounts.make_link(account.id, LinkKind.INVITATION, now, expires_at)
        return Invited(
            account=account.id,
            name=account.name,
            function=account.function,
            municipality=municipality.name if municipality else "",
            link=sign_in_link(reachable(self.settings), secret),
            days=INVITATION_HOLDS // DAY,
        )

    async def close(self, wanted: CloseAccount) -> AccountClosed | Failed:
        known = await self.accounts.by_email(wanted.email)
        if known is None:
            return Failed(f"nobody signs in with {wanted.email!r}")
        if not await self.accounts.close(known.id, self.clock()):
            return Failed(f"the account of {wanted.email} was closed already")
        log.info("an account was closed, with all it had open")
        return AccountClosed(known.name)

    async def set_orgcode(self, wanted: SetOrgcode) -> OrgcodeSet | Failed:
        code = orgcode(wanted.orgcode)
        if not code:
            return Failed(
                f"--orgcode cannot be {wanted.orgcode!r}; it must be the number of the "
                "municipality in the Crossroads Bank, like 0207.532.641, or its OVO code"
            )
        found = await self._existing(wanted.municipality)
        if isinstance(found, Failed):
            return found
        other = await self.municipalities.by_orgcode(code)
        if other is not None and other.id != found.id:
            return Failed(f"--orgcode {code} is that of {other.name} already")
        await self.municipalities.set_orgcode(found.id, code)
        return OrgcodeSet(found.name, code)

    def _account(self, wanted: Invite, name: str, municipality: Municipality | None) -> Account:
        return new_account(
            function=COORDINATOR if municipality else COACH,
            name=name,
            now=self.clock(),
            municipality=municipality.id if municipality else None,
            email=folded(wanted.email),
        )

    async def _municipality(self, wanted: Invite) -> Municipality | Failed | None:
        if wanted.function == COACH:
            if wanted.municipality:
                return Failed("a coach is of no municipality; leave --municipality out")
            return None
        if not wanted.municipality.strip():
            return Failed("a coordinator is of one municipality; say which with --municipality")
        found = await self._existing(wanted.municipality)
        if isinstance(found, Failed) and wanted.new:
            name = clean_name(wanted.municipality, Limits.TITLE)
            if not isinstance(name, str):
                why = f"it needs 1 to {Limits.TITLE} letters"
                return Failed(f"--municipality cannot be {wanted.municipality!r}; {why}")
            found = await self.municipalities.named(name, wanted.title or MUNICIPALITY)
        if isinstance(found, Municipality) and wanted.title not in ("", found.title):
            await self.municipalities.call(found.id, wanted.title)
        return found

    async def _existing(self, name: str) -> Municipality | Failed:
        there = await self.municipalities.all()
        same = [one for one in there if one.name.casefold() == name.strip().casefold()]
        if same:
            return same[0]
        if not there:
            return Failed(f"there is no municipality yet; add --new to make {name!r}")
        lines = "\n".join(f"  {one.name}" for one in there)
        return Failed(
            f"there is no municipality {name!r}; add --new to make it, or take one of these:\n"
            f"{lines}"
        )


def sign_in_link(base: str, secret: str) -> str:
    """The secret stands behind the #, which a browser sends to nobody."""
    return f"{base}/sign-in/link#{secret}"
