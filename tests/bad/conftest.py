"""One server for a whole group of rows: it has to bear all of them."""

from collections.abc import Iterator

import pytest

from tests.bad.place import Place
from tests.running import Running
from tests.server.sockets import FORMATS


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with Running.start(tmp_path_factory.mktemp("bad"), formats=FORMATS) as running:
        place = Place(running)
        yield place
        place.close()
