"""Presses on panels, and what people write where they were asked: the studio decides, the panel shows it."""

import telegram
from pydantic import BaseModel, ConfigDict

from bot.domain.errors import DialogueGone, InvalidOrder, NotYours
from bot.domain.view import Phrase, Tap, View
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
from bot.platforms.telegram.memory import KEPT_MS, Memory
from bot.platforms.telegram.menus import Menus
from bot.platforms.telegram.messages import typed_in
from bot.platforms.telegram.outbound import Html, Message
from bot.platforms.telegram.panels import document, menus_of
from bot.platforms.telegram.sheets import asking, hint
from bot.platforms.telegram.studio import Studio
from bot.platforms.telegram.visits import Visit, Visits
from bot.platforms.telegram.wording import say

FILE = "file"
"""The button that brings a text of a panel's: `file.<dialogue>.<number>`."""


class Walk(BaseModel):
    """A dialogue that `/song` began: when there are menus to choose from, they open one after the other."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    is_ahead: bool = False


class Taps:
    """Carries presses and answers to the dialogues."""

    def __init__(self, *, studio: Studio, visits: Visits, memory: Memory, attachments: Attachments) -> None:
        self._dialogues, self._visits = studio.dialogues, visits
        self._memory, self._attachments = memory, attachments
        self._asking = Asking(memory)
        self._menus = Menus(dialogues=studio.dialogues)
        self._forms = Forms(
            dialogues=studio.dialogues, asking=self._asking, memory=memory, attachments=attachments
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
        commands too: in a private chat a command ends the wait for an answer there. Raises `StorageError`s.
        """
        if typed_in(message) is not None:
            await self._asking.leave(str(message.chat.id))
            return False
        if message.reply_to_message is None and not _is_words(message):
            return False  # a picture, or music, that has nothing to do with the question
        asked = await self._asking.answered(message)
        if asked is None:
            return False
        async with self._visits.of_message(message) as visit:
            anybody = visit.anonymous and visit.caller.manages  # nobody can tell which administrator it is
            if asked.question.person != visit.caller.account.native_id and not anybody:
                raise NotYours("a question to somebody else")
            if asked.question.form:
                await self._forms.answer(visit, asked, message)
            else:
                await self._begin_song(visit, asked, message)
        return True

    async def ask_song(self, visit: Visit) -> None:
        """Answer `/song` with nothing after it: ask for words, or for a wish."""
        visit.ensure_known()
        await visit.heard()
        person = named(visit)
        question = Message(
            say(visit.words, asking("telegram-ask-song", person)),
            asks=True,
            hint=hint(visit.words, Phrase("dialogue-hint-about")),
        )
        sent = await visit.reply.send(question)
        if sent is not None:
            await self._asking.put(sent, Question(person=visit.caller.account.native_id))

    # --- panels

    async def _tap(self, visit: Visit, control: DialogueControl) -> None:
        tap = Tap(control.dialogue, control.step, control.action)
        answer = await self._dialogues.tap(visit.caller, tap, visit.origin)
        if answer.note is None:
            await visit.heard()
        else:
            await visit.say(answer.note)
        first = await self._walks(answer.view) if answer.note is None else ""
        await visit.update(answer.view, menu=first, walks=bool(first))
        if answer.receipt is not None:
            await visit.hand(answer.receipt)

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

    # --- the song that /song asks for

    async def _begin_song(self, visit: Visit, asked: Asked, message: telegram.Message) -> None:
        """Show what a song of these words would be, and ask for the rest of it menu by menu."""
        try:
            view = await self._understood(visit, message)
        except InvalidOrder as error:
            await visit.refuse(error)
            await self.ask_song(visit)
            return
        first = next(iter(menus_of(view)), None)
        if first is None and view.dialogue:
            await self._memory.put(_walk(view.dialogue), Walk(is_ahead=True), KEPT_MS)
        await visit.show(view, menu=first.id if first is not None else "", walks=first is not None)

    async def _understood(self, visit: Visit, message: telegram.Message) -> View:
        file = document_of(message)
        if file is not None:
            words = await self._attachments.lyrics(file)
            return await self._dialogues.file(
                visit.caller, message.caption or "", words, visit.origin, visit.dedup
            )
        if not (message.text or "").strip():
            raise InvalidOrder("answer-without-text")
        return await self._dialogues.words(visit.caller, message.text or "", visit.origin, visit.dedup)

    async def _walks(self, view: View) -> str:
        """Return the menu that opens by itself now, once in a dialogue."""
        first = next(iter(menus_of(view)), None)
        if first is None or not view.dialogue:
            return ""
        walk = await self._memory.get(_walk(view.dialogue), Walk)
        if walk is None or not walk.is_ahead:
            return ""
        await self._memory.put(_walk(view.dialogue), Walk(), KEPT_MS)
        return first.id


def _is_words(message: telegram.Message) -> bool:
    return bool(message.text) or (document_of(message) is not None and audio_of(message) is None)


def _walk(dialogue: str) -> str:
    return f"walk:{dialogue}"
