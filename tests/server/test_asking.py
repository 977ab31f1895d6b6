"""Forms of the trajectory: each command can be asked for with plain fields, and what cannot
be read is said by name.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.types import BoardId, CardId, CardRef, SlotId
from server.web.asking import COMMANDS, asked, moment
from server.web.dates import local
from server.web.trouble import Trouble

CARD = CardRef(BoardId("b1"), CardId("c2"))


def form(kind: type[c.Command], **fields: str | list[str]) -> dict[str, list[str]]:
    given = {name.replace("__", "."): value for name, value in fields.items()}
    sent = {name: [value] if isinstance(value, str) else value for name, value in given.items()}
    return {"command": [kind.__name__], **sent}


def made(kind: type[c.Command], **fields: str | list[str]) -> Any:
    return asked(form(kind, **fields))


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        ("2026-04-21", "13:30", datetime(2026, 4, 21, 11, 30, tzinfo=UTC)),
        ("2026-12-01", "", datetime(2026, 12, 1, 11, 0, tzinfo=UTC)),
        # The night that the clock goes forward: half past two does not exist.
        ("2026-03-29", "02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25", "03:30", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_what_the_clock_in_the_room_says(day: str, hour: str, utc: datetime) -> None:
    at = moment(day, hour)
    assert datetime.fromtimestamp(at / 1000, UTC) == utc
    assert (day, hour) == ("2026-03-29", "02:30") or f"{local(at):%H:%M}" == (hour or "12:00")


def test_a_session_is_planned_with_day_hour_and_minutes() -> None:
    wanted = made(
        c.PlanSlot,
        id="a1",
        stage="moon",
        at__day="2027-04-21",
        at__hour="13:30",
        minutes="120",
        place="De Open Stoel",
        host="",
        support="guide",
        covers=["moon", "sun"],
    )
    assert wanted == c.PlanSlot(
        id="a1",
        stage="moon",
        at=moment("2027-04-21", "13:30"),
        minutes=120,
        place="De Open Stoel",
        covers=["moon", "sun"],
    )


def test_rows_of_a_form_become_a_list_in_their_order() -> None:
    wanted = made(
        c.DraftOffer,
        lines__10__stage="last",
        lines__2__stage="first",
        lines__2__at__day="2027-01-12",
        lines__2__minutes="90",
    )
    assert [line.stage for line in wanted.lines] == ["first", "last"]
    assert wanted.lines[0].at == moment("2027-01-12", "")
    assert (wanted.lines[0].minutes, wanted.lines[1].at) == (90, None)


def test_a_text_is_read_line_by_line_and_a_card_by_its_board() -> None:
    wanted = made(
        c.WriteText, text="a", title="b", lines="Een.\r\n\r\n Twee. ", after="0", origin="b1/c2"
    )
    assert wanted.lines == ["Een.", "Twee."]
    assert wanted.origin == CARD
    assert made(c.AnswerLooseEnd, end="b1/c2", answer="task").end == CARD
    assert made(c.AnswerLooseEnd, end="e7", answer="task").end == "e7"


def test_what_is_left_open_is_not_said_and_an_emptied_text_is() -> None:
    wanted = made(c.ChangeSlot, slot="s", minutes="", at__day="", place="", support="")
    assert wanted == c.ChangeSlot(slot=SlotId("s"), place="")
    assert made(c.NoteMeasures, indicators__room="4", indicators__support="") == c.NoteMeasures(
        indicators={"room": 4}
    )


def test_a_value_that_cannot_be_read_is_named_with_the_way_out() -> None:
    assert made(c.SetRenewal, at__day="31/02/2027") == Refusal(
        "bad_date", value="31/02/2027", limit="31/12/2026 13:30"
    )
    assert made(c.PlanSlot, stage="m", at__day="2027-01-01", minutes="twee") == Refusal(
        "bad_number", value="twee"
    )
    assert made(c.GiveVerdict, verdict="") == Refusal("missing_field", value="verdict")


@pytest.mark.parametrize(
    "fields",
    [
        {"command": ["DropTables"]},
        {"command": ["SetRenewal"], "at.day": ["2027-01-01"], "colour": ["red"]},
        {"command": ["SetRenewal"], "at.day.x": ["2027-01-01"]},
        {"command": ["DraftOffer"], "lines.x.stage": ["m"]},
        {"command": ["GiveVerdict"], "verdict": ["maybe"]},
        {"command": ["AddPartner"], "name": ["A"], "partner_kind": ["b"], "core": ["perhaps"]},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(fields: dict[str, list[str]]) -> None:
    with pytest.raises(Trouble):
        asked(fields)


def test_every_command_can_be_named() -> None:
    assert len(COMMANDS) > 50
    for kind in COMMANDS.values():
        outcome = asked({"command": [kind.__name__], "id": ["x"]})
        if not isinstance(outcome, kind):
            assert isinstance(outcome, Refusal)
            assert outcome.code == "missing_field"
