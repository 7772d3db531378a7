"""A message on its way to Telegram, however it goes there: as an answer, a post or an edit."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NewType

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.platforms.telegram.controls import Control, callback_data

Html = NewType("Html", str)
"""Text with Telegram's marks; whatever people wrote is escaped in it. Source: api, "HTML style"."""


@dataclass(frozen=True)
class Key:
    """A button below a message: it carries a control, or leads to a web address."""

    label: str
    """Plain text."""
    control: Control | None = None
    url: str = ""

    def button(self) -> InlineKeyboardButton:
        """Return it as the library has it."""
        if self.control is None:
            return InlineKeyboardButton(self.label, url=self.url)
        return InlineKeyboardButton(self.label, callback_data=callback_data(self.control))


Keyboard = tuple[tuple[Key, ...], ...]
"""Rows of buttons."""


@dataclass(frozen=True)
class OutFile:
    """A file to be sent: a small text, or one on the disk, which is read while it is sent."""

    name: str
    source: Path | bytes


@dataclass(frozen=True)
class Audio:
    """A song as its player shows it."""

    file: OutFile
    title: str = ""
    performer: str = ""
    duration_s: int = 0
    thumbnail: Path | None = None
    file_id: str = ""
    """Where Telegram has it already."""
    plays: bool = True
    """It is sent as music; otherwise as a document."""


@dataclass(frozen=True)
class Message:
    """What a message shows: a text, or a file with the text below it."""

    html: Html
    keyboard: Keyboard = ()
    asks: bool = False
    """The person's client opens a reply to it; such a message has no buttons."""
    hint: str = ""
    """What stands in the empty field of that reply, plain, at most 64 characters."""
    audio: Audio | None = None
    document: OutFile | None = None
    silent: bool = False
    """Nobody's device makes a sound."""

    @property
    def markup(self) -> InlineKeyboardMarkup | ForceReply | None:
        """Return what stands below the text."""
        if self.asks:
            return ForceReply(selective=True, input_field_placeholder=self.hint or None)
        return keyboard_markup(self.keyboard)

    def without_keys(self) -> "Message":
        """Return the same with nothing left to be pressed."""
        return replace(self, keyboard=())


def keyboard_markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Return rows of buttons as the library has them; none are none."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup([[key.button() for key in row] for row in keyboard])
