"""A template of ``templates/paper`` set as a PDF: what Typst is asked, in this process or apart.

``python -P server/setting.py NAME MILLIS`` reads the values and writes the PDF. A large paper
is set so: it takes a processor and much memory for itself, and both are given back at once.
It imports nothing of ours, so that it begins soon.
"""

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

TEMPLATES = Path(__file__).parent.parent / "templates" / "paper"


def pdf_set(name: str, values: str, now: int) -> bytes:
    # Takes long to load, and who only steps back does not need it.
    import typst

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


def step_back() -> None:
    """Sessions go before paper: on the processor, and where memory runs out."""
    os.nice(10)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


if __name__ == "__main__":
    step_back()
    given = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(pdf_set(sys.argv[1], given, int(sys.argv[2])))
