"""Taking part without JavaScript: plain forms that happen once."""

import html
import re
from typing import Any

import pytest

from server.control import SessionMade
from tests.running import Page, Running, Visitor
from tests.talking import Talker

OUTBOX = "0123456789abcdef"
SAVED = '<p class="note ok" role="status">Gelukt. Het is bewaard.</p>'


@pytest.fixture(scope="module")
def app_server(shared_server: Running) -> Running:
    return shared_server


class Phone:
    """A person without JavaScript: what the page says, and forms."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        self.visitor = visitor
        self.path = path
        self.forms = 0

    @property
    def mine(self) -> dict[str, Any]:
        mine = self.visitor.get(self.path).boot["mine"]
        assert isinstance(mine, dict)
        return mine

    @property
    def view(self) -> dict[str, Any]:
        view = self.visitor.get(self.path).boot["view"]
        assert isinstance(view, dict)
        return view

    @property
    def texts(self) -> list[str]:
        return [card["text"] for card in self.mine["cards"].values()]

    def send(self, command: str, fields: dict[str, str] | None = None, **given: str) -> Page:
        self.forms += 1
        envelope = {
            "command": command,
            "visit": str(self.view.get("phase", {}).get("visit", 0)),
            "outbox": f"{OUTBOX}{self.forms}",
            "n": "1",
        }
        return self.visitor.post(f"{self.path}/do", envelope | (fields or {}) | given)


@pytest.fixture
def phone(session: SessionMade, visitor: Visitor) -> Phone:
    return Phone(visitor, visitor.join(session.code))


def test_a_card_is_posted_edited_and_withdrawn(phone: Phone, lead: Talker) -> None:
    kind = lead.open_phase("post")["kind"]
    posted = phone.send("PostCard", kind=kind, text="Tien kinderen op kamp")
    assert (posted.status, posted.location) == (303, f"{phone.path}?klaar=PostCard")
    # Said once: who reloads has not done it again.
    assert SAVED in phone.visitor.get(posted.location).text
    assert SAVED not in phone.visitor.get(posted.location).text
    assert phone.texts == ["Tien kinderen op kamp"]
    (card,) = phone.mine["cards"]
    phone.send("EditCard", card=card, text="Twaalf kinderen op kamp")
    assert phone.texts == ["Twaalf kinderen op kamp"]
    phone.send("WithdrawCard", card=card)
    assert phone.texts == []


def test_the_page_says_that_it_is_saved(phone: Phone, lead: Talker) -> None:
    kind = lead.open_phase("post")["kind"]
    page = phone.visitor.get(phone.send("PostCard", kind=kind, text="Een kaartje").location)
    assert 'role="status"' in page.text
    assert "Een kaartje" in page.text


def test_the_forms_of_the_page_itself_work(phone: Phone, lead: Talker) -> None:
    kind = lead.open_phase("post")["kind"]
    page = phone.visitor.get(phone.path)
    assert page.hidden("command") == "PostCard"
    fields = {name: page.hidden(name) for name in ("command", "visit", "outbox", "n", "kind")}
    assert fields["kind"] == kind
    assert phone.visitor.post(f"{phone.path}/do", fields | {"text": "Zo"}).status == 303
    assert phone.texts == ["Zo"]
    assert phone.visitor.get(phone.path).hidden("outbox") != fields["outbox"]


def test_a_form_sent_twice_happens_once(phone: Phone, lead: Talker) -> None:
    kind = lead.open_phase("post")["kind"]
    for _ in range(3):
        phone.forms = 0
        page = phone.send("PostCard", kind=kind, text="Eén keer")
        assert page.location.endswith("?klaar=PostCard")
    assert phone.texts == ["Eén keer"]
    phone.forms = 0
    assert phone.send("PostCard", kind=kind, text="Iets anders").status == 422
    assert phone.texts == ["Eén keer"]


def test_what_is_refused_stands_in_the_form_again(phone: Phone, lead: Talker) -> None:
    kind = lead.open_phase("post")["kind"]
    long = "Veel te lang. " * 30
    page = phone.send("PostCard", kind=kind, text=long)
    assert page.status == 422
    assert 'role="alert"' in page.text
    assert "280" in page.text
    assert long.strip() in page.text
    assert phone.texts == []


def test_a_refusal_without_words_to_lose_leads_back(phone: Phone, lead: Talker) -> None:
    lead.open_phase("post")
    page = phone.send("WithdrawCard", card="nothing")
    assert page.status == 303
    assert "nee=no_card" in page.location
    assert 'role="alert"' in phone.visitor.get(page.location).text


def test_someone_elses_card_is_adopted(
    app_server: Running, session: SessionMade, phone: Phone, lead: Talker
) -> None:
    kind = lead.open_phase("post")["kind"]
    door = app_server.visitor()
    other = Phone(door, door.join(session.code))
    other.send("PostCard", kind=kind, text="Van een ander")
    (card,) = other.mine["cards"]
    assert "klaar=AdoptCard" in phone.send("AdoptCard", card=card).location
    assert phone.mine["adopted"] == [card]
    assert "klaar=DropAdoption" in phone.send("DropAdoption", card=card).location
    assert phone.mine["adopted"] == []
    assert "nee=not_mine" in phone.send("WithdrawCard", card=card).location


def test_U1_without_javascript_one_can_say_that_it_is_unclear(phone: Phone, lead: Talker) -> None:
    lead.open_phase("post")
    assert "Ik snap het niet" in phone.visitor.get(phone.path).text
    assert "klaar=SayUnclear" in phone.send("SayUnclear", unclear="1").location
    assert phone.mine["unclear"]
    assert "Ik snap het nu wel" in phone.visitor.get(phone.path).text
    phone.send("SayUnclear", unclear="")
    assert not phone.mine["unclear"]


def test_U2_without_javascript_data_of_a_person_goes_to_who_leads_or_is_changed(
    phone: Phone, lead: Talker
) -> None:
    kind = lead.open_phase("post")["kind"]
    number = "Bel Marie op 0470 12 34 56"
    page = phone.send("PostCard", kind=kind, text=number)
    assert page.status == 422
    for said in ("Schrijf liever geen gegevens van mensen", "Dit lijkt een telefoonnummer", number):
        assert said in page.text
    assert 'name="to_lead" value="1"' in page.text
    assert phone.texts == []
    phone.send("PostCard", kind=kind, text=number, to_lead="1")
    assert phone.texts == [number]
    assert number not in str(phone.view)


def test_U3_without_javascript_a_ready_example_is_a_card_with_one_press(
    phone: Phone, lead: Talker
) -> None:
    step = lead.open_phase("post")
    phase = next(it for it in _phases(lead) if step in it["steps"])
    text = (step["examples"] or phase["examples"])[0]
    page = phone.visitor.get(phone.path).text
    assert "Kies een voorbeeld" in page
    assert f'name="text" value="{html.escape(text)}"' in page
    phone.send("PostCard", kind=step["kind"], text=text)
    assert phone.texts == [text]


def test_a_vote_of_each_method(phone: Phone, lead: Talker) -> None:
    polls = {poll["id"]: poll for poll in _polls(lead)}
    voted: set[str] = set()
    texts = [text["id"] for text in _format(lead)["texts"] if text["written"]]
    for phase in _phases(lead):
        lead.do("OpenPhase", phase=phase["id"])
        for text in texts:
            lead.ask("WriteText", text=text, lines=["Elke inwoner telt mee.", "Iedereen doet mee."])
        for step in phase["steps"]:
            if step["action"] == "post":
                for number in range(lead.view["session"]["cards_each"]):
                    phone.send("PostCard", kind=step["kind"], text=f"Kaartje {number}")
            if step["action"] == "vote":
                voted.add(_vote(phone, lead, polls[step["poll"]]))
    assert voted == {"dots", "scale", "choice", "agreement"}


def _vote(phone: Phone, lead: Talker, poll: dict[str, Any]) -> str:
    id = lead.do("OpenRound", poll=poll["id"])
    round = phone.view[f"round:{id}"]
    asked = (
        rf"<(?:h1|h2|legend) class=\"(?!visually)[^\"]*\"[^>]*>\s*{re.escape(poll['question'])}\s*<"
    )
    plain = html.unescape(phone.visitor.get(phone.path).text).partition('id="kept"')[0]
    assert len(re.findall(asked, plain)) == 1, "what is asked stands once"
    question = round["questions"][0]["id"]
    option = round["questions"][0]["options"][0]["id"]
    field = f"dots.{question}.{option}" if round["method"] == "dots" else f"choice.{question}"
    value = "1" if round["method"] == "dots" else option
    page = phone.send("PutBallot", {field: value}, round=id)
    assert page.location.endswith("klaar=PutBallot"), page.location
    assert phone.mine["ballots"][id]["answers"][question]["options"] == {option: 1}
    # Changed until it closes, also into "weet ik niet".
    phone.send("PutBallot", {f"choice.{question}": "?"}, round=id)
    assert phone.mine["ballots"][id]["answers"][question]["unsure"]
    if round["method"] == "dots":
        page = phone.send("PutBallot", {field: "99"}, round=id)
        # What was chosen stands in the form again, beside the reason.
        assert page.status == 422
        assert f'name="{field}" value="99"' in page.text
    lead.do("CloseRound", round=id)
    page = phone.send("PutBallot", {field: value}, round=id)
    assert "De stemming is al gesloten." in page.text
    lead.do("RevealRound", round=id)
    return str(round["method"])


def test_a_place_is_claimed_for_an_organisation(
    app_server: Running, session: SessionMade, lead: Talker
) -> None:
    added = lead.visitor.post(f"{lead.path}/organisation", {"name": "Sportdienst"}).json
    visitor = app_server.visitor()
    phone = Phone(visitor, visitor.join(session.code, organisation=added["id"]))
    step = lead.open_phase("claim")
    claim = next(one for one in _format(lead)["claims"] if one["id"] == step["claim"])
    form = claim["forms"][0]["id"]
    page = phone.send("ClaimPlace", claim=claim["id"], form=form, provisional="1")
    assert "klaar=ClaimPlace" in page.location
    (claimant,) = phone.view[f"claim:{claim['id']}"]["claimants"]
    assert claimant["provisional"] is True
    again = phone.send("ClaimPlace", claim=claim["id"], form=form, provisional="1")
    assert "nee=already" in again.location
    assert "klaar=ReleaseClaim" in phone.send("ReleaseClaim", claim=claim["id"]).location


def test_who_misses_the_last_place_reads_in_words_what_is_free(app_server: Running) -> None:
    session = app_server.session(stage="workstream_collaboration")
    console = app_server.visitor()
    lead = Talker(console, console.open(session.lead))
    try:
        phones = []
        for name in ("Sportdienst", "Jeugddienst"):
            added = console.post(f"{lead.path}/organisation", {"name": name}).json
            visitor = app_server.visitor()
            phones.append(Phone(visitor, visitor.join(session.code, organisation=added["id"])))
        first, second = phones
        step = next(
            it
            for phase in _phases(lead)
            for it in phase["steps"]
            if it["action"] == "claim" and it["kind"]
        )
        lead.open_phase("post", kind=step["kind"])
        first.send("PostCard", kind=step["kind"], text="De sleutel van de zaal")
        (card,) = first.mine["cards"]
        lead.open_phase("claim", kind=step["kind"])
        kind = next(one for one in _format(lead)["kinds"] if one["id"] == step["kind"])
        one, *others = kind["forms"]
        assert "Nog niemand trekt dit" in second.visitor.get(second.path).text
        first.send("ClaimPlace", claim=card, form=one["id"])
        refused = second.visitor.get(
            second.send("ClaimPlace", claim=card, form=one["id"]).location
        ).text
        free = ", ".join(it["label"] for it in others)
        assert f"“{one['label']}” is net gekozen door een ander. Nog vrij: {free}." in refused
        assert "Trekt: Sportdienst" in refused
        # Who has a place sees which, and takes another form without giving it up first.
        assert f"Jullie: {one['label']}" in first.visitor.get(first.path).text
        first.send("ClaimPlace", claim=card, form=others[0]["id"])
        assert f"Jullie: {others[0]['label']}" in first.visitor.get(first.path).text
        made_up = f"{second.path}?nee=place_taken&waarde=0900&grens=0900+bel"
        assert "0900" not in second.visitor.get(made_up).text
    finally:
        lead.close()


def test_one_joins_posts_votes_places_and_takes_up_without_javascript(app_server: Running) -> None:
    session = app_server.session(stage="light_vision_groups")
    console = app_server.visitor()
    lead = Talker(console, console.open(session.lead))
    try:
        added = console.post(f"{lead.path}/organisation", {"name": "Sportdienst"}).json
        visitor = app_server.visitor()
        phone = Phone(visitor, visitor.join(session.code, organisation=added["id"]))
        lead.open_phase("post")
        page = visitor.get(phone.path)
        assert "Vernieuw" in page.text
        names = ("command", "visit", "outbox", "n", "kind")
        fields = {name: page.hidden(name) for name in names}
        sent = visitor.post(f"{phone.path}/do", fields | {"text": "Zonder JavaScript"})
        assert "klaar=PostCard" in sent.location
        poll = lead.open_phase("vote")["poll"]
        for text in _format(lead)["texts"]:
            lead.ask("WriteText", text=text["id"], lines=["Iedereen doet mee."])
        assert _vote(phone, lead, next(one for one in _polls(lead) if one["id"] == poll))
        claim = lead.open_phase("claim", kind=None)["claim"]  # type: ignore[arg-type]
        assert f'name="claim" value="{claim}"' in visitor.get(phone.path).text
        form = next(one for one in _format(lead)["claims"] if one["id"] == claim)["forms"][0]["id"]
        sent = phone.send("ClaimPlace", claim=claim, form=form)
        assert "klaar=ClaimPlace" in sent.location
        lead.open_phase("place")
        page = visitor.get(phone.path)
        names = ("command", "visit", "outbox", "n", "placement", "row")  # type: ignore[assignment]
        fields = {name: page.hidden(name) for name in names}
        assert fields["row"] == added["id"]
        format = _format(lead)["placements"]
        places = next(one for one in format if one["id"] == fields["placement"])["places"]
        sent = visitor.post(f"{phone.path}/do", fields | {"place": places[1]["id"]})
        assert "klaar=PlaceRow" in sent.location
        rows = phone.view[f"placement:{fields['placement']}"]["rows"]
        assert next(row for row in rows if row["id"] == added["id"])["place"] == places[1]["id"]
    finally:
        lead.close()


def test_a_form_of_an_older_page_is_refused_or_kept_as_late(phone: Phone, lead: Talker) -> None:
    kind = lead.open_phase("post")["kind"]
    envelope = {"command": "PostCard", "outbox": OUTBOX, "n": "1", "kind": kind, "text": "Te laat"}
    old = envelope | {"visit": str(phone.view["phase"]["visit"])}
    lead.do("OpenPhase", phase=_phases(lead)[-1]["id"])
    assert phone.visitor.post(f"{phone.path}/do", old).status == 303
    (card,) = phone.mine["cards"].values()
    assert card["late"] is True


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"command": "EndBoard", "visit": "1", "outbox": OUTBOX, "n": "1"},
        {"command": "PostCard", "visit": "1", "outbox": OUTBOX, "n": "1", "admin": "1"},
        {"command": "AdoptCard", "visit": "x", "outbox": OUTBOX, "n": "1", "card": "c"},
    ],
)
def test_what_no_form_of_ours_sends_is_400(phone: Phone, fields: dict[str, str]) -> None:
    assert phone.visitor.post(f"{phone.path}/do", fields).status == 400


def test_only_ones_own_seat_can_send(
    app_server: Running, session: SessionMade, phone: Phone, lead: Talker
) -> None:
    kind = lead.open_phase("post")["kind"]
    stranger = app_server.visitor()
    stranger.join(session.code)
    envelope = {"command": "PostCard", "visit": "1", "outbox": OUTBOX, "n": "1"}
    page = stranger.post(f"{phone.path}/do", envelope | {"kind": kind, "text": "Niet van mij"})
    assert page.status == 404
    assert phone.texts == []


def test_too_many_forms_are_slowed_down(phone: Phone, lead: Talker) -> None:
    lead.open_phase("post")
    answers = {
        phone.visitor.post(
            f"{phone.path}/do",
            {"command": "AdoptCard", "visit": "1", "outbox": f"{OUTBOX}{n}", "n": "1", "card": "c"},
        )
        .location.partition("nee=")[2]
        .partition("&")[0]
        for n in range(80)
    }
    assert answers == {"no_card", "too_fast"}


def test_reloading_after_a_refusal_leads_back(phone: Phone) -> None:
    assert phone.visitor.get(f"{phone.path}/do").location == phone.path


def test_an_address_someone_made_up_shows_nothing_of_theirs(phone: Phone) -> None:
    text = "Bel%20dit%20nummer%200900"
    for query in (f"nee={text}", f"klaar={text}", f"nee=too_long&waarde={text}&grens={text}"):
        assert "0900" not in phone.visitor.get(f"{phone.path}?{query}").text


def _format(lead: Talker) -> dict[str, Any]:
    format = lead.visitor.get(lead.path).boot["format"]
    assert isinstance(format, dict)
    return format


def _phases(lead: Talker) -> list[dict[str, Any]]:
    return list(_format(lead)["phases"])


def _polls(lead: Talker) -> list[dict[str, Any]]:
    return list(_format(lead)["polls"])
