"""D: commands and positions that are well written, and do not fit where things stand."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from board import commands as c
from board.messages import Ack, Close
from board.types import KindId
from server.live import stream
from server.store.doors import hashed
from tests.bad.place import PARKED, VEILED, Board, Json, Page, Place
from tests.bad.table import Row, Table
from tests.bad.tuned import tuned
from tests.people import site_of
from tests.server.hall import Hall

D = Table("D", "What does not fit where things stand", 76, 97)
ELSEWHERE = {"seq": 3, "mark": "0123456789abcdef"}


def thought(text: str = "Straks") -> Json:
    return {"type": "PostCard", "kind": PARKED, "text": text}


def again(page: Page, **hello: object) -> Page:
    """Another line of the same person."""
    other = Page(page.visitor, page.path, **hello)
    other.visit = page.visit
    return other


@D.row(76, "an acknowledged command once more", "the first answer, and nothing is done")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner(audience="whole") as page:
        sent = page.do("PostCard", kind=PARKED, text="Eén keer")
        first, second = page.said(sent), page.said(sent)
        assert first["t"] == "ack", first
        assert first == second
        with again(page) as other:
            other.get("presence")
            assert other.said(sent) == first
        with again(page, audience="whole") as whole:
            assert cards(whole, first["seq"]) == ["Eén keer"]


def cards(page: Page, seq: int) -> list[str]:
    return [one["text"] for key, one in page.view(seq).items() if key.startswith("card:")]


@D.row(77, "another command under its number", "`id_reused`")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page:
        sent = page.do("PostCard", kind=PARKED, text="Eén")
        assert page.said(sent)["t"] == "ack"
        assert page.said(sent | {"command": thought("Twee")})["code"] == "id_reused"
        assert page.ask("PostCard", kind=PARKED, text="Drie")["t"] == "ack"
        assert page.said(sent)["code"] == "stale"


@D.row(78, "the number and the outbox of someone else", "each has their own")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as ann, board.partner() as bob:
        bob.outbox = ann.outbox
        made = [page.said(page.do("PostCard", 1, kind=PARKED, text="Mijn")) for page in (ann, bob)]
        assert [one["t"] for one in made] == ["ack", "ack"]
        assert made[0]["made"] != made[1]["made"]


@D.row(79, "one command on two servers at once", "done once, and answered alike")
def _(place: Place) -> None:
    async def both(folder: Path) -> None:
        hall = await Hall(folder).open()
        try:
            one, two = await hall.room(hall.hub()), await hall.room(hall.hub())
            await (await hall.console()).begin(one)
            ann = await hall.partner(one)
            await two.level()
            do = ann.say(c.PostCard(kind=KindId(PARKED), text="Eén keer"), 1)
            answers = await asyncio.gather(*(room.submit(ann.actor, do) for room in (one, two)))
            assert isinstance(answers[0], Ack)
            assert answers[0] == answers[1]
            assert (await hall.events()).count("CardPosted") == 1
        finally:
            await hall.close()

    with TemporaryDirectory() as folder:
        asyncio.run(both(Path(folder) / "data"))


def coming_back(board: Board, page: Page, position: Json) -> tuple[Json, list[str]]:
    """The welcome, and the kinds of frame that bring the board."""
    with Page(page.visitor, page.path, audience="whole", position=position) as back:
        back.get("presence")
        kinds = [one["t"] for one in back.seen if one["t"] in ("view", "patch")]
        return back.seen[0], kinds


@D.row(80, "a position that is up to date, and one that is behind", "nothing, and what was missed")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner(audience="whole") as page:
        position = page.get("view")["position"]
        assert coming_back(board, page, position)[1] == []
        with board.partner() as other:
            other.done("PostCard", kind=PARKED, text="Gemist")
        welcome, kinds = coming_back(board, page, position)
        assert welcome["whole"] is False
        assert set(kinds) == {"patch"}


@D.row(81, "a position of what has not happened yet", "the whole view")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner(audience="whole") as page:
        position = page.get("view")["position"]
        for seq in (position["seq"] + 1, 2**53 - 1):
            welcome, kinds = coming_back(board, page, position | {"seq": seq})
            assert (welcome["whole"], kinds) == (True, ["view"])


@D.row(82, "a position of -1, in words, of 10^30, of no letters", "`bad_frame`")
def _(place: Place) -> None:
    wrong = ({"seq": -1}, {"seq": "5"}, {"seq": 10**30}, {"mark": "<script>"}, {"seq": None})
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        for one in wrong:
            sent = {"t": "look", "position": {"seq": 1, "mark": ""} | one}
            assert page.said(sent)["code"] == "bad_frame", one
        assert page.said({"t": "look", "audience": "lead"})["code"] == "bad_frame"
    for one in wrong:
        with Page(place.control.visitor, place.path, position={"seq": 1, "mark": ""} | one) as page:
            assert page.get("no")["code"] == "bad_frame"


@D.row(83, "a position of a log there never was", "the whole view")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner(audience="whole") as page:
        position = page.get("view")["position"]
        for mark in ("0" * 64, "", position["mark"][:-1]):
            welcome, kinds = coming_back(board, page, position | {"mark": mark})
            assert (welcome["whole"], kinds) == (True, ["view"])


@D.row(84, "a position of another board", "the whole view of this one, nothing of the other")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner(audience="whole") as page:
        theirs = page.get("view")["position"]
        page.done("PostCard", kind=PARKED, text="Van het andere bord")
        with place.partner(audience="whole", position=theirs) as here:
            here.get("presence")
            assert "Van het andere bord" not in json.dumps(here.seen)
            assert [one["whole"] for one in here.seen if one["t"] == "welcome"] == [True]


@D.row(85, "a position further back than is kept", "the whole view")
def _(place: Place) -> None:
    with (
        tuned(stream, RING_COUNT=3),
        place.fresh() as board,
        board.partner(audience="whole") as page,
    ):
        position = page.get("view")["position"]
        for n in range(6):
            page.done("PostCard", kind=PARKED, text=f"Nummer {n}")
        welcome, kinds = coming_back(board, page, position)
        assert (welcome["whole"], kinds) == (True, ["view"])


@D.row(
    86, "a card that is gone, unknown, of another board", "`card_gone`, `no_card` for both others"
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as ann, board.partner() as bob:
        gone = ann.done("PostCard", kind=PARKED, text="Weg")
        ann.done("WithdrawCard", card=gone)
        assert bob.refused("AdoptCard", card=gone) == "card_gone"
        for command in ("EditCard", "WithdrawCard", "AdoptCard", "DropAdoption"):
            more = {"text": "x"} if command == "EditCard" else {}
            said = {bob.refused(command, card=one, **more) for one in (place.card, "nowhere")}
            assert said == {"no_card"}, command
        moved = board.lead.refused("MoveCards", cards=[place.card], zone="dark_side")
        assert moved == "no_card"
        mine = ann.done("PostCard", kind=PARKED, text="Van Ann")
        assert bob.refused("EditCard", card=mine, text="Van Bob") == "not_mine"
        assert bob.refused("WithdrawCard", card=mine) == "not_mine"


@D.row(
    87,
    "more dots than one has, a ballot for a vote that is closed",
    "`over_budget`, `round_closed`",
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as ann, board.partner() as bob:
        for page, text in ((ann, "Eén"), (bob, "Twee")):
            page.done("PostCard", kind=VEILED, text=text)
        board.lead.done("UnveilCards", zone="crater_bed")
        board.open("petal_counting")
        ann.visit = bob.visit = board.lead.visit
        round = board.lead.done("OpenRound", poll="petal_dots")
        with again(ann) as page:
            question = page.view(board.lead.seq)[f"round:{round}"]["questions"][0]
        option = question["options"][0]["id"]

        def voting(dots: int, option: str = option) -> Json:
            return {"round": round, "answers": {question["id"]: {"options": {option: dots}}}}

        assert ann.refused("PutBallot", **voting(2)) == "over_most"
        assert ann.refused("PutBallot", **voting(2**52)) in ("over_most", "over_budget")
        assert ann.refused("PutBallot", **voting(-1)) == "bad_ballot"
        assert ann.refused("PutBallot", **voting(1, "nowhere")) == "no_option"
        unknown = {"round": round, "answers": {"nowhere": {"unsure": True}}}
        assert ann.refused("PutBallot", **unknown) == "no_question"
        board.lead.done("CloseRound", round=round)
        assert ann.refused("PutBallot", **voting(1)) == "round_closed"
        assert board.lead.refused("CloseRound", round=round) == "round_closed"
        assert ann.refused("PutBallot", round="nowhere", answers={}) == "no_round"


@D.row(
    88, "a place that is taken, one for nobody, what another took up", "`full` or `place_taken`, …"
)
def _(place: Place) -> None:
    with place.fresh() as board:
        ids = [organisation(board, name) for name in ("De Oever", "De Uil", "De Mol")]
        with (
            board.partner(ids[0]) as ann,
            board.partner(ids[1]) as bob,
            board.partner() as nobody,
        ):
            board.open("burrow_digging")
            for page in (ann, bob, nobody):
                page.visit = board.lead.visit
            seed = board.lead.done("PostCard", kind="mole_errand", text="Graven", **on(board))
            assert ann.refused("ClaimPlace", claim=seed, form="nowhere") == "no_form"
            assert ann.refused("ClaimPlace", claim="nowhere", form="dig_first") == "no_claim"
            ann.done("ClaimPlace", claim=seed, form="dig_first")
            assert ann.refused("ClaimPlace", claim=seed, form="dig_first") == "already"
            assert bob.refused("ClaimPlace", claim=seed, form="dig_first") == "place_taken"
            assert nobody.refused("ClaimPlace", claim=seed, form="dig_along") == "no_organisation"
            assert bob.refused("ReleaseClaim", claim=seed) == "not_mine"
            theirs = bob.refused("ReleaseClaim", claim=seed, organisation=ids[0])
            assert theirs == "not_your_organisation"


def organisation(board: Board, name: str) -> str:
    lead = board.lead
    page = lead.visitor.post(f"{lead.path}/organisation", {"name": name})
    return str(page.json["id"])


def on(board: Board) -> Json:
    """Who leads writes for a person on paper."""
    return {"for_seat": board.lead.done("AddPaperSeat")}


@D.row(
    89,
    "a card into no zone, a row in no place, a cluster of itself",
    "`no_zone`, `no_place`, `too_few`",
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page:
        card = page.done("PostCard", kind=PARKED, text="Hier")
        lead = board.lead
        assert lead.refused("MoveCards", cards=[card], zone="nowhere") == "no_zone"
        assert lead.refused("MakeCluster", members=[card, card], title="x") == "too_few"
        assert lead.refused("Spotlight", target="nowhere") == "no_card"
        assert lead.refused("DissolveCluster", cluster=card) == "no_cluster"
        board.open("burrow_digging")
        page.visit = lead.visit
        wrong = {"placement": "pond_now", "row": "nowhere", "place": "in_water"} | on(board)
        for fields, code in (
            (wrong, "no_row"),
            (wrong | {"placement": "nowhere"}, "no_placement"),
            (wrong | {"place": "nowhere"}, "no_place"),
        ):
            assert lead.refused("PlaceRow", **fields) == code


@D.row(90, "a command to a session that has ended", "`ended`")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page:
        board.lead.done("EndBoard")
        assert page.refused("PostCard", kind=PARKED, text="Te laat") == "ended"
        assert board.lead.refused("OpenPhase", phase="tide_reading") == "ended"
        assert board.lead.refused("EndBoard") == "ended"


@D.row(91, "who leads goes back, and skips", "done: any phase may be opened; no other word is one")
def _(place: Place) -> None:
    with place.fresh() as board:
        for phase in ("song_singing", "seed_sowing", "seed_sowing"):
            board.open(phase)
        assert board.lead.refused("OpenPhase", phase="nowhere") == "no_phase"


@D.row(
    92,
    "two who lead open a phase at the same moment",
    "one is done; the other was meant for then: `stale_phase`",
)
def _(place: Place) -> None:
    with place.fresh() as board, board.console() as other:
        other.get("presence")
        for page, phase in ((board.lead, "tide_reading"), (other, "song_singing")):
            page.send(page.do("OpenPhase", phase=phase))
        answers = [page.get("ack", "no") for page in (board.lead, other)]
        assert sorted(one["t"] for one in answers) == ["ack", "no"]
        assert {one.get("code", "stale_phase") for one in answers} == {"stale_phase"}


@D.row(
    93,
    "two changes of one card at the same moment",
    "both are done, and the later one holds",
    "A card is changed by its writer alone: it is one person on two pages.",
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as ann, again(ann) as second:
        card = ann.done("PostCard", kind=PARKED, text="Eerst")
        answers = []
        for page, text in ((ann, "Van hier"), (second, "Van daar")):
            page.send(page.do("EditCard", card=card, text=text))
        answers = [page.get("ack") for page in (ann, second)]
        later = max(
            zip(answers, ("Van hier", "Van daar"), strict=True), key=lambda one: one[0]["seq"]
        )
        with again(ann, audience="whole") as whole:
            assert cards(whole, later[0]["seq"]) == [later[1]]


@D.row(
    94,
    "a command of who was revoked a moment ago",
    f"closed with {Close.NOT_ALLOWED}, and not done",
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as partner:
        partner.get("presence")
        site = site_of(board.running)
        secret = board.session.lead.partition("#")[2]
        assert asyncio.run(site.doors.revoke(hashed(secret), site.clock()))
        board.lead.send(board.lead.do("EndBoard"))
        assert board.lead.closed() == Close.NOT_ALLOWED
        assert partner.ask("PostCard", kind=PARKED, text="Wij gaan door")["t"] == "ack"


@D.row(
    95, "0, 241, a billion minutes; groups of 1; 21 cards each", "`out_of_range`, with the limits"
)
def _(place: Place) -> None:
    lead = place.board.lead
    for minutes in (0, 241, -241, 10**9):
        answer = lead.ask("AddMinutes", minutes=minutes)
        assert (answer["code"], answer["limit"]) == ("out_of_range", "1-240")
    for size in (1, 9, -1):
        assert lead.refused("MakeGroups", size=size) == "out_of_range"
    for most in (21, 2**40, -1):
        assert lead.refused("SetCardLimit", cards_each=most) == "out_of_range"


@D.row(96, "undo twice, undo of what another did", "`nothing_to_undo`, `forbidden`")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page, board.console() as other:
        other.get("presence")
        other.visit = board.lead.visit
        card = page.done("PostCard", kind=PARKED, text="Hier")
        board.lead.done("Spotlight", target=card)
        assert page.refused("Undo") == "forbidden"
        assert other.refused("Undo") == "nothing_to_undo"
        board.lead.done("Undo")
        assert board.lead.refused("Undo") == "nothing_to_undo"


@D.row(
    97, "answers that come in another order than was asked", "each bears the number of its command"
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page:
        page.get("presence")
        wanted = {}
        for n in range(9):
            for sent, answer in (
                (page.do("PostCard", kind=PARKED, text=f"Nummer {n}"), "ack"),
                (page.do("AdoptCard", card="nowhere"), "no"),
            ):
                page.send(sent)
                wanted[sent["n"]] = answer
        got = [page.get("ack", "no") for _ in wanted]
        assert {one["n"]: one["t"] for one in got} == wanted


@pytest.mark.parametrize("row", D.params)
def test_Q4_what_does_not_fit_is_refused_by_its_code(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
