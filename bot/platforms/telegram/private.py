"""What people write in a private chat without a command: words are lyrics on their way to a song, and so is a
text file; music is to be sung anew."""

from collections import deque

import telegram

from bot.domain.view import Phrase
from bot.platforms.telegram.attachments import Attachments, audio_of, document_of
from bot.platforms.telegram.messages import text_of
from bot.platforms.telegram.texts import Texts
from bot.platforms.telegram.visits import Visit, Visits
from bot.studio.commands import parse_cover
from bot.studio.dialogues.front import Dialogues

ALBUMS = 100
"""So many albums are remembered, to be answered once; one that was forgotten is answered again."""


class PrivateMessages:
    """Answers what people write to the bot."""

    def __init__(
        self, *, dialogues: Dialogues, visits: Visits, texts: Texts, attachments: Attachments
    ) -> None:
        self._dialogues, self._visits = dialogues, visits
        self._texts, self._attachments = texts, attachments
        self._albums: deque[str] = deque(maxlen=ALBUMS)

    async def hear(self, message: telegram.Message) -> None:
        """Answer a message; what Telegram itself notes in a chat is none."""
        text = text_of(message)
        if not text and not message.effective_attachment:
            return
        album = message.media_group_id
        if album is not None and album in self._albums and not text:
            return
        async with self._visits.of_message(message) as visit:
            if album is not None:
                self._albums.append(album)
            if album is not None and not text:
                await visit.say(Phrase("chat-ui-file-one"))
            else:
                await self._answer(visit, message, text)
        await self._visits.contact(visit)

    async def _answer(self, visit: Visit, message: telegram.Message, text: str) -> None:
        caller, origin, dedup = visit.caller, visit.origin, visit.dedup
        audio, file = audio_of(message), document_of(message)
        if audio is not None:
            order = parse_cover(text)
            sent = await self._attachments.audio(audio, self._dialogues, caller)
            await visit.tell(await self._dialogues.cover(caller, order, sent, origin, dedup))
        elif file is not None:
            words = await self._attachments.lyrics(file)
            await visit.show(await self._dialogues.file(caller, text, words, origin, dedup))
        elif message.text:
            await self._texts.open(visit, message, text)
        else:  # a sticker, a photo, a poll
            await visit.say(Phrase("telegram-only-words"))
