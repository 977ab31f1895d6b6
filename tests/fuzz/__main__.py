"""``uv run python -m tests.fuzz --seconds 60``: each reader so long, into ``docs/fuzzing.md``."""

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.board.play import ROOT
from tests.fuzz.run import Hunted, hunt
from tests.fuzz.targets import TARGETS

PAGE = ROOT / "docs/fuzzing.md"
BEGIN, END = "<!-- hunts -->\n", "<!-- hunts end -->\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=TARGETS, nargs="*", default=list(TARGETS))
    parser.add_argument("--keep", type=Path, help="a folder for what is found, to go on from")
    asked = parser.parse_args()
    found: dict[str, Hunted] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.only:
            where = (asked.keep or Path(folder)) / name
            one = found[name] = hunt([name], where, asked.seconds, asked.seed)
            print(f"{name}: {one.tried.get(name, 0)} tried, {len(one.broke)} broke", flush=True)
            for file, data in one.broke.items():
                print(f"  {file}: {data!r}\n{one.said[-2000:]}")
    if list(found) == list(TARGETS):
        text = PAGE.read_text()
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        PAGE.write_text(before + BEGIN + told(found, asked.seconds, asked.seed) + END + after)
    return 1 if any(one.broke for one in found.values()) else 0


def told(found: dict[str, Hunted], seconds: int, seed: int) -> str:
    tried = sum(sum(one.tried.values()) for one in found.values())
    broke = sum(len(one.broke) for one in found.values())
    rows = "".join(
        f"| `{name}` | {sum(one.tried.values())} | {one.edges} "
        f"| {one.corpus} | {len(one.broke)} |\n"
        for name, one in found.items()
    )
    return (
        f"**{tried} tried, {broke} broke a reader**: `uv run python -m tests.fuzz "
        f"--seconds {seconds} --seed {seed}`, on {datetime.now(UTC):%Y-%m-%d}.\n\n"
        f"| reader | tried | edges | kept | broke |\n| --- | --- | --- | --- | --- |\n{rows}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
