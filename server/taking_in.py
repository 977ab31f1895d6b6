"""Takes the export of a trajectory in, for the command line: whole, or not at all."""

import asyncio
from pathlib import Path

from board.types import Millis
from server.bringing import of_files
from server.control import Failed, Import, Imported
from server.formats import Formats
from server.new_ids import renewed
from server.pages import TEMPLATES
from server.parcel import ALL_MOST, NotTaken, unpacked
from server.settings import Settings
from server.store.archived import Archived, Brought
from server.store.faults import StoreFault
from server.store.store import Store
from server.store.trajectories import Held
from server.trajectories import Trajectories
from server.trajectory_view import TrajectoryView
from server.words import Speaker, load


async def taken_in(store: Store, settings: Settings, asked: Import) -> Imported | Failed:
    formats = Formats(store, settings)
    words = Speaker(load(TEMPLATES / "words"), "nl")

    def see(held: Held, at: Millis) -> TrajectoryView:
        return Trajectories(store, formats, lambda: at).seen(held)

    def work() -> tuple[Brought, dict[str, str]]:
        files = unpacked(_read(Path(asked.file)))
        made = of_files(files, see, words)
        hashes: dict[str, str] = {}
        if asked.as_new:
            files, hashes = renewed(files, made)
            made = of_files(files, see, words)
        return made, hashes

    try:
        # Rooms go on meanwhile.
        made, hashes = await asyncio.to_thread(work)
        there = await Archived(store).put(made)
    except NotTaken as fault:
        lines = "\n".join(f"  {one}" for one in fault.faults)
        return Failed(f"Nothing of {asked.file} was taken in:\n{lines}")
    except OSError as fault:
        return Failed(f"{asked.file} cannot be read: {fault.strerror}")
    except StoreFault as fault:
        return Failed(f"Nothing of {asked.file} was taken in: {fault}")
    if there:
        more = f" and {len(there) - 1} more of it" if len(there) > 1 else ""
        return Failed(
            f"Nothing of {asked.file} was taken in. «{made.trajectory.title}» of "
            f"{made.trajectory.network.lead.name} or a part of it is here already: {there[0]}"
            f"{more}. To have it here twice, under other ids, add --as-new. Or take it in "
            "elsewhere, with another DOORSTART_DATA or DATABASE_URL, or erase the one here first."
        )
    return Imported(
        made.trajectory.id, made.trajectory.title, len(made.sessions), len(made.snapshots), hashes
    )


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(ALL_MOST + 1)
    if len(data) > ALL_MOST:
        raise NotTaken([f"the file is larger than {ALL_MOST} bytes, which is the limit here"])
    return data
