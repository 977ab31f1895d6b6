"""The browser's half, checked from pytest: unit tests, types, and what old phones can read.

The tools are npm's and stand in tests/js/package.json; none of them runs in
production.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tests" / "js" / "node_modules"
ESLINT = "eslint/bin/eslint.js"
STYLELINT = "stylelint/bin/stylelint.mjs"
INSTALL = "install Node 20.19 or newer, then run: npm install --prefix tests/js --no-package-lock"

node = shutil.which("node")
pytestmark = pytest.mark.skipif(
    node is None or not TOOLS.is_dir(),
    reason=f"the JavaScript checks need node and their tools; {INSTALL}",
)


def run(*words: str) -> None:
    """Runs a Node program from the top of the project; what it says is the failure."""
    done = subprocess.run(
        [str(node), *words],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=200,
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stdout, pytrace=False)


def tool(path: str, *words: str) -> None:
    run(str(TOOLS / path), *words)


def test_the_unit_tests_in_javascript_pass() -> None:
    run("tests/js/all.js")


@pytest.mark.parametrize("project", ["tsconfig.json", "tsconfig.phone.json"])
def test_types_hold_in_javascript(project: str) -> None:
    tool("typescript/bin/tsc", "-p", f"tests/js/{project}")


def test_javascript_is_what_its_browsers_can_read() -> None:
    tool(ESLINT, "--config", "tests/js/eslint.config.js", "static", "tests/js")


def test_styles_are_what_their_browsers_can_read() -> None:
    tool(STYLELINT, "--config", "tests/js/stylelint.config.js", "static/**/*.css")


PLANTED_JS = "export const first = (list) => list?.[0] ?? null;\n"
PLANTED_CSS = ".row { display: flex; gap: 4px; }\n.row:has(b) { inset: 0; }\n"
PLANTED_GAP = "@media (width >= 720px) { .row { gap: 4px; } }\n"


def test_the_checks_find_what_a_phone_of_2020_cannot_read() -> None:
    """A lint that finds nothing anywhere would pass too; this one is given something to find."""
    found = findings(ESLINT, "static/phone/planted.js", PLANTED_JS)
    assert "optional chaining" in found
    assert "nullish" in found
    found = findings(STYLELINT, "static/css/phone.css", PLANTED_CSS)
    assert "flexbox-gap" in found
    assert ":has" in found
    assert "inset" in found
    # What a link opens is read on the same phones; this gap may well be of a row of flex.
    found = findings(STYLELINT, "static/css/record.css", PLANTED_GAP)
    assert "css-media-range-syntax" in found
    assert "gap-beside-grid" in found


def findings(path: str, name: str, source: str) -> str:
    config = f"tests/js/{path.split('/')[0]}.config.js"
    done = subprocess.run(
        [str(node), str(TOOLS / path), "--config", config, "--stdin", "--stdin-filename", name],
        cwd=ROOT,
        text=True,
        input=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=200,
        check=False,
    )
    assert done.returncode != 0
    return done.stdout
