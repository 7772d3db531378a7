"""Groups and their topics, and what happens to them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.peers.telegram import payloads
from tests.peers.telegram.hub import Hub
from tests.peers.telegram.world import FIRST_TOPIC, Chat, Membership, TopicState, User

if TYPE_CHECKING:
    from tests.peers.telegram.people import Person

GENERAL = 1


class Group:
    """A group: basic, or a supergroup, perhaps with topics."""

    def __init__(self, hub: Hub, chat: Chat) -> None:
        self._hub = hub
        self.chat = chat
        self.old_id = 0
        """The id that it had before it became a supergroup."""

    @property
    def id(self) -> int:
        """Return its id."""
        return self.chat.id

    @property
    def title(self) -> str:
        """Return its name."""
        return self.chat.title

    @property
    def general(self) -> "Topic":
        """Return the topic in which everything is that names none."""
        return Topic(self._hub, self, GENERAL)

    def topic(self, name: str) -> "Topic":
        """Return the topic of this name; it is opened, and the bot told, if there is none."""
        chat = self.chat
        assert chat.is_forum, "a group without topics"
        for one in chat.topics.values():
            if one.name == name and not one.deleted:
                return Topic(self._hub, self, one.id)
        # A topic has the id of the service message that opened it.
        chat.last_id = max(chat.last_id, FIRST_TOPIC)
        opened = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        opening = self._hub.service(chat, self._owner(), opened, chat.last_id + 1)
        chat.topics[opening.id] = TopicState(opening.id, name, opening)
        return Topic(self._hub, self, opening.id)

    # --- members ---------------------------------------------------------------------------------

    def join(self, person: "Person", status: str = "member", *, anonymous: bool = False) -> None:
        """Let somebody in, or make them something else: `creator`, `administrator`, `restricted` …"""
        self.chat.members[person.id] = Membership(person, status, anonymous)

    def leave(self, person: "Person", *, kicked: bool = False) -> None:
        """Let somebody go."""
        self.chat.members[person.id] = Membership(person, "kicked" if kicked else "left")

    def hide_members(self) -> None:
        """Tell only administrators who is in it."""
        self.chat.hides_members = True

    def forbid(self, *what: str) -> None:
        """Let members send none of `text messages`, `music`, `documents`; with nothing, all of them again."""
        self.chat.refuses = set(what)

    # --- the bot ---------------------------------------------------------------------------------

    def add_bot(self, status: str = "member") -> None:
        """Put the bot in, or make it an administrator."""
        bot = self._hub.world.bot
        was = self.chat.bot or Membership(bot, "left")
        self._stand(status)
        if not was.belongs:
            told = {"new_chat_members": [payloads.user(bot)]}
            self._hub.service(self.chat, self._owner(), told)

    def remove_bot(self) -> None:
        """Throw the bot out."""
        self._stand("kicked")

    def _stand(self, status: str) -> None:
        bot = self._hub.world.bot
        was = self.chat.bot or Membership(bot, "left")
        now = self.chat.members[bot.id] = Membership(bot, status)
        self._hub.stand(self.chat, self._owner(), was, now)

    # --- what becomes of it ----------------------------------------------------------------------

    def migrate(self) -> None:
        """Make it a supergroup: another id, other messages, the same members."""
        old = self.chat
        assert old.kind == "group", "it is a supergroup already"
        new = self._hub.world.chat("supergroup", old.title)
        new.members = {number: replace(one) for number, one in old.members.items()}
        new.hides_members, new.refuses = old.hides_members, old.refuses
        self._hub.service(old, self._owner(), {"migrate_to_chat_id": new.id})
        old.moved_to = new.id
        self.chat, self.old_id = new, old.id
        self._hub.service(new, self._hub.world.anonymous, {"migrate_from_chat_id": old.id})

    def _owner(self) -> User:
        owners = [one.user for one in self.chat.members.values() if one.status == "creator"]
        return owners[0]


@dataclass(frozen=True)
class Topic:
    """A topic of a forum; the first is General, which has no thread of its own."""

    hub: Hub
    group: Group
    id: int

    @property
    def thread(self) -> int | None:
        """Return what messages in it name."""
        return None if self.id == GENERAL else self.id

    def close(self) -> None:
        """Let only administrators write into it."""
        self._state.closed = True
        self._tell("forum_topic_closed")

    def reopen(self) -> None:
        """Let everybody write into it again."""
        self._state.closed = False
        self._tell("forum_topic_reopened")

    def delete(self) -> None:
        """Take it away with all that is in it; the bot is not told."""
        self._state.deleted = True
        for message in self.group.chat.messages.values():
            message.gone = message.gone or message.thread == self.id
        self.hub.changed()

    @property
    def _state(self) -> TopicState:
        return self.group.chat.topics[self.id]

    def _tell(self, what: str) -> None:
        chat = self.group.chat
        self.hub.service(chat, self.group._owner(), {what: {}}, self.id)
