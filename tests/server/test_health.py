"""Whether the server is well: what probes are told, and who may read the figures."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.requests import Request

from server.pulse import Pulse
from server.settings import Settings
from server.web.health import may_know
from tests.running import Running

PROBES = ["/healthz", "/readyz", "/metrics"]
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


class Bus:
    healthy = True


async def test_a_log_that_hangs_is_asked_once_however_many_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.pulse.PATIENCE", 0.05)
    asked = 0
    back = asyncio.Event()

    async def look() -> None:
        nonlocal asked
        asked += 1
        await back.wait()

    pulse = Pulse(look, Bus())
    assert await asyncio.gather(*(pulse.log_up() for _ in range(20))) == [False] * 20
    assert await pulse.log_up() is False
    assert asked == 1
    back.set()
    assert await pulse.log_up() is True
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
