"""Remarks beside a snapshot: whose they are, who reads them, and that nothing else changes."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256

import pytest

from server.store.snapshots import SnapshotRow, add
from tests.people import invited, sign_in
from tests.running import Running
from tests.server.desk import Desk, plain, run


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Running.start(tmp_path_factory.mktemp("remarks")) as running:
        yield Desk(running).lived()


def ids(text: str) -> list[str]:
    return re.findall(r'<li id="([^"]+)">', text)


def test_E6_a_remark_stands_beside_its_snapshot_which_stays_as_it_is(desk: Desk) -> None:
    before = run(desk.site.record.snapshots(desk.id))
    snapshot = before[-1]
    sent = desk.send(
        "remarks", "remark", snapshot=snapshot.id, tag="strong", text="Let op kaart 3", card="3"
    )
    assert sent.status == 303
    page = plain(desk.get("remarks"))
    assert "Let op kaart 3" in page
    assert "alleen voor jou" in page
    opened = desk.coach.get(f"/t/{desk.id}/snapshot/{snapshot.id}")
    beside = desk.coach.get(opened.headers["location"])
    assert "Let op kaart 3" in plain(beside)
    after = run(desk.site.record.snapshots(desk.id))
    assert [one.sha256 for one in after] == [one.sha256 for one in before]


def test_E6_a_remark_is_written_beside_what_it_is_on_and_leads_back_there(desk: Desk) -> None:
    snapshot = run(desk.site.record.snapshots(desk.id))[-1].id
    opened = desk.coach.get(f"/t/{desk.id}/snapshot/{snapshot}").location
    page = desk.coach.get(opened).text
    phase = re.findall(r'<option value="(phase:[^"]+)"', page)[0]
    card = re.findall(r'<option value="(card:\d+)"', page)[0]
    said = {phase: "Hier liep het uit", card: "Wie schreef dit mee?", "": "Een goede namiddag"}
    for target, text in said.items():
        sent = desk.send(
            "remarks", "remark", snapshot=snapshot, beside=snapshot, target=target, text=text
        )
        assert sent.status == 303
        assert sent.location.startswith(f"/t/{desk.id}/snapshot/{snapshot}?")
    wrong = desk.send(
        "remarks", "remark", snapshot=snapshot, beside=snapshot, target=card, text=" "
    )
    assert wrong.status == 422
    assert f'name="target" value="{card}"' in wrong.text, "it stays on what it was of"
    assert f'name="beside" value="{snapshot}"' in wrong.text
    page = desk.coach.get(opened).text
    board, _, list = page.partition('<section id="remarks"')
    assert all(text in list for text in said.values())
    # On a card and a phase it stands beside it too; of the whole there is no such place.
    assert [text in board for text in said.values()] == [True, True, False]
    mine = next(id for id in re.findall(r'<li id="([^"]+)" data-state="open">', list))
    done = desk.send("remarks", "remark_state", remark=mine, state="done", beside=snapshot)
    assert done.location.startswith(f"/t/{desk.id}/snapshot/{snapshot}?")
    assert f'<li id="{mine}" data-state="done">' in desk.coach.get(opened).text
    title = re.findall(rf'<option value="{phase}">([^<]+)<', page)[0]
    assert f"· {title}</a>" in desk.get("remarks").text
    back = desk.coach.get(f"{opened}?on={card}").text
    assert f'<option value="{card}" selected>' in back


def test_E7_a_remark_is_its_writers_alone_until_it_is_shared(desk: Desk) -> None:
    snapshot = run(desk.site.record.snapshots(desk.id))[0].id
    secret = "Wie miste hier iets?"
    desk.send("remarks", "remark", snapshot=snapshot, tag="question", text=secret)
    assert secret not in desk.get("remarks", desk.coordinator).text
    page = desk.get("remarks").text
    mine = next(id for id in ids(page) if secret in page.partition(f'id="{id}"')[2][:1500])
    # Nor can the other do anything with it.
    theirs = desk.send("remarks", "remark_share", desk.coordinator, remark=mine, shared="1")
    assert theirs.status == 422
    assert desk.send("remarks", "remark_share", remark=mine, shared="1").status == 303
    assert secret in plain(desk.get("remarks", desk.coordinator))
    done = desk.send("remarks", "remark_state", desk.coordinator, remark=mine, state="done")
    assert done.status == 303
    assert "afgehandeld" in plain(desk.get("remarks"))
    desk.send("remarks", "remark_erase", desk.coordinator, remark=mine)
    assert secret in plain(desk.get("remarks"))
    desk.send("remarks", "remark_erase", remark=mine)
    assert secret not in plain(desk.get("remarks"))


def test_E7_who_is_of_another_trajectory_reads_none(desk: Desk) -> None:
    other = desk.running.visitor()
    sign_in(other, invited(desk.running, "els@demos.example").link)
    assert other.get(f"/t/{desk.id}/remarks").status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"snapshot": "nothing"},
        {"target": "phase:nothing"},
        {"tag": "nothing"},
    ],
)
def test_D2_a_wrong_remark_comes_back_with_what_was_typed(
    desk: Desk, wrong: dict[str, str]
) -> None:
    snapshot = run(desk.site.record.snapshots(desk.id))[0].id
    fields = {"snapshot": snapshot, "tag": "look", "text": "Mijn zin", "card": ""} | wrong
    answer = desk.send("remarks", "remark", **fields)
    assert answer.status == 422
    assert fields["text"].strip() in answer.text


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("drie", "“drie” is geen getal. Gebruik alleen cijfers."),
        ("9999", "Op deze momentopname staat geen kaartje 9999."),
    ],
)
def test_D2_a_remark_on_no_card_says_which_number_is_wrong(
    desk: Desk, number: str, told: str
) -> None:
    snapshot = run(desk.site.record.snapshots(desk.id))[0].id
    answer = desk.send(
        "remarks", "remark", snapshot=snapshot, tag="look", text="Mijn zin", card=number
    )
    assert answer.status == 422
    assert told in plain(answer)
    assert "Mijn zin" in answer.text


def test_E6_a_remark_names_the_session_and_what_a_snapshot_came_after(desk: Desk) -> None:
    session, asked = desk.view().sessions[0], "Waar zijn we trots op?"
    taken = json.dumps({"schema": 1, "board": session.board, "seq": 98}).encode()
    hashed = sha256(taken).hexdigest()
    row = SnapshotRow("voted", session.board, 98, "reveal", asked, desk.now, "coach", taken, hashed)
    run(desk.store.write(lambda connection: add(connection, [row])))
    page = desk.get("remarks").text
    assert f'<optgroup label="{session.title}">' in page
    assert re.search(rf'<option value="voted"[^>]*>[^<]+ · {re.escape(asked)}</option>', page)


def test_E6_beside_what_a_newer_version_took_one_is_told_what_can_be_done(desk: Desk) -> None:
    board = desk.view().sessions[0].board
    newer = json.dumps({"schema": 9, "board": board, "seq": 99, "view": {}, "words": {}}).encode()
    row = SnapshotRow(
        "newer", board, 99, "hand", "", desk.now, "coach", newer, sha256(newer).hexdigest()
    )
    run(desk.store.write(lambda connection: add(connection, [row])))
    said = "Bij kaart 3 stond iets anders"
    for of in ({"card": "3"}, {"target": "phase:any"}):
        page = desk.send("remarks", "remark", snapshot="newer", text=said, **of)
        assert page.status == 422
        told = plain(page)
        assert "Een nieuwere Doorstart maakte deze momentopname" in told
        assert "laat het kaartje of de fase leeg" in told
        assert said in told, "what was typed is still there"
    assert desk.send("remarks", "remark", snapshot="newer", text=said).status == 303
    assert said in plain(desk.get("remarks"))
    lent = desk.coach.post(f"/t/{desk.id}/snapshot/newer/link", {"days": "30"})
    assert lent.status == 409
    assert "Deze momentopname is te nieuw" in plain(lent)
