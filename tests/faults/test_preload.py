"""What is made wrong for one program is wrong there, and right again when it is healed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.preload import SECOND, Preload

PROGRAM = """
import errno, os, sys, time
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
def told(act):
    try:
        return act() is None or 'done'
    except OSError as fault:
        return errno.errorcode[fault.errno]
os.pwrite(file, b'x' * 100, 0)
for line in sys.stdin:
    match line.split():
        case ['grow']: said = told(lambda: os.pwrite(file, b'y' * 200, 0))
        case ['again']: said = told(lambda: os.pwrite(file, b'z' * 100, 0))
        case ['sync']: said = told(lambda: os.fdatasync(file))
        case ['time']: said = time.time()
        case ['steady']: said = time.monotonic()
    print(said, flush=True)
"""


class Program:
    def __init__(self, disk: Preload, file: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", PROGRAM, str(file)],
            env=os.environ | disk.variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def does(self, what: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture
def disk(tmp_path: Path) -> Preload:
    return Preload(tmp_path / "of", tmp_path / "files", journal=True)


@pytest.fixture
def program(disk: Preload, tmp_path: Path) -> Iterator[Program]:
    (tmp_path / "files").mkdir()
    one = Program(disk, tmp_path / "files/it")
    yield one
    one.process.communicate("")


def test_a_disk_is_full_breaks_and_is_whole_again(disk: Preload, program: Program) -> None:
    assert program.does("sync") == "True"
    disk["full"] = 1
    assert program.does("grow") == "ENOSPC"
    # What has its place on the disk can be written anew, as on a real one.
    assert program.does("again") == "done"
    disk["fail_every"] = 1
    assert program.does("sync") == "EIO"
    assert (disk["refused"], disk["failed"]) == (1, 1)
    disk.heal()
    assert program.does("grow") == "done"
    assert program.does("sync") == "True"


def test_the_time_of_day_jumps_and_what_counts_on_does_not(disk: Preload, program: Program) -> None:
    before, steady = float(program.does("time")), float(program.does("steady"))
    disk["clock_ns"] = -86400 * SECOND
    assert float(program.does("time")) < before - 80000
    assert float(program.does("steady")) >= steady
    disk.heal()
    assert float(program.does("time")) >= before


def test_other_files_and_other_programs_are_left_alone(
    disk: Preload, program: Program, tmp_path: Path
) -> None:
    assert program.does("again") == "done"
    disk["full"] = disk["fail_every"] = 1
    other = Program(disk, tmp_path / "elsewhere")
    assert other.does("grow") == "done"
    assert other.does("sync") == "True"
    other.process.communicate("")
    assert program.does("grow") == "ENOSPC"
