"""Ghosts live through every format that comes along, over a real line: a dry run that
finds what no one can do.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from board import commands as c
from board.format import Format, Poll
from board.format_file import parse, resolved
from board.types import PhaseId, RoundId
from server.commands.session import make
from server.control import NewSession
from server.demo.client import Client, Refused
from server.formats import shelf
from server.ghosts.run import MUNICIPALITY, PARTNERS, haunt
from server.inflow import not_held
from tests.running import Running
from tests.server.conftest import Command
from tests.server.demo_run import LINK
from tests.server.sockets import FORMATS
from tests.services import free_port

GHOSTS = 3
PATIENCE = 60.0
MOON = parse((FORMATS / "moon_garden.toml").read_bytes(), "moon_garden.toml")
NOTHING_TO_ASK = {"too_few_options", "too_few_questions", "no_text"}
"""A rehearsal has no earlier stages, and who leads may skip what has nothing in it."""


class Leader:
    """Leads a session as its format says, as quickly as the ghosts can follow."""

    def __init__(self, client: Client, format: Format) -> None:
        self.client = client
        self.format = format
        self.held: list[str] = []
        self.skipped: list[str] = []

    async def lead(self) -> None:
        for phase in self.format.phases:
            await self.client.do(c.OpenPhase(phase=PhaseId(phase.id)))
            await self._opened(phase.id)
            for text in self.format.texts:
                read = {step.text for step in phase.steps}
                about = {poll.about for poll in self.format.polls}
                if text.written and text.id in read | about:
                    lines = ["Wij gaan naar de mensen toe.", "Er gaat altijd iemand mee."]
                    await self.client.do(c.WriteText(text=text.id, lines=lines))
            if any(step.action == "post" for step in phase.steps):
                await self._posted()
            for step in phase.steps:
                poll = self.format.poll(step.poll) if step.action == "vote" else None
                if poll is not None:
                    await self._hold(poll)
        await self.client.do(c.EndBoard())
        await self.client.until(lambda view: view["session"]["status"] == "ended", PATIENCE)

    async def _opened(self, phase: str) -> None:
        await self.client.until(lambda view: view.get("phase", {}).get("id") == phase)

    async def _posted(self) -> None:
        """Until each ghost has something on the board in this phase, or cannot."""
        await self.client.until(lambda view: view["lead"]["posted"] >= GHOSTS, seconds=2)

    async def _hold(self, poll: Poll) -> None:
        asked = [question.id for question in poll.questions] or self._cards_of(poll)
        picked = asked[: poll.pick]
        try:
            made = await self.client.do(c.OpenRound(poll=poll.id, questions=picked))
        except Refused as refused:
            if refused.code not in NOTHING_TO_ASK:
                raise
            self.skipped.append(poll.id)
            return
        key = f"round:{made['made']}"
        voted = await self.client.until(lambda view: _all_voted(view.get(key)), PATIENCE)
        assert voted, (poll.id, self.client.view.get(key))
        round = RoundId(made["made"])
        await self.client.do(c.CloseRound(round=round))
        await self.client.do(c.RevealRound(round=round))
        self.held.append(poll.id)

    def _cards_of(self, poll: Poll) -> list[str]:
        """What the vote may ask about: the cards of its zone, newest last."""
        cards = self.client.all("card")
        kinds = {poll.kind} if poll.kind else {card["kind"] for card in cards.values()}
        zones = {poll.each_card_of}
        return [id for id, it in cards.items() if it["zone"] in zones and it["kind"] in kinds]


def _all_voted(round: dict[str, Any] | None) -> bool:
    return round is not None and round["seats"] > 0 and round["voters"] >= round["seats"]


async def rehearsed(server: Running, format: Format, wanted: NewSession) -> Leader:
    made = make(server.settings, wanted)
    client = Client(server.url, server.url)
    await client.open(made.lead)
    leader = Leader(client, format)
    listening = asyncio.create_task(client.listen())
    ghosts = asyncio.create_task(haunt(made.code, server.url, server.url, GHOSTS, pace=0))
    try:
        seated = await client.until(
            lambda view: view.get("session", {}).get("organisations", 0) >= GHOSTS, PATIENCE
        )
        assert seated
        await leader.lead()
    finally:
        for task in (ghosts, listening):
            task.cancel()
        await asyncio.gather(ghosts, listening, return_exceptions=True)
    return leader


@pytest.mark.parametrize("stage", sorted(shelf()))
async def test_O4_ghosts_live_through_each_stage(shared_server: Running, stage: str) -> None:
    format = shelf()[stage]
    format = resolved(format, "", not_held(format, shelf().values(), []))
    wanted = NewSession(stage=stage, municipality=MUNICIPALITY, partners=PARTNERS)
    leader = await rehearsed(shared_server, format, wanted)
    polls = {step.poll for phase in format.phases for step in phase.steps if step.poll}
    assert len(leader.held) > len(leader.skipped), (leader.held, leader.skipped)
    assert set(leader.held) | set(leader.skipped) == polls
    assert leader.client.view["session"]["status"] == "ended"
    assert len(leader.client.all("card")) >= GHOSTS


async def test_O4_ghosts_live_through_a_format_nobody_made_for_them(tmp_path: Path) -> None:
    with Running.start(tmp_path, formats=FORMATS) as server:
        wanted = NewSession(stage=MOON.stage, municipality=MUNICIPALITY, partners=PARTNERS)
        leader = await rehearsed(server, MOON, wanted)
    assert leader.held
    assert leader.client.view["session"]["status"] == "ended"


async def test_who_practises_gets_links_and_ghosts_that_come_in(tmp_path: Path) -> None:
    port = free_port()
    program = [sys.executable, "-m", "server", "rehearse", "--stage", "follow_up_session"]
    process = await asyncio.create_subprocess_exec(
        *program, "--ghosts", "2",
        env=os.environ | {"DOORSTART_DATA": str(tmp_path), "PORT": str(port), "HOST": "127.0.0.1"},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        links: dict[str, str] = {}
        while "console" not in links:
            line = (await process.stdout.readline()).decode()
            assert line, "it ended before its time"
            if found := LINK.match(line):
                links[found[1]] = found[2]
        url = f"http://127.0.0.1:{port}"
        client = Client(url, url)
        await client.open(links["console"])
        listening = asyncio.create_task(client.listen())
        seated = await client.until(
            lambda view: view.get("session", {}).get("organisations", 0) == 2, PATIENCE
        )
        listening.cancel()
        assert seated
    finally:
        process.terminate()
        await process.communicate()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--stage", "workstream_vision", "--ghosts", "0"], "from 1 to 30"),
        (["--ghosts", "3"], "say what to practise"),
    ],
)
def test_what_cannot_be_practised_is_said(
    words: list[str], said: str, tmp_path: Path, command: Command
) -> None:
    done = command({"DOORSTART_DATA": str(tmp_path)}, "rehearse", *words)
    assert done.code == 1
    assert said in done.err
