"""A card that is taken away on request, years later: its words are nowhere any more."""

import asyncio
import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from msgspec import Struct

from tests.contracts.kept import hay
from tests.people import invited, sign_in
from tests.running import Page, Running, Visitor
from tests.server.desk import TOWN, plain
from tests.server.test_every_route import assigned
from tests.talking import Talker

SECRET = "Het neefje van Jan Peeters"
WORDS = f"{SECRET} durft niet meer mee op kamp omdat hij geen slaapzak heeft"
TITLE = f"{SECRET} durft…"
"""As the console proposes it for a cluster."""
DOTS = "pride_dots"
SHORT = "Het feest"


class Place(Struct):
    running: Running
    coach: Visitor
    code: str
    id: str
    board: str
    card: str
    short: str

    def get(self, path: str) -> Page:
        """As the coach, through to where it leads."""
        page = self.coach.get(path)
        return self.coach.get(page.location) if page.status == 303 else page

    @property
    def removing(self) -> str:
        return f"/t/{self.id}/card/{self.board}/{self.card}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with Running.start(tmp_path_factory.mktemp("removing")) as running:
        coach = running.visitor()
        mine = invited(running, "nele@demos.example", name="Nele")
        ours = invited(running, "omar@town.example", name="Omar", municipality=TOWN)
        sign_in(coach, mine.link)
        session = running.session(municipality=TOWN)
        asyncio.run(assigned(running, session.trajectory, mine.account, ours.account))
        visitors = [running.visitor() for _ in range(3)]
        lead = Talker(visitors[0], visitors[0].open(session.lead))
        ann, bob = [Talker(one, one.join(session.code)) for one in visitors[1:]]
        card, short = lived(lead, ann, bob)
        for one in (lead, ann, bob):
            one.close()
        yield Place(running, coach, session.code, session.trajectory, session.board, card, short)


def lived(lead: Talker, ann: Talker, bob: Talker) -> tuple[str, str]:
    """Cards, a cluster named after the first, a vote about it, a text, and the end."""
    lead.do("OpenPhase", phase="achievement_telling")
    kind = "achievement"
    card = ann.do("PostCard", kind=kind, text=WORDS)
    other = bob.do("PostCard", kind=kind, text="De bus rijdt niet op zondag")
    lead.do("MakeCluster", members=[card, other], title=TITLE)
    short, _ = [bob.do("PostCard", kind=kind, text=text) for text in (SHORT, "De soep")]
    lead.do("WriteText", text="positive_core", lines=[WORDS, SHORT])
    lead.do("OpenPhase", phase="pride_voting")
    round = lead.do("OpenRound", poll=DOTS)
    [question] = lead.view[f"round:{round}"]["questions"]
    [heap] = [one["id"] for one in question["options"] if one["text"] == TITLE]
    ann.do("PutBallot", round=round, answers={question["id"]: {"options": {heap: 1}}})
    lead.do("CloseRound", round=round)
    lead.do("RevealRound", round=round)
    lead.do("EndBoard")
    return card, short


def read_everywhere(place: Place) -> dict[str, str]:
    """All that the record says of the session, by where."""
    record = place.get(f"/t/{place.id}/record").text
    snapshots = list(dict.fromkeys(re.findall(r'href="(/r/[\w-]+/snapshot/[\w-]+)"', record)))
    assert len(snapshots) > 2
    base = snapshots[0].partition("/snapshot/")[0]
    first, last = (path.rpartition("/")[2] for path in (snapshots[0], snapshots[-1]))
    play = f"{base}/play/{place.board}"
    moments = re.findall(r"\?at=(\d+)", place.coach.get(play).text)
    assert moments
    pages = [
        *snapshots,
        *(f"{path}.{kind}" for path in snapshots for kind in ("json", "html")),
        f"{base}/compare?from={first}&to={last}",
        *(f"{play}?at={at}" for at in dict.fromkeys(moments)),
        *(f"/t/{place.id}/{section}" for section in ("results", "report", "report/short", "ends")),
        f"/j/{place.code}/after",
    ]
    told = {path: place.get(path) for path in pages}
    assert {one.status for one in told.values()} == {200}
    packed = zipfile.ZipFile(io.BytesIO(place.get(f"/t/{place.id}/export.zip").body))
    files = {name: packed.read(name).decode(errors="replace") for name in packed.namelist()}
    return {path: one.text for path, one in told.items()} | files


def test_S3_a_card_taken_away_from_the_record_leaves_a_line_and_no_word(place: Place) -> None:
    before = read_everywhere(place)
    held = {path for path, text in before.items() if SECRET in text}
    assert {"cards.csv", f"/t/{place.id}/results", f"/j/{place.code}/after"} <= held
    assert any("/play/" in path for path in held)
    assert any("/compare" in path for path in held)
    typed = place.coach.get(f"/t/{place.id}/report")
    assert typed.status == 200

    asked = place.coach.get(place.removing)
    assert WORDS in plain(asked)
    assert "De vorige versie van elke momentopname" in plain(asked)
    assert "één of twee woorden" not in plain(asked)
    unsure = place.coach.post(place.removing, {})
    assert unsure.status == 400
    assert WORDS in plain(place.coach.get(place.removing)), "it is only asked so far"

    gone = place.coach.post(place.removing, {"sure": "1"})
    assert gone.status == 303
    assert SECRET.encode() not in hay(place.running.settings.data)
    after = read_everywhere(place)
    assert {path for path, text in after.items() if SECRET in text} == set()
    assert after.keys() == before.keys()
    # The rest stays as it was, and it is said that a card is gone.
    assert "De bus rijdt niet op zondag" in after["cards.csv"]
    last = [text for path, text in after.items() if re.search(r"/snapshot/[\w-]+$", path)][-1]
    assert "Dit is versie 2" in last
    assert "de vorige versie is vernietigd" in last
    history = plain(place.coach.get(f"/t/{place.id}/history"))
    assert "1 kaartje verwijderd op verzoek" in history
    assert "al weggehaald" in plain(place.coach.get(place.removing))
    assert place.coach.post(place.removing, {"sure": "1"}).status == 303
    assert "1 kaartje verwijderd op verzoek" in plain(place.coach.get(f"/t/{place.id}/history"))


def test_a_card_that_is_not_there_is_not_taken_away(place: Place) -> None:
    for path in (f"/t/{place.id}/card/{place.board}/nothing", f"/t/{place.id}/card/nothing/x"):
        assert place.coach.get(path).status == 404
        assert place.coach.post(path, {"sure": "1"}).status == 404


def test_S3_of_a_word_or_two_it_is_said_where_they_stand_too(place: Place) -> None:
    asked = place.coach.get(f"/t/{place.id}/card/{place.board}/{place.short}")
    assert "Een regel van één of twee woorden" in plain(asked)
    assert f'<a href="/t/{place.id}/texts">Teksten en doelen</a>' in asked.text
    gone = place.coach.post(f"/t/{place.id}/card/{place.board}/{place.short}", {"sure": "1"})
    assert gone.status == 303
    assert SHORT in plain(place.get(f"/t/{place.id}/texts"))
