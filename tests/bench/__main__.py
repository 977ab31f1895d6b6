"""``uv run python -m tests.bench``: every scenario, written to docs/bench.md.

With names of scenarios it runs those and only prints.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import boards, report, rooms
from tests.bench.rooms import ROOT, SCENARIOS, Result, Scenario

BOARDS = "board2000"
NAMES = [*(scenario.name for scenario in SCENARIOS), BOARDS]


def main() -> int:
    asked = _parser().parse_args()
    names = asked.scenarios or NAMES
    text = report.head(asked.seed, asked.rounds, asked.seconds)
    missed = 0
    for scenario in SCENARIOS:
        if scenario.name in names:
            ours, plain = _rooms(scenario, asked.seconds, asked.rounds, asked.seed)
            text += report.rows(scenario, ours, plain)
            missed += ours.missed + plain.missed
    if BOARDS in names:
        with tempfile.TemporaryDirectory() as folder:
            text += report.boards(boards.run(Path(folder), asked.seed, rounds=9))
    if not asked.scenarios:
        (ROOT / "docs/bench.md").write_text(text)
    print(text)
    if missed:
        print(f"{missed} deliveries never came", file=sys.stderr)
    return 1 if missed else 0


def _rooms(
    scenario: Scenario, seconds: float, rounds: int, seed: int
) -> tuple[Result, Result]:
    """The two servers take turns, so that a slow moment of the machine hits both."""
    ours, plain = [], []
    for number in range(rounds):
        plain.append(rooms.run_plain(scenario, seconds, seed + number))
        with tempfile.TemporaryDirectory() as folder:
            ours.append(rooms.run_doorstart(scenario, seconds, seed + number, Path(folder)))
        print(f"{scenario.name} {number + 1}/{rounds}", file=sys.stderr)
    return report.middle(ours), report.middle(plain)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=report.COMMAND, description=__doc__)
    parser.add_argument("scenarios", nargs="*", choices=[[], *NAMES], metavar="scenario")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
