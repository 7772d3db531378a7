"""Work that goes on to its end whoever asked for it and has gone, and that equal requests share."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class Underway(Generic[Result]):
    """What is being done, by key."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[Result]] = {}

    async def run(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Begin the work, or join where it is being done already."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.create_task(work())
            self._tasks[key] = task
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait until nothing is being done."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    def _done(self, key: Hashable, task: asyncio.Task[Result]) -> None:
        self._tasks.pop(key, None)
        if not task.cancelled():
            task.exception()  # a browser that has gone does not come back for it
