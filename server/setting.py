"""A template of ``templates/paper`` set as a PDF: what Typst is asked, in this process or apart.

``python -P server/setting.py NAME MILLIS`` reads the values and writes the PDF. A large paper
is set so: it takes a processor and much memory for itself, and both are given back at once.
It imports nothing of ours, so that it begins soon.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

TEMPLATES = Path(__file__).parent.parent / "templates" / "paper"


def pdf_set(name: str, values: str, now: int) -> bytes:
    made = typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(TEMPLATES / "fonts")],
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"values": values},
        timestamp=datetime.fromtimestamp(now // 1000, UTC),
    )
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    given = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(pdf_set(sys.argv[1], given, int(sys.argv[2])))
