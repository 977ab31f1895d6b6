"""The report handed out: each file read back, and the link to read it by."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from msgspec.structs import replace

from board.trajectory.gather import gather
from board.trajectory.types import DAY
from server.export_tables import CARDS
from server.report.document import Section
from server.report.gathered import gathered
from server.report.plain import text_of
from server.report.spreadsheet import xlsx_of
from server.words import Speaker
from tests.running import Page, Running, Visitor
from tests.server.desk import Desk, plain, run
from tests.server.test_paper import root_of, tags
from tests.server.test_paper import text_of as words_of

WORDS = "Omdat het stil werd."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Running.start(tmp_path_factory.mktemp("report")) as running:
        desk = Desk(running).lived()
        section = {"section": "why", "text": WORDS, "after": "0", "shown": "1"}
        assert desk.send("report", "report_section", **section).status == 303
        off = {"section": "works", "text": "Dit valt weg.", "after": "0"}
        assert desk.send("report", "report_section", **off).status == 303
        yield desk


def file(desk: Desk, name: str) -> Page:
    page = desk.coach.get(f"/t/{desk.id}/report/{name}")
    assert page.status == 200
    return page


def test_G7_the_pdf_has_headings_tables_and_pictures_with_words(desk: Desk) -> None:
    made = file(desk, "report.pdf").body
    root = root_of(made)
    assert root["/Lang"] == "nl"
    found = tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"} <= set(found)
    assert found.count("/H2") == 14
    assert all(figure.get("/Alt") for figure in figures(root["/StructTreeRoot"]))
    text = words_of(made)
    for part in (WORDS, "Dit konden we alleen samen", "gedragen", "Concept", "Nog eens bekijken"):
        assert part in text
    assert "Dit valt weg." not in text


def figures(node: Any) -> list[Any]:
    if isinstance(node, pypdf.generic.IndirectObject):
        return figures(node.get_object())
    if isinstance(node, list):
        return [one for part in node for one in figures(part)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("/S") == "/Figure" else []
    return own + figures(node.get("/K", []))


def test_G7_the_document_has_real_headings_tables_a_title_and_a_language(desk: Desk) -> None:
    made = docx.Document(io.BytesIO(file(desk, "report.docx").body))
    assert made.core_properties.title == "Verslag van het doorstarttraject in Lindervoorde"
    assert made.core_properties.language == "nl-BE"
    heads = [one.text for one in made.paragraphs if one.style and one.style.name == "Heading 1"]
    assert heads[0] == "0. In één bladzijde"
    assert len(heads) == 14
    assert WORDS in [one.text for one in made.paragraphs]
    head = made.tables[0].rows[0]._tr.trPr
    assert head is not None
    assert head.find(qn("w:tblHeader")) is not None
    assert ["Gemeente", "Lindervoorde"] in [
        [cell.text for cell in row.cells] for row in made.tables[0].rows
    ]


def test_G8_no_text_of_a_spreadsheet_is_a_formula(desk: Desk) -> None:
    typed = ["=1+1", "+A1", "-2", "@x", '=HYPERLINK("http://a.test")', "http://a.test", "012"]
    made = xlsx_of(
        [("Blad", ("a", "b"), [[one, 4711] for one in typed])], "Titel", 1_776_000_000_000
    )
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        kept = packed.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert [one for one in typed if escape(one, quote=False) not in kept] == []
    assert sheet.count("<v>4711</v>") == len(typed)
    with zipfile.ZipFile(io.BytesIO(file(desk, "cards.xlsx").body)) as packed:
        kept = packed.read("xl/sharedStrings.xml").decode()
        assert "Kaartjes" in packed.read("xl/workbook.xml").decode()
    assert all(f">{name}<" in kept for name in CARDS)
    assert "Elk kind dat wil gaat op kamp." in kept


def test_G3_a_card_that_was_removed_leaves_one_line_and_no_words(desk: Desk) -> None:
    view = desk.view()
    gone = "Over drie jaar gaat elk kind dat wil op kamp."
    boards = [
        replace(
            one,
            items=[replace(it, text=None) if it.text == gone else it for it in one.items],
        )
        for one in view.harvests
    ]
    less = replace(view, harvests=tuple(boards), kept=gather(boards, {}))
    words = Speaker(desk.site.pages.catalogue, "nl")
    report = gathered(less, words, [], {})
    told = "\n".join(text_of(one, words) for one in report.sections)
    assert gone not in told
    assert "- 1 kaartje verwijderd op verzoek" in told
    assert gone in "\n".join(text_of(one, words) for one in sections(desk, words))


def sections(desk: Desk, words: Speaker) -> list[Section]:
    return gathered(desk.view(), words, [], {}).sections


def test_G9_everyone_who_took_part_gets_one_page_and_the_note_says_what_is_missing(
    desk: Desk,
) -> None:
    short = plain(file(desk, "short"))
    assert "Waar staan we?" in short
    assert "Wat gebeurt er nu? Eerste stappen" in short
    assert "Polsslag" not in short
    note = plain(file(desk, "note"))
    assert WORDS in note
    assert "Het zakelijk plan zit niet in dit traject." in note
    assert "Dit valt weg." not in note


def opened(desk: Desk, days: str = "30") -> tuple[Visitor, str]:
    page = desk.coach.post(f"/t/{desk.id}/report/link", {"days": days})
    link = re.search(r"readonly>(http[^<]+)</textarea>", page.text)
    assert link is not None
    reader = desk.running.visitor()
    return reader, reader.open(link[1])


def test_G6_a_link_reads_the_report_while_it_is_shared_and_nothing_else(desk: Desk) -> None:
    reader, path = opened(desk)
    assert "Er wordt nog aan het verslag gewerkt." in plain(reader.get(path))
    assert reader.get(f"{path}/report.pdf").status == 404
    assert reader.get(f"{path}/short").status == 404
    shared = desk.send("report", "SetReportStatus", desk.coordinator, status="shared")
    assert shared.status == 303
    read = reader.get(path)
    assert WORDS in plain(read)
    assert "Dit valt weg." not in plain(read)
    assert "<form" not in read.text.partition("<main")[2]
    assert reader.get(f"{path}/report.pdf").body.startswith(b"%PDF")
    assert "Waar staan we?" in plain(reader.get(f"{path}/short"))
    for other in (f"/t/{desk.id}/report", f"/t/{desk.id}/report/report.docx"):
        assert reader.get(other).status in (303, 404)
    assert desk.running.visitor().get(path).status == 404


def test_G6_a_link_has_an_end_and_can_be_revoked(desk: Desk) -> None:
    reader, path = opened(desk)
    link = [one for one in run(desk.site.doors.links(trajectory=desk.id)) if not one.revoked_at][-1]
    assert link.expires_at <= desk.site.clock() + 30 * DAY
    page = desk.get("report")
    assert "Geldt tot" in plain(page)
    form = {"link": link.hash.hex()}
    assert desk.coach.post(f"/t/{desk.id}/report/revoke", form).status == 303
    assert reader.get(path).status == 404
    assert "Ingetrokken" in plain(desk.get("report"))
    assert desk.coach.post(f"/t/{desk.id}/report/link", {"days": "99999"}).status == 400


def letters(text: str) -> str:
    """Without where a line of paper was broken."""
    return re.sub(r"[\W_]", "", text)


def test_G11_all_cards_and_votes_words_and_kept_moments_stand_behind_it_in_every_form(
    desk: Desk,
) -> None:
    rows = [
        [cell.text for cell in row.cells]
        for table in docx.Document(io.BytesIO(file(desk, "report.docx").body)).tables
        for row in table.rows
    ]
    page = plain(desk.get("report")).partition("Bijlage Toon alle kaartjes en stemmen")[2]
    paper = letters(words_of(file(desk, "report.pdf").body))
    kept = run(desk.site.record.overview(desk.id))
    assert kept is not None
    open = [one for one in desk.view().harvests if one.course != "orientation"]
    assert len(open) > 3
    for board in open:
        hash = kept.snapshots[board.board][-1].sha256
        assert hash in paper
        assert hash in page.replace(" ", "")
        for item in board.items:
            if item.members or not item.text:
                continue
            assert item.text in page
            assert letters(item.text) in paper
            assert [one for one in rows if one[1:2] == [item.text]]
    told = [one for one in rows if one[0] == "Kies wat jij het liefst zou zien gebeuren."]
    assert ["Over drie jaar gaat elk kind dat wil op kamp.: 2 punten", "6", "2"] in [
        one[1:] for one in told
    ]
    for text in ("Alle stemmen: Werf 1", "Wat onze woorden betekenen", "De draad van dit doel: "):
        assert text in page
        assert letters(text) in paper
    first = [one for one in desk.view().harvests if one.course == "orientation"]
    assert kept.snapshots[first[0].board][-1].sha256 not in page.replace(" ", "")


def test_G11_the_appendix_is_left_out_like_any_chapter(desk: Desk) -> None:
    off = {"section": "appendix", "text": "", "after": "0"}
    assert desk.send("report", "report_section", **off).status == 303
    try:
        assert "Alle kaartjes" not in words_of(file(desk, "report.pdf").body)
    finally:
        on = {"section": "appendix", "text": "", "after": "1", "shown": "1"}
        assert desk.send("report", "report_section", **on).status == 303
