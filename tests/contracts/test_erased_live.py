"""A board in memory from which a card is erased, and its log without the card's words: who
looks at either sees the same. Where nothing was taken out of the log but the card, who had
the board in memory goes on with it; else it is read anew.
"""

from typing import Any

import msgspec
import pytest

from board import commands as c
from board import fold, new_board, show
from board.rows import EraseText
from board.types import Audience, BoardId, CardId, ClusterId, PhaseId, PollId, RoundId, TextId
from server.ids import new_id
from server.store import NewSession
from tests.board.play import LEAD, VISION, Play, partner
from tests.contracts.kept import SqliteKept

SECRET, OURS = "Het neefje van Jan durft niet mee", "Een zin van ons."
CORE = TextId("positive_core")


def lived(*does: str) -> tuple[Play, CardId]:
    """A session with the card that is to go, and what was done with it in this order."""
    play = Play(VISION)
    play.sit("ann", organisation="oak")
    play.sit("bob", organisation="elm")
    play.open("achievement_telling")
    card, other, _ = (
        CardId(play.post(partner(who), "achievement", text))
        for who, text in (("ann", SECRET), ("bob", "De bus"), ("bob", "De soep"))
    )
    for one in does:
        command: c.AnyCommand
        match one:
            case "bundled":
                command = c.MakeCluster(members=[card, other], title="Samen op weg")
            case "named":
                command = c.MakeCluster(members=[card, other], title=SECRET)
            case "renamed":
                [cluster] = play.board.clusters
                command = c.RenameCluster(cluster=ClusterId(cluster), title="Samen op weg")
            case "edited":
                play.done(partner("ann"), c.EditCard(card=card, text="Een kind durft niet"))
                continue
            case "written":
                command = c.WriteText(text=CORE, lines=[SECRET, OURS])
            case "unwritten":
                command = c.WriteText(text=CORE, lines=[OURS])
            case _:
                play.done(LEAD, c.OpenPhase(phase=PhaseId("pride_voting")))
                round = RoundId(play.done(LEAD, c.OpenRound(poll=PollId("pride_dots"))).made)
                play.done(LEAD, c.CloseRound(round=round))
                command = c.RevealRound(round=round)
        play.done(LEAD, command)
    return play, card


def seen(play: Play, *, when: bool) -> dict[str, Any]:
    """By who looks; with ``when`` also which event touched each thing last."""
    told: dict[str, Any] = {one: msgspec.to_builtins(show(play.board, one)) for one in Audience}
    for view in told.values():
        for entity in view.values():
            if not when:
                entity.pop("seq", None)
    return told


@pytest.mark.parametrize(
    ("does", "alone"),
    [
        ((), True),
        (("edited",), True),
        (("asked",), True),
        (("bundled",), True),
        (("bundled", "asked"), True),
        (("named",), False),
        (("named", "asked"), False),
        (("named", "asked", "renamed"), False),
        (("named", "renamed"), False),
        (("named", "edited"), False),
        (("written",), False),
        (("written", "unwritten"), False),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, tuple) else "",
)
async def test_S3_a_board_in_memory_and_its_log_say_the_same_of_an_erased_card(
    sqlite: SqliteKept, does: tuple[str, ...], *, alone: bool
) -> None:
    play, card = lived(*does)
    trajectory = await sqlite.trajectory()
    board, before = new_id(), list(play.events)
    session = NewSession(trajectory.id, VISION.stage, "Testdorp", 1_000)
    sqlite.heads[board] = await sqlite.log.create(board, VISION, before[:1], session)
    marked = await sqlite.append(board, *before[1:])
    play.done(LEAD, c.EraseCard(card=card))
    head = await sqlite.append(board, *play.events[len(before) :], rows=[EraseText(card)])

    loaded = await sqlite.log.load(board)
    assert loaded is not None
    assert SECRET.encode() not in sqlite.left()
    again = Play(VISION)
    again.board = fold(new_board(BoardId(play.board.id), VISION), loaded.events)
    marks = [mark for _, mark, _ in await sqlite.log.tail(board, 0)]
    assert (marks[1] == marked.mark) is alone, "whether it is to be read anew"
    assert head.seq == len(play.events)
    assert seen(again, when=alone) == seen(play, when=alone)
    if alone:
        assert again.board.changed == play.board.changed
    # What can be taken back is the same, and brings no word back.
    assert again.board.undo == play.board.undo
    for one in (play, again):
        one.now = 90_000
        one.do(LEAD, c.Undo())
        assert SECRET not in str(seen(one, when=False))
    assert seen(again, when=False) == seen(play, when=False)
