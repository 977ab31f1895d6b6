"""A zip that may come from anyone: its files in memory, within bounds.

Nothing in it names a place on the disk: a name is only ever compared.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping

import msgspec

FILES_MOST = 4000
FILE_MOST = 64 * 1024 * 1024
ALL_MOST = 512 * 1024 * 1024
RATIO_MOST = 200
"""JSON shrinks to a tenth or so; what shrinks far more is made to fill a memory."""
TOLD = "trajectory.json"
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding what is in it may raise: broken letters and depth are no errors of msgspec's."""
WANTED = ("snapshots/", "formats/", "logs/")


class NotTaken(Exception):
    """``faults`` has a sentence for each: where, what stands there, what was expected."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def unpacked(data: bytes) -> dict[str, bytes]:
    """What is wanted of it, by name; the rest is left where it is. Raises NotTaken."""
    files: dict[str, bytes] = {}
    faults: list[str] = []
    left = ALL_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            if len(infos) > FILES_MOST:
                raise NotTaken([f"the zip has {len(infos)} files; expected at most {FILES_MOST}"])
            for info in infos:
                name = info.filename
                if name != TOLD and not name.startswith(WANTED):
                    continue
                if info.flag_bits & 1:
                    faults.append(f"{name} has a password; expected a file without one")
                    continue
                if name in files:
                    faults.append(f"{name} stands in the zip twice; expected it once")
                    continue
                most = min(FILE_MOST, left, max(1 << 20, RATIO_MOST * info.compress_size))
                # What its head says of its size may be a lie.
                with packed.open(info) as opened:
                    files[name] = opened.read(most + 1)
                if len(files[name]) > most:
                    faults.append(f"{name} is larger than {most} bytes, which is the limit here")
                    files[name] = b""
                left -= len(files[name])
    # A way to pack that is not known here is a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as fault:
        raise NotTaken([f"this is no whole zip: {fault}; expected an export.zip"]) from None
    if faults:
        raise NotTaken(faults)
    return files


def proven(
    files: Mapping[str, bytes], name: str, sha256: str, why: str, faults: list[str]
) -> bytes | None:
    """The file, if it is there and has this hash; or else ``faults`` says what it is, and
    ``why`` it is wanted.
    """
    if (data := files.get(name)) is None:
        faults.append(f"{name} is not in the zip; {why}")
        return None
    if (found := hashlib.sha256(data).hexdigest()) != sha256:
        faults.append(f"{name}: its SHA-256 is {found}; expected {sha256}. It was changed")
        return None
    return data
