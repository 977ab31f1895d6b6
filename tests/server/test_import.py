"""An export that is taken in somewhere else: whole and as it was, or nothing; rules X3 and X4."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from board.events import CardErased, CardPosted
from board.rows import EraseText
from board.trajectory.events import Entry, TrajectoryStopped
from board.trajectory.types import Function
from server.ids import new_mark
from server.logged import Logged, told
from server.settings import Settings
from server.store import Append, Conflict, Log
from server.store.record import Record
from server.store.store import Store, open_store
from tests.people import invited, sign_in
from tests.running import SECRET, Running, Visitor
from tests.server.conftest import Command, Ended
from tests.server.desk import Desk, run
from tests.server.played import ASIDE, REMARKED, WRITTEN, played, read_of
from tests.server.zips import Files, again, changed, packed, rehashed, unpacked, wrong
from tests.services import Postgres


class Whole(Struct, frozen=True):
    """An export, and what was read where it was made: of the board whose log is whole."""

    id: str
    data: bytes
    board: str
    snapshots: list[str]
    read: dict[str, str]


@pytest.fixture(scope="module")
def there_was(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    with Running.start(tmp_path_factory.mktemp("export")) as running:
        desk = Desk(running).lived(3)
        board = played(desk)
        kept = run(desk.site.record.snapshots(desk.id))
        shots = [one.id for one in kept if one.board == board]
        data = desk.coach.get(f"/t/{desk.id}/export.zip").body
        return Whole(desk.id, data, board, shots, read_of(desk.coach, desk.id, board, shots))


@pytest.fixture(scope="module")
def whole(there_was: Whole) -> tuple[str, bytes]:
    return there_was.id, there_was.data


@pytest.fixture
def there(tmp_path: Path, command: Command) -> Callable[[bytes], Ended]:
    """Imports into a data folder in which no server runs."""

    def bring(data: bytes) -> Ended:
        (tmp_path / "export.zip").write_bytes(data)
        where = {"DOORSTART_DATA": str(tmp_path / "data")}
        return command(where, "import", str(tmp_path / "export.zip"))

    return bring


def exported_there(coach: Visitor, id: str) -> Files:
    page = coach.get(f"/t/{id}/export.zip")
    assert page.status == 200, page.text
    return unpacked(page.body)


def coach_there(running: Running) -> Visitor:
    """Of that installation, who took it on."""
    coach = running.visitor()
    sign_in(coach, invited(running, "new@demos.example", name="Nieuw").link)
    return coach


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_X3_what_was_exported_and_taken_in_elsewhere_is_exported_alike(
    there_was: Whole,
    tmp_path: Path,
    command: Command,
    database: str,
    request: pytest.FixtureRequest,
) -> None:
    id, data = there_was.id, there_was.data
    file = tmp_path / "export.zip"
    file.write_bytes(data)
    more: dict[str, Any] = {}
    if database == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        more = {"database_url": postgres.database()}
    with Running.start(tmp_path, **more) as running:
        where = {"DOORSTART_DATA": str(running.settings.data)}
        if more:
            where |= {"DATABASE_URL": more["database_url"], "DOORSTART_SECRET": SECRET}
        done = command(where, "import", str(file))
        assert done.code == 0, done.err
        assert id in done.out
        coach = coach_there(running)
        assert again(exported_there(coach, id)) == again(unpacked(data))
        # Played back, compared and reported it says the same.
        assert read_of(coach, id, there_was.board, there_was.snapshots) == there_was.read
        twice = command(where, "import", str(file))
        assert twice.code == 1
        assert f"is here already: trajectory {id} and" in twice.err
        assert "add --as-new" in twice.err


def test_X10_what_is_there_already_comes_in_once_more_under_other_ids(
    there_was: Whole, there: Callable[[bytes], Ended], tmp_path: Path, command: Command
) -> None:
    here = {"DOORSTART_DATA": str(tmp_path / "data")}
    assert there(there_was.data).code == 0
    assert "add --as-new" in there(there_was.data).err
    done = command(here, "import", "--as-new", str(tmp_path / "export.zip"))
    assert done.code == 0, done.err
    [other] = re.findall(r"trajectory (\S+)", done.out)
    assert other != there_was.id
    assert (
        command(here, "export", "--municipality", "Lindervoorde", str(tmp_path / "out")).code == 0
    )
    [file] = (tmp_path / "out").glob(f"*{other}.zip")
    first, second = unpacked(there_was.data), unpacked(file.read_bytes())
    assert first.keys() == second.keys()
    told, now = (json.loads(one["trajectory.json"]) for one in (first, second))
    assert [one["text"] for one in told["items"]] == [one["text"] for one in now["items"]]
    ids = {one["board"] for one in told["sessions"]} | {there_was.id}
    ids |= {one["id"] for one in told["organisations"]}
    whole = b"".join(second.values())
    assert [id for id in ids if id.encode() in whole] == []
    hashes = dict(re.findall(r"^  ([0-9a-f]{64}) ([0-9a-f]{64})$", done.out, re.MULTILINE))
    for name in first:
        if name.startswith("snapshots/"):
            was = hashlib.sha256(first[name]).hexdigest()
            assert hashes[was] == hashlib.sha256(second[name]).hexdigest()
    # The tables for people are the same to the letter.
    assert all(first[name] == second[name] for name in first if name.endswith(".csv"))


def test_X8_a_card_is_taken_away_from_what_was_taken_in_as_from_any_other(
    there_was: Whole, there: Callable[[bytes], Ended], tmp_path: Path
) -> None:
    assert there(there_was.data).code == 0
    store = open_store_at(tmp_path / "data")
    log, board = Log(store), there_was.board
    try:
        loaded = run(log.load(board))
        assert loaded is not None
        card = next(one.card for one in loaded.events if isinstance(one, CardPosted) and one.text)

        def said() -> list[str | None]:
            kept = run(Record(store).snapshots(there_was.id))
            views = [json.loads(one.public)["view"] for one in kept if one.board == board]
            return [view[f"card:{card}"]["text"] for view in views if f"card:{card}" in view]

        assert None not in said()
        gone = Append(board, loaded.head, new_mark(), (CardErased(card),), (EraseText(card),))
        assert not isinstance(run(log.append(gone)), Conflict)
        assert set(said()) == {None}
    finally:
        store.close()


def test_X3_a_file_of_the_version_before_is_taken_in(
    there_was: Whole, there: Callable[[bytes], Ended]
) -> None:
    parts = unpacked(there_was.data)

    def older(told: dict[str, Any]) -> None:
        told["schema"] = 2
        for name in ("remarks", "chapters"):
            del told[name]
        for session in told["sessions"]:
            del session["log"], session["log_sha256"]

    without = {name: data for name, data in parts.items() if not name.startswith("logs/")}
    done = there(changed(packed(without), older))
    assert done.code == 0, done.err
    assert "4 sessions" in done.out


def test_X3_what_is_told_of_an_event_reads_back() -> None:
    """Also of a trajectory that was stopped, whose reason must be one of some."""
    stopped = Entry(1, 5, Function.COACH, TrajectoryStopped("no_time", "Niemand kwam nog"))
    [line] = told([stopped])
    assert msgspec.json.decode(msgspec.json.encode(line), type=Logged) == line
    assert b"Niemand" not in msgspec.json.encode(line)


def test_X8_log_remarks_and_chapters_leave_with_the_record(there_was: Whole) -> None:
    told = json.loads(unpacked(there_was.data)["trajectory.json"])
    assert [one["text"] for one in told["remarks"]] == [REMARKED]
    assert [(one["section"], one["text"]) for one in told["chapters"]] == [("why", WRITTEN)]
    assert ASIDE.encode() not in b"".join(unpacked(there_was.data).values())
    [session] = [one for one in told["sessions"] if one["board"] == there_was.board]
    log = json.loads(unpacked(there_was.data)[session["log"]])
    assert len(log["events"]) > 100
    # What came out of each vote, as it was kept.
    closed = [one for one in log["events"] if one["type"] == "RoundClosed"]
    assert {bool(one["tallies"]) for one in closed} == {True}
    # The report that was read has the words of a chapter, and the playback who stood where.
    assert WRITTEN in there_was.read["report"]
    assert "nog niet Nr. Wie Plaats 1 " in there_was.read["play "]


def test_X4_all_faults_of_a_file_are_told_at_once_and_nothing_is_taken_in(
    whole: tuple[str, bytes], there: Callable[[bytes], Ended], tmp_path: Path
) -> None:
    _, data = whole
    parts = unpacked(data)
    [first, second, third, *_] = sorted(name for name in parts if name.startswith("snapshots/"))
    tampered = parts[first].replace(b"a", b"b", 1)
    right = hashlib.sha256(parts[first]).hexdigest()
    bad = {name: one for name, one in parts.items() if name != second} | {first: tampered}

    def loose(told: dict[str, Any]) -> None:
        board = next(one["event"] for one in told["log"] if "board" in one["event"])
        board["board"] = "nowhere"
        told["organisations"].append(told["organisations"][0])

    said = there(changed(packed(bad), loose)).err
    assert f"{first}: its SHA-256 is {hashlib.sha256(tampered).hexdigest()}" in said
    assert f"expected {right}" in said
    assert f"{second} is not in the zip" in said
    assert "event.board is 'nowhere'; expected one that is there" in said
    assert "is there twice" in said
    assert third not in said

    def misread(told: dict[str, Any]) -> None:
        told["sessions"][1]["opened_at"] = "gisteren"
        told["log"][0]["event"]["type"] = "NoSuchEvent"
        told["more"] = 1

    said = there(changed(data, misread)).err
    assert "sessions[1]: Expected `int`, got `str`" in said
    assert "log[0]: Invalid value 'NoSuchEvent'" in said
    assert "'more' is not known" in said

    def other(told: dict[str, Any]) -> None:
        told["schema"] = 7

    assert "schema is 7; expected 3 or 2" in there(changed(data, other)).err

    def invented(told: dict[str, Any]) -> None:
        told["items"][0]["text"] = "Dit heeft niemand gezegd"

    said = there(changed(data, invented)).err
    assert "items[0] is not what follows from the log and the snapshots" in said
    store = open_store_at(tmp_path / "data")
    try:
        assert run(Record(store).trajectories()) == ()
    finally:
        store.close()


def test_X4_what_names_nothing_that_is_there_or_could_not_be_typed_is_told_at_once(
    there_was: Whole, there: Callable[[bytes], Ended]
) -> None:
    parts = unpacked(there_was.data)
    logs = sorted(name for name in parts if name.startswith("logs/"))
    shots = sorted(name for name in parts if name.startswith("snapshots/"))
    marks = "e" + "\u0301" * 10_000

    def bad(name: str, tree: Any) -> None:
        if name == shots[0]:
            tree["schema"] = 9
        elif name == shots[1]:
            tree["title"] = marks
        elif name == shots[2]:
            tree["view"]["card:broken"] = {"number": "drie"}
        elif name == logs[0]:
            tree["events"][1]["phase"], tree["events"][1]["more"] = "no_phase", 1
        elif name == logs[-1]:
            events = tree["events"]
            seat = next(one for one in events if one["type"] == "SeatTaken")
            seat["organisation"] = "nobody"
            edited = {"type": "CardEdited", "card": "nowhere", "text": "Van elders"}
            events.append(edited)
        elif name == "trajectory.json":
            tree["remarks"][0]["snapshot"] = "nowhere"
            tree["remarks"][0]["tag"] = "secret"
            tree["chapters"][0]["section"] = "no_chapter"
            tree["sessions"][0]["snapshots"][3]["moment"] = "never"
            tree["log"][0]["event"]["added_later"] = True
            tree["sessions"][1]["planned_at"] = 10**17

    said = there(rehashed(parts, bad)).err
    for line in (
        f"{shots[0]}: schema is 9; expected 1",
        f"{shots[1]}: title: a text has 10000 marks on one letter; expected at most 8",
        f"{shots[2]}: it cannot be read",
        f"{logs[0]}: something in it is not known here",
        f"{logs[-1]}: events[",
        "is 'nobody'; expected one that is there",
        "CardEdited names 'nowhere', which is not there then",
        "log[0].event: 'added_later' is not known",
        "sessions[1].planned_at: 100000000000000000 is no moment",
    ):
        assert line in said, (line, said)

    def loose(name: str, tree: Any) -> None:
        if name == "trajectory.json":
            bad(name, tree)
            del tree["log"][0]["event"]["added_later"]
            tree["sessions"][1]["planned_at"] = 0
            tree["sessions"][2]["stage"] = "../../up"

    said = wrong(rehashed(parts, loose))
    for line in (
        "remarks[0].snapshot is 'nowhere'; expected one that is there",
        "remarks[0].tag is 'secret', which is not known here",
        "chapters[0].section is 'no_chapter', which is not known here",
        "moment is 'never', which is not known here",
        "sessions[2].stage is '../../up'; expected letters, digits, - or _",
    ):
        assert line in said, (line, said)


def test_X9_a_log_that_tells_more_than_an_export_does_is_not_taken_in(there_was: Whole) -> None:
    parts = unpacked(there_was.data)

    def more(name: str, tree: Any) -> None:
        if name == sorted(one for one in parts if one.startswith("logs/"))[-1]:
            card = next(one for one in tree["events"] if one["type"] == "CardPosted")
            card["author"] = "seat-1"

    assert "tells what an export does not tell" in wrong(rehashed(parts, more))

    def round(name: str, tree: Any) -> None:
        if name == sorted(one for one in parts if one.startswith("logs/"))[-1]:
            card = next(one for one in tree["events"] if one["type"] == "CardPosted")
            zone, title = card["zone"], "In zichzelf"
            one, other = (
                {
                    "type": "ClusterMade",
                    "cluster": cluster,
                    "zone": zone,
                    "title": title,
                    "cards": [],
                    "absorbed": [into],
                }
                for cluster, into in (("inside", "outside"), ("outside", "inside"))
            )
            tree["events"] += [one, other]

    assert "went into itself" in wrong(rehashed(parts, round))


def open_store_at(folder: Path) -> Store:
    return open_store(Settings(data=folder))


def test_X4_a_file_that_is_made_to_do_harm_does_none(
    whole: tuple[str, bytes], there: Callable[[bytes], Ended], tmp_path: Path
) -> None:
    _, data = whole
    assert "this is no whole zip" in there(b"PK\x03\x04 and no more").err
    assert "this is no whole zip" in there(data[: len(data) // 2]).err
    assert "trajectory.json is not in the zip" in there(packed({"a": b"b"})).err
    bomb = packed({"trajectory.json": b" " * (40 << 20)})
    assert len(bomb) < 100_000
    assert "trajectory.json is larger than" in there(bomb).err
    many = packed({f"snapshots/{n}": b"" for n in range(4001)})
    assert "the zip has 4001 files; expected at most 4000" in there(many).err
    before = {path for path in tmp_path.rglob("*") if "data" not in path.parts}
    out = {"../../outside": b"x", "/etc/doorstart": b"x", "snapshots/../../outside": b"x"}
    done = there(packed(unpacked(data) | out))
    assert done.code == 0, done.err
    assert {path for path in tmp_path.rglob("*") if "data" not in path.parts} == before


def test_X7_all_of_a_municipality_is_taken_out_and_each_of_it_can_be_taken_in(
    whole: tuple[str, bytes], there: Callable[[bytes], Ended], tmp_path: Path, command: Command
) -> None:
    id, data = whole
    assert there(data).code == 0
    here = {"DOORSTART_DATA": str(tmp_path / "data")}
    wrong = command(here, "export", "--municipality", "Nergens", str(tmp_path / "out"))
    assert wrong.code == 1
    assert "'Nergens' has no trajectory here; these have: Lindervoorde" in wrong.err
    assert not (tmp_path / "out").exists()
    words = ("export", "--municipality", "lindervoorde", str(tmp_path / "out"))
    # Of a server that runs, over its socket.
    with Running.start(tmp_path):
        done = command(here, *words)
    assert done.code == 0, done.err
    [file] = (tmp_path / "out").iterdir()
    assert id in file.name
    assert file.stat().st_mode & 0o077 == 0
    assert again(unpacked(file.read_bytes())) == again(unpacked(data))
    full = command(here, *words)
    assert full.code == 1
    assert "is not empty" in full.err
