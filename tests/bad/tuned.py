"""A time or a limit of the server made small while a block runs, so that no test waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def tuned(module: ModuleType, **smaller: float) -> Iterator[None]:
    usual = {name: getattr(module, name) for name in smaller}
    try:
        vars(module).update(smaller)
        yield
    finally:
        vars(module).update(usual)
