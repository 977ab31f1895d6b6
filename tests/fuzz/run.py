"""Runs hunts and says what came of them."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

PATIENCE = 900
BROKE = ("crash-", "timeout-", "oom-", "leak-")


class Hunted(Struct, frozen=True):
    tried: dict[str, int]
    edges: int
    corpus: int
    broke: dict[str, bytes]
    """What broke a reader, by the name of its file."""
    said: str


def hunt(names: Sequence[str], folder: Path, seconds: int, seed: int = 1) -> Hunted:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz.hunt",
            ",".join(names),
            str(folder),
            str(seconds),
            str(seed),
        ],
        capture_output=True,
        timeout=seconds + PATIENCE,
        check=False,
    )
    said = (done.stdout + done.stderr).decode(errors="replace")
    edges = [int(one) for one in re.findall(r"\bcov: (\d+)", said)]
    tried = folder / "tried"
    broke = {one.name: one.read_bytes() for one in folder.iterdir() if one.name.startswith(BROKE)}
    if done.returncode and not broke:
        raise RuntimeError(f"the hunt ended with {done.returncode}: {said[-2000:]}")
    return Hunted(
        json.loads(tried.read_text()) if tried.exists() else {},
        edges[-1] if edges else 0,
        sum(1 for _ in (folder / "corpus").iterdir()),
        broke,
        said,
    )
