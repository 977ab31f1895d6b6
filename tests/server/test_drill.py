"""The day on which the disk is full or the database damaged, as ``docs/operations.md`` tells it."""

import re
import shutil
import subprocess
import sys
from os import environ
from pathlib import Path

from server.store.sqlite.engine import reading
from server.store.tables import metadata
from tests.faults.preload import Preload
from tests.running import SERVE, Running, environment
from tests.server.conftest import Command
from tests.server.test_backup import Writing, of_sqlite, opens

ROOT = Path(__file__).parent.parent.parent
PAGE_BYTES = 4096


def starts(running: Running, **more: str) -> subprocess.CompletedProcess[str]:
    """A server with these settings, that must end by itself."""
    return subprocess.run(
        [sys.executable, *SERVE],
        env=environ | environment(running.settings) | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_M1_a_server_on_a_full_disk_says_so_and_starts_when_there_is_room(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        writing = Writing(running)
    disk = Preload(tmp_path / "disk", running.settings.data)
    disk["full"] = 1
    told = starts(running, **disk.variables)
    assert told.returncode == 1
    assert f"The disk of {running.settings.data} is full" in told.stderr
    assert "Make room on it, and start again." in told.stderr
    assert "Traceback" not in told.stderr
    assert disk["refused"] > 0
    with Running.start(tmp_path) as running:
        opens(running, writing)


def test_M2_a_damaged_page_is_found_at_the_start_and_the_last_backup_is_put_back(
    tmp_path: Path, command: Command
) -> None:
    backup, aside = tmp_path / "last.backup", tmp_path / "aside"
    with Running.start(tmp_path) as running:
        writing = Writing(running)
        where = {"DOORSTART_DATA": str(running.settings.data)}
        assert command(where, "backup", str(backup)).code == 0
    database = running.settings.database
    whole = of_sqlite(database)
    damage(database, "event")
    was = database.read_bytes()

    told = starts(running)
    assert told.returncode == 1
    assert f"{database} is damaged" in told.stderr
    assert "`doorstart restore FILE`" in told.stderr
    assert "Traceback" not in told.stderr
    assert database.read_bytes() == was, "it wrote to a file that is damaged"
    checked = command(where, "check")
    assert checked.code == 1
    assert f"{database} is damaged" in checked.out

    aside.mkdir()
    for part in database.parent.glob(f"{database.name}*"):
        shutil.move(part, aside)
    back = command(where, "restore", str(backup))
    assert back.code == 0, back.err
    assert of_sqlite(database)["event"] == whole["event"]
    with Running.start(tmp_path) as running:
        opens(running, writing)


def damage(database: Path, table: str) -> None:
    """Zeroes over the middle of the first page of a table, as a bad block leaves them."""
    assert table in metadata.tables
    engine = reading(database)
    with engine.connect() as line:
        asked = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        [(page,)] = line.exec_driver_sql(asked, (table,)).all()
    engine.dispose()
    with database.open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(bytes(PAGE_BYTES // 2))


def test_M3_each_row_of_what_to_do_names_a_test_or_a_fault_that_is_there() -> None:
    paper = (ROOT / "docs/operations.md").read_text()
    [told] = re.findall(r"^## When the worst happens\n(.*?)^## ", paper, re.DOTALL | re.MULTILINE)
    rows = [line for line in told.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 6
    faults = (ROOT / "docs/reliability.md").read_text()
    for row in rows:
        tried = row.rstrip(" |").rpartition(" | ")[2]
        tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", tried)
        struck = re.findall(r"\bF\d+\b", tried)
        assert tests or struck, row
        for path, name in tests:
            assert f"def {name}(" in (ROOT / path).read_text(), name
        for fault in struck:
            assert re.search(rf"^\| {fault} ", faults, re.MULTILINE), fault
