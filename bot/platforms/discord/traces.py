"""How one of the bot's own messages is known again in a channel's history: by the ids of its controls.

The history is read as Discord sends it; the library would make objects of everybody's messages.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import discord
import structlog

from bot.domain.posts import NoticePost, Outgoing, SongPost
from bot.domain.view import View
from bot.platforms.discord.controls import Control, DialogueControl, JobControl, SongControl, read
from bot.platforms.discord.facts import HISTORY_PAGE
from bot.platforms.discord.outbound import Message
from bot.platforms.discord.trouble import told

log = structlog.get_logger(__name__)

MOST_PAGES = 20
"""How much of a busy channel is read; a post stands among the first messages since it was begun."""
CLOCKS_MS = 30_000
"""So far the bot's clock may be from Discord's."""
_DISCORD_EPOCH_MS = 1_420_070_400_000

Trace = Callable[[Mapping[str, Any]], bool]
"""Tells whether a message, as Discord sends it, is the one."""


def trace_of(outgoing: Outgoing, message: Message) -> Trace:
    """Return what tells the message with this content from all others of the bot's."""
    match outgoing:
        case SongPost(job=job, track=track):
            return _with_control(
                lambda one: isinstance(one, SongControl) and (one.job_id, one.n) == (job.id, track.n)
            )
        case NoticePost(job=job):
            notices = (SongControl("again", job.id), JobControl("fetch", job.id))
            return _with_control(lambda one: one in notices)
        case _:
            return _of_view(outgoing.view, message)


def _with_control(is_it: Callable[[Control], bool]) -> Trace:
    def known(found: Mapping[str, Any]) -> bool:
        controls = (read(one["custom_id"]) for one in _components(found) if one.get("custom_id"))
        return any(control is not None and is_it(control) for control in controls)

    return known


def _of_view(view: View, message: Message) -> Trace:
    """Know a dialogue by its step, and what can't be used by what it says."""
    if view.dialogue and view.is_open:
        return _with_control(
            lambda one: (
                isinstance(one, DialogueControl) and (one.dialogue, one.step) == (view.dialogue, view.step)
            )
        )
    shown = message.view.to_components() if message.view is not None else []
    said = _said({"content": message.content, "components": shown})
    return lambda found: _said(found) == said


def _said(message: Mapping[str, Any]) -> list[str]:
    texts = [
        str(message.get("content") or ""),
        *(str(one.get("content", "")) for one in _components(message)),
    ]
    return [text.strip() for text in texts if text.strip()]


def _components(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the components of a message, however deep they are."""
    below = [*part.get("components", ()), *(part[key] for key in ("accessory", "component") if key in part)]
    for one in below:
        yield one
        yield from _components(one)


class History:
    """Looks through what was said in a channel."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def search(
        self, channel: int, is_it: Trace, *, since_ms: int, asked: str = ""
    ) -> tuple[str | None, bool]:
        """Return the bot's own message since then, and whether there was something to be read.

        `asked` is the id of what it answers: nothing from before is meant, as the same song posted earlier.
        Without the right to read its history Discord shows a channel as empty; one in which the bot was asked
        for something seldom is. Raises `NotHere` and `PlatformError`s.
        """
        user = self._client.user
        me = str(user.id) if user is not None else ""
        after = max(0, since_ms - CLOCKS_MS - _DISCORD_EPOCH_MS) << 22
        if asked.isdecimal():
            after = max(after, int(asked))
        logs_from = self._client.http.logs_from
        for _ in range(MOST_PAGES):
            page = await told(logs_from(channel, HISTORY_PAGE, after=after))
            for found in sorted(page, key=lambda one: int(one["id"])):
                if str(found["author"]["id"]) == me and is_it(found):
                    return str(found["id"]), True
            if len(page) < HISTORY_PAGE:
                return None, bool(page) or bool(await told(logs_from(channel, 1)))
            after = max(int(one["id"]) for one in page)
        return None, False
