"""People who sign in, for tests: accounts as the command line makes them, and their browsers."""

import asyncio
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from server.accounts import People
from server.commands.people import carry_out
from server.control import CloseAccount, Invite, Invited
from server.store.accounts import COACH, COORDINATOR
from server.web.site import Site
from tests.running import Running, Visitor


def invited(
    running: Running, email: str, *, municipality: str = "", name: str = "", again: bool = False
) -> Invited:
    """A coach, or the coordinator of a municipality, with a link to sign in once."""
    wanted = Invite(
        email=email,
        function=COORDINATOR if municipality else COACH,
        municipality=municipality,
        name=name,
        new=True,
        again=again,
    )
    reply = carry_out(running.settings, wanted)
    assert isinstance(reply, Invited)
    return reply


def signed_in(running: Running, email: str, *, municipality: str = "", name: str = "") -> Visitor:
    visitor = running.visitor()
    sign_in(visitor, invited(running, email, municipality=municipality, name=name).link)
    return visitor


def sign_in(visitor: Visitor, link: str) -> None:
    page = visitor.post_json("/sign-in/link", {"token": link.partition("#")[2]})
    assert page.status == 200, page.text


def closed(running: Running, email: str) -> None:
    carry_out(running.settings, CloseAccount(email))


def site_of(running: Running) -> Site:
    """The parts of a server that runs in this process; those of the store work from any thread."""
    assert running.uvicorn is not None
    found = running.uvicorn.config.app.state.site  # type: ignore[union-attr]
    assert isinstance(found, Site)
    return found


def people_of(site: Site) -> People:
    return People(site.accounts._store, site.settings, site.clock)


class Mailbox:
    """A mail server of its own, which keeps what it is given; ``url`` is for ``SMTP_URL``."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.came = asyncio.Event()
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Mailbox":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def link(self) -> str:
        """The link in the newest mail, which is waited for."""
        async with asyncio.timeout(60):
            await self.came.wait()
        self.came.clear()
        text = self.mails[-1].get_content()
        found = re.search(r"https?://\S+#[\w-]+", text)
        assert found is not None, text
        return found[0]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 a mailbox for tests")
        try:
            while line := (await reader.readline()).decode().strip():
                word = line.split(" ")[0].upper()
                if word == "DATA":
                    say("354 go on")
                    mail = await reader.readuntil(b"\r\n.\r\n")
                    self.mails.append(message_from_bytes(mail, policy=default))
                    self.came.set()
                say("221 bye" if word == "QUIT" else "250 well")
                await writer.drain()
                if word == "QUIT":
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
