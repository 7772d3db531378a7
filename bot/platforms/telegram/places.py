"""Where a message may go, in order: as near as can be to where it was asked for, and never to more people."""

from dataclasses import dataclass
from typing import Literal

from bot.domain.posts import NoticePost, Outgoing, SongPost, ViewPost
from bot.domain.song import Origin
from bot.platforms.telegram.gate import is_group

Place = Literal["topic", "group", "direct"]
"""`group` is its General where it has topics; `direct` is the private chat with the person.

Private chats can have topics, too. Source: api, Message.is_topic_message.
"""


@dataclass(frozen=True)
class Target:
    """A chat, a topic of it, and what is replied to there; empty where there is none."""

    chat: str
    thread: str = ""
    reply_to: str = ""


def places(origin: Origin, outgoing: Outgoing) -> tuple[Place, ...]:
    """Return the places to be tried, one after the other."""
    if is_direct(origin):
        return ("topic", "direct") if origin.thread else ("direct",)
    rooms: tuple[Place, ...] = ("topic", "group") if room_of(origin).thread else ("group",)
    match outgoing:
        case ViewPost(audience="person", view=view):  # a dialogue goes on where it was begun
            return (*rooms, "direct") if view.dialogue else ("direct", *rooms)
        case ViewPost():
            return rooms
        case NoticePost():  # in a group it says nothing of a private song but that it waits, or is none
            return ("direct", *rooms) if outgoing.job.request.private else (*rooms, "direct")
        case SongPost():
            return ("direct",) if outgoing.job.request.private else (*rooms, "direct")


def target_of(place: Place, origin: Origin) -> Target | None:
    """Return where a place is; None where there is no such person."""
    if is_direct(origin):
        return Target(origin.chat, origin.thread if place == "topic" else "", origin.message)
    if place == "direct":
        is_person = origin.person and not is_group(origin.person)  # an anonymous administrator is a group
        return Target(origin.person) if is_person else None
    room = room_of(origin)
    return room if place == "topic" else Target(room.chat, reply_to=room.reply_to)


def is_direct(origin: Origin) -> bool:
    """Tell whether the chat is the private one with somebody."""
    return not origin.place


def room_of(origin: Origin) -> Target:
    """Return the chat and topic of a group; a topic chosen by moderators comes in place of a chat."""
    if is_group(origin.chat):
        return Target(origin.chat, origin.thread, origin.message)
    return Target(origin.place, origin.chat)
