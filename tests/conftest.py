"""What all tests share: how hard hypothesis looks, and the services beside the server.

``uv run pytest --hypothesis-profile=long`` looks a hundred times as hard, with
another seed each time; what it finds becomes an ``@example``.
"""

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage

import pytest
from hypothesis import HealthCheck, settings

from tests.services import Postgres, Redis

# What all tests load stays to the end: the collector of cycles would go through it while it is
# loaded, and again in every tenth test, which is a seventh of the time.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


MEMORY, ENOUGH = Path("/dev/shm"), 3 * 1024**3
"""Most of it are the databases of the PostgreSQL of each worker: 12 MB each, some 150 in all."""
# Nothing here pulls the plug, so no test is better for a disk; thousands of flushes to one are
# half of the time they take.
if "TMPDIR" not in os.environ and MEMORY.is_dir() and disk_usage(MEMORY).free > ENOUGH:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_report_header() -> str:
    folder = tempfile.gettempdir()
    return f"files: in {folder}, {disk_usage(folder).free / 1024**3:.1f} GiB free"


# Each server that is started as a program of its own would else compile all that it loads once
# more, which takes three times as long as to load it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile(
    "quick",
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("long", max_examples=6000, deadline=None, print_blob=True)
settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, dealt out over all workers but one: each takes an equal part
    of the list to begin with. Else one would be left alone with it at the end; and if all had it
    at once, they would wait for each other.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("slow"):
            files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    # Of each file the tests stay together, as they share what it sets up.
    hands: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for n, file in enumerate(files.values()):
        hands[n % max(1, workers - 1)] += file
    others = [item for item in items if not item.get_closest_marker("slow")]
    size = len(items)
    items.clear()
    for n, hand in enumerate(hands):
        room = size * (n + 1) // workers - len(items) - len(hand)
        items += hand + others[: max(0, room)]
        del others[: max(0, room)]
    items += others


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all tests of this process; each makes a database of its own in it."""
    with Postgres() as service:
        yield service


@pytest.fixture(scope="session")
def redis_service() -> Iterator[Redis]:
    """One Redis for all tests of this process. Who kills or pauses one starts their own."""
    with Redis() as service:
        yield service
