"""What is laid beside the log when a run is over: anything that is not as promised, in words."""

from collections.abc import Iterable, Iterator

import msgspec

from board.messages import Ack, Close
from tests.load.log import Log
from tests.load.page import Page
from tests.load.room import Room


def faults(rooms: Iterable[Room], database: str) -> list[str]:
    """Lost, doubled, out of place, refused, or shown otherwise; empty when all is well."""
    return [fault for room in rooms for fault in _of_room(room, Log(database, room.board))]


def _of_room(room: Room, log: Log) -> Iterator[str]:
    if log.seqs != list(range(1, len(log.seqs) + 1)):
        yield f"{room.board}: the log has gaps"
    said = 0
    for page in room.pages:
        yield from _of_page(page, log)
        said += sum(bool(asked.text) for asked in page.asked)
    if (kept := sum(map(len, log.texts.values()))) != said:
        yield f"{room.board}: {said} texts were said and {kept} are kept"
    shown = [msgspec.json.decode(msgspec.json.encode(person.view)) for person in room.people]
    if any(one != shown[0] for one in shown):
        yield f"{room.board}: not all phones show the same"


def _of_page(page: Page, log: Log) -> Iterator[str]:
    for asked in page.asked:
        if not isinstance(asked.answer, Ack):
            yield f"{asked.command} was answered with {asked.answer}"
        elif asked.text and log.texts.get(asked.text) != [asked.answer.seq]:
            stands = log.texts.get(asked.text, [])
            yield f"{asked.text!r}, acknowledged at {asked.answer.seq}, stands at {stands}"
        if any(again != asked.answer for again in asked.again):
            yield f"{asked.answer} was answered later with {asked.again}"
    for furthest, place in page.backwards:
        yield f"a page went back from {furthest} to {place}"
    if page.position is None or page.position.seq != log.seqs[-1]:
        yield f"a page ended at {page.position} and the log at {log.seqs[-1]}"


def rude(rooms: Iterable[Room]) -> list[int]:
    """How lines ended that nobody here cut, other than with a word to come back."""
    ends = [code for room in rooms for page in room.pages for code in page.codes]
    return [code for code in ends if code != Close.COME_BACK]
