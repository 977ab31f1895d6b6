"""Mistakes with lines: who is gone is not let go, or counted on."""

from typing import Any

from server.live import presence, protocol
from tests.faults.mutation import instead, mutant

HALF_OPEN, VANISHED = "half_open", "vanished"


@mutant("never gives a line up that says nothing", HALF_OPEN, "C13", servers=2)
def never_gives_up() -> None:
    def wait_on(self: Any) -> None:
        self.pong_timer = None

    instead(protocol.LiveProtocol, "keepalive_timeout", wait_on)


@mutant("counts who is gone among those who are here", VANISHED, "C15", servers=2)
def counts_who_is_gone() -> None:
    def stay(self: Any, socket: object) -> None:
        return

    instead(presence.Crowd, "leave", stay)
