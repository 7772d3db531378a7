"""Where a message may go, in order: as near as can be to where it was asked for, and never to more people."""

from typing import Literal

from bot.domain.posts import Outgoing, ViewPost
from bot.domain.song import Origin

Place = Literal["thread", "channel", "direct", "follow-up", "panel"]
"""`follow-up` is a message through the token of an interaction that nobody but the person sees; `panel` is
the message with the controls that were used."""


def places(origin: Origin, outgoing: Outgoing) -> tuple[Place, ...]:
    """Return the places to be tried, one after the other."""
    if isinstance(outgoing, ViewPost):
        return _of_view(origin, outgoing)
    if outgoing.job.request.private or is_direct(origin):
        return ("direct", "follow-up")
    return (*_rooms(origin), "direct")


def is_direct(origin: Origin) -> bool:
    """Tell whether the chat is the direct messages with somebody."""
    return origin.chat.startswith("@")


def person_of(origin: Origin) -> str:
    """Return the plain id of whom a direct message goes to; empty where there is nobody."""
    return origin.chat[1:] if is_direct(origin) else origin.person


def room_of(origin: Origin, place: Place) -> str:
    """Return the plain id of a thread or channel."""
    return origin.thread if place == "thread" else origin.chat


def _of_view(origin: Origin, outgoing: ViewPost) -> tuple[Place, ...]:
    if outgoing.audience != "person":
        return ("direct",) if is_direct(origin) else _rooms(origin)
    alone: tuple[Place, ...] = ("direct", "follow-up") if is_direct(origin) else ("follow-up", "direct")
    return ("panel", *alone) if outgoing.view.dialogue else alone


def _rooms(origin: Origin) -> tuple[Place, ...]:
    return ("thread", "channel") if origin.thread else ("channel",)
