"""What pages of a trajectory cost as it grows, into the section "Pages" of ``docs/bench.md``.

    uv run python -m tests.bench.pages            measures and writes the section
    uv run python -m tests.bench.pages --print    only prints it

A trajectory of ten sessions with sixty snapshots is read beside one of two sessions with
twelve, over real HTTP from a server in this process; its processor time is what is counted,
the visitor's part with it. A board that draws on five earlier ones is opened beside one that
draws on none. Ratios carry over to another machine, milliseconds do not.
"""

import argparse
import asyncio
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from msgspec import Struct

from board.flow import Earlier
from board.format_file import resolved
from server.ids import new_id
from tests.contracts.test_inflow import counted
from tests.running import Running
from tests.server.desk import ROAD, Desk, road

PAPER = Path(__file__).parents[2] / "docs" / "bench.md"
FEW, MANY, TURNS = 2, 10, 15
PAGES = ("", "results", "texts", "ends", "history")
SECTION = re.compile(r"(?ms)^## Pages\n.*?(?=^## |\Z)")


class Cost(Struct, frozen=True):
    """Milliseconds of processor time, and statements to the database."""

    cpu: float
    queries: int
    first: float = 0.0
    """The first time, when the snapshots are not yet known."""


class Row(Struct, frozen=True):
    what: str
    few: Cost
    many: Cost


def cost(once: Callable[[], object]) -> Cost:
    """The median of some turns, after one that does not count."""
    once()
    spent, queries = [], []
    for _ in range(TURNS):
        before = time.process_time()
        with counted() as seen:
            once()
        spent.append(1000 * (time.process_time() - before))
        queries.append(len(seen))
    return Cost(median(spent), min(queries))


def pages(sessions: int) -> dict[str, Cost]:
    found = {}
    with tempfile.TemporaryDirectory() as folder, Running.start(Path(folder)) as running:
        desk = Desk(running).many(sessions)
        record = desk.coach.get(f"/t/{desk.id}/record").location
        for name in (*PAGES, record):
            path = name if name == record else f"/t/{desk.id}/{name}".rstrip("/")
            # Once before: the page itself is put together only once, too.
            desk.coach.get(path)
            desk.site.trajectories._harvests.clear()
            before = time.process_time()
            desk.coach.get(path)
            first = 1000 * (time.process_time() - before)
            warm = cost(lambda path=path: desk.coach.get(path))  # type: ignore[misc]
            label = "the record" if name == record else name or "overview"
            found[label] = Cost(warm.cpu, warm.queries, first)
    return found


def opening(earlier: int) -> Cost:
    """A board of the last work session, with what so many sessions before it gave."""
    with tempfile.TemporaryDirectory() as folder, Running.start(Path(folder)) as running:
        desk = Desk(running).lived(max(earlier, 1))
        file = desk.site.sessions.formats.files()[ROAD[-1]]
        format, sessions = resolved(file), desk.site.sessions
        trajectory = desk.view().trajectory

        async def open() -> None:
            gave: list[Earlier] = []
            if earlier:
                gave = await sessions.inflow.earlier(desk.id)
                assert len(gave) == earlier
            await sessions.open(trajectory, format, f"Werf {new_id()[:4]}", earlier=gave)

        return cost(lambda: asyncio.run(open()))


def section(rows: list[Row], none: Cost, five: Cost) -> str:
    cards = len(road()[-1].public) // 1024
    lines = [
        "## Pages",
        "",
        f"Measured on {time.strftime('%Y-%m-%d')} with `uv run python -m tests.bench.pages` on "
        f"{os.cpu_count()} cores. **few** is a",
        f"trajectory of {FEW} sessions with {6 * FEW} snapshots, **many** one of {MANY} with "
        f"{6 * MANY}; a snapshot holds up to",
        f"{cards} KiB here. Milliseconds are processor time for one page, the visitor's part with",
        "it; **first** is the first time a server reads those snapshots, which it then knows.",
        "",
        "| page | queries, few | queries, many | ms, few | ms, many | × | first, many |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {row.what} | {row.few.queries} | {row.many.queries} | {row.few.cpu:.1f} | "
            f"{row.many.cpu:.1f} | {row.many.cpu / row.few.cpu:.2f} | {row.many.first:.1f} |"
            for row in rows
        ),
        "",
        "A page takes the same number of queries however long the trajectory is (T19); what grows",
        "is what stands on it.",
        "",
        "| opening a board | queries | ms | × |",
        "| --- | --- | --- | --- |",
        f"| that draws on nothing | {none.queries} | {none.cpu:.1f} | 1.00 |",
        f"| that draws on five earlier ones | {five.queries} | {five.cpu:.1f} | "
        f"{five.cpu / none.cpu:.2f} |",
        "",
    ]
    return "\n".join(lines)


def kept(paper: str) -> str:
    """This section of a page that is about to be written anew; "" if it has none."""
    found = SECTION.search(paper)
    return found[0].rstrip() + "\n" if found else ""


def placed(paper: str, made: str) -> str:
    if SECTION.search(paper):
        return SECTION.sub(lambda _: made + "\n", paper).rstrip() + "\n"
    return paper.rstrip() + "\n\n" + made


def main() -> int:
    parser = argparse.ArgumentParser(description="What pages of a trajectory cost as it grows.")
    parser.add_argument("--print", action="store_true", help="only print, write nothing")
    asked = parser.parse_args()
    few, many = pages(FEW), pages(MANY)
    rows = [Row(name, few[name], many[name]) for name in few]
    made = section(rows, opening(0), opening(5))
    print(made)
    if not asked.print:
        PAPER.write_text(placed(PAPER.read_text(), made))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
