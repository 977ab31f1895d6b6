"""Faults of one server with its data folder: what the mutants are shown under."""

import asyncio
import hashlib
import os
import secrets
import shutil
import sqlite3
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import text

from board.commands import WithdrawCard
from board.types import CardId
from tests.faults import account, evidence
from tests.faults.account import Finding
from tests.faults.crowd import joined
from tests.faults.run import Stand
from tests.faults.tab import Json, Tab
from tests.running import SERVE, START_SECONDS, environment

YEAR_MS = 365 * 24 * 3600 * 1000
NOW_MS = 1_800_000_000_000


async def churn(stand: Stand) -> None:
    """Nothing but people who lose their lines, until every board has counted a vote."""
    await asyncio.sleep(stand.seconds)
    stand.injected += 1
    sessions = stand.crowd.sessions
    await stand.crowd.until(lambda: all(_voted(session.lead) for session in sessions), "vote")


def _voted(tab: Tab) -> bool:
    return any(round["status"] != "open" for round in tab.all("round").values())


async def storm(stand: Stand) -> None:
    """Many pages ask for the last of something in the same instant, again and again.

    Several of them are open under one seat; and one command goes out under one
    number on many lines at once, to every server.
    """
    crowd = stand.crowd
    session = crowd.sessions[0]
    own = session.tabs[0].own
    pages = [crowd.tab(own, f"0-0-{number}") for number in range(8)]
    for number, page in enumerate(pages):
        page.server = number % len(stand.servers)
        page.start()
    await crowd.until(lambda: all(page.quiet for page in pages), "come in")
    asking, echoing = pages[:4], pages[4:]
    end = asyncio.get_running_loop().time() + stand.seconds
    while asyncio.get_running_loop().time() < end:
        for page in asking:
            page.ask(session.plan.card(page))
        first, outbox = asking[0].lane[0], asking[0].outbox
        said: list[Json] = []
        first.answered = said.append
        for page in echoing:
            page.repeat(first, outbox)
        for tab in session.tabs:
            tab.ask(session.plan.claim())
        await crowd.until(lambda: not any(page.lane for page in asking), "get their answers")
        await crowd.until(partial(_answered, echoing, first.n), "be answered")
        stand.injected += len(pages)
        stand.findings += [
            Finding("C3", session.board, f"{said} became {page.asides[first.n]} elsewhere")
            for page in echoing
            if page.asides[first.n] not in said
        ]
        # Room for the next ones.
        cards = sorted(asking[0].mine.get("cards", {}))
        for card in cards[:2]:
            asking[0].ask(WithdrawCard(card=CardId(card)))
        await crowd.until(lambda: not asking[0].lane, "get their answers")
    for page in pages:
        stand.history.moment(account.LEFT, page.name)
        await page.stop()


def _answered(pages: list[Tab], n: int) -> bool:
    """Whether each of them was told what became of that number."""
    return all(not page.asides.get(n, {"again": True}).get("again") for page in pages)


async def stopped(stand: Stand) -> None:
    """The disk is held up, and then the server is killed: what was said until then must hold."""
    (server,) = stand.servers
    assert isinstance(stand.database, Path)
    end = asyncio.get_running_loop().time() + stand.seconds
    while stand.injected < 2 or asyncio.get_running_loop().time() < end:
        await asyncio.sleep(stand.seconds / 4)
        with closing(sqlite3.connect(stand.database, isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout=3000")
            other.execute("BEGIN IMMEDIATE")
            stand.history.moment("held up")
            await asyncio.sleep(0.3)
            await server.kill()
            stand.history.moment("killed")
            stand.injected += 1
            other.execute("ROLLBACK")
        await server.again()
        stand.history.moment("healed")
        await asyncio.sleep(0.5)


async def second_server(stand: Stand) -> None:
    """F27: another server is begun on the same file while this one is at work."""
    (server,) = stand.servers
    await asyncio.sleep(stand.seconds / 4)
    variables = os.environ | environment(server.running.settings) | {"PORT": "0"}
    second = await asyncio.create_subprocess_exec(
        sys.executable,
        *SERVE,
        env=variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(START_SECONDS):
        said, _ = await second.communicate()
    stand.injected += 1
    holder = f"Another server (process {server.pid}) is using {stand.database}"
    if second.returncode == 0 or holder not in said.decode():
        words = f"a second server ended with {second.returncode}: {said[-300:]!r}"
        stand.findings.append(Finding("C17", "", words))
    await asyncio.sleep(stand.seconds / 4)


async def put_back(stand: Stand) -> None:
    """The server goes, and comes again with the data of a while before.

    What was acknowledged in between is gone, and no fault of the server. So the
    crowd is quiet by then: only that nobody may go on from what is no more is asked.
    """
    (server,) = stand.servers
    assert isinstance(stand.database, Path)
    kept = stand.folder / "kept"
    await asyncio.sleep(stand.seconds / 2)
    await server.kill()
    kept.mkdir()
    for file in stand.database.parent.glob(f"{stand.database.name}*"):
        shutil.copy(file, kept)
    stand.history.moment(account.KEPT)
    await server.again()
    await asyncio.sleep(stand.seconds / 2)
    await stand.crowd.rest()
    await server.kill()
    for file in stand.database.parent.glob(f"{stand.database.name}*"):
        file.unlink()
    for file in kept.iterdir():
        shutil.copy(file, stand.database.parent)
    stand.injected += 1
    stand.history.moment(account.PUT_BACK)
    await server.again()
    await asyncio.sleep(0.5)


async def revoked(stand: Stand) -> None:
    """Someone who leads loses the right to, and goes on asking."""
    session = stand.crowd.sessions[0]
    hashed, second = second_console(stand)
    second.start()
    await stand.crowd.until(lambda: second.quiet, "come in as a second console")
    await asyncio.sleep(stand.seconds / 2)
    asking = asyncio.create_task(_ask_on(stand, second))
    await asyncio.sleep(0.3)
    engine = evidence.engine_for(stand.database)
    with engine.begin() as connection:
        board = {"board": session.board}
        at = {"hash": hashed, "at": NOW_MS}
        connection.execute(text("UPDATE link SET revoked_at = :at WHERE hash = :hash"), at)
        connection.execute(
            text("UPDATE board SET access = access + 1 WHERE board_id = :board"), board
        )
    stand.history.moment(account.REVOKED, second.name)
    stand.injected += 1
    await asyncio.sleep(stand.seconds / 2)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await second.stop()


async def _ask_on(stand: Stand, tab: Tab) -> None:
    plan = stand.crowd.sessions[0].plan
    for command in plan.insisting(tab):
        if len(tab.lane) < 2:
            tab.ask(command)
        await asyncio.sleep(0.02)


def second_console(stand: Stand) -> tuple[bytes, Tab]:
    """By a link of its own, so that it can be ended alone."""
    session = stand.crowd.sessions[0]
    secret = secrets.token_urlsafe(32)
    hashed = hashlib.sha256(secret.encode()).digest()
    engine = evidence.engine_for(stand.database)
    row = {"hash": hashed, "board": session.board, "at": 0, "end": NOW_MS + YEAR_MS}
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO link (hash, kind, board_id, created_at, expires_at) "
                "VALUES (:hash, 'lead', :board, :at, :end)"
            ),
            row,
        )
    visitor = stand.servers[0].running.visitor()
    own = joined(visitor, visitor.open(f"#{secret}"), board=session.board)
    return hashed, stand.crowd.tab(own, "0-second")
