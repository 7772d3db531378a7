"""What a message or a form becomes on the wire, held to what Discord allows, in its file or elsewhere."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import discord
from discord.http import handle_message_parameters

from bot.platforms.discord import facts
from bot.platforms.discord.lengths import length
from bot.platforms.discord.outbound import Message
from tests.peers.discord import spec

CONTAINER, ROW, TEXT, TEXT_INPUT, FILE = 17, 1, 10, 4, 13
SELECTS = {3, 5, 6, 7, 8}


def wire(message: Message) -> dict[str, Any]:
    """Return the JSON of a message as it is posted, after holding it to every limit."""
    with handle_message_parameters(**message.sending()) as parameters:
        if parameters.multipart:
            payload = json.loads(parameters.multipart[0]["value"])
        else:
            payload = json.loads(json.dumps(parameters.payload))
    assert spec.violations_of("POST", "/channels/200/messages", payload) == []
    _check_text(payload)
    _check_components(payload)
    assert len(message.files) <= facts.ATTACHMENTS
    return payload  # type: ignore[no-any-return]


def modal_wire(modal: discord.ui.Modal) -> dict[str, Any]:
    """Return the JSON of a form as it is opened, after holding it to every limit."""
    payload: dict[str, Any] = json.loads(json.dumps(modal.to_dict()))
    body = {"type": 9, "data": payload}
    assert spec.violations_of("POST", "/interactions/300/a-token/callback", body) == []
    assert 1 <= length(payload["title"]) <= facts.MODAL_TITLE_CHARACTERS
    assert 1 <= len(payload["custom_id"]) <= facts.CUSTOM_ID_CHARACTERS
    assert 1 <= len(payload["components"]) <= facts.MODAL_PARTS
    for part in payload["components"]:
        if part["type"] == TEXT:
            continue
        assert 1 <= length(part["label"]) <= facts.MODAL_LABEL_CHARACTERS
        inner = part["component"]
        _check_control(inner)
        if inner["type"] == TEXT_INPUT:
            assert length(inner.get("placeholder", "")) <= facts.MODAL_PLACEHOLDER_CHARACTERS
            assert length(inner.get("value", "")) <= inner["max_length"] <= facts.MODAL_TEXT_CHARACTERS
    return payload


def parts(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every component, those inside others, too."""
    for one in components:
        yield one
        yield from parts(one.get("components", []))


def texts(payload: dict[str, Any]) -> str:
    """Return all that is to be read in a layout."""
    return "\n".join(one["content"] for one in parts(payload["components"]) if one["type"] == TEXT)


def controls(payload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return buttons and menus by their ids."""
    return {one["custom_id"]: one for one in parts(payload.get("components", [])) if "custom_id" in one}


def _check_text(payload: dict[str, Any]) -> None:
    assert length(payload.get("content") or "") <= facts.CONTENT_CHARACTERS
    embeds = payload.get("embeds") or []
    assert len(embeds) <= facts.EMBEDS
    assert all(length(one.get("description", "")) <= facts.EMBED_CHARACTERS for one in embeds)
    assert all(length(one.get("title", "")) <= facts.EMBED_TITLE_CHARACTERS for one in embeds)
    together = sum(length(one.get(name, "")) for one in embeds for name in ("title", "description"))
    assert together <= facts.EMBEDS_CHARACTERS


def _check_components(payload: dict[str, Any]) -> None:
    shown = payload.get("components") or []
    every = list(parts(shown))
    is_layout = any(one["type"] == CONTAINER for one in shown)
    if is_layout:
        assert len(every) <= facts.LAYOUT_COMPONENTS
        written = [one["content"] for one in every if one["type"] == TEXT]
        assert all(one.strip() for one in written)
        assert sum(map(length, written)) <= facts.LAYOUT_CHARACTERS
        assert payload["flags"] & 1 << 15
        assert not payload.get("content")
        assert not payload.get("embeds")
        named = {f"attachment://{one['filename']}" for one in payload.get("attachments", [])}
        assert {one["file"]["url"] for one in every if one["type"] == FILE} == named
    else:
        assert len(shown) <= facts.ROWS
    for one in every:
        if one["type"] == ROW:
            width = [5 if inner["type"] in SELECTS else 1 for inner in one["components"]]
            assert 1 <= sum(width) <= facts.ROW_BUTTONS
        elif "custom_id" in one:
            _check_control(one)
    again = Counter(one["custom_id"] for one in every if "custom_id" in one)
    assert not [one for one, times in again.items() if times > 1]


def _check_control(one: dict[str, Any]) -> None:
    assert 1 <= len(one["custom_id"]) <= facts.CUSTOM_ID_CHARACTERS
    if one["type"] == 2:
        assert 1 <= length(one["label"]) <= facts.LABEL_CHARACTERS
    if one["type"] in SELECTS:
        assert length(one.get("placeholder", "")) <= facts.PLACEHOLDER_CHARACTERS
        assert 0 <= one["min_values"] <= one["max_values"] <= facts.SELECT_OPTIONS
        assert one["max_values"] >= 1
        assert len(one.get("default_values", [])) <= one["max_values"]
    if one["type"] == 3:
        options = one["options"]
        assert 1 <= len(options) <= facts.SELECT_OPTIONS
        assert one["max_values"] <= len(options)
        assert len({option["value"] for option in options}) == len(options)
        assert all(1 <= length(option["label"]) <= facts.SELECT_LABEL_CHARACTERS for option in options)
        assert sum(option.get("default", False) for option in options) <= one["max_values"]
