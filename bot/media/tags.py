"""Tags in audio files: title, artist, lyrics, cover, and that the song was made by a machine.

The only module that imports mutagen. Each way of tagging is a class with the same few methods: ID3 (in mp3
and WAV), Vorbis comments (in FLAC and Ogg) and the atoms of an m4a.
"""

import base64
import re
import shutil
import struct
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import mutagen.flac
import mutagen.id3
import mutagen.mp4
import mutagen.oggflac
import mutagen.oggopus
import mutagen.oggvorbis
import mutagen.wave
from mutagen import MutagenError
from mutagen.id3 import Encoding, ID3NoHeaderError, PictureType

from bot.domain.song import Tags
from bot.media import covers, riff
from bot.media.containers import Container, sniff
from bot.media.extras import MAX_LABEL_CHARS, MAX_LABELS, PADDING_BYTES, Extras
from bot.media.folders import partial
from bot.media.tag_text import clean, language, line

MAX_COVER_BYTES = covers.MAX_BYTES
AI_MARK = "AI generated"
"""The name of the field that marks a song, for programs; `Tags.comment` is for people."""
AI_COMMENT = "AI_GENERATED"
"""The same as the name of a Vorbis comment."""

_BROKEN = (
    MutagenError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError,
    EOFError, MemoryError, struct.error,
)  # fmt: skip
"""What mutagen raises for files that were broken with care."""
_COMMON = {"DATE": "TDRC", "GENRE": "TCON"}
"""Fields of strangers that every container has a place of its own for, under ID3's names."""
_MP4_COMMON = {"DATE": "\xa9day", "GENRE": "\xa9gen"}
_LABEL_NAME = re.compile("[ -<>-}]{1,100}")
"""What the name of a Vorbis comment may be, the strictest of all."""
_FREEFORM = "----:com.apple.iTunes:"
_OUR_COMMENTS = ("TITLE", "ARTIST", "ALBUM", "LYRICS", "COMMENT", "DESCRIPTION", AI_COMMENT)
_PICTURE_COMMENT = "METADATA_BLOCK_PICTURE"

_flac: Any = mutagen.flac
_id3: Any = mutagen.id3
_mp4: Any = mutagen.mp4
_wave: Any = mutagen.wave
"""It has no types of its own."""


def write_tags(path: Path, tags: Tags, *, cover: bytes | None = None) -> None:
    """Write `tags`, and `cover` (JPEG or PNG), into an mp3, WAV, FLAC, Ogg or m4a; the sound is not touched.

    ID3v2.3 with UTF-16 words, which old players read too; in a WAV it is the `id3 ` chunk. Fields of other
    kinds stay: services label their songs there; and so does a cover if none is given. Works on a copy that
    replaces the file at once. Blocks. Raises ValueError for other files and for a cover that is neither or
    has more than 4 MB, and OSError.
    """
    _kind(path)
    picture = None if cover is None else _checked(cover)
    with partial(path) as copy:
        shutil.copyfile(path, copy)
        _change(copy, path.name, lambda file: _fill(file, tags, picture))


def embed(path: Path, tags: Tags, extras: Extras) -> None:
    """Write `tags` and `extras` into the file itself; its pictures go, other fields of strangers stay.

    For a file that nobody sees yet: after an error it is of no use. Raises as `write_tags` does.
    """

    def change(file: "_Tagged") -> None:
        file.drop_pictures()
        for name, text in extras.labels.items():
            file.label(name, text)
        _fill(file, tags, None if extras.cover is None else _checked(extras.cover))

    _change(path, path.name, change)


def read_tags(path: Path) -> Tags:
    """Read back what `write_tags` writes; what is missing is empty. Raises ValueError for other files."""
    try:
        return Tags(**_open(path, _kind(path)).texts())
    except _BROKEN as error:
        raise ValueError(f"the tags of {path.name} can't be read: {error}") from error


def read_extras(path: Path) -> Extras:
    """Read the cover and labels that a stranger's file carries; what is broken, huge or odd is left out."""
    try:
        file = _open(path, _kind(path))
        labels = {
            name: text
            for name, text in file.labels()
            if _LABEL_NAME.fullmatch(name) and 0 < len(text) <= MAX_LABEL_CHARS
        }
        cover = next((data for data in file.pictures() if covers.is_harmless(data)), None)
    except _BROKEN:
        return Extras()
    return Extras(cover, dict(list(labels.items())[:MAX_LABELS]))


class _Tagged(Protocol):
    """An open file with tags, whatever their kind."""

    def texts(self) -> dict[str, str]: ...
    def set_texts(self, tags: Tags) -> None: ...
    def pictures(self) -> Iterator[bytes]: ...
    def drop_pictures(self) -> None: ...
    def set_picture(self, data: bytes, mime: str) -> None: ...
    def labels(self) -> Iterator[tuple[str, str]]: ...
    def label(self, name: str, text: str) -> None: ...
    def save(self) -> None: ...


def _fill(file: _Tagged, tags: Tags, picture: tuple[bytes, str] | None) -> None:
    file.set_texts(tags)
    if picture is not None:
        file.drop_pictures()
        file.set_picture(*picture)


def _change(path: Path, name: str, change: Callable[[_Tagged], None]) -> None:
    try:
        container = _kind(path)
        if container == "wav":
            with path.open("r+b") as sound:
                riff.mend(sound)
        file = _open(path, container)
        change(file)
        file.save()
    except _BROKEN as error:
        if isinstance(error.__context__, OSError):
            raise error.__context__ from error
        raise ValueError(f"the tags of {name} can't be written: {error}") from error


def _kind(path: Path) -> Container:
    with path.open("rb") as file:
        found = sniff(file)
    if found is None:
        raise ValueError(f"{path.name} is no file that tags can be written to")
    return found[0]


def _open(path: Path, container: Container) -> _Tagged:
    match container:
        case "mp3":
            return _Mp3(path)
        case "wav":
            return _Wav(path)
        case "m4a":
            return _M4a(path)
        case "flac":
            return _Flac(path)
        case "ogg":
            return _Ogg(path)


def _checked(cover: bytes) -> tuple[bytes, str]:
    picture = covers.look_at(cover)
    if picture is None or len(cover) > MAX_COVER_BYTES:
        raise ValueError("a cover must be a JPEG or PNG of at most 4 MB")
    return cover, picture.kind


def _padding(_: object) -> int:
    return PADDING_BYTES


# --- ID3 -----------------------------------------------------------------------------------------


class _Frame(Protocol):
    """What we use of mutagen's frames; it has no types of its own."""

    desc: str
    data: bytes


class _Frames(Protocol):
    """What we use of mutagen's ID3 tags."""

    def getall(self, name: str) -> Sequence[_Frame]: ...
    def setall(self, name: str, frames: Sequence[_Frame]) -> None: ...
    def delall(self, name: str) -> None: ...
    def add(self, frame: _Frame) -> None: ...
    def update_to_v23(self) -> None: ...
    def save(self, path: Path, *, v1: int, v2_version: int, padding: Callable[[object], int]) -> None: ...


class _Id3:
    """ID3v2.3, wherever it is."""

    _frames: _Frames

    def texts(self) -> dict[str, str]:
        names = {"title": "TIT2", "artist": "TPE1", "album": "TALB", "lyrics": "USLT", "comment": "COMM"}
        return {field: self._text(name) for field, name in names.items()}

    def _text(self, name: str) -> str:
        found = self._frames.getall(name)
        return next((str(frame) for frame in found if name != "COMM" or not frame.desc), "")

    def set_texts(self, tags: Tags) -> None:
        for name in ("TIT2", "TPE1", "TALB", "USLT", f"TXXX:{AI_MARK}"):
            self._frames.delall(name)
        self._frames.setall("COMM", [frame for frame in self._frames.getall("COMM") if frame.desc])
        self._frames.update_to_v23()
        for name, text in (("TIT2", tags.title), ("TPE1", tags.artist), ("TALB", tags.album)):
            if words := line(text):
                self._add(name, text=[words])
        if lyrics := clean(tags.lyrics):
            self._add("USLT", lang=language(lyrics), desc="", text=lyrics)
        if comment := clean(tags.comment):
            self._add("COMM", lang="eng", desc="", text=[comment])
        self._add("TXXX", desc=AI_MARK, text=["yes"])

    def pictures(self) -> Iterator[bytes]:
        yield from (frame.data for frame in self._frames.getall("APIC"))

    def drop_pictures(self) -> None:
        self._frames.delall("APIC")

    def set_picture(self, data: bytes, mime: str) -> None:
        values = {"mime": mime, "type": PictureType.COVER_FRONT, "desc": "", "data": data}
        self._add("APIC", encoding=Encoding.LATIN1, **values)

    def labels(self) -> Iterator[tuple[str, str]]:
        yield from ((name, text) for name, frame in _COMMON.items() if (text := self._text(frame)))
        yield from ((one.desc, str(one)) for one in self._frames.getall("TXXX") if one.desc != AI_MARK)

    def label(self, name: str, text: str) -> None:
        known = _COMMON.get(name.upper())
        if self._frames.getall(known or f"TXXX:{name}"):
            return
        if known:
            self._add(known, text=[line(text)])
        else:
            self._add("TXXX", desc=name, text=[clean(text)])

    def _add(self, name: str, *, encoding: int = Encoding.UTF16, **values: object) -> None:
        self._frames.add(getattr(_id3, name)(encoding=encoding, **values))


class _Mp3(_Id3):
    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._frames = _id3.ID3(path)
        except ID3NoHeaderError:
            self._frames = _id3.ID3()

    def save(self) -> None:
        self._frames.save(self._path, v1=0, v2_version=3, padding=_padding)


class _Wav(_Id3):
    def __init__(self, path: Path) -> None:
        self._wave = _wave.WAVE(path)
        if self._wave.tags is None:
            self._wave.add_tags()
        self._frames = self._wave.tags

    def save(self) -> None:
        self._wave.save(v2_version=3, padding=_padding)


# --- Vorbis comments -----------------------------------------------------------------------------


class _Comments:
    """Vorbis comments: names in capitals, each with one or more texts in UTF-8."""

    _file: Any

    @property
    def _fields(self) -> MutableMapping[str, list[str]]:
        if self._file.tags is None:
            self._file.add_tags()
        return cast(MutableMapping[str, list[str]], self._file.tags)

    def texts(self) -> dict[str, str]:
        fields = self._fields
        found = {
            name: (fields.get(name.upper()) or [""])[0] for name in ("title", "artist", "album", "lyrics")
        }
        return found | {"comment": (fields.get("COMMENT") or fields.get("DESCRIPTION") or [""])[0]}

    def set_texts(self, tags: Tags) -> None:
        fields = self._fields
        for name in _OUR_COMMENTS:
            if name in fields:
                del fields[name]
        for name, text in (
            ("TITLE", line(tags.title)),
            ("ARTIST", line(tags.artist)),
            ("ALBUM", line(tags.album)),
            ("LYRICS", clean(tags.lyrics)),
            ("COMMENT", clean(tags.comment)),
            (AI_COMMENT, "yes"),
        ):
            if text:
                fields[name] = [text]

    def labels(self) -> Iterator[tuple[str, str]]:
        ignored = (*_OUR_COMMENTS, _PICTURE_COMMENT, "ENCODER")
        yield from (
            (name.upper(), texts[0]) for name, texts in self._fields.items() if name.upper() not in ignored
        )

    def label(self, name: str, text: str) -> None:
        self._fields.setdefault(name.upper(), [clean(text)])

    def save(self) -> None:
        self._file.save(padding=_padding)


class _Flac(_Comments):
    def __init__(self, path: Path) -> None:
        self._file = _flac.FLAC(path)

    def pictures(self) -> Iterator[bytes]:
        yield from (picture.data for picture in self._file.pictures)

    def drop_pictures(self) -> None:
        self._file.clear_pictures()

    def set_picture(self, data: bytes, mime: str) -> None:
        self._file.add_picture(_block(data, mime))


class _Ogg(_Comments):
    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            head = file.read(64)
        if b"OpusHead" in head:
            kind: Any = mutagen.oggopus.OggOpus
        else:
            kind = mutagen.oggflac.OggFLAC if b"\x7fFLAC" in head else mutagen.oggvorbis.OggVorbis
        self._file = kind(path)

    def pictures(self) -> Iterator[bytes]:
        for text in self._fields.get(_PICTURE_COMMENT, ()):
            yield _flac.Picture(base64.b64decode(text)).data

    def drop_pictures(self) -> None:
        if _PICTURE_COMMENT in self._fields:
            del self._fields[_PICTURE_COMMENT]

    def set_picture(self, data: bytes, mime: str) -> None:
        self._fields[_PICTURE_COMMENT] = [base64.b64encode(_block(data, mime).write()).decode("ascii")]


def _block(data: bytes, mime: str) -> Any:
    """Make the picture block that FLAC and Ogg share."""
    block = _flac.Picture()
    picture = covers.look_at(data)
    block.data, block.mime, block.type = data, mime, PictureType.COVER_FRONT
    block.width, block.height = (picture.width, picture.height) if picture else (0, 0)
    return block


# --- m4a -----------------------------------------------------------------------------------------


class _M4a:
    """iTunes' atoms, and its free form for what has none."""

    _NAMES: Mapping[str, str] = {
        "title": "\xa9nam",
        "artist": "\xa9ART",
        "album": "\xa9alb",
        "lyrics": "\xa9lyr",
        "comment": "\xa9cmt",
    }

    def __init__(self, path: Path) -> None:
        self._file = _mp4.MP4(path)
        if self._file.tags is None:
            self._file.add_tags()
        self._atoms: MutableMapping[str, Any] = self._file.tags

    def texts(self) -> dict[str, str]:
        return {name: str((self._atoms.get(atom) or [""])[0]) for name, atom in self._NAMES.items()}

    def set_texts(self, tags: Tags) -> None:
        for name, atom in self._NAMES.items():
            text = getattr(tags, name)
            text = clean(text) if name in ("lyrics", "comment") else line(text)
            self._atoms.pop(atom, None)
            if text:
                self._atoms[atom] = [text]
        self._atoms[_FREEFORM + AI_MARK] = [_mp4.MP4FreeForm(b"yes")]

    def pictures(self) -> Iterator[bytes]:
        yield from (bytes(picture) for picture in self._atoms.get("covr", ()))

    def drop_pictures(self) -> None:
        self._atoms.pop("covr", None)

    def set_picture(self, data: bytes, mime: str) -> None:
        kinds = _mp4.MP4Cover
        form = kinds.FORMAT_PNG if mime == "image/png" else kinds.FORMAT_JPEG
        self._atoms["covr"] = [kinds(data, imageformat=form)]

    def labels(self) -> Iterator[tuple[str, str]]:
        yield from (
            (name, str(self._atoms[atom][0])) for name, atom in _MP4_COMMON.items() if atom in self._atoms
        )
        for atom, values in self._atoms.items():
            if atom.startswith(_FREEFORM) and atom != _FREEFORM + AI_MARK and values:
                yield atom.removeprefix(_FREEFORM), bytes(values[0]).decode("utf-8", "replace")

    def label(self, name: str, text: str) -> None:
        if known := _MP4_COMMON.get(name.upper()):
            self._atoms.setdefault(known, [line(text)])
        else:
            free = _mp4.MP4FreeForm(clean(text).encode("utf-8", "replace"))
            self._atoms.setdefault(_FREEFORM + name, [free])

    def save(self) -> None:
        self._file.save(padding=_padding)
