"""One hunt, as a program of its own: ``python -m tests.fuzz.hunt NAMES FOLDER SECONDS SEED``.

libFuzzer ends the process it runs in. What it tried stands in FOLDER/tried as it goes; what
broke a reader lies in FOLDER too. With several names the first byte says which is meant.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["board", "server", "uvicorn.middleware", "tomllib"]):
    from tests.fuzz.targets import SEEDS, TARGETS

EACH = 500
LONGEST = 4096


def main() -> None:
    names, folder, seconds, seed = sys.argv[1].split(","), Path(sys.argv[2]), *sys.argv[3:5]
    tried: Counter[str] = Counter()
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for n, name in enumerate(names):
        for m, begin in enumerate(SEEDS[name]):
            (corpus / f"{name}-{m}").write_bytes(bytes([n]) + begin)

    def one(data: bytes) -> None:
        if not data:
            return
        name = names[data[0] % len(names)]
        TARGETS[name](data[1:])
        tried[name] += 1
        if tried.total() % EACH == 0:
            (folder / "tried").write_text(json.dumps(tried))

    limits = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}"]
    where = [f"-artifact_prefix={folder}/", str(corpus)]
    atheris.Setup([sys.argv[0], *limits, "-timeout=20", "-rss_limit_mb=2048", *where], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
