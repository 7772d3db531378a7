"""What `song` does: one song for the terminal, with a data folder of its own beside a running bot's."""

import argparse
import asyncio
import sys
from pathlib import Path

from rich.console import Console

from bot.app import (
    App,
    make_providers,
    now_ms,
    running,
)
from bot.config import Settings
from bot.domain.errors import Refusal
from bot.domain.ids import new_id
from bot.domain.job import JobState
from bot.domain.people import Caller, PlaceRef
from bot.domain.quota import Limit
from bot.domain.song import Origin, SongRequest
from bot.locales import Catalogue
from bot.media.lyric_files import Reading, read_lyric_file
from bot.media.names import file_name
from bot.platforms.cli.platform import NAME as CLI
from bot.platforms.cli.platform import YOU, CliPlatform
from bot.redaction import one_line
from bot.run import signals
from bot.studio.dialogues.song import sample_of
from bot.studio.rules import Rules
from bot.studio.views import CancelOutcome, Order

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
CLI_FOLDER = "cli"
YES = frozenset({"y", "yes", "是", "はい"})


async def sing(settings: Settings, options: argparse.Namespace, *, words: Catalogue, notes: Console) -> int:
    """Make one song for the terminal, with a data folder of its own beside a running bot's."""
    try:
        reading = await asyncio.to_thread(reading_of, settings, options, words, notes)
    except OSError:
        notes.print(words.text("cli-lyrics-file-unreadable", path=str(options.lyrics_file)))
        return EXIT_FAILED
    except Refusal as refusal:
        notes.print(words.error(refusal))
        return EXIT_FAILED
    if reading is None:
        return EXIT_FAILED
    request = request_from(options, reading)
    data_dir = settings.data_dir / CLI_FOLDER
    terminal = Console(highlight=False)
    pretty = Console(stderr=True, highlight=False)
    platform = CliPlatform(
        console=terminal, notes=pretty, words=words, data_dir=data_dir, file_name=file_name
    )
    unlimited = Limit(None, "total")
    rules = Rules(
        quota=unlimited,
        budget=unlimited,
        queued_per_user=1_000,
        grace_s=settings.limits.grace_s,
        keep_days=settings.limits.keep_days,
        prompt_characters=settings.limits.prompt_characters,
        lyrics_characters=settings.limits.lyrics_characters,
    )
    with signals() as received:
        async with running(
            settings,
            data_dir=data_dir,
            rules=rules,
            providers=make_providers(settings),
            platforms=lambda _: [platform],
        ) as app:
            try:
                receipt = await app.desk.order(order_from(request, options.output))
            except Refusal as refusal:
                notes.print(words.error(refusal))
                return EXIT_FAILED
            if receipt.tags_changed is not None:
                notes.print(words.phrase(receipt.tags_changed))
            platform.watch(receipt.status.job_id)
            return await end_of(app, platform, received, words=words, notes=notes)


async def end_of(
    app: App,
    platform: CliPlatform,
    received: "asyncio.Queue[None]",
    *,
    words: Catalogue,
    notes: Console,
) -> int:
    """Wait for the end of the order; Ctrl-C cancels it where that is still possible."""
    while True:
        ended = asyncio.create_task(platform.ended.wait())
        asked = asyncio.create_task(received.get())
        await asyncio.wait([ended, asked], return_when=asyncio.FIRST_COMPLETED)
        if platform.ended.is_set():
            asked.cancel()
            return 0 if platform.state is JobState.DONE else EXIT_FAILED
        ended.cancel()
        outcome = (await app.desk.cancel(YOU, PlaceRef())).outcome
        if outcome is CancelOutcome.CANCELLED:
            notes.print(words.text("cancel-cancelled"))
            return EXIT_INTERRUPTED
        notes.print(words.text("cli-cannot-cancel"))
        if outcome is CancelOutcome.NOTHING:
            return EXIT_INTERRUPTED


def reading_of(
    settings: Settings, options: argparse.Namespace, words: Catalogue, notes: Console
) -> Reading | None:
    """Return the words of the lyrics file, empty without one; None if they are not to be sung as they read.

    Where the encoding is a guess, its first line is shown, and the operator is asked. Blocks. Raises
    `OSError`, and `InvalidOrder` for a file that holds no lyrics.
    """
    path, most_bytes = options.lyrics_file, settings.limits.lyrics_file_kb * 1000
    if path is None:
        return Reading("utf-8", "")
    with Path(path).open("rb") as file:
        found = read_lyric_file(Path(path).name, file.read(most_bytes + 1), most_bytes=most_bytes)
    readings = {reading.encoding: reading for reading in found.readings}
    if options.encoding:
        wanted = readings.get(options.encoding.lower())
        if wanted is None:
            given, known = one_line(options.encoding), tuple(readings)
            says = words.text("cli-lyrics-no-such-encoding", path=str(path), encoding=given, encodings=known)
            notes.print(says)
        return wanted
    if not found.guessed:
        return found.best
    for encoding, reading in readings.items():
        sentence = "cli-lyrics-guessed" if reading is found.best else "cli-lyrics-reading"
        line = sample_of(reading)
        notes.print(words.text(sentence, path=str(path), encoding=encoding, line=line))
    if sys.stdin.isatty() and input(words.text("cli-lyrics-confirm")).strip().lower() in YES:
        return found.best
    notes.print(words.text("cli-lyrics-choose", encoding=found.best.encoding))
    return None


def request_from(options: argparse.Namespace, reading: Reading) -> SongRequest:
    """Return the order that the options and the lyrics file describe."""
    return SongRequest(
        prompt=options.prompt,
        lyrics=reading.text,
        style=options.style,
        avoid=options.avoid,
        voice=options.voice,
        instrumental=options.instrumental,
        provider=options.provider,
        title=options.title or reading.title,
        format="wav" if options.output.suffix.lower() == ".wav" else "mp3",
    )


def order_from(request: SongRequest, output: Path) -> Order:
    """Return the order as the desk takes it; the place to post to is a file."""
    return Order(
        caller=Caller(YOU),
        request=request,
        origin=Origin(platform=CLI, chat=str(output.absolute())),
        dedup=f"{CLI}:{new_id(now_ms())}",
    )
