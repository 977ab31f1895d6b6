"""The bench works, and the promise about large boards holds; short forms of both."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest

from tests.bench import boards, pages, report, runs, servers
from tests.bench.__main__ import DOCS, FIGURES
from tests.bench.curves import Chart, draw
from tests.bench.drive import ClientTooBusy, Played, Scenario, play, stand, storm
from tests.bench.meter import Load, cpu
from tests.bench.native import NoCompiler, program
from tests.bench.runs import BUSY, LARGE, Found, Full
from tests.bench.stage import FLOOR, LOOP, OURS, SOCKETIO, Stage, stage
from tests.bench.targets import targets

SHORT = Scenario("short", people=6, rate=60, seconds=1.0)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    try:
        program("client")
    except NoCompiler as fault:
        pytest.skip(str(fault))


@pytest.fixture(params=[FLOOR, LOOP, OURS])
def one(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with stage(request.param, SHORT.people) as ready:
        yield ready


def test_every_change_reaches_every_screen_and_is_counted(one: Stage) -> None:
    played = play(one.crowd, one.served, SHORT, seed=1)
    assert played.changes > 30
    assert played.missed == played.refused == 0
    assert played.deliveries == played.changes * SHORT.people
    assert 0 < played.p50 <= played.p99
    assert played.cpu_us > 0
    # Nobody's clock is read before the play, and the next play counts anew.
    again = play(one.crowd, one.served, SHORT, seed=1)
    assert again.deliveries == played.deliveries
    back = storm(one.crowd, one.served, one.meanwhile)
    assert back.current == back.people == SHORT.people
    assert 0 < back.p50 <= back.slowest
    assert stand(one.crowd, one.served, few=2).join_us > 0


@pytest.fixture
def of_npm() -> None:
    if not servers.has_npm():
        pytest.skip("run: npm install --prefix tests/bench/peers --no-package-lock")


@pytest.mark.usefixtures("of_npm")
@pytest.mark.parametrize(("name", "two"), [("ws", False), ("hocuspocus", False), (SOCKETIO, True)])
def test_each_speaks_the_wire_of_its_own(name: str, two: bool) -> None:
    with stage(name, SHORT.people, two=two) as ready:
        played = play(ready.crowd, ready.served, SHORT, seed=1)
        assert played.missed == 0
        assert played.deliveries == played.changes * SHORT.people
        assert (played.services_us > 0) == two


def test_a_busy_load_client_fails_the_run() -> None:
    with stage(FLOOR, SHORT.people) as ready, pytest.raises(ClientTooBusy):
        play(ready.crowd, ready.served, SHORT, seed=1, busiest=0.0)


def test_a_screen_that_hears_nothing_is_missed() -> None:
    """Half of the people are on a server of their own that no one sends to."""
    with stage(FLOOR, 4) as here, stage(FLOOR, 4) as there:
        here.crowd.ports = [*here.served.ports, *there.served.ports]  # type: ignore[attr-defined]
        played = play(here.crowd, here.served, SHORT, seed=1, patience=0.2)
    assert played.missed == played.deliveries


def test_a_merged_frame_counts_for_each_change_it_carries() -> None:
    """Many at once: they are gathered, and yet each is on every screen."""
    with stage(OURS, SHORT.people) as ready:
        dues = [0.1 + k / 1000 for k in range(40)]
        played = play(ready.crowd, ready.served, SHORT, seed=2, dues=dues)
    assert played.deliveries == 40 * SHORT.people
    assert played.frames < played.deliveries


def test_arrivals_are_those_of_the_seed() -> None:
    with stage(FLOOR, 3) as ready:
        plans = [ready.crowd.plan(Random(seed), [0.1, 0.2, 0.3, 0.4]) for seed in (1, 1, 2)]
    senders = [[send.screen for send in plan.sends] for plan in plans]
    assert senders[0] == senders[1] != senders[2]


def test_the_clock_of_a_process_is_its_processor_time() -> None:
    with stage(FLOOR, 1) as ready:
        pid = ready.served.pids[0]
        before, load = cpu(pid), Load(ready.served.pids)
        play(ready.crowd, ready.served, SHORT, seed=1)
        assert 0 < load.seconds <= cpu(pid) - before


def test_B4_one_event_on_2000_cards_costs_little_more_than_on_20(tmp_path: Path) -> None:
    """By what is done for it, which no neighbour on the machine changes: the time that this
    takes on a quiet one stands in ``docs/bench.md``.
    """
    costs = boards.run(tmp_path, seed=1, rounds=1)
    small, large = costs[boards.SMALL], costs[boards.LARGE]
    assert 0 < small.thinking < small.whole
    assert small.steps > 1000
    assert large.steps <= 1.2 * small.steps
    # Tables of the board are copied, a few bytes for each card, and no card itself.
    assert large.taken - small.taken <= 128 * (boards.LARGE - boards.SMALL)


def some(cpu_us: float, services_us: float = 0.0) -> Played:
    return Played("s", 3, 1, 10, 30, 0, 0, cpu_us, services_us, 1.0, 2.0, 0.1, 0.0, 30.0, 30)


def test_a_target_says_whether_it_is_met_and_by_how_much_not() -> None:
    found = Found(
        rooms={LARGE.name: {OURS: some(9), FLOOR: some(6), SOCKETIO: some(20)}},
        joined={LARGE.name: {OURS: some(9, 3), SOCKETIO: some(20, 1)}},
        full={
            OURS: Full(100, 300_000, 1, 0.1, ""),
            SOCKETIO: Full(100, 100_000, 1, 0.1, ""),
        },
    )
    verdicts = {one.what: one.verdict for one in targets(found)}
    floor = next(told for what, told in verdicts.items() if "C floor" in what)
    assert floor == "**missed**, by a factor of 1.50"
    same = next(told for what, told in verdicts.items() if "the same, × Socket.IO" in what)
    assert same == "met"
    # What Redis and PostgreSQL spend counts: 12 of 21 is more than half.
    two = next(told for what, told in verdicts.items() if "its adapter" in what)
    assert two == "**missed**, by a factor of 1.14"
    full = next(told for what, told in verdicts.items() if "Saturation" in what)
    assert full == "**missed**, by a factor of 1.33"


def test_a_curve_has_its_axes_and_the_name_of_each_line_at_its_end() -> None:
    chart = Chart("Title", "across", "up", {"a": {10: 1.0, 100: 4.0}, "b & c": {10: 2.0, 100: 3.9}})
    drawn = ET.fromstring(draw(chart))
    texts = {one.text: float(one.get("y", 0)) for one in drawn.iter() if one.tag.endswith("text")}
    assert {"Title", "across", "up", "10", "100", "0", "4"} <= set(texts)
    # Lines that end together do not write over each other.
    assert abs(texts["a 4"] - texts["b & c 3.9"]) >= 12


def test_the_last_result_stands_in_the_docs_as_its_figures_say() -> None:
    found = msgspec.json.decode(FIGURES.read_bytes(), type=Found)
    paper = (DOCS / "bench.md").read_text()
    assert found.failed == found.absent == {}
    assert {OURS, FLOOR, SOCKETIO, LOOP} <= set(found.rooms[BUSY.name])
    for target in targets(found):
        assert f"| {target.what} |" in paper
        assert target.verdict in paper
    for name, chart in report.charts(found).items():
        assert (DOCS / f"bench-{name}.svg").read_text() == draw(chart)
    assert f"seed {found.seed}" in paper
    assert re.search(r"measured on \d{4}-\d\d-\d\d", paper)
    assert runs.LONE.name in found.rooms


def test_what_pages_cost_stays_when_the_rest_is_written_anew() -> None:
    paper = (DOCS / "bench.md").read_text()
    section = pages.kept(paper)
    assert "| that draws on five earlier ones |" in section
    assert pages.placed("# Other\n", section) == "# Other\n\n" + section
    assert pages.placed(paper, "## Pages\n\nNew.\n").count("## Pages") == 1
    assert pages.kept("# Other\n") == ""
