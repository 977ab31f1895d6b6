"""Servers that are replaced while people work: nothing is lost, nothing happens twice."""

import asyncio
import json
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import websockets
from sqlalchemy import create_engine, text

from board.messages import Close
from server.control import SessionMade
from server.ids import new_id
from tests.running import Running, Visitor
from tests.services import Postgres, Redis
from tests.talking import Talker

PATIENCE = 120.0
PEOPLE = 6
PACE = 0.1
Json = dict[str, Any]


class Poster:
    """A phone that posts card after card, through whatever line there is."""

    def __init__(self, running: Running, visitor: Visitor, path: str, kind: str) -> None:
        self.kind = kind
        self.running = running
        self.headers = {
            "cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        }
        self.grant = path.rpartition("/")[2]
        self.outbox = new_id()
        self.view: dict[str, Json] = {}
        self.position: Json | None = None
        self.answers: dict[int, Json] = {}
        self.codes: list[int] = []
        """With which each line ended."""
        self.resumed = 0
        self.again: list[tuple[Json, Json]] = []
        """A second answer to one command, beside the first."""
        self.given_back = 0
        self.n = 0
        self.command: Json = {}
        self.waits: list[float] = []
        self.stopping = False
        self._line: websockets.ClientConnection | None = None
        self._changed = asyncio.Event()

    async def live(self) -> None:
        """Until it is cancelled, with as many lines as that takes."""
        while True:
            after = 0.05
            with suppress(OSError, websockets.InvalidHandshake, websockets.ConnectionClosed):
                async with websockets.connect(
                    self.running.url.replace("http", "ws", 1) + "/live",
                    origin=self.running.url,  # type: ignore[arg-type]
                    additional_headers=self.headers,
                    max_size=None,
                    compression=None,
                ) as line:
                    after = await self._follow(line)
                    self.codes.append(line.close_code or 0)
            self._line = None
            self._changed.set()
            await asyncio.sleep(after)

    async def _follow(self, line: websockets.ClientConnection) -> float:
        """The seconds after which it is to come back."""
        hello = {"t": "hello", "v": 1, "grant": self.grant, "position": self.position}
        await line.send(json.dumps(hello))
        after = 0.05
        with suppress(websockets.ConnectionClosed):
            async for said in line:
                frame = json.loads(said)
                match frame["t"]:
                    case "welcome":
                        self._line = line
                        self.resumed += not frame["whole"] and self.position is not None
                    case "view":
                        self.view, self.position = frame["view"], frame["position"]
                    case "patch":
                        self._patch(frame)
                    case "ack" | "no":
                        self._answered(frame)
                    case "bye":
                        after = frame["after_ms"] / 1000
                self._changed.set()
        return after

    def _patch(self, frame: Json) -> None:
        self.position = frame["position"]
        for key, entity in frame["set"].items():
            if entity is None:
                self.view.pop(key, None)
            else:
                self.view[key] = entity

    def _answered(self, frame: Json) -> None:
        if frame.get("again"):
            self.given_back += 1
        elif frame["n"] in self.answers:
            self.again.append((self.answers[frame["n"]], frame))
        else:
            self.answers[frame["n"]] = frame

    async def work(self) -> None:
        """A card, and change after change of it; each asked until it is answered."""
        self.n = 1
        self.command = {"type": "PostCard", "kind": self.kind, "text": self.text(1)}
        card = (await self.ask())["made"]
        while not self.stopping:
            self.n += 1
            self.command = {"type": "EditCard", "card": card, "text": self.text(self.n)}
            await self.ask()
            # As fast as a tab may go without being told to slow down.
            await asyncio.sleep(PACE)
        # Whoever answers it now may be another server than the first time.
        again = len(self.again)
        await self.until(lambda: self._line is not None)
        await self._send()
        await self.until(lambda: len(self.again) > again)

    async def ask(self) -> Json:
        began = perf_counter()
        sent: object = None
        while self.n not in self.answers:
            if self._line is not None and self._line is not sent:
                sent = self._line
                await self._send()
            self._changed.clear()
            if self.n not in self.answers:
                async with asyncio.timeout(PATIENCE):
                    await self._changed.wait()
        self.waits.append(perf_counter() - began)
        return self.answers[self.n]

    async def _send(self) -> None:
        frame = {"t": "do", "outbox": self.outbox, "n": self.n, "visit": 1}
        with suppress(websockets.ConnectionClosed):
            assert self._line is not None
            await self._line.send(json.dumps(frame | {"command": self.command}))

    def text(self, n: int) -> str:
        return f"{self.outbox} {n}"

    async def reach(self, seq: int) -> None:
        await self.until(lambda: self.position is not None and self.position["seq"] >= seq)

    async def answered(self, count: int) -> None:
        await self.until(lambda: len(self.answers) >= count)

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._changed.clear()
                if not true():
                    await self._changed.wait()


class Log:
    """What is in the database, read past the servers."""

    def __init__(self, url: str, board: str) -> None:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as line:
            rows = line.execute(
                text("SELECT seq, data FROM event WHERE board_id = :board ORDER BY seq"),
                {"board": board},
            ).all()
        engine.dispose()
        self.seqs = [seq for seq, _ in rows]
        self.texts: dict[str, list[int]] = {}
        for seq, data in rows:
            self.texts.setdefault(json.loads(data).get("text", ""), []).append(seq)


def begin(running: Running) -> tuple[SessionMade, str]:
    """A session in its first phase, and the kind of card that this asks for."""
    made = running.session()
    visitor = running.visitor()
    talker = Talker(visitor, visitor.open(made.lead))
    step = talker.open_phase("post")
    talker.close()
    return made, str(step["kind"])


async def come_and_go(running: Running, made: SessionMade, ended: asyncio.Event) -> int:
    """People who only look at pages, each over a connection of its own."""
    seen = 0
    while not ended.is_set():
        page = await asyncio.to_thread(running.visitor().get, f"/j/{made.code}")
        assert page.status == 200
        seen += 1
    return seen


@pytest.mark.slow
async def test_N8_nothing_is_lost_or_doubled_while_every_server_is_replaced(
    postgres: Postgres, redis_service: Redis, tmp_path: Path
) -> None:
    url = postgres.database()
    with Running.start(
        tmp_path, process=True, workers=2, database_url=url, redis_url=redis_service.url
    ) as running:
        made, kind = await asyncio.to_thread(begin, running)
        posters = []
        for number in range(PEOPLE):
            visitor = running.visitor()
            path = await asyncio.to_thread(visitor.join, made.code, f"Mens {number}")
            posters.append(Poster(running, visitor, path, kind))
        lines = [asyncio.create_task(poster.live()) for poster in posters]
        working = [asyncio.create_task(poster.work()) for poster in posters]
        ended = asyncio.Event()
        looking = asyncio.create_task(come_and_go(running, made, ended))
        try:
            await all_answered(posters, 5)
            first = {worker.pid for worker in running.workers()}
            assert running.process is not None
            running.process.send_signal(signal.SIGHUP)
            await until(lambda: not first & {worker.pid for worker in running.workers()})
            await all_answered(posters, 5)
            # And one by itself, which the others do not know of.
            second = running.workers()[0]
            second.terminate()
            await until(lambda: not second.is_running() and len(running.workers()) == 2)
            await all_answered(posters, 5)
            ended.set()
            assert await looking > 0
            for poster in posters:
                poster.stopping = True
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*working)
            log = await asyncio.to_thread(Log, url, made.board)
            last = log.seqs[-1]
            for poster in posters:
                await poster.reach(last)
        finally:
            for task in [*lines, *working, looking]:
                task.cancel()
            await asyncio.gather(*lines, *working, looking, return_exceptions=True)
    judge(posters, log)


def judge(posters: list[Poster], log: Log) -> None:
    assert log.seqs == list(range(1, len(log.seqs) + 1))
    for poster in posters:
        for n, answer in poster.answers.items():
            assert answer["t"] == "ack", answer
            # Exactly once, and where the answer said.
            assert log.texts[poster.text(n)] == [answer["seq"]]
        for first, second in poster.again:
            assert first == second
        assert set(poster.codes) == {Close.COME_BACK}
        assert poster.given_back == 0
        assert poster.view == posters[0].view
        assert poster.text(poster.n) in json.dumps(poster.view)
    mine = {poster.outbox for poster in posters}
    asked = sum(len(poster.answers) for poster in posters)
    assert sum(text.split(" ")[0] in mine for text in log.texts) == asked


async def all_answered(posters: list[Poster], more: int) -> None:
    """Each is answered so many times more."""
    wanted = [(poster, len(poster.answers) + more) for poster in posters]
    for poster, count in wanted:
        await poster.answered(count)


async def until(true: Callable[[], object]) -> None:
    """Waits for what other processes do, of which nothing tells."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
