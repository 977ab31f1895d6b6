"""Doorstart behind the nginx of ``docs/examples/nginx.conf``: https, and people who come over it.

That file is run as it is, but for the lines that end in "yours" and what a test
asks to be quicker. ``Guest`` is a browser that comes over https, from any
address of this machine.
"""

import http.client
import re
import socket
import ssl
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import websockets

from tests.running import Running, Visitor
from tests.server.sockets import Person, Socket
from tests.services import Nginx, find, free_port

EXAMPLE = Path(__file__).parent.parent.parent / "docs/examples/nginx.conf"
NAME = "doorstart.example.org"
YOURS = re.compile(r".*# yours$", re.MULTILINE)
PROXY = "127.0.0.1"
"""Where nginx comes from, to a server on this machine."""


class Proxy:
    """nginx before these ports, each a server. Its own port is known before it starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.plain = free_port(), free_port()
        self.url = f"https://{NAME}:{self.port}"
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.nginx: Nginx | None = None

    def start(self, *servers: int, quicker: Mapping[str, str] | None = None) -> "Proxy":
        self._make_certificate()
        site = self._site(EXAMPLE.read_text(), servers)
        for slow, quick in (quicker or {}).items():
            assert slow in site, f"the example has no {slow!r}"
            site = site.replace(slow, quick)
        self.nginx = Nginx(site, self.port).start()
        return self

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.nginx is not None:
            self.nginx.stop()

    def guest(self, source: str = "127.0.0.2") -> "Guest":
        return Guest(self, source)

    def quit(self) -> None:
        assert self.nginx is not None
        self.nginx.quit()

    def logs(self) -> str:
        assert self.nginx is not None
        written = [*self.folder.glob("*.log"), self.nginx.errors, self.nginx.folder / "log"]
        return "".join(path.read_text() for path in written if path.exists())

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def connect(self, source: str) -> socket.socket:
        return socket.create_connection((PROXY, self.port), 20, source_address=(source, 0))

    def _make_certificate(self) -> None:
        command = [find("openssl", "apt install openssl"), "req", "-x509", "-nodes", "-days", "2"]
        command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        command += ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        command += ["-keyout", str(self.key), "-out", str(self.certificate)]
        subprocess.run(command, check=True, capture_output=True)

    def _site(self, example: str, servers: tuple[int, ...]) -> str:
        upstreams = iter(servers)
        values = {
            r"/var/log/nginx": str(self.folder),
            r"/var/lib/nginx": str(self.folder),
            r"/var/www": str(self.folder),
            r"/etc/letsencrypt/live/[^;]+/fullchain\.pem": str(self.certificate),
            r"/etc/letsencrypt/live/[^;]+/privkey\.pem": str(self.key),
            r"listen 443": f"listen {PROXY}:{self.port}",
            r"listen 80": f"listen {PROXY}:{self.plain}",
            r"https://[^$]+": self.url,
        }

        def mine(line: re.Match[str]) -> str:
            text = line[0]
            if "server 10." in text:
                # As many lines as the test has servers.
                ours = (re.sub(r"10\.[\d.]+:8000", f"{PROXY}:{port}", text) for port in upstreams)
                return "\n".join(ours)
            for pattern, value in values.items():
                text = re.sub(pattern, value, text)
            return text

        return YOURS.sub(mine, example)


class Guest(Visitor):
    def __init__(self, proxy: Proxy, source: str) -> None:
        super().__init__(proxy.url)
        self.proxy = proxy
        self.source = source

    def line(self) -> http.client.HTTPConnection:
        return _Line(self.proxy, self.source)

    def person(self, running: Running, path: str) -> Person:
        """Who has this page open. ``running`` is not used to come in."""
        return Person(running, self, path)


class _Line(http.client.HTTPSConnection):
    def __init__(self, proxy: Proxy, source: str) -> None:
        super().__init__(NAME, proxy.port, timeout=60, context=proxy.tls())
        self._proxy, self._source = proxy, source

    def connect(self) -> None:
        self.sock = self._proxy.tls().wrap_socket(
            self._proxy.connect(self._source), server_hostname=NAME
        )


class SecureSocket(Socket):
    """As a page opens it: by wss, with the Origin of the public address."""

    def __init__(self, person: Person, **hello: object) -> None:
        super().__init__(person, hello)

    async def open(self, origin: str | None = "") -> "SecureSocket":
        guest = self.person.visitor
        assert isinstance(guest, Guest)
        self.line = await websockets.connect(
            f"wss://{NAME}:{guest.proxy.port}/live",
            host=PROXY,
            port=guest.proxy.port,
            local_addr=(guest.source, 0),
            ssl=guest.proxy.tls(),
            origin=guest.origin if origin == "" else origin,  # type: ignore[arg-type]
            additional_headers=self.person.headers,
            max_size=None,
        )
        return self
