"""Who someone is, as a provider of sign-ins says it, and how it may fail to.

Apart from the provider itself, whose parts are many and are imported only where one is set.
"""

from msgspec import Struct


class Away(Exception):
    """The provider cannot be reached, or says nothing that can be used."""


class Untrusted(Exception):
    """It answered, and the answer is not to be believed, or is a no. The reason is for the log."""


class Said(Struct, frozen=True):
    """What a provider may say of someone, and we use. All else is not read."""

    sub: str
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    email_verified: bool = False
    vo_doelgroepcode: str | tuple[str, ...] = ""
    vo_orgcode: str = ""


class Identity(Struct, frozen=True):
    issuer: str
    said: Said
    hint: str
    """What it wants back when one signs out there; "" when that is not kept."""
