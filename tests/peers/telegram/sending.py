"""What the bot sends: texts, songs, files, actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.peers.telegram import payloads
from tests.peers.telegram.files import THUMBNAIL_BYTES, UPLOAD_BYTES, plays, wrong_with_thumbnail
from tests.peers.telegram.html import parse_html
from tests.peers.telegram.hub import Hub, Request, Upload
from tests.peers.telegram.markup import hint_of, rows_of
from tests.peers.telegram.message import Entity, Message, StoredFile
from tests.peers.telegram.problems import Problem, bad, flooded, forbidden
from tests.peers.telegram.units import units
from tests.peers.telegram.world import Chat

Json = dict[str, Any]

TEXT, CAPTION = 4096, 1024
ENTITIES = 100
"""Source: python-telegram-bot, constants.MessageLimit.MESSAGE_ENTITIES."""
GENERAL = 1
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
RIGHT_TO = {"sendMessage": "text messages", "sendAudio": "music", "sendDocument": "documents"}


@dataclass(frozen=True)
class Target:
    """Where something goes."""

    chat: Chat
    thread: int | None


def chat_of(hub: Hub, params: Mapping[str, Any]) -> Chat:
    """Return the chat of a request, or say why the bot has none."""
    found = hub.world.chats.get(_number(params["chat_id"]))
    if found is None:
        person = hub.world.users.get(_number(params["chat_id"]))
        if person is None or person.is_bot:
            raise bad("chat not found")
        found = hub.world.private(person)
    if found.moved_to:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=found.moved_to)
    if found.is_private:
        return found
    if found.bot is None or found.kind == "channel":
        raise bad("chat not found")
    kind = "supergroup" if found.kind == "supergroup" else "group"
    if found.bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if found.bot.status == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")
    return found


def _writable(hub: Hub, request: Request) -> Chat:
    """Return the chat of something to be sent."""
    chat = chat_of(hub, request.params)
    if chat.is_private and not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.is_private and chat.blocked:
        raise forbidden("bot was blocked by the user")
    what = RIGHT_TO.get(request.method, "text messages")
    if what in chat.refuses and not (chat.bot and chat.bot.manages):
        raise bad(f"not enough rights to send {what} to the chat")
    return chat


def target_of(hub: Hub, request: Request) -> Target:
    """Return where a message or an action goes."""
    chat = _writable(hub, request)
    thread: int | None = request.params.get("message_thread_id")
    if thread is None:
        return Target(chat, None)
    if thread == GENERAL and request.method == "sendChatAction" and chat.is_forum:
        return Target(chat, None)
    if thread == GENERAL:
        hub.complain("the topic General has no message_thread_id")
    topic = chat.topics.get(thread)
    if topic is None or topic.deleted:
        raise bad("message thread not found")
    if topic.closed and not (chat.bot and chat.bot.manages):
        raise bad("TOPIC_CLOSED")
    return Target(chat, thread)


def text_of(hub: Hub, params: Mapping[str, Any], name: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text of a request and what is marked in it."""
    text = params.get(name, "")
    mode = params.get("parse_mode", "")
    if mode == "HTML":
        parsed, entities = parse_html(text, hub.complain)
    elif mode:
        raise bad("unsupported parse_mode", violation=True)
    else:
        parsed, entities = text.strip(), []
    for one in entities:
        if one.person and one.person not in hub.world.users:
            hub.complain(f"{one.of(parsed)!r} mentions somebody whom the bot has never met")
    if len(entities) > ENTITIES:
        hub.complain(f"{len(entities)} marks in one message: those after {ENTITIES} are lost")
    if units(parsed) > (TEXT if name == "text" else CAPTION):
        words = "message is too long" if name == "text" else "message caption is too long"
        raise bad(words, violation=True)
    if name == "text" and not parsed:
        raise bad("message text is empty", violation=True)
    return parsed, tuple(one for one in entities if not one.person or one.person in hub.world.users)


def paced(hub: Hub, chat: Chat) -> None:
    """Refuse what comes too fast."""
    if wait_s := hub.flood.wait_s(chat.id, hub.loop_s()):
        raise flooded(wait_s)


async def send_message(hub: Hub, request: Request) -> Json:
    """Answer sendMessage."""
    target = target_of(hub, request)
    text, entities = text_of(hub, request.params, "text")
    preview = not request.params.get("link_preview_options", {}).get("is_disabled", False)
    return _put(hub, request, target, text=text, entities=entities, preview=preview)


async def send_audio(hub: Hub, request: Request) -> Json:
    """Answer sendAudio."""
    target = target_of(hub, request)
    caption, entities = text_of(hub, request.params, "caption")
    made = _file(hub, request, "audio")
    return _put(hub, request, target, text=caption, entities=entities, file=made)


async def send_document(hub: Hub, request: Request) -> Json:
    """Answer sendDocument."""
    target = target_of(hub, request)
    caption, entities = text_of(hub, request.params, "caption")
    made = _file(hub, request, "document")
    return _put(hub, request, target, text=caption, entities=entities, file=made)


async def send_chat_action(hub: Hub, request: Request) -> bool:
    """Answer sendChatAction."""
    target = target_of(hub, request)
    if request.params["action"] not in ACTIONS:
        raise bad("wrong parameter action in request", violation=True)
    hub.actions.append((target.chat, target.thread, request.params["action"]))
    return True


def _put(hub: Hub, request: Request, target: Target, **shown: Any) -> Json:
    params = request.params
    markup: Mapping[str, Any] | None = params.get("reply_markup")
    rows, hint = rows_of(markup), hint_of(markup)
    replied = _replied(target, params.get("reply_parameters"))
    paced(hub, target.chat)
    asks = markup is not None and bool(markup.get("force_reply"))
    selective = markup is not None and bool(markup.get("selective"))
    message = Message(
        target.chat,
        target.chat.next_id(),
        hub.world.bot,
        hub.world.now_s(),
        thread=target.thread,
        replied=replied,
        rows=rows,
        asks=asks,
        hint=hint,
        asked_of=replied.sender.id if asks and selective and replied else None,
        silent=params.get("disable_notification", False),
        **shown,
    )
    return payloads.message(hub.put(message))


def _replied(target: Target, asked: Mapping[str, Any] | None) -> Message | None:
    """Return the message that is replied to. One in another topic is not there."""
    if asked is None:
        return None
    if _number(asked.get("chat_id", target.chat.id)) != target.chat.id:
        raise bad("message to be replied not found", violation=True)
    found = target.chat.messages.get(asked["message_id"])
    if found is not None and not found.gone and found.thread == target.thread:
        return found
    if asked.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def _file(hub: Hub, request: Request, kind: str) -> StoredFile:
    """Return the file of a request: one that is there already, or what is uploaded."""
    params, uploaded = request.params, request.files.get(kind)
    if uploaded is None:
        given = str(params.get(kind, ""))
        if given.startswith("attach://"):
            uploaded = request.files.get(given.removeprefix("attach://"))
        else:
            return _known(hub, given, kind)
    if uploaded is None:
        raise bad(f"there is no {kind} in the request", violation=True)
    _sized(uploaded)
    if not uploaded.data:
        raise bad("file must be non-empty", violation=True)
    if kind == "audio" and not plays(uploaded.data):
        hub.complain(f"sendAudio with {uploaded.name!r}, which is neither MP3 nor M4A")
        kind = "document"  # as Telegram does with it
    tags = {name: params[name] for name in ("title", "performer", "duration") if name in params}
    return hub.files.store(
        kind,
        uploaded.name,
        uploaded.data,
        thumbnail=_thumbnail(hub, request),
        **(tags if kind == "audio" else {}),
    )


def _known(hub: Hub, file_id: str, kind: str) -> StoredFile:
    found = hub.files.find(file_id)
    if found is None:
        if file_id.startswith("http"):
            hub.complain(f"a {kind} by its address: the bot sends files")
        raise bad("wrong file identifier/HTTP URL specified")
    if found.kind != kind:
        names = {"audio": "Audio", "document": "Document", "voice": "VoiceNote", "photo": "Photo"}
        raise bad(f"can't use file of type {names[found.kind]} as {names[kind]}", violation=True)
    return found


def _thumbnail(hub: Hub, request: Request) -> StoredFile | None:
    given = request.params.get("thumbnail", "")
    uploaded = request.files.get(given.removeprefix("attach://") if given else "thumbnail")
    if uploaded is None:
        if given:
            hub.complain("a thumbnail can't be used again: it has to be uploaded")
        return None
    if wrong := wrong_with_thumbnail(uploaded.data):
        hub.complain(wrong)
        return None  # Telegram leaves it out
    assert len(uploaded.data) < THUMBNAIL_BYTES
    return hub.files.store("photo", uploaded.name, uploaded.data)


def _sized(uploaded: Upload) -> None:
    if uploaded.size > UPLOAD_BYTES:
        raise Problem(413, "Request Entity Too Large", violation=True)


def _number(value: object) -> int:
    """Return a chat's id; the bot names no chat by its @name."""
    try:
        return int(str(value))
    except ValueError:
        return 0
