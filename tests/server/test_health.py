"""Whether the server is well: what probes are told, and who may read the figures."""

import asyncio
import http.client
import json
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from starlette.requests import Request

from server.pulse import Pulse
from server.settings import Settings
from server.web.health import may_know
from tests.running import Running
from tests.services import Postgres, Redis

PROBES = ["/healthz", "/readyz", "/metrics"]
PATIENCE = 60.0
PUBLIC = "https://a.example.org"


@pytest.mark.parametrize("path", PROBES)
@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3:8000", "web", "other.example.org"])
def test_probes_may_use_any_address(shared_server: Running, path: str, host: str) -> None:
    visitor = shared_server.visitor()
    page = visitor.get(path, {"host": host})
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert visitor.ask("HEAD", path, headers={"host": host}).body == b""


def test_alive_and_ready_say_so_with_each_part(shared_server: Running) -> None:
    visitor = shared_server.visitor()
    assert visitor.get("/healthz").json == {"ok": True}
    said = {"state": "ready", "log": "up", "bus": "none", "draining": False}
    assert visitor.get("/readyz").json == said


def state_of(running: Running, wanted: str) -> dict[str, object]:
    """What it says when it has come to that."""
    visitor = running.visitor()
    deadline = monotonic() + PATIENCE
    while (said := visitor.get("/readyz")).json["state"] != wanted:
        assert monotonic() < deadline, said.text
    assert said.status == (503 if wanted == "unready" else 200)
    assert visitor.get("/healthz").status == 200
    return dict(said.json)


def test_without_its_bus_a_server_is_ready_and_says_that_it_is_slower(tmp_path: Path) -> None:
    with Redis() as bus, Running.start(tmp_path, redis_url=bus.url) as running:
        assert state_of(running, "ready")["bus"] == "up"
        bus.kill()
        assert state_of(running, "degraded")["bus"] == "down"
        assert running.session().code
        bus.start()
        assert state_of(running, "ready")["bus"] == "up"


def test_without_its_log_a_server_is_not_ready_and_still_alive(tmp_path: Path) -> None:
    with (
        Postgres() as log,
        Running.start(tmp_path, database_url=log.database()) as running,
    ):
        assert state_of(running, "ready")["log"] == "up"
        log.pause()
        assert state_of(running, "unready")["log"] == "down"
        log.go_on()
        assert state_of(running, "ready")["log"] == "up"
        log.kill()
        assert state_of(running, "unready")["log"] == "down"
        log.start()
        assert state_of(running, "ready")["log"] == "up"


def test_a_server_that_goes_away_says_first_that_nobody_is_to_be_sent_here(
    app_server: Running,
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", app_server.settings.port, timeout=PATIENCE)
    with closing(line):
        line.request("GET", "/readyz")
        assert line.getresponse().read()
        assert app_server.uvicorn is not None
        pulse = app_server.uvicorn.config.app.state.site.pulse  # type: ignore[union-attr]
        app_server.uvicorn.should_exit = True
        deadline = monotonic() + PATIENCE
        while not pulse.draining:
            assert monotonic() < deadline
        line.request("GET", "/readyz")
        answer = line.getresponse()
        assert answer.status == 503
        assert json.loads(answer.read())["draining"] is True


class Bus:
    healthy = True


async def test_a_log_that_hangs_is_asked_once_however_many_ask() -> None:
    asked = 0
    back = asyncio.Event()

    async def look() -> None:
        nonlocal asked
        asked += 1
        await back.wait()

    pulse = Pulse(look, Bus())
    pulse.patience = 0.05
    assert await asyncio.gather(*(pulse.log_up() for _ in range(20))) == [False] * 20
    assert await pulse.log_up() is False
    assert asked == 1
    back.set()
    pulse.patience = PATIENCE
    assert await pulse.log_up() is True
    await pulse.stop()


async def test_a_process_that_stood_still_itself_does_not_say_that_its_log_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = asyncio.get_running_loop()
    asked, go_on = threading.Event(), threading.Event()

    def answer() -> None:
        asked.set()
        go_on.wait()

    pulse = Pulse(lambda: asyncio.to_thread(answer), Bus())
    pulse.patience = PATIENCE
    looking = asyncio.create_task(pulse.log_up())
    async with asyncio.timeout(PATIENCE):
        while not asked.is_set():
            await asyncio.wait([looking], timeout=0.01)
    # Nothing turned here meanwhile: the answer is there, and so is the end of all patience.
    clock = loop.time
    monkeypatch.setattr(loop, "time", lambda: clock() + 2 * PATIENCE)
    go_on.set()
    assert await looking is True
    await pulse.stop()


# Who may read the figures


def may(settings: Settings, address: str, headers: Mapping[str, str] = {}) -> bool:
    """After the proxy, which uvicorn has resolved by then."""
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": (address, 1), "headers": sent}
    return may_know(Request(scope), settings)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_may_read_the_figures(address: str) -> None:
    assert may(Settings(data=Path()), address)


@pytest.mark.parametrize(
    "address", ["10.0.0.2", "192.168.1.7", "::ffff:10.0.0.2", "2001:db8::1", ""]
)
def test_another_may_only_when_it_is_named(address: str) -> None:
    assert not may(Settings(data=Path()), address)
    named = Settings(data=Path(), metrics_from=("10.0.0.0/24", "192.168.1.7", "2001:db8::/32"))
    assert may(named, address) is bool(address)


def test_the_figures_do_not_leave_by_a_proxy_that_nobody_named() -> None:
    behind = {"x-forwarded-for": "203.0.113.9", "host": "a.example.org"}
    assert not may(Settings(data=Path()), "127.0.0.1", behind)
    # One that says for whom it asks, and is believed, was taken out of the address.
    trusted = Settings(data=Path(), public_url=PUBLIC, trusted_proxies=("127.0.0.1",))
    assert not may(trusted, "203.0.113.9", behind)
    # One that does not say it, but passes on the name that people use.
    assert not may(trusted, "127.0.0.1", {"host": "a.example.org"})
    assert may(trusted, "127.0.0.1", {"host": "127.0.0.1:8000"})
    at_home = Settings(data=Path(), public_url="http://localhost:8000")
    assert may(at_home, "127.0.0.1", {"host": "localhost:8000"})


def test_S17_who_may_not_read_them_finds_no_such_page(tmp_path: Path) -> None:
    with Running.start(tmp_path, trusted_proxies=("127.0.0.1",)) as running:
        visitor = running.visitor()
        there = {"x-forwarded-for": "203.0.113.9"}
        assert visitor.get("/metrics", there).status == 404
        assert visitor.get("/metrics", there).text == visitor.get("/nothing", there).text
        assert visitor.get("/metrics", {"x-forwarded-for": "127.0.0.1"}).status == 200
