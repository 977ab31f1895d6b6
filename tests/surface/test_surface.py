"""The description of the routes is that of the routes, and none of them breaks on what it says."""

import json
import subprocess
import sys

from tests.board.play import ROOT
from tests.server.test_every_route import asked
from tests.surface.openapi import written

CASES = 2
PATIENCE = 300


def test_Q11_the_description_is_that_of_the_routes() -> None:
    page = (ROOT / "docs/openapi.json").read_text()
    assert page == written(), "uv run python -m tests.surface.openapi > docs/openapi.json"
    paths = json.loads(page)["paths"]
    there = {(method.upper(), path) for path, of in paths.items() for method in of}
    assert len(there) == len(asked())


def test_Q11_no_route_breaks_on_what_its_description_allows() -> None:
    """In a program of its own: Schemathesis brings half a second of imports to who asks."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.surface", "--cases", str(CASES)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        cwd=ROOT,
    )
    lines = done.stdout.splitlines()
    assert lines, done.stderr[-3000:]
    told = json.loads(lines[-1])
    print(lines[-1])
    assert (done.returncode, told["wrong"], told["well"]) == (0, 0, True), done.stdout[-3000:]
    assert told["operations"] >= 100
    assert told["cases"] >= told["operations"]
    assert set(told["statuses"]) & {"200", "303", "404"} == {"200", "303", "404"}
