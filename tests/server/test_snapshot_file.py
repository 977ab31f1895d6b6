"""One snapshot in one file, which opens without a server; its hash is taken as it says; rule X5."""

import asyncio
import hashlib
import re
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from server.web import snapshot_file
from tests.server.test_record import SCRIPT, Shelf, kept_board, lived


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    shelf.app.router.routes[:0] = snapshot_file.routes
    yield shelf
    shelf.kept.close()


async def test_X5_a_snapshot_in_one_file_asks_nothing_and_holds_the_bytes_of_its_hash(
    shelf: Shelf, tmp_path: Path
) -> None:
    trajectory, _ = await kept_board(shelf, lived())
    path = await shelf.open(trajectory)
    page = await shelf.get(f"{path}/snapshot/snap.html")
    assert page.status == 200
    assert page.headers["content-disposition"] == 'attachment; filename="snap.html"'
    exact = (await shelf.get(f"{path}/snapshot/snap.json")).body
    hash = hashlib.sha256(exact).hexdigest()
    assert hash in page.plain
    # As the page says it, with the tools of any system.
    (tmp_path / "snap.html").write_bytes(page.body)
    [line] = [one for one in re.findall(r"<code>(.*?)</code>", page.text) if "base64" in one]
    told = await asyncio.to_thread(
        subprocess.run,
        ["bash", "-c", unescape(line)],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout.split()[0] == hash
    # Nor does anything there look wrong to who does it for the first time.
    assert told.stderr == ""
    # What it says it says without a server and without a script.
    assert "<script" not in page.text
    assert "<link" not in page.text
    leads = re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
    assert leads
    out = [one[:40] for one in leads if not one.startswith(("#", "data:application/json"))]
    assert out == ["http://localhost/accessibility"]
    styles = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert styles is not None
    assert "url(" not in styles[1]
    assert "@import" not in styles[1]
    assert SCRIPT in page.plain
    assert "default-src 'none'" in page.text
