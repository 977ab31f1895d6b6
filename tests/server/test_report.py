"""The report: filled from the record, with people's words in front, and who may say it is read."""

import re
from collections.abc import Iterator

import pytest

from board.trajectory import commands as c
from board.trajectory.types import DAY, Function
from server.report.document import Bullets, Table
from server.report.gathered import CHAPTERS, SECTIONS, gathered
from server.web.dates import day as date
from server.words import Speaker
from tests.people import invited, sign_in
from tests.running import Running
from tests.server.desk import Desk, plain, refused, road, run, said


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Running.start(tmp_path_factory.mktemp("report")) as running:
        yield Desk(running).lived()


def keep(desk: Desk, section: str, text: str, after: int, shown: str = "1") -> int:
    sent = desk.send(
        "report", "report_section", section=section, text=text, after=str(after), shown=shown,
        key=section,
    )  # fmt: skip
    return sent.status


def told(desk: Desk) -> str:
    return desk.get("report").text


def test_G1_the_fourteen_chapters_are_filled_from_the_record(desk: Desk) -> None:
    page = desk.get("report")
    text = plain(page)
    assert len(CHAPTERS) == 14
    assert [one for one in SECTIONS if f'id="{one}"' not in page.text] == []
    assert "Dit konden we alleen samen De bib zat vol bij het voorlezen in drie talen." in text
    assert "Over drie jaar gaat elk kind dat wil op kamp." in text
    assert "Waar staat jouw organisatie nu?" in text
    assert "Nog eens bekijken Over: Elk kind dat wil gaat op kamp." in text
    assert page.text.count("<svg xmlns") >= 3


def test_G1_report_and_snapshots_lead_to_one_another(desk: Desk) -> None:
    there, back = f'href="/t/{desk.id}/record"', f'href="/t/{desk.id}/report"'
    assert there in told(desk)
    record = desk.coach.get(f"/t/{desk.id}/record").location
    assert record.startswith("/r/")
    page = desk.coach.get(record).text
    assert back in page
    assert "Daarvoor meld je je aan" not in page
    # From a console without an account one signs in first, and comes out there.
    board = desk.running.session("follow_up_session", trajectory=desk.id, title="Los")
    console = desk.running.visitor()
    grant = console.open(board.lead).rpartition("/")[2]
    page = console.get(f"/r/{grant}").text
    assert back in page
    assert "Daarvoor meld je je aan" in page
    asked = console.get(f"/t/{desk.id}/report")
    assert asked.status == 303
    assert asked.location.startswith("/sign-in?to=")


def test_G2_what_is_decided_supported_and_proposed_differ_in_words_and_form(desk: Desk) -> None:
    chapter = desk.get("report").text.partition('id="goals"')[2].partition("</section>")[0]
    assert 'standing-supported">gedragen' in chapter
    assert "standing-decided" not in chapter
    written = c.WriteText(
        text="own_vision", title="Visie", lines=["Samen uit."], after=0, part="vision"
    )
    desk.done(written)
    assert 'Samen uit.</span> <b class="standing standing-proposed">voorstel' in told(desk)
    desk.done(c.AdoptText(text="own_vision", version=1), Function.COORDINATOR)
    assert 'Samen uit.</span> <b class="standing standing-decided">beslist' in told(desk)


def test_G1_a_session_that_stood_in_no_plan_is_told_as_well_and_in_its_place(desk: Desk) -> None:
    """Its cards are in the chapters after; who reads them looks for their session first."""
    at = desk.site.clock() - 100 * DAY
    board = run(desk.keep(road()[-1], "follow_up_session", at))
    [session] = [one for one in desk.view().sessions if one.board == board]
    chapter = desk.get("report").text.partition('id="how"')[2].partition("</section>")[0]
    rows = chapter.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    planned = len([slot for slot in desk.view().state.plan if slot.held_at])
    assert len(rows) == planned + 1
    [row] = [row for row in rows if date(Speaker(desk.site.pages.catalogue, "nl"), at) in said(row)]
    assert session.title in said(row)
    assert [int(cell) > 0 for cell in re.findall(r">(\d+)</td>", row)] == [True, True]
    assert rows.index(row) < len(rows) - 1


def test_G15_it_says_until_when_how_it_was_voted_on_and_who_was_not_for_it_yet(desk: Desk) -> None:
    page = desk.get("report").text

    def chapter(id: str) -> str:
        return page.partition(f'id="{id}"')[2].partition("</section>")[0]

    who = chapter("who")
    assert '<th scope="col">Tegen wanneer</th>' in who
    assert '<th scope="col">Stemming</th>' in who
    asked = [
        (one, one.counts["not_yet"])
        for board in desk.view().harvests
        for one in board.asked
        if one.method == "agreement" and one.counts.get("not_yet") and board.course != "orientation"
    ]
    assert asked
    ends = said(chapter("ends"))
    for one, against in asked:
        told = f"{one.text} {one.answered - against} van {one.answered} voor, {against} nog niet"
        if one.unsure:
            told += f" · {one.unsure} {'weet' if one.unsure == 1 else 'weten'} het niet"
        assert told in ends, told
    due = {
        tells["due"]
        for board in desk.view().harvests
        for one in board.items
        if (tells := one.tells).get("due") and {"tasks", "steps"} & {*one.registers}
    }
    assert due
    assert [one for one in due if one not in who + chapter("further")] == []
    assert any(one in chapter("one").partition("Wie doet wat")[2] for one in due)


def test_G3_nothing_said_in_confidence_comes_into_a_report(desk: Desk) -> None:
    run(desk.courses.note(desk.id, desk.person(), "Een geheim tussen ons"))
    page = plain(desk.get("report"))
    hurts = [item.text for item in desk.view().kept.of("closed")]
    first = [
        item.text
        for one in desk.view().harvests
        if one.course == "orientation"
        for item in one.items
        if item.text
    ]
    later = {
        item.text
        for one in desk.view().harvests
        if one.course != "orientation"
        for item in one.items
    }
    told_there_alone = [one for one in first if one not in later]
    assert told_there_alone
    assert [
        one for one in [*hurts, *told_there_alone, "Een geheim tussen ons"] if one in page
    ] == []
    assert "Omar" not in page.partition("Verslag van het")[2]


def test_G4_a_chapter_keeps_peoples_words_and_can_be_left_out(desk: Desk) -> None:
    assert keep(desk, "why", "Omdat het stil werd.\nEn dat wilden we niet.", 0) == 303
    page = desk.get("report")
    assert "Omdat het stil werd." in plain(page)
    assert keep(desk, "works", "", 0, shown="") == 303
    off = desk.get("report").text.partition('id="works"')[0].rpartition("<section")[2]
    assert "report-off" in off


def test_G4_of_two_who_change_a_chapter_at_once_neither_loses_words(desk: Desk) -> None:
    assert keep(desk, "who", "De eerste tekst.", 0) == 303
    late = desk.send(
        "report", "report_section", section="who", text="De tweede tekst.", after="0", shown="1",
        key="who",
    )  # fmt: skip
    refused(late, 409, "Er is intussen versie 1", "De tweede tekst.")
    assert "De eerste tekst." in plain(desk.get("report"))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"text": "a" + "\u0301" * 10_000}, 422),
        ({"text": "x" * 9000}, 422),
        ({"section": "nothing"}, 422),
        ({"after": "one"}, 422),
    ],
)
def test_D2_a_wrong_chapter_is_refused_with_the_reason(
    desk: Desk, fields: dict[str, str], status: int
) -> None:
    sent = {"section": "card", "text": "Mijn zin", "after": "0", "shown": "1"} | fields
    assert desk.send("report", "report_section", **sent).status == status
    assert "Mijn zin" not in plain(desk.get("report"))


def test_G5_who_coordinates_reads_it_before_it_is_shared_and_a_change_makes_it_a_draft(
    desk: Desk,
) -> None:
    assert desk.send("report", "SetReportStatus", status="shared").status == 409
    assert desk.send("report", "SetReportStatus", status="read").status == 409
    read = desk.send("report", "SetReportStatus", desk.coordinator, status="read")
    assert read.status == 303
    page = plain(desk.get("report"))
    assert "De netwerkregisseur las het na. netwerkregisseur, " in page
    assert desk.send("report", "SetReportStatus", status="shared").status == 303
    assert desk.view().state.report == "shared"
    assert keep(desk, "ends", "Nog een woord.", 0) == 303
    assert desk.view().state.report == "draft"


def test_G6_who_is_of_another_trajectory_reads_no_report(desk: Desk) -> None:
    other = desk.running.visitor()
    sign_in(other, invited(desk.running, "els@reports.example").link)
    assert other.get(f"/t/{desk.id}/report").status == 404
    assert desk.get("report", desk.coordinator).status == 200
    assert desk.person(Function.COORDINATOR).municipality


def test_G2_each_thing_bears_one_mark_throughout(desk: Desk) -> None:
    goals = {one.text: one.ref for one in desk.view().kept.of("goals")}
    lines = [c.GoalLine(text=text, origin=origin) for text, origin in goals.items()]
    desk.done(c.WriteGoals(goals=lines, after=0), Function.COORDINATOR)
    words = Speaker(desk.site.pages.catalogue, "nl")
    view = desk.view()
    marks: dict[str, set[str]] = {}
    for section in gathered(view, words, [], {}).sections:
        for block in section.blocks:
            for one in block.lines if isinstance(block, Bullets) else ():
                marks.setdefault(one.text, set()).add(one.standing)
            for row in block.rows if isinstance(block, Table) else ():
                marks.setdefault(row.cells[0], set()).add(row.standing)
    told = [item.text for item in view.kept.of("goals", "steps", "roles", "procedures")]
    several = {one: marks[one] - {""} for one in told if len(marks.get(one, set()) - {""}) > 1}
    assert several == {}
