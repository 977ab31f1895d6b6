"""docs/gallery holds what its command makes: each picture there is named, and is small."""

from tests.board.play import ROOT
from tests.gallery.page import chapters, written

FOLDER = ROOT / "docs" / "gallery"
MOST = 150_000
"""Bytes of one picture, so that a clone stays light."""


def test_the_gallery_has_each_picture_and_no_other() -> None:
    named = {name for _, pictures in chapters() for name, _ in pictures}
    assert {file.stem for file in FOLDER.glob("*.png")} == named


def test_the_gallery_page_says_what_each_picture_shows() -> None:
    assert (FOLDER / "README.md").read_text() == written(FOLDER)


def test_each_picture_is_small() -> None:
    assert [file.name for file in FOLDER.glob("*.png") if file.stat().st_size > MOST] == []
