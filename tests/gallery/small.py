"""Pictures made small: fewer pixels, few colours, and several on one sheet."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

PHONE_WIDTH, WIDE = 270, 720
COLOURS = 96
GAP = 12
TALLEST = 1400
"""Of a page that is longer the rest is cut away."""


def shrunk(source: Path, target: Path) -> None:
    """A phone stays readable; a laptop and the screen become half or a third."""
    with Image.open(source) as whole:
        image = whole.convert("RGB")
    wanted = PHONE_WIDTH if image.width < 500 else WIDE
    _save(_scaled(image, wanted), target)


def sheet(sources: Sequence[Path], target: Path, *, across: int, width: int) -> None:
    """All of them on one picture, ``across`` in a row, each ``width`` pixels wide."""
    tiles: list[Image.Image] = []
    for source in sources:
        with Image.open(source) as whole:
            tiles.append(_scaled(whole.convert("RGB"), width))
    height = max(tile.height for tile in tiles)
    rows = -(-len(tiles) // across)
    size = (across * (width + GAP) + GAP, rows * (height + GAP) + GAP)
    board = Image.new("RGB", size, "#c9c2b4")
    for n, tile in enumerate(tiles):
        row, column = divmod(n, across)
        board.paste(tile, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    _save(board, target)


def _scaled(image: Image.Image, width: int) -> Image.Image:
    height = round(image.height * width / image.width)
    small = image.resize((width, height), Image.Resampling.LANCZOS)
    return small.crop((0, 0, width, min(height, TALLEST)))


def _save(image: Image.Image, target: Path) -> None:
    few = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
