"""Tags in audio files: title, artist, lyrics, cover, and that the song was made by a machine.

The only module that imports mutagen.
"""

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol, cast

import mutagen.id3
import mutagen.wave
from mutagen import MutagenError
from mutagen.id3 import Encoding, ID3NoHeaderError, PictureType

from bot.domain.song import Tags
from bot.media import riff
from bot.media.containers import sniff
from bot.media.folders import partial

MAX_COVER_BYTES = 4 * 1024 * 1024
AI_MARK = "AI generated"
"""The description of the user text frame that marks a song, for programs; `Tags.comment` is for people."""

_OUR_FRAMES = ("TIT2", "TPE1", "TALB", "USLT", f"TXXX:{AI_MARK}")
_COVER_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class _Frame(Protocol):
    """What we use of mutagen's frames; it has no types of its own."""

    desc: str


class _Frames(Protocol):
    """What we use of mutagen's ID3 tags."""

    def getall(self, name: str) -> Sequence[_Frame]: ...
    def setall(self, name: str, frames: Sequence[_Frame]) -> None: ...
    def delall(self, name: str) -> None: ...
    def add(self, frame: _Frame) -> None: ...
    def update_to_v23(self) -> None: ...
    def save(self, path: Path, *, v1: int, v2_version: int) -> None: ...


class _Wave(Protocol):
    """What we use of mutagen's WAV files."""

    tags: _Frames | None

    def add_tags(self) -> None: ...
    def save(self, *, v2_version: int) -> None: ...


_id3 = cast(Callable[..., _Frames], mutagen.id3.ID3)
_wave = cast(Callable[[Path], _Wave], mutagen.wave.WAVE)


def write_tags(path: Path, tags: Tags, *, cover: bytes | None = None) -> None:
    """Write `tags`, and `cover` (JPEG or PNG), into an mp3 or WAV; the sound is not touched.

    ID3v2.3 with UTF-16 words, which old players read too; in a WAV it is the `id3 ` chunk. Frames of other
    kinds stay: services label their songs there; and so does a cover if none is given. Works on a copy that
    replaces the file at once. Blocks. Raises ValueError for other files and for a cover that is neither or
    has more than 4 MB, and OSError.
    """
    kind = _kind(path)
    picture = None if cover is None else _picture(cover)
    with partial(path) as copy:
        shutil.copyfile(path, copy)
        try:
            if kind == "mp3":
                _tag_mp3(copy, tags, picture)
            else:
                _tag_wave(copy, tags, picture)
        except MutagenError as error:
            if isinstance(error.__context__, OSError):
                raise error.__context__ from error
            raise ValueError(f"the tags of {path.name} can't be written: {error}") from error


def read_tags(path: Path) -> Tags:
    """Read back what `write_tags` writes; what is missing is empty. Raises ValueError for other files."""
    try:
        frames = _frames(path) if _kind(path) == "mp3" else _wave(path).tags
    except MutagenError as error:
        raise ValueError(f"the tags of {path.name} can't be read: {error}") from error
    return Tags(
        title=_text(frames, "TIT2"),
        artist=_text(frames, "TPE1"),
        album=_text(frames, "TALB"),
        lyrics=_text(frames, "USLT"),
        comment=_text(frames, "COMM"),
    )


def _kind(path: Path) -> Literal["mp3", "wav"]:
    with path.open("rb") as file:
        match sniff(file):
            case ("mp3" | "wav" as kind, _):
                return kind
    raise ValueError(f"tags can be written to mp3 and WAV only, and {path.name} is neither")


def _frames(path: Path) -> _Frames:
    try:
        return _id3(path)
    except ID3NoHeaderError:
        return _id3()


def _tag_mp3(path: Path, tags: Tags, picture: _Frame | None) -> None:
    frames = _frames(path)
    _fill(frames, tags, picture)
    frames.save(path, v1=0, v2_version=3)


def _tag_wave(path: Path, tags: Tags, picture: _Frame | None) -> None:
    with path.open("r+b") as file:
        riff.mend(file)
    wave = _wave(path)
    if wave.tags is None:
        wave.add_tags()
    assert wave.tags is not None
    _fill(wave.tags, tags, picture)
    wave.save(v2_version=3)


def _fill(frames: _Frames, tags: Tags, picture: _Frame | None) -> None:
    for name in _OUR_FRAMES:
        frames.delall(name)
    frames.setall("COMM", [frame for frame in frames.getall("COMM") if frame.desc])
    frames.update_to_v23()
    for name, text in (("TIT2", tags.title), ("TPE1", tags.artist), ("TALB", tags.album)):
        if line := _clean(text).replace("\n", " ").strip():
            frames.add(_frame(name, text=[line]))
    if lyrics := _clean(tags.lyrics):
        frames.add(_frame("USLT", lang=_language(lyrics), desc="", text=lyrics))
    if comment := _clean(tags.comment):
        frames.add(_frame("COMM", lang="eng", desc="", text=[comment]))
    frames.add(_frame("TXXX", desc=AI_MARK, text=["yes"]))
    if picture is not None:
        frames.delall("APIC")
        frames.add(picture)


def _picture(cover: bytes) -> _Frame:
    kind = next((kind for magic, kind in _COVER_KINDS.items() if cover.startswith(magic)), None)
    if kind is None or len(cover) > MAX_COVER_BYTES:
        raise ValueError("a cover must be a JPEG or PNG of at most 4 MB")
    values = {"mime": kind, "type": PictureType.COVER_FRONT, "desc": "", "data": cover}
    return _frame("APIC", encoding=Encoding.LATIN1, **values)


def _frame(name: str, *, encoding: int = Encoding.UTF16, **values: object) -> _Frame:
    return cast(_Frame, getattr(mutagen.id3, name)(encoding=encoding, **values))


def _language(lyrics: str) -> str:
    """Guess ISO 639-2 from the script; `eng`, which players look for, stands for all the others."""
    if _KANA.search(lyrics):
        return "jpn"
    if _HANGUL.search(lyrics):
        return "kor"
    return "zho" if _HAN.search(lyrics) else "eng"


def _clean(text: str) -> str:
    """Leave out what ends a text in ID3 (NUL) or is no text; line ends become the single ones it wants."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _text(frames: _Frames | None, name: str) -> str:
    found = [] if frames is None else frames.getall(name)
    return next((str(frame) for frame in found if name != "COMM" or not frame.desc), "")
