"""Presses on panels, and what people write where they were asked: the studio decides, the panel shows it."""

from typing import Literal

import telegram

from bot.domain.errors import DialogueGone, InvalidOrder, NotYours
from bot.domain.view import Phrase, Tap
from bot.platforms.telegram.asking import Asked, Asking, Question
from bot.platforms.telegram.attachments import Attachments, audio_of, document_of
from bot.platforms.telegram.controls import (
    CommandControl,
    DialogueControl,
    FormControl,
    MenuControl,
    OptionControl,
)
from bot.platforms.telegram.forms import Forms, named
from bot.platforms.telegram.memory import Memory
from bot.platforms.telegram.menus import Menus
from bot.platforms.telegram.messages import typed_in
from bot.platforms.telegram.outbound import Html, Message
from bot.platforms.telegram.panels import document
from bot.platforms.telegram.rows import Row, Rows
from bot.platforms.telegram.sheets import asking, hint
from bot.platforms.telegram.studio import Studio
from bot.platforms.telegram.texts import Texts
from bot.platforms.telegram.visits import Visit, Visits
from bot.platforms.telegram.wording import say
from bot.studio.commands import parse_wish

FILE = "file"
"""The button that brings a text of a panel's: `file.<dialogue>.<number>`."""


class Taps:
    """Carries presses and answers to the dialogues."""

    def __init__(
        self,
        *,
        studio: Studio,
        visits: Visits,
        memory: Memory,
        attachments: Attachments,
        rows: Rows,
        texts: Texts,
    ) -> None:
        self._dialogues, self._visits, self._texts = studio.dialogues, visits, texts
        self._attachments, self._rows = attachments, rows
        self._asking = Asking(memory)
        self._menus = Menus(dialogues=studio.dialogues)
        self._forms = Forms(
            dialogues=studio.dialogues,
            asking=self._asking,
            memory=memory,
            attachments=attachments,
            rows=rows,
        )

    async def press(
        self,
        query: telegram.CallbackQuery,
        control: DialogueControl | MenuControl | OptionControl | FormControl | CommandControl,
    ) -> None:
        """Carry out a press on a panel, a menu or a sheet."""
        async with self._visits.of_query(query) as visit:
            below = query.message
            assert below is not None  # of_query wants it, too
            match control:
                case DialogueControl(opens=True):
                    await self._forms.open(visit, below, control)
                case DialogueControl():
                    await self._tap(visit, control)
                case MenuControl():
                    await self._menus.open(visit, control)
                case OptionControl():
                    await self._menus.pick(visit, control)
                case FormControl():
                    await self._forms.press(visit, below, control)
                case CommandControl():
                    await self._bring(visit, control)

    async def answer(self, message: telegram.Message) -> bool:
        """Take a message as the answer to a question of ours; tell whether it was one, and is done with.

        It is to be called with every message of a person, before anything else is made of it, and with
        commands too: in a private chat a command ends the wait for an answer there. What goes on with the
        text of the message before belongs to that, whatever was asked meanwhile. Raises `StorageError`s.
        """
        if typed_in(message) is not None:
            await self._asking.leave(str(message.chat.id))
            return False
        row = await self._rows.of(message)
        if row is not None:
            await self._go_on(message, row)
            return True
        if message.reply_to_message is None and not _is_words(message):
            return False  # a picture, or music, that has nothing to do with the question
        asked = await self._asking.answered(message)
        if asked is None:
            return False
        async with self._visits.of_message(message) as visit:
            anybody = visit.anonymous and visit.caller.manages  # nobody can tell which administrator it is
            if asked.question.person != visit.caller.account.native_id and not anybody:
                visit.ensure_known()
                raise NotYours("a question to somebody else")
            if asked.question.form:
                await self._forms.answer(visit, asked, message)
            else:
                await self._begin(visit, asked, message)
        return True

    async def ask(self, visit: Visit, command: Literal["song", "lyrics"]) -> None:
        """Answer a command with nothing after it: ask for words, or for a wish."""
        visit.ensure_known()
        await visit.heard()
        person = named(visit)
        asked = Message(
            say(visit.words, asking(f"telegram-ask-{command}", person)),
            asks=True,
            hint=hint(visit.words, Phrase("dialogue-hint-about")),
        )
        sent = await visit.reply.send(asked)
        if sent is not None:
            account, takes_file = visit.caller.account, command == "song"
            question = Question(person=account.native_id, command=command, takes_file=takes_file)
            await self._asking.put(sent, question)

    # --- panels

    async def _tap(self, visit: Visit, control: DialogueControl) -> None:
        tap = Tap(control.dialogue, control.step, control.action)
        answer = await self._dialogues.tap(visit.caller, tap, visit.origin)
        if answer.note is None:
            await visit.heard()
        else:
            await visit.say(answer.note)
        first = await self._texts.next_menu(answer.view) if answer.note is None else ""
        await visit.update(answer.view, menu=first, walks=bool(first))
        if (taken := answer.receipt or answer.earlier) is not None:
            await visit.hand(taken)

    async def _bring(self, visit: Visit, control: CommandControl) -> None:
        """Bring a text of a panel that it does not show whole."""
        match control.name.split("."):
            case [kind, dialogue, n] if kind == FILE and n.isdecimal():
                view = await self._dialogues.look(visit.caller, dialogue, visit.origin)
                file = document(visit.words, view, int(n))
                if file is None:
                    raise DialogueGone("a text that is not there any more")
                await visit.heard()
                await visit.reply.send(Message(Html(""), document=file))
            case _:
                raise DialogueGone("a button of another version")

    # --- what /song and /lyrics ask for

    async def _begin(self, visit: Visit, asked: Asked, message: telegram.Message) -> None:
        """Show what a song of these words would be, or have words written; else ask once more."""
        visit.ensure_known()
        command = asked.question.command
        try:
            if command == "lyrics":
                await self._show_lyrics(visit, message)
            else:
                await self._show_song(visit, message)
        except InvalidOrder as error:
            await visit.refuse(error)
            await self.ask(visit, command)

    async def _show_lyrics(self, visit: Visit, message: telegram.Message) -> None:
        text = message.text or ""
        try:
            if not text.strip():
                raise InvalidOrder("answer-without-text")
            wish = parse_wish(text)
            await visit.show(await self._dialogues.lyrics(visit.caller, wish, visit.origin, visit.dedup))
        except InvalidOrder:
            await self._rows.begin(message, text, is_refused=True)
            raise

    async def _show_song(self, visit: Visit, message: telegram.Message) -> None:
        file = document_of(message)
        if file is not None:
            words = await self._attachments.lyrics(file)
            view = await self._dialogues.file(
                visit.caller, message.caption or "", words, visit.origin, visit.dedup
            )
            await self._texts.show(visit, view, walks=True)
            return
        if not (message.text or "").strip():
            raise InvalidOrder("answer-without-text")
        await self._texts.open(visit, message, message.text or "", walks=True)

    async def _go_on(self, message: telegram.Message, row: Row) -> None:
        """Take the next part of a text; of one that was refused already nothing more is said."""
        if row.is_refused:
            await self._rows.keep(message, row)
            return
        async with self._visits.of_message(message) as visit:
            if row.question:
                await self._forms.go_on(visit, message, row)
            else:
                await self._texts.go_on(visit, message, row)


def _is_words(message: telegram.Message) -> bool:
    return bool(message.text) or (document_of(message) is not None and audio_of(message) is None)
