"""All rows of all groups, and the page that lists them."""

from importlib import import_module
from pathlib import Path

from tests.bad.table import MOST, Row, Table

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs/bad-inputs.md"
HEAD = """# What nobody should send, and what comes of it

All that `tests/bad` sends to a real server, over HTTP, over websockets and as files: {most} rows in
eight groups, written by `uv run python -m tests.bad`. After each row the board is as it was, and a
phone that was there all the while posts and withdraws. `uv run pytest tests/bad` tries all of them,
and fails when a number is not there. What is hunted for stands in `docs/fuzzing.md`.
"""
COLUMNS = "| | what is sent | what comes of it |\n| --- | --- | --- |\n"


def tables() -> list[Table]:
    modules = (import_module(f"tests.bad.{path.stem}") for path in sorted(HERE.glob("test_?_*.py")))
    return [one for module in modules for one in vars(module).values() if isinstance(one, Table)]


def rows() -> list[Row]:
    return sorted((row for table in tables() for row in table.rows), key=lambda row: row.n)


def page() -> str:
    parts = [HEAD.format(most=MOST)]
    titles = {table.letter: table for table in tables()}
    for letter, table in sorted(titles.items()):
        parts.append(f"\n## {letter}. {table.title}\n\n{COLUMNS}")
        parts += [_line(row) for row in rows() if row.n in table.numbers]
    return "".join(parts)


def _line(row: Row) -> str:
    answer = f"{row.answer}. {row.why}" if row.why else row.answer
    return f"| {row.n} | {_cell(row.says)} | {_cell(answer)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
