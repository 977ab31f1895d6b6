"""The formats on the shelf: those that come along, and a coach's own beside them.

The board only knows bytes; this reads the files. A board once opened keeps its
format in the database, so a change here is for boards to come.
"""

from pathlib import Path

from board.format import Format
from board.format_file import FormatFault, parse

SHIPPED = Path(__file__).parent.parent / "board" / "formats"


def shelf(own: Path | None = None) -> dict[str, Format]:
    """The formats by stage; one's own takes the place of the shipped one.

    Raises FormatFault with all that is wrong in the first file that is wrong.
    """
    found: dict[str, Format] = {}
    for folder in (SHIPPED, own):
        if folder is None:
            continue
        for file in sorted(folder.glob("*.toml")):
            try:
                source = file.read_bytes()
            except OSError as fault:
                raise FormatFault(file.name, [f"cannot be read: {fault.strerror}"]) from None
            format = parse(source, file.name)
            found[format.stage] = format
    return found
