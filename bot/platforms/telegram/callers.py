"""Who asks and where, read from what Telegram sends along: nothing is looked up, no group is remembered.

Types are those of the API's reference: https://core.telegram.org/bots/api.
"""

from telegram import CallbackQuery, Chat, MaybeInaccessibleMessage, Message, User
from telegram.constants import ChatType

from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.song import Origin
from bot.locales import best_language
from bot.platforms.telegram.facts import GENERAL_TOPIC, PLATFORM

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


def account_of(user: User) -> Account:
    """Return somebody's account; its language is that of their client, if there is a catalogue of it."""
    tag = user.language_code
    return Account(
        PLATFORM,
        str(user.id),
        name=user.full_name,
        username=user.username or "",
        language=best_language(tag) or "" if tag else "",
    )


def account_of_chat(chat: Chat) -> Account:
    """Return the account of a chat in whose name somebody writes: nobody knows who they are."""
    return Account(
        PLATFORM, str(chat.id), name=chat.effective_name or "", username=chat.username or "", language=""
    )


def is_group(chat: Chat) -> bool:
    """Tell whether a chat is a place of its own; channels are none of ours."""
    return chat.type in GROUPS


def place_of(chat: Chat) -> PlaceRef:
    """Return the place that a chat is: a group, or the one for private chats."""
    return PlaceRef(PLATFORM, str(chat.id)) if is_group(chat) else PlaceRef()


def thread_of(message: MaybeInaccessibleMessage) -> str:
    """Return the topic that an answer goes to, by its plain id; what names none goes to General."""
    if isinstance(message, Message) and message.is_topic_message and message.message_thread_id:
        return str(message.message_thread_id)
    return ""


def topic_of(message: MaybeInaccessibleMessage) -> str:
    """Return the topic as moderators name it, General included; empty in a chat without topics."""
    thread = thread_of(message)
    if not is_group(message.chat):
        return ""
    return thread or (str(GENERAL_TOPIC) if message.chat.is_forum else "")


def caller_of(account: Account, message: MaybeInaccessibleMessage, *, manages: bool) -> Caller:
    """Return who writes a message, or presses a button below one; `manages` counts in groups only."""
    if not is_group(message.chat):
        return Caller(account, direct=True)
    return Caller(account, place_of(message.chat), channel=topic_of(message), manages=manages)


def origin_of_message(message: Message, person: str, language: str) -> Origin:
    """Return where a message was written; what it brings replies to it."""
    return _origin(message, message.message_id, person, language)


def origin_of_query(query: CallbackQuery, language: str) -> Origin | None:
    """Return where a button was pressed; what it brings replies to what its message replies to.

    None for a button below a message that came from no chat of ours.
    """
    message = query.message
    if message is None:
        return None
    below = message.reply_to_message if isinstance(message, Message) else None
    replied_to = message.message_id if below is None else below.message_id
    return _origin(message, replied_to, str(query.from_user.id), language)


def has_button(query: CallbackQuery) -> bool:
    """Tell whether a message has the button that was pressed below it; one that can't be seen may have it.

    It may have been changed meanwhile, and a changed client says what it likes. Source: api, CallbackQuery.
    """
    if not (isinstance(query.message, Message) and query.message.is_accessible):
        return True
    keyboard = query.message.reply_markup
    return keyboard is not None and any(
        button.callback_data == query.data for row in keyboard.inline_keyboard for button in row
    )


def dedup_of_message(message: Message) -> str:
    """Return what is the same for the same message, however often it is handled."""
    return f"{PLATFORM}:{message.chat.id}:{message.message_id}"


def dedup_of_query(query: CallbackQuery) -> str:
    """Return what is the same for the same press, however often it is handled."""
    return f"{PLATFORM}:tap:{query.id}"


def to_themselves(origin: Origin) -> Origin:
    """Return where somebody is reached alone: their private chat has the id of their account."""
    if origin.chat == origin.person:
        return origin
    return origin.model_copy(update={"chat": origin.person, "thread": "", "place": "", "message": ""})


def _origin(message: MaybeInaccessibleMessage, replied_to: int, person: str, language: str) -> Origin:
    return Origin(
        platform=PLATFORM,
        chat=str(message.chat.id),
        thread=thread_of(message),
        place=str(message.chat.id) if is_group(message.chat) else "",
        message=str(replied_to),
        person=person,
        language=language,
    )
