"""The example for nginx, run by the real nginx with Doorstart behind it."""

import http.client
import json
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import websockets

from server.control import SessionMade
from server.web.budget import ONE_ADDRESS
from tests.running import Page, Running, Visitor
from tests.server.proxied import NAME, PROXY, Guest, Proxy, SecureSocket
from tests.server.sockets import FORMATS

THOUGHT = "shadow_thought"


class Town:
    """One server behind nginx, and people with addresses of their own."""

    def __init__(self, proxy: Proxy, running: Running) -> None:
        self.proxy, self.running = proxy, running
        self._addresses = iter(f"127.0.1.{number}" for number in range(1, 255))

    def session(self) -> SessionMade:
        return self.running.session("moonrise_stage")

    def guest(self) -> Guest:
        """Nobody has come from this address before."""
        return self.proxy.guest(next(self._addresses))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    with Proxy(folder) as proxy, served(folder, proxy) as running:
        proxy.start(running.settings.port)
        yield Town(proxy, running)


def served(folder: Path, proxy: Proxy) -> Running:
    return Running.start(folder, formats=FORMATS, public_url=proxy.url, trusted_proxies=(PROXY,))


async def test_a_phone_joins_and_posts_over_https_and_wss(town: Town) -> None:
    session, phone, console = town.session(), town.guest(), town.guest()
    assert session.join == f"{town.proxy.url}/j/{session.code}"
    seat = phone.join(session.code, "Mia")
    lead = console.open(session.lead)
    async with (
        SecureSocket(console.person(town.running, lead)) as leading,
        SecureSocket(phone.person(town.running, seat)) as page,
    ):
        await leading.done("OpenPhase", phase="seed_sowing")
        visit = (await page.get_set("phase"))["visit"]
        made = (await page.done("PostCard", visit, kind=THOUGHT, text="Over wss"))["made"]
        assert (await leading.get_set(f"card:{made}"))["text"] == "Over wss"
    assert "Over wss" in phone.get(seat).text


async def test_N13_a_phone_without_a_websocket_hears_each_frame_at_once_through_the_proxy(
    town: Town,
) -> None:
    session, phone, console = town.session(), town.guest(), town.guest()
    seat = phone.join(session.code, "Mia").rpartition("/")[2]
    hello = {"t": "hello", "v": 1, "grant": seat}
    query = urlencode({"line": "a-page-of-sixteen", "hello": json.dumps(hello)})
    line = http.client.HTTPSConnection(NAME, timeout=60, context=town.proxy.tls())
    line.sock = town.proxy.tls().wrap_socket(town.proxy.connect(phone.source), server_hostname=NAME)
    host = urlsplit(town.proxy.url).netloc
    cookie = {"Host": host, "Cookie": phone.person(town.running, seat).headers["cookie"]}
    line.request("GET", f"/live/events?{query}", headers=cookie)
    answer = line.getresponse()
    try:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert "content-encoding" not in answer.headers
        lead = console.person(town.running, console.open(session.lead))
        async with SecureSocket(lead) as leading:
            await leading.done("OpenPhase", phase="seed_sowing")
        # The stream goes on, so whoever kept it until its end would never give this.
        while b"seed_sowing" not in answer.readline():
            pass
    finally:
        answer.close()
        line.close()


def test_over_https_cookie_and_headers_are_strict(town: Town) -> None:
    guest, session = town.guest(), town.session()
    said = {"x-forwarded-proto": "http", "x-forwarded-host": "evil.example", "forwarded": "for=6"}
    page = guest.post(f"/j/{session.code}", {"name": "", "organisation": ""}, said)
    assert page.status == 303
    assert page.location.startswith("/p/")
    assert page.headers["set-cookie"].startswith("__Host-doorstart=")
    assert "Secure" in page.headers["set-cookie"]
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    socket_at = town.proxy.url.replace("https", "wss")
    assert socket_at in page.headers["content-security-policy"]


def test_http_leads_to_https(town: Town) -> None:
    page = Visitor(f"http://{PROXY}:{town.proxy.plain}").get(
        "/j/K7M3QD", {"host": f"{NAME}:{town.proxy.plain}"}
    )
    assert (page.status, page.location) == (301, f"{town.proxy.url}/j/K7M3QD")


def test_who_comes_by_another_name_is_not_answered(town: Town) -> None:
    assert town.guest().get("/", {"host": "evil.example"}).status == 421
    with (
        town.proxy.connect(PROXY) as line,
        pytest.raises(ssl.SSLError, match="unrecognized"),
    ):
        town.proxy.tls().wrap_socket(line, server_hostname="evil.example")


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_for_monitoring_is_not_for_everyone(town: Town, path: str) -> None:
    page = town.guest().get(path)
    assert page.status == 404
    # Doorstart was not even asked: it gives each answer a policy.
    assert "content-security-policy" not in page.headers
    assert town.guest().get("/healthz").status == 200


async def test_S11_another_sites_page_gets_no_socket_through_the_proxy(town: Town) -> None:
    phone = town.guest()
    person = phone.person(town.running, phone.join(town.session().code))
    others = ("https://evil.example", town.proxy.url.replace("https", "http"), town.running.url)
    for origin in (*others, None):
        with pytest.raises(websockets.InvalidStatus) as refused:
            await SecureSocket(person).open(origin)
        assert refused.value.response.status_code == 403
    form = {"name": "", "organisation": ""}
    evil = {"origin": "https://evil.example"}
    assert phone.post(f"/j/{town.session().code}", form, evil).status == 403


def guesses(visitor: Visitor, *forged: str) -> int:
    """How many wrong codes are taken before it is told to wait."""
    for count in range(100):
        page = visitor.get("/j/ZZZZZZ", {"x-forwarded-for": forged[count % len(forged)]})
        if page.status == 429:
            return count
        assert page.status == 404
    raise AssertionError("it can guess for ever")


def stopped(count: int) -> bool:
    """All that one address has, and the few that came free meanwhile on a busy machine."""
    return ONE_ADDRESS.burst <= count < ONE_ADDRESS.burst + 20


def test_S16_each_person_behind_the_proxy_is_counted_apart(town: Town) -> None:
    first, second = town.guest(), town.guest()
    assert stopped(guesses(first, ""))
    assert first.get("/j/ZZZZZZ").status == 429
    assert second.get("/j/ZZZZZZ").status == 404
    # And who has the code comes in.
    assert second.get(f"/j/{town.session().code}").status == 200


FORGED = [f"6.6.6.{number}" for number in range(100)]


def test_S16_an_address_of_ones_own_making_is_not_believed(town: Town) -> None:
    assert stopped(guesses(town.guest(), *FORGED))


def test_S16_the_server_believes_nobody_but_its_proxy(town: Town) -> None:
    straight = Straight(town, town.guest().source)
    assert stopped(guesses(straight, *FORGED))
    # It is that address that is out of guesses, and not the proxy's.
    assert town.guest().get("/j/ZZZZZZ").status == 404


def test_S16_of_several_addresses_the_last_that_is_no_proxy_counts(town: Town) -> None:
    person = town.guest()
    told = [f"{forged}, {person.source}, {PROXY}" for forged in FORGED]
    assert stopped(guesses(Straight(town, PROXY), *told))
    assert person.get("/j/ZZZZZZ").status == 429


class Straight(Visitor):
    """Comes to the server itself, past the proxy, from an address."""

    def __init__(self, town: Town, source: str) -> None:
        super().__init__(town.running.url)
        self.name, self.source = town.proxy.url.partition("://")[2], source

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            self.host, self.port, timeout=60, source_address=(self.source, 0)
        )

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        return super().ask(method, path, body, {"host": self.name} | dict(headers or {}))


def test_S16_a_proxy_that_nobody_named_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Running.start(tmp_path, public_url=f"https://{NAME}") as running:
        for _ in range(3):
            running.visitor().get("/", {"host": NAME, "x-forwarded-for": "6.6.6.6"})
    told = [text for text in caplog.messages if "TRUSTED_PROXIES" in text]
    assert len(told) == 1
    assert "6.6.6.6" not in caplog.text
