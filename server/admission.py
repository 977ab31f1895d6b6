"""What someone who comes from the provider of sign-ins may do here, if anything."""

import re
from collections.abc import Callable

from msgspec import Struct

from board.text import clean_name
from board.types import Limits, Millis
from server.identity import Identity, Said
from server.outside import Oidc
from server.store.accounts import COACH, COORDINATOR, Account, Accounts, new_account
from server.store.municipalities import Municipalities

STAFF_OF_ORGANISATION = "EA"
STAFF_OF_MUNICIPALITY = "LB"


class Nobody(Struct, frozen=True):
    """They are known there and have no place here; ``why`` is the end of a code of ``TROUBLES``."""

    why: str


class Admission:
    def __init__(
        self,
        settings: Oidc,
        accounts: Accounts,
        municipalities: Municipalities,
        clock: Callable[[], Millis],
    ) -> None:
        self.settings = settings
        self.accounts = accounts
        self.municipalities = municipalities
        self.clock = clock

    async def admit(self, identity: Identity) -> Account | Nobody:
        by = self._by_claims if self.settings.profile == "acmidm" else self._by_invitation
        found = await by(identity)
        if isinstance(found, Account) and found.disabled_at is not None:
            return Nobody("closed")
        return found

    async def _by_invitation(self, identity: Identity) -> Account | Nobody:
        """Who was invited, known by their address the first time and by themselves after."""
        said = identity.said
        known = await self.accounts.by_subject(identity.issuer, said.sub)
        if known is not None:
            return known
        invited = None
        if said.email and said.email_verified:
            invited = await self.accounts.by_email(said.email)
        # An address that goes to another person does not take the account along.
        if invited is None or invited.subject is not None:
            return Nobody("no_rights")
        if invited.disabled_at is not None:
            return invited
        return await self.accounts.put(
            new_account(
                function=invited.function,
                municipality=invited.municipality,
                name=invited.name,
                now=self.clock(),
                email=said.email,
                issuer=identity.issuer,
                subject=said.sub,
            )
        )

    async def _by_claims(self, identity: Identity) -> Account | Nobody:
        """As the claims have it today: who moves to another employer moves here too."""
        said = identity.said
        groups = said.vo_doelgroepcode
        targets = {groups} if isinstance(groups, str) else set(groups)
        code = re.sub(r"[.\s]", "", said.vo_orgcode).upper()
        if STAFF_OF_ORGANISATION in targets and code in self.settings.coach_orgs:
            return await self._put(identity, COACH, None)
        if STAFF_OF_MUNICIPALITY in targets:
            municipality = await self.municipalities.by_orgcode(code) if code else None
            if municipality is None:
                return Nobody("no_municipality")
            return await self._put(identity, COORDINATOR, municipality.id)
        return Nobody("no_rights")

    async def _put(self, identity: Identity, function: str, municipality: str | None) -> Account:
        said = identity.said
        return await self.accounts.put(
            new_account(
                function=function,
                municipality=municipality,
                name=_called(said),
                now=self.clock(),
                issuer=identity.issuer,
                subject=said.sub,
            )
        )


def _called(said: Said) -> str:
    typed = " ".join(filter(None, (said.given_name, said.family_name))) or said.name
    name = clean_name(typed[: Limits.TITLE], Limits.TITLE)
    return name if isinstance(name, str) and name else "–"
