"""What bots are told, in the Bot API's own shapes."""

from typing import Any

from tests.peers.telegram.message import Button, Entity, Message, StoredFile
from tests.peers.telegram.world import RESTRICTED, RIGHTS, Chat, Membership, User, World

Json = dict[str, Any]


def user(one: User) -> Json:
    """Return a User."""
    told: Json = {"id": one.id, "is_bot": one.is_bot, "first_name": one.name}
    if one.username:
        told["username"] = one.username
    if one.language and not one.is_bot:
        told["language_code"] = one.language
    return told


def me(world: World) -> Json:
    """Return the bot's own User, as getMe does."""
    return user(world.bot) | {
        "can_join_groups": world.joins_groups,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat(one: Chat) -> Json:
    """Return a Chat."""
    told: Json = {"id": one.id, "type": one.kind}
    if one.person is not None:
        told["first_name"] = one.person.name
        if one.person.username:
            told["username"] = one.person.username
    else:
        told["title"] = one.title
    if one.is_forum:
        told["is_forum"] = True
    return told


def full_chat(one: Chat) -> Json:
    """Return a ChatFullInfo."""
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return chat(one) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def member(one: Membership) -> Json:
    """Return a ChatMember."""
    told: Json = {"status": one.status, "user": user(one.user)}
    match one.status:
        case "creator":
            told["is_anonymous"] = one.anonymous
        case "administrator":
            told |= {"can_be_edited": False, "is_anonymous": one.anonymous, **dict.fromkeys(RIGHTS, True)}
        case "restricted":
            told |= {"is_member": True, "until_date": 0, **dict.fromkeys(RESTRICTED, False)}
        case "kicked":
            told["until_date"] = 0
    return told


def message(one: Message, *, replies: bool = True) -> Json:
    """Return a Message; what it replies to is told without what that replied to."""
    if one.gone:
        return hidden(one)
    told: Json = {
        "message_id": one.id,
        "from": user(one.sender),
        "chat": chat(one.chat),
        "date": one.date,
        **one.service,
    }
    if one.sender_chat is not None:
        told["sender_chat"] = chat(one.sender_chat)
    if one.forwarded:
        told["is_automatic_forward"] = True
    if one.edited_at:
        told["edit_date"] = one.edited_at
    if one.file is not None:
        told[one.file.kind] = file(one.file)
    if one.text:
        below = "caption" if one.file is not None else "text"
        told[below] = one.text
        if one.entities:
            marks = "caption_entities" if one.file is not None else "entities"
            told[marks] = [entity(each, one.chat.world) for each in one.entities]
    if one.rows:
        told["reply_markup"] = {"inline_keyboard": [[button(each) for each in row] for row in one.rows]}
    if (thread := _thread(one)) is not None:
        told["message_thread_id"] = thread
    if one.thread is not None:
        told["is_topic_message"] = True
    if replies and (replied := _replied(one)) is not None:
        told["reply_to_message"] = message(replied, replies=False)
    return told


def hidden(one: Message) -> Json:
    """Return an InaccessibleMessage."""
    return {"chat": chat(one.chat), "message_id": one.id, "date": 0}


def _thread(one: Message) -> int | None:
    """Return the thread: the topic, or in a supergroup the first message of a chain of replies."""
    if one.thread is not None or one.chat.kind != "supergroup" or one.replied is None:
        return one.thread
    first = one.replied
    while first.replied is not None:
        first = first.replied
    return first.id


def _replied(one: Message) -> Message | None:
    """Return what it replies to; what is written into a topic replies to the message that made it."""
    if one.replied is not None:
        return None if one.replied.gone else one.replied
    topic = one.chat.topics.get(one.thread or 0)
    return None if topic is None or topic.opening is one else topic.opening


def entity(one: Entity, world: World) -> Json:
    """Return a MessageEntity."""
    told: Json = {"type": one.kind, "offset": one.offset, "length": one.length}
    if one.person:
        told["user"] = user(world.users[one.person])
    elif one.url:
        told["url"] = one.url
    return told


def button(one: Button) -> Json:
    """Return an InlineKeyboardButton."""
    return {"text": one.label} | ({"url": one.url} if one.url else {"callback_data": one.data})


def file(one: StoredFile) -> Json:
    """Return an Audio, a Voice, a Document or a PhotoSize."""
    told: Json = {"file_id": one.file_id, "file_unique_id": one.unique_id, "file_size": one.size}
    if one.kind == "photo":
        return told | {"width": 320, "height": 320}
    told["mime_type"] = one.mime
    if one.kind != "voice":
        told["file_name"] = one.name
    if one.kind in ("audio", "voice"):
        told["duration"] = one.duration
    if one.kind == "audio":
        told |= {name: value for name in ("title", "performer") if (value := getattr(one, name))}
    if one.thumbnail is not None:
        told["thumbnail"] = file(one.thumbnail)
    return told
