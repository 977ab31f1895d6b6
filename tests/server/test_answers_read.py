"""How the answers of a vote are read back, where each question has its own or a text gives them."""

import pytest

from board.format_file import resolved
from server.pages import TEMPLATES
from server.web.reading import Reading, read
from server.words import Speaker, load
from tests.board.rehearsal import Rehearsal
from tests.board.test_werven import shipped
from tests.board.voyage import snapshot_of


def reading(name: str) -> Reading:
    room = Rehearsal(resolved(shipped(name))).whole()
    return read(snapshot_of(room.play), Speaker(load(TEMPLATES / "words"), "nl"))


@pytest.mark.parametrize("name", ["workstream_target_groups", "light_vision_groups"])
def test_each_question_is_read_with_the_answers_of_its_own(name: str) -> None:
    format = shipped(name)
    [poll] = [it for it in format.polls if any(one.options for one in it.questions)]
    meant = {one.text.nl: {option.label.nl for option in one.options} for one in poll.questions}
    read_back = {
        answers.text: {row.text for row in answers.rows}
        for result in reading(name).results
        for answers in result.answers
        if answers.text in meant
    }
    assert len(read_back) == poll.pick
    assert read_back == {text: meant[text] for text in read_back}
