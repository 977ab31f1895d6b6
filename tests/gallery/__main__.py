"""``uv run python -m tests.gallery``: all pages and states, from the running product.

Takes some minutes. Without words it also lives through the browser tests for what
only happens in a room; ``--demo`` looks at the demo alone, ``--keep FOLDER`` keeps
the pictures in full size.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from itertools import chain
from pathlib import Path

from server.formats import shelf
from tests.browser.conftest import NAMES
from tests.gallery import demo, page, walks
from tests.gallery.shots import SHOTS
from tests.gallery.small import sheet, shrunk
from tests.server.demo_run import demo as running_demo

TARGET = Path(__file__).parent.parent.parent / "docs" / "gallery"
PACE = 100
"""So slow that the demo's own session stands still while we look."""
ACROSS = {"phone": (7, 140), "screen": (4, 280)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="leave the browser tests out")
    parser.add_argument("--keep", type=Path, help="a folder for the pictures in full size")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        TARGET.mkdir(exist_ok=True)
        _told("The demo")
        asyncio.run(_demo(folder))
        if not asked.demo:
            _told("The walks")
            taken = walks.taken(folder)
            for name in chain.from_iterable(walks.captions().values()):
                shrunk(taken[name], TARGET / f"{name}.png")
        named = {name for _, pictures in page.chapters() for name, _ in pictures}
        for file in TARGET.glob("*.png"):
            if file.stem not in named:
                file.unlink()
    (TARGET / "README.md").write_text(page.written(TARGET))
    _told(f"{len(list(TARGET.glob('*.png')))} pictures in {TARGET}")
    return 0


async def _demo(folder: Path) -> None:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise SystemExit("no Chromium on the PATH; on Debian: apt-get install chromium")
    with running_demo(folder / "data", PACE) as running:
        async with demo.chromium(path) as browser:
            doors = await demo.doors(browser, running, folder)
            for shot in SHOTS:
                _told(f"  {shot.name}")
                shrunk(
                    await demo.shot(browser, running, doors, shot, folder),
                    TARGET / f"{shot.name}.png",
                )
            for format in shelf().values():
                for kind, (across, width) in ACROSS.items():
                    _told(f"  {format.id}, {kind}")
                    taken = await demo.steps(browser, running, doors, format, kind, folder)
                    target = TARGET / f"steps-{format.id}-{kind}.png"
                    sheet(taken, target, across=across, width=width)


def _told(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
