"""What ``docs/operations.md`` tells to do, done as it stands, and figures that must be right."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from board.messages import Close
from server import metrics
from server.control import SessionMade
from server.store.postgres import engine
from server.store.postgres.store import prepare
from tests.bench.scale import Costs, Day, told
from tests.running import Running, environment
from tests.server.sockets import FORMATS, Person
from tests.services import Postgres, find

PAPER = Path(__file__).parent.parent.parent / "docs/operations.md"
EMPTIED = ("ballot", "salt", "outbox")
SECRET = "a secret for tests that is long enough"


def block(begin: str) -> str:
    """The block of shell that begins with these words."""
    for found in re.findall(r"```sh\n(.*?)```", PAPER.read_text(), re.DOTALL):
        if found.startswith(begin):
            return str(found)
    raise LookupError(f"the paper has no block that begins with {begin}")


def run(shell: str, put: Mapping[str, str], environ: Mapping[str, str]) -> None:
    for name, value in put.items():
        assert name in shell
        shell = shell.replace(name, value)
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", shell], check=True, env=os.environ | dict(environ)
    )


class Evening:
    """A session in mid-vote, of which a copy is made, and that goes on a little."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.session: SessionMade = running.session("moonrise_stage")
        leading, partner = running.visitor(), running.visitor()
        self.console = Person(running, leading, leading.open(self.session.lead))
        self.phone = Person(running, partner, partner.join(self.session.code, "Mia"))

    async def live(self) -> None:
        async with self.console.socket() as console, self.phone.socket() as phone:
            await console.done("OpenPhase", phase="seed_sowing")
            await phone.done("PostCard", 1, kind="moonseed", text="Zonder naam, ervoor")
            await phone.done("PostCard", 1, kind="shadow_thought", text="Met naam, ervoor")
            await console.done("OpenPhase", 1, phase="tide_reading")
            self.round = (await console.done("OpenRound", 2, poll="lantern_choice"))["made"]
            shown = await phone.get_set(f"round:{self.round}")
            answers = {question["id"]: {"unsure": True} for question in shown["questions"]}
            await phone.done("PutBallot", 2, round=self.round, answers=answers)

    async def go_on(self) -> None:
        async with self.phone.socket() as phone:
            await phone.done("PostCard", 2, kind="shadow_thought", text="Met naam, erna")

    async def is_back(self, running: Running) -> None:
        """What was there at the copy is there, and the session goes on."""
        self.phone.move_to(running)
        self.console.move_to(running)
        async with (
            self.console.socket() as console,
            self.phone.socket(audience="whole") as phone,
        ):
            view = (await phone.get("view"))["view"]
            # Its ballots are gone, so it is void.
            assert f"round:{self.round}" not in view
            texts = [entity["text"] for key, entity in view.items() if key.startswith("card:")]
            assert texts == ["Met naam, ervoor"]
            again = (await console.done("OpenRound", 2, poll="lantern_choice"))["made"]
            assert (await phone.get_set(f"round:{again}"))["status"] == "open"
            await console.done("OpenPhase", 2, phase="seed_sowing")
            await phone.done("PostCard", 3, kind="moonseed", text="Zonder naam, weer")


async def test_a_copy_of_sqlite_leaves_votes_out_and_is_put_back(tmp_path: Path) -> None:
    find("sqlite3", "apt install sqlite3")
    copying = block("umask 077\nsqlite3 ")
    put = {
        "/var/lib/doorstart": str(tmp_path / "data"),
        "/run": str(tmp_path),
        "/var/backups": str(tmp_path),
    }
    with Running.start(tmp_path, formats=FORMATS) as running:
        evening = Evening(running)
        await evening.live()
        database = running.settings.database
        secret = salts(database)
        assert len(secret) == 2
        run(copying, put, {})
        await evening.go_on()
    copy = tmp_path / "doorstart.sqlite3"
    assert copy.stat().st_mode & 0o077 == 0
    assert salts(copy) == []
    assert [salt for salt in secret if salt in copy.read_bytes()] == []
    for path in database.parent.glob("doorstart.sqlite3*"):
        path.unlink()
    shutil.move(copy, database)
    with Running.start(tmp_path, formats=FORMATS) as running:
        await evening.is_back(running)


def salts(database: Path) -> list[bytes]:
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as line:
        return [row[0] for row in line.execute("SELECT salt FROM salt")]


async def test_a_copy_of_postgresql_leaves_votes_out_and_is_put_back(
    tmp_path: Path, postgres: Postgres
) -> None:
    for program in ("pg_dump", "pg_restore"):
        find(program, "apt install postgresql-client")
    before, after = postgres.database(), postgres.database()
    prepare(before)
    put = {"/var/backups": str(tmp_path)}
    with start(tmp_path / "before", before) as running:
        evening = await asyncio.to_thread(Evening, running)
        await evening.live()
        run(block("umask 077\npg_dump"), put, {"DATABASE_URL": before})
        await evening.go_on()
    environ = environment(running.settings) | {"DATABASE_URL": after, "PATH": programs()}
    run(block("pg_restore"), put, environ)
    with psycopg.connect(after) as line:
        for table in EMPTIED:
            assert line.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    with start(tmp_path / "after", after) as running:
        await evening.is_back(running)


def start(folder: Path, database: str) -> Running:
    return Running.start(folder, formats=FORMATS, database_url=database, secret=SECRET)


def programs() -> str:
    """Where `doorstart` is, and then the rest."""
    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"


async def test_a_reload_of_one_process_alone_says_goodbye(tmp_path: Path) -> None:
    with Running.start(tmp_path, process=True, formats=FORMATS) as running:
        evening = Evening(running)
        async with evening.phone.socket() as phone:
            await phone.get("presence")
            assert running.process is not None
            running.process.send_signal(signal.SIGHUP)
            assert await phone.closed() == Close.COME_BACK
            assert "bye" in phone.kinds


def test_every_figure_is_explained_and_no_other() -> None:
    table = PAPER.read_text().partition("## Figures")[2].partition("\n## ")[0]
    told = {name.removesuffix("_total") for name in re.findall(r"\bdoorstart_\w+", table)}
    assert told == {family.name for family in metrics.REGISTRY.collect()}


def test_the_paper_knows_how_many_lines_a_process_has_to_the_database() -> None:
    lines = engine.READERS + engine.WRITERS + engine.HELD + 1
    assert f"| `max_connections` | {lines} for each process" in PAPER.read_text()


def test_the_arithmetic_is_what_the_command_prints() -> None:
    table = told([Day(phones=12_000), Day(phones=1_000_000)], Costs())
    assert table in (PAPER.parent / "scale.md").read_text()
