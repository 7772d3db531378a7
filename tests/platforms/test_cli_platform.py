"""What the terminal shows of a view."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.domain.job import JobState
from bot.domain.posts import JobStatus, ViewPost
from bot.domain.song import Origin
from bot.domain.view import Button, Field, Mention, Phrase, View
from bot.locales import catalogue
from bot.platforms.cli.platform import CliPlatform


def terminal(folder: Path, said: StringIO, notes: StringIO) -> CliPlatform:
    return CliPlatform(
        console=Console(file=said),
        notes=Console(file=notes, width=20),
        words=catalogue(),
        data_dir=folder,
        file_name=lambda title, suffix: f"{title}{suffix}",
    )


async def test_what_comes_between_an_order_and_its_service_is_told_once(tmp_path: Path) -> None:
    said, notes = StringIO(), StringIO()
    platform, origin = terminal(tmp_path, said, notes), Origin(platform="cli", chat=str(tmp_path))
    platform.watch("job1")
    busy = JobStatus("job1", JobState.QUEUED, line=1, service="MiniMax Music", busy=True)
    running = replace(busy, state=JobState.RUNNING, busy=False)
    for status in (busy, running, busy, replace(running, moved_to="SenseAudio")):
        await platform.show(origin, status)
    assert notes.getvalue().splitlines() == [
        "MiniMax Music has no room just now; your song keeps its place and is sent again.",
        "Moved to SenseAudio: MiniMax Music could not take it.",
    ]


async def test_a_view_is_plain_lines(tmp_path: Path) -> None:
    said, notes = StringIO(), StringIO()
    platform = terminal(tmp_path, said, notes)
    view = View(
        ("Ann's [bold]own[/] words, which are longer than a line", Phrase("period-day")),
        title=Phrase("chat-row-title"),
        fields=(Field(Phrase("chat-row-style"), ("folk", Mention("person", "1", "Ann"))),),
        buttons=(Button("go", Phrase("chat-row-left")),),
    )
    origin = Origin(platform="cli", chat=str(tmp_path))
    assert (await platform.post(origin, ViewPost(view), part=1, nonce="news1")).message_id == "news1"
    assert notes.getvalue().splitlines() == [
        "Title",
        "Ann's [bold]own[/] words, which are longer than a line",
        "today",
        "Style: folk, Ann",
    ]
    assert said.getvalue() == ""
