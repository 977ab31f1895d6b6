"""The settings of what others run for us: the mail server, and the provider of sign-ins.

Each fault names the variable, its value and what is expected; never a secret.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

PROFILES = ("generic", "acmidm")
SCOPES = {"generic": "openid profile email", "acmidm": "openid profile vo"}
NATIONAL_NUMBER = "rrn"
"""Neither the scope nor the claim of this name has any business here."""
LOCAL = ("localhost", "127.0.0.1", "::1")
ORGANISATION = re.compile(r"[A-Z0-9]{4,20}")


class Oidc(Struct, frozen=True):
    """A provider of sign-ins by OpenID Connect."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    profile: str
    coach_orgs: tuple[str, ...] = ()
    """Of whose staff a coach is, as the provider writes organisations."""


def smtp_url(value: str, faults: list[str]) -> str:
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
        if known and parts.path in ("", "/") and not parts.query and not parts.fragment:
            return value
    except ValueError:
        pass
    scheme, _, rest = value.partition("://")
    shown = f"{scheme}://…@{rest.rpartition('@')[2]}" if "@" in rest else value
    faults.append(
        f"SMTP_URL is {shown!r}; it must be like smtp://user:password@mail.example.org:587, or "
        "smtps:// where the line is encrypted from the start; leave it out to print the links"
    )
    return ""


def sender(value: str, faults: list[str]) -> str:
    if value and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", value):
        faults.append(f"SMTP_FROM is {value!r}; it must be an address like doorstart@example.org")
        return ""
    return value


def oidc(environ: Mapping[str, str], faults: list[str]) -> Oidc | None:
    """None when there is no provider, or what is said of it is wrong."""
    issuer = environ.get("OIDC_ISSUER", "")
    given = [name for name in environ if name.startswith("OIDC_") and environ[name]]
    if not issuer:
        if given:
            names = ", ".join(sorted(given))
            faults.append(f"{names} without OIDC_ISSUER; set it, or leave all out")
        return None
    before = len(faults)
    if not _is_issuer(issuer):
        faults.append(
            f"OIDC_ISSUER is {issuer!r}; it must be the https address of the provider, like "
            "https://authenticatie.vlaanderen.be/op, without anything behind it"
        )
    client, secret = environ.get("OIDC_CLIENT_ID", ""), environ.get("OIDC_CLIENT_SECRET", "")
    if not client or not secret:
        faults.append("OIDC_ISSUER is set; set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it")
    profile = environ.get("OIDC_PROFILE") or "generic"
    if profile not in PROFILES:
        faults.append(f"OIDC_PROFILE is {profile!r}; it must be one of: {', '.join(PROFILES)}")
    scopes = tuple((environ.get("OIDC_SCOPES") or SCOPES.get(profile, "openid")).split())
    if "openid" not in scopes:
        faults.append(f"OIDC_SCOPES is {' '.join(scopes)!r}; openid must be one of them")
    if NATIONAL_NUMBER in scopes:
        faults.append(
            f"OIDC_SCOPES has {NATIONAL_NUMBER!r}, the national number of a person: Doorstart has "
            "no use for it and does not ask for it; leave it out"
        )
    organisations = _organisations(environ.get("OIDC_COACH_ORGS", ""), faults)
    if profile == "acmidm" and not organisations:
        faults.append(
            "OIDC_PROFILE is 'acmidm' and OIDC_COACH_ORGS names no organisation; set the numbers "
            "of those whose staff are coaches, like 0123456789, separated by commas"
        )
    if len(faults) > before:
        return None
    return Oidc(issuer, client, secret, scopes, profile, organisations)


def _is_issuer(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    plain = parts.scheme == "http" and parts.hostname in LOCAL
    secure = parts.scheme == "https" and bool(parts.hostname)
    return (plain or secure) and not parts.query and not parts.fragment and "@" not in parts.netloc


def _organisations(value: str, faults: list[str]) -> tuple[str, ...]:
    found = tuple(re.sub(r"[.\s]", "", one).upper() for one in value.split(",") if one.strip())
    for one in found:
        if not ORGANISATION.fullmatch(one):
            faults.append(
                f"OIDC_COACH_ORGS has {one!r}; it must be numbers like 0123456789, with commas "
                "between"
            )
    return found
