"""Files that people send along: fetched from Telegram in pieces, and no further than they may go.

What they say of themselves (size, kind) is judged first, so that nobody waits for what can't be used; what
comes is measured and read by the studio all the same. Their link holds the bot's token: it never goes into a
log, an error or a message. Names and kinds stand in the message only. Source: api, getFile.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import PurePath

import structlog
import telegram
from telegram.error import TelegramError

from bot.domain.errors import InvalidOrder, ProviderError
from bot.domain.people import Caller
from bot.net.download import Downloads
from bot.platforms.telegram.facts import DOWNLOAD_BYTES
from bot.studio.dialogues.front import Dialogues
from bot.studio.views import SentAudio, SentFile

log = structlog.get_logger(__name__)

Audio = telegram.Audio | telegram.Voice | telegram.Document
"""Music as Telegram knows it: as a track, as a voice message, or as any file."""
_AUDIO_ENDINGS = frozenset({".mp3", ".m4a", ".wav", ".ogg", ".oga", ".opus", ".flac", ".aac"})
_VOICE_NAME = "voice.ogg"
"""Voice messages have no name. Source: api, Voice."""
Carrier = telegram.Message | telegram.ExternalReplyInfo
"""A message, or what is told of one in another chat that is replied to."""


def audio_of(message: Carrier) -> Audio | None:
    """Return the music of a message: a track, a voice message, or a file that says that it is music."""
    file = message.document
    if file is not None and _is_audio(file):
        return file
    return message.audio or message.voice


def document_of(message: Carrier) -> telegram.Document | None:
    """Return the file of a message that is neither music nor a moving picture."""
    file = message.document
    if file is None or message.animation is not None or _is_audio(file):
        return None
    return file


class Attachments:
    """Fetches what is attached to messages. Raises `Refusal`s."""

    def __init__(self, bot: telegram.Bot, downloads: Downloads, *, most_file_bytes: int) -> None:
        """`most_file_bytes` is the longest file of lyrics."""
        self._bot, self._downloads, self._most_file_bytes = bot, downloads, most_file_bytes

    async def lyrics(self, file: telegram.Document) -> SentFile:
        """Return a file with lyrics."""
        most = min(self._most_file_bytes, DOWNLOAD_BYTES)
        if (file.file_size or 0) > most:
            raise InvalidOrder("file-too-large", most_kb=most // 1000)
        data = bytearray()
        async with aclosing(self._pieces(file.file_id, most)) as pieces:
            async for piece in pieces:
                data += piece
        return SentFile(file.file_name or "", bytes(data))

    async def audio(self, file: Audio, dialogues: Dialogues, caller: Caller) -> SentAudio:
        """Hand a song over to be sung anew, as it comes."""
        most, size = dialogues.most_audio_bytes, file.file_size or 0
        if not most:
            raise InvalidOrder("no-covers")
        if size > most:
            raise InvalidOrder("audio-too-large", most_mb=most // 1_000_000)
        if size > DOWNLOAD_BYTES:
            raise InvalidOrder("audio-too-large-to-fetch", most_mb=DOWNLOAD_BYTES // 1_000_000)
        async with aclosing(self._pieces(file.file_id, min(most, DOWNLOAD_BYTES))) as pieces:
            name = await dialogues.upload(caller, pieces)
        return SentAudio(_name_of(file), name, size)

    async def _pieces(self, file_id: str, most_bytes: int) -> AsyncGenerator[bytes]:
        try:
            link = (await self._bot.get_file(file_id)).file_path
            if not link:
                raise InvalidOrder("attachment-unfetched")
            async with aclosing(self._downloads.pieces(link, most_bytes=most_bytes)) as pieces:
                async for piece in pieces:
                    yield piece
        except (TelegramError, ProviderError) as error:
            log.warning("an attachment can't be fetched", why=type(error).__name__)
            raise InvalidOrder("attachment-unfetched") from None


def _is_audio(file: telegram.Document) -> bool:
    kind = (file.mime_type or "").partition("/")[0].lower()
    return kind == "audio" or PurePath(file.file_name or "").suffix.lower() in _AUDIO_ENDINGS


def _name_of(file: Audio) -> str:
    return _VOICE_NAME if isinstance(file, telegram.Voice) else file.file_name or ""
