"""Files that take a while: how far they are is told, one is made at a time, and nothing waits."""

import asyncio
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from msgspec.structs import replace

from server.apart import BESIDE
from server.making import KEPT_MS, Busy, Makings, Ready, Step
from server.paper import Paper
from server.report.progress import Tell
from tests.running import Running
from tests.server.desk import ROAD, Desk, plain, road

CARDS = 1_500
DEADLINE = 60


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """With one session of which the cards alone are more than goes into one PDF."""
    with Running.start(tmp_path_factory.mktemp("making")) as running:
        desk = Desk(running).lived(3)
        desk.hold(replace(road()[3], public=crowded(road()[3].public)), ROAD[3])
        desk.now = desk.site.clock()
        yield desk


def crowded(public: bytes) -> bytes:
    tree: dict[str, Any] = json.loads(public)
    key, card = next(
        (key, it) for key, it in tree["view"].items() if key.startswith("card:") and it["text"]
    )
    for n in range(CARDS):
        text = f"{n} Wij willen dat elk kind mee kan. " + "Ook wie ver woont. " * 75
        tree["view"][f"{key}-{n}"] = card | {"number": 1000 + n, "text": text, "cluster": None}
    return json.dumps(tree, ensure_ascii=False).encode()


def streamed(desk: Desk, path: str) -> list[str]:
    """The pieces in which a page came."""
    line = desk.coach.line()
    cookie = "; ".join(f"{name}={value}" for name, value in desk.coach.cookies.items())
    line.request("GET", path, headers={"cookie": cookie})
    answer = line.getresponse()
    assert answer.status == 200
    pieces = []
    while piece := answer.read1(65_536):
        pieces.append(piece.decode())
    line.close()
    return pieces


def test_G12_a_page_tells_how_far_a_file_is_and_then_where_it_is(desk: Desk) -> None:
    pieces = streamed(desk, f"/t/{desk.id}/make/export.zip")
    page = "".join(pieces)
    assert len(pieces) > 2
    assert "?made=" not in pieces[0]
    told = [(int(n), int(of)) for n, of in re.findall(r"(\d+) van (\d+): ", page)]
    assert told == [(n, 5) for n in range(1, 6)]
    where = re.search(r'href="([^"]+\?made=[^"]+)" download', page)
    assert where is not None
    assert desk.coach.get(where[1]).body.startswith(b"PK")
    assert "<script" not in page.partition("<ol")[2].partition("</ol>")[0]
    # What says that it is being made goes away by a sheet that comes once it is made.
    [wait] = re.findall(r'<p class="([\w-]+)">We maken je bestand', pieces[0])
    [over] = re.findall(r'</ol></div><link rel="stylesheet" href="([^"]+)">', page)
    assert over not in pieces[0]
    sheet = desk.coach.get(over).text
    assert re.search(rf"\.{wait}\b[^{{}}]*{{[^}}]*display: none", sheet)


def test_G12_while_a_long_file_is_made_the_server_answers_everyone(desk: Desk) -> None:
    """What almost everyone waits is a small part of what the file takes; one alone may have
    waited for other programs of the machine.
    """
    whole: list[float] = []

    def make() -> None:
        began = time.monotonic()
        streamed(desk, f"/t/{desk.id}/make/cards.xlsx")
        whole.append(time.monotonic() - began)

    work = threading.Thread(target=make)
    waits = []
    work.start()
    while work.is_alive():
        began = time.monotonic()
        assert desk.coach.get("/healthz").status == 200
        waits.append(time.monotonic() - began)
    work.join()
    assert len(waits) >= 10
    assert sorted(waits)[len(waits) * 9 // 10] < whole[0] / 10


def test_G13_a_report_that_is_too_large_for_paper_says_how_large_and_what_to_do(desk: Desk) -> None:
    page = desk.coach.get(f"/t/{desk.id}/report/report.pdf")
    assert page.status == 413
    said = plain(page)
    assert re.search(r"Het verslag is \d{4} kB groot. In één PDF past 2000 kB.", said)
    assert "Laat de bijlage of een hoofdstuk weg." in said
    told = "".join(streamed(desk, f"/t/{desk.id}/make/report.pdf"))
    assert "Laat de bijlage of een hoofdstuk weg." in told
    assert "?made=" not in told
    off = {"section": "appendix", "text": "", "after": "0"}
    assert desk.send("report", "report_section", **off).status == 303
    off = {"section": "groups", "text": "", "after": "0"}
    assert desk.send("report", "report_section", **off).status == 303
    made = desk.coach.get(f"/t/{desk.id}/report/report.pdf")
    assert made.status == 200
    assert made.body.startswith(b"%PDF")


def test_G12_a_file_that_is_none_of_ours_is_not_there(desk: Desk) -> None:
    assert desk.coach.get(f"/t/{desk.id}/make/nothing.pdf").status == 404


def makings() -> tuple[Makings, list[int]]:
    now = [1_000]
    return Makings(lambda: now[0]), now


async def test_G12_one_person_has_one_file_made_at_a_time() -> None:
    made, _ = makings()
    go = asyncio.Event()

    async def work(tell: Tell) -> bytes:
        tell(1, 2, "lezen")
        await go.wait()
        return b"klaar"

    first = made.told("nele", "a", work)
    assert await anext(first) == Step(1, 2, "lezen")
    assert made.is_busy("nele")
    with pytest.raises(Busy):
        await anext(made.told("nele", "b", work))
    # Another person is not kept from theirs.
    other = made.told("omar", "a", work)
    assert await anext(other) == Step(1, 2, "lezen")
    go.set()
    ready = [one async for one in first][-1]
    assert isinstance(ready, Ready)
    assert made.kept(ready.id, "nele", "a") == b"klaar"
    assert made.kept(ready.id, "omar", "a") is None
    assert made.kept(ready.id, "nele", "b") is None
    assert not made.is_busy("nele")
    assert len([one async for one in other]) == 1


async def test_G12_what_nobody_waits_for_any_more_ends_at_its_next_step() -> None:
    made, now = makings()
    reached = []
    go = threading.Event()

    def slow(tell: Tell) -> bytes:
        for n in range(1, 4):
            tell(n, 3, "deel")
            reached.append(n)
            go.wait(DEADLINE)
        return b""

    told = made.told("nele", "a", lambda tell: asyncio.to_thread(slow, tell))
    assert await anext(told) == Step(1, 3, "deel")
    await told.aclose()  # type: ignore[attr-defined]
    assert made.is_busy("nele")
    go.set()
    quick: list[Step | Ready] = []
    async with asyncio.timeout(DEADLINE):
        while not quick:
            with suppress(Busy):
                quick = [one async for one in made.told("nele", "a", _quick)]
    assert reached == [1]
    assert isinstance(quick[-1], Ready)
    assert made.kept(quick[-1].id, "nele", "a") == b"klaar"
    now[0] += KEPT_MS
    assert made.kept(quick[-1].id, "nele", "a") is None
    [*_, last] = [one async for one in made.told("nele", "a", _quick)]
    assert isinstance(last, Ready)
    made.drop()
    assert made.kept(last.id, "nele", "a") is None, "words were taken away since"


async def _quick(tell: Tell) -> bytes:
    return b"klaar"


async def test_G12_a_large_paper_is_set_in_a_process_of_its_own_as_well_as_here(
    desk: Desk,
) -> None:
    lines = ["Elk kind kan mee. " * 10] * (BESIDE // 150)
    made = await desk.site.paper.pdf("lines_poster", "nl", "Groot", {"lines": lines}, 0)
    assert made.startswith(b"%PDF")


async def test_G12_a_paper_that_does_not_come_to_its_end_keeps_no_other_waiting(desk: Desk) -> None:
    paper = Paper(desk.site.paper.catalogue, patience=0.001)
    lines = ["Elk kind kan mee. " * 10] * (BESIDE // 150)
    with pytest.raises(RuntimeError, match=r"no PDF of lines_poster in 0\.001 s"):
        await paper.pdf("lines_poster", "nl", "Groot", {"lines": lines}, 0)
    made = await paper.pdf("lines_poster", "nl", "Klein", {"lines": lines[:1]}, 0)
    assert made.startswith(b"%PDF")


def test_G12_a_paper_that_is_set_apart_goes_after_the_sessions() -> None:
    asked = "import os, server.setting as s; s.step_back(); print(os.nice(0))"
    asked += "; print(open('/proc/self/oom_score_adj').read())"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    nice, first_to_go = map(int, ran.stdout.split())
    assert nice >= 10
    assert first_to_go == 1000
