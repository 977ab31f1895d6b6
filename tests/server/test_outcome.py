"""What the code of a session tells when it is over: to anyone, without JavaScript, for long."""

import asyncio
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select, update

from board.trajectory import commands as c
from board.trajectory.types import DAY
from server.erasing import Eraser
from server.store import tables as t
from tests.running import Page, Running, Visitor
from tests.server.desk import PARTNERS, ROAD, TOWN, Desk, plain, run


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Running.start(tmp_path_factory.mktemp("outcome")) as running:
        yield Desk(running).lived()


def code(desk: Desk, stage: str) -> str:
    found = select(t.work_session.c.code).where(t.work_session.c.stage == stage)

    def work(connection: Connection) -> str:
        return str(connection.execute(found).scalar_one())

    return run(desk.store.read(work))


def came(visitor: Visitor, code: str) -> Page:
    """By the code, as one types it or scans it."""
    first = visitor.get(f"/?code={code[:3].lower()}%20{code[3:]}")
    second = visitor.get(first.location)
    return visitor.get(second.location) if second.status == 303 else second


def test_T23_the_code_of_a_session_that_is_over_tells_what_came_of_it(desk: Desk) -> None:
    slot = c.PlanSlot(stage=ROAD[-1], at=desk.now + 30 * DAY, minutes=60, place="De Kroonkurk")
    desk.done(slot)
    # A talk behind a closed door that comes first is not for who has the code.
    desk.done(c.PlanSlot(stage=ROAD[0], at=desk.now + 9 * DAY, minutes=60, place="Achterkamer"))
    page = came(desk.running.visitor(), code(desk, ROAD[-1]))
    assert page.status == 200
    told = plain(page)
    for heading in ("Dit gebeurt er nu", "De volgende keer", "Dit kwam eruit", "Wie doet wat"):
        assert heading in told
    assert "De Kroonkurk" in told
    assert "Achterkamer" not in told
    assert f"in {TOWN} het netwerk leidt" in told
    assert desk.site.settings.contact in told
    assert re.search(r'class="bars-count"', page.text), "a vote with its numbers"
    assert any(name in told for name, _ in PARTNERS.values())
    main = page.text.partition("<main")[2]
    assert "<form" not in main
    assert "<script" not in main, "it needs none"


def test_T23_it_tells_so_when_the_personal_data_are_long_gone(desk: Desk) -> None:
    before = plain(came(desk.running.visitor(), code(desk, ROAD[-1])))
    gone = asyncio.run(Eraser(desk.store, lambda: desk.now + 40 * DAY, 28).due())
    assert gone.sessions or run(desk.site.record.erasures(desk.id))
    after = came(desk.running.visitor(), code(desk, ROAD[-1]))
    assert after.status == 200
    assert plain(after) == before


@pytest.mark.parametrize("language", ["fr", "uk", "ar"])
def test_T23_in_every_language_that_partners_read(desk: Desk, language: str) -> None:
    path = f"/j/{code(desk, ROAD[-1])}/after?taal={language}"
    page = desk.running.visitor().get(path)
    assert page.status == 200
    assert f'lang="{language}"' in page.text
    assert not re.search(r"closing\.\w", plain(page))
    assert "Dit gebeurt er nu:" not in plain(page)


def test_T23_a_talk_behind_a_closed_door_tells_no_result_by_its_code(desk: Desk) -> None:
    talk = code(desk, ROAD[0])
    ended(desk, talk, desk.now - DAY)
    page = came(desk.running.visitor(), talk)
    assert "Dit gesprek was met weinig mensen" in plain(page)
    assert "bars-count" not in page.text


def test_T23_after_half_a_year_the_code_tells_nothing_any_more(desk: Desk) -> None:
    old = code(desk, ROAD[1])
    for days, status in ((179, 200), (181, 410)):
        ended(desk, old, desk.site.clock() - days * DAY)
        assert desk.running.visitor().get(f"/j/{old}/after").status == status
    assert desk.running.visitor().get(f"/j/{old}").status == 410
    assert desk.running.visitor().get("/j/ZZZZZZ/after").status == 404


def ended(desk: Desk, code: str, at: int) -> None:
    def work(connection: Connection) -> None:
        mine = update(t.work_session).where(t.work_session.c.code == code)
        connection.execute(mine.values(ended_at=at))

    run(desk.store.write(work))
