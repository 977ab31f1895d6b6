"""A place for one server process: whatever happens to it, the next one listens there again."""

import asyncio
from pathlib import Path

from tests.running import SECRET, SERVE, Running


class Slot:
    """``mutant`` names what is planted in it; see ``tests.faults.mutants``."""

    def __init__(self, folder: Path, mutant: str = "", **settings: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.log = folder / "log"
        self.port = 0
        self._program = ("-m", "tests.faults.mutant", mutant, "serve") if mutant else SERVE
        self._settings = settings
        self.running = self.start()

    def start(self) -> Running:
        self.running = Running.start(
            self.folder,
            process=True,
            program=self._program,
            log=self.log,
            port=self.port,
            **{"secret": SECRET, **self._settings},
        )
        self.port = self.running.settings.port
        return self.running

    @property
    def pid(self) -> int:
        assert self.running.process is not None
        return self.running.process.pid

    @property
    def alive(self) -> bool:
        process = self.running.process
        return process is not None and process.poll() is None

    async def kill(self) -> None:
        await asyncio.to_thread(self.running.kill)

    async def term(self) -> None:
        """As a restart does; returns when it has ended."""
        await asyncio.to_thread(self.running.stop)

    async def again(self) -> None:
        await asyncio.to_thread(self.start)

    def stop(self) -> None:
        if self.alive:
            self.running.stop()
