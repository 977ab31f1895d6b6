"""Trajectories as pages use them: read whole, asked to do something, looked over.

A command is decided on what the log says, and written only where the log still stands
there; who lost that race decides once more on what it says then.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from board.addressing import MUNICIPALITY
from board.harvest import Harvest, harvest
from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.corrected import corrected
from board.trajectory.decide import BoardFacts, Context, caught_up, decide, entries, owner
from board.trajectory.evolve import fold
from board.trajectory.gather import Forms, forms_of, gather
from board.trajectory.signals import signals
from board.trajectory.stages import StageFacts, facts
from board.trajectory.state import Partner, Slot
from board.trajectory.state import Trajectory as State
from board.trajectory.types import (
    BoardId,
    Function,
    Limits,
    OrganisationId,
    Owner,
    Person,
    TrajectoryId,
)
from board.types import Millis
from server import audit
from server.formats import Formats
from server.ids import new_id
from server.kinds import MUNICIPAL
from server.renewal import renewed
from server.store import codes
from server.store.accounts import Accounts
from server.store.faults import Unavailable
from server.store.municipalities import Municipalities
from server.store.outcomes import Outcome as Ended
from server.store.record import Network, Organisation, Record, Trajectory
from server.store.store import Store
from server.store.trajectories import Append, Begin, Held, Note, TrajectoryLog, note_of
from server.store.trajectories import Contact as KeptContact
from server.trajectory_view import Asked, Contact, Done, Line, TrajectoryView
from server.whose import misplaced, offered, theirs

__all__ = ["Asked", "Contact", "Done", "Line", "Trajectories", "TrajectoryView"]

TRIES = 2
HARVESTS = 600
VISITOR = Person(Function.VISITOR)


class _Loaded(Struct, frozen=True):
    held: Held
    state: State
    entries: tuple[e.Entry, ...]
    caught: list[e.Entry]
    """What the boards did since: shown at once, and written with the next command."""
    context: Context
    harvests: tuple[Harvest, ...]


class Trajectories:
    def __init__(self, store: Store, formats: Formats, clock: Callable[[], Millis]) -> None:
        self.log = TrajectoryLog(store)
        self.record = Record(store)
        self.accounts = Accounts(store)
        self.municipalities = Municipalities(store)
        self.formats = formats
        self.clock = clock
        self._harvests: dict[tuple[str, bytes], Harvest | None] = {}

    # Reading

    async def view(self, id: str) -> TrajectoryView | None:
        held = await self.log.load(id)
        return self.seen(held) if held else None

    async def owner(self, id: str) -> Owner | None:
        """Whose it is, for who asks whether a page may be read."""
        held = await self.log.load(id)
        return _owner(held.trajectory, self._state(held)) if held else None

    async def overview(self, person: Person, *, with_signals: bool = True) -> list[Line]:
        """A coach's own and those that nobody has; a coordinator's municipality. In a
        number of queries that does not grow.
        """
        lines = []
        for trajectory, log in await self.log.logs():
            state = fold(State(TrajectoryId(trajectory.id)), log)
            last = log[-1].at if log else trajectory.created_at
            line = Line(trajectory, state, _owner(trajectory, state), last_at=last)
            if theirs(person, line):
                lines.append(line)
        if not with_signals:
            return lines
        held = await self.log.held(
            {line.trajectory.id for line in lines if not offered(person, line)}
        )
        found = []
        for line in lines:
            there = held.get(line.trajectory.id)
            if there is None:
                found.append(line)
                continue
            view = self.seen(there)
            found.append(
                replace(
                    line,
                    state=view.state,
                    signals=view.signals,
                    last_at=max([line.last_at, *(_lived(one) for one in view.state.plan)]),
                    boards=tuple(view.kept.boards),
                    unplanned=view.unplanned(over=False),
                )
            )
        return found

    def context_of(self, view: TrajectoryView, person: Person) -> Context:
        """For who asks beforehand whether something may be done."""
        return Context(
            person=person,
            now=view.now,
            new_id=new_id,
            municipality=view.owner.municipality,
            stages=view.stages,
            boards={
                BoardId(one.board): BoardFacts(one.opened_at or 0, one.ended_at or 0)
                for one in view.sessions
            },
            kept=view.kept,
        )

    # Doing

    async def ask(
        self, command: c.AskForTrajectory, contact: Contact, title: str = ""
    ) -> Asked | Refusal:
        """The public request: sent twice under one id it is one, with one reference."""
        if not (contact.email.strip() or contact.phone.strip()):
            return Refusal("no_contact")
        id = _id_of(command.id)
        if command.id and (there := await self.log.contact(id)):
            return Asked(id, there.reference)
        now = self.clock()
        decision = decide(State(TrajectoryId(id)), command, self._bare(VISITOR, now))
        if isinstance(decision, Refusal):
            return decision
        requested = decision.events[0]
        assert isinstance(requested, e.TrajectoryRequested)
        network = await self.network(requested.municipality, title)
        kept = KeptContact(
            reference=await self._reference(),
            name=contact.name.strip() or None,
            email=contact.email.strip() or None,
            phone=contact.phone.strip() or None,
            created_at=now,
        )
        log = entries(decision.events, 0, now, Function.VISITOR, command.id)
        named = f"Doorstarttraject {network.lead.name}"
        if not await self.log.begin(Begin(id, network, named, log, kept), now):
            # The same form, sent twice at once: the other one made it.
            there = await self.log.contact(id)
            return Asked(id, there.reference if there else kept.reference)
        return Asked(id, kept.reference)

    async def begin(
        self, network: Network, title: str, command: c.BeginTrajectory, person: Person
    ) -> Done | Refusal:
        """By hand, in a network that is there."""
        now, id = self.clock(), _id_of(command.id)
        if command.id and (there := await self.view(id)):
            return Done(there.state, made=id)
        empty = State(TrajectoryId(id))
        decision = decide(empty, command, self._bare(person, now, network.lead.id))
        if isinstance(decision, Refusal):
            return decision
        log = entries(decision.events, 0, now, person.function, command.id)
        await self.log.begin(Begin(id, network, title, log), now)
        return Done(fold(empty, log), decision.events, id)

    async def do(self, id: str, command: c.AnyCommand, person: Person) -> Done | Refusal:
        if isinstance(command, c.AskForTrajectory | c.BeginTrajectory):
            # One that has no events yet runs all the same, and does not begin anew.
            return Refusal("begun_already")
        for _ in range(TRIES):
            held = await self.log.load(id)
            if held is None:
                return Refusal("no_trajectory", value=id[:40])
            if refusal := await misplaced(self.accounts, held, command, person):
                return refusal
            done, append = self._decided(held, command, person)
            if append is None:
                return done
            if await self.log.append(append):
                audit.commanded(id, type(command).__name__, person)
                return done
        raise Unavailable(f"trajectory {id} is written to faster than it can be decided on")

    def _decided(
        self, held: Held, command: c.AnyCommand, person: Person
    ) -> tuple[Done | Refusal, Append | None]:
        loaded = self._loaded(held, person)
        state = loaded.state
        again = isinstance(command, c.BeginAgain)
        renews = again or (isinstance(command, c.GiveVerdict) and command.verdict == "restart")
        next = new_id() if renews else ""
        context = replace(loaded.context, next=next)
        decision = decide(state, command, context)
        if isinstance(decision, Refusal):
            return decision, None
        if not decision.events:
            return Done(state, made=decision.made, warnings=decision.warnings), None
        fresh = entries(decision.events, state.n, context.now, person.function, command.id)
        before, state = state, fold(state, fresh)
        notes = _notes(command, person, context.now)
        why = command.reason if isinstance(command, c.BeginAgain) else ""
        begins = renewed(held, state, next, context, why) if renews else None
        log = [*loaded.caught, *fresh]
        append = Append(
            held.trajectory.id,
            len(held.entries),
            log,
            notes,
            begins,
            gone=state.former - before.former,
        )
        return Done(state, decision.events, decision.made, decision.warnings), append

    # The sounding board and how to reach who asked: who asks here was judged already

    async def sounding(self, id: str) -> tuple[Note, ...]:
        return await self.log.notes(id)

    async def note(self, id: str, person: Person, text: str, kind: str = "note") -> Note | Refusal:
        said = clean(text, Limits.NOTE)
        if isinstance(said, Refusal):
            return said
        note = note_of(said, kind, str(person.function), person.account, self.clock())
        await self.log.put_note(id, note)
        return note

    async def erase_note(self, id: str, note: str, person: Person) -> bool:
        """One's own only."""
        return await self.log.erase_note(id, note, person.account)

    async def contact(self, id: str) -> KeptContact | None:
        return await self.log.contact(id)

    async def contacts(self, ids: Collection[str]) -> Mapping[str, KeptContact]:
        return await self.log.contacts(ids)

    async def erase_contact(self, id: str) -> None:
        await self.log.erase_contact(id, self.clock())

    # Inside

    def stages(self) -> dict[str, StageFacts]:
        return {stage: facts(format) for stage, format in self.formats.files().items()}

    def _forms(self) -> Forms:
        return forms_of(self.formats.files().values())

    def _state(self, held: Held) -> State:
        return self._loaded(held, Person(Function.SERVER)).state

    def seen(self, held: Held) -> TrajectoryView:
        loaded = self._loaded(held, Person(Function.SERVER))
        context = loaded.context
        kinds = {one.id: one.kind.casefold() for one in held.organisations}
        found = signals(loaded.state, context.kept, context.now, kinds, MUNICIPAL)
        return TrajectoryView(
            trajectory=held.trajectory,
            state=loaded.state,
            entries=loaded.entries,
            organisations=held.organisations,
            sessions=held.sessions,
            harvests=loaded.harvests,
            kept=context.kept,
            stages=dict(context.stages),
            owner=_owner(held.trajectory, loaded.state),
            signals=tuple(found),
            now=context.now,
        )

    def _loaded(self, held: Held, person: Person) -> _Loaded:
        partners = {OrganisationId(one.id): _partner(one) for one in held.organisations}
        base = State(
            TrajectoryId(held.trajectory.id),
            began_at=held.trajectory.created_at,
            since=held.trajectory.created_at,
            partners=partners,
        )
        state = fold(base, held.entries)
        harvests = tuple(
            corrected(found, state) for one in held.outcomes if (found := self._harvest(one))
        )
        context = Context(
            person=person,
            now=self.clock(),
            new_id=new_id,
            municipality=held.trajectory.network.lead.id,
            stages=self.stages(),
            boards={
                BoardId(one.board): BoardFacts(one.opened_at or 0, one.ended_at or 0)
                for one in held.sessions
            },
            kept=gather(harvests, self._forms()),
        )
        state, caught = caught_up(state, context)
        return _Loaded(held, state, (*held.entries, *caught), caught, context, harvests)

    def _bare(self, person: Person, now: Millis, municipality: str = "") -> Context:
        return Context(person, now, new_id, municipality, self.stages())

    def _harvest(self, one: Ended) -> Harvest | None:
        """Read once for each version of a snapshot, which never changes."""
        key = one.snapshot, hashlib.sha256(one.public).digest()
        if key not in self._harvests:
            if len(self._harvests) >= HARVESTS:
                self._harvests.pop(next(iter(self._harvests)))
            try:
                self._harvests[key] = harvest(one.public)
            except msgspec.MsgspecError:
                self._harvests[key] = None
        return self._harvests[key]

    async def network(self, name: str, title: str = "") -> Network:
        """That of the municipality of this name, made if there is none; ``title`` is what
        a new one is called.
        """
        municipality = await self.municipalities.named(name, title or MUNICIPALITY)
        for one in await self.record.trajectories():
            if one.network.lead.id == municipality.id:
                return one.network
        return await self.record.new_network(f"Lokaal netwerk {municipality.name}", municipality)

    async def called(self, network: Network, title: str) -> Network:
        """The network of a municipality that is called so from now on."""
        lead = network.lead
        if title in ("", lead.title):
            return network
        await self.municipalities.call(lead.id, title)
        return replace(network, lead=replace(lead, title=title))

    async def _reference(self) -> str:
        for _ in range(20):
            drawn = codes.draw()
            if await self.log.by_reference(drawn) is None:
                return drawn
        raise Unavailable("no reference is free")


def _id_of(command: str) -> str:
    """The same for the same form, sent twice."""
    if not command:
        return new_id()
    return hashlib.sha256(f"trajectory:{command}".encode()).hexdigest()[:22]


def _lived(slot: Slot) -> Millis:
    return max(slot.opened_at, slot.held_at)


def _owner(trajectory: Trajectory, state: State) -> Owner:
    return owner(state, trajectory.network.lead.id)


def _partner(one: Organisation) -> Partner:
    return Partner(
        OrganisationId(one.id),
        one.name,
        one.kind,
        one.brings or "",
        one.interest or "",
        one.ambition or "",
    )


def _notes(command: c.AnyCommand, person: Person, now: Millis) -> list[Note]:
    """The words of who led stand beside the log, never in it."""
    if not isinstance(command, c.Reflect):
        return []
    said = (("well", command.well), ("hard", command.hard), ("coach", command.coach))
    by = str(person.function)
    return [
        note_of(text.strip(), kind, by, person.account, now, command.slot)
        for kind, text in said
        if text.strip()
    ]
