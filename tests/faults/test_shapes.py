"""F28: logs as former versions wrote them, and pages as they were then, with the code of today.

``shapes`` has them, made by those versions themselves: the formats as they were
kept, the events of whole boards that together have each shape of an event there
was, the commands that led to them, and the model of the pages. Nothing there is
ever written anew; what a coming version writes differently comes beside it.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from board import Decision, evolve, new_board, reveal, show
from board.commands import AnyCommand
from board.events import AnyEvent, BoardOpened
from board.format import Format, unpacked
from board.state import Board
from board.types import Audience, BoardId
from tests.board.play import LEAD, Play, partner

HERE = Path(__file__).parent
LOGS = sorted((HERE / "shapes").glob("*.json"))
PAGES = [HERE.parent.parent / "static/js/model.js", *sorted((HERE / "shapes").glob("*.mjs"))]
SHOWN = (Audience.PARTNER, Audience.WHOLE, Audience.LEAD, Audience.DISPLAY)

_events = msgspec.json.Decoder(AnyEvent)
_commands = msgspec.json.Decoder(AnyCommand)


def name_of(path: Path) -> str:
    return path.stem


def kept(path: Path) -> list[tuple[Format, list[AnyEvent], list[AnyCommand]]]:
    held = json.loads(path.read_bytes())
    formats = [unpacked(json.dumps(one).encode()) for one in held["formats"]]
    return [
        (
            formats[one["format"]],
            [_events.decode(json.dumps(it)) for it in one["events"]],
            [_commands.decode(json.dumps(it)) for it in one["commands"]],
        )
        for one in held["logs"]
    ]


def states(format: Format, events: list[AnyEvent]) -> list[Board]:
    found = [new_board(BoardId("board-1"), format)]
    for event in events:
        found.append(evolve(found[-1], event))
    return found


@pytest.mark.parametrize("path", LOGS, ids=name_of)
def test_N18_a_log_of_a_former_version_is_read_to_its_end(path: Path) -> None:
    logs = kept(path)
    for format, events, _ in logs:
        board = states(format, events)[-1]
        assert board.seq == len(events)
        for audience in Audience:
            assert show(board, audience)
        # What is written of it now is read again.
        written = msgspec.json.encode(events)
        assert msgspec.json.decode(written, type=list[AnyEvent]) == events
    assert len(logs) == 8


@pytest.mark.parametrize("path", LOGS, ids=name_of)
def test_N18_what_a_page_of_before_asks_goes_on_from_such_a_log(path: Path) -> None:
    taken = 0
    for format, events, commands in kept(path):
        play = Play(format)
        # In the midst of it, where there still is something to ask.
        play.board = states(format, events)[len(events) // 2]
        play.ids = (f"new{number}" for number in range(10_000))
        for command in commands:
            for actor in (LEAD, *map(partner, sorted(play.board.seats))):
                before = play.board.seq
                outcome = play.do(actor, command)
                if isinstance(outcome, Decision):
                    assert play.board.seq == before + len(outcome.events)
                    taken += 1
                    break
    # Not all fits where the board stands.
    assert taken > 8


@pytest.mark.parametrize("path", LOGS, ids=name_of)
def test_N18_a_page_of_before_shows_what_it_is_sent_now(path: Path, tmp_path: Path) -> None:
    """It knows nothing of what is new, and keeps it all the same."""
    bodies: dict[int, dict[str, Any]] = {}
    frames: dict[str, list[int]] = {}
    wanted = {}
    for number, (format, events, _) in enumerate(kept(path)):
        boards = states(format, events)
        begun = next(at for at, it in enumerate(events, 1) if isinstance(it, BoardOpened))
        for audience in SHOWN:
            client = f"{number} {audience}"
            first = {"t": "view", "position": place(begun), "view": show(boards[begun], audience)}
            sent: list[dict[str, Any]] = [first]
            for at, event in enumerate(events[begun:], begun):
                patch = reveal(boards[at], event, boards[at + 1], audience)
                to = place(at + 1)
                sent.append({"t": "patch", "after": at, "position": to, "set": patch})
            frames[client] = list(range(len(bodies), len(bodies) + len(sent)))
            bodies |= enumerate(sent, len(bodies))
            wanted[client] = msgspec.to_builtins(show(boards[-1], audience))
    file = tmp_path / "frames.json"
    file.write_bytes(msgspec.json.encode({"bodies": bodies, "frames": frames}))
    node = shutil.which("node")
    assert node is not None, "node is not here to be a page"
    for page in PAGES:
        told = subprocess.run(
            [node, HERE / "replay.mjs", file, page], capture_output=True, text=True, check=True
        )
        shown = [json.loads(line) for line in told.stdout.splitlines()]
        assert {one["client"]: one["view"] for one in shown} == wanted, page.name
        assert not any(one["gaps"] for one in shown)


def place(seq: int) -> dict[str, Any]:
    return {"seq": seq, "mark": f"m{seq}"}
