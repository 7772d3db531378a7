"""What Discord refuses in a message, a modal or a completion, and is in no schema: by hand.

Sources: resources/message, components/reference, interactions/receiving-and-responding, and the words of
real refusals.
"""

from collections.abc import Collection
from typing import Any

from tests.peers.discord.components import check_component, check_legacy, check_modal_part
from tests.peers.discord.message import LAYOUT, TEXT_DISPLAY, clean, every
from tests.peers.discord.problems import EMPTY_MESSAGE, Form, Problem

Json = dict[str, Any]

CONTENT, EMBEDS, EMBEDS_TOGETHER, FILES, ALT, NONCE = 2_000, 10, 6_000, 10, 1_024, 25
LAYOUT_PARTS, LAYOUT_TEXT = 40, 4_000
MODAL_TITLE, CUSTOM_ID, MODAL_PARTS = 45, 100, 5
CHOICES, CHOICE = 25, 100
MENTIONED = 100
SHOWN = ("content", "embeds", "components")


def check_embeds(form: Form, embeds: list[Json]) -> None:
    """Check the lengths of embeds, each and together."""
    for n, embed in enumerate(embeds):
        at = f"embeds.{n}"
        form.length(f"{at}.title", embed.get("title"), 0, 256)
        form.length(f"{at}.description", embed.get("description"), 0, 4_096)
        form.length(f"{at}.footer.text", (embed.get("footer") or {}).get("text"), 0, 2_048)
        form.length(f"{at}.author.name", (embed.get("author") or {}).get("name"), 0, 256)
        if len(embed.get("fields") or []) > 25:
            form.wrong(f"{at}.fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
        for m, field in enumerate(embed.get("fields") or []):
            form.length(f"{at}.fields.{m}.name", field.get("name"), 1, 256)
            form.length(f"{at}.fields.{m}.value", field.get("value"), 1, 1_024)
        if not {"title", "description", "fields", "image", "thumbnail", "author", "footer"} & {
            key for key, value in embed.items() if value
        }:
            form.wrong(at, "BASE_TYPE_REQUIRED", "This field is required")
    if sum(embed_size(embed) for embed in embeds) > EMBEDS_TOGETHER:
        for n in range(len(embeds)):
            form.wrong(f"embeds.{n}", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def embed_size(embed: Json) -> int:
    """Return the characters of an embed that count."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if text)


def check_message(body: Json, *, uploads: Collection[int], before: Json | None = None) -> None:
    """Check what a message will be: `body` over `before`, what it is (None: it is new)."""
    form = Form()
    form.length("content", body.get("content"), 0, CONTENT)
    embeds = form.count("embeds", body.get("embeds"), 0, EMBEDS)
    check_embeds(form, embeds)
    form.length("nonce", body.get("nonce"), 0, NONCE)
    _check_mentions(form, body.get("allowed_mentions"))
    names = _check_attachments(form, body, uploads, before)
    was_layout = bool(before and before["flags"] & LAYOUT)
    layout = bool((body.get("flags") or 0) & LAYOUT)
    if was_layout and "flags" in body and not layout:
        form.wrong(
            "flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The components v2 flag can't be removed"
        )
    layout = layout or was_layout
    after = {key: body[key] if key in body else (before or {}).get(key) for key in SHOWN}
    components: list[Json] = form.count("components", after["components"], 0, LAYOUT_PARTS if layout else 5)
    if layout:
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if after.get(key) or body.get(key):
                form.wrong(
                    key,
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
        _check_layout(form, components, names)
    else:
        check_legacy(form, components)
    _check_ids(form, components)
    form.done()
    shown = [
        (after["content"] or "").strip(),
        after["embeds"],
        components,
        names,
        body.get("poll"),
        body.get("sticker_ids"),
    ]
    if not any(shown):
        raise Problem(*EMPTY_MESSAGE, violation=True)


def unseen(body: Json, names: Collection[str]) -> list[str]:
    """Return the files of a layout message that no component shows: nobody will see them."""
    if not (body.get("flags") or 0) & LAYOUT:
        return []
    used = {clean(url.removeprefix("attachment://")) for url in _references(body.get("components") or [])}
    return [name for name in names if clean(name) not in used]


def _references(components: list[Json]) -> list[str]:
    found = []
    for part in every(components):
        items = [part.get("file"), part.get("media"), *(item.get("media") for item in part.get("items", []))]
        found += [item["url"] for item in items if item]
    return found


def _check_layout(form: Form, components: list[Json], names: Collection[str]) -> None:
    parts = [*every(components)]
    if len(parts) > LAYOUT_PARTS:
        form.wrong(
            "components",
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            f"The total number of components cannot exceed {LAYOUT_PARTS}",
        )
    if sum(len(part.get("content") or "") for part in parts if part["type"] == TEXT_DISPLAY) > LAYOUT_TEXT:
        form.wrong(
            "components",
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"The total displayable text size cannot exceed {LAYOUT_TEXT}",
        )
    for n, part in enumerate(components):
        check_component(form, f"components.{n}", part)
    known = {clean(name) for name in names}
    for url in _references(components):
        if url.startswith("attachment://") and clean(url.removeprefix("attachment://")) not in known:
            form.wrong(
                "components",
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                f"The referenced attachment in the unfurled media item was not found: {url}",
            )


def _check_ids(form: Form, components: list[Json]) -> None:
    ids = [part["custom_id"] for part in every(components) if part.get("custom_id")]
    if len(ids) != len(set(ids)):
        form.wrong("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    numbers = [part["id"] for part in every(components) if part.get("id")]
    if len(numbers) != len(set(numbers)):
        form.wrong("components", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")


def _check_mentions(form: Form, allowed: Json | None) -> None:
    if not allowed:
        return
    for key in ("users", "roles"):
        listed = form.count(f"allowed_mentions.{key}", allowed.get(key), 0, MENTIONED)
        if listed and key in (allowed.get("parse") or []):
            form.wrong(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.',
            )


def _check_attachments(form: Form, body: Json, uploads: Collection[int], before: Json | None) -> list[str]:
    """Check the list of files; return the names of those that the message will have."""
    kept = {str(file["id"]): file["filename"] for file in (before or {}).get("attachments", [])}
    if "attachments" not in body:
        if uploads:
            form.wrong("attachments", "BASE_TYPE_REQUIRED", "This field is required")
        return [*kept.values()]
    names = []
    listed = form.count("attachments", body["attachments"], 0, FILES)
    for n, one in enumerate(listed):
        form.length(f"attachments.{n}.description", one.get("description"), 0, ALT)
        number = str(one.get("id"))
        if number in kept:
            names.append(kept[number])
        elif number.isdecimal() and int(number) in uploads:
            form.length(f"attachments.{n}.filename", one.get("filename"), 1, 1_024)
            names.append(one.get("filename") or "")
        else:
            form.wrong(f"attachments.{n}", "ATTACHMENT_NOT_FOUND", "The attachment could not be found")
    for upload in uploads:
        if str(upload) not in [str(one.get("id")) for one in listed]:
            form.wrong("attachments", "ATTACHMENT_NOT_LISTED", f"files[{upload}] is in no attachment")
    return names


def check_modal(data: Json) -> None:
    """Check a modal that a bot opens."""
    form = Form()
    form.length("data.title", data.get("title"), 1, MODAL_TITLE)
    form.length("data.custom_id", data.get("custom_id"), 1, CUSTOM_ID)
    parts = form.count("data.components", data.get("components"), 1, MODAL_PARTS)
    for n, part in enumerate(parts):
        check_modal_part(form, f"data.components.{n}", part)
    _check_ids(form, parts)
    form.done()


def check_choices(data: Json, option_type: int) -> None:
    """Check what completes an option."""
    form = Form()
    for n, choice in enumerate(form.count("data.choices", data.get("choices"), 0, CHOICES)):
        form.length(f"data.choices.{n}.name", choice.get("name"), 1, CHOICE)
        if option_type == 3:
            form.length(f"data.choices.{n}.value", choice.get("value"), 1, CHOICE)
        else:
            form.number(f"data.choices.{n}.value", choice.get("value"), -(2**53), 2**53)
    form.done()
