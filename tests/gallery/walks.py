"""The pictures that the browser tests take on their way, each with its words."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
TESTS = (
    "test_whole_session.py",
    "test_first_taps.py",
    "test_without_javascript.py",
    "test_kept_texts.py",
    "test_next_session.py",
    "test_moon_garden.py",
    "test_format_editor.py",
    "test_signing_in.py",
    "test_server_away.py",
    "test_nothing_saved.py",
)


def captions() -> dict[str, dict[str, str]]:
    """By chapter, for the name of each picture what it shows."""
    return tomllib.loads((HERE / "captions.toml").read_text())


def taken(folder: Path) -> dict[str, Path]:
    """Raises CalledProcessError when one of the tests fails."""
    paths = [str(HERE.parent / "browser" / name) for name in TESTS]
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", *paths],
        env=os.environ | {"DOORSTART_SCREENSHOTS": str(folder)},
        check=True,
    )
    return {file.stem: file for file in folder.glob("*.png") if not file.stem.startswith("last-")}
