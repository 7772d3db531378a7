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
UPLOAD_SOURCE = "https://core.telegram.org/bots/api#sendaudio"

# --- commands: api, BotCommand -------------------------------------------------------------------

COMMAND_CHARACTERS = 32
COMMAND_DESCRIPTION_CHARACTERS = 256

# --- pace: faq, "My bot is hitting limits"; python-telegram-bot, constants.FloodLimit --------------

PER_SECOND = 30
"""Messages in all."""
CHAT_PER_SECOND = 1
GROUP_PER_MINUTE = 20
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
