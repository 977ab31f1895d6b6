"""All runs of the bench, written to docs/bench.md with pictures; or some of them, only printed."""

import argparse
import sys
import time
import traceback
from pathlib import Path

import msgspec

from tests.bench import report, servers
from tests.bench.runs import Found, Runs
from tests.bench.servers import Missing
from tests.bench.stage import ONE
from tests.bench.words import COMMAND

DOCS = Path(__file__).parent.parent.parent / "docs"
FIGURES = DOCS / "bench.json"
PARTS = ["rooms", "joined", "full", "idle", "storms", "growth", "cards", "many"]


def main() -> int:
    asked = _parser().parse_args()
    if asked.draw:
        report.write(msgspec.json.decode(FIGURES.read_bytes(), type=Found), DOCS)
        return 0
    found = Found(seed=asked.seed, rounds=asked.rounds)
    for name in asked.of or ONE:
        if name in servers.PEERS:
            try:
                servers.prepare(servers.PEERS[name])
            except Missing as fault:
                found.absent[name] = str(fault)
                print(f"without {name}: {fault}", file=sys.stderr)
    runs = Runs(found, asked.of)
    for part in asked.parts or PARTS:
        began = time.monotonic()
        try:
            getattr(runs, part)()
        except Exception as fault:  # noqa: BLE001 the other parts are still worth their minutes
            traceback.print_exc()
            found.failed[part] = f"{type(fault).__name__}: {fault}"
        print(f"{part}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    if not asked.parts and not asked.of:
        FIGURES.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
        report.write(found, DOCS)
    print(report.paper(found))
    return 1 if found.failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part", help=str(PARTS))
    parser.add_argument("--of", nargs="+", default=[], choices=ONE, help="only these servers")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draw", action="store_true", help="the page again, from docs/bench.json")
    return parser


if __name__ == "__main__":
    sys.exit(main())
