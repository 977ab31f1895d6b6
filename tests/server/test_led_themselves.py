"""The record counts how much of a session the network led itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.running import Running
from tests.server.desk import Desk, plain


class Led(Desk):
    """Its sessions were led by several in turn."""

    by: tuple[str, ...] = ()

    def theirs(self, public: bytes, board: str, day: int) -> bytes:
        tree: dict[str, Any] = json.loads(super().theirs(public, board, day))
        pauses = {phase["id"] for phase in tree["words"]["phases"] if phase.get("pause")}
        runs = [phase for phase in tree["phases"] if phase["phase"] not in pauses]
        for phase, function in zip(runs, self.by, strict=False):
            phase["function"] = function
        return json.dumps(tree, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (("coach", "coordinator", "partner"), "Het netwerk leidde zelf 2 van de 3 stappen."),
        (("coach",), "Het netwerk leidde zelf 0 van de 1 stappen."),
        ((), ""),
    ],
)
def test_the_record_counts_the_steps_that_the_network_led_itself(
    tmp_path: Path, by: tuple[str, ...], said: str
) -> None:
    with Running.start(tmp_path) as running:
        desk = Led(running)
        desk.by = by
        board = desk.lived(1).view().sessions[0].board
        path = desk.coach.get(f"/t/{desk.id}/snapshot/{board}-5").location
        page = desk.coach.get(path)
        assert page.status == 200
    told = plain(page)
    assert said in told
    assert ("Het netwerk leidde zelf" in told) is bool(by)
