"""What stands below a message: buttons, or a reply that is asked for. Source: Bot API, keyboards."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.peers.telegram.message import Button
from tests.peers.telegram.problems import bad

DATA_BYTES = 64
BUTTONS = 100
IN_A_ROW = 8
"""Source of both: python-telegram-bot, constants.InlineKeyboardMarkupLimit."""
HINT = 64
KINDS = ("inline_keyboard", "force_reply")
"""What the bot uses."""
CARRIES = ("callback_data", "url")


def rows_of(markup: Mapping[str, Any] | None) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of a `reply_markup`; what Telegram refuses raises a `Problem`."""
    if markup is None:
        return ()
    if not any(kind in markup for kind in KINDS):
        raise bad("object expected as reply markup", violation=True)
    rows = tuple(tuple(map(_button, row)) for row in markup.get("inline_keyboard", ()))
    if sum(map(len, rows)) > BUTTONS:
        raise bad("reply markup is too long", violation=True)
    if any(len(row) > IN_A_ROW for row in rows):
        raise bad("BUTTON_ROW_TOO_LONG", violation=True)
    return tuple(row for row in rows if row)


def hint_of(markup: Mapping[str, Any] | None) -> str:
    """Return what stands in the empty field of a forced reply."""
    hint = str((markup or {}).get("input_field_placeholder", ""))
    if len(hint) > HINT:
        raise bad("input field placeholder is too long", violation=True)
    return hint


def _button(told: Mapping[str, Any]) -> Button:
    label = str(told.get("text", "")).strip()
    if not label:
        raise bad("can't parse inline keyboard button: text must be non-empty", violation=True)
    carried = [name for name in CARRIES if name in told]
    if len(carried) != 1:
        words = "Text buttons are unallowed in the inline keyboard"
        raise bad(f"can't parse inline keyboard button: {words}", violation=True)
    data, url = str(told.get("callback_data", "")), str(told.get("url", ""))
    if "callback_data" in told and not 1 <= len(data.encode()) <= DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID", violation=True)
    if "url" in told and urlsplit(url).scheme not in ("http", "https", "tg"):
        raise bad("BUTTON_URL_INVALID", violation=True)
    return Button(label, data, url)
