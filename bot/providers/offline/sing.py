"""What runs in the worker process: words, a tune, a band, and a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.domain.lyrics import Lyrics, Section, SectionKind, parse_lyrics
from bot.domain.song import AudioFormat, Voice


class SingJob(BaseModel):
    """An order for the singer; `path` is where the audio goes."""

    model_config = ConfigDict(frozen=True)

    prompt: str
    style: str
    lyrics: str
    """The member's own words with their tags; empty: they are written from the prompt."""
    title: str
    voice: Voice | None
    instrumental: bool
    seed: int
    path: str
    format: AudioFormat


class WriteJob(BaseModel):
    """An order for words alone."""

    model_config = ConfigDict(frozen=True)

    prompt: str
    style: str
    seed: int


INSTRUMENTAL = Lyrics(
    tuple(
        Section(kind)
        for kind in (
            SectionKind.INTRO,
            SectionKind.VERSE,
            SectionKind.CHORUS,
            SectionKind.VERSE,
            SectionKind.CHORUS,
            SectionKind.SOLO,
            SectionKind.CHORUS,
            SectionKind.OUTRO,
        )
    )
)


def sing(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Make the song; returns its title and the words that it was made from."""
    # Imported here: the bot's own process only names this function.
    from bot.media.encode import Encoder
    from bot.providers.offline.composer import compose
    from bot.providers.offline.render import SAMPLE_RATE, render
    from bot.providers.offline.styles import pick_style

    job = SingJob.model_validate(argument)
    title, lyrics = words_of(job)
    score = compose(
        lyrics,
        style=pick_style(job.style or job.prompt),
        seed=job.seed,
        voice=job.voice,
        instrumental=job.instrumental,
    )
    with Encoder(Path(job.path), format=job.format, sample_rate=SAMPLE_RATE) as encoder:
        for block in render(score, on_progress=progress):
            encoder.write(block)
    return {"title": title, "lyrics": lyrics.text() if lyrics.has_words else ""}


def write(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Write words; returns the title and the words."""
    from bot.providers.offline.writer import write_song

    job = WriteJob.model_validate(argument)
    written = write_song(job.prompt, style=job.style, seed=job.seed)
    return {"title": written.title, "lyrics": written.lyrics.text()}


def words_of(job: SingJob) -> tuple[str, Lyrics]:
    """Return the title and the words: the member's own, or new ones about the prompt."""
    own = parse_lyrics(job.lyrics).with_repeats()
    if own.has_words:
        return job.title, own
    from bot.providers.offline.writer import write_song

    written = write_song(job.prompt or job.style, style=job.style, seed=job.seed)
    if job.instrumental:
        return job.title or written.title, own if own.sections else INSTRUMENTAL
    return job.title or written.title, written.lyrics
