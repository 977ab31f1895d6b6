"""A time or a limit of the server made small while a block runs, so that no test waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def tuned(of: object, **smaller: float) -> Iterator[None]:
    """``of`` is a module or a class."""
    usual = {name: getattr(of, name) for name in smaller}
    try:
        for name, value in smaller.items():
            setattr(of, name, value)
        yield
    finally:
        for name, value in usual.items():
            setattr(of, name, value)
