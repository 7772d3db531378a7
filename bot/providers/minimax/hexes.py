"""Songs written as hex inside JSON: taken out piece by piece, so that no song lies in memory.

Hex is twice as long as the song. Decoders that stop at the first bad digit, or skip spaces, make songs of
what is damaged; this one says so.
Source: https://platform.minimaxi.com/docs/api-reference/music-generation (`data.audio`)
"""

import binascii
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

WHERE = [b"data", b"audio"]
MOST_REST_BYTES = 4 * 1024 * 1024
"""The largest answer without its song: links, words and numbers fit a hundred times."""
_MARK = re.compile(rb'["{}\[\]:,]')
_STRING_MARK = re.compile(rb'["\\]')
_LONGEST_KEY = 1 << 10
_HEX_DIGITS = b"0123456789abcdefABCDEF"


class Damaged(ValueError):
    """Not the hex of whole bytes, or an answer that is too large without it."""


class HexDecoder:
    """Decodes hex that comes in pieces of any length."""

    def __init__(self) -> None:
        self._odd = b""

    def feed(self, piece: bytes) -> bytes:
        """Return the bytes that are whole by now. Raises `Damaged`."""
        digits = self._odd + piece
        whole = len(digits) & ~1
        self._odd = digits[whole:]
        try:
            return binascii.unhexlify(digits[:whole])
        except ValueError as error:
            raise Damaged("the song is no hex") from error

    def end(self) -> None:
        """Raise `Damaged` if half a byte is left."""
        if self._odd:
            raise Damaged("the song ends in the middle of a byte")


def decoded(text: str) -> bytes:
    """Decode hex at once. Raises `Damaged`."""
    try:
        return binascii.unhexlify(text)
    except ValueError as error:
        raise Damaged("the song is no hex") from error


class Strainer:
    """Parts what comes into songs and the rest: JSON, or lines of it (`lines`) as in event streams.

    Only hex in `data.audio` is a song; a link there stays where it is. An escape in a song is damage.
    """

    def __init__(self, *, lines: bool = False) -> None:
        self._lines = lines
        self._start_over()

    def feed(self, chunk: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Take in the next bytes and give out, in order, pieces of the rest and of songs; one is empty.

        In the rest `""` stands for a song. Raises `Damaged`.
        """
        at = 0
        while self._lines and (end := chunk.find(b"\n", at) + 1):
            yield from self._part(chunk[at:end])
            if self._read == self._song:
                raise Damaged("a song that its line does not hold")
            self._start_over()
            at = end
        yield from self._part(chunk[at:])

    def _start_over(self) -> None:
        self._path: list[bytes] = []
        """For each open bracket the key that stands in it; empty in a list."""
        self._key = bytearray()
        self._hex: HexDecoder | None = None
        """Set from a song's first digit on."""
        self._after_colon = False
        self._escaped = False
        self._read: Callable[[bytes, int], tuple[int, bytes]] = self._between

    def _part(self, chunk: bytes) -> Iterator[tuple[bytes, bytes]]:
        at = kept = 0
        while at < len(chunk):
            is_song = self._read == self._song
            end, song = self._read(chunk, at)
            if is_song:
                yield chunk[kept:at], b""
                yield b"", song
                kept = end - (self._read != self._song)  # the quote at its end is of the rest
            at = end
        yield chunk[kept:], b""

    def _between(self, chunk: bytes, at: int) -> tuple[int, bytes]:
        """Read up to the next mark outside of strings."""
        mark = _MARK.search(chunk, at)
        if mark is None:
            return len(chunk), b""
        match mark[0]:
            case b'"':
                song_begins = self._after_colon and self._path == WHERE
                self._key.clear()
                self._read = self._first if song_begins else self._string
            case b"{" | b"[":
                self._path.append(b"")
                self._after_colon = False
            case b"}" | b"]":
                del self._path[-1:]
                self._after_colon = False
            case b":":
                self._after_colon = True
            case b",":
                self._after_colon = False
        return mark.end(), b""

    def _string(self, chunk: bytes, at: int) -> tuple[int, bytes]:
        """Read on in a key, or in a value that stays."""
        if self._escaped:
            self._escaped = False
            self._key += chunk[at : at + 1]
            return at + 1, b""
        mark = _STRING_MARK.search(chunk, at)
        end = mark.start() if mark else len(chunk)
        self._key += chunk[at : min(end, at + _LONGEST_KEY)]
        if mark is None:
            return end, b""
        if mark[0] == b"\\":
            self._escaped = True
            self._key += b"\\"
            return mark.end(), b""
        if self._path and not self._after_colon:
            self._path[-1] = bytes(self._key)
        self._key.clear()
        self._read = self._between
        return mark.end(), b""

    def _first(self, chunk: bytes, at: int) -> tuple[int, bytes]:
        """Tell a song from a link by the first character."""
        if chunk[at] not in _HEX_DIGITS:
            self._read = self._string
        elif self._hex is None:
            self._hex = HexDecoder()
            self._read = self._song
        else:
            raise Damaged("two songs in one answer")
        return at, b""

    def _song(self, chunk: bytes, at: int) -> tuple[int, bytes]:
        """Read on in a song, its closing quote included."""
        assert self._hex is not None
        end = chunk.find(b'"', at)
        song = self._hex.feed(chunk[at : end if end >= 0 else len(chunk)])
        if end < 0:
            return len(chunk), song
        self._hex.end()
        self._read = self._between
        return end + 1, song


class Extractor:
    """Reads one answer as it comes and parts it into its song and the rest."""

    def __init__(self) -> None:
        self._strainer = Strainer()
        self._rest = bytearray()
        self.found = False
        """There was a song."""

    def feed(self, chunk: bytes) -> bytes:
        """Take in the next bytes of the answer and return those of the song. Raises `Damaged`."""
        songs = []
        for rest, song in self._strainer.feed(chunk):
            self._rest += rest
            songs.append(song)
        if len(self._rest) > MOST_REST_BYTES:
            raise Damaged("the answer is larger than any this service should give")
        found = b"".join(songs)
        self.found = self.found or bool(found)
        return found

    def rest(self) -> dict[str, Any] | None:
        """Return the answer without its song (`""` stands for it); None where it is no whole object."""
        try:
            value = json.loads(self._rest.decode("utf-8-sig", errors="replace"))
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None
