"""Looks for a post that may have arrived before it is sent again: no chat shows one twice without need."""

from dataclasses import replace
from typing import TypeVar

from bot.domain.errors import CantTell
from bot.domain.ports import Platform
from bot.domain.posts import NoticePost, SongPost, ViewPost
from bot.domain.song import Origin

Post = TypeVar("Post", SongPost, NoticePost, ViewPost)


async def look_for(
    platform: Platform, origin: Origin, post: Post, *, part: int, nonce: str, since_ms: int | None
) -> tuple[str | None, Post]:
    """Return the id of a part that was begun at `since_ms` (None: never), or None; and what to post then.

    Where the chat can't tell, what is posted says that it may be there twice. Raises `PlatformError`s.
    """
    if since_ms is None:
        return None, post
    try:
        return await platform.find(origin, post, part=part, nonce=nonce, since_ms=since_ms), post
    except CantTell:
        return None, replace(post, perhaps_again=True)
