"""Whether the mail server and the provider of sign-ins are there, for ``doorstart check``.

A server starts without them: work sessions need neither. Each fault says which
setting, why, and what is expected; never a password.
"""

import asyncio
import smtplib
from time import monotonic

from server import mail
from server.identity import Away
from server.settings import Settings, hiding_password


def faults(settings: Settings) -> list[str]:
    return list(filter(None, (_mail(settings.smtp_url), _provider(settings))))


def _mail(url: str) -> str:
    if not url:
        return ""
    try:
        mail.greeted(url)
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        why = hiding_password(str(fault), url)
        return (
            f"The mail server of SMTP_URL cannot be used: {why}. Until then nobody gets a link by "
            "mail; `doorstart invite` prints one"
        )
    return ""


def _provider(settings: Settings) -> str:
    if settings.oidc is None:
        return ""
    issuer = settings.oidc.issuer
    from server.oidc import Provider

    try:
        asyncio.run(Provider(settings.oidc, monotonic).start(f"{settings.public_url}/"))
    except Away as fault:
        return (
            f"OIDC_ISSUER {issuer} cannot be used: {fault}. It must be the exact issuer of a "
            "provider that answers at /.well-known/openid-configuration, with PKCE (S256) and RS256"
        )
    return ""
