"""A disk that is full, slow or broken, and a clock that is wrong, for one program alone.

``preload.c`` is loaded before the C library of that program, and looks in a file of numbers
for what is wrong just now. So it takes no root, no mount and no ptrace, of which a container
may have none; only gcc, and a program that uses the C library for its files and its time, as
Python, SQLite and PostgreSQL do.
"""

import hashlib
import mmap
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("preload.c")
FLAGS = ("-O2", "-Wall", "-Wextra", "-shared", "-fPIC")
# As in the source, each of eight bytes.
NAMES = (
    "full", "fail_every", "delay_ns", "clock_ns",
    "syncs", "failed", "refused", "delayed", "shifted",
)  # fmt: skip
SECOND = 1_000_000_000


class CannotInject(RuntimeError):
    """Here no fault of a disk or a clock can be made, so nothing can be said of it."""


def library() -> Path:
    """Built once for each form of the source."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"doorstart-faults-{os.getuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    built = folder / f"preload-{digest}.so"
    if not built.exists():
        gcc = shutil.which("gcc")
        if gcc is None:
            raise CannotInject("gcc is not here to build preload.c: apt install gcc libc6-dev")
        own = built.with_suffix(f".{os.getpid()}")
        subprocess.run([gcc, *FLAGS, "-o", own, SOURCE, "-ldl", "-lpthread"], check=True)
        own.chmod(0o755)
        own.replace(built)
    return built


class Preload:
    """``folder`` holds what it needs, and ``under`` are the files whose disk it is."""

    def __init__(self, folder: Path, under: Path, *, journal: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.journal = folder / "journal" if journal else None
        self._path = folder / "control"
        self._path.write_bytes(bytes(mmap.PAGESIZE))
        # PostgreSQL runs as another user.
        self._path.chmod(0o666)
        self._library = folder / "preload.so"
        shutil.copy(library(), self._library)
        self._under = under
        with self._path.open("r+b") as file:
            self._numbers = mmap.mmap(file.fileno(), mmap.PAGESIZE)

    @property
    def variables(self) -> dict[str, str]:
        """Of the environment of the program."""
        found = {
            "LD_PRELOAD": str(self._library),
            "FAULTS_CONTROL": str(self._path),
            "FAULTS_UNDER": str(self._under.resolve()),
        }
        return found | ({"FAULTS_JOURNAL": str(self.journal)} if self.journal else {})

    def __getitem__(self, name: str) -> int:
        (value,) = struct.unpack_from("q", self._numbers, NAMES.index(name) * 8)
        return int(value)

    def __setitem__(self, name: str, value: int) -> None:
        struct.pack_into("q", self._numbers, NAMES.index(name) * 8, value)

    def heal(self) -> None:
        for name in ("full", "fail_every", "delay_ns", "clock_ns"):
            self[name] = 0
