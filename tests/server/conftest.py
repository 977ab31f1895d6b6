"""A running server for each test that asks for one."""

from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest
from msgspec import Struct

from server.__main__ import main
from server.control import SessionMade
from tests.running import Running, Visitor
from tests.server.hall import Hall
from tests.server.sockets import FORMATS, Moon
from tests.talking import Talker


class Ended(Struct):
    """What a command said before it ended by itself."""

    code: int
    out: str
    err: str


class Command(Protocol):
    """``doorstart`` with these words and these variables, in this process: a program of its
    own takes longer to import than all it does.
    """

    def __call__(self, variables: Mapping[str, str], *words: str) -> Ended: ...


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(variables: Mapping[str, str], *words: str) -> Ended:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        code = main(words)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture
def app_server(tmp_path: Path) -> Iterator[Running]:
    """A real server on a free port, with an empty data folder."""
    with Running.start(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One for a whole file of tests, for those that leave nothing behind but sessions."""
    with Running.start(tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture
def session(app_server: Running) -> SessionMade:
    """A work session on it, with its links."""
    return app_server.session()


@pytest.fixture
def visitor(app_server: Running) -> Visitor:
    """A browser without JavaScript, new to the server."""
    return app_server.visitor()


@pytest.fixture
def lead(app_server: Running, session: SessionMade) -> Iterator[Talker]:
    """Who leads that session, with a line to it."""
    visitor = app_server.visitor()
    lead = Talker(visitor, visitor.open(session.lead))
    yield lead
    lead.close()


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """A board with its rooms, and no network."""
    hall = await Hall(tmp_path / "data").open()
    yield hall
    await hall.close()


@pytest.fixture
def moon(tmp_path: Path) -> Iterator[Moon]:
    """A real server with a session of the invented format."""
    with Running.start(tmp_path, formats=FORMATS) as running:
        yield Moon(running, running.session(stage="moonrise_stage"))
