"""Commands as people type them, alone, below a file, or in reply to what they are about."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import telegram

from bot.domain.errors import InvalidOrder
from bot.domain.song import SongRequest
from bot.domain.view import Phrase
from bot.platforms.telegram import render
from bot.platforms.telegram.attachments import Attachments, audio_of, document_of
from bot.platforms.telegram.callers import account_of
from bot.platforms.telegram.messages import Pointed, Typed, pointed_at, said_about, with_ids
from bot.platforms.telegram.outbound import Key
from bot.platforms.telegram.rows import may_go_on
from bot.platforms.telegram.studio import Studio
from bot.platforms.telegram.taps import Taps
from bot.platforms.telegram.texts import Texts
from bot.platforms.telegram.visits import Visit, Visits
from bot.studio.commands import COMMANDS, parse_command, parse_cover, parse_song, parse_wish
from bot.studio.views import Order

FOR_ANYBODY = frozenset({"help", "start", "admin"})
"""What somebody can do who writes in the name of a group: nothing that is a person's own."""
MODERATORS = frozenset({"admin"})
"""Said to exist to moderators only."""


class Commands:
    """Answers commands."""

    def __init__(
        self, *, studio: Studio, visits: Visits, taps: Taps, texts: Texts, attachments: Attachments
    ) -> None:
        self._studio, self._visits = studio, visits
        self._taps, self._texts, self._attachments = taps, texts, attachments
        self._answers: Mapping[str, Callable[[Visit, telegram.Message, str], Awaitable[None]]] = {
            "song": self._song,
            "lyrics": self._lyrics,
            "cover": self._cover,
            "songs": self._songs,
            "quota": self._quota,
            "cancel": self._cancel,
            "help": self._help,
            "start": self._start,
            "admin": self._admin,
        }

    async def answer(self, message: telegram.Message, typed: Typed) -> None:
        """Answer a command; in a group one that is not known stays unanswered, unless it names the bot."""
        name = typed.command.name
        answer = self._answers.get(name)
        if answer is None and message.chat.type != telegram.Chat.PRIVATE and not typed.to:
            return
        async with self._visits.of_message(message) as visit:
            if answer is None:
                await visit.say(_unknown(visit, name))
            else:
                if name not in FOR_ANYBODY:
                    visit.ensure_known()
                await answer(visit, message, typed.command.text)
        await self._visits.contact(visit)

    async def example(self, query: telegram.CallbackQuery) -> None:
        """Sing the example, once for each person below the same message."""
        async with self._visits.of_query(query) as visit:
            given = parse_command(visit.words.text("chat-example-shanty-text"))
            assert given is not None
            dedup = f"{visit.origin.platform}:example:{visit.origin.chat}:{visit.origin.message}"
            once = replace(visit, dedup=f"{dedup}:{visit.origin.person}")
            await self._order(once, parse_song(given.text))

    async def ask_song(self, query: telegram.CallbackQuery) -> None:
        """Ask for the words of a song, as `/song` does with nothing after it."""
        async with self._visits.of_query(query) as visit:
            await self._taps.ask(visit, "song")

    async def _song(self, visit: Visit, message: telegram.Message, text: str) -> None:
        request = parse_song(text)
        pointed = self._pointed_at(message)
        if audio_of(message) is not None:
            raise InvalidOrder("file-audio")
        file = document_of(message) or (None if pointed is None or pointed.text else pointed.file)
        if file is not None:
            sent = await self._attachments.lyrics(file)
            said = await self._studio.dialogues.song_of_file(
                visit.caller, request, sent, visit.origin, visit.dedup
            )
            await visit.tell(said)
        elif pointed is not None:
            await self._order(visit, _sung(request, pointed, message))
        elif may_go_on(message):  # half a song is nothing to be charged for
            await self._texts.open(visit, message, text)
        elif request.prompt or request.lyrics:
            await self._order(visit, request)
        elif request == SongRequest():
            await self._taps.ask(visit, "song")
        else:
            await visit.show(
                await self._studio.dialogues.draft(visit.caller, request, visit.origin, visit.dedup)
            )

    async def _lyrics(self, visit: Visit, message: telegram.Message, text: str) -> None:
        asked = parse_wish(text)
        pointed = self._pointed_at(message)
        if pointed is not None:
            if not pointed.text:
                raise _no_words(message)
            about = "\n\n".join(filter(None, (asked.prompt, pointed.text)))
            asked = asked.model_copy(update={"prompt": about})
        if asked == SongRequest():
            await self._taps.ask(visit, "lyrics")
            return
        await visit.show(await self._studio.dialogues.lyrics(visit.caller, asked, visit.origin, visit.dedup))

    async def _cover(self, visit: Visit, message: telegram.Message, text: str) -> None:
        dialogues, order = self._studio.dialogues, parse_cover(text)
        pointed = self._pointed_at(message)
        file = audio_of(message) or (None if pointed is None else pointed.audio)
        if file is None and not order.link:
            if not dialogues.most_audio_bytes:
                raise InvalidOrder("no-covers")
            is_other = pointed is not None or document_of(message) is not None
            raise InvalidOrder("no-audio-there" if is_other else "cover-nothing")
        audio = None
        if file is not None:
            audio = await self._attachments.audio(file, dialogues, visit.caller)
        await visit.tell(await dialogues.cover(visit.caller, order, audio, visit.origin, visit.dedup))

    async def _songs(self, visit: Visit, _message: telegram.Message, _text: str) -> None:
        """Show somebody's songs to them alone; a group reads only where they are to be found."""
        alone = visit.in_private()
        view = await self._studio.songs.history(alone.caller, alone.origin, alone.dedup)
        if alone.origin == visit.origin:
            await visit.show(view)
            return
        is_there = await alone.show_alone(view)
        said = Phrase("telegram-songs-in-private" if is_there else "telegram-songs-start-first")
        await visit.say(said, keys=(Key(visit.words.text("telegram-open-chat"), url=visit.link),))

    async def _quota(self, visit: Visit, _message: telegram.Message, _text: str) -> None:
        await visit.show(await self._studio.dialogues.quota(visit.caller, visit.origin, visit.dedup))

    async def _cancel(self, visit: Visit, _message: telegram.Message, _text: str) -> None:
        done = await self._studio.desk.cancel(visit.caller.account, visit.caller.place, dedup=visit.dedup)
        await visit.reply.send(render.cancellation(visit.words, done))

    async def _help(self, visit: Visit, _message: telegram.Message, _text: str) -> None:
        await visit.reply.send(render.help_(visit.words, moderator=visit.caller.manages))

    async def _start(self, visit: Visit, _message: telegram.Message, _text: str) -> None:
        await visit.reply.send(render.start(visit.words))

    async def _admin(self, visit: Visit, message: telegram.Message, _text: str) -> None:
        given, user = parse_command(with_ids(message)), said_about(message)
        text = "" if given is None else given.text
        about = None if user is None else account_of(user)
        await visit.show(
            await self._studio.moderation.admin(visit.caller, text, visit.origin, visit.dedup, about=about)
        )

    async def _order(self, visit: Visit, request: SongRequest) -> None:
        order = Order(visit.caller, request, visit.origin, visit.dedup)
        await visit.hand(await self._studio.desk.order(order))

    def _pointed_at(self, message: telegram.Message) -> Pointed | None:
        return pointed_at(message, self._visits.house.bot.bot)


def _no_words(message: telegram.Message) -> InvalidOrder:
    """Say that nothing can be read where a message points: of another chat bots are shown only a quote."""
    return InvalidOrder("no-words-there" if message.external_reply is None else "words-elsewhere")


def _sung(request: SongRequest, pointed: Pointed, message: telegram.Message) -> SongRequest:
    """Return an order of the words that were pointed at."""
    if not pointed.text:
        raise _no_words(message)
    if request.lyrics:
        raise InvalidOrder("words-twice")
    return request.model_copy(update={"lyrics": pointed.text})


def _unknown(visit: Visit, name: str) -> Phrase:
    known = tuple(f"/{one}" for one in COMMANDS if visit.caller.manages or one not in MODERATORS)
    return Phrase("chat-unknown-command", {"command": name, "commands": known})
