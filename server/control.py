"""How the command line speaks to a running server: a socket in the data folder.

Only who may read the data folder may use it, and they could as well read the
database; so it asks for no password. One line of JSON each way.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

NAME = "control"
LINE = 64 * 1024
ASK_SECONDS = 30.0
LONG_SECONDS = 600.0
"""For whole trajectories: rooms go on meanwhile."""
PATH_MOST = 100
"""The system takes socket paths of about 107 bytes and no longer."""

log = logging.getLogger(__name__)


class Ask(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask"):
    """The root of what may be asked."""


class NewSession(Ask, frozen=True, tag="new_session"):
    """Empty: the server chooses, or makes what is needed."""

    stage: str
    trajectory: str = ""
    title: str = ""
    municipality: str = ""
    variant: str = ""
    format: str = ""
    """Of the database or a file, by its id; its stage goes with it."""
    partners: list[str] = []
    """Names of the organisations of a trajectory that is made."""


class Invite(Ask, frozen=True, tag="invite"):
    """An account, if it is not there yet, and a link that signs it in once."""

    email: str
    function: str
    municipality: str = ""
    name: str = ""
    new: bool = False
    """The municipality may be one that is not there yet."""
    again: bool = False
    """An account that was closed may be opened."""
    title: str = ""
    """What the municipality is called: gemeente or stad; "" leaves it as it is."""


class CloseAccount(Ask, frozen=True, tag="close_account"):
    email: str


class SetOrgcode(Ask, frozen=True, tag="set_orgcode"):
    """How a provider of sign-ins calls a municipality."""

    municipality: str
    orgcode: str


class EraseDue(Ask, frozen=True, tag="erase_due"):
    """What is personal of sessions that are long over."""


class Import(Ask, frozen=True, tag="import"):
    """An export of a trajectory, by its path on this machine; ``as_new``: under other ids."""

    file: str
    as_new: bool = False


class TakeOut(Ask, frozen=True, tag="take_out"):
    """The exports of all trajectories of a municipality, into a folder of this machine."""

    municipality: str
    folder: str


class Disclose(Ask, frozen=True, tag="disclose"):
    """What was written in confidence about a trajectory, into a file of this machine."""

    trajectory: str
    file: str


class Ping(Ask, frozen=True, tag="ping"):
    """Whether a server is there."""


Asked = (
    NewSession | Invite | CloseAccount | SetOrgcode | EraseDue | Import | TakeOut | Disclose | Ping
)
LONG = (Import, TakeOut)


class Reply(Struct, frozen=True, tag_field="reply"):
    pass


class SessionMade(Reply, frozen=True, tag="session_made"):
    """The links hold their secrets: printed once, stored nowhere."""

    board: str
    trajectory: str
    title: str
    code: str
    join: str
    lead: str
    display: str
    record: str


class Invited(Reply, frozen=True, tag="invited"):
    """The link holds its secret: printed once, stored nowhere."""

    account: str
    name: str
    function: str
    municipality: str
    link: str
    days: int


class AccountClosed(Reply, frozen=True, tag="account_closed"):
    name: str


class OrgcodeSet(Reply, frozen=True, tag="orgcode_set"):
    municipality: str
    orgcode: str


class DueErased(Reply, frozen=True, tag="due_erased"):
    """How much was taken away, never whose."""

    days: int
    sessions: int
    names: int
    grants: int
    links: int
    browsers: int


class Imported(Reply, frozen=True, tag="imported"):
    trajectory: str
    title: str
    sessions: int
    snapshots: int
    hashes: dict[str, str] = {}
    """Of each snapshot the one it has now, by the one it had, where its ids were renewed."""


class TakenOut(Reply, frozen=True, tag="taken_out"):
    folder: str
    files: list[str]


class Disclosed(Reply, frozen=True, tag="disclosed"):
    """``alone``: so many remarks that nobody shared were left out."""

    file: str
    title: str
    rows: int
    alone: int


class Failed(Reply, frozen=True, tag="failed"):
    message: str


class Pong(Reply, frozen=True, tag="pong"):
    pass


Replied = (
    SessionMade
    | Invited
    | AccountClosed
    | OrgcodeSet
    | DueErased
    | Imported
    | TakenOut
    | Disclosed
    | Failed
    | Pong
)
Answer = Callable[[Asked], Awaitable[Replied]]


class NoServer(Exception):
    """No server listens in this data folder."""


class Control:
    """The server's side. It holds the lock of the data folder, so a socket that
    lies there already is of a server that died.
    """

    def __init__(self, data: Path, answer: Answer) -> None:
        self.data = data
        self.answer = answer
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        (self.data / NAME).unlink(missing_ok=True)
        with _reachable(self.data) as path:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            before = os.umask(0o177)
            try:
                listener.bind(path)
            finally:
                os.umask(before)
        self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=LINE)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            (self.data / NAME).unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(ASK_SECONDS) as patience:
                asked = msgspec.json.decode(await reader.readline(), type=Asked)
                if isinstance(asked, LONG):
                    patience.reschedule(asyncio.get_running_loop().time() + LONG_SECONDS)
                answer = await self.answer(asked)
                writer.write(msgspec.json.encode(answer) + b"\n")
                await writer.drain()
        except (msgspec.MsgspecError, ValueError) as fault:
            writer.write(msgspec.json.encode(Failed(f"not understood: {fault}")) + b"\n")
        except (OSError, TimeoutError):
            pass
        except Exception:
            log.exception("a question of the command line went wrong")
            reply = Failed("a mistake of the server; see its log")
            writer.write(msgspec.json.encode(reply) + b"\n")
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


def ask(data: Path, asked: Asked) -> Replied:
    """Asks the server of this data folder. Raises NoServer."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(LONG_SECONDS if isinstance(asked, LONG) else ASK_SECONDS)
        try:
            with _reachable(data) as path:
                line.connect(path)
        except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
            raise NoServer from None
        line.sendall(msgspec.json.encode(asked) + b"\n")
        with line.makefile("rb") as answer:
            reply: Replied = msgspec.json.decode(answer.readline(), type=Replied)
            return reply


@contextlib.contextmanager
def _reachable(data: Path) -> Iterator[str]:
    """A path to the socket that is short enough; a long one goes by an open folder."""
    path = str(data / NAME)
    if len(os.fsencode(path)) <= PATH_MOST:
        yield path
        return
    folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{NAME}"
    finally:
        os.close(folder)
