"""What the terminal shows of a view."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.domain.ports import ViewPost
from bot.domain.song import Origin
from bot.domain.view import Button, Field, Mention, Phrase, View
from bot.locales import catalogue
from bot.platforms.cli.platform import CliPlatform


async def test_a_view_is_plain_lines(tmp_path: Path) -> None:
    said, notes = StringIO(), StringIO()
    platform = CliPlatform(
        console=Console(file=said),
        notes=Console(file=notes, width=20),
        words=catalogue(),
        data_dir=tmp_path,
        file_name=lambda title, suffix: f"{title}{suffix}",
    )
    view = View(
        ("Ann's [bold]own[/] words, which are longer than a line", Phrase("period-day")),
        title=Phrase("chat-row-title"),
        fields=(Field(Phrase("chat-row-style"), ("folk", Mention("person", "1", "Ann"))),),
        buttons=(Button("go", Phrase("chat-row-left")),),
    )
    origin = Origin(platform="cli", chat=str(tmp_path))
    assert await platform.post(origin, ViewPost(view), part=1, nonce="news1") == "news1"
    assert notes.getvalue().splitlines() == [
        "Title",
        "Ann's [bold]own[/] words, which are longer than a line",
        "today",
        "Style: folk, Ann",
    ]
    assert said.getvalue() == ""
