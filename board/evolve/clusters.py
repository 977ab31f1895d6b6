"""What events about clusters change."""

from collections.abc import Iterable

from msgspec.structs import replace

from board import events as e
from board.evolve.cards import leave_clusters, with_cards
from board.evolve.change import Change
from board.state import Board, Cluster
from board.types import ClusterId


def cluster_made(board: Board, event: e.ClusterMade) -> Change:
    elsewhere = [
        card
        for card in event.cards
        if board.cards[card].cluster not in (None, event.cluster, *event.absorbed)
    ]
    out, touched = leave_clusters(board, elsewhere)
    clusters = {id: it for id, it in out["clusters"].items() if id not in event.absorbed}
    clusters[event.cluster] = Cluster(event.zone, event.title, tuple(event.cards))
    cards = dict(board.cards)
    for id in event.cards:
        cards[id] = replace(cards[id], cluster=event.cluster)
    absorbed = [id for id in event.absorbed if id != event.cluster]
    merged = board.merged | dict.fromkeys(absorbed, event.cluster)
    fields = {"cards": cards, "clusters": clusters, "merged": merged}
    held = set(event.cards)
    hints = {id: hint for id, hint in board.hints.items() if not set(hint.cards) <= held}
    keys = [f"cluster:{event.cluster}", *(f"cluster:{id}" for id in absorbed), *touched]
    keys += [f"card:{id}" for id in event.cards]
    keys += [f"hint:{id}" for id in board.hints.keys() - hints.keys()]
    keys += _pointing_at(board, absorbed)
    if board.light in absorbed:
        return fields | {"hints": hints, "light": event.cluster}, [*keys, "light"]
    return fields | {"hints": hints}, keys


def _pointing_at(board: Board, clusters: Iterable[ClusterId]) -> list[str]:
    """Cards with a link to one of these: what they point at goes elsewhere."""
    moved = set(clusters)
    if not moved:
        return []
    return [
        f"card:{id}"
        for id, card in board.cards.items()
        if any(moved.intersection(targets) for targets in card.links.values())
    ]


def cluster_renamed(board: Board, event: e.ClusterRenamed) -> Change:
    renamed = replace(board.clusters[event.cluster], title=event.title)
    return {"clusters": {**board.clusters, event.cluster: renamed}}, [f"cluster:{event.cluster}"]


def cluster_dissolved(board: Board, event: e.ClusterDissolved) -> Change:
    loose = board.clusters[event.cluster].cards
    fields, touched = with_cards(board, loose, cluster=None)
    clusters = {id: it for id, it in board.clusters.items() if id != event.cluster}
    light = {"light": None} if board.light == event.cluster else {}
    return fields | light | {"clusters": clusters}, [*touched, f"cluster:{event.cluster}", "light"]


def clusters_restored(board: Board, event: e.ClustersRestored) -> Change:
    clusters = {id: it for id, it in board.clusters.items() if id != event.gone}
    cards = dict(board.cards)
    keys: list[str] = []
    if event.gone is not None and event.gone in board.clusters:
        keys.append(f"cluster:{event.gone}")
        for card in board.clusters[event.gone].cards:
            cards[card] = replace(cards[card], cluster=None)
            keys.append(f"card:{card}")
    for id, kept in event.clusters.items():
        cluster = ClusterId(id)
        clusters[cluster] = Cluster(kept.zone, kept.title, tuple(kept.cards))
        keys.append(f"cluster:{cluster}")
        for card in kept.cards:
            cards[card] = replace(cards[card], cluster=cluster, zone=kept.zone)
            keys.append(f"card:{card}")
    merged = {id: into for id, into in board.merged.items() if id not in event.clusters}
    keys += _pointing_at(board, board.merged.keys() - merged.keys())
    return {"cards": cards, "clusters": clusters, "merged": merged}, dict.fromkeys(keys)
