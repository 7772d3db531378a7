"""Direct messages: words and text files are lyrics on their way to a song, music is to be sung anew."""

import discord

from bot.domain.view import Phrase
from bot.platforms.discord.attachments import Attachments, is_audio, is_text
from bot.platforms.discord.replying import Replying
from bot.platforms.discord.visits import Visit, Visits
from bot.studio.commands import parse_command, parse_cover
from bot.studio.dialogues.front import Dialogues

_WRITTEN_BY_PEOPLE = (discord.MessageType.default, discord.MessageType.reply)


class DirectMessages:
    """Answers what people write to the bot, and what they point it at in a channel."""

    def __init__(self, *, dialogues: Dialogues, visits: Visits, attachments: Attachments) -> None:
        self._dialogues, self._visits, self._attachments = dialogues, visits, attachments

    async def hear(self, message: discord.Message) -> None:
        """Answer a direct message, with a reply to it."""
        if message.author.bot or message.type not in _WRITTEN_BY_PEOPLE:
            return
        async with self._visits.of_message(message) as visit:
            await self._answer(visit, message)
        await self._visits.contact(visit)

    async def make_song(self, visit: Visit[Replying], message: discord.Message) -> None:
        """Show what a song of somebody's message would be; of its text file, where it has one."""
        file = next((one for one in message.attachments if is_text(one)), None)
        if file is not None:
            await self._file(visit, "", file)
        elif message.content.strip():
            words = await self._dialogues.words(
                visit.caller, message.clean_content, visit.origin, visit.dedup
            )
            await visit.show(words)
        else:
            await visit.say(Phrase("discord-no-words-there"))

    async def cover(self, visit: Visit[Replying], message: discord.Message, text: str = "") -> None:
        """Begin a cover of the music in a message."""
        file = next((one for one in message.attachments if is_audio(one)), None)
        if file is None:
            await visit.say(Phrase("discord-no-audio-there"))
            return
        order = parse_cover(text)
        audio = await self._attachments.audio(file, self._dialogues, visit.caller)
        await visit.tell(await self._dialogues.cover(visit.caller, order, audio, visit.origin, visit.dedup))

    async def _answer(self, visit: Visit[Replying], message: discord.Message) -> None:
        command = parse_command(message.content)
        if command is not None:
            await visit.say(Phrase("discord-pick-command", {"command": command.name}))
        elif len(message.attachments) > 1:
            await visit.say(Phrase("chat-ui-file-one"))
        elif not message.attachments:
            await self._text(visit, message)
        elif is_audio(message.attachments[0]):
            await self.cover(visit, message, message.content)
        else:
            await self._file(visit, message.content, message.attachments[0])

    async def _text(self, visit: Visit[Replying], message: discord.Message) -> None:
        if message.content.strip():
            await visit.show(
                await self._dialogues.words(visit.caller, message.content, visit.origin, visit.dedup)
            )
        else:  # a sticker, a poll
            await visit.say(Phrase("discord-no-words-there"))

    async def _file(self, visit: Visit[Replying], text: str, file: discord.Attachment) -> None:
        sent = await self._attachments.lyrics(file)
        await visit.show(await self._dialogues.file(visit.caller, text, sent, visit.origin, visit.dedup))
