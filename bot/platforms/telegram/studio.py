"""What Telegram's side of the bot needs of the studio, in one hand."""

from dataclasses import dataclass

from bot.studio.desk import Desk
from bot.studio.dialogues.front import Dialogues
from bot.studio.moderation.front import Moderation
from bot.studio.moves import Moves
from bot.studio.songs import Songs


@dataclass(frozen=True)
class Studio:
    """The parts of the studio that answer people; all raise `Refusal`s and `StorageError`s."""

    desk: Desk
    """Takes and cancels orders, and answers questions about them."""
    dialogues: Dialogues
    """Flows of more than one step."""
    songs: Songs
    """Songs that are there: sung again, edited, deleted, posted again."""
    moderation: Moderation
    """What moderators ask and change."""
    moves: Moves
    """Hears of groups that became supergroups."""
