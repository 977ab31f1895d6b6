"""G: what goes out as a file, and what comes in as one."""

import asyncio
import csv
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from board.types import Limits, Millis
from server.bringing import of_files
from server.export_tables import table
from server.parcel import NotTaken, unpacked
from server.store.trajectories import Held
from server.trajectory_view import TrajectoryView
from server.web.guard import FILE_LIMIT
from server.words import Speaker
from tests.bad.place import JSON, PARKED, STAGE, Page, Place
from tests.bad.table import Row, Table
from tests.people import invited, sign_in, signed_in
from tests.running import Visitor
from tests.server.desk import TOWN
from tests.server.test_every_route import assigned

G = Table("G", "Files", 127, 133)


@G.row(127, "a card that a spreadsheet would carry out", "an apostrophe before it, and quoted")
def _(place: Place) -> None:
    texts = [
        '=HYPERLINK("http://x","a,b")',
        "+1",
        "-1 euro",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
    ]
    made = table(("text", "count"), [(text, -1) for text in texts])
    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in read[1:]] == [f"'{text}" for text in texts]
    # A number is one, and stays it.
    assert {row[1] for row in read[1:]} == {"-1"}


def downloads(place: Place, title: str) -> list[tuple[str, str]]:
    """What the browser is told to call the files of a session with this title."""
    made = place.running.session(stage="moonrise_stage", title=title)
    visitor = place.visitor
    lead = visitor.open(made.lead)
    with Page(visitor, lead) as page:
        page.visit = 0
        page.done("OpenPhase", phase="seed_sowing")
        page.visit = 1
        shot = page.done("TakeSnapshot", label=title)
    record = visitor.open(made.record)
    found = []
    for end in ("json", "html"):
        answer = visitor.get(f"{record}/snapshot/{shot}.{end}")
        assert answer.status == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
        found.append((answer.headers["content-disposition"], answer.headers["content-type"]))
    return found


@G.row(128, "a title that is a path, or the end of a header", "the file is called by its id")
def _(place: Place) -> None:
    for title in ("../../x", 'a"b', "a\r\nSet-Cookie: x=y", "/etc/passwd"):
        for name, _kind in downloads(place, title):
            file = name.partition("filename=")[2].strip('"')
            assert file.replace("-", "").replace("_", "").replace(".", "").isalnum(), (title, name)


@G.row(
    129,
    "an export of 10 000 cards",
    "every card is in it, and one at a time for each person: 429 for a second",
    "A board has at most 5000 cards, so it takes two. The server answers others meanwhile.",
)
def _(place: Place) -> None:
    mine = invited(place.running, "nele@exports.example", name="Nele")
    ours = invited(place.running, "omar@exports.example", name="Omar", municipality=TOWN)
    coach = place.visitor
    sign_in(coach, mine.link)
    first = place.running.session(stage=STAGE, municipality=TOWN)
    asyncio.run(assigned(place.running, first.trajectory, mine.account, ours.account))
    for _ in range(2):
        with place.fresh(trajectory=first.trajectory) as board:
            assert board.fill(Limits.BOARD_CARDS) == Limits.BOARD_CARDS
            board.lead.done("EndBoard")
    path = f"/t/{first.trajectory}/export.zip"
    busy: list[int] = []
    with ThreadPoolExecutor(1) as people:
        making = people.submit(coach.get, path)
        while not making.done() and 429 not in busy:
            assert place.visitor.get("/healthz").status == 200
            busy.append(coach.get(path).status if place.site.makings.is_busy(mine.account) else 0)
        file = making.result()
    assert 429 in busy
    assert file.status == 200
    with zipfile.ZipFile(io.BytesIO(file.body)) as packed:
        told = packed.read("cards.csv").decode("utf-8-sig")
        logs = sum(
            info.file_size for info in packed.infolist() if info.filename.startswith("logs/")
        )
    cards = list(csv.reader(io.StringIO(told, newline="")))
    assert len(cards) == 1 + 2 * Limits.BOARD_CARDS
    # In its table and in its log, some hundred bytes for each.
    assert len(told) + logs < 2 * Limits.BOARD_CARDS * 1_000


@G.row(130, "files to take in that are none, too large, too deep, too new", "all or nothing")
def _(place: Place) -> None:
    coach = signed_in(place.running, "nele@demos.example")
    for body in (
        b"",
        b"a =",
        b"{",
        b"\xff\xfe",
        b"[" * 50_000,
        b"\x00",
        b"schema = 99",
        b"x = [" * 9999,
    ):
        page = sent_file(coach, body)
        assert page == 422, (page, body[:20])
    assert sent_file(coach, b"#" * (FILE_LIMIT + 1)) == 413
    words = Speaker(place.site.pages.catalogue, "en")
    lists = b"[" * 100_000
    told = (
        b" " * (40 << 20),
        lists,
        b'{"schema":2,"log":' + lists,
        b"{}",
        b"\xff",
        b'{"schema":99}',
    )
    for data in (b"", b"PK\x03\x04", *(_zip(one) for one in told)):
        with pytest.raises(NotTaken):
            of_files(unpacked(data), _unseen, words)


def _unseen(held: Held, at: Millis) -> TrajectoryView:
    raise AssertionError("nothing of it was to be kept")


def _zip(told: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("trajectory.json", told)
    return made.getvalue()


def sent_file(coach: Visitor, body: bytes) -> int:
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.toml"\r\n\r\n',
        body,
        b"\r\n--x--\r\n",
    )
    headers = {"content-type": "multipart/form-data; boundary=x", "origin": coach.origin}
    return coach.ask("POST", "/formats/import", b"".join(parts), headers).status


@G.row(131, "a snapshot of another board, of a path, of 10 KB", "404")
def _(place: Place) -> None:
    with place.fresh() as board:
        theirs = board.lead.done("TakeSnapshot", label="")
        visitor = place.visitor
        record = visitor.open(place.session.record)
        for id in (theirs, "../x", "..%2fx", "x" * 10_000, "%00", "1"):
            for end in ("", ".json", ".html"):
                page = visitor.get(f"{record}/snapshot/{id}{end}", JSON)
                assert page.status == 404, (id[:20], end)


@G.row(132, "marks of other kinds of text in what leaves", "escaped, or kept as letters")
def _(place: Place) -> None:
    text = "**vet** [x](javascript:alert(1)) <b>&amp;"
    with place.fresh() as board, board.partner() as page:
        page.done("PostCard", kind=PARKED, text=text)
        shot = board.lead.done("TakeSnapshot", label="")
        visitor = place.visitor
        record = visitor.open(board.session.record)
        file = visitor.get(f"{record}/snapshot/{shot}.html").text
        assert "<b>&amp;" not in file
        assert "&lt;b&gt;&amp;amp;" in file
        assert 'href="javascript' not in file
        told = json.loads(visitor.get(f"{record}/snapshot/{shot}.json").body)
        assert text in [one.get("text") for one in told["view"].values()]


@G.row(133, "a file that a browser would open as a page", "`nosniff`, and `attachment`")
def _(place: Place) -> None:
    for name, kind in downloads(place, "<b>x"):
        assert name.startswith("attachment; ")
        assert kind.partition(";")[0] in ("application/json", "text/html")


@pytest.mark.parametrize("row", G.params)
def test_Q7_a_file_does_nothing_but_be_read(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
