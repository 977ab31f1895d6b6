"""``uv run python -m tests.faults``: every fault and every mutant, written to docs/reliability.md.

With names of faults, or ``mutants``, those only; the rows of the others stay as they were.
"""

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

from msgspec.structs import replace

from tests.faults import report
from tests.faults.checker import Verdict
from tests.faults.crowd import Load
from tests.faults.mutants import ALL
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
    results = report.read()
    well = True

    def write() -> None:
        """After each, so that what was found so far is not lost with what fails."""
        report.write(results)
        (ROOT / "docs/reliability.md").write_text(report.text(results, TRIALS, ALL))

    with ground() as on:
        for name in names:
            if name in TRIALS:
                row = results.rows[name] = _try(name, on, load, seeds, asked)
                well = well and not (row.findings or row.failed)
                write()
        for name in ALL if MUTANTS in names else ():
            by = _catch(name, on, asked.seed)
            results.caught[name] = report.caught(ALL[name], by)
            well = well and bool(by)
            write()
    return 0 if well else 1


def _try(name: str, on: Ground, load: Load, seeds: range, asked: argparse.Namespace) -> report.Row:
    row = report.row(TRIALS[name], asked)
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            try:
                verdict, stand = attempt(TRIALS[name], on, Path(folder), seed, asked.seconds, load)
            except NotInjected as nothing:
                row.failed += 1
                print(nothing, file=sys.stderr)
                continue
            except Exception:  # noqa: BLE001 - the others are tried all the same
                row.failed += 1
                traceback.print_exc()
                on.close()
                continue
        row.take(verdict, stand.injected, stand.told)
        print(f"{name} seed {seed}: {_told(verdict)}", file=sys.stderr, flush=True)
    return row


def _told(verdict: Verdict) -> str:
    return verdict.told() if verdict.findings else f"{verdict.acknowledged} acknowledged, all well"


def _catch(name: str, on: Ground, seed: int) -> list[str]:
    """A mutant that shows with none of some seeds was not caught."""
    mutant = ALL[name]
    load = Load(rate=120, patience=5.0)
    by: list[str] = []
    for one in range(seed, seed + 3):
        with tempfile.TemporaryDirectory() as folder:
            # One server starts sooner than two with all they need.
            trial = replace(UNDER[mutant.under], servers=mutant.servers)
            try:
                verdict, _ = attempt(trial, on, Path(folder), one, MUTANT_SECONDS, load, mutant)
            except Exception:  # noqa: BLE001 - this says nothing of the mutant
                traceback.print_exc()
                continue
        by = sorted(mutant.by & set(verdict.caught))
        if by:
            break
    print(f"{name}: {' '.join(by) or 'NOT CAUGHT'}", file=sys.stderr, flush=True)
    return by


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
