"""Who may do what: every command and button, and everybody who may come to use it, as a table.

All rows share one group; nothing that a row leaves behind changes what another one shows. Telegram shows
every button to everybody in a group, and lets them press it: what counts is what the bot says.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import pytest_asyncio

from bot.domain.errors import InputModerated
from bot.domain.ports import Submitting
from tests.peers.service import audio
from tests.peers.telegram import Group, Message, Person, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in, is_song
from tests.studio.fakes import sings

pytestmark = pytest.mark.asyncio(loop_scope="module")

Who = Literal[
    "owner", "member", "admin", "anonymous", "channel", "elsewhere", "blocked", "private", "operator"
]
"""`owner`: whose song or panel it is; `anonymous`: an administrator who writes as the group; `channel`: somebody
who writes as a channel; `elsewhere`: administers another group; `private` and `operator` have private chats."""
WRITERS: tuple[Who, ...] = (
    "member", "admin", "anonymous", "channel", "elsewhere", "blocked", "private", "operator"
)  # fmt: skip
PRESSERS: tuple[Who, ...] = ("blocked", "elsewhere", "member", "admin", "owner", "private", "operator")
"""Who writes as somebody else presses as themselves."""
MODERATORS = "Only moderators of this place can do that."
BLOCKED = "A moderator has blocked you here"
NOT_YOURS = "That is somebody else's."
NOBODY = "I can't tell who you are"
ON_ITS_WAY = "Your song is on its way."
NOTHING = "There is no song of yours to cancel right now."
LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"
LONG = "\n".join(["[verse]", *(f"Rain on the roof of house number {n}" for n in range(1, 130))])
