"""Server-sent events, read as they come: a reader of lines that knows nothing of any service.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

What differs from the standard, as services need it: a comment `:HTTP_STATUS/429` or a line `status:429`
gives the event a status (DashScope: github.com/dashscope/dashscope-sdk-python), an event that the end of
the stream cuts off is an event, `[DONE]` ends the stream, and lines and events have a largest size.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
DONE = "[DONE]"
_LINE_END = re.compile(rb"[\r\n]")
_HTTP_STATUS = re.compile(r"HTTP_STATUS/(\d{3})\b")
_STATUS = re.compile(r"\d{3}")


class EventTooLarge(Exception):
    """A line or an event is larger than its bound; the events before it were given out."""


@dataclass(frozen=True)
class Event:
    """One event. Its data may be empty, and half a text where the stream was cut off."""

    kind: str
    """What `event:` says; `message` where it says nothing."""
    data: str
    """The `data:` lines, with a line break between them."""
    status: int | None = None
    """The HTTP status that belongs to this event alone."""
    id: str = ""
    """The last `id:` so far."""


@dataclass(frozen=True)
class Limits:
    """The largest line and the largest event, in bytes.

    The default holds a whole song as hex: ten minutes of mp3 with 256 kbit/s are 38 MB of it.
    """

    line_bytes: int = 48 * 1024 * 1024
    event_bytes: int = 64 * 1024 * 1024


class Decoder:
    """Turns bytes into events, in linear time and whatever the pieces are in which they come."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._line: list[bytes] = []
        self._line_bytes = 0
        self._event_bytes = 0
        self._first_line, self._after_cr = True, False
        self._kind, self._id = "", ""
        self._status: int | None = None
        self._data: list[str] = []
        self.done = False
        """`[DONE]` was read; what comes after it is ignored."""

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Take in the next bytes and give out the events that end in them. Raises `EventTooLarge`."""
        if not self.done:
            yield from self._lines(chunk)

    def end(self) -> Iterator[Event]:
        """Give out the event that no blank line ended."""
        if self._line:
            yield from self._end_line()
        yield from self._end_event()

    def _lines(self, chunk: bytes) -> Iterator[Event]:
        start = 0
        for found in _LINE_END.finditer(chunk):
            end = found.start()
            if self._after_cr and end == 0 and chunk[:1] == b"\n":
                start = 1  # the second half of a line end that was cut in two
            elif end >= start:
                self._add(chunk[start:end])
                start = found.end()
                if found[0] == b"\r" and chunk[start : start + 1] == b"\n":
                    start += 1
                yield from self._end_line()
            if self.done:
                return
        if chunk:
            self._after_cr = chunk[-1:] == b"\r"
            self._add(chunk[start:])

    def _add(self, piece: bytes) -> None:
        if not piece:
            return
        self._line.append(piece)
        self._line_bytes += len(piece)
        self._event_bytes += len(piece)
        if self._line_bytes > self._limits.line_bytes or self._event_bytes > self._limits.event_bytes:
            raise EventTooLarge(f"more than {self._limits}")

    def _end_line(self) -> Iterator[Event]:
        line = b"".join(self._line)
        self._line, self._line_bytes = [], 0
        if self._first_line:
            line, self._first_line = line.removeprefix(BOM), False
        if line:
            self._take(line.decode("utf-8", errors="replace"))
        else:
            yield from self._end_event()

    def _take(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "":
                found = _HTTP_STATUS.match(value)
                self._status = int(found[1]) if found else self._status
                if not self._data:
                    self._event_bytes = 0  # keep-alives alone never make an event too large
            case "data":
                self._data.append(value)
            case "event":
                self._kind = value
            case "id":
                self._id = value if "\0" not in value else self._id
            case "status" if _STATUS.fullmatch(value.strip()):
                self._status = int(value)

    def _end_event(self) -> Iterator[Event]:
        kind, data, status = self._kind, self._data, self._status
        self._kind, self._data, self._status, self._event_bytes = "", [], None, 0
        if self.done:
            return
        text = "\n".join(data)
        if text.strip() == DONE:
            self.done = True
        elif data or kind or (status is not None and status >= 400):
            yield Event(kind or "message", text, status, self._id)


async def events(
    chunks: AsyncIterable[bytes], *, idle_s: float | None = None, limits: Limits | None = None
) -> AsyncGenerator[Event]:
    """Read events until the stream ends or says `[DONE]`; the stream itself is closed by whoever opened it.

    Raises `TimeoutError` when nothing at all, not even a keep-alive, comes for `idle_s` seconds, and
    `EventTooLarge`. What reading the stream raises goes through.
    """
    decoder, source = Decoder(limits), aiter(chunks)
    while not decoder.done:
        try:
            async with asyncio.timeout(idle_s):
                chunk = await anext(source)
        except StopAsyncIteration:
            break
        for event in decoder.feed(chunk):
            yield event
    for event in decoder.end():
        yield event
