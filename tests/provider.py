"""A real provider of sign-ins: npm's oidc-provider, as tests/js/oidc/provider.js sets it up.

``with SignInProvider() as provider`` starts one; ``provider.told(...)`` says who sits
at it and what is wrong with what it gives; ``provider.walk(visitor)`` signs in there.
"""

import json
import shutil
import subprocess
from pathlib import Path
from types import TracebackType

import httpx
import pytest

from server.outside import Oidc
from tests.running import Page, Running, Visitor

JS = Path(__file__).parent / "js"
COACHES = "0123456789"
STEPS = 12


class SignInProvider:
    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None or not (JS / "node_modules" / "oidc-provider").is_dir():
            pytest.skip("no oidc-provider; with node: npm install --prefix tests/js")
        self._process = subprocess.Popen(
            [node, str(JS / "oidc" / "provider.js")],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        said = json.loads(self._process.stdout.readline())
        self.issuer: str = said["issuer"]
        self._client: tuple[str, str] = (said["client_id"], said["client_secret"])

    def settings(self, profile: str = "acmidm") -> Oidc:
        last = "vo" if profile == "acmidm" else "email"
        return Oidc(
            issuer=self.issuer,
            client_id=self._client[0],
            client_secret=self._client[1],
            scopes=("openid", "profile", last),
            profile=profile,
            coach_orgs=(COACHES,) if profile == "acmidm" else (),
        )

    def told(self, running: Running | str, who: str, **more: object) -> None:
        """``lie``: claims of the token that are other than they should be, and ``alg``,
        ``key`` and ``late``, how it is signed and how long ago it ended.
        """
        base = running if isinstance(running, str) else running.url
        asked = {"base": base, "who": who} | more
        httpx.post(f"{self.issuer}/control", json=asked).raise_for_status()

    def walk(self, visitor: Visitor, to: str = "") -> Page:
        """From our page to theirs, and back to ours: what we then answer."""
        return visitor.get(self.back(visitor, to))

    def back(self, visitor: Visitor, to: str = "") -> str:
        """As far as the address they are sent back to, which is not visited yet."""
        page = visitor.get(f"/sign-in/provider{to}")
        assert page.status == 303, page.text
        return self.through(visitor, page.location)

    def through(self, visitor: Visitor, location: str) -> str:
        with httpx.Client() as browser:
            for _ in range(STEPS):
                answer = browser.get(location)
                location = str(answer.url.join(answer.headers["location"]))
                if location.startswith(visitor.origin):
                    return location.removeprefix(visitor.origin)
        raise AssertionError("they were not sent back")

    def __enter__(self) -> "SignInProvider":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()
