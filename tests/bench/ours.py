"""Doorstart itself as a server of the bench: its own processes, as people start them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.bench.drive import Served
from tests.running import Running
from tests.services import Postgres, Redis

Started = tuple[list[Running], Served]


@contextmanager
def one(folder: Path) -> Iterator[Started]:
    """One process, with SQLite: durable commits, access, decisions and views, as always."""
    with Running.start(folder, process=True, log=folder / "server.log") as running:
        yield [running], _served([running])


@contextmanager
def two(folder: Path) -> Iterator[Started]:
    """Two processes with a PostgreSQL and a Redis of their own."""
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres())
        redis = stack.enter_context(Redis())
        shared: dict[str, Any] = {"database_url": postgres.database(), "redis_url": redis.url}
        runnings = []
        for name in ("a", "b"):
            own = folder / name
            own.mkdir()
            started = Running.start(own, process=True, log=own / "server.log", **shared)
            runnings.append(stack.enter_context(started))
        yield runnings, _served(runnings, postgres, redis)


def _served(runnings: list[Running], *services: Postgres | Redis) -> Served:
    return Served(
        [running.settings.port for running in runnings],
        [running.process.pid for running in runnings if running.process],
        [service.process.pid for service in services if service.process],
    )
