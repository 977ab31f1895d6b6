"""Who leads sees which core partners are in the room, and whether many are new."""

from pathlib import Path

import pytest

from board.harvest import Harvest
from board.trajectory.state import Partner, PartnerChange, Trajectory
from board.trajectory.types import TrajectoryId
from board.types import OrganisationId
from server.web.who_comes import who_comes
from tests.board.play import Play
from tests.running import Running
from tests.server.desk import Desk, plain
from tests.server.test_plan import THIRD, do, planned

ID = TrajectoryId("a")
NEW = Trajectory(ID)
OAK, ELM = OrganisationId("oak"), OrganisationId("elm")
BEFORE = Harvest("b", "s", "t", at=5, organisations={"oak": 2})


def room(oak: int, elm: int) -> Play:
    play = Play()
    for n in range(oak):
        play.sit(f"o{n}", organisation="oak")
    for n in range(elm):
        play.sit(f"e{n}", organisation="elm")
    return play


@pytest.mark.parametrize(("oak", "elm", "longer"), [(3, 1, False), (2, 1, True), (0, 0, False)])
def test_a_third_of_new_people_asks_for_a_longer_arrival(oak: int, elm: int, longer: bool) -> None:
    found = who_comes(room(oak, elm).board, NEW, [BEFORE])
    assert (found.new, found.people, found.longer_arrival) == (elm, oak + elm, longer)


def test_at_the_first_session_nobody_is_new() -> None:
    found = who_comes(room(2, 2).board, NEW, [])
    assert (found.new, found.longer_arrival) == (0, False)


@pytest.mark.parametrize(("at", "new"), [(9, 2), (3, 0)])
def test_another_person_of_an_organisation_is_new_once(at: int, new: int) -> None:
    state = Trajectory(ID, changes=[PartnerChange("c", OAK, "person", at=at)])
    assert who_comes(room(2, 0).board, state, [BEFORE]).new == new


def test_a_core_partner_who_left_is_not_missed() -> None:
    partners = {
        OAK: Partner(OAK, "De Brug", "dienst", core=True),
        ELM: Partner(ELM, "Élan", "club", core=True, left_at=7),
    }
    found = who_comes(room(0, 1).board, Trajectory(ID, partners=partners), [])
    assert (found.core_here, found.core_missing) == ([], ["De Brug"])


def test_who_leads_reads_it_before_the_session_begins(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        desk = Desk(running).lived(4, confirmed=4)
        desk.send("partners", "AddPartner", name="Huis van het Kind", partner_kind="gezin")
        slot = planned(desk)
        assert do(desk.coach, desk, "PrepareSlot", slot=slot).status == 303
        [session] = [one for one in desk.view().sessions if one.stage == THIRD]
        new = next(
            str(one.organisation)
            for one in desk.view().state.partners.values()
            if one.name == "Huis van het Kind"
        )
        for organisation in (desk.partners["oak"], new):
            running.visitor().join(str(session.code), organisation=organisation)
        console = desk.coach.post(f"/t/{desk.id}/plan/{slot}/console", {}).location
        page = plain(desk.coach.get(f"{console}/before"))
    assert "Kernpartners hier: Dienst Cultuur" in page
    assert "Kernpartners nog niet hier: Buurthuis De Kroonkurk · De Open Stoel vzw" in page
    assert "Nieuw in de zaal: 1 van de 2 mensen." in page
