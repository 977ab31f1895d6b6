"""A power cut takes nothing that was said to be saved; and it would, were a disk not waited for."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.faults import power
from tests.faults.kept import whole
from tests.faults.preload import Preload

ROWS = 40
# The writer of the server, with its settings; each row is told when it is committed.
PROGRAM = f"""
import sys, time
from pathlib import Path
from sqlalchemy import text
from server.store.sqlite import engine
if sys.argv[2] == 'NORMAL':
    engine._PRAGMAS = tuple(
        ('synchronous', 'NORMAL', 1) if one[0] == 'synchronous' else one for one in engine._PRAGMAS
    )
with engine.writing(Path(sys.argv[1])).connect() as line:
    with line.begin():
        line.execute(text('CREATE TABLE kept (n integer PRIMARY KEY, words text)'))
    for n in range({ROWS}):
        with line.begin():
            line.execute(text('INSERT INTO kept VALUES (:n, :words)'), dict(n=n, words='x' * 500))
        print(n, time.monotonic(), flush=True)
    # As when the power goes: nothing is closed.
    import os
    os._exit(0)
"""


def acknowledged_and_lost(folder: Path, level: str) -> tuple[int, int]:
    """Over all the moments at which the power might have gone."""
    database = folder / "data/board.sqlite3"
    database.parent.mkdir()
    disk = Preload(folder / "of", database.parent, journal=True)
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(database), level],
        env=os.environ | disk.variables,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    told = [(int(n), float(t)) for n, t in (line.split() for line in said.splitlines())]
    assert len(told) == ROWS
    assert disk.journal is not None
    notes = power.read(disk.journal)
    acknowledged = lost = 0
    random = Random(1)
    for t, files in power.cuts(notes, random.sample(range(1, len(notes) + 1), 40), random):
        left = power.put(folder / "left", files)
        assert whole(left) == []
        there = power.keys(left, "SELECT n FROM kept")
        before = {n for n, at in told if at < t}
        acknowledged += len(before)
        lost += len(before - there)
    return acknowledged, lost


@pytest.mark.parametrize("level", ["FULL", "NORMAL"])
def test_N17_what_was_saved_outlives_a_power_cut(level: str, tmp_path: Path) -> None:
    acknowledged, lost = acknowledged_and_lost(tmp_path, level)
    assert acknowledged > ROWS
    # The lesser level is only there to show that a loss would be seen.
    assert (lost > 0) == (level == "NORMAL")
