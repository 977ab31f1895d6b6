"""``uv run python -m tests.faults``: every fault and every mutant, written to docs/reliability.md.

With names of faults, or ``mutants``, it runs those and only prints.
"""

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

from tests.faults import report
from tests.faults.checker import Verdict
from tests.faults.crowd import Load
from tests.faults.mutants import ALL
from tests.faults.report import Caught, Tried
from tests.faults.trial import NotInjected
from tests.faults.trials import TRIALS, UNDER, Ground, attempt, ground

ROOT = Path(__file__).parent.parent.parent
MUTANTS = "mutants"
MUTANT_SECONDS = 3.0


def main() -> int:
    asked = _parser().parse_args()
    names = asked.names or [*TRIALS, MUTANTS]
    load = Load(boards=asked.boards, people=asked.people, rate=asked.rate)
    seeds = range(asked.seed, asked.seed + asked.seeds)
    command = " ".join(["uv run python -m tests.faults", *sys.argv[1:]])
    tried: list[Tried] = []
    caught: list[Caught] = []
    text = ""

    def write() -> None:
        """After each, so that what was found so far is not lost with what fails."""
        nonlocal text
        text = report.text(tried, caught, load, asked, command)
        if not asked.names:
            (ROOT / "docs/reliability.md").write_text(text)

    with ground() as on:
        for name in ALL if MUTANTS in names else ():
            caught.append(_catch(name, on, asked.seed))
            write()
        for name in names:
            if name in TRIALS:
                tried.append(_try(name, on, load, seeds, asked.seconds))
                write()
    print(text)
    wrong = any(one.findings or one.failed for one in tried)
    return 1 if wrong or not all(one.by for one in caught) else 0


def _try(name: str, on: Ground, load: Load, seeds: range, seconds: float) -> Tried:
    tried = Tried(TRIALS[name])
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            try:
                verdict, stand = attempt(TRIALS[name], on, Path(folder), seed, seconds, load)
            except NotInjected as nothing:
                tried.failed += 1
                print(nothing, file=sys.stderr)
                continue
            except Exception:  # noqa: BLE001 - the others are tried all the same
                tried.failed += 1
                traceback.print_exc()
                on.close()
                continue
        tried.take(verdict, stand.injected)
        print(f"{name} seed {seed}: {_told(verdict)}", file=sys.stderr, flush=True)
    return tried


def _told(verdict: Verdict) -> str:
    return verdict.told() if verdict.findings else f"{verdict.acknowledged} acknowledged, all well"


def _catch(name: str, on: Ground, seed: int) -> Caught:
    """A mutant that shows with none of some seeds was not caught."""
    mutant = ALL[name]
    load = Load(rate=120, patience=5.0)
    by: list[str] = []
    for one in range(seed, seed + 3):
        with tempfile.TemporaryDirectory() as folder:
            trial = UNDER[mutant.under]
            try:
                verdict, _ = attempt(trial, on, Path(folder), one, MUTANT_SECONDS, load, mutant)
            except Exception:  # noqa: BLE001 - this says nothing of the mutant
                traceback.print_exc()
                continue
        by = sorted(mutant.by & set(verdict.caught))
        if by:
            break
    print(f"{name}: {' '.join(by) or 'NOT CAUGHT'}", file=sys.stderr, flush=True)
    return Caught(mutant, by)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *TRIALS, MUTANTS], metavar="name")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each run")
    parser.add_argument("--seeds", type=int, default=3, help="runs of each fault")
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--boards", type=int, default=3)
    parser.add_argument("--people", type=int, default=12, help="on each board")
    parser.add_argument("--rate", type=float, default=150.0, help="commands a second of all")
    return parser


if __name__ == "__main__":
    sys.exit(main())
