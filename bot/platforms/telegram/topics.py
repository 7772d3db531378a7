"""The topics of groups: Telegram lists them to nobody, so the bot remembers those that it has met.

Their names come with the messages that tell of a new or renamed topic, and with the one that every message
in a topic replies to. Source: api, ForumTopicCreated, ForumTopicEdited, Message.is_topic_message.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import structlog
import telegram
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.errors import StorageError, TroubadourError, WrongChannel
from bot.domain.view import Choice, Field, Mention, Option, Phrase, View, Words
from bot.net.memo import Memo
from bot.platforms.telegram.facts import GENERAL_TOPIC
from bot.platforms.telegram.memory import Notes

log = structlog.get_logger(__name__)

KEPT_MS = timedelta(days=400) // timedelta(milliseconds=1)
AGAIN_MS = timedelta(days=30) // timedelta(milliseconds=1)
"""What is known of a group in which something was met is kept for longer again after so long."""
MOST_TOPICS = 200
"""So many topics of a group are remembered; those met first give way."""
MOST_GROUPS = 500
"""So many groups are remembered without a look at the notes."""
GENERAL = str(GENERAL_TOPIC)
Filling = str | int | Words | tuple[Words, ...]
"""What fills a sentence."""
NO_MENU = "telegram-settings-nothing"
"""Said on a page of which nothing is left."""


class Group(BaseModel):
    """What is known of a group's topics."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    has_topics: bool = False
    names: dict[str, str] = {}
    """By their plain ids, in the order in which they were met; empty where a name is not known."""
    noted_ms: int = 0


class Topics:
    """Remembers topics in notes, one for each group."""

    def __init__(self, notes: Notes, now_ms: Callable[[], int]) -> None:
        self._notes, self._now_ms = notes, now_ms
        self._groups = Memo[str, Group](now_ms, for_ms=KEPT_MS, most=MOST_GROUPS)

    async def met(self, message: telegram.Message) -> None:
        """Remember what a message in a group tells of topics. What can't be stored is met again later."""
        chat = str(message.chat.id)
        try:
            known = await self._group(chat)
            found, now = _with(known, message), self._now_ms()
            if found == known and (found == Group() or now - known.noted_ms < AGAIN_MS):
                return
            found = found.model_copy(update={"noted_ms": now})
            self._groups.put(chat, found)  # at once: other topics of the group are heard at the same time
            await self._notes.put(_key(chat), found.model_dump_json(), until_ms=now + KEPT_MS)
        except StorageError:
            self._groups.drop(chat)
            log.exception("topics were not written down", chat=chat)

    async def fill(self, view: View, chat: str) -> View:
        """Put a group's topics into the menus of a view, and their names into its text.

        Menus of roles are left out, for Telegram has none, and those of topics where a group has none.
        """
        if not (view.choices or _names_channels(view)):
            return view
        group = await self._group(chat)
        choices = tuple(_filled(one, group) for one in view.choices if _is_offered(one, group))
        text = tuple(_named(one, group.names) for one in view.text)
        if view.choices and not choices:
            text = (*text, Phrase(NO_MENU))
        fields = tuple(
            Field(field.label, tuple(_named(one, group.names) for one in field.value))
            for field in view.fields
        )
        return replace(view, text=text, fields=fields, choices=choices)

    async def named(self, error: TroubadourError, chat: str) -> TroubadourError:
        """Return an error that speaks of topics with their names."""
        if not isinstance(error, WrongChannel):
            return error
        return WrongChannel(error.channels, (await self._group(chat)).names)

    async def _group(self, chat: str) -> Group:
        known = self._groups.get(chat)
        if known is not None:
            return known
        stored = await self._notes.get(_key(chat))
        if (known := self._groups.get(chat)) is not None:
            return known
        try:
            known = Group() if stored is None else Group.model_validate_json(stored)
        except ValidationError:  # another version wrote it
            log.warning("a note of topics can't be read", chat=chat)
            known = Group()
        self._groups.put(chat, known)
        return known


def _with(known: Group, message: telegram.Message) -> Group:
    """Add what a message tells."""
    has_topics = bool(message.chat.is_forum)
    names = dict(known.names)
    thread = str(message.message_thread_id or GENERAL)
    if has_topics and (message.is_topic_message or message.forum_topic_created):
        # the first message of a topic keeps the name that the topic had then
        first = message.reply_to_message.forum_topic_created if message.reply_to_message else None
        named = message.forum_topic_created or first
        if not names.get(thread):
            names[thread] = named.name if named else ""
    if has_topics and message.forum_topic_edited and message.forum_topic_edited.name:
        names[thread] = message.forum_topic_edited.name
    while len(names) > MOST_TOPICS:
        del names[next(iter(names))]
    return known.model_copy(update={"has_topics": has_topics, "names": names})


def _is_offered(choice: Choice, group: Group) -> bool:
    return choice.of == "" or (choice.of == "channel" and group.has_topics)


def _filled(choice: Choice, group: Group) -> Choice:
    """Offer the topics that were met, General first, and those that are chosen already."""
    if choice.of != "channel":
        return choice
    ids = dict.fromkeys((GENERAL, *group.names, *choice.chosen))
    return replace(choice, options=tuple(Option(one, _called(one, group.names)) for one in ids))


def _called(topic: str, names: Mapping[str, str]) -> Words:
    if topic == GENERAL:
        return names.get(topic) or Phrase("telegram-topic-general")
    return names.get(topic) or Phrase("telegram-topic", {"id": topic})


def _names_channels(view: View) -> bool:
    return any(_has_channel(one) for one in (*view.text, *(one for f in view.fields for one in f.value)))


def _has_channel(said: object) -> bool:
    match said:
        case Mention(kind=kind):
            return kind == "channel"
        case Phrase(params=params):
            return any(map(_has_channel, params.values()))
        case tuple():
            return any(map(_has_channel, said))
    return False


def _named(said: Words, names: Mapping[str, str]) -> Words:
    """Put the names of topics into a sentence."""
    match said:
        case Mention(kind="channel", id=topic, name=name):
            return replace(said, name=names.get(topic) or name)
        case Phrase(params=params):
            return replace(said, params={key: _filled_in(value, names) for key, value in params.items()})
    return said


def _filled_in(value: Filling, names: Mapping[str, str]) -> Filling:
    if isinstance(value, tuple):
        return tuple(_named(one, names) for one in value)
    return _named(value, names) if isinstance(value, Phrase | Mention) else value


def _key(chat: str) -> str:
    return f"topics:{chat}"
