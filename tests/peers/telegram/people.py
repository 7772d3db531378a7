"""What a person does, and sees, in a Telegram client."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.peers.telegram import payloads
from tests.peers.telegram.command_calls import offered
from tests.peers.telegram.hub import Hub, Tap
from tests.peers.telegram.message import Entity, Message, StoredFile
from tests.peers.telegram.places import Group, Topic
from tests.peers.telegram.units import units
from tests.peers.telegram.world import Chat, Membership, User

PATIENCE_S = 30.0
TEXT = 4096
TYPED = {
    "bot_command": re.compile(r"(?<![\w/@])/\w{1,64}(?:@\w{3,32})?(?![\w/])", re.ASCII),
    "mention": re.compile(r"(?<![\w@])@[a-zA-Z]\w{2,31}", re.ASCII),
    "url": re.compile(r"https?://\S+"),
}
"""What a client marks by itself while somebody types."""


class NotPossible(AssertionError):
    """A client would not do this."""


class Person(User):
    """Somebody with a Telegram client."""

    def __init__(self, hub: Hub, number: int, name: str, *, username: str, language: str) -> None:
        super().__init__(number, name, username, language)
        self._hub = hub

    @property
    def private(self) -> Chat:
        """Return the chat with the bot."""
        return self._hub.world.private(self)

    async def start(self) -> Message:
        """Press Start in the chat with the bot."""
        return await self.write("/start")

    async def write(
        self,
        text: str,
        *,
        at: Group | Topic | None = None,
        reply_to: Message | None = None,
        naming: Mapping[str, User] | None = None,
        entities: Sequence[Entity] | None = None,
        anonymous: bool = False,
        channel: str = "",
        forwarded: bool = False,
    ) -> Message:
        """Write a message: in the chat with the bot, or in a group or a topic.

        `naming` marks words as the person whom they stand for, who needs no @name; `entities` is in the
        place of what a client marks by itself. An administrator may write as the group (`anonymous`), anybody
        as a channel; a post of a linked channel is `forwarded` into the group.
        """
        if not 0 < units(text) <= TEXT:
            raise NotPossible(f"a client sends at most {TEXT} characters at once")
        marks = tuple(entities) if entities is not None else _typed(text, naming or {})
        return self._put(at, reply_to, anonymous, channel, forwarded, text=text, entities=marks)

    async def send(
        self,
        kind: str,
        name: str,
        data: bytes = b"",
        *,
        size: int = 0,
        caption: str = "",
        at: Group | Topic | None = None,
        reply_to: Message | None = None,
        title: str = "",
        performer: str = "",
        duration: int = 0,
    ) -> Message:
        """Send a `document`, an `audio` or a `voice`; its size may be claimed without the bytes."""
        file = self._hub.files.store(
            kind, name, data, size=size, title=title, performer=performer, duration=duration
        )
        if kind == "voice":
            file.mime = "audio/ogg"
        return self._put(
            at, reply_to, False, "", False, text=caption, entities=_typed(caption, {}), file=file
        )

    async def forward(self, message: Message, *, at: Group | Topic | None = None) -> Message:
        """Send a file again that stands in a chat."""
        if not isinstance(message.file, StoredFile):
            raise NotPossible("only files are forwarded")
        return self._put(at, None, False, "", False, file=message.file)

    async def press(self, message: Message, label: str, *, wait: bool = True) -> Tap:
        """Press a button, and wait until the bot has answered that."""
        button = message.button(label)
        if message.gone or not self._may_see(message):
            raise NotPossible(f"{self.name} does not see that message")
        if not button.data:
            raise NotPossible(f"{label} leads to {button.url}")
        tap = self._hub.tap(self, message, button.data)
        if wait:
            await self.answered(tap)
        return tap

    async def forge(self, message: Message, data: str, *, hidden: bool = False) -> Tap:
        """Press what no button below a message says, as a changed client can, and wait for the answer.

        The bot may not be shown the message any more (`hidden`).
        """
        return await self.answered(self._hub.tap(self, message, data, hidden=hidden))

    async def answered(self, tap: Tap, *, within_s: float = PATIENCE_S) -> Tap:
        """Wait until the bot has answered a press."""
        try:
            await self._hub.until(lambda: tap.answered, within_s)
        except TimeoutError:
            raise AssertionError(f"the bot did not answer the press on {tap.data}") from None
        return tap

    async def edit(self, message: Message, text: str) -> None:
        """Write something else into a message of one's own."""
        if message.sender is not self:
            raise NotPossible("that is somebody else's")
        message.text, message.entities = text, _typed(text, {})
        message.edits += 1
        message.edited_at = self._hub.world.now_s()
        if self._hub.hears(message):
            self._hub.updates.put("edited_message", payloads.message(message))

    def delete(self, message: Message) -> None:
        """Delete a message; bots are not told."""
        message.gone = True
        self._hub.changed()

    def block(self) -> None:
        """Block the bot."""
        self.private.blocked = True
        self._stand("member", "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        self.private.blocked = False
        self._stand("kicked", "member")

    def commands(self, at: Group | None = None) -> dict[str, str]:
        """Return the commands that are offered, with what is said about them."""
        chat = self.private if at is None else at.chat
        return {one["command"]: one["description"] for one in offered(self._hub, self, chat)}

    def sees(self, at: Group | Topic | None = None) -> list[Message]:
        """Return what stands in a chat, the oldest first."""
        return [one for one in messages_at(at or self) if not one.gone and not one.service]

    async def waits_for(
        self, fits: Callable[[Message], object], *, at: Group | Topic | None = None
    ) -> Message:
        """Wait for a message of the bot's that fits, and return the newest."""
        return await wait_for(self._hub, at or self, fits)

    def _stand(self, before: str, after: str) -> None:
        bot = self._hub.world.bot
        self._hub.stand(self.private, self, Membership(bot, before), Membership(bot, after))

    def _may_see(self, message: Message) -> bool:
        chat = message.chat
        if chat.is_private:
            return chat is self.private
        stands = chat.member(self)
        return stands is not None and stands.belongs and not chat.moved_to

    def _put(
        self,
        at: Group | Topic | None,
        reply_to: Message | None,
        anonymous: bool,
        channel: str,
        forwarded: bool,
        **shown: Any,
    ) -> Message:
        chat, thread = (self.private, None) if at is None else place_of(at)
        sender, sender_chat = self._sender(chat, anonymous, channel, forwarded)
        if reply_to is not None:
            if reply_to.gone or reply_to.chat is not chat:
                raise NotPossible("there is no such message to reply to")
            thread = reply_to.thread
        if chat.is_private and not chat.blocked:
            chat.started = True
        state = chat.topics.get(thread or 0)
        if state is not None and (state.deleted or (state.closed and not self._manages(chat))):
            raise NotPossible("nobody can write in that topic")
        message = Message(
            chat,
            chat.next_id(),
            sender,
            self._hub.world.now_s(),
            thread=thread,
            replied=reply_to,
            sender_chat=sender_chat,
            forwarded=forwarded,
            **shown,
        )
        return self._hub.put(message)

    def _sender(self, chat: Chat, anonymous: bool, channel: str, forwarded: bool) -> tuple[User, Chat | None]:
        world = self._hub.world
        if chat.is_private:
            if chat.blocked:
                raise NotPossible(f"{self.name} has blocked the bot")
            return self, None
        stands = chat.member(self)
        if channel:
            linked = world.chat("channel", channel)
            return (world.telegram if forwarded else world.as_channel), linked
        if stands is None or not stands.belongs:
            raise NotPossible(f"{self.name} is not in {chat.title}")
        if chat.moved_to:
            raise NotPossible("the group has become another")
        if anonymous or stands.anonymous:
            if not stands.manages or chat.kind != "supergroup":
                raise NotPossible("only administrators of supergroups write as the group")
            return world.anonymous, chat
        return self, None

    def _manages(self, chat: Chat) -> bool:
        stands = chat.member(self)
        return stands is not None and stands.manages


Place = Person | Group | Topic
"""Where messages stand; a person is the private chat with the bot."""


def place_of(at: Place) -> tuple[Chat, int | None]:
    """Return a place's chat and topic."""
    match at:
        case Person():
            return at.private, None
        case Group():
            return at.chat, None
        case Topic():
            return at.group.chat, at.thread


def messages_at(at: Place) -> list[Message]:
    """Return all messages of a place, the oldest first; those of all its topics for a group."""
    chat, thread = place_of(at)
    found = [chat.messages[number] for number in sorted(chat.messages)]
    return found if not isinstance(at, Topic) else [one for one in found if one.thread == thread]


async def wait_for(
    hub: Hub, at: Place, fits: Callable[[Message], object], within_s: float = PATIENCE_S
) -> Message:
    """Wait for a message of the bot's that fits, and return the newest."""

    def found() -> list[Message]:
        return [one for one in messages_at(at) if one.by_bot and not one.gone and fits(one)]

    try:
        await hub.until(found, within_s)
    except TimeoutError:
        said = [one.text for one in messages_at(at) if one.by_bot][-5:]
        raise AssertionError(f"it did not come; the bot said {said}; {hub.lately}") from None
    return found()[-1]


def _typed(text: str, naming: Mapping[str, User]) -> tuple[Entity, ...]:
    """Return what a client marks in a text."""
    marks = [
        Entity(kind, units(text[: found.start()]), units(found[0]))
        for kind, pattern in TYPED.items()
        for found in pattern.finditer(text)
    ]
    for words, person in naming.items():
        start = text.index(words)
        marks.append(Entity("text_mention", units(text[:start]), units(words), person=person.id))
    return tuple(sorted(marks, key=lambda one: one.offset))
