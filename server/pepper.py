"""The secret outside the database, without which the salts inside it are no keys.

It comes from ``DOORSTART_SECRET``, or else from a file in the data folder that
only this user can read and no backup takes. Who has the database alone cannot
tell who voted what; see ``board.secrecy``.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Protocol

from board.secrecy import room_key
from board.types import Keys, RoundId
from server.store.faults import Unusable

FILE = "pepper"
_BYTES = 32


class HasSalts(Protocol):
    @property
    def board(self) -> bytes | None: ...
    @property
    def rounds(self) -> dict[RoundId, bytes]: ...


class Pepper:
    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "Pepper(…)"

    def keys(self, salts: HasSalts) -> Keys:
        """The keys of a board, from the salts that ``Log.load`` or ``Log.salts`` read."""
        return Keys(
            board=room_key(self._secret, salts.board) if salts.board is not None else None,
            rounds={round: room_key(self._secret, salt) for round, salt in salts.rounds.items()},
        )

    @property
    def outbox_key(self) -> bytes:
        """For the marks and digests of what each tab sent last: a command is short
        enough to be guessed, so a plain hash of it would tell.
        """
        return hmac.digest(self._secret, b"doorstart outbox", hashlib.sha256)

    @property
    def return_key(self) -> bytes:
        """For the marks of the codes with which people come back: they are short too."""
        return hmac.digest(self._secret, b"doorstart return code", hashlib.sha256)

    @property
    def crowd_key(self) -> bytes:
        """For what stands for a seat between servers, so that it counts once."""
        return hmac.digest(self._secret, b"doorstart crowd", hashlib.sha256)


def pepper(secret: str, folder: Path) -> Pepper:
    """The setting unless that is empty, else the file, which is made the first time.

    Raises Unusable with words for who starts the server.
    """
    if secret:
        return Pepper(hashlib.sha256(secret.encode()).digest())
    path = folder / FILE
    try:
        return Pepper(_read(path) if path.exists() else _make(path))
    except OSError as fault:
        raise Unusable(f"{path} cannot be read or made: {fault.strerror}") from fault


def _read(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise Unusable(
            f"{path} can be read by others; it keeps ballots secret. Run: chmod 600 {path}"
        )
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise Unusable(
            f"{path} does not hold {_BYTES} bytes in hexadecimal. Put back the file as it was; "
            "without it, remove it: a new one is made, and votes that are open now are void."
        )
    return secret


def _make(path: Path) -> bytes:
    secret = secrets.token_bytes(_BYTES)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written whole beside it and then moved: a crash leaves no half secret.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(file, secret.hex().encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    os.rename(draft, path)
    parent = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)
    return secret
