"""What of a snapshot stands on its page."""

from board.snapshot import snapshot_bytes
from server.pages import TEMPLATES
from server.web.reading import read
from server.words import Speaker, load
from tests.board.play import VISION, Play


def test_a_zone_for_what_came_before_is_left_out_where_nothing_came() -> None:
    bare = Play(VISION)
    bare.open(VISION.phases[0].id)
    public = snapshot_bytes(bare.board, moment="begin", label="", at=1_000, names={})
    titles = {zone.title for zone in read(public, Speaker(load(TEMPLATES / "words"), "nl")).zones}
    into = {kind.zone for one in VISION.inflow if (kind := VISION.kind(one.into))}
    asked = {
        kind.zone
        for phase in VISION.phases
        for step in phase.steps
        if (kind := VISION.kind(step.kind))
    }
    told = {zone.title.nl for zone in VISION.zones if zone.parking or zone.id in asked}
    assert into - asked
    assert titles == told
