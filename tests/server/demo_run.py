"""``doorstart demo`` in a process of its own, at a fast pace."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import free_port

LINK = re.compile(r"^\s+(coach|coordinator|code|join|console|screen|record|trajectory)\s+(\S+)")
ENDED = "The session has ended"
TAKEN = "A real person leads now"


class Demo:
    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        self.links: dict[str, str] = {}
        while "trajectory" not in self.links:
            if found := LINK.match(self._line()):
                self.links[found[1]] = found[2]

    def wait_for(self, words: str) -> None:
        """Until it says so."""
        while words not in self._line():
            pass

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the demo ended before its time"
        return line


@contextmanager
def demo(folder: Path, pace: float) -> Iterator[Demo]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "demo", "--pace", str(pace)],
        env=os.environ | {"DOORSTART_DATA": str(folder), "HOST": "127.0.0.1", "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Demo(process, port)
    finally:
        process.terminate()
        process.communicate()
