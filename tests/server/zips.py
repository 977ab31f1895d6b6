"""Exports taken apart, changed as whoever makes a file can, and put together again."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from server.bringing import of_files
from server.pages import TEMPLATES
from server.parcel import NotTaken
from server.parcel import unpacked as to_take
from server.store.trajectories import Held
from server.trajectory_view import TrajectoryView
from server.words import Speaker, load

Files = dict[str, bytes]


def packed(files: Files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zip:
        for name, data in files.items():
            zip.writestr(name, data)
    return made.getvalue()


def unpacked(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as zip:
        return {name: zip.read(name) for name in zip.namelist()}


def again(files: Files) -> Files:
    """But for the moment it was made, which is no part of the record."""
    told = json.loads(files["trajectory.json"])
    del told["exported_at"]
    return files | {"trajectory.json": json.dumps(told, sort_keys=True).encode()}


def changed(data: bytes, change: Callable[[dict[str, Any]], None], **files: bytes) -> bytes:
    """The export with another trajectory.json."""
    parts = unpacked(data)
    told = json.loads(parts["trajectory.json"])
    change(told)
    return packed(parts | {"trajectory.json": json.dumps(told).encode()} | files)


def rehashed(parts: Files, change: Callable[[str, Any], None]) -> bytes:
    """With other bytes under hashes that fit them, as whoever makes a file can."""
    told = json.loads(parts["trajectory.json"])
    made = dict(parts)
    for session in told["sessions"]:
        files = [(one, "file", "sha256") for one in session["snapshots"]]
        for holder, name, hash in [*files, (session, "log", "log_sha256")]:
            tree = json.loads(parts[holder[name]])
            change(holder[name], tree)
            data = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
            made[holder[name]] = data
            holder[hash] = hashlib.sha256(data).hexdigest()
    change("trajectory.json", told)
    return packed(made | {"trajectory.json": json.dumps(told).encode()})


def wrong(data: bytes) -> str:
    """What is wrong with a file, before anything is asked of a store."""

    def see(held: Held, at: int) -> TrajectoryView:
        raise AssertionError("nothing is made of it")

    words = Speaker(load(TEMPLATES / "words"), "nl")
    with pytest.raises(NotTaken) as found:
        of_files(to_take(data), see, words)
    return "\n".join(found.value.faults)
