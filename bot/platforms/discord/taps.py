"""Presses on panels, and the forms that they open: the studio decides, the panel shows it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.domain.errors import Refusal
from bot.domain.view import Phrase, Tap
from bot.platforms.discord import modals, panels, render
from bot.platforms.discord.callers import Interaction
from bot.platforms.discord.controls import DialogueControl, custom_id
from bot.platforms.discord.forms import REOPEN, Forms, Typed, command, filled, written_in
from bot.platforms.discord.outbound import OutFile
from bot.platforms.discord.replying import Reply
from bot.platforms.discord.visits import Visit, Visits
from bot.studio.dialogues.front import Dialogues

WRITTEN = "text.txt"
_BUTTON = 2
"""A press of a button brings no values. Source: components/reference, "Component Types"."""


class Taps:
    """Carries presses and forms to the dialogues."""

    def __init__(self, *, dialogues: Dialogues, visits: Visits, forms: Forms) -> None:
        self._dialogues, self._visits, self._forms = dialogues, visits, forms

    async def press(self, interaction: Interaction, control: DialogueControl) -> None:
        """Carry out a press of a button, or a choice."""
        data: Mapping[str, Any] = interaction.data or {}
        values = {}
        if data.get("component_type") != _BUTTON:
            values = {control.action: tuple(map(str, data.get("values", ())))}
        async with self._visits.of(interaction, updates=True) as visit:
            await self._tap(visit, Tap(control.dialogue, control.step, control.action, values))

    async def open(self, interaction: Interaction, control: DialogueControl) -> None:
        """Open the form of a button, as it is now."""
        async with self._visits.of(interaction, updates=True) as visit:
            await self.open_form(visit, control)

    async def open_form(
        self,
        visit: Visit[Reply],
        control: DialogueControl,
        values: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Open a form of a dialogue with what was written into it before; the step has to be the same.

        With `values` the form was refused before, and what has changed since is no reason to lose them.
        """
        view = await self._dialogues.look(visit.caller, control.dialogue, visit.origin, action=control.action)
        form = view.form_of(control.action)
        if form is None or (values is None and view.step != control.step):
            if values is None:
                await visit.reply.update(panels.panel(visit.below, view))
            await visit.say(Phrase("dialogue-stale"))
            return
        now = replace(control, step=view.step, opens=False)
        form = filled(form, values or {})
        if not await visit.reply.modal(modals.form(visit.words, form, now)):
            await visit.say(Phrase("discord-form-late"))

    async def submit(self, interaction: Interaction, control: DialogueControl, *, now_ms: int) -> None:
        """Carry out a form that was sent; what is refused goes back to whoever wrote it."""
        data: Mapping[str, Any] = interaction.data or {}
        values = modals.values(data)
        below = interaction.message
        updates = below is not None and below.flags.components_v2
        async with self._visits.of(interaction, updates=updates) as visit:
            try:
                await self._tap(visit, Tap(control.dialogue, control.step, control.action, values))
            except Refusal as error:
                typed = Typed(visit.origin.person, control, values)
                await self.give_back(visit, error, typed, written_in(data), now_ms=now_ms)

    async def give_back(
        self, visit: Visit[Reply], error: Refusal, typed: Typed, written: str, *, now_ms: int
    ) -> None:
        """Say why a form was refused, with a button that opens it again and what was typed as a file."""
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
            label=visit.words.text("discord-form-again"),
            custom_id=custom_id(command(REOPEN, self._forms.keep(typed, now_ms=now_ms))),
        )
        shown = discord.ui.View(timeout=None)
        shown.add_item(button)
        files = (OutFile(WRITTEN, written.encode()),) if written else ()
        message = replace(render.problem(visit.words, error), view=shown, files=files)
        await visit.reply.private(message)

    async def _tap(self, visit: Visit[Reply], tap: Tap) -> None:
        answer = await self._dialogues.tap(visit.caller, tap, visit.origin)
        await visit.reply.update(panels.panel(visit.below, answer.view))
        if answer.receipt is not None:
            await visit.hand(answer.receipt)
        if answer.note is not None:
            await visit.say(answer.note)
