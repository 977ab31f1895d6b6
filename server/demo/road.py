"""The demo's trajectory from the first question to the follow-up, driven command by
command: what a coach, a coordinator and a municipality did, with their dates.

Each session of ``server/demo/past`` is lived through in a room. Nothing is written
into a table here that a person could not have written by a page.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from board.goals import OldGoal, goals_now
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.types import CardRef, Function, Person, SlotId
from board.types import BoardId, CardId, Millis, OrganisationId
from server.accounts import People
from server.clock import now
from server.control import Failed, Invite, Invited, SessionMade
from server.demo.played import Clock, NotAsTold, Played
from server.demo.story import Story, StoryClaim, stories
from server.demo.told import AfterTold, EndTold, GoalTold, Told, told
from server.erasing import Eraser
from server.formats import Formats
from server.live.bus import LocalBus
from server.live.hub import Hub
from server.pepper import Pepper
from server.preparing import prepare
from server.sessions import Sessions
from server.settings import Settings
from server.store.doors import Doors
from server.store.log import Log
from server.store.record import Record
from server.store.store import Store
from server.trajectories import Contact, Done, Trajectories

Says = Callable[[str], None]


class Lived(Struct, frozen=True):
    """What the whole road came to. ``refs`` are the cards of all boards by (board, id)."""

    trajectory: str
    coach: str
    coordinator: str
    boards: dict[str, str]
    refs: dict[tuple[str, str], str]


def at(day: str, hour: str = "12:00") -> Millis:
    """A day of the story, in Belgian time of that season as it is written down."""
    return int(datetime.fromisoformat(f"{day}T{hour}:00+01:00").timestamp() * 1000)


class Road:
    """``say`` hears each step as it is made, for who waits."""

    def __init__(self, store: Store, settings: Settings, pepper: Pepper, say: Says) -> None:
        self.clock = Clock(at("2026-02-09"))
        self.erasing = Eraser(store, now, settings.keep_days)
        self.formats = Formats(store, settings)
        self.sessions = Sessions(store, settings, self.clock)
        self.trajectories = Trajectories(store, self.formats, self.clock)
        # A sign-in link is for today, and not for the day of the story.
        self.people = People(store, settings, self.clock)
        self.hub = Hub(Log(store), Doors(store), Record(store), pepper, LocalBus(), self.clock)
        self.say = say
        self.told: Told = told()
        self.id = ""
        self.coach = Person(Function.COACH)
        self.coordinator = Person(Function.COORDINATOR)
        self.organisations: dict[str, OrganisationId] = {}
        self.refs: dict[tuple[str, str], str] = {}
        self.boards: dict[str, str] = {}

    async def walk(self, folder: Path | None = None) -> Lived:
        held = {story.stage: story for story in (stories(folder) if folder else stories())}
        order = list(held.values())
        await self._asked()
        await self._partners()
        await self._goals_of_before()
        first, second, *werven = order
        await self._session(first)
        await self._do(self.coach, c.GoOn(reason=self.told.went_on))
        await self._session(second)
        await self._offer(werven)
        for story in werven:
            await self._session(story)
            await self._after(story)
        await self._round_off(order)
        await self.hub.stop()
        # As its server did each hour since then.
        await self.erasing.due()
        return Lived(self.id, self.coach.account, self.coordinator.account, self.boards, self.refs)

    async def _asked(self) -> None:
        asked = c.AskForTrajectory(
            wanted="extra_air",
            municipality=self.told.municipality,
            reason=self.told.reason,
            contact_function=self.told.contact_function,
        )
        outcome = await self.trajectories.ask(asked, Contact(email=self.told.coordinator_email))
        if isinstance(outcome, Refusal):
            raise NotAsTold(f"the request: {outcome}")
        self.id = outcome.id
        self.say(self.told.municipality)
        coach = await self._account(self.told.coach_email, Function.COACH, self.told.coach_name)
        other = await self._account(
            self.told.coordinator_email, Function.COORDINATOR, self.told.coordinator_name
        )
        view = await self.trajectories.view(self.id)
        assert view is not None
        self.coach = Person(Function.COACH, coach)
        self.coordinator = Person(Function.COORDINATOR, other, view.trajectory.network.lead.id)
        self.clock.now = at("2026-02-11")
        await self._do(self.coach, c.AnswerRequest(answer="orientation"))
        assigned = c.AssignPerson(function=Function.COORDINATOR, account=other)
        await self._do(self.coordinator, assigned)
        await self._do(self.coordinator, c.DescribeNetwork(**self.told.network))

    async def _account(self, email: str, function: Function, name: str) -> str:
        municipality = self.told.municipality if function is Function.COORDINATOR else ""
        wanted = Invite(email=email, function=function.value, municipality=municipality, name=name)
        made = await self.people.invite(wanted)
        if isinstance(made, Failed):
            raise NotAsTold(made.message)
        assert isinstance(made, Invited)
        return made.account

    async def _partners(self) -> None:
        for one in self.told.partners:
            made = await self._do(
                self.coordinator,
                c.AddPartner(
                    name=one.name,
                    partner_kind=one.kind,
                    brings=one.brings,
                    interest=one.interest,
                    ambition=one.ambition,
                    core=one.core,
                    voices=one.voices,
                ),
            )
            self.organisations[one.ref] = OrganisationId(made)

    async def _goals_of_before(self) -> None:
        goals = [c.GoalLine(text=text, change="new") for text in self.told.old_goals.values()]
        await self._do(self.coordinator, c.WriteGoals(goals=goals, after=0))
        view = await self.trajectories.view(self.id)
        assert view is not None
        for ref, goal in zip(self.told.old_goals, view.state.goals[-1].goals, strict=True):
            self.refs[("", goal.id)] = ref
        lines = self.told.vision
        await self._do(
            self.coordinator,
            c.WriteText(
                text=self.told.vision_text, title=self.told.vision_title, lines=lines,
                after=0, part="vision",
            ),
        )  # fmt: skip

    async def _offer(self, werven: list[Story]) -> None:
        self.clock.now = at("2026-03-31")
        await self._do(self.coach, c.MakeOffer())
        lines = [
            c.OfferLine(
                stage=story.stage,
                at=self._when(story),
                minutes=story.minutes,
                support="guide" if story.led == "coach" else "coach",
            )
            for story in werven
        ]
        await self._do(self.coach, c.DraftOffer(lines=lines, support="coach", note=self.told.offer))
        await self._do(self.coach, c.SendOffer(version=1))
        self.clock.now = at("2026-04-07")
        await self._do(self.coordinator, c.AnswerOffer(version=1, answer="agreed"))

    async def _session(self, story: Story) -> None:
        self.say(story.title)
        slot = await self._slot(story)
        self.clock.now = self._when(story) - 3_600_000
        led = self.coach if story.led == "coach" else self.coordinator
        made = await prepare(self.trajectories, self.sessions, self.id, slot, led)
        if not isinstance(made, SessionMade):
            raise NotAsTold(f"{story.stage}: {made}")
        self.clock.now = self._when(story)
        await self._live(story, made)
        self.clock.now += 24 * 3_600_000
        await self._do(self.coordinator, c.ConfirmResults(slot=slot))
        for claim in story.later:
            await self._later(made.board, claim)

    async def _live(self, story: Story, made: SessionMade) -> None:
        room = await self.hub.room(BoardId(made.board))
        await Played(room, story, self.clock, self.organisations, self.refs).live()
        self.boards[story.stage] = made.board

    async def _slot(self, story: Story) -> SlotId:
        """The one that was planned with the offer, or else one that is planned now."""
        view = await self.trajectories.view(self.id)
        assert view is not None
        when, host = self._when(story), self.organisations.get(story.host)
        there = next((slot for slot in view.state.plan if slot.stage == story.stage), None)
        lead = story.led
        if there is None:
            plan = c.PlanSlot(
                stage=story.stage, at=when, minutes=story.minutes, title=story.title,
                place=story.place, host=host, lead=lead,
            )  # fmt: skip
            return SlotId(await self._do(self.coach, plan))
        change = c.ChangeSlot(
            slot=there.id, title=story.title, place=story.place, host=host, lead=lead
        )
        await self._do(self.coach, change)
        return there.id

    def _when(self, story: Story) -> Millis:
        return int(datetime.fromisoformat(story.at).timestamp() * 1000)

    async def _later(self, board: str, claim: StoryClaim) -> None:
        """An organisation that was away takes up its part some weeks after."""
        item = next(
            id for (own, id), ref in self.refs.items() if own == board and ref == claim.item
        )
        self.clock.now += 7 * 24 * 3_600_000
        add = c.AddClaim(
            item=CardRef(BoardId(board), CardId(item)),
            organisation=self.organisations[claim.by],
            form=claim.form,
            provisional=claim.provisional,
        )
        await self._do(self.coordinator, add)

    async def _after(self, story: Story) -> None:
        """What was written down between two sessions, with what followed from it."""
        for note in self.told.after:
            if note.stage != story.stage:
                continue
            view = await self.trajectories.view(self.id)
            assert view is not None
            for partner in note.partners:
                made = await self._do(
                    self.coordinator,
                    c.AddPartner(
                        name=partner.name, partner_kind=partner.kind, brings=partner.brings
                    ),
                )
                self.organisations[partner.ref] = OrganisationId(made)
            if note.text is not None:
                held = view.state.texts.get(note.text.id)
                await self._do(
                    self.coordinator,
                    c.WriteText(
                        text=note.text.id,
                        title=note.text.title,
                        lines=note.text.lines,
                        after=held.now.version if held else 0,
                        part=note.text.part,
                    ),
                )
            if note.goals:
                await self._goals(note)
            for end in note.ends:
                await self._end(end)

    async def _goals(self, note: AfterTold) -> None:
        """The next version of the goals, as the session made them. What a new partner
        touched is looked at first, or there can be none.
        """
        view = await self.trajectories.view(self.id)
        assert view is not None
        for line in view.state.open_impacts:
            await self._do(self.coordinator, c.SettleImpact(impact=line.id, answer="keep"))
        before = view.state.goals[-1]
        board = self.boards[note.stage]
        harvest = next(
            one.harvest
            for one in await self.sessions.inflow.earlier(self.id)
            if one.harvest.board == board
        )
        old = [OldGoal(goal.id, goal.line.text) for goal in before.goals]
        lines = []
        for goal in goals_now(old, harvest):
            told = note.goals.get(self.refs.get(goal.card, ""), GoalTold("", ""))
            own, card = goal.card
            lines.append(
                c.GoalLine(
                    text=goal.text,
                    change=goal.change or "keeps",
                    was=goal.was,
                    origin=CardRef(BoardId(own), CardId(card)) if own else None,
                    images=goal.linked.get("images", []),
                    groups=goal.linked.get("groups", []),
                    sign=told.sign,
                    due=told.due,
                )
            )
        await self._do(self.coordinator, c.WriteGoals(goals=lines, after=before.version))

    async def _end(self, end: EndTold) -> None:
        which: str | CardRef
        if end.ref:
            # Where it was first: its copies on later boards are the same loose end.
            which = next(
                CardRef(BoardId(board), CardId(card))
                for (board, card), ref in self.refs.items()
                if ref == end.ref
            )
        else:
            which = await self._do(self.coordinator, c.AddLooseEnd(text=end.text))
        if end.answer:
            answer = c.AnswerLooseEnd(end=which, answer=end.answer, note=end.note)
            await self._do(self.coordinator, answer)

    async def _round_off(self, held: list[Story]) -> None:
        self.clock.now = at("2026-10-26")
        await self._do(self.coordinator, c.SetRenewal(at=at("2027-03-16")))
        await self._do(self.coach, c.RoundOff())
        self.clock.now = at("2026-11-09")
        await self._do(self.coordinator, c.StartFollowing())

    async def _do(self, person: Person, command: c.AnyCommand) -> str:
        outcome = await self.trajectories.do(self.id, command, person)
        if not isinstance(outcome, Done):
            raise NotAsTold(f"{command} was answered {outcome}")
        return outcome.made
