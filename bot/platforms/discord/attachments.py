"""Files that people send along: fetched from Discord's own hosts, in pieces, and no further than they may go.

What they say of themselves (size, kind) is judged first, so that nobody waits for what can't be used; what
comes is measured and read by the studio all the same.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import PurePath

import discord
import structlog

from bot.domain.errors import InvalidOrder, ProviderError
from bot.domain.people import Caller
from bot.net.download import Downloads
from bot.net.links import NotALink, address_of, exact
from bot.studio.dialogues.front import Dialogues
from bot.studio.views import SentAudio, SentFile

log = structlog.get_logger(__name__)

CDN_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where Discord hands files out. Source: reference, "Signed Attachment CDN URLs"."""
_TEXT_ENDINGS = frozenset({".txt", ".md", ".lrc"})
_AUDIO_ENDINGS = frozenset({".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac", ".aac"})


def is_audio(file: discord.Attachment) -> bool:
    """Tell whether a file says that it is music."""
    kind = (file.content_type or "").partition("/")[0].lower()
    return kind == "audio" or PurePath(file.filename).suffix.lower() in _AUDIO_ENDINGS


def is_text(file: discord.Attachment) -> bool:
    """Tell whether a file says that it holds words."""
    kind = (file.content_type or "").partition("/")[0].lower()
    return kind == "text" or PurePath(file.filename).suffix.lower() in _TEXT_ENDINGS


class Attachments:
    """Fetches what is attached to messages, options and forms. Raises `Refusal`s."""

    def __init__(self, downloads: Downloads, *, most_file_bytes: int, base_url: str = "") -> None:
        """Take the longest file of lyrics, and the API's address: a test server hands out files, too."""
        self._downloads, self._most_file_bytes = downloads, most_file_bytes
        self._hosts = CDN_HOSTS | ({address_of(exact(base_url))[0]} if base_url else frozenset())

    async def lyrics(self, file: discord.Attachment) -> SentFile:
        """Return a file with lyrics."""
        if is_audio(file):
            raise InvalidOrder("file-audio")
        if file.size > self._most_file_bytes:
            raise InvalidOrder("file-too-large", most_kb=self._most_file_bytes // 1000)
        data = bytearray()
        async for piece in self._pieces(file, self._most_file_bytes):
            data += piece
        return SentFile(_name_of(file), bytes(data))

    async def audio(self, file: discord.Attachment, dialogues: Dialogues, caller: Caller) -> SentAudio:
        """Hand a song over to be sung anew, as it comes."""
        most = dialogues.most_audio_bytes
        if most and file.size > most:
            raise InvalidOrder("audio-too-large", most_mb=most // 1_000_000)
        if not most:
            raise InvalidOrder("no-covers")
        async with aclosing(self._pieces(file, most)) as pieces:
            name = await dialogues.upload(caller, pieces)
        return SentAudio(_name_of(file), name, file.size)

    async def _pieces(self, file: discord.Attachment, most_bytes: int) -> AsyncGenerator[bytes]:
        try:
            if address_of(exact(file.url))[0] not in self._hosts:
                raise NotALink("not one of Discord's hosts")
            async with aclosing(self._downloads.pieces(file.url, most_bytes=most_bytes)) as pieces:
                async for piece in pieces:
                    yield piece
        except (NotALink, ProviderError) as error:
            log.warning("an attachment can't be fetched", why=str(error))
            raise InvalidOrder("attachment-unfetched") from error


def _name_of(file: discord.Attachment) -> str:
    """Return what its sender calls a file: in `filename` Discord keeps letters from a to z only."""
    return f"{file.title}{PurePath(file.filename).suffix}" if file.title else file.filename
