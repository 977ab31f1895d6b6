"""A place for one server process: whatever happens to it, the next one listens there again."""

import asyncio
from pathlib import Path

from tests.faults.preload import Preload
from tests.running import SECRET, SERVE, Running


class Slot:
    """``mutant`` names what is planted in it; see ``tests.faults.mutants``. With a ``disk`` its
    data folder and its clock can be made wrong.
    """

    def __init__(
        self, folder: Path, mutant: str = "", disk: Preload | None = None, **settings: object
    ) -> None:
        self.scratch = folder / "scratch"
        """All that it writes for a moment, outside of its data folder."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.disk = disk
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
            variables=(self.disk.variables if self.disk else {}) | {"TMPDIR": str(self.scratch)},
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
