"""The bus on a real cluster: each board by the node that has it, also when that changes."""

import asyncio
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from board.types import BoardId
from server.live.bus_wire import Seal
from tests.services import Redis, find, free_port
from tests.takers import KEY, ONE, TWO, message, two_on, until

SEAL = Seal(KEY)


def tell(client: Any, *command: object) -> Any:
    return client.execute_command(*command)


class Cluster:
    """Two nodes with half of the slots each."""

    def __init__(self) -> None:
        self.nodes = [self._node(), self._node()]

    def _node(self) -> Redis:
        # Its own port for the cluster, else it would be ours plus ten thousand.
        options = ["--cluster-enabled", "yes", "--cluster-port", str(free_port())]
        return Redis(0, *options, "--cluster-node-timeout", "2000")

    def __enter__(self) -> "Cluster":
        one, two = (node.start().client() for node in self.nodes)
        tell(one, "CLUSTER", "ADDSLOTSRANGE", 0, 8191)
        tell(two, "CLUSTER", "ADDSLOTSRANGE", 8192, 16383)
        meet = ["127.0.0.1", self.nodes[1].port, self.nodes[1].options[3]]
        tell(one, "CLUSTER", "MEET", *meet)
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.nodes:
            node.stop()

    def ready(self) -> bool:
        return all(
            b"cluster_state:ok" in tell(node.client(), "CLUSTER", "INFO") for node in self.nodes
        )

    def lose_the_first(self) -> None:
        """The other takes over what it had, as one that stood by would."""
        gone = tell(self.nodes[0].client(), "CLUSTER", "MYID")
        self.nodes.pop(0).stop()
        client = self.nodes[0].client()
        tell(client, "CLUSTER", "DELSLOTSRANGE", 0, 8191)
        tell(client, "CLUSTER", "FORGET", gone)
        tell(client, "CLUSTER", "ADDSLOTSRANGE", 0, 8191)

    def hand_over(self, slot: int) -> None:
        """From the one to the other, whichever has it."""
        clients = [node.client() for node in self.nodes]
        ids = [tell(client, "CLUSTER", "MYID").decode() for client in clients]
        has = 0 if slot < 8192 else 1
        for client in (clients[1 - has], clients[has]):
            tell(client, "CLUSTER", "SETSLOT", slot, "NODE", ids[1 - has])


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    program = find("redis-server", "apt install redis-server, of version 7 or newer")
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    version = re.search(r"v=(\d+)", told.stdout)
    if version is None or int(version[1]) < 7:
        pytest.skip("redis-server is older than 7, and has no channels by shard: install a newer")
    with Cluster() as cluster:
        yield cluster


async def test_on_a_cluster_each_board_goes_by_the_node_that_has_it(cluster: Cluster) -> None:
    await until(cluster.ready)
    async with two_on(cluster.nodes[0].url) as (says, hears, taker):
        boards = [BoardId(f"board-{n}") for n in range(40)]
        for board in boards:
            says.watch(board)
            hears.watch(board)
        await taker.watches(*boards)
        sent = [message(seq, board) for seq in range(1, 4) for board in boards]
        for one in sent:
            says.publish(one)
        heard = await taker.has(len(sent))
        for board in boards:
            assert [one for one in heard if one.board == board] == [  # type: ignore[union-attr]
                message(seq, board) for seq in range(1, 4)
            ]
        shares = [len(tell(node.client(), "PUBSUB", "SHARDCHANNELS")) for node in cluster.nodes]
        assert sum(shares) == 41
        assert min(shares) > 5


async def test_a_board_whose_node_changes_is_followed(cluster: Cluster) -> None:
    await until(cluster.ready)
    async with two_on(cluster.nodes[0].url) as (says, _, taker):
        cluster.hand_over(redis.crc.key_slot(SEAL.channel(ONE).encode()))
        await taker.watches(ONE, TWO)
        await until(lambda: says.healthy)
        # By now or a little later both have found the way.
        for seq in range(1, 500):
            says.publish(message(seq))
            if taker.taken:
                break
            await asyncio.sleep(0.02)
        await taker.has(1)


async def test_a_cluster_that_lost_the_node_of_the_address_is_found_by_the_others(
    cluster: Cluster,
) -> None:
    await until(cluster.ready)
    async with two_on(cluster.nodes[0].url) as (says, hears, taker):
        cluster.lose_the_first()
        await taker.watches(ONE, TWO)
        await until(lambda: says.healthy and hears.healthy)
        sent = [message(1), message(1, TWO)]
        for one in sent:
            says.publish(one)
        assert sorted(map(repr, await taker.has(2))) == sorted(map(repr, sent))
