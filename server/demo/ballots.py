"""Ballots that come to a given result: so that the demo's people really vote.

The result of a made-up vote stands in the demo's data: dots and organisations for
each option, how many chose what. This makes one ballot for each person that
together give it, by the rules of the board: so many dots each, at most two on one
option. The same data always gives the same ballots.
"""

from collections.abc import Mapping, Sequence
from random import Random

TRIES = 4000


class Impossible(ValueError):
    """No ballots by the rules of the board come to this result."""


def dots(
    wanted: Mapping[str, tuple[int, int]],
    people: Sequence[str],
    each: int,
    most: int = 2,
    seed: int = 1,
) -> list[dict[str, int]]:
    """A ballot for each of ``people``, who are given by their organisation.

    ``wanted`` maps an option to its dots, and to the number of organisations they
    came from. Raises Impossible.
    """
    rng = Random(seed)  # noqa: S311 - the same each time, on purpose
    for _ in range(TRIES):
        ballots = _dots(wanted, people, each, most, rng)
        if ballots is not None:
            return ballots
    raise Impossible(f"no {len(people)} ballots of {each} dots come to {dict(wanted)}")


def _dots(
    wanted: Mapping[str, tuple[int, int]], people: Sequence[str], each: int, most: int, rng: Random
) -> list[dict[str, int]] | None:
    ballots: list[dict[str, int]] = [{} for _ in people]
    left = [each] * len(people)
    members: dict[str, list[int]] = {}
    for person, organisation in enumerate(people):
        members.setdefault(organisation, []).append(person)
    # What many dots of few organisations stand behind, or of nearly all, has the least
    # choice and goes first; which of the two is harder differs, so both are tried.
    crowded = rng.random()
    for option, (count, organisations) in sorted(
        wanted.items(),
        key=lambda it: -(it[1][1] + crowded * 12 * it[1][0] / it[1][1]) + rng.random(),
    ):
        room = {
            name: sum(min(most, left[person]) for person in persons)
            for name, persons in members.items()
        }
        order = sorted(room, key=lambda name: -room[name] + 3 * rng.random())
        behind = [name for name in order if room[name] > 0][:organisations]
        if len(behind) < organisations or sum(room[name] for name in behind) < count:
            return None
        rest = count
        for name in behind:
            rest -= _give(option, members[name], ballots, left, most, rng)
        while rest > 0:
            able = [
                name
                for name in behind
                if any(left[one] and ballots[one].get(option, 0) < most for one in members[name])
            ]
            if not able:
                return None
            rest -= _give(option, members[rng.choice(able)], ballots, left, most, rng)
        if rest < 0:
            return None
    return ballots


def _give(
    option: str,
    persons: list[int],
    ballots: list[dict[str, int]],
    left: list[int],
    most: int,
    rng: Random,
) -> int:
    able = [one for one in persons if left[one] and ballots[one].get(option, 0) < most]
    # Who has most left gives first: nobody is then left with dots and no place for them.
    chosen = max(able, key=lambda one: (left[one], rng.random()))
    ballots[chosen][option] = ballots[chosen].get(option, 0) + 1
    left[chosen] -= 1
    return 1


def rankings(wanted: Mapping[str, int], people: int, seed: int = 1) -> list[dict[str, int]]:
    """A top three for each person; ``wanted`` maps an option to its points.

    Raises Impossible.
    """
    rng = Random(seed)  # noqa: S311 - the same each time, on purpose
    if sum(wanted.values()) != 6 * people:
        raise Impossible(f"{people} rankings give {6 * people} points, not {sum(wanted.values())}")
    for _ in range(TRIES):
        left = dict(wanted)
        ballots: list[dict[str, int]] = []
        for remaining in range(people, 0, -1):
            ballot = _ranking(left, remaining, rng)
            if ballot is None:
                break
            ballots.append(ballot)
            for option, points in ballot.items():
                left[option] -= points
        if len(ballots) == people and not any(left.values()):
            return ballots
    raise Impossible(f"no {people} rankings come to {dict(wanted)}")


def _ranking(left: Mapping[str, int], remaining: int, rng: Random) -> dict[str, int] | None:
    """What has most points to come for each who is still to choose, goes first."""
    order = sorted(left, key=lambda option: (-left[option], rng.random()))
    ballot: dict[str, int] = {}
    for points in (3, 2, 1):
        able = [
            option
            for option in order
            if option not in ballot and points <= left[option] <= 3 * remaining
        ]
        if not able:
            return None
        # Now and then another one, or three that are level would never come out.
        ballot[able[0] if rng.random() < 0.7 else rng.choice(able)] = points
    return ballot


def spread(counts: Mapping[str, int], people: int, seed: int = 1) -> list[str | None]:
    """What each chose, mixed; None for who chose nothing. Raises Impossible."""
    chosen: list[str | None] = [option for option, count in counts.items() for _ in range(count)]
    if len(chosen) > people:
        raise Impossible(f"{len(chosen)} answers of {people} people")
    chosen += [None] * (people - len(chosen))
    Random(seed).shuffle(chosen)  # noqa: S311 - the same each time, on purpose
    return chosen


def scale(mean_tenths: int, people: int) -> dict[str, int]:
    """Counts on a scale of 1 to 5 whose mean is shown as this, such as 48 for 4,8.

    Raises Impossible.
    """
    for total in range(people, 5 * people + 1):
        if (20 * total + people) // (2 * people) == mean_tenths:
            low, high = divmod(total, people)
            counts = {str(low): people - high}
            return counts | ({str(low + 1): high} if high else {})
    raise Impossible(f"no answers of {people} people have a mean of {mean_tenths / 10}")
