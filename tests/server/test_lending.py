"""One snapshot lent by a link: what it shows, how long, and that it can be taken back."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, update

from server.store import tables as t
from server.store.doors import Kind
from tests.running import Page, Running, Visitor
from tests.server.desk import ROAD, Desk, plain, run

REMARK = "Vraag eerst wie hier zweeg"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Running.start(tmp_path_factory.mktemp("lending")) as running:
        yield Desk(running).lived(3)


def snapshot(desk: Desk, stage: str = ROAD[2]) -> str:
    overview = run(desk.site.record.overview(desk.id))
    assert overview is not None
    board = next(one.board for one in overview.sessions if one.stage == stage)
    return overview.snapshots[board][-1].id


def lent(desk: Desk, id: str, days: str = "30") -> tuple[Visitor, str]:
    """Who came by a new link, and the path they read at."""
    made = desk.coach.post(f"/t/{desk.id}/snapshot/{id}/link", {"days": days})
    link = re.search(r">(http[^<]+#[\w-]+)</textarea>", made.text)
    assert link is not None, made.text
    reader = desk.running.visitor()
    return reader, reader.open(link[1])


def page_of(desk: Desk, id: str) -> Page:
    return desk.coach.get(desk.coach.get(f"/t/{desk.id}/snapshot/{id}").location)


def test_T22_a_link_reads_one_snapshot_and_nothing_beside_it(desk: Desk) -> None:
    id = snapshot(desk)
    sent = desk.send("remarks", "remark", snapshot=id, text=REMARK, shared="1")
    assert sent.status == 303
    reader, path = lent(desk, id)
    read = reader.get(path)
    assert read.status == 200
    assert "Wat kwam eruit" in plain(read)
    assert "Geldt tot" not in plain(read)
    assert "Hij geldt tot" in plain(read)
    assert REMARK in plain(page_of(desk, id))
    assert REMARK not in plain(read)
    main = read.text.partition("<main")[2]
    assert "<form" not in main
    assert not re.search(r'href="/(?!accessibility|static)', main), "nothing leads further"
    grant = path.rpartition("/")[2]
    others = (f"/r/{grant}", f"/r/{grant}/snapshot/{id}", f"/v/{grant}", f"/t/{desk.id}/results")
    assert {reader.get(other).status for other in others} <= {303, 404}
    assert desk.running.visitor().get(path).status == 404


def test_T22_its_page_lists_the_links_with_who_until_when_and_last_opened(desk: Desk) -> None:
    id = snapshot(desk)
    before = plain(page_of(desk, id)).count("laatst geopend op")
    desk.coordinator.post(f"/t/{desk.id}/snapshot/{id}/link", {"days": "365"})
    told = plain(page_of(desk, id))
    assert "door de netwerkregisseur" in told
    assert "nog niet geopend" in told
    lent(desk, id)
    told = plain(page_of(desk, id))
    assert "door de coach" in told
    assert told.count("laatst geopend op") == before + 1
    # Of another snapshot, and of the report, they are not.
    assert "Geldt tot" not in plain(page_of(desk, snapshot(desk, ROAD[1])))
    assert "Geldt tot" not in plain(desk.get("report"))


def test_T22_a_link_that_was_taken_back_is_over_or_never_was_is_told_alike(desk: Desk) -> None:
    id = snapshot(desk)
    reader, path = lent(desk, id)
    late, late_path = lent(desk, id)
    links = [
        it for it in run(desk.site.doors.links(trajectory=desk.id)) if it.kind is Kind.SNAPSHOT
    ]
    back = {"link": links[-2].hash.hex()}
    # The forms of another snapshot, and of the report, do not reach it.
    desk.coach.post(f"/t/{desk.id}/snapshot/{snapshot(desk, ROAD[1])}/revoke", back)
    desk.coach.post(f"/t/{desk.id}/report/revoke", back)
    assert reader.get(path).status == 200
    assert desk.coach.post(f"/t/{desk.id}/snapshot/{id}/revoke", back).status == 303

    def over(connection: Connection) -> None:
        mine = update(t.link).where(t.link.c.hash == links[-1].hash)
        connection.execute(mine.values(expires_at=desk.site.clock() - 1))

    run(desk.store.write(over))
    unknown = reader.get("/m/nothing-of-the-kind")
    answers = [reader.get(path), late.get(late_path), unknown]
    assert {one.status for one in answers} == {404}
    assert len({plain(one) for one in answers}) == 1
    assert "vraag een nieuwe aan wie hem gaf" in plain(unknown)
    told = plain(page_of(desk, id))
    assert "Ingetrokken" in told
    assert "Voorbij sinds" in told


def test_T22_what_was_said_behind_a_closed_door_is_not_lent(desk: Desk) -> None:
    talk = snapshot(desk, ROAD[0])
    page = page_of(desk, talk)
    assert "achter gesloten deur" in plain(page)
    assert f"/snapshot/{talk}/link" not in page.text
    assert desk.coach.post(f"/t/{desk.id}/snapshot/{talk}/link", {"days": "30"}).status == 404


@pytest.mark.parametrize("days", ["", "31", "0", "een jaar"])
def test_a_time_that_is_not_offered_makes_no_link(desk: Desk, days: str) -> None:
    before = len(run(desk.site.doors.links(trajectory=desk.id)))
    asked = desk.coach.post(f"/t/{desk.id}/snapshot/{snapshot(desk)}/link", {"days": days})
    assert asked.status == 400
    assert len(run(desk.site.doors.links(trajectory=desk.id))) == before
