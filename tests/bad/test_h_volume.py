"""H: too much of what is good."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from board.messages import Close
from board.types import Limits
from server.live import visitor as live
from server.web.budget import ONE_ADDRESS, REQUESTS
from tests.bad.place import JSON, PARKED, Page, Place
from tests.bad.table import Row, Table
from tests.bad.tuned import tuned
from tests.server.test_request import ASKED

H = Table("H", "Volume", 134, 142)


@H.row(
    134, "200 commands at once, frames without end, nonsense", f"`too_fast`, then {Close.TOO_FAST}"
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page:
        page.get("presence")
        for _ in range(60):
            page.send(page.do("PostCard", kind=PARKED, text="Snel"))
        answers = [page.get("ack", "no") for _ in range(60)]
        fast = [one for one in answers if one.get("code") == "too_fast"]
        assert 1 <= len(fast) <= 60 - live.BURST
        assert all(one["again"] for one in fast)
        for _ in range(500):
            page.send({"t": "here"})
        assert page.closed() == Close.TOO_FAST
        with Page(page.visitor, page.path) as nonsense:
            nonsense.get("presence")
            for _ in range(live.NONSENSE):
                nonsense.send("{")
            assert nonsense.closed() == Close.TOO_FAST
            codes = [one["code"] for one in nonsense.seen if one["t"] == "no"]
            assert codes == ["bad_frame"] * live.NONSENSE


@H.row(135, "100 people behind one address within a minute", "all are let in")
def _(place: Place) -> None:
    with place.fresh(phase="") as board:

        def join(number: int) -> int:
            visitor = place.visitor
            assert visitor.get(f"/j/{board.session.code}").status == 200
            return visitor.get(visitor.join(board.session.code, f"Mens {number}")).status

        with ThreadPoolExecutor(10) as people:
            assert set(people.map(join, range(100))) == {200}
        last = place.visitor
        boot = last.get(last.join(board.session.code)).boot
        assert boot["view"]["session"]["seats"] == 101


@H.row(136, "more people than fit", "`board_full`, from 400 on, and nobody's name is kept")
def _(place: Place) -> None:
    with tuned(Limits, SEATS=3), place.fresh(phase="") as board:
        for _ in range(3):
            place.visitor.join(board.session.code)
        wish = {"name": "Geen plaats", "organisation": ""}
        page = place.visitor.post(f"/j/{board.session.code}", wish)
        assert page.status == 422
        people = board.lead.visitor.get(board.lead.path).boot["names"]["people"]
        assert people == {}


@H.row(
    137,
    "1000 trajectories asked for from one address",
    "429 from the 11th on, with what was typed",
    "Who is not signed in makes no board: a public request is all there is.",
)
def _(place: Place) -> None:
    visitor = place.visitor
    told = [
        visitor.post("/request", ASKED | {"municipality": f"Maan {n}", "ticket": f"{n:020}"})
        for n in range(int(REQUESTS.burst) + 2)
    ]
    assert [page.status for page in told] == [303] * int(REQUESTS.burst) + [429] * 2
    assert f"Maan {int(REQUESTS.burst) + 1}" in told[-1].text


@H.row(138, "links guessed one after another", "403, then 429; sessions go on")
def _(place: Place) -> None:
    for path in ("/open", "/sign-in/link"):
        place.budgets_anew()
        guess = [
            place.visitor.post_json(path, {"token": f"guess-{n}"}, JSON).status
            for n in range(int(ONE_ADDRESS.burst) + 5)
        ]
        assert guess[: int(ONE_ADDRESS.burst)] == [403] * int(ONE_ADDRESS.burst), path
        assert 429 in guess
    place.budgets_anew()


@H.row(
    139,
    "coming back again and again",
    "let in each time, ten lines at once",
    "Who says where they stand is told what they missed, which costs little; a room behind one "
    "address that loses its line comes back as one.",
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page:
        position = page.get("view")["position"]
        for _ in range(30):
            with Page(page.visitor, page.path, position=position) as back:
                welcome = back.get("welcome")
                assert welcome["whole"] is False
        with Page(page.visitor, page.path) as last:
            last.get("presence")


@H.row(140, "typing that starts and stops without end", "others hear of it at most once a second")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page:
        page.get("presence")
        before = place.events()
        for n in range(live.BURST - 10):
            page.send({"t": "here", "typing": n % 2 == 0})
        page.done("PostCard", kind=PARKED, text="En nu een kaartje")
        heard = 0
        while board.lead.get("presence", "patch")["t"] == "presence":
            heard += 1
        assert heard <= 5
        assert place.events() == before + 1


@H.row(141, "whole views asked for without end", "3, and then one each 5 seconds")
def _(place: Place) -> None:
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        for _ in range(12):
            page.send({"t": "look"})
        page.ask("Undo")
        assert [one["t"] for one in page.seen].count("view") == 1 + live.VIEWS


@H.row(
    142,
    "more cards than a board takes",
    f"`too_many_cards`, from {Limits.BOARD_CARDS} on; who comes in then gets all of them",
    "Of a log no length is refused: what it may do is bounded by its cards, and a board that was "
    "put away is read anew.",
)
def _(place: Place) -> None:
    most = Limits.BOARD_CARDS
    with place.fresh() as board, board.partner() as page:
        assert board.fill(most) == most
        for text in ("Te veel", "Nog een"):
            answer = page.ask("PostCard", kind=PARKED, text=text)
            assert (answer["code"], answer["limit"]) == ("too_many_cards", str(most))
        # Nobody loses anything: what is there can be supported, and read by who comes now.
        there = [key for key in board.shown() if key.startswith("card:")]
        assert len(there) == most
        page.done("AdoptCard", card=there[-1].partition(":")[2])
        with board.partner() as late:
            assert late.get("presence")["t"] == "presence"


@pytest.mark.parametrize("row", H.params)
def test_Q8_too_much_costs_who_sends_it_and_nobody_else(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
