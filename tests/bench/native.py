"""The two programs in C: built by gcc when they are needed, kept until their source changes."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FLAGS = ("-O2", "-Wall", "-Wextra")


class NoCompiler(RuntimeError):
    """gcc is missing: apt install gcc libc6-dev."""


def program(name: str) -> Path:
    """The path of the program made of ``name``.c."""
    sources = sorted(HERE.glob(f"{name}*.[ch]"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    built = _cache() / f"{name}-{digest}"
    if not built.exists():
        gcc = shutil.which("gcc")
        if gcc is None:
            raise NoCompiler(NoCompiler.__doc__)
        # Several processes may build at once: each its own, and the last one stays.
        own = built.with_suffix(f".{os.getpid()}")
        files = [path for path in sources if path.suffix == ".c"]
        subprocess.run([gcc, *FLAGS, "-o", own, *files], check=True)
        own.replace(built)
    return built


def _cache() -> Path:
    folder = Path(tempfile.gettempdir()) / f"doorstart-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
