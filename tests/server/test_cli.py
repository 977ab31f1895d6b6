"""The command line: with a server and without one, for people and for programs."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from board.format import Words
from server import control
from server.__main__ import main
from server.addresses import reachable, split_host
from server.commands.faults import CommandFault
from server.commands.session import make
from server.control import Failed, NewSession, NoServer, Ping, Pong
from server.formats import SHIPPED, shelf
from server.ids import new_id
from server.qr import svg, terminal
from server.settings import Settings
from tests.board.play import REEF, ROOT
from tests.running import Running, environment
from tests.server.conftest import Command
from tests.services import Postgres, free_port

STAGE = sorted(shelf())[0]


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder without a server."""
    for name in os.environ:
        if name.startswith("DOORSTART_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DOORSTART_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PORT", "0")
    return tmp_path / "data"


def test_without_a_server_it_makes_the_session_itself(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["session", "new", "--stage", STAGE, "--municipality", "Lindervoorde"]) == 0
    told = capsys.readouterr().out
    for word in ("code", "join", "console", "screen", "record", "trajectory"):
        assert f"\n  {word} " in told
    assert stat.S_IMODE(alone.stat().st_mode) == 0o700


def test_json_is_one_object_for_programs(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["session", "new", "--stage", STAGE, "--title", "Onze sessie", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["title"] == "Onze sessie"
    assert made["join"].endswith(f"/j/{made['code']}")
    assert {"board", "trajectory", "lead", "display", "record"} <= set(made)
    # Another session in the same trajectory.
    again = ["session", "new", "--stage", STAGE, "--trajectory", made["trajectory"], "--json"]
    assert main(again) == 0
    assert json.loads(capsys.readouterr().out)["trajectory"] == made["trajectory"]


def test_the_title_is_that_of_the_stage_unless_it_is_said(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["session", "new", "--stage", STAGE, "--json"])
    title: Words = shelf()[STAGE].title
    assert json.loads(capsys.readouterr().out)["title"] == title.nl


def test_no_id_is_taken_for_an_option() -> None:
    # One in 64 would begin with a dash.
    assert not [id for id in (new_id() for _ in range(2000)) if id.startswith("-")]


def test_an_unknown_stage_trajectory_or_variant_says_which_exist(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["session", "new", "--stage", "nothing"]) == 1
    assert STAGE in capsys.readouterr().err
    assert main(["session", "new", "--stage", STAGE, "--trajectory", "nothing"]) == 1
    assert "no other" in capsys.readouterr().err
    main(["session", "new", "--stage", STAGE, "--municipality", "Lindervoorde", "--json"])
    id = json.loads(capsys.readouterr().out)["trajectory"]
    assert main(["session", "new", "--stage", STAGE, "--trajectory", "nothing"]) == 1
    said = capsys.readouterr().err
    assert id in said
    assert "Lindervoorde" in said
    assert main(["session", "new", "--stage", STAGE, "--variant", "nothing"]) == 1
    assert shelf()[STAGE].variants[0].id in capsys.readouterr().err
    assert main(["session", "new", "--stage", STAGE, "--title", "x" * 81]) == 1
    assert "80" in capsys.readouterr().err


def test_a_session_takes_a_format_by_its_id(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    format = shelf()[STAGE]
    assert main(["session", "new", "--format", format.id]) == 0
    assert format.title.nl in capsys.readouterr().out
    assert main(["session", "new", "--format", "nothing"]) == 1
    assert f"  {format.id}  {format.title.nl}" in capsys.readouterr().err
    assert main(["session", "new", "--format", format.id, "--stage", "nothing"]) == 1
    assert f"is one of the stage {STAGE}" in capsys.readouterr().err
    assert main(["session", "new"]) == 1
    said = capsys.readouterr().err
    assert "it needs --stage" in said
    assert f"\n  {STAGE}  {format.title.nl}" in said


def test_all_faults_of_the_settings_are_told_at_once(
    alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("PUBLIC_URL", "somewhere")
    assert main([]) == 2
    said = capsys.readouterr().err
    assert "PORT is 'eighty'" in said
    assert "PUBLIC_URL is 'somewhere'" in said


def test_check_finds_nothing_wrong_with_a_new_folder(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert "fine" in capsys.readouterr().out
    assert not alone.exists(), "checking makes nothing"


def test_U6_check_names_what_partners_would_stumble_over(
    alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hint, and nothing that stops a session."""
    own = alone.parent / "formats"
    own.mkdir()
    text = (ROOT / "tests/formats/reef_plan.toml").read_text()
    asked = REEF.phases[0].question.nl
    hard = "Welke procedures faciliteren ons draagvlak?"
    (own / "reef_plan.toml").write_text(text.replace(asked, hard))
    monkeypatch.setenv("DOORSTART_FORMATS", str(own))
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    for word in ("procedures", "faciliteren", "draagvlak"):
        assert f"is hard to read: “{word}”" in said


def test_check_tells_all_that_is_wrong(
    alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = alone.parent / "formats"
    own.mkdir()
    (own / "mine.toml").write_text("schema = 2")
    alone.mkdir(0o700)
    (alone / "pepper").write_text("00")
    (alone / "doorstart.sqlite3").write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("DOORSTART_FORMATS", str(own))
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert "mine.toml" in said
    assert "chmod 600" in said
    assert "doorstart.sqlite3" in said


def test_check_tells_of_a_database_that_something_else_holds(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone.mkdir(0o700)
    with closing(sqlite3.connect(alone / "doorstart.sqlite3", isolation_level=None)) as other:
        other.execute("CREATE TABLE board (id TEXT)")
        other.execute("BEGIN EXCLUSIVE")
        assert main(["check"]) == 1
    assert "doorstart.sqlite3 cannot be read: database is locked" in capsys.readouterr().out


def test_a_wrong_format_is_told_before_it_serves(
    alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = alone.parent / "formats"
    own.mkdir()
    (own / "mine.toml").write_text("schema = 2")
    monkeypatch.setenv("DOORSTART_FORMATS", str(own))
    monkeypatch.setenv("HOST", "127.0.0.1")
    monkeypatch.setattr("server.commands.serve.set_up_log", lambda level: None)
    assert main([]) == 1
    assert "mine.toml" in capsys.readouterr().err


def test_a_format_of_ones_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    shipped = next(SHIPPED.glob("*.toml")).read_text()
    (tmp_path / "mine.toml").write_text(shipped.replace("120 min", "121 min"))
    assert set(shelf(tmp_path)) == set(shelf())


def test_with_a_server_the_session_is_there_at_once(app_server: Running) -> None:
    made = app_server.session(title="Nu meteen")
    page = app_server.visitor().get(f"/j/{made.code}")
    assert page.status == 200
    assert "Nu meteen" in page.text


def test_the_control_socket_is_for_its_owner_alone(app_server: Running) -> None:
    path = app_server.settings.data / control.NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert control.ask(app_server.settings.data, Ping()) == Pong()


def test_the_control_socket_refuses_what_it_does_not_know(app_server: Running) -> None:
    data = app_server.settings.data
    for line in (b"{}\n", b"garbage\n", b'{"ask":"ping","more":1}\n', b"x" * 100_000 + b"\n"):
        with control._reachable(data) as path:
            import socket

            with socket.socket(socket.AF_UNIX) as to:
                to.connect(path)
                to.sendall(line)
                assert b"failed" in to.makefile("rb").readline()
    assert control.ask(data, Ping()) == Pong()


def test_a_server_that_stopped_leaves_no_socket(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        data = running.settings.data
    assert not (data / control.NAME).exists()
    with pytest.raises(NoServer):
        control.ask(data, Ping())


def test_the_socket_of_a_server_that_died_is_in_nobodys_way(tmp_path: Path) -> None:
    running = Running.start(tmp_path, process=True)
    first = running.session()
    running.kill()
    assert (running.settings.data / control.NAME).exists()
    # Without a server, over the dead socket; and then with a new one.
    assert make(running.settings, NewSession(STAGE, first.trajectory)).code
    with Running.start(tmp_path) as again:
        assert again.session().code
        assert again.visitor().get(f"/j/{first.code}").status == 200


def test_a_second_server_is_told_who_has_the_folder(app_server: Running, command: Command) -> None:
    ended = command(environment(app_server.settings) | {"PORT": "0"})
    assert ended.code == 1
    assert "DOORSTART_DATA" in ended.err
    assert "Traceback" not in ended.err


def test_a_port_that_is_taken_says_so(
    app_server: Running, tmp_path: Path, command: Command
) -> None:
    settings = environment(app_server.settings) | {"DOORSTART_DATA": str(tmp_path / "other")}
    ended = command(settings)
    assert ended.code == 1
    assert "set PORT to a free port" in ended.err


def test_starting_on_an_empty_database_says_how_to_begin(tmp_path: Path) -> None:
    settings = environment(Settings(data=tmp_path / "data", host="127.0.0.1", port=0))
    program = subprocess.Popen(
        [sys.executable, "-m", "server"],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    said: list[str] = []
    for line in program.stdout:
        said.append(line)
        if "▀▀▀▀▀▀" in line and len(said) > 15:
            break
    program.terminate()
    _, warned = program.communicate(timeout=60)
    told = "".join(said)
    assert "http://127.0.0.1:" in told
    assert str(tmp_path / "data") in told
    assert "doorstart session new --stage" in told
    assert "█▀▀▀▀▀█" in told or "▄▄▄▄▄" in told
    assert "set PUBLIC_URL" in warned


def test_a_long_data_folder_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 120)
    folder.mkdir()
    with Running.start(folder) as running:
        assert running.session().code
        assert control.ask(running.settings.data, Ping()) == Pong()


def test_many_may_ask_at_once(app_server: Running) -> None:
    codes: list[str] = []
    asks = [
        threading.Thread(target=lambda: codes.append(app_server.session().code)) for _ in range(8)
    ]
    for ask in asks:
        ask.start()
    for ask in asks:
        ask.join()
    assert len(set(codes)) == 8


def test_what_the_server_cannot_do_is_a_sentence(app_server: Running) -> None:
    with pytest.raises(CommandFault, match="nothing"):
        make(app_server.settings, NewSession("nothing"))
    assert isinstance(control.ask(app_server.settings.data, NewSession("nothing")), Failed)


def test_the_address_to_print() -> None:
    assert reachable(Settings(data=Path(), public_url="https://a.example")) == "https://a.example"
    assert reachable(Settings(data=Path(), host="127.0.0.1", port=81)) == "http://127.0.0.1:81"
    assert reachable(Settings(data=Path(), host="::1", port=81)) == "http://[::1]:81"
    everywhere = reachable(Settings(data=Path(), host="0.0.0.0", port=81))
    assert everywhere.endswith(":81")
    assert "0.0.0.0" not in everywhere


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("Example.org:80", ("example.org", "80")),
        ("[::1]:80", ("::1", "80")),
        ("[::1", ("", "")),
        ("a:b", ("", "")),
        ("", ("", "")),
    ],
)
def test_hosts_are_split(value: str, parts: tuple[str, str]) -> None:
    assert split_host(value) == parts


def test_a_qr_code_needs_no_inline_style() -> None:
    drawn = svg("http://192.168.1.7:8000/j/K7M3QD")
    assert drawn.startswith("<svg ")
    assert "style" not in drawn
    assert terminal("http://192.168.1.7:8000/j/K7M3QD").count("\n") < 24


def test_in_a_shared_store_the_command_makes_the_session_itself(
    postgres: Postgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Running.start(tmp_path, database_url=postgres.database()) as running:
        for name, value in environment(running.settings).items():
            monkeypatch.setenv(name, value)
        assert main(["session", "new", "--stage", STAGE, "--title", "Voor allen"]) == 0
        said = capsys.readouterr()
        # Nothing of a server that does not run: all that share the store have it.
        assert said.err == ""
        code = next(line.split()[1] for line in said.out.splitlines() if "  code " in line)
        assert "Voor allen" in running.visitor().get(f"/j/{code}").text
        assert not (running.settings.data / control.NAME).exists()


def test_in_a_store_that_is_away_the_command_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    away = f"postgresql://someone:hunter2@127.0.0.1:{free_port()}/board"
    settings = Settings(data=tmp_path / "data", database_url=away, secret="s" * 40)
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    assert main(["session", "new", "--stage", STAGE]) == 1
    said = capsys.readouterr().err
    assert "DATABASE_URL must be" in said
    assert "hunter2" not in said
