"""A: handshakes that no browser makes, and secrets where none belongs."""

from urllib.parse import urlencode

import pytest

from tests.bad.place import Place, cookie
from tests.bad.table import Row, Table
from tests.server.lines import Line

A = Table("A", "Requests and handshakes", 1, 38)
EVIL = "https://evil.example.com"


@A.row(25, "a handshake of version 8, without one, without a key, with a bad one", "400")
def _(place: Place) -> None:
    eight, short = "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Key: short\r\n"
    for name, value in (("version", eight), ("version", ""), ("key", ""), ("key", short)):
        with place.knock(**{name: value}) as line:
            assert " 400 " in line.read_head(), (name, value)


@A.row(26, "a handshake by POST", "405")
def _(place: Place) -> None:
    with place.knock(method="POST ") as line:
        assert " 405 " in line.read_head()


def _knocks(place: Place, origin: str | None, *headers: str) -> int:
    visitor = place.visitor
    visitor.join(place.session.code)
    with place.knock(f"Cookie: {cookie(visitor)}", *headers, origin=origin) as line:
        return int(line.read_head().split()[1])


@A.row(27, "a handshake of another site's page", "403")
def _(place: Place) -> None:
    assert _knocks(place, EVIL) == 403
    assert _knocks(place, place.running.url) == 101


@A.row(28, "an Origin of null, none, https, another port, a longer name, capitals", "403")
def _(place: Place) -> None:
    ours = place.running.url
    for origin in (
        "null",
        None,
        "",
        ours.replace("http", "https"),
        f"{ours}0",
        ours.rpartition(":")[0],
        f"{ours}.evil.example.org",
        f"{ours}/",
        ours.upper(),
        f"{ours} {EVIL}",
    ):
        assert _knocks(place, f"{origin}" if origin is not None else None) == 403, origin
    assert _knocks(place, ours, f"Origin: {EVIL}") == 400


@A.row(29, "a subprotocol nobody knows", "a line without a subprotocol")
def _(place: Place) -> None:
    with place.knock("Sec-WebSocket-Protocol: chat, x") as line:
        head = line.read_head()
    assert " 101 " in head
    assert "sec-websocket-protocol" not in head.lower()


@A.row(
    30,
    "a secret of a link in the query",
    "it opens nothing",
    "No page makes such a link, and no log holds a query: the link stays as it is.",
)
def _(place: Place) -> None:
    secret = place.session.lead.partition("#")[2]
    visitor = place.visitor
    for path in ("/open", "/live/events", "/", f"/j/{place.session.code}"):
        page = visitor.get(f"{path}?{urlencode({'token': secret})}")
        assert secret not in page.text
        assert "set-cookie" not in page.headers
    with Line(place.port) as line:
        sent = b"GET /live?token=%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % secret.encode()
        line.send(sent)
        assert " 404 " in line.read_head()


@pytest.mark.parametrize("row", A.params)
def test_Q1_a_handshake_that_is_none_opens_no_line(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
