"""Several processes on one port: this one holds the socket and keeps so many others alive.

Each child inherits the listening socket, so a connection goes to whoever takes
it first, and one that goes away leaves what it did not take to the others. Over
a line of its own a child says that it is ready and, each second, that it still
turns; when that line ends, the other end is gone.

SIGTERM and SIGINT end all. SIGHUP puts new processes in the place of the old,
one after another: a new one is ready before an old one is told to go.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from server import metrics

START_SECONDS = 60.0
LEAVE_SECONDS = 30.0
"""More than all that a process does before it goes; then it is cut off."""
BEAT = 1.0
SILENCE = 30.0
"""Who says nothing for so long hangs, and people with it."""
PAUSES = (0.5, 30.0)
"""Before a process that died is begun anew: the first time, and at most."""
LIVED = 60.0
"""Who lived so long did not die of how it was begun."""
READY = b"ready\n"

log = logging.getLogger(__name__)


class Worker:
    def __init__(
        self,
        number: int,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.number = number
        self.process = process
        self.told_to_go = False
        self._reader = reader
        self._writer = writer

    async def ready(self) -> bool:
        """False: it ended before it could begin, or takes too long."""
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(START_SECONDS):
                return await self._reader.readline() == READY
        return False

    async def ended(self, silence: float) -> None:
        """Returns when it is gone; one that hangs is cut off."""
        watch = asyncio.create_task(self._watch(silence))
        await self.process.wait()
        watch.cancel()
        self.close()

    def close(self) -> None:
        self._writer.close()

    async def _watch(self, silence: float) -> None:
        while not self.told_to_go:
            try:
                async with asyncio.timeout(silence):
                    heard = await self._reader.read(64)
            except TimeoutError:
                # When the whole machine stood still, this too wakes up late: it has
                # a moment to say that it is there.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(silence / 10):
                        if await self._reader.read(64):
                            continue
                if not self.told_to_go:
                    log.error("process %d says nothing and is cut off", self.process.pid)
                    self.kill()
                return
            except ConnectionError:
                return
            if not heard:
                return

    def go(self) -> None:
        self.told_to_go = True
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    async def go_and_wait(self) -> None:
        self.go()
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self.process.wait()
        except TimeoutError:
            log.warning("process %d does not go, and is cut off", self.process.pid)
            self.kill()
            await self.process.wait()


class Workers:
    def __init__(
        self,
        count: int,
        listener: socket.socket,
        begun: Callable[[], None],
        command: Sequence[str] | None = None,
    ) -> None:
        """``begun`` is called once, when all are there."""
        self.silence = SILENCE
        self.pauses = PAUSES
        self._count = count
        self._listener = listener
        self._begun = begun
        self._command = command or (sys.executable, "-P", "-m", "server", "serve", "--as-worker")
        self._folder = ""
        self._failed = False
        self._slots: list[Worker] = []
        self._living: set[Worker] = set()
        self._locks = [asyncio.Lock() for _ in range(count)]
        self._leaving = asyncio.Event()
        self._renewals = asyncio.Event()

    async def run(self) -> int:
        """Until it is told to end. 1: they do not start."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.leave)
        loop.add_signal_handler(signal.SIGHUP, self.renew)
        with tempfile.TemporaryDirectory(prefix="doorstart-figures-") as self._folder:
            try:
                return await self._run()
            finally:
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                    loop.remove_signal_handler(number)

    async def _run(self) -> int:
        self._slots = [await self._start() for _ in range(self._count)]
        begin = asyncio.create_task(self._begin())
        await self._leaving.wait()
        begin.cancel()
        await asyncio.gather(begin, return_exceptions=True)
        self._listener.close()
        await asyncio.gather(*(worker.go_and_wait() for worker in self._living))
        for worker in self._living:
            worker.close()
        return 1 if self._failed else 0

    async def _begin(self) -> None:
        if not all(await asyncio.gather(*(worker.ready() for worker in self._slots))):
            if not self._leaving.is_set():
                log.error("the processes end before they can serve; what each said stands above")
                self._failed = True
                self._leaving.set()
            return
        self._begun()
        keep = [self._keep(slot) for slot in range(self._count)]
        try:
            await asyncio.gather(*keep, self._renew_when_asked())
        except Exception:
            # Better nobody than a server that nobody looks after.
            log.exception("the processes cannot be looked after any more")
            self._failed = True
            self._leaving.set()

    def renew(self) -> None:
        self._renewals.set()

    def leave(self) -> None:
        if self._leaving.is_set():
            # Asked twice: whoever does so does not want to wait.
            for worker in self._living:
                worker.kill()
        self._leaving.set()

    async def _start(self) -> Worker:
        taken = {worker.number for worker in self._living}
        number = next(one for one in range(len(taken) + 1) if one not in taken)
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                f"{self._listener.fileno()}:{theirs.fileno()}",
                pass_fds=(self._listener.fileno(), theirs.fileno()),
                env=os.environ
                | _path()
                | metrics.shared(self._folder, number)
                # Each has its part of what all together may do.
                | {"WEB_CONCURRENCY": str(self._count)},
                # A key pressed in the terminal is for this process, which tells the others.
                process_group=0,
            )
        worker = Worker(number, process, *await asyncio.open_connection(sock=ours))
        self._living.add(worker)
        return worker

    async def _end(self, worker: Worker) -> None:
        await worker.ended(self.silence)
        self._living.discard(worker)
        metrics.ended(self._folder, worker.number)

    async def _keep(self, slot: int) -> None:
        """There is always one in this place, or soon one again."""
        loop = asyncio.get_running_loop()
        pause, most = self.pauses
        while True:
            worker, since = self._slots[slot], loop.time()
            await self._end(worker)
            async with self._locks[slot]:
                if self._slots[slot] is not worker:
                    continue
                if loop.time() - since > LIVED:
                    pause = self.pauses[0]
                code = worker.process.returncode
                log.error("process %d ended (%s); the next one begins", worker.process.pid, code)
                await asyncio.sleep(pause)
                pause = min(most, 2 * pause)
                self._slots[slot] = new = await self._start()
                if not await new.ready():
                    new.kill()

    async def _renew_when_asked(self) -> None:
        while True:
            await self._renewals.wait()
            self._renewals.clear()
            log.info("each process is replaced by a new one")
            for slot in range(self._count):
                if not await self._renew(slot):
                    break
            else:
                log.info("all processes are new")

    async def _renew(self, slot: int) -> bool:
        async with self._locks[slot]:
            new = await self._start()
            if not await new.ready():
                log.error("a new process does not start; the old ones stay")
                new.kill()
                await self._end(new)
                return False
            old, self._slots[slot] = self._slots[slot], new
        await old.go_and_wait()
        return True


def _path() -> dict[str, str]:
    """Where this program was found: not in the folder where someone happens to stand."""
    here = str(Path(__file__).parent.parent)
    before = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([here, before] if before else [here])}
