"""Delivers a song to a file and says how it goes on the terminal."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.domain.errors import DeliveryUnavailable, PlaceGone
from bot.domain.job import Failure, JobState, Track
from bot.domain.people import Account
from bot.domain.posts import JobStatus, NoticePost, Outgoing, Posted, SongPost, Upload, ViewPost
from bot.domain.song import Origin
from bot.domain.view import View
from bot.locales import Catalogue
from bot.studio.board import remarks
from bot.studio.remarks import song_remarks

NAME = "cli"
YOU = Account(platform=NAME, native_id="operator")


class CliPlatform:
    """One order at a time; `ended` is set when it has come to its end."""

    name = NAME

    def __init__(
        self,
        *,
        console: Console,
        notes: Console,
        words: Catalogue,
        data_dir: Path,
        file_name: Callable[[str, str], str],
    ) -> None:
        self._console, self._words, self._data_dir = console, words, data_dir
        self._file_name = file_name
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=notes,
            transient=True,
            disable=not notes.is_terminal,
        )
        self._notes = notes
        self._said: set[str] = set()
        self._task: TaskID | None = None
        self._job_id: str | None = None
        self.ended = asyncio.Event()
        self.state: JobState | None = None

    async def start(self) -> None:
        """Nothing has to be connected."""

    async def stop(self) -> None:
        """Take the progress bar away."""
        self._bar.stop()

    def watch(self, job_id: str) -> None:
        """Show this order, and end with it."""
        self._job_id = job_id
        self._task = self._bar.add_task(self._words.text("cli-waiting"), total=1.0)
        self._bar.start()

    async def upload(self, origin: Origin) -> Upload:
        """A folder takes files of any size and kind."""
        return Upload(None)

    def parts(self, outgoing: Outgoing) -> int:
        """A song is one file."""
        return 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        """Copy the file to its place and print the words, or print the sentence for a failure."""
        match outgoing:
            case SongPost():
                target = await asyncio.to_thread(self._deliver, Path(origin.chat), outgoing)
                self._print_song(outgoing, target)
                return Posted(str(target))
            case NoticePost():
                failure = outgoing.failure or Failure("internal")
                sentence = self._words.problem(f"error-{failure.code}", failure.params)
                self._notes.print(
                    f"[red]{escape(sentence)}[/] [dim]({failure.code}, {outgoing.job.id})[/]",
                    highlight=False,
                    soft_wrap=True,
                )
                return Posted(nonce)
            case ViewPost():
                self._print_view(outgoing.view)
                return Posted(nonce)

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        """Copying a file once more does no harm, so nobody looks."""
        return None

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """A file stays where it was asked for."""

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Move the progress bar."""
        if status.job_id != self._job_id or self._task is None:
            return
        if status.state.ended or status.state is JobState.KEPT:
            self._bar.stop()
            self.state = status.state
            self.ended.set()
            return
        for remark in map(self._words.phrase, remarks(status)):
            if remark not in self._said:
                self._said.add(remark)
                self._notes.print(escape(remark), highlight=False, soft_wrap=True)
        text = self._words.text(f"stage-{status.stage}" if status.stage else "cli-waiting")
        self._bar.update(self._task, description=text, completed=status.fraction or 0.0)

    def _deliver(self, wanted: Path, song: SongPost) -> Path:
        target = self._target(wanted, song.track, song.tracks)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._data_dir / song.track.path, target)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as error:
            raise PlaceGone(str(error)) from error
        except OSError as error:
            raise DeliveryUnavailable(str(error)) from error
        return target

    def _target(self, wanted: Path, track: Track, tracks: int) -> Path:
        """A folder gets a file named after the song; of several tracks each gets its number."""
        made = Path(track.path).suffix
        if wanted.is_dir():
            wanted = wanted / self._file_name(track.title, made)
        if tracks > 1:
            wanted = wanted.with_stem(f"{wanted.stem}-{track.n}")
        return wanted.with_suffix(made)

    def _print_song(self, song: SongPost, target: Path) -> None:
        self._bar.stop()
        minutes, seconds = divmod(round(song.track.duration_ms / 1000), 60)
        self._console.print(f"[bold]{escape(song.track.title)}[/]", highlight=False, soft_wrap=True)
        if song.track.lyrics:
            self._console.print(escape(song.track.lyrics), highlight=False, soft_wrap=True)
        for remark in map(self._words.phrase, song_remarks(song.job.request, song.track)):
            self._notes.print(escape(remark), highlight=False, soft_wrap=True)
        line = self._words.text(
            "cli-song-saved", path=str(target), length=f"{minutes}:{seconds:02d}", service=song.provider_title
        )
        self._notes.print(escape(line), highlight=False, soft_wrap=True)

    def _print_view(self, view: View) -> None:
        """Nothing can be pressed on a terminal: what is said is all there is."""
        say = self._words.phrase
        lines = [say(one) for one in ((*view.text,) if view.title is None else (view.title, *view.text))]
        lines += [f"{say(one.label)}: {', '.join(map(say, one.value))}" for one in view.fields]
        for line in lines:
            self._notes.print(escape(line), highlight=False, soft_wrap=True)
