"""E: people who ask for what is not theirs."""

import asyncio
import json
from itertools import product

import pytest

from board.messages import Close
from server.store.codes import ALPHABET
from server.store.doors import Kind, hashed
from server.web.budget import ONE_ADDRESS
from tests.bad.place import JSON, PARKED, VEILED, Page, Place
from tests.bad.table import Row, Table
from tests.running import Visitor

E = Table("E", "What is not theirs", 98, 112)
TOMORROW = 24 * 3_600_000
GUESSED = ("", "x", "x" * 43, "x" * 10_000, "\x00", "é😀", "' or 1=1 --", "%00", "../../x")


@E.row(98, "a partner who leads", "`forbidden`, and nothing of it in the log")
def _(place: Place) -> None:
    with place.partner() as page:
        page.get("presence")
        before = place.events()
        for type, fields in (
            ("OpenPhase", {"phase": "tide_reading"}),
            ("PauseBoard", {}),
            ("EndBoard", {}),
            ("TakeSnapshot", {}),
            ("HideCards", {"cards": [place.card], "reason": "y"}),
            ("MoveCards", {"cards": [place.card], "zone": "dark_side"}),
            ("EraseCard", {"card": place.card}),
            ("TakeSeat", {"seat": "x" * 22}),
            ("TakeOverSeat", {"seat": "x" * 22}),
            ("BringCards", {"cards": []}),
            ("AddPaperSeat", {}),
            ("TakeLead", {}),
            ("Undo", {}),
            ("PostCard", {"kind": PARKED, "text": "x", "for_seat": "x"}),
        ):
            assert page.refused(type, **fields) == "forbidden", type
        assert place.events() == before


def coach(place: Place) -> Page:
    site, visitor = place.site, place.visitor
    until = site.clock() + TOMORROW
    board = place.session.board
    made = site.doors.make_link(Kind.COACH, now=site.clock(), expires_at=until, board=board)
    return Page(visitor, visitor.open(f"/open#{asyncio.run(made)}"))


@E.row(99, "a coach who looks along and posts", "`forbidden`")
def _(place: Place) -> None:
    with coach(place) as page:
        page.get("presence")
        assert page.refused("PostCard", kind=PARKED, text="Van de coach") == "forbidden"
        assert page.refused("OpenPhase", phase="tide_reading") == "forbidden"


@E.row(100, "a big screen that votes, a reader of the record at the board", "`forbidden`, closed")
def _(place: Place) -> None:
    visitor = place.visitor
    with Page(visitor, visitor.open(place.session.display)) as screen:
        screen.get("presence")
        assert screen.refused("PutBallot", round="r", answers={}) == "forbidden"
        assert screen.refused("PostCard", kind=PARKED, text="x") == "forbidden"
        assert screen.said({"t": "look", "audience": "whole"})["code"] == "forbidden"
    with Page(visitor, visitor.open(place.session.record)) as reader:
        assert reader.closed() == Close.NOT_ALLOWED


@E.row(
    101,
    "a seat of one board, shown to another",
    "404, and the grant opens its own board only",
    "The grant says which board it is of: there is no other to name.",
)
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as theirs:
        theirs.get("presence")
        own = place.control.visitor
        assert own.get(theirs.path, JSON).json == {"error": "no_access"}
        with Page(own, theirs.path) as page:
            assert page.closed() == Close.NOT_ALLOWED
            assert page.seen == []


@E.row(102, "the console of one board, shown to another", "404, and nothing of either")
def _(place: Place) -> None:
    with place.fresh() as board:
        stranger = board.lead.visitor
        path = place.board.lead.path
        assert stranger.get(path, JSON).json == {"error": "no_access"}
        for what in ("screen", "helper", "organisation"):
            assert stranger.post(f"{path}/{what}", {}, JSON).status == 404, what
        with Page(stranger, path) as page:
            assert page.closed() == Close.NOT_ALLOWED


@E.row(
    103, "a link that is wrong, cut, padded, in capitals, revoked", "403, the same bytes for all"
)
def _(place: Place) -> None:
    real = place.session.lead.partition("#")[2]
    over = [asyncio.run(_over(place, revoked=revoked)) for revoked in (False, True)]
    others = (real.swapcase(), real + "=", real[:-1], f" {real}", real * 2, *over)
    told = set()
    for token in (*GUESSED, *others):
        page = place.visitor.post_json("/open", {"token": token})
        told.add((page.status, page.body, page.headers["content-length"]))
    assert told == {(403, b'{"error":"bad_link"}', "20")}


async def _over(place: Place, *, revoked: bool) -> str:
    """A link that was revoked, or whose time is over."""
    doors, now = place.site.doors, place.site.clock()
    until = now + TOMORROW if revoked else now - 1
    secret = await doors.make_link(
        Kind.LEAD, now=now - 2, expires_at=until, board=place.session.board
    )
    if revoked:
        assert await doors.revoke(hashed(secret), now)
    return secret


@E.row(
    104, "a grant of null bytes, of 10 KB, of other letters", f"`bad_frame` or {Close.NOT_ALLOWED}"
)
def _(place: Place) -> None:
    visitor = place.control.visitor
    for grant in ("", "x" * 22, "é", "\x00", "%00", "😀"):
        with Page(visitor, place.path, grant=grant) as page:
            assert page.closed() == Close.NOT_ALLOWED, grant
            assert page.seen == []
    with Page(visitor, place.path, grant="x" * 10_000) as page:
        assert page.get("no")["code"] == "bad_frame"


@E.row(
    105,
    "who one is, said in the command",
    "`bad_frame`",
    "One code for whatever is no frame: a client of ours never makes one.",
)
def _(place: Place) -> None:
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        sent = page.do("PostCard", kind=PARKED, text="x")
        actor = sent["command"] | {"actor": {"access": "lead"}}
        for wrong in (
            sent | {"access": "lead"},
            sent | {"command": actor},
            sent | {"command": sent["command"] | {"at": 1, "author": "x"}},
            {"t": "hello", "v": 1, "grant": page.grant, "access": "lead"},
        ):
            assert page.said(wrong)["code"] == "bad_frame", wrong


@E.row(106, "paths that are guessed", "404")
def _(place: Place) -> None:
    visitor = place.control.visitor
    for path in (
        "/b/1",
        "/c/1",
        "/p/1",
        "/s/1",
        "/r/1",
        "/r/1/snapshot/2",
        "/v/1",
        "/o/1",
        "/nothing/" + "a" * 5000,
        f"/c/{place.control.grant}",
        f"/s/{place.control.grant}",
        f"/r/{place.control.grant}",
        f"/p/{place.board.lead.grant}",
    ):
        page = visitor.get(path, JSON)
        assert (page.status, list(page.json)) == (404, ["error"]), path


@E.row(107, "a page of the record whose link was revoked", "404")
def _(place: Place) -> None:
    with place.fresh() as board:
        visitor = place.visitor
        path = visitor.open(board.session.record)
        assert visitor.get(path).status == 200
        secret = board.session.record.partition("#")[2]
        assert asyncio.run(place.site.doors.revoke(hashed(secret), place.site.clock()))
        assert visitor.get(path, JSON).json == {"error": "no_access"}


@E.row(108, "the export, with the cookie of a partner or a console", "401, or led to sign in")
def _(place: Place) -> None:
    for visitor in (place.visitor, place.control.visitor, place.board.lead.visitor):
        path = f"/t/{place.session.trajectory}/export.zip"
        assert visitor.get(path, JSON).json == {"error": "sign_in_first"}
        page = visitor.get(path)
        assert (page.status, page.location.partition("?")[0]) == (303, "/sign-in")


@E.row(109, "who wrote a card without a name: asked of every view there is", "in none of them")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as writer, board.partner() as other:
        seat = writer.get("welcome")["seat"]
        writer.done("PostCard", kind=VEILED, text="Zonder naam", anonymous=True)
        board.lead.done("UnveilCards", zone="crater_bed")
        visitor = place.visitor
        record = visitor.open(board.session.record)
        frames = []
        for page in (board.lead, other):
            for audience in ("", "whole"):
                with Page(page.visitor, page.path, audience=audience) as line:
                    view = line.view(board.lead.seq)
                frames += [one for one in view.values() if one.get("text") == "Zonder naam"]
        assert {(one["seat"], one["organisation"]) for one in frames} == {(None, None)}
        told = visitor.get(record).text + other.visitor.get(other.path).text
        assert seat not in told


@E.row(110, "how others vote, before it is shown", "in no frame of anyone, nor in its length")
def _(place: Place) -> None:
    with place.fresh("tide_reading") as board, board.partner() as ann, board.partner() as bob:
        round = board.lead.done("OpenRound", poll="lantern_choice")
        told = []
        with Page(bob.visitor, bob.path) as watching:
            watching.view(board.lead.seq)
            for option in ("firefly", "no_lantern"):
                answers = {"question": {"options": {option: 1}}}
                question = next(iter(_questions(ann, round, board.lead.seq)))
                ann.done("PutBallot", round=round, answers={question: answers["question"]})
                told.append(_of_round(watching, round, ann.seq))
        assert all(one["result"] == [] and one["remarks"] == {} for one in told)
        assert len({len(json.dumps(one | {"seq": 0})) for one in told}) == 1


def _questions(page: Page, round: str, seq: int) -> list[str]:
    with Page(page.visitor, page.path) as line:
        return [one["id"] for one in line.view(seq)[f"round:{round}"]["questions"]]


def _of_round(page: Page, round: str, seq: int) -> dict[str, object]:
    with Page(page.visitor, page.path) as line:
        return dict(line.view(seq)[f"round:{round}"])


@E.row(111, "figures, papers and back doors, asked from outside", "404")
def _(place: Place) -> None:
    for path in ("/docs", "/openapi.json", "/admin", "/debug", "/.env", "/.git/config", "/static/"):
        assert place.visitor.get(path, JSON).status == 404, path
    outside = {"x-forwarded-for": "203.0.113.7"}
    assert place.visitor.get("/metrics", JSON | outside).status == 404
    assert place.visitor.get("/healthz").json == {"ok": True}


@E.row(112, "codes that are guessed one after another", "404, then 429; who is in stays in")
def _(place: Place) -> None:
    place.budgets_anew()
    visitor = Visitor(place.running.url)
    tried = ("ZZZZ" + one + two for one, two in product(ALPHABET, ALPHABET))
    burst = int(ONE_ADDRESS.burst)
    statuses = [visitor.get(f"/j/{next(tried)}", JSON).status for _ in range(burst + 12)]
    assert statuses[:burst] == [404] * burst
    assert 429 in statuses
    stopped = visitor.get("/j/ZZZZZZ")
    assert stopped.status == 429
    assert stopped.headers["retry-after"]
    # Neither a right guess nor a link passes then, and who is in stays in.
    assert visitor.get(f"/j/{place.session.code}", JSON).status == 429
    assert visitor.post_json("/open", {"token": "x"}, JSON).status == 429
    assert place.control.visitor.get(place.path).status == 200
    place.budgets_anew()


@pytest.mark.parametrize("row", E.params)
def test_Q5_what_is_not_theirs_is_not_there(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
