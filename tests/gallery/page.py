"""docs/gallery/README.md: each picture with its words, by chapter."""

from collections.abc import Iterator
from pathlib import Path

from server.formats import shelf
from tests.gallery.shots import SHOTS
from tests.gallery.walks import captions

HEAD = """# Gallery

Every page and state, from the running product. Made by `uv run python -m tests.gallery`, which
plays the demo and the browser tests and photographs what people see. Look here before and after a
change to a page.
"""
STEPS = "Each step of each format"


def chapters() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The names and words of the pictures there should be."""
    by_chapter: dict[str, list[tuple[str, str]]] = {}
    for shot in SHOTS:
        by_chapter.setdefault(shot.chapter, []).append((shot.name, shot.says))
    for chapter, named in captions().items():
        by_chapter.setdefault(chapter, []).extend(named.items())
    for format in shelf().values():
        for kind, where in (("phone", "on a phone"), ("screen", "on the big screen")):
            row = f"steps-{format.id}-{kind}", f"{format.title.en}, {where}"
            by_chapter.setdefault(STEPS, []).append(row)
    yield from by_chapter.items()


def written(folder: Path) -> str:
    """Of the pictures that are there."""
    parts = [HEAD]
    for chapter, named in chapters():
        parts.append(f"\n## {chapter}\n")
        for name, says in named:
            if (folder / f"{name}.png").is_file():
                parts.append(f"\n{says}\n\n![{says}]({name}.png)\n")
    return "".join(parts)
