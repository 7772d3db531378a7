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
