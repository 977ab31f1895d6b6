"""Writes the export of each trajectory of a municipality into a folder, for the command line."""

import asyncio
import os
from pathlib import Path

from server.clock import now
from server.control import Failed, TakenOut
from server.export import file_name
from server.formats import Formats
from server.pages import TEMPLATES
from server.settings import Settings
from server.store.faults import StoreFault
from server.store.record import Record
from server.store.store import Store
from server.trajectories import Trajectories
from server.whole import whole
from server.words import Speaker, load

LANGUAGE = "nl"
"""Of the text file that explains the rest; cards are in their own language."""


async def taken_out(
    store: Store, settings: Settings, municipality: str, folder: str
) -> TakenOut | Failed:
    try:
        return await _taken_out(store, settings, municipality, Path(folder))
    except OSError as fault:
        return Failed(f"{folder} cannot be written: {fault.strerror}")
    except StoreFault as fault:
        return Failed(f"{municipality} cannot be exported: {fault}")


async def _taken_out(
    store: Store, settings: Settings, municipality: str, folder: Path
) -> TakenOut | Failed:
    all = await Record(store).trajectories()
    wanted = municipality.casefold()
    found = [one for one in all if one.network.lead.name.casefold() == wanted]
    if not found:
        names = ", ".join(sorted({one.network.lead.name for one in all})[:20]) or "none"
        return Failed(f"{municipality!r} has no trajectory here; these have: {names}")
    if not await asyncio.to_thread(_empty, folder):
        return Failed(f"{folder} is not empty; name a folder that is empty, or not there yet")
    courses = Trajectories(store, Formats(store, settings), now)
    words = Speaker(load(TEMPLATES / "words"), LANGUAGE)
    files = []
    for one in found:
        view = await courses.view(one.id)
        if view is None:
            continue
        packed = await whole(store, view, words)
        # Two trajectories of one network have one name.
        file = folder / f"{file_name(view).removesuffix('.zip')}-{one.id}.zip"
        await asyncio.to_thread(_write, file, packed)
        files.append(file.name)
    return TakenOut(str(folder), files)


def _empty(folder: Path) -> bool:
    """Made, where it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return not any(folder.iterdir())


def _write(file: Path, data: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(data)
