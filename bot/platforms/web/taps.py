"""What becomes of a press on a panel: the studio decides, the panel shows it."""

from bot.domain.errors import DialogueGone
from bot.domain.view import Tap
from bot.locales import Catalogue
from bot.platforms.web.chat import AnyBody, ChatMessage, PanelBody, Spot, only
from bot.platforms.web.desk import Dialogues
from bot.platforms.web.panels import panel
from bot.platforms.web.people import Me, mention
from bot.platforms.web.receipts import Receipts
from bot.platforms.web.room import Room
from bot.platforms.web.underway import Underway
from bot.platforms.web.wording import words_in
from bot.studio.views import Receipt


class Taps:
    """Carries presses to the studio, each once, and its answers back to the messages."""

    def __init__(self, *, dialogues: Dialogues, room: Room, receipts: Receipts) -> None:
        self._dialogues, self._room, self._receipts = dialogues, room, receipts
        self._pressing: Underway[str] = Underway()

    async def press(self, nonce: str, tap: Tap, me: Me, *, language: str, spoken: str) -> str:
        """Carry out a press on the message with this nonce and return what is to be said about it.

        Raises `Refusal`s and `StorageError`s. It is finished even where the browser has gone meanwhile.
        """
        values = tuple(sorted(tap.values.items()))
        key = (nonce, me, tap.dialogue, tap.step, tap.action, values)
        return await self._pressing.run(key, lambda: self._press(nonce, tap, me, language, spoken))

    async def finish(self) -> None:
        """Wait for what is being carried out."""
        await self._pressing.finish()

    async def _press(self, nonce: str, tap: Tap, me: Me, language: str, spoken: str) -> str:
        message = await self._room.find(nonce)
        if message is None or not me.sees(message.spot) or not _is_panel(message.body, tap.dialogue):
            raise DialogueGone
        words = words_in(spoken)
        answer = await self._dialogues.tap(me.caller(language), tap, me.origin(nonce, spoken))
        body = panel(words, answer.view)
        if answer.receipt is not None:  # first: if it can't be stored, the panel can be pressed again
            await self._put_receipt(answer.receipt, words, message, me)
        await self._edit(nonce, body)
        return "" if answer.note is None else words.phrase(answer.note, mention(words))

    async def _put_receipt(self, taken: Receipt, words: Catalogue, message: ChatMessage, me: Me) -> None:
        seen_by = message.spot.seen_by
        if taken.request.private and not seen_by:
            seen_by = only(me.native_id)
        await self._receipts.put(taken, words, Spot(message.spot.channel, seen_by))

    async def _edit(self, nonce: str, body: PanelBody) -> None:
        """Show how things stand, unless another press has already brought the message further."""
        message = await self._room.find(nonce)
        shown = message.body if message is not None else None
        if shown == body:
            return
        if isinstance(shown, PanelBody) and shown.dialogue == body.dialogue and shown.step > body.step:
            return
        await self._room.edit(nonce, body)


def _is_panel(body: AnyBody, dialogue: str) -> bool:
    return isinstance(body, PanelBody) and body.dialogue == dialogue != ""
