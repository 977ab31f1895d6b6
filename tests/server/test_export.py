"""The record of a trajectory in open files: all that partners may see, nothing in confidence."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.export_shape import Exported, schema
from server.export_tables import cell
from server.store.snapshots import SnapshotRow, add
from tests.board.play import ROOT
from tests.running import Running
from tests.server.conftest import Command
from tests.server.desk import Desk, run

IN_CONFIDENCE = ("De burgemeester komt niet", "De taart was op", "Hulp bij het bundelen")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Running.start(tmp_path_factory.mktemp("export")) as running:
        desk = Desk(running).lived()
        note, well, coach = IN_CONFIDENCE
        assert desk.send("sounding", "note", kind="note", text=note).status == 303
        slot = desk.view().state.plan[-1].id
        sent = desk.send("sounding", "Reflect", desk.coordinator, slot=slot, well=well, coach=coach)
        assert sent.status == 303
        yield desk


@pytest.fixture(scope="module")
def files(desk: Desk) -> dict[str, bytes]:
    page = desk.coach.get(f"/t/{desk.id}/export.zip")
    assert page.status == 200
    assert page.headers["content-type"] == "application/zip"
    assert page.headers["content-disposition"].endswith('.zip"')
    with zipfile.ZipFile(io.BytesIO(page.body)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def last(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """The last snapshot of each session."""
    told = msgspec.json.decode(files["trajectory.json"], type=Exported)
    return [json.loads(files[session.snapshots[-1].file]) for session in told.sessions]


def test_S24_the_whole_record_is_in_it(desk: Desk, files: dict[str, bytes]) -> None:
    told = msgspec.json.decode(files["trajectory.json"], type=Exported)
    view = desk.view()
    assert [one.board for one in told.sessions] == [one.board for one in view.sessions]
    assert len(told.organisations) == len(view.organisations)
    assert len(told.items) == len(view.kept.items)
    assert sum(len(one.snapshots) for one in told.sessions) == 6 * len(told.sessions)
    one = told.sessions[2].snapshots[-1]
    page = desk.coach.get(f"/t/{desk.id}/snapshot/{one.id}")
    assert desk.coach.get(f"{page.location}.json").body == files[one.file]
    assert json.loads(files["schema.json"]) == json.loads(schema())


def test_S24_each_card_vote_and_remark_stands_in_the_tables(files: dict[str, bytes]) -> None:
    boards = last(files)
    views = [entity.items() for board in boards for entity in [board["view"]]]
    cards = [one for view in views for key, one in view if key.startswith("card:")]
    told = rows(files, "cards.csv")
    assert len(cards) == len(told) > 100
    assert {row["text"] for row in told} >= {one["text"] for one in cards if one["text"][0] != "="}
    # One without a sender has none here either, nor the moment it was written.
    unsigned = [row for row in told if row["anonymous"]]
    assert unsigned
    assert {row["organisation"] for row in unsigned} == {""}
    rounds = [one for view in views for key, one in view if key.startswith("round:")]
    tallies = [tally for one in rounds for tally in one["result"]]
    votes = rows(files, "votes.csv")
    assert len(votes) == sum(len(tally["options"]) for tally in tallies) > 20
    assert sum(int(row["count"]) for row in votes) == sum(
        option["count"] for tally in tallies for option in tally["options"]
    )
    remarks = [one for round in rounds for those in round["remarks"].values() for one in those]
    assert len(rows(files, "remarks.csv")) == len(remarks) > 0


def test_S24_nothing_that_was_said_in_confidence_is_in_it(files: dict[str, bytes]) -> None:
    whole = b"\n".join(files.values()).decode()
    assert [one for one in (*IN_CONFIDENCE, "omar@town.example") if one in whole] == []
    zones = [zone for board in last(files) for zone in board["words"]["zones"] if zone["closed"]]
    assert zones, "some session has a closed part"
    closed = {zone["id"] for zone in zones}
    views = [board["view"].values() for board in last(files)]
    assert [one for view in views for one in view if one.get("zone") in closed] == []


def test_S24_a_spreadsheet_carries_nothing_out(files: dict[str, bytes]) -> None:
    assert cell('=HYPERLINK("http://x")') == '\'=HYPERLINK("http://x")'
    assert cell("-1 euro") == "'-1 euro"
    assert cell(-1) == "-1"
    assert files["cards.csv"].startswith(b"\xef\xbb\xbfsession,")


def test_X12_what_was_said_in_confidence_is_listed_for_who_judges_a_request(
    desk: Desk, tmp_path: Path, command: Command
) -> None:
    last = run(desk.site.record.snapshots(desk.id))[-1]
    closed = {"view": {"card:c1": {"text": "=De zaal is te duur"}}, "not_now": {"oak": "Te druk"}}
    data = json.dumps(closed).encode()
    hash = sha256(data).hexdigest()
    row = SnapshotRow(
        "confided", last.board, 98, "hand", "", desk.now, "coach", last.public, last.sha256,
        data, hash,
    )  # fmt: skip
    run(desk.store.write(lambda connection: add(connection, [row])))
    mine = {"snapshot": last.id, "tag": "question", "text": "Van mij alleen", "shared": ""}
    assert desk.send("remarks", "remark", **mine).status == 303
    where = {"DOORSTART_DATA": str(desk.running.settings.data)}
    file = tmp_path / "in-confidence.csv"
    asked = ("disclose", "--trajectory", desk.id, str(file))
    done = command(where, *asked)
    assert done.code == 0, done.err
    assert "1 remarks that nobody shared" in done.out
    told = rows({"it": file.read_bytes()}, "it")
    texts = {line["text"] for line in told}
    assert texts >= {*IN_CONFIDENCE, "'=De zaal is te duur", "Te druk"}
    # Each is a row that can be judged, and no more is in it than that.
    assert [line["number"] for line in told] == [str(n) for n in range(1, len(told) + 1)]
    assert {line["what"] for line in told} == {
        "sounding board", "reflection", "closed part", "decision",
    }  # fmt: skip
    assert not texts & {"Van mij alleen"}
    assert "omar@town.example" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    again = command(where, *asked)
    assert again.code == 1
    assert "exists already" in again.err
    nowhere = command(where, "disclose", "--trajectory", "nothing", str(tmp_path / "other.csv"))
    assert "There is no trajectory 'nothing'" in nowhere.err


def test_X11_what_a_newer_version_took_leaves_as_it_is_and_is_told_not_to_be_in_the_tables(
    desk: Desk, files: dict[str, bytes]
) -> None:
    board = desk.view().sessions[0].board
    newer = json.dumps({"schema": 9, "board": board, "seq": 99, "view": {}, "words": {}}).encode()
    hash = sha256(newer).hexdigest()
    row = SnapshotRow("newer", board, 99, "hand", "", desk.now, "coach", newer, hash)
    run(desk.store.write(lambda connection: add(connection, [row])))
    page = desk.coach.get(f"/t/{desk.id}/export.zip")
    assert page.status == 200
    with zipfile.ZipFile(io.BytesIO(page.body)) as packed:
        now = {name: packed.read(name) for name in packed.namelist()}
    [file] = [name for name in now if now[name] == newer]
    assert f"een nieuwere Doorstart maakte {file}" in now["README.txt"].decode()
    assert len(rows(now, "cards.csv")) < len(rows(files, "cards.csv"))
    # Nor does any page of it fall over.
    opened = desk.coach.get(f"/t/{desk.id}/snapshot/newer").location
    record = opened.partition("/snapshot/")[0]
    for path in (opened, f"{opened}.html", f"{opened}.json", record, f"/t/{desk.id}/results"):
        assert desk.coach.get(path).status in (200, 409), path


def test_S24_the_schema_is_published(files: dict[str, bytes]) -> None:
    published = Path(ROOT / "docs/export.schema.json").read_bytes()
    assert published == schema(), "uv run python -m server.export > docs/export.schema.json"
