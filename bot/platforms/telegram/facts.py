"""What Telegram sets: limits, texts of errors, kinds of files, each with its source.

Pages are those of https://core.telegram.org/bots; `api` is the reference of the Bot API.
"""

PLATFORM = "telegram"

# --- messages: api, sendMessage, sendAudio, ReplyKeyboardMarkup ---------------------------------

TEXT_CHARACTERS = 4_096
"""Of a message, after its marks were read; counted in UTF-16 units to be safe, as entities are."""
CAPTION_CHARACTERS = 1_024
"""Of what stands below a file; counted in the same way."""
TITLE_CHARACTERS = 64
"""Of a song's title and performer as players show them; the API sets no limit, clients cut."""
CALLBACK_BYTES = 64
"""Of what a button says when it is pressed. Source: api, InlineKeyboardButton."""
ANSWER_CHARACTERS = 200
"""Of what is shown after a press. Source: api, answerCallbackQuery."""
LABEL_CHARACTERS = 40
"""Of what stands on a button: the API sets no limit, but phones show no more of it."""
KEYBOARD_BUTTONS = 100
ROW_BUTTONS = 8
"""Source: python-telegram-bot, constants.InlineKeyboardMarkupLimit."""
PLACEHOLDER_CHARACTERS = 64
"""Of what stands in an empty field of a forced reply. Source: api, ForceReply."""

# --- files: api, "Sending files", sendAudio, getFile ---------------------------------------------

UPLOAD_BYTES = 50_000_000
"""Of a file that a bot sends; "50 MB" is read as decimal to be safe, as python-telegram-bot does."""
DOWNLOAD_BYTES = 20_000_000
"""Of a file that a bot may fetch."""
PLAYS = ("mp3", "m4a")
"""What has a player; anything else is a document."""
THUMBNAIL_BYTES = 200_000
THUMBNAIL_PIXELS = 320
UPLOAD_TIMEOUT_S = 120.0
"""How long a file may take to be taken; the library's own 20 s are short for 50 MB."""
UPLOAD_SOURCE = "https://core.telegram.org/bots/api#sendaudio"

# --- commands: api, BotCommand -------------------------------------------------------------------

COMMAND_CHARACTERS = 32
COMMAND_DESCRIPTION_CHARACTERS = 256

# --- pace: faq, "My bot is hitting limits"; python-telegram-bot, constants.FloodLimit --------------

PER_SECOND = 30
"""Messages in all."""
CHAT_PER_SECOND = 1
GROUP_PER_MINUTE = 20
CHAT_BURST = 3
"""So many in a row to one chat: "we may allow short bursts that go over this limit"; no number is given."""
LIMIT_IN_ALL = (PER_SECOND, 1.0)
"""At most so many in so many seconds; edits and actions are counted, too, to be safe."""
LIMIT_OF_CHAT = (CHAT_BURST * CHAT_PER_SECOND, float(CHAT_BURST))
LIMIT_OF_GROUP = (GROUP_PER_MINUTE, 60.0)
ACTION_LASTS_S = 5.0
"""A chat action is shown so long. Source: api, sendChatAction."""

# --- updates: api, getUpdates ----------------------------------------------------------------------

UPDATES = ("message", "callback_query", "my_chat_member")
"""What the bot wants to hear of."""
UPDATES_KEPT_S = 24 * 3600
"""Telegram keeps what was not fetched no longer than this."""
ANONYMOUS_ADMIN = 1_087_968_824
"""The account in whose name an anonymous administrator writes. Source: api, Message.from."""
GENERAL_TOPIC = 1
"""The thread of the topic General, which its messages do not name. Source: api, forum topics."""

# --- refusals: tdlib/telegram-bot-api, Client.cpp; names with underscores, which Telegram has in capitals:
# https://core.telegram.org/method/messages.sendMedia and its neighbours ----------------------------------

TAKES_NO_POST = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user_is_blocked",
    "user is deactivated",
    "input_user_deactivated",
    "bot was blocked",
    "bot was kicked",
    "bot is not a member",
    "bot can't initiate",
    "can't send messages to bots",
    "group chat was deactivated",
    "group chat was deleted",
    "group chat is deactivated",
    "group is deactivated",
    "chat was deleted",
    "have no rights to send",
    "not enough rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "chat_send_",
    "channel_private",
    "user_banned_in_channel",
)
"""Parts of the sentences that say that a chat takes no message, or none of this kind; in small letters."""
NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
NO_MESSAGE = ("message to edit not found", "message to delete not found", "message_id_invalid")
FIXED_MESSAGE = (
    "message can't be edited",
    "message can't be deleted",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
"""Messages older than 48 hours can't be deleted. Source: api, deleteMessage."""
EMPTIED_FILE = "removed.txt"
"""What stands where a song stood that can't be deleted any more."""
UNMODIFIED = ("message is not modified",)
UNREADABLE_MARKS = (
    "can't parse entities",
    "can't find end of",
    "unsupported start tag",
    "entity_bounds_invalid",
)
QUERY_TOO_OLD = ("query is too old", "query id is invalid", "query_id_invalid")
FILE_UNKNOWN = (
    "wrong file identifier",
    "wrong remote file identifier",
    "wrong file_id",
    "invalid file_id",
    "file_reference_",
    "can't use file of type",
    "wrong type of the file",
)
FILE_TOO_LARGE = ("too large", "too big", "file_parts_invalid", "file_part_too_big", "content too large")
"""413 comes from the server in front of the Bot API, with a sentence of HTTP's or a page of its own."""
TOO_MANY = ("too many requests", "(429)")
