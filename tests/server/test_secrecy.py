"""After closing nobody can tell who voted what or wrote what: proved by attack."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from board import commands as c
from board.types import KindId, PhaseId, PollId, RoundId
from server.commands.session import make
from server.control import NewSession, SessionMade
from server.demo.client import Client
from server.settings import Settings
from tests.running import Running, environment
from tests.server.attack import attack
from tests.services import free_port

pytestmark = pytest.mark.slow

PEOPLE = 16
POSTING, VOTING = PhaseId("achievement_telling"), PhaseId("vision_reading")
KIND, PARKED = KindId("achievement"), KindId("parked_thought")
POLL = PollId("vision_scale")
BY_CHANCE = 7
"""Of 16 cards one is guessed right on average; seven or more, one time in 100,000."""


@dataclass
class Truth:
    """What really happened, as only the people themselves know it."""

    authors: dict[str, str] = field(default_factory=dict)
    ballots: dict[str, dict[str, str]] = field(default_factory=dict)


async def hold_session(running: Running, made: SessionMade, leak: Path) -> Truth:
    """Sixteen people write under their name and without, and vote; copies the data
    folder to ``leak`` while the round is still open.
    """
    rng = Random(3)
    truth = Truth()
    async with seated(running, made) as (lead, people):
        await lead.do(c.OpenPhase(phase=POSTING))
        await lead.until(lambda view: view.get("phase", {}).get("id") == POSTING)
        await lead.do(c.SetCardLimit(cards_each=3))
        posts = [(one, anonymous) for one in people for anonymous in (True, False)]
        rng.shuffle(posts)
        for one, anonymous in posts:
            await one.until(lambda view: view.get("phase", {}).get("id") == POSTING)
            kind = KIND if anonymous else PARKED
            made_card = await one.do(c.PostCard(kind=kind, text="Kaartje", anonymous=anonymous))
            if anonymous:
                assert one.mine is not None
                truth.authors[made_card["made"]] = one.mine["seat"]
        await lead.do(c.OpenPhase(phase=VOTING))
        await lead.until(lambda view: view["phase"]["id"] == VOTING)
        round = (await lead.do(c.OpenRound(poll=POLL)))["made"]
        rng.shuffle(people)
        for one in people:
            await vote(one, round, rng, truth)
        await asyncio.to_thread(shutil.copytree, running.settings.data, leak, ignore=sockets)
        await lead.do(c.CloseRound(round=RoundId(round)))
        await lead.do(c.RevealRound(round=RoundId(round)))
        await lead.do(c.EndBoard())
    return truth


async def vote(one: Client, round: str, rng: Random, truth: Truth) -> None:
    await one.until(lambda view: f"round:{round}" in view)
    questions = one.view[f"round:{round}"]["questions"]
    chosen = {question["id"]: rng.choice("12345") for question in questions}
    answers = {id: c.Answer(options={option: 1}) for id, option in chosen.items()}
    await one.do(c.PutBallot(round=RoundId(round), answers=answers))
    assert one.mine is not None
    truth.ballots[one.mine["seat"]] = chosen


@asynccontextmanager
async def seated(running: Running, made: SessionMade) -> AsyncIterator[tuple[Client, list[Client]]]:
    lead = Client(running.url, running.url)
    await lead.open(made.lead)
    people = [Client(running.url, running.url) for _ in range(PEOPLE)]
    for number, one in enumerate(people):
        await one.join(made.code, "", f"Persoon {number}")
    listening = [asyncio.create_task(one.listen()) for one in (lead, *people)]
    for one in people:
        await ready(one)
    try:
        yield lead, people
    finally:
        for task in listening:
            task.cancel()


async def ready(one: Client) -> None:
    assert await one.until(lambda view: "session" in view and one.mine is not None, 30)


def sockets(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_socket()]


def right(guess: dict[str, str], truth: dict[str, str]) -> int:
    return sum(truth[card] == seat for card, seat in guess.items())


async def test_S1_with_every_byte_nobody_is_found_after_closing(tmp_path: Path) -> None:
    data, leak = tmp_path / "data", tmp_path / "leak"
    data.mkdir()
    settings = Settings(data=data, host="127.0.0.1", port=free_port())
    with serving(settings, data / "server.log"):
        made = await asyncio.to_thread(make, settings, NewSession(stage="workstream_vision"))
        truth = await hold_session(Running(settings), made, leak)
    assert len(truth.authors) == len(truth.ballots) == PEOPLE

    planted = attack(leak)
    assert planted.authors == truth.authors, "the attack must work where there is a leak"
    assert planted.ballots.keys() == truth.ballots.keys()
    for seat, chosen in truth.ballots.items():
        found = planted.ballots[seat]
        assert {id: next(iter(answer["options"])) for id, answer in found.items()} == chosen

    loot = attack(data)
    assert loot.authors == {}
    assert loot.ballots == {}
    for guess in loot.guesses:
        assert right(guess, truth.authors) < BY_CHANCE


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[None]:
    """A server in a process of its own, whose log lies with its data."""
    with log.open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "server", "serve"],
            env=os.environ | environment(settings),
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        try:
            assert server.stdout is not None
            server.stdout.readline()
            yield
        finally:
            server.terminate()
            server.communicate()
