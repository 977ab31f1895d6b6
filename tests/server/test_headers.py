"""What every answer carries, and who is answered at all."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from server.control import SessionMade
from server.settings import Settings
from server.web.guard import known_host, same_origin
from tests.running import Running, Visitor

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
}


@pytest.fixture(scope="module")
def app_server(shared_server: Running) -> Running:
    return shared_server


def paths(session: SessionMade, visitor: Visitor) -> list[str]:
    seat, lead = visitor.join(session.code), visitor.open(session.lead)
    screen, record = visitor.open(session.display), visitor.open(session.record)
    known = ["/", "/open", "/healthz", "/robots.txt", "/favicon.ico", f"/j/{session.code}"]
    wrong = ["/nothing", "/j/ZZZZZZ", "/p/nobody", "/%ff", "/static/x/nothing.js"]
    return [*known, seat, lead, screen, record, *wrong]


def test_every_answer_carries_the_headers(session: SessionMade, visitor: Visitor) -> None:
    for path in paths(session, visitor):
        page = visitor.get(path)
        for name, value in ALWAYS.items():
            assert page.headers.get(name) == value, (path, name)
        assert page.headers["cache-control"] == "no-store", path
        assert page.status < 500, path


def test_S13_the_policy_lets_only_our_own_files_run(session: SessionMade, visitor: Visitor) -> None:
    policy = visitor.get("/").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert rules["connect-src"] == f"'self' {visitor.origin.replace('http', 'ws', 1)}"
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy


def test_no_page_has_a_script_or_style_of_its_own(session: SessionMade, visitor: Visitor) -> None:
    for path in paths(session, visitor):
        text = visitor.get(path, {"accept": "text/html"}).text
        for script in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in script or "application/json" in script, (path, script)
        assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text), path


def test_nothing_is_fetched_from_elsewhere(session: SessionMade, visitor: Visitor) -> None:
    for path in paths(session, visitor):
        text = visitor.get(path).text
        for address in re.findall(r"(?:src|href|action)=\"([^\"]+)\"", text):
            assert not re.match(r"(https?:)?//", address) or address.startswith(visitor.origin), (
                path,
                address,
            )


def test_static_files_stay_for_ever_under_their_hash(visitor: Visitor) -> None:
    link = re.search(r"/static/[0-9a-f]+/css/base\.css", visitor.get("/").text)
    assert link is not None
    page = visitor.get(link[0], {"accept-encoding": "gzip"})
    assert page.status == 200
    assert page.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert page.headers["content-type"] == "text/css; charset=utf-8"
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["vary"] == "accept-encoding"
    plain = visitor.get(link[0], {"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    older = visitor.get(re.sub(r"[0-9a-f]{16}", "0" * 16, link[0]))
    assert older.body == plain.body
    assert older.headers["cache-control"] == "no-store"


def test_over_https_the_cookie_and_headers_are_strict(tmp_path: Path) -> None:
    with Running.start(tmp_path, public_url="https://doorstart.example.org") as running:
        session = running.session()
        assert session.join == f"https://doorstart.example.org/j/{session.code}"
        visitor = running.visitor()
        host = {"host": "doorstart.example.org", "origin": "https://doorstart.example.org"}
        page = visitor.post(f"/j/{session.code}", {"name": "", "organisation": ""}, host)
        assert page.status == 303
        cookie = page.headers["set-cookie"]
        assert cookie.startswith("__Host-doorstart=")
        for flag in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
            assert flag in cookie, cookie
        assert "Domain" not in cookie
        assert page.headers["strict-transport-security"] == "max-age=31536000"
        assert page.headers["cross-origin-opener-policy"] == "same-origin"
        assert "wss://doorstart.example.org" in page.headers["content-security-policy"]


def test_over_http_the_cookie_works_on_a_local_network(
    session: SessionMade, visitor: Visitor
) -> None:
    page = visitor.post(f"/j/{session.code}", {"name": "", "organisation": ""})
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("doorstart=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert "strict-transport-security" not in page.headers


@pytest.mark.parametrize("host", ["evil.example.com", "localhost.evil.com", "a b", "", "[::1"])
def test_another_host_is_not_answered(visitor: Visitor, host: str) -> None:
    page = visitor.get("/", {"host": host, "accept": "application/json"})
    assert page.status == 400
    assert page.json == {"error": "wrong_host"}
    assert host not in page.headers["content-security-policy"] or host == ""


@pytest.mark.parametrize("host", ["localhost:8000", "192.168.1.7", "[::1]:8000", "127.0.0.1"])
def test_plain_hosts_are(host: str) -> None:
    assert known_host(Headers({"host": host}), Settings(data=Path()))


def test_with_a_public_url_only_that(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, public_url="https://a.example.org")
    assert known_host(Headers({"host": "a.example.org"}), settings)
    assert known_host(Headers({"host": "A.example.org:443"}), settings)
    for host in ("a.example.org:8443", "b.example.org", "127.0.0.1", "a.example.org.evil.com"):
        assert not known_host(Headers({"host": host}), settings), host


def test_a_page_is_small_on_the_line(visitor: Visitor) -> None:
    whole = visitor.get("/")
    small = visitor.ask("GET", "/", headers={"accept-encoding": "gzip"})
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == whole.body
    assert len(small.body) * 2 < len(whole.body)


def test_monitors_may_use_any_address(tmp_path: Path) -> None:
    with Running.start(tmp_path, public_url="https://a.example.org") as running:
        page = running.visitor().get("/healthz")
        assert (page.status, page.json) == (200, {"ok": True})


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"origin": "http://h"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "http://h"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site", "origin": "http://h"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://h"}, False),
        ({"origin": "http://h:8000"}, False),
        ({"origin": "http://h.example.com"}, False),
        ({"origin": "HTTP://H"}, False),
    ],
)
def test_S11_who_may_post(headers: dict[str, str], ours: bool) -> None:
    assert same_origin(Headers({"host": "h", **headers}), Settings(data=Path())) is ours
