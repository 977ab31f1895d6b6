"""The line that breaks at a COMMIT breaks there and nowhere else, and knows what it did."""

import psycopg
import pytest

from tests.faults.cutter import Cutter
from tests.services import Postgres


def test_a_commit_that_is_cut_happened_or_not_and_the_cutter_knows(postgres: Postgres) -> None:
    address = postgres.database()
    with psycopg.connect(address, autocommit=True) as straight:
        straight.execute("CREATE TABLE kept (n int)")
        with Cutter(postgres.port, seed=1) as cutter:
            through = address.replace(f":{postgres.port}/", f":{cutter.port}/")
            with psycopg.connect(through) as line:
                line.execute("INSERT INTO kept VALUES (0)")
            assert cutter.cuts == 0
            cutter.chance = 1.0
            for n in range(1, 9):
                line = psycopg.connect(through)
                line.execute("INSERT INTO kept VALUES (%s)", (n,))
                with pytest.raises(psycopg.OperationalError):
                    line.commit()
                line.close()
        assert cutter.cuts == 8
        assert cutter.unheard > 0
        assert cutter.untold > 0
        rows = straight.execute("SELECT count(*) FROM kept").fetchone()
        assert rows is not None
        assert rows[0] == 1 + cutter.untold
