"""Menus below panels: one opens in the panel's own message; what is picked there is a tap of the dialogue."""

from bot.domain.view import Choice, Tap, View
from bot.platforms.telegram.controls import MenuControl, OptionControl
from bot.platforms.telegram.panels import OPTIONS, menu_after
from bot.platforms.telegram.visits import STALE, Visit
from bot.studio.dialogues.front import Dialogues

NONE, TOPIC = "-", "t"
"""What is picked where nothing is to be chosen, and what the id of a topic begins with."""


class Menus:
    """Opens menus, and carries what is picked to the dialogues. Raises `Refusal`s and `StorageError`s."""

    def __init__(self, *, dialogues: Dialogues) -> None:
        self._dialogues = dialogues

    async def open(self, visit: Visit, control: MenuControl) -> None:
        """Show what can be chosen, as it is now, or the panel again; nothing of the dialogue changes."""
        view = await self._dialogues.look(visit.caller, control.dialogue, visit.origin, action=control.choice)
        if control.choice and _choice(view, control.choice) is None:
            await visit.say(STALE)
            await visit.update(view)
            return
        await visit.heard()
        await visit.update(view, menu=control.choice, page=control.page, walks=control.walks)

    async def pick(self, visit: Visit, control: OptionControl) -> None:
        """Choose something. Where several may be chosen, a press puts one in or takes it out again."""
        view = await self._dialogues.look(visit.caller, control.dialogue, visit.origin, action=control.choice)
        choice = _choice(await visit.house.topics.fill(view, visit.origin.chat), control.choice)
        value = None if choice is None else _value(choice, control.pick)
        if choice is None or value is None or view.step != control.step:
            await visit.say(STALE)
            await visit.update(view)
            return
        tap = Tap(control.dialogue, control.step, choice.id, {choice.id: _chosen(choice, value)})
        answer = await self._dialogues.tap(visit.caller, tap, visit.origin)
        if answer.note is None:
            await visit.heard()
        else:
            await visit.say(answer.note)
        if control.walks:
            after = menu_after(answer.view, choice.id)
            await visit.update(answer.view, menu=after, walks=bool(after))
        elif choice.most > 1 and value:
            await visit.update(answer.view, menu=choice.id, page=_page(choice, value))
        else:
            await visit.update(answer.view)
        if (taken := answer.receipt or answer.earlier) is not None:
            await visit.hand(taken)


def _choice(view: View, name: str) -> Choice | None:
    return next((one for one in view.choices if one.id == name), None)


def _value(choice: Choice, pick: str) -> str | None:
    """Return what a button of a menu stands for: empty for none of them, None for what is not there."""
    if pick == NONE:
        return "" if choice.least == 0 else None
    if pick.startswith(TOPIC):
        return pick.removeprefix(TOPIC)
    if pick.isdecimal() and int(pick) < len(choice.options):
        return choice.options[int(pick)].value
    return None


def _chosen(choice: Choice, value: str) -> tuple[str, ...]:
    """Return what is chosen after a press."""
    if not value:
        return ()
    if choice.most == 1:
        return (value,)
    others = tuple(one for one in choice.chosen if one != value)
    return others if value in choice.chosen else (*others, value)


def _page(choice: Choice, value: str) -> int:
    """Return the page of a menu that an option is on."""
    return next((n // OPTIONS for n, one in enumerate(choice.options) if one.value == value), 0)
