"""Stories that a bot may not survive: it dies at one step after the other, and each comes to its end."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from itertools import count
from typing import Generic, Literal, TypeVar

from tests.contract.chat_world import ChatWorld

W = TypeVar("W", bound=ChatWorld)


@dataclass(frozen=True)
class Deaths:
    """The steps of a story at which a bot dies, one after the other until it comes through."""

    first: int = 1
    every: int = 1
    last: int = 0
    """The last step that matters here; 0: the last that there is."""
    die: Literal["before", "after"] = "before"
    """What was done since the step before is done, or nothing after it."""


class Story(ABC, Generic[W]):
    """Something that somebody does, which the bot may not survive."""

    at_once: tuple[Deaths, ...] = (Deaths(), Deaths(die="after"))
    """In a world each."""
    least_deaths: int
    """How often the bot dies in all of them, at the least."""

    def __init__(self, world: W, n: int) -> None:
        self.world, self.n, self.title = world, n, f"Rain {n:02}"

    @abstractmethod
    async def begin(self) -> None:
        """Do what comes before it."""

    @abstractmethod
    async def act(self) -> None:
        """Do it, and wait until nothing more happens."""

    def died(self) -> None:
        """Look around when the bot has died of it, before there is another."""

    @abstractmethod
    async def check(self) -> None:
        """Look at it after the restart: it came to an end, once."""


async def dies(
    story: type[Story[W]], make_world: Callable[[], AbstractAsyncContextManager[W]], at: Deaths
) -> int:
    """Let the bot die at one step after the other; each restart ends what the bot before it began."""
    before = None
    async with make_world() as world:
        for deaths, n in enumerate(count(at.first, at.every)):
            is_over = 0 < at.last < n
            await world.start(die_at=0 if is_over else n, die=at.die)
            if before is not None:
                await before.check()
            if is_over:
                return deaths
            now = story(world, n)
            await now.begin()
            world.arm()
            if await world.survives(now.act()):
                return deaths
            now.died()
            before = now
    raise AssertionError
