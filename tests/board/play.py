"""A board played by hand: no server, no clock, no chance but what a test gives."""

from itertools import count
from pathlib import Path

import msgspec

from board import Context, Decision, Refusal, decide, evolve, fold, new_board, opened, parse
from board import commands as c
from board.events import AnyEvent
from board.format import Format
from board.rows import Box, DropBox, DropTraces, OpenBox, RenewSalt
from board.secrecy import room_key
from board.source import BroughtText
from board.state import Board
from board.types import Access, Actor, BoardId, Keys, OrganisationId, RoundId, SeatId, TextId

ROOT = Path(__file__).parent.parent.parent
MOON = parse((ROOT / "tests/formats/moon_garden.toml").read_bytes(), "moon_garden.toml")
REEF = parse((ROOT / "tests/formats/reef_plan.toml").read_bytes(), "reef_plan.toml")
VISION = parse(
    (ROOT / "board/formats/workstream_vision.toml").read_bytes(), "workstream_vision.toml"
)

EVENTS = msgspec.json.Decoder(AnyEvent)
ORGANISATIONS = {"oak", "elm", "fir", "yew", "ash", *(f"org{number}" for number in range(30))}
"""Those that the trajectory has."""
LEAD = Actor(access=Access.LEAD, lead="console-1")
OTHER_LEAD = Actor(access=Access.LEAD, lead="console-2")
DOOR = Actor(access=Access.DOOR)


def partner(seat: str) -> Actor:
    return Actor(access=Access.PARTNER, seat=SeatId(seat))


class Play:
    """A board with its ballot box and keys; what is refused changes nothing."""

    def __init__(
        self,
        format: Format = MOON,
        texts: dict[str, list[str]] | None = None,
        brought: dict[TextId, BroughtText] | None = None,
    ) -> None:
        first = opened(
            format,
            title="Testdorp",
            at=1_000,
            texts={TextId(id): lines for id, lines in (texts or {}).items()},
            brought=brought,
        )
        self.format = format
        self.events: list[AnyEvent] = [first]
        self.board: Board = evolve(new_board(BoardId("board-1"), format), first)
        self.box = Box()
        self.keys = Keys(board=room_key(b"pepper", b"salt-0"))
        self.now = 10_000
        self.ids = (f"id{number:03d}" for number in count())
        self.salts = count(1)

    def do(
        self, actor: Actor, command: c.AnyCommand, *, visit: int | None = None
    ) -> Decision | Refusal:
        self.now += 1_000
        context = Context(
            actor=actor,
            visit=self.board.visit if visit is None else visit,
            now=self.now,
            new_id=lambda: next(self.ids),
            chance=7,
            keys=self.keys,
            box=self.box,
            organisations=ORGANISATIONS,
        )
        outcome = decide(self.board, command, context)
        if isinstance(outcome, Decision):
            self.take(outcome)
        return outcome

    def take(self, decision: Decision) -> None:
        for event in decision.events:
            # Through the storage format and back, as the room does it.
            kept = EVENTS.decode(msgspec.json.encode(event))
            assert kept == event
            self.events.append(kept)
            self.board = evolve(self.board, kept)
        for row in decision.rows:
            self.box = self.box.take(row)
            rounds = dict(self.keys.rounds)
            match row:
                case OpenBox(round):
                    salt = f"salt-{next(self.salts)}".encode()
                    rounds[round] = room_key(b"pepper", salt)
                case DropBox(round):
                    rounds.pop(round, None)
                case RenewSalt():
                    salt = f"salt-{next(self.salts)}".encode()
                    self.keys = Keys(board=room_key(b"pepper", salt))
                case DropTraces():
                    self.keys, rounds = Keys(), {}
            self.keys = Keys(board=self.keys.board, rounds=rounds)

    def done(self, actor: Actor, command: c.AnyCommand, *, visit: int | None = None) -> Decision:
        outcome = self.do(actor, command, visit=visit)
        assert isinstance(outcome, Decision), outcome
        return outcome

    def refused(self, actor: Actor, command: c.AnyCommand, *, visit: int | None = None) -> str:
        before = self.board
        outcome = self.do(actor, command, visit=visit)
        assert isinstance(outcome, Refusal), outcome
        assert self.board is before
        return outcome.code

    def sit(self, *seats: str, organisation: str | None = None) -> list[Actor]:
        for seat in seats:
            own = None if organisation is None else OrganisationId(organisation)
            self.done(DOOR, c.TakeSeat(seat=SeatId(seat), organisation=own))
        return [partner(seat) for seat in seats]

    def open(self, phase: str) -> None:
        found = self.format.phase(phase)
        assert found is not None
        self.done(LEAD, c.OpenPhase(phase=found.id))

    def post(self, actor: Actor, kind: str, text: str, **more: object) -> str:
        command = msgspec.convert(
            {"type": "PostCard", "kind": kind, "text": text, **more}, c.PostCard
        )
        return self.done(actor, command).made

    def vote(self, actor: Actor, round: str, **options: int) -> Decision:
        ballot = c.PutBallot(round=RoundId(round), answers={"question": c.Answer(options=options)})
        return self.done(actor, ballot)

    def refolded(self) -> Board:
        return fold(new_board(self.board.id, self.format), self.events)
