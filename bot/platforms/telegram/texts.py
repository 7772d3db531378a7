"""Words that somebody sent to be sung: what was understood is shown, of all parts of a text in one panel."""

from dataclasses import replace

import telegram
from pydantic import BaseModel, ConfigDict

from bot.domain.errors import InvalidOrder, Refusal
from bot.domain.view import Phrase, Tap, View
from bot.platforms.telegram.memory import KEPT_MS, Memory
from bot.platforms.telegram.panels import menus_of
from bot.platforms.telegram.rows import Row, Rows, may_go_on
from bot.platforms.telegram.visits import Visit
from bot.studio.dialogues.front import Dialogues


class Walk(BaseModel):
    """A dialogue that `/song` began: when there are menus to choose from, they open one after the other."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    is_ahead: bool = False


class Texts:
    """Opens dialogues about words. Raises `Refusal`s and `StorageError`s."""

    def __init__(self, *, dialogues: Dialogues, memory: Memory, rows: Rows) -> None:
        self._dialogues, self._memory, self._rows = dialogues, memory, rows

    async def open(self, visit: Visit, message: telegram.Message, text: str, *, walks: bool = False) -> None:
        """Show what a song of a text would be; the next message may be more of it."""
        try:
            view = await self._dialogues.words(visit.caller, text, visit.origin, visit.dedup)
        except InvalidOrder:
            await self._rows.begin(message, text, is_refused=True)
            raise
        if visit.origin.place and may_go_on(message):
            view = replace(view, text=(*view.text, Phrase("telegram-perhaps-cut")))
        await self.show(visit, view, walks=walks)
        await self._rows.begin(message, text, dialogue=view.dialogue)

    async def show(self, visit: Visit, view: View, *, walks: bool) -> None:
        """Show a dialogue about a song; one that walks asks for the rest of it menu by menu."""
        first = next(iter(menus_of(view)), None) if walks else None
        if walks and view.dialogue:
            await self._memory.put(_walk(view.dialogue), Walk(is_ahead=first is None), KEPT_MS)
        await visit.show(view, menu=first.id if first is not None else "", walks=first is not None)

    async def next_menu(self, view: View) -> str:
        """Return the menu that opens by itself now, once in a dialogue."""
        first = next(iter(menus_of(view)), None)
        if first is None or not view.dialogue:
            return ""
        walk = await self._memory.get(_walk(view.dialogue), Walk)
        if walk is None or not walk.is_ahead:
            return ""
        await self._memory.put(_walk(view.dialogue), Walk(), KEPT_MS)
        return first.id

    async def go_on(self, visit: Visit, message: telegram.Message, row: Row) -> None:
        """Show what a song of all parts of a text would be, in the place of what its beginning was.

        Where somebody has done something with the beginning already, this part is a text of its own.
        """
        shown = await self._untouched(visit, row)
        if shown is None:
            await self.open(visit, message, row.parts[-1].text)
            return
        try:
            view = await self._dialogues.words(visit.caller, row.text, visit.origin, visit.dedup)
        except InvalidOrder:  # nobody wants half of it to be sung
            await self._rows.keep(message, row.model_copy(update={"is_refused": True}))
            drop = Tap(shown.dialogue, shown.step, "drop")
            await visit.show((await self._dialogues.tap(visit.caller, drop, visit.origin)).view)
            raise
        panel = await self._memory.panel(shown.dialogue)
        if panel is not None:
            await self._memory.note_panel(view.dialogue, panel)
        walk = await self._memory.get(_walk(shown.dialogue), Walk)
        await self.show(visit, view, walks=walk is not None)
        await self._rows.keep(message, row.model_copy(update={"dialogue": view.dialogue}))

    async def _untouched(self, visit: Visit, row: Row) -> View | None:
        """Return the dialogue of a text's beginning, if nothing was done there."""
        try:
            view = await self._dialogues.look(visit.caller, row.dialogue, visit.origin)
        except Refusal:
            return None
        return view if view.step == 0 else None


def _walk(dialogue: str) -> str:
    return f"walk:{dialogue}"
