"""Faults of the proxy before the servers: nginx is impatient, reloads, and begins anew."""

import asyncio
import signal
from collections.abc import Mapping

import psutil

from tests.faults.abuse import LONG
from tests.faults.account import Finding
from tests.faults.figures import HEALED, STRUCK
from tests.faults.history import clock
from tests.faults.light import Page
from tests.faults.run import Stand
from tests.faults.trial import Trial
from tests.server.proxied import EXAMPLE, Proxy
from tests.services import Nginx

IDLE = 12
RELOADS = 3
HASTY = {"proxy_read_timeout 75s": "proxy_read_timeout 15s"}
"""A little more than the server's own pings are apart."""
QUIET = 20.0
"""More than what nginx waits for a word."""


class Plain(Proxy):
    """The example without TLS, as another program before it may have taken that off."""

    def start(self, *servers: int, quicker: Mapping[str, str] | None = None) -> Proxy:
        site = self._site(EXAMPLE.read_text(), servers)
        for slow, quick in (quicker or {}).items():
            assert slow in site, f"the example has no {slow!r}"
            site = site.replace(slow, quick)
        head, server, last = site.rpartition("\nserver {")
        shared = head.partition(server)[0]
        lines = [line for line in last.splitlines() if not line.strip().startswith("ssl_")]
        site = f"{shared}{server}" + "\n".join(lines).replace(" ssl http2;", ";")
        self.nginx = Nginx(site, self.port).start()
        return self


async def fronted(stand: Stand) -> None:
    """F20: nginx in front of both servers, that waits only 15 s for a word; reloads, a restart.

    Pages that only listen are cut by none of it but the restart, and from that all come back.
    """
    crowd = stand.crowd
    tabs = crowd.tabs
    folder = stand.folder / "nginx"
    folder.mkdir()
    front = Plain(folder)
    with front:
        await asyncio.to_thread(_begin, front, [server.port for server in stand.servers])
        assert front.nginx is not None
        for tab in tabs:
            tab.ports = [front.port] * len(stand.servers)
            tab.drop(elsewhere=False)
        seats = {tab.own.seat: tab.own for session in crowd.sessions for tab in session.tabs}
        idle = [Page(own) for own in list(seats.values())[:IDLE]]
        for page in idle:
            await page.open(front.port)
            await page.settled()
        for _ in range(RELOADS):
            await asyncio.sleep(stand.seconds / RELOADS)
            stand.history.moment(STRUCK, "nginx has new settings")
            stand.injected += await _reload(front.nginx)
            stand.history.moment(HEALED)
        await crowd.rest()
        if stand.seconds >= LONG:
            await asyncio.sleep(QUIET)
        cut = sum(page.gone for page in idle)
        if cut:
            stand.findings.append(Finding("C15", "", f"nginx cut {cut} of {len(idle)} idle lines"))
        stand.tell("idle lines cut", cut)
        began = stand.history.moment(STRUCK, "nginx restarted")
        await asyncio.to_thread(front.nginx.end, signal.SIGTERM)
        await asyncio.to_thread(front.nginx.start)
        stand.injected += 1
        stand.history.moment(HEALED)
        await crowd.until(lambda: all(tab.welcomed for tab in tabs), "come back")
        stand.tell("all back after a restart, s", clock() - began)
        for page in idle:
            page.drop()
            await page.left()
        for tab in tabs:
            tab.ports = crowd.ports
            tab.drop(elsewhere=False)


def _begin(front: Plain, ports: list[int]) -> None:
    front.start(*ports, quicker=HASTY)


async def _reload(nginx: Nginx) -> bool:
    """Whether there are other processes now."""
    assert nginx.process is not None
    parent = psutil.Process(nginx.process.pid)
    before = {child.pid for child in parent.children()}
    nginx.process.send_signal(signal.SIGHUP)
    async with asyncio.timeout(QUIET):
        while {child.pid for child in parent.children()} <= before:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return True


TRIALS = (Trial("F20", "nginx reloaded, impatient and restarted", fronted),)
