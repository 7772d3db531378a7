"""A call of music_generation: how a song is asked for, and how it comes.

It comes as a link, as hex in the answer, or as hex in a stream. Whichever was asked for, all are taken: the
pages, clients and resellers of the service do not agree. A stream is over when its last message (`status` 2)
has come; that one holds the whole song once more, as a rule.
Source: https://platform.minimaxi.com/docs/api-reference/music-generation, https://github.com/MiniMax-AI/cli
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.errors import InputModerated, OutcomeUnknown, OutputModerated, ProviderError
from bot.domain.ports import Answered, AudioChunk
from bot.domain.song import AudioFormat
from bot.net.client import Stream, Timeouts
from bot.net.download import MOST_BYTES
from bot.net.events import EventTooLarge, events
from bot.net.reply import Reply, retry_after_s
from bot.providers.minimax import Settings, facts
from bot.providers.minimax.answers import FILE, Place, Told, cost_of, hex_in, link_in, status_in, stored
from bot.providers.minimax.hexes import Damaged, Extractor, Strainer, decoded
from bot.providers.minimax.wire import Said, Wire, judged, trace_in

WRITE_BYTES = 1 << 18


@dataclass(frozen=True)
class _Whole:
    """The answer about a song that is there."""

    said: Said
    place: Place


class Songs:
    """Has songs and covers made."""

    def __init__(self, wire: Wire, settings: Settings) -> None:
        self._wire, self._settings = wire, settings
        self._price = settings.price_or(None)

    def manner(self, wanted: AudioFormat) -> dict[str, Any]:
        """Return the part of an order that says how the song is to come.

        Only an mp3 is streamed: the head of a wav says how long it is, which nobody knows when it leaves.
        """
        settings = self._settings
        setting: dict[str, Any] = {"sample_rate": settings.sample_rate}
        if wanted == "mp3":
            setting |= {"bitrate": settings.bitrate, "format": "mp3"}
        else:
            setting |= {"format": settings.wav_as}
        if settings.stream and wanted == "mp3":
            return {"audio_setting": setting, "stream": True, "output_format": "hex"}
        marked = {"aigc_watermark": True} if settings.watermark else {}
        return {"audio_setting": setting, "output_format": settings.output, **marked}

    async def make(
        self, order: Mapping[str, Any], told: Told, folder: Path
    ) -> AsyncGenerator[AudioChunk | Answered]:
        """Send an order, with its manner, and give out what comes: pieces of the song, then the answer.

        The answer has no hex in it but says where the song is. Raises `ProviderError`s, and `OSError` of the
        disk.
        """
        streams = bool(order.get("stream"))
        patience = Timeouts(idle_s=facts.STREAM_IDLE_S if streams else self._settings.timeout_s)
        async with (
            self._wire.client.stream(facts.MUSIC, order, timeouts=patience) as stream,
            aclosing(_read(stream, folder)) as found,
        ):
            async for one in found:
                if isinstance(one, AudioChunk):
                    yield one
                    continue
                answer = stored(one.said.answer, one.place, order["audio_setting"], told)
                yield Answered(answer, cost_of(self._price, "song", answer), one.said.trace_id)


async def _read(stream: Stream, folder: Path) -> AsyncGenerator[AudioChunk | _Whole]:
    """Read an answer as what it says it is, whatever was asked for."""
    if stream.status != 200:
        judged(await stream.reply())  # which raises
        return
    if stream.content_type == "text/event-stream":
        source = _read_events(stream, folder)
    elif stream.content_type.startswith("audio/"):
        source = _read_audio(stream)
    else:
        source = _read_object(stream, folder)
    try:
        async with aclosing(source) as found:
            async for one in found:
                yield one
    except (Damaged, EventTooLarge) as error:
        raise OutcomeUnknown(str(error), trace_id=trace_in(stream.headers)) from error
    except ProviderError as error:
        error.trace_id = error.trace_id or trace_in(stream.headers)
        raise


async def _read_events(stream: Stream, folder: Path) -> AsyncGenerator[AudioChunk | _Whole]:
    begun = heard = damaged = False
    spool = _Spool(folder / FILE)
    async with aclosing(_strained(stream, spool)) as rest, aclosing(events(rest)) as found:
        async for event in found:
            message = _object(event.data)
            if message is None:
                damaged = damaged or spool.size > 0
            else:
                said = _judged_in_stream(stream, message, begun=begun)
                await spool.add(decoded(hex_in(message)))  # in a spelling that no strainer looks for
                match status_in(message):
                    case 1:
                        begun = True
                        async for piece in spool.pieces():
                            yield AudioChunk(piece)
                            heard = True
                    case 2 if heard and not damaged:
                        yield _Whole(said, "chunks")
                        return
                    case 2 if link_in(message) and not spool.size:
                        yield _Whole(said, "link")
                        return
                    case 2:
                        yield await _kept(spool, said)
                        return
            spool.forget()
    raise OutcomeUnknown("the stream ended before the song did")


async def _strained(stream: Stream, spool: "_Spool") -> AsyncGenerator[bytes]:
    """Give out a stream without its hex, which goes to the spool; the last message alone has a whole song."""
    strainer = Strainer(lines=True)
    async with aclosing(stream.chunks()) as chunks:
        async for chunk in chunks:
            for rest, song in strainer.feed(chunk):
                if song:
                    await spool.add(song)
                if rest:
                    yield rest


async def _kept(spool: "_Spool", said: Said) -> _Whole:
    if not spool.size:
        raise OutcomeUnknown("an answer without a song", trace_id=said.trace_id)
    await spool.keep()
    return _Whole(said, "file")


async def _read_audio(stream: Stream) -> AsyncGenerator[AudioChunk | _Whole]:
    """Take a stream that is the song itself, which some clients of the service have met."""
    heard = False
    async with aclosing(stream.chunks()) as chunks:
        async for chunk in chunks:
            yield AudioChunk(chunk)
            heard = True
    if not heard:
        raise OutcomeUnknown("a stream without a song")
    yield _Whole(judged(_reply(stream, {})), "chunks")


async def _read_object(stream: Stream, folder: Path) -> AsyncGenerator[AudioChunk | _Whole]:
    """Take the song out of an answer as it comes, to a file."""
    extractor, spool = Extractor(), _Spool(folder / FILE)
    async with aclosing(stream.chunks()) as chunks:
        async for chunk in chunks:
            await spool.add(extractor.feed(chunk))
    said = judged(_reply(stream, extractor.rest()))
    await spool.add(decoded(hex_in(said.answer)))  # in a spelling that no strainer looks for
    if not spool.size and link_in(said.answer):
        yield _Whole(said, "link")
    else:
        yield await _kept(spool, said)


def _judged_in_stream(stream: Stream, message: dict[str, Any], *, begun: bool) -> Said:
    """Judge a message; once the song was begun, nobody can say that it was not accepted."""
    try:
        return judged(_reply(stream, message))
    except OutputModerated:
        raise
    except ProviderError as error:
        if not begun:
            raise
        kind = OutputModerated if isinstance(error, InputModerated) else OutcomeUnknown
        raise kind(error.detail, trace_id=error.trace_id) from error


def _reply(stream: Stream, answer: dict[str, Any] | None) -> Reply:
    wish_s = retry_after_s(stream.headers, now_s=time.time())
    return Reply(stream.status, stream.headers, answer, "", wish_s)


def _object(text: str) -> dict[str, Any] | None:
    """Read a message; None for what is no object, or was cut off."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class _Spool:
    """Bytes on their way: a few in memory, more in a file, which gets its name when it is whole.

    Nothing stays open in between.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_name(path.name + ".part")
        self._waiting = bytearray()
        self._written = 0

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._written + len(self._waiting)

    async def add(self, piece: bytes) -> None:
        """Take the next bytes. Raises `Damaged` for what is larger than any song."""
        self._waiting += piece
        if self.size > MOST_BYTES:
            raise Damaged("the song is larger than any")
        if len(self._waiting) >= WRITE_BYTES:
            await self._write()

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Give out what there is."""
        for offset in range(0, self._written, WRITE_BYTES):
            yield await asyncio.to_thread(self._take, offset, min(WRITE_BYTES, self._written - offset))
        if self._waiting:
            yield bytes(self._waiting)

    def forget(self) -> None:
        """Begin anew."""
        self._waiting.clear()
        self._written = 0

    async def keep(self) -> None:
        """Bring all of it onto the disk and give the file its name."""
        await self._write()
        await asyncio.to_thread(self._publish)

    async def _write(self) -> None:
        piece, self._waiting = bytes(self._waiting), bytearray()
        await asyncio.to_thread(self._put, piece, self._written)
        self._written += len(piece)

    def _put(self, piece: bytes, offset: int) -> None:
        with self._part.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            file.write(piece)

    def _take(self, offset: int, size: int) -> bytes:
        with self._part.open("rb") as file:
            file.seek(offset)
            return file.read(size)

    def _publish(self) -> None:
        with self._part.open("r+b") as file:
            os.fsync(file.fileno())
        self._part.replace(self._path)
