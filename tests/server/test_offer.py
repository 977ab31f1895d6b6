"""The tailored offer: made from what was heard, sent, answered, read by link and on paper."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from board.trajectory import commands as c
from board.trajectory.machine import Stand
from server.control import Failed, NewSession
from server.store import Log
from tests.running import Page, Running, Visitor
from tests.server.desk import ROAD, Desk, road, run

VISION, THIRD = ROAD[2], ROAD[4]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Both talks were held, and an offer is to be made."""
    with Running.start(tmp_path) as running:
        desk = Desk(running).begun()
        first, second = road()[:2]
        desk.hold(first, ROAD[0])
        desk.done(c.GoOn(reason="Er komt een halve dag per week bij."))
        desk.hold(second, ROAD[1])
        desk.now = desk.site.clock()
        desk.done(c.MakeOffer())
        yield desk


def day(ahead: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=ahead):%Y-%m-%d}"


def do(visitor: Visitor, desk: Desk, command: str, fields: dict[str, str] | None = None) -> Page:
    sent = {"command": command, "id": "", "page": "offer"}
    return visitor.post(f"/t/{desk.id}/do", sent | (fields or {}))


def form(page: str) -> dict[str, str]:
    """What the form of a draft sends as it stands."""
    part = page.split('value="DraftOffer"')[1].split("</form>")[0]
    inputs = r'<input class="text-input[^>]*name="(lines[^"]+)" value="([^"]*)"'
    fields = dict(re.findall(inputs, part))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', part, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    fields |= dict(re.findall(r'type="number"[^>]*name="([^"]+)" value="([^"]*)"', part))
    for name in ("size", "support"):
        checked = re.search(rf'name="{name}" value="(\w+)" checked', part)
        assert checked is not None
        fields[name] = checked[1]
    return fields


def shown(visitor: Visitor, desk: Desk, query: str = "") -> str:
    page = visitor.get(f"/t/{desk.id}/offer{query}")
    assert page.status == 200
    return page.text


def drafted(desk: Desk, **more: str) -> int:
    page = do(desk.coach, desk, "DraftOffer", form(shown(desk.coach, desk)) | more)
    assert page.status == 303, page.text
    offer = desk.view().state.offer
    assert offer is not None
    return offer.version


def sent(desk: Desk, **more: str) -> str:
    version = str(drafted(desk, **more))
    assert do(desk.coach, desk, "SendOffer", {"version": version}).status == 303
    return version


def test_the_draft_is_filled_from_the_talks_and_can_be_saved_as_it_stands(desk: Desk) -> None:
    fields = form(shown(desk.coach, desk))
    stages = [fields[name] for name in fields if name.endswith(".stage") and fields[name]]
    assert stages[0] in (VISION, "light_vision_groups")
    drafted(desk)
    offer = desk.view().state.offer
    assert offer is not None
    assert [line.stage for line in offer.lines] == stages
    light = form(shown(desk.coach, desk, "?size=light"))
    assert light["size"] == "light"
    assert len([v for k, v in light.items() if k.endswith(".stage") and v]) == 2


def test_a_line_without_a_session_is_left_out_and_one_is_added(desk: Desk) -> None:
    fields = form(shown(desk.coach, desk))
    names = [name for name in fields if name.endswith(".stage")]
    changed = {names[0]: "", names[-1]: THIRD}
    drafted(desk, **changed)
    offer = desk.view().state.offer
    assert offer is not None
    kept = [fields[name] for name in names[1:] if fields[name]]
    assert [line.stage for line in offer.lines] == [*kept, THIRD]
    none = do(desk.coach, desk, "DraftOffer", fields | dict.fromkeys(names, ""))
    assert none.status == 422


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"lines.0.at.day": "2020-02-02"}, "Dat is al voorbij"),
        ({"lines.0.at.day": "morgen"}, "morgen"),
        ({"lines.0.minutes": "1000"}, "5-480"),
        ({"lines.0.stage": "no_such_stage"}, "no_such_stage"),
    ],
)
def test_D2_what_cannot_be_offered_says_why_and_keeps_what_was_typed(
    desk: Desk, fields: dict[str, str], says: str
) -> None:
    typed = form(shown(desk.coach, desk)) | {"note": "Een woord vooraf"} | fields
    page = do(desk.coach, desk, "DraftOffer", typed)
    assert page.status in (409, 422)
    assert says in page.text
    assert "Een woord vooraf" in page.text


def test_the_coordinator_reads_it_once_it_is_sent_and_agrees_once(desk: Desk) -> None:
    version = str(drafted(desk, **{"lines.0.at.day": day(20), "lines.0.at.hour": "13:30"}))
    assert "Er is nog geen aanbod." in shown(desk.coordinator, desk)
    assert desk.coordinator.get(f"/t/{desk.id}/offer/{version}.pdf").status == 404
    early = do(desk.coordinator, desk, "AnswerOffer", {"version": version, "answer": "agreed"})
    assert early.status == 409
    do(desk.coach, desk, "SendOffer", {"version": version})
    page = shown(desk.coordinator, desk)
    assert "Aanbod op maat voor Lindervoorde" in page
    assert "Gratis" in page
    for field in ({}, {"answer": "perhaps"}):
        assert do(desk.coordinator, desk, "AnswerOffer", {"version": version} | field).status >= 400
    theirs = {"version": version, "answer": "agreed", "note": "Fijn"}
    assert do(desk.coach, desk, "AnswerOffer", theirs).status == 403
    assert do(desk.coordinator, desk, "AnswerOffer", theirs).status == 303
    state = desk.view().state
    assert state.stand is Stand.RUNNING
    assert [slot for slot in state.plan if slot.at > desk.now]
    twice = do(desk.coordinator, desk, "AnswerOffer", theirs | {"answer": "discuss"})
    assert twice.status == 409
    assert "Hier is al op geantwoord" in twice.text
    assert "Akkoord op" in shown(desk.coach, desk)


def test_what_is_to_be_discussed_becomes_a_new_version_beside_the_old(desk: Desk) -> None:
    first = sent(desk)
    answer = {"version": first, "answer": "discuss", "note": "Liever in het najaar"}
    assert do(desk.coordinator, desk, "AnswerOffer", answer).status == 303
    assert "Liever in het najaar" in shown(desk.coach, desk)
    second = sent(desk, note="Nu in het najaar")
    page = shown(desk.coordinator, desk)
    assert "Alle versies" in page
    assert page.index("Nu in het najaar") < page.index("Liever in het najaar")
    stale = do(desk.coordinator, desk, "AnswerOffer", {"version": first, "answer": "agreed"})
    assert stale.status == 409
    assert f"versie {second}" in stale.text


def test_who_does_not_take_it_ends_there_and_keeps_what_was_made(desk: Desk) -> None:
    sent(desk)
    assert do(desk.coach, desk, "DeclineOffer").status == 403
    assert do(desk.coordinator, desk, "DeclineOffer", {"reason": "Geen tijd"}).status == 303
    assert desk.view().state.stand is Stand.DECLINED
    assert "Aanbod op maat" in shown(desk.coordinator, desk)


def test_D3_an_alderman_reads_the_offer_by_a_link_and_nothing_else(desk: Desk) -> None:
    assert desk.coach.post(f"/t/{desk.id}/offer/link", {}).status == 404
    sent(desk, note="Een woord vooraf")
    page = desk.coordinator.post(f"/t/{desk.id}/offer/link", {})
    link = re.search(r"readonly>(http[^<]+)</textarea>", page.text)
    assert link is not None
    reader = desk.running.visitor()
    path = reader.open(link[1])
    read = reader.get(path)
    assert "Een woord vooraf" in read.text
    assert "AnswerOffer" not in read.text
    assert reader.get(f"{path}/offer.pdf").body.startswith(b"%PDF")
    grant = path.rsplit("/", 1)[-1]
    for other in (f"/t/{desk.id}/offer", f"/r/{grant}", f"/c/{grant}"):
        assert reader.get(other).status in (303, 404)
    assert desk.running.visitor().get(path).status == 404
    site = desk.site
    links = asyncio.run(site.doors.links(trajectory=desk.id))
    assert links[-1].expires_at < site.clock() + 31 * 24 * 3600 * 1000


def test_the_paper_says_what_the_page_says(desk: Desk) -> None:
    version = sent(desk, **{"lines.0.at.day": day(20), "lines.0.at.hour": "13:30"})
    pdf = desk.coordinator.get(f"/t/{desk.id}/offer/{version}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    text = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf.body)).pages
    )
    for part in ("Aanbod op maat voor Lindervoorde", "13:30", "Gratis", "Akkoord"):
        assert part in text
    assert desk.coordinator.get(f"/t/{desk.id}/offer/99.pdf").status == 404


def test_an_older_offer_shows_what_was_skipped_then(desk: Desk) -> None:
    skip = {"stage": VISION, "choice": "skip", "reason": "De visie is van dit jaar"}
    assert do(desk.coach, desk, "ChooseWorkstream", skip).status == 303
    first = sent(desk, **{"lines.0.at.day": day(20), "lines.0.at.hour": "13:30"})
    back = {"stage": VISION, "choice": "do"}
    assert do(desk.coach, desk, "ChooseWorkstream", back).status == 303
    desk.done(c.DraftOffer(lines=[c.OfferLine(VISION)]))
    second = desk.done(c.SendOffer(2)).state.offer
    assert second is not None

    def paper(version: int) -> str:
        pdf = desk.coordinator.get(f"/t/{desk.id}/offer/{version}.pdf")
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.body)).pages)
        return " ".join(text.split())

    assert "De visie is van dit jaar" in paper(int(first))
    assert "De visie is van dit jaar" not in paper(second.version)


def test_a_city_is_addressed_as_a_city_wherever_it_is_named(desk: Desk) -> None:
    begun = {"id": "", "municipality": "Lindervoorde", "wanted": "new_start", "reason": ""}
    assert desk.coach.post("/trajectories", begun | {"title": "dorp"}).status == 422
    assert desk.coach.post("/trajectories", begun | {"title": "stad"}).status == 303
    version = sent(desk, **{"lines.0.at.day": day(20), "lines.0.at.hour": "13:30"})
    page = shown(desk.coordinator, desk)
    assert "Stad Lindervoorde" in page
    assert "Gemeente Lindervoorde" not in page
    assert "Wat zegt de stad?" in page
    pdf = desk.coordinator.get(f"/t/{desk.id}/offer/{version}.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.body)).pages)
    assert "Stad Lindervoorde" in " ".join(text.split())
    # And a session there asks what one sees in «onze stad».
    wanted = NewSession(stage=VISION, trajectory=desk.id)
    made = run(desk.site.sessions.make(wanted))
    assert not isinstance(made, Failed), made
    loaded = run(Log(desk.store).load(made.board))
    assert loaded is not None
    asked = [phase.question.nl for phase in loaded.format.phases]
    assert [one for one in asked if "onze stad" in one]
    assert not [one for one in asked if "gemeente" in one]


def test_a_workstream_is_skipped_with_a_reason_joined_and_moved(desk: Desk) -> None:
    silent = do(desk.coach, desk, "ChooseWorkstream", {"stage": VISION, "choice": "skip"})
    assert silent.status in (409, 422)
    skip = {"stage": VISION, "choice": "skip", "reason": "De visie is van dit jaar"}
    assert do(desk.coach, desk, "ChooseWorkstream", skip).status == 303
    page = shown(desk.coordinator, desk)
    assert "De visie is van dit jaar" in page
    alone = do(desk.coach, desk, "ChooseWorkstream", {"stage": THIRD, "choice": "join", "into": ""})
    assert alone.status in (409, 422)
    join = {"stage": THIRD, "choice": "join", "into": "light_offer_collaboration"}
    assert do(desk.coach, desk, "ChooseWorkstream", join).status == 303
    orders = re.findall(r'name="stages" value="([^"]+)"', page)
    assert do(desk.coach, desk, "OrderWorkstreams", {"stages": orders[-1]}).status == 303
    assert desk.view().state.order == orders[-1].split("\n")
    few = do(desk.coach, desk, "OrderWorkstreams", {"stages": VISION})
    assert few.status == 409


def test_before_the_talk_there_is_no_offer_and_the_page_says_when(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        desk = Desk(running).begun()
        assert "Het aanbod komt na het doorstartgesprek." in shown(desk.coach, desk)
        early = do(desk.coach, desk, "DraftOffer", {"lines.0.stage": VISION})
        assert early.status == 409
