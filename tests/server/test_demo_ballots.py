"""Ballots made to come to a result, held to the rules of the board and to that result."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.methods import dots_for
from server.demo.ballots import Impossible, dots, rankings, scale, spread

ROOM = [f"P{number % 14:02}" for number in range(26)]
PRIDE = {
    "B01": (13, 11), "B02": (11, 9), "B03": (10, 9), "B04": (8, 8), "B05": (8, 6), "B06": (6, 5),
    "B07": (5, 5), "B08": (4, 4), "B09": (4, 3), "B10": (3, 3), "B11": (2, 2), "B12": (1, 1),
}  # fmt: skip


def result(ballots: list[dict[str, int]], people: list[str]) -> dict[str, tuple[int, int]]:
    counts: Counter[str] = Counter()
    behind: dict[str, set[str]] = {}
    for ballot, organisation in zip(ballots, people, strict=True):
        counts.update(ballot)
        for option in ballot:
            behind.setdefault(option, set()).add(organisation)
    return {option: (count, len(behind[option])) for option, count in counts.items()}


def test_dots_come_to_the_count_and_to_the_organisations() -> None:
    each = dots_for(len(PRIDE))
    ballots = dots(PRIDE, ROOM, each)
    assert result(ballots, ROOM) == PRIDE
    assert all(sum(ballot.values()) <= each for ballot in ballots)
    assert all(count <= 2 for ballot in ballots for count in ballot.values())
    assert ballots == dots(PRIDE, ROOM, each)


@given(st.data())
def test_whatever_a_room_could_vote_is_found_again(data: st.DataObject) -> None:
    people = data.draw(st.lists(st.sampled_from("abcdefg"), min_size=5, max_size=20))
    options = [f"o{number}" for number in range(data.draw(st.integers(4, 9)))]
    each = dots_for(len(options))
    cast = []
    for _ in people:
        given = data.draw(st.lists(st.sampled_from(options), max_size=each))
        cast.append({option: min(2, count) for option, count in Counter(given).items()})
    wanted = result(cast, people)
    try:
        found = dots(wanted, people, each)
    except Impossible:
        # It looks for a while and not for ever; what it gives is never wrong.
        return
    assert result(found, people) == wanted


@pytest.mark.parametrize(
    ("wanted", "people"),
    [
        ({"g": 31, "c": 25, "v": 19, "a": 15}, 15),
        ({"a": 44, "b": 38, "c": 27, "d": 22, "e": 13}, 24),
    ],
)
def test_rankings_come_to_the_points(wanted: dict[str, int], people: int) -> None:
    ballots = rankings(wanted, people)
    total: Counter[str] = Counter()
    for ballot in ballots:
        assert sorted(ballot.values()) == [1, 2, 3]
        total.update(ballot)
    assert dict(total) == wanted


@pytest.mark.parametrize("people", [3, 15, 22, 24, 26])
@pytest.mark.parametrize("mean", [19, 25, 31, 38, 42, 48])
def test_a_scale_comes_to_its_mean(mean: int, people: int) -> None:
    try:
        counts = scale(mean, people)
    except Impossible:
        reachable = {(20 * total + people) // (2 * people) for total in range(people, 5 * people)}
        assert mean not in reachable
        return
    assert sum(counts.values()) == people
    total = sum(int(value) * count for value, count in counts.items())
    assert (20 * total + people) // (2 * people) == mean


def test_a_result_that_no_room_can_have_is_refused() -> None:
    with pytest.raises(Impossible):
        dots({"a": (7, 1)}, ["P01"] * 3, 2)
    with pytest.raises(Impossible):
        dots({"a": (2, 4)}, ["P01", "P02", "P03"], 2)
    with pytest.raises(Impossible):
        rankings({"a": 6, "b": 6, "c": 5}, 3)
    with pytest.raises(Impossible):
        spread({"a": 4}, 3)
    assert Counter(spread({"a": 2, "b": 1}, 4)) == {"a": 2, "b": 1, None: 1}
