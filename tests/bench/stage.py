"""Any server of the bench with its people ready: Doorstart or a peer, one process or two."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from tests.bench import ours, servers
from tests.bench.crowds import Crowd
from tests.bench.doorstart import Doorstart
from tests.bench.drive import Scenario, Served, play

OURS = "doorstart"
FLOOR, SOCKETIO, LOOP = "floor", "socketio", "starlette"
TITLES = {name: peer.title for name, peer in servers.PEERS.items()} | {OURS: "Doorstart"}
ONE = [OURS, *servers.PEERS]
TWO = [OURS, *(name for name, peer in servers.PEERS.items() if peer.joins)]
WARM = 100.0
"""Changes a second, for one second, of which nothing is counted: whatever must warm up does."""


class Stage(Struct, frozen=True):
    name: str
    crowd: Crowd
    served: Served
    meanwhile: Callable[[], int] | None = None

    def warm(self, people: int) -> None:
        play(self.crowd, self.served, Scenario("warm", people, WARM, 1.0), 1, busiest=1.0)


@contextmanager
def stage(
    name: str, people: int, *, two: bool = False, sized: Mapping[str, int] = MappingProxyType({})
) -> Iterator[Stage]:
    """``sized`` is for Doorstart: how many rooms, seats in each, and cards."""
    if name == OURS:
        with (
            tempfile.TemporaryDirectory(prefix="doorstart-bench-") as folder,
            (ours.two if two else ours.one)(Path(folder)) as (runnings, served),
        ):
            people_of_ours = Doorstart(runnings, people, **sized)
            yield Stage(name, people_of_ours, served, people_of_ours.meanwhile)
    else:
        peer = servers.PEERS[name]
        with (servers.two if two else servers.one)(peer) as served:
            yield Stage(name, peer.crowd(served.ports, people), served)
