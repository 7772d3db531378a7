"""How fast 100 people in 20 groups are answered who ask at the same moment, and the memory of an upload.

Telegram is the tests' strict stand-in, in a process of its own, and times each first reply from its message
on; the bot is the real one with python-telegram-bot, a database and a service that sings at once. The floor
is a bare `telegram.Bot` that replies "ok", and of memory one that sends the same file as the library does by
itself. What the bot itself takes is measured without Telegram's limits of pace, and once more with them.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import telegram
from telegram import InputFile, ReplyParameters
from telegram.request import HTTPXRequest

from benchmarks import towns
from benchmarks.ack import write_song
from benchmarks.figures import MB, Lag, machine, ms, peak_bytes, percentile, table
from benchmarks.scripted import SERVICE, wide_rules
from benchmarks.towns import Stage, Town, measured, row, timed, town
from bot.app import running
from bot.chats import telegram_chat
from bot.config import LogSettings, Settings
from bot.logs import set_up_logging
from bot.platforms.telegram.client import Bot
from bot.platforms.telegram.gate import Gate, Limit, Limits
from bot.platforms.telegram.outbound import Audio, Html, Message, OutFile
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.settings import TelegramSettings

SONG = "ask /song a warm song about a lighthouse and its keeper"
ANY_PACE = Limits(*(Limit(100_000, 1.0) for _ in range(3)))
REAL_PACE = Limits()
SMALL, LARGE = 100_000, 45 * MB
"""The first upload loads what every upload needs."""
UPLOAD_S = 120.0


def main() -> None:
    """Measure each thing in a process of its own, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100, help="people who ask at the same moment (100)")
    parser.add_argument("--groups", type=int, default=20, help="groups in which they are (20)")
    options = measured(parser, tuple(MODES))
    if options.mode:
        print(json.dumps(asyncio.run(MODES[options.mode](options))))
        return
    floor, bot, paced, own, library = (
        towns.figures_of("benchmarks.telegram", mode)
        for mode in ("floor", "bot", "paced", "upload", "upload-floor")
    )
    base, tick = percentile(floor["song"]["seconds"], 0.5), percentile(floor["idle"], 0.5)
    table(
        ["", "p50 ms", "p99 ms", "max ms", "p50 / floor", "own ms each"],
        [
            row("floor: “ok” of a bare client", floor["song"], base),
            row("/song", bot["song"], base),
            row("/song, while their first ones wait", bot["again"], base),
            row("/quota", bot["quota"], base),
            row("/song, within Telegram's limits", paced["song"], base),
            row("floor: loop lag, nothing runs", {"seconds": floor["idle"]}, tick),
            row("loop lag, everybody asks for a song", {"seconds": bot["lag"]}, tick),
        ],
    )
    print(f"\nwithin the limits {paced['song']['refused']} requests were refused; {machine()}\n")
    table(
        ["", "MB before", "MB more for 45 MB", "ms"],
        [
            [name, f"{one['before'] / MB:.0f}", f"{one['more'] / MB:.1f}", ms(one["seconds"])]
            for name, one in (("floor: as the library sends a file", library), ("as the bot sends it", own))
        ],
    )


@asynccontextmanager
async def town_of(*, people: int, groups: int) -> AsyncIterator[Town]:
    """Start the stand-in."""
    async with town("benchmarks.telegram_peer", "--people", str(people), "--groups", str(groups)) as there:
        yield there


async def measure_bot(options: argparse.Namespace, *, pace: Limits) -> dict[str, Any]:
    """Let everybody ask; without limits of pace twice, and for what is left."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        write_song(folder / "song.mp3")
        stage = Stage(folder / "song.mp3")
        there = await stack.enter_async_context(town_of(people=options.people, groups=options.groups))
        set_up_logging(LogSettings(level="error"))
        settings = Settings.model_validate(
            {"data_dir": str(folder), "web": {"enabled": False}, "telegram": there.address}
        )
        await stack.enter_async_context(
            running(
                settings,
                data_dir=folder / "data",
                rules=wide_rules(),
                providers={SERVICE: stage},
                platforms=partial(telegram_chat, limits=pace),
            )
        )
        assert await there.says() == "ready"
        if pace is REAL_PACE:
            await there.does("strict")
            return {"song": await timed(there, SONG, options.people)}
        async with Lag() as busy:
            first = await timed(there, SONG, options.people)
        again = await timed(there, SONG, options.people)
        quota = await timed(there, "ask /quota", options.people)
        return {"song": first, "again": again, "quota": quota, "lag": busy.late}


async def measure_upload(_: argparse.Namespace) -> dict[str, Any]:
    """Send a large file as the bot does."""
    async with town_of(people=1, groups=1) as there, Bot(TelegramSettings(**there.address)) as bot:
        chat, sender = await first_chat(there, bot), Sender(bot, Gate(ANY_PACE))

        async def send(path: Path) -> None:
            await sender.send(chat, Message(Html("A song"), audio=Audio(OutFile("song.mp3", path))))

        return await upload_of(send)


async def upload_of(send: Callable[[Path], Any]) -> dict[str, Any]:
    """Send a small file and then a large one; returns what the large one took."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "song.mp3"
        path.write_bytes(bytes(SMALL))
        await send(path)
        with path.open("r+b") as file:
            file.truncate(LARGE)
        before, start = peak_bytes(), time.perf_counter()
        await send(path)
        return {
            "before": before,
            "more": peak_bytes() - before,
            "seconds": time.perf_counter() - start,
        }


async def first_chat(there: Town, bot: telegram.Bot) -> str:
    """Return a chat, which is known from what somebody wrote there."""
    waiting = asyncio.create_task(first_message(bot))
    assert await there.says() == "ready"
    asking = asyncio.create_task(there.does(SONG))
    message = await waiting
    await answer(bot, message)
    await asking
    return str(message.chat.id)


async def first_message(bot: telegram.Bot) -> telegram.Message:
    """Wait for the first message."""
    found: tuple[telegram.Update, ...] = ()
    while not found:
        found = await bot.get_updates(timeout=5)
    assert found[0].message is not None
    return found[0].message


# --- the floor --------------------------------------------------------------------------------


async def answer(bot: telegram.Bot, message: telegram.Message) -> None:
    """Reply "ok"."""
    replied = ReplyParameters(message.message_id)
    await bot.send_message(message.chat.id, "ok", reply_parameters=replied)


def bare(there: Town) -> telegram.Bot:
    """Return the library's client as it comes."""
    address = there.address
    return telegram.Bot(
        address["token"],
        base_url=f"{address['base_url']}/bot",
        request=HTTPXRequest(media_write_timeout=UPLOAD_S, read_timeout=UPLOAD_S),
    )


async def answer_all(bot: telegram.Bot) -> None:
    """Fetch updates, and answer each."""
    offset = 0
    async with asyncio.TaskGroup() as group:
        while True:
            for update in await bot.get_updates(offset=offset, timeout=50, read_timeout=60):
                offset = update.update_id + 1
                if update.message is not None:
                    group.create_task(answer(bot, update.message))


async def measure_floor(options: argparse.Namespace) -> dict[str, Any]:
    """Let everybody ask the bare client."""
    async with Lag() as idle:
        await asyncio.sleep(2)
    async with town_of(people=options.people, groups=options.groups) as there, bare(there) as bot:
        answering = asyncio.create_task(answer_all(bot))
        assert await there.says() == "ready"
        song = await timed(there, SONG, options.people)
        answering.cancel()
        await asyncio.wait([answering])
        return {"song": song, "idle": idle.late}


async def measure_upload_floor(_: argparse.Namespace) -> dict[str, Any]:
    """Send a large file as the library does by itself."""
    async with town_of(people=1, groups=1) as there, bare(there) as bot:
        chat = await first_chat(there, bot)

        async def send(path: Path) -> None:
            with path.open("rb") as file:
                await bot.send_audio(chat, InputFile(file, filename="song.mp3"))

        return await upload_of(send)


MODES: dict[str, Callable[[argparse.Namespace], Any]] = {
    "floor": measure_floor,
    "bot": partial(measure_bot, pace=ANY_PACE),
    "paced": partial(measure_bot, pace=REAL_PACE),
    "upload": measure_upload,
    "upload-floor": measure_upload_floor,
}

if __name__ == "__main__":
    main()
