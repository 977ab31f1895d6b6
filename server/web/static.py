"""Style and scripts, under ``/static/{hash}/…`` where they never change.

All of them are read at start: no request reaches the disk, so no path can
leave the folder. The hash is of everything together, so that relative imports
between modules stay within one version.
"""

import gzip
import hashlib
from pathlib import Path

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent.parent.parent / "static"

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}
FOR_EVER = "public, max-age=31536000, immutable"


class Asset(Struct, frozen=True):
    type: str
    body: bytes
    packed: bytes | None


class Assets:
    def __init__(self, folder: Path = FOLDER) -> None:
        self.files: dict[str, Asset] = {}
        digest = hashlib.sha256()
        for file in sorted(folder.rglob("*")):
            if not file.is_file() or file.suffix not in TYPES:
                continue
            name = file.relative_to(folder).as_posix()
            body = file.read_bytes()
            digest.update(f"{name}\0{len(body)}\0".encode() + body)
            packed = gzip.compress(body, 9, mtime=0)
            self.files[name] = Asset(
                TYPES[file.suffix], body, packed if len(packed) < len(body) else None
            )
        self.hash = digest.hexdigest()[:16]

    def path(self, name: str) -> str:
        """Where a page finds the file; the templates call it ``asset``."""
        return f"/static/{self.hash}/{name}"

    def response(self, request: Request) -> Response:
        asset = self.files.get(request.path_params["path"])
        if asset is None:
            raise HTTPException(404)
        # A page of before an update still works, but nothing of it is kept.
        current = request.path_params["hash"] == self.hash
        headers = {"cache-control": FOR_EVER if current else "no-store"}
        body = asset.body
        if asset.packed is not None:
            headers["vary"] = "accept-encoding"
            if _takes_gzip(request.headers.get("accept-encoding", "")):
                headers["content-encoding"] = "gzip"
                body = asset.packed
        return Response(body, headers=headers, media_type=asset.type)


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.split(","):
        coding, _, quality = part.strip().partition(";")
        if coding.strip().lower() == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
