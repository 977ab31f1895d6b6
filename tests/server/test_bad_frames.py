"""What no client of ours would send: each is refused by its code, and line and board go on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from board.messages import Close, Do
from server.live import frames
from tests.running import Running
from tests.server.sockets import FORMATS, Moon, Person

OUTBOX = "outbox-of-a-bad-client"
DEEP = 60_000
BIG = 10**30


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moon]:
    """One board for all of this: it has to bear it."""
    with Running.start(tmp_path_factory.mktemp("bad"), formats=FORMATS) as running:
        yield Moon(running, running.session(stage="moonrise_stage"))


def do(command: object, **fields: object) -> str:
    frame = {"t": "do", "outbox": OUTBOX, "n": 1, "visit": 1, "command": command}
    return json.dumps(frame | fields)


def raw(command: str) -> str:
    return f'{{"t":"do","outbox":"{OUTBOX}","n":1,"visit":1,"command":{command}}}'


UNDO = {"type": "Undo"}
POST = {"type": "PostCard", "kind": "shadow_thought", "text": "Goed"}
NONSENSE: dict[str, str] = {
    "nothing": "",
    "space": " ",
    "no JSON": "hello",
    "cut off": '{"t":"here"',
    "more after it": '{"t":"here"} {"t":"here"}',
    "a byte order mark": '\ufeff{"t":"here"}',
    "not a number": do(UNDO, n=float("nan")),
    "for ever": do(UNDO, n=float("inf")),
    "a bare newline in a text": raw('{"type":"WriteText","text":"a\nb","lines":[]}'),
    "single quotes": "{'t':'here'}",
    "a list": "[]",
    "null": "null",
    "a text": '"here"',
    "a number": "1",
    "lists in lists": "[" * DEEP,
    "objects in objects": '{"a":' * 12_000,
    "depth under a name nobody knows": '{"t":"here","x":' + "[" * 60_000,
    "depth under a name we know": raw('{"type":"PostCard","kind":' + "[" * 60_000),
    "depth under a kind nobody knows": '{"t":"x","command":' + "[" * 60_000,
    "no kind": '{"typing":true}',
    "a kind that is a number": '{"t":1}',
    "half a letter": raw('{"type":"WriteText","text":"\\ud800","lines":[]}'),
    "another field": '{"t":"here","admin":true}',
    "another field in a command": do({**POST, "seq": 1}),
    "an actor of one's own": do({**POST, "actor": {"access": "lead"}}),
    "a prototype": do({**POST, "__proto__": {"access": "lead"}}),
    "an access of one's own": do(POST, access="lead"),
    "another field in an answer": do(
        {"type": "PutBallot", "round": "r", "answers": {"q": {"options": {}, "voter": "x"}}}
    ),
    "no command": f'{{"t":"do","outbox":"{OUTBOX}","n":1,"visit":1}}',
    "a command without a kind": do({}),
    "a command that is a list": do([]),
    "a command that lacks a field": do({"type": "PostCard", "kind": "x"}),
    "null for a text": do({**POST, "text": None}),
    "a list for a text": do({**POST, "text": ["x"]}),
    "a text for a truth": do({**POST, "anonymous": "yes"}),
    "a number for a truth": '{"t":"here","typing":1}',
    "a truth for a number": do(UNDO, n=True),
    "a fraction for a number": do(UNDO, n=1.5),
    "a text for a number": do(UNDO, n="1"),
    "number zero": do(UNDO, n=0),
    "a number below zero": do(UNDO, n=-1),
    "a number that no reader keeps exact": do(UNDO, n=2**53),
    "a huge number": do(UNDO, n=BIG),
    "a number of 4000 digits": do(UNDO).replace('"n": 1', '"n": ' + "9" * 4000),
    "a visit below zero": do(UNDO, visit=-1),
    "a huge visit": do(UNDO, visit=BIG),
    "a short outbox": do(UNDO, outbox="short"),
    "a long outbox": do(UNDO, outbox="x" * 65),
    "an outbox with a space": do(UNDO, outbox="not an outbox at all"),
    "an outbox with a null": do(UNDO, outbox="a\x00bcdefghijklmnopq"),
    "an audience nobody has": '{"t":"look","audience":"lead"}',
    "a position below zero": '{"t":"look","position":{"seq":-1,"mark":""}}',
    "a position in words": '{"t":"look","position":{"seq":"5","mark":""}}',
    "a huge position": f'{{"t":"look","position":{{"seq":{BIG},"mark":""}}}}',
    "a mark that is none": '{"t":"look","position":{"seq":1,"mark":"<script>"}}',
    "hello once more": '{"t":"hello","v":1,"grant":"x"}',
}
UNKNOWN: dict[str, tuple[str, int]] = {
    "a frame of another version": ('{"t":"dance"}', 0),
    "a frame of ours, from the client": ('{"t":"ack","n":1,"seq":1}', 0),
    "a command of another version": (do({"type": "Dance", "with": "bob"}, n=7), 7),
    "an event as a command": (do({"type": "CardPosted"}, n=8), 8),
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a null in a text": ({**POST, "text": "a\x00b"}, "bad_text"),
    "no text": ({**POST, "text": ""}, "empty"),
    "only space": ({**POST, "text": " \u3000\u200b "}, "empty"),
    "a text too long": ({**POST, "text": "x" * 281}, "too_long"),
    "letters in a tower": ({**POST, "text": "a" + "\u0301" * 50}, "too_many_marks"),
    "a kind that is not there": ({**POST, "kind": "no_such_kind"}, "no_kind"),
    "a field that is not there": ({**POST, "fields": {"x": "y"}}, "no_field"),
    "a card that is not there": ({"type": "AdoptCard", "card": "nowhere"}, "no_card"),
    "a card with a path for an id": ({"type": "AdoptCard", "card": "../../etc"}, "no_card"),
    "what the phase does not ask": ({"type": "SuggestCluster", "cards": []}, "wrong_phase"),
    "a huge number of dots": (
        {"type": "PutBallot", "round": "r", "answers": {"q": {"options": {"o": BIG}}}},
        "no_round",
    ),
    "a round that is not there": (
        {"type": "PutBallot", "round": "nowhere", "answers": {"q": {"unsure": True}}},
        "no_round",
    ),
    "a claim that is not there": (
        {"type": "ClaimPlace", "claim": "nowhere", "form": "x"},
        "no_claim",
    ),
    "what only who leads may": ({"type": "EndBoard"}, "forbidden"),
    "a seat for someone else": ({"type": "TakeSeat", "seat": "x" * 22}, "forbidden"),
    "something for a seat on paper": ({**POST, "for_seat": "x"}, "forbidden"),
}


async def still_well(person: Person, page: Any) -> None:
    """The line is open and the board saves."""
    answer = await page.answer(person.say("PostCard", 1, kind="shadow_thought", text="Nog altijd"))
    assert answer["t"] == "ack"
    await page.done("WithdrawCard", 1, card=answer["made"])


@pytest.mark.parametrize("frame", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_refused_and_the_line_stays(board: Moon, frame: str) -> None:
    await board.begin()
    async with board.partner().socket() as page:
        await page.get("presence")
        await page.send_raw(frame)
        refusal = await page.get("no")
        assert refusal == {
            "t": "no",
            "n": 0,
            "code": "bad_frame",
            "value": "",
            "limit": "",
            "again": False,
        }
        await still_well(page.person, page)


@pytest.mark.parametrize(("frame", "n"), UNKNOWN.values(), ids=UNKNOWN)
async def test_what_is_of_another_version_is_told_apart(board: Moon, frame: str, n: int) -> None:
    """So a client that is older or newer can say so, and need not call itself broken."""
    await board.begin()
    async with board.partner().socket() as page:
        await page.get("presence")
        await page.send_raw(frame)
        refusal = await page.get("no")
        assert (refusal["n"], refusal["code"]) == (n, "unknown_kind")
        await still_well(page.person, page)


@pytest.mark.parametrize(("command", "code"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_is_refused_by_its_code(
    board: Moon, command: dict[str, Any], code: str
) -> None:
    await board.begin()
    async with board.partner().socket() as page:
        refusal = await page.answer(page.person.say(command["type"], 1) | {"command": command})
        assert (refusal["t"], refusal["n"], refusal["code"]) == ("no", 1, code)
        await still_well(page.person, page)


async def test_who_sends_nothing_but_nonsense_is_shut_out(board: Moon) -> None:
    async with board.partner().socket() as page:
        await page.get("presence")
        for _ in range(10):
            await page.send_raw("{")
        assert await page.closed() == Close.TOO_FAST
        assert [one["code"] for one in page.seen if one["t"] == "no"] == ["bad_frame"] * 10


async def test_bytes_that_are_no_text_close_the_line_and_it_comes_back(board: Moon) -> None:
    ann = board.partner()
    for data, code in ((b"\x00\x01", 1003), ("x" * 70_000, 1009)):
        async with ann.socket() as page:
            await page.get("presence")
            await page.send_raw(data)
            assert await page.closed() == code
    async with ann.socket() as page:
        await page.get("presence")


def test_the_same_command_has_the_same_bytes_however_it_is_written() -> None:
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
