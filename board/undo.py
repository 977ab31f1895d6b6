"""Undo: a closed list of steps, and the events that take each back.

Compensating events, never a rewind: the log tells what was done and undone.
Closing, revealing, ending and snapshots are not on the list, for ever.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from board import events as e
from board.refusals import Refusal
from board.state import Board, Cluster, Step
from board.types import CardId, ClusterId

_DRAWN_FROM_OTHERS = ("placement:", "claim:")
"""What changes with almost any card, and is not what the step was about."""


def step_of(before: Board, event: e.AnyEvent, after: Board) -> tuple[str, Step] | None:
    """Who took an undoable step, and what takes it back; None for any other event."""
    by = getattr(event, "by", "")
    back = _back(before, event) if by else None
    if not back:
        return None
    touched = {
        key: seq
        for key, seq in after.changed.items()
        if seq == after.seq and not key.startswith(_DRAWN_FROM_OTHERS)
    }
    # Who gave a cluster its place has built on it.
    rows = [f"row:{key.partition(':')[2]}" for key in touched if key.startswith("cluster:")]
    touched |= {row: after.changed.get(row, 0) for row in rows}
    # What a phase holds is weighed by ``_used``; these two change with almost anything.
    if isinstance(event, e.PhaseOpened):
        touched = {}
    touched.pop("lead", None)
    touched.pop("light", None)
    return by, Step(name=type(event).__name__, back=back, touched=touched, visit=after.visit)


def carried(before: Board, after: Board, key: str) -> Board:
    """The board when what changed under ``key`` builds on nobody's step: a tap on
    "dit vind ik ook" must not keep who leads from taking a mistake back.
    """
    seq = before.changed.get(key)
    held = {by: step for by, step in after.undo.items() if step.touched.get(key) == seq}
    if seq is None or not held:
        return after
    moved = {
        by: replace(step, touched={**step.touched, key: after.seq}) for by, step in held.items()
    }
    return replace(after, undo={**after.undo, **moved})


def undo(board: Board, by: str) -> list[e.AnyEvent] | Refusal:
    """The events that take back the last step of ``by``."""
    step = board.undo.get(by)
    if step is None:
        return Refusal("nothing_to_undo")
    moved_on = any(board.changed.get(key, 0) != seq for key, seq in step.touched.items())
    if moved_on or _used(board, step):
        return Refusal("built_on", value=step.name)
    return [*step.back, e.StepUndone(by=by)]


def _used(board: Board, step: Step) -> bool:
    """Something was made in the phase that this step opened, or a vote rests on it."""
    locked = {f"card:{card}" for card in board.locked()}
    if locked & step.touched.keys():
        return True
    if step.name != e.PhaseOpened.__name__:
        return False
    if board.visit != step.visit:
        return True
    return any(card.visit == step.visit for card in board.cards.values()) or any(
        round.visit == step.visit for round in board.rounds.values()
    )


def _back(before: Board, event: e.AnyEvent) -> tuple[e.AnyEvent, ...]:
    match event:
        case e.PhaseOpened() if before.visits:
            last, visit = before.visits[-1], event.visit + 1
            again = e.PhaseOpened(
                phase=last.phase,
                visit=visit,
                at=last.opened_at,
                minutes=last.minutes,
                function=last.function,
            )
            # The people sit together still, so they keep their groups.
            groups = (e.GroupsMade(visit=visit, groups=before.groups),) if before.groups else ()
            return (again, *groups)
        case e.MinutesAdded():
            return (e.MinutesAdded(minutes=-event.minutes),)
        case e.CardsMoved():
            zones = {card: before.cards[card].zone for card in event.cards}
            return (e.CardsReturned(zones=zones), *_restore(before, None, event.cards))
        case e.DutchAdded():
            return (e.DutchAdded(card=event.card, text=before.cards[event.card].dutch),)
        case e.CardConfirmed():
            return (e.CardUnconfirmed(card=event.card),)
        case e.CardUnconfirmed():
            return (e.CardConfirmed(card=event.card),)
        case e.CardsHidden():
            return (e.CardsShown(cards=event.cards),)
        case e.CardsShown():
            why: dict[str, list[CardId]] = {}
            for card in event.cards:
                why.setdefault(before.cards[card].hidden or "", []).append(card)
            return tuple(e.CardsHidden(cards=cards, reason=reason) for reason, cards in why.items())
        case e.ClusterMade():
            return _restore(before, event.cluster, event.cards, event.absorbed)
        case e.ClusterDissolved():
            kept: dict[str, e.ClusterKept] = {event.cluster: _kept(before.clusters[event.cluster])}
            return (e.ClustersRestored(gone=None, clusters=kept),)
        case e.ClusterRenamed():
            title = before.clusters[event.cluster].title
            return (e.ClusterRenamed(cluster=event.cluster, title=title),)
        case e.SpotlightSet():
            return (e.SpotlightSet(target=before.light),)
        case e.TextWritten() if event.text in before.texts:
            old = before.texts[event.text]
            return (
                e.TextWritten(
                    text=event.text,
                    version=event.version + 1,
                    lines=old.lines,
                    replaces=event.version,
                    rests_on=old.rests_on,
                ),
            )
    return ()


def _restore(
    before: Board,
    gone: ClusterId | None,
    cards: list[CardId],
    absorbed: Sequence[ClusterId] = (),
) -> tuple[e.AnyEvent, ...]:
    """Puts back every cluster these cards were in, and those that were swallowed."""
    ids = {before.cards[card].cluster for card in cards} | set(absorbed)
    kept: dict[str, e.ClusterKept] = {
        id: _kept(before.clusters[id]) for id in sorted(filter(None, ids)) if id in before.clusters
    }
    if gone is None and not kept:
        return ()
    return (e.ClustersRestored(gone=gone, clusters=kept),)


def _kept(cluster: Cluster) -> e.ClusterKept:
    return e.ClusterKept(zone=cluster.zone, title=cluster.title, cards=list(cluster.cards))
