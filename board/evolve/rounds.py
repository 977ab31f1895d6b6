"""What events about votes change."""

from typing import Any

from msgspec.structs import replace

from board import events as e
from board.evolve.change import Change
from board.state import Board, Hands, Round
from board.types import RoundId


def round_opened(board: Board, event: e.RoundOpened) -> Change:
    times = 1 + sum(round.poll == event.poll for round in board.rounds.values())
    round = Round(
        poll=event.poll,
        visit=event.visit,
        method=event.method,
        questions=event.questions,
        dots=event.dots,
        most=event.most,
        times=times,
        seats=len(board.organisations if event.organisations else board.seats),
        organisations=event.organisations,
    )
    return {"rounds": {**board.rounds, event.round: round}}, [f"round:{event.round}"]


def ballot_put(board: Board, event: e.BallotPut) -> Change:
    round = board.rounds[event.round]
    return _round(board, event.round, voters=round.voters + event.first)


def hands_counted(board: Board, event: e.HandsCounted) -> Change:
    round = board.rounds[event.round]
    before = round.hands.people if round.hands else 0
    hands = Hands(people=event.people, counts=event.counts, guests=event.guests)
    return _round(
        board,
        event.round,
        voters=round.voters - before + event.people,
        hands=hands if event.people or event.guests else None,
        by_hand=event.people,
    )


def round_closed(board: Board, event: e.RoundClosed) -> Change:
    return _round(
        board,
        event.round,
        status="closed",
        voters=event.voters,
        seats=event.seats,
        on_paper=event.on_paper,
        tallies=event.tallies,
        remarks=event.remarks,
        by_hand=event.by_hand,
        hands=None,
    )


def round_voided(board: Board, event: e.RoundVoided) -> Change:
    fields, touched = _round(board, event.round, status="void", voters=0, by_hand=0, hands=None)
    return fields, [*touched, *charts_of(board, event.round)]


def round_entered(board: Board, event: e.RoundEntered) -> Change:
    held = Round(
        poll=event.poll,
        visit=event.visit,
        method=event.method,
        questions=event.questions,
        dots=event.dots,
        most=event.most,
        times=1,
        seats=event.seats,
        status="revealed",
        voters=event.people,
        tallies=event.tallies,
        by_hand=event.people,
        entered=True,
    )
    after = {**board.rounds, event.round: held}
    touched = charts_of(replace(board, rounds=after), event.round)
    return {"rounds": after}, [f"round:{event.round}", *touched, "lead"]


def round_revealed(board: Board, event: e.RoundRevealed) -> Change:
    fields, touched = _round(board, event.round, status="revealed")
    return fields, [*touched, *charts_of(board, event.round)]


def charts_of(board: Board, round: RoundId) -> list[str]:
    """The charts that this round may change."""
    poll = board.rounds[round].poll
    return [
        f"chart:{chart.id}" for chart in board.format.charts if poll in (chart.across, chart.up)
    ]


def _round(board: Board, id: str, **fields: Any) -> Change:
    rounds = {key: replace(it, **fields) if key == id else it for key, it in board.rounds.items()}
    return {"rounds": rounds}, [f"round:{id}"]
