"""A message on its way to Discord, however it goes there: as an answer, a follow-up, a post or an edit."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord


@dataclass(frozen=True)
class OutFile:
    """A file to be attached: a small text, or one on the disk, which is read while it is sent."""

    name: str
    source: Path | bytes
    description: str = ""

    def open(self) -> discord.File:
        """Open it anew: a file is read once."""
        fp = io.BytesIO(self.source) if isinstance(self.source, bytes) else self.source
        return discord.File(fp, filename=self.name, description=self.description or None)


@dataclass(frozen=True)
class Message:
    """What a message shows. A `LayoutView` stands alone: no text, no embeds beside it."""

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()
    view: discord.ui.View | discord.ui.LayoutView | None = None
    files: tuple[OutFile, ...] = ()
    pings: str = ""
    """The plain id of the one person who is notified, if any; nobody else ever is."""

    @property
    def allowed(self) -> discord.AllowedMentions:
        """Whom the message may notify: the one person, and nobody whom its words name."""
        one: Sequence[discord.abc.Snowflake] = [discord.Object(int(self.pings))] if self.pings else []
        return discord.AllowedMentions(everyone=False, roles=False, users=one, replied_user=False)

    def sending(self) -> dict[str, Any]:
        """Return what `send` takes."""
        given: dict[str, Any] = {"allowed_mentions": self.allowed, **self._shown()}
        if self.files:
            given["files"] = [file.open() for file in self.files]
        return given

    def editing(self) -> dict[str, Any]:
        """Return what `edit` takes; what the new message does not show goes away."""
        given: dict[str, Any] = {"allowed_mentions": self.allowed, "view": None, **self._shown()}
        if not isinstance(self.view, discord.ui.LayoutView):
            given = {"content": None, "embeds": [], **given}
        given["attachments"] = [file.open() for file in self.files]
        return given

    def _shown(self) -> dict[str, Any]:
        given: dict[str, Any] = {}
        if self.content:
            given["content"] = self.content
        if self.embeds:
            given["embeds"] = list(self.embeds)
        if self.view is not None:
            self.view.stop()  # its presses are read from their ids; the library would keep it in memory
            given["view"] = self.view
        return given
