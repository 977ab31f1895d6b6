"""Cards put together, and taken apart."""

from msgspec import Struct

from board.events.event import Event
from board.types import CardId, ClusterId, ZoneId


class ClusterMade(Event):
    """``cards`` is all it holds; ``absorbed`` are the clusters it swallowed."""

    cluster: ClusterId
    zone: ZoneId
    title: str
    cards: list[CardId]
    absorbed: list[ClusterId] = []
    by: str = ""


class ClusterRenamed(Event):
    cluster: ClusterId
    title: str
    by: str = ""


class ClusterDissolved(Event):
    cluster: ClusterId
    by: str = ""


class ClustersRestored(Event):
    """Clusters put back as they were: a clustering or a dissolving undone."""

    gone: ClusterId | None
    clusters: dict[str, "ClusterKept"] = {}
    by: str = ""


class ClusterKept(Struct, frozen=True):
    zone: ZoneId
    title: str
    cards: list[CardId]
