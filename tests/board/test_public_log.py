"""The log of a board as it leaves: the same is read from it, and nothing else; rules X8 and X9."""

import json
import re
from random import Random
from typing import Any

import msgspec
from hypothesis import given

from board import commands as c
from board.events import (
    AnyEvent,
    BallotPut,
    HandsCounted,
    OrganisationChosen,
    RoundClosed,
    SeatTaken,
    SeatTakenOver,
)
from board.evolve import fold
from board.format import Format
from board.people_told import ONE_OF_THEM
from board.playback import as_it_was, beats
from board.public_log import public_log
from board.snapshot import snapshot_bytes
from board.state import new_board
from board.tallies import HandCount
from board.types import BoardId, CardId, OrganisationId, PollId, RoundId, SeatId, Via
from tests.board.play import LEAD, MOON, VISION, Play, partner
from tests.board.test_properties import BOARDS, FORMATS, SEEDS
from tests.board.voyage import NAMES, sail
from tests.board.walk import act
from tests.examples import few

BOARD = BoardId("board-1")
STEPS = 90
LAID = ("cluster", "claim")


def read_at(format: Format, events: list[AnyEvent], seq: int) -> object:
    """What can be read of that moment; not where in the log each thing was last touched."""
    then = as_it_was(BOARD, format, events, seq)
    tree: Any = json.loads(snapshot_bytes(then, moment="hand", label="", at=99_000, names=NAMES))
    for entity in (tree, *tree["view"].values()):
        del entity["seq"]
    return tree


def walked(name: str, seed: int) -> list[AnyEvent]:
    texts = {str(text.id): ["Eén zin.", "Nog een zin."] for text in FORMATS[name].texts}
    play, rng = Play(FORMATS[name], texts), Random(seed)
    for _ in range(STEPS):
        actor, command, visit = act(rng, play.board)
        play.do(actor, command, visit=visit)
    play.do(LEAD, c.EndBoard())
    return play.events


@given(BOARDS, SEEDS)
@few(8)
def test_X8_of_any_session_the_same_is_played_back_from_what_leaves(name: str, seed: int) -> None:
    events, format = walked(name, seed), FORMATS[name]
    left = public_log(BOARD, format, events)
    assert len(left) == len(events)
    # Of clusters and claims only those that the room could see.
    assert [one for one in beats(left) if one.what not in LAID] == [
        one for one in beats(events) if one.what not in LAID
    ]
    for seq in {beat.seq for beat in beats(events)} | {len(events)}:
        assert read_at(format, left, seq) == read_at(format, events, seq)
    assert public_log(BOARD, format, left) == left


@given(BOARDS, SEEDS)
@few(8)
def test_X9_what_leaves_of_any_session_tells_of_nobody(name: str, seed: int) -> None:
    events, format = walked(name, seed), FORMATS[name]
    left = public_log(BOARD, format, events)
    said = msgspec.json.encode(left).decode()
    board = fold(new_board(BOARD, format), events)
    for seat in board.seats:
        assert not re.search(rf'"{seat}"', said)
    assert {one.author for one in fold(new_board(BOARD, format), left).cards.values()} <= {""}
    # Each organisation once, with however many it was.
    there = fold(new_board(BOARD, format), left)
    named = [one.organisation for one in there.seats.values() if one.organisation]
    assert sorted(named) == sorted(board.organisations)
    assert len(there.seats) == len(board.seats)


def test_X9_what_was_closed_hidden_or_not_shown_does_not_leave() -> None:
    play = Play(MOON)
    play.sit("ann", organisation="oak")
    closed = next(zone.id for zone in MOON.zones if zone.closed)
    phases = {step.kind: phase.id for phase in MOON.phases for step in phase.steps if step.kind}
    said: dict[str, str] = {}
    for kind in [one for one in MOON.kinds if not one.links and one.id in phases]:
        play.open(phases[kind.id])
        said[kind.id] = text = f"Gezegd als {kind.id}"
        fields = {one.id: one.options[0].id for one in kind.fields if one.options}
        play.post(partner("ann"), kind.id, text, fields=fields)
    hidden = next(card for card in play.board.cards.values() if play.board.in_sight(card))
    play.done(LEAD, c.HideCards(cards=[CardId(hidden.id)], reason="Over Jan van hiernaast"))
    left = public_log(BOARD, MOON, play.events)
    words = msgspec.json.encode(left).decode()
    confided = [said[card.kind] for card in play.board.cards.values() if card.zone == closed]
    assert confided
    for text in (*confided, said[hidden.kind]):
        assert text not in words
    assert "hiernaast" not in words
    shown = {said[card.kind] for card in play.board.cards.values() if play.board.in_sight(card)}
    assert shown
    assert [text for text in shown if text not in words] == []
    # Not even that there was one.
    assert closed not in words


def test_X9_a_small_group_cannot_be_counted_in_what_leaves() -> None:
    play = Play(MOON)
    first = play.events[0]
    oak, elm = OrganisationId("oak"), OrganisationId("elm")

    def seat(n: int) -> SeatId:
        return SeatId(f"person{n}")

    came: list[AnyEvent] = [
        first,
        SeatTaken(seat(1), oak),
        SeatTaken(seat(2), oak, Via.PAPER),
        SeatTaken(seat(3), oak, Via.PAPER),
        SeatTaken(seat(4), elm),
        # The one who told of oak goes; oak is still there.
        OrganisationChosen(seat(1), elm),
        OrganisationChosen(seat(2), None),
        SeatTakenOver(seat(2)),
    ]
    left = public_log(BOARD, MOON, came)
    assert left[1:5] == [
        SeatTaken(SeatId("seat-1"), oak),
        SeatTaken(SeatId("seat-2"), ONE_OF_THEM, Via.PAPER),
        SeatTaken(SeatId("seat-3"), ONE_OF_THEM),
        SeatTaken(SeatId("seat-4"), elm),
    ]
    for seq in range(1, len(came) + 1):
        assert read_at(MOON, left, seq) == read_at(MOON, came, seq)
    assert public_log(BOARD, MOON, left) == left


def test_X9_how_many_of_a_few_raised_their_hand_does_not_leave() -> None:
    for people in (2, 6):
        play = Play(VISION)
        play.sit("ann", organisation="oak")
        play.open("achievement_telling")
        for text in ("Het feest", "De soep"):
            play.post(partner("ann"), "achievement", text)
        for _ in range(people):
            play.done(LEAD, c.AddPaperSeat())
        play.open("pride_voting")
        round = RoundId(play.done(LEAD, c.OpenRound(poll=PollId("pride_dots"))).made)
        option = play.board.rounds[round].questions[0].options[0].id
        hands = {"question": HandCount(options={option: people})}
        play.done(LEAD, c.CountHands(round=round, people=people, counts=hands))
        play.done(LEAD, c.CloseRound(round=round))
        play.done(LEAD, c.RevealRound(round=round))
        left = public_log(BOARD, VISION, play.events)
        told = [one.people for one in left if isinstance(one, HandsCounted)]
        told += [one.by_hand for one in left if isinstance(one, RoundClosed)]
        assert told == ([0, 0] if people < 5 else [6, 6])
        assert read_at(VISION, left, len(left)) == read_at(VISION, play.events, len(left))


def test_X9_a_few_hands_cannot_be_told_from_the_turnout_of_a_vote_that_is_open() -> None:
    """From what came by phone and from all there were, one could tell them apart."""
    for people in (2, 6):
        play = Play(VISION)
        for who in ("ann", "bob"):
            play.sit(who, organisation="oak")
        play.open("achievement_telling")
        for text in ("Het feest", "De soep"):
            play.post(partner("ann"), "achievement", text)
        for _ in range(people):
            play.done(LEAD, c.AddPaperSeat())
        play.open("pride_voting")
        round = RoundId(play.done(LEAD, c.OpenRound(poll=PollId("pride_dots"))).made)
        option = play.board.rounds[round].questions[0].options[0].id
        answer = {"question": c.Answer(options={option: 1})}
        moments = []
        play.done(partner("ann"), c.PutBallot(round=round, answers=answer))
        moments.append(len(play.events))
        hands = {"question": HandCount(options={option: people})}
        play.done(LEAD, c.CountHands(round=round, people=people, counts=hands))
        moments.append(len(play.events))
        play.done(partner("bob"), c.PutBallot(round=round, answers=answer))
        moments.append(len(play.events))
        play.done(LEAD, c.CloseRound(round=round))
        left = public_log(BOARD, VISION, play.events)

        def turnout(seq: int, round: RoundId = round, left: list[AnyEvent] = left) -> int:
            return as_it_was(BOARD, VISION, left, seq).rounds[round].voters

        assert [turnout(seq) for seq in moments] == ([0, 0, 0] if people < 5 else [1, 7, 8])
        assert turnout(len(left)) == people + 2
        assert read_at(VISION, left, len(left)) == read_at(VISION, play.events, len(left))
        first = sum(one.first for one in left if isinstance(one, BallotPut))
        assert first == (0 if people < 5 else 2)
        assert public_log(BOARD, VISION, left) == left


def test_X9_when_within_its_phase_a_card_was_written_does_not_leave() -> None:
    play = sail().play
    left = public_log(BOARD, play.format, play.events)
    hours = {visit.opened_at for visit in play.board.visits}
    posted = [one for one in left if type(one).__name__ == "CardPosted"]
    assert posted
    assert {getattr(one, "at", 0) for one in posted} <= hours
