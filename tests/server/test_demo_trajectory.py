"""Every number of the demo's story, as it is told, beside what our own counting came to.

The numbers below are typed from the story, not read from the demo's data. Where the
story does not hold by its own rules, a line says so:

- «De ruilrek» (R16) is «Het ruilrek»; the demo says it right.
- «12 organisaties» in werf 4: of the fifteen partners (Huis van het Kind came in werf 3)
  two are said to be away, which leaves thirteen. We let twelve be there.
- D6 stops and has no future image or target group («—»), which every goal must have. It
  points at the two that its folder was for.
- VK Linder Vooruit has a ring, now and later, on an evening it was not there; who is not
  there has no row.
- The old goals D1, D5 and D6 are only said to be changed or stopped: no counts are told.
"""

import asyncio
from typing import Any

import pytest
from msgspec import Struct

from board.snapshot import read_snapshot
from board.trajectory.machine import Stand
from board.trajectory.types import CardRef
from board.types import BoardId, CardId
from server.demo.road import Road
from server.pepper import pepper
from server.settings import Settings
from server.store.erasing import Erasing
from server.store.record import Record
from server.store.store import open_store
from server.trajectories import TrajectoryView

ORIENTATION, RESTART, VISION = "orientation_interview", "restart_interview", "workstream_vision"
GROUPS, OFFER = "workstream_target_groups", "workstream_leisure_offer"
COLLABORATION = "workstream_collaboration"
AGREEMENT = ("yes", "yes_remark", "can_live", "not_yet")

Counts = dict[str, int]
Dots = list[tuple[int, int]]


class Lives(Struct):
    """What is there once the road was walked: the trajectory, and each last snapshot."""

    view: TrajectoryView
    snapshots: dict[str, dict[str, Any]]
    refs: dict[tuple[str, str], str]
    organisations: dict[str, str]
    erased: list[str]
    """The boards of which the names and links went, as long after as they must."""

    def all(self, stage: str, what: str) -> dict[str, Any]:
        view = self.snapshots[stage]["view"]
        return {key.partition(":")[2]: it for key, it in view.items() if key.startswith(f"{what}:")}

    def round(self, stage: str, poll: str) -> dict[str, Any]:
        (found,) = [it for it in self.all(stage, "round").values() if it["poll"] == poll]
        assert isinstance(found, dict)
        return found

    def counts(self, stage: str, poll: str) -> dict[str, Counts]:
        """By question, or by the ref of the card that is the question, what was chosen."""
        board = self.snapshots[stage]["board"]
        return {
            self.refs.get((board, one["id"]), one["id"]): {
                option["id"]: option["count"] for option in one["options"] if option["count"]
            }
            for one in self.round(stage, poll)["result"]
        }

    def means(self, stage: str, poll: str) -> Counts:
        board = self.snapshots[stage]["board"]
        return {
            self.refs.get((board, one["id"]), one["id"]): one["mean_tenths"]
            for one in self.round(stage, poll)["result"]
        }

    def dots(self, stage: str, poll: str) -> Dots:
        """Dots and organisations of each option, most first."""
        (result,) = self.round(stage, poll)["result"]
        return sorted(
            ((one["count"], one["organisations"]) for one in result["options"]), reverse=True
        )

    def points(self, stage: str, poll: str) -> list[int]:
        (result,) = self.round(stage, poll)["result"]
        return sorted((one["count"] for one in result["options"]), reverse=True)

    def agreed(self, stage: str, poll: str) -> dict[str, list[int]]:
        return {
            question: [counts.get(answer, 0) for answer in AGREEMENT]
            for question, counts in self.counts(stage, poll).items()
        }

    def claims(self, ref: str) -> dict[str, str]:
        """Of a card of werf 4: what each partner took up, on the board or later."""
        board = self.snapshots[COLLABORATION]["board"]
        names = {id: name for name, id in self.organisations.items()}
        card = next(id for (own, id), known in self.refs.items() if (own, known) == (board, ref))
        item = self.view.kept.item(CardRef(BoardId(board), CardId(card)))
        assert item is not None
        here = {names[one.organisation]: one.form for one in item.claims}
        later = [one for one in self.view.state.claims.values() if one.item == item.ref]
        return here | {names[one.organisation]: one.form for one in later}


async def walked(settings: Settings) -> Lives:
    store = open_store(settings)
    try:
        road = Road(store, settings, pepper(settings.secret, settings.data), lambda step: None)
        lived = await road.walk()
        view = await road.trajectories.view(lived.trajectory)
        record = Record(store)
        overview = await record.overview(lived.trajectory)
        assert view is not None
        assert overview is not None
        snapshots: dict[str, dict[str, Any]] = {}
        for stage, board in lived.boards.items():
            kept = await record.snapshot(overview.snapshots[board][-1].id)
            assert kept is not None
            snapshots[stage] = read_snapshot(kept.public)
        organisations = {ref: str(id) for ref, id in road.organisations.items()}
        erased = await Erasing(store).reports(list(lived.boards.values()))
    finally:
        store.close()
    return Lives(view, snapshots, lived.refs, organisations, [one.board for one in erased])


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Lives:
    return asyncio.run(walked(Settings(data=tmp_path_factory.mktemp("demo"))))


def test_what_is_personal_of_sessions_long_over_is_gone(story: Lives) -> None:
    assert sorted(story.erased) == sorted(one["board"] for one in story.snapshots.values())


@pytest.mark.parametrize(
    ("stage", "people", "organisations"),
    [(ORIENTATION, 3, 2), (RESTART, 15, 11), (VISION, 26, 14), (GROUPS, 24, 13), (OFFER, 24, 14),
     (COLLABORATION, 22, 12)],
)  # fmt: skip
def test_who_was_there(story: Lives, stage: str, people: int, organisations: int) -> None:
    attendance = story.snapshots[stage]["attendance"]
    assert attendance["people"] == people
    assert len(set(attendance["organisations"]) - {""}) == organisations


def test_the_first_talk(story: Lives) -> None:
    assert story.counts(ORIENTATION, "network_state_choice") == {
        "question": {"dozing_off": 2, "growing": 1}
    }
    assert list(story.means(ORIENTATION, "guiding_scale").values()) == [27, 33, 23]
    assert list(story.means(ORIENTATION, "capacity_scale").values()) == [33, 27, 20]
    assert story.counts(ORIENTATION, "go_on_choice") == {"question": {"go_on_if": 3}}
    # What hurts stands in no part that others may read.
    cards = story.all(ORIENTATION, "card").values()
    assert not [card for card in cards if "folders" in (card["text"] or "")]
    assert len([card for card in cards if card["kind"] == "context_change"]) == 5


def test_the_talk_with_the_core_partners(story: Lives) -> None:
    assert story.dots(RESTART, "strength_dots") == [
        (9, 8), (7, 6), (6, 5), (4, 4), (2, 2), (1, 1)
    ]  # fmt: skip
    assert [count for count, _ in story.dots(RESTART, "expectation_dots")] == [10, 8, 6, 3, 2]
    assert story.agreed(RESTART, "shared_ambition_check") == {"question": [9, 4, 2, 0]}
    assert story.counts(RESTART, "wanted_workstream_ranking") == {
        "question": {GROUPS: 31, COLLABORATION: 25, VISION: 19, OFFER: 15}
    }
    assert story.agreed(RESTART, "go_on_agreement") == {"question": [9, 2, 0, 0]}
    assert story.means(RESTART, "network_pulse") == {"trust": 31, "motivation": 36}


def test_werf_1(story: Lives) -> None:
    assert story.means(VISION, "vision_scale") == {"vision_reach": 29, "vision_topicality": 25}
    spread = story.counts(VISION, "vision_scale")
    assert list(spread["vision_reach"].values()) == [2, 7, 10, 5, 2]
    assert list(spread["vision_topicality"].values()) == [5, 9, 8, 3, 1]
    assert story.dots(VISION, "pride_dots") == [
        (13, 11), (11, 9), (10, 9), (8, 8), (8, 6), (6, 5), (5, 5), (4, 4), (4, 3), (3, 3),
        (2, 2), (1, 1),
    ]  # fmt: skip
    assert story.agreed(VISION, "positive_core_check") == {"question": [17, 6, 3, 0]}
    assert story.dots(VISION, "future_dots") == [
        (14, 12), (12, 6), (11, 10), (9, 8), (8, 7), (7, 6), (6, 5), (4, 4), (3, 3), (2, 1)
    ]  # fmt: skip
    verdicts = [
        max(it, key=it.__getitem__) for it in story.counts(VISION, "vision_line_choice").values()
    ]
    assert verdicts == ["change", "change", "change", "keep"]
    assert story.means(VISION, "network_pulse") == {"trust": 33, "motivation": 39}
    assert len([c for c in story.all(VISION, "card").values() if c["kind"] == "achievement"]) == 24


def test_werf_2(story: Lives) -> None:
    assert story.means(GROUPS, "dialogue_scale") == {
        "Q1": 36, "Q2": 28, "Q3": 27, "Q4": 25, "Q5": 20, "Q6": 19
    }  # fmt: skip
    assert [sum(it.values()) for it in story.counts(GROUPS, "dialogue_scale").values()] == [24] * 6
    assert story.points(GROUPS, "voices_ranking") == [44, 38, 27, 22, 13]
    right = story.round(GROUPS, "right_people_check")["result"][0]
    assert ([one["count"] for one in right["options"]], right["unsure"]) == ([5, 14], 5)
    concepts = story.counts(GROUPS, "concept_choice")
    assert sorted(concepts["taking_part"].values(), reverse=True) == [9, 6, 5, 4]
    assert sorted(concepts["barrier"].values(), reverse=True) == [11, 6, 4, 3]
    assert story.agreed(GROUPS, "shared_meaning") == {
        "line_1": [15, 6, 3, 0], "line_2": [16, 5, 2, 1]
    }  # fmt: skip
    verdicts = [one["verdict"] for one in story.round(GROUPS, "shared_meaning")["result"]]
    assert verdicts == ["supported", "supported"]
    rings = story.all(GROUPS, "placement")
    now = {row["id"]: row["place"] for row in rings["rings_now"]["rows"]}
    later = {row["id"]: row["place"] for row in rings["rings_later"]["rows"]}
    moved = {ref: (now.get(id), later.get(id)) for ref, id in story.organisations.items()}
    assert moved["P05"] == ("advises", "decides")
    assert moved["P13"] == ("not_yet", "works")
    assert moved["P06"] == ("knows", "works")
    assert moved["P08"] == ("advises", "works")
    assert [ref for ref, (a, b) in moved.items() if a != b] == ["P05", "P06", "P08", "P13"]
    assert story.means(GROUPS, "network_pulse") == {"trust": 35, "motivation": 40}


def test_werf_3(story: Lives) -> None:
    assert story.dots(OFFER, "factor_dots") == [(13, 11), (10, 9), (9, 7), (7, 6), (5, 4), (3, 3)]
    assert list(story.means(OFFER, "condition_importance").values()) == [48, 45, 44, 42, 39, 41]
    feasible = story.counts(OFFER, "condition_feasible").values()
    assert [tuple(it.get(one, 0) for one in ("yes", "maybe", "no")) for it in feasible] == [
        (13, 8, 3), (14, 8, 2), (9, 9, 6), (16, 6, 2), (7, 9, 8), (18, 5, 1)
    ]  # fmt: skip
    assert story.agreed(OFFER, "goal_check") == {
        "D1": [19, 4, 1, 0], "D2": [17, 5, 2, 0], "D3": [20, 3, 1, 0], "D4": [18, 3, 2, 1],
        "D5": [16, 5, 3, 0], "D6": [15, 4, 4, 1],
    }  # fmt: skip
    assert story.means(OFFER, "network_pulse") == {"trust": 36, "motivation": 40}


def test_werf_4(story: Lives) -> None:
    assert story.means(COLLABORATION, "clarity_before") == {"question": 22}
    assert story.means(COLLABORATION, "clarity_after") == {"question": 41}
    assert story.agreed(COLLABORATION, "procedure_check") == {
        "U1": [18, 3, 1, 0], "U2": [14, 4, 2, 2], "U3": [19, 2, 1, 0], "U4": [16, 4, 2, 0],
        "U5": [20, 1, 1, 0], "U6": [21, 1, 0, 0],
    }  # fmt: skip
    renewal = story.counts(COLLABORATION, "renewal_choice")["question"]
    assert max(renewal, key=renewal.__getitem__) == "line_1"
    assert story.means(COLLABORATION, "network_pulse") == {"trust": 38, "motivation": 42}


@pytest.mark.parametrize(
    ("role", "lead", "contribute", "advise"),
    [
        ("L1", {"P01"}, {"P04"}, {"P05"}),
        ("L2", {"P02"}, {"P04", "P06"}, {"P09"}),
        ("L3", {"P05"}, {"P03"}, {"P07"}),
        ("L4", {"P07"}, {"P12", "P06"}, {"P13"}),
        ("L5", {"P11"}, {"P13"}, {"P05"}),
        ("L6", {"P03"}, {"P10"}, {"P14"}),
        ("L7", {"P08"}, {"P09"}, {"P02"}),
        ("L8", set(), {"P05", "P04"}, {"P13"}),
    ],
)
def test_who_does_what(
    story: Lives, role: str, lead: set[str], contribute: set[str], advise: set[str]
) -> None:
    claims = story.claims(role)
    for form, wanted in (("lead", lead), ("contribute", contribute), ("advise", advise)):
        assert {ref for ref, own in claims.items() if own == form} == wanted


def test_the_goals_have_two_versions(story: Lives) -> None:
    before, now = story.view.state.goals
    assert [goal.line.text for goal in before.goals][
        -1
    ] == "Folder met alle activiteiten per seizoen."
    told = {story.refs[(goal.line.origin.board, goal.line.origin.card)]: goal.line
            for goal in now.goals if goal.line.origin}  # fmt: skip
    assert {ref: line.change for ref, line in sorted(told.items())} == {
        "D1": "changed", "D2": "new", "D3": "new", "D4": "new", "D5": "changed", "D6": "stopped"
    }  # fmt: skip
    assert (told["D3"].sign, told["D3"].due) == (
        "8 maatjes, 20 mensen na 6 maanden nog lid", "dec 2027"
    )  # fmt: skip
    assert all(line.images and line.groups for line in told.values())
    assert len(now.goals) == 6


def test_where_the_trajectory_stands(story: Lives) -> None:
    state = story.view.state
    assert state.stand is Stand.FOLLOWING
    assert len([one for one in state.partners.values() if not one.left_at]) == 15
    assert len([slot for slot in state.plan if slot.confirmed_at]) == 6
    assert state.texts["working_vision"].now.lines[0].startswith("Elke inwoner")
    provisional = [one for one in state.claims.values() if one.provisional]
    assert len(provisional) == 1
    assert len(state.plan) == 9


def test_an_image_keeps_its_words_where_another_list_takes_only_for_whom_it_is(
    story: Lives,
) -> None:
    images = [item.text for item in story.view.kept.of("images")]
    assert len(images) == 10
    assert [text for text in images if not text.startswith("Over drie jaar")] == []
