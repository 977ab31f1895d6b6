"""The record's pages: from the database alone, exact, and closed to others.

The app here has no hub, no bus and no room: only the routes and a database.
"""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from starlette.applications import Starlette
from starlette.types import Message

from board import commands as c
from board.events import CardErased
from board.rows import EraseText
from board.snapshot import snapshot_bytes
from board.types import CardId, OrganisationId, PollId, RoundId, SeatId, Via, ZoneId
from server.pages import TEMPLATES, Pages
from server.sessions import Sessions
from server.settings import Settings
from server.store import Kind, SnapshotRow, Trajectory
from server.web import dates, record
from server.web.reading import read
from server.web.results import short
from server.web.site import Site
from server.web.static import Assets
from server.web.trouble import Trouble, on_trouble
from server.words import Catalogue, Speaker, load
from tests.board.play import DOOR, LEAD, Play
from tests.contracts.kept import SqliteKept

CATALOGUE: Catalogue = load(TEMPLATES / "words")
SCRIPT = "<script>alert('hoi')</script> <b>vet</b>"
NOW = 1_776_772_800_000
"""21 April 2026, 14:00 in Belgium."""


class Page(Struct):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def plain(self) -> str:
        """What a reader reads: no marks, white space as one blank."""
        return unescape(" ".join(re.sub(r"<[^>]*>", " ", self.text).split()))


class Shelf:
    """A database with a trajectory, an app that only reads, and one browser."""

    def __init__(self, folder: Path) -> None:
        self.kept = SqliteKept(folder / "data")
        self.settings = Settings(data=folder)
        self.app = Starlette(routes=record.routes, exception_handlers={Trouble: on_trouble})
        given: dict[str, Any] = {
            "settings": self.settings,
            "pages": Pages(self.settings, CATALOGUE, Assets()),
            "doors": self.kept.doors,
            "record": self.kept.record,
            "sessions": Sessions(self.kept.store, self.settings, lambda: NOW),
            "clock": lambda: NOW,
        }
        # No hub, no budget, nothing live: whoever reaches for one fails.
        absent: dict[str, Any] = dict.fromkeys(Site.__struct_fields__)
        self.app.state.site = Site(**absent | given)
        self.cookie = ""

    async def open(self, trajectory: Trajectory, kind: Kind = Kind.RECORD) -> str:
        """The path of the record, after its link was opened."""
        self.secret = await self.kept.doors.make_link(
            kind, now=NOW, expires_at=NOW + 1_000_000, trajectory=trajectory.id
        )
        self.cookie = self.cookie or await self.kept.doors.new_browser(NOW)
        browser = await self.kept.doors.browser(self.cookie)
        assert browser is not None
        grant = await self.kept.doors.open_link(self.secret, browser, NOW)
        assert grant is not None
        return f"/r/{grant.id}"

    async def get(self, path: str, cookie: str | None = None, **headers: str) -> Page:
        sent = {"host": "localhost", "accept": "application/json", **headers}
        sent["cookie"] = f"doorstart={self.cookie if cookie is None else cookie}"
        where, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": where,
            "raw_path": where.encode(),
            "query_string": query.encode(),
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
        }
        answers: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            answers.append(message)

        await self.app(scope, receive, send)
        start, *rest = answers
        told = {k.decode(): v.decode() for k, v in start["headers"]}
        return Page(start["status"], told, b"".join(part.get("body", b"") for part in rest))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    yield shelf
    shelf.kept.close()


def lived() -> Play:
    """A short night in the moon garden: two cards put together, a vote, a song."""
    play = Play()
    ann, ben = play.sit("ann", "ben", organisation="org1")
    (cas,) = play.sit("cas", organisation="org2")
    play.done(DOOR, c.TakeSeat(seat=SeatId("pen"), via=Via.PAPER))
    play.open("dew_gathering")
    play.open("seed_sowing")
    play.post(ann, "moonseed", "Een zaadje dat zingt")
    play.post(ben, "moonseed", SCRIPT)
    play.post(cas, "moonseed", "Een zaadje voor morgen")
    play.post(ann, "shadow_thought", "Wie geeft er water? 🌙")
    play.open("petal_counting")
    play.done(LEAD, c.UnveilCards(zone=ZoneId("crater_bed")))
    by_text = {card.text: id for id, card in play.board.cards.items()}
    pair = [by_text[SCRIPT], by_text["Een zaadje voor morgen"]]
    play.done(LEAD, c.MakeCluster(members=[*pair], title="Zaad & zo"))
    round = play.done(LEAD, c.OpenRound(poll=PollId("petal_dots"))).made
    cluster = next(iter(play.board.clusters))
    play.vote(ann, round, **{cluster: 1})
    play.vote(ben, round, **{cluster: 1, by_text["Een zaadje dat zingt"]: 1})
    play.done(LEAD, c.CloseRound(round=RoundId(round)))
    play.done(LEAD, c.RevealRound(round=RoundId(round)))
    play.open("song_singing")
    song = play.format.texts[0]
    play.done(LEAD, c.WriteText(text=song.id, lines=["Wij tuinieren bij volle maan."]))
    claim = play.format.claims[0]
    play.done(cas, c.ClaimPlace(claim=claim.id, form="half_moon", provisional=True))
    return play


NAMES = {"org1": "De Brug", "org2": "Élan & co", "org3": "De Uil"}
KINDS = {"org1": "buurtwerk", "org2": "sportclub", "org3": ""}


def taken(play: Play, board: str, id: str = "snap", moment: str = "hand") -> SnapshotRow:
    public = snapshot_bytes(play.board, moment=moment, label="", at=NOW, names=NAMES, kinds=KINDS)
    return SnapshotRow(
        id=id,
        board=board,
        seq=play.board.seq,
        moment=moment,
        label="",
        at=NOW,
        by="facilitator",
        public=public,
        sha256=hashlib.sha256(public).hexdigest(),
    )


async def kept_board(shelf: Shelf, play: Play) -> tuple[Trajectory, str]:
    trajectory = await shelf.kept.trajectory("De Brug")
    board = await shelf.kept.board(trajectory)
    await shelf.kept.append(board, *play.events[1:], snapshots=[taken(play, board)])
    return trajectory, board


async def test_L16_a_snapshot_opens_from_the_database_alone(shelf: Shelf) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    page = await shelf.get(f"{await shelf.open(trajectory)}/snapshot/snap", accept="text/html")
    assert page.status == 200
    for words in (
        # The vote: question, how, turnout, who did not, spread.
        "Welk zaadje mag bloeien?",
        "2 van de 4 mensen stemden 2 stemden niet",
        "Zaad & zo van 2 kaartjes",
        "Een zaadje dat zingt",
        # Texts and claims.
        "Wij tuinieren bij volle maan.",
        "Wij waken over de maan Élan & co een halve nacht onder voorbehoud",
        # Who was there, by function and organisation only.
        "De Brug",
        "enkelen op papier of met hulp",
        "Niet aanwezig: De Uil",
        "andere samen buurtwerk · sportclub 2 4 1 zonder naam 3",
        # The board, with the cards under a cluster and the parking.
        "Een zaadje voor morgen",
        "Wie geeft er water? 🌙",
        "Genomen op 21 april 2026 om 14:00, door de begeleider",
    ):
        assert words in page.plain


async def test_results_come_before_the_board(shelf: Shelf) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    page = await shelf.get(f"{await shelf.open(trajectory)}/snapshot/snap", accept="text/html")
    order = [page.text.index(f'id="{anchor}"') for anchor in ("out", "who", "phases", "board")]
    assert order == sorted(order)


async def test_S13_script_tags_in_a_card_stay_text(shelf: Shelf) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    page = await shelf.get(f"{await shelf.open(trajectory)}/snapshot/snap", accept="text/html")
    assert re.findall("<script[^>]*>", page.text) == re.findall(
        '<script src="/static/[^>]*>', page.text
    )
    assert "<b>vet" not in page.text
    assert SCRIPT in page.plain


async def test_S12_no_person_is_named(shelf: Shelf) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    path = f"{await shelf.open(trajectory)}/snapshot/snap"
    for page in (await shelf.get(path, accept="text/html"), await shelf.get(f"{path}.json")):
        assert not re.search(r'"(ann|ben|cas|pen)"|\b(ann|ben|cas)\b', page.text)


async def test_L16_the_bytes_are_those_of_the_hash_that_is_shown(shelf: Shelf) -> None:
    play = lived()
    trajectory, board = await kept_board(shelf, play)
    path = f"{await shelf.open(trajectory)}/snapshot/snap"
    page = await shelf.get(path, accept="text/html")
    exact = await shelf.get(f"{path}.json")
    assert exact.body == taken(play, board).public
    assert hashlib.sha256(exact.body).hexdigest() in page.plain
    assert exact.headers["content-type"].startswith("application/json")
    assert f'href="{path}.json"' in page.text


async def test_L16_a_snapshot_does_not_change_with_what_happens_after(shelf: Shelf) -> None:
    play = lived()
    trajectory, board = await kept_board(shelf, play)
    path = f"{await shelf.open(trajectory)}/snapshot/snap"
    before = await shelf.get(path, accept="text/html")
    ended = play.done(LEAD, c.EndBoard())
    await shelf.kept.append(board, *ended.events, snapshots=[taken(play, board, "later", "end")])
    after = (await shelf.get(path, accept="text/html")).body
    assert re.sub(rb'(?s)<nav class="steps.*?</nav>', b"", after).split() == before.body.split()


async def test_S3_an_erased_card_leaves_a_new_version_that_says_so(shelf: Shelf) -> None:
    play = lived()
    trajectory, board = await kept_board(shelf, play)
    path = f"{await shelf.open(trajectory)}/snapshot/snap"
    old = await shelf.get(f"{path}.json")
    card = next(id for id, card in play.board.cards.items() if card.text == SCRIPT)
    gone = CardErased(card=CardId(card))
    await shelf.kept.append(board, gone, rows=[EraseText(gone.card)])
    page = await shelf.get(path, accept="text/html")
    exact = await shelf.get(f"{path}.json")
    assert SCRIPT not in page.plain
    assert "alert" not in exact.text
    assert "Dit is versie 2." in page.plain
    assert hashlib.sha256(exact.body).hexdigest() in page.plain
    assert hashlib.sha256(old.body).hexdigest() not in page.plain


async def test_the_snapshot_of_another_trajectory_is_not_there(shelf: Shelf) -> None:
    await kept_board(shelf, lived())
    other = await shelf.kept.trajectory("Elders")
    path = await shelf.open(other)
    for wanted in ("snapshot/snap", "snapshot/snap.json", "snapshot/none", "snapshot/none.json"):
        page = await shelf.get(f"{path}/{wanted}")
        assert (page.status, page.text) == (404, '{"error":"not_found"}')


async def test_a_removed_link_opens_nothing_any_more(shelf: Shelf) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    path = await shelf.open(trajectory)
    assert (await shelf.get(path, accept="text/html")).status == 200
    (link,) = await shelf.kept.doors.links(trajectory=trajectory.id)
    assert await shelf.kept.doors.revoke(link.hash, NOW)
    for wanted in (path, f"{path}/snapshot/snap", f"{path}/snapshot/snap.json"):
        assert (await shelf.get(wanted)).status == 404


async def test_S7_another_browser_and_another_kind_of_link_open_nothing(shelf: Shelf) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    path = await shelf.open(trajectory)
    stranger = await shelf.kept.doors.new_browser(NOW)
    assert (await shelf.get(path, cookie=stranger)).status == 404
    assert (await shelf.get(path, cookie="")).status == 404
    screen = await shelf.open(trajectory, Kind.DISPLAY)
    assert (await shelf.get(screen)).status == 404


async def test_the_record_lists_sessions_with_their_snapshots(shelf: Shelf) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    path = await shelf.open(trajectory)
    page = await shelf.get(path, accept="text/html")
    for words in ("Netwerk Testdorp", "Testdorp", "4 mensen", "2 organisaties", "Zelf bewaard"):
        assert words in page.plain
    assert f'href="{path}/snapshot/snap"' in page.text
    assert "moonrise_stage" not in page.plain


async def test_a_stage_that_joins_two_stands_in_their_place_where_it_is_held(shelf: Shelf) -> None:
    trajectory = await shelf.kept.trajectory()
    path = await shelf.open(trajectory)
    bare = (await shelf.get(path, accept="text/html")).plain
    assert [one in bare for one in ("Werf 1", "Werf 2", "Werf 1 en 2")] == [True, True, False]
    await shelf.kept.board(trajectory, stage="light_vision_groups")
    light = (await shelf.get(path, accept="text/html")).plain
    assert [one in light for one in ("Werf 1 en 2", "Werf 2", "Werf 4")] == [True, False, True]


async def test_an_empty_record_says_how_to_begin(shelf: Shelf) -> None:
    trajectory = await shelf.kept.trajectory()
    page = await shelf.get(await shelf.open(trajectory), accept="text/html")
    assert "Er is nog geen werksessie" in page.plain
    assert f"--trajectory {trajectory.id}" in page.plain


async def test_a_snapshot_of_the_very_beginning_says_what_is_not_there_yet(shelf: Shelf) -> None:
    trajectory, _ = await kept_board(shelf, Play())
    page = await shelf.get(f"{await shelf.open(trajectory)}/snapshot/snap", accept="text/html")
    for words in ("nog geen uitslag", "nog niemand binnen", "nog geen fase"):
        assert words in page.plain


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
async def test_the_pages_have_all_their_words_in_each_language(
    shelf: Shelf, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    path = await shelf.open(trajectory)
    for wanted in (path, f"{path}/snapshot/snap"):
        page = await shelf.get(f"{wanted}?taal={language}", accept="text/html")
        assert f'<html lang="{language}">' in page.text
        assert not re.search(r"\{\w+\}|(record|common)\.\w+", page.plain)
    assert caplog.records == []


def test_a_link_leads_to_the_cluster_its_card_went_into() -> None:
    play = lived()
    play.open("dew_gathering")
    cluster = next(iter(play.board.clusters))
    writer = play.sit("dee", organisation="org1")[0]
    play.post(writer, "dewdrop", "Bij volle maan blinkt hij", links={"waters": [cluster]})
    reading = read(taken(play, "b").public, Speaker(CATALOGUE, "nl"))
    cards = [card for zone in reading.zones for card in zone.cards]
    linked = next(card for card in cards if card.links)
    assert f"cluster:{linked.links['waters'][0]}" in reading.view


def test_a_card_of_one_who_changed_organisation_keeps_the_name() -> None:
    play = lived()
    (eva,) = play.sit("eva", organisation="org3")
    play.open("dew_gathering")
    cluster = next(iter(play.board.clusters))
    play.post(eva, "dewdrop", "Bij volle maan", links={"waters": [cluster]})
    play.done(eva, c.ChooseOrganisation(organisation=OrganisationId("org1")))
    reading = read(taken(play, "b").public, Speaker(CATALOGUE, "nl"))
    assert "De Uil" in reading.present.absent
    assert reading.names["org3"] == "De Uil"


def test_what_is_no_snapshot_is_not_read() -> None:
    with pytest.raises(ValueError, match="schema 1"):
        read(b'{"schema": 2}', Speaker(CATALOGUE, "nl"))


@pytest.mark.parametrize(
    ("at", "told"),
    [
        # The hours around both changes of the clock in 2026.
        (1_774_745_999_000, "29 maart 2026 01:59"),
        (1_774_746_000_000, "29 maart 2026 03:00"),
        (1_792_889_999_000, "25 oktober 2026 02:59"),
        (1_792_890_000_000, "25 oktober 2026 02:00"),
        (1_767_225_599_000, "1 januari 2026 00:59"),
    ],
)
def test_moments_are_told_in_belgian_time(at: int, told: str) -> None:
    words = Speaker(CATALOGUE, "nl")
    assert f"{dates.day(words, at)} {dates.hour(at)}" == told


def test_a_long_text_is_cut_between_words() -> None:
    assert short("kort") == "kort"
    cut = short("woord " * 40)
    assert cut.endswith("woord …")
    assert len(cut) <= 62
