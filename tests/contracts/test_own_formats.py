"""Formats of one's own: versions are kept, and of two who save at once one is told."""

import asyncio

from msgspec.structs import replace

from board.editing.apply import applied
from board.editing.order import Ordered, copied, left_out
from board.events import BoardEnded
from board.format import Words
from server.questions import library
from server.store.formats import OwnFormats
from tests.board.play import MOON, VISION
from tests.contracts.kept import Kept

NOW, LATER = 1_000, 2_000


def retitled(now: Ordered, title: str) -> Ordered:
    return Ordered(replace(now.format, title=Words(nl=title)), now.aside)


async def test_every_version_is_kept_and_read_back(kept: Kept) -> None:
    own = OwnFormats(kept.store)
    start = left_out(copied(VISION), VISION.phases[1].id)
    first = await own.add("Voor Testdorp", "account-1", VISION.id, start, NOW)
    assert (await own.get(first.id)) == first
    second = await own.save(first, retitled(first.read(), "Anders"), "Voor Testdorp", LATER)
    assert second is not None
    assert second.read().format.title.nl == "Anders"
    assert second.read().format.id == first.id
    assert second.read().aside == start.aside
    assert await own.get(first.id, 1) == first
    assert await own.get(first.id) == second
    assert await own.latest() == (second,)
    assert [one.version for one in await own.versions(first.id)] == [2, 1]
    assert await own.get("nothing") is None


async def test_F3_of_two_who_save_the_same_version_one_is_told(kept: Kept) -> None:
    own = OwnFormats(kept.store)
    first = await own.add("Voor Testdorp", "", VISION.id, copied(VISION), NOW)
    saved = await asyncio.gather(
        *(own.save(first, retitled(first.read(), f"Versie {n}"), "x", LATER) for n in range(5))
    )
    won = [one for one in saved if one is not None]
    assert len(won) == 1
    assert await own.get(first.id) == won[0]
    assert len(await own.versions(first.id)) == 2


async def test_a_format_that_was_put_away_comes_back_as_it_was(kept: Kept) -> None:
    own = OwnFormats(kept.store)
    first = await own.add("Voor Testdorp", "", VISION.id, copied(VISION), NOW)
    await own.retire(first.id, LATER)
    away = await own.get(first.id)
    assert away is not None
    assert away.retired_at == LATER
    saved = await own.save(away, applied_minutes(away.read()), "x", LATER)
    assert saved is not None
    assert (await own.get(first.id, 2)) == replace(saved, retired_at=LATER)
    await own.retire(first.id, None)
    back = await own.get(first.id)
    assert back is not None
    assert back.retired_at is None


def applied_minutes(now: Ordered) -> Ordered:
    at = f"phases.{now.format.phases[0].id}.minutes"
    return Ordered(applied(now.format, {at: "3"}).format, now.aside)


async def test_a_question_counts_where_its_session_has_ended(kept: Kept) -> None:
    own = OwnFormats(kept.store)
    boards = [await kept.board() for _ in range(3)]
    assert await own.used() == []
    for board in boards[:2]:
        await kept.append(board, BoardEnded(at=9_000))
    used = await own.used()
    assert [(format.id, times) for format, times in used] == [(MOON.id, 2)]
    asked = next(phase for phase in MOON.phases if not phase.pause)
    found = library([(MOON.id, "De maan", MOON), ("other", "Nog eens", MOON)], used)
    assert [one.asked for one in found if one.step == asked.id] == [2]
    assert {one.source for one in found} == {MOON.id}
    word = asked.question.nl.split()[0].upper()
    assert asked.id in {one.step for one in library([(MOON.id, "De maan", MOON)], used, word)}
    assert library([(MOON.id, "De maan", MOON)], used, "geen enkele vraag") == []
