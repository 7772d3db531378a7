"""Brings what a service sang into the form that a chat takes: tagged, small enough, in a codec it plays."""

import asyncio
import os
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from bot.domain.errors import TooBigHere, TooLargeToPost
from bot.domain.job import Job, Track
from bot.domain.posts import Upload
from bot.domain.song import Pcm, Tags, TrackNote
from bot.media.fit import DoesNotFit, Fitted, Wish, fit_file
from bot.media.folders import Folders
from bot.media.thumbnails import make_thumbnail
from bot.media.worker import WorkerFailed

log = structlog.get_logger(__name__)

ARTIST = "Troubadour"
UNTITLED = "Untitled"
USUAL_FORMAT = "mp3"
"""Of an order that asks for none: each chat then gets what it plays."""
ANYTHING = Upload(None)
"""What a song is fitted to while nobody knows which chat will take it."""
SMALLER = 0.8
"""What was refused for its size is made so much smaller, where the chat does not say what it takes."""


@dataclass(frozen=True)
class Saved:
    """A track on the disk, still as the service made it."""

    n: int
    path: Path
    title: str
    lyrics: str
    pcm: Pcm | None = None
    picture: Path | None = None
    note: TrackNote = ""


class Fitting:
    """Fits tracks in worker processes, as many at once as there are cores; cancelling ends the process."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._cores = asyncio.Semaphore(os.cpu_count() or 1)

    async def put_away(self, job: Job, saved: Saved, upload: Upload) -> Track:
        """Fit and tag a track for a chat, and put it where finished songs are.

        What can't be made small enough, or breaks the encoder, is put away as it is: a song that is made is
        not thrown away. Raises `NotAudio`, `OSError` and `WorkerFailed`.
        """
        title = job.request.title or saved.title or job.title or UNTITLED
        track = Track(saved.n, title, saved.lyrics, 0, "", 0, note=saved.note)
        try:
            fitted = await self._fit(job, track, saved.path, upload, saved)
        except (DoesNotFit, WorkerFailed) as error:
            log.warning(
                "the song can't be fitted", n=saved.n, most_bytes=upload.most_bytes, reason=str(error)
            )
            fitted = await self._fit(job, track, saved.path, ANYTHING, saved)
        if saved.picture is not None:
            await self._put_thumbnail(job, saved.n, saved.picture)
        return _facts_of(job, track, fitted)

    async def for_place(self, job: Job, track: Track, upload: Upload) -> Track:
        """Return the track as this chat takes it, made smaller if it has to be. Raises `TooBigHere`."""
        small = upload.most_bytes is None or track.size_bytes <= upload.most_bytes
        if small and Path(track.path).suffix.removeprefix(".") in _wanted(job, upload):
            return track
        source = self.path(job, track)
        try:
            return _facts_of(job, track, await self._fit(job, track, source, upload))
        except DoesNotFit as error:
            raise TooBigHere(most_bytes=upload.most_bytes or 0) from error

    async def copy_for(self, job: Job, track: Track, upload: Upload, name: str) -> Track:
        """Return the track as this chat takes it; what is made for that lies beside the song as `name`.

        Nothing is noted of it, and the song itself stays as it is. Raises `TooBigHere`.
        """
        small = upload.most_bytes is None or track.size_bytes <= upload.most_bytes
        if small and Path(track.path).suffix.removeprefix(".") in _wanted(job, upload):
            return track
        work, _ = await self._folders.make(job.id)
        target = work / f"{name}.{track.n}"
        try:
            fitted = await self._fit(job, track, self.path(job, track), upload, target=target)
        except DoesNotFit as error:
            raise TooBigHere(most_bytes=upload.most_bytes or 0) from error
        return replace(_facts_of(job, track, fitted), path=f"work/{job.id}/{fitted.path.name}")

    def path(self, job: Job, track: Track) -> Path:
        """Return where a finished track is."""
        return self._folders.songs(job.id) / Path(track.path).name

    async def thumbnail(self, job: Job, track: Track) -> Path | None:
        """Return where a track's small picture is, if it has one."""
        path = self._thumbnail(job, track.n)
        return path if await asyncio.to_thread(path.is_file) else None

    async def _put_thumbnail(self, job: Job, n: int, picture: Path) -> None:
        """Make the small picture of a track; without it a song is none the worse."""
        try:
            async with self._cores:
                made = await make_thumbnail(picture, self._thumbnail(job, n))
        except OSError as error:
            log.warning("no thumbnail", n=n, reason=error.strerror)
        else:
            if not made:
                log.warning("no thumbnail", n=n, reason="the picture can't be read")

    def _thumbnail(self, job: Job, n: int) -> Path:
        return self._folders.songs(job.id) / f"{n}.thumbnail.jpg"

    async def forget(self, job: Job, track: Track) -> None:
        """Delete a track's file, in whose stead there is a smaller one."""
        await asyncio.to_thread(self.path(job, track).unlink, missing_ok=True)

    async def _fit(
        self,
        job: Job,
        track: Track,
        source: Path,
        upload: Upload,
        saved: Saved | None = None,
        *,
        target: Path | None = None,
    ) -> Fitted:
        wish = Wish(
            source=source,
            target=target or self._folders.songs(job.id) / str(track.n),
            tags=Tags(title=track.title, artist=ARTIST, lyrics=track.lyrics),
            plays=_wanted(job, upload),
            most_bytes=upload.most_bytes,
            pcm=saved.pcm if saved else None,
            cover=saved.picture if saved else None,
        )
        async with self._cores:
            fitted = await fit_file(wish)
        if fitted.changed:
            facts = fitted.facts
            log.info("song fitted", n=track.n, container=facts.container, bitrate=facts.bitrate)
        return fitted


def _facts_of(job: Job, track: Track, fitted: Fitted) -> Track:
    facts = fitted.facts
    return replace(
        track,
        duration_ms=facts.duration_ms,
        path=f"songs/{job.id}/{fitted.path.name}",
        size_bytes=facts.size_bytes,
        bitrate=facts.bitrate,
        loudness_lufs=facts.loudness_lufs,
    )


def smaller(upload: Upload, track: Track, refusal: TooLargeToPost) -> Upload:
    """Return what to try after a track was refused for its size."""
    most = refusal.most_bytes
    if most is None or most >= track.size_bytes:
        most = int(track.size_bytes * SMALLER)
    return replace(upload, most_bytes=most)


def _wanted(job: Job, upload: Upload) -> tuple[str, ...]:
    """Return the containers that a chat plays, and what was asked for instead of MP3: it comes as a file."""
    asked = job.request.format
    return upload.plays if asked in (*upload.plays, USUAL_FORMAT) else (*upload.plays, asked)
