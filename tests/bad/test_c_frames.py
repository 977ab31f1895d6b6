"""C: texts that are no frame of ours, and values that no field may have."""

import json
from typing import Any

import pytest

from board.messages import Do
from server.live import frames
from tests.bad.place import PARKED, VEILED, Page, Place
from tests.bad.table import Row, Table

C = Table("C", "JSON and types", 60, 75)
OUTBOX = "outbox-of-a-bad-client"
DEEP = 60_000
BIG = 10**30
UNDO = {"type": "Undo"}
POST = {"type": "PostCard", "kind": PARKED, "text": "Goed"}
AT_ONCE = 9
"""One more nonsense within a minute, and the line is closed."""
BAD = {"t": "no", "n": 0, "code": "bad_frame", "value": "", "limit": "", "again": False}


def do(command: object, **fields: object) -> str:
    frame = {"t": "do", "outbox": OUTBOX, "n": 1, "visit": 1, "command": command}
    return json.dumps(frame | fields)


def raw(command: str) -> str:
    return f'{{"t":"do","outbox":"{OUTBOX}","n":1,"visit":1,"command":{command}}}'


def nonsense(place: Place, *sent: str) -> None:
    """Each is refused, and the line takes what comes next."""
    for n in range(0, len(sent), AT_ONCE):
        with Page(place.control.visitor, place.path) as page:
            page.get("presence")
            for one in sent[n : n + AT_ONCE]:
                assert page.said(one) == BAD, one[:80]
            assert page.ask("Undo")["code"] == "forbidden"


def refused(place: Place, code: str, *commands: dict[str, Any], visit: int = 1) -> None:
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        for command in commands:
            sent = page.do("") | {"command": command, "visit": visit}
            answer = page.said(sent)
            assert (answer["n"], answer.get("code")) == (sent["n"], code), command


@C.row(
    60, "no JSON, cut off, more after it, a byte order mark, NaN, a bare line feed", "`bad_frame`"
)
def _(place: Place) -> None:
    nonsense(
        place,
        " ",
        "hello",
        '{"t":"here"',
        '{"t":"here"} {"t":"here"}',
        '\ufeff{"t":"here"}',
        do(UNDO, n=float("nan")),
        do(UNDO, n=float("inf")),
        raw('{"type":"WriteText","text":"a\nb","lines":[]}'),
        "{'t':'here'}",
        '{"t":"here",}',
    )


@C.row(61, "100 000 lists in one another", "`bad_frame`")
def _(place: Place) -> None:
    nonsense(place, "[" * DEEP, '{"a":' * 12_000, raw('{"type":"PostCard","kind":' + "[" * DEEP))


@C.row(62, "depth under a name nobody knows", "`bad_frame`")
def _(place: Place) -> None:
    under = ('{"t":"here","x":', '{"t":"do","command":{"type":"x","y":', '{"t":"x","command":')
    nonsense(place, *(one + "[" * DEEP for one in under))


@C.row(63, "a list, null, a text, a number", "`bad_frame`")
def _(place: Place) -> None:
    nonsense(place, "[]", "null", '"here"', "1", "true", "-0")


@C.row(64, "a frame or a command of another version", "`unknown_kind`, and the line stays")
def _(place: Place) -> None:
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        for sent, n in (
            ('{"t":"dance"}', 0),
            ('{"t":"ack","n":1,"seq":1}', 0),
            (do({"type": "Dance", "with": "bob"}, n=7), 7),
            (do({"type": "CardPosted"}, n=8), 8),
            (do({"type": "Dance"}, n=BIG), 0),
        ):
            answer = page.said(sent)
            assert (answer["n"], answer["code"]) == (n, "unknown_kind"), sent


@C.row(65, "no kind, a kind that is a number, a command without one", "`bad_frame`")
def _(place: Place) -> None:
    nonsense(
        place,
        '{"typing":true}',
        '{"t":1}',
        "{}",
        do({}),
        do([]),
        do({"kind": PARKED, "text": "x"}),
        f'{{"t":"do","outbox":"{OUTBOX}","n":1,"visit":1}}',
    )


@C.row(
    66,
    "a field nobody knows: admin, __proto__, seq",
    "`bad_frame`",
    "One code for whatever is no frame: a client of ours never makes one.",
)
def _(place: Place) -> None:
    nonsense(
        place,
        '{"t":"here","admin":true}',
        do({**POST, "seq": 1}),
        do({**POST, "__proto__": {"access": "lead"}}),
        do({"type": "PutBallot", "round": "r", "answers": {"q": {"options": {}, "voter": "x"}}}),
        '{"t":"here","constructor":{}}',
    )


@C.row(67, "a name twice", "the last one holds, in what is done as in what is compared")
def _(place: Place) -> None:
    written = [
        '{"type":"PutBallot","round":"r","answers":{"a":{},"b":{"unsure":true}}}',
        '{"answers": {"b":{"unsure":true},"a":{}}, "round":"\\u0072", "type": "PutBallot"}',
        '{"type":"PutBallot","round":"x","round":"r","answers":{"a":{},"b":{"unsure":true}}}',
    ]
    found = []
    for command in written:
        frame = frames.read(raw(command))
        assert isinstance(frame, Do)
        found.append(frames.canonical(frame.command))
    assert found[0] is not None
    assert found == found[:1] * 3


@C.row(68, "a truth, a fraction or a text for a number, and the other way", "`bad_frame`")
def _(place: Place) -> None:
    numbers = (do(UNDO, n=n) for n in (True, 1.5, "1", None, [1]))
    values: tuple[object, ...] = (None, ["x"], 1, {})
    texts = (do({**POST, "text": value}) for value in values)
    truths = (do({**POST, "anonymous": one}) for one in ("yes", 1, None))
    nonsense(place, *numbers, *texts, *truths, '{"t":"here","typing":1}')


@C.row(
    69,
    "-1, 0, 2^53, 2^63, 10^4000, 1e400",
    "`bad_frame`",
    "Up to 2^53 - 1 all JSON readers agree; in a ballot a number is judged as a ballot.",
)
def _(place: Place) -> None:
    numbers = (do(UNDO, n=one) for one in (0, -1, 2**53, 2**63, BIG))
    long = do(UNDO).replace('"n": 1', '"n": ' + "9" * 4000)
    visits = (do(UNDO, visit=one) for one in (-1, BIG))
    nonsense(place, *numbers, long, do(UNDO).replace('"n": 1', '"n": 1e400'), *visits)
    ballot = {"type": "PutBallot", "round": "r", "answers": {"q": {"options": {"o": BIG}}}}
    refused(place, "no_round", ballot)


@C.row(
    70,
    "an id that is too short, too long, of other letters",
    "`bad_frame` for an outbox, or that there is no such thing",
    "Ids are opaque: whether one is known is all that counts.",
)
def _(place: Place) -> None:
    outboxes = ("short", "x" * 65, "not an outbox at all", "a\x00bcdefghijklmnopq", "é" * 20)
    nonsense(place, *(do(UNDO, outbox=one) for one in outboxes))
    ids = ("nowhere", "../../etc", "", "x" * 5000, "\x00", "'; drop table event --", "%s")
    refused(place, "no_card", *({"type": "AdoptCard", "card": one} for one in ids))
    refused(place, "no_kind", {**POST, "kind": "no_such_kind"})
    refused(place, "no_field", {**POST, "fields": {"x": "y"}})
    refused(place, "no_claim", {"type": "ClaimPlace", "claim": "nowhere", "form": "x"})
    refused(place, "wrong_phase", {"type": "SuggestCluster", "cards": ["x", "y"]})


@C.row(71, "half a letter as an escape", "`bad_frame`")
def _(place: Place) -> None:
    half = raw('{"type":"WriteText","text":"\\ud800","lines":[]}')
    nonsense(place, half, raw('{"type":"PostCard","kind":"\\udfff","text":"x"}'))


@C.row(72, "a null in a text", "`bad_text`")
def _(place: Place) -> None:
    texts = ("a\x00b", "a\x07", "\x1b[2J", "a\x9fb")
    refused(place, "bad_text", *({**POST, "text": one} for one in texts))


@C.row(
    73,
    "a text that is too long in letters or in bytes",
    "`too_long`, with how long it is and the limit",
    "Length is counted in code points; the bytes of a frame have a limit of their own (45).",
)
def _(place: Place) -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    refused(place, "too_long", *({**POST, "text": one} for one in ("x" * 281, family * 500)))
    with Page(place.control.visitor, place.path) as page:
        page.get("presence")
        answer = page.ask("PostCard", kind=PARKED, text="x" * 281)
        assert (answer["value"], answer["limit"]) == ("281", "280")


@C.row(74, "a list of 6000 cards, one card twice", "`too_many`, `too_few`: a card counts once")
def _(place: Place) -> None:
    with place.fresh() as board, board.partner() as page:
        page.get("presence")
        card = page.done("PostCard", kind=VEILED, text="Eén")
        board.lead.done("UnveilCards", zone="crater_bed")
        many = [str(number) for number in range(6000)]
        assert board.lead.refused("MoveCards", cards=many, zone="dark_side") == "too_many"
        assert board.lead.refused("HideCards", cards=many, reason="x") == "too_many"
        assert board.lead.refused("MakeCluster", members=many, title="x") == "too_many"
        assert board.lead.refused("MakeCluster", members=[card, card], title="x") == "too_few"
        board.open("petal_counting")
        page.visit = board.lead.visit
        assert page.refused("SuggestCluster", cards=many) == "too_many"
        assert page.refused("SuggestCluster", cards=[card, card]) == "too_few"


@C.row(75, "a list of nothing where something is needed", "`too_few`")
def _(place: Place) -> None:
    lead = place.board.lead
    for command in (
        {"type": "MoveCards", "cards": [], "zone": "dark_side"},
        {"type": "HideCards", "cards": [], "reason": "x"},
        {"type": "MakeCluster", "members": [], "title": "x"},
    ):
        sent = lead.do("") | {"command": command}
        assert lead.said(sent).get("code") == "too_few", command
    refused(place, "no_round", {"type": "PutBallot", "round": "r", "answers": {}})


@pytest.mark.parametrize("row", C.params)
def test_Q3_a_text_that_is_no_frame_is_refused_and_the_line_stays(place: Place, row: Row) -> None:
    row.tried(place)
    place.still_well()
