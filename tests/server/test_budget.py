"""The budget of failed guesses: hard on one who tries, unnoticed by a full room."""

from pathlib import Path

from server.web.budget import ALL_TOGETHER, ONE_ADDRESS, REMEMBERED, Budget
from tests.running import Running


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_room_that_makes_no_mistakes_is_never_stopped() -> None:
    budget = Budget(Clock())
    assert all(budget.open("10.0.0.1") for _ in range(1000))


def test_S9_one_address_that_guesses_is_stopped_and_others_are_not() -> None:
    clock = Clock()
    budget = Budget(clock)
    for _ in range(int(ONE_ADDRESS.burst)):
        assert budget.open("10.0.0.1")
        budget.spend("10.0.0.1")
    assert not budget.open("10.0.0.1")
    assert budget.open("10.0.0.2")
    clock.now += 1 / ONE_ADDRESS.per_second + 0.001
    assert budget.open("10.0.0.1")


def test_S9_many_addresses_together_are_stopped() -> None:
    clock = Clock()
    budget = Budget(clock)
    tries = 0
    while budget.open(f"10.0.{tries // 250}.{tries % 250}"):
        budget.spend(f"10.0.{tries // 250}.{tries % 250}")
        tries += 1
    assert tries == ALL_TOGETHER.burst
    clock.now += 1.0
    assert budget.open("10.9.9.9")


def test_S9_several_processes_together_allow_what_one_does(tmp_path: Path) -> None:
    with Running.start(tmp_path, workers=4, trusted_proxies=("127.0.0.1",)) as running:
        visitor = running.visitor()
        tries = 0
        while visitor.get("/j/ZZZZZZ", {"x-forwarded-for": f"10.0.0.{tries}"}).status == 404:
            tries += 1
    # And what came free meanwhile.
    assert ALL_TOGETHER.burst / 4 <= tries < ALL_TOGETHER.burst / 2


def test_it_remembers_a_bounded_number() -> None:
    budget = Budget(Clock())
    for number in range(REMEMBERED + 100):
        budget.spend(str(number))
    assert len(budget._spent) == REMEMBERED


def test_a_clock_that_stands_still_gives_nothing_back() -> None:
    budget = Budget(Clock())
    for _ in range(200):
        budget.spend("10.0.0.1")
    assert not budget.open("10.0.0.1")
