"""What is in the database of a run, read past the servers."""

import json

from sqlalchemy import create_engine, text


class Log:
    """Of one board: the places in it, and at which of them each text stands."""

    def __init__(self, url: str, board: str) -> None:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as line:
            rows = line.execute(
                text("SELECT seq, data FROM event WHERE board_id = :board ORDER BY seq"),
                {"board": board},
            ).all()
        engine.dispose()
        self.seqs = [seq for seq, _ in rows]
        self.texts: dict[str, list[int]] = {}
        for seq, data in rows:
            if said := json.loads(data).get("text"):
                self.texts.setdefault(said, []).append(seq)
