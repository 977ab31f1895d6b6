"""Decisions about clusters: cards put together under one title."""

from board import commands as c
from board import events as e
from board.decide.cards import movable
from board.decide.context import Context, Decision
from board.refusals import Refusal
from board.state import Board
from board.text import clean
from board.types import CardId, ClusterId, Limits, Status


def make(board: Board, command: c.MakeCluster, context: Context) -> Decision | Refusal:
    title = clean(command.title, Limits.TITLE)
    if isinstance(title, Refusal):
        return title
    members = list(dict.fromkeys(command.members))
    absorbed = [ClusterId(id) for id in members if id in board.clusters]
    ids: list[CardId] = []
    for id in members:
        ids += board.clusters[ClusterId(id)].cards if id in board.clusters else [CardId(id)]
    cards = movable(board, ids)
    if isinstance(cards, Refusal):
        return cards
    if len(cards) < 2:
        return Refusal("too_few", limit="2")
    if len({card.zone for card in cards}) > 1:
        return Refusal("other_zone")
    # The first cluster keeps its id, so that links to it stay whole.
    cluster = absorbed[0] if absorbed else ClusterId(context.new_id())
    made = e.ClusterMade(
        cluster=cluster,
        zone=cards[0].zone,
        title=title,
        cards=[card.id for card in cards],
        absorbed=absorbed,
        by=context.actor.lead,
    )
    return Decision((made,), made=cluster)


def rename(board: Board, command: c.RenameCluster, context: Context) -> Decision | Refusal:
    title = clean(command.title, Limits.TITLE)
    if isinstance(title, Refusal):
        return title
    if fault := _fault(board, command.cluster):
        return fault
    if board.clusters[command.cluster].title == title:
        return Decision()
    return Decision(
        (e.ClusterRenamed(cluster=command.cluster, title=title, by=context.actor.lead),)
    )


def dissolve(board: Board, command: c.DissolveCluster, context: Context) -> Decision | Refusal:
    if fault := _fault(board, command.cluster):
        return fault
    return Decision((e.ClusterDissolved(cluster=command.cluster, by=context.actor.lead),))


def suggest(board: Board, command: c.SuggestCluster, context: Context) -> Decision | Refusal:
    phase = board.phase
    zones = {step.zone for step in phase.steps if step.action == "group"} if phase else set()
    if board.status is Status.LOBBY or not zones:
        return Refusal("wrong_phase")
    cards = movable(board, command.cards)
    if isinstance(cards, Refusal):
        return cards
    if len(cards) < 2:
        return Refusal("too_few", limit="2")
    for card in cards:
        if card.zone not in zones or not board.in_sight(card):
            return Refusal("no_card", value=card.id)
    said = sorted(card.id for card in cards)
    if len(board.hints) >= Limits.HINTS and "-".join(said) not in board.hints:
        return Refusal("too_many", value=str(len(board.hints)), limit=str(Limits.HINTS))
    return Decision((e.ClusterSuggested(cards=said),))


def _fault(board: Board, id: ClusterId) -> Refusal | None:
    cluster = board.clusters.get(id)
    if cluster is None:
        return Refusal("no_cluster", value=id[:40])
    if board.locked() & set(cluster.cards):
        return Refusal("card_locked")
    return None
