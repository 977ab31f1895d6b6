"""What reads bytes from outside, each as one function of bytes that raises when it must not.

A reader may refuse what it gets, in its own way; it may not fail in another, and what it lets
through must hold. ``SEEDS`` is where a hunt begins; what a hunt found stays there.
"""

import asyncio
import csv
import io
import unicodedata
from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import Headers
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from board.format_file import FormatFault, parse
from board.messages import Do, Hello, Look, No
from board.refusals import REGISTRY, Refusal
from board.text import clean, clean_language, clean_name
from board.types import Millis
from server.addresses import plain_host, split_host
from server.bringing import of_files
from server.export_tables import FORMULA, table
from server.live import frames
from server.pages import TEMPLATES
from server.parcel import TOLD, NotTaken, unpacked
from server.settings import Settings
from server.store.trajectories import Held
from server.trajectory_view import TrajectoryView
from server.web.guard import known_host, same_origin
from server.web.sign_in import own_path
from server.words import Speaker, load
from tests.board.play import ROOT

Target = Callable[[bytes], None]
PUBLIC = Settings(data=ROOT, public_url="https://doorstart.example.org")
PLAIN = Settings(data=ROOT)
PROXIES = ["10.0.0.1", "10.0.1.0/24"]
WORDS = Speaker(load(TEMPLATES / "words"), "nl")


def frame(data: bytes) -> None:
    """A frame, from a line that has shown already that it is UTF-8."""
    read = frames.read(data)
    if isinstance(read, No):
        assert read.code in REGISTRY
        assert 0 <= read.n <= frames.MOST
    if isinstance(read, Do):
        assert 0 < read.n <= frames.MOST
        bytes_ = frames.canonical(read.command)
        assert bytes_ is None or b"\n" not in bytes_


def position(data: bytes) -> None:
    """Where someone says to stand, in hello and in look."""
    for kind in (b'"hello","v":1,"grant":"x"', b'"look"'):
        read = frames.read(b'{"t":' + kind + b',"position":' + data + b"}")
        if isinstance(read, Hello | Look) and read.position is not None:
            assert 0 <= read.position.seq <= frames.MOST
            assert frames.MARK.fullmatch(read.position.mark)


def text(data: bytes) -> None:
    # What is no UTF-8 is half a letter here, as an escape in JSON may bring it.
    typed = data.decode("utf-8", "replace").replace("\ufffd", "\ud800")
    for found in (clean(typed, 280), clean_name(typed)):
        if isinstance(found, Refusal):
            assert found.code in REGISTRY
            continue
        kinds = [unicodedata.category(letter) for letter in found]
        assert "Cs" not in kinds
        assert len(found) <= 280
        found.encode()
    name = clean_name(typed)
    if isinstance(name, str):
        assert clean_name(name) == name
        assert not {"Cc", "Zl", "Zp"} & {unicodedata.category(letter) for letter in name}
    tag = clean_language(typed)
    assert isinstance(tag, Refusal) or tag.isascii()


def cells(data: bytes) -> None:
    """What a spreadsheet opens: what went in comes out, and nothing of it is a formula."""
    row = data.decode("utf-8", "replace").split("|")
    made = table(["x"] * len(row), [row]).decode("utf-8-sig")
    (_, read) = csv.reader(io.StringIO(made, newline=""))
    assert [one.removeprefix("'") for one in read] == [one.removeprefix("'") for one in row]
    assert not [one for one in read if one.startswith(FORMULA)]


def addresses(data: bytes) -> None:
    """Host, Origin and where to go on to."""
    said = data.decode("latin-1")
    host, _, origin = said.partition("|")
    split_host(host)
    plain_host(split_host(host)[0])
    headers = Headers({"host": host, "origin": origin})
    for settings in (PUBLIC, PLAIN):
        if known_host(headers, settings) and same_origin(headers, settings):
            assert origin == (settings.public_url or f"http://{host.lower()}")
    path = own_path(said)
    assert path == "" or (path[0] == "/" and path[1:2] != "/" and "\\" not in path)


def forwarded(data: bytes) -> None:
    """X-Forwarded-For: whoever comes by a named proxy is never taken for that proxy."""
    seen: list[object] = []

    async def app(scope: object, receive: object, send: object) -> None:
        assert isinstance(scope, dict)
        seen.append(scope["client"])

    scope = {
        "type": "http",
        "client": ("10.0.0.1", 1),
        "headers": [(b"x-forwarded-for", data), (b"x-forwarded-proto", b"https")],
        "scheme": "http",
    }
    made = ProxyHeadersMiddleware(app, trusted_hosts=PROXIES)
    asyncio.run(made(scope, None, None))  # type: ignore[arg-type]
    (client,) = seen
    assert isinstance(client, tuple)
    assert isinstance(client[0], str)


def parcel(data: bytes) -> None:
    """The export of a trajectory, as a zip and as what lies in it."""

    def see(held: Held, at: Millis) -> TrajectoryView:
        raise NotTaken(["seen"])

    with suppress(NotTaken):
        of_files(unpacked(data), see, WORDS)
    with suppress(NotTaken):
        of_files({TOLD: data}, see, WORDS)


def format(data: bytes) -> None:
    with suppress(FormatFault):
        parse(data, "hunted")


TARGETS: dict[str, Target] = {
    "frame": frame,
    "position": position,
    "text": text,
    "cells": cells,
    "addresses": addresses,
    "forwarded": forwarded,
    "parcel": parcel,
    "format": format,
}
SEEDS: dict[str, list[bytes]] = {
    "frame": [
        b'{"t":"hello","v":1,"grant":"x","audience":"","position":null}',
        b'{"t":"do","outbox":"0123456789abcdef","n":1,"visit":0,"command":'
        b'{"type":"PostCard","kind":"x","text":"y"}}',
        b'{"t":"do","outbox":"0123456789abcdef","n":1,"visit":0,"command":{"type":"PutBallot",'
        b'"round":"r","answers":{"q":{"options":{"o":1},"unsure":false}}}}',
        b'{"t":"here","typing":true}',
        b'{"t":"dance"}',
        b'{"t":"do","n":-5,"command":{"type":"Dance"}}',
    ],
    "position": [b'{"seq":1,"mark":"0a"}', b"null", b'{"seq":1e400,"mark":""}'],
    "text": [
        b"Goed",
        "e\u0301\u202e\u200b".encode(),
        b"a\r\nb\x00",
        b"zh-Hant-TW",
        b"\xed\xa0\x80",
    ],
    "cells": [b"=1|+1|a,b", b'"|\r\n|\t=x', "\uff1dx|'=".encode()],
    "addresses": [
        b"doorstart.example.org|https://doorstart.example.org",
        b"[::1]:8000|http://[::1]:8000",
        b"/trajectories?x=1",
        b"//evil/\\x",
    ],
    "forwarded": [b"203.0.113.7, 10.0.0.1", b"[::1]:80, 10.0.1.5", b"unknown,,\xff"],
    "parcel": [
        b'{"schema":3,"title":"x"}',
        b"PK\x05\x06" + bytes(18),
        b'{"schema":2,"log":[[]]}',
        b'{"schema":2,"log":3}',
        b'{"schema":3,"tietma":4,"":"x\x8a\x8a\x8a\x8a\x8a"}',
        b'{"schema":3,"began_at":' + b"9" * 5000 + b"}",
        b'{"schema":3,"x":' + b"[" * 700 + b"]" * 700 + b"}",
    ],
    "format": [
        b"schema = 1\nid = 'x'\n",
        b"[[zones]]\nid = 'a'\n",
        b'schema = 1\nid = "a_b"\nstage = "c_d"\ncolour = "leaf"\ntitle = { nl = "X" }\n'
        b'short = { nl = "X" }\n[[zones]]\nid = "e_f"\ntitle = { nl = "X" }\n[[kinds]]\n'
        b'id = "g_h"\nzone = "e_f"\nlabel = { nl = "X" }\n[[phases]]\nid = "i_j"\n'
        b'title = { nl = "X" }\nminutes = 4\nmode = "alone"\nquestion = { nl = "X?" }\n'
        b'say = { nl = "X" }\nsteps = [{ action = "post", kind = "g_h" }]\n',
    ],
}
