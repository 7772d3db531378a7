"""Files on Telegram's side: which kind they are, and who may fetch them. Source: Bot API, "Sending files"."""

from dataclasses import replace
from itertools import count
from mimetypes import guess_type

from tests.peers.telegram.message import StoredFile
from tests.peers.telegram.problems import bad

UPLOAD_BYTES = 50 * 1000 * 1000
DOWNLOAD_BYTES = 20 * 1000 * 1000
THUMBNAIL_BYTES = 200_000
THUMBNAIL_PIXELS = 320
FOLDERS = {"audio": "music", "voice": "voice", "document": "documents", "photo": "thumbnails"}


class Files:
    """Everything that was sent."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._numbers = count(1)

    def store(self, kind: str, name: str, data: bytes, *, size: int = 0, **more: object) -> StoredFile:
        """Store a file; `size` may be claimed without the bytes."""
        number = next(self._numbers)
        made = StoredFile(
            kind=kind,
            file_id=f"{kind[:2].upper()}QADBAAD{number:06d}AgAC",
            unique_id=f"AgAD{number:06d}",
            name=name,
            mime=guess_type(name)[0] or "application/octet-stream",
            data=data,
            size=size or len(data),
        )
        made = replace(made, **more)  # type: ignore[arg-type]
        self._by_id[made.file_id] = made
        return made

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file of an id."""
        return self._by_id.get(file_id)

    def prepare(self, file_id: str) -> StoredFile:
        """Make a file ready to be fetched, as getFile does."""
        found = self.find(file_id)
        if found is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if found.size > DOWNLOAD_BYTES:
            raise bad("file is too big")
        suffix = found.name.rpartition(".")[2] if "." in found.name else "bin"
        found.path = found.path or f"{FOLDERS[found.kind]}/file_{found.unique_id[-6:].lstrip('0')}.{suffix}"
        return found

    def at(self, path: str) -> StoredFile | None:
        """Return what is fetched from a path."""
        return next((one for one in self._by_id.values() if one.path == path), None)


def plays(data: bytes) -> bool:
    """Tell whether these bytes are MP3 or M4A: what has a player."""
    return data[:3] == b"ID3" or data[4:8] == b"ftyp" or (data[:1] == b"\xff" and data[1:2] >= b"\xe0")


def wrong_with_thumbnail(data: bytes) -> str:
    """Say what is wrong with a thumbnail; empty: nothing."""
    if data[:3] != b"\xff\xd8\xff":
        return "a thumbnail is not JPEG"
    if len(data) >= THUMBNAIL_BYTES:
        return f"a thumbnail has {len(data)} bytes"
    width, height = _jpeg_size(data)
    if max(width, height) > THUMBNAIL_PIXELS:
        return f"a thumbnail has {width} x {height} pixels"
    return ""


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Return width and height, which stand in the frame's header."""
    n = 2
    while n + 9 < len(data):
        marker, length = data[n + 1], int.from_bytes(data[n + 2 : n + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(data[n + k : n + k + 2], "big") for k in (5, 7))
            return width, height
        n += 2 + length
    return 0, 0
