"""From a thread back to the event loop, with as few steps as there can be."""

import asyncio
import contextlib
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def answer_of(future: Future[T]) -> T:
    """What a thread answers. Who gives up waiting does not stop the thread.

    ``shield(wrap_future(…))`` does the same, and goes round the loop twice more.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def there(_: Future[T]) -> None:
        # With a loop that is closed nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_pass_on, future, answer)

    future.add_done_callback(there)
    return await answer


def _pass_on(future: Future[T], answer: asyncio.Future[T]) -> None:
    if answer.done():
        return
    fault = future.exception()
    if fault is not None:
        answer.set_exception(fault)
    else:
        answer.set_result(future.result())
