"""What stands in a message: its command, and the words, file or music that it points at."""

import re
from dataclasses import dataclass

from telegram import Document, Message, MessageEntity, User

from bot.platforms.telegram.attachments import Audio, audio_of, document_of
from bot.studio.commands import Command, parse_command

_ADDRESSED = re.compile(r"\s*/\w+@(\w+)", re.ASCII)


@dataclass(frozen=True)
class Pointed:
    """What a command in a reply is about."""

    text: str = ""
    """The words of the other message, or the part of them that was quoted."""
    file: Document | None = None
    audio: Audio | None = None


@dataclass(frozen=True)
class Typed:
    """A command as it was typed."""

    command: Command
    to: str = ""
    """The name of the bot that it is addressed to, in small letters; empty: to whoever reads it."""


def text_of(message: Message) -> str:
    """Return what somebody wrote, be it below a file."""
    return message.text or message.caption or ""


def typed_in(message: Message) -> Typed | None:
    """Return the command that a message begins with."""
    text = text_of(message)
    command = parse_command(text)
    if command is None:
        return None
    found = _ADDRESSED.match(text)
    return Typed(command, found[1].lower() if found else "")


def is_of_a_person(message: Message) -> bool:
    """Tell whether somebody wrote this message: a person, or in the name of a group or channel.

    What a channel forwards into its group by itself is nobody's order.
    """
    if message.is_automatic_forward:
        return False
    if message.sender_chat is not None:
        return True
    return message.from_user is not None and not message.from_user.is_bot


def pointed_at(message: Message, own: User) -> Pointed | None:
    """Return what a message replies to; None for nothing, or nothing to be used. `own` is the bot itself.

    Every message in a topic replies to the one that opened it, which means nothing. Of the bot's own messages
    only songs count, and lyrics, which stand in quotes that can be folded up: all else are its own sentences.
    """
    quoted = message.quote.text if message.quote is not None else ""
    there = message.reply_to_message or message.external_reply
    if there is None or (isinstance(there, Message) and there.forum_topic_created is not None):
        return Pointed(quoted) if quoted else None
    text = quoted or (_words_of(there, own) if isinstance(there, Message) else "")
    pointed = Pointed(text, document_of(there), audio_of(there))
    is_own = isinstance(there, Message) and there.from_user == own
    return None if is_own and pointed == Pointed() else pointed


def said_about(message: Message) -> User | None:
    """Return whom a message is about: somebody whom it mentions without an @name, or whom it replies to."""
    for entity in _marked(message, MessageEntity.TEXT_MENTION):
        if entity.user is not None and not entity.user.is_bot:
            return entity.user
    there = message.reply_to_message
    if there is None or there.forum_topic_created is not None or there.sender_chat is not None:
        return None
    return there.from_user if there.from_user is not None and not there.from_user.is_bot else None


def with_ids(message: Message) -> str:
    """Return a text with the plain ids of those in it whom it mentions without an @name."""
    text = text_of(message).encode(
        "utf-16-le"
    )  # Telegram counts in halves of these. Source: api, MessageEntity
    mentioned = _marked(message, MessageEntity.TEXT_MENTION)
    for entity in sorted(mentioned, key=lambda one: one.offset, reverse=True):
        if entity.user is not None:
            before, behind = text[: 2 * entity.offset], text[2 * (entity.offset + entity.length) :]
            text = before + str(entity.user.id).encode("utf-16-le") + behind
    return text.decode("utf-16-le", "replace")


def _words_of(there: Message, own: User) -> str:
    if there.from_user == own:
        return "\n\n".join(_marked(there, MessageEntity.EXPANDABLE_BLOCKQUOTE).values())
    text = text_of(there)
    command = parse_command(text)
    return text if command is None else command.text


def _marked(message: Message, kind: str) -> dict[MessageEntity, str]:
    """Return what is marked in a message, or below its file, in one way."""
    return message.parse_entities([kind]) if message.text else message.parse_caption_entities([kind])
