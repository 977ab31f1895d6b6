"""Hands to play a trajectory: who may act, a clock, and stages with made-up names."""

from collections.abc import Sequence
from itertools import count

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.decide import (
    BoardFacts,
    Context,
    Decision,
    caught_up,
    decide,
    entries,
)
from board.trajectory.evolve import fold
from board.trajectory.kept import Kept, KeptClaim, KeptForm, KeptItem
from board.trajectory.machine import Stand
from board.trajectory.stages import StageFacts
from board.trajectory.state import Trajectory
from board.trajectory.types import (
    DAY,
    BoardId,
    CardId,
    CardRef,
    Function,
    OrganisationId,
    Person,
    SlotId,
    TrajectoryId,
)

NOW = 1_800_000_000_000
COACH = Person(Function.COACH, "acc-coach")
OTHER_COACH = Person(Function.COACH, "acc-other")
COORDINATOR = Person(Function.COORDINATOR, "acc-coord", "town")
VISITOR = Person(Function.VISITOR)

# The four are done in the order dew, fern, moss, pond; goals are made in the third.
STAGES = {
    one.stage: one
    for one in (
        StageFacts("first_talk", "orientation", 1, "Eerste gesprek"),
        StageFacts("second_talk", "restart", 2, "Tweede gesprek"),
        StageFacts("dew_stage", "workstream", 3, "Dauw"),
        StageFacts("fern_stage", "workstream", 4, "Varen"),
        StageFacts("moss_stage", "workstream", 5, "Mos", makes=frozenset({"goals"})),
        StageFacts("pond_stage", "workstream", 6, "Vijver", makes=frozenset({"roles"})),
        StageFacts("dew_and_fern", "workstream", 7, "Samen", ["dew_stage", "fern_stage"]),
        StageFacts("look_back", "follow_up", 9, "Terugblik", minutes=50),
    )
}
WERVEN = ["dew_stage", "fern_stage", "moss_stage", "pond_stage"]
FORMS = [KeptForm("pulls", "Trekken", 1, True), KeptForm("helps", "Helpen")]


def ref(card: str, board: str = "board") -> CardRef:
    return CardRef(BoardId(board), CardId(card))


def role(card: str, *claims: KeptClaim, links: Sequence[CardRef] = (), at: int = NOW) -> KeptItem:
    return KeptItem(
        ref(card), "roles", f"Rol {card}", links=list(links), forms=FORMS, claims=list(claims),
        at=at,
    )  # fmt: skip


def claim(organisation: str, form: str = "pulls", *, provisional: bool = False) -> KeptClaim:
    return KeptClaim(OrganisationId(organisation), form, form == "pulls", provisional)


class Play:
    """One trajectory, begun as a request unless ``legacy``: without any event."""

    def __init__(self, *, legacy: bool = False) -> None:
        self.now = NOW
        self.numbers = count(1)
        self.state = Trajectory(TrajectoryId("t"))
        self.log: list[e.Entry] = []
        self.boards: dict[BoardId, BoardFacts] = {}
        self.kept = Kept()
        self.next = "t2"
        self.warnings: tuple[str, ...] = ()
        if not legacy:
            self.done(
                VISITOR,
                c.AskForTrajectory(
                    wanted="extra_air", municipality="Testdorp", reason="Het is stil."
                ),
            )

    def context(self, person: Person) -> Context:
        return Context(
            person,
            self.now,
            lambda: f"id{next(self.numbers)}",
            "town",
            STAGES,
            self.boards,
            self.kept,
            self.next,
        )

    def ask(self, person: Person, command: c.AnyCommand) -> Decision | Refusal:
        """Carries it out if it may be."""
        context = self.context(person)
        self.state, caught = caught_up(self.state, context)
        self.log += caught
        decision = decide(self.state, command, context)
        if isinstance(decision, Refusal):
            return decision
        lines = entries(decision.events, self.state.n, self.now, person.function, command.id)
        self.log += lines
        self.state = fold(self.state, lines)
        self.warnings = decision.warnings
        return decision

    def done(self, person: Person, command: c.AnyCommand) -> str:
        """What was made; it was no refusal."""
        decision = self.ask(person, command)
        assert isinstance(decision, Decision), (command, decision)
        return decision.made

    def refused(self, person: Person, command: c.AnyCommand) -> Refusal:
        self.catch_up()
        before = self.state
        refusal = self.ask(person, command)
        assert isinstance(refusal, Refusal), (command, refusal)
        assert self.state == before
        return refusal

    def catch_up(self) -> None:
        """As when a page is read."""
        self.state, caught = caught_up(self.state, self.context(COACH))
        self.log += caught

    def stand(self) -> Stand:
        return self.state.stand

    # Roads

    def with_people(self, answer: str = "orientation") -> "Play":
        self.done(COACH, c.AnswerRequest(answer=answer))  # type: ignore[arg-type]
        self.done(COACH, c.AssignPerson(function=Function.COORDINATOR, account="acc-coord"))
        return self

    def plan(self, stage: str, days: int = 10, minutes: int = 120) -> SlotId:
        at = self.now + days * DAY
        return SlotId(self.done(COACH, c.PlanSlot(stage=stage, at=at, minutes=minutes)))

    def held(self, stage: str) -> SlotId:
        """Planned for tomorrow, and held two days later without a board."""
        slot = self.plan(stage, 1)
        self.now += 2 * DAY
        self.done(COACH, c.MarkHeld(slot=slot))
        return slot

    def confirmed(self, stage: str) -> SlotId:
        slot = self.held(stage)
        self.done(COORDINATOR, c.ConfirmResults(slot=slot))
        return slot

    def at_offer(self) -> "Play":
        self.with_people()
        self.confirmed("first_talk")
        self.done(COACH, c.GoOn(reason=""))
        self.confirmed("second_talk")
        self.done(COACH, c.MakeOffer())
        return self

    def offer(self, *stages: str, at: int | None = None) -> int:
        lines = [c.OfferLine(stage=stage, at=at) for stage in stages or WERVEN]
        version = int(self.done(COACH, c.DraftOffer(lines=lines)))
        self.done(COACH, c.SendOffer(version=version))
        return version

    def running(self) -> "Play":
        self.at_offer()
        version = self.offer()
        self.done(COORDINATOR, c.AnswerOffer(version=version, answer="agreed"))
        return self

    def following(self) -> "Play":
        self.running()
        self.done(COACH, c.RoundOff(reason="genoeg"))
        self.done(COACH, c.SetRenewal(at=self.now + 300 * DAY))
        self.done(COACH, c.StartFollowing())
        return self

    def board(self, name: str, opened: int = 0, ended: int = 0) -> BoardId:
        board = BoardId(name)
        self.boards = {**self.boards, board: BoardFacts(opened, ended)}
        return board

    def partner(self, name: str, **fields: str | bool) -> OrganisationId:
        command = c.AddPartner(name=name, partner_kind="vereniging", **fields)  # type: ignore[arg-type]
        return OrganisationId(self.done(COACH, command))
