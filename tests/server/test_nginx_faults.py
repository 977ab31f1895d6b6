"""The example for nginx when things go wrong: who is slow, who is silent, and servers that die."""

import asyncio
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import pytest
import websockets
from starlette.types import Receive, Scope, Send

from server.live.bounds import Bounds
from server.serving import PING_SECONDS, Server
from tests.running import Page, Running
from tests.server.lines import PATIENCE, Served
from tests.server.proxied import EXAMPLE, NAME, PROXY, Proxy
from tests.services import free_port

HASTY = {
    "client_header_timeout 10s": "client_header_timeout 1s",
    "client_body_timeout 10s": "client_body_timeout 1s",
}
HEADERS = "GET / HTTP/1.1\r\nhost: {host}\r\nx-slow: "
BODY = "POST /open HTTP/1.1\r\nhost: {host}\r\ncontent-length: 60000\r\n\r\nx"


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    with Proxy(tmp_path) as proxy:
        yield proxy


@pytest.fixture
def running(tmp_path: Path, proxy: Proxy) -> Iterator[Running]:
    with Running.start(tmp_path, public_url=proxy.url, trusted_proxies=(PROXY,)) as running:
        yield running


# Who is slow, or sends too much


@pytest.mark.parametrize(("start", "more"), [(HEADERS, b"x"), (BODY, b"")])
def test_a_request_that_does_not_come_is_cut_off(
    proxy: Proxy, running: Running, start: str, more: bytes
) -> None:
    proxy.start(running.settings.port, quicker=HASTY)
    with raw(proxy) as line:
        line.sendall(start.format(host=f"{NAME}:{proxy.port}").encode())
        line.settimeout(0.2)
        assert any(ended(line, more) for _ in range(int(PATIENCE / 0.2))), "it was let be"
    assert proxy.guest().get("/healthz").status == 200


def raw(proxy: Proxy) -> ssl.SSLSocket:
    return proxy.tls().wrap_socket(proxy.connect("127.0.0.2"), server_hostname=NAME)


def ended(line: ssl.SSLSocket, more: bytes) -> bool:
    """Whether it was cut off. If not, ``more`` goes out."""
    try:
        said = line.recv(1000)
    except TimeoutError:
        if more:
            line.sendall(more)
        return False
    except OSError:
        return True
    assert not said or said.startswith(b"HTTP/1.1 408"), said
    return True


def test_what_is_too_large_does_not_reach_the_server(proxy: Proxy, running: Running) -> None:
    proxy.start(running.settings.port)
    guest = proxy.guest()
    too_large = guest.post("/open", {"token": "x" * 66_000})
    too_long = guest.get("/", {"x-long": "x" * 9000})
    assert (too_large.status, too_long.status) == (413, 400)
    for page in (too_large, too_long):
        assert "content-security-policy" not in page.headers


def test_the_files_of_the_pages_come_over_http2(proxy: Proxy, running: Running) -> None:
    proxy.start(running.settings.port)
    browser = proxy.tls()
    browser.set_alpn_protocols(["h2", "http/1.1"])
    with browser.wrap_socket(proxy.connect("127.0.0.2"), server_hostname=NAME) as line:
        assert line.selected_alpn_protocol() == "h2"


# Who is silent


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Says back what it is told, and nothing by itself."""
    if scope["type"] != "websocket":
        return
    while (message := await receive())["type"] != "websocket.disconnect":
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "websocket.send", "text": message["text"]})


async def test_a_page_that_only_listens_outlives_the_patience_of_the_proxy(
    tmp_path: Path, proxy: Proxy
) -> None:
    def pinging(server: Server) -> None:
        server.config.ws_ping_interval = 0.3

    def silent(server: Server) -> None:
        server.config.ws_ping_interval = None

    (tmp_path / "other").mkdir()
    hasty = {"proxy_read_timeout 75s": "proxy_read_timeout 1s"}
    with (
        Served(echo, tune=pinging) as ours,
        Served(echo, tune=silent) as other,
        Proxy(tmp_path / "other") as beside,
    ):
        proxy.start(ours.port, quicker=hasty)
        beside.start(other.port, quicker=hasty)
        async with opened(proxy) as idle:
            # The same proxy cuts who is not pinged, and that takes as long as it takes.
            for _ in range(3):
                async with asyncio.timeout(PATIENCE), opened(beside) as cut:
                    with pytest.raises(websockets.ConnectionClosedError):
                        await cut.recv()
            await idle.send("nog hier")
            assert await idle.recv() == "nog hier"


def opened(proxy: Proxy) -> websockets.connect:
    return websockets.connect(
        f"wss://{NAME}:{proxy.port}/live",
        host=PROXY,
        port=proxy.port,
        ssl=proxy.tls(),
        ping_interval=None,
    )


def test_the_proxy_waits_for_more_than_two_pings() -> None:
    lines = EXAMPLE.read_text().partition("location = /live")[2].partition("}")[0]
    seconds = re.search(r"proxy_read_timeout (\d+)s;", lines)
    assert seconds is not None
    assert int(seconds[1]) > 2 * max(PING_SECONDS, Bounds().rest_interval)


# Servers that die


def test_when_no_server_answers_people_are_told_and_files_still_come(
    proxy: Proxy, running: Running
) -> None:
    proxy.start(running.settings.port)
    guest = proxy.guest()
    link = re.search(r"/static/[0-9a-f]+/css/base\.css", guest.get("/").text)
    assert link is not None
    before = guest.get(link[0])
    assert before.status == 200
    running.stop()
    page = guest.get("/")
    assert page.status == 503
    assert page.headers["retry-after"] == "5"
    assert page.headers["cache-control"] == "no-store"
    assert "Even geduld" in page.text
    assert guest.get(link[0]).body == before.body


class Recorder:
    """A server that notes each request, and hangs up or answers."""

    def __init__(self, *, answers: bool) -> None:
        self.seen: list[str] = []
        self._answers = answers
        self._listener = socket.create_server((PROXY, free_port()))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Recorder":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        # Closing alone would not wake who waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(PATIENCE)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as lines:
                request = lines.readline().decode()
                while lines.readline() not in (b"\r\n", b""):
                    pass
                self.seen.append(request.split(" ")[1])
                if self._answers:
                    line.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")


@pytest.mark.parametrize(("method", "again", "status"), [("GET", True, 200), ("POST", False, 503)])
def test_a_post_is_never_sent_to_a_second_server(
    proxy: Proxy, method: str, again: bool, status: int
) -> None:
    with Recorder(answers=False) as dying, Recorder(answers=True) as well:
        proxy.start(dying.port, well.port)
        answers: dict[str, Page] = {}
        # Whom it asks first is its own affair.
        for number in range(8):
            path = f"/{method}/{number}"
            answers[path] = proxy.guest().ask(method, path, b"" if method == "POST" else None)
        assert dying.seen
        for path in dying.seen:
            assert (path in well.seen) is again
            assert answers[path].status == status
        assert sorted({*dying.seen, *well.seen}) == sorted(answers)
        assert len(set(dying.seen)) == len(dying.seen)


def test_a_hall_can_be_kept_together_on_one_server(proxy: Proxy) -> None:
    wanted = "hash $remote_addr consistent;"
    assert f"# {wanted}" in EXAMPLE.read_text()
    with Recorder(answers=True) as one, Recorder(answers=True) as other:
        proxy.start(one.port, other.port, quicker={"least_conn;": wanted})
        for hall in range(24):
            for person in range(3):
                assert proxy.guest(f"127.0.3.{hall + 1}").get(f"/{hall}/{person}").status == 200
        went = [{path.split("/")[1] for path in server.seen} for server in (one, other)]
    assert went[0]
    assert went[1]
    assert went[0] & went[1] == set()


def test_S10_the_logs_of_the_proxy_name_no_one(proxy: Proxy, running: Running) -> None:
    proxy.start(running.settings.port)
    guest, session = proxy.guest("127.0.0.77"), running.session()
    seat = guest.join(session.code, "Mia")
    link = guest.open(running.session().lead)
    guest.get(seat)
    running.stop()
    assert guest.get(seat).status == 503
    proxy.quit()
    logs = proxy.logs()
    # It did write: also which server was asked in vain.
    assert re.search(rf" 503 GET \S+ \d+ {PROXY}:{running.settings.port} 502$", logs, re.M)
    for secret in (session.code, seat, link, "Mia", "127.0.0.77"):
        assert secret.rsplit("/", 1)[-1] not in logs
