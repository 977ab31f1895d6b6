"""A real server for tests: uvicorn on a free port, a data folder of its own.

``Running.start(folder)`` runs it in a thread of this process; with
``process=True`` as a program of its own, which can be killed, and with
``workers`` as several. A ``database_url`` of an empty database gets its tables.
``session`` makes a work session the way the command line does. ``Visitor`` is a
browser without JavaScript: it keeps cookies and follows nothing by itself.
"""

import asyncio
import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
import psutil
import uvicorn
from msgspec import Struct

from server.app import create_app
from server.commands.session import make
from server.control import NewSession, SessionMade
from server.serving import listen, make_server
from server.settings import Settings
from server.store.store import prepare
from server.web.site import Site
from tests.empty import lay_tables

START_SECONDS = 90.0
SECRET = "a secret of forty characters, for tests!"
SERVE = ("-m", "server", "serve")


class Running:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.url = f"http://127.0.0.1:{settings.port}"
        self.uvicorn: uvicorn.Server | None = None
        self.process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self._drain: threading.Thread | None = None
        self._failure: BaseException | None = None

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        process: bool = False,
        program: Sequence[str] = SERVE,
        log: Path | None = None,
        variables: Mapping[str, str] | None = None,
        **settings: object,
    ) -> "Running":
        """``settings`` are fields of Settings; ``port`` 0, the default, is any free one.

        A process can be another ``program`` for Python, write its log to a file, and have more
        ``variables`` in its environment.
        """
        given: dict[str, object] = {"host": "127.0.0.1", "port": 0, "data": folder / "data"}
        if settings.get("database_url"):
            given["secret"] = SECRET
        wanted = Settings(**given | settings)  # type: ignore[arg-type]
        if wanted.database_url:
            prepare(wanted)
        else:
            lay_tables(wanted.database)
        listener = listen(wanted.host, wanted.port)
        port: int = listener.getsockname()[1]
        running = cls(msgspec.structs.replace(wanted, port=port))
        if process:
            listener.close()
            running._start_process(program, log, variables or {})
            return running
        app = create_app(running.settings)
        site: Site = app.state.site
        server = running.uvicorn = make_server(app, running.settings, site.hub.drain)
        server.on_leaving = site.pulse.leave
        started = threading.Event()

        async def begin() -> None:
            started.set()

        server.begin = begin

        def run() -> None:
            try:
                asyncio.run(server.serve(sockets=[listener]))
            except BaseException as failure:  # noqa: BLE001 it is raised again by stop
                running._failure = failure
            finally:
                started.set()

        running._thread = threading.Thread(target=run, name="running-server", daemon=True)
        running._thread.start()
        assert started.wait(START_SECONDS), "the server did not start"
        if not server.started:
            raise RuntimeError("the server did not start") from running._failure
        return running

    def session(self, stage: str = "workstream_vision", **more: Any) -> SessionMade:
        """Made through the control socket, like ``doorstart session new``."""
        return make(self.settings, NewSession(stage=stage, **more))

    def visitor(self) -> "Visitor":
        return Visitor(self.url)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self._ended()
        if self.uvicorn is not None and self._thread is not None:
            self.uvicorn.should_exit = True
            self._thread.join(START_SECONDS)
            assert not self._thread.is_alive(), "the server did not stop"
            if self._failure is not None:
                raise self._failure

    def kill(self) -> None:
        """As a power cut does; only for one started with ``process=True``."""
        assert self.process is not None
        workers = self.workers()
        self.process.kill()
        for worker in workers:
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.kill()
        self._ended()

    def workers(self) -> list[psutil.Process]:
        """The processes that serve, of one with several."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children()
        return [one for one in children if one.status() != psutil.STATUS_ZOMBIE]

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def _start_process(
        self, program: Sequence[str], log: Path | None, variables: Mapping[str, str]
    ) -> None:
        with contextlib.ExitStack() as stack:
            self.process = subprocess.Popen(
                [sys.executable, *program],
                env=os.environ | environment(self.settings) | dict(variables),
                stdout=subprocess.PIPE,
                stderr=None if log is None else stack.enter_context(log.open("ab")),
                text=True,
            )
        assert self.process.stdout is not None
        # It prints its address when it listens.
        if not self.process.stdout.readline():
            raise RuntimeError(f"the server ended with {self.process.wait()}")
        # Else it would stop at a full pipe.
        self._thread = threading.Thread(target=self.process.stdout.read, daemon=True)
        self._thread.start()

    def _ended(self) -> None:
        assert self.process is not None
        self.process.wait(START_SECONDS)
        if self._thread is not None:
            self._thread.join(START_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()


def environment(settings: Settings) -> dict[str, str]:
    """The settings as variables of the environment, to start a program with."""
    found = {
        "DOORSTART_DATA": str(settings.data),
        "HOST": settings.host,
        "PORT": str(settings.port),
        "PUBLIC_URL": settings.public_url,
        "DOORSTART_SECRET": settings.secret,
        "DOORSTART_ORGANISATION": settings.organisation_name,
        "DOORSTART_CONTACT": settings.contact,
        "DOORSTART_FORMATS": str(settings.formats or ""),
        "TRUSTED_PROXIES": ",".join(settings.trusted_proxies),
        "METRICS_FROM": ",".join(settings.metrics_from),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "WEB_CONCURRENCY": str(settings.workers),
        "SMTP_URL": settings.smtp_url,
        "SMTP_FROM": settings.smtp_from,
    }
    if (oidc := settings.oidc) is not None:
        found |= {
            "OIDC_ISSUER": oidc.issuer,
            "OIDC_CLIENT_ID": oidc.client_id,
            "OIDC_CLIENT_SECRET": oidc.client_secret,
            "OIDC_SCOPES": " ".join(oidc.scopes),
            "OIDC_PROFILE": oidc.profile,
            "OIDC_COACH_ORGS": ",".join(oidc.coach_orgs),
        }
    return {name: value for name, value in found.items() if value}


class Page(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers["location"]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def boot(self) -> dict[str, Any]:
        """What the page gives its JavaScript to begin with."""
        found = re.search(r'<script[^>]*id="boot"[^>]*>(.*?)</script>', self.text, re.DOTALL)
        assert found is not None, "the page has no boot block"
        boot: dict[str, Any] = json.loads(found[1])
        return boot

    def hidden(self, name: str) -> str:
        """The value of the first hidden field with this name."""
        field = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', self.text)
        value = field and re.search(r'value="([^"]*)"', field[0])
        assert value is not None, f"the page has no field {name}"
        return unescape(value[1])


class Visitor:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.origin = url
        self.host = parts.hostname or ""
        self.port = parts.port or 80
        self.cookies: dict[str, str] = {}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        return self.ask("GET", path, headers=headers)

    def follow(self, path: str) -> Page:
        """Gets a page, and where it leads on to."""
        page = self.get(path)
        while page.status in (302, 303, 307, 308):
            page = self.get(page.location)
        return page

    def post(
        self,
        path: str,
        fields: Mapping[str, str] | list[tuple[str, str]],
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        sent = {"content-type": "application/x-www-form-urlencoded", "origin": self.origin}
        return self.ask("POST", path, urlencode(fields).encode(), sent | dict(headers or {}))

    def post_json(self, path: str, value: object, headers: Mapping[str, str] | None = None) -> Page:
        sent = {"content-type": "application/json", "origin": self.origin}
        return self.ask("POST", path, json.dumps(value).encode(), sent | dict(headers or {}))

    def join(self, code: str, name: str = "", organisation: str = "") -> str:
        """Takes a seat like a person does; the path of the phone page."""
        page = self.post(f"/j/{code}", {"organisation": organisation, "name": name})
        assert page.status == 303, page.text
        return page.location

    def open(self, link: str) -> str:
        """Goes through the door with a link; the path of what it opens."""
        page = self.post_json("/open", {"token": link.partition("#")[2]})
        assert page.status == 200, page.text
        return str(page.json["to"])

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=60)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        line = self.line()
        sent = {"accept": "text/html"} | dict(headers or {})
        if self.cookies:
            sent.setdefault("cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        try:
            # A body that is too much is answered before all of it is sent.
            with contextlib.suppress(BrokenPipeError):
                line.request(method, path, body, sent)
            answer = line.getresponse()
            for value in answer.headers.get_all("set-cookie", []):
                for name, morsel in SimpleCookie(value).items():
                    self.cookies[name] = morsel.value
            known = {name.lower(): value for name, value in answer.headers.items()}
            return Page(answer.status, known, answer.read())
        finally:
            line.close()
