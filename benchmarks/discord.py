"""How fast 100 people in 20 servers are answered who ask at the same moment, and the memory of a server.

Discord is the tests' strict stand-in, in a process of its own, and times each first answer from its event on;
the bot is the real one with discord.py, a database and a service that sings at once. The floor is a bare
discord.py client that answers `/song` with "ok", and of memory one with the intents that it has by default.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from benchmarks import towns
from benchmarks.ack import write_song
from benchmarks.figures import MB, Lag, machine, peak_bytes, percentile, table
from benchmarks.scripted import SERVICE, wide_rules
from benchmarks.towns import AT_ONCE, Stage, Town, measured, timed, town
from bot.app import App, running
from bot.chats import chats
from bot.config import LogSettings, Settings
from bot.logs import set_up_logging

SONG = "ask song prompt=a warm song about a lighthouse and its keeper"
LIMIT_S = 3.0
"""Discord waits so long for the first answer. Source: interactions/receiving-and-responding."""


def main() -> None:
    """Measure each thing in a process of its own, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100, help="people who ask at the same moment (100)")
    parser.add_argument("--servers", type=int, default=20, help="servers in which they are (20)")
    parser.add_argument("--many", type=int, default=2_000, help="servers whose memory is measured (2,000)")
    options = measured(parser, tuple(MODES))
    if options.mode:
        print(json.dumps(asyncio.run(MODES[options.mode](options))))
        return
    floor, bot = (figures_of(mode) for mode in ("floor", "bot"))
    base, tick = percentile(floor["song"]["seconds"], 0.5), percentile(floor["idle"], 0.5)
    table(
        ["", "p50 ms", "p99 ms", "max ms", "p50 / floor", "own ms each", "after 3 s"],
        [
            row("floor: “ok” of a bare client", floor["song"], base),
            row("/song", bot["song"], base),
            row("/song, while their first ones wait", bot["again"], base),
            row("/quota", bot["quota"], base),
            row("floor: loop lag, nothing runs", {"seconds": floor["idle"]}, tick),
            row("loop lag, everybody asks for a song", {"seconds": bot["lag"]}, tick),
        ],
    )
    print(f"\n{bot['song']['deferred']} of the first answers to /song said “is thinking”; {machine()}")
    print(bot["turns"])
    one, many = (
        {mode: figures_of(mode, servers=n) for mode in ("memory-floor", "memory")} for n in (1, options.many)
    )

    def each(mode: str, moment: str) -> str:
        return f"{(many[mode][moment] - one[mode][moment]) / options.many / 1000:.1f}"

    print()
    table(
        ["", "MB with one", f"MB with {options.many:,}", "kB a server"],
        [
            [name, f"{one[mode][at] / MB:.0f}", f"{many[mode][at] / MB:.0f}", each(mode, at)]
            for name, mode, at in (
                ("floor: a bare client, intents by default", "memory-floor", "ready"),
                ("the bot, connected", "memory", "ready"),
                ("the bot, /quota was used in each", "memory", "used"),
            )
        ],
    )


def figures_of(mode: str, **more: int) -> Any:
    """Measure in another process."""
    return towns.figures_of("benchmarks.discord", mode, **more)


def row(name: str, found: dict[str, Any], unit: float) -> list[str]:
    """Return a row of the table; `unit` is what its median is compared with."""
    seconds: Sequence[float] = found["seconds"]
    late = str(found["late"] + sum(one > LIMIT_S for one in seconds)) if "late" in found else ""
    return [*towns.row(name, found, unit), late]


@asynccontextmanager
async def town_of(*, people: int, servers: int) -> AsyncIterator[Town]:
    """Start the stand-in."""
    async with town("benchmarks.discord_peer", "--people", str(people), "--servers", str(servers)) as there:
        yield there


# --- the bot ----------------------------------------------------------------------------------


@asynccontextmanager
async def bot_at(there: Town, stage: Stage, folder: Path) -> AsyncIterator[App]:
    """Run the bot in the stand-in."""
    set_up_logging(LogSettings(level="error"))
    settings = Settings.model_validate(
        {"data_dir": str(folder), "web": {"enabled": False}, "discord": there.address}
    )
    async with running(
        settings, data_dir=folder, rules=wide_rules(), providers={SERVICE: stage}, platforms=chats
    ) as app:
        assert await there.says() == "ready"
        yield app


async def measure_bot(options: argparse.Namespace) -> dict[str, Any]:
    """Let everybody ask twice, and then have the songs sung until everybody has one."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        write_song(folder / "song.mp3")
        stage = Stage(folder / "song.mp3")
        there = await stack.enter_async_context(town_of(people=options.people, servers=options.servers))
        app = await stack.enter_async_context(bot_at(there, stage, folder / "data"))
        async with Lag() as busy:
            first = await timed(there, SONG, options.people)
        again = await timed(there, SONG, options.people)
        quota = await timed(there, "ask quota", options.people)
        stage.may_begin.set()
        await stage.has_begun(options.people + AT_ONCE)
        turns = await turns_of(app, stage.begun, options)
    return {"song": first, "again": again, "quota": quota, "lag": busy.late, "turns": turns}


async def turns_of(app: App, begun: list[str], options: argparse.Namespace) -> str:
    """Say in which order people and servers had their turns."""
    rows = await app.db.read("SELECT id, identity_id, place_id FROM jobs")
    whose = {row["id"]: (row["identity_id"], row["place_id"]) for row in rows}
    people = [whose[one][0] for one in begun]
    firsts = people[: next((n for n, who in enumerate(people) if who in people[:n]), len(people))]
    # those that began before everybody had asked stand as they came
    places = [whose[one][1] for one in begun[AT_ONCE : options.people]]
    rounds = [
        places[n : n + options.servers] for n in range(0, len(places) - options.servers, options.servers)
    ]
    most = max(max(Counter(one).values()) for one in rounds)
    return (
        f"{len(firsts)} of {options.people} people had their first song before anybody had a second; "
        f"of any {options.servers} turns a server had {most} at the most"
    )


async def measure_memory(options: argparse.Namespace) -> dict[str, Any]:
    """Connect, and use a command in every server."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        there = await stack.enter_async_context(town_of(people=options.servers, servers=options.servers))
        await stack.enter_async_context(bot_at(there, Stage(folder / "none.mp3"), folder / "data"))
        ready = peak_bytes()
        await there.does("visit quota")
        return {"ready": ready, "used": peak_bytes()}


# --- the floor --------------------------------------------------------------------------------


class Bare(discord.Client):
    """Answers `/song` with "ok"."""

    def __init__(self, there: Town, intents: discord.Intents) -> None:
        Route.BASE = there.address["base_url"]
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(there.address["gateway_url"])
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)
        self._token = there.address["token"]

    async def setup_hook(self) -> None:
        """Register the command."""

        @self.tree.command(description="Make a song")
        async def song(interaction: discord.Interaction[Bare], prompt: str) -> None:
            await interaction.response.send_message("ok")

        await self.tree.sync()

    @asynccontextmanager
    async def online(self) -> AsyncIterator[None]:
        """Be connected for the length of the context."""
        await self.login(self._token)
        stay = asyncio.create_task(self.connect())
        try:
            await self.wait_until_ready()
            yield
        finally:
            await self.close()
            await asyncio.wait([stay])


async def measure_floor(options: argparse.Namespace) -> dict[str, Any]:
    """Let everybody ask the bare client."""
    async with Lag() as idle:
        await asyncio.sleep(2)
    async with (
        town_of(people=options.people, servers=options.servers) as there,
        Bare(there, discord.Intents.none()).online(),
    ):
        assert await there.says() == "ready"
        return {"song": await timed(there, SONG, options.people), "idle": idle.late}


async def measure_memory_floor(options: argparse.Namespace) -> dict[str, Any]:
    """Connect the bare client."""
    async with (
        town_of(people=options.servers, servers=options.servers) as there,
        Bare(there, discord.Intents.default()).online(),
    ):
        assert await there.says() == "ready"
        return {"ready": peak_bytes()}


MODES: dict[str, Callable[[argparse.Namespace], Any]] = {
    "floor": measure_floor,
    "bot": measure_bot,
    "memory-floor": measure_memory_floor,
    "memory": measure_memory,
}

if __name__ == "__main__":
    main()
