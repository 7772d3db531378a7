"""What becomes of messages that were sent: they are edited, or deleted."""

from dataclasses import replace
from typing import Any

from tests.peers.telegram import payloads
from tests.peers.telegram.hub import Hub, Request
from tests.peers.telegram.markup import rows_of
from tests.peers.telegram.message import Message
from tests.peers.telegram.problems import bad
from tests.peers.telegram.sending import chat_of, paced, text_of

Json = dict[str, Any]

DELETED_WITHIN_S = 48 * 3600
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def _mine(hub: Hub, request: Request) -> Message:
    """Return the message to be edited: only the bot's own can be."""
    if "inline_message_id" in request.params:
        raise bad("the bot has no inline messages", violation=True)
    chat = chat_of(hub, request.params)
    found = chat.messages.get(request.params.get("message_id", 0))
    if found is None or found.gone:
        raise bad("message to edit not found")
    if (
        not found.by_bot or found.asks
    ):  # what asks for a reply can't be edited, as tdlib's can_edit_message says
        raise bad("message can't be edited", violation=True)
    return found


def _edit(hub: Hub, message: Message, **shown: Any) -> Json:
    """Show something else in a message: what is not named keeps as it is."""
    new = replace(message, **shown)
    names = ("text", "entities", "rows", "preview")
    if all(getattr(new, name) == getattr(message, name) for name in names):
        raise bad(UNCHANGED)
    paced(hub, message.chat)
    for name, value in shown.items():
        setattr(message, name, value)
    message.edits += 1
    message.edited_at = hub.world.now_s()
    hub.changed()
    return payloads.message(message)


async def edit_text(hub: Hub, request: Request) -> Json:
    """Answer editMessageText."""
    message = _mine(hub, request)
    if message.file is not None:
        raise bad("there is no text in the message to edit", violation=True)
    text, entities = text_of(hub, request.params, "text")
    preview = not request.params.get("link_preview_options", {}).get("is_disabled", False)
    rows = rows_of(request.params.get("reply_markup"))
    return _edit(hub, message, text=text, entities=entities, rows=rows, preview=preview)


async def edit_caption(hub: Hub, request: Request) -> Json:
    """Answer editMessageCaption."""
    message = _mine(hub, request)
    if message.file is None:
        raise bad("there is no caption in the message to edit", violation=True)
    text, entities = text_of(hub, request.params, "caption")
    return _edit(hub, message, text=text, entities=entities, rows=rows_of(request.params.get("reply_markup")))


async def edit_media(hub: Hub, request: Request) -> Json:
    """Answer editMessageMedia: any message becomes one with a document."""
    message, media = _mine(hub, request), request.params["media"]
    if media.get("type") != "document":
        raise bad("the bot puts nothing but documents in the place of something", violation=True)
    uploaded = request.files[media["media"].removeprefix("attach://")]
    message.file = hub.files.store("document", uploaded.name, uploaded.data)
    text, entities = text_of(hub, media, "caption")
    return _edit(hub, message, text=text, entities=entities, rows=rows_of(request.params.get("reply_markup")))


async def edit_markup(hub: Hub, request: Request) -> Json:
    """Answer editMessageReplyMarkup."""
    message = _mine(hub, request)
    return _edit(hub, message, rows=rows_of(request.params.get("reply_markup")))


async def delete_message(hub: Hub, request: Request) -> bool:
    """Answer deleteMessage."""
    chat = chat_of(hub, request.params)
    found = chat.messages.get(request.params["message_id"])
    if found is None or found.gone:
        raise bad("message to delete not found")
    may = found.by_bot or chat.is_private or (chat.bot is not None and chat.bot.manages)
    if not may or "forum_topic_created" in found.service:
        raise bad("message can't be deleted")
    if hub.world.now_s() - found.date > DELETED_WITHIN_S:
        raise bad("message can't be deleted for everyone")
    found.gone = True
    hub.changed()
    return True
