"""Formats of one's own: versions are kept, and of two who save at once one is told."""

import asyncio

from msgspec.structs import replace

from board.editing.apply import applied
from board.editing.order import Ordered, copied, left_out
from board.format import Words
from server.store.formats import OwnFormats
from tests.board.play import VISION
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
