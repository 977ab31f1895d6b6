"""The part of a walk that comes when the session is over: what lay on paper."""

from random import Random

from board import commands as c
from board.state import Board
from board.tallies import HandCount
from board.types import CardId, OrganisationId, RoundId


def entering(rng: Random, board: Board, now: int) -> c.AnyCommand:
    """Mostly something that may be entered; ``now`` is about the clock of the room."""
    phases = board.format.phases
    fresh = [phase for phase in phases if phase.id not in {it.phase for it in board.visits}]
    told = [(n, it) for n, it in enumerate(board.visits, 1) if it.entered]
    choices: list[c.AnyCommand] = [
        c.EnterPhase(phase=rng.choice(fresh or phases).id, at=now, minutes=rng.randint(0, 20)),
        c.TakeBackEntry(card=rng.choice(_entered(board) or [CardId("nowhere")])),
        c.TakeBackEntry(round=rng.choice(_counted(board) or [RoundId("nowhere")])),
        c.KeepEntries(),
    ]
    visits = told or list(enumerate(board.visits, 1))
    if not visits:
        return choices[0]
    number, visit = rng.choice(visits)
    phase = board.format.phase(visit.phase)
    for step in phase.steps if phase else []:
        kind, poll = board.format.kind(step.kind), board.format.poll(step.poll)
        if kind and not kind.links:
            own = OrganisationId(rng.choice(["oak", "stranger"]))
            choices += [c.EnterCard(visit=number, kind=kind.id, text="Op papier", organisation=own)]
        if poll:
            people = rng.randint(0, 4)
            counts = {"question": HandCount(unsure=people)} if not poll.questions else {}
            choices += [c.EnterCounts(visit=number, poll=poll.id, people=people, counts=counts)] * 2
    return rng.choice(choices)


def _entered(board: Board) -> list[CardId]:
    return [card.id for card in board.cards.values() if card.entered]


def _counted(board: Board) -> list[RoundId]:
    return [id for id, round in board.rounds.items() if round.entered]
