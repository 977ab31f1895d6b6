"""Trajectories on either database: begun, written to by many at once, read whole."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, event

from board.events import BoardEnded, PhaseOpened
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.machine import StageStand, Stand
from board.trajectory.types import (
    DAY,
    BoardId,
    Function,
    OrganisationId,
    Person,
    SlotId,
)
from board.types import PhaseId
from server.control import SessionMade
from server.formats import Formats
from server.preparing import confirmed, prepare, skipped
from server.sessions import Sessions
from server.settings import Settings
from server.store.trajectories import Append
from server.trajectories import Asked, Contact, Done, Trajectories, TrajectoryView
from tests.contracts.kept import Kept

NOW = 1_800_000_000_000
COACH = Person(Function.COACH, "acc-coach")
SERVER = Person(Function.SERVER)
ASK = c.AskForTrajectory("extra_air", "Testdorp", "Het is stil.", contact_function="regisseur")
WHO = Contact("Fatima Peeters", "fatima@testdorp.example", "0470 11 22 33")


@pytest.fixture
def there(kept: Kept, tmp_path: Path) -> Trajectories:
    return Trajectories(kept.store, Formats(kept.store, Settings(data=tmp_path)), lambda: NOW)


async def asked(there: Trajectories, command: c.AskForTrajectory = ASK) -> Asked:
    outcome = await there.ask(command, WHO)
    assert isinstance(outcome, Asked)
    return outcome


async def done(there: Trajectories, id: str, command: c.AnyCommand, by: Person = COACH) -> Done:
    outcome = await there.do(id, command, by)
    assert isinstance(outcome, Done), outcome
    return outcome


async def seen(there: Trajectories, id: str) -> TrajectoryView:
    view = await there.view(id)
    assert view is not None
    return view


async def running(kept: Kept, there: Trajectories) -> str:
    """One without events, as the command line makes it, with a coach."""
    trajectory = await kept.trajectory("De Brug")
    take_on = c.AssignPerson(Function.COACH, COACH.account)
    await done(there, trajectory.id, take_on)
    return trajectory.id


@contextmanager
def queries() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_T18_who_asked_is_in_no_event_and_gone_when_erased(
    kept: Kept, there: Trajectories
) -> None:
    made = await asked(there)
    assert len(made.reference) == 6
    held = await there.contact(made.id)
    assert held is not None
    assert (held.name, held.email, held.phone) == (WHO.name, WHO.email, WHO.phone)
    view = await seen(there, made.id)
    assert view.trajectory.network.lead.name == "Testdorp"
    assert "Fatima" not in str(view.entries)
    await there.erase_contact(made.id)
    held = await there.contact(made.id)
    assert held is not None
    assert (held.name, held.email, held.phone, held.erased_at) == (None, None, None, NOW)
    assert held.reference == made.reference
    kept.close()
    left = kept.left()
    kept.open()
    for gone in (WHO.name, WHO.email, WHO.phone):
        assert gone.encode() not in left


async def test_a_request_without_a_way_to_answer_is_refused(there: Trajectories) -> None:
    outcome = await there.ask(ASK, Contact("Fatima", " ", ""))
    assert outcome == Refusal("no_contact")
    assert await there.overview(COACH) == []


async def test_a_form_sent_twice_is_one_request(there: Trajectories) -> None:
    command = c.AskForTrajectory("new_start", "Testdorp", "x", id="ticket-1")
    assert await asked(there, command) == await asked(there, command)
    assert len(await there.overview(COACH)) == 1


async def test_D1_a_form_that_comes_many_times_at_once_is_one_request(
    there: Trajectories,
) -> None:
    ask = msgspec.structs.replace(ASK, id="the-same-form")
    many = await asyncio.gather(*(asked(there, ask) for _ in range(8)))
    [one] = {(it.id, it.reference) for it in many}
    other = await asked(there)
    known = await there.contacts([one[0], other.id, "no such"])
    assert {id: it.reference for id, it in known.items()} == {
        one[0]: one[1],
        other.id: other.reference,
    }


async def test_a_coach_begins_one_by_hand_and_holds_it(there: Trajectories) -> None:
    network = await there.network("Testdorp")
    command = c.BeginTrajectory("new_start", "Ze belden.", id="form-9")
    made = await there.begin(network, "Traject", command, COACH)
    assert isinstance(made, Done)
    again = await there.begin(network, "Traject", command, COACH)
    assert isinstance(again, Done)
    assert again.made == made.made
    view = await seen(there, made.made)
    assert (view.state.stand, view.state.coach) == (Stand.REQUESTED, COACH.account)
    assert await there.network("TESTDORP") == network
    visitor = Person(Function.VISITOR)
    refused = await there.begin(network, "Traject", c.BeginTrajectory(), visitor)
    assert refused == Refusal("forbidden")
    # What is there begins no second time, not even one without events.
    assert await there.do(made.made, c.BeginTrajectory(), COACH) == Refusal("begun_already")


async def test_what_is_not_there_is_refused(there: Trajectories) -> None:
    assert await there.view("x") is None
    outcome = await there.do("x", c.ResumeTrajectory(), COACH)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "no_trajectory"


async def test_T17_many_who_write_at_once_are_each_decided_on_what_the_others_wrote(
    kept: Kept, there: Trajectories
) -> None:
    id = await running(kept, there)
    many = [c.AddPartner(f"Partner {n % 3}", "club") for n in range(6)]
    outcomes: list[Done | Refusal] = []
    for command in many:
        # Two at a time: who lost decides once more, and a third is told to come back.
        outcomes += await asyncio.gather(
            there.do(id, command, COACH),
            there.do(id, c.NoteChange("money", command.name, NOW), COACH),
        )
    refused = [one.code for one in outcomes if isinstance(one, Refusal)]
    assert refused == ["already_there"] * 3
    view = await seen(there, id)
    assert [one.n for one in view.entries] == list(range(1, len(view.entries) + 1))
    assert len(view.state.context) == 6
    names = [one.name for one in view.organisations]
    assert sorted(names) == ["De Brug", "Partner 0", "Partner 1", "Partner 2"]
    log = there.log
    late = Append(id, view.state.n - 1, view.entries[-1:])
    assert not await log.append(late)


async def test_a_command_sent_twice_is_done_once(kept: Kept, there: Trajectories) -> None:
    id = await running(kept, there)
    command = c.AddPartner("Eik", "club", id="form-7")
    await done(there, id, command)
    again = await done(there, id, command)
    assert again.events == ()
    assert len((await seen(there, id)).organisations) == 2


async def test_the_rows_that_rooms_read_follow_the_log(kept: Kept, there: Trajectories) -> None:
    id = await running(kept, there)
    made = await done(there, id, c.AddPartner("Eik", "club", brings="een zaal"))
    eik = OrganisationId(made.made)
    await done(there, id, c.ChangeInterest(eik, interest="rust"))
    await done(there, id, c.DescribePartner(eik, name="Eikel"))
    row = (await kept.record.organisations(id))[-1]
    assert (row.id, row.name, row.brings, row.interest, row.left_at) == (
        eik, "Eikel", "een zaal", "rust", None,
    )  # fmt: skip
    await done(there, id, c.PartnerLeaves(eik))
    assert (await kept.record.organisations(id))[-1].left_at == NOW
    await done(there, id, c.PartnerReturns(eik))
    assert (await kept.record.organisations(id))[-1].left_at is None
    # One that came by a row alone changes like any other.
    brug = OrganisationId((await kept.record.organisations(id))[0].id)
    await done(there, id, c.PartnerLeaves(brug))
    view = await seen(there, id)
    assert (view.state.partners[brug].name, view.state.partners[brug].left_at) == ("De Brug", NOW)


async def test_a_session_is_prepared_held_and_confirmed(
    kept: Kept, there: Trajectories, tmp_path: Path
) -> None:
    id = await running(kept, there)
    stages = sorted(
        (one for one in there.stages().values() if one.course == "workstream" and not one.covers),
        key=lambda one: one.order,
    )
    first, second = stages[:2]
    sessions = Sessions(kept.store, Settings(data=tmp_path), lambda: NOW)
    slots = [
        SlotId((await done(there, id, c.PlanSlot(one.stage, NOW + DAY, 120))).made)
        for one in (first, second)
    ]
    refused = await prepare(there, sessions, id, slots[1], COACH)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.value) == ("out_of_order", first.title)
    made = await prepare(there, sessions, id, slots[0], COACH)
    assert isinstance(made, SessionMade)
    session = await kept.record.session(made.board)
    assert session is not None
    assert (session.slot, session.planned_at) == (slots[0], NOW + DAY)
    kept.heads = await kept.log.heads([made.board])
    opening = PhaseOpened(phase=PhaseId("x"), visit=1, at=NOW, minutes=5)
    await kept.append(made.board, opening, BoardEnded(at=NOW + 1))
    view = await seen(there, id)
    assert view.state.slots[slots[0]].stand is StageStand.HELD
    assert confirmed(view.state) == set()
    await done(there, id, c.ConfirmResults(slots[0]), SERVER)
    session = await kept.record.session(made.board)
    assert session is not None
    assert session.confirmed_at == NOW
    assert confirmed((await seen(there, id)).state) == {made.board}
    again = await prepare(there, sessions, id, slots[1], COACH)
    assert isinstance(again, SessionMade)
    view = await seen(there, id)
    assert view.state.slot_of(BoardId(again.board)) == view.state.slots[slots[1]]


async def test_a_skipped_stage_leaves_its_least_to_the_next_board(
    kept: Kept, there: Trajectories, tmp_path: Path
) -> None:
    id = await running(kept, there)
    formats = there.formats.files().values()
    # Any stage that has something to ask where another was skipped.
    later, phase, stage = next(
        (format, phase.id, phase.when_skipped[0])
        for format in sorted(formats, key=lambda one: one.order)
        if not format.covers
        for phase in format.phases
        if phase.when_skipped
    )
    for one in there.stages().values():
        if one.course == "workstream" and not one.covers and one.order < later.order:
            await done(there, id, c.ChooseWorkstream(one.stage, "skip", reason="geen tijd"))
    slot = SlotId((await done(there, id, c.PlanSlot(later.stage, NOW + DAY, 120))).made)
    view = await seen(there, id)
    assert stage in skipped(view, view.state.slots[slot])
    sessions = Sessions(kept.store, Settings(data=tmp_path), lambda: NOW)
    made = await prepare(there, sessions, id, slot, COACH)
    assert isinstance(made, SessionMade)
    loaded = await kept.log.load(made.board)
    assert loaded is not None
    assert phase in [one.id for one in loaded.format.phases]


async def test_what_is_on_the_sounding_board_is_in_no_snapshot_of_the_record(
    kept: Kept, there: Trajectories
) -> None:
    id = await running(kept, there)
    assert not isinstance(await there.note(id, COACH, "Tussen ons: het gaat stroef."), Refusal)
    view = await seen(there, id)
    overview = await kept.record.overview(id)
    assert "stroef" not in str((view, overview))
    assert "stroef" in str(await there.sounding(id))


async def test_a_new_restart_takes_partners_goals_and_texts_along(
    kept: Kept, there: Trajectories
) -> None:
    id = await running(kept, there)
    await done(there, id, c.AddPartner("Eik", "club", interest="rust"))
    await done(there, id, c.WriteText("creed", "Ons woord", ["Samen."], 0))
    await done(there, id, c.WriteGoals([c.GoalLine("Kamp"), c.GoalLine("Folder")], 0))
    stops = [c.GoalLine("Kamp", "keeps", "1.1"), c.GoalLine("Folder", "stopped", "1.2")]
    await done(there, id, c.WriteGoals(stops, 1))
    await done(there, id, c.RoundOff(reason="genoeg"))
    await done(there, id, c.SetRenewal(NOW + 99 * DAY))
    await done(there, id, c.StartFollowing())
    renewed = await done(there, id, c.GiveVerdict("restart"))
    old, new = await seen(there, id), await seen(there, renewed.made)
    assert (old.state.stand, old.state.next) == (Stand.RENEWED, renewed.made)
    assert (new.state.stand, new.state.previous) == (Stand.REQUESTED, id)
    assert [one.name for one in new.organisations] == ["De Brug", "Eik"]
    assert new.organisations[1].interest == "rust"
    assert not {one.id for one in old.organisations} & {one.id for one in new.organisations}
    assert [one.line.text for one in new.state.goals[0].goals] == ["Kamp"]
    assert new.state.texts["creed"].now.lines == ["Samen."]
    assert (new.state.coach, new.state.renewal_at) == (COACH.account, NOW + 99 * DAY)


async def test_the_sounding_board_is_beside_the_log_and_can_be_erased(
    kept: Kept, there: Trajectories
) -> None:
    id = await running(kept, there)
    stage = min(
        (one for one in there.stages().values() if one.course == "workstream"),
        key=lambda one: (bool(one.covers), one.order),
    )
    slot = SlotId((await done(there, id, c.PlanSlot(stage.stage, NOW, 90))).made)
    await done(there, id, c.MarkHeld(slot))
    await done(there, id, c.Reflect(slot, well="De soep.", coach="Bel mij."))
    note = await there.note(id, COACH, " Zullen we bellen? ", "question")
    assert not isinstance(note, Refusal)
    notes = await there.sounding(id)
    assert {(one.kind, one.text, one.slot) for one in notes} == {
        ("well", "De soep.", slot),
        ("coach", "Bel mij.", slot),
        ("question", "Zullen we bellen?", None),
    }
    assert "soep" not in str((await seen(there, id)).entries)
    other = Person(Function.COORDINATOR, "acc-coord", "town")
    assert not await there.erase_note(id, note.id, other)
    assert await there.erase_note(id, note.id, COACH)
    assert note.id not in [one.id for one in await there.sounding(id)]
    assert isinstance(await there.note(id, COACH, "  "), Refusal)


async def test_a_list_shows_ones_own_and_what_nobody_has(kept: Kept, there: Trajectories) -> None:
    inbox, mine, hers = await asked(there), await asked(there), await asked(there)
    await done(there, mine.id, c.AnswerRequest("orientation"))
    await done(there, hers.id, c.AnswerRequest("restart"), Person(Function.COACH, "acc-her"))
    await kept.trajectory()
    listed = {one.trajectory.id: one for one in await there.overview(COACH)}
    assert set(listed) == {inbox.id, mine.id}
    assert [one.code for one in listed[inbox.id].signals] == ["nobody"]
    town = listed[mine.id].owner.municipality
    theirs = await there.overview(Person(Function.COORDINATOR, "acc-x", town))
    assert {one.trajectory.id for one in theirs} == {inbox.id, mine.id, hers.id}
    assert await there.overview(Person(Function.COORDINATOR, "acc-x", "village")) == []
    assert await there.overview(Person(Function.READER)) == []
    owner = await there.owner(mine.id)
    assert owner is not None
    assert owner.coach == COACH.account


async def test_T19_a_page_costs_the_same_however_long_the_trajectory_is(
    kept: Kept, there: Trajectories
) -> None:
    id = await running(kept, there)

    async def cost() -> tuple[int, int]:
        with queries() as one:
            await seen(there, id)
        with queries() as all:
            await there.overview(COACH)
        return len(one), len(all)

    few = await cost()
    trajectory = await kept.record.trajectory(id)
    for n in range(5):
        await kept.board(trajectory)
        await done(there, id, c.AddPartner(f"Partner {n}", "club"))
        made = await asked(there)
        await done(there, made.id, c.AnswerRequest("orientation"))
    assert await cost() == few
    assert few[0] == 5


async def test_a_log_of_a_newer_server_is_not_read_past(kept: Kept, there: Trajectories) -> None:
    id = await running(kept, there)
    strange = "INSERT INTO trajectory_event VALUES ('{}', 2, 1, 'coach', '', '{{\"type\":\"X\"}}')"
    await kept.sql(strange.format(id).replace(":", "\\:"))
    with pytest.raises(Exception, match="event 2 is not known here"):
        await there.view(id)
