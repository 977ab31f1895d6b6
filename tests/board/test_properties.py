"""Random histories: what must hold of every board, whatever people do on it."""

from dataclasses import dataclass, field
from random import Random
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from board import (
    EVERYONE,
    Decision,
    authors,
    evolve,
    fold,
    mine,
    new_board,
    reveal,
    show,
    touches,
)
from board import commands as c
from board.entities import Mine, View
from board.events import AnyEvent
from board.state import Board
from board.types import Audience, RoundId, SeatId
from tests.board.play import MOON, REEF, VISION, Play
from tests.board.walk import act
from tests.examples import few

FORMATS = {"moon": MOON, "reef": REEF, "vision": VISION}
STEPS = 150
SEEDS = st.integers(0, 2**32)
BOARDS = st.sampled_from(sorted(FORMATS))
RUN = few(12)


@dataclass
class Watcher:
    """Someone who only ever gets patches, like a phone on the wire."""

    audience: Audience
    view: View = field(default_factory=dict)

    def see(self, before: Board, event: AnyEvent, after: Board) -> None:
        for key, entity in reveal(before, event, after, self.audience).items():
            if entity is None:
                self.view.pop(key, None)
            else:
                assert key not in self.view or self.view[key].seq <= entity.seq
                self.view[key] = entity


class Room:
    """A board, its watchers, and the personal part of each seat as it was sent."""

    def __init__(self, name: str) -> None:
        texts = {str(text.id): ["Eén zin.", "Nog een zin."] for text in FORMATS[name].texts}
        self.play = Play(FORMATS[name], texts)
        self.watchers = [Watcher(a, show(self.play.board, a)) for a in Audience]
        self.personal: dict[SeatId, Mine] = {}

    def step(self, rng: Random) -> str:
        actor, command, visit = act(rng, self.play.board)
        before, known = self.play.board, len(self.play.events)
        outcome = self.play.do(actor, command, visit=visit)
        acting = actor.seat or getattr(command, "for_seat", None)
        self._tell(acting, before, self.play.events[known:])
        done = isinstance(outcome, Decision) and outcome.events
        return type(command).__name__ if done else ""

    def _tell(self, acting: SeatId | None, before: Board, events: list[AnyEvent]) -> None:
        touched: set[str] = {acting} if acting else set()
        everyone = False
        for event in events:
            after = evolve(before, event)
            for watcher in self.watchers:
                watcher.see(before, event, after)
            whose = touches(before, event, after)
            if whose is EVERYONE:
                everyone = True
            else:
                touched |= whose
            before = after
        play = self.play
        for seat in play.board.seats:
            if everyone or touched.intersection(authors(play.board, seat, play.keys)):
                self.personal[seat] = mine(
                    play.board, seat, play.keys, play.box, before=self.personal.get(seat)
                )


@RUN
@given(seed=SEEDS, name=BOARDS)
def test_V1_a_view_with_its_patches_is_the_fresh_view(seed: int, name: str) -> None:
    rng, room = Random(seed), Room(name)
    for _ in range(STEPS):
        room.step(rng)
        for watcher in room.watchers:
            assert watcher.view == show(room.play.board, watcher.audience), watcher.audience


@RUN
@given(seed=SEEDS, name=BOARDS)
def test_V2_the_personal_part_sent_last_is_the_fresh_one(seed: int, name: str) -> None:
    rng, room = Random(seed), Room(name)
    for _ in range(STEPS):
        room.step(rng)
        play = room.play
        for seat in play.board.seats:
            assert room.personal[seat] == mine(play.board, seat, play.keys, play.box)


@RUN
@given(seed=SEEDS, name=BOARDS)
def test_B1_events_count_up_without_a_gap_and_fold_to_the_board(seed: int, name: str) -> None:
    rng, room = Random(seed), Room(name)
    for _ in range(STEPS):
        room.step(rng)
        assert room.play.board.seq == len(room.play.events)
    play = room.play
    assert play.refolded() == play.board
    half = len(play.events) // 2
    begun = fold(new_board(play.board.id, play.format), play.events[:half])
    assert fold(begun, play.events[half:]) == play.board


@RUN
@given(seed=SEEDS, name=BOARDS)
def test_B2_no_ballot_is_ever_over_budget(seed: int, name: str) -> None:
    rng, room = Random(seed), Room(name)
    for _ in range(STEPS):
        room.step(rng)
        for id, ballots in room.play.box.rounds.items():
            round = room.play.board.rounds[RoundId(id)]
            assert round.voters == len(ballots) + round.by_hand
            guests = round.hands.guests if round.hands else 0
            assert round.voters <= len(room.play.board.seats) + guests
            for ballot in ballots.values():
                for answer in ballot.answers.values():
                    points = list(answer.options.values())
                    if round.method == "ranking":
                        assert set(points) <= {1, 2, 3}
                        assert len(points) == len(set(points))
                    else:
                        assert sum(points) <= max(1, round.dots)
                        assert max(points, default=0) <= max(1, round.most)


@RUN
@given(seed=SEEDS, name=BOARDS)
def test_B3_nothing_is_undone_but_the_last_step_of_ones_own(seed: int, name: str) -> None:
    rng, room = Random(seed), Room(name)
    for _ in range(STEPS):
        room.step(rng)
        for by, step in room.play.board.undo.items():
            assert by.startswith("console-")
            assert step.name in UNDOABLE


UNDOABLE = {
    "PhaseOpened",
    "MinutesAdded",
    "CardConfirmed",
    "CardUnconfirmed",
    "CardsMoved",
    "CardsHidden",
    "DutchAdded",
    "CardsShown",
    "ClusterMade",
    "ClusterRenamed",
    "ClusterDissolved",
    "SpotlightSet",
    "TextWritten",
}


def test_the_walk_does_everything_there_is_to_do() -> None:
    """Properties over histories in which little happens would say little."""
    commands = {command.__name__ for command in get_args(c.AnyCommand)}
    asked = {poll.id for poll in MOON.polls} | {f"chart:{chart.id}" for chart in MOON.charts}
    wanted = commands | asked
    for seed in range(300):
        rng, room = Random(seed), Room(sorted(FORMATS)[seed % 2])
        wanted -= {room.step(rng) for _ in range(STEPS)}
        board = room.play.board
        wanted -= {it.poll for it in board.rounds.values() if it.voters}
        wanted -= {key for key in show(board, Audience.LEAD) if key.startswith("chart:")}
        if not wanted:
            break
    assert not wanted
