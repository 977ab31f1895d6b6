"""A: requests and handshakes that no browser makes."""

import socket

import pytest

from server.web import bodies, http1
from server.web.budget import ONE_ADDRESS
from server.web.guard import BODY_LIMIT
from tests.bad.place import JSON, Place, ask, request, status
from tests.bad.table import Row, Table
from tests.bad.tuned import tuned
from tests.server.lines import Line

A = Table("A", "Requests and handshakes", 1, 38)
LOCAL = "host: 127.0.0.1"
TYPED = ("accept: application/json", "content-type: application/json")
FORM = "application/x-www-form-urlencoded"
EVIL = "https://evil.example.com"


def refused(place: Place, *sent: bytes, half: bool = True) -> None:
    for one in sent:
        answer = place.raw(one, half=half)
        assert 400 <= status(answer) < 500, (one[:80], answer[:80])
        assert b"Traceback" not in answer


@A.row(1, "no Host", "400")
def _(place: Place) -> None:
    refused(place, request("GET / HTTP/1.1"))


@A.row(2, "two Hosts", "400")
def _(place: Place) -> None:
    refused(place, request("GET / HTTP/1.1", LOCAL, "host: b"))


@A.row(3, "a Host that is not ours", "400, and 403 to a handshake")
def _(place: Place) -> None:
    for host in ("evil.example.com", "localhost.evil.com", "a b", "", "[::1"):
        assert ask(place.visitor, "GET", "/", {"host": host}) == (400, "wrong_host"), host
    with place.knock(host="Host: evil.example.com") as line:
        assert " 403 " in line.read_head()


@A.row(4, "X-Forwarded-Host of someone's own making", "nothing of it is believed")
def _(place: Place) -> None:
    lead = place.board.lead
    told = {"x-forwarded-host": "evil.example.com", "forwarded": "host=evil.example.com"}
    page = lead.visitor.get(lead.path, told)
    assert (page.status, "evil.example.com" in page.text) == (200, False)


@A.row(5, "X-Forwarded-For from who is no proxy of ours", "nothing of it is believed")
def _(place: Place) -> None:
    for number in range(int(ONE_ADDRESS.burst)):
        guess = {"x-forwarded-for": f"203.0.113.{number}"}
        assert ask(place.visitor, "GET", "/j/ZZZZZZ", guess) == (404, "wrong_code")
    assert ask(place.visitor, "GET", "/j/ZZZZZZ", {})[0] == 429
    place.budgets_anew()


@A.row(6, "X-Forwarded-Proto: http or https", "the cookie is as PUBLIC_URL has it")
def _(place: Place) -> None:
    flags = []
    for scheme in ("http", "https", ""):
        page = place.visitor.post(
            f"/j/{place.session.code}",
            {"name": "", "organisation": ""},
            {"x-forwarded-proto": scheme},
        )
        flags.append(page.headers["set-cookie"].partition(";")[2])
    assert flags == flags[:1] * 3


@A.row(7, "a Content-Length and chunks", "400")
def _(place: Place) -> None:
    both = ("content-length: 3", "transfer-encoding: chunked")
    refused(place, request("POST /open HTTP/1.1", LOCAL, *both, body="abc"))


@A.row(8, "two Content-Lengths, one below zero", "400")
def _(place: Place) -> None:
    lengths = [("content-length: 3", "content-length: 4"), ("content-length: -1",)]
    refused(place, *(request("POST /open HTTP/1.1", LOCAL, *one) for one in lengths))


@A.row(9, "a header of 20 KB, and one of 20 MB", "400, or the line is cut")
def _(place: Place) -> None:
    refused(place, request("GET / HTTP/1.1", LOCAL, "x: " + "a" * 20_000))
    with Line(place.port) as line:
        line.send(b"GET / HTTP/1.1\r\nx: ", *[b"a" * 1_000_000] * 20)
        try:
            assert status(line.read_all()) in (0, 400, 431)
        except ConnectionResetError:
            pass


@A.row(10, "2000 headers", "400")
def _(place: Place) -> None:
    for many in (101, 2000):
        refused(place, request("GET / HTTP/1.1", LOCAL, *(f"x-{n}: y" for n in range(many))))


@A.row(11, "a path of 100 KB", "400")
def _(place: Place) -> None:
    refused(place, request("GET /" + "a" * 100_000 + " HTTP/1.1", LOCAL))


@A.row(12, "a folded header, a bare line feed in one", "400")
def _(place: Place) -> None:
    refused(
        place,
        b"GET / HTTP/1.1\r\n folded: first\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx : a\r\n\r\n",
    )
    # Such a fold is one header to us: it makes no second one of what follows it.
    folded = request("GET /robots.txt HTTP/1.1", LOCAL, "x: a\r\n host: evil.example.com")
    assert b"evil" not in place.raw(folded)


@A.row(13, "HTTP/0.9", "400")
def _(place: Place) -> None:
    refused(place, b"GET /\r\n\r\n", request("GET / HTTP/9.9", LOCAL))


@A.row(14, "TRACE, and methods nobody knows", "405")
def _(place: Place) -> None:
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "BREW", "get"):
        page = place.visitor.ask(method, "/", headers=JSON)
        assert (page.status, page.json) == (405, {"error": "bad_method"}), method
        assert page.headers["allow"]


@A.row(15, "a target that is another host, a star, no path", "400")
def _(place: Place) -> None:
    for target in (f"GET {EVIL}/", "GET nothing", "OPTIONS *"):
        refused(place, request(f"{target} HTTP/1.1", LOCAL))


@A.row(16, "TLS, and garbage, on the port", "400")
def _(place: Place) -> None:
    refused(place, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00\x01\x02\r\n\r\n")


@A.row(17, "a request that comes a byte now and then", "cut off after 10 seconds")
def _(place: Place) -> None:
    with tuned(http1, HEADER_SECONDS=0.2):
        _is_cut_off(place, b"GET / HTTP/1.1\r\nhost: ")
        # Its answer comes before its body does; that must come in time too.
        _is_cut_off(
            place, b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 99\r\n\r\n"
        )


def _is_cut_off(place: Place, first: bytes) -> None:
    with socket.create_connection(("127.0.0.1", place.port), timeout=0.05) as line:
        line.sendall(first)
        with pytest.raises(OSError, match=r"reset|pipe|ended"):
            _drip(line)


def _drip(line: socket.socket) -> None:
    """Sends a byte now and then, and reads what comes, until the line is cut."""
    while True:
        line.sendall(b"a")
        try:
            if not line.recv(4096):
                raise ConnectionResetError("the line ended")
        except TimeoutError:
            continue


@A.row(18, "a body that comes a byte now and then", "408 after 30 seconds")
def _(place: Place) -> None:
    with tuned(bodies, BODY_SECONDS=0.2):
        head = request("POST /open HTTP/1.1", LOCAL, *TYPED, "content-length: 50", body='{"t')
        answer = place.raw(head)
    assert status(answer) == 408
    assert b'{"error":"too_slow"}' in answer


@A.row(19, "a body of more than 64 KB", "413 before it is read")
def _(place: Place) -> None:
    head = request("POST /open HTTP/1.1", LOCAL, *TYPED, f"content-length: {BODY_LIMIT + 1}")
    whole = place.raw(head)
    assert status(whole) == 413
    assert b'{"error":"too_large"}' in whole
    start = request("POST /open HTTP/1.1", LOCAL, *TYPED, "transfer-encoding: chunked")
    chunk = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    assert status(place.raw(start, chunk * 3)) == 413
    refused(place, request("POST /open HTTP/1.1", LOCAL, *TYPED, "content-length: " + "9" * 30))


def _opened(place: Place, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    page = place.visitor.ask("POST", "/open", body, JSON | headers)
    return page.status, page.json["error"]


@A.row(20, "a body packed with gzip", "415")
def _(place: Place) -> None:
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    assert _opened(place, b"\x1f\x8b", packed) == (415, "wrong_type")


@A.row(21, "a body of another type", "415")
def _(place: Place) -> None:
    for kind in ("text/plain", FORM, "multipart/form-data; boundary=x", "text/json"):
        assert _opened(place, b'{"token": "x"}', {"content-type": kind}) == (415, "wrong_type")
    assert _opened(place, b'{"token": "x"}', {}) == (415, "wrong_type")


@A.row(22, "chunks that never end", "408 after 30 seconds")
def _(place: Place) -> None:
    with tuned(bodies, BODY_SECONDS=0.2):
        chunked = request("POST /open HTTP/1.1", LOCAL, *TYPED, "transfer-encoding: chunked")
        assert status(place.raw(chunked, b"1\r\na\r\n" * 3)) == 408


@A.row(23, "a form of 1001 fields, and one in parts", "400, 415")
def _(place: Place) -> None:
    for body in (b"a=1&" * 1001, b"name", b"&&&", b"name=%ff", "name=é".encode()):
        assert _joined(place, body) == (400, "bad_request"), body[:20]
    parts = {"content-type": "multipart/form-data; boundary=x"}
    page = place.visitor.ask("POST", f"/j/{place.session.code}", b"--x--", JSON | parts)
    assert page.status == 415


def _joined(place: Place, body: bytes) -> tuple[int, str]:
    headers = JSON | {"content-type": FORM}
    page = place.visitor.ask("POST", f"/j/{place.session.code}", body, headers)
    return page.status, page.json.get("error", "")


@A.row(24, "a field twice, one nobody knows", "400")
def _(place: Place) -> None:
    for body in (b"name=a&name=b", b"organisation=&name=&admin=1"):
        assert _joined(place, body) == (400, "bad_request"), body


@A.row(31, "a path that climbs out of its folder", "404")
def _(place: Place) -> None:
    for path in (
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5cetc",
        "/static/x/%00",
        "/static/x/../../pyproject.toml",
        "/static/x/%2e%2e/%2e%2e/pyproject.toml",
        "/static/x//etc/passwd",
        "/static/x/%2fetc%2fpasswd",
    ):
        assert ask(place.visitor, "GET", path, {})[0] == 404, path


@A.row(32, "a path that is no text", "404")
def _(place: Place) -> None:
    for path in ("/%ff", "/%00", "/%0d%0aset-cookie:a=b", "/j/%f0%9f%98%80%ff"):
        page = place.visitor.get(path, JSON)
        assert (page.status, list(page.json)) == (404, ["error"]), path
        assert "set-cookie" not in page.headers


@A.row(33, "GET where something is done", "405, and nothing is done")
def _(place: Place) -> None:
    visitor = place.visitor
    seat, lead = visitor.join(place.session.code), visitor.open(place.session.lead)
    for path in ("/", seat, lead):
        assert visitor.post(path, {}, JSON).status == 405, path
    for path in (f"{lead}/screen", f"{lead}/organisation", "/sign-out"):
        assert visitor.get(path, JSON).status == 405, path


@A.row(34, "a form that another site's page sends, with the cookie", "403, and nothing is done")
def _(place: Place) -> None:
    visitor = place.visitor
    lead = visitor.open(place.session.lead)
    for headers in (
        {"origin": EVIL},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        page = visitor.post(f"{lead}/organisation", {"name": "Van elders"}, headers | JSON)
        assert (page.status, page.json) == (403, {"error": "cross_site"})
        assert page.headers.get("set-cookie") is None
    assert "Van elders" not in visitor.get(f"/j/{place.session.code}?nieuw=1").text


@A.row(35, "a page elsewhere that asks whether it may", "405, and no leave")
def _(place: Place) -> None:
    asked = {"origin": EVIL, "access-control-request-method": "POST"}
    for path in ("/", "/open", "/live/say"):
        page = place.visitor.ask("OPTIONS", path, headers=asked | JSON)
        assert page.status == 405
        assert not [name for name in page.headers if name.startswith("access-control")]


@A.row(36, "a cookie of 12 KB, twice, of another name, of no letters", "no browser of ours")
def _(place: Place) -> None:
    visitor = place.visitor
    seat = visitor.join(place.session.code)
    for sent in (
        "doorstart=" + "a" * 12_000,
        "doorstart=a; doorstart=b",
        "doorstart=é",
        "doorstart=%00",
        "doorstart=",
        '"; doorstart',
        "__Host-doorstart=x",
        "doorstart=" + "a" * 17_000,
    ):
        head = {"cookie": sent.encode("utf-8").decode("latin-1"), **JSON}
        assert visitor.get(seat, head).status in (404, 400, 431), sent[:20]
    with place.knock("Cookie: a=" + "x" * 9000) as line:
        assert " 431 " in line.read_head()


@A.row(37, "garbage in Range, If-None-Match and the like", "passed over")
def _(place: Place) -> None:
    for name in ("range", "if-none-match", "if-modified-since", "accept-language", "te"):
        for value in ("bytes=9-1", "garbage", '"', "\xff", "-" * 500):
            assert place.visitor.get("/healthz", {name: value}).status == 200, (name, value)


@A.row(38, "HEAD and OPTIONS", "as GET without a body, 405")
def _(place: Place) -> None:
    for path in ("/", "/healthz", "/open", "/robots.txt", "/live/events"):
        page = place.visitor.ask("HEAD", path)
        assert (page.status, page.body) == (200, b""), path
        assert ask(place.visitor, "OPTIONS", path, {}) == (405, "bad_method"), path


@pytest.mark.parametrize("row", A.params)
def test_Q1_a_request_that_is_none_leaves_all_as_it_was(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
