"""One thread that does what may wait for the disk, one thing after another, in order."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Hand:
    """Edits reach the workspace in the order in which they were made."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    def do(self, act: Callable[[], T]) -> "asyncio.Future[T]":
        """Run in the thread, after what was asked for before; the event loop goes on meanwhile."""
        return asyncio.get_running_loop().run_in_executor(self._pool, act)

    def close(self) -> None:
        """Wait for what was begun."""
        self._pool.shutdown(wait=True)
