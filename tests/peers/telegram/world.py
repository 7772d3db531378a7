"""Who and what there is: accounts, chats, topics, messages."""

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.peers.telegram.message import Message

Json = dict[str, Any]

GROUP_ANONYMOUS_BOT = 1_087_968_824
"""In whose name anonymous administrators write. Source: Bot API, Message.from."""
CHANNEL_BOT = 136_817_688
"""In whose name people write as a channel."""
TELEGRAM = 777_000
"""In whose name posts of a linked channel arrive."""
FIRST_SUPERGROUP = -1_002_000_000_001
FIRST_GROUP = -4_000_001
FIRST_PERSON = 5_000_001
FIRST_TOPIC = 2
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
"""What administrators may. Source: Bot API, ChatMemberAdministrator."""

SENDS = ("messages", "audios", "documents", "photos", "videos", "video_notes", "voice_notes", "polls")
RESTRICTED = (
    *(f"can_send_{one}" for one in (*SENDS, "other_messages")),
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
"""What may be taken from a member. Source: Bot API, ChatMemberRestricted."""


@dataclass(eq=False)
class User:
    """An account."""

    id: int
    name: str
    username: str = ""
    language: str = "en"
    is_bot: bool = False


@dataclass(eq=False)
class Membership:
    """What somebody is in a group."""

    user: User
    status: str = "member"
    """`creator`, `administrator`, `member`, `restricted`, `left` or `kicked`."""
    anonymous: bool = False

    @property
    def manages(self) -> bool:
        """Tell whether they administer it."""
        return self.status in ("creator", "administrator")

    @property
    def belongs(self) -> bool:
        """Tell whether they are in it."""
        return self.status not in ("left", "kicked")


@dataclass(eq=False)
class Chat:
    """A private chat, a group, or a channel that somebody writes for."""

    world: "World" = field(repr=False)
    id: int
    kind: str
    """`private`, `group`, `supergroup` or `channel`."""
    title: str = ""
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    members: dict[int, Membership] = field(default_factory=dict, repr=False)
    topics: dict[int, "TopicState"] = field(default_factory=dict, repr=False)
    is_forum: bool = False
    moved_to: int = 0
    """The supergroup that this group became."""
    hides_members: bool = False
    """Only administrators are told who is in it."""
    refuses: set[str] = field(default_factory=set)
    """What members may not send: `text messages`, `music`, `documents`."""
    person: User | None = None
    """Whose private chat it is."""
    started: bool = False
    blocked: bool = False
    last_id: int = 0

    @property
    def is_private(self) -> bool:
        """Tell whether it is somebody's chat with the bot."""
        return self.kind == "private"

    @property
    def bot(self) -> Membership | None:
        """Return what the bot is there."""
        return self.members.get(self.world.bot.id)

    def member(self, user: User) -> Membership | None:
        """Return what somebody is there; None: they never were."""
        return self.members.get(user.id)

    def next_id(self) -> int:
        """Return a new message's id, which is unique only here."""
        self.last_id += 1
        return self.last_id


@dataclass(eq=False)
class TopicState:
    """A topic of a forum."""

    id: int
    name: str
    opening: Message
    """The service message that made it."""
    closed: bool = False
    deleted: bool = False


class World:
    """Everything that is there."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.privacy = True
        """The bot sees only what is meant for it, where it does not administer."""
        self.joins_groups = True
        """People may add the bot to groups."""
        self._passed_s = 0.0
        self._people = count(FIRST_PERSON)
        self._groups = count(FIRST_GROUP, -1)
        self._supergroups = count(FIRST_SUPERGROUP, -1)
        self.anonymous = User(GROUP_ANONYMOUS_BOT, "Group", "GroupAnonymousBot", "", is_bot=True)
        self.as_channel = User(CHANNEL_BOT, "Channel", "Channel_Bot", "", is_bot=True)
        self.telegram = User(TELEGRAM, "Telegram", "", "")

    def now_s(self) -> int:
        """Return the time of day: the wall clock and what was passed."""
        return int(time.time() + self._passed_s)

    def pass_time(self, seconds: float) -> None:
        """Move the clock forward."""
        self._passed_s += seconds

    def new_person_id(self) -> int:
        """Return an id that nobody has."""
        return next(self._people)

    def chat(self, kind: str, title: str, number: int = 0) -> Chat:
        """Make a chat."""
        if not number:
            number = next(self._groups if kind == "group" else self._supergroups)
        made = Chat(self, number, kind, title)
        self.chats[number] = made
        return made

    def private(self, person: User) -> Chat:
        """Return somebody's chat with the bot."""
        if person.id not in self.chats:
            self.chat("private", person.name, person.id).person = person
        return self.chats[person.id]
