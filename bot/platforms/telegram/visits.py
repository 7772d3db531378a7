"""Somebody who wants something: who they are, what they read, and that they get an answer in any case."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import structlog
import telegram
from telegram import CallbackQuery

from bot.domain.errors import Anonymous, DialogueGone, Refusal, StorageError, TroubadourError
from bot.domain.people import Account, Caller
from bot.domain.song import Origin
from bot.domain.view import Phrase, View, Words
from bot.locales import DEFAULT_LANGUAGE, Catalogue
from bot.platforms.telegram import callers, panels, render
from bot.platforms.telegram.members import Members
from bot.platforms.telegram.memory import Memory, NotedMessage, NotedReceipt
from bot.platforms.telegram.outbound import Key, Message
from bot.platforms.telegram.replying import MessageReply, PressReply, Replying, changed, to_person
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.topics import Topics
from bot.platforms.telegram.trouble import NotHere
from bot.platforms.telegram.wording import label, label_error, words_in
from bot.studio.desk import Desk
from bot.studio.views import Receipt

log = structlog.get_logger(__name__)

_CODE_BYTES = 3
STALE = Phrase("dialogue-stale")


@dataclass(frozen=True)
class House:
    """What every visit needs besides the visitor."""

    bot: telegram.Bot = field(repr=False)
    """Logged in: it knows its own name."""
    sender: Sender
    memory: Memory
    topics: Topics
    now_ms: Callable[[], int]

    @property
    def link(self) -> str:
        """Where people start a private chat with the bot."""
        return f"https://t.me/{self.bot.username}"


@dataclass(frozen=True)
class Visit:
    """Somebody, where they are, the words for them, and the way to answer them."""

    caller: Caller
    origin: Origin
    words: Catalogue
    """For what they alone read: their client's language, or else the group's."""
    shared: Catalogue
    """For what everybody reads: the language that is set for the group, or else theirs."""
    dedup: str
    """The same for the same message or press, for whatever it sets going."""
    reply: Replying
    house: House
    below_shared: bool = False
    """The button that they pressed stands in a message that is not an answer to them."""
    anonymous: bool = False
    """They write in the name of the group or a channel: there is nobody to charge."""

    @property
    def below(self) -> Catalogue:
        """The words of the message with the button that they pressed."""
        return self.shared if self.below_shared else self.words

    @property
    def link(self) -> str:
        """Where people start a private chat with the bot."""
        return self.house.link

    def ensure_known(self) -> None:
        """Raise `Anonymous` for somebody who can't be charged, nor own anything."""
        if self.anonymous:
            raise Anonymous

    async def tell(self, said: Receipt | View) -> None:
        """Answer with what the studio said: a receipt, or a panel."""
        if isinstance(said, View):
            await self.show(said)
        else:
            await self.hand(said)

    async def hand(self, taken: Receipt) -> None:
        """Say that an order was taken: where it was given, or to the person alone if it is to be a secret.

        What was handled before a crash is not said again.
        """
        job_id = taken.status.job_id
        if taken.repeated and await self.house.memory.receipt(job_id) is not None:
            return
        words = self.words if taken.request.private else self.shared
        message = render.receipt(words, taken)
        if taken.request.private and self.origin.place:
            try:
                sent = await to_person(self.house.sender, self.origin.person, message)
            except NotHere:
                await self.reply.send(render.kept_private(words, self.link))
                return
        else:
            sent = await self.reply.send(message)
        if sent is not None:
            await self._note_receipt(taken, words, sent)

    async def show(self, view: View, *, menu: str = "", walks: bool = False) -> None:
        """Show a panel in a message of its own, or in the one that shows it already.

        `menu` is the choice whose options stand open, and `walks` lets the next follow, as `panels.panel`
        has them. Everybody in a group sees it; only those whom the dialogue admits can use it.
        """
        message = await self._panel(view, self.words, menu=menu, page=0, walks=walks)
        if not await self._changed(view, message):
            await self._note_panel(view, await self.reply.send(message))

    async def show_alone(self, view: View) -> bool:
        """Show a panel in the private chat of a visit that `in_private` made.

        False where the person has not started the bot, or has blocked it.
        """
        message = await self._panel(view, self.words, menu="", page=0, walks=False)
        if not await self._changed(view, message):
            try:
                sent = await to_person(self.house.sender, self.origin.person, message)
            except NotHere:
                return False
            await self._note_panel(view, sent)
        return True

    async def update(self, view: View, *, menu: str = "", page: int = 0, walks: bool = False) -> None:
        """Change the panel whose button was pressed; arguments as in `show`."""
        message = await self._panel(view, self.below, menu=menu, page=page, walks=walks)
        await self._note_panel(view, await self.reply.update(message))

    async def heard(self) -> None:
        """Let the client know at once that a press was heard: what comes of it may wait for its turn."""
        await self.reply.note("", alert=False)

    async def say(self, said: Words, *, keys: tuple[Key, ...] = ()) -> None:
        """Say something to the person: above the chat after a press, if it is short and has no `keys`."""
        if keys or not await self.reply.note(label(self.words, said), alert=False):
            message = render.say(self.words, said)
            await self.reply.send(replace(message, keyboard=tuple((key,) for key in keys)))

    async def refuse(self, error: TroubadourError, *, code: str = "") -> None:
        """Say what went wrong, above the chat after a press; `code` finds what nobody foresaw in the log."""
        with suppress(StorageError):
            error = await self.house.topics.named(error, self.origin.chat)
        plain = label_error(self.words, error)
        if code:
            plain = self.words.sentences(plain, self.words.text("chat-ui-code", code=code))
            message = render.internal(self.words, code)
        else:
            message = render.problem(self.words, error)
        if not await self.reply.note(plain, alert=True):
            await self.reply.send(message)

    def in_private(self) -> "Visit":
        """Return the same visit in the private chat with the person, who may not have started it."""
        origin = callers.to_themselves(self.origin)
        caller = Caller(self.caller.account, direct=True)
        reply = MessageReply(self.house.sender, origin)
        return replace(self, caller=caller, origin=origin, shared=self.words, reply=reply)

    async def _panel(self, view: View, words: Catalogue, *, menu: str, page: int, walks: bool) -> Message:
        filled = await self.house.topics.fill(view, self.origin.chat)
        return panels.panel(words, filled, menu=menu, page=page, walks=walks)

    async def _changed(self, view: View, message: Message) -> bool:
        """Change the message that shows a dialogue here, where there is one."""
        shown = await self.house.memory.panel(view.dialogue) if view.dialogue else None
        if shown is None or shown.chat != self.origin.chat:
            return False
        return await changed(self.house.sender, shown.chat, shown.message, message)

    async def _note_panel(self, view: View, sent: telegram.Message | None) -> None:
        if sent is None or not view.dialogue:
            return
        try:
            panel = NotedMessage(
                chat=str(sent.chat.id), message=str(sent.message_id), thread=self._thread_in(sent)
            )
            await self.house.memory.note_panel(view.dialogue, panel)
        except StorageError:
            log.exception("a panel was not written down: news of it come as a message of their own")

    async def _note_receipt(self, taken: Receipt, words: Catalogue, sent: telegram.Message) -> None:
        try:
            receipt = NotedReceipt(
                chat=str(sent.chat.id),
                message=str(sent.message_id),
                thread=self._thread_in(sent),
                facts=render.facts_of(words, taken),
                language=words.language,
                created_ms=self.house.now_ms() - round(taken.status.elapsed_s * 1000),
                person=self.origin.person,
            )
            await self.house.memory.note_receipt(taken.status.job_id, receipt)
        except StorageError:
            log.exception("a receipt was not written down: its progress can't be shown")

    def _thread_in(self, sent: telegram.Message) -> str:
        return self.origin.thread if str(sent.chat.id) == self.origin.chat else ""


class Visits:
    """Receives everybody. A refusal is a sentence, and so is what nobody foresaw, with a code for the log."""

    def __init__(self, *, desk: Desk, members: Members, house: House) -> None:
        self._desk, self._members, self.house = desk, members, house

    @asynccontextmanager
    async def of_message(self, message: telegram.Message) -> AsyncIterator[Visit]:
        """Receive who wrote a message, and answer it within the context."""
        account, behind = _writer(message)
        origin = callers.origin_of_message(message, account.native_id, account.language)
        reply = MessageReply(self.house.sender, origin)
        async with reply.in_time():
            if behind is None:
                manages = await self._manages(message.chat, account.native_id)
            else:
                manages = behind.id == message.chat.id
            caller = callers.caller_of(account, message, manages=manages)
            visit = await self._visit(caller, origin, callers.dedup_of_message(message), reply)
            visit = replace(visit, anonymous=behind is not None)
            async with self._answered(visit):
                yield visit

    @asynccontextmanager
    async def of_query(self, query: CallbackQuery) -> AsyncIterator[Visit]:
        """Receive who pressed a button, and let them know that it was heard within the context."""
        shown, account = query.message, callers.account_of(query.from_user)
        origin = callers.origin_of_query(query, account.language)
        assert shown is not None and origin is not None  # what other bots' users share has none
        reply = PressReply(self.house.sender, query, origin)
        async with reply.in_time():
            manages = await self._manages(shown.chat, account.native_id)
            caller = callers.caller_of(account, shown, manages=manages)
            visit = await self._visit(caller, origin, callers.dedup_of_query(query), reply)
            visit = replace(visit, below_shared=not _answers(shown, query.from_user))
            async with self._answered(visit):
                yield visit

    async def _visit(self, caller: Caller, origin: Origin, dedup: str, reply: Replying) -> Visit:
        here = await self._language(caller)
        own = caller.account.language or here
        origin = origin.model_copy(update={"language": own})
        return Visit(caller, origin, words_in(own), words_in(here), dedup, reply, self.house)

    async def contact(self, visit: Visit) -> None:
        """Let the desk know that somebody is here: what was kept for them goes to them alone."""
        if visit.anonymous:
            return
        try:
            await self._desk.contact(visit.caller.account, callers.to_themselves(visit.origin))
        except Exception:
            log.exception("contact failed")

    async def refuse_unknown(self, query: CallbackQuery) -> None:
        """Answer a press of a button that says nothing, or nothing any more."""
        if query.message is None:
            await self.house.sender.answer(query.id)
            return
        async with self.of_query(query):
            raise DialogueGone("a button of another version")

    async def say_stale(self, query: CallbackQuery) -> None:
        """Answer a press of a button that its message does not have."""
        async with self.of_query(query) as visit:
            await visit.say(STALE)

    async def _manages(self, chat: telegram.Chat, user: str) -> bool:
        return callers.is_group(chat) and await self._members.manages(str(chat.id), user)

    @asynccontextmanager
    async def _answered(self, visit: Visit) -> AsyncIterator[None]:
        try:
            yield
        except (Refusal, StorageError) as error:
            await self._last(visit, error)
        except Exception:
            code = new_code()
            log.exception("answer failed", code=code)
            await self._last(visit, TroubadourError(), code)

    async def _last(self, visit: Visit, error: TroubadourError, code: str = "") -> None:
        """Say what went wrong; where that goes wrong, too, the log has it."""
        try:
            named = await self.house.topics.named(error, visit.origin.chat)
            await visit.refuse(named, code=code)
        except Exception:
            log.exception("not even a refusal could be said")

    async def _language(self, caller: Caller) -> str:
        """Return the language that is spoken here; their client's where that can't be found out."""
        try:
            return await self._desk.language(caller)
        except Exception:
            log.exception("language unknown")
            return caller.account.language or DEFAULT_LANGUAGE


def new_code() -> str:
    """Return what finds something broken in the log."""
    return secrets.token_hex(_CODE_BYTES)


def _writer(message: telegram.Message) -> tuple[Account, telegram.Chat | None]:
    """Return who writes, and in the name of which group or channel, where nobody knows who that is."""
    behind = message.sender_chat
    if behind is not None:
        return callers.account_of_chat(behind), behind
    assert message.from_user is not None  # only channels have messages of nobody
    return callers.account_of(message.from_user), None


def _answers(shown: telegram.MaybeInaccessibleMessage, user: telegram.User) -> bool:
    """Tell whether a message of ours is an answer to somebody."""
    if not callers.is_group(shown.chat):
        return True
    replied_to = shown.reply_to_message if isinstance(shown, telegram.Message) else None
    return replied_to is not None and replied_to.from_user == user
