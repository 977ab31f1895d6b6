"""Requests that no page of ours makes: each gets its answer, and the server goes on."""

import json
import socket
import time

import pytest

from server.control import SessionMade
from server.web import http1
from server.web.guard import BODY_LIMIT
from tests.running import Page, Running, Visitor

JSON = {"accept": "application/json"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def app_server(shared_server: Running) -> Running:
    return shared_server


def raw(running: Running, sent: bytes, *, half: bool = False) -> bytes:
    """What the server says to these bytes until it closes the line."""
    with socket.create_connection(("127.0.0.1", running.settings.port), timeout=20) as line:
        line.sendall(sent)
        if half:
            line.shutdown(socket.SHUT_WR)
        said = b""
        while part := line.recv(65536):
            said += part
        return said


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def request(line: str, *headers: str, body: str = "") -> bytes:
    return "\r\n".join([line, *headers, "connection: close", "", body]).encode("latin-1")


@pytest.mark.parametrize(
    "sent",
    [
        request("GET / HTTP/1.1"),
        request("GET / HTTP/1.1", "host: a", "host: b"),
        request("POST /open HTTP/1.1", "host: localhost", "content-length: 3",
                "transfer-encoding: chunked", body="abc"),
        request("POST /open HTTP/1.1", "host: localhost", "content-length: 3", "content-length: 4"),
        request("POST /open HTTP/1.1", "host: localhost", "content-length: -1"),
        request("GET http://evil.example.com/ HTTP/1.1", "host: localhost"),
        request("GET nothing HTTP/1.1", "host: localhost"),
        request("OPTIONS * HTTP/1.1", "host: localhost"),
        b"GET /\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00\x01\x02\r\n\r\n",
        request("GET /" + "a" * 100_000 + " HTTP/1.1", "host: localhost"),
        request("GET / HTTP/1.1", "host: localhost", "x: " + "a" * 20_000),
        request("GET / HTTP/1.1", "host: localhost", *(f"x-{n}: y" for n in range(101))),
    ],
    ids=[
        "no host", "two hosts", "two lengths of body", "two content-lengths", "a negative length",
        "a proxy's target", "a target that is no path", "a star",
        "HTTP/0.9", "TLS", "garbage", "a long path", "a long header", "many headers",
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(app_server: Running, sent: bytes) -> None:
    answer = raw(app_server, sent, half=True)
    assert 400 <= status(answer) < 500
    assert b"Traceback" not in answer
    assert app_server.visitor().get("/healthz").status == 200


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"GET / HTTP/1.1\r\nhost: ", b"a"),
        # Its answer comes before its body does; that must come in time too.
        (b"GET /healthz HTTP/1.1\r\nhost: localhost\r\ncontent-length: 999\r\n\r\n", b"a"),
    ],
    ids=["a request that never ends", "a body that drips after the answer"],
)
def test_who_takes_for_ever_is_cut_off(
    app_server: Running, monkeypatch: pytest.MonkeyPatch, first: bytes, then: bytes
) -> None:
    usual = http1.HEADER_SECONDS
    monkeypatch.setattr(http1, "HEADER_SECONDS", 0.3)
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", app_server.settings.port), timeout=0.05) as line:
        line.sendall(first)
        with pytest.raises(OSError, match=r"reset|pipe|ended"):
            drip(line, then)
    assert time.monotonic() - began < usual


def drip(line: socket.socket, byte: bytes) -> None:
    """Sends a byte now and then, and reads what comes, until the line is cut."""
    while True:
        line.sendall(byte)
        try:
            if not line.recv(4096):
                raise ConnectionResetError("the line ended")
        except TimeoutError:
            continue


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW", "get"])
def test_another_method_is_405(visitor: Visitor, method: str) -> None:
    page = visitor.ask(method, "/", headers=JSON)
    assert (page.status, page.json) == (405, {"error": "bad_method"})
    assert page.headers["allow"]
    assert "access-control-allow-origin" not in page.headers


def test_a_page_is_not_changed_by_get_and_cannot_be_posted_to(
    session: SessionMade, visitor: Visitor
) -> None:
    seat, lead = visitor.join(session.code), visitor.open(session.lead)
    for path in ("/", seat, lead):
        assert visitor.post(path, {}, JSON).status == 405, path
    for path in (f"{lead}/screen", f"{lead}/organisation"):
        assert visitor.get(path, JSON).status == 405, path


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/..%5c..%5cetc", "/static/x/%00",
        "/static/x/../../pyproject.toml", "/static/x/%2e%2e/%2e%2e/pyproject.toml", "/%ff", "/%00",
        "/%0d%0aset-cookie:a=b", "/j/%f0%9f%98%80%ff", "/c/1", "/p/1", "/s/1", "/r/1",
        "/r/1/snapshot/2", "/docs", "/admin", "/nothing/" + "a" * 5000,
    ],
)  # fmt: skip
def test_a_path_that_is_not_there_is_404(visitor: Visitor, path: str) -> None:
    page = visitor.get(path, JSON)
    assert page.status == 404
    assert set(dict(page.json)) == {"error"}


def test_S7_every_seat_and_grant_of_another_is_404(
    session: SessionMade, app_server: Running, visitor: Visitor
) -> None:
    grants = [visitor.join(session.code)]
    grants += [visitor.open(link) for link in (session.lead, session.display, session.record)]
    stranger = app_server.visitor()
    stranger.join(session.code)
    for grant in grants:
        assert stranger.get(grant, JSON).json == {"error": "no_access"}, grant
    # One's own, but as what it is not.
    seat, lead, *_ = (grant.rpartition("/")[2] for grant in grants)
    for path in (f"/c/{seat}", f"/s/{seat}", f"/r/{seat}", f"/p/{lead}", f"/s/{lead}"):
        assert visitor.get(path, JSON).json == {"error": "no_access"}, path
    assert visitor.post(f"/c/{seat}/screen", {}, JSON).json == {"error": "no_access"}
    assert visitor.post(f"/c/{seat}/organisation", {"name": "x"}, JSON).status == 404


def test_a_large_body_is_refused_before_it_is_read(app_server: Running) -> None:
    head = ["host: localhost", "accept: application/json", "content-type: application/json"]
    whole = raw(
        app_server, request("POST /open HTTP/1.1", *head, f"content-length: {BODY_LIMIT + 1}")
    )
    assert status(whole) == 413
    assert b'{"error":"too_large"}' in whole
    chunk = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    start = request("POST /open HTTP/1.1", *head, "transfer-encoding: chunked")
    assert status(raw(app_server, start + chunk * 3)) == 413


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", '{"token": "x"}'),
        ("application/x-www-form-urlencoded", "token=x"),
        ("multipart/form-data; boundary=x", "--x--"),
        ("", '{"token": "x"}'),
    ],
)
def test_a_body_of_another_type_is_415(visitor: Visitor, kind: str, body: str) -> None:
    page = _open(visitor, body.encode(), {"content-type": kind})
    assert (page.status, page.json) == (415, {"error": "wrong_type"})


def test_a_packed_body_is_415(visitor: Visitor) -> None:
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    assert _open(visitor, b"\x1f\x8b", packed).status == 415


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"token": 1}', b'{"token": null}',
        b'{"token": "x", "admin": true}', b'{"token": "x"} x', b'{"token": "\xff"}',
        b'{"token": "\\ud800"}', b"[" * 50_000, b'{"a":' * 10_000, b'\xef\xbb\xbf{"token": "x"}',
    ],
)  # fmt: skip
def test_json_that_is_not_ours_is_400(visitor: Visitor, body: bytes) -> None:
    page = _open(visitor, body, {"content-type": "application/json"})
    assert (page.status, page.json) == (400, {"error": "bad_request"})


@pytest.mark.parametrize(
    "body",
    [
        b"name=a&name=b", b"name=%ff", b"name", b"&&&", b"organisation=&name=&admin=1",
        "name=é".encode(), b"a=1&" * 1001,
    ],
)  # fmt: skip
def test_a_form_that_is_not_ours_is_400(
    session: SessionMade, visitor: Visitor, body: bytes
) -> None:
    page = visitor.ask("POST", f"/j/{session.code}", body, {"content-type": FORM, **JSON})
    assert (page.status, page.json) == (400, {"error": "bad_request"})


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example.com"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_S11_a_post_of_another_site_changes_nothing(
    session: SessionMade, visitor: Visitor, headers: dict[str, str]
) -> None:
    lead = visitor.open(session.lead)
    page = visitor.post(f"{lead}/organisation", {"name": "Van elders"}, headers | JSON)
    assert (page.status, page.json) == (403, {"error": "cross_site"})
    assert page.headers.get("set-cookie") is None
    assert b"Van elders" not in visitor.get(f"/j/{session.code}?nieuw=1", JSON).body


@pytest.mark.parametrize(
    "cookie",
    [
        "doorstart=" + "a" * 12_000,
        "doorstart=a; doorstart=b",
        "doorstart=é",
        "doorstart=%00",
        "doorstart=",
        '"; doorstart',
        "__Host-doorstart=x",
    ],
)
def test_a_strange_cookie_is_no_browser_of_ours(
    session: SessionMade, visitor: Visitor, cookie: str
) -> None:
    seat = visitor.join(session.code)
    head = {"cookie": cookie.encode("utf-8").decode("latin-1"), **JSON}
    page = visitor.get(seat, head)
    assert page.status in (404, 400, 431)


@pytest.mark.parametrize("path", ["/", "/healthz", "/open", "/robots.txt"])
def test_head_says_the_same_without_a_body(visitor: Visitor, path: str) -> None:
    page = visitor.ask("HEAD", path)
    assert page.status == 200
    assert page.body == b""


@pytest.mark.parametrize("name", ["range", "if-none-match", "if-modified-since", "accept-language"])
@pytest.mark.parametrize("value", ["bytes=9-1", "garbage", '"', "\xff", "-" * 500])
def test_garbage_in_a_header_is_passed_over(visitor: Visitor, name: str, value: str) -> None:
    assert visitor.get("/healthz", {name: value}).status == 200


def test_the_json_shape_is_one(visitor: Visitor) -> None:
    for path in ("/nothing", "/j/ZZZZZZ", "/p/nobody"):
        shape = json.loads(visitor.get(path, JSON).body)
        assert list(shape) == ["error"]
        assert isinstance(shape["error"], str)


def _open(visitor: Visitor, body: bytes, headers: dict[str, str]) -> Page:
    sent = {name: value for name, value in (JSON | headers).items() if value}
    return visitor.ask("POST", "/open", body, sent)
