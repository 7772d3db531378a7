"""What a message becomes on Telegram's side, held to what it allows: marks, lengths, buttons."""

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.platforms.telegram.controls import Control, read
from bot.platforms.telegram.facts import CAPTION_CHARACTERS, LABEL_CHARACTERS, TEXT_CHARACTERS
from bot.platforms.telegram.outbound import Message
from tests.peers.telegram.html import parse_html
from tests.peers.telegram.markup import rows_of
from tests.peers.telegram.message import Entity
from tests.peers.telegram.units import units


@dataclass(frozen=True)
class Shown:
    """A message as it is read."""

    text: str
    entities: tuple[Entity, ...]
    labels: tuple[str, ...]
    """What stands on its buttons."""
    controls: tuple[Control | None, ...]
    """What they carry; None for one that leads to an address."""
    urls: tuple[str, ...]

    def marked(self, kind: str) -> list[str]:
        """Return the words that are marked so."""
        return [one.of(self.text) for one in self.entities if one.kind == kind]


def shown(message: Message) -> Shown:
    """Return what is read, after holding a message to every limit."""
    complaints: list[str] = []
    text, entities = parse_html(message.html, complaints.append)
    assert complaints == []
    is_file = message.audio is not None or message.document is not None
    assert units(text) <= (CAPTION_CHARACTERS if is_file else TEXT_CHARACTERS)
    assert text or is_file
    markup = message.markup
    assert markup is None or isinstance(markup, InlineKeyboardMarkup)
    rows = rows_of(None if markup is None else markup.to_dict())
    buttons = [button for row in rows for button in row]
    assert all(units(button.label) <= LABEL_CHARACTERS + 2 for button in buttons)
    controls = tuple(read(button.data) for button in buttons)
    assert all(control is not None or button.url for control, button in zip(controls, buttons, strict=True))
    labels = tuple(button.label for button in buttons)
    return Shown(text, tuple(entities), labels, controls, tuple(one.url for one in buttons if one.url))
