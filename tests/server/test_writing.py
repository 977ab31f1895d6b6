"""Documents and spreadsheets: a large one is written in a process of its own, and is the same."""

import asyncio
import io
import os
import sys
import zipfile

import pytest

from board.types import Millis
from server.apart import BESIDE, NotMade, TooLate, made_apart, told_back
from server.pages import TEMPLATES
from server.report.document import Bullets, Line, Report, Section
from server.report.progress import quietly
from server.words import Speaker, load
from server.writing import Document, Job, Spreadsheet, document, make, written
from tests.takers import until

WORDS = Speaker(load(TEMPLATES / "words"), "fr")
NOON = Millis(1_790_000_000_000)
SAID = "Élise écrit: <w:t> & «»" + " et encore" * 60


def report(lines: int) -> Report:
    told = [Line(f"{SAID} {n}", "note", "supported") for n in range(lines)]
    parts = [
        Section(str(n), n, "Partie", f"{n}. Partie", [Bullets("Titre", told)]) for n in range(3)
    ]
    return Report("Rapport", "Sous-titre", "draft", "", "fr", parts)


def sheets(rows: int) -> Spreadsheet:
    cells = [[n, f"={SAID}", None, True, 1.5] for n in range(rows)]
    return Spreadsheet([("Cartes", ["n", "texte", "a", "b", "c"], cells)], "Cartes", NOON)


def inside(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("job", [document(report(60), WORDS, NOON), sheets(180)])
async def test_G12_a_large_file_is_written_apart_and_is_the_same(job: Job) -> None:
    steps: list[tuple[int, int, str]] = []
    here: list[tuple[int, int, str]] = []
    made = await written(job, lambda *step: steps.append(step))
    same = make(job, lambda *step: here.append(step))
    assert inside(made) == inside(same)
    assert SAID.partition(":")[0].encode() in b"".join(inside(made).values())
    assert steps == here
    assert bool(steps) == isinstance(job, Document)


async def test_G12_a_small_file_is_written_here() -> None:
    job = document(report(5), WORDS, NOON)
    assert inside(await written(job, quietly)) == inside(make(job, quietly))


class Left(Exception):
    pass


async def test_G12_what_is_written_apart_ends_where_nobody_waits_for_it_any_more() -> None:
    def tell(part: int, of: int, what: str) -> None:
        raise Left

    with pytest.raises(Left):
        await written(document(report(60), WORDS, NOON), tell)


async def test_G12_what_cannot_be_made_apart_says_why_and_keeps_nobody_waiting() -> None:
    fails = (sys.executable, "-c", "raise SystemExit('niet gelukt')")
    with pytest.raises(NotMade, match="niet gelukt"):
        await made_apart(fails, b"x" * BESIDE)
    waits = (sys.executable, "-c", "import signal; signal.pause()")
    with pytest.raises(TooLate):
        await made_apart(waits, b"", patience=0.5)


async def test_G12_who_is_in_a_hurry_to_stop_leaves_no_process_behind() -> None:
    """Whoever waits for it may be cancelled again while it is put away."""
    begun: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    says = "import os, signal; os.write(2, b'\\x1e[%d, 1, \"\"]\\n' % os.getpid()); signal.pause()"
    waits = (sys.executable, "-c", says)
    task = asyncio.create_task(
        made_apart(waits, b"", tell=lambda pid, of, what: begun.set_result(pid))
    )
    pid = await begun
    while not task.done():
        task.cancel()
        await asyncio.sleep(0)
    await until(lambda: not is_there(pid))


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_G12_a_step_is_a_line_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    told_back(1, 2, "deel\n2")
    assert capfd.readouterr().err == '\x1e[1,2,"deel\\n2"]\n'
