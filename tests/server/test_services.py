"""A wrong address of a service: which, why, what is expected, all at once, and no password."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
import pytest

from server import services
from server.__main__ import main
from server.commands import migrate
from server.settings import Settings
from server.store.postgres.engine import CONNECT_S
from tests.running import environment
from tests.server.conftest import Command
from tests.services import Postgres, Redis, free_port

PASSWORD = "hunter2hunter2"
SECRET = "s" * 40


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """For tests that change it."""
    with Redis() as service:
        yield service


def settings(folder: Path, database: str = "", redis: str = "") -> Settings:
    return Settings(
        data=folder / "data",
        host="127.0.0.1",
        port=0,
        secret=SECRET,
        database_url=database,
        redis_url=redis,
    )


def redis_fault(url: str) -> str:
    _, said = services.faults(Settings(data=Path(), redis_url=url))
    assert PASSWORD not in said
    if said:
        assert "redis://host:6379/0" in said, "it says what is expected"
    return said


def database_fault(url: str) -> str:
    said, _ = services.faults(Settings(data=Path(), database_url=url))
    assert PASSWORD not in said
    return said


# Redis


def test_a_redis_that_is_there_has_no_fault(redis_service: Redis) -> None:
    assert redis_fault(redis_service.url) == ""


def test_a_redis_that_is_not_there_is_told_from_one_that_is_another() -> None:
    assert "Connection refused" in redis_fault(f"redis://:{PASSWORD}@127.0.0.1:{free_port()}/0")
    assert "cannot be reached" in redis_fault("redis://no.such.host.invalid:6379/0")


def test_a_redis_with_a_password_says_whether_one_was_given(own_redis: Redis) -> None:
    own_redis.client().config_set("requirepass", PASSWORD)
    port = own_redis.port
    assert "wants a password" in redis_fault(own_redis.url)
    assert "does not take" in redis_fault(f"redis://:{PASSWORD[:-1]}@127.0.0.1:{port}/0")
    assert redis_fault(f"redis://:{PASSWORD}@127.0.0.1:{port}/0") == ""


def test_a_redis_that_quotes_the_password_is_not_quoted() -> None:
    with Redis(0, "--rename-command", "AUTH", "") as service:
        place = f"127.0.0.1:{service.port}/0"
        for url in (f"redis://:{PASSWORD}@{place}", f"redis://{place}?password={PASSWORD}"):
            assert "unknown command" in redis_fault(url)


def test_a_user_of_redis_who_may_not_use_our_channels_is_told(own_redis: Redis) -> None:
    rules = ("on", f">{PASSWORD}", "&other:*", "+@all")
    command: Any = own_redis.client().execute_command
    command("ACL", "SETUSER", "guest", *rules)
    said = redis_fault(f"redis://guest:{PASSWORD}@127.0.0.1:{own_redis.port}/0")
    assert "channels that begin with doorstart:" in said


def test_a_redis_that_stands_still_is_not_waited_for_long(own_redis: Redis) -> None:
    own_redis.pause()
    began = monotonic()
    assert "says nothing" in redis_fault(own_redis.url)
    # Long before who is asked goes on.
    assert monotonic() - began < 20 * services.SECONDS
    own_redis.go_on()


def test_an_encrypted_address_of_a_plain_redis_says_something_of_use(
    redis_service: Redis,
) -> None:
    said = redis_fault(redis_service.url.replace("redis://", "rediss://"))
    assert "says nothing" in said or "perhaps it wants redis://" in said


@contextmanager
def says(answer: bytes) -> Iterator[int]:
    """Something that answers whatever is said with this, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    if line.recv(4096) and answer:
                        line.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0garbage"])
def test_what_is_no_redis_is_told_so(answer: bytes) -> None:
    with says(answer) as port:
        said = redis_fault(f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
    assert "does not speak as a Redis does" in said


# PostgreSQL


def test_a_database_that_is_ready_has_no_fault_and_an_empty_one_says_what_to_do(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = postgres.database()
    assert "doorstart migrate" in database_fault(url)
    migrate.run(settings(tmp_path, url))
    assert database_fault(url) == ""


def test_a_database_that_is_not_there_says_why(postgres: Postgres) -> None:
    at = f"127.0.0.1:{postgres.port}"
    said = database_fault(f"postgresql://doorstart:{PASSWORD}@{at}/none_of_this_name")
    assert 'database "none_of_this_name" does not exist' in said
    assert "DATABASE_URL" in said
    nobody = database_fault(f"postgresql://doorstart:{PASSWORD}@127.0.0.1:{free_port()}/board")
    assert "refused" in nobody.lower()


def test_a_database_that_wants_a_password_says_so(tmp_path: Path) -> None:
    with Postgres() as own:
        url = own.database()
        with psycopg.connect(url) as line:
            line.execute(f"ALTER ROLE doorstart PASSWORD '{PASSWORD}'")
            line.commit()
            (own.data / "pg_hba.conf").write_text("host all all all scram-sha-256\n")
            line.execute("SELECT pg_reload_conf()")
        assert "password" in database_fault(url)
        wrong = url.replace("doorstart@", f"doorstart:{PASSWORD}x@")
        assert "password authentication failed" in database_fault(wrong)
        assert "migrate" in database_fault(url.replace("doorstart@", f"doorstart:{PASSWORD}@"))


def test_a_database_that_stands_still_is_not_waited_for_long() -> None:
    with Postgres() as own:
        url = own.database()
        own.pause()
        began = monotonic()
        assert "timeout" in database_fault(url)
        assert monotonic() - began < 20 * CONNECT_S
        own.go_on()


# What people see of it


def test_N11_check_tells_of_both_at_once_and_shows_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = settings(
        tmp_path,
        f"postgresql://someone:{PASSWORD}@127.0.0.1:{free_port()}/board",
        f"redis://:{PASSWORD}@127.0.0.1:{free_port()}/0",
    )
    for name, value in environment(wrong).items():
        monkeypatch.setenv(name, value)
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert "DATABASE_URL must be" in said
    assert "REDIS_URL must be" in said
    assert "someone:…@" in said
    assert PASSWORD not in said


def test_check_finds_nothing_wrong_with_services_that_are_there(
    postgres: Postgres,
    redis_service: Redis,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    well = settings(tmp_path, postgres.database(), redis_service.url)
    migrate.run(well)
    for name, value in environment(well).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WEB_CONCURRENCY", "2")
    assert main(["check"]) == 0, capsys.readouterr().out
    assert "fine" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["serve"], ["serve", "--workers", "2"]])
def test_N11_the_start_says_what_is_wrong_with_the_database_and_with_redis(
    words: list[str], tmp_path: Path, command: Command
) -> None:
    wrong = settings(
        tmp_path,
        f"postgresql://someone:{PASSWORD}@127.0.0.1:{free_port()}/board",
        f"redis://:{PASSWORD}@127.0.0.1:{free_port()}/0",
    )
    end = command(environment(wrong), *words)
    assert end.code == 1
    assert "DATABASE_URL must be" in end.err
    assert "REDIS_URL must be" in end.err
    assert "Traceback" not in end.err
    assert PASSWORD not in end.err + end.out


@pytest.mark.parametrize(
    ("database", "redis", "said", "unsaid"),
    [
        ("", "", ["one process with one writer", "do not hear each other"], []),
        ("", "redis://h:1/0", ["set DATABASE_URL"], ["set REDIS_URL"]),
        ("postgresql://u@h/d", "", ["set REDIS_URL"], ["set DATABASE_URL"]),
    ],
)
def test_several_processes_need_what_they_share_and_it_says_why(
    tmp_path: Path,
    command: Command,
    database: str,
    redis: str,
    said: list[str],
    unsaid: list[str],
) -> None:
    asked = environment(settings(tmp_path, database, redis))
    end = command(asked, "serve", "--workers", "3")
    assert end.code == 1
    for words in ["3 processes", "--workers 1", *said]:
        assert words in end.err
    for words in unsaid:
        assert words not in end.err


def test_a_number_of_processes_that_cannot_be_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--workers", "0"]) == 1
    assert "--workers is 0; it must be from 1 to 64" in capsys.readouterr().err
