"""Many rooms on one machine for some minutes, with all processes replaced in the middle.

    uv run python -m tests.load                        50 rooms, 2,000 phones, ten minutes
    uv run python -m tests.load --rooms 5 --seconds 30

Two processes, PostgreSQL and Redis, and this client beside them on the same machine. It prints
what ``docs/load.md`` holds; ``--write`` writes it there.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests.load.evening import Evening, Size
from tests.load.judge import faults, rude
from tests.load.report import told
from tests.running import Running
from tests.services import Postgres, Redis

PAGE = Path(__file__).parent.parent.parent / "docs" / "load.md"


async def evening(running: Running, size: Size, seed: int) -> tuple[Evening, list[str], list[int]]:
    """What was found, what is wrong, and lines that ended without a word to come back."""
    one = Evening(running, size, seed)
    async with one.gathered():
        await one.lived()
        ended = rude(one.rooms)
        await one.stormed()
        wrong = await asyncio.to_thread(faults, one.rooms, running.settings.database_url)
    return one, wrong, ended


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.load")
    parser.add_argument("--rooms", type=int, default=50)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--rate", type=float, default=20.0, help="commands a second, in all")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help=f"to {PAGE.name}")
    given = parser.parse_args()
    size = Size(given.rooms, given.people, given.rate, given.seconds)
    # A line is a file on both sides.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres, redis = stack.enter_context(Postgres()), stack.enter_context(Redis())
        running = stack.enter_context(
            Running.start(
                folder,
                process=True,
                log=folder / "log",
                workers=given.workers,
                database_url=postgres.database(),
                redis_url=redis.url,
            )
        )
        one, wrong, ended = asyncio.run(evening(running, size, given.seed))
        log = (folder / "log").read_text()
    command = f"uv run python -m tests.load {' '.join(sys.argv[1:])}".replace(" --write", "")
    page = told(one.found, size, given.workers, wrong, ended, command.strip(), datetime.now(UTC))
    print(page)
    for fault in wrong[:20]:
        print(fault, file=sys.stderr)
    if "Traceback" in log:
        print(log[-4000:], file=sys.stderr)
        return 1
    if given.write:
        PAGE.write_text(page)
    return 1 if wrong or ended else 0


if __name__ == "__main__":
    sys.exit(main())
