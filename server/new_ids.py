"""An export under other ids, for where the trajectory is here already.

Ids stand in the bytes of the snapshots, so that these are other bytes then, with another hash:
who asks for it is told both. What is of another trajectory keeps its id.
"""

import hashlib
import json
import re
from collections.abc import Mapping

from server.ids import new_id
from server.parcel import TOLD, NotTaken
from server.store.archived import Brought

SHORTEST = 16
"""An id of fewer letters could be a word that someone wrote."""
_A_WORD = re.compile(r"[A-Za-z0-9_-]+")


def renewed(files: Mapping[str, bytes], taken: Brought) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files, and the hash that each snapshot has now by the one that it had. Raises
    NotTaken.
    """
    ids = [
        taken.trajectory.id,
        *(one.board for one in taken.sessions),
        *(one.id for one in taken.organisations),
        *(one.id for one in taken.snapshots),
        *(one.id for one in taken.remarks),
    ]
    if short := [id for id in ids if len(id) < SHORTEST]:
        raise NotTaken(
            [
                f"{TOLD}: the id {short[0]!r} could be a word that someone wrote; expected at "
                f"least {SHORTEST} letters. Take it in without --as-new, elsewhere"
            ]
        )
    # In the same order, for what is told alike is often told in the order of its ids.
    to = dict(zip(sorted(ids), sorted(new_id() for _ in ids), strict=True))
    told = json.loads(files[TOLD])
    made = {name: data for name, data in files.items() if name.startswith("formats/")}
    hashes: dict[str, str] = {}
    for session in told["sessions"]:
        for one in session["snapshots"]:
            made[one["file"]] = data = _bytes(files[one["file"]], to)
            hashes[one["sha256"]] = hashlib.sha256(data).hexdigest()
        if session.get("log"):
            made[session["log"]] = _bytes(files[session["log"]], to)
            hashes[session["log_sha256"]] = hashlib.sha256(made[session["log"]]).hexdigest()
    made[TOLD] = _bytes(files[TOLD], to | hashes)
    logs = {session.get("log_sha256") for session in told["sessions"]}
    return made, {was: is_ for was, is_ in hashes.items() if was not in logs}


def _bytes(data: bytes, to: Mapping[str, str]) -> bytes:
    return _A_WORD.sub(lambda word: to.get(word[0], word[0]), data.decode()).encode()
