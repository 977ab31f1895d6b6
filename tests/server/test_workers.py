"""Several processes on one port: who dies is replaced, who hangs too, and all end together."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import psutil
import pytest

from server import metrics, workers
from server.metrics import NUMBER
from server.serving import listen
from server.settings import Settings
from server.workers import READY, Workers
from tests.running import Running, environment
from tests.server.test_metrics import figure
from tests.services import Postgres, Redis
from tests.talking import Talker

PATIENCE = 60.0
CHILD = """
import os, signal, socket, sys, threading
from pathlib import Path
from time import monotonic

folder = Path(sys.argv[1])
listener, line = (socket.socket(fileno=int(number)) for number in sys.argv[2].split(":"))
if (folder / "broken").exists():
    sys.exit(3)
if (folder / "slow").exists():
    (folder / f"{os.getpid()}.came").touch()
    signal.pause()

def beat():
    pause = threading.Event()
    line.sendall(b"ready\\n")
    try:
        while not pause.wait(0.05):
            line.sendall(b".")
    except OSError:
        os._exit(0)

threading.Thread(target=beat, daemon=True).start()
(folder / f"{os.getpid()}.number").write_text(os.environ["DOORSTART_WORKER"])
while True:
    phone, _ = listener.accept()
    phone.sendall(str(os.getpid()).encode())
    phone.close()
"""


class Kept:
    """Workers whose children only say who they are."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.listener = listen("127.0.0.1", 0)
        self.listener.setblocking(True)
        self.port = self.listener.getsockname()[1]
        self.begun = asyncio.Event()
        command = (sys.executable, "-c", CHILD, str(folder))
        self.workers = Workers(count, self.listener, self.begun.set, command)
        self.workers.pauses = (0.01, 0.05)

    def numbers(self) -> dict[int, int]:
        """Of each child that ever was."""
        return {int(path.stem): int(path.read_text()) for path in self.folder.glob("*.number")}

    def alive(self) -> set[int]:
        """Those that are ready, and neither dead nor about to be taken for it."""
        mine = psutil.Process().children()
        return {one.pid for one in mine if one.status() != psutil.STATUS_ZOMBIE} & set(
            self.numbers()
        )

    async def who(self) -> int:
        """Which child answers on the port."""
        answer = b""
        async with asyncio.timeout(PATIENCE):
            # These children drop who they were answering when they are told to go; a real
            # server does not, see tests/load. But there is always one to ask.
            while not answer:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                answer = await reader.read()
                writer.close()
        return int(answer)


@asynccontextmanager
async def kept(folder: Path, count: int) -> AsyncIterator[Kept]:
    some = Kept(folder, count)
    running = asyncio.create_task(some.workers.run())
    try:
        async with asyncio.timeout(PATIENCE):
            await some.begun.wait()
        yield some
    finally:
        some.workers.leave()
        async with asyncio.timeout(PATIENCE):
            assert await running == 0
        assert not some.alive()


async def until(true: Callable[[], object]) -> None:
    """Waits for what other processes do, of which nothing tells."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_all_are_there_when_it_says_that_it_has_begun(tmp_path: Path) -> None:
    async with kept(tmp_path, 3) as some:
        await until(lambda: len(some.alive()) == 3)
        assert await some.who() in some.alive()
        assert sorted(some.numbers().values()) == [0, 1, 2]


async def test_N9_one_that_dies_is_replaced_and_its_number_is_given_on(tmp_path: Path) -> None:
    async with kept(tmp_path, 2) as some:
        await until(lambda: len(some.alive()) == 2)
        first = min(some.alive())
        os.kill(first, signal.SIGKILL)
        await until(lambda: len(some.alive() - {first}) == 2)
        assert sorted(some.numbers()[pid] for pid in some.alive() - {first}) == [0, 1]


async def test_N9_one_that_hangs_is_cut_off_and_replaced(tmp_path: Path) -> None:
    async with kept(tmp_path, 1) as some:
        some.workers.silence = 0.5
        await until(lambda: len(some.alive()) == 1)
        first = min(some.alive())
        # What it waits for now was begun before the limit was set.
        os.kill(first, signal.SIGKILL)
        await until(lambda: some.alive() - {first})
        second = min(some.alive() - {first})
        os.kill(second, signal.SIGSTOP)
        await until(lambda: some.alive() - {first, second})
        assert await some.who() not in (first, second)


async def test_N8_new_ones_take_the_place_of_the_old_and_somebody_always_answers(
    tmp_path: Path,
) -> None:
    async with kept(tmp_path, 2) as some:
        await until(lambda: len(some.alive()) == 2)
        old = some.alive()
        some.workers.renew()
        while some.alive() & old:
            await some.who()
        assert len(some.alive() - old) == 2
        assert set(some.numbers().values()) == {0, 1, 2}


async def test_new_ones_that_do_not_start_leave_the_old_ones_in_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with kept(tmp_path, 2) as some:
        await until(lambda: len(some.alive()) == 2)
        old = some.alive()
        (tmp_path / "broken").touch()
        some.workers.renew()
        await until(lambda: "the old ones stay" in caplog.text)
        assert some.alive() == old
        assert await some.who() in old


async def test_those_that_never_start_are_given_up_with_a_sentence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken").touch()
    some = Kept(tmp_path, 2)
    async with asyncio.timeout(PATIENCE):
        assert await some.workers.run() == 1
    assert not some.begun.is_set()
    assert "what each said stands above" in caplog.text
    with pytest.raises(ConnectionError):
        await some.who()


async def test_it_can_be_told_to_end_before_all_are_there(tmp_path: Path) -> None:
    (tmp_path / "slow").touch()
    some = Kept(tmp_path, 2)
    running = asyncio.create_task(some.workers.run())
    await until(lambda: len(list(tmp_path.glob("*.came"))) == 2)
    some.workers.leave()
    async with asyncio.timeout(PATIENCE):
        assert await running == 0
    assert not some.begun.is_set()


async def test_one_that_dies_again_and_again_is_begun_ever_more_slowly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with kept(tmp_path, 2) as some:
        await until(lambda: len(some.alive()) == 2)
        (tmp_path / "broken").touch()
        for pid in some.alive():
            os.kill(pid, signal.SIGKILL)
        await until(lambda: caplog.text.count("the next one begins") > 6)
        (tmp_path / "broken").unlink()
        await until(lambda: len(some.alive()) == 2)
        assert await some.who() in some.alive()


def test_a_process_whose_parent_was_killed_ends_by_itself(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", host="127.0.0.1")
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE)
    with listen("127.0.0.1", 0) as listener, ours, theirs:
        fds = (listener.fileno(), theirs.fileno())
        child = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--as-worker", f"{fds[0]}:{fds[1]}"],
            pass_fds=fds,
            env=os.environ | environment(settings),
        )
        theirs.close()
        assert ours.recv(64) == READY
        ours.close()
        assert child.wait(PATIENCE) == 0


def test_several_processes_tell_their_figures_as_one(
    postgres: Postgres, redis_service: Redis, tmp_path: Path
) -> None:
    with Running.start(
        tmp_path,
        process=True,
        workers=2,
        database_url=postgres.database(),
        redis_url=redis_service.url,
    ) as running:
        made = running.session()
        talkers = []
        for _ in range(6):
            visitor = running.visitor()
            talkers.append(Talker(visitor, visitor.join(made.code)))
        deadline = monotonic() + PATIENCE
        # Whichever of them answers.
        while figure(running, "doorstart_connections") != len(talkers):
            assert monotonic() < deadline
        assert figure(running, "doorstart_log_up") == 1
        assert figure(running, "doorstart_commands_total", outcome="saved") >= len(talkers)
        for talker in talkers:
            talker.close()
        while figure(running, "doorstart_connections"):
            assert monotonic() < deadline


def test_a_process_that_is_gone_counts_no_connections_any_more(tmp_path: Path) -> None:
    gauge = tmp_path / "gauge_livesum_1.db"
    counter = tmp_path / "counter_1.db"
    for file in (gauge, counter):
        file.touch()
    metrics.ended(str(tmp_path), 1)
    assert not gauge.exists()
    assert counter.exists()
    assert metrics.shared("/folder", 1) == {metrics.FOLDER: "/folder", NUMBER: "1"}
    assert workers.SILENCE > workers.BEAT * 10
