"""A board that never was: a format played with invented people, up to one of its phases.

It goes through ``decide`` and ``evolve`` as any other, so what a preview shows is
what a session would. What the board refuses is passed over: a preview of a format
that does not fit together shows how far it comes.
"""

from collections.abc import Iterator
from itertools import count

from msgspec import Struct

from board import commands as c
from board.decide import decide
from board.decide.context import Context, Decision
from board.entities import Mine
from board.evolve import evolve
from board.format import Format, Kind, Language, Phase, Step
from board.personal import mine
from board.rows import Box, DropBox, OpenBox
from board.secrecy import room_key
from board.source import BroughtCard, Source
from board.state import Board, new_board, opened
from board.types import (
    Access,
    Actor,
    BoardId,
    Keys,
    Millis,
    OrganisationId,
    RoundId,
    SeatId,
)

SEATS = 6
CARDS = 5
SALT = b"a rehearsal has no secrets"
LEAD = Actor(access=Access.LEAD, lead="rehearsal")
DOOR = Actor(access=Access.DOOR)


class Played(Struct, frozen=True):
    board: Board
    mine: Mine


def organisation(number: int) -> OrganisationId:
    return OrganisationId(f"organisation{number}")


def seat(number: int) -> SeatId:
    return SeatId(f"seat{number}")


def played(
    format: Format,
    until: str,
    samples: list[str],
    language: Language,
    now: Millis,
    title: str,
    before: str = "",
) -> Played:
    """The board as the phase ``until`` has just opened, and what its first person sees of it.

    ``samples`` are lines to write where the format has no examples of its own, and
    ``before`` what an earlier session is called.
    """
    rehearsal = _Rehearsal(format, samples, language, now, title, before)
    for number in range(SEATS):
        rehearsal.do(DOOR, c.TakeSeat(seat=seat(number), organisation=organisation(number)))
    rehearsal.bring()
    for phase in format.phases:
        rehearsal.do(LEAD, c.OpenPhase(phase=phase.id))
        here = phase.id == until
        if phase.mode == "groups":
            rehearsal.do(LEAD, c.MakeGroups())
        for step in phase.steps:
            rehearsal.step(phase, step, here)
        if here:
            break
    return rehearsal.shown()


class _Rehearsal:
    def __init__(
        self,
        format: Format,
        samples: list[str],
        language: Language,
        now: Millis,
        title: str,
        before: str,
    ) -> None:
        self.format, self.samples, self.language = format, samples, language
        self.before = before
        texts = {text.id: samples for text in format.texts if not text.start}
        first = opened(format, title=title, at=now, texts=texts)
        self.board = evolve(new_board(BoardId("rehearsal"), format), first)
        self.box = Box()
        self.keys = Keys(board=room_key(SALT, SALT))
        self.now = now
        self.ids = (f"made{number}" for number in count())

    def do(self, actor: Actor, command: c.AnyCommand) -> str:
        """The id of what was made; "" where nothing was."""
        context = Context(
            actor=actor,
            visit=self.board.visit,
            now=self.now,
            new_id=lambda: next(self.ids),
            chance=7,
            keys=self.keys,
            box=self.box,
            organisations={organisation(number) for number in range(SEATS)},
        )
        outcome = decide(self.board, command, context)
        if not isinstance(outcome, Decision):
            return ""
        for event in outcome.events:
            self.board = evolve(self.board, event)
        for row in outcome.rows:
            self.box = self.box.take(row)
            rounds = dict(self.keys.rounds)
            if isinstance(row, OpenBox):
                rounds[row.round] = room_key(SALT, row.round.encode())
            elif isinstance(row, DropBox):
                rounds.pop(row.round, None)
            self.keys = Keys(board=self.keys.board, rounds=rounds)
        return outcome.made

    def partner(self, number: int) -> Actor:
        return Actor(access=Access.PARTNER, seat=seat(number % SEATS))

    def bring(self) -> None:
        """Something of what earlier stages would give, as if there had been some."""
        cards = []
        for into in dict.fromkeys(inflow.into for inflow in self.format.inflow):
            flows = [one for one in self.format.inflow if one.into == into]
            for number, text in enumerate(self.samples[: flows[0].most]):
                source = Source("", f"{into}{number}", number + 1, "", self.before, self.now)
                standing = flows[0].standing
                cards.append(BroughtCard(into, text, source, standing))
        if cards:
            self.do(DOOR, c.BringCards(cards=cards))

    def step(self, phase: Phase, step: Step, here: bool) -> None:
        if step.action == "post" and (kind := self.format.kind(step.kind)):
            self.cards(phase, step, kind)
        elif step.action == "vote" and step.poll:
            self.vote(step, here)

    def cards(self, phase: Phase, step: Step, kind: Kind) -> None:
        """By all but the first person, who has still to write."""
        lines = step.examples or phase.examples
        texts = [words.say(self.language) for words in lines] or self.samples
        for number, text in enumerate(texts[:CARDS], 1):
            links = dict(self.links(kind))
            command = c.PostCard(kind=kind.id, text=text, links=links)
            self.do(self.partner(number), command)

    def links(self, kind: Kind) -> Iterator[tuple[str, list[str]]]:
        for link in kind.links:
            poll = self.format.poll(link.poll)
            zone = link.zone or (poll.zone if poll else None)
            there = self.board.options_of(zone) if zone else []
            if link.least and there:
                yield link.id, [id for id, _, _ in there[: link.least]]

    def vote(self, step: Step, here: bool) -> None:
        assert step.poll is not None
        self.do(LEAD, c.OpenRound(poll=step.poll))
        open_rounds = list(self.board.open_rounds())
        if here or not open_rounds:
            return
        id = open_rounds[-1]
        for number in range(1, SEATS):
            self.do(self.partner(number), c.PutBallot(round=id, answers=self.answers(id, number)))
        self.do(LEAD, c.CloseRound(round=id))
        self.do(LEAD, c.RevealRound(round=id))

    def answers(self, id: RoundId, number: int) -> dict[str, c.Answer]:
        found = {}
        for question in self.board.rounds[id].questions:
            options = [option.id for option in question.options]
            if options:
                chosen = options[(number + len(question.id)) % len(options)]
                found[question.id] = c.Answer(options={chosen: 1})
        return found

    def shown(self) -> Played:
        return Played(self.board, mine(self.board, seat(0), self.keys, self.box))
