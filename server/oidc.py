"""A provider of sign-ins by OpenID Connect: going there, and believing what comes back.

The authorization code flow with PKCE, a state and a nonce. What went along is
kept by the caller, on the server, for the browser that went. An answer is read
into the few claims we use: what else stands in it, such as a national number,
becomes no value of this program.
"""

import base64
import logging
import secrets
from collections.abc import Callable
from time import time
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlencode

import httpx
import msgspec
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from server.identity import Away, Identity, Said, Untrusted
from server.outside import NATIONAL_NUMBER, Oidc

SECONDS = 5.0
"""So long the provider may think about each thing it is asked."""
ANSWER_MOST = 256 * 1024
KNOWN_FOR = 3600.0
"""Seconds for which its addresses and keys are not asked again."""
KEYS_EACH = 60.0
"""An unknown key is a reason to ask for the keys again, and not more often than this."""
LEEWAY = 60
"""Seconds by which its clock and ours may differ."""
ALGORITHM = "RS256"

log = logging.getLogger(__name__)
T = TypeVar("T")


class Metadata(Struct, frozen=True):
    """What we use of its own description."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    id_token_signing_alg_values_supported: tuple[str, ...] = (ALGORITHM,)
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)
    authorization_response_iss_parameter_supported: bool = False


class Tokens(Struct, frozen=True):
    id_token: str
    access_token: str = ""


class IdClaims(Said, frozen=True):
    iss: str = ""
    aud: str | tuple[str, ...] = ""
    exp: float | None = None
    iat: float | None = None
    nbf: float | None = None
    nonce: str = ""
    azp: str = ""
    at_hash: str = ""


class Departure(Struct, frozen=True):
    """Where to go, and what must come back."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    def __init__(
        self, settings: Oidc, clock: Callable[[], float], wall: Callable[[], float] = time
    ) -> None:
        """``wall`` is the time in seconds since 1970, which tokens are judged by."""
        self.settings = settings
        self._clock = clock
        self._wall = wall
        self._known: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None
        # It writes every address it asks in the log.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    async def start(self, back: str) -> Departure:
        """``back`` is where it sends people to. Raises Away."""
        known = await self._metadata()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        url = prepare_grant_uri(
            known.authorization_endpoint,
            self.settings.client_id,
            "code",
            redirect_uri=back,
            scope=" ".join(self.settings.scopes),
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Departure(url, state, nonce, verifier)

    async def finish(
        self, code: str, issuer: str | None, nonce: str, verifier: str, back: str
    ) -> Identity:
        """Who came back, by the code they brought. Raises Away and Untrusted."""
        known = await self._metadata()
        if issuer != known.issuer and (
            issuer is not None or known.authorization_response_iss_parameter_supported
        ):
            raise Untrusted("the answer is of another issuer")
        tokens = await self._tokens(known, code, verifier, back)
        claims, keep = await self._read(known, tokens, nonce)
        said: Said = claims
        if known.userinfo_endpoint and tokens.access_token:
            said = _together(said, await self._userinfo(known, tokens, said.sub))
        return Identity(known.issuer, said, tokens.id_token if keep else "")

    async def sign_out(self, hint: str | None, back: str) -> str:
        """Where one signs out there too; "" when that is nowhere. Never raises: one is
        signed out here already.
        """
        try:
            known = await self._metadata()
        except Away:
            return ""
        if not known.end_session_endpoint:
            return ""
        query = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        if hint is not None:
            query["id_token_hint"] = hint
        mark = "&" if "?" in known.end_session_endpoint else "?"
        return f"{known.end_session_endpoint}{mark}{urlencode(query)}"

    # What it says

    async def _metadata(self) -> Metadata:
        if self._known is not None and self._known[0] > self._clock():
            return self._known[1]
        issuer = self.settings.issuer
        url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        found = _read(await self._ask("GET", url), Metadata)
        if found.issuer != issuer:
            raise Away("its description is of another issuer")
        if "S256" not in found.code_challenge_methods_supported:
            raise Away("it does not know PKCE with S256")
        if ALGORITHM not in found.id_token_signing_alg_values_supported:
            raise Away(f"it does not sign with {ALGORITHM}")
        self._known = (self._clock() + KNOWN_FOR, found)
        return found

    async def _tokens(self, known: Metadata, code: str, verifier: str, back: str) -> Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        headers = {}
        client, secret = self.settings.client_id, self.settings.client_secret
        if "client_secret_basic" in known.token_endpoint_auth_methods_supported:
            pair = f"{quote_plus(client)}:{quote_plus(secret)}".encode()
            headers["authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        else:
            form |= {"client_id": client, "client_secret": secret}
        return _read(await self._ask("POST", known.token_endpoint, form, headers), Tokens)

    async def _userinfo(self, known: Metadata, tokens: Tokens, subject: str) -> Said:
        headers = {"authorization": f"Bearer {tokens.access_token}"}
        said = _read(await self._ask("GET", known.userinfo_endpoint, headers=headers), Said)
        if said.sub != subject:
            raise Untrusted("it speaks of someone else")
        return said

    async def _read(self, known: Metadata, tokens: Tokens, nonce: str) -> tuple[IdClaims, bool]:
        """What its token says of whom, once it is believed; and whether it may be kept."""
        try:
            signed = await self._signed(known, tokens.id_token)
            claims = msgspec.json.decode(signed.payload or b"", type=IdClaims)
            given = {name: one for name, one in msgspec.to_builtins(claims).items() if one}
            wanted = {"value": known.issuer, "essential": True}
            audience = {"value": self.settings.client_id, "essential": True}
            checked = CodeIDToken(
                given,
                signed.headers(),
                options={"iss": wanted, "aud": audience},
                params={
                    "nonce": nonce,
                    "client_id": self.settings.client_id,
                    "access_token": tokens.access_token,
                },
            )
            checked.validate(now=int(self._wall()), leeway=LEEWAY)
        except (JoseError, msgspec.MsgspecError, ValueError) as fault:
            raise Untrusted(f"its token does not hold: {_why(fault)}") from None
        # A token that names such a number is not kept for signing out, which goes without.
        return claims, f'"{NATIONAL_NUMBER}"'.encode() not in (signed.payload or b"")

    async def _signed(self, known: Metadata, token: str) -> Any:
        try:
            return jws.deserialize_compact(token, await self._keyset(known), [ALGORITHM])
        except (JoseError, ValueError):
            # Perhaps it signs with a new key since.
            if self._keys is None or self._keys[0] > self._clock() + KNOWN_FOR - KEYS_EACH:
                raise
            self._keys = None
            return jws.deserialize_compact(token, await self._keyset(known), [ALGORITHM])

    async def _keyset(self, known: Metadata) -> KeySet:
        if self._keys is None or self._keys[0] <= self._clock():
            found = _read(await self._ask("GET", known.jwks_uri), dict[str, Any])
            try:
                keys = KeySet.import_key_set(found)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError):
                raise Away("its keys cannot be read") from None
            self._keys = (self._clock() + KNOWN_FOR, keys)
        return self._keys[1]

    async def _ask(
        self,
        method: str,
        url: str,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        """Raises Away, and Untrusted for what it refuses."""
        body = bytearray()
        try:
            async with (
                httpx.AsyncClient(timeout=SECONDS) as client,
                client.stream(
                    method, url, data=form, headers={"accept": "application/json"} | (headers or {})
                ) as answer,
            ):
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > ANSWER_MOST:
                        raise Away("its answer is too long")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            raise Away(f"it cannot be reached: {type(fault).__name__}") from None
        if 400 <= answer.status_code < 500 and answer.status_code != 429 and form is not None:
            raise Untrusted(f"it refuses the code ({answer.status_code})")
        if answer.status_code != 200:
            raise Away(f"it answers {answer.status_code}")
        return bytes(body)


def _read(body: bytes, type: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=type)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Away("its answer cannot be read") from None


def _together(token: Said, userinfo: Said) -> Said:
    """A provider may say things in either."""
    values = {
        name: getattr(userinfo, name) or getattr(token, name) for name in Said.__struct_fields__
    }
    # Verified is the address that was said beside it, and no other.
    if userinfo.email:
        values["email_verified"] = userinfo.email_verified
    return Said(**values)


def _why(fault: Exception) -> str:
    """Which claim or what kind; never what it says."""
    claim = getattr(fault, "claim", "")
    return f"{type(fault).__name__} {claim}".strip()
