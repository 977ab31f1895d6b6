"""Signs that a trajectory drifts; each is seen, and silent when there is nothing."""

from msgspec.structs import replace

from board.entities import Claimant
from board.harvest import Harvest, Item
from board.harvest_votes import Measured, Vote
from board.source import Source
from board.trajectory import commands as c
from board.trajectory.calendar import months_after
from board.trajectory.corrected import corrected
from board.trajectory.gather import gather
from board.trajectory.kept import Kept, KeptBoard, KeptForm, KeptWinners
from board.trajectory.signals import CODES, signals
from board.trajectory.types import DAY, WEEK, BoardId
from tests.board.trajectory.play import COACH, COORDINATOR, NOW, Play, claim, ref, role

SERVICE = frozenset({"service"})


def codes(play: Play, kinds: dict[str, str] | None = None) -> list[str]:
    found = signals(play.state, play.kept, play.now, kinds or {}, SERVICE)
    assert {one.code for one in found} <= set(CODES)
    return [one.code for one in found]


def board(name: str = "b", **fields: object) -> KeptBoard:
    return replace(KeptBoard(BoardId(name), "dew_stage", NOW), **fields)


def test_a_trajectory_that_goes_well_is_silent() -> None:
    play = Play().running()
    play.plan("dew_stage")
    play.kept = Kept(
        items=[role("a", claim("o"))],
        boards=[
            board(pulse=[310, 360]),
            board("c", pulse=[300, 400], cards={"o": 3, "p": 3}, people={"o": 2}),
        ],
    )
    assert codes(play, {"o": "service", "p": "club"}) == []


def test_T16_three_months_without_a_session_ahead_is_dozing_off() -> None:
    play = Play().running()
    play.now = months_after(play.now, 3) + DAY
    assert codes(play) == ["quiet"]
    play.plan("dew_stage")
    assert codes(play) == []


def test_a_fall_of_trust_is_seen_from_one_session_to_the_next() -> None:
    play = Play().running()
    play.kept = Kept(boards=[board(pulse=[400, 400]), board("c", pulse=[400, 330])])
    assert codes(play) == ["pulse_drop"]
    play.kept = Kept(boards=[board(pulse=[400, 400]), board("c", pulse=[400, 331])])
    assert codes(play) == []


def test_a_room_of_services_and_without_the_target_group_is_seen() -> None:
    play = Play().running()
    voice = play.partner("De Stoel", voices=True)
    play.kept = Kept(boards=[board(cards={"o": 3, "": 2}, people={"o": 2})])
    assert codes(play, {"o": "service"}) == ["municipal", "no_target_group"]
    play.kept = Kept(boards=[board(cards={"o": 1, "": 1}, people={"o": 2, voice: 1})])
    assert codes(play, {"o": "service"}) == []


def test_two_winners_are_seen() -> None:
    play = Play().running()
    play.kept = Kept(boards=[board(winners=[KeptWinners("q", "Soep", "Kamp")])])
    assert codes(play) == ["two_winners"]


def test_what_nobody_carries_and_what_nobody_decided_is_seen_in_time() -> None:
    play = Play().running()
    play.kept = Kept(items=[role("a", claim("o", provisional=True), at=play.now)])
    play.plan("dew_stage", 80)
    assert codes(play) == []
    play.now += 3 * WEEK + 1
    assert codes(play) == ["provisional"]
    play.now += 3 * WEEK
    assert codes(play) == ["unled", "provisional"]


def test_days_that_come_near_or_are_past_are_seen() -> None:
    play = Play().running()
    play.plan("dew_stage", 200)
    play.done(COACH, c.SetRenewal(at=play.now + 7 * WEEK))
    assert codes(play) == []
    play.now += 2 * WEEK
    assert codes(play) == ["renewal_near"]
    play.now += 6 * WEEK
    assert codes(play) == ["renewal_past"]


def test_sessions_that_nobody_said_anything_of_are_seen() -> None:
    play = Play().running()
    play.plan("dew_stage", 200)
    play.plan("dew_stage", 1)
    held = play.held("dew_stage")
    play.now += 3 * WEEK
    assert codes(play) == ["session_past", "unconfirmed"]
    assert play.state.slots[held].confirmed_at == 0


def test_changes_that_nobody_looked_at_and_requests_of_nobody_are_seen() -> None:
    play = Play()
    assert codes(play) == ["nobody"]
    play = Play().running()
    play.done(COACH, c.WriteText("hope", "Samen", ["Iedereen"], 0, part="ambition"))
    play.partner("Es")
    assert codes(play) == ["impacts"]


def test_what_has_ended_or_pauses_is_silent() -> None:
    play = Play().running()
    play.now = months_after(play.now, 4)
    play.done(COACH, c.PauseTrajectory(reason="zomer"))
    assert codes(play) == []


def test_a_deferral_that_is_over_is_seen() -> None:
    play = Play().with_people()
    play.held("first_talk")
    play.done(COACH, c.Defer(until=play.now + DAY))
    assert codes(play) == []
    play.now += 2 * DAY
    assert codes(play) == ["deferred_over"]


def test_a_result_is_read_as_it_was_put_right() -> None:
    play = Play().running()
    slot = play.plan("dew_stage", 1)
    play.done(COACH, c.PrepareSlot(slot, play.board("board")))
    play.board("board", play.now, play.now + 1)
    play.kept = Kept(items=[role("r")])
    play.done(COORDINATOR, c.ConfirmResults(slot))
    for text in ("Beter", "Nog beter"):
        play.done(COORDINATOR, c.CorrectResult(slot, "r", text, "schrijffout"))
    words = Harvest("board", "dew_stage", "Dauw", NOW, items=[item("r", "roles", "Fout")])
    elsewhere = replace(words, board="other")
    assert [one.text for one in corrected(words, play.state).items] == ["Nog beter"]
    assert corrected(elsewhere, play.state) is elsewhere
    gone = replace(words, items=[replace(words.items[0], text=None)])
    assert corrected(gone, play.state).items[0].text is None, "what was erased does not come back"


def item(id: str, register: str, text: str, **fields: object) -> Item:
    made = Item(id, 1, ["flower"], [register], text, {}, {}, {})
    return replace(made, **fields)


def test_a_card_brought_along_is_one_item_with_all_it_was_given_later() -> None:
    source = Source("one", "g", 1, "dew_stage", "Dauw", NOW)
    vote = Vote("q", "dots", 5, 1, organisations=2)
    other = Vote("q", "dots", 3, 2, organisations=3)
    mean = Measured("guiding", "p", "rain", "?", "scale", 1, 3, 3, {}, {}, 27, {})
    first = Harvest(
        "one", "dew_stage", "Dauw", NOW,
        items=[item("g", "goals", "Kamp", votes=[vote]), item("h", "goals", "Soep", votes=[other])],
        measures=[mean],
        pulse=[replace(mean, measure="", mean_tenths=31)],
    )  # fmt: skip
    second = Harvest(
        "two", "pond_stage", "Vijver", NOW + DAY,
        items=[
            item("g2", "goals", "Op kamp", source=source, standing="read"),
            item("r", "roles", "Spits", links={"under": ["g2"]}, organisation="o",
                 claims=[Claimant("o", "pulls", True)], leads=["o"]),
        ],
    )  # fmt: skip
    forms = {"flower": [KeptForm("pulls", "Trekken", 1, True)]}
    kept = gather([second, first], forms)
    goal, _, spits = kept.items
    assert (goal.ref, goal.text) == (ref("g", "one"), "Op kamp")
    assert spits.links == [goal.ref]
    assert (spits.claims[0].leads, spits.claims[0].provisional) == (True, True)
    assert kept.guiding == {"rain": 270}
    assert kept.boards[0].pulse == [310]
    assert kept.boards[1].cards == {"o": 1}
    assert kept.boards[0].winners == [KeptWinners("q", "Kamp", "Soep")]
