"""What Discord sets: limits, error codes and permissions, each with its source.

Pages are those of https://docs.discord.com/developers (github.com/discord/discord-api-docs).
"""

from datetime import timedelta

PLATFORM = "discord"

# --- interactions: interactions/receiving-and-responding ----------------------------------------

ANSWER_S = 3.0
"""An interaction that has no answer after this is dead."""
TOKEN_LIVES_MS = timedelta(minutes=15) // timedelta(milliseconds=1)
"""An interaction's answers can be edited, and followed up, so long."""

# --- messages: resources/message -----------------------------------------------------------------

CONTENT_CHARACTERS = 2_000
EMBEDS = 10
EMBED_TITLE_CHARACTERS = 256
EMBED_CHARACTERS = 4_096
"""Of one embed's description."""
EMBEDS_CHARACTERS = 6_000
"""Of all embeds of a message together."""
LAYOUT_CHARACTERS = 4_000
"""Of all text of a message made of layout components. Source: components/reference."""
LAYOUT_COMPONENTS = 40
ALT_CHARACTERS = 1_024
ATTACHMENTS = 10
NONCE_CHARACTERS = 25

# --- controls: components/reference, interactions/receiving-and-responding ------------------------

ROW_BUTTONS = 5
ROWS = 5
LABEL_CHARACTERS = 80
CUSTOM_ID_CHARACTERS = 100
SELECT_OPTIONS = 25
SELECT_LABEL_CHARACTERS = 100
PLACEHOLDER_CHARACTERS = 150
MODAL_TITLE_CHARACTERS = 45
MODAL_PARTS = 5
MODAL_TEXT_CHARACTERS = 4_000
MODAL_LABEL_CHARACTERS = 45
MODAL_PLACEHOLDER_CHARACTERS = 100
CHOICES = 25
"""Of an option that is completed, or of one with fixed choices. Source: interactions/application-commands."""
CHOICE_CHARACTERS = 100

# --- files: reference, "Uploading Files" ----------------------------------------------------------

DEFAULT_UPLOAD_BYTES = 10 * 1024 * 1024
"""Of each file, in direct messages and servers that are not boosted."""

# --- commands: interactions/application-commands ---------------------------------------------------

COMMAND_NAME_CHARACTERS = 32
COMMAND_DESCRIPTION_CHARACTERS = 100
OPTION_CHARACTERS = 6_000
"""Of a text that is typed for an option."""
COMMAND_CHARACTERS = 8_000
"""Of all names, descriptions and choices of a command together; of each its longest translation counts."""

# --- the gateway: topics/opcodes-and-status-codes, "Gateway Close Event Codes" ---------------------

TOKEN_REFUSED = 4004
"""The gateway is closed with this for a token that holds no more."""
INTENTS_REFUSED = 4014
CLOSED_FOR_GOOD = frozenset({TOKEN_REFUSED, 4010, 4011, 4012, 4013, INTENTS_REFUSED})
"""Codes after which the same connection will be refused again."""

# --- what the API refuses: topics/opcodes-and-status-codes, "JSON Error Codes" ---------------------

UNKNOWN_GUILD = 10_004
UNKNOWN_MEMBER = 10_007
UNKNOWN_USER = 10_013
MISSING_ACCESS = 50_001

DEAD_INTERACTIONS = frozenset({10_008, 10_015, 10_062, 50_027})
"""Unknown message, webhook or interaction, invalid webhook token: nothing can be said there any more."""
ANSWERED_ALREADY = 40_060

# --- posts: resources/message, reference ("Uploading Files"), topics/opcodes-and-status-codes ---------

TIER_UPLOAD_BYTES = {2: 50 * 1024 * 1024, 3: 100 * 1024 * 1024}
"""Of each file in a server, by its boost tier; the others have the default. Source: discord.py's guild.py."""
FEATURE_UPLOAD_BYTES = {
    "MAX_FILE_SIZE_50_MB": 50 * 1024 * 1024,
    "MAX_FILE_SIZE_100_MB": 100 * 1024 * 1024,
}
"""Of servers without tiers. Source: the names that servers carry; no page has them."""
REQUEST_BYTES = 25 * 1024 * 1024
"""Of a whole request, as Create Message still says, whatever the server's tier: it is kept to be safe."""
REQUEST_ROOM_BYTES = 64 * 1024
"""Left for what a request holds besides its file."""
PLAYS = ("mp3", "m4a", "ogg", "flac", "wav")
"""What has a player. Source: reference, "File Type Filtering"."""
UPLOAD_SOURCE = "https://docs.discord.com/developers/reference#uploading-files"
EDITABLE_MS = TOKEN_LIVES_MS - timedelta(minutes=1) // timedelta(milliseconds=1)
"""Answers are edited through the token for so long: a request that is late finds it alive."""
HISTORY_PAGE = 100
"""Messages that one look into a channel's history brings at the most."""

UNKNOWN_CHANNEL = 10_003
UNKNOWN_MESSAGE = 10_008
DMS_TOO_FAST = 40_003
FILE_TOO_LARGE = 40_005
REPLY_NEEDS_HISTORY = 160_002
"""Replying takes the right to read the channel's history."""
TAKES_NO_POST = {UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, UNKNOWN_USER, MISSING_ACCESS} | {
    50_007,  # the person takes no direct messages, or not the bot's
    50_008,  # not a channel for text
    50_009,  # the server's verification level
    50_013,  # missing permissions
    50_024,  # not possible in channels of this kind
    50_083,  # the thread is archived
    50_278,  # no server in common with the person
    160_005,  # the thread is locked
    200_000,  # the server's own filter
    240_000,  # the server's filter of links
}
"""A place with such an answer takes no message of the bot's, now or in an hour."""
