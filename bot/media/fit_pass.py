"""The work of fitting a track, for a worker process; see `bot.media.fit`.

The sound stays as it is if it fits. Else it is encoded anew in one pass over the source, in which its
loudness is measured too; what is tried without loss is written beside the lossy form, and given up when it
gets too big.
"""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.song import Pcm, Tags
from bot.media import covers, worker
from bot.media.containers import Container, sniff
from bot.media.decode import MAX_CHANNELS, MAX_DURATION_S, Source, frames, pcm_samples
from bot.media.encode import Encoder
from bot.media.extras import Extras, room_bytes
from bot.media.fit import CONTAINERS, TRY_SUFFIX, DoesNotFit, Fitted, Wish, clear
from bot.media.folders import partial
from bot.media.loudness import Meter
from bot.media.plan import AS_MP3, Room, Sound, Target, plan
from bot.media.probe import (
    MAX_SAMPLE_RATE,
    MIN_SAMPLE_RATE,
    NotAudio,
    examine,
    probe,
)
from bot.media.tag_bytes import MAX_TAG_BYTES, tag_bytes
from bot.media.tags import embed, read_extras

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

MAX_LENGTH_ERROR_MS = 60
"""What comes out may be so much longer or shorter than what went in: a frame at either end."""
MIN_DURATION_MS = 30
"""Less is no song, and not one whole packet of some codecs."""
GOOD_KBITS = 192
"""In bits of MP3: from here on a cover is worth a step of the bit rate; below, the sound needs the room."""
MAX_TRIES = 4
_TIGHTER = 0.995


def fit(wish: Wish, progress: worker.Progress = lambda share: None) -> Fitted:
    """Fit a track. Blocks. Raises NotAudio, DoesNotFit and OSError."""
    case = _look(wish)
    tags = {} if case.sound.container is None else {case.sound.container: 0}
    try:
        if plan(case.sound, wish.plays, Room(wish.most_bytes, tags)) == "keep":
            with contextlib.suppress(_NoRoom):
                return _keep(case, progress)
        return _encode(case, progress)
    finally:
        clear(wish.target)


class _NoRoom(Exception):
    """A file can't be posted as it is: with its tags it is too large, or it takes none."""


@dataclass(frozen=True)
class _Case:
    """A wish, and what has been found out about its source."""

    wish: Wish
    source: Source
    sound: Sound
    extras: Extras
    huge_tags: bool = False

    def final(self, container: Container) -> Path:
        """Name the file that the fitting makes."""
        return self.wish.target.with_name(f"{self.wish.target.name}.{container}")

    def scratch(self, container: Container) -> Path:
        """Name the file that is written until it is known to be small enough."""
        return self.wish.target.with_name(f"{self.wish.target.name}.{container}{TRY_SUFFIX}")

    def takes(self, path: Path) -> bool:
        """Say whether a file is small enough."""
        return self.wish.most_bytes is None or path.stat().st_size <= self.wish.most_bytes


def _look(wish: Wish) -> _Case:
    """Find out what the source is."""
    if wish.pcm is not None and not _has_head(wish.source):
        return _look_at_samples(wish, wish.pcm)
    found = examine(wish.source)
    if found.facts.duration_ms > MAX_DURATION_S * 1000:
        raise NotAudio("too_long", f"{found.facts.duration_ms} ms")
    with wish.source.open("rb") as file:
        tags = tag_bytes(file, found.container, found.start)
    huge = tags > MAX_TAG_BYTES
    sound = Sound(
        container=found.container,
        codec=found.codec,
        samples=max(found.samples, 1),
        sample_rate=found.facts.sample_rate,
        channels=found.facts.channels,
        bitrate=found.facts.bitrate,
        size_bytes=max(found.facts.size_bytes - tags, 0),
        bits=found.bits,
        # Of an mp3 the tag can be left behind; others would have to be taken apart.
        pure=found.pure and (not huge or found.container == "mp3"),
    )
    extras = _with_cover(wish, Extras() if huge else read_extras(wish.source))
    return _Case(wish, Source(wish.source, found.container, found.start), sound, extras, huge)


def _with_cover(wish: Wish, extras: Extras) -> Extras:
    """Put the cover that came beside the source in the place of its own."""
    cover = wish.cover.read_bytes() if wish.cover else b""
    return replace(extras, cover=cover) if covers.is_harmless(cover) else extras


def _look_at_samples(wish: Wish, pcm: Pcm) -> _Case:
    size_bytes = wish.source.stat().st_size
    if not (MIN_SAMPLE_RATE <= pcm.sample_rate <= MAX_SAMPLE_RATE and 1 <= pcm.channels <= MAX_CHANNELS):
        raise NotAudio("broken", f"{pcm.sample_rate} Hz, {pcm.channels} channels")
    samples = pcm_samples(pcm, size_bytes)
    if not samples:
        raise NotAudio("empty")
    if samples > MAX_DURATION_S * pcm.sample_rate:
        raise NotAudio("too_long", f"{samples // pcm.sample_rate} s")
    bitrate = pcm.sample_rate * pcm.channels * 16
    sound = Sound(None, "pcm_s16le", samples, pcm.sample_rate, pcm.channels, bitrate, size_bytes)
    return _Case(wish, Source(wish.source, None, pcm=pcm), sound, _with_cover(wish, Extras()))


def _has_head(path: Path) -> bool:
    """See through a service that says raw samples and sends a file of some kind."""
    with path.open("rb") as file:
        return sniff(file) is not None


# --- the sound as it is --------------------------------------------------------------------------


def _keep(case: _Case, progress: worker.Progress) -> Fitted:
    """Copy the source and tag it; raises _NoRoom if that is too large in the end."""
    container = case.sound.container
    assert container is not None
    with partial(case.final(container)) as part:
        _copy_tagged(case, part)
        heard = _Pass(case, progress)
        for _ in heard.frames():
            pass
        facts = probe(part)
    facts = facts.model_copy(update={"loudness_lufs": heard.loudness_lufs})
    return Fitted(path=case.final(container), facts=facts, changed=False)


def _copy_tagged(case: _Case, part: Path) -> None:
    """Copy with all that belongs to it; what is too large loses foreign tags, its cover, then the lyrics."""
    whole = () if case.huge_tags else (0,)
    bare = (case.source.start,) if case.sound.container == "mp3" and case.source.start else ()
    for tags, extras in _dresses(case):
        for start in whole + bare:
            _copy(case.wish.source, part, start)
            with contextlib.suppress(ValueError):
                embed(part, tags, extras)
                if case.takes(part):
                    return
    raise _NoRoom


def _copy(source: Path, target: Path, start: int) -> None:
    with source.open("rb") as file, target.open("wb") as copy:
        file.seek(start)
        shutil.copyfileobj(file, copy, 1 << 20)


def _dresses(case: _Case) -> Iterator[tuple[Tags, Extras]]:
    """Yield what to write beside the sound, from all to the least."""
    yield case.wish.tags, case.extras
    bare = replace(case.extras, cover=None)
    if case.extras.cover is not None:
        yield case.wish.tags, bare
    if case.wish.tags.lyrics:
        yield case.wish.tags.model_copy(update={"lyrics": ""}), bare


# --- the sound anew ------------------------------------------------------------------------------


def _encode(case: _Case, progress: worker.Progress) -> Fitted:
    """Encode until a form is small enough: at once, unless a codec took more than it had promised."""
    most_bytes = case.wish.most_bytes
    for attempt in range(MAX_TRIES):
        targets = _choose(case, most_bytes, lossless=attempt == 0)
        if targets is None:
            break
        heard = _Pass(case, progress, mono=targets[-1].channels < case.sound.channels)
        for target, path in _write(case, targets, heard):
            if _dress(case, path):
                return _finish(case, target, path, heard)
            if target.bitrate and most_bytes is not None and case.wish.most_bytes is not None:
                over = path.stat().st_size / case.wish.most_bytes
                most_bytes = int(most_bytes / max(over, 1.0) * _TIGHTER)
    raise DoesNotFit(round(case.sound.seconds * 1000), case.wish.most_bytes)


def _choose(case: _Case, most_bytes: int | None, *, lossless: bool) -> Sequence[Target] | None:
    """Plan with the cover, or without it where the sound would have to pay for it."""
    found: list[Sequence[Target] | None] = []
    for extras in (case.extras, replace(case.extras, cover=None)):
        tags = {kind: room_bytes(case.wish.tags, extras, kind) for kind in CONTAINERS}
        planned = plan(case.sound, case.wish.plays, Room(most_bytes, tags), keep=False, lossless=lossless)
        assert planned != "keep"
        found.append(planned)
    covered, bare = found
    if covered is None or (covered != bare and 0 < _mp3_kbits(covered[-1]) < GOOD_KBITS):
        return bare
    return covered


def _mp3_kbits(target: Target) -> float:
    return target.bitrate / 1000 * AS_MP3.get(target.codec, 1.0)


class _Pass:
    """One pass over the source, which listens and counts."""

    def __init__(self, case: _Case, progress: worker.Progress, *, mono: bool = False) -> None:
        self._case = case
        self._progress = progress
        self._meter = Meter(mono=mono)
        self.samples = 0
        self.duration_ms = 0
        self.loudness_lufs: float | None = None

    def frames(self) -> "Iterator[AudioFrame]":
        """Yield the frames of the source; the loudness is known after the last."""
        for frame in frames(self._case.source):
            self._meter.add(frame)
            yield frame
            self.samples += frame.samples
            self.duration_ms = round(self.samples * 1000 / frame.sample_rate)
            self._progress(self.samples / self._case.sound.samples)
        if self.duration_ms < MIN_DURATION_MS:
            raise NotAudio("no_sound", f"{self.duration_ms} ms")
        self.loudness_lufs = self._meter.end()


def _write(case: _Case, targets: Sequence[Target], heard: _Pass) -> list[tuple[Target, Path]]:
    """Write all forms beside each other; return those that did not get too large while they were written."""
    most_bytes = case.wish.most_bytes
    takes = [(target, case.scratch(target.container)) for target in targets]
    with contextlib.ExitStack() as stack:
        running = {path: (target, stack.enter_context(_encoder(path, target))) for target, path in takes}
        for frame in heard.frames():
            for path, (target, encoder) in list(running.items()):
                encoder.add(frame)
                # What a lossy form will take is known; it goes on to its end.
                if most_bytes is not None and target.size_bytes is None and encoder.size_bytes > most_bytes:
                    encoder.abandon()
                    del running[path]
                    path.unlink()
    return [(target, path) for target, path in takes if path in running]


def _encoder(path: Path, target: Target) -> Encoder:
    return Encoder(
        path,
        format=target.codec,
        sample_rate=target.sample_rate,
        channels=target.channels,
        bitrate=target.bitrate,
        bits=target.bits,
    )


def _dress(case: _Case, path: Path) -> bool:
    """Tag a new file, with as much as there is room for; say whether it is small enough."""
    for tags, extras in _dresses(case):
        embed(path, tags, extras)
        if case.takes(path):
            return True
    return False


def _finish(case: _Case, target: Target, path: Path, heard: _Pass) -> Fitted:
    """Put a file in its place, after a last look at it."""
    facts = probe(path)
    if abs(facts.duration_ms - heard.duration_ms) > MAX_LENGTH_ERROR_MS:
        # Only what was made to be read in two ways comes here.
        raise NotAudio("broken", f"{heard.duration_ms} ms became {facts.duration_ms} ms of {target.codec}")
    final = case.final(target.container)
    with partial(final) as part:
        path.replace(part)
    facts = facts.model_copy(update={"loudness_lufs": heard.loudness_lufs})
    return Fitted(path=final, facts=facts, changed=True)
